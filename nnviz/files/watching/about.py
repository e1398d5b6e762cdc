"""What ``run.json`` says of a run: its layers, in the words of ``--layers``, and names."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nnviz.engine.layers import LAYERS, Activated, LayerSpec, Shape, Unknown, built, layer_names, layers_in
from nnviz.files.watching.names import FORMAT, VERSION
from nnviz.said import translate

#: Bytes of the file, layers, numbers of a sample, parameters of the whole network, and letters of a name.
MOST_BYTES = 1_000_000
MOST_LAYERS = 1_000
MOST_VALUES = 1_000_000
MOST_PARAMETERS = 32_000_000
#: What can be written in words: besides nnviz's own layers an activation that is a layer.
_KINDS = LAYERS | {Activated.kind: Activated}
_MOST_NAME = 60
_MOST_NAMES = 4_096


@dataclass(frozen=True)
class About:
    """A network that another program trains: ``layers``, the last one included, for samples of the shape
    ``inputs``. ``called`` says what that program calls each, ``parameters`` are all names and shapes."""

    name: str
    inputs: Shape
    layers: tuple[LayerSpec, ...]
    called: tuple[str, ...]
    loss: str
    classes: tuple[str, ...]
    input_names: tuple[str, ...]
    parameters: dict[str, Shape]

    @property
    def computable(self) -> bool:
        """Whether a sample can be sent through: every layer is known."""
        return all(spec.computable for spec in self.layers)


def about_in(text: bytes) -> About:
    """What the text of a ``run.json`` says. Raises ``ValueError`` with one sentence for what it cannot be."""
    values = _read(text)
    inputs = _shape(values.get("inputs"), translate("Files", "“inputs” is no list of sizes."))
    if not inputs or len(inputs) > 3:
        raise ValueError(translate("Files", "“inputs” is no shape of a sample: it has 1 to 3 sizes."))
    layers, called = _layers(values)
    running = built(inputs, layers)
    values_held = max(layer.output_size for layer in running)
    count = sum(layer.parameter_count + layer.statistic_count for layer in running)
    if count > MOST_PARAMETERS or max(values_held, math.prod(inputs)) > MOST_VALUES:
        raise ValueError(
            translate(
                "Files", "The network has {count:,} parameters; at most {most:,} can be watched."
            ).format(count=count, most=MOST_PARAMETERS)
        )
    names = layer_names(layers)
    blocks = {
        f"{name}.{one.name}": one.shape
        for name, layer in zip(names, running, strict=True)
        for one in (*layer.parameters, *layer.statistics)
    }
    return About(
        name=_line(values.get("name")),
        inputs=inputs,
        layers=layers,
        called=called,
        loss=_line(values.get("loss")),
        classes=_texts(values.get("classes")),
        input_names=_texts(values.get("input_names")),
        parameters=blocks,
    )


def _read(text: bytes) -> dict[str, Any]:
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, dict) or values.get("format") != FORMAT:
        raise ValueError(translate("Files", "It is not JSON that says of itself that it is an nnviz run."))
    if values.get("version") != VERSION:
        raise ValueError(
            translate("Files", "It is of version {version}; this nnviz reads version {known}.").format(
                version=_line(values.get("version")) or "?", known=VERSION
            )
        )
    return values


def _layers(values: dict[str, Any]) -> tuple[tuple[LayerSpec, ...], tuple[str, ...]]:
    """All layers, and what the other program calls them."""
    entries = values.get("layers")
    if isinstance(entries, str):
        specs = [*layers_in(entries, _KINDS)]
        words = _line(values.get("activation")) or "relu", _line(values.get("outputs")) or "linear"
        last = len(specs) - 1
        specs = [_activated(spec, words[place == last]) for place, spec in enumerate(specs)]
        names = [""] * len(specs)
    elif isinstance(entries, list) and len(entries) <= MOST_LAYERS:
        specs, names = [], []
        for place, entry in enumerate(entries, 1):
            found = _entry(entry, place)
            specs += found
            names += [_line(entry.get("name")) if isinstance(entry, dict) else ""] * len(found)
    else:
        specs, names = [], []
    if not 0 < len(specs) <= MOST_LAYERS:
        raise ValueError(translate("Files", "“layers” is no list of layers."))
    return tuple(specs), tuple(names)


def _entry(entry: Any, place: int) -> list[LayerSpec]:
    if isinstance(entry, str):
        return [*layers_in(entry, _KINDS)]
    if not isinstance(entry, dict):
        raise ValueError(translate("Files", "Layer {place} is no layer.").format(place=place))
    if isinstance(entry.get("unknown"), str):
        return [_unknown(entry, place)]
    specs = [*layers_in(_line(entry.get("layer")), _KINDS)]
    activation, parameter = entry.get("activation"), entry.get("parameter")
    if not isinstance(activation, str) or len(specs) != 1:
        return specs
    number = parameter if isinstance(parameter, int | float) and math.isfinite(parameter) else None
    return [_activated(specs[0], activation[:_MOST_NAME], number)]


def _unknown(entry: dict[str, Any], place: int) -> Unknown:
    lies = translate("Files", "The parameters of layer {place} are no names with sizes.").format(place=place)
    held = entry.get("parameters", {})
    if not isinstance(held, dict) or len(held) > MOST_LAYERS:
        raise ValueError(lies)
    shapes = tuple((_line(name).replace(".", "_"), _shape(shape, lies)) for name, shape in held.items())
    if len({name for name, _ in shapes}) < len(shapes):
        raise ValueError(lies)
    return Unknown(_line(entry["unknown"]) or "?", shapes, _shape(entry.get("output", []), lies))


def _activated(spec: LayerSpec, activation: str, parameter: float | None = None) -> LayerSpec:
    """The layer with that activation, if it takes one."""
    if not hasattr(spec, "activation"):
        return spec
    return dataclasses.replace(spec, activation=activation, parameter=parameter)  # type: ignore[call-arg]


def _shape(sizes: Any, wrong: str) -> Shape:
    known = isinstance(sizes, list) and len(sizes) <= 8
    if not known or not all(type(size) is int and 1 <= size <= MOST_PARAMETERS for size in sizes):
        raise ValueError(wrong)
    return tuple(sizes)


def _texts(names: Any) -> tuple[str, ...]:
    if not isinstance(names, list) or len(names) > _MOST_NAMES:
        return ()
    return tuple(_line(name) or "?" for name in names)


def _line(text: Any) -> str:
    """A short text of letters that can be shown, "" for what is none."""
    shown: Sequence[str] = str(text) if isinstance(text, str | int) and not isinstance(text, bool) else ""
    return "".join(letter for letter in shown[:_MOST_NAME] if letter.isprintable()).strip()
