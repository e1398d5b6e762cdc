"""Every number of “Does it always?” is that of runs that are trained here once more, one by one: before they
run, in work, stopped, done, and judged by another claim. See ``test_truth.py``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication

from nnviz.training.many.axes import Axis
from nnviz.training.many.claim import read_claim
from nnviz.ui.theme import apply_theme
from nnviz.ui.workspaces.many_runs import ManyRuns
from tests.gui.conftest import Person
from tests.gui.test_sweep import MOONS, asked, press, run, sweeping
from tests.helpers.truth_facts import audit
from tests.helpers.truth_sweep import RATES, UNITS, Rights, facts, spots
from tests.helpers.truth_texts import texts

__all__ = ["sweeping"]


@pytest.fixture(scope="module")
def trained() -> Rights:
    made = Rights(MOONS, (0, 1, 2, 3, 4), (0, 1))
    made.train()
    return made


@pytest.fixture
def right(trained: Rights) -> Rights:
    return replace(trained)


def check(person: Person, right: Rights, state: str) -> None:
    QApplication.processEvents()
    person.window.place.settle()
    QApplication.processEvents()
    apply_theme(person.window, person.window.theme)
    faults = audit([*texts(person.window), *spots(person.window)], facts(right))
    assert not faults, f"{state}:\n" + "\n".join(faults)


def ask(person: Person, room: ManyRuns, right: Rights) -> None:
    axes = Axis("learning_rate", RATES), Axis("units1", UNITS)
    asked(person, room, seeds=right.seeds, cell_seeds=right.cell_seeds, axes=axes)


def test_done_and_judged_anew(sweeping: Callable[..., tuple[Person, ManyRuns]], right: Rights) -> None:
    person, room = sweeping()
    ask(person, room, right)
    run(person, room, 17)
    check(person, right, "done")
    press(room.stage.heat, "cell:5")
    right.chosen = 5
    check(person, right, "another cell")
    asked(person, room, claim=read_claim("test_accuracy >= 0.8 within 3 epochs"))
    right.limit, right.within = 0.8, 3
    check(person, right, "another claim")


def test_before_in_work_and_stopped(sweeping: Callable[..., tuple[Person, ManyRuns]], right: Rights) -> None:
    person, room = sweeping(most=8)
    ask(person, room, right)
    right.ended = frozenset()
    check(person, right, "before it runs")
    person.click(room.foot.run)
    right.ended, right.working = (
        frozenset({*((0, seed) for seed in right.seeds), (1, 0), (1, 1), (2, 0)}),
        True,
    )
    person.wait(lambda: len(room.scene.rans) == 8 and bool(room.scene.running))
    person.wait(room.foot.stop.isVisible)
    check(person, right, "in work")
    person.click(room.foot.stop)
    person.wait(room.foot.run.isVisible)
    right.working = False
    check(person, right, "stopped")
