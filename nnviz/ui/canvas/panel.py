"""The left panel of a workspace with pictures: draw one or look through the samples."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from numpy.typing import ArrayLike
from PySide6.QtCore import QEvent, QPointF, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QWidget

from nnviz.data.ink import InkPicture
from nnviz.data.steps import Steps
from nnviz.training.samples import Sample
from nnviz.ui.canvas.body import PanelBody
from nnviz.ui.canvas.digits_input import DrawnInput, PhotoInput
from nnviz.ui.canvas.samples_input import SamplesInput
from nnviz.ui.key_places import digit_key, step_key
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.ground import Ground
from nnviz.ui.widgets.scroll import Scroll

if TYPE_CHECKING:
    from nnviz.data.opened import OpenedPicture


class InputPanel(Ground):
    """Canvas, what the network sees, the label, and the images of the data set.

    ``drawing_changed(strokes, InkPicture, int | None)``: the drawing to be shown, of several digits the one
    that is read, and what it is meant to be; ``strokes`` is a tuple of (n, 2) arrays, and both are empty for
    a blank canvas. ``label_requested(int | None)``: what the sample is meant to be. ``brush_changed(float)``:
    a share of the canvas, to be remembered. ``digit_changed()``: read what ``photo`` has chosen.
    ``pen_used()``: the pen draws right now. ``open_requested()``, ``paste_requested()``: a picture is to be
    brought in; ``turn_requested()``: the one that is open is to be turned. What is drawn is ``drawn``, the
    picture that was opened last, which stays when something else is looked at, ``photo``, and the images of
    the data set ``samples``.
    """

    drawing_changed = Signal(object, object, object)
    label_requested = Signal(object)
    brush_changed = Signal(float)
    pen_used = Signal()
    digit_changed = Signal()
    open_requested = Signal()
    paste_requested = Signal()
    turn_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(edge="right", parent=parent)
        self._said = ""  # what the network reads of the number on the canvas
        self._body = PanelBody()
        self.drawn = DrawnInput(self._body.canvas)
        self.photo = PhotoInput(self._body.photo_view)
        self.samples = SamplesInput(self._body)
        self._scroll = Scroll(self._body, self, fits=False)
        self._connect()
        self.setAccessibleName(self.tr("Input"))
        self.set_theme(self._theme)

    def _connect(self) -> None:
        body = self._body
        body.arranged.connect(self._on_arranged)
        body.source.chosen.connect(self._on_source_chosen)
        self.drawn.digit_changed.connect(self._on_drawing_changed)
        body.canvas.pen_used.connect(self.pen_used)
        body.brush.valueChanged.connect(self._on_brush_moved)
        body.picture.pen_pressed.connect(self._on_drawn_over)
        body.picture.pen_moved.connect(body.canvas.move_pen)
        body.picture.pen_released.connect(body.canvas.end)
        body.label_row.label_requested.connect(self._on_label_requested)
        body.steps.steps_requested.connect(self._on_steps_requested)
        body.steps_off.clicked.connect(self._on_steps_reset)
        body.open.clicked.connect(self.open_requested)
        body.paste.clicked.connect(self.paste_requested)
        body.turn.clicked.connect(self.turn_requested)
        self.photo.digit_changed.connect(self._on_digit_changed)

    # ---- what the window asks
    @property
    def previews(self) -> bool:
        """Whether the drawing is shown without one of its strokes for a moment."""
        return self.source == "draw" and self.drawn.previews

    @property
    def number(self) -> tuple[InkPicture, ...]:
        """What the network sees of each digit, from left to right, if the answers to all are to be shown."""
        if self.source == "picture":
            return self.photo.pictures
        drawn = self.drawn
        if self.source != "draw" or (len(drawn.pictures) < 2 and not drawn.previews):
            return ()
        return (drawn.picture,) if drawn.previews else drawn.pictures

    @Slot(int)
    def leave_out(self, stroke: int) -> None:
        """Show the drawing without this stroke of the digit that is read; -1: with all of them."""
        if self.source == "draw":
            self.drawn.leave_out(stroke)

    def yield_undo(self) -> None:
        """Something else has been done since the last stroke: the next undo takes that back."""
        self._body.canvas.yields_undo = True

    def show_picture(self, opened: OpenedPicture) -> None:
        """Show this picture and have its first digit read; the drawing stays as it is."""
        self._body.set_source("picture")
        self._body.turn.setEnabled(True)
        self.photo.open(opened)

    def show_number(self, answers: Sequence[str]) -> None:
        """What the network reads of the digits in ``number``, a word for each."""
        if self.source == "picture":
            self.photo.show_answers(answers)
            self._body.show_number(answers)
        elif self.source == "draw":
            self._said = "".join(answer or "?" for answer in answers)
            if not self.drawn.previews:
                self.drawn.show_answers(list(answers))
            self._show_hint()

    @property
    def source(self) -> str:
        """What is at the top: "draw", "samples" or "picture"."""
        return self._body.source.current

    @property
    def steps(self) -> Steps:
        """Which steps lie between the drawing and what the network sees of it."""
        return self.drawn.steps

    def set_steps(self, steps: Steps) -> None:
        """Switch steps on or off, as if by hand."""
        self._body.show_steps(steps)
        self._on_steps_requested(steps)

    @property
    def brush(self) -> float:
        """Width of the line as a share of the canvas."""
        return self._body.canvas.drawing.brush

    def set_brush(self, brush: float) -> None:
        """Width of the line, without a signal; clipped to the slider's range."""
        self._body.set_brush(brush)
        self.drawn.refresh()
        self._show_stages()

    def set_drawing(self, strokes: Sequence[ArrayLike], label: int | None = None) -> None:
        """Put this drawing, meant to be ``label``, on the canvas and tell of it, as if drawn by hand.

        Raises ``ValueError`` if it is none.
        """
        self._body.canvas.set_strokes(strokes)
        self._body.set_source("draw")
        self.drawn.refresh()
        self.drawn.set_label(label)
        self._on_drawing_changed()

    def show_sample(self, sample: Sample | None) -> None:
        """What is being sent through the network; None: nothing, the canvas is blank.

        A drawing's strokes are taken from the canvas, not from here: they may be a moment newer there.
        """
        if sample is not None and (not sample.from_person or sample.source == "written"):
            self._body.set_source("samples")  # written: of a network without data, to whose no pen is made
            self.samples.show(sample)
            return
        if sample is not None and sample.source == "picture":
            self._body.set_source("picture")
        elif sample is not None or self.source != "picture":
            self.drawn.set_label(sample.label if sample else None)
            self._body.set_source("draw")
        self._body.grid.choose(-1)
        self._show_digit()

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.setMinimumWidth(theme.layout("left"))
        self._body.set_theme(theme)
        self._place()

    @Slot()
    def _on_arranged(self) -> None:
        """Pictures of another kind, or another source of them."""
        self.drawn.set_frame(self._body.frame)
        self.photo.set_frame(self._body.frame)
        self._place()

    # ---- the drawing
    @Slot()
    def _on_drawing_changed(self) -> None:
        self._said = ""
        self._show_digit()
        self._tell_drawing()

    def _tell_drawing(self) -> None:
        self.drawing_changed.emit(self.drawn.strokes, self.drawn.picture, self.drawn.label)

    @Slot(object)
    def _on_steps_requested(self, steps: Steps) -> None:
        self._body.show_steps(steps)
        self.drawn.set_steps(steps)
        self.photo.set_steps(steps)
        self._show_stages()
        if self.source == "draw" and self.drawn.strokes:
            self._tell_drawing()
        elif self.source == "picture" and self.photo.is_open:
            self.digit_changed.emit()

    @Slot()
    def _on_steps_reset(self) -> None:
        self._body.steps.setFocus()
        self._on_steps_requested(Steps())

    @property
    def _read(self) -> DrawnInput | PhotoInput:
        return self.photo if self.source == "picture" else self.drawn

    def _show_digit(self) -> None:
        """The digit that is read, and what it is meant to be."""
        self._body.label_row.show_label(self._read.label, False)
        self._show_stages()

    def _show_stages(self) -> None:
        self._show_hint()
        if self.source != "samples":
            self._body.strip.show_stages(self._read.original, self._read.picture, self.steps)

    def _show_hint(self) -> None:
        """A word about the drawing in the corner of the canvas."""
        self._body.canvas.set_hint(self.drawn.words(self._said))

    @Slot(int)
    def _on_brush_moved(self, _value: int) -> None:
        self._body.take_brush()
        self.drawn.refresh()
        self._show_stages()
        if not self.steps.pen and self.source == "draw" and self.drawn.strokes:
            self._tell_drawing()  # the brush's width is what is seen
        self.brush_changed.emit(self.brush)

    @Slot(object)
    def _on_label_requested(self, label: int | None) -> None:
        self._read.set_label(label)
        self.label_requested.emit(label)

    @Slot(QPointF, bool)
    def _on_drawn_over(self, where: QPointF, far_end: bool) -> None:
        """Somebody draws on the sample: a new drawing begins there."""
        self._body.set_source("draw")
        self._body.canvas.begin(where, far_end)

    @Slot()
    def _on_digit_changed(self) -> None:
        self._show_digit()
        self.digit_changed.emit()

    # ---- samples
    @Slot(str)
    def _on_source_chosen(self, source: str) -> None:
        self._body.set_source(source)
        if source == "samples":
            self.samples.request()
            return
        if source == "picture":
            self._on_digit_changed()
            return
        label = self.drawn.label  # what the drawing was meant to be, it still is
        self.show_sample(None)
        self.drawn.set_label(label)
        self._on_drawing_changed()

    # ---- events
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            if self._undo_or_redo(event) or digit_key(event) >= 0 or self._along(event):
                event.accept()
                return True
            if event.matches(QKeySequence.StandardKey.Undo):
                self._body.canvas.yields_undo = False  # the window takes it, once
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._undo_or_redo(event):
            self._body.canvas.take_back(event)
        elif (digit := digit_key(event)) >= 0:
            self._body.label_row.toggle(digit)
        elif step := self._along(event):
            self.drawn.choose(self.drawn.index + step)
        else:
            event.ignore()

    def _along(self, event: QKeyEvent) -> int:
        """Whether the key asks for the digit before (-1) or after (1) the one that is read, of a number."""
        several = self.source == "draw" and len(self.drawn.pictures) > 1
        return step_key(event) if several else 0

    def _undo_or_redo(self, event: QKeyEvent) -> bool:
        return self.source == "draw" and self._body.canvas.takes(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def _place(self) -> None:
        self._scroll.setGeometry(0, 0, self.width() - 1, self.height())
        self._body.arrange(self.width() - 1, self.height())
