"""Lines of mathematics with the numbers put in, and lines of plain facts."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QLineF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen

from nnviz.drawing.inspector.content import Formula
from nnviz.session.sentences import told
from nnviz.ui.plain import plain_tip
from nnviz.ui.widgets.painted import PaintedWidget

_PITCH = 25
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


class _Lines(PaintedWidget):
    """Lines of equal height, without room for more or fewer."""

    def __init__(self) -> None:
        super().__init__(row=True)

    def _count(self) -> int:
        raise NotImplementedError

    def _pitch(self) -> int:
        return max(self._theme.px(_PITCH), round(self._theme.type_px("formula") * 1.5))

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(240), self._count() * self._pitch())


class FormulaRows(_Lines):
    """``z = Σ w·x + b    1.780 + 0.101    +1.882``, a line each, below a hairline; hidden without any."""

    def __init__(self) -> None:
        super().__init__()
        self.hide()
        self._formulas: tuple[Formula, ...] = ()

    def show_formulas(self, formulas: tuple[Formula, ...]) -> None:
        formulas = tuple(replace(f, middle=told(f.middle), value=told(f.value)) for f in formulas)
        if formulas == self._formulas:
            return
        changed = len(formulas) != len(self._formulas)
        self._formulas = formulas
        self.setVisible(bool(formulas))
        if changed:
            self.updateGeometry()
        self.update()

    def _count(self) -> int:
        return len(self._formulas)

    def _fonts(self) -> tuple[QFont, QFont, QFont]:
        """Of the left side, the numbers put in, and the result."""
        theme = self._theme
        left = theme.font("formula", family="math", italic=True)
        value = theme.font("number", weight="semibold", family="mono")
        for font in (left, value):
            font.setPixelSize(round(15 * theme.type_px("body") / 13))
        return left, theme.font("caption", family="mono"), value

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, pitch = self._theme, self._pitch()
        painter = QPainter(self)
        painter.setPen(QPen(theme.surface("hairline"), theme.line("hairline")))
        painter.drawLine(QLineF(0, 0.5, self.width(), 0.5))
        left_font, middle_font, value_font = self._fonts()
        # The results stand in one column as wide as M1's, or as wide as the widest.
        widest = max(
            (QFontMetricsF(value_font).horizontalAdvance(f.value) for f in self._numbers()), default=0.0
        )
        value_width = max(widest + theme.px(8), theme.px(72))
        for i, formula in enumerate(self._formulas):
            box = QRectF(0, i * pitch, self.width(), pitch)
            painter.setFont(left_font)
            painter.setPen(theme.text("secondary"))
            painter.drawText(box, _LEFT, formula.left)
            if formula.kind == "hint":
                painter.setFont(theme.font("caption"))
                painter.setPen(theme.text("tertiary"))
                painter.drawText(box, _RIGHT, formula.value)
                continue
            painter.setFont(value_font)
            painter.setPen(theme.gradient if formula.kind == "gradient" else theme.text())
            painter.drawText(box, _RIGHT, formula.value)
            room = box.width() - QFontMetricsF(left_font).horizontalAdvance(formula.left) - theme.px(8)
            room -= value_width
            painter.setFont(middle_font)
            painter.setPen(theme.text("tertiary"))
            middle = QFontMetricsF(middle_font).elidedText(formula.middle, Qt.TextElideMode.ElideRight, room)
            painter.drawText(box.adjusted(0, 0, -value_width, 0), _RIGHT, middle)
        painter.end()

    def _numbers(self) -> list[Formula]:
        return [formula for formula in self._formulas if formula.kind != "hint"]


class FactRows(_Lines):
    """A name at the left and what it is at the right, a line each; hidden without any."""

    def __init__(self) -> None:
        super().__init__()
        self.hide()
        self._facts: tuple[tuple[str, str], ...] = ()

    def show_facts(self, facts: tuple[tuple[str, str], ...]) -> None:
        facts = tuple((told(name), told(value)) for name, value in facts)
        if facts == self._facts:
            return
        changed = len(facts) != len(self._facts)
        self._facts = facts
        self.setVisible(bool(facts))
        self.setToolTip(plain_tip("\n".join(f"{name}: {value}" for name, value in facts)))
        if changed:
            self.updateGeometry()
        self.update()

    def _count(self) -> int:
        return len(self._facts)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, pitch = self._theme, self._pitch()
        plain, bold = theme.font("label"), theme.font("label", weight="medium")
        names, values, gap = QFontMetricsF(plain), QFontMetricsF(bold), theme.px(8)
        painter = QPainter(self)
        for i, (name, value) in enumerate(self._facts):
            box = QRectF(0, i * pitch, self.width(), pitch)
            room = box.width() - gap - min(values.horizontalAdvance(value), 0.4 * box.width())  # for the name
            name = names.elidedText(name, Qt.TextElideMode.ElideRight, room)
            painter.setFont(plain)
            painter.setPen(theme.text("tertiary"))
            painter.drawText(box, _LEFT, name)
            room = box.width() - names.horizontalAdvance(name) - gap
            painter.setFont(bold)
            painter.setPen(theme.text())
            painter.drawText(box, _RIGHT, values.elidedText(value, Qt.TextElideMode.ElideMiddle, room))
        painter.end()
