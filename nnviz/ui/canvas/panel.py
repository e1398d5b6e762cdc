"""The left panel of a workspace with pictures: draw one or look through the samples."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from numpy.typing import ArrayLike, NDArray
from PySide6.QtCore import QEvent, QPointF, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from nnviz.data.dataset import Dataset
from nnviz.data.ink import InkPicture, blank_picture, prepare
from nnviz.data.steps import Steps
from nnviz.session.values import Sample
from nnviz.ui.canvas.body import PanelBody
from nnviz.ui.canvas.originals import Drawn
from nnviz.ui.canvas.panel_parts import PanelScroll, digit_key
from nnviz.ui.canvas.photo_input import PhotoInput
from nnviz.ui.canvas.sample_words import sample_counts, sample_words
from nnviz.ui.canvas.shown_images import Which
from nnviz.ui.canvas.strokes import Strokes
from nnviz.ui.theme import Theme

if TYPE_CHECKING:
    from nnviz.data.opened import OpenedPicture

_UNDO, _REDO = QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo


class InputPanel(QWidget):
    """Canvas, what the network sees, the label, and the images of the data set.

    ``drawing_changed(strokes, InkPicture, Steps)``: the drawing to be shown is this one, prepared with these
    steps; ``strokes`` is a tuple of (n, 2) arrays, and both are empty for a blank canvas.
    ``label_requested(int | None)``: what the drawing is meant to be. ``sample_requested(int)``: show this
    sample of the test part. ``training_asked()``: the training images are wanted, see ``show_learned``;
    ``training_requested(int)``: show this one of them. ``brush_changed(float)``: a share of the canvas, to be
    remembered.
    ``digit_changed()``: read what ``photo`` has chosen. ``open_requested()``, ``paste_requested()``: a
    picture is to be brought in.
    """

    drawing_changed = Signal(object, object, object)
    label_requested = Signal(object)
    sample_requested = Signal(int)
    training_asked = Signal()
    training_requested = Signal(int)
    brush_changed = Signal(float)
    digit_changed = Signal()
    open_requested = Signal()
    paste_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._dataset: Dataset | None = None
        self._index = 0  # of the test sample that was shown last
        self._learned_index = -1  # of the training sample that is shown, among all with their copies
        self._label: int | None = None  # of the drawing
        self._picture: InkPicture = blank_picture()
        self._steps = Steps()
        self._body = PanelBody()
        self._photo = PhotoInput(self._body.photo_view)
        self._scroll = PanelScroll(self._body, self)
        self._connect()
        self.setAccessibleName(self.tr("Input"))
        self.set_theme(self._theme)

    def _connect(self) -> None:
        body = self._body
        body.source.chosen.connect(self._on_source_chosen)
        body.canvas.strokes_changed.connect(self._on_strokes_changed)
        body.brush.valueChanged.connect(self._on_brush_moved)
        body.before.clicked.connect(self._on_before)
        body.after.clicked.connect(self._on_after)
        body.picture.step_requested.connect(self._on_step)
        body.picture.pen_pressed.connect(self._on_drawn_over)
        body.picture.pen_moved.connect(body.canvas.move_pen)
        body.picture.pen_released.connect(body.canvas.end)
        body.meant.label_requested.connect(self._on_label_requested)
        body.steps.steps_requested.connect(self._on_steps_requested)
        body.steps_off.clicked.connect(self._on_steps_reset)
        body.open.clicked.connect(self.open_requested)
        body.paste.clicked.connect(self.paste_requested)
        self._photo.digit_changed.connect(self._on_digit_changed)
        body.which.chosen.connect(self._on_which_chosen)
        body.grid.sample_requested.connect(self.sample_requested)
        body.grid.training_requested.connect(self.training_requested)

    # ---- what the window asks
    @property
    def drawing_label(self) -> int | None:
        """What the present drawing is meant to be; None again once the canvas is blank."""
        return self._label

    @property
    def drawing(self) -> tuple[Strokes, InkPicture]:
        """The strokes on the canvas and what the network sees of them."""
        return self._body.canvas.strokes, self._picture

    @property
    def photo(self) -> PhotoInput:
        """The picture that was opened last; it stays when something else is looked at."""
        return self._photo

    def show_picture(self, opened: OpenedPicture) -> None:
        """Show this picture and have its first digit read; the drawing stays as it is."""
        self._body.set_source("picture")
        self._photo.open(opened)

    def show_number(self, answers: Sequence[str]) -> None:
        """What the network reads of the picture's digits, a word for each."""
        self._photo.show_answers(answers)
        self._body.show_number(answers)

    @property
    def source(self) -> str:
        """What is at the top: "draw", "samples" or "picture"."""
        return self._body.source.current

    @property
    def steps(self) -> Steps:
        """Which steps lie between the drawing and what the network sees of it."""
        return self._steps

    def set_steps(self, steps: Steps) -> None:
        """Switch steps on or off, as if by hand."""
        self._body.show_steps(steps)
        self._on_steps_requested(steps)

    @property
    def brush(self) -> float:
        """Width of the line as a share of the canvas."""
        return self._body.canvas.brush

    def set_brush(self, brush: float) -> None:
        """Width of the line, without a signal; clipped to the slider's range."""
        self._body.set_brush(brush)
        self._prepare()

    def set_enabled_loading(self, loading: bool) -> None:
        """``True`` while the data set is on its way: one can draw, but there are no samples yet."""
        if loading:
            self._dataset = None
            self._body.show_dataset(None)

    def set_dataset(self, dataset: Dataset) -> None:
        """The data set whose test part is to be browsed."""
        self._dataset = dataset
        self._index = min(self._index, len(dataset.test_labels) - 1)
        self._body.show_dataset(dataset)
        if self.source == "samples":
            self.sample_requested.emit(self._index)
        if self.shows_training:
            self.training_asked.emit()

    @property
    def shows_training(self) -> bool:
        """Whether the training images are to be seen."""
        return self._body.grid.shown.which == "training"

    def show_learned(self, learned: Dataset | None, originals: int, of: int) -> None:
        """The training images: the first ``originals``, then all first copies and so on.

        They may have the first copies only of as many as ``of``. None: they are being made.
        """
        self._body.show_learned(learned, originals, of)

    def show_answers(self, answers: NDArray[Any] | None) -> None:
        """What the network says of each test image, (n_test,) class numbers; None: not asked."""
        self._body.show_answers(answers)

    def set_drawing(self, strokes: Sequence[ArrayLike]) -> None:
        """Put this drawing on the canvas and tell of it, as if drawn by hand. ValueError if it is none."""
        self._body.canvas.set_strokes(strokes)
        self._body.set_source("draw")
        self._on_strokes_changed(self._body.canvas.strokes)

    def show_sample(self, sample: Sample | None) -> None:
        """What is being sent through the network; None: nothing, the canvas is blank.

        A drawing's strokes are taken from the canvas, not from here: they may be a moment newer there.
        """
        if sample is not None and sample.source == "picture":
            self._body.set_source("picture")
        if self.source == "picture" and (sample is None or sample.source == "picture"):
            self._body.grid.choose(-1)
            self._body.meant.show_label(self._photo.label, False)
            self._show_stages()
            return
        if sample is None or sample.source == "drawing":
            self._label = sample.label if sample else None
            self._body.set_source("draw")
            self._body.grid.choose(-1)
            self._body.meant.show_label(self._label, False)
            self._show_stages()
            return
        self._body.set_source("samples")
        if sample.source == "test" and sample.index is not None:
            self._index = sample.index
        self._learned_index = self._place_learned(sample)
        shown = self._learned_index if self.shows_training else self._index
        self._body.grid.choose(shown if self.shows_training or sample.source == "test" else -1)
        self._body.meant.show_label(sample.label, True)
        words = sample_words(sample, self._dataset)
        self._body.show_counts(sample_counts(sample, self._dataset), words)

    def _place_learned(self, sample: Sample) -> int:
        """Where a training sample is among all with their copies; -1 for any other."""
        if sample.source != "train" or sample.index is None:
            return -1
        return sample.copy * self._body.grid.shown.originals + sample.index

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.setFixedWidth(theme.layout("left"))
        self._body.set_theme(theme)
        self._place()
        self.update()

    # ---- the drawing
    @Slot(object)
    def _on_strokes_changed(self, strokes: Strokes) -> None:
        self._prepare()
        if not strokes and self._label is not None:
            self._label = None
            self._body.meant.show_label(None, False)
        self.drawing_changed.emit(strokes, self._picture, self._steps)

    def _prepare(self) -> None:
        """Take the drawing through the steps that are on."""
        strokes = self._body.canvas.strokes
        self._picture = prepare(strokes, **self._steps.options, brush=self.brush)
        self._photo.set_steps(self._steps)
        self._show_stages()

    @Slot(object)
    def _on_steps_requested(self, steps: Steps) -> None:
        self._steps = steps
        self._body.show_steps(steps)
        self._prepare()
        if self.source == "draw" and self._body.canvas.strokes:
            self.drawing_changed.emit(*self.drawing, steps)
        elif self.source == "picture" and self._photo.is_open:
            self.digit_changed.emit()

    @Slot()
    def _on_steps_reset(self) -> None:
        self._body.steps.setFocus()
        self._on_steps_requested(Steps())

    def _show_stages(self) -> None:
        canvas = self._body.canvas
        too_small = bool(canvas.strokes) and self._picture.empty
        centring_off = "" if self._steps.crop else self.tr("Centring is off")
        canvas.set_hint(self.tr("Too small: draw a digit") if too_small else centring_off)
        if self.source == "draw":
            self._body.strip.show_stages(Drawn(canvas.strokes, canvas.brush), self._picture, self._steps)
        elif self.source == "picture":
            self._body.strip.show_stages(self._photo.original, self._photo.chosen, self._steps)

    @Slot(int)
    def _on_brush_moved(self, _value: int) -> None:
        self._body.take_brush()
        self._prepare()
        if not self._steps.pen and self.source == "draw" and self._body.canvas.strokes:
            self.drawing_changed.emit(*self.drawing, self._steps)  # the brush's width is what is seen
        self.brush_changed.emit(self.brush)

    @Slot(object)
    def _on_label_requested(self, label: int | None) -> None:
        if self.source == "picture":
            self._photo.set_label(label)
        else:
            self._label = label
        self.label_requested.emit(label)

    @Slot(QPointF, bool)
    def _on_drawn_over(self, where: QPointF, far_end: bool) -> None:
        """Somebody draws on the sample: a new drawing begins there."""
        self._body.set_source("draw")
        self._body.canvas.begin(where, far_end)

    @Slot()
    def _on_digit_changed(self) -> None:
        self._body.meant.show_label(self._photo.label, False)
        self._show_stages()
        self.digit_changed.emit()

    # ---- samples
    @Slot(str)
    def _on_source_chosen(self, source: str) -> None:
        self._body.set_source(source)
        if source == "samples":
            if self._dataset is not None:
                self.sample_requested.emit(self._index)
            return
        if source == "picture":
            self._on_digit_changed()
            return
        label = self._label
        self.show_sample(None)
        self.drawing_changed.emit(*self.drawing, self._steps)
        if label is not None:  # it is still what the drawing was meant to be
            self._body.meant.show_label(label, False)
            self._on_label_requested(label)

    @Slot(str)
    def _on_which_chosen(self, which: Which) -> None:
        self._body.show_which(which)
        if which == "training":
            self.training_asked.emit()

    @Slot()
    def _on_before(self) -> None:
        self._on_step(-1)

    @Slot()
    def _on_after(self) -> None:
        self._on_step(1)

    @Slot(int)
    def _on_step(self, step: int) -> None:
        shown = self._body.grid.shown
        if self.shows_training and self._learned_index >= 0:
            self.training_requested.emit(shown.neighbour(self._learned_index, step))
        elif self.shows_training and len(shown):
            self.training_requested.emit(int(shown.indices[0]))
        elif self._dataset is not None:
            self.sample_requested.emit(shown.neighbour(self._index, step))

    # ---- events
    def event(self, event: QEvent) -> bool:
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and (self._undo_or_redo(event) or digit_key(event) >= 0)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._undo_or_redo(event):
            canvas = self._body.canvas
            (canvas.undo if event.matches(_UNDO) else canvas.redo)()
        elif (digit := digit_key(event)) >= 0:
            self._body.meant.toggle(digit)
        else:
            event.ignore()

    def _undo_or_redo(self, event: QKeyEvent) -> bool:
        drawing = self.source == "draw"
        return drawing and (event.matches(_UNDO) or event.matches(_REDO))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def _place(self) -> None:
        self._scroll.setGeometry(0, 0, self.width() - 1, self.height())
        self._body.arrange(self.width() - 1, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.surface("panel"))
        edge = self.rect()
        edge.setLeft(edge.right())
        painter.fillRect(edge, self._theme.surface("hairline"))
        painter.end()
