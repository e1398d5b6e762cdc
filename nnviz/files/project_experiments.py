"""The Experiments of a project in its JSON text: the first with all settings, of the others what differs.

Settings stand in their parts; in files of version 1 each stands by its name. Both are read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nnviz.data.npz import DamagedError
from nnviz.data.own.content import Content
from nnviz.said import translate
from nnviz.training.described import by_name, in_parts, named_values
from nnviz.training.experiment import LIVE_FIELDS, Experiment
from nnviz.training.own_contents import contents_of, with_content
from nnviz.training.settings import own_name

MOST_EXPERIMENTS = 10_000
#: Entries of all lists together, once those that only differ in a few are written out.
_MOST_LISTED = 1_000_000
#: Points drawn by hand, of all Experiments that do not only differ in live settings: a microsecond each.
_MOST_DRAWN = 500_000


class Lists:
    """Lists told as what differs from the list before: cut edges and drawn points come one by one.

    ``told`` and ``read`` are each other's reverse. ``read`` raises ``DamagedError``.
    """

    def __init__(self) -> None:
        self._last: dict[str, list[Any]] = {}
        self._listed = 0

    def told(self, name: str, value: Any) -> Any:
        """A list as how many entries are those of the list of that name before, and the rest of them."""
        if not isinstance(value, list):
            return value
        last, self._last[name] = self._last.get(name, []), value
        same = next((i for i, pair in enumerate(zip(last, value, strict=False)) if pair[0] != pair[1]), None)
        keep = min(len(last), len(value)) if same is None else same
        return {"keep": keep, "then": value[keep:]} if keep else value

    def read(self, name: str, value: Any) -> Any:
        """The list that was told."""
        last = self._last.get(name, [])
        match value:
            case {"keep": int(keep), "then": list(rest), **other} if not other and 0 <= keep <= len(last):
                value = last[:keep] + rest
        if isinstance(value, list):
            self._last[name] = value
            self._listed += len(value)
            if self._listed > _MOST_LISTED:
                raise DamagedError(translate("Files", "its settings have longer lists than can be used"))
        return value


class Experiments:
    """Gives each Experiment a number, equal ones the same; ``described`` is the list for the text.

    ``contents`` are their data of one's own, each once, by its digest.
    """

    def __init__(self) -> None:
        self._numbers: dict[tuple[Experiment, int], int] = {}
        self._known: dict[int, tuple[Experiment, int]] = {}  # by id: most are the very same object
        self._drawn: list[tuple[Any, ...]] = []
        self._last: dict[str, Any] = {}
        self._lists = Lists()
        self.described: list[dict[str, Any]] = []
        self.contents: dict[str, Content] = {}

    def number(self, experiment: Experiment) -> int:
        """The place of this Experiment in the list, where it is put if it is not there."""
        if (known := self._known.get(id(experiment))) is not None:
            return known[1]
        # Thousands of drawn points are the same in most; to look at them once more would take long.
        light, points = experiment.with_(drawn=()), self._points(experiment)
        number = self._numbers.setdefault((light, points), len(self.described))
        self._known[id(experiment)] = (experiment, number)
        if number == len(self.described):
            self.contents |= contents_of([experiment])
            last, self._last = self._last, {**named_values(light), "drawn": points}
            if last.keys() != self._last.keys() or last["objective"] != self._last["objective"]:
                last = {}  # other networks play, or for another end: all is said anew, as the reader takes it
            changed = {name: value for name, value in self._last.items() if last.get(name, self) != value}
            if "drawn" in changed:
                changed["drawn"] = [[*point] for point in experiment.drawn]
            told = {name: self._lists.told(name, value) for name, value in changed.items()}
            self.described.append(in_parts(told))
        return number

    def _points(self, experiment: Experiment) -> int:
        """Which of the sets of points met so far it has."""
        for number, drawn in enumerate(self._drawn):
            if drawn is experiment.drawn or drawn == experiment.drawn:
                return number
        self._drawn.append(experiment.drawn)
        return len(self._drawn) - 1


def read_experiments(
    described: Sequence[dict[str, Any]], contents: Mapping[str, Content]
) -> list[Experiment]:
    """The Experiments of the list, with these contents. Raises ``DamagedError`` if one cannot be."""
    experiments: list[Experiment] = []
    values: dict[str, Any] = {}
    lists, points = Lists(), 0
    for differences in described:
        told = {name: lists.read(name, value) for name, value in _by_name(differences).items()}
        values = told if "objective" in told else {**values, **told}
        if experiments and all(own_name(name) in LIVE_FIELDS for name in told):
            last = experiments[-1]
            read = experiment_from({**values, **_placeholders(last)})
            experiments.append(
                read.with_(data=last.data, classes=last.classes, drawn=last.drawn, own=last.own)
            )
            continue
        drawn = values.get("drawn")
        points += len(drawn) if isinstance(drawn, list) else 0
        if points > _MOST_DRAWN:
            raise DamagedError(translate("Files", "it has more drawn points than can be used"))
        experiments.append(_with_content(experiment_from(values), contents))
    return experiments


def without_points(experiment: Experiment) -> dict[str, Any]:
    """Its settings but for the data, whose thousands of points drawn by hand would take long to check."""
    return {**named_values(experiment.with_(drawn=())), **_placeholders(experiment)}


def _by_name(values: dict[str, Any]) -> dict[str, Any]:
    try:
        return by_name(values)
    except ValueError as sentence:
        raise _damaged(sentence) from None


def _placeholders(experiment: Experiment) -> dict[str, Any]:
    data = "plane" if experiment.kind == "regression" else "ring"
    return {"data": data, "classes": 2, "drawn": [], "own": None}


def experiment_from(values: dict[str, Any]) -> Experiment:
    """The Experiment with these settings. Raises ``DamagedError`` if it cannot be."""
    try:
        return Experiment.from_dict(values)
    except (ValueError, TypeError) as sentence:
        raise _damaged(sentence) from None


def _with_content(experiment: Experiment, contents: Mapping[str, Content]) -> Experiment:
    try:
        whole = with_content(experiment, contents)
    except ValueError as sentence:
        raise _damaged(sentence) from None
    if whole.own is not None and whole.own.content.digest not in contents:
        raise DamagedError(translate("Files", "the data of one's own that it speaks of are missing"))
    return whole


def _damaged(sentence: Exception) -> DamagedError:
    why = translate("Files", "it has settings that cannot be: “{sentence}”").format(sentence=str(sentence))
    return DamagedError(why)
