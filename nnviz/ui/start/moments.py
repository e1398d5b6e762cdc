"""The moments of a run as small pictures: those to come are hatched."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLineF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.session.film import Film
from nnviz.session.shown import Shown
from nnviz.training.film_frames import Frame
from nnviz.ui.theme import Theme
from nnviz.ui.transport.film_strip import frame_rgb
from nnviz.ui.widgets.painted import ButtonRow, PaintedButton, paint_focus, pixel_image

_SIDE, _HATCH = 44, 7  # px at unit 1


class MomentButton(PaintedButton):
    """One epoch: a click looks at it, once it has been trained."""

    def __init__(self, epoch: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.epoch = epoch
        self._picture: QImage | None = None
        self._frame: Frame | None = None
        self.setCheckable(True)
        self.setText(str(epoch))
        self.setAccessibleName(self.tr("Epoch {n}").format(n=epoch))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_frame(None)

    def show_frame(self, frame: Frame | None) -> None:
        """What the network answered then; None: not trained so far."""
        self._frame = frame
        self._picture = None if frame is None else pixel_image(frame_rgb(frame, self._theme))
        self.setEnabled(frame is not None)
        self.setToolTip(self.tr("Look at epoch {n}").format(n=self.epoch) if frame is not None else "")
        self.update()

    def set_theme(self, theme: Theme) -> None:
        self.setFont(theme.font("micro"))
        super().set_theme(theme)
        self.show_frame(self._frame)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(30), self._theme.px(_SIDE + 6) + self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        side = min(self.width() - 6.0, self.height() - 6.0 - self.fontMetrics().height(), theme.px(_SIDE))
        box = QRectF((self.width() - side) / 2, 3, side, side)
        shape = QPainterPath()
        shape.addRoundedRect(box, theme.px(5), theme.px(5))
        painter.save()
        painter.setClipPath(shape)
        if self._picture is not None:
            painter.drawImage(box, self._picture)
        else:
            painter.fillRect(box, theme.surface("stage"))
            painter.setPen(QPen(theme.surface("hairline"), 1.4))
            steps = range(-round(side), round(side), theme.px(_HATCH))
            painter.drawLines(
                [QLineF(box.left() + x, box.bottom(), box.left() + x + side, box.top()) for x in steps]
            )
        painter.restore()
        chosen = self.isChecked()
        color = theme.accent() if chosen else theme.surface("outline" if self.lit else "hairline")
        painter.setPen(QPen(color, 2.0 if chosen else 1.0))
        edge = 1.5 if chosen else -0.5
        painter.drawRoundedRect(box.adjusted(-edge, -edge, edge, edge), theme.px(6), theme.px(6))
        painter.setFont(self.font())
        painter.setPen(theme.accent() if chosen else theme.text("tertiary"))
        words = QRectF(0, box.bottom() + 4, self.width(), self.height() - box.bottom() - 4)
        painter.drawText(words, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, self.text())
        paint_focus(painter, self, theme, QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.px(6))
        painter.end()


class Moments(ButtonRow):
    """A picture for each of these ``epochs``; ``epoch_requested(int)``: one of them is to be looked at."""

    epoch_requested = Signal(int)

    def __init__(self, epochs: Sequence[int], parent: QWidget | None = None) -> None:
        super().__init__(parent, exclusive=True)
        self._film: Film | None = None
        self._shown: Shown | None = None
        for epoch in epochs:
            self.add(MomentButton(epoch, self))
        self.group.buttonClicked.connect(self._on_clicked)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def moments(self) -> list[MomentButton]:
        """From left to right."""
        return [button for button in self.buttons if isinstance(button, MomentButton)]

    def sizeHint(self) -> QSize:
        hints = [moment.sizeHint() for moment in self.moments]
        gap = self._theme.px(self.gap)
        return QSize(sum(hint.width() + gap for hint in hints) - gap, max(hint.height() for hint in hints))

    def show_moment(self, shown: Shown) -> None:
        """Where the run is, and what it has answered so far."""
        self._shown = shown
        if self._film is None or self._film.dataset is not shown.dataset:
            self._film = Film(shown.dataset, self)
            self._film.frames_changed.connect(self._on_frames)
        self._show()

    @Slot()
    def _on_frames(self) -> None:
        self._show()

    def _show(self) -> None:
        shown, film = self._shown, self._film
        if shown is None or film is None:
            return
        trained = [moment for moment in self.moments if moment.epoch <= shown.newest]
        frames = film.frames(shown.timeline, [moment.epoch for moment in trained], 0.5)
        for moment, frame in zip(trained, frames, strict=True):
            if frame is not None or not moment.isEnabled():
                moment.show_frame(frame)
        for moment in self.moments[len(trained) :]:
            moment.show_frame(None)
        here = max((m for m in trained if m.epoch <= shown.epoch), key=lambda m: m.epoch, default=None)
        if here is not None:
            here.setChecked(True)
            if not any(moment.hasFocus() for moment in self.moments):
                self.set_stop(here)

    @Slot(object)
    def _on_clicked(self, moment: MomentButton) -> None:
        self.epoch_requested.emit(moment.epoch)

    def stop(self) -> None:
        """Make no more pictures."""
        if self._film is not None:
            self._film.stop()
