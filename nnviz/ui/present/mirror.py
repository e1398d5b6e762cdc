"""The laptop's picture of the room: the room's own view, painted once more at the room's own ratio."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QPixmap, QRegion
from PySide6.QtWidgets import QWidget

from nnviz.ui.present.marks import MAGNIFIED

#: At most so often the room is painted once more, ms: while it trains the room comes first.
AGAIN_MS = 66


class Mirror(QObject):
    """Pictures of ``view``, painted by itself; ``changed`` when there is another.

    It is no picture of a screen, and nothing is computed for it: what the view shows it has, and paints it
    again, at the ratio of pixels that it has in the room, since its widgets keep what they have painted for
    that ratio. A view that nobody sees has no events to go by, and says ``stale`` itself.
    """

    changed = Signal()

    def __init__(self, view: QWidget, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._picture = QPixmap()
        self._magnified = QPixmap()
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(AGAIN_MS)
        self._wait.timeout.connect(self._paint)
        self._watched: QWidget | None = None
        self.watch()

    def watch(self) -> None:
        """See when the window that the view is in is painted; to be called when it is in another."""
        window = self._view.window()
        if window is not self._watched:
            if self._watched is not None:
                self._watched.removeEventFilter(self)
            self._watched = window
            window.installEventFilter(self)
        self.stale()

    @property
    def picture(self) -> QPixmap:
        """The newest; at first it is painted at once."""
        if self._picture.isNull():
            self._paint()
        return self._picture

    def magnified(self) -> QPixmap:
        """What the view shows, painted ``MAGNIFIED`` times as large."""
        if self._magnified.isNull():
            self._magnified = self._painted(MAGNIFIED)
        return self._magnified

    @Slot()
    def stale(self) -> None:
        """The view shows something else."""
        if not self._wait.isActive():
            self._wait.start()

    @Slot()
    def _paint(self) -> None:
        self._picture, self._magnified = self._painted(1.0), QPixmap()
        self.changed.emit()

    def _painted(self, times: float) -> QPixmap:
        view, ratio = self._view, self._view.devicePixelRatioF() * times
        size = view.size()
        picture = QPixmap(QSize(round(size.width() * ratio), round(size.height() * ratio)))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        view.render(picture, QPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)
        return picture

    def shut_down(self) -> None:
        """Paint no more."""
        self._wait.stop()
        if self._watched is not None:
            self._watched.removeEventFilter(self)
            self._watched = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Whatever is painted anew in a window, the window is asked to first."""
        if event.type() in (QEvent.Type.UpdateRequest, QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self.stale()
        return False
