"""The settings of an Experiment as values that JSON knows, part by part, and back from any version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from nnviz.data.catalogue import own_from_dict
from nnviz.data.drawn import Point
from nnviz.data.given import Row, check_rows
from nnviz.data.own.own import Own
from nnviz.engine import LayerSpec, layer_from_dict, layer_to_dict
from nnviz.said import translate
from nnviz.training.settings import SETTINGS, NetworkSpec, Settings, own_name

#: Parts that there are one of for each network.
EACH = ("networks", "optimizers")
#: What the parts are called in a file.
_PARTS = {setting.part: setting.part.removesuffix("_spec") for setting in SETTINGS.values() if setting.part}
_NAMES = {(_PARTS.get(setting.part, ""), setting.field): name for name, setting in SETTINGS.items()}


def written(value: Any) -> Any:
    """The value of a setting as JSON knows it."""
    if isinstance(value, tuple):
        return [written(entry) for entry in value]
    if isinstance(value, Own):
        return value.to_dict()
    return value if value is None or isinstance(value, str | int | float) else layer_to_dict(value)


def named_values(settings: Settings) -> dict[str, Any]:
    """Every setting by its name, that of a network with the network's, as in “network.layers”."""
    values: dict[str, Any] = {}
    for name, setting in SETTINGS.items():
        if not setting.part:
            values[name] = written(getattr(settings, setting.field))
        elif setting.part in EACH:
            for network, one in zip(settings.networks, getattr(settings, setting.part), strict=True):
                values[f"{network.name}.{name}"] = written(getattr(one, setting.field))
        else:
            values[name] = written(getattr(getattr(settings, setting.part), setting.field))
    return values


def in_parts(values: Mapping[str, Any]) -> dict[str, Any]:
    """Settings by name, each in its part: ``{"networks": {"network": {"layers": [...]}}, "seed": 0}``."""
    parts: dict[str, Any] = {}
    for name, value in values.items():
        player, _, own = name.rpartition(".")
        setting = SETTINGS[own]
        place = parts
        for word in (_PARTS.get(setting.part), player):
            place = place.setdefault(word, {}) if word else place
        place[setting.field] = value
    return parts


def by_name(values: Mapping[str, Any]) -> dict[str, Any]:
    """The reverse of ``in_parts``; settings that stand there by their names, as 0.1.0 wrote them, stay.

    Raises ``ValueError`` with one sentence for anything unknown.
    """
    named: dict[str, Any] = {}
    for key, value in values.items():
        if key in EACH and isinstance(value, Mapping):
            for player, one in value.items():
                named |= {f"{player}.{name}": entry for name, entry in _of_part(key, one)}
        elif key in _PARTS.values() and isinstance(value, Mapping):
            named |= dict(_of_part(key, value))
        elif own_name(key) in SETTINGS:
            named[key] = value
        else:
            raise _unknown(key)
    return named


def keywords_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """The keywords of the Experiment with these settings, in their parts or by their names.

    Raises ``ValueError`` with one sentence for anything unknown, and for lists of the wrong type.
    """
    named = by_name(values)
    players = dict.fromkeys(player for name in named if (player := name.rpartition(".")[0]))
    networks = {"networks": tuple(NetworkSpec(name=player) for player in players)} if players else {}
    return networks | {name: _read(own_name(name), value) for name, value in named.items()}


def _of_part(part: str, values: Any) -> Iterator[tuple[str, Any]]:
    if not isinstance(values, Mapping):
        raise _unknown(part)
    for field, value in values.items():
        if (part, field) not in _NAMES:
            raise _unknown(field)
        yield _NAMES[part, field], value


def _unknown(name: object) -> ValueError:
    return ValueError(
        translate("Training", "An experiment has no setting “{name}”.").format(name=str(name)[:40])
    )


def _read(name: str, value: Any) -> Any:
    match name:
        case "features":
            return _read_names(value)
        case "drawn":
            return _read_points(value)
        case "rows":
            return _read_rows(value)
        case "own":
            return value if value is None or isinstance(value, Own) else own_from_dict(value)
        case "layers":
            return _read_layers(value)
    return value


def _read_names(described: Any) -> tuple[str, ...]:
    if not isinstance(described, list | tuple) or not all(isinstance(entry, str) for entry in described):
        raise ValueError(translate("Training", "The inputs of an experiment must be a list of names."))
    return tuple(described)


def _read_points(described: Any) -> tuple[Point, ...]:
    """Drawn points from a list of lists of three numbers."""
    if not isinstance(described, list | tuple) or not all(
        isinstance(point, list | tuple) and len(point) == 3 and all(type(x) in (int, float) for x in point)
        for point in described
    ):
        raise ValueError(
            translate("Training", "The drawn points of an experiment must be a list of three numbers each.")
        )
    try:
        return tuple((float(x1), float(x2), float(label)) for x1, x2, label in described)
    except OverflowError as error:
        raise ValueError(translate("Training", "A drawn point has a number that is too large.")) from error


def _read_rows(described: Any) -> tuple[Row, ...]:
    """Rows from a list of lists of numbers, all as long."""
    if not isinstance(described, list | tuple):
        raise ValueError(
            translate("Training", "The rows of an experiment must be a list of lists of numbers.")
        )
    return tuple(tuple(row) for row in check_rows(described).tolist())


def _read_layers(described: Any) -> tuple[LayerSpec, ...]:
    """Layers from a list of what ``layer_to_dict`` wrote."""
    if not isinstance(described, list | tuple) or not all(isinstance(entry, Mapping) for entry in described):
        raise ValueError(translate("Training", "The layers of an experiment must be a list of layers."))
    try:
        return tuple(layer_from_dict(entry) for entry in described)
    except TypeError as error:
        raise ValueError(
            translate("Training", "A layer of the experiment has a setting of the wrong type.")
        ) from error
