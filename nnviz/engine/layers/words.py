"""The words in which a network is written: “conv(8, 3), maxpool(2), 32”, and back.

A plain number is a dense layer; every other is its kind with its numbers, as `LayerSpec.usage` has it, and a
residual is written around its layers: “residual(layernorm, 128, 32)”. Names may be written with or without
hyphens and capitals.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING
from typing import Any

from nnviz.engine.layers.layer import LayerSpec
from nnviz.said import translate

_WRITTEN = re.compile(r"\s*([A-Za-z][\w-]*)\s*(?:\((.*)\))?\s*", re.DOTALL)
_TWO = re.compile(r"(\d+|[A-Za-z][\w-]*\s*\([^()]*\))\s*([A-Za-z\d].*)", re.DOTALL)  # no comma between
_TRUTH = {"yes": True, "true": True, "no": False, "false": False}


def layers_in(text: str, kinds: Mapping[str, type[LayerSpec]]) -> tuple[LayerSpec, ...]:
    """The layers written in `text`, one after another; “none” or nothing is no layer.

    Raises ValueError with one sentence for what is no layer, or not written as its kind is.
    """
    if text.strip().lower() in ("", "none"):
        return ()
    return tuple(layer for one in _parts(text) for layer in _layers(one.strip(), kinds))


def written(layers: Sequence[LayerSpec], one: Callable[[LayerSpec], str] = lambda layer: layer.words) -> str:
    """Layers in words, as `layers_in` reads them; each as `one` writes it."""
    found: list[tuple[str, int]] = []  # each with how many layers it is made of
    for layer in layers:
        within: list[str] = []
        left = layer.over
        while left > 0:
            words, count = found.pop()
            within.insert(0, words)
            left -= count
        words = f"{one(layer)}({', '.join(within)})" if within else one(layer)
        found.append((words, layer.over + 1))
    return ", ".join(words for words, _ in found)


def _parts(text: str) -> Iterator[str]:
    """What stands between the commas that are within no brackets."""
    depth = start = 0
    for place, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if sign == "," and depth == 0:
            yield text[start:place]
            start = place + 1
    yield text[start:]


def _layers(text: str, kinds: Mapping[str, type[LayerSpec]]) -> tuple[LayerSpec, ...]:
    """The layers that one part is: several where it is written around some."""
    if re.fullmatch(r"[+-]?\d+", text):
        return (kinds["dense"](int(text), "relu"),)  # type: ignore[call-arg]
    if not text:
        raise ValueError(translate("Engine", "There is a comma too many in the list of layers."))
    if two := _TWO.fullmatch(text):
        raise ValueError(
            translate(
                "Engine", "Layers are separated by commas: one is missing between “{one}” and “{next}”."
            ).format(one=two[1], next=two[2][:40])
        )
    found = _WRITTEN.fullmatch(text)
    spec = (
        None if found is None else {_plain(kind): spec for kind, spec in kinds.items()}.get(_plain(found[1]))
    )
    if found is None or spec is None:
        known = ", ".join(kind.replace("_", "") for kind in kinds)
        raise ValueError(
            translate(
                "Engine",
                "There is no layer “{text}”: layers are separated by commas, a number is a dense one, and "
                "others are {known}.",
            ).format(text=text[:40], known=known)
        )
    if spec.encloses:
        block = layers_in(found[2] or "", kinds)
        return *block, spec(len(block))  # type: ignore[call-arg]
    within = found[2] or ""
    words = [one.strip().lower() for one in _parts(within)]
    if spec.becomes in words and spec.becomes in kinds:
        rest = [one for one, word in zip(_parts(within), words, strict=True) if word != spec.becomes]
        spec, within = kinds[spec.becomes], ", ".join([spec.kind, *rest])
    settings = _settings(spec, within)
    if settings is None:
        raise ValueError(
            translate("Engine", "A {kind} layer is written as {usage}, not as “{text}”.").format(
                kind=spec.kind.replace("_", " "), usage=spec.usage(), text=text[:40]
            )
        )
    return (spec(**settings),)


def _settings(spec: type[LayerSpec], text: str) -> dict[str, Any] | None:
    """The settings written between the brackets, by name; None where they are not such as the kind has."""
    fields = {field.name: field for field in spec.written()}
    settings: dict[str, Any] = {}
    for place, one in enumerate(_parts(text) if text.strip() else ()):
        name, given, value = (part.strip() for part in one.rpartition("="))
        if not given and value in fields and fields[value].default is False:
            name, value = value, "yes"  # a word alone switches on
        elif not given:
            name = [*fields][place] if place < len(fields) and len(settings) == place else ""
        name = name.lower().replace("-", "_")
        if name not in fields or name in settings or not value:
            return None
        settings[name] = _value(value)
    missing = [name for name, field in fields.items() if field.default is MISSING and name not in settings]
    return None if missing else settings


def _value(text: str) -> Any:
    """A whole number, another number, yes or no, or a word."""
    for read in (int, float):
        try:
            return read(text)
        except ValueError:
            continue
    return _TRUTH.get(text.lower(), text.lower())


def _plain(name: str) -> str:
    return re.sub(r"[\W_]", "", name.lower())
