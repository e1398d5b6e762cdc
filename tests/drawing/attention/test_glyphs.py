"""A network with attention in the diagram of every window: the shares of its heads, and no lines that lie."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from nnviz.data import load_dataset
from nnviz.drawing.describe import describe, describe_through
from nnviz.drawing.drawing import draw
from nnviz.drawing.glyphs import GLYPHS
from nnviz.drawing.lines import edge_values, lines_of
from nnviz.drawing.look import Look
from nnviz.drawing.moment import Moment, moment_of
from nnviz.drawing.plan import arrange
from nnviz.drawing.selection import Selection
from nnviz.drawing.shapes import Grids
from nnviz.drawing.svg import svg
from nnviz.training.experiment import Experiment
from nnviz.training.settings import read_layers
from nnviz.training.trainer import Trainer
from tests.helpers import attending as by_hand

SIZE = (832, 712)
LAYERS = "embedding(8), positions(learned), residual(layernorm, attention(2)), residual(layernorm, 12, 8)"


@pytest.fixture(scope="module")
def snapshot():
    experiment = Experiment.on("reverse", layers=read_layers(LAYERS), epochs=0).validated()
    return Trainer(experiment, experiment.dataset()).snapshot()


@pytest.fixture(scope="module")
def parameters(snapshot):
    return {block.name: block.of(snapshot.parameters) for block in snapshot.network().blocks}


@pytest.fixture(scope="module")
def moment(snapshot) -> Moment:
    dataset = load_dataset("reverse")
    return moment_of(snapshot.probed(dataset.test_features[3]), dataset.feature_shape)


@pytest.fixture(scope="module")
def layout(moment: Moment):
    return arrange(moment.parts, *SIZE, names=moment.names)


def by_kind(moment: Moment, kind: str):
    return next(part for part in moment.parts if part.kind == kind)


def test_the_squares_of_the_heads_are_their_shares(moment, layout, parameters) -> None:
    part = by_kind(moment, "attention")
    x = moment.input.values["a"].reshape(10, 11).astype(np.float64)
    right = by_hand.transformer(x, parameters, 2)
    box = layout.layers[part.index]
    shown = GLYPHS["attention"].shapes(part, box, moment)
    heads = next(shape for shape in shown if isinstance(shape, Grids) and shape.box is box.kernels)
    np.testing.assert_allclose(heads.shares, np.nan_to_num(right["shares"]), atol=1e-5)


def test_no_line_leads_into_attention_and_all_others_are_counted(moment, layout) -> None:
    index = by_kind(moment, "attention").index
    for kind in ("weights", "signal"):
        assert not edge_values(moment, layout, index, kind).any()
    lines = lines_of(moment, layout, "weights", (0.5, 2.0, 3.0), 100_000)
    assert not (lines.gap == index).any()
    sizes = [10, *(part.units for part in moment.columns)]
    pairs = [one * other for one, other in itertools.pairwise(sizes)]
    assert lines.total == sum(pairs) - pairs[index]  # as many as there are weights of lines


def test_lines_from_symbols_are_the_rows_of_the_embedding(moment, layout) -> None:
    part = by_kind(moment, "embedding")
    weights, x = part.parameters["weights"], moment.input.values["a"].reshape(10, 11)
    np.testing.assert_array_equal(edge_values(moment, layout, part.index, "weights"), weights)
    sent = weights * x.sum(axis=1)[:, None]
    np.testing.assert_allclose(edge_values(moment, layout, part.index, "signal"), sent, atol=1e-6)


def test_every_part_is_told_and_the_picture_is_written(moment, layout) -> None:
    for part in moment.parts[1:]:  # also dense layers that work at every step
        title, notes = describe_through(part.place, moment)
        assert title
        assert notes
    assert describe(Selection("neuron", by_kind(moment, "attention").index, 2), moment)[1][0] == "2 heads"
    assert "Layer norm" in svg(draw(moment, layout, Look("light"), "weights"), Look("light"))
