"""Recent work on the page Start: a small picture of each file, its name, how far it is and when."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QDate, QDateTime, QLocale, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.session.recent_work import RecentFile
from nnviz.ui.plain import plain_tip
from nnviz.ui.theme import Theme, apply_theme
from nnviz.ui.transport.film_strip import frame_rgb
from nnviz.ui.widgets.painted import ButtonRow, PaintedButton, paint_focus, pixel_image

_SHARP = ("confusion", "pictures")


class RecentCard(PaintedButton):
    """One file."""

    def __init__(self, file: RecentFile, parent: QWidget) -> None:
        super().__init__(parent)
        self.file = file
        self.setText(file.path.stem)
        facts = self._facts = [part for part in (self._where(), self._when()) if part]
        self.setAccessibleName(", ".join([self.text(), *facts]))
        self.setToolTip(plain_tip(str(file.path)))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def _where(self) -> str:
        if self.file.epoch is None:
            return ""
        return self.tr("epoch {n} of {planned}").format(n=self.file.epoch, planned=self.file.planned)

    def _when(self) -> str:
        day = QDateTime.fromSecsSinceEpoch(int(self.file.changed)).date()
        ago = day.daysTo(QDate.currentDate())
        if ago == 0:
            return self.tr("today")
        if ago == 1:
            return self.tr("yesterday")
        if 0 < ago < 7:
            return QLocale().dayName(day.dayOfWeek())
        return QLocale().toString(day, QLocale.FormatType.ShortFormat)

    def set_theme(self, theme: Theme) -> None:
        self.setFont(theme.font("body", weight="semibold"))
        super().set_theme(theme)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(220), self._theme.px(76))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(150), self._theme.px(76))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(theme.surface("outline" if self.lit else "hairline"), 1))
        painter.setBrush(theme.surface("stage"))
        painter.drawRoundedRect(box, theme.px(10), theme.px(10))
        side = theme.px(56)
        picture = QRectF(theme.px(10), (self.height() - side) / 2, side, side)
        shape = QPainterPath()
        shape.addRoundedRect(picture, theme.px(6), theme.px(6))
        painter.fillPath(shape, theme.surface("hover"))
        if (frame := self.file.frame) is not None:
            painter.save()
            painter.setClipPath(shape)
            smooth = frame.kind not in _SHARP
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
            painter.drawImage(picture, pixel_image(frame_rgb(frame, theme)))
            painter.restore()
        self._paint_words(painter, picture.right() + theme.px(16))
        paint_focus(painter, self, theme, box.adjusted(3, 3, -3, -3), theme.px(8))
        painter.end()

    def _paint_words(self, painter: QPainter, left: float) -> None:
        theme, room = self._theme, round(self.width() - left - self._theme.px(10))
        facts, metrics = "  ".join(self._facts), QFontMetrics(theme.font("label"))
        if metrics.horizontalAdvance(facts) > room:  # when it was is the first to give way
            facts = self._facts[0]
        for words, font, ink, side in (
            (self.text(), self.font(), "primary", Qt.AlignmentFlag.AlignBottom),
            (facts, theme.font("label"), "secondary", Qt.AlignmentFlag.AlignTop),
        ):
            painter.setFont(font)
            painter.setPen(theme.text(ink))
            top = 0.0 if side == Qt.AlignmentFlag.AlignBottom else self.height() / 2
            line = QRectF(left, top, room, self.height() / 2)
            cut = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room)
            painter.drawText(line, side | Qt.AlignmentFlag.AlignLeft, cut)


class RecentCards(ButtonRow):
    """The files side by side: ``chosen(Path)``."""

    chosen = Signal(object)
    gap = 16

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.group.buttonClicked.connect(self._on_clicked)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_files(self, files: Sequence[RecentFile]) -> None:
        """These."""
        for old in self.buttons:
            self.group.removeButton(old)
            old.hide()
            old.deleteLater()
        for file in files:
            card = RecentCard(file, self)
            self.add(card)
            apply_theme(card, self._theme)
            card.show()
        self.set_stop(next(iter(self.buttons), None))
        self._place()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(600), self._theme.px(76))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(300), self._theme.px(76))

    @Slot(object)
    def _on_clicked(self, card: RecentCard) -> None:
        path: Path = card.file.path
        self.chosen.emit(path)
