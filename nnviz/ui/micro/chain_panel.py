"""The right side of the micro-steps: who is to blame, factor by factor, and the check of it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Signal, Slot
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from nnviz.drawing.micro.factor_words import batch_words, path_words
from nnviz.drawing.micro.micro_state import MicroState
from nnviz.session.sentences import told
from nnviz.ui.micro.chain_head import ChainHead
from nnviz.ui.micro.check_view import CheckView
from nnviz.ui.micro.factor_list import FactorList
from nnviz.ui.micro.kernel_blame_view import KernelBlameView
from nnviz.ui.micro.micro_parts import MicroPanel, Part
from nnviz.ui.micro.time_view import TimeView
from nnviz.ui.micro.told_view import ToldView
from nnviz.ui.plain import plain_tip
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import Caption, IconButton

_WIDTH = 452  # of M4; in a narrow window that of any right panel
_WIDE_WINDOW = 1240
_LEAST_CHECK, _LOW_CHECK, _FAR_CHECK = 180, 140, 56  # the last for its numbers alone


class ChainPanel(MicroPanel):
    """Backward: formula, factors, check. Forward, loss and update: the arithmetic with its numbers."""

    def __init__(self) -> None:
        self.head, self.factors, self.told, self.check = ChainHead(), FactorList(), ToldView(), CheckView()
        self.paths, self.maps, self.time = ChainPaths(), KernelBlameView(), TimeView()
        parts: tuple[Part, ...] = (
            self.head, self.factors, self.paths, self.told, self.maps, self.time, self.check
        )  # fmt: skip
        self._tallest: tuple[object, int] = None, 0  # the head: of what, and how high
        super().__init__(parts, self.tr("The chain rule"))
        self.maps.resized.connect(self._on_resized)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        grown = (self.factors, self.told, self.maps, self.time)
        for widget in (self.head, self.factors, self.paths, self.told, self.maps, self.time, self.check):
            column.addWidget(widget, int(widget in grown))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self._share_out()

    def set_theme(self, theme: Theme) -> None:
        self.setMinimumWidth(theme.layout("right"))
        super().set_theme(theme)
        self.setMaximumWidth(self.sizeHint().width())

    def settle(self) -> None:
        """Let all that is seen be worked out."""
        if self.check.isVisible():
            self.check.finish()

    def _share_out(self) -> None:
        """The check gives way to the list, but for the least in which its curve can be read.

        Before a class, where all factors are to be seen, what is said of the batch gives way first.
        """
        self.time.setVisible(self._about_time)
        if self._about_time:
            self._share_out_time()
            return
        if self._about_maps:
            self._share_out_maps()
            return
        phase, projector = self._phase, self._theme.projector
        high = self.height() >= self._theme.px(640) and not projector
        least = self._theme.px(_LEAST_CHECK if high else _LOW_CHECK)
        above = [self.told] if phase == "update" else [self.head, self.factors]
        room = self.height() - sum(self._needed(part) for part in above)
        if phase == "backward" and projector:  # the same at every step, lest the list moves
            room -= self._head_most() - self._needed(self.head)
        if phase == "backward":
            terse = projector and room - self.paths.height_in(self.width(), terse=False) < least
            self.paths.set_terse(terse)
            room -= self.paths.height_in(self.width(), terse=terse)
        short = projector and room < least - self._theme.px(8)  # its numbers stand without the curve then
        least = self._theme.px(_FAR_CHECK) if short else least
        self.check.setFixedHeight(least if short else max(least, min(self._theme.px(300), room)))
        roomy = phase == "update" and room >= self._theme.px(_LEAST_CHECK)
        self.check.setVisible((phase == "backward" and not (short and room < least)) or roomy)
        for part in (self.head, self.factors, self.paths):
            part.setVisible(phase == "backward")
        self.maps.hide()
        self.told.setVisible(phase in ("forward", "loss", "update"))

    def _head_most(self) -> int:
        """How high the head has been, at most, in this width and for this chain."""
        of = self.width(), self._theme, len(self._state.factors) if self._state is not None else 0
        most = self._tallest[1] if self._tallest[0] == of else 0
        self._tallest = of, max(most, self._needed(self.head))
        return self._tallest[1]

    @Slot()
    def _on_resized(self) -> None:
        self._share_out()

    @property
    def _about_maps(self) -> bool:
        """Whether it is a step back about maps."""
        return self._state is not None and self._phase == "backward" and self._state.micro.looked is not None

    @property
    def _about_time(self) -> bool:
        """Whether it is a step through a sequence; the update is told as all others."""
        micro = None if self._state is None else self._state.micro
        return micro is not None and micro.timed_layer is not None and micro.phase != "update"

    def _suits(self, part: Part) -> bool:
        """Of a step through a sequence the chain of a dense layer has nothing to say."""
        if self._state is None or self._state.micro.timed_layer is None or part in (self.time, self.check):
            return True
        return part is self.told and not self._about_time

    def _share_out_time(self) -> None:
        """The check stands below the gradient of a weight."""
        for part in (self.head, self.factors, self.paths, self.told, self.maps):
            part.hide()
        room = self.height() - self._needed(self.time)
        self.check.setFixedHeight(max(self._theme.px(_LOW_CHECK), min(self._theme.px(300), room)))
        assert self._state is not None
        self.check.setVisible(self._state.micro.cell.steps[0].kind == "dW")

    def _share_out_maps(self) -> None:
        """The curve of the check gives way to the maps, which list as many places as there is room for."""
        for part in (self.head, self.factors, self.paths, self.told):
            part.hide()
        self.maps.show()
        least = self._theme.px(_LOW_CHECK)
        self.maps.set_room(self.height() - least)
        self.check.setFixedHeight(max(least, min(self._theme.px(300), self.height() - self.maps.needed)))
        self.check.setVisible(self.maps.blame is not None and self.maps.blame.landed)

    @property
    def _phase(self) -> str:
        return self._state.micro.phase if self._state is not None else ""

    def _needed(self, part: QWidget) -> int:
        """The height that a part would like to have; words that are wrapped need it by the width."""
        wrapped = part.heightForWidth(self.width())
        return wrapped if wrapped >= 0 else part.sizeHint().height()

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
        super().paintEvent(event)
        painter = QPainter(self)
        for below in (self.factors, self.check):
            if below.isVisibleTo(self):
                painter.fillRect(0, below.y(), self.width(), self._edge, self._theme.surface("hairline"))
        painter.end()


class ChainPaths(QWidget):
    """Which path of how many is shown, what all sum to, and what the whole batch comes to."""

    micro_requested = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._state: MicroState | None = None
        self._terse = False
        self.before = IconButton("left", self.tr("Show a stronger path"), small=True)
        self.after = IconButton("right", self.tr("Show a weaker path"), small=True)
        self.text, self.batch = Caption(), Caption()
        self.text.setWordWrap(True)
        self.batch.setWordWrap(True)
        self.before.clicked.connect(self._on_before)
        self.after.clicked.connect(self._on_after)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.text, 1)
        row.addWidget(self.before)
        row.addWidget(self.after)
        self._column = QVBoxLayout(self)
        self._column.addLayout(row)
        self._column.addWidget(self.batch)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_state(self, state: MicroState | None) -> None:
        """Show another micro-step."""
        self._state = state
        if state is None:
            return
        last = len(state.micro.chain.paths) - 1
        for button, end in ((self.before, 0), (self.after, last)):
            button.setVisible(last > 0)
            button.setEnabled(state.micro.path != end)
        for label, words in ((self.text, path_words(state)), (self.batch, batch_words(state.micro.chain))):
            label.setText(told(words))
            label.setVisible(bool(words) and not (label is self.batch and self._terse))

    def height_in(self, width: int, *, terse: bool) -> int:
        """What it needs in that width, with what is said of the batch or without."""
        margins, spacing = self._column.contentsMargins(), self._column.spacing()
        inside = width - margins.left() - margins.right()
        arrows = 2 * self.before.sizeHint().width() if not self.before.isHidden() else 0
        first = max(
            self.text.heightForWidth(inside - arrows), self.before.sizeHint().height() if arrows else 0
        )
        below = 0 if terse or not self.batch.text() else self.batch.heightForWidth(inside) + spacing
        return margins.top() + first + below + margins.bottom()

    def set_terse(self, terse: bool) -> None:
        """Without what is said of the batch: that comes where the pointer rests, then."""
        if terse == self._terse:
            return
        self._terse = terse
        self.batch.setVisible(bool(self.batch.text()) and not terse)
        self.setToolTip(plain_tip(self.batch.text()) if terse else "")

    def set_theme(self, theme: Theme) -> None:
        self._column.setContentsMargins(theme.px(16), theme.px(2), theme.px(10), theme.px(8))
        self._column.setSpacing(theme.px(2))
        for part in (self.before, self.after, self.text, self.batch):
            part.set_theme(theme)

    @Slot()
    def _on_before(self) -> None:
        self._go(-1)

    @Slot()
    def _on_after(self) -> None:
        self._go(1)

    def _go(self, by: int) -> None:
        if self._state is not None:
            self.micro_requested.emit(self._state.micro.with_path(self._state.micro.path + by))
