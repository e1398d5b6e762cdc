"""A place of a map: what lies under the kernel, times its weights, added up."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from nnviz.drawing.images.forward import (
    ForwardContent,
    channel_name,
    forward_content,
    same_place,
    strongest_channel,
)
from nnviz.engine import Network
from nnviz.session.sentences import told
from nnviz.training.kernel_gradient import KernelWeight
from nnviz.training.places import Place, Pooled, Sums, look_into
from nnviz.training.snapshot import Probe
from nnviz.ui.images.bar_rows import BarRow, BarRows
from nnviz.ui.images.matrix import PITCH, MatrixView
from nnviz.ui.images.paint_cells import TWO_DIGITS
from nnviz.ui.images.sum_lines import SumLines
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import Caption, TextLabel

_WIDE = 164  # px at unit 1 of a table at most: two and a sign stand beside one another
_FAR_WIDE, _FAR_PITCH, _SIGN, _USUAL = 228, 46, 31, 480  # in front of a class all three do, with larger cells
_MAP = 10  # px at unit 1 of a cell of a whole map


class ForwardView(QWidget):
    """``weight_requested(KernelWeight)``: the blame of a weight is asked for, by a click on it."""

    weight_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place: Place | None = None
        self._found: Sums | Pooled | None = None
        self._network: Network | None = None
        self._probe: Probe | None = None
        self._channel = 0
        self.under, self.weights, self.products = (MatrixView(_WIDE) for _ in range(3))
        self._times, self._equals = (TextLabel(sign, "section", "secondary") for sign in "×=")
        self._far, self._unit, self._room = False, 1.0, _USUAL
        for sign in (self._times, self._equals):
            sign.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.lines = SumLines()
        self.channels = BarRows(self.tr("Sums of the channels"))
        self._note = Caption(self.tr("Cells show two digits; the sums use all of them."))
        self._note.setWordWrap(True)
        self._tables = (self.under, self.weights, self.products)
        self._build()
        for table in self._tables:
            table.cell_pointed.connect(self._on_pointed)
        self.weights.cell_chosen.connect(self._on_weight)
        self.weights.setCursor(Qt.CursorShape.PointingHandCursor)
        self.channels.row_chosen.connect(self._on_channel)

    def _build(self) -> None:
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._cells = QGridLayout()
        top = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
        self._cells.addWidget(self.under, 0, 0, top)
        self._cells.addWidget(self._times, 0, 1)
        self._cells.addWidget(self.weights, 0, 2, top)
        self._cells.addWidget(self._equals, 0, 3)
        self._column.addLayout(self._cells)
        self._arrange()
        self._column.addWidget(self.channels)
        self._column.addWidget(self._note)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def _arrange(self) -> None:
        """The products below what is multiplied, beside what they come to; from afar all in a row."""
        top, middle = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignVCenter
        row = self._in_a_row
        self._cells.addWidget(self.products, *((0, 4) if row else (1, 0)), top)
        if row:
            self._cells.addWidget(self.lines, 1, 0, 1, 6)
        else:
            alone = self._found is not None and not isinstance(self._found, Sums)
            self._cells.addWidget(self.lines, 0 if alone else 1, 2, middle)
        self._cells.setColumnStretch(2, 0 if row else 1)
        self._cells.setColumnStretch(5, 1 if row else 0)

    # ---- content
    def show_place(self, network: Network, probe: Probe, place: Place) -> None:
        """Show how the number there came about."""
        found = look_into(network, probe, place)
        if isinstance(found, Sums) and not (
            same_place(place, self._place) and self._channel < len(found.sums)
        ):
            self._channel = strongest_channel(found)
        self._place, self._found, self._network, self._probe = place, found, network, probe
        self._show()

    def _show(self) -> None:
        if self._network is None or self._probe is None or self._found is None:
            return
        content = forward_content(self._network, self._probe, self._found, self._channel)
        self._fit()
        for table, grid in zip(self._tables, (content.under, content.weights, content.products), strict=True):
            table.show_grid(grid)
            table.setVisible(grid is not None)
        self._times.setVisible(content.weights is not None)
        self._equals.setVisible(content.weights is not None and self._in_a_row)
        self._note.setVisible(content.products is not None)
        self._show_sums(content)

    @property
    def below_the_sum(self) -> int:
        """Height in px of what stands below the tables and what they come to."""
        parts = [part for part in (self.channels, self._note) if not part.isHidden()]
        return sum(part.sizeHint().height() + self._column.spacing() for part in parts)

    def _show_sums(self, content: ForwardContent) -> None:
        self._arrange()
        self.lines.show_lines(content.lines, self.tr("What it comes to"))
        rows = [BarRow(row.channel, told(channel_name(row)), row.value) for row in content.rows]
        self.channels.show_rows(rows, self._channel)

    # ---- wishes
    @Slot(object)
    def _on_pointed(self, cell: tuple[int, int] | None) -> None:
        """The same cell in all three tables."""
        for table in self._tables:
            if table.grid is not None and table is not self.sender():
                table.point(cell)

    @Slot(object)
    def _on_weight(self, cell: tuple[int, int]) -> None:
        if self._place is not None:
            place = self._place
            self.weight_requested.emit(KernelWeight(place.layer, place.unit, self._channel, *cell))

    @Slot(int)
    def _on_channel(self, channel: int) -> None:
        self._channel = channel
        self._show()

    # ---- looks
    def set_room(self, width: int) -> None:
        """So many px there are across."""
        if width != self._room:
            self._room = width
            self._fit()
            self._arrange()

    def _fit(self) -> None:
        """From afar the tables share what there is."""
        room, across = self._room / self._unit, 3 if self._in_a_row else 2
        wide = min(_FAR_WIDE, int((room - _SIGN * (across - 1)) / across))
        for table in self._tables:
            if self._far:
                table.set_widest(wide, _FAR_PITCH)
            else:
                table.set_widest(_WIDE, PITCH)

    @property
    def _in_a_row(self) -> bool:
        """Whether all three stand side by side: from afar, where their cells have room for numbers then."""
        columns = 1 if self._found is None else self._found.under.values.shape[-1]
        each = (self._room / self._unit - 2 * _SIGN) / 3
        return self._far and each >= columns * (TWO_DIGITS + 2)

    def set_theme(self, theme: Theme) -> None:
        self._far, self._unit = theme.projector, theme.unit
        self._fit()
        self._equals.setVisible(self._in_a_row and not self._times.isHidden())
        self._arrange()
        self._column.setSpacing(theme.px(8))
        self._cells.setHorizontalSpacing(theme.px(10))
        self._cells.setVerticalSpacing(theme.px(10))
