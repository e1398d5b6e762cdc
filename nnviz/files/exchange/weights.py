"""Weights that lie in a file by name, without a word of what is between them: what is said, or asked for."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from nnviz.engine import LayerSpec
from nnviz.engine.activations import activation as find_activation
from nnviz.files.exchange.brought import Brought, NotSaidError, Wanted
from nnviz.files.exchange.gates import GATES, recurrent_layer
from nnviz.files.exchange.stack import Stack
from nnviz.said import translate
from nnviz.training.settings import read_layers

Array = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Group:
    """The weights of one layer: its ``kind`` as nnviz calls it, its ``arrays`` named and ordered as here."""

    name: str
    kind: str
    arrays: Mapping[str, Array]

    @property
    def outputs(self) -> int:
        """How many features leave it."""
        weights = self.arrays.get("weights")
        if self.kind == "dense" and weights is not None:
            return int(weights.shape[1])
        if weights is not None:
            return int(weights.shape[0])
        states = [name for name in self.arrays if name.endswith("state_weights")]
        if states:
            return sum(int(self.arrays[name].shape[0]) for name in states)
        return int(next(iter(self.arrays.values())).shape[0])

    @property
    def inputs(self) -> int | None:
        """How many features enter it; None where any number that comes does."""
        weights = self.arrays.get("weights", self.arrays.get("input_weights"))
        if weights is None:
            return self.outputs
        return int(weights.shape[1] if self.kind.startswith("conv") else weights.shape[0])


_NORMS = ("batch_norm", "layer_norm")
#: In names that say nothing of the order, what stands before what: dense layers come last.
_RANK = {"conv": 0, "conv1d": 0, "lstm": 0, "gru": 0, "rnn": 0, "bidirectional": 0, "embedding": 0}


def _number(group: Group) -> str:
    """The last number in its name."""
    return str((re.findall(r"\d+", group.name) or [""])[-1])


def natural(name: str) -> tuple[Any, ...]:
    """A name as it is put in order: “layer10” after “layer2”."""
    return tuple(
        (0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.split(r"(\d+)", name) if part
    )


def ordered(groups: Sequence[Group]) -> tuple[Group, ...]:
    """The groups as they follow from one another: by number, or else by what fits what."""
    if all(re.fullmatch(r"(.*\.)?\d+", group.name) for group in groups):
        return tuple(sorted(groups, key=lambda group: natural(group.name)))
    left = sorted(groups, key=lambda group: (_RANK.get(group.kind, 1), natural(group.name)))
    found: list[Group] = []
    while left:
        last = found[-1] if found else None
        fitting = [one for one in left if last is None or one.inputs == last.outputs]
        norms = [one for one in fitting if one.kind in _NORMS and last and _number(one) == _number(last)]
        taken = (norms or fitting or left)[0]
        found.append(taken)
        left.remove(taken)
    return tuple(found)


def network_of(groups: Sequence[Group], wanted: Wanted, told: Sequence[str] = (), **about: Any) -> Brought:
    """The network of these weights, one layer after another; between them what ``wanted`` says.

    Raises ``ValueError`` with one sentence for what does not fit, and where something has to be said first.
    """
    if not groups:
        raise ValueError(translate("Exchange", "It holds no weights with names that are known here."))
    if not any(group.kind == "dense" for group in groups[-1:]):
        raise ValueError(
            translate("Exchange", "Its last weights, {name}, are those of no dense layer.").format(
                name=groups[-1].name
            )
        )
    notes = [*told]
    if len(groups) > 1 and not all(re.fullmatch(r"(.*\.)?\d+", group.name) for group in groups):
        order = ", ".join(group.name for group in groups)
        notes.append(translate("Exchange", "Its layers are taken in the order {order}.").format(order=order))
    stack = Stack(_shape(groups, wanted))
    _check_said(groups, wanted)
    if wanted.layers is not None:
        _as_written(stack, groups, wanted)
    else:
        _one_after_another(stack, groups, wanted, notes)
    if wanted.output_activation is None:
        notes.append(
            translate("Exchange", "Its outputs are taken as they are, without an activation: none was said.")
        )
    else:
        find_activation(wanted.output_activation)
        stack.activation(wanted.output_activation, groups[-1].name)
    brought = stack.finished(**about)
    return replace(brought, told=(*notes, *brought.told))


def _shape(groups: Sequence[Group], wanted: Wanted) -> tuple[int, ...]:
    """The shape of a sample, channels or features first."""
    first = groups[0]
    shape = wanted.input_shape
    if first.kind in ("conv", "conv1d", "lstm", "gru", "rnn", "bidirectional"):
        if shape is None:
            _ask(
                translate(
                    "Exchange",
                    "It does not say how large a sample is, and {name} takes any: say it, as in "
                    "--input-shape {example}.",
                ).format(name=first.name, example=_example(first))
            )
        if first.kind in ("lstm", "gru", "rnn", "bidirectional") and len(shape) == 2:
            return shape[::-1]  # steps, then features, as such layers take it
        return shape if len(shape) > 2 or first.kind == "conv1d" else (1, *shape)
    if shape is None:
        return (int(first.inputs or 1),)
    return shape


def _example(group: Group) -> str:
    features = group.inputs
    return (
        f"{features}x28x28"
        if group.kind == "conv"
        else f"{features}x50"
        if group.kind == "conv1d"
        else f"50x{features}"
    )


def _ask(sentence: str) -> NoReturn:
    raise NotSaidError(sentence)


def _check_said(groups: Sequence[Group], wanted: Wanted) -> None:
    """What has to be said, since the weights alone do not."""
    summing = [one for one in groups[:-1] if one.kind in ("dense", "conv", "conv1d")]
    if summing and wanted.activation is None:
        _ask(
            translate(
                "Exchange",
                "It does not say the activation of {name}: say it, as in --activation relu.",
            ).format(name=summing[0].name)
        )
    if wanted.activation is not None:
        find_activation(wanted.activation)
    if wanted.layers is None and any(one.kind.startswith("conv") for one in groups):
        _ask(
            translate(
                "Exchange",
                "It does not say what is between its convolutions: say the hidden layers, as in --layers "
                "“conv(8, 3), maxpool(2), 32”.",
            )
        )


def _one_after_another(stack: Stack, groups: Sequence[Group], wanted: Wanted, notes: list[str]) -> None:
    """Dense and recurrent layers, with normalisation before an activation."""
    last_recurrent = max(
        (place for place, one in enumerate(groups) if "input_weights" in one.arrays), default=-1
    )
    for place, group in enumerate(groups):
        following = groups[place + 1].kind if place + 1 < len(groups) else ""
        if group.kind == "dense":
            stack.dense(group.arrays["weights"], group.arrays.get("bias"), group.name)
        elif group.kind == "batch_norm":
            stack.batch_norm(*_normalising(group), 1e-5, group.name)
        elif group.kind == "layer_norm":
            stack.layer_norm(group.arrays.get("scale"), group.arrays.get("shift"), 1e-5, group.name)
        else:
            spec = _recurrent(group, every_step=place != last_recurrent)
            if _plain(group):
                notes.append(
                    translate(
                        "Exchange", "{name} is taken to have tanh, as most have: its weights do not say."
                    ).format(name=group.name)
                )
            stack.recurrent(spec, group.arrays, group.name)
        norm = group.kind in ("batch_norm", "layer_norm")
        summed = group.kind == "dense" or (norm and place and groups[place - 1].kind == "dense")
        hidden = place < len(groups) - 1
        if summed and hidden and following != "batch_norm" and wanted.activation is not None:
            stack.activation(wanted.activation, group.name)
    if last_recurrent >= 0:
        notes.append(
            translate("Exchange", "{name} is taken to give what it ends with, after the last step.").format(
                name=groups[last_recurrent].name
            )
        )
    if any(one.kind in ("batch_norm", "layer_norm") for one in groups):
        notes.append(translate("Exchange", "Its normalisations are taken to have an eps of 0.00001."))


def _normalising(group: Group) -> tuple[Array | None, Array | None, Array, Array]:
    arrays = group.arrays
    return arrays.get("scale"), arrays.get("shift"), arrays["mean"], arrays["variance"]


def _gates(group: Group) -> int:
    """How many sums a unit of a recurrent layer has."""
    return int(group.arrays["input_weights"].shape[1] // group.arrays["state_weights"].shape[0])


def _plain(group: Group) -> bool:
    """Whether it is a recurrent layer without gates, whose function is not known."""
    return _gates(group) == GATES["rnn"]


def _recurrent(group: Group, *, every_step: bool) -> LayerSpec:
    units, gates = int(group.arrays["state_weights"].shape[0]), _gates(group)
    way = next(kind for kind, count in GATES.items() if count == gates)
    ways: list[dict[str, Array]] = [{}, {}] if group.kind == "bidirectional" else [{}]
    return recurrent_layer(way, units, every_step, ways)[0]


def _as_written(stack: Stack, groups: Sequence[Group], wanted: Wanted) -> None:
    """The layers as somebody wrote them, each with the weights that come next."""
    specs = read_layers(wanted.layers or "", wanted.activation or "linear")
    left = [*groups]
    for spec in specs:
        if not (spec.weighted or spec.kind in ("batch_norm", "layer_norm")):
            stack.put(spec, spec.words)
            continue
        if len(left) < 2 or left[0].kind != spec.kind:
            raise ValueError(
                translate("Exchange", "For {words} there are no weights: next come those of {name}.").format(
                    words=spec.words, name=left[0].name
                )
            )
        group = left.pop(0)
        if hasattr(spec, "bias"):
            own: dict[str, Any] = {"bias": "bias" in group.arrays}
            spec = replace(spec, **own)
        arrays = dict(group.arrays)
        if spec.kind == "dense":
            arrays.setdefault("bias", np.zeros(group.outputs))
            if len(stack.shape) > 1 and group.inputs == math.prod(stack.shape):
                stack.flatten(group.name)
        stack.put(spec, group.name, **arrays)
    if len(left) > 1:
        raise ValueError(
            translate("Exchange", "The layers that are said have no place for the weights of {name}.").format(
                name=left[0].name
            )
        )
    last = left[0]
    if len(stack.shape) > 1 and last.inputs == math.prod(stack.shape):
        stack.flatten(last.name)
    stack.dense(last.arrays["weights"], last.arrays.get("bias"), last.name)
