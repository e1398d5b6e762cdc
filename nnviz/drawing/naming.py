"""What inputs, neurons and layers are called."""

from __future__ import annotations

from nnviz.drawing.layout import is_picture, seen_shape
from nnviz.drawing.moment import Moment
from nnviz.drawing.part import Part
from nnviz.engine.activations import ACTIVATIONS
from nnviz.engine.formulas.own import shortened
from nnviz.said import translate


def activation_label(name: str) -> str:
    """How an activation is written: ReLU, softmax ..."""
    return ACTIVATIONS[name].label if name in ACTIVATIONS else shortened(name)


def function_letters(name: str, usual: str) -> str:
    """What stands before the brackets with its sum: ``usual`` of one that has a name, f of one typed."""
    return usual if name in ACTIVATIONS else "f"


def input_name(unit: int, moment: Moment) -> str:
    """What feature ``unit`` is called: its row and column in a picture, else its name if it has one."""
    shape = seen_shape(moment.input.shape)
    if is_picture(shape) and not moment.input.sequence:
        row, column = divmod(unit, shape[1])
        return translate("Diagram", "row {row} col {column}").format(row=row + 1, column=column + 1)
    if unit < len(moment.names.features):
        return moment.names.features[unit]
    return translate("Diagram", "input {number}").format(number=unit + 1)


def input_title(unit: int, moment: Moment) -> str:
    """The same where a sentence begins."""
    shape = seen_shape(moment.input.shape)
    if is_picture(shape) and not moment.input.sequence:
        row, column = divmod(unit, shape[1])
        return translate("Diagram", "Pixel row {row} col {column}").format(row=row + 1, column=column + 1)
    if unit < len(moment.names.features):
        return translate("Diagram", "Input {name}").format(name=moment.names.features[unit])
    return translate("Diagram", "Input {name}").format(name=unit + 1)


def map_name(part: Part, unit: int, moment: Moment) -> str:
    """What a map is called: ``Map 3 of conv 1``."""
    kind = part.kind.replace("_", " ")
    before = sum(other.kind == part.kind for other in moment.parts[: part.place])
    return translate("Diagram", "Map {number} of {kind} {layer}").format(
        number=unit + 1, kind=kind, layer=before + 1
    )


def neuron_name(layer: int, unit: int, moment: Moment) -> str:
    """What a neuron is called: ``Output 4``, ``Output``, ``Hidden neuron 6``, ``Hidden 2, neuron 6``,
    ``Map 3 of conv 1``."""
    columns = moment.columns
    if len(columns[layer].shape) > 1:
        return map_name(columns[layer], unit, moment)
    if layer == len(columns) - 1:
        if columns[-1].units == 1:
            return translate("Diagram", "Output")
        classes = moment.names.classes
        name = classes[unit] if unit < len(classes) else str(unit + 1)
        return translate("Diagram", "Output {name}").format(name=name)
    if len(columns) == 2:
        return translate("Diagram", "Hidden neuron {number}").format(number=unit + 1)
    return translate("Diagram", "Hidden {layer}, neuron {number}").format(layer=layer + 1, number=unit + 1)
