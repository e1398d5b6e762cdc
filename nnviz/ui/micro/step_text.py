"""The words and formulas of a micro-step in the language of the window, as text and as boxes."""

from __future__ import annotations

import re
from collections.abc import Callable

from PySide6.QtGui import QFont

from nnviz.drawing.micro.factor_words import number, sentences, short
from nnviz.drawing.micro.micro_state import MicroState, source_symbol
from nnviz.engine.activations import ACTIVATIONS
from nnviz.engine.formulas.own import shortened
from nnviz.said import translate
from nnviz.session.sentences import told
from nnviz.training.chain import Factor, Symbol
from nnviz.training.micro import Micro
from nnviz.ui.micro.formula import Box, Pen, Row, Text

_TOKEN = re.compile(r"\{(\w+)\}")
_LOSSES = {  # of one output, and of several
    "mse": ("L = (ŷ − y)²", "L = 1/k Σ (ŷ − y)²"),
    "half_squared_error": ("L = ½ (ŷ − y)²", "L = ½ Σ (ŷ − y)²"),
    "binary_crossentropy": ("L = −y log ŷ − (1−y) log(1−ŷ)", "L = −1/k Σ y log ŷ + (1−y) log(1−ŷ)"),
    "categorical_crossentropy": ("L = −log ŷ", translate("Micro", "L = −log ŷ of the right class")),
    "huber": ("L = ½ e², or |e| − ½ beyond 1", "L = 1/k Σ ½ e², or |e| − ½ beyond 1"),
    "opposite_binary_crossentropy": (
        "L = y log ŷ + (1−y) log(1−ŷ)",
        "L = 1/k Σ y log ŷ + (1−y) log(1−ŷ)",
    ),
    "score": ("L = (1 − 2y) ŷ", "L = 1/k Σ (1 − 2y) ŷ"),
    "mae": ("L = |ŷ − y|", "L = 1/k Σ |ŷ − y|"),
}


def sentence_boxes(factor: Factor, state: MicroState, pen: Pen, font: QFont) -> list[list[Box]]:
    """The sentences of a factor, word by word in this ``font``, the symbols by the ``pen``."""
    color = pen.color
    outputs = state.micro.batch.answer_count
    symbols: dict[str, Box] = {
        "top": pen.symbol(factor.top),
        "bottom": pen.symbol(factor.bottom),
        "source": pen.symbol(source_symbol(factor)),
        "value": pen.number(number(factor.value)),
        "n": Text(str(state.micro.batch.n), font, color),
        "k": Text(str(outputs), font, color),
        "all": Text(str(state.micro.batch.n * outputs), font, color),
    }
    return [
        _boxes(told(sentence), symbols, lambda text: Text(text, font, color))
        for sentence in sentences(factor, state.micro)
    ]


def short_boxes(factor: Factor, state: MicroState, pen: Pen, font: QFont) -> list[Box]:
    """A few words of it, likewise."""
    symbols = {state.symbols.plain(one): one for one in (factor.top, factor.bottom, source_symbol(factor))}
    words = told(short(factor, state)).split(" ")
    return [pen.symbol(symbols[word]) if word in symbols else Text(word, font, pen.color) for word in words]


def _boxes(template: str, symbols: dict[str, Box], plain: Callable[[str], Box]) -> list[Box]:
    """The words of a sentence, with {names} replaced by boxes."""
    found: list[Box] = []
    for word in template.split(" "):
        parts = [part for part in re.split(r"(\{\w+\})", word) if part]
        boxes = [symbols[part[1:-1]] if _TOKEN.fullmatch(part) else plain(part) for part in parts]
        found.append(boxes[0] if len(boxes) == 1 else Row(boxes))
    return found


def formula(state: MicroState, pen: Pen) -> Box:
    """The formula of the present step, large."""
    micro, cell = state.micro, state.micro.cell
    if cell.kind == "loss":
        return loss_formula(micro.batch.rule.name, pen, micro.batch.answer_count)
    if cell.kind == "update":
        return pen.row(
            pen.text("w"),
            pen.text("←"),
            pen.text("w"),
            pen.text("−"),
            pen.text(told(translate("Micro", "step"))),
            gap=0.35,
        )
    if cell.kind == "input":
        return pen.row(pen.symbol(Symbol("x", -1, 0)), pen.text(", …"), gap=0.0)
    layer = cell.layer or 0
    unit = state.unit(max(0, layer))
    z, a = Symbol("z", layer, unit), state.activation_symbol(layer, unit)
    if cell.kind == "z":
        x = "x" if layer == 0 else "h"
        return pen.row(
            pen.symbol(z), pen.text("="), pen.text(f"Σ w·{x}"), pen.text("+"), pen.text("b"), gap=0.35
        )
    if cell.kind == "passed" and micro.maps_layer is not None:
        return pen.text(maps_formula(micro))
    if cell.kind == "passed":
        return pen.row(pen.symbol(a), pen.text("→"), pen.symbol(a), gap=0.35)
    function = _function(micro.batch.layers[layer].activation.name, pen, z)
    return pen.row(pen.symbol(a), pen.text("="), function, gap=0.35)


def maps_formula(micro: Micro) -> str:
    """How the quantity of a layer of maps that is worked out now follows."""
    step = micro.cell.steps[0]
    layer = micro.batch.learner.layers[step.layer or 0]
    part = next((one.part for one in layer.quantities if one.name == step.kind), "")
    if part == "sum":
        return "z = Σ w·x + b" if len(layer.parameters) > 1 else "z = Σ w·x"
    if part == "gives" and layer.spec.weighted:
        return "a = f(z)"
    if part == "gives":
        largest = any(quantity.part == "taken" for quantity in layer.quantities)
        return "a = max x" if largest else "a = Σ x / n"
    if part == "taken":
        return told(translate("Micro", "Which x is the largest?"))
    return told(translate("Micro", "x in the window"))


def _function(name: str, pen: Pen, z: Symbol) -> Box:
    if name == "sigmoid":
        return pen.fraction(pen.text("1"), pen.row(pen.text("1 + "), pen.power("e", "−", z), gap=0.0))
    if name == "softmax":
        power, all_powers = pen.power("e", "", z), pen.power("e", "", Symbol("z"))
        return pen.fraction(power, pen.row(pen.text("Σ "), all_powers, gap=0.0))
    if name == "linear":
        return pen.symbol(z)
    if name not in ACTIVATIONS:
        return pen.text(shortened(name))
    called = "max(0, " if name == "relu" else f"{name}("
    return pen.row(pen.text(called), pen.symbol(z), pen.text(")"), gap=0.0)


def loss_formula(name: str, pen: Pen, outputs: int) -> Box:
    """The loss of one example."""
    if name not in _LOSSES:  # one's own, with y for ŷ and t for y, as it is typed
        own = shortened(name)
        return pen.text(f"L = 1/k Σ {own}" if outputs > 1 else f"L = {own}")
    return pen.text(told(_LOSSES[name][outputs > 1]))


def fitting(made: Callable[[float], Box], size: float, room: float) -> Box:
    """What is ``made`` in the largest letters, of ``size`` px at most, that fit into ``room``."""
    box = made(size)
    while box.width > room and size > 10:
        size -= 1
        box = made(size)
    return box
