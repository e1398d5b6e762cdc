"""A button with as many lines of words as it needs, and a letter before them: one answer to choose."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.ui.theme import Theme
from nnviz.ui.widgets.painted import PaintedButton, paint_focus

_PADDING, _GAP = 10, 8  # px at theme unit 1
_WRAP = Qt.TextFlag.TextWordWrap


class OptionButton(PaintedButton):
    """Checkable, one of its group; the ``letter`` is also its key."""

    def __init__(self, text: str, letter: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._letter = letter
        self.setText(text)
        self.setCheckable(True)
        self.setAccessibleName(f"{letter}: {text}" if letter else text)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def letter(self) -> str:
        """The key that chooses it; "" for none."""
        return self._letter

    def set_theme(self, theme: Theme) -> None:
        self.setFont(theme.font(theme.room("body"), weight="medium"))
        super().set_theme(theme)

    # ---- its size
    @property
    def _letter_width(self) -> int:
        if not self._letter:
            return 0
        return QFontMetrics(self._letter_font()).horizontalAdvance("W") + self._theme.px(_GAP)

    def _letter_font(self) -> QFont:
        return self._theme.font(self._theme.room("body"), weight="semibold", family="mono")

    def _words(self, width: int) -> QRect:
        """The place of the words in a button of that width, as high as they are."""
        left = self._theme.px(_PADDING) + self._letter_width
        room = max(1, width - left - self._theme.px(_PADDING))
        needed = self.fontMetrics().boundingRect(QRect(0, 0, room, 10_000), _WRAP, self.text())
        return QRect(left, self._theme.px(_PADDING - 2), room, needed.height())

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._words(width).height() + 2 * self._theme.px(_PADDING - 2)

    def sizeHint(self) -> QSize:
        wide = self.fontMetrics().horizontalAdvance(self.text()) + self._letter_width
        width = min(wide + 2 * self._theme.px(_PADDING) + 2, self._theme.px(280))
        return QSize(width, self.heightForWidth(width))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As high as its words are in this width, whatever the layouts around it make of that."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.setMinimumHeight(self.heightForWidth(event.size().width()))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(48), self.fontMetrics().height() + 2 * self._theme.px(_PADDING - 2))

    # ---- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        theme, on = self._theme, self.isChecked()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box, radius = QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.px(6)
        ground = theme.accent("quiet") if on else theme.surface("hover" if self.lit else "raised")
        edge = theme.accent() if on else theme.surface("outline")
        painter.setPen(QPen(edge, theme.line("focus") if on else theme.line("hairline")))
        painter.setBrush(ground)
        painter.drawRoundedRect(box, radius, radius)
        paint_focus(painter, self, theme, box.adjusted(2, 2, -2, -2), radius)
        words = self._words(self.width())
        words.moveTop((self.height() - words.height()) // 2)
        painter.setPen(theme.text("primary" if self.isEnabled() else "disabled"))
        if self._letter:
            painter.setFont(self._letter_font())
            letter = QRect(theme.px(_PADDING), words.top(), self._letter_width, self.fontMetrics().height())
            painter.drawText(letter, Qt.AlignmentFlag.AlignLeft, self._letter)
        painter.setFont(self.font())
        middle = Qt.AlignmentFlag.AlignLeft if self._letter else Qt.AlignmentFlag.AlignHCenter
        painter.drawText(words, middle | Qt.AlignmentFlag.AlignVCenter | _WRAP, self.text())
        painter.end()
