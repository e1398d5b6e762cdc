"""Runs of other scaling, another split, other inputs or other data: each in its own, or a sentence.

The right values are worked out in float64 from the parameters and the raw data, without the network's code.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from PySide6.QtCore import Qt

from nnviz.engine import Dense
from nnviz.training.experiment import Experiment
from nnviz.training.samples import sample_of
from nnviz.ui.compare import ComparePanel, CompareStage, RunsPanel
from nnviz.ui.compare.plot_head import PlotHead
from nnviz.ui.widgets import Caption, SectionTitle
from tests.helpers.runs import at, trained_run
from tests.helpers.seen import words

USUAL = Experiment(layers=(Dense(16, "relu"),), epochs=4, optimizer="adam", learning_rate=0.01)


@cache
def digits():
    """(1797, 64) and (1797,), as scikit-learn has them, which collecting the tests does not wait for."""
    from sklearn.datasets import load_digits

    return load_digits(return_X_y=True)


def raw(places):
    """(n, 64) the pixels 0..16 of these digits."""
    return digits()[0][places]


def labels(places):
    """(n,) what these digits are."""
    return digits()[1][places]


def run_of(letter, **settings):
    experiment = replace(USUAL, **settings)
    return trained_run(letter, experiment, experiment.dataset())


@pytest.fixture(scope="module")
def scaled():
    """A takes pixels divided by 16, B such of mean 0 and deviation 1; both split off the same tests."""
    return run_of("A"), run_of("B", scale="standard")


@pytest.fixture(scope="module")
def parted():
    """A and B learn other parts of the digits."""
    return run_of("A"), run_of("B", split_seed=7)


def parts(seed=42):
    """(train, test): the places of the samples, as scikit-learn splits them."""
    from sklearn.model_selection import train_test_split

    return train_test_split(np.arange(len(digits()[0])), test_size=0.2, random_state=seed)


def standard(train):
    spread = raw(train).std(axis=0)
    return raw(train).mean(axis=0), np.where(spread > 0, spread, 1.0)


def says(run, inputs):
    """(n,) the digit that the newest network answers for (n, 64) inputs: two dense layers by hand."""
    hidden, last = run.snapshot.layers
    values = np.maximum(inputs @ hidden.weights.astype(float) + hidden.bias.astype(float), 0)
    return (values @ last.weights.astype(float) + last.bias.astype(float)).argmax(axis=1)


def counts(one, other, truth):
    right, also = one == truth, other == truth
    return [int(found.sum()) for found in (right & also, right & ~also, ~right & also, ~right & ~also)]


def told(counted):
    both, first, second, neither = counted
    return f"{both} both right, {first} only A, {second} only B, {neither} neither."


def differing(panel):
    """The places of the samples in the list, among the test samples of A."""
    samples = panel.grid.samples
    return [samples.sample(row) for row in range(samples.rowCount())]


def shown_panel(shown, runs):
    panel = shown(ComparePanel(), 336, 1400)
    panel.show_runs(at(runs), "A")
    panel.set_pair(("A", "B"))
    return panel


def test_each_network_is_asked_in_its_own_scaling(shown, scaled):
    train, test = parts()
    middle, spread = standard(train)
    one, other = says(scaled[0], raw(test) / 16), says(scaled[1], (raw(test) - middle) / spread)
    panel = shown_panel(shown, scaled)
    assert panel.squares.accessibleName() == told(counts(one, other, labels(test)))
    assert words(panel, SectionTitle) == ["On 360 test images"]
    assert sorted(differing(panel)) == np.flatnonzero(one != other).tolist()
    # What was told before: B's network fed with A's numbers.
    assert counts(one, says(scaled[1], raw(test) / 16), labels(test)) != counts(one, other, labels(test))


def test_the_current_run_does_not_matter(shown, scaled):
    panel = shown_panel(shown, scaled)
    before = panel.squares.accessibleName()
    panel.show_runs(at(scaled), "B")
    assert panel.squares.accessibleName() == before


def test_what_one_of_them_has_learned_is_not_counted(shown, parted):
    train, test = parts()
    train_b, test_b = parts(7)
    both = np.array([place for place in test if place in set(test_b)])
    assert 0 < len(both) < len(test)
    one, other = says(parted[0], raw(both) / 16), says(parted[1], raw(both) / 16)
    panel = shown_panel(shown, parted)
    assert words(panel, SectionTitle) == [f"On {len(both)} test images"]
    assert panel.squares.accessibleName() == told(counts(one, other, labels(both)))
    assert words(panel, Caption)[-1].startswith(
        "A and B are not tested on the same samples: only those that neither was trained on are counted."
    )
    places = {int(test[index]) for index in differing(panel)}
    assert places == set(both[one != other].tolist())
    assert not places & (set(train.tolist()) | set(train_b.tolist()))


def test_a_picked_sample_is_the_one_that_was_pointed_at(shown, parted, qtbot):
    _, test = parts()
    panel = shown_panel(shown, parted)
    with qtbot.waitSignal(panel.sample_requested) as wished:
        panel.grid.sample_requested.emit(differing(panel)[0])
    sample = wished.args[0]
    assert np.allclose(sample.seen, raw(test[sample.index]), atol=1e-4)
    # Each side shows that very image, in its own scaling.
    for run in at(parted, None, sample):
        assert np.allclose(run.dataset.raw(run.snapshot.probe.inputs), raw(test[sample.index]), atol=1e-4)


def test_both_sides_show_the_answer_of_their_own_network(shown, scaled):
    train, test = parts()
    middle, spread = standard(train)
    sample = sample_of(scaled[0].dataset, "test", 5)
    stage = shown(CompareStage(), 900, 760)
    stage.show_runs(at(scaled, None, sample), "A")
    image = raw(test[5])[np.newaxis]
    wanted = [says(scaled[0], image / 16)[0], says(scaled[1], (image - middle) / spread)[0]]
    for side, digit in zip(stage.sides, wanted, strict=True):
        verdict = "right" if digit == labels(test[5]) else "wrong"
        assert f"says {digit}, {verdict}" in side.accessibleName()


def test_a_sample_that_one_has_learned_is_said_to_be(shown, parted):
    (_, test), (_, test_b) = parts(), parts(7)
    index = next(i for i, place in enumerate(test) if place not in set(test_b))
    stage = shown(CompareStage(), 1200, 760)
    stage.show_runs(at(parted, None, sample_of(parted[0].dataset, "test", index)), "A")
    assert any(text.startswith("same sample, which B was trained on") for text in words(stage))


def test_cards_tell_each_run_on_its_own_tests(shown, parted):
    panel = shown(RunsPanel(), 272, 900)
    panel.show_runs(at(parted), "A")
    for run, seed in zip(parted, (42, 7), strict=True):
        _, test = parts(seed)
        right = (says(run, raw(test) / 16) == labels(test)).mean()
        card = panel.list.model().index(ord(run.letter) - ord("A"), 0)
        assert f"{right * 100:.1f}\xa0% right." in card.data(Qt.ItemDataRole.AccessibleTextRole)
    assert "each run on its own test samples" in words(panel)


def test_curves_of_other_tests_are_not_held_against_one_another(shown, scaled, parted, qtbot):
    stage = shown(CompareStage(), 900, 760)
    stage.show_runs(at(scaled), "A")
    loss, accuracy = stage.findChildren(PlotHead)
    assert accuracy.word.text() == "test samples"
    stage.show_runs(at(parted), "A")
    qtbot.waitUntil(lambda: accuracy.word.text() == "each on its own test samples")
    assert loss.word.text() == "each on its own data"


def test_parts_without_a_sample_in_common_are_a_sentence(shown, parted):
    one, other = parted
    data = other.dataset
    swapped = replace(
        data,
        test_indices=one.dataset.train_indices[: len(data.test_indices)],
    )
    panel = shown_panel(shown, (one, replace(other, dataset=swapped)))
    assert words(panel, SectionTitle) == ["Nothing to compare"]
    assert words(panel, Caption)[-1] == (
        "A and B have no test sample in common: what one is tested on, the other was trained on."
    )
    assert not panel.squares.isVisible()


# ---- on the plane


def on_plane(letter, **settings):
    experiment = Experiment.on("moons", **{"layers": (Dense(6, "tanh"),), "epochs": 6, **settings})
    return trained_run(letter, experiment, experiment.dataset())


def test_networks_with_other_inputs_meet_at_the_same_points(shown):
    two = on_plane("A"), on_plane("B", features=("x1", "x2", "x1_squared"))
    panel = shown_panel(shown, two)
    points = two[0].dataset.test_points.astype(float)
    answers = []
    for run, made in zip(two, ((0, 1), (0, 1, 2)), strict=True):
        inputs = np.stack([points[:, 0], points[:, 1], points[:, 0] ** 2], axis=1)[:, made]
        hidden, last = run.snapshot.layers
        offset, factor = run.dataset.offset.astype(float), run.dataset.factor.astype(float)
        values = np.tanh((inputs - offset) * factor @ hidden.weights.astype(float) + hidden.bias)
        answers.append((values @ last.weights.astype(float) + last.bias).argmax(axis=1))
    truth = two[0].dataset.test_labels
    assert panel.squares.accessibleName() == told(counts(*answers, truth))
    assert panel.plane.isVisible()


def test_other_points_leave_the_map_and_count_nothing(shown):
    panel = shown_panel(shown, (on_plane("A"), on_plane("B", noise=0.3)))
    assert words(panel, SectionTitle) == ["Nothing to compare"]
    assert words(panel, Caption)[-1].startswith(
        "A and B were trained on different points: there are none that both can be tested on."
    )
    assert panel.plane.isVisible()
    assert not panel.squares.isVisible()


def test_points_that_one_of_them_has_learned_are_not_counted(shown):
    drawn = tuple((0.5 * (k % 6) - 1.5, 0.4 * (k // 6) - 1, k % 2) for k in range(36))
    two = [
        trained_run(letter, experiment, experiment.dataset())
        for letter, experiment in (
            ("A", Experiment.on("drawn", layers=(Dense(4, "tanh"),), epochs=2, drawn=drawn)),
            ("B", Experiment.on("drawn", layers=(Dense(4, "tanh"),), epochs=2, drawn=drawn, split_seed=3)),
        )
    ]
    panel = shown_panel(shown, two)
    tests = [{tuple(point) for point in run.dataset.test_points.tolist()} for run in two]
    assert tests[0] != tests[1]
    both = len(tests[0] & tests[1])
    expected = {0: "Nothing to compare", 1: "On 1 test point"}.get(both, f"On {both} test points")
    assert words(panel, SectionTitle) == [expected]
