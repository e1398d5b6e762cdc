"""The right side of a step back that is about maps: one weight of a kernel, place by place."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from nnviz.drawing.images.grid import Cell, Grid
from nnviz.drawing.micro.kernel_blame import KernelBlame, pooled_maps, pooled_words
from nnviz.drawing.micro.kernel_state import KernelState
from nnviz.drawing.micro.micro_state import MicroState
from nnviz.drawing.micro.way_words import way_factors
from nnviz.session.sentences import told
from nnviz.training.kernel_chain import LISTED
from nnviz.training.kernel_gradient import KernelWeight
from nnviz.training.places import Place
from nnviz.ui.images.kernel_strip import KernelStrip
from nnviz.ui.images.matrix import MatrixView
from nnviz.ui.images.sum_lines import SumLines
from nnviz.ui.micro.kernel_factors import FactorRows, KernelFactors
from nnviz.ui.micro.kernel_ways import KernelWays
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import Caption, SectionTitle, Segmented, TextLabel
from nnviz.ui.widgets.segmented import Segment

_PAD, _SIGN = 16, 20
_FEW = 3  # places that are listed before other things give way
_STRIP = 64  # px at unit 1 of the gradients of a filter with one channel
_WIDEST, _CELL = 132, 18  # px at unit 1 of a map, and of one of its cells, at most


class KernelBlameView(QWidget):
    """Two maps and their product; the factors at the place; the strongest places; the filter's gradients.

    A click on a cell of a map looks into that place, one on a gradient asks about that weight.
    """

    micro_requested = Signal(object)
    resized = Signal()  # it needs another height

    def __init__(self) -> None:
        super().__init__()
        self._state: KernelState | None = None
        self._blame: KernelBlame | None = None
        self._theme = Theme()
        self._most = LISTED
        self.title = SectionTitle(self.tr("Who is to blame? One weight"))
        self.weight, self.head, self.reason = Caption(), Caption(), Caption()
        self.maps = tuple(MatrixView(_WIDEST, pitch=_CELL) for _ in range(3))
        self.signs = tuple(TextLabel(sign, "section", "secondary") for sign in "×=")
        self.factors, self.lines, self.ways = KernelFactors(), SumLines(), KernelWays()
        self._way = 0
        self.strip_title, self.now, self.strip = SectionTitle(), Caption(), KernelStrip(_STRIP)
        self.which = Segmented(
            [
                Segment("example", self.tr("Example"), tip=self.tr("What this example adds, place by place")),
                Segment("batch", self.tr("Batch"), tip=self.tr("What each example of the batch adds")),
                Segment(
                    "way", self.tr("One way"), tip=self.tr("From the loss through every layer to the weight")
                ),
            ],
            self.tr("What is shown of the gradient"),
            small=True,
        )
        for words in (self.head, self.reason):
            words.setWordWrap(True)
        self._build()
        for table in self.maps:
            table.cell_chosen.connect(self._on_cell)
            table.cell_pointed.connect(self._on_pointed)
        self.strip.weight_chosen.connect(self._on_weight)
        self.which.chosen.connect(self._on_which)
        self.ways.way_chosen.connect(self._on_way)

    def _build(self) -> None:
        self._column = QVBoxLayout(self)
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.which)
        self._column.addLayout(head)
        over = QHBoxLayout()
        over.addWidget(self.head, 1)
        over.addWidget(self.weight)
        self._column.addLayout(over)
        self._maps = QGridLayout()
        for place, table in enumerate(self.maps):
            self._maps.addWidget(table, 0, 2 * place, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        for place, sign in enumerate(self.signs):
            self._maps.addWidget(sign, 0, 2 * place + 1, Qt.AlignmentFlag.AlignCenter)
        self._maps.setColumnStretch(5, 1)
        self._column.addLayout(self._maps)
        for part in (self.factors, self.ways, self.lines, self.reason):
            self._column.addWidget(part)
        below = QHBoxLayout()
        below.addWidget(self.strip_title)
        below.addStretch(1)
        below.addWidget(self.now)
        self._column.addLayout(below)
        self._column.addWidget(self.strip)
        self._column.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    # ---- content
    @property
    def blame(self) -> KernelBlame | None:
        """What is shown of a convolution."""
        return self._blame

    def show_state(self, state: MicroState | None) -> None:
        """Show another micro-step, if it is one back that is about maps."""
        here = state is not None and state.micro.looked is not None and state.micro.phase == "backward"
        self._state = KernelState(state.micro) if state is not None and here else None
        self._blame = None if self._state is None else KernelBlame.of(self._state)
        self._way = 0
        if self._state is None:
            return
        for part in (self.head, self.weight, self.factors):
            part.setVisible(self._blame is not None)
        if self._blame is None:
            self._show_pooling(self._state)
        else:
            self._show_weight(self._blame)

    def _show_pooling(self, state: KernelState) -> None:
        out, back = pooled_maps(state)
        self.title.setText(self.tr("Who gets the blame?"))
        self._show_maps((out, back, None), "→ ")
        self.lines.show_lines(state.lines, self.tr("Where the blame goes"))
        self._show_reason(" ".join(map(told, pooled_words(state))))
        for part in (self.which, self.ways, self.strip_title, self.now, self.strip):
            part.hide()

    def _show_weight(self, blame: KernelBlame) -> None:
        self.title.setText(self.tr("Who is to blame? One weight"))
        self.weight.setText(told(blame.weight))
        self.head.setText(told(blame.head))
        self.which.setVisible(blame.landed)
        self.which.button("batch").setEnabled(blame.chain.samples > 1)
        if self._over_batch:
            self._show_maps((blame.batch_map, None, None), "×=")
        else:
            self._show_maps(blame.maps, "×=")
        self.factors.setVisible(not self._over_batch)
        self._show_factors(blame)
        self._show_lines()
        reason = " ".join(map(told, blame.reason))
        counted = blame.path.delta != 0 and bool(reason)  # else it is that of the place itself
        words = self.tr("Zero blame: {0}").format(reason) if counted else reason
        self._show_reason("" if self._over_batch else words)
        self._show_filter(blame)

    def _show_factors(self, blame: KernelBlame) -> None:
        """Those at the place; or of one way through it those of every layer."""
        row, column = (at + 1 for at in blame.here)
        where = self.tr("at row {row}, column {column}").format(row=row, column=column)
        self.ways.setVisible(self._one_way)
        if self._one_way:
            way = blame.ways.ways[self._way]
            self.ways.show_ways(blame.ways, self._way)
            factors = way_factors(blame, blame.ways, self._way)
            self.factors.show_rows(FactorRows(factors, where, way.product, numbered=False))
        else:
            self.factors.show_rows(FactorRows(blame.factors, where, blame.so_far))

    @property
    def _over_batch(self) -> bool:
        """Whether all examples are shown, once the gradient is known."""
        return self.which.current == "batch" and self._blame is not None and self._blame.landed

    @property
    def _one_way(self) -> bool:
        """Whether the factors of every layer are shown, once the gradient is known."""
        return self.which.current == "way" and self._blame is not None and self._blame.landed

    def _show_filter(self, blame: KernelBlame) -> None:
        for part in (self.strip_title, self.now, self.strip):
            part.setVisible(blame.landed and not self._theme.projector)
        if blame.landed:
            count = blame.kernel_gradients.size
            self.strip_title.setToolTip(self.tr("Of this example; a click on one asks about that weight"))
            self.strip_title.setText(self.tr("The filter's {n} gradients").format(n=count))
            self.now.setText(self.tr("weight now {value}").format(value=blame.weight_now))
            self.strip.show_kernel(blame.kernel_gradients, blame.chain.weight, self.tr("ch {n}"))

    def _show_maps(self, grids: tuple[Grid | None, ...], signs: str) -> None:
        for table, grid in zip(self.maps, grids, strict=True):
            table.show_grid(grid)
            table.setVisible(grid is not None)
        for place, sign in enumerate(self.signs):
            sign.setText(signs[place])
            sign.setVisible(grids[place + 1] is not None and bool(signs[place].strip()))

    def _show_reason(self, words: str) -> None:
        self.reason.setText(words)
        self.reason.setVisible(bool(words))

    def _show_lines(self) -> None:
        if self._blame is not None:
            listed = self._blame.batch_listed if self._over_batch else self._blame.listed
            lines = listed(self._most)
            self.lines.show_lines(lines, self.tr("How the gradient adds up"))
            self.lines.setVisible(bool(lines) and not self._one_way)

    def set_room(self, room: int) -> None:
        """Let what is least needed give way: places, the filter, the reasons, last all places but one."""
        if self._blame is None:
            return
        self._most = LISTED
        self._show_filter(self._blame)
        self._show_reason(self.reason.text())
        self.head.setVisible(not self._over_batch)
        self._list_to(_FEW, room)
        giving: list[tuple[QWidget, ...]] = [
            (self.strip_title, self.now, self.strip),
            (self.reason,),
            (self.head,),
        ]
        for table in self.maps:
            table.setVisible(table.grid is not None)
        if self._one_way:  # whose factors are what is to be seen
            giving.append((*self.maps, *self.signs))
        for parts in giving:
            if self._needed > room:
                for part in parts:
                    part.hide()
        self._list_to(1, room)

    def _list_to(self, least: int, room: int) -> None:
        """As many places as there is room for, at least so many."""
        self._show_lines()
        while self._most > least and self._needed > room:
            self._most -= 1
            self._show_lines()

    @property
    def _needed(self) -> int:
        self._column.activate()
        wide = self._column.totalHeightForWidth(self.width())
        return wide if wide >= 0 else self._column.totalSizeHint().height()

    @property
    def needed(self) -> int:
        """The height in px that it takes with the places that it lists."""
        return self._needed

    # ---- wishes
    @Slot(int)
    def _on_way(self, number: int) -> None:
        self._way = number
        if self._blame is not None:
            self._show_weight(self._blame)
            self.resized.emit()

    @Slot(str)
    def _on_which(self, which: str) -> None:
        if self._blame is not None:
            self._show_weight(self._blame)
            self.resized.emit()

    @Slot(object)
    def _on_pointed(self, cell: Cell | None) -> None:
        """The same place in all maps; the window of a pooling is another map."""
        for table in self.maps if self._blame is not None else ():
            if table is not self.sender() and table.grid is not None:
                table.point(cell)

    @Slot(object)
    def _on_cell(self, cell: Cell) -> None:
        state = self._state
        if state is not None and (self._blame is not None or self.sender() is self.maps[0]):
            place = Place(state.place.layer, state.place.unit, *cell)
            self.micro_requested.emit(state.micro.with_spot(place))

    @Slot(object)
    def _on_weight(self, weight: KernelWeight) -> None:
        if self._state is not None:
            self.micro_requested.emit(self._state.micro.with_kernel(weight))

    # ---- looks
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_maps()

    def _fit_maps(self) -> None:
        room = self.width() / self._theme.unit - 2 * _PAD - 2 * (_SIGN + 8)
        for table in self.maps:
            table.set_widest(max(48, min(_WIDEST, int(room / 3))))

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        pad = theme.px(_PAD)
        self._column.setContentsMargins(pad, theme.px(10), pad, theme.px(6))
        self._column.setSpacing(theme.px(5))
        self._maps.setHorizontalSpacing(theme.px(4))
        self._fit_maps()
        for words in (
            self.title,
            self.weight,
            self.head,
            self.reason,
            self.strip_title,
            self.now,
            *self.signs,
        ):
            words.set_theme(theme)
        self.which.set_theme(theme)
        for view in (*self.maps, *self.strip.tables, self.factors, self.lines):
            view.set_theme(theme)
        self.ways.set_theme(theme)
        self.strip.set_theme(theme)
