"""Files that version 0.1.0 made open for ever, and hold what they held; see made_by_0_1_0/make.py."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnviz.files.model import read_model, read_weights
from nnviz.files.project import read_project
from nnviz.training.edits import Change, Edit
from nnviz.training.replay import replayed
from nnviz.training.trainer import Trainer

FOLDER = Path(__file__).parent / "made_by_0_1_0"
PROJECTS = sorted(path.stem for path in FOLDER.glob("*.nnviz"))


@dataclass(frozen=True)
class Held:
    """A run: its units from the inputs to the outputs, its last metrics, its newest moment's first and last
    parameter, and how many moments it holds."""

    sizes: tuple[int, ...]
    last: tuple[float, ...]  # epoch, train loss, test loss, train accuracy, test accuracy
    parameters: tuple[float, float]
    moments: int


#: By project, then by letter of the run, as they were when the files were made.
RUNS: dict[str, dict[str, Held]] = {
    "activations": {
        "A": Held(
            (2,) * 12,
            (3, 0.7873491942882538, 0.783958226442337, 0.5, 0.5),
            (1.4466923475265503, -0.0029992382042109966),
            4,
        )
    },
    "branch_begun_anew": {
        "A": Held(
            (2, 3, 2),
            (4, 0.336555540561676, 0.31333214044570923, 1, 1),
            (1.439796805381775, 0.003830577712506056),
            5,
        ),
        "B": Held(
            (2, 3, 2),
            (6, 0.33718347549438477, 0.3139166831970215, 1, 1),
            (1.4402698278427124, 0.0033469710033386946),
            7,
        ),
    },
    "broken": {
        "A": Held(
            (10, 3, 1),
            (0, 29699.365439093486, 26570.387640449437, -3.887659942846402, -4.015029381181212),
            (0.6456382274627686, 0.0),
            1,
        )
    },
    "drawing": {
        "A": Held(
            (64, 6, 10),
            (4, 2.0502149864626826, 2.039486863878038, 0.2665274878218511, 0.275),
            (0.25521090626716614, 0.024859461933374405),
            5,
        )
    },
    "drawn_points": {
        "A": Held(
            (2, 6, 4, 3),
            (8, 0.5775434882552536, 0.6594243049621582, 0.5555555555555556, 0.3333333333333333),
            (0.7196778655052185, -0.41434332728385925),
            9,
        )
    },
    "drawn_values": {
        "A": Held(
            (3, 3, 1),
            (9, 3.5125330756692326, 2.779787063598633, -12.863339708425555, -10.066817589543783),
            (-0.13272786140441895, 0.008984582498669624),
            10,
        )
    },
    "layers": {
        "A": Held(
            (64, 5, 4, 10),
            (4, 1.1609765930812892, 1.2406325764126247, 0.6304801670146137, 0.6166666666666667),
            (0.25521090626716614, 0.12883014976978302),
            5,
        )
    },
    "looking_back": {
        "A": Held(
            (64, 6, 10),
            (4, 2.0502149864626826, 2.039486863878038, 0.2665274878218511, 0.275),
            (0.25521090626716614, 0.024859461933374405),
            5,
        )
    },
    "micro_steps": {
        "A": Held(
            (4, 4, 3),
            (3, 1.2776672999064127, 1.3004027048746745, 0.3416666666666667, 0.3333333333333333),
            (1.0309295654296875, 0.006592879071831703),
            5,
        )
    },
    "optimizers": {
        "A": Held(
            (2, 2, 2),
            (5, 0.7709000110626221, 0.7709000110626221, 0.25, 0.25),
            (1.4435936212539673, 0.0005178526625968516),
            6,
        ),
        "B": Held(
            (2, 2, 2),
            (5, 0.7702457010746002, 0.7702457010746002, 0.25, 0.25),
            (1.4434349536895752, 0.0013608494773507118),
            6,
        ),
        "C": Held(
            (2, 2, 2),
            (5, 0.7699522972106934, 0.7699522972106934, 0.25, 0.25),
            (1.4433637857437134, 0.0017394337337464094),
            6,
        ),
        "D": Held(
            (2, 2, 2),
            (5, 0.7690110504627228, 0.7690110504627228, 0.25, 0.25),
            (1.4404703378677368, 0.003215488512068987),
            6,
        ),
        "E": Held(
            (2, 2, 2),
            (5, 0.7505711168050766, 0.7505711168050766, 0.25, 0.25),
            (1.412447214126587, 0.03062952309846878),
            6,
        ),
        "F": Held(
            (2, 2, 2),
            (5, 0.7677644193172455, 0.7677644193172455, 0.25, 0.25),
            (1.4386935234069824, 0.004996102303266525),
            6,
        ),
        "G": Held(
            (2, 2, 2),
            (5, 0.7677557468414307, 0.7677557468414307, 0.25, 0.25),
            (1.4386214017868042, 0.004995996132493019),
            6,
        ),
    },
    "other_structure": {
        "A": Held(
            (13, 4, 2, 3),
            (5, 1.30630654348454, 1.3203182750278049, 0.21830985915492956, 0.16666666666666666),
            (0.5795837640762329, 0.004204139579087496),
            6,
        )
    },
    "reader": {
        "A": Held(
            (64, 6, 10),
            (0, 2.397358150389266, 2.358983654446072, 0.07585247042449547, 0.10833333333333334),
            (0.25521090626716614, 0.0),
            1,
        )
    },
    "settings": {
        "A": Held(
            (64, 3, 10),
            (4, math.nan, 0.25402620773619927, math.nan, 0.11944444444444445),
            (0.17498831558330383, -0.03399618413235899),
            5,
        )
    },
    "several_digits": {
        "A": Held(
            (64, 6, 10),
            (0, 2.397358150389266, 2.358983654446072, 0.07585247042449547, 0.10833333333333334),
            (0.25521090626716614, 0.0),
            1,
        )
    },
    "several_runs": {
        "A": Held(
            (2, 4, 3, 2),
            (10, 0.5022405584653219, 0.5968730449676514, 0.7083333333333334, 0.5833333333333334),
            (1.429928183555603, 0.06736826151609421),
            11,
        ),
        "B": Held(
            (2, 4, 3, 2),
            (9, 0.6283284624417623, 0.7730267842610677, 0.5625, 0.4166666666666667),
            (1.4259058237075806, 0.017015106976032257),
            10,
        ),
        "C": Held(
            (2, 2, 2),
            (2, 0.7073935866355896, 0.5752196162939072, 0.5833333333333334, 0.6666666666666666),
            (-0.27420297265052795, 0.005777239333838224),
            3,
        ),
    },
    "thinned": {
        "A": Held(
            (2, 2, 2),
            (530, 0.4569997191429138, 0.4569997191429138, 0.75, 0.75),
            (1.3400224447250366, -0.9489346742630005),
            266,
        )
    },
    "untrained": {
        "A": Held(
            (2, 32, 2),
            (0, 1.0979345321655274, 0.8591161489486694, 0.4375, 0.6),
            (1.4436908960342407, 0.0),
            1,
        )
    },
}


def opened(name: str) -> Any:
    return read_project(FOLDER / f"{name}.nnviz")


def test_every_file_is_looked_into() -> None:
    assert [*RUNS] == PROJECTS


@pytest.mark.parametrize("name", PROJECTS)
def test_a_project_opens_and_its_runs_are_what_they_were(name: str) -> None:
    runs = {run.letter: run for run in opened(name).runs}
    assert [*runs] == [*RUNS[name]]
    for letter, held in RUNS[name].items():
        run, timeline = runs[letter], runs[letter].timeline
        newest = run.snapshots[-1]
        assert (newest.layers[0].weights.shape[0], *(layer.units for layer in newest.layers)) == held.sizes
        assert (float(newest.parameters[0]), float(newest.parameters[-1])) == held.parameters
        columns = ("epochs", "train_loss", "test_loss", "train_accuracy", "test_accuracy")
        last = [float(getattr(timeline, column)[-1]) for column in columns]
        np.testing.assert_array_equal(last, held.last)  # NaN where “train” was of changed copies too
        assert len(run.snapshots) == held.moments


def test_a_drawing_is_kept_with_what_it_is_meant_to_be() -> None:
    project = opened("drawing")
    assert project.drawing is not None
    (stroke,) = project.drawing.strokes
    assert (len(stroke), project.drawing.label) == (48, 3)
    assert project.view["lines"] == "weights"
    assert project.view["selection"] == ["neuron", 0, 5, -1]


def test_of_several_digits_it_is_kept_which_is_read_and_what_each_is_meant_to_be() -> None:
    project = opened("several_digits")
    assert project.drawing is not None
    assert (len(project.drawing.strokes), project.drawing.label) == (3, 7)
    assert project.view["digits"] == {"read": 0, "labels": [7, None, 1]}


def test_points_and_values_drawn_by_hand_are_kept() -> None:
    drawn = opened("drawn_points").runs[0].experiment
    rng = np.random.default_rng(1)
    places = rng.uniform(-5, 5, (30, 2))
    assert drawn.drawn == tuple((x, y, float(n % 3)) for n, (x, y) in enumerate(places.tolist()))
    assert (drawn.data, drawn.classes, drawn.batch_size) == ("drawn", 3, 8)
    values = opened("drawn_values").runs[0].experiment
    assert (values.data, values.features, len(values.drawn)) == ("drawn_values", ("x1", "x2", "x1x2"), 24)


def test_runs_keep_branches_edits_cuts_and_what_was_changed_meanwhile() -> None:
    project = opened("several_runs")
    a, b, c = project.runs
    assert (project.current, [ghost.epochs.size for ghost in project.ghosts]) == ("B", [5])
    assert a.timeline.changes == (
        Change(10, 5, "edit", Edit(0, 1, 2, 0.75)),
        Change(10, 5, "edit", Edit(1, None, 0, -0.5)),
        Change(12, 6, "cut", ((1, 2, 1),)),
        Change(12, 6, "cut", ((0, 0, 3), (1, 2, 1))),
        Change(16, 8, "l2", 0.001),
        Change(16, 8, "learning_rate", 0.02),
        Change(16, 8, "frozen", (0,)),
    )
    assert (a.experiment.cut, a.experiment.frozen) == (((0, 0, 3), (1, 2, 1)), (0,))
    newest = a.timeline.newest
    assert newest is not None
    assert newest.cut_weights == (-0.0053154597990214825, -0.05984068661928177)
    assert (b.name, b.colour, b.parent) == ("größer, ×2", 1, ("A", 6))
    assert b.timeline.changes[-1] == Change(12, 6, "batch_size", 16)
    assert [(mark.epoch, mark.text) for mark in b.timeline.noted] == [(6, "from A")]
    assert c.experiment.seed == 9


def test_a_branch_with_other_settings_keeps_where_it_began() -> None:
    branch = opened("branch_begun_anew").runs[1]
    assert (branch.parent, branch.timeline.begins) == (("A", 2), {2})
    assert (branch.experiment.clip_norm, branch.experiment.beta1) == (0.1, 0.8)


def test_layers_and_what_each_of_them_remembers_are_kept() -> None:
    run = opened("layers").runs[0]
    kinds = ["dense", "batch_norm", "dropout", "dense"]
    assert [layer.kind for layer in run.experiment.layers] == kinds
    newest = run.timeline.newest
    assert newest is not None
    assert newest.running.shape == (10,)
    assert "masks" in newest.generators
    assert set(newest.optimizer_state) == {"steps", "velocity"}


def test_what_every_optimiser_remembers_is_kept() -> None:
    held = {
        run.experiment.optimizer: run.timeline.newest.optimizer_state for run in opened("optimizers").runs
    }
    assert {name: sorted(set(state) - {"steps"}) for name, state in held.items()} == {
        "sgd": [],
        "momentum": ["velocity"],
        "nesterov": ["velocity"],
        "adagrad": ["squares"],
        "rmsprop": ["squares"],
        "adam": ["first", "second"],
        "adamw": ["first", "second"],
    }
    assert {state["steps"] for state in held.values()} == {5}


def test_how_a_run_broke_is_kept() -> None:
    assert opened("broken").runs[0].diverged == (4, 1, "the loss is infinite")


def test_where_somebody_looked_is_kept() -> None:
    project = opened("looking_back")
    assert (project.cursor, project.view["speed"], project.view["lines"]) == (2, 12, "gradient")
    assert project.view["sample"] == {"source": "train", "index": 12}
    assert opened("reader").view["reading"] is True
    assert opened("micro_steps").view["step_unit"] == "micro"


def test_a_moment_in_the_middle_of_an_epoch_is_kept() -> None:
    run = opened("micro_steps").runs[0]
    assert run.snapshot is not None
    assert (run.snapshot.epoch, run.snapshot.step, run.snapshot.position) == (3, 20, 40)
    assert run.timeline.changes == (Change(18, 3, "frozen", (1,)),)


def test_every_setting_is_kept() -> None:
    run = opened("settings").runs[0]
    kept = {
        "loss": "mse",
        "augment": 1,
        "scale": "standard",
        "optimizer": "nesterov",
        "schedule": "cosine",
        "schedule_epochs": 3,
        "l1": 0.0001,
        "l2": 0.01,
        "clip_norm": 0.5,
        "max_norm": 2.0,
        "patience": 50,
        "initializer": "glorot",
        "dtype": "float64",
        "evaluate_every": 2,
        "seed": 7,
    }
    assert {name: getattr(run.experiment, name) for name in kept} == kept
    assert run.timeline.epochs.tolist() == [0, 2, 4]
    assert ("slow in layer 2", "diagnosis") in [(mark.text, mark.kind) for mark in run.timeline.noted]


def test_what_was_measured_over_changed_copies_is_not_taken_for_what_is_measured_today() -> None:
    run = opened("settings").runs[0]
    assert np.isnan(run.timeline.train_loss).all()
    assert np.isnan(run.timeline.train_accuracy).all()
    assert np.isfinite(run.timeline.test_loss).all()
    newest = run.timeline.newest
    assert newest is not None
    longer = run.experiment.with_(epochs=6)
    trainer = Trainer(longer, start=newest)
    rows = [*trainer.run()]
    assert all(np.isfinite(row.values).all() for row in rows), "what it goes on from is measured anew"
    assert rows[0].test_loss == pytest.approx(newest.metrics.test_loss)
    assert not np.isnan(opened("several_runs").runs[0].timeline.train_loss).any()


def test_epochs_that_were_thinned_out_are_computed_again() -> None:
    run = opened("thinned").runs[0]
    timeline, dataset = run.timeline, run.experiment.dataset()
    assert (timeline.stride, len(timeline.snapshots), timeline.epochs.size) == (2, 266, 531)
    assert 107 not in timeline.snapshots
    again = replayed(timeline, 107, dataset)
    assert again is not None
    # Other processors sum in another order, which a hundred epochs from the nearest moment may show.
    np.testing.assert_allclose(
        again.parameters[:3], [3.6965432167053223, -4.808346271514893, -0.9127292037010193], rtol=1e-4
    )
    np.testing.assert_allclose(timeline.train_loss[107], again.metrics.train_loss, rtol=1e-5)
    after_all_changes = replayed(timeline.until(most=100), 529, dataset)
    assert after_all_changes is not None
    np.testing.assert_allclose(timeline.train_loss[529], after_all_changes.metrics.train_loss, rtol=1e-4)
    of_one_held = replayed(timeline.until(again), 108, dataset)
    assert of_one_held is not None
    np.testing.assert_allclose(of_one_held.parameters, timeline.snapshots[108].parameters, rtol=1e-5)


@pytest.mark.parametrize(
    ("name", "classes", "weights", "answer"),
    [
        ("dense", ("0", "1"), [1.4345291, -0.89706427], [0.49635106, 0.50364894]),
        (
            "batch_norm",
            ("setosa", "versicolor", "virginica"),
            [1.0146694, -0.6193887],
            [2.8789285e-04, 9.9738592e-01, 2.3262759e-03],
        ),
        ("values", (), [0.6763153, -0.4279837], [0.1550259]),
    ],
)
def test_a_saved_network_is_read_and_answers_as_it_did(
    name: str, classes: tuple[str, ...], weights: list[float], answer: list[float]
) -> None:
    path = FOLDER / f"{name}.npz"
    model = read_model(path)
    assert model.class_names == classes
    np.testing.assert_allclose(model.network.parameters[:2], weights, rtol=1e-6)
    np.testing.assert_allclose(model.predict(np.zeros((1, model.offset.size)))[0], answer, rtol=1e-5)
    held = read_weights(path)
    first, bias = held["dense1.weights"], held["dense1.bias"]
    np.testing.assert_allclose(first.ravel()[:2], weights, rtol=1e-6)
    assert bias.shape == (first.shape[1],)
