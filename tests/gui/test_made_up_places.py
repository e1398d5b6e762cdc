"""A data set, its family, a workspace and an objective that nnviz does not have, in the real window."""

from __future__ import annotations

import json

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from nnviz.cli import main
from nnviz.drawing.findings import finding_marks
from nnviz.drawing.selection import Selection
from nnviz.said import Sentence
from nnviz.training.diagnosis import FINDINGS, Finding, FindingKind
from nnviz.training.nudge import nudged
from nnviz.training.presets import PRESETS
from nnviz.training.replay import replayed_from
from nnviz.ui.compare import CompareStage
from nnviz.ui.micro.micro_stage import MicroStage
from tests.helpers.made_up_workspace import PAIR_OF_NETWORKS, into_the_tables


@pytest.fixture(autouse=True)
def _in_the_tables(monkeypatch):
    into_the_tables(monkeypatch)


@pytest.fixture(params=[{}, PAIR_OF_NETWORKS], ids=["supervised", "two networks"])
def person(open_window, request):
    person = open_window(experiment=PRESETS["beach"].with_(**request.param))
    person.train_to(3)
    return person


def tabs(person):
    return {button.text(): button for button in person.window.header.findChildren(QAbstractButton)}


def test_it_has_its_tab_and_is_left_and_opened_again(open_window):
    person = open_window()
    person.click(tabs(person)["Beach"])
    person.wait(lambda: person.window.place.name == "beach" and person.desk.shown is not None)
    assert person.window.place.current.left.isVisible()
    person.train_to(2)
    person.click(tabs(person)["Playground"])
    person.wait(lambda: person.window.place.name == "playground" and person.desk.shown is not None)
    person.window.grab()
    person.click(tabs(person)["Beach"])
    person.wait(lambda: person.window.place.name == "beach" and person.desk.shown is not None)
    assert person.desk.shown.epoch == 2
    assert "test_accuracy" in person.window.place.current.words.text()


def test_it_is_trained_shown_edited_and_comes_again_to_the_bit(person):
    desk, run = person.desk, person.session.runs.current
    for lines in ("signal", "weights", "gradient"):
        person.window.diagram.set_lines(lines)
        person.window.grab()
    person.window.diagram.select(Selection("neuron", 0, 1))
    person.window.grab()
    before = run.snapshot.parameters.copy()
    desk.cut(0, 1, 2, True)
    desk.freeze(1, True)
    person.wait(lambda: desk.experiment.frozen == (1,))
    held = run.snapshot.layers[1].weights.copy()
    person.train_to(6)
    np.testing.assert_array_equal(run.snapshot.layers[1].weights, held)
    assert run.snapshot.layers[0].weights[1, 2] == 0
    start = run.timeline.exact(0)
    again = replayed_from(start, run.timeline.changes_after(start), 6, run.dataset)
    for mine, theirs in zip(again.players, run.snapshot.players, strict=True):
        assert mine.parameters.tobytes() == theirs.parameters.tobytes()
    person.session.settings.undo()
    person.session.settings.undo()
    runs = person.session.runs
    person.wait(lambda: np.array_equal(runs.current.snapshot.parameters, before))


def test_two_runs_are_compared(person):
    desk = person.desk
    person.session.runs.new()
    person.wait(lambda: person.session.runs.current.letter == "B" and desk.shown is not None)
    desk.change(desk.experiment.with_(seed=8), "seed")
    person.train_to(2)
    person.click(person.window.header.compare_button)
    stage = person.window.findChild(CompareStage)
    person.wait(stage.isVisible)
    person.window.grab()


def test_a_project_keeps_all_of_it(person, open_window, tmp_path):
    path = tmp_path / "sea.nnviz"
    files = person.window.project_files
    files.save_named(path)
    person.wait(lambda: path.exists() and not files.projects.busy)
    other = open_window()
    other.window.project_files.open(path)
    other.wait(lambda: other.window.place.name == "beach" and other.desk.shown is not None)
    for mine, theirs in zip(
        person.session.runs.current.snapshot.players,
        other.session.runs.current.snapshot.players,
        strict=True,
    ):
        assert mine.parameters.tobytes() == theirs.parameters.tobytes()


def test_the_command_line_knows_them(capsys, tmp_path):
    assert main(["list"]) == 0
    listed = capsys.readouterr().out
    assert all(word in listed for word in ("tides", "sea", "beach", "pair"))
    path = tmp_path / "sea.npz"
    assert main(["train", "--workspace", "beach", "--epochs", "2", "--save", str(path), "--json"]) == 0
    first = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert main(["train", "--workspace", "beach", "--epochs", "0", "--weights", str(path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["test_loss"] == first["test_loss"]


def test_a_finding_is_marked_told_and_noted(open_window, monkeypatch):
    def find(patient):
        wide = patient.snapshot.layers[0].units
        text = Sentence("Diagnosis", "Layer 1 has {wide} neurons.").format(wide=wide)
        return [Finding("wide", 0, (), float(wide), text, Sentence("Diagnosis", "Take fewer."))]

    monkeypatch.setitem(
        FINDINGS,
        "wide",
        FindingKind(Sentence("Diagram", "wide"), Sentence("Diagnosis", "layer {layer} is wide"), find),
    )
    person = open_window()
    person.train_to(1)
    diagram = person.window.diagram
    person.wait(lambda: any(finding.kind == "wide" for finding in diagram.scene.findings))
    layout = diagram.scene.layout
    mark = next(mark for mark in finding_marks(diagram.scene.findings, layout) if mark.word == "wide")
    box = layout.layers[0]
    assert box.left < mark.x < box.right
    with person.qtbot.waitSignal(diagram.finding_requested):
        QTest.mouseClick(diagram, Qt.MouseButton.LeftButton, pos=QPoint(round(mark.x), round(mark.y)))


def test_a_batch_is_walked_through_checked_by_nudging_and_learned_by_the_bits_shown(person):
    """Of two networks it is that of the one which has a loss of its own."""
    desk, window = person.desk, person.window
    desk.set_step_unit("micro")
    person.wait(lambda: desk.micro is not None and window.findChild(MicroStage).isVisible())
    batch = desk.micro.batch
    player = len(person.session.runs.current.snapshot.players) - 1
    assert batch.player == player
    for place in range(1, len(desk.micro.cells)):
        desk.step()
        assert desk.micro.place == place
        window.grab()
    *_, nudge = nudged(batch, desk.micro.weight)
    assert nudge.agrees
    wanted = batch.update.limited.tobytes()
    desk.step()
    person.wait(lambda: desk.micro is not None and desk.micro.place == 0)
    assert person.session.runs.current.snapshot.players[player].parameters.tobytes() == wanted
