"""The window's actions, made from the table of shortcuts."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence

from nnviz.session.sentences import told
from nnviz.ui.shortcuts import MENU_ONLY, SHORTCUTS, keys_in_use

#: A presenter's clicker sends these, whatever the person's own keys are.
CLICKER = {Qt.Key.Key_PageDown: "step"}


class Actions(QObject):
    """One QAction for every shortcut; those with plain keys are found by :meth:`for_key` instead."""

    def __init__(self, changed: Mapping[str, str], parent: QObject) -> None:
        super().__init__(parent)
        self._plain: dict[str, str] = {}
        self.by_name: dict[str, QAction] = {}
        texts = {name: shortcut.text for name, shortcut in SHORTCUTS.items()} | MENU_ONLY
        for name, text in texts.items():
            self.by_name[name] = QAction(told(text), self)
        self.set_keys(changed)

    @Slot(str)
    def trigger(self, name: str) -> None:
        """As if it were chosen in the menu."""
        self.by_name[name].trigger()

    def __getitem__(self, name: str) -> QAction:
        return self.by_name[name]

    def set_keys(self, changed: Mapping[str, str]) -> None:
        """Take the person's keys."""
        self._plain = {}
        for name, key in keys_in_use(changed).items():
            if not SHORTCUTS[name].plain:
                self.by_name[name].setShortcut(QKeySequence(key))
            elif key:
                self._plain[key] = name

    def for_key(self, event: QKeyEvent) -> QAction | None:
        """The action of a plain key that no focused control had a use for."""
        name = CLICKER.get(Qt.Key(event.key()))
        if name is None:
            text = QKeySequence(event.keyCombination()).toString(QKeySequence.SequenceFormat.PortableText)
            name = self._plain.get(text)
        action = self.by_name[name] if name else None
        return action if action is not None and action.isEnabled() else None

    def set_anywhere(self, only: bool) -> None:
        """Whether only those are on that need no workspace."""
        for name, shortcut in SHORTCUTS.items():
            self.by_name[name].setEnabled(shortcut.anywhere or not only)
