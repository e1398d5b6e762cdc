"""A part of the right column in the place of the stage, while the stage waits in the part's place, small."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnviz.ui.theme import Theme
from nnviz.ui.widgets import IconButton
from nnviz.ui.widgets.labels import SectionTitle

translate = QCoreApplication.translate

LOOK_MS = 300  # how often the waiting stage is painted anew


class LargePart(QWidget):
    """A part of the right column that can stand in the stage."""

    enlarge_requested = Signal()

    def set_enlarged(self, on: bool) -> None:
        """It stands there, or again in its place."""
        raise NotImplementedError


def enlarge_button() -> IconButton:
    """The corner arrows: a part goes into the stage, and comes back."""
    button = IconButton("enlarge", "", small=True)
    show_enlarged(button, False)
    return button


def show_enlarged(button: IconButton, on: bool) -> None:
    """Say what the corner arrows will do."""
    back, large = (
        translate("LargePart", "Back to its place (Esc, F6)"),
        translate("LargePart", "Enlarge into the stage (F6)"),
    )
    words = back if on else large
    button.setAccessibleName(words)
    button.setToolTip(words)


class Heading(SectionTitle):
    """The heading of a part that can be enlarged: a double click does."""

    enlarge_requested = Signal()

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._room = True

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.enlarge_requested.emit()


class Waiting(QWidget):
    """The stage as it is, small, in the place of a part that is enlarged; a click brings both back."""

    back_requested = Signal()

    def __init__(self, stage: QWidget, theme: Theme) -> None:
        super().__init__()
        self._stage, self._theme = stage, theme
        self._back = enlarge_button()
        show_enlarged(self._back, True)
        self._back.set_theme(theme)
        self._back.clicked.connect(self.back_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(8), theme.px(8), theme.px(8), theme.px(8))
        row.addStretch(1)
        row.addWidget(self._back, 0, Qt.AlignmentFlag.AlignTop)
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.update)
        self._timer.start()
        self.setAccessibleName(self.tr("The network, waiting in its place"))

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(120), self._theme.px(80))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.back_requested.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        picture = self._stage.grab()
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.surface("stage"))
        size = picture.deviceIndependentSize().scaled(
            self.size().toSizeF(), Qt.AspectRatioMode.KeepAspectRatio
        )
        box = QRectF(0, 0, size.width(), size.height())
        box.moveCenter(QRectF(self.rect()).center())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(box, picture, QRectF(picture.rect()))
        painter.end()
