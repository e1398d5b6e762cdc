"""“The code”: the plane of all digits, and the way of one picture there and back; a point can be dragged."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnviz.drawing.generate.codes import CodePlane, code_plane
from nnviz.session.shown import Shown
from nnviz.training.reconstruct import pixel_error
from nnviz.ui.canvas.pixels import raster_of
from nnviz.ui.enlarging import Heading, enlarge_button, show_enlarged
from nnviz.ui.generate.code_canvas import CodeCanvas
from nnviz.ui.generate.code_row import CodeRow, ThereAndBack
from nnviz.ui.map_column import SquarePart
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import PushButton, Segmented, TextLabel
from nnviz.ui.widgets.segmented import Segment

Floats = NDArray[np.floating[Any]]


class CodeMap(SquarePart):
    """``sample_requested(part, index)``: a digit was clicked. ``plane`` is what is shown of the network."""

    sample_requested = Signal(str, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._shown: Shown | None = None
        self.plane: CodePlane | None = None
        self._point: Floats | None = None  # a code of one's own
        self._title = Heading(self.tr("The code"))
        self._enlarge = enlarge_button()
        self.look = Segmented(
            [
                Segment("digits", self.tr("Digits"), tip=self.tr("Where the code of every digit lies")),
                Segment("made", self.tr("Made"), tip=self.tr("What the later half makes of each place")),
            ],
            self.tr("What the plane shows"),
            small=True,
        )
        self.draw = PushButton(self.tr("Draw a code"), small=True)
        self.draw.setToolTip(
            self.tr("A code from N(0, 1), near which all codes are kept, and what is made of it")
        )
        self._draws = np.random.default_rng(0)
        self.canvas, self.row, self._told = CodeCanvas(), CodeRow(), TextLabel("", "body", "secondary")
        self._told.setWordWrap(True)
        top = QHBoxLayout()
        top.addWidget(self._title, 1)
        top.addWidget(self.draw)
        top.addWidget(self.look)
        top.addWidget(self._enlarge)
        self._column = QVBoxLayout(self)
        self._column.addLayout(top)
        self._column.addWidget(self.canvas, 1)
        self._column.addWidget(self._told)
        self._column.addWidget(self.row)
        self._title.enlarge_requested.connect(self.enlarge_requested)
        self._enlarge.clicked.connect(self.enlarge_requested)
        self.look.chosen.connect(self._on_look)
        self.draw.clicked.connect(self._on_draw)
        self.canvas.point_moved.connect(self._on_moved)
        self.canvas.sample_requested.connect(self._on_sample)

    # ---- what is shown
    def show_moment(self, shown: Shown, before: Shown | None) -> None:
        """Another moment, or another sample, which takes the place of a code of one's own."""
        self._shown = shown
        if shown.another_network(before):
            self.plane = code_plane(shown.network, shown.dataset)
            self.canvas.show_plane(self.plane, shown.dataset, raster_of(shown.dataset))
        fits = self.plane is not None and self._point is not None and len(self._point) == self.plane.units
        if not fits or before is None or shown.sample is not before.sample:
            self._point = None
        self._show()

    def _show(self) -> None:
        shown, plane = self._shown, self.plane
        if shown is None:
            return
        self.canvas.setVisible(plane is not None)
        self.row.setVisible(plane is not None)
        self.look.setVisible(plane is not None)
        self.draw.setVisible(plane is not None and plane.drawn)
        way = None if plane is None else self._way(shown, plane)
        self.row.show_way(way, raster_of(shown.dataset))
        self._told.setText(self._words(plane, way))
        self._told.setVisible(bool(self._told.text()))
        if plane is not None:
            code = np.zeros(plane.units) if way is None else way.code
            x, y = plane.shares(code[np.newaxis])[0].tolist()
            at = None if way is None or not np.isfinite(way.code[:2]).all() else (x, y)
            label = None if shown.sample is None or self._point is not None else shown.sample.label
            spread = None if way is None else way.spread
            reach = None if spread is None else plane.reach(spread)
            self.canvas.show_point(at, code, own=self._point is not None, label=label, reach=reach)
            self.canvas.setAccessibleDescription(self._hint(way))

    def _way(self, shown: Shown, plane: CodePlane) -> ThereAndBack | None:
        data = shown.dataset
        if self._point is not None:
            made = plane.made_of(self._point[np.newaxis])[0]
            return ThereAndBack(None, self._point, data.raw(made), None)
        probe = shown.probe
        if probe is None:
            return None
        error = pixel_error(probe.inputs[np.newaxis], probe.output[np.newaxis], data)
        held = probe.layers[plane.place]
        code = np.asarray(held.a, np.float64)
        spread = np.exp(np.asarray(held.named["s"], np.float64) / 2) if plane.drawn else None
        return ThereAndBack(data.raw(probe.inputs), code, data.raw(probe.output), error, spread)

    def _words(self, plane: CodePlane | None, way: ThereAndBack | None) -> str:
        if plane is None:
            return self.tr("Without a hidden layer there is no code.")
        if way is None:
            return self.tr("Draw a digit or choose one, or drag the point.")
        return ""

    def _hint(self, way: ThereAndBack | None) -> str:
        hint = self.tr("Arrow keys move the code (with Shift in small steps), Enter takes the nearest digit.")
        return hint if way is None else f"{'; '.join(self.row.words)}. {hint}"

    # ---- what the person does
    @Slot(float, float)
    def _on_moved(self, x: float, y: float) -> None:
        shown, plane = self._shown, self.plane
        if shown is None or plane is None:
            return
        others = self._point
        if others is None:
            others = np.zeros(plane.units)
            if shown.probe is not None:
                others = np.asarray(shown.probe.layers[plane.place].a, np.float64)
        self._point = plane.point_at(x, y, others)
        self._show()

    @Slot(str, int)
    def _on_sample(self, part: str, index: int) -> None:
        self._point = None
        self.sample_requested.emit(part, index)
        self._show()

    @Slot()
    def _on_draw(self) -> None:
        if self.plane is not None:
            self._point = self._draws.standard_normal(self.plane.units)
            self._show()

    @Slot(str)
    def _on_look(self, key: str) -> None:
        self.look.set_current(key)
        self.canvas.set_pictures(key == "made")

    # ---- looks
    def set_enlarged(self, on: bool) -> None:
        show_enlarged(self._enlarge, on)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._column.setContentsMargins(theme.px(16), theme.px(11), theme.px(16), theme.px(9))
        self._column.setSpacing(theme.px(6))

    def height_for(self, width: int) -> int:
        """The height with which the plane takes all of this width."""
        margins = self._column.contentsMargins()
        return self.surplus + width - margins.left() - margins.right()

    @property
    def surplus(self) -> int:
        """The height that is not the plane's."""
        margins, gap = self._column.contentsMargins(), self._column.spacing()
        heights = (self.look.sizeHint().height(), self.row.sizeHint().height())
        return sum(heights) + margins.top() + margins.bottom() + 2 * gap

    def sizeHint(self) -> QSize:
        return QSize(self._theme.layout("right_wide"), self.surplus + self._theme.px(368))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(220), self.surplus + self.canvas.minimumSizeHint().height())
