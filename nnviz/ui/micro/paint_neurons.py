"""Paints the neurons of a micro-step: inputs, capsules z | a, folds, the loss."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from nnviz.drawing import numbers
from nnviz.drawing.micro.micro_state import MicroState
from nnviz.drawing.micro.stage_plan import Column
from nnviz.session.sentences import told
from nnviz.training.chain import Symbol
from nnviz.training.micro_batch import Passed
from nnviz.ui.micro.formula import Pen, mono_font
from nnviz.ui.micro.paint_edges import Canvas
from nnviz.ui.theme import Theme, with_alpha

translate = QCoreApplication.translate
HALF_GAP = 4.0  # px at unit 1 left free at both sides of a number in its half of a neuron
_CENTRE = Qt.AlignmentFlag.AlignCenter


def paint_neurons(painter: QPainter, canvas: Canvas) -> None:
    """Inputs, capsules, folds and the loss."""
    plan = canvas.plan
    for column in plan.columns:
        for unit in column.units:
            if column.layer < 0:
                _paint_input(painter, canvas, unit)
            else:
                _paint_capsule(painter, canvas, column.layer, unit)
        if column.folded:
            _paint_fold(painter, canvas, column)
        _paint_passed(painter, canvas, column)
    _paint_loss(painter, canvas)


def _ring(canvas: Canvas, layer: int, unit: int) -> tuple[QColor, bool]:
    """(colour of the border, whether it glows)."""
    state, theme, cell = canvas.state, canvas.theme, canvas.state.micro.cell
    if state.micro.phase == "forward":
        here = cell.layer == layer or (cell.kind == "input" and layer < 0)
        quiet = theme.surface("outline"), False
        return (theme.accent(), unit == state.unit(layer)) if here else quiet
    if state.micro.phase != "backward":
        return theme.surface("outline"), False
    if state.path.units.get(layer) != unit:
        lit = {"slope": theme.accent(), "dz": theme.gradient}.get(cell.kind)
        if lit is None or cell.layer != layer:
            return theme.surface("outline"), False
        return with_alpha(lit, 0.6), False
    if cell.layer == layer and cell.kind == "slope":
        return theme.accent(), True
    past = [
        factor.place.layer
        for factor, when in zip(state.factors, state.whens, strict=True)
        if factor.kind in ("slope", "logit") and when != "next"
    ]
    if layer in past:
        return theme.gradient, layer == min(past)
    return theme.surface("outline"), False


def _border(painter: QPainter, canvas: Canvas, path: QPainterPath, ring: tuple[QColor, bool]) -> None:
    color, glows = ring
    unit = canvas.plan.unit
    lit = color != canvas.theme.surface("outline")
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if glows:
        for width, alpha in ((22, 0.05), (15, 0.08), (9, 0.14)):
            painter.setPen(QPen(with_alpha(color, alpha), width * unit))
            painter.drawPath(path)
    painter.setPen(QPen(color, (2.5 if lit else 1.5) * min(1.6, unit)))
    painter.drawPath(path)


def _paint_input(painter: QPainter, canvas: Canvas, unit: int) -> None:
    plan, theme, state = canvas.plan, canvas.theme, canvas.state
    box = canvas.box(-1, unit)
    value = float(state.micro.batch.layers[0].entering[state.micro.example, unit])
    picture = canvas.state.micro.dataset.train_features.min() >= 0
    ground = theme.pixel(value) if picture else theme.signed(0.86 * max(-1.0, min(1.0, value / 2)))
    path = QPainterPath()
    path.addEllipse(box)
    painter.fillPath(path, ground)
    _border(painter, canvas, path, _ring(canvas, -1, unit))
    text = numbers.plain(value, 0) if value == round(value) else numbers.plain(value, 2)
    size = (19 if len(text) <= 2 else 14, 13 if len(text) <= 2 else 11, 10)[plan.level] * plan.unit
    painter.setFont(_fitting_font(theme, size, text, box.width() - 5 * plan.unit))
    painter.setPen(ink_on(ground, theme))
    painter.drawText(box, _CENTRE, text)
    if plan.level == 0:
        name = Pen(theme, state.symbols, 19 * plan.unit, theme.text()).symbol(Symbol("x", -1, unit))
        name.paint(painter, box.center().x() - name.width / 2, box.top() - 11 * plan.unit)


def _paint_capsule(painter: QPainter, canvas: Canvas, layer: int, unit: int) -> None:
    plan, theme, state = canvas.plan, canvas.theme, canvas.state
    box = canvas.box(layer, unit)
    layers = state.micro.batch.layers
    z, a = (float(values[state.micro.example, unit]) for values in (layers[layer].z, layers[layer].a))
    knows_a = state.knows("a", layer)
    path = QPainterPath()
    radius = min(box.height(), box.width()) / 2 if not plan.tall else 12 * plan.unit
    path.addRoundedRect(box, radius, radius)
    painter.fillPath(path, theme.surface("raised"))
    left, right = QRectF(box), QRectF(box)
    if plan.tall:
        left.setHeight(box.height() / 2)
        right.setTop(left.bottom())
    else:
        left.setWidth(box.width() / 2)
        right.setLeft(left.right())
    ground = theme.signed(max(-1.0, min(1.0, a)) * 0.86) if knows_a else theme.surface("raised")
    if knows_a:
        painter.save()
        painter.setClipPath(path)
        painter.fillRect(right, ground)
        painter.restore()
    _border(painter, canvas, path, _ring(canvas, layer, unit))
    letter = Symbol("y" if layer == state.micro.batch.answering else "a", layer, unit)
    z_text = numbers.fitted(z, 2) if state.knows("z", layer) else "·"
    a_text = numbers.fitted(a, 2) if knows_a else "·"
    _half(painter, canvas, left, Symbol("z", layer, unit), z_text, (theme.text("tertiary"), theme.text()))
    color = ink_on(ground, theme) if knows_a else theme.text("tertiary")
    _half(painter, canvas, right, letter, a_text, (color, color))


def _half(
    painter: QPainter, canvas: Canvas, box: QRectF, symbol: Symbol, text: str, colors: tuple[QColor, QColor]
) -> None:
    """A letter above its number; in the smallest capsules the number alone."""
    plan, theme = canvas.plan, canvas.theme
    lines = box.height() >= 40 * plan.unit
    size = (14 if plan.level == 0 else 12) * plan.unit
    painter.setFont(_fitting_font(theme, size, text, box.width() - 2 * HALF_GAP * plan.unit))
    painter.setPen(colors[1])
    middle = box.center()
    # The round ends of a lying capsule leave more room towards its middle.
    shift = 0.0 if plan.tall else (1.5 if symbol.letter == "z" else -1.5) * plan.unit
    if not lines:
        painter.drawText(box.translated(shift, 0), _CENTRE, text)
        return
    low = box.adjusted(0, box.height() * 0.28, 0, 0).translated(shift, 0)
    painter.drawText(low, _CENTRE, text)
    pen = Pen(theme, canvas.state.symbols, (15 if plan.level == 0 else 12.5) * plan.unit, colors[0])
    letter = pen.text("z") if symbol.letter == "z" else pen.symbol(symbol)
    letter.paint(painter, middle.x() + shift - letter.width / 2, box.top() + box.height() * 0.36)


def _fitting_font(theme: Theme, size: float, text: str, room: float) -> QFont:
    """The font of numbers, smaller where ``text`` would be wider than ``room``."""
    font = mono_font(theme, size, "semibold")
    while QFontMetricsF(font).horizontalAdvance(text) > room and font.pixelSize() > 8:
        font.setPixelSize(font.pixelSize() - 1)
    return font


def ink_on(ground: QColor, theme: Theme) -> QColor:
    """What can be read on that ground."""
    bright = 0.2126 * ground.redF() + 0.7152 * ground.greenF() + 0.0722 * ground.blueF()
    dark, light = QColor("#180B00"), QColor("#FFFFFF")
    return dark if bright > 0.45 else light


def _paint_fold(painter: QPainter, canvas: Canvas, column: Column) -> None:
    plan, theme = canvas.plan, canvas.theme
    box = QRectF(*plan.fold_box(column))
    painter.setPen(QPen(theme.surface("outline"), 1, Qt.PenStyle.DashLine))
    painter.setBrush(theme.surface("raised"))
    painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
    painter.setFont(mono_font(theme, 12 * plan.unit))
    painter.setPen(theme.text("secondary"))
    painter.drawText(box, _CENTRE, f"+{column.folded}")


def _paint_passed(painter: QPainter, canvas: Canvas, column: Column) -> None:
    """Chips above a column for the dropout or batch normalisation that follows it."""
    theme, micro = canvas.theme, canvas.state.micro
    painter.setFont(theme.font("caption"))
    for passed, box in passed_boxes(canvas, column):
        now = any(step.layer == passed.index for step in micro.cell.steps)
        painter.setPen(QPen(theme.accent() if now else theme.surface("outline"), 2 if now else 1))
        painter.setBrush(theme.accent("quiet") if now else theme.surface("raised"))
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        painter.setPen(theme.accent() if now else theme.text("secondary"))
        painter.drawText(box, _CENTRE, told(passed.label))


def passed_boxes(canvas: Canvas, column: Column) -> list[tuple[Passed, QRectF]]:
    """Where the chips of what follows a column stand: dropout, batch normalisation ...

    Those of what comes before the first column stand side by side, in the order in which it is gone through.
    """
    plan, metrics = canvas.plan, QFontMetricsF(canvas.theme.font("caption"))
    top = min(column.ys) - plan.capsule[1] / 2 - 30 * plan.unit
    found: list[tuple[Passed, QRectF]] = []
    several = column.layer < 0 and len(canvas.state.passed(column.layer)) > 1
    for i, passed in enumerate(canvas.state.passed(column.layer)):
        width = metrics.horizontalAdvance(told(passed.label)) + 14 * plan.unit
        x = min(max(2.0, column.x - width / 2 + plan.capsule[0] / 2), plan.width - width)
        y = top - i * 24 * plan.unit
        if several:
            x, y = (found[-1][1].right() + 6 * plan.unit if found else 14 * plan.unit), top
        found.append((passed, QRectF(x, y, width, 20 * plan.unit)))
    return found


def _paint_loss(painter: QPainter, canvas: Canvas) -> None:
    plan, theme, state = canvas.plan, canvas.theme, canvas.state
    box, known = QRectF(*plan.loss_box()), state.knows("loss", None)
    path = QPainterPath()
    path.addRoundedRect(box, 12 * plan.unit, 12 * plan.unit)
    painter.fillPath(path, theme.gradient_quiet)
    here = state.micro.phase == "loss"
    _border(painter, canvas, path, (theme.accent() if here else theme.gradient, here))
    pen = Pen(theme, state.symbols, 18 * plan.unit, theme.gradient)
    letter = pen.text("L")
    letter.paint(painter, box.center().x() - letter.width / 2, box.center().y() - 8 * plan.unit)
    text = numbers.fitted(state.micro.batch.example_loss(state.micro.example), 3) if known else "·"
    painter.setFont(_fitting_font(theme, 14 * plan.unit, text, box.width() - 4))
    painter.setPen(theme.text())
    painter.drawText(box.adjusted(0, box.height() * 0.35, 0, 0), _CENTRE, text)
    painter.setFont(theme.font("caption"))
    painter.setPen(theme.text("tertiary"))
    painter.drawText(target_box(canvas), _CENTRE, target_text(state))


def target_box(canvas: Canvas) -> QRectF:
    """Where the target is told, under the loss."""
    plan, theme = canvas.plan, canvas.theme
    box = QRectF(*plan.loss_box())
    wide = QFontMetricsF(theme.font("caption")).horizontalAdvance(target_text(canvas.state))
    left = min(box.center().x() - wide / 2, plan.width - wide - 4 * plan.unit)
    return QRectF(left, box.bottom() + 6 * plan.unit, wide + 2, 24 * plan.unit)


def target_text(state: MicroState) -> str:
    """``target 1 (amber)``; of several outputs the class that is right, or all the values asked for."""
    target = state.micro.batch.targets[state.micro.example]
    names = state.micro.classes
    if len(target) == 1:
        value = float(target[0])
        shown = numbers.plain(value, 0) if value == round(value) else numbers.fitted(value, 2)
        if len(names) == 2 and shown in ("0", "1") and names[int(value)] != shown:
            shown = f"{shown} ({told(names[int(value)])})"
    elif names:
        shown = told(names[int(target.argmax())])
    else:
        shown = ", ".join(numbers.fitted(float(value), 1) for value in target[:3]) + (
            "…" if len(target) > 3 else ""
        )
    if state.micro.batch.rule.opposed:
        return translate("MicroStage", "target of D {value}").format(value=shown)
    return translate("MicroStage", "target {value}").format(value=shown)
