"""Weights under the names that PyTorch gives them, as safetensors files have them.

A dense layer has weight (out, in) and bias, a convolution weight (filters, channels, ...), a normalisation
weight, bias and, of a batch, running_mean and running_var; a recurrent layer weight_ih_l0, weight_hh_l0 and
two biases, with _reverse for the way back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.files.exchange.gates import OURS, one_way
from nnviz.files.exchange.weights import Group, natural
from nnviz.said import translate

Array = NDArray[Any]

_RECURRENT = re.compile(r"(weight|bias)_(ih|hh)_l(\d{1,3})(_reverse)?")
_COUNTED = "num_batches_tracked"
_KINDS = {4: "lstm", 3: "gru", 1: "rnn"}


def groups_of(arrays: Mapping[str, Array]) -> tuple[Group, ...]:
    """The layers whose weights these are. Raises ``ValueError`` for names that say nothing."""
    by_name: dict[str, dict[str, Array]] = {}
    for name, array in arrays.items():
        prefix, _, own = name.rpartition(".")
        if own != _COUNTED:
            by_name.setdefault(prefix, {})[own] = array
    found: list[Group] = []
    for prefix in sorted(by_name, key=natural):
        held = by_name[prefix]
        recurrent = {name: match for name in held if (match := _RECURRENT.fullmatch(name))}
        found += _recurrent(prefix, held, recurrent) if recurrent else [_plain(prefix, held)]
    return tuple(found)


def _plain(prefix: str, own: Mapping[str, Array]) -> Group:
    name, weight, bias = prefix or "weight", own.get("weight"), own.get("bias")
    running = own.get("running_mean"), own.get("running_var")
    unknown = set(own) - {"weight", "bias", "running_mean", "running_var"}
    if unknown:
        raise ValueError(
            translate("Exchange", "{name}.{unknown} belongs to no layer that is known here.").format(
                name=name[:60], unknown=min(unknown)[:60]
            )
        )
    if running[0] is not None and running[1] is not None:
        given = {"scale": weight, "shift": bias, "mean": running[0], "variance": running[1]}
        return Group(name, "batch_norm", {key: array for key, array in given.items() if array is not None})
    if weight is None or weight.ndim not in (1, 2, 3, 4):
        raise ValueError(
            translate("Exchange", "{name} has no weight of a layer that is known here.").format(
                name=name[:60]
            )
        )
    if weight.ndim == 1:
        given = {"scale": weight, "shift": bias}
        return Group(name, "layer_norm", {key: array for key, array in given.items() if array is not None})
    kind = {2: "dense", 3: "conv1d", 4: "conv"}[weight.ndim]
    arrays = {"weights": weight.T if kind == "dense" else weight}
    return Group(name, kind, arrays | ({} if bias is None else {"bias": bias}))


def _recurrent(prefix: str, own: Mapping[str, Array], names: Mapping[str, re.Match[str]]) -> Sequence[Group]:
    """The layers of a recurrent module, one on another."""
    if unknown := set(own) - set(names):
        raise ValueError(
            translate("Exchange", "{name}.{unknown} belongs to no layer that is known here.").format(
                name=prefix[:60], unknown=min(unknown)[:60]
            )
        )
    count = 1 + max(int(match[3]) for match in names.values())
    both = any(match[4] for match in names.values())
    found = []
    for number in range(count):
        name = prefix if count == 1 else f"{prefix} {number + 1}"
        ways = [_way(name, own, f"l{number}{back}") for back in (("", "_reverse") if both else ("",))]
        kind, arrays = ways[0]
        if both:
            arrays = {**arrays, **{f"back_{key}": array for key, array in ways[1][1].items()}}
        found.append(Group(name or kind, "bidirectional" if both else kind, arrays))
    return found


def _way(name: str, own: Mapping[str, Array], which: str) -> tuple[str, dict[str, Array]]:
    into, state = own.get(f"weight_ih_{which}"), own.get(f"weight_hh_{which}")
    fits = into is not None and state is not None and into.ndim == state.ndim == 2 and state.shape[1] > 0
    if not fits or into is None or state is None or into.shape[0] != state.shape[0]:
        raise _not_whole(name)
    kind = _KINDS.get(state.shape[0] // state.shape[1], "")
    if not kind or state.shape[0] % state.shape[1]:
        raise _not_whole(name)
    biases = [own.get(f"bias_{part}_{which}") for part in ("ih", "hh")]
    if any(bias is not None and bias.shape != state.shape[:1] for bias in biases):
        raise _not_whole(name)
    return kind, one_way(kind, OURS[kind], into.T, state.T, biases[0], biases[1])


def _not_whole(name: str) -> ValueError:
    return ValueError(
        translate("Exchange", "The weights of the recurrent layer {name} do not go together.").format(
            name=name[:60]
        )
    )


def as_numbers(arrays: Mapping[str, Array]) -> dict[str, Array]:
    """The same as numbers with a point. Raises ``ValueError`` for all else."""
    found = {}
    for name, array in arrays.items():
        if array.dtype.kind == "f" and np.isfinite(array).all():
            found[name] = array if array.dtype.itemsize >= 4 else array.astype(np.float32)
        elif not name.endswith(_COUNTED):
            raise ValueError(
                translate("Exchange", "{name} has a number that is infinite or none.").format(name=name[:60])
            )
    return found
