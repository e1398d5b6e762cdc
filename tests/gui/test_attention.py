"""Attention in the workspace Sequences by mouse and keys: a head, a step, a list of one's own."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from nnviz.session.preferences import Preferences
from nnviz.training.experiment import Experiment
from nnviz.training.settings import read_layers
from nnviz.ui.sequences.attention_notes import AttentionNotes
from nnviz.ui.sequences.attention_stage import AttentionStage
from nnviz.ui.sequences.time_stage import TimeStage
from tests.gui.test_sequences import at_sequences
from tests.gui.test_sequences import experiment as recurrent

BLOCK = "residual(layernorm, attention(2)), residual(layernorm, 12, 8)"


def experiment(data: str = "reverse", blocks: int = 1, **settings):
    words = ", ".join(["embedding(8), positions(learned)", *[BLOCK] * blocks])
    usual = {"epochs": 10, "learning_rate": 0.01, "batch_size": 128} | settings
    return Experiment.on(data, workspace="sequences", layers=read_layers(words), **usual)


@pytest.fixture
def person(open_window):
    return at_sequences(open_window(), experiment())


def view(person):
    return person.window.place.current.view


def panel(person):
    return person.window.place.current.panel


def click_square(person, head: int, query: int, key: int) -> None:
    stage, layout = view(person).stage, view(person).stage.placed
    at = QPoint(round(layout.key_x(layout.head_x(head), key)), round(layout.y(query)))
    QTest.mouseClick(stage, Qt.MouseButton.LeftButton, pos=at)


def test_a_click_looks_from_a_step_at_another_and_keys_go_on(person) -> None:
    stage = view(person).stage
    assert isinstance(stage, AttentionStage)
    assert stage.isVisible()
    click_square(person, 1, 8, 3)
    at = stage.at
    assert (at.head, at.query, at.key) == (1, 8, 3)
    assert view(person).card.title.text() == "Head 2, answer 3"
    assert "Head 2: answer 3" in stage.accessibleDescription()
    stage.setFocus()
    for key, head, query in (
        (Qt.Key.Key_Up, 1, 7),
        (Qt.Key.Key_Left, 0, 7),
        (Qt.Key.Key_Left, 0, 7),
        (Qt.Key.Key_Home, 0, 0),
        (Qt.Key.Key_End, 0, 10),
        (Qt.Key.Key_Right, 1, 10),
    ):
        QTest.keyClick(stage, key)
        assert (stage.at.head, stage.at.query) == (head, query)
    card = view(person).card.card
    assert len(card.rows) == 11  # the last step looks at all


def test_a_row_of_the_card_says_what_its_share_carried(person) -> None:
    click_square(person, 0, 6, 6)
    card = view(person).card
    card.table.key_requested.emit(1)
    assert view(person).at.key == 1
    assert card.card.key == 1
    assert "place 2" in card.carried.said[0][0]


def test_pointing_tells_squares_strips_and_answers(person) -> None:
    stage, layout = view(person).stage, view(person).stage.placed
    x = layout.head_x(0)
    said = [
        stage.words_at(QPointF(layout.key_x(x, 2), layout.y(4))),
        stage.words_at(QPointF(layout.key_x(x, 6), layout.y(4))),
        stage.words_at(QPointF(layout.strips[1].left + 2, layout.y(4))),
        stage.words_at(QPointF(layout.says.left + 3, layout.y(7))),
        stage.words_at(QPointF(layout.says.left + 3, layout.y(2))),
    ]
    starts = "Head 1: place 5", "Head 1: place 5", "Looked: number 1 of 8 at place 5", "At answer 2 it says"
    for words, start in zip(said, (*starts, "Nothing is asked at place 3"), strict=True):
        assert words.startswith(start), words


def test_behind_ones_own_list_it_reads_its_own_answers_also_when_it_has_learned(person) -> None:
    panel(person).source.button("write").click()
    field = panel(person).field
    person.wait(field.isVisible)
    field.setText("314159")
    field.textEdited.emit("314159")
    person.wait(lambda: person.desk.shown.sample.source == "written")

    def own_read() -> bool:
        shown = person.desk.shown
        read = np.asarray(shown.probe.inputs).reshape(10, 11)
        said = shown.probe.layers[-1].a.reshape(10, 11).argmax(axis=0)
        return read.argmax(axis=0)[:6].tolist() == [3, 1, 4, 1, 5, 9] and (
            read.argmax(axis=0)[6:].tolist() == said[5:10].tolist()
        )

    person.window.place.settle()
    assert own_read()
    assert field.text() == "314159"  # what it goes on with is its own, not typed
    assert view(person).lanes.own
    wrote = [row.name for row in view(person).notes.wrote.rows]
    assert len(wrote) == 6
    person.desk.advance(1)
    person.wait(lambda: person.desk.shown.epoch == 2 and not person.desk.playing)
    person.window.place.settle()
    person.wait(own_read)


def test_of_several_layers_one_is_open_and_a_click_opens_another(open_window) -> None:
    person = at_sequences(open_window(), experiment("sort", blocks=2), epochs=1)
    stage = view(person).stage
    mini = stage.placed.minis[-1]
    assert (mini.block, mini.head) == (1, 1)
    at = QPoint(round(mini.x + mini.side / 2), round(mini.y + mini.side / 2))
    QTest.mouseClick(stage, Qt.MouseButton.LeftButton, pos=at)
    assert (stage.at.block, stage.at.head) == (1, 1)
    assert view(person).notes.heads_note.text().startswith("layer 2")
    stage.setFocus()
    QTest.keyClick(stage, Qt.Key.Key_PageUp)
    assert stage.at.block == 0


@pytest.mark.parametrize(("theme", "size"), [("light", (1024, 700)), ("projector", (1920, 1080))])
@pytest.mark.parametrize("data", ["reverse", "rhyme", "temporal_order"])
def test_it_is_drawn_in_every_theme_and_of_all_data(open_window, theme: str, size, data: str) -> None:
    person = at_sequences(open_window(Preferences(theme=theme), size), experiment(data), epochs=0)
    person.window.place.settle()
    stage = view(person).stage
    assert stage.lanes.asked is not None
    assert not stage.grab().isNull()
    assert stage.lanes.asks(stage.lanes.steps - 1)
    view(person).choose_step(stage.lanes.steps - 1)
    assert person.window.place.current.results.answer.answer.digit not in ("", "–")


def test_a_recurrent_network_has_its_own_stage_again(person) -> None:
    at_sequences(person, recurrent(length=20), epochs=0)
    person.wait(lambda: isinstance(view(person).stage, TimeStage))
    assert not any(note.isVisible() for note in panel(person).findChildren(AttentionNotes))


def test_the_head_and_the_steps_chosen_stay_while_looking_back_and_in_a_project(
    person, open_window, tmp_path
) -> None:
    click_square(person, 1, 8, 3)
    person.wait(lambda: person.desk.shown.looking is not None)
    at = person.desk.shown.looking
    assert (at.head, at.query, at.key) == (1, 8, 3)
    person.desk.look_at(0)
    person.wait(lambda: person.desk.shown.epoch == 0 and person.desk.shown.exact)
    assert view(person).stage.at == at
    path = tmp_path / "head.nnviz"
    person.window.project_files.save_named(path)
    person.wait(path.exists)
    other = open_window()
    other.window.project_files.open(path)
    other.wait(lambda: other.window.place.name == "sequences" and other.desk.shown.looking is not None)
    other.wait(lambda: isinstance(view(other).stage, AttentionStage) and view(other).stage.lanes is not None)
    stage = view(other).stage
    assert (stage.at.head, stage.at.query, stage.at.key) == (1, 8, 3)


def test_a_step_chosen_in_the_input_panel_is_the_one_that_looks(person) -> None:
    panel(person).step_requested.emit(5)
    person.wait(lambda: view(person).stage.at.query == 5)
    assert person.desk.shown.looking.query == 5


@pytest.mark.parametrize("theme", ["light", "dark", "projector"])
def test_a_share_near_zero_is_a_square_in_the_chosen_row_too(person, theme: str) -> None:
    person.window.header.theme_requested.emit(theme)
    stage = view(person).stage
    person.window.place.settle()
    layout, at, shares = stage.placed, view(person).at, view(person).lanes.blocks[0].layer.shares
    start = layout.head_x(at.head)
    key = int(shares[at.head, at.query, : at.query + 1].argmin())
    picture = stage.grab().toImage()
    ratio, x, y = picture.devicePixelRatio(), layout.key_x(start, key), layout.y(at.query)
    row = [picture.pixelColor(round((x + d) * ratio), round(y * ratio)) for d in range(-20, 21)]
    edge = layout.cell / 2
    near = [row[20 - round(edge) + d].lightnessF() for d in (-1, 0, 1)]
    between = row[20 - round(layout.square / 2)].lightnessF()
    assert max(abs(one - between) for one in near) > 0.06
