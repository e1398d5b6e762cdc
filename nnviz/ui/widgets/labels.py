"""Text labels by role: their font and colour follow the theme."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QWidget

from nnviz.ui.plain import show_tip
from nnviz.ui.theme import Theme


class TextLabel(QLabel):
    """A label in a text role and a text colour of the theme; ``room``: a whole class reads it."""

    def __init__(
        self,
        text: str = "",
        role: str = "body",
        color: str = "primary",
        *,
        weight: str = "regular",
        family: str = "ui",
        room: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)  # whoever wrote the text: it is never taken for HTML
        self._role, self._color, self._weight, self._family = role, color, weight, family
        self._room = room

    def set_theme(self, theme: Theme) -> None:
        role = theme.room(self._role) if self._room else self._role
        self.setFont(theme.font(role, weight=self._weight, family=self._family))
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.WindowText, theme.text(self._color))
        self.setPalette(palette)

    # ---- a line that has too little room
    def _shown(self) -> str:
        """The text as far as its line has room for it."""
        text, room = self.text(), self.contentsRect().width()
        if self.wordWrap() or "\n" in text:
            return text
        return self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)

    def paintEvent(self, event: QPaintEvent) -> None:
        if (shown := self._shown()) == self.text():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.drawText(self.contentsRect(), self.alignment() | Qt.TextFlag.TextSingleLine, shown)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and not self.toolTip() and self._shown() != self.text():
            show_tip(event.globalPos(), self.text(), self)
            return True
        return super().event(event)


class Caption(TextLabel):
    """Small quiet text under or beside a control."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, "caption", "tertiary", parent=parent)


class SectionTitle(TextLabel):
    """The heading of a section of a panel."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, "section", weight="semibold", parent=parent)


def run_name(letter: str, name: str) -> str:
    """ "Run A", or "A Adam" for one that has been given a name."""
    if name == letter:
        return QCoreApplication.translate("RunsMenu", "Run {letter}").format(letter=letter)
    return f"{letter} {name}"
