"""The hero of the window: the network, drawn, pointed at and changed by hand."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleEvent, QHelpEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.drawing.findings import FindingMark
from nnviz.drawing.lit import frame_of
from nnviz.drawing.named_row import RowInput, RowNames
from nnviz.drawing.part import Names
from nnviz.drawing.scene import Scene
from nnviz.drawing.selection import Selection
from nnviz.session.sentences import told
from nnviz.training.diagnosis import Finding
from nnviz.training.plane import PlaneMaps
from nnviz.training.snapshot import EdgeKind, Snapshot
from nnviz.training.timeline import Timeline
from nnviz.ui.diagram.composer import Composer
from nnviz.ui.diagram.edit_menu import EditMenu
from nnviz.ui.diagram.finding_marks import sentences
from nnviz.ui.diagram.fold_popup import open_popup
from nnviz.ui.diagram.number_entry import NumberEntry
from nnviz.ui.diagram.said import sentence, texts
from nnviz.ui.plain import show_tip
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.painted import framed, paint_focus

DIGITS = tuple("0123456789")
MAP_CELLS, STILL_MAP_CELLS = 64, 128  # of a map across, while it plays (a pixel of a tile each) and at rest


class DiagramView(QWidget):
    """Shows one Snapshot as a network; asks for changes of it; tells what is selected.

    ``feature_shape`` is (rows, columns) of a picture or (features,); ``class_names`` name the outputs.
    ``rested`` is emitted when every line that the law draws is painted, ``activation_requested`` with a
    hidden layer and the name of an activation, ``own_activation_requested`` with that of now where another
    is to be typed, ``kind_added_requested`` with the hidden layer that a LayerSpec is to stand before,
    ``setting_requested`` with a place among all layers of the Experiment and the name and value of a
    setting, ``place_removed_requested`` with such a place, ``edit_requested`` with an Edit,
    ``cut_requested`` with (layer, source, unit, on), ``freeze_requested`` with (layer, unit, on), the unit
    None for all of the layer, layers with weights counting from 0, and ``finding_requested`` with the
    Finding whose mark is clicked. ``bare``: the network alone, without headers and legend, not to be
    changed.
    """

    units_requested = Signal(int, int)
    layer_added_requested = Signal(int)
    kind_added_requested = Signal(int, object)
    setting_requested = Signal(int, str, object)
    place_removed_requested = Signal(int)
    layer_removed_requested = Signal(int)
    activation_requested = Signal(int, str)
    own_activation_requested = Signal(int, str)
    edit_requested = Signal(object)
    cut_requested = Signal(int, int, int, bool)
    freeze_requested = Signal(int, object, bool)
    finding_requested = Signal(object)
    lines_requested = Signal(str)
    selection_changed = Signal(object)
    hover_changed = Signal(object)
    rested = Signal()

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        feature_shape: Sequence[int] = (8, 8),
        class_names: Sequence[str] = DIGITS,
        bare: bool = False,
    ) -> None:
        super().__init__(parent)
        self.scene = Scene(feature_shape, class_names, bare)
        self._fixed, self._changeable = False, True
        self.last_paint_ms = 0.0
        self._compose_ms = 0.0
        self._composer = Composer(self.scene, self, bare)
        self._editing, self._pointing = self._composer.editing, self._composer.pointing
        self._picture, self._furniture = self._composer.picture, self._composer.furniture
        self._editing.enabled = not bare
        self._menu = EditMenu(self.scene, self._editing, self)
        self._connect()
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(320, 300)
        self._tell()

    def _connect(self) -> None:
        self._picture.changed.connect(self._composer.update_lines)
        self._picture.refined.connect(self.rested)
        pointing, editing, headers = self._pointing, self._editing, self._furniture.headers
        pointing.selection_changed.connect(self._on_selection_changed)
        pointing.hover_changed.connect(self._on_hover_changed)
        pointing.viewport_changed.connect(self._composer.follow_viewport)
        pointing.fold_pressed.connect(self._on_all_units_requested)
        pointing.finding_pressed.connect(self.finding_requested)
        pointing.menu_requested.connect(self._on_menu_requested)
        editing.edit_requested.connect(self.edit_requested)
        editing.cut_requested.connect(self.cut_requested)
        editing.freeze_requested.connect(self.freeze_requested)
        editing.typing_requested.connect(self._on_typing_requested)
        editing.held_changed.connect(self.update)
        self._menu.finding_requested.connect(self.finding_requested)
        headers.units_requested.connect(self.units_requested)
        headers.layer_added_requested.connect(self.layer_added_requested)
        headers.kind_added_requested.connect(self.kind_added_requested)
        headers.setting_requested.connect(self.setting_requested)
        headers.place_removed_requested.connect(self.place_removed_requested)
        headers.layer_removed_requested.connect(self.layer_removed_requested)
        headers.activation_requested.connect(self.activation_requested)
        headers.own_activation_requested.connect(self.own_activation_requested)
        headers.freeze_requested.connect(self.freeze_requested)
        headers.all_units_requested.connect(self._on_all_units_requested)
        self._furniture.legend.lines_requested.connect(self._on_lines_requested)
        self._furniture.fit.clicked.connect(pointing.fit)
        self._furniture.scale.toggled.connect(self._on_own_scale)

    # ---- what is shown
    def show_snapshot(self, snapshot: Snapshot | None) -> None:
        """Show ``snapshot``; None while there is none yet."""
        start = time.perf_counter()
        self.scene.snapshot = snapshot
        self._composer.show()
        self._compose_ms = (time.perf_counter() - start) * 1e3
        self._tell()

    def set_dataset_shape(
        self, feature_shape: Sequence[int], class_names: Sequence[str], feature_names: Sequence[str] = (),
        value_full: float = 1.0, row: RowNames | None = None,
    ) -> None:  # fmt: skip
        """What the inputs look like and are called (without names they are numbered), and the outputs.

        The colours of an output that is a value are full at ``value_full``, on its tile and its bead.
        Of a table ``row`` says how its inputs are labelled.
        """
        scene, names = self.scene, Names(tuple(class_names), tuple(feature_names), row)
        told = value_full, tuple(feature_shape), names
        if told != (scene.value_full, scene.shape, scene.names):
            scene.value_full, scene.shape, scene.names = told
            self._composer.refresh()

    def set_row(
        self,
        row: tuple[RowInput, ...] | None,
        title: str = "",
        shown: tuple[int, ...] = (),
        said: tuple[str, ...] = (),
    ) -> None:
        """What enters each input, and what the row is called; None: it is no row of a table. Of many inputs
        those ``shown`` have a bead of their own, or all of them. Of values ``said`` is what each output says.

        To be called before :meth:`show_snapshot`, which paints it.
        """
        self.scene.row, self.scene.row_title, self.scene.said = row, title, said
        names = self.scene.names
        if names.row is not None and names.row.shown != shown:
            self.scene.names = replace(names, row=replace(names.row, shown=shown))

    @property
    def map_resolution(self) -> int:
        """In how many cells across the maps are wanted: more where nothing moves."""
        return MAP_CELLS if self._picture.playing else STILL_MAP_CELLS

    def set_maps(self, maps: PlaneMaps | None) -> None:
        """Show every neuron as a tile of these; None: the network is not one on the plane.

        To be called before :meth:`show_snapshot` with the maps of that snapshot, which paints them.
        """
        another = (maps is None) != (self.scene.maps is None)
        self.scene.maps = maps
        if another:
            self._composer.refresh()

    def set_point(self, point: tuple[float, float] | None) -> None:
        """Mark the point (x1, x2) in every tile."""
        if point != self.scene.point:
            self.scene.move_point(point)
            self.update()

    def set_findings(self, findings: Sequence[Finding]) -> None:
        """Mark what ails the network that is shown."""
        if tuple(findings) != self.scene.findings:
            self.scene.findings = tuple(findings)
            self._composer.mark_findings()
            self._tell()

    def set_editable(self, editable: bool) -> None:
        """Whether weights and biases can be changed by hand."""
        self._editing.enabled = editable

    def set_fixed(self, fixed: bool) -> None:
        """Whether no layer can be changed, added or removed, and no other sample is asked for."""
        self.scene.hints = not fixed
        self._fixed = fixed
        self._furniture.headers.set_fixed(fixed or not self._changeable)

    def set_changeable(self, changeable: bool) -> None:
        """Whether the run is one whose layers can be changed, added or removed here."""
        if changeable == self._changeable:
            return
        self._changeable = changeable
        self._furniture.headers.set_fixed(self._fixed or not changeable)
        self._composer.refresh()

    def set_bare(self, bare: bool) -> None:
        """Whether the network stands alone, without headers and legend, as on a small stage."""
        if bare != self.scene.bare:
            self.scene.bare = bare
            self._furniture.set_bare(bare)
            self._composer.refresh()

    def set_counted(self, counted: bool) -> None:
        """Whether it is told how many lines there are."""
        self._furniture.legend.set_counted(counted)

    def set_timeline(self, timeline: Timeline | None) -> None:
        """Where notes find the weight of ten epochs earlier, and when a warning began."""
        self.scene.timeline = timeline

    def set_theme(self, theme: Theme) -> None:
        self._composer.set_theme(theme)

    def set_lines(self, kind: EdgeKind) -> None:
        """Let the lines show "signal", "weights" or "gradient"."""
        self.scene.kind = kind
        self._furniture.legend.set_kind(kind)
        self._composer.draw()

    def set_playing(self, playing: bool) -> None:
        """While it plays the picture is the quick one; stopped, it is refined without waiting."""
        self._picture.set_playing(playing)

    def select(self, selection: Selection | None) -> None:
        """Select from outside; a unit that is folded is shown from now on."""
        if selection is not None and not self.scene.exists(selection):
            selection = None
        if selection is not None and selection.kind == "neuron":
            self._composer.pin(selection.layer, selection.unit)
        self._pointing.select(selection)

    @property
    def selection(self) -> Selection | None:
        return self._pointing.selection

    @property
    def lines_shown(self) -> tuple[int, int]:
        """How many lines are painted, and how many the network has."""
        return self._picture.shown, self.scene.lines.total

    @property
    def resting(self) -> bool:
        """Whether the picture is the full one."""
        return self._picture.resting

    def output_row(self, unit: int) -> QRectF | None:
        """Where an output's bead and name stand, in px of the widget; None where it is not shown."""
        return self._composer.output_row(unit)

    def paint_drawing(self, painter: QPainter) -> None:
        """Paint the network alone: no headers, no legend, nothing lit or selected."""
        self._composer.paint_drawing(painter)

    def svg(self) -> str:
        """The network alone, as SVG."""
        from nnviz.drawing.svg import svg  # here, where it delays no window

        drawing = self.scene.drawing
        return "" if drawing is None else svg(drawing, self._composer.theme.look, told)

    def rest_now(self) -> None:
        """Paint the full picture at once, for a screenshot."""
        self._picture.rest_now()

    # ---- what is told to who cannot see it
    def _tell(self) -> None:
        self.setAccessibleName(self.tr("Network diagram"))
        text = self.tr("Arrow keys go from neuron to neuron.")
        words = None if self.selection is None else self.scene.words(self.selection)
        if words is not None:
            text = " ".join([sentence(*texts(words)), *self._warnings()])
        if text != self.accessibleDescription():
            self.setAccessibleDescription(text)
            if self.hasFocus():
                changed = QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
                QAccessible.updateAccessibility(changed)

    def _warnings(self) -> list[str]:
        """What ails the neuron that is selected."""
        mine = self.scene.findings_of(self.selection)
        return [sentences(finding) for finding in mine]

    # ---- slots
    @Slot(str)
    def _on_lines_requested(self, kind: EdgeKind) -> None:
        self.set_lines(kind)
        self.lines_requested.emit(kind)

    @Slot(bool)
    def _on_own_scale(self, on: bool) -> None:
        """Every map in its own scale, or all of a layer in one."""
        self.scene.own_scale = self._furniture.legend.own_scale = on
        self._composer.draw()
        self._tell()
        self.update()

    @Slot(object)
    def _on_selection_changed(self, selection: Selection | None) -> None:
        self._tell()
        self.update()
        self.selection_changed.emit(selection)

    @Slot(object)
    def _on_hover_changed(self, target: Selection | None) -> None:
        self.update()
        self.hover_changed.emit(target)

    @Slot(int)
    def _on_all_units_requested(self, layer: int) -> None:
        layout, moment = self.scene.layout, self.scene.moment
        if moment is not None and layout is not None:
            box = layout.layers[layer]
            beside = QPointF(*self._pointing.viewport.to_widget(box.right + 8, layout.centre_y))
            popup = open_popup(box, moment, self._composer.theme, self, beside)
            popup.picked.connect(self._on_unit_picked)

    @Slot(int, int)
    def _on_unit_picked(self, layer: int, unit: int) -> None:
        self.select(Selection("neuron", layer, unit))

    @Slot(object, QPointF)
    def _on_menu_requested(self, target: Selection, at: QPointF) -> None:
        if (menu := self._menu.menu(target)) is not None:
            menu.popup(self.mapToGlobal(at.toPoint()))

    @Slot(object)
    def _on_typing_requested(self, target: Selection) -> None:
        layout, words = self.scene.layout, self.scene.words(target)
        if layout is None or words is None:
            return
        self.select(target)
        symbol = "w" if target.kind == "edge" else "b"
        entry = NumberEntry(symbol, self.scene.value(target), told(words[0]), self._composer.theme, self)
        entry.entered.connect(self._on_number_entered)
        boxes = [QRectF(*frame) for frame in frame_of(target, layout)]
        middle = (boxes[0].center() + boxes[-1].center()) / 2
        entry.open_at(QPointF(*self._pointing.viewport.to_widget(middle.x(), middle.y())))

    @Slot(float)
    def _on_number_entered(self, value: float) -> None:
        if self.selection is not None and self._editing.editable(self.selection):
            self._editing.set(self.selection, value)

    # ---- events; those of mouse and keys are filtered by Pointing
    def paintEvent(self, event: QPaintEvent) -> None:
        start = time.perf_counter()
        self._composer.paint(event)
        if framed(self):
            painter, theme = QPainter(self), self._composer.theme
            paint_focus(painter, self, theme, QRectF(self.rect()).adjusted(2, 2, -2, -2), theme.px(6))
            painter.end()
        self.last_paint_ms = self._compose_ms + (time.perf_counter() - start) * 1e3

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._pointing.fit()
        self._composer.refresh()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and isinstance(self._pointing.hover, FindingMark):
            text = sentences(self._pointing.hover.finding)
            show_tip(event.globalPos(), text, self, wrapped=True)
            return True
        handled = super().event(event)
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._composer.refresh()
        return handled
