"""The pill over the foot of the stage: that this is the past, the way back, and the way to another future."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnviz.ui import numbers
from nnviz.ui.icons import icon_pixmap
from nnviz.ui.ratio import device_ratio
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import PushButton, TextLabel

_RIGHT, _FOOT = 52, 6  # px at unit 1, from the corner of the stage: it keeps off the last output and “fit”
_RADIUS = 9


class LookingBack(QWidget):
    """Lies over its parent's right lower corner, and is there only while an earlier epoch is looked at.

    Since a press makes it go, it leaves the keys to its focus proxy, the timeline.
    """

    newest_requested = Signal()
    branch_requested = Signal()

    def __init__(self, stage: QWidget) -> None:
        super().__init__(stage)
        self._stage = stage
        self._theme = Theme()
        self._cursor: int | None = None
        self._share: float | None = None
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
        self._cursor = cursor
        onward = self.tr("Go to {n}").format(n=numbers.count(newest))
        if self._onward.text() != onward:
            self._onward.setText(onward)
            self._onward.setAccessibleName(self.tr("Go to epoch {n}, the newest").format(n=newest))
            self._onward.updateGeometry()
        self._refresh()

    def show_recomputing(self, share: float | None) -> None:
        """How much of the moment looked at is recomputed, 0 to 1; None: it is there."""
        self._share = share
        self._refresh()

    def _refresh(self) -> None:
        if self._cursor is None:
            self.hide()
            return
        epoch = numbers.count(self._cursor)
        if self._share is None:
            text = self.tr("Looking back at epoch {n}").format(n=epoch)
        else:
            share = numbers.percent(self._share)
            text = self.tr("Recomputing epoch {n}: {share}").format(n=epoch, share=share)
        self._text.setText(text)
        self.setAccessibleName(text)
        self.show()
        self._place()

    def _place(self) -> None:
        """In the corner; in a stage too narrow for it, from its left edge on."""
        size, stage, theme = self.sizeHint(), self._stage, self._theme
        left = max(0, stage.width() - size.width() - theme.px(_RIGHT))
        self.setGeometry(
            left,
            stage.height() - size.height() - theme.px(_FOOT),
            min(size.width(), stage.width()),
            size.height(),
        )
        self.raise_()

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
