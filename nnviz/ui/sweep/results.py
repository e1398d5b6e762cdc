"""The right side of a sweep: when the claim was reached, and the runs of the cell that is chosen."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from nnviz.drawing.lessons.paper import Paper
from nnviz.drawing.sweep.reached import ReachedPicture
from nnviz.drawing.sweep.scene import SweepScene
from nnviz.session.sentences import capital, told
from nnviz.training.many.summary import median_run
from nnviz.ui.paper_view import PaperView
from nnviz.ui.sweep.runs_table import RunsTable
from nnviz.ui.sweep.stage import run_named
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.buttons import PushButton
from nnviz.ui.widgets.ground import Ground
from nnviz.ui.widgets.labels import Caption, SectionTitle
from nnviz.ui.widgets.painted import PaintedWidget
from nnviz.ui.widgets.splitter import Sizes, Splitter

_TOP = 0.515
_WIDE = 344  # px at unit 1


class SweepResults(Ground):
    """``run_requested(cell, seed)``: it is to be opened; ``pair_requested(cell, seed, other)``: two of one
    cell beside one another."""

    run_requested = Signal(int, int)
    pair_requested = Signal(int, int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("panel", "left", parent)
        self._scene: SweepScene | None = None
        self._seed: int | None = None  # that somebody has gone to
        self.reached = PaperView(self.tr("When the claim was reached"), self._draw, surface="panel")
        self.reached.setMinimumSize(200, 120)
        self.open = PushButton()
        self.open.setToolTip(self.tr("As a run of its own, trained anew"))
        self.beside = PushButton(kind="ghost")
        self.beside.setToolTip(self.tr("Both runs, trained anew and compared"))
        self._frame = _Frame()
        self._cell, self._held = SectionTitle(), Caption()
        self.table = RunsTable()
        note = Caption(self.tr("An opened run is trained anew, bit for bit the same."))
        note.setWordWrap(True)
        top, below = QWidget(), QWidget()
        self._buttons, self._head = QHBoxLayout(), QHBoxLayout()
        for button in (self.open, self.beside):
            self._buttons.addWidget(button)
        self._buttons.addStretch()
        self._head.addWidget(self._frame)
        self._head.addWidget(self._cell, 1)
        self._head.addWidget(self._held)
        upper = QVBoxLayout(top)
        upper.setContentsMargins(0, 0, 0, 0)
        upper.setSpacing(0)
        upper.addWidget(self.reached, 1)
        upper.addLayout(self._buttons)
        self._lower = QVBoxLayout(below)
        self._lower.addLayout(self._head)
        self._lower.addWidget(self.table, 1)
        self._lower.addWidget(note)
        self._parts = Splitter(Qt.Orientation.Vertical, self._heights)
        for part in (top, below):
            self._parts.addWidget(part)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 0, 0, 0)
        whole.addWidget(self._parts)
        self.reached.spot_pressed.connect(self._on_run)
        self.reached.spot_changed.connect(self._on_seen)
        self.open.clicked.connect(self._on_open)
        self.beside.clicked.connect(self._on_beside)
        self.table.run_requested.connect(self._on_row)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("What came of the runs"))

    def _heights(self, height: int) -> list[int]:
        return [round(_TOP * height), height - round(_TOP * height)]

    def remember(self, memory: Sizes, key: str) -> None:
        """Keep the border that the person moves."""
        self._parts.remember(memory, key)

    # ---- what is shown
    def show_scene(self, scene: SweepScene) -> None:
        """Show what there is."""
        self._scene = scene
        self.reached.redraw()
        self._cell.setText(capital(scene.cell_named(scene.chosen)))
        one, seeds = scene.figures[scene.chosen], len(scene.sweep.cells[scene.chosen].seeds)
        text = self.tr("{held} of {judged} hold").format(held=one.held, judged=one.judged)
        self._held.setText(text if one.judged else self.tr("%n seed(s)", "", seeds))
        self._frame.setVisible(bool(scene.sweep.axes))
        self.table.show_scene(scene)
        seed, other = self._pair()
        self.open.setVisible(seed is not None)
        self.beside.setVisible(other is not None)
        if seed is not None:
            self.open.setText(self.tr("Open seed {seed}").format(seed=seed))
            self.open.setAccessibleName(self.open.text())
        if other is not None:
            self.beside.setText(self.tr("beside seed {seed}, the median").format(seed=other))
            self.beside.setAccessibleName(self.beside.text())

    def _pair(self) -> tuple[int | None, int | None]:
        """The seed that is gone to, else the first of which the claim did not hold, else the median; and the
        median, where that is another."""
        scene = self._scene
        if scene is None:
            return None, None
        rans = scene.by_cell[scene.first]
        middle = median_run(rans, scene.sweep.claim)
        median = None if middle is None else middle.seed
        seed = self._seed if any(ran.seed == self._seed for ran in rans) else None
        if seed is None:
            seed = next((one.seed for one in scene.outcomes if not one.holds), median)
        return seed, median if median != seed else None

    def see(self, cell: int, seed: int) -> None:
        """Somebody has gone to that run."""
        if self._scene is not None and cell == self._scene.first and seed != self._seed:
            self._seed = seed
            self.show_scene(self._scene)

    def _draw(self, paper: Paper) -> str:
        return "" if self._scene is None else ReachedPicture(paper, self._scene, told).draw()

    # ---- what is wished
    @Slot(str)
    def _on_run(self, spot: str) -> None:
        self.run_requested.emit(*run_named(spot))

    @Slot(str)
    def _on_seen(self, spot: str) -> None:
        if spot:
            self.see(*run_named(spot))

    @Slot()
    def _on_open(self) -> None:
        seed, _ = self._pair()
        if self._scene is not None and seed is not None:
            self.run_requested.emit(self._scene.first, seed)

    @Slot()
    def _on_beside(self) -> None:
        seed, other = self._pair()
        if self._scene is not None and seed is not None and other is not None:
            self.pair_requested.emit(self._scene.first, seed, other)

    @Slot(int)
    def _on_row(self, seed: int) -> None:
        if self._scene is not None:
            self.run_requested.emit(self._scene.chosen, seed)

    # ---- looks
    def sizeHint(self) -> QSize:
        wide = self._theme.layout("right") if self._theme.projector else self._theme.px(_WIDE)
        return QSize(wide, super().sizeHint().height())

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        side = theme.px(16)
        self.setMinimumWidth(theme.px(280))
        self._buttons.setContentsMargins(side, theme.px(4), side, theme.px(14))
        self._buttons.setSpacing(theme.px(8))
        self._lower.setContentsMargins(side, theme.px(12), side, theme.px(14))
        self._lower.setSpacing(theme.px(6))
        self._head.setSpacing(theme.px(8))
        self.updateGeometry()


class _Frame(PaintedWidget):
    """The sign of the cell that is chosen, as in the map."""

    def sizeHint(self) -> QSize:
        side = self._theme.px(12)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = theme.px(10)
        box = QRectF(1, (self.height() - side) / 2, side, side)
        painter.setPen(QPen(theme.accent(), 2 * theme.unit))
        painter.drawRoundedRect(box, theme.px(3), theme.px(3))
        painter.end()
