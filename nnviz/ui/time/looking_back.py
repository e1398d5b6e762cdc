"""The pill over the foot of the stage: that this is the past, the way back, and the way to another future."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnviz.drawing import numbers
from nnviz.ui.icons import icon_pixmap
from nnviz.ui.ratio import device_ratio
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import PushButton, TextLabel

_RIGHT, _FOOT = 52, 6  # px at unit 1, from the corner of the stage: it keeps off the last output and “fit”
_OTHER_END = 240  # px at unit 1 that it leaves to what the lines show
_RADIUS = 9


class LookingBack(QWidget):
    """Lies over its parent's right lower corner, and is there only while an earlier epoch is looked at.

    Since a press makes it go, it leaves the keys to its focus proxy, the timeline.
    """

    newest_requested = Signal()
    branch_requested = Signal()
    room_changed = Signal(int)  # px of the stage's foot, from its right end, that it lies over; 0: none

    def __init__(self, stage: QWidget) -> None:
        super().__init__(stage)
        self._stage = stage
        self._theme = Theme()
        self._cursor: int | None = None
        self._share: float | None = None
        self._newest = self._room = 0
        self._text = TextLabel("", "label", weight="medium")
        self._branch = PushButton(self.tr("Branch from here"), small=True)
        self._branch.setToolTip(
            self.tr("A new run goes on from this moment, with any settings; what was trained later stays")
        )
        self._onward = _Onward()
        self._onward.setToolTip(self.tr("Back to the newest epoch (End, in the timeline)"))
        self._branch.clicked.connect(self.branch_requested)
        self._onward.clicked.connect(self.newest_requested)
        self._row = QHBoxLayout(self)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        for button in (self._branch, self._onward):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for widget in (self._text, self._branch, self._onward):
            self._row.addWidget(widget)
        stage.installEventFilter(self)
        self.hide()

    # ---- content
    def show_moment(self, cursor: int | None, newest: int) -> None:
        """The epoch looked at, None for the newest, which is ``newest``."""
        self._cursor, self._newest = cursor, newest
        self._refresh()

    def show_recomputing(self, share: float | None) -> None:
        """How much of the moment looked at is recomputed, 0 to 1; None: it is there."""
        self._share = share
        self._refresh()

    def _refresh(self) -> None:
        if self._cursor is not None:
            self.setAccessibleName(self._words(short=False))
            self._place()
        if self.isHidden() != (self._cursor is None):
            self.setHidden(self._cursor is None)
        self._tell_room()

    def _words(self, *, short: bool) -> str:
        epoch = numbers.count(self._cursor or 0)
        if self._share is None:
            return (self.tr("Epoch {n}") if short else self.tr("Looking back at epoch {n}")).format(n=epoch)
        text = self.tr("Epoch {n}: {share}") if short else self.tr("Recomputing epoch {n}: {share}")
        return text.format(n=epoch, share=numbers.percent(self._share))

    def _write(self, *, short: bool) -> None:
        newest = numbers.count(self._newest)
        self._text.setText(self._words(short=short))
        self._branch.setText(self.tr("Branch") if short else self.tr("Branch from here"))
        self._onward.setText(newest if short else self.tr("Go to {n}").format(n=newest))
        self._onward.setAccessibleName(self.tr("Go to epoch {n}, the newest").format(n=newest))
        for button in (self._branch, self._onward):
            button.updateGeometry()
        self._row.invalidate()

    # ---- geometry
    def _place(self) -> None:
        """In the corner, in short words where it would come over the other end of the stage's foot."""
        stage, theme = self._stage, self._theme
        self._write(short=False)
        if stage.width() < self.sizeHint().width() + theme.px(_RIGHT) + theme.px(_OTHER_END):
            self._write(short=True)
        size = self.sizeHint()
        left = max(0, stage.width() - size.width() - theme.px(_RIGHT))
        top = stage.height() - size.height() - theme.px(_FOOT)
        self.setGeometry(left, top, min(size.width(), stage.width()), size.height())
        self.raise_()
        self._tell_room()

    def _tell_room(self) -> None:
        room = 0 if self._cursor is None else self._stage.width() - self.x()
        if room != self._room:
            self._room = room
            self.room_changed.emit(room)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the stage's size."""
        if event.type() == QEvent.Type.Resize and self._cursor is not None:
            self._place()
        return False

    # ---- looks
    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._row.setContentsMargins(theme.px(12), theme.px(5), theme.px(5), theme.px(5))
        self._row.setSpacing(theme.px(8))
        self._text.set_theme(theme)
        self._branch.set_theme(theme)
        self._onward.set_theme(theme)
        if self._cursor is not None:
            self._place()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.accent("quiet"))
        radius = self._theme.px(_RADIUS)
        painter.drawRoundedRect(QRectF(self.rect()), radius, radius)
        painter.end()


class _Onward(PushButton):
    """A small button whose arrow comes after its text."""

    def __init__(self) -> None:
        super().__init__(small=True)
        self.setText("…")

    def sizeHint(self) -> QSize:
        return super().sizeHint() + QSize(self._icon_size(), 0)

    def _paint_content(self, painter: QPainter, foreground: QColor) -> None:
        size = self._icon_size()
        left = self._theme.px(8)
        painter.setPen(foreground)
        box = QRectF(left, 0, self.width() - left - size, self.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())
        pixmap = icon_pixmap("right", foreground.rgba(), size, device_ratio(self))
        corner = QPointF(self.width() - size - self._theme.px(4), (self.height() - size) / 2)
        painter.drawPixmap(corner, pixmap)
