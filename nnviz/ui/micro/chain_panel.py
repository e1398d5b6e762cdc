"""The right side of the micro-steps: who is to blame, factor by factor, and the check of it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from nnviz.drawing import numbers
from nnviz.drawing.micro.micro_state import MicroState
from nnviz.training.micro import Micro
from nnviz.ui.micro.check_view import CheckView
from nnviz.ui.micro.factor_list import FactorList
from nnviz.ui.micro.head import ChainHead
from nnviz.ui.micro.told_view import ToldView
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import Caption, IconButton

_WIDTH = 452  # of M4; in a narrow window that of any right panel
_WIDE_WINDOW = 1240
_LEAST_CHECK, _LOW_CHECK = 180, 150


class ChainPanel(QWidget):
    """Backward: formula, factors, check. Forward, loss and update: the arithmetic with its numbers."""

    micro_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._state: MicroState | None = None
        self.head, self.factors, self.told, self.check = ChainHead(), FactorList(), ToldView(), CheckView()
        self.paths = _Paths()
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        for widget, stretch in (
            (self.head, 0),
            (self.factors, 1),
            (self.paths, 0),
            (self.told, 1),
            (self.check, 0),
        ):
            column.addWidget(widget, stretch)
        for part in (self.head, self.factors, self.paths):
            part.micro_requested.connect(self.micro_requested)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(self.tr("The chain rule"))
        self._show_parts()

    def show_micro(self, micro: Micro | None) -> None:
        """Show another micro-step."""
        self._state = MicroState(micro) if micro is not None else None
        self._show_parts()
        for part in (self.head, self.factors, self.told, self.check, self.paths):
            part.show_state(self._state)
        self._share_out()
        self.update()

    def _show_parts(self) -> None:
        phase = self._state.micro.phase if self._state is not None else ""
        backward = phase == "backward"
        self.head.setVisible(backward)
        self.factors.setVisible(backward)
        self.paths.setVisible(backward)
        self.told.setVisible(phase in ("forward", "loss", "update"))
        self.check.setVisible(phase in ("backward", "update"))

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.setMinimumWidth(theme.layout("right"))
        self.setMaximumWidth(self.sizeHint().width())
        for part in (self.head, self.factors, self.told, self.check, self.paths):
            part.set_theme(theme)
        self._share_out()
        self.updateGeometry()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_out()

    def _share_out(self) -> None:
        """The check gives way to the list, but for the least in which its curve can be read."""
        if self._state is None:
            return
        above = (
            self.head.sizeHint().height() + self.paths.sizeHint().height() + self.factors.sizeHint().height()
        )
        if self._state.micro.phase == "update":
            above = self.told.sizeHint().height()
            self.check.setVisible(self.height() - above >= self._theme.px(_LEAST_CHECK))
        least = self._theme.px(_LEAST_CHECK if self.height() >= self._theme.px(640) else _LOW_CHECK)
        self.check.setFixedHeight(max(least, min(self._theme.px(300), self.height() - above)))

    def sizeHint(self) -> QSize:
        wide = self.window().width() >= self._theme.px(_WIDE_WINDOW)
        width = self._theme.px(_WIDTH) if wide else self._theme.layout("right")
        return QSize(width, self._theme.px(760))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.window().installEventFilter(self)
        self._on_window_resized()

    def hideEvent(self, event: QHideEvent) -> None:
        self.window().removeEventFilter(self)
        super().hideEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A narrow window takes width from this panel before it takes it from the stage."""
        if event.type() == QEvent.Type.Resize:
            self._on_window_resized()
        return False

    def _on_window_resized(self) -> None:
        width = self.sizeHint().width()
        if self.width() != width or self.maximumWidth() != width:
            self.setMaximumWidth(width)
            self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.layout("right"), self._theme.px(360))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        painter.fillRect(self.rect(), theme.surface("panel"))
        edge = max(1, round(theme.line("hairline")))
        painter.fillRect(0, 0, edge, self.height(), theme.surface("hairline"))
        for below in (self.factors, self.check):
            if below.isVisibleTo(self):
                painter.fillRect(QRectF(0, below.y(), self.width(), edge), theme.surface("hairline"))
        painter.end()


class _Paths(QWidget):
    """Which path of how many is shown, what all sum to, and what the whole batch comes to."""

    micro_requested = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._state: MicroState | None = None
        self._before = IconButton("left", self.tr("Show a stronger path"), small=True)
        self._after = IconButton("right", self.tr("Show a weaker path"), small=True)
        self._text, self._batch = Caption(), Caption()
        self._text.setWordWrap(True)
        self._batch.setWordWrap(True)
        self._before.clicked.connect(self._on_before)
        self._after.clicked.connect(self._on_after)
        self._row = QHBoxLayout()
        self._row.setSpacing(0)
        self._row.addWidget(self._text, 1)
        self._row.addWidget(self._before)
        self._row.addWidget(self._after)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._row)
        self._column.addWidget(self._batch)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_state(self, state: MicroState | None) -> None:
        self._state = state
        if state is None:
            return
        chain, micro = state.micro.chain, state.micro
        several = len(chain.paths) > 1
        self._before.setVisible(several)
        self._after.setVisible(several)
        self._before.setEnabled(micro.path > 0)
        self._after.setEnabled(micro.path < len(chain.paths) - 1)
        share = numbers.fitted(chain.share, 4, sign=True)
        own = numbers.fitted(state.path.product, 4, sign=True)
        text = self.tr("Path {n} of {all}: {own}. All paths sum to {share}.").format(
            n=micro.path + 1, all=numbers.count(chain.count), own=own, share=share
        )
        self._text.setText(text if chain.count > 1 else "")
        self._text.setVisible(chain.count > 1)
        self._batch.setVisible(chain.samples > 1)
        word = (
            self.tr(
                "The loss is the mean of {n} examples, so each counts 1/{n}: "
                "this one {share}, all together {all}."
            )
            if chain.mean
            else self.tr("The loss is the sum of {n} examples: this one {share}, all together {all}.")
        )
        all_ = numbers.fitted(chain.gradient, 4, sign=True)
        self._batch.setText(word.format(n=chain.samples, share=share, all=all_))

    def set_theme(self, theme: Theme) -> None:
        self._column.setContentsMargins(theme.px(16), theme.px(2), theme.px(10), theme.px(8))
        self._column.setSpacing(theme.px(2))
        for part in (self._before, self._after, self._text, self._batch):
            part.set_theme(theme)

    @Slot()
    def _on_before(self) -> None:
        if self._state is not None:
            self.micro_requested.emit(self._state.micro.with_path(self._state.micro.path - 1))

    @Slot()
    def _on_after(self) -> None:
        if self._state is not None:
            self.micro_requested.emit(self._state.micro.with_path(self._state.micro.path + 1))
