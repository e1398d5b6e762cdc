"""A lesson as it stands in its file: steps with what they set up, show, ask and check; frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, get_args

Kind = Literal["hook", "look", "predict", "run", "state", "why", "change", "make"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)

Asking = Literal["number", "choice", "direction", "order", "point", "curve"]
ASKINGS: Final[tuple[Asking, ...]] = get_args(Asking)

#: How sure somebody is of a prediction.
Confidence = Literal["guess", "fairly", "sure"]
CONFIDENCES: Final[tuple[Confidence, ...]] = get_args(Confidence)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """An ``experiment`` block: a run as it is asked for, by the names of the settings of an Experiment.

    ``settings`` are those, as TOML gives them; ``rows`` are samples given one by one, each its inputs and
    then ``targets`` numbers that are to come out (``classes``: the last number is a class; a setting of that
    name says how many there are). Without a ``bias`` those of all layers are held at 0. ``weights`` are start
    values by the names of the parameters.
    The step opens ``at`` that moment, such as “epoch 0” or “update 3”, and can be run on ``until`` another.
    ``then`` are settings that change “at” an epoch, by which one future of a run parts from another.
    ``sample`` is sent through: “row 0”, “train 3”, “test 31”, “digit 31” (of the whole set). ``allow`` are
    the controls that the step offers.
    """

    name: str = "A"
    line: int = 0
    settings: Mapping[str, Any] = field(default_factory=dict)
    rows: tuple[tuple[float, ...], ...] = ()
    targets: int = 1
    classes: bool = False
    bias: bool = True
    weights: Mapping[str, Any] = field(default_factory=dict)
    at: str = "epoch 0"
    until: str = ""
    then: Mapping[str, Any] = field(default_factory=dict)
    sample: str = ""
    allow: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Show:
    """A ``show`` block: what stands on the stage.

    ``views`` are names of the table of views, from the left; ``of`` is what a view is about where it can be
    about several (“dense1.weights[0, 0]”), ``span`` from where to where it is drawn. ``select`` is picked in
    the diagram (“dense1[2]”). ``micro`` is the micro-step, counted from 0, at which the step opens. ``lines``
    are those of the lesson's Python that light up, first and last, counted from 1. ``picture`` is a file of
    the lesson, ``alt`` its alternative text; ``formula`` is LaTeX.
    """

    line: int = 0
    views: tuple[str, ...] = ("network",)
    of: str = ""
    span: tuple[float, float] | None = None
    select: str = ""
    micro: int | None = None
    lines: tuple[int, int] | None = None
    picture: str = ""
    alt: str = ""
    formula: str = ""


@dataclass(frozen=True, kw_only=True)
class Option:
    """One answer to choose. ``when`` is a claim about the run that makes it the right one; of a question
    about a principle, which no run can answer, the right one says so itself. ``say`` is what choosing it
    tells of a pupil, and is told them."""

    text: str
    when: str = ""
    right: bool = False
    say: str = ""


@dataclass(frozen=True, kw_only=True)
class Feedback:
    """What is said to a number ``near`` that one, or to an answer of that text (``given``)."""

    say: str
    near: float | None = None
    given: str = ""


@dataclass(frozen=True, kw_only=True)
class Predict:
    """A ``predict`` block. ``truth`` is worked out of the run when it is revealed, and stands nowhere."""

    ask: str
    kind: Asking
    line: int = 0
    truth: str = ""
    tolerance: float = 0.0
    unit: str = ""
    options: tuple[Option, ...] = ()
    #: Of an order, what is put into it, each with the name that the truth gives it.
    items: tuple[str, ...] = ()
    confidence: bool = True
    tries: int = 1
    feedback: tuple[Feedback, ...] = ()
    #: By slider, from where to where in which steps; None: typed.
    slider: tuple[float, float, float] | None = None


@dataclass(frozen=True, kw_only=True)
class Check:
    """A ``check`` or ``puzzle`` block: when the step is done.

    ``goal`` is a claim about the run as the pupil has made it, such as “train_loss < 0.01 @ last”; a question
    about a principle has ``ask`` and ``options`` instead. A puzzle may be bound to ``most`` updates or epochs
    (“5 updates”). ``hints`` come one by one when asked for.
    """

    line: int = 0
    goal: str = ""
    ask: str = ""
    options: tuple[Option, ...] = ()
    most: str = ""
    hints: tuple[str, ...] = ()
    done: str = ""


@dataclass(frozen=True, kw_only=True)
class Step:
    """A step. ``body`` is its Markdown without the fenced blocks; ``runs`` are those that it sets up, its own
    or, where it has none, those of the nearest step before it."""

    key: str
    title: str
    kind: Kind
    line: int
    body: str = ""
    runs: tuple[Asked, ...] = ()
    show: Show = Show()
    predict: Predict | None = None
    check: Check | None = None
    puzzle: Check | None = None
    notes: str = ""


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """A lesson. ``python`` is “the same in Python”; ``words`` its glossary; ``digest`` tells one version of
    its file from another; ``media`` are the files beside it, by name."""

    id: str
    title: str
    language: str = "en"
    minutes: int = 12
    level: str = ""
    prerequisites: tuple[str, ...] = ()
    seed: int = 0
    author: str = ""
    licence: str = ""
    purpose: str = ""
    intro: str = ""
    steps: tuple[Step, ...] = ()
    summary: str = ""
    words: tuple[tuple[str, str], ...] = ()
    python: str = ""
    digest: str = ""
    media: Mapping[str, bytes] = field(default_factory=dict, repr=False)
