"""The workspace Sequences by mouse and keys: a sequence, a cell at a step, a text of one's own."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from nnviz.drawing.selection import Selection
from nnviz.engine.layers import LAYERS
from nnviz.session.preferences import Preferences
from nnviz.training.experiment import Experiment
from nnviz.ui.compare.agreement_view import AgreementSquares
from nnviz.ui.compare.side import RunSide


def experiment(
    kind: str = "lstm", units: int = 4, every_step: bool = False, data: str = "temporal_order", **settings
):
    usual = {"epochs": 10, "learning_rate": 0.02, "batch_size": 64} | settings
    layer = LAYERS[kind](units=units, every_step=every_step)
    return Experiment.on(data, workspace="sequences", layers=(layer,), **usual)


def at_sequences(person, wished: Experiment | None = None, epochs: int = 1):
    """So many epochs into it, a test sequence shown."""
    person.session.runs.new(wished or experiment(length=20), unasked=True)
    person.wait(lambda: person.window.place.name == "sequences" and person.desk.shown is not None)
    if epochs:
        person.desk.advance(epochs)
        person.wait(lambda: person.desk.shown.epoch == epochs and not person.desk.playing)
    person.wait(lambda: person.desk.shown.probe is not None)
    return person


def choose(person, unit: int, step: int) -> None:
    """Look at a unit at a step."""
    person.window.place.current.view.stage.chosen.emit(unit, step)
    person.wait(lambda: person.window.place.current.view.stage.at == (unit, step))


@pytest.fixture
def person(open_window):
    return at_sequences(open_window())


def stage(person):
    return person.window.place.current.view.stage


def panel(person):
    return person.window.place.current.panel


def click_step(person, step: int, strip: int = 0, unit: int = 0) -> None:
    view = stage(person)
    layout = view.placed
    y = layout.strips[strip].top + (layout.units.index(unit) + 0.4) * layout.row
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(round(layout.x(step)), round(y)))


def test_the_tab_opens_it(open_window) -> None:
    person = open_window()
    tabs = {button.text(): button for button in person.window.header.findChildren(QAbstractButton)}
    person.click(tabs["Sequences"])
    person.wait(lambda: person.window.place.name == "sequences" and person.desk.shown is not None)
    assert person.desk.shown.dataset.family == "sequences"
    person.wait(lambda: person.desk.shown.probe is not None)  # there is something to read at once


def test_a_click_looks_at_a_unit_and_a_step_and_keys_go_on(person) -> None:
    click_step(person, 5, strip=2, unit=1)
    assert stage(person).at == (1, 5)
    layer = person.desk.shown.selection.layer
    assert person.desk.shown.selection == Selection("neuron", layer, 1, row=0, column=5)
    card = person.window.place.current.view.card
    assert card.title.text() == "Cell 2 at step 6"
    view = stage(person)
    view.setFocus()
    for key, at in (
        (Qt.Key.Key_Right, (1, 6)), (Qt.Key.Key_Down, (2, 6)), (Qt.Key.Key_Left, (2, 5)),
        (Qt.Key.Key_Up, (1, 5)), (Qt.Key.Key_End, (1, 19)), (Qt.Key.Key_Right, (1, 19)),
        (Qt.Key.Key_Home, (1, 0)),
    ):  # fmt: skip
        QTest.keyClick(view, key)
        assert view.at == at
    assert card.title.text() == "Cell 2 at step 1"
    assert "cell 2 at step 1" in view.accessibleDescription()
    assert panel(person).letters.accessibleDescription().startswith("Step 1 reads ")


def test_a_letter_of_the_panel_is_a_step(person) -> None:
    letters = panel(person).letters
    QTest.mouseClick(letters, Qt.MouseButton.LeftButton, pos=letters.box(7).center().toPoint())
    assert stage(person).at[1] == 7


def test_another_test_sequence_by_a_click_and_by_keys(person) -> None:
    table = panel(person).list.table
    row = table.visualRect(table.model().index(2, 0)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=row)
    person.wait(lambda: person.desk.shown.sample.index == 2)
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Down)
    person.wait(lambda: person.desk.shown.sample.index == 3)


def test_wrong_ones_alone(person) -> None:
    person.window.place.settle()
    view = panel(person)
    person.click(view.which.button("wrong"))
    shown = person.desk.shown
    wrong = np.flatnonzero(shown.test_answers != shown.dataset.test_labels)
    assert view.list.model.indices.tolist() == wrong.tolist()


def test_a_sequence_of_ones_own_and_one_symbol_changed(person) -> None:
    view, before = panel(person), person.desk.shown.probe.inputs.reshape(6, 20)
    person.click(view.source.button("write"))
    person.wait(lambda: person.desk.shown.sample.source == "written")
    assert (person.desk.shown.probe.inputs.reshape(6, 20) == before).all()
    person.window.activateWindow()
    view.letters.setFocus()
    view.step_requested.emit(4)
    symbols = person.desk.shown.dataset.symbols
    other = next(one for one in "XYab" if one != symbols[int(before[:, 4].argmax())])
    QTest.keyClicks(view.letters, other)
    person.wait(lambda: not (person.desk.shown.probe.inputs.reshape(6, 20) == before).all())
    now = person.desk.shown.probe.inputs.reshape(6, 20)
    changed = np.flatnonzero((now != before).any(axis=0))
    assert changed.tolist() == [4]
    assert symbols[int(now[:, 4].argmax())] == other
    differs = view.letters.differs
    assert differs is not None
    assert (differs[:4] == 0).all()
    assert (differs[4:] > 0).all()  # from there on everything differs
    person.click(view.source.button("samples"))
    person.wait(lambda: person.desk.shown.sample.source == "test")


def test_what_is_none_of_the_symbols_is_said(person) -> None:
    view = panel(person)
    person.click(view.source.button("write"))
    person.wait(lambda: person.desk.shown.sample.source == "written")
    view.field.setText("")
    QTest.keyClicks(view.field, "abQ")
    assert "no symbol “Q”" in view.said.text()
    QTest.keyClick(view.field, Qt.Key.Key_Backspace)
    assert "no symbol" not in view.said.text()
    person.wait(lambda: person.desk.shown.probe.inputs.sum() == 2)
    assert stage(person).content.reads.length == 2


def test_it_goes_on_symbol_by_symbol(open_window) -> None:
    person = at_sequences(open_window(), experiment("gru", 16, True, "rhyme"), epochs=1)
    view = panel(person)
    person.click(view.source.button("write"))
    person.wait(lambda: person.desk.shown.sample.source == "written")
    view.field.setText("")
    QTest.keyClicks(view.field, "twink")
    person.wait(lambda: person.desk.shown.probe.inputs.sum() == 5)
    view.going_on.temperature.show_value(0.0)
    content = stage(person).content
    likeliest = int(content.asked.outputs[4].argmax())
    person.click(view.going_on.one)
    person.wait(lambda: person.desk.shown.probe.inputs.sum() == 6)
    assert stage(person).content.reads.places[5] == likeliest
    person.click(view.going_on.whole)
    person.wait(lambda: person.desk.shown.probe.inputs.sum() == 32)
    before = stage(person).content.reads.places
    person.click(view.going_on.one)  # all steps are full: the first one goes
    person.wait(lambda: (stage(person).content.reads.places != before).any())
    assert stage(person).content.reads.places[:-1].tolist() == before[1:].tolist()


def test_the_length_is_a_setting_that_undo_takes_back(person) -> None:
    number = panel(person).numbers["length"]
    number.slider.setValue(number.slider.value() + 10)
    person.wait(lambda: person.desk.shown is not None and person.desk.shown.dataset.feature_shape[1] == 30)
    person.wait(lambda: stage(person).content is not None and stage(person).content.steps == 30)
    person.window.header.undo_requested.emit()
    person.wait(lambda: person.desk.shown is not None and person.desk.shown.dataset.feature_shape[1] == 20)


def test_the_sentence_says_what_reads_and_changes_it(person) -> None:
    reader = person.window.place.current.recipe.reader
    assert (reader.kind.current, reader.units.value) == ("lstm", 4)
    reader.kind.chosen.emit("gru")
    person.wait(lambda: person.desk.shown is not None and stage(person).content is not None)
    person.wait(lambda: stage(person).content.layer.scheme.label == "GRU")
    reader.units.value_requested.emit(6)
    person.wait(lambda: stage(person).content is not None and stage(person).content.units == 6)


def test_gates_or_what_is_held(person) -> None:
    view = stage(person)
    assert [strip.name for strip in view.content.strips("gates")] == ["f", "i", "g", "o"]
    person.click(view.which.button("state"))
    assert len(view.placed.strips) == 2
    point = view.placed.strips[0]
    words = view.words_at(QPoint(round(view.placed.x(3)), round(point.top + 1)).toPointF())
    assert words.startswith("c (cell state) of cell 1 at step 4")


def test_long_ones_have_a_window_and_a_strip_of_all(open_window) -> None:
    person = at_sequences(open_window(), experiment(length=100), epochs=0)
    view = stage(person)
    layout = view.placed
    assert layout.count == 40
    assert layout.overview is not None
    QTest.mouseClick(
        view, Qt.MouseButton.LeftButton,
        pos=QPoint(round(layout.overview_x(90, 100)), round(layout.overview.middle)),
    )  # fmt: skip
    assert view.at[1] == 90
    assert view.placed.shows(90)


@pytest.mark.parametrize(
    "wished",
    [
        experiment("rnn", 6, True, "echo", length=20),
        experiment("gru", 5, True, "sine_sequence", length=20),
        experiment("lstm", 16, False, "digit_rows"),
        experiment("lstm", 60, True, "names"),
        experiment("lstm", 3, True, "anbn", batch_size=None),
    ],
    ids=lambda one: one.data,
)
@pytest.mark.parametrize("theme", ["dark", "projector"])
def test_every_kind_of_data_is_shown(open_window, wished: Experiment, theme: str) -> None:
    size = (1920, 1080) if theme == "projector" else (1024, 700)
    person = at_sequences(open_window(Preferences(theme=theme), size), wished, epochs=1)
    person.window.place.settle()
    view = stage(person)
    assert view.content is not None
    assert view.content.asked is not None
    assert not view.grab().isNull()
    for step in (0, view.content.steps - 1):
        choose(person, view.content.units - 1, step)
        assert view.accessibleDescription()
        assert person.window.place.current.results.answer.answer.digit


@pytest.mark.parametrize("data", ["echo", "sine_sequence"])
def test_two_runs_that_are_asked_at_every_step_are_compared(open_window, data: str) -> None:
    first = experiment("rnn", 6, True, data, length=20)
    person = at_sequences(open_window(), first, epochs=1)
    person.session.runs.new(experiment("gru", 6, True, data, length=20))
    person.wait(lambda: person.desk.shown is not None and person.desk.shown.probe is not None)
    person.window.place.compare(True)
    person.wait(lambda: person.window.place.name == "compare")
    person.window.place.settle()
    compare = person.window.place.current
    sides = compare.stage.findChildren(RunSide)
    said = [side.accessibleDescription() + side.accessibleName() for side in sides]
    assert len(sides) == 2
    words = "a step" if data == "sine_sequence" else "of 15 places"
    assert any(words in told for told in said), said
    counted = compare.right.findChild(AgreementSquares)
    assert counted.isVisible()


def test_a_project_keeps_what_was_written_and_the_cell_looked_at(person, open_window, tmp_path) -> None:
    view = panel(person)
    person.click(view.source.button("write"))
    view.field.setText("")
    QTest.keyClicks(view.field, "abXcY")
    person.wait(lambda: person.desk.shown.probe.inputs.sum() == 5)
    choose(person, 2, 3)
    path = tmp_path / "written.nnviz"
    person.window.project_files.save_named(path)
    person.wait(path.exists)
    person.wait(lambda: not person.window.project_files.projects.busy)
    other = open_window()
    other.window.project_files.open(path)
    other.wait(lambda: other.window.place.name == "sequences" and other.desk.shown is not None)
    other.wait(lambda: other.desk.shown.sample is not None and other.desk.shown.sample.source == "written")
    other.wait(lambda: not other.window.project_files.projects.busy)
    assert panel(other).field.text() == "abXcY"
    other.wait(lambda: stage(other).at == (2, 3))


@pytest.mark.parametrize("size", [(1366, 768), (1024, 700)])
def test_in_front_of_a_class_the_card_of_a_unit_ends_above_the_curves(open_window, size) -> None:
    wished = experiment("rnn", 20)
    person = at_sequences(open_window(Preferences(theme="projector"), size), wished, epochs=1)
    results = person.window.place.current.results
    choose(person, 1, 3)
    person.wait(lambda: results.speaks)
    head, curves = results.parts.widget(0), results.curves
    person.wait(lambda: curves.isVisible() and head.geometry().bottom() < curves.geometry().top())


def test_a_long_sequence_comes_first_and_values_say_why_none_can_be_typed(
    open_window,
) -> None:
    person = at_sequences(open_window(), experiment("lstm", 2, True, "anbn", batch_size=None))
    lengths = person.desk.shown.dataset.test_features.reshape(
        -1, *person.desk.shown.dataset.feature_shape
    ).sum(axis=(1, 2))
    assert lengths[person.desk.shown.sample.index] == lengths.max() > lengths.min()
    assert stage(person).at[1] == lengths.max() - 1
    assert "Write a sequence" in panel(person).source.button("write").accessibleDescription()
    values = at_sequences(person, experiment("rnn", 2, True, "sine_sequence"))
    write = panel(values).source.button("write")
    values.wait(lambda: not write.isEnabled())
    assert "numbers, not of symbols" in write.toolTip()
    assert write.accessibleDescription() == write.toolTip()


def test_until_the_data_are_there_it_says_so_and_not_that_a_layer_is_missing(person) -> None:
    fresh = type(stage(person))()
    assert "being made" in fresh.accessibleDescription()
    fresh.show_content(None)
    assert "no recurrent layer" in fresh.accessibleDescription()


def test_in_front_of_a_class_the_answer_is_told_in_fewer_words_at_once(person) -> None:
    answer = person.window.place.current.results.answer
    assert ", and " in answer.answer.headline
    person.window.header.theme_requested.emit("projector")
    person.wait(lambda: ", and " not in answer.answer.headline)
    assert answer.answer.headline.endswith("sure")


def test_before_the_data_are_there_the_answer_does_not_ask_for_a_digit(person) -> None:
    fresh = type(person.window.place.current.results)()
    assert "being made" in fresh.answer.answer.headline
    fresh.deleteLater()
