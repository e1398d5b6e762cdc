"""The closed vocabulary of a lesson file: every block, its keys, and what each takes.

One literal table: the reader takes files apart by it, docs/lessons.md shows it, and a file of another
language may give exactly what is ``said``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from nnviz.lessons.lesson import ASKINGS
from nnviz.training.settings import SETTINGS

FORMAT: Final = 1

#: What can stand on the stage, and what is seen there.
VIEWS: Final[Mapping[str, str]] = {
    "network": "the network: neurons, connections, the sample on its way",
    "neuron": "one neuron: its sum, its activation, the formula, the living cell mapped below",
    "loss": "the loss over one weight (`of`, `span`), with its slope, the guess and the truth",
    "plane": "the plane with the data and what the network says there",
    "curves": "loss and accuracy over the epochs; curves are drawn on it",
    "numbers": "the matrices of a layer (`of`): what enters, weights, bias, what comes out",
    "activation": "an activation (`of`), its derivative and how that is derived; in a hook the curve alone",
    "micro": "forward, loss, backward and update in small steps",
    "digit": "a digit as picture, as 64 numbers and as printed table; draw your own",
    "table": "the samples as rows, with outputs and errors, and (but for `rows` in `of`) the loss over all",
    "formula": "a formula (`formula`) in large",
    "race": "the runs of the step raced over the loss of two numbers (`of`) as far as `until`; "
    "in hook and look steps all wait at the start",
    "by_hand": "one update of one sample to be typed number by number, each checked",
    "seeds": "a claim over many seeds: for which it holds, and how sure its share is",
    "used": "what `use` and `forget` bring to light: the weights before and after, the answers "
    "without the data",
    "picture": "a picture of the lesson (`picture`, `alt`)",
    "workspace": "the stage of the run's own workspace: Images, Sequences, Generate",
}

#: The controls that a step may offer, beside the name of any setting that can change while training runs.
CONTROLS: Final[Mapping[str, str]] = {
    "run": "train on to `until`, or on and on",
    "step": "one update",
    "epoch": "one epoch",
    "restart": "back to the start of the step",
    "learning_rate": "the learning rate",
    "activation": "the activation of the hidden layers",
    "optimizer": "the optimiser",
    "seed": "another seed",
    "draw": "draw a digit or points",
    "micro": "the micro-steps, one by one",
    "use": "send a hundred test samples through, and compare the weights before and after",
    "forget": "take the training data away, and compare the answers before and after",
    "weight:NAME": "one weight, as `weight:dense1.weights[0, 0]`",
    "bias:NAME": "one bias, as `bias:dense1.bias[0]`",
}


@dataclass(frozen=True)
class Key:
    """One key of a block: what it ``takes`` (a line of ``values.TAKES``), and in ``says`` what it is for.

    ``limits`` are those of a number, of the number of letters of a text, or of how many items a list has.
    ``choices`` are all that it may be. Of a ``predict`` block some belong to certain kinds ``only``. ``of``
    is the table of each item of a list of tables. What is ``said`` to the reader is translated.
    """

    takes: str
    says: str
    needed: bool = False
    limits: tuple[float, float] | None = None
    choices: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    of: str = ""
    said: bool = False


_FRONT = {
    "format": Key("whole", "the format of the file: 1", needed=True, limits=(1, 1_000_000)),
    "id": Key("id", "a name of its own: small letters, digits and “-”", needed=True),
    "title": Key("line", "the title of the lesson", needed=True, said=True, limits=(1, 120)),
    "language": Key("language", "the language, as `en` or `pt-BR` (if not given, `en`)"),
    "minutes": Key("whole", "how long it takes (if not given, 12)", limits=(1, 240)),
    "level": Key("line", "for whom, in a word or two", said=True, limits=(1, 60)),
    "prerequisites": Key("ids", "the `id`s of lessons to be taken before", limits=(0, 20)),
    "seed": Key("whole", "the seed of every run that names none (if not given, 0)", limits=(0, 2**32 - 1)),
    "author": Key("line", "who wrote it", limits=(1, 200)),
    "licence": Key("line", "how it may be used, as `CC BY 4.0`", limits=(1, 120)),
    "purpose": Key("line", "one sentence for the map of the course", said=True, limits=(1, 200)),
}

_OPTION = {
    "text": Key("line", "the answer as it is read", needed=True, said=True, limits=(1, 300)),
    "when": Key("claim", "the claim that makes it the right one"),
    "right": Key("flag", "it is the right one: of a principle, which no run can answer"),
    "say": Key("text", "what is said to who chooses it", said=True, limits=(1, 1000)),
}

_FEEDBACK = {
    "near": Key("number", "the wrong number that this is said to"),
    "given": Key("line", "the answer, of another kind, that this is said to", limits=(1, 300)),
    "say": Key("text", "what is said", needed=True, said=True, limits=(1, 1000)),
}

_OWN = {
    "name": Key("letter", "the run, as truths name it (if not given, `A`)"),
    "like": Key(
        "line", "the key of an earlier step: as its run of that name, or its first, but for what is given"
    ),
    "preset": Key("line", "the preset to begin with; what else is given replaces its settings"),
    "rows": Key("rows", "the samples one by one: inputs, then targets", limits=(1, 10_000)),
    "targets": Key("whole", "how many numbers of a row are targets (if not given, 1)", limits=(0, 1000)),
    "classes": Key(
        "classes", "how many classes there are; with `rows` also `true`: the last number is a class"
    ),
    "bias": Key("flag", "false: no layer has a bias (if not given, true)"),
    "weights": Key("weights", 'start values by name, as `{ "dense1.weights" = [[2.0]] }`'),
    "layers": Key(
        "layers", "the hidden layers: a list of sizes, or as in `nnviz train --layers`; `[]` for none"
    ),
    "activation": Key("one_or_lines", "the activation of every hidden layer, or of each"),
    "output_activation": Key("line", "that of the output (if not given, what the loss suits)"),
    "at": Key("moment", "when the step opens: `epoch 5`, `update 3` (if not given, `epoch 0`)"),
    "until": Key("moment", "how far `run` goes"),
    "then": Key("then", 'settings that change on the way: `{ at = "epoch 40", learning_rate = 0.001 }`'),
    "sample": Key(
        "sample", "the sample sent through: `row 0`, `train 3`, `test 31`, `digit 31`", limits=(1, 40)
    ),
    "allow": Key("controls", "the controls that the step offers, 1 to 3", limits=(0, 3)),
}

_ASKED = {
    "ask": Key("line", "the question", said=True, limits=(1, 400)),
    "options": Key("tables", "the answers to choose from, one of them right", of="option", limits=(2, 6)),
}

_CHECK = {
    "goal": Key("claim", "the claim about the run that ends the step, as `train_loss < 0.01`"),
    **_ASKED,
    "most": Key("most", "how much may be trained: `5 updates`, `20 epochs`"),
    "hints": Key("lines", "hints, told one by one when asked for", said=True, limits=(0, 6)),
    "done": Key("text", "what is said when it is done", said=True, limits=(1, 1000)),
}

#: Every table of a lesson file by name, with its keys.
TABLES: Final[Mapping[str, Mapping[str, Key]]] = {
    "front": _FRONT,
    "experiment": _OWN
    | {name: Key("setting", "") for name in SETTINGS if name not in _OWN and name != "own"},
    "show": {
        "views": Key("lines", "what stands on the stage, from the left", choices=tuple(VIEWS), limits=(1, 3)),
        "of": Key(
            "line", "what the view is about: `dense1.weights[0, 0]`, `dense1`, `sigmoid`", limits=(1, 80)
        ),
        "span": Key("pair", "from where to where it is drawn: `[-3, 3]`"),
        "select": Key("line", "what is selected in the network: `dense1[2]`", limits=(1, 80)),
        "micro": Key("whole", "the micro-step at which it opens, from 0", limits=(0, 100_000)),
        "lines": Key("whole_pair", "the lines of the Python that light up: `[3, 5]`"),
        "picture": Key("picture", "a file of `media/`"),
        "alt": Key("line", "what the picture shows, for who does not see it", said=True, limits=(1, 400)),
        "formula": Key("line", "a formula in LaTeX", limits=(1, 400)),
    },
    "predict": {
        "ask": Key("line", "the question", needed=True, said=True, limits=(1, 400)),
        "kind": Key("line", "the kind of answer", needed=True, choices=ASKINGS),
        "truth": Key(
            "truth", "where the answer stands", only=("number", "direction", "order", "point", "curve")
        ),
        "tolerance": Key(
            "number", "how far off is still right", only=("number", "direction", "curve"), limits=(0, 1e9)
        ),
        "unit": Key("line", "the unit, written behind", only=("number", "curve"), said=True, limits=(1, 20)),
        "options": Key(
            "tables", "the answers, one of them right", of="option", only=("choice",), limits=(2, 6)
        ),
        "items": Key("lines", "what is put in order, as `truth` names it", only=("order",), limits=(2, 6)),
        "confidence": Key("flag", "whether to ask how sure one is (if not given, true)"),
        "tries": Key("whole", "how many answers one has (if not given, 1)", limits=(1, 9)),
        "feedback": Key("tables", "what is said to a wrong answer", of="feedback", limits=(0, 12)),
        "slider": Key("three", "a slider: from, to, step", only=("number",)),
    },
    "check": _CHECK,
    "puzzle": _CHECK,
    "option": _OPTION,
    "feedback": _FEEDBACK,
}

#: What a file of another language may give: what is said, and nothing of it must be.
TRANSLATED: Final[Mapping[str, Mapping[str, Key]]] = {
    table: {name: replace(key, needed=False) for name, key in keys.items() if key.said or key.of}
    for table, keys in TABLES.items()
}

#: What a kind of prediction cannot do without.
NEEDS: Final[Mapping[str, tuple[str, ...]]] = {
    "number": ("truth",),
    "choice": ("options",),
    "direction": ("truth",),
    "order": ("truth", "items"),
    "point": ("truth",),
    "curve": ("truth",),
}

#: Fenced blocks that are TOML; how many of each a step may have.
BLOCKS: Final[Mapping[str, int]] = {"experiment": 7, "show": 1, "predict": 1, "check": 1, "puzzle": 1}
#: Fenced code of other kinds that stays in the text.
CODE: Final = ("", "text", "python")
#: Sections that are no step.
SECTIONS: Final = ("summary", "python")
MOST_PYTHON: Final = 25  # lines
MOST_STEPS: Final = 40
