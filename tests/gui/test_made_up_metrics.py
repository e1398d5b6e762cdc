"""What an objective measures that nnviz does not have is drawn and told as what supervised learning measures.

The right values come from a plain training of the same Experiment, and are counted from the pair's own rows.
"""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt

from nnviz.cli import main
from nnviz.training.presets import PRESETS
from nnviz.training.trainer import Trainer
from nnviz.ui.compare import CompareStage, RunsPanel
from nnviz.ui.compare.plot_head import PlotHead
from nnviz.ui.compare.run_list import RunList
from nnviz.ui.compare.run_plot import RunPlot
from nnviz.ui.plots.curve_plot import CurvePlot
from nnviz.ui.plots.header import CurveHeader
from tests.helpers.made_up_workspace import PAIR_OF_NETWORKS, into_the_tables
from tests.helpers.pointer import point_at


@pytest.fixture
def person(open_window, monkeypatch):
    into_the_tables(monkeypatch)
    person = open_window(experiment=PRESETS["beach"].with_(**PAIR_OF_NETWORKS, epochs=20))
    person.train_to(5)
    return person


@pytest.fixture
def rows(person):
    """(critic loss, distance) after each epoch."""
    trainer = Trainer(person.desk.experiment.with_(epochs=5))
    return {row.epoch: row.values for row in trainer.run()}


def told(values):
    """The numbers as the window writes them."""
    return "critic loss {:.3f}, distance {:.3f}".format(*values)


def test_the_curves_have_a_plot_for_each_kind(person, rows):
    curves = person.window.place.current.curves
    assert curves.accessibleName() == "Loss, Distance by epoch"
    assert curves.accessibleDescription() == f"Epoch 5: {told(rows[5])}"
    headers = curves.findChildren(CurveHeader)
    assert [header.accessibleName() for header in headers] == ["Loss", "Distance"]
    plots = curves.findChildren(CurvePlot)
    assert len(plots) == 2
    colour = person.window.looks.theme.curve("test")

    def painted(plot):
        picture = plot.grab().toImage()
        places = ((x, y) for x in range(picture.width()) for y in range(picture.height()))
        return sum(picture.pixelColor(x, y) == colour for x, y in places)

    for plot in plots:
        person.wait(lambda plot=plot: painted(plot) > 40)
    point_at(plots[1].viewport(), QPoint(plots[1].point_of(2).x(), plots[1].height() // 2))
    person.wait(lambda: curves.accessibleDescription() == f"Epoch 2: {told(rows[2])}")


def test_the_timeline_shows_the_main_loss(person, rows):
    track = person.window.transport.track
    sheet = track.sheet()
    assert track.tip_at(round(sheet.x(3))) == f"Epoch 3: {told(rows[3])}"
    losses = [values[0] for values in rows.values()]
    assert 2**sheet.axis.low <= min(losses)
    assert max(losses) <= 2**sheet.axis.high
    height = sheet.axis.y(rows[5][0])
    picture, colour = track.grab().toImage(), person.window.looks.theme.accent()
    here = round(sheet.x(5))
    dot = [y for y in range(picture.height()) if picture.pixelColor(here - 3, y) == colour]
    assert any(abs(y - height) <= 2 for y in dot), "the playhead's dot lies on the loss"


def test_micro_steps_know_the_loss_so_far(person, rows):
    person.desk.set_step_unit("micro")
    person.wait(lambda: person.desk.micro is not None)
    assert person.desk.micro.batch.mean_loss == rows[5][0]


def test_the_command_line_tells_them(person, rows, monkeypatch, capsys):
    monkeypatch.setitem(PRESETS, "beach", person.desk.experiment)
    assert main(["train", "--workspace", "beach", "--epochs", "5"]) == 0
    out = capsys.readouterr().out
    assert "nan" not in out
    assert "the loss of the critic: " in out
    assert "the distance of the means: " in out


def test_the_list_of_runs_says_the_loss(person, rows):
    menu = person.window.header.runs.menu_now()
    assert any(f"epoch 5, critic loss {rows[5][0]:.3f}" in action.text() for action in menu.actions())
    menu.deleteLater()


@pytest.fixture
def compared(person):
    """Beside it another run, which is made in the same workspace."""

    def compare(experiment):
        person.session.runs.new(experiment.with_(seed=8, epochs=20), unasked=True)
        person.wait(lambda: person.session.runs.current.letter == "B" and person.desk.shown is not None)
        person.train_to(2)
        person.click(person.window.header.compare_button)
        stage = person.window.findChild(CompareStage)
        person.wait(stage.isVisible)
        return stage

    return compare


def heads(stage):
    shown = [head for head in stage.findChildren(PlotHead) if head.isVisible()]
    return [(head.title.text(), head.word.text()) for head in shown]


def test_two_runs_of_it_are_compared_by_all_they_measure(person, rows, compared):
    stage = compared(person.desk.experiment)
    panel = person.window.findChild(RunsPanel)
    listed = panel.findChild(RunList)
    listed_words = [listed.model().index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(2)]
    other = Trainer(person.desk.experiment.with_(epochs=2))
    *_, last = other.run()
    assert told(last.values) in listed_words[1]
    assert "critic loss" in listed_words[0]
    person.wait(lambda: [title for title, _ in heads(stage)] == ["Loss", "Distance"])
    loss, distance = (plot for plot in stage.findChildren(RunPlot) if plot.isVisible())
    for place, (plot, scale) in enumerate(((loss, lambda y: 10**y), (distance, lambda y: y))):
        person.wait(lambda plot=plot: len(plot.lines) == 2)
        before, after = (curve.line for curve in plot.lines[0].test)
        drawn = {**dict(zip(*before, strict=True)), **dict(zip(*after, strict=True))}
        assert {epoch: scale(y) for epoch, y in drawn.items()} == pytest.approx(
            {epoch: values[place] for epoch, values in rows.items()}
        )
    assert not any("First to" in label.text() for label in labels(panel)), "it has no value to reach"


def labels(panel):
    from PySide6.QtWidgets import QLabel

    return [label for label in panel.findChildren(QLabel) if label.isVisible()]


def test_runs_of_two_objectives_are_compared_by_what_both_measure(person, compared):
    stage = compared(PRESETS["beach"])
    person.wait(lambda: heads(stage) == [("Loss", "the runs use different losses")])
    panel = person.window.findChild(RunsPanel)
    assert any(label.text() == "First to 90 % right" for label in labels(panel))


def test_a_setting_of_another_than_the_first_network_is_changed(person):
    person.desk.change(person.desk.experiment.with_(**{"critic.learning_rate": 0.5}), "rate")
    person.wait(lambda: person.desk.experiment.setting("critic.learning_rate") == 0.5)
