"""The right side of a workspace: what it makes of the sample or the plane, curves, and the inspector."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnviz.data import Dataset
from nnviz.drawing.selection import Selection
from nnviz.session.shown import Shown
from nnviz.training.samples import Sample
from nnviz.training.snapshot import Snapshot
from nnviz.training.timeline import Timeline
from nnviz.ui.enlarging import LargePart
from nnviz.ui.inspector.tabs import InspectorTabs
from nnviz.ui.plots.curves_view import CurvesView
from nnviz.ui.theme import Theme, apply_theme
from nnviz.ui.widgets.splitter import Sizes, Splitter

_SECOND = 397  # px at unit 1 of the second column of a large window
_MORE = (0.4, 0.34, 0.26)  # of its height: curves, layers, results


class ResultsColumn(QWidget):
    """The workspace's own ``head``, the curves and the inspector, one below the other, with borders to move.

    In a large window there are two columns: head over inspector, and curves, layers and results. ``width`` is
    the layout's name of how wide it usually is. Who derives from it says in :meth:`shares` how high the parts
    are when nobody has moved anything.
    """

    selection_requested = Signal(object)  # Selection
    sample_requested = Signal(str, int)  # "train" | "test", and the place there
    clear_ghosts_requested = Signal()
    inspected_changed = Signal(str)  # what stands in the place of the curves
    enlarge_requested = Signal(object)  # one of the parts that can be enlarged

    def __init__(self, head: QWidget, width: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._head, self._width = head, width
        self._inspected = ""
        self.curves, self.tabs = CurvesView(), InspectorTabs()
        self.inspector = self.tabs.inspector
        self.parts = Splitter(Qt.Orientation.Vertical, self._part_shares)
        self._more = Splitter(Qt.Orientation.Vertical, self._more_shares)
        self._columns = Splitter(Qt.Orientation.Horizontal, self._widths, flexible=0)
        self._columns.addWidget(self.parts)
        self._columns.addWidget(self._more)
        self._more.hide()
        for part in (head, self.curves, self.tabs):
            self.parts.addWidget(part)
        row = QHBoxLayout(self)
        row.setContentsMargins(1, 0, 0, 0)
        row.addWidget(self._columns)
        self.setAccessibleName(self.tr("Results"))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.tabs.selection_requested.connect(self.selection_requested)
        self.tabs.sample_requested.connect(self.sample_requested)
        self.curves.clear_ghosts_requested.connect(self.clear_ghosts_requested)
        self._taken: tuple[LargePart, QWidget] | None = (
            None  # the part that is enlarged, and what stands for it
        )
        self.curves.enlarge_requested.connect(self._on_enlarge_curves)

    # ---- enlarging
    @property
    def large_parts(self) -> list[LargePart]:
        """What can be enlarged, from above."""
        return [self.curves]

    @Slot()
    def _on_enlarge_curves(self) -> None:
        self.enlarge_requested.emit(self.curves)

    def give(self, part: LargePart, instead: QWidget) -> None:
        """Let ``part`` go into the stage; ``instead`` stands in its place."""
        self._replace(part, instead)
        self._taken = part, instead
        self._fold()

    def take_back(self) -> None:
        """The part that was given comes back to its place."""
        if self._taken is not None:
            part, instead = self._taken
            self._taken = None
            self._replace(instead, part)
            instead.deleteLater()
            part.show()
            self._fold()

    def _replace(self, pane: QWidget, by: QWidget) -> None:
        """In the column in which ``pane`` stands."""
        splitter = self._more if self._more.indexOf(pane) >= 0 else self.parts
        splitter.replaceWidget(splitter.indexOf(pane), by)
        splitter.arrange()

    @property
    def _curves_pane(self) -> QWidget:
        """The curves, or what stands in their place while they are enlarged."""
        if self._taken is not None and self._taken[0] is self.curves:
            return self._taken[1]
        return self.curves

    def shares(self, height: int) -> list[int]:
        """How high head, curves and inspector are in ``height`` px."""
        raise NotImplementedError

    def _part_shares(self, height: int) -> list[int]:
        shares = self.shares(height)
        return [shares[0], height - shares[0]] if self.two_columns else shares

    def _more_shares(self, height: int) -> list[int]:
        return [round(share * height) for share in _MORE]

    def _widths(self, width: int) -> list[int]:
        second = self._theme.px(_SECOND) if self.two_columns else 0
        return [width - second, second]

    @property
    def two_columns(self) -> bool:
        """Whether there are two columns."""
        return self.parts.count() == 2

    def _spread_out(self, large: bool) -> None:
        """Lay it out in two columns, or in one."""
        if large == self.two_columns:
            return
        if large:
            for pane in (self._curves_pane, *self.tabs.spread()):
                self._more.addWidget(pane)
        else:
            self.parts.insertWidget(1, self._curves_pane)
            self.tabs.gather()
        self._more.setVisible(large)
        for splitter in (self.parts, self._more):
            apply_theme(splitter, self._theme)

    def remember(self, memory: Sizes, key: str) -> None:
        """Where the person's own heights are kept."""
        self.parts.remember(memory, key)
        self._more.remember(memory, f"{key}/more")
        self._columns.remember(memory, f"{key}/columns")

    def finish_start(self) -> None:
        """Load what is not needed for the first frame."""
        self.curves.finish_start()

    # ---- content
    def set_dataset(self, dataset: Dataset | None) -> None:
        """Names of inputs and classes."""
        self.tabs.set_dataset(dataset)

    def show_snapshot(self, snapshot: Snapshot | None) -> None:
        """Show another moment."""
        self.tabs.show_snapshot(snapshot)

    def show_timeline(self, timeline: Timeline | None, epoch: int, shown: Shown | None = None) -> None:
        """Show the curves of the run, with the playhead at ``epoch``; see ``CurvesView``."""
        self.tabs.show_timeline(timeline)
        self.curves.show_timeline(timeline, epoch, shown)

    def settle(self) -> None:
        """Show what is put off for a moment now."""
        self.curves.settle()
        self.tabs.settle()

    def show_selection(self, selection: Selection | None) -> None:
        """Show the arithmetic of what is selected, in the place of the curves where not all fits."""
        self.tabs.show_selection(selection)
        if self.folded and (selection is not None or self._inspected):
            self.inspect("selection" if selection is not None else "")

    def show_sample(self, sample: Sample | None) -> None:
        """Where the shown sample comes from."""
        self.tabs.show_sample(sample)

    def set_ghosts(self, ghosts: tuple[Timeline, ...]) -> None:
        """Earlier runs, to be drawn pale."""
        self.curves.set_ghosts(ghosts)

    def set_planned_epochs(self, planned: int) -> None:
        """The length of the run."""
        self.curves.set_planned_epochs(planned)

    # ---- looks
    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._spread_out(theme.large and not theme.projector)
        self.setMinimumWidth(theme.px(272 + (_SECOND if self.two_columns else 0)))
        self._fold()
        self.updateGeometry()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    @property
    def folded(self) -> bool:
        """Whether there is no room for all: in front of a class, and in a very low window."""
        parts = (self._head, self.tabs) if self.two_columns else (self._head, self.curves, self.tabs)
        return self._theme.projector or self.height() < sum(part.minimumSizeHint().height() for part in parts)

    @property
    def inspected(self) -> str:
        """What stands in the place of the curves; "" for nothing."""
        return self._inspected if self.folded else ""

    @Slot(str)
    def inspect(self, name: str) -> None:
        """Where there is no room for all, show "selection", "layers" or "results" in the place of the curves;
        "": the curves again."""
        self._inspected = name
        self.inspected_changed.emit(name)
        if name:
            self.tabs.open(name)
        self._fold()

    def _fold(self) -> None:
        folded = self.folded
        self.tabs.setVisible(not folded or bool(self._inspected))
        self._curves_pane.setVisible(not folded or not self._inspected)
        self.parts.arrange()

    def sizeHint(self) -> QSize:
        wide = self._theme.layout(self._width)
        if self.two_columns:
            wide = self._theme.layout(f"{self._width}_large") + self._theme.px(_SECOND)
        return QSize(wide, self._theme.px(760))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(272), self._theme.px(360))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.surface("panel"))
        edge = max(1, round(self._theme.line("hairline")))
        painter.fillRect(0, 0, edge, self.height(), self._theme.surface("hairline"))
        painter.end()
