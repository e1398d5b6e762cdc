"""The point under the cursor: where it is, and what the network makes of it."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QWidget

from nnviz.data.dataset import Dataset
from nnviz.drawing.numbers import fitted, percent, plain
from nnviz.drawing.plane.field import value_scale
from nnviz.drawing.plane.words import class_colour_name
from nnviz.session.sentences import told
from nnviz.training.snapshot import Probe, Snapshot
from nnviz.ui.widgets.painted import PaintedWidget

Place = tuple[float, float]


class PointReadout(PaintedWidget):
    """Coordinates, and the output as a bar of shares, a bar for each class, or a value.

    The numbers are the shown snapshot's probe. Without a point a line says how to get one.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, row=True)
        self._place: Place | None = None
        self._probe: Probe | None = None
        self._probabilities = True
        self._classes = 2  # 0 for a regression
        self._full = 1.0  # the value at which bar and colour of a regression are full, as on the map
        self._hint = self.tr("Move over the map: every neuron shows how strongly it fires at that point.")
        self._tell()

    def show_point(self, place: Place | None) -> None:
        """Where the probed sample is on the plane; None for nowhere."""
        self._place = place
        self._tell()

    def show_snapshot(self, snapshot: Snapshot | None) -> None:
        """What the network makes of the point."""
        self._probe = None if snapshot is None else snapshot.probe
        self._probabilities = snapshot is None or snapshot.probabilities is not None
        self._tell()

    def set_dataset(self, dataset: Dataset) -> None:
        """Whether classes or values are asked for, and how many."""
        self._classes = 0 if dataset.kind == "regression" else len(dataset.class_names)
        self._full = value_scale(dataset)
        self.updateGeometry()
        self._tell()

    @property
    def shares(self) -> tuple[float, ...]:
        """What the network gives each class, probabilities or not; empty without a probe, and for values."""
        if self._probe is None or not self._classes:
            return ()
        output = [float(value) for value in self._probe.output]
        return (1 - output[0], output[0]) if len(output) == 1 else tuple(output)

    def _share_text(self, share: float) -> str:
        """Outputs that are no probabilities are numbers, and sum to anything."""
        return percent(share) if self._probabilities else plain(share)

    def _tell(self) -> None:
        self.setAccessibleName(self.tr("Point on the map: {0}").format(self._words()))
        self.update()

    def _words(self) -> str:
        if self._place is None or self._probe is None:
            return self.tr("none")
        x1, x2 = self._place
        said = ", ".join(
            f"{told(class_colour_name(i))} {self._share_text(share)}" for i, share in enumerate(self.shares)
        )
        value = plain(float(self._probe.output[0]), 3)
        return f"x₁ {plain(x1)}, x₂ {plain(x2)}, {said or value}"

    # ---- painting
    def _row(self) -> int:
        return self._theme.px(18)

    def _rows(self) -> int:
        """Rows of bars: so many that nothing moves when a point comes and goes."""
        return self._classes if self._classes > 2 else 2

    def sizeHint(self) -> QSize:
        px, metrics = self._theme.px, QFontMetrics(self._theme.font("caption"))
        hint = metrics.boundingRect(QRect(0, 0, px(220), 0), Qt.TextFlag.TextWordWrap, self._hint).height()
        return QSize(px(240), px(62) + self._rows() * self._row() + px(16) + max(2 * px(16), hint))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(160), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self._theme, self._theme.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        there = self._place is not None and self._probe is not None
        self._paint_place(painter, self._place if there else None)
        top = px(34)
        if there:
            assert self._probe is not None
            output = float(self._probe.output[0])
            if self._classes > 2:
                self._text(painter, 0, top, self.tr("The output here"))
                self._paint_bars(painter, top + px(24))
            else:
                self._text(painter, 0, top, self.tr("The output here"))
                share = self.shares[1] if self._classes else output
                self._number(painter, self.width(), top, plain(share, 3), "semibold")
                if self._classes:
                    self._paint_share(painter, top + px(24), share)
                else:
                    self._paint_value(painter, top + px(24), output)
        painter.setPen(theme.text("tertiary"))
        painter.setFont(theme.font("caption"))
        foot = top + px(28) + self._rows() * self._row() + px(8) if there else top
        box = QRectF(0, foot, self.width(), self.height() - foot)
        painter.drawText(box, int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop), self._hint)
        painter.end()

    def _paint_place(self, painter: QPainter, place: Place | None) -> None:
        theme, px = self._theme, self._theme.px
        half = self.width() // 2
        for index, name in enumerate(("x₁", "x₂")):
            painter.setPen(theme.text("secondary"))
            painter.setFont(theme.font("formula", family="math", italic=True))
            painter.drawText(QRectF(index * half, 0, px(30), px(26)), Qt.AlignmentFlag.AlignVCenter, name)
            number = "–" if place is None else plain(place[index])
            self._number(painter, index * half + px(76), px(4), number, "medium")

    def _text(self, painter: QPainter, x: float, y: float, text: str) -> None:
        painter.setPen(self._theme.text("secondary"))
        painter.setFont(self._theme.font("label"))
        painter.drawText(QRectF(x, y, self.width(), self._row()), Qt.AlignmentFlag.AlignVCenter, text)

    def _number(self, painter: QPainter, right: float, y: float, text: str, weight: str) -> None:
        painter.setPen(self._theme.text())
        painter.setFont(self._theme.font("label", family="mono", weight=weight))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(QRectF(right - self.width(), y, self.width(), self._row()), flags, text)

    def _paint_share(self, painter: QPainter, y: float, share: float) -> None:
        """One bar for two classes: the second from the left, the first from the right."""
        theme, px = self._theme, self._theme.px
        thick, cut = px(12), self.width() * share
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(0, y, self.width(), thick), thick / 2, thick / 2)
        painter.save()
        painter.setClipPath(shape)
        painter.fillRect(QRectF(0, y, self.width(), thick), theme.class_colour(0, 2))
        painter.fillRect(QRectF(0, y, cut, thick), theme.class_colour(1, 2))
        if 0 < share < 1:
            painter.fillRect(QRectF(cut - 1.5, y, 3, thick), theme.surface("panel"))
        painter.restore()
        painter.setFont(theme.font("caption", weight="medium"))
        below = QRectF(0, y + thick + px(4), self.width(), self._row())
        for index, part, side in (
            (1, share, Qt.AlignmentFlag.AlignLeft),
            (0, 1 - share, Qt.AlignmentFlag.AlignRight),
        ):
            painter.setPen(theme.ramp(1 if index else -1, 7 if theme.name == "dark" else 8))
            text = f"{percent(part)} {told(class_colour_name(index))}"
            painter.drawText(below, side | Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_bars(self, painter: QPainter, y: float) -> None:
        """A bar for each class, the longest the answer."""
        theme, px = self._theme, self._theme.px
        left, right = px(52), px(44)
        room = self.width() - left - right
        answer = max(range(len(self.shares)), key=self.shares.__getitem__)
        for index, share in enumerate(self.shares):
            row = QRectF(0, y + index * self._row(), self.width(), self._row())
            painter.setPen(theme.text("primary" if index == answer else "secondary"))
            painter.setFont(theme.font("caption", weight="semibold" if index == answer else "medium"))
            painter.drawText(row, Qt.AlignmentFlag.AlignVCenter, told(class_colour_name(index)))
            painter.drawText(
                row, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, self._share_text(share)
            )
            bar = QRectF(left, row.center().y() - px(4), room, px(8))
            painter.fillRect(bar, theme.surface("pressed"))
            bar.setWidth(room * min(1.0, max(0.0, share)))
            painter.fillRect(bar, theme.class_colour(index, self._classes))

    def _paint_value(self, painter: QPainter, y: float, value: float) -> None:
        """A bar from the middle: right of it above nought, left below; full where the map's colour is."""
        theme, px = self._theme, self._theme.px
        thick, half = px(12), self.width() / 2
        painter.fillRect(QRectF(0, y, self.width(), thick), theme.surface("hover"))
        share = value / self._full
        reach = half * min(1.0, abs(share)) if value == value else 0.0
        painter.fillRect(QRectF(half if value > 0 else half - reach, y, reach, thick), theme.signed(share))
        painter.fillRect(QRectF(half - 0.5, y - 2, 1, thick + 4), theme.surface("outline"))
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.text("secondary"))
        below = QRectF(0, y + thick + px(4), self.width(), self._row())
        for text, side in (
            (fitted(-self._full, 2), Qt.AlignmentFlag.AlignLeft),
            ("0", Qt.AlignmentFlag.AlignHCenter),
            (fitted(self._full, 2, sign=True), Qt.AlignmentFlag.AlignRight),
        ):
            painter.drawText(below, side | Qt.AlignmentFlag.AlignVCenter, text)
