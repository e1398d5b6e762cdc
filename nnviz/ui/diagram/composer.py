"""Puts the picture of the diagram together: layout, furniture, lines, marks. The view says when."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF, QRectF, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from nnviz.drawing.findings import finding_marks
from nnviz.drawing.scene import Scene
from nnviz.ui.diagram import overlay
from nnviz.ui.diagram.editing import Editing
from nnviz.ui.diagram.finding_marks import beside_one_another
from nnviz.ui.diagram.frame import FramePainter
from nnviz.ui.diagram.furniture import Furniture
from nnviz.ui.diagram.picture import LinesPicture
from nnviz.ui.diagram.pointing import Pointing
from nnviz.ui.ratio import device_ratio
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.painted import framed, paint_focus


class Composer(QObject):
    """The parts of the picture of ``scene`` on ``stage``, kept in step with one another."""

    def __init__(self, scene: Scene, stage: QWidget, bare: bool) -> None:
        super().__init__(stage)
        self._scene, self._stage, self.theme = scene, stage, Theme()
        self._dressed: Theme | None = None
        self.picture = LinesPicture(stage)
        self.editing = Editing(scene, self)
        self.pointing = Pointing(self.editing, stage)
        self.furniture = Furniture(stage, bare)
        self._frame = FramePainter(scene, self.picture, self.pointing, self.editing)

    def set_theme(self, theme: Theme) -> None:
        if theme == self._dressed:  # each of the widgets around hands it on
            return
        self.theme = self._dressed = theme
        self.furniture.set_theme(theme)
        self.refresh()

    # ---- layout
    def refresh(self) -> None:
        """Everything anew."""
        self._scene.forget_layout()
        self.show()

    def show(self) -> None:
        """The present snapshot, laid out anew where it is another network."""
        self._arrange()
        self.draw()

    def _arrange(self) -> None:
        scene, pointing, stage = self._scene, self.pointing, self._stage
        corner = self.furniture.corner()
        changed = scene.arrange(stage.width(), stage.height(), self.theme.look, corner)
        if scene.layout is None or scene.snapshot is None:
            self.furniture.hide()
            pointing.set_scene(None, scene.lines)
            return
        self.furniture.set_strip(scene.layout)
        if not changed:
            return
        if pointing.selection is not None and scene.keep_in_sight(pointing.selection):
            scene.arrange(stage.width(), stage.height(), self.theme.look, corner)
        self.furniture.place(scene, scene.layout, pointing.viewport)
        if pointing.selection is not None and not scene.exists(pointing.selection):
            pointing.select(None)
        self._set_picture()
        self.mark_findings()

    def _set_picture(self) -> None:
        layout, viewport, dpr = self._scene.layout, self.pointing.viewport, device_ratio(self._stage)
        if layout is not None:
            self._frame.set_layout(self.theme, dpr * viewport.scale)
            self.picture.set_scene(layout, self.theme, self._stage.size(), dpr, viewport)

    def pin(self, layer: int, unit: int) -> None:
        """Show a unit that is folded."""
        if self._scene.pin(layer, unit):
            self.show()

    def draw(self) -> None:
        """The lines anew."""
        scene = self._scene
        drawing = scene.draw(self.theme.look)
        if drawing is None or scene.snapshot is None:
            self._stage.update()
            return
        self.pointing.set_scene(drawing.layout, drawing.lines, scene.snapshot.experiment.cut)
        self.picture.show(drawing, scene.features)

    def mark_findings(self) -> None:
        """The warnings anew."""
        layout = self._scene.layout
        marks = () if layout is None else finding_marks(self._scene.findings, layout)
        self._frame.marks = marks if layout is None else beside_one_another(marks, layout, self.theme)
        self.pointing.set_marks(self._frame.marks, self.theme)
        self._stage.update()

    @Slot()
    def follow_viewport(self) -> None:
        """After zooming or panning."""
        self._set_picture()
        self.draw()
        if self._scene.layout is not None:
            self.furniture.headers.place(self._scene.layout, self.pointing.viewport)

    # ---- painting
    def paint(self, event: QPaintEvent) -> None:
        """Paint the stage."""
        stage = self._stage
        painter = QPainter(stage)
        if self._scene.layout is None or self.picture.empty:
            painter.fillRect(stage.rect(), self.theme.surface("stage"))
            middle = QPointF(stage.width() / 2, stage.height() / 2)
            overlay.paint_hint(painter, self.tr("Loading the data…"), middle, self.theme)
        else:
            self._frame.paint(painter, stage.rect(), event.rect(), self.furniture.legend.geometry())
        paint_focus(painter, stage, self.theme, QRectF(stage.rect()).adjusted(2, 2, -2, -2), 6.0)
        painter.end()

    def paint_drawing(self, painter: QPainter) -> None:
        """Paint the network alone, as it is at rest."""
        self.picture.rest_now()
        painter.fillRect(self._stage.rect(), self.theme.surface("stage"))
        if not self.picture.empty:
            self._frame.paint_drawing(painter)

    @Slot(bool)
    def update_lines(self, inputs: bool) -> None:
        """The lines are others: paint what has changed."""
        lines, layout, pointing = self._scene.lines, self._scene.layout, self.pointing
        moment = self._scene.moment
        self.furniture.legend.given = moment is not None and moment.outputs.given is not None
        self.furniture.legend.set_numbers(self.picture.shown, lines.total, lines.clips)
        pointed = pointing.lit or pointing.cell or pointing.pixel
        still = pointing.viewport.fitted and not pointed and not framed(self._stage)
        if layout is None or not still or not self._scene.showable:
            self._stage.update()
        else:
            self._stage.update(self.furniture.changing(layout, inputs))

    def output_row(self, unit: int) -> QRectF | None:
        """Where an output's bead and name stand, in px of the widget; None where it is not shown."""
        layout, viewport = self._scene.layout, self.pointing.viewport
        if layout is None or unit not in layout.layers[-1].units:
            return None
        box, labels = layout.layers[-1], layout.labels
        half = min(labels.pitch / 2, box.radius + 5 * layout.unit)
        left = float(box.bead_x[0]) - box.radius - 8 * layout.unit
        right = labels.text_x + max(17 * layout.unit, labels.text_width / 2)
        y = float(box.y[box.slot_of(unit)])
        return QRectF(
            QPointF(*viewport.to_widget(left, y - half)), QPointF(*viewport.to_widget(right, y + half))
        )
