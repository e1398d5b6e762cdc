"""“What it has learned”: the network's answer for every point of the plane, with the samples on it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from nnviz.data import Dataset
from nnviz.drawing.numbers import MINUS, plain
from nnviz.drawing.plane.field import Shades, field_of
from nnviz.drawing.plane.points import PARTS, PointAt, WrongAnswers, wrong_answers
from nnviz.drawing.plane.words import answer_at, tip_of
from nnviz.session.sentences import told
from nnviz.training.derived import Derived
from nnviz.training.plane import PlaneMaps
from nnviz.training.samples import Sample
from nnviz.training.snapshot import Snapshot
from nnviz.ui.enlarging import Heading, enlarge_button, show_enlarged
from nnviz.ui.map_column import SquarePart
from nnviz.ui.playground.map_canvas import MapCanvas, Point
from nnviz.ui.playground.map_legend import MapLegend
from nnviz.ui.playground.map_points import MapPoints
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import Segmented, TextLabel
from nnviz.ui.widgets.segmented import Segment


class OutputMap(SquarePart):
    """The map with its heading, a switch between all shades and the bare decision, and a legend.

    ``point_hovered((x1, x2) | None)``: the pointer or the arrow keys went there; ``sample_requested(part,
    index)``: a sample was clicked.
    """

    point_hovered = Signal(object)
    sample_requested = Signal(str, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._dataset: Dataset | None = None
        self._snapshot: Snapshot | None = None
        self._derived: Derived | None = None
        self._points: MapPoints | None = None
        self._wrong: WrongAnswers | None = None
        self._build()
        self._tell()

    def _build(self) -> None:
        self._title = Heading(self.tr("What it has learned"))
        self._enlarge = enlarge_button()
        self._told = TextLabel("", "body", "secondary")
        self._told.hide()
        self.look = Segmented(
            [
                Segment("smooth", self.tr("Smooth"), tip=self.tr("The paler, the less sure the network is")),
                Segment("decision", self.tr("Decision"), tip=self.tr("Only which class it decides for")),
            ],
            self.tr("What the map shows"),
            small=True,
        )
        self.canvas, self._legend = MapCanvas(), MapLegend()
        top = QHBoxLayout()
        top.addWidget(self._title, 1)
        top.addWidget(self.look)
        top.addWidget(self._enlarge)
        self._title.enlarge_requested.connect(self.enlarge_requested)
        self._enlarge.clicked.connect(self.enlarge_requested)
        self._column = QVBoxLayout(self)
        self._column.addLayout(top)
        self._body = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._body.addWidget(self.canvas, 1)
        self._body.addWidget(self._legend)
        self._column.addLayout(self._body, 1)
        self._column.addWidget(self._told)
        self.look.chosen.connect(self._on_look)
        self._legend.only.toggled.connect(self.canvas.set_only_wrong)
        self.canvas.point_hovered.connect(self._on_hovered)
        self.canvas.sample_requested.connect(self.sample_requested)
        self.canvas.tip_requested.connect(self._on_tip)

    # ---- what is shown
    def set_dataset(self, dataset: Dataset | None) -> None:
        """The samples on the map."""
        planar = dataset is not None and dataset.planar
        self._dataset = dataset if planar else None
        self._points = MapPoints(dataset) if dataset is not None and planar else None
        self.canvas.set_points(self._points)
        self._legend.set_dataset(self._dataset)
        self._show_look()
        self._mark_wrong()
        self._tell()

    def set_maps(self, maps: PlaneMaps | None) -> None:
        """What the network makes of the plane; None: nothing yet."""
        known = maps is not None and self._dataset is not None
        self.canvas.set_field(field_of(maps, self._dataset) if known and maps and self._dataset else None)

    def show_snapshot(self, snapshot: Snapshot | None, derived: Derived | None = None) -> None:
        """Whose numbers are told of the point, and whose answers are right or wrong; ``derived`` is what is
        known of it already."""
        before, self._snapshot, self._derived = self._snapshot, snapshot, derived
        if before is None or snapshot is None or snapshot.parameters is not before.parameters:
            self._mark_wrong()
        self._tell()

    @property
    def wrong(self) -> WrongAnswers | None:
        """The samples that the shown network gets wrong; None where nothing is right or wrong."""
        return self._wrong

    def _mark_wrong(self) -> None:
        """Ring the samples that the shown network gets wrong, and count them."""
        dataset, snapshot = self._dataset, self._snapshot
        if dataset is None or snapshot is None or dataset.kind == "regression" or not dataset.labelled:
            self._wrong = None
            self.canvas.set_wrong(())
            self._legend.set_wrong(None)
            return
        self._wrong = wrong = wrong_answers(dataset, snapshot, self._derived_of(snapshot, dataset))
        self.canvas.set_wrong(wrong.points)
        counts = {part: sum(at.part == part for at in wrong.points) for part in PARTS}
        self._legend.set_wrong((counts["train"], counts["test"]))

    def _derived_of(self, snapshot: Snapshot, dataset: Dataset) -> Derived | None:
        """What is known of these two; what was told with another snapshot, or before other data, is not."""
        known = self._derived
        if known is None or known.dataset is not dataset:
            return None
        return known if known.snapshot.parameters is snapshot.parameters else None

    def set_point(self, point: Point | None) -> None:
        """Put the crosshair at (x1, x2)."""
        self.canvas.set_point(point)
        self._tell()

    def show_sample(self, sample: Sample | None) -> None:
        """Mark the sample that is shown, if it is one of the data set."""
        at = None
        if sample is not None and self._points is not None and sample.index is not None:
            if sample.source == "train" and sample.index < len(self._points.placed.labels("train")):
                at = PointAt("train", sample.index)
            elif sample.source == "test" and sample.index < len(self._points.placed.labels("test")):
                at = PointAt("test", sample.index)
        self.canvas.set_sample(at)

    # ---- words
    def _tell(self) -> None:
        self.canvas.setAccessibleName(self.tr("Map of what the network has learned"))
        hint = self.tr(
            "Arrow keys move the crosshair (with Shift in small steps), Enter takes the nearest sample."
        )
        point = self.canvas.point
        if point is None:
            self.canvas.setAccessibleDescription(hint)
            self._told.setText("")
            return
        text = self.tr("x₁ {x1}, x₂ {x2}: {answer}").format(
            x1=plain(point[0]), x2=plain(point[1]), answer=told(answer_at(self._snapshot, self._dataset))
        )
        self._told.setText(text)
        self.canvas.setAccessibleDescription(text.replace(MINUS, self.tr("minus ")))

    @Slot(object)
    def _on_tip(self, at: PointAt | None) -> None:
        placed = None if self._points is None else self._points.placed
        self.canvas.set_tip(told(tip_of(placed, at)))

    def set_enlarged(self, on: bool) -> None:
        """Whether it stands in the stage: the axes have names then, and the number at the pointer is told."""
        show_enlarged(self._enlarge, on)
        self._told.setVisible(on)
        self.canvas.set_named(on)

    # ---- slots
    @Slot(str)
    def _on_look(self, shades: Shades) -> None:
        self.look.set_current(shades)
        self.canvas.set_shades(shades)

    @Slot(object)
    def _on_hovered(self, point: Point | None) -> None:
        self.point_hovered.emit(point)
        self._tell()

    # ---- looks
    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._column.setContentsMargins(theme.px(16), theme.px(11), theme.px(16), theme.px(9))
        self._column.setSpacing(theme.px(6))
        self._body.setSpacing(theme.px(6))
        for part in (self._title, self.look, self.canvas, self._legend, self._enlarge, self._told):
            part.set_theme(theme)
        self._title.setText(self.tr("Map") if theme.projector else self.tr("What it has learned"))
        self._show_look()
        self._arrange()

    def _show_look(self) -> None:
        """What a class looks at has no switch."""
        planar = self._dataset is None or self._dataset.kind == "classification"
        self.look.setVisible(planar and not self._theme.projector)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """The legend stands beside the map where that leaves the map larger, else below it."""
        margins, legend = self._column.contentsMargins(), self._legend
        width = self.width() - margins.left() - margins.right()
        height = self.height() - margins.top() - margins.bottom()
        height -= self.look.sizeHint().height() + self._column.spacing()
        if self._told.isVisible():
            height -= self._told.sizeHint().height() + self._column.spacing()
        gap = self._body.spacing()
        below = min(width, height - legend.size_for(beside=False).height() - gap)
        beside = min(width - legend.size_for(beside=True).width() - gap, height)
        legend.set_beside(beside >= below)
        legend.setVisible(max(below, beside) >= self.canvas.minimumSizeHint().height())
        directions = QBoxLayout.Direction
        self._body.setDirection(directions.LeftToRight if beside >= below else directions.TopToBottom)

    def height_for(self, width: int) -> int:
        """The height with which the map takes all of this width."""
        margins = self._column.contentsMargins()
        return self.surplus + width - margins.left() - margins.right()

    @property
    def surplus(self) -> int:
        """The height that is not the map's."""
        margins = self._column.contentsMargins()
        heights = (self.look.sizeHint().height(), self._legend.size_for(beside=False).height())
        return sum(heights) + margins.top() + margins.bottom() + 2 * self._column.spacing()

    def sizeHint(self) -> QSize:
        theme = self._theme
        return QSize(theme.layout("right_wide"), self.surplus + theme.px(368))

    def minimumSizeHint(self) -> QSize:
        head = self.look.sizeHint().height() + self._column.spacing()
        margins = self._column.contentsMargins()
        least = self.canvas.minimumSizeHint().height()
        return QSize(self._theme.px(220), head + margins.top() + margins.bottom() + least)
