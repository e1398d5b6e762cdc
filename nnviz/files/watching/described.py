"""What a network of another program is, layer by layer, and where its numbers are found."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.engine.layers import Activated, LayerSpec, Shape, Unknown, layer_names
from nnviz.said import translate

Values = NDArray[Any]


@dataclass(frozen=True)
class Numbers:
    """Where the numbers of a parameter are found, in nnviz's own layout, whenever they are asked for.

    ``gradient`` gives None where there is none at that time.
    """

    values: Callable[[], Values]
    gradient: Callable[[], Values | None] = lambda: None


@dataclass
class Part:
    """A layer with the numbers of its parameters, and what the other program calls it."""

    spec: LayerSpec
    numbers: Mapping[str, Numbers]
    name: str = ""


@dataclass
class Described:
    """The layers of a network, found one by one, for samples of the shape ``inputs``.

    What does not fit what comes before it, or has other parameters than such a layer, becomes unknown.
    """

    inputs: Shape
    parts: list[Part] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.shape = self.inputs  # of what leaves the layers so far

    def add(
        self, spec: LayerSpec | None, numbers: Mapping[str, Numbers], name: str, entering: Shape | None = None
    ) -> None:
        """A layer more; None for one that nnviz does not know. ``entering`` is the shape that it takes, where
        its parameters say so."""
        before = self.parts[-1].spec if self.parts else None
        if isinstance(before, Unknown) and entering is not None and entering != self.shape:
            self.parts[-1].spec = dataclasses.replace(before, output=entering)
            self.shape = entering
        layer = None
        if spec is not None:
            with contextlib.suppress(ValueError):
                layer = spec.build(self.shape)
        found = {key: np.shape(one.values()) for key, one in numbers.items()}
        if layer is not None:
            wanted = {one.name: one.shape for one in (*layer.parameters, *layer.statistics)}
            if wanted != found:
                layer = None
        if spec is None or layer is None:
            spec = Unknown(name, tuple((key.replace(".", "_"), shape) for key, shape in found.items()))
            numbers = {key.replace(".", "_"): one for key, one in numbers.items()}
            layer = spec.build(self.shape)
        self.shape = layer.output_shape
        self.parts.append(Part(spec, numbers, name))

    def activate(self, activation: str | None, name: str, parameter: float | None = None) -> None:
        """What leaves the last layer goes through that activation; None for one that nnviz does not know."""
        last = self.parts[-1].spec if self.parts else None
        if activation == "linear":
            return
        if activation is None:
            self.add(None, {}, name)
            return
        if getattr(last, "activation", "") != "linear":
            self.add(Activated(activation, parameter), {}, name)
            return
        assert last is not None
        self.parts[-1].spec = dataclasses.replace(  # type: ignore[call-arg]
            last, activation=activation, parameter=parameter
        )

    def answer(self, loss: str) -> None:
        """The outputs of a loss that makes probabilities of them itself are shown as these."""
        asked = {"categorical_crossentropy": "softmax", "binary_crossentropy": "sigmoid"}.get(loss)
        if asked and self.parts and getattr(self.parts[-1].spec, "activation", "") == "linear":
            self.activate(asked, "")

    @property
    def named(self) -> dict[str, Numbers]:
        """Where each number is found, by the names that the parameters have: dense1.weights."""
        names = layer_names([part.spec for part in self.parts])
        return {
            f"{name}.{key}": one
            for name, part in zip(names, self.parts, strict=True)
            for key, one in part.numbers.items()
        }

    @property
    def entries(self) -> list[dict[str, Any]]:
        """The layers as ``run.json`` has them."""
        return [_entry(part) for part in self.parts]


def _entry(part: Part) -> dict[str, Any]:
    spec = part.spec
    named = {"name": part.name} if part.name else {}
    if isinstance(spec, Unknown):
        held = {name: list(shape) for name, shape in spec.held}
        return {"unknown": spec.name, "parameters": held, "output": list(spec.output)} | named
    activation = getattr(spec, "activation", "linear")
    parameter = getattr(spec, "parameter", None)
    return (
        {"layer": spec.words}
        | ({"activation": activation} if hasattr(spec, "activation") else {})
        | ({"parameter": parameter} if parameter is not None else {})
        | named
    )


def in_order(
    described: Described, specs: Sequence[LayerSpec], found: Sequence[Mapping[str, Numbers]]
) -> None:
    """Layers that a person named, each with the next numbers that were found.

    Raises ``ValueError`` with one sentence where these are not those of the layers.
    """
    left = list(found)
    for place, spec in enumerate(specs, 1):
        layer = spec.build(described.shape)
        wanted = {one.name: one.shape for one in (*layer.parameters, *layer.statistics)}
        numbers = left.pop(0) if wanted and left else {}
        have = {name: np.shape(one.values()) for name, one in numbers.items()}
        if wanted != have:
            raise ValueError(
                translate(
                    "Files",
                    "Layer {place}, “{words}”, needs {wanted}, but what the model has there is {have}.",
                ).format(place=place, words=spec.words, wanted=_listed(wanted), have=_listed(have))
            )
        described.add(spec, numbers, "")
    if left:
        raise ValueError(translate("Files", "The model has more parameters than the layers that were named."))


def _listed(shapes: Mapping[str, Shape]) -> str:
    return ", ".join(f"{name} {shape}" for name, shape in shapes.items()) or "—"
