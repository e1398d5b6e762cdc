"""“From noise to points”: points at a step of their way, the field of that step, and the numbers of one."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnviz.drawing.generate.way import SHOWN, Line, WayPlane, account, arrows_of, kept_words, way_plane
from nnviz.engine import Network
from nnviz.session.sentences import told
from nnviz.session.shown import Shown
from nnviz.training.diffusion import STEPS, timed, way
from nnviz.ui.enlarging import Heading, enlarge_button, show_enlarged
from nnviz.ui.generate.way_canvas import WayCanvas
from nnviz.ui.map_column import SquarePart
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import Caption, Segmented, Slider
from nnviz.ui.widgets.segmented import Segment

Floats = NDArray[np.floating[Any]]


class WayMap(SquarePart):
    """The slider, or Left and Right on the plane, go a step on or back; nothing moves in between.

    ``moved()``: another step, another point or another network.
    """

    moved = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._shown: Shown | None = None
        self._network: Network | None = None
        self._plane: WayPlane | None = None
        self._step, self._point = STEPS // 2, 0
        self._title = Heading(self.tr("From noise to points"))
        self._enlarge = enlarge_button()
        self.look = Segmented(
            [
                Segment("field", self.tr("Field"), tip=self.tr("Where the step leads from everywhere")),
                Segment("points", self.tr("Points"), tip=self.tr("The points alone")),
            ],
            self.tr("What the plane shows"),
            small=True,
        )
        self.canvas = WayCanvas()
        self.slider = Slider(self.tr("Step of the way"), 0, STEPS)
        self._told = Caption()
        self._told.setWordWrap(True)
        top = QHBoxLayout()
        top.addWidget(self._title, 1)
        top.addWidget(self.look)
        top.addWidget(self._enlarge)
        self._column = QVBoxLayout(self)
        self._column.addLayout(top)
        self._column.addWidget(self.canvas, 1)
        self._column.addWidget(self.slider)
        self._column.addWidget(self._told)
        self._title.enlarge_requested.connect(self.enlarge_requested)
        self._enlarge.clicked.connect(self.enlarge_requested)
        self.look.chosen.connect(self._on_look)
        self.slider.valueChanged.connect(self._on_slider)
        self.canvas.step_requested.connect(self._on_step)
        self.canvas.point_chosen.connect(self._on_point)

    # ---- what is shown
    def show_moment(self, shown: Shown, before: Shown | None) -> None:
        """Another moment: the ways of the same noise by another network."""
        self._shown = shown
        if shown.another_network(before) or self._plane is None:
            self._network = shown.snapshot.averaged(0).network()
            self._plane = way_plane(way(self._network, SHOWN), shown.dataset)
            self._show()

    def _show(self) -> None:
        shown, plane, network, step = self._shown, self._plane, self._network, self._step
        if shown is None or plane is None or network is None:
            return
        field = arrows_of(network, plane, step, shown.dataset) if self.look.current == "field" else None
        self.canvas.show_way(plane, shown.dataset, step, self._point, field)
        self.slider.blockSignals(True)
        self.slider.setValue(STEPS - step)
        self.slider.blockSignals(False)
        words = [told(kept_words(step))]
        if field is not None and step and field.times != 1:
            words.append(self.tr("arrows {times} times as long").format(times=f"{field.times:g}"))
        if beyond := plane.beyond(step):
            words.append(self.tr("%n point(s) beyond the edge", "", beyond))
        if shown.snapshot.players[0].averaged is not None:
            words.append(self.tr("of the average of the network"))
        self._told.setText("; ".join(words))
        hint = self.tr("Left and Right go a step back or on, Page Up and Page Down follow another point.")
        said = "; ".join(f"{told(line.name)}: {line.formula} = {line.numbers}" for line in self.lines)
        self.canvas.setAccessibleDescription(f"{self._told.text()}. {said}. {hint}")
        self.moved.emit()

    @property
    def step(self) -> int:
        """How many steps the points shown are from the end."""
        return self._step

    @property
    def point(self) -> int:
        """The number of the point that is followed."""
        return self._point

    @property
    def lines(self) -> tuple[Line, ...]:
        """The numbers of the point that is followed, in the step back from here."""
        return () if self._plane is None else account(self._plane, self._point, self._step)

    @property
    def entering(self) -> Floats | None:
        """(inputs,) what enters the network for that point at this step; at the end, in the last step."""
        if self._plane is None:
            return None
        step = max(1, self._step)
        at: Floats = timed(self._plane.way.points[step, self._point][np.newaxis], step)[0]
        return at

    @property
    def words(self) -> str:
        """What is said below the plane."""
        return self._told.text()

    @property
    def plane(self) -> WayPlane | None:
        """The points on their way."""
        return self._plane

    # ---- what the person does
    @Slot(int)
    def _on_slider(self, value: int) -> None:
        self._on_step(STEPS - value)

    @Slot(int)
    def _on_step(self, step: int) -> None:
        self._step = step
        self._show()

    @Slot(int)
    def _on_point(self, point: int) -> None:
        self._point = point
        self._show()

    @Slot(str)
    def _on_look(self, key: str) -> None:
        self.look.set_current(key)
        self._show()

    # ---- looks
    def set_enlarged(self, on: bool) -> None:
        show_enlarged(self._enlarge, on)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._column.setContentsMargins(theme.px(16), theme.px(11), theme.px(16), theme.px(9))
        self._column.setSpacing(theme.px(6))

    def height_for(self, width: int) -> int:
        margins = self._column.contentsMargins()
        return self.surplus + width - margins.left() - margins.right()

    @property
    def surplus(self) -> int:
        """The height that is not the plane's."""
        margins, gap = self._column.contentsMargins(), self._column.spacing()
        parts = (self.look, self.slider)
        heights = [part.sizeHint().height() for part in parts] + [2 * self._told.fontMetrics().height()]
        return sum(heights) + margins.top() + margins.bottom() + 3 * gap

    def sizeHint(self) -> QSize:
        return QSize(self._theme.layout("right_wide"), self.surplus + self._theme.px(368))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(220), self.surplus + self.canvas.minimumSizeHint().height())
