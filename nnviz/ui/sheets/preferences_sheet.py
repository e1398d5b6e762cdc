"""Theme, text size, motion and single keys: how nnviz looks and feels to one person."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QCheckBox, QKeySequenceEdit, QWidget

from nnviz.session.preferences import TEXT_SCALE, Preferences
from nnviz.session.sentences import told
from nnviz.ui.sheets.sheet import Sheet
from nnviz.ui.shortcuts import PRESENTING, SHORTCUTS, keys_in_use
from nnviz.ui.widgets import Caption, PushButton, SectionTitle, Segmented, Slider, TextLabel
from nnviz.ui.widgets.segmented import Segment


class PreferencesSheet(Sheet):
    """Every change takes hold at once: ``preference_requested(field, value)``."""

    preference_requested = Signal(str, object)

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Preferences"), parent)
        self._usual = {name: shortcut.key for name, shortcut in SHORTCUTS.items() if shortcut.plain}
        self._while_presenting = {name: wish.key for name, wish in PRESENTING.items() if wish.key}
        self._keys = {**keys_in_use(preferences.shortcuts), **self._while_presenting}
        self._keys |= {
            name: key for name, key in preferences.shortcuts.items() if name in self._while_presenting
        }
        self._add_theme(preferences)
        self._add_text(preferences)
        self._add_motion(preferences)
        self._add_start(preferences)
        self._add_keys()

    def _add_theme(self, preferences: Preferences) -> None:
        self.theme_choice = Segmented(
            [
                Segment("system", self.tr("Like the system")),
                Segment("dark", self.tr("Dark")),
                Segment("light", self.tr("Light")),
                Segment("projector", self.tr("Projector")),
            ],
            self.tr("Theme"),
        )
        self.theme_choice.set_current(preferences.theme)
        self.theme_choice.chosen.connect(self._on_theme)
        self.body.addWidget(SectionTitle(self.tr("Theme")))
        self.body.addWidget(self.theme_choice)

    def _add_text(self, preferences: Preferences) -> None:
        low, high = (round(scale * 100) for scale in TEXT_SCALE)
        self.text_size = Slider(self.tr("Text size in percent"), low, high)
        self.text_size.setSingleStep(5)
        self.text_size.setPageStep(10)
        self.text_size.setValue(round(preferences.text_scale * 100))
        self._percent = TextLabel(f"{self.text_size.value()} %", "label", family="mono")
        self.text_size.valueChanged.connect(self._on_text_size)
        self.body.addWidget(SectionTitle(self.tr("Text size")))
        self.add_row(self.text_size, self._percent)

    def _add_start(self, preferences: Preferences) -> None:
        self.show_start = QCheckBox(self.tr("Begin with the page Start"))
        self.show_start.setChecked(preferences.show_start)
        self.show_start.toggled.connect(self._on_show_start)
        self.body.addWidget(self.show_start)

    @Slot(bool)
    def _on_show_start(self, on: bool) -> None:
        self.preference_requested.emit("show_start", on)

    def _add_motion(self, preferences: Preferences) -> None:
        self.reduce_motion = QCheckBox(self.tr("Reduce motion: values change at once, without gliding"))
        self.reduce_motion.setChecked(preferences.reduce_motion)
        self.reduce_motion.toggled.connect(self._on_motion)
        self.body.addWidget(SectionTitle(self.tr("Motion")))
        self.body.addWidget(self.reduce_motion)

    def _add_keys(self) -> None:
        self.body.addWidget(SectionTitle(self.tr("Single keys")))
        self.body.addWidget(
            Caption(
                self.tr(
                    "A single key works where the control in focus does not use it itself. "
                    "An empty field switches it off."
                )
            )
        )
        self.key_edits: dict[str, QKeySequenceEdit] = {}
        self._add_edits((name, told(SHORTCUTS[name].text)) for name in self._usual)
        self.body.addWidget(SectionTitle(self.tr("While presenting")))
        self.body.addWidget(
            Caption(self.tr("What a clicker sends has its meaning besides, whatever stands here."))
        )
        self._add_edits((name, told(PRESENTING[name].text)) for name in self._while_presenting)
        usual = PushButton(self.tr("Restore the defaults"), small=True)
        usual.clicked.connect(self._on_usual_keys)
        self.buttons.insertWidget(0, usual)

    def _add_edits(self, named: Iterable[tuple[str, str]]) -> None:
        """A field for the key of each name, with its words."""
        edits = []
        for name, text in named:
            edit = QKeySequenceEdit(QKeySequence(self._keys[name]))
            edit.setMaximumSequenceLength(1)
            edit.setClearButtonEnabled(True)
            edit.setAccessibleName(text)
            edit.setObjectName(name)
            edit.keySequenceChanged.connect(self._on_keys)
            self.key_edits[name] = edit
            edits.append(edit)
        self.add_form((edit.accessibleName(), edit) for edit in edits)

    @Slot(str)
    def _on_theme(self, key: str) -> None:
        self.preference_requested.emit("theme", key)

    @Slot(int)
    def _on_text_size(self, percent: int) -> None:
        self._percent.setText(f"{percent} %")
        self.preference_requested.emit("text_scale", percent / 100)

    @Slot(bool)
    def _on_motion(self, on: bool) -> None:
        self.preference_requested.emit("reduce_motion", on)

    @Slot()
    def _on_keys(self) -> None:
        changed = {}
        for name, edit in self.key_edits.items():
            key = edit.keySequence().toString(QKeySequence.SequenceFormat.PortableText)
            if key != self._default(name):
                changed[name] = key
        self.preference_requested.emit("shortcuts", changed)

    @Slot()
    def _on_usual_keys(self) -> None:
        for name, edit in self.key_edits.items():
            edit.setKeySequence(QKeySequence(self._default(name)))

    def _default(self, name: str) -> str:
        return self._usual[name] if name in self._usual else self._while_presenting[name]
