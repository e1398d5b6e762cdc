"""Layers put one on another as another program has them, made into those of nnviz.

There an activation is a layer of its own; here it belongs to the dense layer or convolution before it. Where
that cannot be, numbers stay the same: a batch normalisation in between goes into the weights, a step that
changes nothing is passed, or a layer that only passes numbers on takes the activation. Each is told.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.engine import LayerSpec
from nnviz.engine.activations import activation as find_activation
from nnviz.engine.layers import (
    MOST_HELD,
    AvgPool,
    BatchNorm,
    Conv,
    Conv1d,
    Dense,
    Dropout,
    Flatten,
    GlobalAvgPool,
    GlobalMaxPool,
    LayerNorm,
    MaxPool,
    Shape,
    layer_names,
)
from nnviz.files.exchange.brought import MOST_INPUTS, Brought
from nnviz.said import Sentence, translate

Array = NDArray[Any]

MOST_LAYERS = 32
#: Units that a layer which only passes numbers on may have.
_MOST_PASSED = 512
#: Of a larger number follows no smaller one: these and taking the largest can change places.
_RISING = frozenset({"relu", "leaky_relu", "elu", "sigmoid", "tanh", "softplus"})


@dataclass
class Placed:
    """A layer with its numbers; ``name`` is what it was called where it comes from."""

    spec: LayerSpec
    arrays: dict[str, Array]
    name: str


class Stack:
    """Layers for samples of that shape, the last one on top. All raise ``ValueError`` with one sentence.

    ``shape`` is that of what leaves the top. Every method takes the layer's ``name`` where it comes from.
    """

    def __init__(self, shape: Shape) -> None:
        check_size(shape)
        self.inputs = self.shape = shape
        self.told: list[str] = []
        self.placed: list[Placed] = []

    # ---- layers with weights
    def dense(self, weights: Array, bias: Array | None, name: str) -> None:
        """weights (in, out)."""
        if weights.ndim != 2:
            raise _misfit(name, weights.shape, self.shape)
        inputs, units = weights.shape
        if len(self.shape) == 3 or self.shape[0] != inputs:
            raise _misfit(name, weights.shape, self.shape)
        bias = np.zeros(units) if bias is None else bias.reshape(-1)
        self.put(Dense(units), name, weights=weights, bias=bias)

    def conv(
        self, weights: Array, bias: Array | None, stride: tuple[int, ...], pads: tuple[int, ...], name: str
    ) -> None:
        """weights (filters, channels, ...); ``pads``: how many zeros before each axis, then behind each."""
        axes = weights.ndim - 2
        if axes not in (1, 2) or len(self.shape) != axes + 1 or weights.shape[1] != self.shape[0]:
            raise _misfit(name, weights.shape, self.shape)
        sizes, steps = {*weights.shape[2:]}, {*stride}
        if len(sizes) > 1 or len(steps) > 1:
            raise ValueError(
                translate(
                    "Exchange", "{name} has kernels of {sizes} with steps of {steps}; nnviz has square ones."
                ).format(name=name, sizes=_by(weights.shape[2:]), steps=_by(stride))
            )
        size, step = sizes.pop(), steps.pop()
        padding = _padding(self.shape[1:], size, step, pads, name)
        kind = Conv if axes == 2 else Conv1d
        spec = kind(weights.shape[0], size, step, padding, bias=bias is not None)
        arrays = {"weights": weights} | ({} if bias is None else {"bias": bias.reshape(-1)})
        self.put(spec, name, **arrays)

    def recurrent(self, spec: LayerSpec, arrays: Mapping[str, Array], name: str) -> None:
        """A recurrent layer with parameters named and ordered as nnviz has them."""
        if len(self.shape) != 2:
            raise ValueError(
                translate("Exchange", "{name} takes sequences, not samples of the shape {shape}.").format(
                    name=name, shape=self.shape
                )
            )
        self.put(spec, name, **arrays)

    # ---- normalisation
    def batch_norm(
        self, scale: Array | None, shift: Array | None, mean: Array, variance: Array, eps: float, name: str
    ) -> None:
        features = self.shape[0]
        ones, zeros = np.ones(features), np.zeros(features)
        arrays = {
            "scale": ones if scale is None else scale.reshape(-1),
            "shift": zeros if shift is None else shift.reshape(-1),
            "mean": mean.reshape(-1),
            "variance": variance.reshape(-1),
        }
        if any(array.shape != (features,) for array in arrays.values()):
            raise _misfit(name, next(iter(arrays.values())).shape, self.shape)
        if (arrays["variance"] < 0).any():
            raise ValueError(translate("Exchange", "{name} has a variance below 0.").format(name=name))
        self.put(BatchNorm(eps=eps), name, **arrays)

    def layer_norm(self, scale: Array | None, shift: Array | None, eps: float, name: str) -> None:
        features = self.shape[0]
        scale = np.ones(features) if scale is None else scale
        shift = np.zeros(features) if shift is None else shift
        if len(self.shape) == 3 or scale.shape != (features,) or shift.shape != (features,):
            raise ValueError(
                translate(
                    "Exchange",
                    "{name} normalises {shape} numbers; nnviz does so over features.",
                ).format(name=name, shape=_by(scale.shape))
            )
        self.put(LayerNorm(eps=eps), name, scale=scale, shift=shift)

    # ---- without weights
    def pool(self, largest: bool, sizes: tuple[int, ...], stride: tuple[int, ...], name: str) -> None:
        """Pooling by windows of ``sizes`` at every ``stride``-th place."""
        if {*sizes} != {*stride} or len({*sizes}) > 1:
            raise ValueError(
                translate(
                    "Exchange",
                    "{name} pools by windows of {sizes} with steps of {steps}; nnviz pools by square windows "
                    "side by side.",
                ).format(name=name, sizes=_by(sizes), steps=_by(stride))
            )
        self.put((MaxPool if largest else AvgPool)(sizes[0]), name)

    def global_pool(self, largest: bool, name: str) -> None:
        self.put(GlobalMaxPool() if largest else GlobalAvgPool(), name)

    def flatten(self, name: str) -> None:
        if len(self.shape) > 1:
            self.put(Flatten(), name)

    def dropout(self, rate: float, name: str) -> None:
        if 0 < rate < 1 and self.placed:
            self.put(Dropout(rate), name)

    # ---- activations
    def activation(self, activation: str, name: str, parameter: float | None = None) -> None:
        """An activation of what leaves the top."""
        if activation == "linear":
            return
        table = find_activation(activation)
        if table.parameter is not None and parameter == table.parameter[1]:
            parameter = None
        place = self._taking(activation)
        if place is None:
            self._pass_on(name)
            place = len(self.placed) - 1
        top = self.placed[place]
        chosen: dict[str, Any] = {"activation": activation, "parameter": parameter}
        top.spec = replace(top.spec, **chosen)

    def _taking(self, activation: str) -> int | None:
        """The place of the layer that can have this activation, so that what comes out is the same."""
        fold: list[int] = []
        alike = find_activation(activation).elementwise
        for place in range(len(self.placed) - 1, -1, -1):
            top = self.placed[place]
            kind = top.spec.kind
            if kind in ("dense", "conv", "conv1d"):
                if getattr(top.spec, "activation", "") != "linear":
                    return None
                for norm in fold:
                    self._fold(place, norm)
                return place
            if kind == "batch_norm" and not fold:
                fold.append(place)
            elif not alike or not (
                kind in ("flatten", "dropout")
                or (kind in ("max_pool", "global_max_pool") and activation in _RISING)
            ):
                return None
            elif fold:
                return None  # what was normalised is no longer what leaves that layer
        return None

    def _fold(self, place: int, norm: int) -> None:
        """Let the batch normalisation go into the weights before it."""
        top, by = self.placed[place], self.placed.pop(norm)
        factor = by.arrays["scale"] / np.sqrt(by.arrays["variance"] + by.spec.eps)  # type: ignore[attr-defined]
        weights = top.arrays["weights"]
        dense = top.spec.kind == "dense"
        shape = (1, -1) if dense else (-1, *(1,) * (weights.ndim - 1))
        bias = top.arrays.get("bias", np.zeros(len(factor)))
        top.arrays["weights"] = weights * factor.reshape(shape)
        top.arrays["bias"] = (bias - by.arrays["mean"]) * factor + by.arrays["shift"]
        if not dense:
            kept: dict[str, Any] = {"bias": True}
            top.spec = replace(top.spec, **kept)
        text = translate(
            "Exchange", "{norm} was put into the weights of {layer}, which gives the same numbers."
        )
        self.told.append(text.format(norm=by.name, layer=top.name))

    def _pass_on(self, name: str) -> None:
        """A layer that only passes numbers on, so that it can have an activation."""
        features = self.shape[0]
        if features > _MOST_PASSED:
            raise ValueError(
                translate(
                    "Exchange",
                    "{name} is an activation of what no dense layer and no convolution gives; nnviz has none "
                    "by itself.",
                ).format(name=name)
            )
        if len(self.shape) == 3:
            kernel = np.eye(features)[:, :, None, None]
            self.put(Conv(features, 1, padding="valid"), name, weights=kernel, bias=np.zeros(features))
        else:
            self.put(Dense(features), name, weights=np.eye(features), bias=np.zeros(features))
        text = translate("Exchange", "Before {name} a layer was put that only passes its {count} numbers on.")
        self.told.append(text.format(name=name, count=features))

    def stretched(self, slope: float, shift: float | Array, name: str) -> None:
        """What leaves the top, times ``slope`` and ``shift`` added, which goes into its weights."""
        top = self.placed[-1] if self.placed else None
        if top is None or getattr(top.spec, "activation", "") != "linear":
            raise ValueError(
                translate("Exchange", "Before {name} numbers are scaled that are no sums of a layer.").format(
                    name=name
                )
            )
        bias = top.arrays.get("bias", np.zeros(self.shape[0]))
        top.arrays["weights"] = top.arrays["weights"] * slope
        top.arrays["bias"] = np.broadcast_to(bias * slope + shift, bias.shape)
        if hasattr(top.spec, "bias"):
            kept: dict[str, Any] = {"bias": True}
            top.spec = replace(top.spec, **kept)

    def ended(self, name: str) -> None:
        """Of the recurrent layer on top, only what it ends with."""
        top = self.placed[-1] if self.placed else None
        if top is None or not getattr(top.spec, "every_step", False):
            raise ValueError(
                translate("Exchange", "{name} takes one step where no recurrent layer is.").format(name=name)
            )
        ending: dict[str, Any] = {"every_step": False}
        top.spec = replace(top.spec, **ending)
        self.shape = self.shape[:1]

    # ---- the whole
    def put(self, spec: LayerSpec, name: str, **arrays: Array) -> None:
        """A layer of nnviz's own, with parameters named and ordered as here."""
        if len(self.placed) > 4 * MOST_LAYERS:
            raise _too_many(len(self.placed))
        try:
            layer = spec.build(self.shape)
        except ValueError as sentence:
            raise ValueError(
                translate("Exchange", "{name} cannot be taken: {sentence}").format(
                    name=name, sentence=sentence
                )
            ) from None
        if math.prod(layer.output_shape) > MOST_HELD:
            raise ValueError(
                translate("Exchange", "{name} gives {count} numbers of a sample; that is too many.").format(
                    name=name, count=math.prod(layer.output_shape)
                )
            )
        wanted = {one.name: one.shape for one in (*layer.parameters, *layer.statistics)}
        for key, array in arrays.items():
            if array.shape != wanted[key]:
                raise _misfit(name, array.shape, self.shape)
            if array.dtype.kind not in "fiu" or not np.isfinite(array).all():
                raise ValueError(
                    translate("Exchange", "{name} has a number that is infinite or none.").format(name=name)
                )
        self.placed.append(Placed(spec, dict(arrays), name))
        self.shape = layer.output_shape

    def finished(self, **about: Any) -> Brought:
        """The network; ``about`` is what else is known of it."""
        if not any(one.spec.weighted for one in self.placed):
            raise ValueError(translate("Exchange", "It has no layer with weights."))
        if len(self.shape) == 3:
            self.flatten("")
        while self.placed[-1].spec.kind == "dropout":
            self.placed.pop()
        if not isinstance(self.placed[-1].spec, Dense):
            self._pass_on(translate("Exchange", "its output"))
        if len(self.placed) > MOST_LAYERS + 1:
            raise _too_many(len(self.placed))
        names = layer_names([one.spec for one in self.placed])
        return Brought(
            layers=tuple(one.spec for one in self.placed),
            shape=self.inputs,
            parameters={
                f"{name}.{key}": array
                for name, one in zip(names, self.placed, strict=True)
                for key, array in one.arrays.items()
            },
            told=tuple(self.told),
            **about,
        )


def _padding(lengths: Shape, size: int, step: int, pads: tuple[int, ...], name: str) -> str:
    """“valid” or “same”, whichever looks at the same windows."""
    before, after = pads[: len(lengths)], pads[len(lengths) :]
    places = [
        (length + first + last - size) // step + 1
        for length, first, last in zip(lengths, before, after, strict=True)
    ]
    if not any(pads):
        return "valid"
    around = all(one == (size - 1) // 2 for one in before)
    if around and places == [math.ceil(length / step) for length in lengths]:
        return "same"
    raise ValueError(
        translate(
            "Exchange", "{name} pads by {pads}; nnviz pads so that there is a window around every pixel."
        ).format(name=name, pads=_by(pads))
    )


def check_size(shape: Shape) -> None:
    """Raise ``ValueError`` with one sentence for samples of more numbers than are looked at."""
    if math.prod(shape) > MOST_INPUTS:
        raise ValueError(
            translate("Exchange", "A sample has {count} numbers; at most {most} are looked at.").format(
                count=math.prod(shape), most=MOST_INPUTS
            )
        )


def _by(sizes: tuple[int, ...]) -> str:
    return " × ".join(map(str, sizes))


def _misfit(name: str, shape: Shape, entering: Shape) -> ValueError:
    text: Sentence = translate(
        "Exchange",
        "{name} has numbers of the shape {shape}, which do not fit samples of {entering}.",
    )
    return ValueError(text.format(name=name, shape=shape, entering=entering))


def _too_many(count: int) -> ValueError:
    return ValueError(
        translate("Exchange", "It has {count} layers; at most {most} are looked at.").format(
            count=count, most=MOST_LAYERS + 1
        )
    )
