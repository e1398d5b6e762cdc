"""“Does it always?” in the real window: opened, asked, run, stopped, its runs opened, taken out."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from nnviz.session.preferences import Preferences
from nnviz.training.experiment import Experiment
from nnviz.training.many.axes import Axis
from nnviz.training.many.claim import read_claim
from nnviz.training.many.pools import OneByOne
from nnviz.training.run_source import RunSource
from nnviz.training.trainer import Trainer
from nnviz.ui.compare import CompareStage
from nnviz.ui.paper_view import PaperView
from nnviz.ui.sweep.plan import Plan
from nnviz.ui.sweep.values import ValueField
from nnviz.ui.workspaces.many_runs import ManyRuns
from tests.gui.conftest import Person
from tests.helpers.seen import button, words

MOONS = Experiment.on("moons", layers="3", epochs=8, points=60, learning_rate=0.05)


class Held(OneByOne):
    """One by one, but for those from a number on, which never end."""

    def __init__(self, most: int) -> None:
        self.left = most

    def submit(self, task: object) -> Future:
        self.left -= 1
        return super().submit(task) if self.left >= 0 else Future()


@pytest.fixture
def sweeping(open_window, monkeypatch) -> Callable[..., tuple[Person, ManyRuns]]:
    """The window with the sweep open, whose runs are trained without processes, ``most`` of them."""

    def opened(most: int = 10_000, **options: object) -> tuple[Person, ManyRuns]:
        monkeypatch.setattr(Plan, "make", lambda plan: Held(most))
        person = open_window(experiment=MOONS, **options)
        person.key(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
        assert isinstance(person.window.place.current, ManyRuns)
        return person, person.window.place.current

    return opened


def press(view: PaperView, name: str) -> None:
    spot = view.sheet.spot(name)
    assert spot is not None
    x, y, w, h = spot.rect
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(round(x + w / 2), round(y + h / 2)))


def asked(person: Person, room: ManyRuns, **changes: object) -> None:
    """As if it was asked for in the panel."""
    room.left.plan_requested.emit(replace(room.plan, sweep=replace(room.plan.sweep, **changes)))


def run(person: Person, room: ManyRuns, count: int) -> None:
    person.click(room.foot.run)
    person.wait(lambda: len(room.scene.rans) == count and room.foot.run.isVisible())


def test_a_sweep_is_run_and_any_run_opens_bit_for_bit_the_same(sweeping) -> None:
    person, room = sweeping()
    header = person.window.header
    assert header.sweep_button.isChecked()
    assert not person.window.transport.isVisible()
    asked(person, room, seeds=tuple(range(4)), axes=(Axis("units1", (2, 3)),), cell_seeds=(0, 1))
    assert button(room.foot, "Run 8 runs").isVisible()
    run(person, room, 8)
    assert "Done" in words(room.foot)

    # a cell is chosen, and a row of it opened
    press(room.stage.heat, "cell:2")
    assert room.scene.chosen == 2
    table = room.right.table
    table.setFocus()
    person.key(Qt.Key.Key_Down)
    person.key(Qt.Key.Key_Return)
    opened = person.session.runs.current
    assert opened.experiment == MOONS.with_(seed=1)
    assert opened.name == "seed 1, 3 units in Hidden 1"
    assert not header.sweep_button.isChecked()
    assert person.window.transport.isVisible()
    person.wait(lambda: opened.snapshot is not None and opened.snapshot.epoch == MOONS.epochs)
    row = room.scene.ran(2, 1).table
    assert opened.timeline.values("test_loss").tolist() == row.values("test_loss").tolist()
    assert opened.timeline.values("train_accuracy").tolist() == row.values("train_accuracy").tolist()

    # what has run is still there, and a disc opens that very run again, not another
    person.click(header.sweep_button)
    assert len(room.scene.rans) == 8
    person.session.runs.choose("A")
    press(room.stage.always, "run:0:3")
    assert person.session.runs.current.experiment == MOONS.with_(seed=3)
    person.wait(lambda: person.session.runs.current.snapshot is not None)
    person.click(header.sweep_button)
    press(room.right.reached, "run:0:3")
    assert [run.letter for run in person.session.runs.all] == ["A", "B", "C"]


def test_two_runs_are_laid_beside_one_another(sweeping) -> None:
    person, room = sweeping()
    asked(person, room, seeds=(0, 1, 2), claim=read_claim("test_loss < 0"))
    run(person, room, 3)
    assert room.right.open.text() == "Open seed 0"
    person.click(room.right.beside)
    assert isinstance(person.window.place.current.stage.findChild(CompareStage), CompareStage)
    person.wait(lambda: all(one.snapshot and one.snapshot.epoch == 8 for one in person.session.runs.all[1:]))
    seeds = {one.experiment.seed for one in person.session.runs.all[1:]}
    assert len(seeds) == 2
    assert 0 in seeds


def test_stopped_it_keeps_what_is_there(sweeping) -> None:
    person, room = sweeping(most=3)
    asked(person, room, seeds=tuple(range(6)))
    person.click(room.foot.run)
    person.wait(lambda: len(room.scene.rans) == 3 and room.scene.running == {(0, 3)})
    person.wait(room.foot.stop.isVisible)
    person.click(room.foot.stop)
    person.wait(lambda: room.foot.run.isVisible())
    assert "Stopped" in words(room.foot)
    assert [ran.seed for ran in room.scene.rans] == [0, 1, 2]
    # what is asked may be another thing by now: the results say of what they are
    asked(person, room, seeds=tuple(range(7)))
    assert "Shown is what ran with other settings" in words(room.foot)
    assert len(room.scene.sweep.seeds) == 6


def test_another_claim_judges_the_same_runs_anew(sweeping) -> None:
    person, room = sweeping()
    asked(person, room, seeds=(0, 1, 2, 3))
    run(person, room, 4)
    claim = read_claim("test_accuracy >= 0 within 1 epochs")
    asked(person, room, claim=claim)
    assert room.scene.sweep.claim == claim
    assert [one.holds for one in room.scene.outcomes] == [True] * 4
    assert "4 of 4" in room.stage.always.sheet.texts


def test_settings_are_chosen_and_their_values_typed(sweeping) -> None:
    person, room = sweeping()
    first, second = room.left.axes
    assert not second.isVisible()
    first.setting.chosen.emit("units1")
    assert room.plan.sweep.axes[0].values == (1, 2, 3, 6, 12)
    assert second.isVisible()
    chips = first.values.chips
    chips[1].setFocus()
    person.key(Qt.Key.Key_Delete)  # takes 2 away
    assert room.plan.sweep.axes[0].values == (1, 3, 6, 12)
    person.click(first.values.chips[-1])
    field = first.findChild(ValueField)
    QTest.keyClicks(field, "5, 4")
    person.key(Qt.Key.Key_Return)
    assert room.plan.sweep.axes[0].values == (1, 3, 4, 5, 6, 12)
    person.click(first.values.chips[0])
    QTest.keyClicks(first.findChild(ValueField), "none")
    person.key(Qt.Key.Key_Return)  # which is no number: nothing changes
    assert room.plan.sweep.axes[0].values == (1, 3, 4, 5, 6, 12)
    second.setting.chosen.emit("learning_rate")
    assert [axis.name for axis in room.plan.sweep.axes] == ["units1", "learning_rate"]
    first.setting.chosen.emit("")
    assert [axis.name for axis in room.plan.sweep.axes] == ["learning_rate"]


def test_a_cluster_is_asked_only_where_its_address_was_typed(sweeping, monkeypatch) -> None:
    person, room = sweeping()
    where = room.left.where
    assert not where.address.isVisible()
    person.click(where.far)
    assert room.plan.far
    assert any("trust" in text for text in words(where))
    QTest.keyClicks(where.address, "nowhere")
    person.key(Qt.Key.Key_Return)
    assert any("is no address of a scheduler" in text for text in words(where))
    monkeypatch.undo()
    person.click(room.foot.run)
    person.wait(lambda: "is no address of a scheduler" in person.window.message_row.text)
    assert room.scene.rans == ()
    person.click(where.here)
    assert not room.plan.far


def test_results_and_command_are_taken_out(sweeping, tmp_path) -> None:
    person, room = sweeping()
    assert not room.left.save.isEnabled()
    asked(person, room, seeds=(0, 1), axes=(Axis("learning_rate", (0.01, 0.1)),), cell_seeds=(0,))
    run(person, room, 4)
    assert room.left.save.isEnabled()
    room.save(tmp_path / "runs.csv")
    room.save(tmp_path / "runs.json")
    assert len((tmp_path / "runs.csv").read_text().splitlines()) == 5
    found = json.loads((tmp_path / "runs.json").read_text())
    expected = [row.test_loss for row in Trainer(MOONS.with_(learning_rate=0.1)).run()]
    assert found["runs"][-1]["curves"]["test_loss"] == expected
    room.save(tmp_path / "no" / "runs.csv")
    assert "cannot be written" in person.window.message_row.text
    person.click(room.left.copy)
    line = shlex.split(QGuiApplication.clipboard().text())
    assert line[:2] == ["nnviz", "sweep"]
    assert line[line.index("--set") + 1] == "learning_rate=0.01,0.1"
    assert (line[line.index("--seeds") + 1], line[line.index("--cell-seeds") + 1]) == ("2", "1")


def test_another_run_is_another_question_and_a_tab_leads_back(sweeping) -> None:
    person, room = sweeping()
    room.left.rate.value_requested.emit(0.2)
    assert room.plan.sweep.experiment == MOONS.with_(learning_rate=0.2)
    assert person.session.runs.current.experiment == MOONS  # which stays as it is
    person.desk.change(MOONS.with_(epochs=5), "stop rule")
    assert room.plan.sweep.experiment == MOONS.with_(epochs=5)
    assert room.plan.sweep.claim.within == 5
    person.window.header.workspace_requested.emit("digits")
    assert not person.window.place.sweeping
    person.wait(lambda: person.desk.shown is not None and person.desk.shown.dataset.family == "digits")
    person.key(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert room.plan.sweep.experiment == person.session.runs.current.experiment
    assert QApplication.focusWidget() is None or not isinstance(QApplication.focusWidget(), QLineEdit)


@pytest.mark.parametrize(("theme", "size"), [("dark", (1024, 700)), ("projector", (1920, 1080))])
def test_it_has_room_in_any_window(sweeping, theme: str, size: tuple[int, int]) -> None:
    person, room = sweeping(preferences=Preferences(theme=theme), size=size)
    asked(person, room, seeds=(0, 1), axes=(Axis("learning_rate", (0.01, 0.1)),), cell_seeds=(0,))
    run(person, room, 4)
    for view in (room.stage.always, room.stage.heat):
        assert view.isVisible()
        assert view.sheet.spots
        inside = view.rect().adjusted(-1, -1, 1, 1)
        for x, y, w, h in (spot.rect for spot in view.sheet.spots):
            assert inside.contains(int(x), int(y))
            assert inside.contains(int(x + w), int(y + h))
    assert (person.window.width(), person.window.height()) == size


def test_a_run_that_cannot_be_trained_says_why(sweeping) -> None:
    person, room = sweeping()
    person.session.runs.current.source = RunSource("watched", "elsewhere")
    room.show_settings(person.desk.experiment)
    assert not room.foot.run.isEnabled()
    assert any("is trained by another program" in text for text in words(room.foot))
    room.open_run(0, 0)
    press(room.stage.always, "run:0:1")
    assert [one.letter for one in person.session.runs.all] == ["A"]  # nor can one of them be opened
    assert room.stage.isVisible()


def test_elsewhere_it_is_told_what_it_came_to(sweeping) -> None:
    person, room = sweeping(most=2)
    asked(person, room, seeds=(0, 1, 2), claim=read_claim("test_accuracy >= 0 within 1 epochs"))
    person.click(room.foot.run)
    person.wait(lambda: len(room.scene.rans) == 2)
    person.click(person.window.header.sweep_button)
    assert not room.stage.isVisible()
    room.foot.stop_requested.emit()
    person.wait(lambda: "2 of 2 seeds reach" in person.window.message_row.text)


def test_an_opened_run_is_taken_back_by_undo(sweeping) -> None:
    person, room = sweeping()
    asked(person, room, seeds=(0, 1))
    run(person, room, 2)
    press(room.stage.always, "run:0:1")
    assert [one.letter for one in person.session.runs.all] == ["A", "B"]
    person.wait(lambda: person.session.runs.current.snapshot is not None)
    person.click(person.window.header.undo_button)
    assert [one.letter for one in person.session.runs.all] == ["A"]
    person.click(person.window.header.sweep_button)
    assert len(room.scene.rans) == 2
