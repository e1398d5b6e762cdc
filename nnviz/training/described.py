"""The settings of an Experiment as values that JSON knows, part by part, and back from any version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nnviz.data.drawn import Point
from nnviz.engine import LayerSpec, layer_from_dict, layer_to_dict
from nnviz.training.settings import SETTINGS, NetworkSpec, Settings

#: Parts that there are one of for each network.
EACH = ("networks", "optimizers")
#: What the parts are called in a file.
_PARTS = {setting.part: setting.part.removesuffix("_spec") for setting in SETTINGS.values() if setting.part}
_NAMES = {(_PARTS.get(setting.part, ""), setting.field): name for name, setting in SETTINGS.items()}


def written(value: Any) -> Any:
    """The value of a setting as JSON knows it."""
    if isinstance(value, tuple):
        return [written(entry) for entry in value]
    return value if value is None or isinstance(value, str | int | float) else layer_to_dict(value)


def values_of(settings: Settings) -> dict[str, Any]:
    """Every setting in its part: ``{"data": {"name": "digits"}, "networks": {"network": {...}}, ...}``."""
    values: dict[str, Any] = {word: {} for word in _PARTS.values()}
    for part in EACH:
        values[part] = {network.name: {} for network in settings.networks}
    for setting in SETTINGS.values():
        if not setting.part:
            values[setting.field] = written(getattr(settings, setting.field))
        elif setting.part in EACH:
            for network, one in zip(settings.networks, getattr(settings, setting.part), strict=True):
                values[setting.part][network.name][setting.field] = written(getattr(one, setting.field))
        else:
            value = getattr(getattr(settings, setting.part), setting.field)
            values[_PARTS[setting.part]][setting.field] = written(value)
    return values


def keywords_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """The keywords of the Experiment that ``values_of`` described, or nnviz 0.1.0 by their names alone.

    Raises ``ValueError`` with one sentence for anything unknown, and for lists of the wrong type.
    """
    keywords: dict[str, Any] = {}
    if isinstance(values.get("networks"), Mapping):
        keywords["networks"] = tuple(NetworkSpec(name=str(name)) for name in values["networks"])
    for key, value in values.items():
        if key in EACH and isinstance(value, Mapping):
            for player, one in value.items():
                _read_part(keywords, key, one, f"{player}.")
        elif key in _PARTS.values() and isinstance(value, Mapping):
            _read_part(keywords, key, value)
        elif key in SETTINGS:
            keywords[key] = _read(key, value)
        else:
            raise _unknown(key)
    return keywords


def _read_part(keywords: dict[str, Any], part: str, values: Any, player: str = "") -> None:
    if not isinstance(values, Mapping):
        raise _unknown(part)
    for field, value in values.items():
        name = _NAMES.get((part, field))
        if name is None:
            raise _unknown(field)
        keywords[player + name] = _read(name, value)


def _unknown(name: object) -> ValueError:
    return ValueError(f"An experiment has no setting “{str(name)[:40]}”.")


def _read(name: str, value: Any) -> Any:
    match name:
        case "features":
            return _read_names(value)
        case "drawn":
            return _read_points(value)
        case "layers":
            return _read_layers(value)
    return value


def _read_names(described: Any) -> tuple[str, ...]:
    if not isinstance(described, list | tuple) or not all(isinstance(entry, str) for entry in described):
        raise ValueError("The inputs of an experiment must be a list of names.")
    return tuple(described)


def _read_points(described: Any) -> tuple[Point, ...]:
    """Drawn points from a list of lists of three numbers."""
    if not isinstance(described, list | tuple) or not all(
        isinstance(point, list | tuple) and len(point) == 3 and all(type(x) in (int, float) for x in point)
        for point in described
    ):
        raise ValueError("The drawn points of an experiment must be a list of three numbers each.")
    try:
        return tuple((float(x1), float(x2), float(label)) for x1, x2, label in described)
    except OverflowError as error:
        raise ValueError("A drawn point has a number that is too large.") from error


def _read_layers(described: Any) -> tuple[LayerSpec, ...]:
    """Layers from a list of what ``layer_to_dict`` wrote."""
    if not isinstance(described, list | tuple) or not all(isinstance(entry, Mapping) for entry in described):
        raise ValueError("The layers of an experiment must be a list of layers.")
    try:
        return tuple(layer_from_dict(entry) for entry in described)
    except TypeError as error:
        raise ValueError("A layer of the experiment has a setting of the wrong type.") from error
