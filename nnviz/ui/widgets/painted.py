"""What all that is painted by hand shares: the base of buttons, rows of them, the frame of the focus."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QImage,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QWidget

from nnviz.drawing.look import Rgb
from nnviz.ui.icons import icon_pixmap
from nnviz.ui.ratio import device_ratio
from nnviz.ui.theme import Theme

#: Arrow keys along a row: to the one before, to the next.
STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}


def framed(widget: QWidget) -> bool:
    """Whether ``widget`` has the keyboard's focus and the keyboard is used."""
    return widget.hasFocus() and bool(widget.window().property("keyboard_focus"))


def paint_focus(painter: QPainter, widget: QWidget, theme: Theme, box: QRectF, radius: float) -> None:
    """The frame of what has the keyboard focus, if the keyboard is used."""
    if framed(widget):
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.accent(), theme.line("focus")))
        painter.drawRoundedRect(box, radius, radius)


def round_pen(color: QColor, width: float) -> QPen:
    """A pen whose lines end and meet roundly."""
    return QPen(color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


def pixel_image(rgb: Rgb) -> QImage:
    """(rows, columns) 0xffRRGGBB as an image that owns its bytes."""
    rgb = np.ascontiguousarray(rgb, dtype=np.uint32)
    rows, columns = rgb.shape
    return QImage(rgb.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32).copy()


class PaintedWidget(QWidget):
    """A widget that the theme paints; ``row``: as wide as there is room, and just as high as it says."""

    def __init__(self, parent: QWidget | None = None, *, row: bool = False) -> None:
        super().__init__(parent)
        self._theme = Theme()
        if row:
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.updateGeometry()
        self.update()


@dataclass(frozen=True)
class Face:
    """How a button looks now: the colours of its words, ground and edge, None where it has none.

    ``focus_inside``: the frame of the focus stands within the edge, else it is the edge. ``font`` is that of
    the widget if None; ``radius`` in px at theme unit 1, ``width`` of the edge in px.
    """

    ink: QColor
    ground: QColor | None = None
    edge: QColor | None = None
    width: float = 1.0
    radius: float = 6.0
    focus_inside: bool = True
    font: QFont | None = None


class PaintedButton(QAbstractButton):
    """A button that the theme paints: subclasses say its ``face``, or paint all of it.

    Tab comes to it, a click does not take the keys away from what is worked in. Arrow keys are left to that,
    or to the window, but among buttons of a group they choose, and in a row they go along it. Qt repaints it
    when the pointer comes and goes.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._icon_name, self._icon_last = "", False  # the icon stands before the words, or after them
        self._icon_side, self._icon_gap = 16, 6  # px at theme unit 1; the gap is that to the words
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def setText(self, text: str) -> None:
        """As Qt's, but for ``&``, which is a letter like any other."""
        super().setText(text)
        self.setShortcut(QKeySequence())

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.updateGeometry()
        self.update()

    @property
    def lit(self) -> bool:
        """Whether the pointer is on it, and a click would do something."""
        return self.underMouse() and self.isEnabled()

    def face(self) -> Face:
        """How it looks in its present state."""
        return Face(self._theme.text("primary" if self.isEnabled() else "disabled"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step, row = STEPS.get(Qt.Key(event.key())), self.parentWidget()
        if step is not None and isinstance(row, ButtonRow):
            row.step(step)
        elif step is not None and self.group() is None:
            event.ignore()
        else:
            super().keyPressEvent(event)

    # ---- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        theme, face = self._theme, self.face()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box, radius = QRectF(self.rect()), face.radius * theme.unit
        edge, width = face.edge, face.width
        if not face.focus_inside and framed(self):
            edge, width = theme.accent(), theme.line("focus")
        if edge is not None:
            box.adjust(0.5, 0.5, -0.5, -0.5)
        if edge is not None or face.ground is not None:
            painter.setPen(QPen(edge, width) if edge is not None else Qt.PenStyle.NoPen)
            painter.setBrush(face.ground if face.ground is not None else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, radius, radius)
        if face.focus_inside:
            paint_focus(painter, self, theme, QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5), radius)
        painter.setFont(face.font if face.font is not None else self.font())
        self._paint_content(painter, face.ink)
        painter.end()

    def _paint_content(self, painter: QPainter, ink: QColor) -> None:
        """Icon and words side by side in the middle."""
        words, size = self.text(), self._theme.px(self._icon_side) if self._icon_name else 0
        gap = self._theme.px(self._icon_gap) if words and size else 0
        metrics = painter.fontMetrics()
        if metrics.horizontalAdvance(words) > self.width() - size - gap:
            words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, self.width() - size - gap)
        wide = metrics.horizontalAdvance(words) if words else 0
        x = (self.width() - size - gap - wide) / 2
        icon, text = (x + wide + gap, x) if self._icon_last else (x, x + size + gap)
        if size:
            pixmap = icon_pixmap(self._icon_name, ink.rgba(), size, device_ratio(self))
            painter.drawPixmap(QPointF(icon, (self.height() - size) / 2), pixmap)
        if words:
            painter.setPen(ink)
            box = QRectF(text, 0, wide + 2, self.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)


class ButtonRow(QWidget):
    """Buttons side by side that are one stop of Tab: arrow keys go along them, round and round.

    ``group`` numbers them from 0; where it is exclusive, going to one chooses it. Without a layout they fill
    the row, ``gap`` px at theme unit 1 apart.
    """

    gap = 3

    def __init__(self, parent: QWidget | None = None, *, exclusive: bool = False) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self.group = QButtonGroup(self)
        self.group.setExclusive(exclusive)

    def add(self, button: QAbstractButton) -> None:
        """One more at the end of the row."""
        self.group.addButton(button, len(self.buttons))

    @property
    def buttons(self) -> list[QAbstractButton]:
        """From left to right."""
        return self.group.buttons()

    def step(self, by: int) -> None:
        """Go to the next button that can be used, or to the one before."""
        usable = [button for button in self.buttons if button.isEnabled() and not button.isHidden()]
        at = next((k for k, button in enumerate(usable) if button.hasFocus()), 0)
        button = usable[(at + by) % len(usable)]
        self.set_stop(button)
        button.setFocus(Qt.FocusReason.TabFocusReason)
        if self.group.exclusive():
            button.click()

    def set_stop(self, stop: QAbstractButton | None) -> None:
        """Tab comes to this one alone."""
        for button in self.buttons:
            policy = Qt.FocusPolicy.TabFocus if button is stop else Qt.FocusPolicy.NoFocus
            button.setFocusPolicy(policy)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for button in self.buttons:
            if isinstance(button, PaintedButton):
                button.set_theme(theme)
        self._place()
        self.updateGeometry()
        self.update()

    def shares(self) -> list[float]:
        """How wide each button is at least, in px: here they are all alike."""
        return [0.0] * len(self.buttons)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def _place(self) -> None:
        """Fill the row, each as wide as its share and a part of the rest; whole pixels for sharp edges."""
        if self.layout() is not None:
            return
        both = zip(self.buttons, self.shares(), strict=True)
        placed = [(button, share) for button, share in both if not button.isHidden()]
        gap, x = self._theme.px(self.gap), 0.0
        wide = sum(share for _, share in placed) + gap * (len(placed) - 1)
        spare = (self.width() - wide) / max(1, len(placed))
        for button, share in placed:
            left, right = round(x), round(x + share + spare)
            button.setGeometry(left, 0, max(1, right - left), self.height())
            x += share + spare + gap
