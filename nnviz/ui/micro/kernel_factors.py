"""The way from the loss through one place of a map to a weight of the kernel: factor by factor, numbered."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent

from nnviz.drawing.micro.kernel_blame import PlaceFactor, factor_words, precise
from nnviz.session.sentences import told
from nnviz.ui.micro.formula import mono_font
from nnviz.ui.micro.micro_parts import LEFT, RIGHT, draw_elided
from nnviz.ui.micro.paint_labels import paint_disc
from nnviz.ui.widgets.painted import PaintedWidget

_ROW = 25  # px at unit 1
_DISC, _NAME, _VALUE = 26, 62, 84


@dataclass(frozen=True)
class FactorRows:
    """The ``factors`` from the loss to the weight, ``where``, and what those that are known multiply to.

    ``numbered``: with the numbers that they have on the stage.
    """

    factors: tuple[PlaceFactor, ...]
    where: str
    product: float
    numbered: bool = True

    @property
    def known(self) -> tuple[PlaceFactor, ...]:
        return tuple(factor for factor in self.factors if factor.when != "next")


class KernelFactors(PaintedWidget):
    """A row for each factor, its number as on the stage, and below what is known multiplies to."""

    def __init__(self) -> None:
        super().__init__(row=True)
        self._rows: FactorRows | None = None
        self.setAccessibleName(self.tr("The factors at this place"))

    def show_rows(self, rows: FactorRows | None) -> None:
        """Show another way; None for nothing."""
        self._rows = rows
        texts = [
            f"{place}: {told(factor.words)}, {factor_words(factor)}"
            for place, factor in enumerate(() if rows is None else rows.factors, start=1)
            if factor.when != "next"
        ]
        self.setAccessibleDescription("; ".join(texts))
        self.updateGeometry()
        self.update()

    @property
    def _row(self) -> int:
        return max(self._theme.px(_ROW), round(self._theme.type_px("body") * 1.6))

    def sizeHint(self) -> QSize:
        rows = 0 if self._rows is None else len(self._rows.factors) + 1
        return QSize(self._theme.px(260), rows * self._row)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._rows is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place, factor in enumerate(self._rows.factors):
            self._paint_factor(painter, place, factor, numbered=self._rows.numbered)
        self._paint_product(painter, self._rows)
        painter.end()

    def _paint_factor(self, painter: QPainter, place: int, factor: PlaceFactor, *, numbered: bool) -> None:
        theme, row = self._theme, self._row
        box = QRectF(0, place * row, self.width(), row)
        disc = QRectF(0, box.center().y() - theme.px(9), theme.px(18), theme.px(18))
        if numbered:
            paint_disc(painter, theme, disc, place, "done" if factor.when == "now" else factor.when)
        known = factor.when != "next"
        font = theme.font("body", family="math")
        font.setItalic(True)
        painter.setFont(font)
        painter.setPen(theme.text() if known else theme.text("tertiary"))
        left = box.adjusted(theme.px(_DISC) if numbered else 0, 0, 0, 0)
        painter.drawText(left, LEFT, f"∂{factor.top}/∂{factor.bottom}")
        painter.setFont(theme.font("label", weight="semibold" if factor.when == "now" else "regular"))
        painter.setPen(theme.text("secondary"))
        words = left.adjusted(theme.px(_NAME), 0, -theme.px(_VALUE), 0)
        draw_elided(painter, words, LEFT, told(factor.words))
        painter.setFont(mono_font(theme, theme.type_px("body") * 1.04, "semibold"))
        painter.setPen(theme.gradient if known else theme.text("tertiary"))
        painter.drawText(box, RIGHT, factor_words(factor) if known else "·")

    def _paint_product(self, painter: QPainter, rows: FactorRows) -> None:
        theme, row, known, at = self._theme, self._row, rows.known, rows.where
        box = QRectF(0, len(rows.factors) * row, self.width(), row)
        painter.fillRect(QRectF(0, box.top(), box.width(), 1), theme.surface("hairline"))
        painter.setFont(theme.font("label"))
        painter.setPen(theme.text("tertiary"))
        if not known:
            draw_elided(painter, box, LEFT, at)
            return
        words = painter.font()
        painter.setFont(mono_font(theme, theme.type_px("body") * 1.15, "semibold"))
        painter.setPen(theme.text())
        total = precise(rows.product, sign=True)
        painter.drawText(box, RIGHT, total)
        room = painter.fontMetrics().horizontalAdvance(total) + theme.px(8)
        painter.setFont(mono_font(theme, theme.type_px("label")))
        painter.setPen(theme.gradient)
        product = " × ".join(factor_words(factor) for factor in known) + " ="
        wide = painter.fontMetrics().horizontalAdvance(product) + theme.px(8)
        if wide > box.width() - room:  # a long way has its factors above, all of them
            wide = 0
        else:
            painter.drawText(box.adjusted(0, 0, -room, 0), RIGHT, product)
        painter.setFont(words)
        painter.setPen(theme.text("tertiary"))
        draw_elided(painter, box.adjusted(0, 0, -room - wide, 0), LEFT, at)
