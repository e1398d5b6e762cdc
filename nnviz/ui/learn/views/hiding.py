"""What a view must not show while the step asks for it, or while it has not been worked out yet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from nnviz.lessons.lesson import Predict
from nnviz.session.lesson_runner import StepShown
from nnviz.session.shown import Shown

_VALUE: Final = re.compile(r"\b([A-Za-z]\w*)\.(z|a)\b")
_MOMENT: Final = re.compile(r"\b(epoch|update)\s+(\d+)")
_LOSS: Final = re.compile(r"loss|error|accuracy|label|argmax")


@dataclass(frozen=True)
class Hidden:
    """Whether the ``sums`` of a layer, its ``outputs``, and what is measured of the network (``measured``)
    are not to be seen."""

    sums: bool = False
    outputs: bool = False
    measured: bool = False


def asked_now(told: StepShown | None, shown: Shown) -> str:
    """What the open question asks of the moment that is shown, as its truth is written; "" for nothing."""
    if told is None or told.phase != "ask" or told.question is None:
        return ""
    text = _truths(told.question)
    moments = _MOMENT.findall(text)
    here = {("epoch", shown.epoch if shown.snapshot.whole else -1), ("update", shown.update)}
    if moments and not any((unit, int(number)) in here for unit, number in moments):
        return ""
    return text


def _truths(asked: Predict) -> str:
    """The truth, or the claims of all options."""
    return " ; ".join([asked.truth, *(option.when for option in asked.options)])


def asks_count(told: StepShown | None) -> bool:
    """Whether it is asked how many there are of something."""
    asked = None if told is None or told.phase != "ask" else told.question
    return asked is not None and "count(" in _truths(asked)


def _begins(told: StepShown | None) -> bool:
    """Whether the step itself asks for a micro-step."""
    return told is not None and told.step.show.micro is not None


def hides_values(told: StepShown | None, shown: Shown) -> bool:
    """Whether the question asks what some neuron comes to now: then no sample is seen on its way."""
    return _VALUE.search(asked_now(told, shown)) is not None


def hidden_of(told: StepShown | None, shown: Shown, layer: int) -> Hidden:
    """What is hidden of the layer of that number among those with weights."""
    text, state = asked_now(told, shown), shown.snapshot.layers[layer]
    asked = {kind for name, kind in _VALUE.findall(text) if name == state.name}
    sums, outputs = "z" in asked, bool(asked)
    micro = shown.micro
    if micro is not None and micro.phase == "forward" and (micro.place or _begins(told)):
        # It is not that far yet; where nobody has begun to step, all is to be seen.
        cell = micro.cell
        before = cell.layer is None or cell.layer < state.place
        at_sum = cell.layer == state.place and cell.kind == "z"
        sums, outputs = sums or before, outputs or before or at_sum
    last = layer == len(shown.snapshot.layers) - 1
    return Hidden(sums, outputs, (outputs and last) or _LOSS.search(text) is not None)
