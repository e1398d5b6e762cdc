"""The runs of one cell as rows: seed, curve, what it came to, and Open."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QHeaderView, QStyledItemDelegate, QStyleOptionViewItem

from nnviz.drawing.sweep.parts import thinned
from nnviz.drawing.sweep.scene import SweepScene
from nnviz.session.sentences import told
from nnviz.training.many.sweep import Ran
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.painted import framed
from nnviz.ui.widgets.rows_view import Rows

Index = QModelIndex | QPersistentModelIndex
SEED, CURVE, VALUE, OPEN = range(4)
_POINTS = 120  # of a curve


class RunsModel(QAbstractTableModel):
    """A row for each seed of the chosen cell; ``row_now`` is the one that the keys are at."""

    def __init__(self) -> None:
        super().__init__()
        self.scene: SweepScene | None = None
        self.row_now = 0
        self._seeds: tuple[int, ...] = ()

    def show_scene(self, scene: SweepScene) -> None:
        """The runs of its chosen cell."""
        self.beginResetModel()
        before = (self.scene.chosen, self.scene.sweep) if self.scene is not None else None
        if before != (scene.chosen, scene.sweep):
            self.row_now = 0
        self.scene, self._seeds = scene, scene.sweep.cells[scene.chosen].seeds
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return len(self._seeds)

    def columnCount(self, parent: Index | None = None) -> int:
        return 4

    def seed(self, row: int) -> int:
        """The seed in that row."""
        return self._seeds[row]

    def ran(self, row: int) -> Ran | None:
        """What came of it."""
        return None if self.scene is None else self.scene.ran(self.scene.chosen, self._seeds[row])

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        roles, scene = Qt.ItemDataRole, self.scene
        if scene is None or not 0 <= index.row() < len(self._seeds):
            return None
        seed = self._seeds[index.row()]
        if role in (roles.ToolTipRole, roles.AccessibleDescriptionRole):
            return told(scene.told_of(scene.chosen, seed))
        if role not in (roles.DisplayRole, roles.AccessibleTextRole):
            return None
        return {SEED: str(seed), VALUE: self._value(index.row()), OPEN: self.tr("Open")}.get(
            index.column(), ""
        )

    def _value(self, row: int) -> str:
        ran, scene = self.ran(row), self.scene
        if ran is None or scene is None:
            return ""
        if ran.fault:
            return self.tr("not run")
        return self.tr("broke") if ran.broke else scene.number(ran.last(scene.sweep.claim.metric))

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and section == VALUE:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        title = "" if self.scene is None else told(self.scene.metric.short)
        return (self.tr("seed"), self.tr("curve"), title, "")[section]


class _Look(QStyledItemDelegate):
    """Paints a cell of the table."""

    def __init__(self, rows: RunsTable) -> None:
        super().__init__(rows)
        self._rows = rows

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, model = self._rows.theme, self._rows.runs
        box, column = QRectF(option.rect), index.column()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if index.row() == model.row_now and framed(self._rows):
            painter.fillRect(box.adjusted(0, 1, 0, -1), theme.accent("quiet"))
        painter.setPen(QPen(theme.surface("hairline"), 1))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        if column == CURVE:
            self._curve(painter, box.adjusted(0, theme.px(4), -theme.px(8), -theme.px(4)), index.row())
        elif column == OPEN:
            self._button(painter, box, str(index.data()))
        else:
            ran = model.ran(index.row())
            failed = ran is not None and model.scene is not None and not model.scene.holds(ran)
            painter.setFont(theme.font("number" if column == VALUE else "body", family="mono"))
            painter.setPen(theme.note("error") if failed and column == SEED else theme.text())
            left = Qt.AlignmentFlag.AlignLeft if column == SEED else Qt.AlignmentFlag.AlignRight
            painter.drawText(
                box.adjusted(0, 0, -theme.px(10) if column == VALUE else 0, 0),
                int(left | Qt.AlignmentFlag.AlignVCenter),
                str(index.data()),
            )
        painter.restore()

    def _curve(self, painter: QPainter, box: QRectF, row: int) -> None:
        model, theme = self._rows.runs, self._rows.theme
        ran, scene = model.ran(row), model.scene
        if ran is None or scene is None or len(ran.table) < 2:
            return
        epochs, values = thinned(
            ran.table.epochs, ran.table.values(scene.sweep.claim.metric)[np.newaxis], _POINTS
        )
        low, high = self._rows.span
        last = max(1.0, float(scene.sweep.cells[scene.chosen].experiment.epochs))
        y = np.clip((values[0] - low) / (high - low), 0, 1)
        points = [
            QPointF(box.left() + box.width() * e / last, box.bottom() - box.height() * v)
            for e, v in zip(epochs.tolist(), y.tolist(), strict=True)
            if v == v
        ]
        failed = not scene.holds(ran)
        painter.setPen(QPen(theme.note("error") if failed else theme.curve("test"), 1.5 * theme.unit))
        painter.drawPolyline(QPolygonF(points))

    def _button(self, painter: QPainter, box: QRectF, text: str) -> None:
        theme = self._rows.theme
        high = min(theme.px(24), box.height() - 4)
        frame = QRectF(box.left() + 2, box.center().y() - high / 2, box.width() - 4, high)
        painter.setPen(QPen(theme.surface("outline"), theme.line("hairline")))
        painter.setBrush(theme.surface("raised"))
        painter.drawRoundedRect(frame, theme.px(6), theme.px(6))
        painter.setFont(theme.font("caption", weight="medium"))
        painter.setPen(theme.text())
        painter.drawText(frame, int(Qt.AlignmentFlag.AlignCenter), text)


class RunsTable(Rows):
    """``run_requested(seed)``: a row's Open was pressed, by mouse, or by Enter where the keys are."""

    run_requested = Signal(int)

    def __init__(self) -> None:
        self.runs = RunsModel()
        super().__init__(self.tr("Runs of the cell"), self._wished)
        self.setModel(self.runs)
        self.setItemDelegate(_Look(self))
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(CURVE, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionsClickable(False)
        self.chosen.connect(self._on_chosen)

    @property
    def theme(self) -> Theme:
        """What it wears."""
        return self._theme

    @property
    def span(self) -> tuple[float, float]:
        """From where to where the curves go: the same for all rows."""
        scene = self.runs.scene
        if scene is None:
            return 0.0, 1.0
        if scene.metric.unit == "share":
            return 0.0, 1.0
        name = scene.sweep.claim.metric
        ends = [ran.table.values(name) for ran in scene.by_cell[scene.chosen] if len(ran.table)]
        finite = np.concatenate(ends) if ends else np.zeros(1)
        finite = finite[np.isfinite(finite)]
        low, high = np.quantile(finite, (0.0, 0.98)).tolist() if len(finite) else (0.0, 1.0)
        return low, high if high > low else low + 1.0

    def show_scene(self, scene: SweepScene) -> None:
        """The runs of its chosen cell."""
        at = self.verticalScrollBar().value()
        self.runs.show_scene(scene)
        self.verticalScrollBar().setValue(at)

    def _wished(self) -> Mapping[int, QModelIndex]:
        row, last = self.runs.row_now, self.runs.rowCount() - 1
        return {
            Qt.Key.Key_Down: self.runs.index(min(last, row + 1), SEED),
            Qt.Key.Key_Up: self.runs.index(max(0, row - 1), SEED),
            Qt.Key.Key_Return: self.runs.index(row, OPEN),
            Qt.Key.Key_Enter: self.runs.index(row, OPEN),
        }

    @Slot(QModelIndex)
    def _on_chosen(self, index: QModelIndex) -> None:
        self.runs.row_now = index.row()
        self.scrollTo(index)
        self.viewport().update()
        if index.column() == OPEN:
            self.run_requested.emit(self.runs.seed(index.row()))

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        header = self.horizontalHeader()
        header.setFont(theme.font("caption"))
        for column, wide in ((SEED, 44), (VALUE, 78), (OPEN, 64)):
            header.resizeSection(column, theme.px(wide))
        self.verticalHeader().setDefaultSectionSize(theme.px(34))
