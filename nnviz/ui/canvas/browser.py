"""The images of a data set in a scrolling grid; where the network is wrong, its answer in red."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from nnviz.data.dataset import Dataset
from nnviz.ui.canvas.image_cells import PIXELS, images_of, paint_badge, paint_frame, paint_image
from nnviz.ui.canvas.shown_images import COLUMNS, ShownImages, Which
from nnviz.ui.plain import show_tip
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.painted import framed

_CELL, _GAP = 34, 7  # px at theme unit 1


class DigitGrid(QAbstractScrollArea):
    """Only the visible images are painted.

    ``sample_requested(int)``: this one of the test part. ``training_requested(int)``: this one of the
    training images, copies included.
    """

    sample_requested = Signal(int)
    training_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._shown = ShownImages()
        self._current = -1  # place that the keys have reached
        self._hover = -1  # place under the mouse
        self._chosen = -1  # index of the sample being shown
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.setAccessibleName(self.tr("Test images"))

    # ---- what the panel asks
    @property
    def shown(self) -> ShownImages:
        """The images in the grid."""
        return self._shown

    def set_dataset(self, dataset: Dataset | None) -> None:
        """Other images; None: they are being loaded."""
        shown = self._shown
        shown.dataset, shown.learned, shown.answers = dataset, None, None
        self._current = self._hover = self._chosen = -1
        self._refilter()
        self.verticalScrollBar().setValue(0)

    def set_learned(self, learned: Dataset | None, originals: int) -> None:
        """The training images, the first ``originals`` with their copies after them; None: not made yet."""
        self._shown.learned, self._shown.originals = learned, originals
        if self._shown.which == "training":
            self._current = self._hover = -1
            self._refilter()

    def show_answers(self, answers: NDArray[Any] | None) -> None:
        """What the network says of each test image, (n_test,) class numbers.

        While the mouse is on one of the wrong ones, none moves: the list is renewed when it leaves.
        Raises ValueError if there are not as many answers as images.
        """
        if not self._shown.take_answers(answers):
            return
        if not (self._shown.which == "wrong" and self._hover >= 0):
            self._refilter()
        self.viewport().update()

    def show_which(self, which: Which) -> None:
        """All test images, those that the network gets wrong, or the training images."""
        if which != self._shown.which:
            self._shown.which = which
            self._chosen = self._current = self._hover = -1
            self._refilter()
            self.verticalScrollBar().setValue(0)

    def choose(self, index: int) -> None:
        """Frame the image that is being shown, -1 for none."""
        if index == self._chosen:
            return
        self._chosen = index
        self._reveal_chosen()
        self.viewport().update()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._measure()
        self.viewport().update()

    def rows_height(self, rows: int) -> int:
        """Height in px of that many rows."""
        return rows * self._theme.px(_CELL) + (rows - 1) * self._theme.px(_GAP)

    # ---- places
    def _refilter(self) -> None:
        shown = self._shown
        at = int(shown.indices[self._current]) if 0 <= self._current < len(shown) else -1
        shown.filter()
        self._current = shown.nearest_place(at) if at >= 0 else -1
        self._measure()
        self.viewport().update()

    def _reveal_chosen(self) -> None:
        place = self._shown.place_of(self._chosen)
        if place >= 0:
            self._current = place
            self._reveal(place)

    def _pitch(self) -> int:
        return self._theme.px(_CELL) + self._theme.px(_GAP)

    def _measure(self) -> None:
        height = self._shown.rows * self._pitch() - self._theme.px(_GAP)
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, height - self.viewport().height()))
        bar.setPageStep(max(1, self.viewport().height()))
        bar.setSingleStep(max(1, self._pitch() // 3))  # a notch of the wheel is three steps: one row

    def _box(self, place: int) -> QRectF:
        cell = self._theme.px(_CELL)
        across = (self._theme.px(240) - cell) / (COLUMNS - 1)
        row, column = self._shown.cell(place)
        y = row * self._pitch() - self.verticalScrollBar().value()
        return QRectF(round(column * across), y, cell, cell)

    def _place_at(self, position: QPointF) -> int:
        row = int(position.y() + self.verticalScrollBar().value()) // self._pitch()
        places = (self._shown.place_at(row, column) for column in range(COLUMNS))
        return next((p for p in places if p >= 0 and self._box(p).contains(position)), -1)

    def _reveal(self, place: int) -> None:
        box, bar = self._box(place), self.verticalScrollBar()
        if box.top() < 0:
            bar.setValue(round(bar.value() + box.top()))
        elif box.bottom() > self.viewport().height():
            bar.setValue(round(bar.value() + box.bottom() - self.viewport().height()))

    # ---- events
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._measure()
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() // self._pitch() * self._pitch())  # whole rows
        self._reveal_chosen()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position())
        if place != self._hover:
            self._hover = place
            shape = Qt.CursorShape.PointingHandCursor if place >= 0 else Qt.CursorShape.ArrowCursor
            self.viewport().setCursor(shape)
            self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and place >= 0:
            self._current = place
            self._pick(place)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._hover = -1
            self._refilter()
        elif isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            place = self._place_at(QPointF(event.pos()))
            show_tip(event.globalPos(), self._words(place), self)
            return True
        return super().viewportEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        page = max(1, self.viewport().height() // self._pitch())
        rows = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -page, Qt.Key.Key_PageDown: page}
        count = len(self._shown)
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Home: -count, Qt.Key.Key_End: count}
        key, at = Qt.Key(event.key()), self._current
        if key in (*rows, *steps) and count:
            if at < 0:
                self._go_to(0)
            else:
                self._go_to(self._shown.step_rows(at, rows[key]) if key in rows else at + steps[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and 0 <= at < count:
            self._pick(at)
        else:
            event.ignore()

    def _go_to(self, place: int) -> None:
        self._current = min(len(self._shown) - 1, max(0, place))
        self._reveal(self._current)
        self.setAccessibleDescription(self._words(self._current))
        self.viewport().update()

    def _pick(self, place: int) -> None:
        index = int(self._shown.indices[place])
        (self.training_requested if self._shown.which == "training" else self.sample_requested).emit(index)

    def _words(self, place: int) -> str:
        """What the image at that place is, for tooltip and screen reader."""
        shown = self._shown
        dataset, answers = shown.dataset, shown.answers
        if dataset is None or not 0 <= place < len(shown):
            return ""
        index = int(shown.indices[place])
        names, label = dataset.class_names, shown.label(index)
        if shown.which == "training":
            copy, original = divmod(index, shown.originals)
            title = self.tr("Training image {0}: a {1}").format(original + 1, names[label])
            return self.tr("{0}, copy {1}").format(title, copy) if copy else title
        words = self.tr("Test image {0}: a {1}").format(index + 1, names[label])
        if answers is None:
            return words
        answer = int(answers[index])
        said = self.tr("right") if answer == label else self.tr("it said {0}").format(names[answer])
        return f"{words}, {said}"

    # ---- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        if not len(self._shown):
            painter.setFont(self._theme.font("caption"))
            painter.setPen(self._theme.text("tertiary"))
            room = QRectF(0, 0, self._theme.px(240), self._theme.px(_CELL))
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(room, flags, self._why_empty())
        elif self._shown.dataset is not None and self._shown.dataset.input_size == PIXELS:
            self._paint_images(painter, self._shown.dataset.class_names)
        painter.end()

    def _why_empty(self) -> str:
        if self._shown.dataset is None:
            return self.tr("Loading the digits…")
        if self._shown.which == "training":
            return self.tr("Making the copies as they were made for training…")
        if self._shown.answers is None:
            return self.tr("The network has not been asked yet.")
        return self.tr("It gets every test image right.")

    def _visible(self) -> list[int]:
        """The places that can be seen."""
        first = self.verticalScrollBar().value() // self._pitch()
        rows = range(first, first + self.viewport().height() // self._pitch() + 2)
        places = (self._shown.place_at(row, column) for row in rows for column in range(COLUMNS))
        return [place for place in places if place >= 0]

    def _paint_images(self, painter: QPainter, names: tuple[str, ...]) -> None:
        shown, theme = self._shown, self._theme
        visible = self._visible()
        indices = [int(shown.indices[place]) for place in visible]
        images = images_of(np.array([shown.counts(index) for index in indices]), theme)
        wrong = shown.wrong() if shown.which != "training" else np.zeros(0, dtype=bool)
        for number, (place, index) in enumerate(zip(visible, indices, strict=True)):
            box = self._box(place)
            paint_image(painter, images, number, box, theme)
            if shown.is_original(index):
                paint_badge(painter, names[shown.label(index)], theme.text("secondary"), box, theme)
            elif shown.answers is not None and len(wrong) and wrong[index]:
                paint_badge(painter, names[int(shown.answers[index])], theme.note("error"), box, theme)
            if (pen := self._frame(place, index)) is not None:
                paint_frame(painter, pen, box, theme)

    def _frame(self, place: int, index: int) -> QPen | None:
        """The frame of the image that is shown, reached by keys or pointed at."""
        theme = self._theme
        keys_here = place == self._current and framed(self)
        if index == self._chosen or keys_here:
            pen = QPen(theme.accent(), theme.line("focus"))
            if index != self._chosen:
                pen.setStyle(Qt.PenStyle.DotLine)
            return pen
        return QPen(theme.text("tertiary"), 1) if place == self._hover else None
