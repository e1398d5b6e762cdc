"""Presets in the window: chosen in the sentence, at a speed of their own, each beside one that fails."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QMenu, QWidget

from nnviz.data.hands.store import write_set
from nnviz.session.preferences import Preferences
from nnviz.training.experiment import Experiment
from nnviz.training.image_presets import IMAGES
from nnviz.training.presets import begun_on
from nnviz.training.trainer import Trainer
from nnviz.ui.compare import CompareStage
from nnviz.ui.preset_chip import PresetChip
from nnviz.ui.preset_note import note_of
from nnviz.ui.sheets.hands_sheet import HandsSheet
from tests.helpers.seen import button, offers

pytestmark = pytest.mark.usefixtures("few_figures")


@pytest.fixture
def open_at(open_window):
    """Opens a window in which a preset is at rest at epoch 0, told from the start what it is."""

    def opened(name: str, **window: object):
        return open_window(**window, **vars(IMAGES[name].experiment))

    return opened


def tab(person, name: str) -> None:
    tabs = {one.text(): one for one in person.window.header.findChildren(QAbstractButton)}
    person.click(tabs[name])
    person.wait(lambda: person.window.place.name == name.lower() and person.desk.shown is not None)


def menu_of(chip: PresetChip) -> QMenu:
    chip.open_menu()
    return chip.findChild(QMenu)


def choose(person, text: str, chip: PresetChip | None = None) -> None:
    """Open the menu of what is learned, and click the entry that begins so."""
    chip = chip or person.window.recipe.preset
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
    menu = chip.findChild(QMenu)
    (action,) = [one for one in menu.actions() if one.text().strip() == text]
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())


def began(person, experiment: Experiment) -> None:
    """Wait for the run of exactly these settings, at epoch 0 with their own start weights."""
    right = Trainer(experiment, experiment.dataset()).network.parameters

    def there() -> bool:
        shown = person.desk.shown
        same = shown is not None and (shown.experiment, shown.epoch) == (experiment, 0)
        return same and np.array_equal(shown.snapshot.parameters, right)

    person.wait(there)


def trained(person, epochs: int) -> None:
    person.desk.advance(epochs)
    person.wait(lambda: person.desk.shown.epoch == epochs and not person.desk.playing)


def row(person) -> str:
    return person.window.message_row.accessibleName()


def test_a_preset_is_chosen_by_mouse_and_can_be_taken_back(open_window) -> None:
    person = open_window()
    assert not person.window.recipe.preset.isVisible()  # Digits has no presets
    tab(person, "Images")
    trained(person, 1)
    weights = person.desk.shown.snapshot.parameters
    chip = person.window.recipe.preset
    assert (chip.isVisible(), chip.text()) == (True, "Figures")
    assert chip.accessibleName() == "What is learned: Figures"
    choose(person, "Shapes anywhere")
    began(person, IMAGES["shapes"].experiment)
    assert (chip.text(), person.session.training.speed) == ("Shapes", 4)
    assert len(person.session.runs.all) == 2  # that of Digits and this one
    person.click(button(person.window.header, "Undo"))
    person.wait(lambda: person.desk.shown is not None and person.desk.shown.epoch == 1)
    np.testing.assert_array_equal(person.desk.shown.snapshot.parameters, weights)
    assert (chip.text(), person.session.training.speed) == ("Figures", 1)


def test_the_menu_has_each_preset_with_its_story_and_below_it_the_one_that_fails(open_at) -> None:
    person = open_at("shapes")
    menu = menu_of(person.window.recipe.preset)
    entries = [(one.text().strip(), one.toolTip(), one.isChecked()) for one in menu.actions()]
    menu.close()
    text, tip, checked = entries[entries.index(next(one for one in entries if one[2]))]
    assert (text, str(IMAGES["shapes"].story) in tip) == ("Shapes anywhere", True)
    below = entries[entries.index((text, tip, checked)) + 1]
    assert below[0] == "A dense network on shapes anywhere (fails on purpose)"
    assert str(IMAGES["shapes_dense"].advice) in below[1]
    named = [str(preset.label) for preset in IMAGES.values()]
    assert len([one for one in entries if any(one[0].startswith(label) for label in named)]) == len(IMAGES)


def test_keys_choose_too_and_begin_from_fresh_weights(open_at) -> None:
    """Networks that differ in the layers alone keep weights where layers are changed by hand, not here."""
    person = open_at("moved_digits_dense")
    trained(person, 1)
    chip = person.window.recipe.preset
    chip.setFocus(Qt.FocusReason.TabFocusReason)
    person.key(Qt.Key.Key_Up)
    began(person, IMAGES["moved_digits"].experiment)
    person.key(Qt.Key.Key_Down)
    began(person, IMAGES["moved_digits_dense"].experiment)
    person.key(Qt.Key.Key_Return)
    assert chip.findChild(QMenu).isVisible()
    chip.findChild(QMenu).close()


def test_from_the_past_a_preset_begins_without_a_branch(open_at) -> None:
    person = open_at("shapes")
    trained(person, 2)
    person.desk.look_at(1)
    person.wait(lambda: person.desk.shown.epoch == 1)
    choose(person, "Figures")
    began(person, IMAGES["figures"].experiment)
    assert person.desk.cursor is None
    assert [run.letter for run in person.session.runs.all] == ["A"]


def test_the_sentence_of_the_micro_steps_begins_presets_too(open_at) -> None:
    person = open_at("shapes")
    person.desk.set_step_unit("micro")
    person.wait(lambda: person.window.place.name == "micro")
    chip = person.window.place.current.recipe.preset
    assert chip.text() == "Shapes"
    choose(person, "Digits anywhere", chip)
    person.wait(lambda: person.desk.experiment == IMAGES["moved_digits"].experiment)


def test_own_settings_are_those_of_no_preset(open_at) -> None:
    person = open_at("shapes")
    assert row(person).startswith("Shapes anywhere. Eight kernels")
    person.window.recipe.batch.value_requested.emit(16)
    assert row(person) == ""
    chip = person.window.recipe.preset
    menu = menu_of(chip)
    (checked,) = [one for one in menu.actions() if one.isChecked()]
    menu.close()
    assert (checked.text(), chip.text()) == ("Your own settings", "Shapes")
    person.session.settings.new_weights()  # another seed makes none else of a preset
    choose(person, "Shapes anywhere")
    began(person, IMAGES["shapes"].experiment)


# ---- the speed of a story
def test_the_own_speed_comes_back_on_leaving_and_is_the_one_remembered(open_window) -> None:
    person = open_window()
    training, ask = person.session.training, person.window.transport.readout.speed_requested
    ask.emit(30.0)
    tab(person, "Images")
    assert training.speed == IMAGES["figures"].speed == 1
    ask.emit(8.0)
    tab(person, "Digits")
    assert training.speed == 30
    tab(person, "Images")
    assert training.speed == 8  # the person's, for as long as that preset is shown
    person.window.recipe.l2.value_requested.emit(0.001)
    assert training.speed == 8
    choose(person, "Shapes anywhere")
    assert training.speed == 4
    person.window.close()
    assert Preferences.load().speed == 30


def test_a_window_that_opens_in_images_keeps_the_own_speed(open_at) -> None:
    person = open_at("shapes_dense")
    assert person.session.training.speed == 4
    person.window.close()
    assert math.isinf(Preferences.load().speed)  # as the session was given


def test_a_project_saved_in_images_leaves_the_own_speed_alone(open_window, open_at, tmp_path) -> None:
    """It has the speed of the story, at which it was looked at; the own one is for elsewhere."""
    saving, path = open_at("shapes"), tmp_path / "shapes.nnviz"
    saving.session.training.set_speed(7.0)
    saving.window.project_files.save_named(path)
    saving.wait(path.exists)
    other = open_window()
    other.window.transport.readout.speed_requested.emit(30.0)
    other.window.project_files.open(path)
    other.wait(lambda: other.window.place.name == "images" and other.desk.shown is not None)
    assert other.session.training.speed == 7, "as it was looked at"
    assert other.session.story_speed.own == 30
    tab(other, "Digits")
    assert other.session.training.speed == 30


# ---- one that fails, and the one beside it
def test_one_that_fails_says_what_to_try_and_does_it_also_when_it_is_over(open_at) -> None:
    person = open_at("shapes_dense")
    advice = str(IMAGES["shapes_dense"].advice)
    assert row(person) == f"Fails on purpose. {advice}"
    trained(person, 40)
    QTest.qWait(200)
    assert row(person) == f"Fails on purpose. {advice}"
    begin = button(person.window.message_row, "Begin one that works")
    assert "Shapes anywhere" in begin.toolTip()
    person.click(begin)
    began(person, IMAGES["shapes"].experiment)
    assert not offers(person.window.message_row, "Begin one that works")


def test_what_happened_is_told_with_the_offer_of_a_preset_beside_it(open_at) -> None:
    person = open_at("shapes")
    trained(person, 40)
    person.wait(lambda: person.window.message_row.text.startswith("40 epochs done"))
    assert offers(person.window.message_row, "Compare with one that fails")
    person.click(button(person.window.message_row, "Close this message"))
    assert row(person).startswith("Shapes anywhere.")
    person.desk.look_at(3)
    person.wait(lambda: person.desk.shown.epoch == 3)
    assert not offers(person.window.message_row, "Compare with one that fails")


@pytest.mark.parametrize(("begun", "words"), [("shapes", "Compare with"), ("shapes_dense", "Compare the")])
def test_one_click_trains_both_and_shows_them_side_by_side(open_at, qtbot, begun, words) -> None:
    person = open_at(begun)
    runs = person.session.runs
    person.click(button(person.window.message_row, words))
    assert person.window.place.name == "compare"
    person.session.training.set_speed(math.inf)
    first, second = runs.all
    qtbot.waitUntil(lambda: first.snapshot.epoch == 40, timeout=30_000)
    person.session.training.set_speed(math.inf)
    qtbot.waitUntil(lambda: second.snapshot is not None and second.snapshot.epoch == 40, timeout=30_000)
    assert [run.experiment for run in runs.all] == [
        IMAGES[name].experiment for name in (begun, IMAGES[begun].beside)
    ]
    stage = person.window.place.current.stage.findChild(CompareStage)
    assert stage.pair == ("A", "B")
    right = {run.letter: run.timeline.test_accuracy[-1] for run in runs.all}
    good, bad = ("A", "B") if begun == "shapes" else ("B", "A")
    assert right[good] >= 0.99
    assert right[bad] < 0.6
    assert not offers(person.window.message_row, "Compare the two")


def test_both_that_are_there_are_compared_without_another_run(open_at) -> None:
    person = open_at("shapes")
    trained(person, 40)
    for name in ("figures", "shapes_dense"):
        person.session.runs.new(IMAGES[name].experiment)
        person.wait(lambda: person.desk.shown is not None and person.desk.shown.epoch == 0)
    trained(person, 40)
    person.click(button(person.window.message_row, "Compare the two"))
    assert person.window.place.current.stage.findChild(CompareStage).pair == ("C", "A")
    assert len(person.session.runs.all) == 3
    assert not person.desk.playing


def test_after_a_pause_the_other_has_its_turn_still(open_at) -> None:
    person = open_at("shapes")
    person.click(button(person.window.message_row, "Compare with"))
    person.wait(lambda: person.session.runs.find("A").snapshot.epoch >= 1)
    person.desk.pause()
    QTest.qWait(400)
    assert not person.desk.playing
    person.session.training.set_speed(math.inf)
    person.desk.play()
    person.wait(lambda: person.session.runs.find("A").snapshot.epoch == 40)
    person.wait(lambda: person.session.runs.current.letter == "B" and person.desk.playing)


def test_who_turns_to_another_run_ends_the_turn_of_both(open_at) -> None:
    person = open_at("shapes")
    person.click(button(person.window.message_row, "Compare with"))
    person.wait(lambda: person.session.runs.find("A").snapshot.epoch >= 1)
    person.session.runs.new(IMAGES["figures"].experiment)
    person.wait(lambda: not person.desk.playing)
    person.desk.advance(1)
    person.wait(lambda: person.desk.shown is not None and person.desk.shown.epoch == 1)
    QTest.qWait(200)
    assert person.session.runs.current.letter == "C"
    assert not person.desk.playing


# ---- data that have to be got
def test_data_that_are_not_there_say_how_to_get_them(open_at, second) -> None:
    person = open_at("figures")
    choose(person, "MNIST (not on this computer yet)")
    text = person.window.message_row.text
    assert text.startswith("MNIST, 28×28 is not there yet The pixels of “mnist” are not on this computer yet")
    assert person.desk.experiment == IMAGES["figures"].experiment
    assert person.session.runs.current.snapshot is not None
    person.click(button(person.window.message_row, "More handwriting…"))
    (sheet,) = person.window.findChildren(HandsSheet)
    assert sheet.isVisible()
    sheet.close()


def test_data_that_have_been_got_begin_with_what_suits_them(open_at) -> None:
    random = np.random.default_rng(3)
    labels = np.arange(160, dtype=np.uint8) % 10
    counts = random.integers(0, 17, (160, 64)).astype(np.uint8)
    pixels = random.integers(0, 256, (160, 784)).astype(np.uint8)
    write_set("mnist", counts, labels, pixels)
    write_set("optdigits", counts, labels)
    person = open_at("shapes")
    choose(person, "MNIST")
    began(person, IMAGES["mnist28"].experiment)
    choose(person, "optdigits, as pictures of 8 × 8 counts")
    optdigits = begun_on("images", "optdigits")
    began(person, optdigits)
    digits = IMAGES["digits"].experiment
    assert (optdigits.data, optdigits.home, optdigits.layers) == ("optdigits", "images", digits.layers)
    dataset = person.desk.shown.dataset
    assert len(dataset.train_labels) + len(dataset.test_labels) == 160


# ---- looks
@pytest.mark.parametrize(("theme", "size"), [("dark", (1024, 700)), ("projector", (1920, 1080))])
def test_there_is_room_for_every_story_and_every_advice(open_at, theme, size) -> None:
    person = open_at("figures", preferences=Preferences(theme=theme), size=size)
    message_row = person.window.message_row
    for name, preset in IMAGES.items():
        message_row.show_note(note_of(preset.experiment, comparing=False))
        QTest.qWait(1)
        cut = [
            part.toolTip()
            for part in message_row.findChildren(QWidget)
            if str(preset.story) in part.toolTip()
        ]
        cut += [part.toolTip() for part in message_row.findChildren(QWidget) if "Try" in part.toolTip()]
        assert not cut, name
        for one in message_row.findChildren(QAbstractButton):
            assert not one.isVisible() or (one.accessibleName() and one.toolTip()), name
