"""The opened picture in the canvas's place: its digits in boxes, each with the network's answer."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from nnviz.ui.canvas.number_marks import Box, NumberMarks, fitted
from nnviz.ui.plain import plain_tip
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.painted import STEPS, framed


class PhotoView(QWidget):
    """A picture with a box around each digit; an invitation while there is none.

    ``digit_requested(int)``: this one, from the left, is to be read. By mouse, or by arrow keys where there
    are several.
    """

    digit_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._image: QImage | None = None
        self._marks = NumberMarks()
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Picture"))
        self._tell("")

    def show_picture(self, image: QImage | None, boxes: Sequence[Box], name: str) -> None:
        """A picture and the boxes, in shares of it, of its digits from left to right; None: none is open."""
        self._image, self._marks = image, NumberMarks()
        self._marks.show(boxes)
        self._tell(name)
        self.update()

    def show_answers(self, answers: Sequence[str]) -> None:
        """What the network reads, a word for each digit; none if it has not been asked."""
        if tuple(answers) != self._marks.answers:
            self._marks.answers = tuple(answers)
            self.update()

    def choose(self, index: int) -> None:
        """The digit that is being read."""
        self._marks.chosen = index
        self.update()

    def _tell(self, name: str) -> None:
        if self._image is None:
            tip = self.tr("Drop a picture here, paste one (Ctrl+V) or open one (Ctrl+O)")
        elif len(self._marks.boxes) > 1:
            tip = self.tr("{0}\nClick a digit to see what the network sees of it; arrow keys go along them")
        else:
            tip = "{0}"
        self.setToolTip(plain_tip(tip.format(name)))
        self.setAccessibleDescription(tip.format(name))

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    # ---- places
    def _place(self) -> QRectF:
        room = QRectF(self.rect())
        return fitted(self._image, room) if self._image is not None else room

    def box_of(self, index: int) -> QRectF:
        """Where the box of a digit stands, in the widget."""
        self._lay_marks()
        return self._marks.box(index)

    def _lay_marks(self) -> None:
        self._marks.lay(self._place(), QRectF(self.rect()).adjusted(1, 1, -1, -1), self._theme)

    def _at(self, position: QPointF) -> int:
        """The digit there; -1: none."""
        self._lay_marks()
        return self._marks.at(position)

    # ---- events
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self._at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)

    def _hover(self, index: int) -> None:
        if index != self._marks.hovered:
            self._marks.hovered = index
            over = Qt.CursorShape.ArrowCursor if index < 0 else Qt.CursorShape.PointingHandCursor
            self.setCursor(over)
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self._at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and index >= 0:
            self.digit_requested.emit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = STEPS.get(Qt.Key(event.key()), 0)
        if step and len(self._marks.boxes) > 1:
            self.digit_requested.emit((self._marks.chosen + step) % len(self._marks.boxes))
        else:
            event.ignore()  # the window's

    # ---- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outline, radius = QPainterPath(), float(theme.px(10))
        whole = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        outline.addRoundedRect(whole, radius, radius)
        painter.fillPath(outline, theme.surface("inset"))
        if self._image is None:
            self._paint_invitation(painter)
        else:
            painter.save()
            painter.setClipPath(outline)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(self._place(), self._image)
            painter.restore()
            self._lay_marks()
            self._marks.paint(painter)
        focused = framed(self)
        pen = QPen(theme.accent() if focused else theme.surface("outline"))
        pen.setWidthF(theme.line("focus" if focused else "hairline"))
        if self._image is None:
            pen.setDashPattern([4, 4])
        painter.strokePath(outline, pen)
        painter.end()

    def _paint_invitation(self, painter: QPainter) -> None:
        theme = self._theme
        painter.setPen(theme.text("tertiary"))
        painter.setFont(theme.font("body"))
        room = self.rect().adjusted(theme.px(16), 0, -theme.px(16), 0)
        words = self.tr("Drop a picture here:\ndark ink on paper,\nor chalk on a board")
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(room, flags, words)
