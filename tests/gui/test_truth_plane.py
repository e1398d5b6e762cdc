"""Numbers of the Playground and of tables are those of the moment shown. See ``test_truth.py``."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nnviz.drawing.selection import Selection
from nnviz.engine import Dense
from nnviz.ui.widgets.rows_view import Rows
from tests.gui.conftest import Person
from tests.helpers import truth_inspector as inspector
from tests.helpers import truth_results as results
from tests.helpers.truth_moment import Right
from tests.helpers.truth_network import plane_inputs
from tests.helpers.truth_plane import errors, playground, wrong_points
from tests.helpers.truth_table import selected as table_selected
from tests.helpers.truth_table import table
from tests.helpers.truth_window import check, right_of, trained

CLASSES = {
    "data": "ring",
    "layers": (Dense(4, "tanh"), Dense(2, "relu")),
    "loss": "binary_crossentropy",
    "features": ("x1", "x2", "x1x2", "sin_x2"),
}
MORE = {"data": "clouds", "classes": 3, "layers": (Dense(5, "relu"),), "loss": "categorical_crossentropy"}
VALUES = {"data": "waves", "layers": (Dense(4, "tanh"),), "loss": "mse"}


def moment(person: Person, epoch: int) -> Right:
    """With the first test point as the sample."""
    run = person.session.runs.current
    right = right_of(run, run.timeline.exact(epoch), back=epoch < run.snapshot.epoch)
    right.point = tuple(right.data.points["test"][0].tolist())
    return right


def at(right: Right, point: tuple[float, float]) -> Right:
    """The same moment with the pointer over the map."""
    made_of = right.dataset.made_of
    raw = plane_inputs(np.array([point]), made_of)[0]
    return replace(right, raw=raw, label=None, called="a point", point=point)


@pytest.mark.parametrize("settings", [CLASSES, MORE, VALUES], ids=["two classes", "three classes", "values"])
def test_the_plane(open_window, settings: dict[str, object]) -> None:
    person = open_window(epochs=6, scale="none", batch_size=10, **settings)
    trained(person, 3)
    window, point = person.window, (1.0, 2.0)
    for epoch in (3, 1):
        person.desk.look_at(epoch)
        right = moment(person, epoch)
        check(person, [*playground(right), *inspector.network_summary(right)], f"epoch {epoch}")
        person.desk.set_point(point)
        moved = at(right, point)
        check(person, [*playground(moved), *inspector.network_summary(moved)], f"epoch {epoch} at a point")
        last = len(right.network.dense) - 1
        for selection in (
            Selection("neuron", 0, 1),
            Selection("neuron", last, 0),
            Selection("edge", 0, 1, 1),
            Selection("input", -1, 1),
        ):
            window.diagram.select(selection)
            facts = [*inspector.selected(moved, selection), *playground(moved)]
            check(person, facts, f"epoch {epoch} at a point, {selection}")
        window.diagram.select(None)
        person.desk.set_point(None)
    tabs = window.place.current.right.tabs
    counted = results.results(right) if right.data.classes else errors(right)
    for tab, more in (("layers", results.layers(right)), ("results", counted)):
        tabs.open(tab)
        check(person, [*more, *playground(right)], tab)


@pytest.mark.parametrize("settings", [CLASSES, MORE], ids=["two classes", "three classes"])
def test_the_plane_in_a_large_window(open_window, settings: dict[str, object]) -> None:
    """Nothing is folded away there, and the wrong points are listed."""
    person = open_window(epochs=6, scale="none", batch_size=10, size=(1920, 1200), **settings)
    trained(person, 3)
    for epoch in (3, 1):
        person.desk.look_at(epoch)
        right = moment(person, epoch)
        more = [*inspector.network_summary(right), *results.layers(right), *results.results(right)]
        facts = [*wrong_points(right), *playground(right), *more]
        check(person, facts, f"epoch {epoch}", hovered=(Rows,))


def test_a_table(open_window) -> None:
    person = open_window(epochs=6, data="iris", scale="standard", layers=(Dense(4, "tanh"),))
    run = trained(person, 3)
    for epoch in (3, 1):
        person.desk.look_at(epoch)
        right = right_of(run, run.timeline.exact(epoch), back=epoch < 3)
        check(person, table(right), f"epoch {epoch}")
        for selection in (Selection("neuron", 0, 1), Selection("edge", 0, 1, 2), Selection("input", -1, 2)):
            person.window.diagram.select(selection)
            facts = [*inspector.selected(right, selection), *table_selected(right)]
            check(person, facts, f"epoch {epoch}, {selection}")
        person.window.diagram.select(None)
