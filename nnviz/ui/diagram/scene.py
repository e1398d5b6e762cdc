"""What the diagram shows at one moment: a snapshot, its layout, its lines. No painting, no events."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nnviz.drawing.density import DENSITIES, Density
from nnviz.drawing.layout import DiagramLayout
from nnviz.drawing.lines import Lines, can_show, lines_of, no_lines
from nnviz.drawing.plan import arrange
from nnviz.drawing.plane_plan import arrange_plane
from nnviz.drawing.selection import Selection
from nnviz.training.diagnosis import Finding
from nnviz.training.plane import PlaneMaps
from nnviz.training.snapshot import EdgeKind, Snapshot
from nnviz.training.timeline import Timeline
from nnviz.ui.diagram.describe import describe
from nnviz.ui.theme import Theme

LINES_MOST = 1200
EARLIER = 10  # epochs back, in the note of an edge


class Scene:
    """Holds the snapshot with all that follows from it; the view says when to work it out anew."""

    def __init__(self, shape: Sequence[int], names: Sequence[str]) -> None:
        self.shape, self.names = tuple(shape), tuple(names)
        self.features_named: tuple[str, ...] = ()
        self.densities: Sequence[Density] = DENSITIES
        self.kind: EdgeKind = "signal"
        self.snapshot: Snapshot | None = None
        self.timeline: Timeline | None = None
        self.maps: PlaneMaps | None = None
        self.point: tuple[float, float] | None = None
        self.findings: tuple[Finding, ...] = ()
        self.layout: DiagramLayout | None = None
        self.lines: Lines = no_lines()
        self._pinned: dict[int, tuple[int, ...]] = {}
        self._key: object = None

    @property
    def input_shape(self) -> tuple[int, ...]:
        """The picture's shape, or (features,) where the network does not take that many."""
        features = 0 if self.snapshot is None else self.snapshot.layers[0].weights.shape[0]
        return self.shape if int(np.prod(self.shape)) == features else (features,)

    def arrange(self, width: int, height: int, theme: Theme, corner: tuple[float, float]) -> bool:
        """Lay the network out on ``width`` x ``height`` px where it is another; whether it was."""
        snapshot = self.snapshot
        if snapshot is None:
            self.layout, self._key = None, None
            return False
        sizes = (snapshot.layers[0].weights.shape[0], *(layer.units for layer in snapshot.layers))
        names = tuple(layer.activation for layer in snapshot.layers)
        pins, planar = self._pinned, self.maps is not None
        words = (self.names, self.features_named, snapshot.experiment.frozen)
        key = (sizes, names, width, height, theme, self.shape, tuple(pins.items()), planar, words)
        if key == self._key:
            return False
        self._key = key
        unit = theme.unit
        if planar:
            named = sizes[-1] > 1 and bool(self.names)
            letters = max((len(name) for name in self.features_named), default=2)
            self.layout = arrange_plane(
                sizes, width, height, unit, pinned=pins, corner=corner, named=named, letters=letters
            )
        else:
            self.layout = arrange(
                sizes,
                self.input_shape,
                width,
                height,
                unit,
                pinned=pins,
                corner=corner,
                densities=self.densities,
            )
        return True

    def feature_name(self, index: int) -> str:
        """What an input is called beside its tile."""
        return self.features_named[index] if index < len(self.features_named) else str(index + 1)

    def class_name(self, index: int) -> str:
        """What an output is for."""
        return self.names[index] if index < len(self.names) else str(index)

    def forget_layout(self) -> None:
        """Let the next :meth:`arrange` work in any case."""
        self._key = None

    def draw(self, theme: Theme) -> Lines:
        """The lines of the present snapshot, kept as ``lines``."""
        self.lines = no_lines()
        if self.snapshot is not None and self.layout is not None:
            self.lines = lines_of(self.snapshot, self.layout, self.kind, line_widths(theme), LINES_MOST)
        return self.lines

    @property
    def features(self) -> NDArray[np.floating]:
        """(n,) what the ground is painted with: what enters, zeros without a sample, nothing on the plane."""
        if self.maps is not None:
            return np.zeros(0)
        if self.snapshot is None or self.snapshot.probe is None:
            return np.zeros(0 if self.layout is None else len(self.layout.inputs.leave_y))
        return self.snapshot.probe.inputs

    @property
    def showable(self) -> bool:
        """Whether there are the numbers that the lines are to show."""
        return self.snapshot is None or can_show(self.snapshot, self.kind)

    def exists(self, selection: Selection) -> bool:
        """Whether the network has what is selected."""
        snapshot = self.snapshot
        if snapshot is None or selection.layer >= len(snapshot.layers):
            return False
        rows, columns = snapshot.layers[max(0, selection.layer)].weights.shape
        if selection.kind == "input":
            return bool(selection.unit < rows)
        return bool(selection.unit < columns and selection.source < rows)

    def pin(self, layer: int, unit: int) -> bool:
        """Show a unit that is folded; whether there is another layout to be made for it."""
        known = self._pinned.get(layer, ())
        if self.layout is None or unit in self.layout.layers[layer].units or unit in known:
            return False
        self._pinned[layer] = (*known, unit)
        return True

    def keep_in_sight(self, selection: Selection) -> bool:
        """Let no lack of room fold away what is selected; whether it takes another layout."""
        neuron = selection.kind == "neuron" and self.exists(selection)
        return neuron and self.pin(selection.layer, selection.unit)

    def findings_of(self, selection: Selection | None) -> list[Finding]:
        """What ails the neuron that is selected."""
        if selection is None or selection.kind != "neuron":
            return []
        return [f for f in self.findings if f.layer == selection.layer and selection.unit in f.units]

    def texts(self, selection: Selection, *, with_earlier: bool = False) -> tuple[str, str] | None:
        """A title and numbers of what is selected; None if there is no such thing."""
        if self.snapshot is None or not self.exists(selection):
            return None
        earlier = self._earlier(self.snapshot) if with_earlier else None
        return describe(selection, self.snapshot, self.input_shape, self.names, earlier, self.features_named)

    def _earlier(self, snapshot: Snapshot) -> Snapshot | None:
        if self.timeline is None or snapshot.epoch < 1:
            return None
        found = self.timeline.nearest(max(0, snapshot.epoch - EARLIER))
        return found if found is not None and found.epoch < snapshot.epoch else None


def line_widths(theme: Theme) -> tuple[float, float, float]:
    """The thinnest line, the widest of a dense gap, and the widest of all (px)."""
    return theme.line("edge_min"), theme.line("edge_dense_max"), theme.line("edge_max")
