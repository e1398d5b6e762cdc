"""Who is to blame: the gradient of one weight of a kernel, what it met times the blame there, added up."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from nnviz.drawing.images.blame import (
    batch_content,
    blame_content,
    nudge_words,
    raising_words,
    reason_words,
    tally_words,
    weight_words,
)
from nnviz.drawing.images.grid import Cell
from nnviz.session.sentences import told
from nnviz.session.shown import Shown
from nnviz.training.divergence import Diverged
from nnviz.training.kernel_batch import BatchGradient, NextBatch, batch_gradient
from nnviz.training.kernel_gradient import (
    KernelWeight,
    WeightGradient,
    convolution,
    filter_gradient,
    nudged_slope,
    weight_gradient,
)
from nnviz.training.no_blame import tally, why_none
from nnviz.training.places import Place
from nnviz.ui.images.bar_rows import BarRow, BarRows
from nnviz.ui.images.kernel_strip import KernelStrip
from nnviz.ui.images.matrix import MatrixView
from nnviz.ui.images.sum_lines import SumLines
from nnviz.ui.images.weight_row import WeightRow
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import Caption, Segmented, TextLabel
from nnviz.ui.widgets.segmented import Segment

_WIDE, _CELL = 144, 18  # px at unit 1 of a map, and of one of its cells, at most
_NUDGE_MS = 60  # after another weight was chosen it is nudged
_EXAMPLES = 3  # of a batch that are named; the others stand in one row


class BlameView(QWidget):
    """Of one example, place by place, or of the batch that comes next, example by example.

    ``weight_chosen(KernelWeight)``: the person has picked another.
    """

    weight_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: Shown | None = None
        self._weight: KernelWeight | None = None
        self._asked: KernelWeight | None = None  # the one that the moment shown spoke of
        self._found: WeightGradient | None = None
        self._marked: Cell | None = None
        self._batch: tuple[object, NextBatch | None] = (None, None)
        self.which = Segmented(
            [
                Segment("example", self.tr("This example"), tip=self.tr("The gradient of it alone")),
                Segment("batch", self.tr("The next batch"), tip=self.tr("What is learned from all of it")),
            ],
            self.tr("Blame over"),
            small=True,
        )  # fmt: skip
        self.met, self.delta, self.products = (MatrixView(_WIDE, pitch=_CELL) for _ in range(3))
        self.lines, self.examples = SumLines(), BarRows(self.tr("What each example adds"))
        self.head = Caption()
        self.reason = Caption()
        self.weight_row = WeightRow(self)
        self.edit_requested = self.weight_row.edit_requested
        self.pin_requested = self.weight_row.pin_requested
        self.strip = KernelStrip()
        self.nudge, self.raising = Caption(), Caption()
        for words in (self.head, self.reason, self.raising, self.nudge):
            words.setWordWrap(True)
        self._nudge_due = QTimer(self, singleShot=True, interval=_NUDGE_MS)
        self._nudge_due.timeout.connect(self._on_nudge_due)
        self._build()
        for table in (self.met, self.delta, self.products):
            table.cell_chosen.connect(self._on_cell)
        self.which.chosen.connect(self._on_which)
        self.strip.weight_chosen.connect(self.show_weight)

    def _build(self) -> None:
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._cells = QGridLayout()
        top = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
        self._cells.addWidget(self.met, 0, 0, top)
        self._times = TextLabel("×", "section", "secondary")
        self._cells.addWidget(self._times, 0, 1)
        self._cells.addWidget(self.delta, 0, 2, top)
        self._cells.addWidget(self.products, 1, 0, top)
        self._cells.addWidget(self.lines, 1, 2, Qt.AlignmentFlag.AlignVCenter)
        self._cells.setColumnStretch(2, 1)
        self._column.addWidget(self.which, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addWidget(self.head)
        self._column.addLayout(self._cells)
        for part in (self.examples, self.reason):
            self._column.addWidget(part)
        self._foot = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._foot.addWidget(self.strip)
        words = QVBoxLayout()
        words.addWidget(self.weight_row)
        words.addWidget(self.nudge)
        words.addWidget(self.raising)
        words.addStretch(1)
        self._foot.addLayout(words, 1)
        self._column.addLayout(self._foot)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    # ---- content
    @property
    def weight(self) -> KernelWeight | None:
        """Whose gradient is shown."""
        return self._weight

    @Slot(object)
    def show_weight(self, weight: KernelWeight) -> None:
        """Show the gradient of this weight."""
        if weight != self._weight:
            self._weight, self._marked = weight, None
            self.refresh()
            self.weight_chosen.emit(weight)

    def show_moment(self, shown: Shown, place: Place) -> None:
        """Another moment, or another filter, of which the weight in the same place is shown."""
        if shown.asked is not None and shown.asked != self._asked:
            self._weight, self._marked = shown.asked, None
        self._shown, self._asked, weight = shown, shown.asked, self._weight
        channels, rows, columns = _kernel_shape(shown, place)
        if weight is None or weight.layer != place.layer:
            self._weight = KernelWeight(place.layer, place.unit, 0, rows // 2, columns // 2)
            self._marked = None
        elif weight.unit != place.unit:
            self._weight = KernelWeight(place.layer, place.unit, weight.channel, weight.row, weight.column)
            self._marked = None
        weight = self._weight
        assert weight is not None
        if weight.channel >= channels or weight.row >= rows or weight.column >= columns:
            self._weight = KernelWeight(place.layer, place.unit, 0, 0, 0)
        self.refresh()

    def refresh(self) -> None:
        """Work out what is shown, and show it."""
        shown, weight = self._shown, self._weight
        if shown is None or weight is None or shown.probe is None:
            return
        labelled = shown.probe.loss is not None
        batch = self.which.current == "batch"
        for part in (self.met, self.delta, self._times, self.reason, self.strip, self.weight_row):
            part.setVisible(labelled and not batch)
        for other in (self.products, self.lines, self.raising):
            other.setVisible(labelled or batch)
        self.examples.setVisible(batch)
        self.nudge.setVisible(labelled and not batch)
        if batch:
            self._show_batch(shown, weight)
        elif labelled:
            self._show_example(shown, weight)
        else:
            self.head.setText(
                self.tr("Say what it is, and there is a loss that can be blamed on its weights.")
            )

    def _show_example(self, shown: Shown, weight: KernelWeight) -> None:
        network, probe = shown.network, shown.probe
        assert probe is not None
        found = self._found = weight_gradient(network, probe, weight)
        content = blame_content(network, probe, found, self._marked)
        words = self.tr(
            "The weight at {weight} met {n} inputs. Each counts by how much its cell was to blame."
        )
        self.head.setText(words.format(weight=told(weight_words(weight)), n=found.places))
        for table, grid in (
            (self.met, content.met), (self.delta, content.delta), (self.products, content.products),
        ):  # fmt: skip
            table.show_grid(grid)
        self.lines.show_lines(content.lines, self.tr("How the gradient adds up"))
        self.raising.setText(told(raising_words(found.value)))
        self._show_reason(shown, found)
        self._show_strip(shown, weight)
        self.nudge.setText(self.tr("slope by nudging …"))
        self._nudge_due.start()

    def _show_reason(self, shown: Shown, found: WeightGradient) -> None:
        """Why the marked cell has no blame, or how many have none."""
        probe, weight = shown.probe, found.weight
        assert probe is not None
        cell = self._marked
        place = None if cell is None else Place(weight.layer, weight.unit, *cell)
        silent = _silent(shown, weight)
        reason = None if place is None else why_none(shown.network, probe, place, silent=silent)
        if reason is not None and place is not None:
            words = told(reason_words(reason, place))
        else:
            counted = tally(shown.network, probe, weight.layer, weight.unit)
            words = " ".join(map(told, tally_words(counted)))
            words = self.tr("Zero blame: {0}").format(words) if words else ""
        self.reason.setText(words)
        self.reason.setVisible(bool(words))

    def _show_strip(self, shown: Shown, weight: KernelWeight) -> None:
        """The gradients of all weights of the filter."""
        assert shown.probe is not None
        gradients = filter_gradient(shown.network, shown.probe, weight.layer, weight.unit)
        beside = len(gradients) == 1  # one table leaves room at its right
        ways = QBoxLayout.Direction
        self._foot.setDirection(ways.LeftToRight if beside else ways.TopToBottom)
        self.strip.show_kernel(gradients, weight, self.tr("gradients"))
        self.weight_row.show_weight(shown, weight)

    def _show_batch(self, shown: Shown, weight: KernelWeight) -> None:
        found = self._batch_gradient(shown, weight)
        if found is None:
            self.head.setText(self.tr("This batch cannot be learned: its numbers are too large."))
            return
        grid, lines = batch_content(found)
        self.head.setText(self.tr("The weight at {weight} in the batch that comes next.").format(
            weight=told(weight_words(weight))))  # fmt: skip
        self.products.show_grid(grid)
        self.lines.show_lines(lines, self.tr("How the gradient adds up"))
        order = np.argsort(-np.abs(found.examples), kind="stable")
        rows = [
            BarRow(None, self.tr("example {n}").format(n=int(at) + 1), float(found.examples[at]))
            for at in order[:_EXAMPLES]
        ]
        if len(order) > _EXAMPLES:
            rest = float(found.examples[order[_EXAMPLES:]].sum())
            rows.append(BarRow(None, self.tr("{n} more").format(n=len(order) - _EXAMPLES), rest))
        self.examples.show_rows(rows, digits=4)
        self.raising.setText(told(raising_words(found.learned)))

    def _batch_gradient(self, shown: Shown, weight: KernelWeight) -> BatchGradient | None:
        if self._batch[0] is not shown.snapshot.parameters:
            try:
                batch = NextBatch.after(shown.snapshot, shown.dataset)
            except Diverged:
                batch = None
            self._batch = shown.snapshot.parameters, batch
        batch = self._batch[1]
        return None if batch is None else batch_gradient(batch, weight)

    # ---- what is worked out after a pause
    @Slot()
    def _on_nudge_due(self) -> None:
        shown, found = self._shown, self._found
        if shown is None or found is None or shown.probe is None or shown.probe.loss is None:
            return
        check = nudged_slope(shown.network, shown.probe, found.weight)
        coarser = np.finfo(shown.network.dtype).eps / np.finfo(np.float64).eps
        self.nudge.setText(told(nudge_words(check, found.value, check.rounding * float(coarser))))

    def settle(self) -> None:
        """Nudge it now."""
        if self._nudge_due.isActive():
            self._nudge_due.stop()
            self._on_nudge_due()

    # ---- wishes
    @Slot(str)
    def _on_which(self, which: str) -> None:
        self.refresh()

    @Slot(object)
    def _on_cell(self, cell: Cell) -> None:
        self._marked = cell
        self.refresh()

    def set_theme(self, theme: Theme) -> None:
        self._column.setSpacing(theme.px(6))
        self._cells.setHorizontalSpacing(theme.px(10))
        self._cells.setVerticalSpacing(theme.px(10))


def _kernel_shape(shown: Shown, place: Place) -> tuple[int, int, int]:
    layer = convolution(shown.network, place.layer)
    return layer.input_shape[0], *layer.windows.size


def _silent(shown: Shown, weight: KernelWeight) -> bool:
    place = shown.network.weighted.index(weight.layer)
    return bool(shown.snapshot.statistics[place].silent[weight.unit])
