"""Draw my own: the plane to draw on, with its tools and colours."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from nnviz.data.dataset import Kind
from nnviz.data.drawn import Points
from nnviz.drawing.look import MAX_CLASSES
from nnviz.drawing.numbers import signed
from nnviz.drawing.plane.own_points import PointDrawing
from nnviz.drawing.plane.words import class_colour_name
from nnviz.session.sentences import capital
from nnviz.ui.playground.drawing_canvas import PointCanvas
from nnviz.ui.theme import Theme, Themed
from nnviz.ui.widgets import IconButton, PushButton, Slider, TextLabel
from nnviz.ui.widgets.painted import PaintedButton, framed

_VALUE_STEPS = 20  # of the slider, from -1 to 1


class Swatch(PaintedButton):
    """The colour of a class, to paint with; the key that chooses it stands in it."""

    def __init__(self, index: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.index = index
        self.setCheckable(True)
        name = capital(class_colour_name(index))  # the digit in it is its key, no other name
        self.setAccessibleName(name)
        self.setToolTip(self.tr("{0} (key {1})").format(name, index + 1))

    def set_theme(self, theme: Theme) -> None:
        self.setFont(theme.font("caption", weight="semibold"))
        super().set_theme(theme)

    def sizeHint(self) -> QSize:
        side = max(self._theme.px(24), self.fontMetrics().height() + 8)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        colour = theme.class_colour(self.index, MAX_CLASSES)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused = framed(self)
        middle = QPointF(self.width() / 2, self.height() / 2)
        radius = min(self.width(), self.height()) / 2 - 1
        if self.isChecked() or focused or self.underMouse():
            ring = theme.accent() if focused else theme.text("primary" if self.isChecked() else "tertiary")
            painter.setPen(QPen(ring, theme.line("focus")))
            painter.drawEllipse(middle, radius, radius)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(middle, radius - 3, radius - 3)
        painter.setPen(Qt.GlobalColor.black if colour.lightnessF() > 0.55 else Qt.GlobalColor.white)
        painter.drawText(QRectF(self.rect()), Qt.AlignmentFlag.AlignCenter, str(self.index + 1))
        painter.end()


class DrawMyOwn(QWidget):
    """Two drawings, one of classes and one of values, each with its own undo.

    ``drawing_changed()``: the points of the shown drawing are others. ``take_requested()``: begin from
    those of the data set that was there before.
    """

    drawing_changed = Signal()
    take_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drawings: dict[Kind, PointDrawing] = {
            "classification": PointDrawing(0),
            "regression": PointDrawing(1),
        }
        self._kind: Kind = "classification"
        self._label, self._classes = 0, 2
        self.canvas = PointCanvas()
        self.canvas.set_drawing(self._drawings[self._kind], values=False)
        self._make_palette()
        self._make_values()
        self._make_tools()
        self._lay_out()
        self._connect()
        self.set_kind("classification")

    def _make_palette(self) -> None:
        self.swatches = [Swatch(index, self) for index in range(MAX_CLASSES)]
        self._colours = QButtonGroup(self)
        for swatch in self.swatches:
            self._colours.addButton(swatch, swatch.index)
        self.more = IconButton("plus", self.tr("Another class to paint with"), small=True)

    def _make_values(self) -> None:
        self.value = Slider(self.tr("Value to paint"), 0, _VALUE_STEPS)
        self.value.setToolTip(self.tr("The value of the points that are painted next, from −1 to 1"))
        self.value.setValue(_VALUE_STEPS)
        self._value_word = TextLabel(self.tr("Value"), "label", "secondary", weight="medium")
        self._value_text = TextLabel("", "label", "secondary", family="mono")

    def _make_tools(self) -> None:
        self.tools: dict[str, IconButton] = {
            "paint": IconButton("brush", self.tr("Paint points (click or drag)"), small=True),
            "move": IconButton("hand", self.tr("Move points (drag one; key M)"), small=True),
            "erase": IconButton("eraser", self.tr("Erase points (key E, or the right button)"), small=True),
        }
        self._tool_group = QButtonGroup(self)
        for button in self.tools.values():
            button.setCheckable(True)
            self._tool_group.addButton(button)
        self.tools["paint"].setChecked(True)
        self.undo = IconButton("undo", self.tr("Undo (Ctrl+Z)"), small=True)
        self.redo = IconButton("redo", self.tr("Redo (Ctrl+Shift+Z)"), small=True)
        self.clear = PushButton(self.tr("Clear"), small=True)
        self.clear.setToolTip(self.tr("Take all points away; can be undone"))
        self.take = PushButton("…", small=True)

    def _lay_out(self) -> None:
        self._column = QVBoxLayout(self)
        self._palette_row, self._tool_row = QHBoxLayout(), QHBoxLayout()
        for layout in (self._column, self._palette_row, self._tool_row):
            layout.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.canvas)
        self._column.addLayout(self._palette_row)
        self._column.addLayout(self._tool_row)
        self._column.addWidget(self.take, 0, Qt.AlignmentFlag.AlignLeft)
        for part in (*self.swatches, self.more, self._value_word):
            self._palette_row.addWidget(part)
        self._palette_row.addWidget(self.value, 1)
        self._palette_row.addWidget(self._value_text)
        self._palette_row.addStretch()
        for button in (*self.tools.values(), self.undo, self.redo):
            self._tool_row.addWidget(button)
        self._tool_row.addStretch()
        self._tool_row.addWidget(self.clear)

    def _connect(self) -> None:
        self.canvas.points_changed.connect(self._on_points_changed)
        self.canvas.label_requested.connect(self._on_label_requested)
        self.canvas.tool_requested.connect(self.set_tool)
        self._colours.idClicked.connect(self.set_label)
        self.more.clicked.connect(self._on_more)
        self.value.valueChanged.connect(self._on_value)
        for name, button in self.tools.items():
            button.setObjectName(name)
            button.clicked.connect(self._on_tool)
        for wish in (self.undo, self.redo, self.clear, self.take):
            # A button that has nothing more to do loses the focus: Ctrl+Z is to go on meaning the drawing.
            wish.clicked.connect(self.canvas.setFocus)
        self.undo.clicked.connect(self.canvas.undo)
        self.redo.clicked.connect(self.canvas.redo)
        self.clear.clicked.connect(self.canvas.clear)
        self.take.clicked.connect(self.take_requested)

    # ---- what the panel asks
    @property
    def kind(self) -> Kind:
        """Whether classes or values are painted."""
        return self._kind

    def points_of(self, kind: Kind) -> Points:
        """The points of one of the two drawings."""
        return self._drawings[kind].points

    def set_points(self, kind: Kind, points: Points) -> None:
        """Other points in one of the drawings, as a step that can be undone there; without a signal."""
        self._drawings[kind].replace(points)
        if kind == self._kind:
            self.canvas.set_drawing(self._drawings[kind], values=kind == "regression")
            self._refresh()

    def set_kind(self, kind: Kind) -> None:
        """Paint classes or values."""
        self._kind = kind
        values = kind == "regression"
        self.canvas.set_drawing(self._drawings[kind], values=values)
        for part in (self._value_word, self.value, self._value_text):
            part.setVisible(values)
        self._tell_label()
        self._refresh()

    def set_source(self, title: str) -> None:
        """Which data set it can begin from."""
        self.take.setText(self.tr("Start from {0}").format(title))
        self.take.setAccessibleName(self.take.text())
        self.take.setToolTip(self.tr("Replace the points by those of that data set; can be undone"))
        self.take.updateGeometry()

    @Slot(int)
    def set_label(self, index: int) -> None:
        """Paint that class next."""
        self._label = index
        self._classes = max(self._classes, index + 1)
        self.set_tool("paint")
        self._tell_label()
        self._refresh()

    @Slot(str)
    def set_tool(self, name: str) -> None:
        self.tools[name].setChecked(True)
        self.canvas.set_tool("move" if name == "move" else "erase" if name == "erase" else "paint")

    def set_theme(self, theme: Theme) -> None:
        self._column.setSpacing(theme.px(6))
        self._palette_row.setSpacing(theme.px(4))
        self._tool_row.setSpacing(theme.px(2))
        labels = (self._value_word, self._value_text)
        buttons = (*self.tools.values(), self.more, self.undo, self.redo, self.clear, self.take)
        parts: tuple[Themed, ...] = (self.canvas, *self.swatches, self.value, *labels, *buttons)
        for part in parts:
            part.set_theme(theme)
        self._value_text.setFixedWidth(self._value_text.fontMetrics().horizontalAdvance("+0.00") + 2)

    # ---- inside
    def _refresh(self) -> None:
        drawing = self._drawings[self._kind]
        painted = max((int(label) + 1 for _, _, label in drawing.points), default=0)
        if self._kind == "classification":
            self._classes = max(self._classes, painted)
        classes = 0 if self._kind == "regression" else self._classes
        for swatch in self.swatches:
            swatch.setVisible(swatch.index < classes)
        self.more.setVisible(0 < classes < MAX_CLASSES)
        self.undo.setEnabled(drawing.can_undo)
        self.redo.setEnabled(drawing.can_redo)
        self.clear.setEnabled(bool(drawing.points))

    def _tell_label(self) -> None:
        self.swatches[self._label].setChecked(True)
        value = self.value.value() * 2 / _VALUE_STEPS - 1
        self._value_text.setText(signed(value, 2))
        self.value.setAccessibleName(self.tr("Value to paint: {0}").format(signed(value, 2)))
        values = self._kind == "regression"
        self.canvas.set_label(value if values else self._label, values=values)

    @Slot()
    def _on_points_changed(self) -> None:
        self._refresh()
        self.drawing_changed.emit()

    @Slot(int)
    def _on_label_requested(self, index: int) -> None:
        if self._kind == "classification":
            self.set_label(index)

    @Slot()
    def _on_more(self) -> None:
        self.set_label(self._classes)

    @Slot(int)
    def _on_value(self, _place: int) -> None:
        self._tell_label()

    @Slot()
    def _on_tool(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.set_tool(sender.objectName())
