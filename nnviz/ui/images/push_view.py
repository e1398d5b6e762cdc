"""What pushed the network to its answer: the maps of the last layer that has any."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from nnviz.drawing import numbers
from nnviz.drawing.images.grid import scale_of
from nnviz.session.sentences import told
from nnviz.session.shown import Shown
from nnviz.training.places import leaving
from nnviz.training.pushes import Pushes, pushes
from nnviz.ui.images.bar_rows import BarRow, BarRows
from nnviz.ui.images.pushed_picture import PushedPicture
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import Caption, IconButton

OPEN = 3  # maps that are named; the others stand in one row


class PushView(QWidget):
    """Bars by map, and on request the places on the picture, where a part of it can be erased.

    ``resized()``: the picture has come or gone.
    """

    resized = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: Shown | None = None
        self._found: Pushes | None = None
        self._map: int | None = None
        self._room = True
        self.title = Caption()
        self.open = IconButton(
            "eye", self.tr("Show on the picture what pushed, and erase parts of it"), small=True
        )
        self.open.setCheckable(True)
        self.rows = BarRows(self.tr("What pushed it there"))
        self.picture = PushedPicture()
        self.picture.hide()
        self._column = QVBoxLayout(self)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.open)
        self._column.addLayout(head)
        self._column.addWidget(self.rows)
        self._column.addWidget(self.picture)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.rows.row_chosen.connect(self._on_row)
        self.open.toggled.connect(self._on_open)

    def show_moment(self, shown: Shown) -> None:
        """Another moment, or another sample."""
        self._shown, probe = shown, shown.probe
        found = None if probe is None else pushes(shown.network, probe)
        self._found = found
        self.setVisible(found is not None and self._room)
        if found is None:
            return
        if self._map is not None and self._map >= len(found.by_map):
            self._map = None
        self._show_rows(shown, found)
        if self.open.isChecked():
            self.picture.show_pushes(shown, found, self._map)

    def _show_rows(self, shown: Shown, found: Pushes) -> None:
        assert shown.probe is not None
        names = shown.dataset.class_names
        words = self.tr("Why {answer}, not {against}: maps of {layer}")
        self.title.setText(words.format(
            answer=told(_name(names, found.answer)), against=told(_name(names, found.against)),
            layer=shown.network.names[found.layer],
        ))  # fmt: skip
        self.title.setToolTip(self.tr(
            "The difference of the two sums, {total}: what the maps add, and the biases after them."
        ).format(total=numbers.fitted(found.total, 3, sign=True)))  # fmt: skip
        maps = leaving(shown.network, shown.probe.layers[found.layer].a, found.layer)
        shares = np.asarray(maps, dtype=np.float64) / scale_of(maps)
        order, by_map = found.order(), found.by_map
        shown_maps = order if len(order) <= OPEN + 1 else order[:OPEN]
        if self._map is not None and self._map not in shown_maps:
            shown_maps = (*shown_maps[: OPEN - 1], self._map)
        rows = [
            BarRow(at, self.tr("map {n}").format(n=at + 1), float(by_map[at]), picture=shares[at])
            for at in shown_maps
        ]
        left = [at for at in order if at not in shown_maps]
        if left:
            rows.append(BarRow(None, self.tr("{n} more").format(n=len(left)), float(by_map[left].sum())))
        rows.append(BarRow(None, self.tr("biases after them"), found.rest))
        self.rows.show_rows(rows, self._map, digits=2)

    @Slot(int)
    def _on_row(self, at: int) -> None:
        """Show on the picture where this map pushed; a second click shows all again."""
        self._map = None if at == self._map else at
        if self._shown is not None and self._found is not None:
            self._show_rows(self._shown, self._found)
            self.picture.show_pushes(self._shown, self._found, self._map)

    @Slot(bool)
    def _on_open(self, on: bool) -> None:
        self.picture.setVisible(on)
        if on and self._shown is not None and self._found is not None:
            self.picture.show_pushes(self._shown, self._found, self._map)
        self.resized.emit()

    def give_room(self, room: bool) -> None:
        """Whether there is room for it beside what else is shown."""
        self._room = room
        self.setVisible(self._found is not None and room)

    @property
    def wanted(self) -> int:
        """Its height in px; 0 where nothing can be said."""
        if self.isHidden():
            return 0
        self._column.activate()
        return self._column.totalSizeHint().height()

    def set_theme(self, theme: Theme) -> None:
        self._column.setContentsMargins(theme.px(16), theme.px(2), theme.px(16), theme.px(6))
        self._column.setSpacing(theme.px(2))


def _name(names: tuple[str, ...], at: int) -> str:
    return names[at] if at < len(names) else str(at)
