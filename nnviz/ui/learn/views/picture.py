"""A picture that a lesson brings along, with its alternative text."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.session.lesson_runner import StepShown
from nnviz.session.shown import Shown
from nnviz.ui.learn.views.view import ViewParts
from nnviz.ui.widgets.painted import PaintedWidget

_MARGIN = 24  # px at unit 1


class PictureView(QObject):
    """The step's picture, as large as there is room, never larger than it is; see ``LessonView``."""

    answer_offered = Signal(object)

    def __init__(self, parts: ViewParts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._widget = _Picture()

    @property
    def widget(self) -> QWidget:
        return self._widget

    def show_step(self, told: StepShown) -> None:
        show, media = told.step.show, told.lesson.media
        content = media.get(show.picture, b"")
        self._widget.show_picture(QImage.fromData(content), show.alt, show.picture)

    def show(self, shown: Shown, before: Shown | None) -> None:
        """It is no number of the run."""

    def settle(self) -> None:
        """Nothing is put off."""

    def shut_down(self) -> None:
        """Nothing is done in the background."""


class _Picture(PaintedWidget):
    """The picture in the middle; where it cannot be read, its alternative text."""

    def __init__(self) -> None:
        super().__init__()
        self._image, self._alt = QImage(), ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        return QSize(480, 400)

    def show_picture(self, image: QImage, alt: str, name: str) -> None:
        """Another one; a file that is none is told."""
        self._image = image
        missing = self.tr("The picture {name} cannot be shown.").format(name=name)
        self._alt = alt or (missing if image.isNull() else "")
        self.setAccessibleName(self.tr("Picture"))
        self.setAccessibleDescription(self._alt)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.surface("stage"))
        margin = theme.px(_MARGIN)
        room = QRectF(self.rect()).adjusted(margin, margin, -margin, -margin)
        if self._image.isNull():
            painter.setFont(theme.font(theme.room("body")))
            painter.setPen(theme.text("secondary"))
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._alt)
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            largest = self._image.size() * theme.unit * 2  # drawn by hand, they bear being enlarged
            size = self._image.size().scaled(room.size().toSize().boundedTo(largest),
                                             Qt.AspectRatioMode.KeepAspectRatio)  # fmt: skip
            box = QRectF(0, 0, size.width(), size.height())
            box.moveCenter(room.center())
            painter.drawImage(box, self._image)
        painter.end()
