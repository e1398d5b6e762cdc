"""A line for a formula: what cannot be read is marked where it stands, and said below."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, QTimer, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from nnviz.said import Sentence
from nnviz.session.sentences import told
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import TextLabel

REST_MS = 250  # after the last key it is read


class FormulaField(QLineEdit):
    """The line itself, in letters of one width, with a wave below the place of a mistake."""

    def __init__(self, text: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._theme, self._column = Theme(), 0
        self.setAccessibleName(name)
        self.setMaxLength(1000)  # the reader says what is too long

    def mark(self, column: int) -> None:
        """Mark the sign at that column, counted from 1; 0 is none."""
        if column != self._column:
            self._column = column
            self.update()

    @property
    def marked(self) -> int:
        """The column that is marked."""
        return self._column

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.setFont(theme.font("body", family="mono"))
        self.setMinimumHeight(theme.px(30))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._column:
            return
        # Where the cursor is tells how far the line is scrolled.
        text, width_of = self.text(), self.fontMetrics().horizontalAdvance
        here = self.cursorRect().center().x() - width_of(text[: self.cursorPosition()])
        left = here + width_of(text[: self._column - 1])
        wide = max(self._theme.px(6), width_of(text[self._column - 1 : self._column]))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.note("error"), self._theme.px(1.5)))
        base, step = self.height() - self._theme.px(4), self._theme.px(2)
        count = round(wide / step)
        wave = [QPointF(left + k * step, base - (k % 2) * step) for k in range(count + 1)]
        painter.drawPolyline(QPolygonF(wave))
        painter.end()


class FormulaEdit(QWidget):
    """A formula with what it stands for before it, and a sentence about it below.

    ``changed(text)``: it has rested after a change; ``entered()``: Enter was pressed.
    """

    changed = Signal(str)
    entered = Signal()

    def __init__(self, before: str, name: str, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._before = TextLabel(before, "body", "secondary", family="mono")
        self.field = FormulaField(text, name)
        self._said = TextLabel("", "label", "secondary")
        self._said.setWordWrap(True)
        self._said.hide()
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._on_rested)
        self.field.textEdited.connect(self._on_edited)
        self.field.returnPressed.connect(self._on_return)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._before)
        row.addWidget(self.field, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(self._said)
        self._row, self._column = row, column
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.setSizePolicy(policy)

    @property
    def text(self) -> str:
        return self.field.text()

    @property
    def pending(self) -> bool:
        """Whether somebody is typing: it has not been read yet."""
        return self._rest.isActive()

    @property
    def said(self) -> str:
        """What is said about it, empty where there is nothing to say."""
        return self._said.text()

    def set_before(self, before: str) -> None:
        """What the formula stands for: “f(x) =”."""
        self._before.setText(before)

    def set_text(self, text: str) -> None:
        """Another formula, without a signal; one that is being typed stays where it is the same."""
        self._rest.stop()
        if text != self.field.text():
            self.field.setText(text)

    def show_mistake(self, mistake: ValueError | None) -> None:
        """Mark where it is, and say what; None: there is none."""
        self.say("" if mistake is None else told(mistake))
        sentence = None if mistake is None else mistake.args[0]
        column = sentence.values.get("column", 0) if isinstance(sentence, Sentence) else 0
        self.field.mark(column if isinstance(column, int) else 0)

    def say(self, text: str) -> None:
        """A sentence below it."""
        self._said.setText(text)
        self._said.setVisible(bool(text))
        self.field.setAccessibleDescription(text)

    def set_theme(self, theme: Theme) -> None:
        self._row.setSpacing(theme.px(8))
        self._column.setSpacing(theme.px(4))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, super().minimumSizeHint().height())

    @Slot(str)
    def _on_edited(self, text: str) -> None:
        self._rest.start()

    @Slot()
    def _on_rested(self) -> None:
        self.changed.emit(self.text)

    @Slot()
    def _on_return(self) -> None:
        if self._rest.isActive():
            self._rest.stop()
            self.changed.emit(self.text)
        self.entered.emit()

    def shut_down(self) -> None:
        """Nothing more is read."""
        self._rest.stop()
