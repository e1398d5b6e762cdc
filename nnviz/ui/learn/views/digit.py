"""A digit on a lesson's stage, as numbers and as picture; where the step allows it, drawn by the pupil."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from nnviz.data.pen_line import Strokes
from nnviz.drawing.lessons.digit import DigitPicture, DigitScene, as_rows
from nnviz.drawing.lessons.paper import Paper
from nnviz.session.lesson_runner import StepShown
from nnviz.session.shown import Shown
from nnviz.training.samples import drawn_picture, ink_sample, takes_drawings
from nnviz.ui.canvas import DrawingCanvas
from nnviz.ui.learn.views.view import ViewParts
from nnviz.ui.paper_view import PaperView
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import PushButton

_NUMBERS = "numbers"  # as the step asks for the numbers alone, as they are printed


class DigitView(QObject):
    """The sample that is sent through, if it is a picture; see ``LessonView``.

    The network's shares and the label stand there once nothing is asked any more.
    """

    answer_offered = Signal(object)

    def __init__(self, parts: ViewParts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self._paper = PaperView(self.tr("Digit"), self._draw)
        self._widget = _Beside(self._paper)
        self._widget.canvas.strokes_changed.connect(self._on_strokes)
        self._told: StepShown | None = None
        self._shown: Shown | None = None

    @property
    def widget(self) -> QWidget:
        return self._widget

    # ---- what is shown
    def show_step(self, told: StepShown) -> None:
        another = self._told is None or told.step is not self._told.step
        self._told = told
        drawn = bool(told.step.runs) and "draw" in told.step.runs[0].allow and self._parts.by_hand
        self._widget.show_canvas(drawn)
        if another:
            self._widget.canvas.set_strokes(())
        self._paper.redraw()

    def show(self, shown: Shown, before: Shown | None) -> None:
        self._shown = shown
        if before is None or shown.another_moment(before) or shown.sample is not before.sample:
            self._paper.redraw()

    def _scene(self) -> DigitScene | None:
        shown, told = self._shown, self._told
        if shown is None or shown.sample is None:
            return None
        dataset, sample = shown.dataset, shown.sample
        features = np.asarray(sample.features, dtype=np.float32)
        raw = dataset.raw(features[np.newaxis])[0] if sample.seen is None else np.asarray(sample.seen)
        shape = dataset.feature_shape
        numbers = told is not None and told.step.show.of == _NUMBERS
        told_all = (told is None or told.phase == "revealed") and not numbers
        probe = shown.probe
        classes = shown.snapshot.layers[-1].activation == "softmax" and probe is not None
        shares = np.ravel(probe.output).astype(float) if told_all and classes and probe is not None else None
        return DigitScene(
            raw=as_rows(raw, shape),
            enter=as_rows(features, shape),
            as_picture=not numbers,
            shares=shares,
            names=dataset.class_names,
            label=sample.label if told_all and sample.label is not None else -1,
        )

    def _draw(self, paper: Paper) -> str:
        scene = self._scene()
        if scene is None:
            text = self.tr("No digit is sent through the network.")
            grey = paper.look.text("secondary")
            paper.words(text, paper.width / 2, paper.height / 2, paper.size("body"), grey)
            return text
        return DigitPicture(paper, scene).draw()

    # ---- drawing
    @Slot(object)
    def _on_strokes(self, strokes: Strokes) -> None:
        """What is drawn is sent through the network, stroke by stroke."""
        shown = self._shown
        if shown is None or not takes_drawings(shown.dataset):
            return
        brush = self._widget.canvas.drawing.brush
        ink = drawn_picture(strokes, shown.dataset, brush=brush)
        sample = ink_sample(ink, shown.dataset, None, strokes=tuple(strokes))
        self._parts.desk.set_sample(sample)

    def settle(self) -> None:
        """Nothing is put off."""

    def shut_down(self) -> None:
        """Nothing is done in the background."""


class _Beside(QWidget):
    """The sheet, and left of it or above it the canvas with its button."""

    def __init__(self, paper: PaperView) -> None:
        super().__init__()
        self._theme, self._paper = Theme(), paper
        self.canvas = DrawingCanvas(self)
        self._clear = PushButton(self.tr("Clear"), parent=self)
        self._clear.setAccessibleName(self.tr("Clear"))
        self._clear.setToolTip(self.tr("Take all strokes away (Delete)"))
        self._clear.clicked.connect(self.canvas.drawing.clear)
        paper.setParent(self)
        self.show_canvas(False)
        self.setMinimumSize(320, 300)

    def show_canvas(self, on: bool) -> None:
        """Whether something can be drawn."""
        self.canvas.setVisible(on)
        self._clear.setVisible(on)
        self._place()

    def _place(self) -> None:
        if self.canvas.isHidden():
            self._paper.setGeometry(self.rect())
            return
        margin, size = self._theme.px(20), self._clear.sizeHint()
        wide, high = self.width() - 2 * margin, self.height() - 2 * margin
        beside = wide > 1.5 * high
        side = min(wide // 3 if beside else wide, high - size.height() if beside else high // 3)
        self.canvas.setGeometry(margin, margin, side, side)
        if beside:
            self._clear.setGeometry(margin, margin + side + margin // 2, size.width(), size.height())
            self._paper.setGeometry(side + 2 * margin, 0, self.width() - side - 2 * margin, self.height())
        else:
            self._clear.setGeometry(2 * margin + side, margin, size.width(), size.height())
            self._paper.setGeometry(0, side + margin, self.width(), self.height() - side - margin)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._clear.set_theme(theme)
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._theme.surface("stage"))
        painter.end()
