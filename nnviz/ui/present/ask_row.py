"""A line that says something, or asks it, with a button or two; it blocks nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnviz.ui.theme import Theme, apply_theme
from nnviz.ui.widgets import PushButton, TextLabel
from nnviz.ui.widgets.ground import Ground


class AskRow(Ground):
    """Empty, it is not there. What is asked later replaces what was asked before."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("raised", parent=parent)
        self._words = TextLabel("", "body", weight="medium")
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._words, 1)
        self._buttons: list[PushButton] = []
        self.about = ""
        self.hide()

    @property
    def text(self) -> str:
        """What it says; "" while it says nothing."""
        return "" if self.isHidden() else self._words.text()

    @property
    def buttons(self) -> Sequence[PushButton]:
        """What can be answered."""
        return self._buttons

    def ask(self, about: str, text: str, *answers: tuple[str, Callable[[], object]]) -> None:
        """Say ``text``; each answer has its word and what it does. ``about`` is for :meth:`put_away`."""
        self._clear()
        self.about = about
        self._words.setText(text)
        self.setAccessibleName(text)
        for word, act in answers:
            button = PushButton(word, kind="outline")
            button.clicked.connect(self._put_away_now)
            button.clicked.connect(act)
            self._row.addWidget(button)
            self._buttons.append(button)
        apply_theme(self, self._theme)
        self.show()

    def put_away(self, about: str) -> None:
        """Say it no more, if it is about that."""
        if self.about == about:
            self._put_away_now()

    def _put_away_now(self) -> None:
        self.about = ""
        self.hide()

    def _clear(self) -> None:
        for button in self._buttons:
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = []

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._row.setContentsMargins(theme.px(16), theme.px(6), theme.px(16), theme.px(6))
        self._row.setSpacing(theme.px(10))
