"""Experiments to begin with, chosen because they show what they are for."""

from __future__ import annotations

from typing import Final

from nnviz.data import DATASETS
from nnviz.engine import Dense
from nnviz.training.adversarial_presets import ADVERSARIAL
from nnviz.training.experiment import Experiment
from nnviz.training.generate_presets import GENERATE
from nnviz.training.image_presets import IMAGES
from nnviz.training.preset import Preset
from nnviz.training.sequence_presets import SEQUENCES
from nnviz.training.settings import own_name

#: Two spirals, which two small layers learn to tell apart while one watches: within 400 epochs eight seeds
#: of eight get at least 94 % of the training points right, which other start weights do less reliably.
PLAYGROUND: Final = Experiment.on(
    "spirals",
    points=320,
    noise=0.05,
    test_share=0.31,
    split_seed=3,
    layers=(Dense(6, "tanh"), Dense(4, "tanh")),
    loss="binary_crossentropy",
    learning_rate=0.02,
    batch_size=16,
    initializer="orthogonal",
    epochs=400,
).validated()

#: Three species of penguins, told apart by what was measured and noted of each; within 60 epochs eight seeds
#: of eight get at least 85 of the 86 test rows right.
TABLE: Final = Experiment.on(
    "penguins", layers=(Dense(6, "tanh"),), learning_rate=0.005, batch_size=16, epochs=60, test_share=0.25
).validated()

#: What the page Start shows: two moons and five neurons, which part them within 60 epochs.
START: Final = Experiment.on(
    "moons",
    points=240,
    noise=0.14,
    layers=(Dense(5, "tanh"),),
    loss="binary_crossentropy",
    learning_rate=0.03,
    batch_size=15,
    seed=3,
    epochs=60,
).validated()

#: What each workspace of the window begins with, in the order of their tabs.
PRESETS: Final[dict[str, Experiment]] = {
    "playground": PLAYGROUND,
    "digits": Experiment(),
    "images": IMAGES["figures"].experiment,
    "sequences": SEQUENCES["temporal_order"].experiment,
    "generate": ADVERSARIAL["ring_of_8"].experiment,
    "table": TABLE,
}

#: The presets of workspaces that have several, by name.
NAMED: Final[dict[str, dict[str, Preset]]] = {
    "images": IMAGES,
    "sequences": SEQUENCES,
    "generate": ADVERSARIAL | GENERATE,
}

#: Settings that make none else of a preset.
_NO_OTHER: Final = frozenset(
    {"workspace", "seed", "epochs", "patience", "evaluate_every", "dtype", "cut", "frozen"}
)


def begins_with(workspace: str, objective: str = "") -> Experiment:
    """What a workspace begins with or, where it has a preset of that objective, the first of these."""
    named = [preset.experiment for preset in NAMED.get(workspace, {}).values() if not preset.fails]
    return next((one for one in named if one.objective == objective), PRESETS[workspace])


def preset_on(workspace: str, data: str, objective: str = "") -> Experiment:
    """What a workspace begins with on that data set: one made for it, or else for data of its family; with
    that objective, if one is named and learns from such data."""
    named = [preset.experiment for preset in NAMED.get(workspace, {}).values() if not preset.fails]
    named = [one for one in named if one.with_(data=data).kinds] or named
    named = [one for one in named if one.objective == objective] or named
    of_family = [one for one in named if DATASETS[one.data].family == DATASETS[data].family]
    return next((one for one in named if one.data == data), (of_family or [PRESETS[workspace]])[0])


def begun_on(workspace: str, data: str, objective: str = "") -> Experiment:
    """What a workspace begins with on that data set, on it: with the loss and the scale that suit it."""
    usual = preset_on(workspace, data, objective)
    if usual.data == data:
        return usual
    own = {"data", "loss", "scale", "test_share", "batch_size", "cut", "frozen", "drawn", "own"}
    settings = {name: value for name, value in usual.named() if own_name(name) not in own}
    return Experiment.on(data, **settings).fitted_to(usual.batch_size)


def preset_of(experiment: Experiment) -> Preset | None:
    """The preset that these settings are, whatever its seed and end, and whatever is held in it."""
    named = NAMED.get(experiment.home, {}).values()
    of_data = [one for one in named if one.experiment.data == experiment.data]
    return next((one for one in of_data if experiment.differing(one.experiment) <= _NO_OTHER), None)
