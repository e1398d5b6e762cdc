"""Where the window stands: on a screen that is there, and within what that screen leaves to windows."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QMargins, QRect, QSize
from PySide6.QtWidgets import QStyle, QWidget

SMALLEST = (1024, 700)  # what the views are made for; a smaller screen makes it less
FIRST_SIZE = (1440, 900)


def place_window(window: QWidget, remembered: QByteArray) -> None:
    """Before it is shown: as it was left, else ``FIRST_SIZE``, in either case within the available area.

    How thick the window system's frame is is guessed; :func:`fit_frame` knows it.
    """
    window.resize(*FIRST_SIZE)
    if not remembered.isEmpty():
        window.restoreGeometry(remembered)
    title = window.style().pixelMetric(QStyle.PixelMetric.PM_TitleBarHeight)
    free = available_area(window) - QMargins(0, title, 0, 0)
    window.setMinimumSize(QSize(*SMALLEST).boundedTo(free.size()))
    if not (window.isMaximized() or window.isFullScreen()):
        window.setGeometry(fitted(window.geometry(), free))


def fit_frame(window: QWidget) -> None:
    """Once the window system has put its frame around: with it, too, within the available area."""
    if window.isMaximized() or window.isFullScreen():
        return
    inner, outer = window.geometry(), window.frameGeometry()
    frame = QMargins(
        inner.left() - outer.left(),
        inner.top() - outer.top(),
        outer.right() - inner.right(),
        outer.bottom() - inner.bottom(),
    )
    free = available_area(window) - frame
    window.setMinimumSize(QSize(*SMALLEST).boundedTo(free.size()))
    if not free.contains(inner):
        window.setGeometry(fitted(inner, free))


def available_area(window: QWidget) -> QRect:
    """What its screen leaves to windows, in device-independent pixels."""
    return window.screen().availableGeometry()


def fitted(wanted: QRect, free: QRect) -> QRect:
    """``wanted``, as large as it can be and moved as little as need be to lie within ``free``."""
    size = wanted.size().boundedTo(free.size())
    left = min(max(wanted.left(), free.left()), free.left() + free.width() - size.width())
    top = min(max(wanted.top(), free.top()), free.top() + free.height() - size.height())
    return QRect(left, top, size.width(), size.height())
