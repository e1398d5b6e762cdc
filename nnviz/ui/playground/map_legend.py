"""What the marks on the map mean, below it or beside it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication, QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QImage,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.data import Dataset
from nnviz.drawing.heat import MAP_STRENGTH, signed_table
from nnviz.drawing.look import MAX_CLASSES
from nnviz.drawing.numbers import fitted
from nnviz.drawing.plane.field import value_scale
from nnviz.drawing.plane.points import PARTS
from nnviz.ui.playground.map_points import paint_key
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.buttons import LinkButton
from nnviz.ui.widgets.painted import PaintedWidget

RAMP = 70  # px at unit 1
translate = QCoreApplication.translate


class MapLegend(PaintedWidget):
    """``●● train  ○○ test  ◎ wrong  — undecided line`` and how many are wrong; of a regression the ramp.

    Beside the map its entries stand one below the other, below it in one line.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dataset: Dataset | None = None
        self._wrong: tuple[int, int] | None = None  # of the training part, of the test part
        self._beside = False
        text = translate("MapLegend", "show only them")
        self.only = LinkButton(text, translate("MapLegend", "Pale all points that are answered right"))
        self.only.setParent(self)
        self.only.setCheckable(True)
        self.only.hide()

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.only.set_theme(theme)
        self._place()

    def set_dataset(self, dataset: Dataset | None) -> None:
        """Its classes or values are what is explained."""
        self._dataset = dataset
        self._tell()
        self.updateGeometry()

    def set_wrong(self, wrong: tuple[int, int] | None) -> None:
        """How many samples of the training and of the test part are answered wrong; None: not counted."""
        if wrong != self._wrong:
            room, self._wrong = self.sizeHint(), wrong
            self._tell()
            if self.sizeHint() != room:
                self.updateGeometry()

    def set_beside(self, beside: bool) -> None:
        """Whether it stands beside the map."""
        policy = QSizePolicy.Policy
        self.setSizePolicy(
            policy.Fixed if beside else policy.Expanding, policy.Expanding if beside else policy.Fixed
        )
        if beside != self._beside:
            self._beside = beside
            self._place()
            self.updateGeometry()
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def _place(self) -> None:
        """The filter stands below the counts, where there are wrong points and room beside the map."""
        self.only.resize(self.only.sizeHint())
        self.only.move(0, self.height() - self.only.height())
        wrong = self._wrong is not None and sum(self._wrong) > 0
        self.only.setVisible(self.only.isChecked() or (wrong and self._beside and not self._theme.projector))

    def _tell(self) -> None:
        self._place()
        told = translate("MapLegend", "Filled points: training part; hollow points: test part")
        self.setAccessibleName("; ".join([told, *self._counts()]))
        self.update()

    def _counts(self) -> list[str]:
        """``16 wrong``, ``7 of 207 train``, ``9 of 93 test``."""
        if self._wrong is None or self._dataset is None:
            return []
        train, test = self._wrong
        sizes = len(self._dataset.train_labels), len(self._dataset.test_labels)
        return [
            translate("MapLegend", "{n} wrong").format(n=train + test),
            translate("MapLegend", "{n} of {all} train").format(n=train, all=sizes[0]),
            translate("MapLegend", "{n} of {all} test").format(n=test, all=sizes[1]),
        ]

    @property
    def _line(self) -> float:
        return float(max(self._theme.px(16), round(self._theme.type_px(self._theme.room("caption")) * 1.4)))

    def size_for(self, *, beside: bool) -> QSize:
        """What it takes beside the map, or below it."""
        if not beside:
            return QSize(self._theme.px(200), round(self._line))
        metrics = QFontMetricsF(self._theme.font(self._theme.room("caption")))
        words = [*self._counts(), *self._words(), *self._ends()]
        widest = max((metrics.horizontalAdvance(text) for text in words), default=0.0)
        return QSize(round(widest) + self._theme.px(34), round(9 * self._line))

    def sizeHint(self) -> QSize:
        return self.size_for(beside=self._beside)

    def minimumSizeHint(self) -> QSize:
        size = self.sizeHint()
        return QSize(size.width(), 0) if self._beside else size

    @property
    def _regression(self) -> bool:
        return self._dataset is not None and self._dataset.kind == "regression"

    def _ends(self) -> list[str]:
        """The numbers at both ends of the ramp; none for classes."""
        if self._dataset is None or not self._regression:
            return []
        full = value_scale(self._dataset)
        return [fitted(-full, 2), fitted(full, 2, sign=True)]

    def _colors(self) -> list[QColor]:
        if self._regression or self._dataset is None:
            return [self._theme.text("secondary")]
        count = max(2, len(self._dataset.class_names))
        return [self._theme.class_colour(k, count) for k in range(min(count, MAX_CLASSES))]

    def _words(self) -> list[str]:
        """What its marks are called: training part, test part, wrong ones, the line."""
        words = [translate("MapLegend", "train"), translate("MapLegend", "test")]
        if not self._regression:
            words += [
                translate("MapLegend", "wrong"),
                translate("MapLegend", "undecided")
                if len(self._colors()) == 2
                else translate("MapLegend", "borders"),
            ]
        return words

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._dataset is None:
            return
        painter = QPainter(self)
        painter.setFont(self._theme.font(self._theme.room("caption")))
        if self._beside:
            self._paint_rows(painter)
        else:
            self._paint_line(painter)
        painter.end()

    def _paint_key(self, painter: QPainter, kind: int, x: float, y: float) -> float:
        """The mark of an entry; where it ends."""
        theme, colors = self._theme, self._colors()
        if kind < len(PARTS):
            return paint_key(painter, PARTS[kind], x, y, colors[: self._dots], theme)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if kind == len(PARTS):
            middle, unit = QPointF(x + 8 * theme.unit, y), theme.unit
            painter.setBrush(colors[0])
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawEllipse(middle, 3 * unit, 3 * unit)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.text(), 2 * unit))
            painter.drawEllipse(middle, 6 * unit, 6 * unit)
            return x + 16 * unit
        painter.setPen(QPen(theme.text(), 1.75 * theme.unit))
        painter.drawLine(QLineF(x, y, x + 18 * theme.unit, y))
        return x + 18 * theme.unit

    def _paint_rows(self, painter: QPainter) -> None:
        line, left = self._line * 1.25, 28 * self._theme.unit
        for row, word in enumerate(self._words()):
            middle = (row + 0.5) * line
            self._paint_key(painter, row, 0, middle)
            self._write(painter, word, left, middle)
        for row, end in enumerate(self._ends()):
            self._write(painter, end, 0, (3 + 1.6 * row) * line)
        if self._ends():
            self._paint_ramp(painter, 0, 3.8 * line)
        counts = self._counts()
        foot = self.height() - (0 if self.only.isHidden() else self.only.height() + self._theme.px(4))
        for row, text in enumerate(counts):
            bold = row == 0
            painter.setFont(
                self._theme.font(
                    self._theme.room("label" if bold else "caption"), weight="semibold" if bold else "regular"
                )
            )
            middle = foot - (len(counts) - row - 0.5) * self._line
            self._write(painter, text, 0, middle, "primary" if bold else "tertiary")

    @property
    def _dots(self) -> int:
        """Of how many classes a point stands before "train" and "test": of two where more leave no room for
        how many are wrong."""
        many = len(self._colors())
        if self._beside or many <= 2 or self._regression:
            return min(2, many)
        unit, role = self._theme.unit, self._theme.room("caption")
        metrics, bold = (QFontMetricsF(self._theme.font(role, weight=w)) for w in ("regular", "semibold"))
        keys = 2 * 11 * many + 16 + 18 + len(self._words()) * (5 + (9 if many > 4 else 14))
        words = sum(map(metrics.horizontalAdvance, self._words()))
        counts = sum(map(bold.horizontalAdvance, self._counts()[:1]))
        return many if keys * unit + words + counts <= self.width() else 2

    def _paint_line(self, painter: QPainter) -> None:
        x, middle = 0.0, self.height() / 2
        space = (9 if self._dots > 4 else 14) * self._theme.unit
        for kind, word in enumerate(self._words()):
            x = self._paint_key(painter, kind, x, middle) + 5 * self._theme.unit
            x = self._write(painter, word, x, middle) + space
        if ends := self._ends():
            x = self._write(painter, ends[0], x, middle) + 6 * self._theme.unit
            x = self._paint_ramp(painter, x, middle) + 6 * self._theme.unit
            self._write(painter, ends[1], x, middle)
        if counts := self._counts():
            painter.setFont(self._theme.font(self._theme.room("caption"), weight="semibold"))
            width = QFontMetricsF(painter.font()).horizontalAdvance(counts[0])
            if x + width <= self.width():
                self._write(painter, counts[0], self.width() - width - 1, middle, "primary")

    def _write(
        self, painter: QPainter, text: str, x: float, middle: float, colour: str = "tertiary"
    ) -> float:
        """``text`` from ``x`` on; where it ends."""
        metrics = QFontMetricsF(painter.font())
        width, height = metrics.horizontalAdvance(text), metrics.height()
        painter.setPen(self._theme.text(colour))
        box = QRectF(x, middle - height / 2, width + 2, height)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, text)
        return x + width

    def _paint_ramp(self, painter: QPainter, x: float, middle: float) -> float:
        """The colours of the map; where they end."""
        theme = self._theme
        table = np.ascontiguousarray(signed_table(theme.look, MAP_STRENGTH))
        image = QImage(table.data, len(table), 1, len(table) * 4, QImage.Format.Format_RGB32)
        height, length = 7 * theme.unit, (28 if self._beside else RAMP) * theme.unit
        ramp = QRectF(x, middle - height / 2, length, height)
        path = QPainterPath()
        path.addRoundedRect(ramp, height / 2, height / 2)
        painter.save()
        painter.setClipPath(path)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(ramp, image)
        painter.restore()
        return ramp.right()
