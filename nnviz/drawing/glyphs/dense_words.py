"""What is said of a neuron of a dense layer."""

from __future__ import annotations

from nnviz.drawing.moment import Moment, never_fires
from nnviz.drawing.naming import activation_label, input_title, neuron_name
from nnviz.drawing.numbers import fitted, percent
from nnviz.drawing.part import Part
from nnviz.said import Sentence, translate
from nnviz.training.receptive import reached


def describe(part: Part, unit: int, moment: Moment) -> tuple[str, tuple[str, ...]]:
    """Its sum, activation and bias."""
    title = translate("Diagram", "{neuron}, {activation}").format(
        neuron=neuron_name(part.index, unit, moment), activation=activation_label(part.activation)
    )
    bias = fitted(float(part.parameters["bias"][unit]), 2, sign=True)
    said: list[str] = [translate("Diagram", "bias {value}").format(value=bias)]
    if "a" in part.values:
        a = float(part.values["a"][unit])
        shown = percent(a) if part.activation == "softmax" else fitted(a, 3)
        z = fitted(float(part.values["z"][unit]), 3, sign=True)
        said = [f"z = {z}", f"a = {shown}", *said]
    if not part.last and never_fires(part)[unit]:
        said.append(translate("Diagram", "0 for all test samples looked at"))
    return title, tuple(said)


def describe_input(part: Part, unit: int, moment: Moment) -> tuple[str, tuple[str, ...]]:
    """What enters there."""
    title = input_title(unit, moment)
    if "a" not in part.values:
        return title, (translate("Diagram", "no sample"),)
    value = fitted(float(part.values["a"].ravel()[unit]), 3)
    said = [translate("Diagram", "enters as {value}").format(value=value)]
    first = moment.parts[part.place + 1] if len(moment.parts) > 1 else part
    if first.layer is not None and len(first.shape) > 1 and len(first.input_shape) == 3:
        said.append(_windows_words(part, unit, first))
    return title, tuple(said)


def _windows_words(part: Part, unit: int, first: Part) -> Sentence:
    """In how many windows of the first layer a pixel is."""
    assert first.layer is not None
    rows, columns = part.shape[-2:]
    fields = reached([first.layer], *divmod(unit % (rows * columns), columns))
    count = len(fields[0].rows) * len(fields[0].columns) if fields else 0
    if count == 1:
        return translate("Diagram", "in 1 window of the first layer")
    return translate("Diagram", "in {count} windows of the first layer").format(count=count)
