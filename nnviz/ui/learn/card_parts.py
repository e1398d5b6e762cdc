"""Parts of the card of a lesson: guess and truth side by side, a note on a tinted ground, how sure one is."""

from __future__ import annotations

import math
from typing import Final, Literal

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from nnviz.lessons.lesson import CONFIDENCES, Confidence
from nnviz.ui.learn.prose import Prose
from nnviz.ui.theme import Theme, with_alpha
from nnviz.ui.widgets import PushButton, TextLabel
from nnviz.ui.widgets.painted import ButtonRow, PaintedWidget

translate = QCoreApplication.translate

_WRAP: Final = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop
_SHORT: Final = 8  # letters that stand there large
_LARGE: Final = 1.35  # times a heading


class Comparison(PaintedWidget):
    """“You said” with a dashed ring beside “It is” with a disc: never green and red."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, row=True)
        self._sides: tuple[tuple[str, str], ...] = ()

    def show_both(self, guess: str, truth: str) -> None:
        """Show what was said, "" for nothing, and what is so."""
        said = (self.tr("You said"), guess) if guess else (self.tr("You made no guess"), "–")
        self._sides = (said, (self.tr("It is"), truth))
        self.setAccessibleName(". ".join(f"{head}: {words}" for head, words in self._sides))
        self.updateGeometry()
        self.update()

    def _font(self, words: str) -> QFont:
        theme = self._theme
        font = theme.font("heading", family="mono")
        font.setPixelSize(round(theme.type_px("heading") * _LARGE))
        room = self._box_width(max(self.width(), theme.px(240))) - 2 * theme.px(14)
        if len(words) <= _SHORT and QFontMetrics(font).horizontalAdvance(words) <= room:
            return font
        return theme.font(theme.room("body"), weight="medium")

    def _box_width(self, width: int) -> int:
        return (width - self._theme.px(10)) // 2

    def _height(self, width: int) -> int:
        pad, room = self._theme.px(14), max(1, self._box_width(width) - 2 * self._theme.px(14))
        head = QFontMetrics(self._theme.font("label")).height()
        high = [
            QFontMetrics(self._font(words)).boundingRect(0, 0, room, 10_000, _WRAP, words).height()
            for _, words in self._sides
        ]
        return 2 * pad + head + self._theme.px(4) + max(high, default=0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._height(width)

    def sizeHint(self) -> QSize:
        width = max(self.width(), self._theme.px(240))
        return QSize(width, self._height(width))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wide = self._box_width(self.width())
        for side, (head, words) in enumerate(self._sides):
            box = QRectF(side * (self.width() - wide), 0, wide, self.height()).adjusted(1, 1, -1, -1)
            edge = theme.accent() if side else theme.surface("hairline")
            painter.setPen(QPen(edge, theme.line("focus") if side else theme.line("hairline")))
            painter.setBrush(theme.surface("raised"))
            painter.drawRoundedRect(box, theme.px(8), theme.px(8))
            self._paint_side(painter, box, head, words, truth=bool(side))
        painter.end()

    def _paint_side(self, painter: QPainter, box: QRectF, head: str, words: str, *, truth: bool) -> None:
        theme, pad = self._theme, self._theme.px(14)
        painter.setFont(theme.font("label"))
        high = painter.fontMetrics().height()
        radius = high * 0.34
        middle = QPointF(box.left() + pad + radius, box.top() + pad + high / 2)
        paint_mark(painter, theme, middle, radius, truth=truth)
        painter.setPen(theme.text("secondary"))
        room = QRectF(box.left() + pad + 3 * radius, box.top() + pad, box.width() - 2 * pad, high)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, head)
        painter.setFont(self._font(words))
        painter.setPen(theme.accent() if truth else theme.text())
        top = box.top() + pad + high + theme.px(4)
        room = QRectF(box.left() + pad, top, box.width() - 2 * pad, box.bottom() - top)
        painter.drawText(room, _WRAP, words)


def paint_mark(painter: QPainter, theme: Theme, at: QPointF, radius: float, *, truth: bool) -> None:
    """A guess is a dashed ring, the truth an accent disc; on the card and on the stage alike."""
    painter.save()
    if truth:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.accent())
    else:
        pen = QPen(theme.text(), max(1.5, radius * 0.35))
        around = 2 * math.pi * radius / pen.widthF()
        pen.setDashPattern([around / 10, around / 10])
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(at, radius, radius)
    painter.restore()


class AccentLabel(TextLabel):
    """A few words in the accent."""

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.WindowText, theme.accent())
        self.setPalette(palette)


class NoteBox(QWidget):
    """Text on a tinted ground; its first sentence stands out. ``tone``: a mistake is amber, the rest calm."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._tone: Literal["mistake", "calm"] = "calm"
        self.prose = Prose(room=True)
        column = QVBoxLayout(self)
        column.addWidget(self.prose)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hide()

    def say(self, text: str, *, mistake: bool) -> None:
        """Show this; "" hides it."""
        self._tone = "mistake" if mistake else "calm"
        self.prose.show_text(_first_in_bold(text) if mistake else text)
        self.setAccessibleName(text)
        self.setVisible(bool(text))
        self.update()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        column = self.layout()
        if column is not None:
            column.setContentsMargins(theme.px(14), theme.px(12), theme.px(14), theme.px(6))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        ground = theme.note("warning", "bg") if self._tone == "mistake" else theme.surface("hover")
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(self.rect()), theme.px(8), theme.px(8))
        painter.end()


def _first_in_bold(text: str) -> str:
    """The text with its first sentence in bold, unless it is Markdown of its own or only one."""
    first, mark, rest = text.partition(". ")
    if not mark or "*" in first or "`" in first or "$" in first:
        return text
    return f"**{first}.** {rest}"


class Tinted(QWidget):
    """A box in the quiet accent: here it is your turn."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self.column = QVBoxLayout(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.column.setContentsMargins(theme.px(14), theme.px(12), theme.px(14), theme.px(14))
        self.column.setSpacing(theme.px(10))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        quiet = QColor(theme.accent("quiet"))
        painter.setBrush(quiet if theme.name != "dark" else with_alpha(quiet, 0.55))
        painter.drawRoundedRect(QRectF(self.rect()), theme.px(10), theme.px(10))
        painter.end()


class Sureness(QWidget):
    """One tap says how sure one is, and with that the prediction is made: ``taken(confidence)``."""

    taken = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._label = TextLabel(self.tr("How sure are you?"), "label", "secondary")
        column.addWidget(self._label)
        self.row = ButtonRow()
        line = QHBoxLayout(self.row)
        line.setContentsMargins(0, 0, 0, 0)
        for words in sureness_words().values():
            button = PushButton(words)
            self.row.add(button)
            line.addWidget(button, 1)
        self.row.set_stop(self.row.buttons[1])
        self.row.group.idClicked.connect(self._on_clicked)
        self.setFocusProxy(self.row.buttons[1])
        column.addWidget(self.row)

    def button(self, confidence: Confidence) -> QAbstractButton:
        """That of a confidence."""
        return self.row.buttons[CONFIDENCES.index(confidence)]

    @Slot(int)
    def _on_clicked(self, place: int) -> None:
        self.taken.emit(CONFIDENCES[place])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes the one that has the keys."""
        here = next((button for button in self.row.buttons if button is self.window().focusWidget()), None)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and here is not None:
            here.click()
        else:
            super().keyPressEvent(event)

    def set_theme(self, theme: Theme) -> None:
        for layout in (self.layout(), self.row.layout()):
            if layout is not None:
                layout.setSpacing(theme.px(6))


def sureness_words() -> dict[Confidence, str]:
    """How sure one can be, in words."""
    return {
        "guess": translate("Sureness", "a guess"),
        "fairly": translate("Sureness", "fairly"),
        "sure": translate("Sureness", "sure"),
    }


class TabPlace(QWidget):
    """A place in the order of Tab, for parts that are made later than what stands behind them; never seen."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setEnabled(False)
        self.hide()

    def fill(self, *parts: QWidget) -> None:
        """Let Tab come here to all of these parts."""
        before: QWidget = self
        for part in parts:
            for widget in (part, *part.findChildren(QWidget)):
                if widget.focusPolicy() != Qt.FocusPolicy.NoFocus or isinstance(widget, QAbstractButton):
                    QWidget.setTabOrder(before, widget)
                    before = widget
