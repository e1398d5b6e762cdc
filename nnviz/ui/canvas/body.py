"""What stands in the left panel, from top to bottom, and where."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from nnviz.data.frames import Frame
from nnviz.data.steps import STEPS, Steps
from nnviz.ui.canvas.canvas import DrawingCanvas
from nnviz.ui.canvas.class_filter import ClassFilter
from nnviz.ui.canvas.drawing import BRUSH_MAX, BRUSH_MIN
from nnviz.ui.canvas.image_grid import DigitGrid
from nnviz.ui.canvas.label_row import LabelRow
from nnviz.ui.canvas.photo_view import PhotoView
from nnviz.ui.canvas.picture import SamplePicture
from nnviz.ui.canvas.pixels import DIGITS, Raster
from nnviz.ui.canvas.plan import plan
from nnviz.ui.canvas.steps_row import StepsRow, StepsWarning
from nnviz.ui.canvas.strip import SeenStrip
from nnviz.ui.theme import Theme, Themed
from nnviz.ui.widgets import Caption, IconButton, PushButton, SectionTitle, Segmented, Slider, TextLabel
from nnviz.ui.widgets.segmented import Segment

_BRUSH_STEPS = 100  # of the slider
#: Parts, counted from above: those that only what is drawn or opened has, and of these the steps.
_PIPELINE, _STEPS = frozenset({4, 5, 6, 7, 8}), frozenset({6})


class PanelBody(QWidget):
    """The parts of the panel; :class:`InputPanel` decides what they do. ``arranged()``: others are there."""

    arranged = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._theme = Theme()
        self._source = ""
        self._raster: Raster | None = DIGITS
        self._ink = True
        self.frame: Frame | None = None  # what a drawing has to become, where it is no digit
        self._classes: tuple[str, ...] = tuple(map(str, range(10)))
        self._make_drawing_parts()
        self._make_sample_parts()
        self._make_photo_parts()
        self.strip_title = SectionTitle(self.tr("What the network sees"), self)
        self.steps_off = StepsWarning(self)
        self.strip = SeenStrip(self)
        self.steps = StepsRow(self)
        self.label_title = TextLabel(self.tr("You meant"), "label", "secondary", weight="medium", parent=self)
        self.label_why = Caption(self.tr("so it can measure its error"), self)
        self.label_why.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.label_row = LabelRow(self)
        self.tests_title = SectionTitle(self.tr("Images"), self)
        choices = [
            Segment("all", self.tr("Test"), tip=self.tr("All test samples: those it never learns from")),
            Segment("wrong", self.tr("Wrong"), tip=self.tr("The test samples that the network gets wrong")),
            Segment(
                "training",
                self.tr("Training"),
                tip=self.tr("The samples it learns from, each with its changed copies if there are any"),
            ),
        ]
        self.which = Segmented(choices, self.tr("Samples"), small=True, parent=self)
        self.kinds = ClassFilter(self)
        self.kinds.hide()
        self.grid = DigitGrid(self)
        self.below = Caption("", self)
        self.set_source("draw")

    def _make_drawing_parts(self) -> None:
        self.title = SectionTitle(self.tr("Input"), self)
        choices = [
            ("draw", self.tr("Draw")),
            ("samples", self.tr("Samples")),
            ("picture", self.tr("Picture")),
        ]
        self.source = Segmented(choices, self.tr("Input"), parent=self)
        self.source.setToolTip(self.tr("Draw a digit, look at those of the data set, or open a picture"))
        self.canvas = DrawingCanvas(self)
        self.brush_word = Caption(self.tr("Brush"), self)
        self.brush = Slider(self.tr("Brush size"), 0, _BRUSH_STEPS, self)
        self.brush.setToolTip(
            self.tr("How thick the line is drawn; the network sees a line of its own width")
        )
        self.eraser = IconButton("eraser", self.tr("Eraser (E)"), small=True, parent=self)
        self.eraser.setCheckable(True)
        self.undo = IconButton("undo", self.tr("Undo (Ctrl+Z)"), small=True, parent=self)
        self.redo = IconButton("redo", self.tr("Redo (Ctrl+Shift+Z)"), small=True, parent=self)
        self.clear = PushButton(self.tr("Clear"), small=True, parent=self)
        self.clear.setToolTip(self.tr("Empty the canvas; can be undone"))
        self.set_brush(self.canvas.drawing.brush)
        self.eraser.toggled.connect(self.canvas.set_eraser)
        self.canvas.eraser_changed.connect(self.eraser.setChecked)
        self.undo.clicked.connect(self.canvas.drawing.undo)
        self.redo.clicked.connect(self.canvas.drawing.redo)
        self.clear.clicked.connect(self.canvas.drawing.clear)
        self.canvas.drawing.history_changed.connect(self._on_history_changed)
        self.canvas.strokes_changed.connect(self._on_history_changed)
        self._on_history_changed()

    def _make_sample_parts(self) -> None:
        self.picture = SamplePicture(self)
        self.before = IconButton("left", self.tr("The one before"), small=True, parent=self)
        self.sample_title = TextLabel("", "label", "secondary", parent=self)
        self.sample_title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.after = IconButton("right", self.tr("The next one"), small=True, parent=self)

    def _make_photo_parts(self) -> None:
        self.photo_view = PhotoView(self)
        self.number = TextLabel("", "label", "secondary", parent=self)
        self._read = ""
        self.open = PushButton(self.tr("Open…"), small=True, parent=self)
        tip = self.tr("Open a picture: a photo of a sheet or a blackboard, PNG or JPEG (Ctrl+O)")
        self.open.setToolTip(tip)
        self.turn = IconButton(
            "redo", self.tr("Turn the picture a quarter, clockwise"), small=True, parent=self
        )
        self.turn.setEnabled(False)  # there is none yet
        self.paste = PushButton(self.tr("Paste"), small=True, parent=self)
        self.paste.setToolTip(self.tr("Paste the picture on the clipboard (Ctrl+V)"))

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for child in self.children():
            if isinstance(child, Themed):
                child.set_theme(theme)

    # ---- content
    def set_source(self, source: str) -> None:
        """Canvas ("draw"), sample ("samples") or picture at the top, with what belongs to it."""
        drawing, samples, photo = (source == name for name in ("draw", "samples", "picture"))
        if self._source == source:
            return
        self._source = source
        self.source.set_current(source)
        for part in (self.canvas, self.brush_word, self.brush, self.eraser, self.undo, self.redo, self.clear):
            part.setVisible(drawing)
        for other in (self.before, self.sample_title, self.after):
            other.setVisible(samples)
        for third in (self.photo_view, self.number, self.turn, self.open, self.paste):
            third.setVisible(photo)
        self.steps.setEnabled(not samples)  # a sample has been through them
        # The picture stays below the canvas: a stroke that began on it goes on until the pen is lifted.
        self.canvas.raise_()
        self.picture.setVisible(not photo)
        if drawing:
            self.picture.setAccessibleDescription("")  # what cannot be seen is not told either
        self.picture.setFocusPolicy(Qt.FocusPolicy.StrongFocus if samples else Qt.FocusPolicy.NoFocus)
        self.label_title.setText(self.tr("It is") if samples else self.tr("You meant"))
        why = self.tr("the label it came with") if samples else self.tr("so it can measure its error")
        self.label_why.setText(why)
        self._place_ends(self.label_title, self.label_why, self.label_title.y(), self.label_title.height())
        if self._raster is not None and not self._ink:
            self._show_parts()
            self.arranged.emit()

    def set_family(
        self, raster: Raster | None, frame: Frame | None, ink: bool, classes: Sequence[str]
    ) -> None:
        """How pictures are made up (None: they are none), of which ``classes``; ``ink``: as digits,
        ``frame``: what else a drawing becomes, None for nothing.

        Pictures that are no digits have fewer steps to switch; a row of a table has no pen and no grid of
        images, a value no label to choose.
        """
        self._raster, self._ink, self._classes = raster, ink, tuple(classes)
        self.frame = None if ink else frame
        for row in (self.steps, self.steps_off):
            row.offer(STEPS if self.frame is None else self.frame.steps)
        on = raster is not None
        if raster is not None:
            self.picture.set_raster(raster)
            self.strip.set_raster(raster)
        self.tests_title.setText(self.tr("Images") if on else self.tr("Rows"))
        for part in (self.grid, self.below):
            part.setVisible(on)
        self.source.setVisible(ink or self.frame is not None)
        self.kinds.set_classes(() if ink or not on else classes)
        self.kinds.setVisible(on and not ink)
        self._show_parts()
        self.arranged.emit()

    @property
    def _left_out(self) -> frozenset[int]:
        """The parts, counted from above, that are not there now."""
        if self._ink or self._raster is None:
            return frozenset()
        if self._source == "samples" or self.frame is None:
            return _PIPELINE
        return frozenset() if self._source == "draw" else _STEPS

    def _show_parts(self) -> None:
        """What of the pipeline, and of the label, there is."""
        on, left_out = self._raster is not None, self._left_out
        labelled = bool(self._classes) and 7 not in left_out
        self.label_title.setVisible(labelled)
        self.label_row.setVisible(labelled)
        self.label_why.setMaximumWidth(16_777_215 if labelled else 0)
        for number, parts in ((4, (self.strip_title, self.strip)), (6, (self.steps,))):
            for part in parts:
                part.setVisible(on and number not in left_out)
        self.steps_off.setMaximumWidth(16_777_215 if on and 6 not in left_out else 0)

    def show_steps(self, steps: Steps) -> None:
        """Which steps of the pipeline are on; a button warns of those that are not and brings them back."""
        self.steps.show_steps(steps)
        self.steps_off.show_steps(steps)
        self._place_strip_title(self.strip_title.y(), self.strip_title.height())

    def set_brush(self, brush: float) -> None:
        """Set slider and canvas, without a signal of the slider."""
        self.canvas.drawing.set_brush(brush)
        share = (self.canvas.drawing.brush - BRUSH_MIN) / (BRUSH_MAX - BRUSH_MIN)
        blocked = self.brush.blockSignals(True)
        self.brush.setValue(round(share * _BRUSH_STEPS))
        self.brush.blockSignals(blocked)
        self.brush.update()

    def take_brush(self) -> None:
        """The canvas takes the width that the slider stands at."""
        share = self.brush.value() / _BRUSH_STEPS
        self.canvas.drawing.set_brush(BRUSH_MIN + share * (BRUSH_MAX - BRUSH_MIN))

    @Slot()
    def _on_history_changed(self) -> None:
        self.undo.setEnabled(self.canvas.drawing.history.can_undo)
        self.redo.setEnabled(self.canvas.drawing.history.can_redo)
        self.clear.setEnabled(bool(self.canvas.strokes))

    def show_row(self, lines: Sequence[tuple[str, str]], words: str) -> None:
        """A row of a table: its numbers by their names, and which it is."""
        self.picture.show_row(lines, words)
        self.sample_title.setText(words)

    def show_counts(self, counts: NDArray[Any], words: str) -> None:
        """A sample: the numbers of its pixels, and which it is."""
        self.picture.show_counts(counts, words)
        self.sample_title.setText(words)
        self.strip.show_counts(counts)

    def show_number(self, answers: Sequence[str]) -> None:
        """What is read off the picture, from left to right."""
        number = "".join(answer or "?" for answer in answers)
        self._read = self.tr("Reads {0}").format(number) if number else ""
        self._say_read()

    def _say_read(self) -> None:
        """What is read, as far as there is room for it; all of it where the pointer rests."""
        metrics, room = self.number.fontMetrics(), self.number.width()
        self.number.setText(metrics.elidedText(self._read, Qt.TextElideMode.ElideRight, room))
        self.number.setToolTip(self._read)

    def place_images_row(self, y: int, height: int) -> None:
        """The choice is worth more than the title, which goes where there is no room for both."""
        self._place_ends(self.tests_title, self.which, y, height)
        needed = self.tests_title.sizeHint().width() + self._theme.px(6)
        self.tests_title.setVisible(self.tests_title.width() >= needed)

    # ---- places
    def arrange(self, width: int, height: int) -> None:
        """Give every part its place in a panel of that size; the body grows if it must be scrolled."""
        places = self._places()
        row, two = self.grid.rows_height(1), self.grid.rows_height(2)
        fixed = sum(tall for _, tall in places)
        laid = plan(height, self._theme.unit, fixed, row, two - 2 * row, self._left_out)
        self.resize(width, max(height, laid.height))
        self.strip.set_tile(laid.tile)
        free = {2: laid.canvas, 5: laid.tile, 11: self.grid.rows_height(laid.rows)}
        y = 0
        for part, (gap, (place, tall)) in enumerate(zip(laid.gaps, places, strict=False), start=1):
            tall += free.get(part, 0)
            place(y + gap, tall)
            y += gap + tall

    def _places(self) -> list[tuple[Callable[[int, int], None], int]]:
        """From top to bottom what places each part at some y, and how much of its height, px, is fixed."""

        def tall(least: int, widget: QWidget) -> int:
            return max(self._theme.px(least), widget.fontMetrics().height())

        ends, alone = partial(partial, self._place_ends), partial(partial, self._place_alone)
        left_out = self._left_out

        def there(part: int, height: int) -> int:
            return 0 if part in left_out else height

        return [
            (self._place_header, max(tall(0, self.title), self.source.sizeHint().height())),
            (self._place_square, 0),
            (self._place_tools, max(tall(24, self), self.clear.sizeHint().height())),
            (self._place_strip_title, there(4, tall(20, self.strip_title))),
            (alone(self.strip), there(5, self.strip.words_height())),
            (alone(self.steps), there(6, self.steps.sizeHint().height())),
            (ends(self.label_title, self.label_why), there(7, tall(16, self.label_title))),
            (alone(self.label_row), there(8, self.label_row.height_for(self._room))),
            (self.place_images_row, max(tall(0, self.tests_title), self.which.sizeHint().height())),
            (alone(self.kinds), self.kinds.height_for(self._theme.px(240))),
            (self._place_grid, 0),
            (alone(self.below), tall(16, self.below)),
        ]

    @property
    def _room(self) -> int:
        """The width between the margins."""
        return max(self._theme.px(240), self.width() + 1 - 2 * self._theme.px(16))

    def _place_alone(self, widget: QWidget, y: int, height: int) -> None:
        widget.setGeometry(self._theme.px(16), y, self._room, height)

    def _place_header(self, y: int, height: int) -> None:
        self._place_ends(self.title, self.source, y, height)
        self.title.setVisible(self.title.width() >= self.title.sizeHint().width())

    def _place_square(self, y: int, side: int) -> None:
        left = self._theme.px(16) + (self._room - side) // 2
        for square in (self.canvas, self.picture, self.photo_view):
            square.setGeometry(left, y, side, side)

    def _place_strip_title(self, y: int, height: int) -> None:
        px = self._theme.px
        self.steps_off.fit(self._room - self.strip_title.sizeHint().width() - px(4))
        self._place_ends(self.strip_title, self.steps_off, y, height)

    def _place_grid(self, y: int, height: int) -> None:
        px = self._theme.px
        self.grid.setGeometry(px(16), y, self._room + px(12), height)  # its scroll bar stands in the margin

    def _place_ends(self, left: QWidget, right: QWidget, y: int, height: int) -> None:
        """One part from the left edge, the other up to the right edge; a caption without room is left out."""
        edge, room = self._theme.px(16), self._room
        size = right.sizeHint()
        width = min(room, size.width())
        if isinstance(right, Caption):
            fits = left.sizeHint().width() + self._theme.px(4) + width <= room
            right.setVisible(fits)
            width = width if fits else 0
        tall = min(height, size.height())
        right.setGeometry(edge + room - width, y + (height - tall) // 2, width, tall)
        left.setGeometry(edge, y, room - width, height)

    def _place_tools(self, y: int, height: int) -> None:
        px = self._theme.px
        left, right = px(16), px(16) + self._room

        def from_right(right: int, gap: int, *widgets: QWidget) -> int:
            for widget in widgets:
                width = widget.sizeHint().width()
                widget.setGeometry(right - width, y, width, height)
                right -= width + gap
            return right

        start = left + self.brush_word.sizeHint().width()
        self.brush_word.setGeometry(left, y, start - left, height)
        start, knob_row = start + px(8), self.brush.sizeHint().height()
        end = from_right(from_right(right, px(4), self.clear), 0, self.redo, self.undo, self.eraser) - px(6)
        self.brush.setGeometry(start, y + (height - knob_row) // 2, max(px(40), end - start), knob_row)
        side = px(24)
        self.before.setGeometry(left, y, side, height)
        self.after.setGeometry(right - side, y, side, height)
        self.sample_title.setGeometry(left + side, y, right - left - 2 * side, height)
        end = from_right(right, px(4), self.open, self.paste, self.turn)
        self.number.setGeometry(left, y, end - left, height)
        self._say_read()
