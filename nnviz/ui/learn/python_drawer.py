"""“The same in Python”: a few lines that print the lesson's figure, those of the step lit, to copy."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QTextCursor, QTextFormat
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QTextEdit, QVBoxLayout, QWidget

from nnviz.ui.theme import Theme
from nnviz.ui.widgets import IconButton, PushButton, SectionTitle

_WIDTH = 380  # px at unit 1


class PythonDrawer(QWidget):
    """Right of the stage, which makes room for it; ``closed``: its cross was pressed."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._lines: tuple[int, int] | None = None
        self.code = QPlainTextEdit()
        self.code.setReadOnly(True)
        self.code.setTabChangesFocus(True)
        self.code.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.code.setAccessibleName(self.tr("The same in Python"))
        self.copy = PushButton(self.tr("Copy"))
        self.copy.clicked.connect(self._on_copy)
        self.close_button = IconButton("x", self.tr("Close"))
        self.close_button.clicked.connect(self.closed)
        head = QHBoxLayout()
        head.addWidget(SectionTitle(self.tr("The same in Python")), 1)
        head.addWidget(self.copy)
        head.addWidget(self.close_button)
        self._column = QVBoxLayout(self)
        self._column.addLayout(head)
        self._column.addWidget(self.code, 1)

    def show_code(self, code: str, lines: tuple[int, int] | None) -> None:
        """Show the program; ``lines`` are the first and the last that light up, counted from 1."""
        if code != self.code.toPlainText():
            self.code.setPlainText(code)
        self._lines = lines
        self._light()

    def _light(self) -> None:
        lit = []
        first, last = self._lines or (1, 0)
        for number in range(first - 1, min(last, self.code.blockCount())):
            selection = QTextEdit.ExtraSelection()
            selection.cursor = QTextCursor(self.code.document().findBlockByNumber(number))
            selection.format.setBackground(self._theme.accent("quiet"))
            selection.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
            lit.append(selection)
        self.code.setExtraSelections(lit)

    @Slot()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.code.toPlainText())

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.setFixedWidth(theme.px(_WIDTH))
        self._column.setContentsMargins(theme.px(16), theme.px(14), theme.px(16), theme.px(14))
        self._column.setSpacing(theme.px(10))
        self.code.setFont(theme.font("label", family="mono"))
        self._light()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.surface("panel"))
        painter.fillRect(0, 0, 1, self.height(), self._theme.surface("hairline"))
        painter.end()
