"""Words of the Inspector that are true of any data set and network."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt

from nnviz.data import load_dataset
from nnviz.drawing.inspector.names import Names
from nnviz.drawing.inspector.network import describe_network
from nnviz.drawing.inspector.neuron import describe_neuron
from nnviz.engine import Dense
from nnviz.training.distributions import histogram
from nnviz.training.experiment import Experiment
from nnviz.training.samples import Sample, learned_sample, point_sample, sample_name, sample_of
from nnviz.training.trainer import Trainer
from nnviz.ui.inspector.confusion import ConfusionView
from nnviz.ui.inspector.layers_view import LayersView
from tests.helpers.truth_texts import painted


@pytest.mark.parametrize(
    ("data", "part", "name"),
    [
        ("digits", "test", "test image 5"),
        ("digits", "train", "training image 5"),
        ("ring", "test", "test point 5"),
        ("iris", "train", "training row 5"),
    ],
)
def test_a_sample_is_called_what_it_is(data, part, name):
    sample = sample_of(load_dataset(data), part, 4)
    assert sample_name(sample) == name
    snapshot = Trainer(Experiment.on(data)).snapshot()
    summary = dict(describe_network(snapshot, None, sample_name(sample)).summary)
    assert summary["Shown sample"] == name


def test_what_is_no_sample_of_the_data_is_not_called_one():
    digits, ring = load_dataset("digits"), load_dataset("ring")
    assert sample_name(point_sample((0.5, -1.0), ring)) == "the point in the crosshair"
    assert sample_name(learned_sample(digits, 100, 204)) == "training image 5, changed copy 2"
    assert sample_name(Sample(np.zeros(64), source="drawing")) == "your drawing"
    assert sample_name(Sample(np.zeros(64), source="picture", index=1)) == "digit 2 of the picture"


def snapshot_of(experiment):
    dataset = experiment.dataset()
    return Trainer(experiment, dataset).snapshot(), dataset


@pytest.mark.parametrize(("slope", "written"), [(None, "0.01"), (0.2, "0.2")])
def test_leaky_relu_is_written_with_its_own_slope_and_drawn_with_it(slope, written):
    snapshot, dataset = snapshot_of(Experiment.on("iris", layers=(Dense(4, "leaky_relu", slope),)))
    shown = snapshot.probed(dataset.test_features[0])
    content = describe_neuron(shown, Names.of(shown, dataset), 0, 0)
    (line,) = [formula for formula in content.formulas if formula.left.startswith("a =")]
    assert line.middle == f"max({written}·z, z)"
    assert content.curve.function(np.array([-1.0]))[0] == pytest.approx(-float(written))


@pytest.mark.parametrize(
    ("data", "without_sample", "without_label"),
    [
        ("digits", "draw a digit to see it", "say what you meant to see it"),
        ("ring", "point at the map to see it", "choose a sample on the map to see it"),
        ("iris", "choose a row to see it", "choose a row to see it"),
        ("diabetes", "choose a row to see it", "only where classes are learned"),
    ],
)
def test_nobody_is_asked_to_say_what_cannot_be_said(data, without_sample, without_label):
    snapshot, dataset = snapshot_of(Experiment.on(data))
    names = Names.of(snapshot, dataset)
    assert without_sample in [f.middle + f.value for f in describe_neuron(snapshot, names, 0, 0).formulas]
    shown = snapshot.probed(dataset.test_features[0])
    assert describe_neuron(shown, names, 0, 0).formulas[-1].value == without_label


def test_histograms_count_the_samples_that_there_are(qtbot):
    view = LayersView()
    qtbot.addWidget(view)
    for data, count in (("iris", 30), ("digits", 256)):
        snapshot, dataset = snapshot_of(Experiment.on(data))
        assert min(256, len(dataset.test_labels)) == count
        view.show_moment(snapshot, dataset)
        for key in ("activations", "gradients"):
            assert f"over {count} test samples" in view.switch.button(key).toolTip()


def test_a_share_of_nothing_is_none(qtbot):
    """Class c was never answered, and no sample is of class b: neither is right in 0 %."""
    view = ConfusionView()
    qtbot.addWidget(view)
    view.show_counts(np.array([[3, 1, 0], [0, 0, 0], [2, 0, 0]]), ("a", "b", "c"))
    said = [view.item(place, place).data(Qt.ItemDataRole.AccessibleTextRole) for place in (1, 2, 3)]
    words = [text.replace("\xa0", " ") for text in said]
    assert words == [
        "a read as a: 3; recall 75 %, precision 60 %",
        "b read as b: 0; recall –, precision 0 %",
        "c read as c: 0; recall 0 %, precision –",
    ]


def test_what_is_not_all_is_not_painted_as_100(qtbot):
    """Precision and recall of both classes are 300 of 301, 99.7 %."""
    view = ConfusionView()
    qtbot.addWidget(view)
    view.resize(400, 300)
    view.show_counts(np.array([[300, 1], [1, 300]]), ("a", "b"))
    texts = [text.replace("\xa0", " ") for _, _, text in painted(view.viewport())]
    assert texts.count(">99 %") == 2, "the recalls, at the right"
    assert texts.count(">99") == 2, "the precisions, below"
    assert not any("100" in text for text in texts)


@pytest.mark.parametrize(("broken", "said"), [(1, "1 value infinite"), (2, "2 values infinite")])
def test_what_is_no_number_is_counted_beside_a_histogram(qtbot, broken, said):
    values = np.linspace(-1, 1, 9)
    values[:broken] = (np.inf, np.nan)[:broken]
    view = LayersView()
    qtbot.addWidget(view)
    view.bars.show_histograms(["Layer 1"], (histogram(values),))
    assert said in view.bars.accessibleDescription()


def test_in_narrow_columns_a_precision_of_100_stands_there_and_names_are_shortened(qtbot):
    """Of these names only one begins as no other does; each column has about 30 px."""
    view = ConfusionView()
    qtbot.addWidget(view)
    view.show_counts(np.diag([5, 5, 5]), ("Adelie penguin", "Gentoo penguin", "Gentle penguin"))
    view.resize(170, 300)
    texts = [text for _, _, text in painted(view.viewport())]
    assert texts.count("100") == 3
    assert "Ade." in texts
    assert "Gen." not in texts
    view.resize(1200, 300)
    assert "Ade." not in [text for _, _, text in painted(view.viewport())]
