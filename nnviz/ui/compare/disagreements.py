"""The test samples on which two runs disagree: what the one said, the truth, what the other said."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractListModel, QModelIndex, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from nnviz.data import Dataset
from nnviz.drawing import numbers
from nnviz.drawing.sequences.reads import Reads, typed_text
from nnviz.session.sentences import told
from nnviz.training.agreement import Agreement, Closeness
from nnviz.ui.canvas.pixels import picture_image
from nnviz.ui.compare.parts import paint_text
from nnviz.ui.plain import plain_tip
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.fitted_list import FittedList, Index, ItemPainter

_PICTURE, _PITCH, _ROW_GAP = 34, 43, 8  # px at unit 1
_EDGE = 3  # px round a sample, for the frame of the chosen one
_MOST = 420  # of a regression, where everything differs a little, or of two untrained networks
_WIDE = 132  # of a sample that has words beside or instead of a picture
_SEQUENCE = 230  # of one that is a sequence of symbols
_LETTERS = 2  # of an answer, for three to stand below a picture


class _Differing(QAbstractListModel):
    """The samples on which two networks disagree: ``rows`` are their indices into what was counted."""

    def __init__(self) -> None:
        super().__init__()
        self.found: Agreement | Closeness | None = None
        self.dataset: Dataset | None = None
        self.letters, self.colours = ("A", "B"), (0, 1)
        self.rows: NDArray[np.intp] = np.zeros(0, dtype=np.intp)

    def show_agreement(
        self,
        found: Agreement | Closeness,
        dataset: Dataset,
        letters: tuple[str, str],
        colours: tuple[int, int],
    ) -> None:
        """Show the samples that ``found`` tells apart; ``dataset`` is that of the first network."""
        rows = found.differing[:_MOST]
        another = dataset is not self.dataset or not np.array_equal(rows, self.rows)
        if another:
            self.beginResetModel()
        self.found, self.dataset, self.rows = found, dataset, rows
        self.letters, self.colours = letters, colours
        if another:
            self.endResetModel()
        else:
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))

    @property
    def pictured(self) -> bool:
        """Whether the samples are pictures."""
        shape = () if self.dataset is None else self.dataset.feature_shape
        return len(shape) > 1 and min(shape) > 1 and not self.symbols

    @property
    def symbols(self) -> tuple[str, ...]:
        """Those that the samples are sequences of, if they are."""
        return () if self.dataset is None else self.dataset.symbols

    def reads(self, row: int) -> Reads:
        """The sequence that a sample is."""
        assert self.dataset is not None
        values = self.dataset.test_features[self.sample(row)].reshape(self.dataset.feature_shape)
        return Reads(values, self.dataset.symbols)

    @property
    def lettered(self) -> bool:
        """Whether each answer is a letter or two, of which three stand side by side below a picture."""
        names = () if self.dataset is None else self.dataset.class_names
        return not isinstance(self.found, Closeness) and all(len(told(name)) <= _LETTERS for name in names)

    def sample(self, row: int) -> int:
        """Where it is among the test samples of the first network."""
        return -1 if self.found is None else int(self.found.places[self.rows[row]])

    def said(self, row: int) -> tuple[str, str, str]:
        """What the first says, the truth, what the second says."""
        found, dataset, at = self.found, self.dataset, self.rows[row]
        assert found is not None
        assert dataset is not None
        if isinstance(found, Closeness):
            values = found.said_first[at], found.truth[at], found.said_second[at]
            return _short(values[0]), _short(values[1]), _short(values[2])
        names = tuple(map(told, dataset.class_names))
        return names[found.said_first[at]], names[found.truth[at]], names[found.said_second[at]]

    def rowCount(self, parent: Index | None = None) -> int:
        return len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return None
        first, truth, second = self.said(index.row())
        text = self.tr(
            "Test sample {number}: {one} says {first}, the truth is {truth}, {other} says {second}."
        )
        if self.symbols:
            text = self.tr("{number}: {one} says {first}, the truth is {truth}, {other} says {second}.")
        number: object = self.sample(index.row()) + 1
        words = text.format(
            number=typed_text(self.reads(index.row())) if self.symbols else number,
            one=self.letters[0],
            first=first,
            truth=truth,
            other=self.letters[1],
            second=second,
        )
        return plain_tip(words) if role == Qt.ItemDataRole.ToolTipRole else words


class DisagreementGrid(FittedList):
    """A picture a sample, its symbols, or its number. A click or Enter asks for it."""

    sample_requested = Signal(int)

    def __init__(self) -> None:
        self.samples = _Differing()
        self._cells = _CellPainter(self.samples)
        self.show_agreement = self.samples.show_agreement
        super().__init__(self.samples, self._cells, across=True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Test samples on which the two runs disagree"))
        self.activated.connect(self._on_activated)

    def set_chosen(self, sample: int) -> None:
        """The test sample that is shown, to be framed; -1 for none."""
        if sample != self._cells.chosen:
            self._cells.chosen = sample
            self.viewport().update()

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        self.sample_requested.emit(self.samples.sample(index.row()))


class _CellPainter(ItemPainter):
    """The picture or the number, and below the three answers in a row, or words beside a picture."""

    def __init__(self, samples: _Differing) -> None:
        super().__init__()
        self._samples, self.chosen = samples, -1
        self._images: tuple[Dataset, Theme, QImage] | None = None

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        theme, line = self.theme, self.theme.type_px("caption") * 1.45
        gap, wide = theme.px(_ROW_GAP), max(theme.px(_WIDE), round(theme.type_px("caption") * 10))
        if self._samples.pictured and self._samples.lettered:
            return QSize(theme.px(_PITCH), round(theme.px(_PICTURE) + line) + gap)
        if self._samples.pictured:
            return QSize(wide, max(round(3 * line), theme.px(_PICTURE)) + 2 * _EDGE + gap)
        if self._samples.symbols:
            shown = self.parent()
            assert isinstance(shown, QWidget)
            least = max(theme.px(_SEQUENCE), round(theme.type_px("caption") * 20))
            wide = max(least, (shown.width() - 1) // max(1, shown.width() // least))
        return QSize(wide, round(2 * line) + gap)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, samples, box = self.theme, self._samples, self.begin(painter, option)
        sample, line = samples.sample(index.row()), theme.type_px("caption") * 1.45
        box.adjust(_EDGE, _EDGE, -_EDGE, _EDGE - theme.px(_ROW_GAP))
        side = float(theme.px(_PICTURE))
        if samples.pictured:
            box.setWidth(side if samples.lettered else box.width() - theme.px(_ROW_GAP))
            self._paint_picture(painter, sample, QRectF(box.left(), box.top(), side, side))
        elif samples.symbols:
            box.setWidth(box.width() - theme.px(_ROW_GAP))
            self._paint_symbols(painter, samples.reads(index.row()), box, box.top() + line / 2)
        else:
            painter.setFont(theme.font("caption"))
            painter.setPen(theme.text("tertiary"))
            number = self.tr("sample {number}").format(number=sample + 1)
            paint_text(painter, QPointF(box.left(), box.top() + line / 2), number, box.width())
        if samples.pictured and not samples.lettered:
            self._paint_lines(painter, index.row(), box.adjusted(side + theme.px(_ROW_GAP), 0, 0, 0), line)
        else:
            self._paint_said(painter, index.row(), box, box.bottom() - line / 2)
        strong = sample == self.chosen or self.has_keys(option)
        if strong or self.hovered(option):
            colour = theme.accent() if strong else theme.surface("outline")
            painter.setPen(QPen(colour, theme.line("focus") if strong else 1.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(-2, -2, 2, 2), theme.px(5), theme.px(5))
        painter.restore()

    def _paint_symbols(self, painter: QPainter, reads: Reads, box: QRectF, y: float) -> None:
        """The symbols in a row, those that matter strong; as many as there is room for."""
        theme = self.theme
        wide = QFontMetricsF(theme.font("caption", family="mono")).horizontalAdvance("a")
        fits = int(box.width() / wide)
        seen = reads.length if reads.length <= fits else fits - 1
        for step in range(seen):
            key = reads.is_key(step)
            painter.setFont(theme.font("caption", family="mono", weight="bold" if key else "medium"))
            painter.setPen(theme.text("primary" if key else "tertiary"))
            paint_text(painter, QPointF(box.left() + step * wide, y), reads.text(step))
        if seen < reads.length:
            paint_text(painter, QPointF(box.left() + seen * wide, y), "…")

    def _paint_picture(self, painter: QPainter, sample: int, box: QRectF) -> None:
        dataset = self._samples.dataset
        assert dataset is not None
        *channels, rows, columns = dataset.feature_shape
        if self._images is None or self._images[:2] != (dataset, self.theme):
            raw = dataset.raw(dataset.test_features).reshape(-1, *channels, rows, columns)
            raw = (np.moveaxis(raw, 1, -1) if channels else raw).reshape(-1, columns, *channels)
            self._images = dataset, self.theme, picture_image(raw / max(1.0, float(raw.max())), self.theme)
        outline = QPainterPath()
        outline.addRoundedRect(box, self.theme.px(4), self.theme.px(4))
        painter.setClipPath(outline)
        side = min(box.width() / columns, box.height() / rows)
        place = QRectF(0, 0, columns * side, rows * side)
        place.moveCenter(box.center())
        painter.drawImage(place, self._images[2], QRectF(0, sample * rows, columns, rows))
        painter.setClipping(False)

    def _answers(self, row: int) -> list[tuple[str, QColor, QFont]]:
        """The three answers: the truth bold, a right one in the colour of its run."""
        theme, wrong, samples = self.theme, self.theme.text("tertiary"), self._samples
        plain, bold = theme.font("caption", weight="medium"), theme.font("caption", weight="bold")
        assert samples.found is not None
        first, second = (
            theme.run_colour(colour) if better[samples.rows[row]] else wrong
            for colour, better in zip(samples.colours, samples.found.better, strict=True)
        )
        inks = (first, theme.text(), second)
        return [
            (text, ink, plain if ink == wrong else bold)
            for text, ink in zip(samples.said(row), inks, strict=True)
        ]

    def _paint_lines(self, painter: QPainter, row: int, box: QRectF, line: float) -> None:
        """The answers below one another, about the middle of the box."""
        top = box.center().y() - 1.5 * line
        for place, (text, ink, font) in enumerate(self._answers(row)):
            painter.setFont(font)
            painter.setPen(ink)
            paint_text(painter, QPointF(box.left(), top + (place + 0.5) * line), text, box.width())

    def _paint_said(self, painter: QPainter, row: int, box: QRectF, y: float) -> None:
        """The answers side by side."""
        theme, samples, third = self.theme, self._samples, box.width() / 3
        for place, (text, ink, font) in enumerate(self._answers(row)):
            painter.setFont(font)
            painter.setPen(ink)
            taken = min(QFontMetricsF(painter.font()).horizontalAdvance(text), third)
            left = box.left() + (third - taken) * (place / 2) + place * third
            inset = (3 - 3 * place) * theme.unit if samples.pictured else 0
            paint_text(painter, QPointF(left + inset, y), text, third)


def _short(value: float) -> str:
    """A value in about three digits: 0.42, 3.1, 128."""
    size = abs(value)
    return numbers.fitted(float(value), 0 if size >= 99.95 else 1 if size >= 9.995 else 2)
