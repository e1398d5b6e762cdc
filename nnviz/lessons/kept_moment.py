"""A moment of a run written down as a step of a lesson file, to be reached from its settings alone."""

from __future__ import annotations

import json
import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np

from nnviz.engine.layers import written
from nnviz.lessons.lesson import Asked
from nnviz.lessons.reading import read_lesson
from nnviz.lessons.setup import dataset_of, set_up
from nnviz.said import translate
from nnviz.training.experiment import Experiment
from nnviz.training.samples import Sample
from nnviz.training.settings import read_layers
from nnviz.training.snapshot import Snapshot
from nnviz.training.structure import activation_of
from nnviz.training.timeline import Timeline
from nnviz.training.trainer import Trainer

#: Start values that are written into a step, at most.
MOST_NUMBERS: Final = 2000
_FRONT: Final = '+++\nformat = 1\nid = "{id}"\ntitle = "{title}"\n+++\n'
_ENDS: Final = re.compile(r"^## .*\{(?:summary|python)\}\s*$", re.MULTILINE)
_KEY: Final = re.compile(r"#moment-(\d+)\}")
#: What stands on the stage, by where the run lives.
_VIEWS: Final = {"playground": '["plane", "network"]', "digits": '["digit", "network"]'}
_ROWS: Final = {"rows": (), "rows_of_classes": ("classes",)}


def with_moment(
    text: str,
    title: str,
    experiment: Experiment,
    snapshot: Snapshot,
    timeline: Timeline,
    sample: Sample | None = None,
) -> str:
    """The lesson file, "" for a new one of that title, with a step more: that moment of the run.

    Raises ``ValueError`` with one sentence where it cannot be reached by what a lesson file can say.
    """
    known = [int(number) for number in _KEY.findall(text)]
    number = max(known, default=0) + 1
    block = _experiment(experiment, snapshot, timeline, sample)
    _check(block, experiment)
    views = _VIEWS.get(experiment.home, '["workspace"]' if experiment.home else '["network"]')
    heading = translate("Lessons", "A moment of {data}").format(data=experiment.data)
    body = translate("Lessons", "Say here what is to be seen.")
    step = f"## {heading} {{look #moment-{number}}}\n\n{body}\n\n{block}\n~~~show\nviews = {views}\n~~~\n"
    text = text or _FRONT.format(id=_plain(title), title=title.replace('"', "'"))
    end = _ENDS.search(text)
    at = len(text) if end is None else end.start()
    return f"{text[:at].rstrip()}\n\n{step}\n{text[at:]}".rstrip() + "\n"


def _plain(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60] or "lesson"


def _experiment(experiment: Experiment, snapshot: Snapshot, timeline: Timeline, sample: Sample | None) -> str:
    """The block of the run, with its moment; where hands were at it on the way, with its numbers instead."""
    lines = [f"{name} = {value}" for name, value in _settings(experiment).items()]
    if _touched(snapshot, timeline):
        lines.append(f"weights = {{ {', '.join(_weights(snapshot))} }}")
    elif snapshot.step:
        moment = f"epoch {snapshot.epoch}" if snapshot.whole else f"update {snapshot.step}"
        lines.append(f'at = "{moment}"')
    if sample is not None and sample.index is not None and sample.source in ("train", "test"):
        lines.append(f'sample = "{sample.source} {sample.index}"')
    return "\n".join(["~~~experiment", *lines, 'allow = ["run", "restart"]', "~~~", ""])


def _settings(experiment: Experiment) -> dict[str, str]:
    """What is not as usual, as TOML."""
    rows = experiment.data in _ROWS
    usual = dict(Experiment(data=experiment.data).named() if rows else Experiment.on(experiment.data).named())
    found: dict[str, str] = {} if rows else {"data": json.dumps(experiment.data)}
    if rows:
        found["rows"] = json.dumps([list(row) for row in experiment.rows])
        found["targets"] = json.dumps(experiment.targets)
        found |= dict.fromkeys(_ROWS[experiment.data], "true")
    for name, value in experiment.named():
        if name in ("data", "rows", "targets", "epochs") or (value == usual.get(name) and not rows):
            continue
        if name.rpartition(".")[2] == "layers":
            found |= _layers(name, value)
        elif name == "batch_size":
            found[name] = '"full"' if value is None else str(value)
        elif name == "classes" and rows:
            continue
        elif value not in (None, "", ()):
            found[_key(name)] = _toml(name, value)
    found["epochs"] = str(experiment.epochs)
    return found


def _key(name: str) -> str:
    return json.dumps(name) if "." in name else name


def _layers(name: str, layers: tuple[Any, ...]) -> dict[str, str]:
    """The hidden layers in words, and the activation of each."""
    words = written(layers)
    found = {_key(name): json.dumps(words) if layers else "[]"}
    names = [activation_of(layer) for layer in layers]
    chosen = [one for one in names if one is not None]
    if chosen and read_layers(words) != layers:
        found["activation"] = json.dumps(chosen if len(set(chosen)) > 1 else chosen[0])
    return found


def _toml(name: str, value: Any) -> str:
    """A value in TOML. Raises ``ValueError`` with one sentence for what it has no form for."""
    if isinstance(value, bool | int | float | str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, tuple) and all(isinstance(one, str | int | float) for one in value):
        return json.dumps(list(value), ensure_ascii=False)
    raise ValueError(
        translate("Lessons", "“{name}” of this run cannot be written into a lesson file.").format(name=name)
    )


def _touched(snapshot: Snapshot, timeline: Timeline) -> bool:
    """Whether somebody has changed the run on the way to that moment, or it began with other weights than its
    own."""
    if len(timeline.changes) > len(timeline.changes_after(snapshot)):
        return True
    first = next(iter(timeline.snapshots.values()), snapshot)
    fresh = Trainer(snapshot.experiment, dataset_of(snapshot.experiment)).snapshot()
    return first.step > 0 or any(
        not np.array_equal(one.parameters, other.parameters)
        for one, other in zip(first.players, fresh.players, strict=True)
    )


def _weights(snapshot: Snapshot) -> list[str]:
    """All parameters by their names. Raises ``ValueError`` with one sentence where they are too many."""
    several = len(snapshot.players) > 1
    found: list[str] = []
    total = sum(len(player.parameters) for player in snapshot.players)
    if total > MOST_NUMBERS:
        text = translate(
            "Lessons",
            "This moment was come to by hand; its {count} numbers are too many for a lesson file ({most}).",
        )
        raise ValueError(text.format(count=total, most=MOST_NUMBERS))
    for place, player in enumerate(snapshot.players):
        before = f"{snapshot.experiment.players[place]}." if several else ""
        for block in snapshot.network(place).blocks:
            values = np.asarray(block.of(player.parameters), dtype=float).tolist()
            found.append(f'"{before}{block.name}" = {json.dumps(values)}')
    return found


def _check(block: str, experiment: Experiment) -> None:
    """What was written is the same run when it is read. Raises ``ValueError`` with one sentence."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "lesson.md"
        path.write_text(f"{_FRONT.format(id='kept', title='Kept')}\n## Kept {{look}}\n\n{block}")
        read = read_lesson(path)
    asked: Asked | None = read.lesson.steps[0].runs[0] if read.lesson and read.lesson.steps else None
    if asked is None or read.mistakes:
        raise ValueError(read.mistakes[0].sentence)
    found = set_up(asked).experiment
    if other := sorted(found.with_(epochs=experiment.epochs).differing(experiment)):
        _toml(other[0], None)
