"""The test samples on which two runs disagree: what the one said, the truth, what the other said."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
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
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.data import Dataset
from nnviz.training.agreement import Agreement, Closeness
from nnviz.ui.canvas.pixels import grey_image
from nnviz.ui.compare.parts import paint_text
from nnviz.ui.compare.values import short, to_ink
from nnviz.ui.plain import show_tip
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.painted import framed

_PICTURE, _PITCH, _ROW_GAP = 34, 43, 8  # px at unit 1
_EDGE = 3  # px round the grid, for the frame of the chosen one
_MOST = 420  # of a regression, where everything differs a little, or of two untrained networks
_WIDE = 132  # of a cell that has words instead of a picture


class DisagreementGrid(QWidget):
    """A picture a sample, or its number where the data are no pictures. A click or Enter asks for it."""

    sample_requested = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._theme = Theme()
        self._dataset: Dataset | None = None
        self._images: QImage | None = None
        self._found: Agreement | Closeness | None = None
        self._letters, self._colours = ("A", "B"), (0, 1)
        self._indices: NDArray[np.intp] = np.zeros(0, dtype=np.intp)
        self._chosen = self._current = self._hover = -1
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Test samples on which the two runs disagree"))

    # ---- content
    def show_agreement(
        self,
        found: Agreement | Closeness,
        dataset: Dataset,
        letters: tuple[str, str],
        colours: tuple[int, int],
    ) -> None:
        """Show the samples that ``found`` tells apart; ``dataset`` is that of the first network."""
        if dataset is not self._dataset:
            self._dataset, self._images = dataset, None
            self._indices = np.zeros(0, dtype=np.intp)
            self._current = self._hover = -1
        self._found, self._letters, self._colours = found, letters, colours
        if not np.array_equal(self._indices, found.differing[:_MOST]):
            self._indices = found.differing[:_MOST]
            self._current = min(self._current, len(self._indices) - 1)
            self._hover = -1
            self._fit()
        self.update()

    def set_chosen(self, index: int) -> None:
        """The test sample that is shown, to be framed; -1 for none."""
        if index != self._chosen:
            self._chosen = index
            self.update()

    @property
    def indices(self) -> NDArray[np.intp]:
        """(n,) the places of those in the grid among the test samples of the first network."""
        found = self._found
        return self._indices if found is None else found.places[self._indices]

    def _pictured(self) -> bool:
        shape = () if self._dataset is None else self._dataset.feature_shape
        return len(shape) == 2 and min(shape) > 1

    # ---- places
    def _size(self) -> tuple[float, float]:
        """Width and height of a cell with the space round it."""
        theme = self._theme
        line = theme.type_px("caption") * 1.45
        if self._pictured():
            return theme.px(_PITCH), theme.px(_PICTURE) + line + theme.px(_ROW_GAP)
        return max(theme.px(_WIDE), theme.type_px("caption") * 10), 2 * line + theme.px(_ROW_GAP)

    def columns(self) -> int:
        """How many samples stand side by side."""
        width, _ = self._size()
        spare = width - (self._theme.px(_PICTURE) if self._pictured() else width)
        return max(1, int((self.width() + spare) // width))

    def _step(self) -> float:
        """From one cell to the next across: the columns share the width."""
        width, _ = self._size()
        columns = self.columns()
        last = self._theme.px(_PICTURE) if self._pictured() else width
        return (self.width() - 2 * _EDGE - last) / max(1, columns - 1) if columns > 1 else width

    def box(self, place: int) -> QRectF:
        """Where the sample at ``place`` of the grid is."""
        columns = self.columns()
        width, height = self._size()
        wide = self._theme.px(_PICTURE) if self._pictured() else width - self._theme.px(10)
        tall = height - self._theme.px(_ROW_GAP)
        left, top = _EDGE + place % columns * self._step(), _EDGE + place // columns * height
        return QRectF(left, top, wide, tall)

    def _place_at(self, point: QPointF) -> int:
        columns = self.columns()
        column = int((point.x() - _EDGE) // max(1.0, self._step()))
        row = int((point.y() - _EDGE) // self._size()[1])
        place = row * columns + min(column, columns - 1)
        inside = 0 <= place < len(self._indices) and self.box(place).adjusted(-3, -3, 3, 3).contains(point)
        return place if inside else -1

    def _fit(self) -> None:
        rows = -(-len(self._indices) // self.columns())
        self.setFixedHeight(
            max(round(rows * self._size()[1]) + 2 * _EDGE, round(self._theme.type_px("caption") * 1.6))
        )
        self.update()

    # ---- words
    def _texts(self, index: int) -> tuple[str, str, str]:
        """What the first says, the truth, what the second says."""
        found, dataset = self._found, self._dataset
        assert found is not None
        if isinstance(found, Closeness):
            values = (found.said_first[index], found.truth[index], found.said_second[index])
            return tuple(short(float(value)) for value in values)  # type: ignore[return-value]
        names = () if dataset is None else dataset.class_names
        said = (found.said_first[index], found.truth[index], found.said_second[index])
        return tuple(names[int(k)] if int(k) < len(names) else str(int(k)) for k in said)  # type: ignore[return-value]

    def words(self, place: int) -> str:
        """What a sample is and who says what, for tooltip and screen reader."""
        if self._found is None or not 0 <= place < len(self._indices):
            return ""
        index = int(self._indices[place])
        first, truth, second = self._texts(index)
        return self.tr("Test sample {0}: {1} says {2}, truth {3}, {4} says {5}").format(
            int(self.indices[place]) + 1, self._letters[0], first, truth, self._letters[1], second
        )

    # ---- the person
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position())
        if place != self._hover:
            self._hover = place
            pointing = Qt.CursorShape.PointingHandCursor if place >= 0 else Qt.CursorShape.ArrowCursor
            self.setCursor(pointing)
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hover = -1
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and place >= 0:
            self._current = place
            self._pick(place)

    def _pick(self, place: int) -> None:
        self.sample_requested.emit(int(self.indices[place]))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        columns, last = self.columns(), len(self._indices) - 1
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -columns,
            Qt.Key.Key_Down: columns,
            Qt.Key.Key_Home: -last,
            Qt.Key.Key_End: last,
        }
        key = Qt.Key(event.key())
        if key in steps and last >= 0:
            wanted = 0 if self._current < 0 else self._current + steps[key]
            self._current = min(last, max(0, wanted))
            self.setAccessibleDescription(self.words(self._current))
            self.update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and 0 <= self._current <= last:
            self._pick(self._current)
        else:
            event.ignore()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            place = self._place_at(QPointF(event.pos()))
            show_tip(event.globalPos() + QPoint(0, 4), self.words(place), self)
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    # ---- looks
    def set_theme(self, theme: Theme) -> None:
        self._theme, self._images = theme, None
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(240), self.minimumHeight())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._theme
        if self._found is not None and not len(self._indices):
            painter.setFont(theme.font("caption"))
            painter.setPen(theme.text("tertiary"))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, self.tr("They say the same of all."))
        elif self._found is not None:
            height = self._size()[1]
            first = int(event.rect().top() // height) * self.columns()
            last = (int(event.rect().bottom() // height) + 1) * self.columns()
            for place in range(first, min(last, len(self._indices))):
                self._paint_cell(painter, place)
        painter.end()

    def _paint_cell(self, painter: QPainter, place: int) -> None:
        theme, box = self._theme, self.box(place)
        index, sample = int(self._indices[place]), int(self.indices[place])
        line = theme.type_px("caption") * 1.45
        if self._pictured():
            side = float(theme.px(_PICTURE))
            self._paint_picture(painter, sample, QRectF(box.left(), box.top(), side, side))
            self._paint_said(painter, index, box, box.top() + side + line / 2)
        else:
            painter.setFont(theme.font("caption"))
            painter.setPen(theme.text("tertiary"))
            number = self.tr("sample {0}").format(sample + 1)
            paint_text(painter, QPointF(box.left(), box.top() + line / 2), number, box.width())
            self._paint_said(painter, index, box, box.top() + 1.5 * line)
        keys_here = place == self._current and framed(self)
        if sample == self._chosen or keys_here or place == self._hover:
            strong = sample == self._chosen or keys_here
            colour = theme.accent() if strong else theme.surface("outline")
            painter.setPen(QPen(colour, theme.line("focus") if strong else 1.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(-2, -2, 2, 2), theme.px(5), theme.px(5))

    def _paint_picture(self, painter: QPainter, sample: int, box: QRectF) -> None:
        dataset = self._dataset
        if dataset is None:
            return
        rows, columns = dataset.feature_shape[:2]
        if self._images is None:
            raw = dataset.raw(dataset.test_features).reshape(-1, columns)
            self._images = grey_image(to_ink(raw), self._theme)
        outline = QPainterPath()
        outline.addRoundedRect(box, self._theme.px(4), self._theme.px(4))
        painter.save()
        painter.setClipPath(outline)
        side = min(box.width() / columns, box.height() / rows)
        place = QRectF(0, 0, columns * side, rows * side)
        place.moveCenter(box.center())
        painter.drawImage(place, self._images, QRectF(0, sample * rows, columns, rows))
        painter.restore()

    def _paint_said(self, painter: QPainter, index: int, box: QRectF, y: float) -> None:
        """The three answers in a row: the truth bold, a right one in the colour of its run."""
        theme = self._theme
        first, truth, second = self._texts(index)
        plain, bold = theme.font("caption", weight="medium"), theme.font("caption", weight="bold")
        wrong = theme.text("tertiary")
        inks: list[tuple[str, QColor, bool]] = [
            (first, theme.run_colour(self._colours[0]) if first == truth else wrong, first == truth),
            (truth, theme.text(), True),
            (second, theme.run_colour(self._colours[1]) if second == truth else wrong, second == truth),
        ]
        if isinstance(self._found, Closeness):
            nearer = int(self._found.errors_first[index] > self._found.errors_second[index])
            inks[2 * nearer] = (inks[2 * nearer][0], theme.run_colour(self._colours[nearer]), True)
        third = box.width() / 3
        for place, (text, ink, strong) in enumerate(inks):
            painter.setFont(bold if strong else plain)
            painter.setPen(ink)
            metrics = QFontMetricsF(painter.font())
            taken = min(metrics.horizontalAdvance(text), third)
            left = box.left() + (third - taken) * (place / 2) + place * third
            inset = (3 - 3 * place) * theme.unit if self._pictured() else 0
            paint_text(painter, QPointF(left + inset, y), text, third)
