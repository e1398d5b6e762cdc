"""The diagram of a recurrent network: strips of what each unit holds, and the same written as SVG."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.drawing.drawing import draw
from nnviz.drawing.glyphs import GLYPHS
from nnviz.drawing.lines import can_show
from nnviz.drawing.look import Look
from nnviz.drawing.moment import activation_full, moment_of
from nnviz.drawing.plan import arrange
from nnviz.drawing.shapes import Grids
from nnviz.drawing.svg import svg
from nnviz.training.derived import Derived
from nnviz.training.experiment import Experiment
from nnviz.training.samples import sample_of
from nnviz.training.settings import read_layers
from nnviz.training.trainer import Trainer
from tests.helpers import unrolled

SIZE = (832, 712)


@pytest.mark.parametrize("kind", ["rnn", "lstm", "gru"])
def test_strips_are_what_is_held_by_hand_and_the_picture_is_written(kind: str) -> None:
    experiment = Experiment.on("temporal_order", layers=read_layers(f"{kind}(3)"), length=20, epochs=0)
    dataset = experiment.dataset()
    snapshot = Trainer(experiment, dataset).snapshot()
    named = {block.name: block.of(snapshot.parameters) for block in snapshot.network().blocks}
    own = {name.partition(".")[2]: v for name, v in named.items() if name.startswith(kind)}
    x = np.asarray(dataset.test_features[2], np.float64).reshape(6, 20)
    right = getattr(unrolled, kind)(x, own)["h"]
    moment = moment_of(snapshot.probed(dataset.test_features[2]), dataset.feature_shape)
    layout = arrange(moment.parts, *SIZE, names=moment.names)
    part, box = moment.parts[1], layout.layers[0]
    shown = next(one for one in GLYPHS[kind].shapes(part, box, moment) if isinstance(one, Grids))
    held = np.asarray(shown.shares)[:, 0] * activation_full(part)
    np.testing.assert_allclose(held, right, atol=1e-5)
    assert "</svg>" in svg(draw(moment, layout, Look("light"), "signal"), Look("light"))


def test_what_is_asked_at_every_step_has_its_gradient_where_the_answers_are_known() -> None:
    experiment = Experiment.on("echo", layers=read_layers("rnn(3, every_step=yes)"), length=20, epochs=0)
    dataset = experiment.dataset()
    derived = Derived(Trainer(experiment, dataset).snapshot(), dataset)
    probe = derived.probe(sample_of(dataset, "test", 4))
    outputs = np.asarray(probe.layers[-1].a, np.float64).reshape(-1, 20)
    labels = dataset.test_labels[4]
    asked = np.flatnonzero(labels >= 0)
    right = -np.log(outputs[labels[asked], asked]).mean()
    assert probe.loss == pytest.approx(right, rel=1e-5)
    shown = derived.probed(sample_of(dataset, "test", 4))
    assert can_show(moment_of(shown, dataset.feature_shape), "gradient")
