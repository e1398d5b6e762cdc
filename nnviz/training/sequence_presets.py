"""What Sequences begins with: for every data set networks that learn it, and others that fail on purpose.

``benchmarks/presets.py`` measures them. One that fails differs from the one beside it in the layers, in the
rate, in the clipping or in the length of the sequences.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from nnviz.engine import GRU, LSTM, RNN, Dense, LayerSpec, Positions
from nnviz.said import Sentence, translate
from nnviz.training.experiment import Experiment
from nnviz.training.preset import Preset
from nnviz.training.settings import read_layers

#: How all of them learn, unless it is said otherwise.
_USUAL: Final[dict[str, Any]] = {"initializer": "glorot", "clip_norm": 1.0, "schedule": "cosine"}


def _learned(
    data: str,
    label: Sentence,
    story: Sentence,
    layers: tuple[LayerSpec, ...],
    rate: float,
    epochs: int,
    speed: float,
    *,
    name: str = "",
    **settings: Any,
) -> Preset:
    """One that succeeds, called by its data set if by no ``name``; who fails beside it is said later."""
    settings = _USUAL | {"learning_rate": rate, "epochs": epochs} | settings
    experiment = Experiment.on(data, layers=layers, **settings).validated()
    return Preset(name or data, label, story, experiment, speed, "")


def _failing(
    learned: Preset, end: str, label: Sentence, story: Sentence, advice: Sentence, **changed: Any
) -> Preset:
    """The same but for what is ``changed``, called by its name and that ``end``."""
    experiment = learned.experiment.with_(**changed).validated()
    return Preset(f"{learned.name}_{end}", label, story, experiment, learned.speed, learned.name, advice)


def _attentive(size: int, looks: str, thinks: str = "", blocks: int = 1) -> tuple[LayerSpec, ...]:
    """Symbols and their places; blocks in which each looks back at the others, and is thought over."""
    block = f"residual(layernorm, {looks})" + (f", residual(layernorm, {thinks})" if thinks else "")
    return read_layers(", ".join([f"embedding({size}), positions(learned)", *[block] * blocks, "layernorm"]))


def _without_places(layers: tuple[LayerSpec, ...]) -> tuple[LayerSpec, ...]:
    return tuple(layer for layer in layers if not isinstance(layer, Positions))


_KEPT: Final = translate(
    "Training",
    "Try an LSTM: what is in a cell goes from step to step multiplied by its forget gate alone, which may "
    "stay near 1.",
)
_REMEMBERS: Final = translate(
    "Training", "Try a recurrent layer: what it hands to the next step can hold what was read before."
)

_ORDER: Final = _learned(
    "temporal_order",
    translate("Training", "Which key came first?"),
    translate("Training", "For some epochs it guesses; then a cell keeps the first key until the end."),
    (LSTM(8, forget_bias=2.0),),
    rate=0.01,
    epochs=30,
    speed=2,
)
_ECHO: Final = _learned(
    "echo",
    translate("Training", "An echo"),
    translate("Training", "The plain network is quicker here: five steps are no long time to remember."),
    (RNN(8, every_step=True),),
    rate=0.01,
    epochs=20,
    speed=1,
)
_ANBN: Final = _learned(
    "anbn",
    translate("Training", "As many b as a"),
    translate("Training", "A cell counts up with every a, and down with every b: at nought is the end."),
    (LSTM(2, every_step=True),),
    rate=0.02,
    epochs=400,
    speed=30,
    schedule="constant",
)
_RHYME: Final = _learned(
    "rhyme",
    translate("Training", "A rhyme by heart"),
    translate("Training", "First it learns letters, then words; in the end it recites the rhyme."),
    (GRU(64, every_step=True),),
    rate=0.005,
    epochs=30,
    speed=2,
    batch_size=16,
)
_NAMES: Final = _learned(
    "names",
    translate("Training", "Names that nobody has"),
    translate("Training", "It learns how names are built, and invents some that it has never read."),
    (GRU(32, every_step=True),),
    rate=0.01,
    epochs=40,
    speed=4,
)
_ROWS: Final = _learned(
    "digit_rows",
    translate("Training", "A digit row by row"),
    translate("Training", "It reads one row of pixels at each step, and answers after the last."),
    (LSTM(32),),
    rate=0.01,
    epochs=20,
    speed=2,
)
_SINE: Final = _learned(
    "sine_sequence",
    translate("Training", "A sine that goes on"),
    translate("Training", "It foretells each next value; fed with its own answers, it goes on by itself."),
    (RNN(8, every_step=True),),
    rate=0.01,
    epochs=60,
    speed=4,
)

_REVERSE: Final = _learned(
    "reverse",
    translate("Training", "Backwards by attention"),
    translate("Training", "Each answer learns to look at its mirrored place; the shares say where it looks."),
    _attentive(16, "attention(1)"),
    rate=0.0005,
    epochs=15,
    speed=1,
    batch_size=64,
)
_SORT: Final = _learned(
    "sort",
    translate("Training", "Sorted by attention"),
    translate("Training", "It sorts almost without a fault, and where it looks tells little of how."),
    _attentive(16, "attention(2)", "64, 16", blocks=2),
    rate=0.003,
    epochs=30,
    speed=2,
    batch_size=64,
)
_RHYME_SEEN: Final = _learned(
    "rhyme",
    translate("Training", "A rhyme by attention"),
    translate(
        "Training", "Each character looks back at those before it, at most at 32, for what comes next."
    ),
    _attentive(32, "attention(2)", "64, 32"),
    rate=0.006,
    epochs=60,
    speed=4,
    name="rhyme_attention",
    batch_size=16,
)
_PLACES: Final = translate(
    "Training", "Try positions(learned) behind the embedding: attention by itself has no order."
)

_FAILING: Final = (
    _failing(
        _ORDER,
        "rnn",
        translate("Training", "A plain recurrent network"),
        translate(
            "Training", "It never does better than a guess: hardly any gradient gets back to the keys."
        ),
        _KEPT,
        layers=(RNN(8),),
    ),
    _failing(
        _ORDER,
        "rnn60",
        translate("Training", "The gradient vanishes through 60 steps"),
        translate(
            "Training",
            "Step by step backwards it is multiplied anew; what reaches the first key is next to 0.",
        ),
        _KEPT,
        layers=(RNN(8),),
        length=60,
    ),
    _failing(
        _ORDER,
        "forgets",
        translate("Training", "Cells that begin by forgetting"),
        translate(
            "Training", "The forget gates begin near 0.02: of a key nothing is left after two or three steps."
        ),
        translate("Training", "Try lstm(8, forget_bias=2): forget gates that begin near 0.9."),
        layers=(LSTM(8, forget_bias=-4.0),),
    ),
    _failing(
        _ECHO,
        "lstm",
        translate("Training", "An echo from an LSTM"),
        translate(
            "Training", "Eight cells have four times the weights of eight plain units, and are slower."
        ),
        translate("Training", "Try rnn(8, every_step=yes), or 16 cells, which have room for five letters."),
        layers=(LSTM(8, every_step=True),),
    ),
    _failing(
        _ECHO,
        "explodes",
        translate("Training", "The gradient explodes, unclipped"),
        translate(
            "Training",
            "Some gradients are ten times as large as usual: after such a step it finds no way back.",
        ),
        translate(
            "Training",
            "Try 1 as the largest norm of the gradient: most start weights then learn it, at the same rate.",
        ),
        optimizer="momentum",
        learning_rate=0.3,
        clip_norm=0.0,
    ),
    _failing(
        _ANBN,
        "dense",
        translate("Training", "As many b as a, without a memory"),
        translate(
            "Training", "It sees a b and says that another one comes, which is right more often than not."
        ),
        _REMEMBERS,
        layers=(Dense(8, "relu"),),
    ),
    _failing(
        _RHYME,
        "dense",
        translate("Training", "A rhyme, without a memory"),
        translate("Training", "It knows which character follows which one, and no word."),
        _REMEMBERS,
        layers=(Dense(64, "relu"),),
    ),
    _failing(
        _NAMES,
        "dense",
        translate("Training", "Names, without a memory"),
        translate("Training", "It knows which letter follows which, but not how long the name is by now."),
        _REMEMBERS,
        layers=(Dense(32, "relu"),),
    ),
    _failing(
        _ROWS,
        "fast",
        translate("Training", "Digits row by row at too high a rate"),
        translate("Training", "The first steps are so large that its gates are all open or all shut."),
        translate(
            "Training", "Try the rate 0.01: a gate at 0 or 1 has next to no gradient to bring it back."
        ),
        learning_rate=1.0,
    ),
    _failing(
        _SINE,
        "dense",
        translate("Training", "A sine, without a memory"),
        translate("Training", "One value does not tell whether the sine rises or falls: it comes to rest."),
        _REMEMBERS,
        layers=(Dense(8, "relu"),),
    ),
    _failing(
        _REVERSE,
        "no_places",
        translate("Training", "Backwards without places"),
        translate("Training", "What it looks at has no place: no answer can find its mirrored one."),
        _PLACES,
        layers=_without_places(_REVERSE.experiment.layers),
    ),
    _failing(
        _SORT,
        "no_places",
        translate("Training", "Sorted without places"),
        translate("Training", "It cannot tell the digits that it was given from those that it has said."),
        _PLACES,
        layers=_without_places(_SORT.experiment.layers),
    ),
    _failing(
        _RHYME_SEEN,
        "ahead",
        translate("Training", "A rhyme by attention that looks ahead"),
        translate(
            "Training", "Almost all is right, since it sees what comes next. Going on, it has nothing to see."
        ),
        translate("Training", "Try attention without full: each character sees those before it alone."),
        layers=_attentive(32, "attention(2, full=yes)", "64, 32"),
    ),
)


def _table(learned: tuple[Preset, ...], failing: tuple[Preset, ...]) -> dict[str, Preset]:
    """By name, each that succeeds followed by those beside it that fail; it is beside the first of them."""
    found = []
    for one in learned:
        beside = [other for other in failing if other.beside == one.name]
        found += [replace(one, beside=beside[0].name), *beside]
    return {preset.name: preset for preset in found}


#: By name. Sequences opens with the first.
SEQUENCES: Final[dict[str, Preset]] = _table(
    (_ORDER, _ECHO, _ANBN, _RHYME, _NAMES, _ROWS, _SINE, _REVERSE, _SORT, _RHYME_SEEN), _FAILING
)
