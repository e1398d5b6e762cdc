"""The small windows are dressed like the large one, and say what they change."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMessageBox, QWidget

from nnviz.session.preferences import Preferences
from nnviz.training.experiment import Experiment
from nnviz.ui.sheets.help import about_sheet, shortcuts_sheet
from nnviz.ui.sheets.more_settings import MoreSettingsSheet
from nnviz.ui.sheets.preferences_sheet import PreferencesSheet
from nnviz.ui.shortcuts import GROUPS, SHORTCUTS
from nnviz.ui.style import style_sheet
from nnviz.ui.theme import THEMES, Theme
from nnviz.ui.widgets import SectionTitle, TextLabel


@pytest.fixture
def window(qtbot) -> QWidget:
    root = QWidget()
    qtbot.addWidget(root)
    root.setStyleSheet(style_sheet(Theme("dark")))
    root.show()
    return root


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("kind", ["preferences", "shortcuts", "about", "more"])
def test_every_text_has_a_colour_of_the_theme(window, qtbot, name: str, kind: str) -> None:
    sheet = {
        "preferences": lambda: PreferencesSheet(Preferences(), window),
        "shortcuts": lambda: shortcuts_sheet({}, window),
        "about": lambda: about_sheet("/somewhere", window),
        "more": lambda: MoreSettingsSheet(Experiment(), window),
    }[kind]()
    theme = Theme(name)
    sheet.present(theme)
    qtbot.waitExposed(sheet)
    colors = {theme.text(role).name() for role in ("primary", "secondary", "tertiary")}
    for label in sheet.findChildren(TextLabel):
        assert label.palette().windowText().color().name() in colors, label.text()
    sheet.close()


def test_preferences_take_hold_at_once(window, qtbot) -> None:
    sheet = PreferencesSheet(Preferences(), window)
    asked: dict[str, object] = {}
    sheet.preference_requested.connect(asked.__setitem__)
    sheet.present(Theme("dark"))
    sheet.theme_choice.chosen.emit("light")
    sheet.text_size.setValue(120)
    sheet.reduce_motion.click()
    sheet.show_start.click()
    sheet.key_edits["play"].setKeySequence(QKeySequence("P"))
    assert asked == {
        "theme": "light",
        "text_scale": 1.2,
        "reduce_motion": True,
        "show_start": False,
        "shortcuts": {"play": "P"},
    }
    sheet.key_edits["step"].clear()
    assert asked["shortcuts"] == {"play": "P", "step": ""}
    sheet.close()


def test_the_list_names_every_shortcut(window) -> None:
    sheet = shortcuts_sheet({"play": "P", "step": ""}, window)
    shown = [label.text() for label in sheet.findChildren(TextLabel)]
    assert all(shortcut.text in shown for shortcut in SHORTCUTS.values())
    assert "P" in shown
    assert "off" in shown
    sheet.close()
    sheet.deleteLater()


def test_more_settings_ask_for_a_whole_experiment(window, qtbot) -> None:
    sheet = MoreSettingsSheet(Experiment(), window)
    asked: list[Experiment] = []
    sheet.experiment_requested.connect(lambda experiment, _: asked.append(experiment))
    sheet.present(Theme("light"))
    sheet.controls["seed"].value_requested.emit(7.0)
    sheet.controls["epochs"].value_requested.emit(12.0)
    sheet.controls["patience"].value_requested.emit(30.0)
    sheet.controls["test_share"].value_requested.emit(25.0)
    sheet.controls["initializer"].chosen.emit("glorot")
    sheet.controls["scale"].chosen.emit("minmax")
    sheet.controls["dtype"].chosen.emit("float64")
    sheet.controls["split_seed"].value_requested.emit(3.0)
    changed = [
        next(
            (field, getattr(e, field))
            for field in (
                "seed",
                "epochs",
                "patience",
                "test_share",
                "initializer",
                "scale",
                "dtype",
                "split_seed",
            )
            if getattr(e, field) != getattr(Experiment(), field)
        )
        for e in asked
    ]
    assert changed == [
        ("seed", 7),
        ("epochs", 12),
        ("patience", 30),
        ("test_share", 0.25),
        ("initializer", "glorot"),
        ("scale", "minmax"),
        ("dtype", "float64"),
        ("split_seed", 3),
    ]
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()


def test_changed_copies_are_asked_for_once_the_number_rests(window, qtbot) -> None:
    sheet = MoreSettingsSheet(Experiment(), window)
    asked: list[tuple[Experiment, str]] = []
    sheet.experiment_requested.connect(lambda *given: asked.append(given))
    sheet.present(Theme("light"))
    assert sheet.controls["augment"].text() == "none"
    for value in (1.0, 2.0, 3.0):  # dragged
        sheet.controls["augment"].set_value(value)
        sheet.controls["augment"].value_requested.emit(value)
    assert asked == []
    sheet.show_experiment(Experiment(seed=4))  # something else has changed meanwhile
    assert sheet.controls["augment"].value == 3
    qtbot.waitUntil(lambda: bool(asked), timeout=5_000)
    assert asked == [(Experiment(seed=4, augment=3), "changed copies")]
    sheet.controls["augment"].set_value(20.0)
    sheet.controls["augment"].value_requested.emit(20.0)
    sheet.close()
    assert asked[-1][0].augment == 20


def test_only_digits_have_changed_copies(window) -> None:
    sheet = MoreSettingsSheet(Experiment.on("iris"), window)
    assert not sheet.controls["augment"].isEnabled()
    sheet.show_experiment(Experiment())
    assert sheet.controls["augment"].isEnabled()
    sheet.close()
    sheet.deleteLater()


def test_the_keys_stand_in_groups_and_none_is_left_out(window) -> None:
    named = [name for _heading, names in GROUPS for name in names]
    assert sorted(named) == sorted(SHORTCUTS)
    sheet = shortcuts_sheet({}, window)
    titles = [title.text() for title in sheet.findChildren(SectionTitle)]
    assert titles == [*(heading for heading, _names in GROUPS), "In the parts of the window"]
    sheet.present(Theme("dark"))
    assert sheet.height() <= 700
    sheet.close()


def test_a_sheet_that_does_something_has_that_for_its_solid_button(window) -> None:
    sheet = PreferencesSheet(Preferences(), window)
    sheet.present(Theme("light"))
    strong = Theme("light").strong.name()
    picture = sheet.close_button.grab().toImage()
    assert picture.pixelColor(picture.width() // 2, 3).name() != strong
    sheet.close()


@pytest.mark.parametrize("name", THEMES)
def test_qts_own_boxes_wear_the_theme(window, name) -> None:
    theme = Theme(name)
    window.setStyleSheet(style_sheet(theme))
    window.setPalette(theme.palette())
    box = QMessageBox(QMessageBox.Icon.NoIcon, "Title", "Text", QMessageBox.StandardButton.Close, window)
    box.setDetailedText("details")
    box.show()
    plain = next(button for button in box.buttons() if not button.isDefault())
    picture = plain.grab().toImage()
    assert picture.pixelColor(picture.width() // 2, 4).name() == theme.surface("raised").name()
    box.close()
    box.deleteLater()


def test_settings_of_sequences_offer_the_clipping_but_no_pixels(window) -> None:
    sheet = MoreSettingsSheet(Experiment.on("temporal_order", clip_norm=1.5), window)
    assert sheet.controls["clip_norm"].value == 1.5
    assert not sheet.controls["clip_norm"].isHidden()
    assert sheet.controls["scale"].isHidden()
    assert sheet.controls["augment"].isHidden()
    sheet.show_experiment(Experiment())
    assert not sheet.controls["augment"].isHidden()
