"""All test images in a scrolling grid; where the network is wrong, its answer in red."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from nnviz.data.dataset import Dataset
from nnviz.ui.canvas.pixels import FULL, grey_image
from nnviz.ui.canvas.shown_images import ShownImages
from nnviz.ui.theme import Theme

_COLUMNS = 6
_CELL, _GAP = 34, 7  # px at theme unit 1
_IMAGE = 8


class DigitGrid(QAbstractScrollArea):
    """Only the visible images are painted. ``sample_requested(int)``: an index into the test part."""

    sample_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._shown = ShownImages()
        self._images: QImage | None = None  # all of them, one below the other
        self._current = -1  # place that the keys have reached
        self._hover = -1  # place under the mouse
        self._chosen = -1  # index into the test part of the sample being shown
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
        self._shown.dataset, self._shown.answers, self._images = dataset, None, None
        self._current = self._hover = self._chosen = -1
        self._refilter()
        self.verticalScrollBar().setValue(0)

    def show_answers(self, answers: NDArray[Any] | None) -> None:
        """What the network says of each test image, (n_test,) class numbers.

        While the mouse is on one of the wrong ones, none moves: the list is renewed when it leaves.
        Raises ValueError if there are not as many answers as images.
        """
        if not self._shown.take_answers(answers):
            return
        if not (self._shown.wrong_only and self._hover >= 0):
            self._refilter()
        self.viewport().update()

    def set_wrong_only(self, wrong_only: bool) -> None:
        """Whether only images that the network gets wrong are shown."""
        self._shown.wrong_only = wrong_only
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
        self._images = None
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
        rows = -(-len(self._shown) // _COLUMNS)
        height = rows * self._pitch() - self._theme.px(_GAP)
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, height - self.viewport().height()))
        bar.setPageStep(max(1, self.viewport().height()))
        bar.setSingleStep(max(1, self._pitch() // 3))  # a notch of the wheel is three steps: one row

    def _box(self, place: int) -> QRectF:
        cell = self._theme.px(_CELL)
        across = (self._theme.px(240) - cell) / (_COLUMNS - 1)
        row, column = divmod(place, _COLUMNS)
        y = row * self._pitch() - self.verticalScrollBar().value()
        return QRectF(round(column * across), y, cell, cell)

    def _place_at(self, position: QPointF) -> int:
        row = int(position.y() + self.verticalScrollBar().value()) // self._pitch()
        for place in range(row * _COLUMNS, min((row + 1) * _COLUMNS, len(self._shown))):
            if self._box(place).contains(position):
                return place
        return -1

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
            QToolTip.showText(event.globalPos(), self._words(place), self)
            return True
        return super().viewportEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        page = max(1, self.viewport().height() // self._pitch()) * _COLUMNS
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -_COLUMNS,
            Qt.Key.Key_Down: _COLUMNS,
            Qt.Key.Key_PageUp: -page,
            Qt.Key.Key_PageDown: page,
            Qt.Key.Key_Home: -len(self._shown),
            Qt.Key.Key_End: len(self._shown),
        }
        key = Qt.Key(event.key())
        if key in steps and len(self._shown):
            self._go_to(self._current + steps[key] if self._current >= 0 else 0)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and 0 <= self._current < len(self._shown):
            self._pick(self._current)
        else:
            event.ignore()

    def _go_to(self, place: int) -> None:
        self._current = min(len(self._shown) - 1, max(0, place))
        self._reveal(self._current)
        self.setAccessibleDescription(self._words(self._current))
        self.viewport().update()

    def _pick(self, place: int) -> None:
        self.sample_requested.emit(int(self._shown.indices[place]))

    def _words(self, place: int) -> str:
        """What the image at that place is, for tooltip and screen reader."""
        dataset, answers = self._shown.dataset, self._shown.answers
        if dataset is None or not 0 <= place < len(self._shown):
            return ""
        index = int(self._shown.indices[place])
        names, label = dataset.class_names, int(dataset.test_labels[index])
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
        elif self._shown.dataset is not None:
            self._paint_images(painter, self._shown.dataset)
        painter.end()

    def _why_empty(self) -> str:
        if self._shown.dataset is None:
            return self.tr("Loading the digits…")
        if self._shown.answers is None:
            return self.tr("The network has not been asked yet.")
        return self.tr("It gets every test image right.")

    def _paint_images(self, painter: QPainter, dataset: Dataset) -> None:
        if self._images is None:
            counts = dataset.raw(dataset.test_features).reshape(-1, _IMAGE)
            self._images = grey_image(counts / FULL, self._theme)
        top = self.verticalScrollBar().value()
        first = top // self._pitch() * _COLUMNS
        last = ((top + self.viewport().height()) // self._pitch() + 1) * _COLUMNS
        wrong, answers = self._shown.wrong(), self._shown.answers
        for place in range(first, min(last, len(self._shown))):
            index = int(self._shown.indices[place])
            box = self._box(place)
            self._paint_image(painter, self._images, index, box)
            if answers is not None and wrong[index]:
                self._paint_answer(painter, dataset.class_names[int(answers[index])], box)
            self._paint_frame(painter, place, index, box)

    def _paint_image(self, painter: QPainter, images: QImage, index: int, box: QRectF) -> None:
        radius = self._theme.px(4)
        outline = QPainterPath()
        outline.addRoundedRect(box, radius, radius)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillPath(outline, self._theme.surface("inset"))
        painter.setClipPath(outline)
        # copy(): drawings as SVG know no part of an image
        painter.drawImage(box.adjusted(1, 1, -1, -1), images.copy(0, index * _IMAGE, _IMAGE, _IMAGE))
        painter.setClipping(False)

    def _paint_answer(self, painter: QPainter, answer: str, box: QRectF) -> None:
        theme = self._theme
        font = theme.font("micro", weight="semibold")
        size = max(theme.px(13), font.pixelSize() + 2)
        badge = QRectF(box.right() - size, box.bottom() - size, size, size)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.surface("panel"))
        painter.drawRoundedRect(badge, theme.px(3), theme.px(3))
        painter.setFont(font)
        painter.setPen(theme.note("error"))
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, answer)

    def _paint_frame(self, painter: QPainter, place: int, index: int, box: QRectF) -> None:
        theme = self._theme
        keys_here = place == self._current and self.hasFocus() and self.window().property("keyboard_focus")
        if index == self._chosen or keys_here:
            pen = QPen(theme.accent(), theme.line("focus"))
            if index != self._chosen:
                pen.setStyle(Qt.PenStyle.DotLine)
        elif place == self._hover:
            pen = QPen(theme.text("tertiary"), 1)
        else:
            return
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        inset = pen.widthF() / 2
        painter.drawRoundedRect(box.adjusted(inset, inset, -inset, -inset), theme.px(4), theme.px(4))
