"""A network that another program made, in nnviz's layers, and what is still to be said of it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.data import FAMILIES, Dataset
from nnviz.data.dataset import Asked
from nnviz.data.unchosen import unchosen_dataset, unchosen_name
from nnviz.engine import LOSSES, Dense, LayerSpec
from nnviz.engine.layers import built
from nnviz.files.project import Project
from nnviz.files.project_runs import SavedRun
from nnviz.files.project_text import line_of
from nnviz.said import Sentence, translate
from nnviz.training.experiment import Experiment
from nnviz.training.objectives import OBJECTIVES
from nnviz.training.outputs import last_layer
from nnviz.training.player import Ends, all_layers
from nnviz.training.run_source import RunSource
from nnviz.training.snapshot import Snapshot
from nnviz.training.standing import standing
from nnviz.training.timeline import Timeline

Array = NDArray[Any]

#: Numbers of a sample, and outputs, of a network that is read at most.
MOST_INPUTS, MOST_OUTPUTS = 100_000, 4096
_NAME = 60


@dataclass(frozen=True, eq=False)
class Brought:
    """A network as a reader found it: all its ``layers``, the last included, for samples of that ``shape``,
    channels or features first, and its ``parameters`` by nnviz's names.

    ``classes`` name the outputs, ``inputs`` what enters; ``values``: values are given, not classes; None
    where the file does not say. ``(x - offset) * factor`` brings a sample into the network's units. ``loss``
    is the one that it was trained with, "" where nobody says. ``told`` are sentences about what was changed
    or assumed.
    """

    layers: tuple[LayerSpec, ...]
    shape: tuple[int, ...]
    parameters: Mapping[str, Array]
    classes: tuple[str, ...] | None = None
    inputs: tuple[str, ...] | None = None
    values: bool | None = None
    offset: Array | None = None
    factor: Array | None = None
    loss: str = ""
    told: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Placed:
    """A network among nnviz's own: the settings that stand for it, its ends, and the data that it has."""

    experiment: Experiment
    ends: Ends
    dataset: Dataset
    told: tuple[str, ...]


@dataclass(frozen=True)
class Wanted:
    """What a person says of a model where its file does not: the shape of a sample, channels first, the
    activation of the hidden layers and that of the last, the names of the classes, what a sample is (a
    family), whether values are given, and the hidden layers in words. None: not said."""

    input_shape: tuple[int, ...] | None = None
    activation: str | None = None
    output_activation: str | None = None
    classes: tuple[str, ...] | None = None
    family: str | None = None
    values: bool | None = None
    scale: str | None = None
    layers: str | None = None


class NotSaidError(ValueError):
    """Something has to be said of a model that its file does not; in a sentence."""


def shape_in(text: str) -> tuple[int, ...]:
    """Sizes as in “1x28x28”. Raises ``ValueError`` with one sentence."""
    parts = text.strip().lower().replace("×", "x").split("x")
    if not 1 <= len(parts) <= 3 or not all(part.strip().isdigit() for part in parts):
        raise ValueError(
            translate("Exchange", "A shape is written as in “1x28x28”, not “{text}”.").format(text=text[:40])
        )
    sizes = tuple(map(int, parts))
    if not 0 < min(sizes) <= max(sizes) <= MOST_INPUTS:
        raise ValueError(translate("Exchange", "A size must be from 1 to {most}.").format(most=MOST_INPUTS))
    return sizes


def as_run(brought: Brought, name: str, wanted: Wanted | None = None) -> SavedRun:
    """The network as a run without training: one moment, no data. ``name`` is that of its file.

    Raises ``ValueError`` with one sentence for what cannot be looked at.
    """
    wanted = wanted or Wanted()
    outputs = brought.layers[-1]
    if not isinstance(outputs, Dense):
        raise ValueError(
            translate("Exchange", "The network ends with {words}; nnviz needs a dense layer last.").format(
                words=outputs.words
            )
        )
    placed = place(brought, wanted, dtype=_precision(brought))
    moment = standing(placed.experiment, placed.ends, brought.parameters)
    source = RunSource("imported", line_of(name)[:300] or "model", placed.told, placed.dataset)
    timeline = Timeline()
    timeline.keep(moment)
    title = line_of(name)[:_NAME] or "A"
    settings = placed.experiment
    return SavedRun(letter="A", name=title, colour=0, experiment=settings, timeline=timeline, source=source)


def _precision(brought: Brought) -> str:
    """float64 where the weights have so many digits."""
    matrices = [np.asarray(array) for array in brought.parameters.values() if np.ndim(array) > 1]
    return "float64" if matrices and all(one.dtype == np.float64 for one in matrices) else "float32"


def place(
    brought: Brought,
    wanted: Wanted,
    *,
    features: Array | None = None,
    labels: Array | None = None,
    names: Sequence[str] = (),
    dtype: str = "float32",
) -> Placed:
    """The network among nnviz's own, with the samples that came: ``features`` (n, d), ``labels``, ``names``.

    Raises ``ValueError`` with one sentence for what cannot be looked at.
    """
    told = [*brought.told]
    family, shape = _family(brought, wanted, told)
    outputs = brought.layers[-1]
    units = built(brought.shape, brought.layers)[-1].output_shape[0]
    values = _gives_values(brought, wanted, outputs, told)
    every_step = FAMILIES[family].steps and _answers_every_step(brought)
    asked: Asked = "regression" if values else "classification"
    data = unchosen_name(family, asked, every_step=every_step)
    loss = _loss(brought, outputs, values)
    if not brought.loss:
        text = translate("Exchange", "Its loss is not known: where one is needed, it is {loss}.")
        told.append(text.format(loss=LOSSES[loss].noun if loss in LOSSES else loss))
    usual = outputs == last_layer(units, loss, regression=values)
    offset, factor = _scaled(brought, wanted, family, told)
    divided = offset is None and factor is not None and (factor == np.float32(1 / 16)).all()
    experiment = Experiment(
        data=data,
        scale="sixteenth" if divided else "none",
        layers=_hidden(brought.layers, brought.shape, every_step),
        loss=loss,
        output_activation="" if usual else _activation(outputs),
        batch_size=None,
        dtype=dtype,
    ).validated()
    ends = OBJECTIVES[experiment.objective].ends(experiment, 0, brought.shape, units)
    if not isinstance(outputs, Dense):
        ends = replace(ends, last=outputs)
    if all_layers(experiment, ends) != brought.layers:
        raise ValueError(
            translate(
                "Exchange", "The last layer, {words}, is none that nnviz can end a network with."
            ).format(words=outputs.words)
        )
    dataset = unchosen_dataset(
        data,
        shape,
        units,
        class_names=() if values else _classes(brought, wanted, units, told),
        feature_names=tuple(line_of(one)[:_NAME] or "?" for one in brought.inputs or ()),
        offset=offset,
        factor=factor,
        features=features,
        labels=labels,
        sample_names=names,
    )
    return Placed(experiment, ends, dataset, tuple(told))


def as_project(brought: Brought, name: str, wanted: Wanted | None = None) -> Project:
    """The network as a project of one run."""
    return Project(runs=(as_run(brought, name, wanted),), current="A")


def moment_of(run: SavedRun) -> Snapshot:
    """The one moment of a run that ``as_run`` made."""
    return next(iter(run.timeline.snapshots.values()))


def _family(brought: Brought, wanted: Wanted, told: list[str]) -> tuple[str, tuple[int, ...]]:
    """What a sample is, and the shape that it is shown in."""
    shape = brought.shape
    size = math.prod(shape)
    if size > MOST_INPUTS:
        raise ValueError(
            translate("Exchange", "A sample has {count} numbers; at most {most} are looked at.").format(
                count=size, most=MOST_INPUTS
            )
        )
    shown = shape[1:] if len(shape) == 3 and shape[0] == 1 else shape
    family, square = _by_shape(shape), math.isqrt(size)
    if wanted.family is not None:
        if wanted.family not in FAMILIES:
            raise ValueError(
                translate("Exchange", "There is no kind of sample “{family}”; there are {families}.").format(
                    family=wanted.family, families=", ".join(FAMILIES)
                )
            )
        family = wanted.family
    elif family != "table" and len(shape) == 1:
        told.append(_ASSUMED[family].format(count=size))
    if family in ("digits", "images") and len(shape) == 1 and square * square == size:
        shown = (square, square)
    fits = {
        "plane": size == 2,
        "digits": shown == (8, 8),
        "images": len(shown) in (2, 3),
        "sequences": len(shape) == 2,
        "table": len(shape) == 1,
    }
    if not fits[family]:
        raise ValueError(
            translate("Exchange", "Samples of the shape {shape} are none of the kind “{family}”.").format(
                shape=shape, family=family
            )
        )
    return family, shown


_ASSUMED: dict[str, Sentence] = {
    "plane": translate("Exchange", "It takes 2 numbers: they are taken as a point of the plane."),
    "digits": translate("Exchange", "It takes {count} numbers: they are taken as pictures of 8×8 pixels."),
    "images": translate("Exchange", "It takes {count} numbers: they are taken as pictures of 28×28 pixels."),
}


def _by_shape(shape: tuple[int, ...]) -> str:
    size = math.prod(shape)
    if len(shape) == 3:
        return "digits" if shape == (1, 8, 8) else "images"
    if len(shape) == 2:
        return "sequences"
    return {2: "plane", 64: "digits", 784: "images"}.get(size, "table")


def _activation(last: LayerSpec) -> str:
    """What leaves the last layer has gone through."""
    return str(getattr(last, "activation", "linear"))


def _gives_values(brought: Brought, wanted: Wanted, last: LayerSpec, told: list[str]) -> bool:
    if wanted.values is not None:
        return wanted.values
    if brought.values is not None:
        return brought.values
    if brought.classes or wanted.classes:
        return False
    activation = _activation(last)
    values = activation not in ("softmax", "sigmoid")
    text = translate("Exchange", "Its last activation is {activation}: its outputs are taken as classes.")
    if values:
        text = translate("Exchange", "Its last activation is {activation}: its outputs are taken as values.")
    told.append(text.format(activation=activation))
    return values


def _loss(brought: Brought, last: LayerSpec, values: bool) -> str:
    """The one that it was trained with, where that goes with its outputs; else the one that suits them."""
    activation = _activation(last)
    if brought.loss in LOSSES and activation in LOSSES[brought.loss].activations:
        return brought.loss
    suiting = {"softmax": "categorical_crossentropy", "sigmoid": "binary_crossentropy"}
    return "mse" if values else suiting.get(activation, "mse")


def _answers_every_step(brought: Brought) -> bool:
    """Whether what reaches the last layer still has steps, and it answers at each."""
    reaching: tuple[int, ...] = brought.shape
    for layer in brought.layers[:-1]:
        reaching = layer.build(reaching).output_shape
    return len(reaching) == 2


def _hidden(layers: Sequence[LayerSpec], shape: tuple[int, ...], every_step: bool) -> tuple[LayerSpec, ...]:
    """All but the last; nor what nnviz itself puts before it where a sequence has one answer."""
    hidden = tuple(layers[:-1])
    added = len(shape) == 2 and not every_step and hidden and hidden[-1].kind == "flatten"
    return hidden[:-1] if added else hidden


def _classes(brought: Brought, wanted: Wanted, units: int, told: list[str]) -> tuple[str, ...]:
    count = max(2, units)
    names = wanted.classes or brought.classes
    if names is not None and len(names) != count:
        raise ValueError(
            translate("Exchange", "{names} classes are named, and the network tells {count} apart.").format(
                names=len(names), count=count
            )
        )
    if names is None:
        told.append(
            translate(
                "Exchange", "The names of its {count} classes are not known: they are numbered."
            ).format(count=count)
        )
        names = tuple(str(number) for number in range(count))
    return tuple(line_of(str(one))[:_NAME] or "?" for one in names)


def _scaled(
    brought: Brought, wanted: Wanted, family: str, told: list[str]
) -> tuple[Array | None, Array | None]:
    """How a sample as a person makes it is brought into the network's units."""
    if brought.offset is not None or brought.factor is not None:
        largest = float(np.finfo(np.float32).max)
        for given in (brought.offset, brought.factor):
            if given is not None and not (np.abs(given) < largest).all():
                raise ValueError(translate("Exchange", "It scales what enters by a number that cannot be."))
        return brought.offset, brought.factor
    if family != "digits":
        return None, None
    if wanted.scale is None:
        told.append(
            translate("Exchange", "Pixels are taken to enter it as 0 to 1: counts of 0 to 16 divided by 16.")
        )
    divided = 1.0 if wanted.scale == "none" else 16.0
    return None, np.full(math.prod(brought.shape), 1.0 / divided)
