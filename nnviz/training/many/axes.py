"""The settings that a sweep goes through, and how their values are written: “learning_rate=0.01,0.1,1”."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from nnviz.engine import OPTIMIZERS
from nnviz.engine.activations import activation
from nnviz.said import translate
from nnviz.training.experiment import Experiment
from nnviz.training.settings import (
    LIMITS,
    SETTINGS,
    activated,
    check_limit,
    check_setting,
    own_name,
    read_layers,
    takes_activation,
)
from nnviz.training.structure import activation_of, hidden_layers, in_words

MOST_VALUES: Final = 50
#: Settings that no sweep goes through: seeds are another question, and the others make other experiments.
NEVER: Final = frozenset(
    {"seed", "workspace", "data", "objective", "drawn", "rows", "targets", "own", "cut", "frozen", "only"}
)
#: Those whose values have commas themselves, and are parted by semicolons.
_LISTS: Final = frozenset({"layers", "features"})
UNITS, ACTIVATION = "units", "activation"
_WORD: Final = re.compile(r"[A-Za-z][\w-]*", re.ASCII)
_USUAL: Final = 5  # values of a table to begin with


@dataclass(frozen=True)
class Axis:
    """One setting and its ``values`` in order. Beside those of ``SETTINGS`` there are “units1”, “units2” ...,
    the units of a hidden layer, and “activation” of all hidden layers that take one; each with the name of
    its network before it, as in “discriminator.learning_rate”, where that is not the first."""

    name: str
    values: tuple[Any, ...]

    def __str__(self) -> str:
        """As the command line takes it."""
        written = [value_text(value) for value in self.values]
        return f"{self.name}={between_values(self.name).join(written)}"


def between_values(name: str) -> str:
    """What stands between two values of that setting."""
    return ";" if own_name(name) in _LISTS else ","


def read_axis(text: str, experiment: Experiment) -> Axis:
    """The setting and the values in “NAME=VALUE,VALUE”. Raises ``ValueError`` with one sentence."""
    name, equals, rest = text.partition("=")
    name = name.strip().replace("-", "_")
    parts = [part.strip() for part in rest.split(between_values(name))]
    if not name or not equals or not all(parts):
        raise ValueError(
            translate("Training", "“{text}” is no setting with values: write “{example}”.").format(
                text=text[:60], example="learning_rate=0.01,0.1,1"
            )
        )
    values = tuple(read_value(name, part, experiment) for part in parts)
    return checked(Axis(name, values), experiment)


def read_value(name: str, text: str, experiment: Experiment) -> Any:
    """The value of that setting in a text. Raises ``ValueError`` with one sentence."""
    own, text = own_name(name), text.strip()
    if own.startswith(UNITS) or own == ACTIVATION:
        return _whole(word_of(name), text) if own != ACTIVATION else _name(text)
    setting = SETTINGS.get(own)
    if setting is None or own in NEVER:
        raise _unknown(name, experiment)
    if own == "layers":
        return read_layers(text, _activation(experiment)) if text != "none" else ()
    if own == "features":
        return tuple(_name(part) for part in text.split(","))
    if setting.flag:
        words = {"yes": True, "true": True, "no": False, "false": False}
        return words.get(text.lower(), text)
    if setting.limits is None:
        return _name(text)
    if setting.optional and text.lower() in ("full", "none"):
        return None
    if setting.whole:
        return _whole(setting.word, text)
    try:
        return float(text)
    except ValueError:
        raise _no_number(setting.word, text) from None


def checked(axis: Axis, experiment: Experiment) -> Axis:
    """The axis, once the experiment can have each of its values. Raises ``ValueError`` with one sentence."""
    if not 1 <= len(axis.values) <= MOST_VALUES:
        raise ValueError(
            translate("Training", "A setting has 1 to {most} values in a sweep, not {count}.").format(
                most=MOST_VALUES, count=len(axis.values)
            )
        )
    for place, value in enumerate(axis.values):
        if value in axis.values[:place]:
            raise ValueError(
                translate("Training", "The {word} {value} stands there twice.").format(
                    word=word_of(axis.name), value=value_text(value)
                )
            )
        with_value(experiment, axis.name, value)
    return axis


def with_value(experiment: Experiment, name: str, value: Any) -> Experiment:
    """The experiment with that value of the setting. Raises ``ValueError`` with one sentence."""
    player, _, own = name.rpartition(".")
    if player and player not in experiment.players:
        raise _unknown(name, experiment)
    seen = experiment.of(experiment.players.index(player) if player else 0)
    if own == ACTIVATION:
        return _activated(seen, value).of(0).validated()
    if own.startswith(UNITS):
        return _sized(seen, own, value, name).of(0).validated()
    if own not in SETTINGS or own in NEVER:
        raise _unknown(name, experiment)
    check_setting(own, value)
    return seen.with_(**{own: value}).of(0).validated()


def _activated(experiment: Experiment, name: Any) -> Experiment:
    activation(name)
    pairs = zip(experiment.layers, takes_activation(experiment.layers), strict=True)
    return experiment.with_(layers=tuple(activated(layer, name) if took else layer for layer, took in pairs))


def _sized(experiment: Experiment, own: str, units: Any, name: str) -> Experiment:
    """With so many units in the hidden layer that “units2” names."""
    places = [place for place, layer in hidden_layers(experiment).items() if layer.sized]
    number = own.removeprefix(UNITS) or "1"
    if not number.isascii() or not number.isdigit() or not 1 <= int(number) <= len(places):
        raise _unknown(name, experiment)
    check_limit("units", units)
    place, layers = places[int(number) - 1], [*experiment.layers]
    size: dict[str, int] = {layers[place].sized: units}
    layers[place] = replace(layers[place], **size)
    return experiment.with_(layers=tuple(layers))


def value_of(experiment: Experiment, name: str) -> Any:
    """The value that the experiment itself has there; None where it is not one."""
    player, _, own = name.rpartition(".")
    seen = experiment.of(experiment.players.index(player) if player else 0)
    if own == ACTIVATION:
        names = {activation_of(layer) for layer in seen.layers} - {None}
        return names.pop() if len(names) == 1 else None
    if own.startswith(UNITS):
        sized = [layer for layer in hidden_layers(seen).values() if layer.sized]
        layer = sized[int(own.removeprefix(UNITS) or "1") - 1]
        return getattr(layer, layer.sized)
    return seen.setting(own)


def offered(experiment: Experiment) -> tuple[str, ...]:
    """The settings that it is worth going through, of this experiment, the usual ones first."""
    source_fields = _of_data(experiment)
    names: list[str] = []
    for place, player in enumerate(experiment.players):
        seen, before = experiment.of(place), f"{player}." if place else ""
        sized = [layer for layer in hidden_layers(seen).values() if layer.sized]
        own = ["learning_rate", *(f"{UNITS}{k + 1}" for k in range(len(sized)))]
        if any(takes_activation(seen.layers)):
            own.append(ACTIVATION)
        hyper = OPTIMIZERS[seen.optimizer].hyper
        own += ["optimizer", "initializer", *(name for name in hyper if name in SETTINGS)]
        names += [f"{before}{name}" for name in own]
    usual = ["batch_size", "l1", "l2", "max_norm", "clip_norm", "epochs", "test_share", "split_seed"]
    return (*names, *usual, *source_fields)


def _of_data(experiment: Experiment) -> tuple[str, ...]:
    source = experiment.source
    if source.by_hand:
        return ()
    return ("points", "noise") if source.planar else tuple(source.takes)


def word_of(name: str) -> str:
    """What the setting is called within a sentence."""
    player, _, own = name.rpartition(".")
    word: str = own
    if own == ACTIVATION:
        word = translate("Training", "activation")
    elif own.startswith(UNITS):
        word = translate("Training", "units in Hidden {number}").format(number=own.removeprefix(UNITS) or "1")
    elif own in SETTINGS:
        word = SETTINGS[own].word
    if player:
        return translate("Training", "{word} of the {network}").format(word=word, network=player)
    return word


def value_text(value: Any) -> str:
    """A value as one writes it."""
    if value is None:
        return "full"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.12g}"
    if isinstance(value, tuple):
        return ",".join(value) if all(isinstance(one, str) for one in value) and value else _layers(value)
    return str(value)


def _layers(layers: Sequence[Any]) -> str:
    return in_words(layers).replace("-", ",") if layers else "none"


def _activation(experiment: Experiment) -> str:
    names = [name for layer in experiment.layers if (name := activation_of(layer))]
    return names[0] if names else "relu"


def _name(text: str) -> str:
    """A name from a table: “Leaky-ReLU” is leaky_relu; a formula stays as it is."""
    text = text.strip()
    return text.lower().replace("-", "_") if _WORD.fullmatch(text) else text


def _whole(word: str, text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise _no_number(word, text) from None


def _no_number(word: str, text: str) -> ValueError:
    return ValueError(
        translate("Training", "The {word} must be a number, not {value!r}.").format(
            word=word, value=text[:40]
        )
    )


def _unknown(name: str, experiment: Experiment) -> ValueError:
    return ValueError(
        translate("Training", "A sweep cannot go through “{name}”; it can through {names}.").format(
            name=name[:40], names=", ".join(offered(experiment))
        )
    )


def usual_values(experiment: Experiment, name: str) -> tuple[Any, ...]:
    """Values that it is worth beginning with: some below what the experiment has, some above; each of them
    such that it can have it."""
    return tuple(value for value in _near(experiment, name) if _can_be(experiment, name, value))


def _can_be(experiment: Experiment, name: str, value: Any) -> bool:
    try:
        with_value(experiment, name, value)
    except ValueError:
        return False
    return True


def _near(experiment: Experiment, name: str) -> tuple[Any, ...]:
    value, own = value_of(experiment, name), own_name(name)
    tables: dict[str, Sequence[str]] = {ACTIVATION: ("relu", "tanh", "sigmoid")}
    table = tables.get(own) or tuple((SETTINGS[own].table or ()) if own in SETTINGS else ())
    if table:
        return tuple(dict.fromkeys([value, *table] if value else table))[:_USUAL]
    if value is None or isinstance(value, bool | str | tuple):
        return (value,)
    limits = LIMITS.get(own, LIMITS["units"])
    whole = isinstance(value, int)
    factors = (0.25, 0.5, 1, 2, 4) if whole else (0.1, 0.3, 1, 3, 10)
    grown = [value * factor if whole or factor == 1 else float(f"{value * factor:.1g}") for factor in factors]
    found = [1e-4, 1e-3, 1e-2, value] if value == 0 else grown
    kept = [max(1, round(one)) if whole else one for one in found]
    return tuple(sorted({one for one in kept if limits[0] <= one <= limits[1]} | {value}))
