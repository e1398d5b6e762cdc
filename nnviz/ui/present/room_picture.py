"""The room on the laptop: its picture between letterbox bars, in which one points, draws and looks closer."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt, Slot
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.session.presenting import Room
from nnviz.ui.present.marks import Marks, paint_marks
from nnviz.ui.present.mirror import Mirror
from nnviz.ui.ratio import device_ratio
from nnviz.ui.theme import Theme, with_alpha
from nnviz.ui.widgets.painted import PaintedWidget

_EDGE = 2.5  # px of the frame at unit 1


class RoomPicture(PaintedWidget):
    """What the room sees now. ``pointed``: whether a mouse here points there."""

    def __init__(self, mirror: Mirror, marks: Marks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mirror, self._marks = mirror, marks
        self._room: Room = "live"
        self._scaled, self._of = QPixmap(), 0
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("What the room sees now"))
        self.setToolTip(self.tr("Point here: the dot appears in the room"))
        mirror.changed.connect(self._on_changed)
        marks.changed.connect(self._on_changed)

    def show_state(self, room: Room) -> None:
        """What the room is, which the frame says."""
        self._room = room
        states: dict[Room, str] = {
            "live": self.tr("The room sees this."),
            "frozen": self.tr("The room stays at this moment."),
            "black": self.tr("The room is black."),
            "white": self.tr("The room is white."),
        }
        self.setAccessibleDescription(states[room])
        self.update()

    @Slot()
    def _on_changed(self) -> None:
        self.update()

    @property
    def box(self) -> QRectF:
        """Where the picture is: in the middle, at the room's ratio; the rest are bars."""
        size = QSizeF(self._mirror.picture.deviceIndependentSize())
        edge = self._theme.px(3)
        free = QRectF(self.rect()).adjusted(edge, edge, -edge, -edge)
        if size.isEmpty() or free.isEmpty():
            return free
        size = size.scaled(free.size(), Qt.AspectRatioMode.KeepAspectRatio)
        return QRectF(
            free.left() + (free.width() - size.width()) / 2,
            free.top() + (free.height() - size.height()) / 2,
            size.width(),
            size.height(),
        )

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(864), self._theme.px(490))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(320), self._theme.px(184))

    # ---- pointing
    def _in_room(self, at: QPointF) -> QPointF | None:
        """A place here as one of 0..1 in the room; None on the bars."""
        box = self.box
        if not box.contains(at):
            return None
        return QPointF((at.x() - box.left()) / box.width(), (at.y() - box.top()) / box.height())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = self._in_room(event.position())
        if at is None:
            self._marks.leave()
        elif self._marks.tool == "draw":
            if event.buttons() & Qt.MouseButton.LeftButton:
                self._marks.draw_to(at)
        else:
            self._marks.move(at)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = self._in_room(event.position())
        if at is not None and self._marks.tool == "draw" and event.button() == Qt.MouseButton.LeftButton:
            self._marks.begin_stroke(at)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._marks.tool == "draw":
            self._marks.tool_changed.emit()

    def leaveEvent(self, event: QEvent) -> None:
        self._marks.leave()

    # ---- painting
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._scaled = QPixmap()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, box, ratio = self._theme, self.box, device_ratio(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawPixmap(box.topLeft(), self._fitted(box, ratio))
        paint_marks(painter, box, self._marks, Theme("projector"), self._mirror.magnified)
        if self._room in ("black", "white"):
            painter.fillRect(box, with_alpha(QColor(self._room), 0.72))
            painter.setFont(theme.font("title", weight="semibold"))
            painter.setPen(QColor("white" if self._room == "black" else "black"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.accessibleDescription())
        live = self._room == "live"
        pen = QPen(theme.accent() if live else theme.text("secondary"), _EDGE * theme.unit)
        if not live:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(-1, -1, 1, 1), theme.px(8), theme.px(8))
        painter.end()

    def _fitted(self, box: QRectF, ratio: float) -> QPixmap:
        """The picture scaled down once, however often this is painted."""
        picture = self._mirror.picture
        size = (box.size() * ratio).toSize()
        if self._scaled.isNull() or self._of != picture.cacheKey() or self._scaled.size() != size:
            self._scaled = picture.scaled(
                size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
            self._scaled.setDevicePixelRatio(ratio)
            self._of = picture.cacheKey()
        return self._scaled


class Thumbnail(PaintedWidget):
    """A small picture of what comes next, or its title on a hatch where that is not computed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture, self._title = QPixmap(), ""
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_picture(self, picture: QPixmap, title: str) -> None:
        """That picture; a null one leaves the title on a hatch."""
        self._picture, self._title = picture, title
        self.setAccessibleName(title)
        self.update()

    @property
    def hatched(self) -> bool:
        """Whether there is no picture."""
        return self._picture.isNull()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(width * 9 / 16)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(352), self._theme.px(198))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(120), self._theme.px(68))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, box = self._theme, QRectF(self.rect())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self._picture.isNull():
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            size = self._picture.size().scaled(self.size() * 2, Qt.AspectRatioMode.KeepAspectRatio)
            painter.drawPixmap(
                box, self._picture.scaled(size, mode=_SMOOTH), QRectF(0, 0, size.width(), size.height())
            )
            painter.end()
            return
        painter.setPen(QPen(theme.surface("outline"), 1))
        painter.setBrush(theme.surface("inset"))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), theme.px(8), theme.px(8))
        painter.setClipRect(box.adjusted(1, 1, -1, -1))
        painter.setPen(QPen(theme.surface("hairline"), 1))
        step = theme.px(12)
        for x in range(-self.height(), self.width(), step):
            painter.drawLine(x, self.height(), x + self.height(), 0)
        painter.setFont(theme.font("label", weight="medium"))
        painter.setPen(theme.text("secondary"))
        inner = box.adjusted(theme.px(12), 0, -theme.px(12), 0)
        painter.drawText(inner, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._title)
        painter.end()


_SMOOTH = Qt.TransformationMode.SmoothTransformation
