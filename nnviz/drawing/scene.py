"""What the diagram shows at one moment: a snapshot, its layout, its lines. No painting, no events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from nnviz.drawing.cells import Seen, part_of, seen, seen_by
from nnviz.drawing.describe import Earlier, Said, describe, describe_through
from nnviz.drawing.drawing import Drawing, draw, shapes_of
from nnviz.drawing.hit_test import Through
from nnviz.drawing.layout import DiagramLayout
from nnviz.drawing.lines import Lines, can_show, no_lines
from nnviz.drawing.look import Look
from nnviz.drawing.moment import Moment, moment_of
from nnviz.drawing.named_row import RowInput
from nnviz.drawing.part import Floats, Names
from nnviz.drawing.plan import arrange
from nnviz.drawing.selection import Selection
from nnviz.said import translate
from nnviz.training.diagnosis import Finding
from nnviz.training.plane import PlaneMaps
from nnviz.training.receptive import Field
from nnviz.training.snapshot import EdgeKind, Snapshot
from nnviz.training.timeline import Timeline

_NO_LINES = no_lines()
SMALLEST_REACH, LARGEST_REACH = 0.5, 1e3  # a layer of tiny weights can be changed as well
EARLIER = 10  # epochs back, in the note of an edge


class Scene:
    """Holds the snapshot with all that follows from it; the view says when to work it out anew."""

    def __init__(self, shape: Sequence[int], names: Sequence[str], bare: bool = False) -> None:
        self.shape, self.names = tuple(shape), Names(tuple(names))
        self.bare = bare
        self.hints = True  # whether it says how lines come about where there are none
        self.kind: EdgeKind = "signal"
        self.snapshot: Snapshot | None = None
        self.timeline: Timeline | None = None
        self.maps: PlaneMaps | None = None
        self.point: tuple[float, float] | None = None
        self.value_full = 1.0
        self.own_scale = False
        self.row: tuple[RowInput, ...] | None = None
        self.row_title = ""
        self.said: tuple[str, ...] = ()
        self.findings: tuple[Finding, ...] = ()
        self.layout: DiagramLayout | None = None
        self.drawing: Drawing | None = None
        self._moment: tuple[object, Moment] | None = None
        self._pinned: dict[int, tuple[int, ...]] = {}
        self._key: object = None

    @property
    def moment(self) -> Moment | None:
        """The numbers that are drawn."""
        snapshot = self.snapshot
        if snapshot is None:
            return None
        known = (
            snapshot, self.shape, self.names, self.maps, self.point, self.value_full, self.own_scale,
            self.row, self.said,
        )  # fmt: skip
        if self._moment is None or self._moment[0] != known:
            self._moment = known, moment_of(*known)
        return self._moment[1]

    @property
    def lines(self) -> Lines:
        """The lines of the present snapshot."""
        return _NO_LINES if self.drawing is None else self.drawing.lines

    def arrange(self, width: float, height: float, look: Look, corner: tuple[float, float]) -> bool:
        """Lay the network out on ``width`` x ``height`` px where it is another; whether it was."""
        moment, snapshot = self.moment, self.snapshot
        if moment is None or snapshot is None:
            self.layout, self._key = None, None
            return False
        # maps of the plane are told before their network: until then they are not those of this one
        planar = self.maps is not None and len(self.maps.inputs) == moment.input.features
        kinds = tuple((part.kind, part.shape, part.spec, part.activation) for part in moment.parts)
        words = (self.names, snapshot.experiment.frozen, self.row_title)
        key = (kinds, width, height, look, self.shape, tuple(self._pinned.items()), planar, words)
        if key == self._key:
            return False
        self._key = key
        self.layout = arrange(
            moment.parts, width, height, look.unit, planar=planar, bare=self.bare, far=look.projector,
            names=self.names, pinned=self._pinned, corner=corner,
        )  # fmt: skip
        return True

    def forget_layout(self) -> None:
        """Let the next :meth:`arrange` work in any case."""
        self._key = None

    def draw(self, look: Look) -> Drawing | None:
        """What is seen of the present snapshot, kept as ``drawing``."""
        moment, snapshot, layout = self.moment, self.snapshot, self.layout
        self.drawing = None
        if moment is not None and snapshot is not None and layout is not None:
            self.drawing = draw(moment, layout, look, self.kind, snapshot.experiment.cut)
        return self.drawing

    def move_point(self, point: tuple[float, float] | None) -> None:
        """Mark another point of the plane; the lines stay."""
        self.point = point
        if self.drawing is not None and self.moment is not None:
            ground, nodes = shapes_of(self.moment, self.drawing.layout)
            self.drawing = replace(self.drawing, ground=ground, nodes=nodes)

    @property
    def features(self) -> Floats:
        """What the ground is painted with."""
        moment = self.moment
        return _NO_LINES.alpha if moment is None else moment.input.values.get("a", _NO_LINES.alpha)

    @property
    def showable(self) -> bool:
        """Whether there are the numbers that the lines are to show."""
        return self.moment is None or can_show(self.moment, self.kind)

    def seen(self, selection: Selection) -> Seen:
        """The windows of a cell in every map before it."""
        return Seen(()) if self.moment is None else seen(selection, self.moment)

    def seen_by(self, pixel: Selection) -> tuple[Field, ...]:
        """Where a pixel counts in the maps behind it."""
        return () if self.moment is None else seen_by(pixel, self.moment)

    def exists(self, selection: Selection) -> bool:
        """Whether the network has what is selected."""
        moment = self.moment
        if moment is None or selection.layer >= len(moment.columns):
            return False
        if selection.kind == "input":
            return selection.unit < moment.input.features
        if selection.cell:
            return part_of(selection, moment) is not None
        part = moment.columns[selection.layer]
        return selection.unit < part.units and selection.source < self._sources(moment, selection.layer)

    def _sources(self, moment: Moment, layer: int) -> int:
        """How many lines lead to each unit of a layer: from each unit before it, or each input or channel."""
        if layer:
            return moment.columns[layer - 1].units
        return moment.input.features if self.layout is None else len(self.layout.inputs.leave_y)

    def single(self, target: Selection) -> bool:
        """Whether what is selected is one number of the network: a weight, a bias."""
        moment, snapshot = self.moment, self.snapshot
        if moment is None or snapshot is None or target.kind == "input" or not self.exists(target):
            return False
        if target.cell:
            return False
        if target.kind == "neuron":
            return "bias" in moment.columns[target.layer].parameters
        return len(snapshot.layers[target.layer].weights) == self._sources(moment, target.layer)

    def is_cut(self, target: Selection) -> bool:
        """Whether ``target`` is an edge that is held at 0."""
        edge = (target.layer, target.source, target.unit)
        return target.kind == "edge" and self.snapshot is not None and edge in self.snapshot.experiment.cut

    def is_frozen(self, layer: int, unit: int | None = None) -> bool:
        """Whether training leaves the layer as it is; or by itself its ``unit``."""
        one = layer if unit is None else (layer, unit)
        return self.snapshot is not None and one in self.snapshot.experiment.frozen

    def is_filter(self, target: Selection) -> bool:
        """Whether what is selected is a filter, or a place of what it finds, rather than a neuron."""
        spec = None if self.moment is None else self.moment.columns[target.layer].spec
        return spec is not None and spec.sized == "filters"

    def value(self, target: Selection) -> float:
        """The weight of an edge, the bias of a neuron."""
        assert self.snapshot is not None
        layer = self.snapshot.layers[target.layer]
        edge = target.kind == "edge"
        return float(layer.weights[target.source, target.unit] if edge else layer.bias[target.unit])

    def reach(self, target: Selection) -> float:
        """A change of a number that is large for its layer."""
        assert self.snapshot is not None
        layer = self.snapshot.layers[target.layer]
        numbers = np.nan_to_num(
            layer.weights if target.kind == "edge" else layer.bias, posinf=0.0, neginf=0.0
        )
        return max(SMALLEST_REACH, min(float(np.abs(numbers).max(initial=0.0)), LARGEST_REACH))

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

    def words(self, target: Selection | Through, *, with_earlier: bool = False) -> Said | None:
        """A title and numbers of what is pointed at or selected; None if there is no such thing."""
        moment, snapshot = self.moment, self.snapshot
        if moment is None or snapshot is None:
            return None
        if isinstance(target, Through):
            return describe_through(target.place, moment)
        if not self.exists(target):
            return None
        earlier = self._earlier(snapshot, target.layer) if with_earlier and target.kind == "edge" else None
        title, said = describe(target, moment, snapshot.experiment.cut, earlier)
        if target.kind != "input" and any(self.is_frozen(target.layer, one) for one in (None, target.unit)):
            said = (*said, translate("Diagram", "frozen: training leaves it as it is"))
        return title, said

    def _earlier(self, snapshot: Snapshot, layer: int) -> Earlier | None:
        if self.timeline is None or snapshot.epoch < 1:
            return None
        found = self.timeline.nearest(max(0, snapshot.epoch - EARLIER))
        if found is None or found.epoch >= snapshot.epoch or layer >= len(found.layers):
            return None
        return Earlier(found.epoch, found.layers[layer].weights)
