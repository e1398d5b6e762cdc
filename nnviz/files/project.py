"""Project files, ``*.nnviz``: all there is in the window, in a zip of one JSON text and ``.npy`` arrays.

``project.json`` says what there is; ``run-1-parameters.npy`` and so on have a row for each snapshot of a run.
Nothing is pickled, and nothing needs nnviz to be looked into. See docs/files.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from nnviz.data.npz import MOST_ARRAYS, MOST_BYTES, DamagedError
from nnviz.files.own_content import MOST_CONTENTS, arrays_of, described, read_contents
from nnviz.files.project_archive import Archive, open_archive, write_archive
from nnviz.files.project_experiments import MOST_EXPERIMENTS, Experiments, read_experiments
from nnviz.files.project_run_reader import MOST_EPOCHS, Rising, RunReader
from nnviz.files.project_runs import SavedRun, describe_run, names_of, run_arrays
from nnviz.files.project_text import MOST_TEXT, Entries, write_text
from nnviz.said import Sentence, translate
from nnviz.training.measures import Kinds, MetricsTable
from nnviz.training.objectives import OBJECTIVES
from nnviz.training.outputs import MEASURED
from nnviz.training.timeline import SNAPSHOT_COUNT, Timeline

__all__ = ["Drawing", "Project", "SavedRun", "read_project", "write_project"]

FORMAT = "nnviz project"
#: Goes up when nnviz before this version could not make sense of a file any more.
VERSION = 2
MOST_RUNS = 60
MOST_GHOSTS = 100
_MOST_STROKES = 10_000
_MOST_POINTS = 1_000_000
_FARTHEST = 100.0  # of a stroke's point, in sides of the canvas


@dataclass(frozen=True, eq=False)
class Drawing:
    """A drawing in the canvas: strokes (n, 2) float64 in shares of its side, and what it is meant to be."""

    strokes: tuple[NDArray[np.float64], ...]
    label: int | None = None


@dataclass(frozen=True, eq=False, kw_only=True)
class Project:
    """All that is kept of a Session and its window.

    ``current`` is the letter of the run that trains, ``cursor`` the epoch looked at, None for the newest.
    ``ghosts`` are curves of runs that a reset left. ``view`` holds how the window was left, in values that
    JSON knows: whoever reads it checks each of them, for an unknown or impossible one is no damage.
    """

    runs: tuple[SavedRun, ...]
    current: str
    cursor: int | None = None
    ghosts: tuple[Timeline, ...] = ()
    drawing: Drawing | None = None
    view: Mapping[str, Any] = field(default_factory=dict)


def write_project(project: Project) -> bytes:
    """The bytes of the file that ``read_project`` reads.

    Where all snapshots together take more than a file may, they are thinned out evenly: whatever is left out
    is recomputed, bit for bit, when somebody looks at it. Raises ``ValueError`` with one sentence if even so
    it is too much.
    """
    runs = _thinned(project.runs)
    experiments = Experiments()
    arrays: dict[str, NDArray[Any]] = {}
    for number, run in enumerate(runs, start=1):
        arrays |= run_arrays(f"run-{number}", run, experiments)
    for number, ghost in enumerate(project.ghosts, start=1):
        arrays[f"ghost-{number}"] = ghost.metrics.numbers
    if project.drawing is not None:
        strokes = [np.asarray(stroke, np.float64).reshape(-1, 2) for stroke in project.drawing.strokes]
        arrays["drawing-points"] = np.concatenate([np.zeros((0, 2)), *strokes])
        arrays["drawing-lengths"] = np.array([len(stroke) for stroke in strokes], np.int64)
    told = [describe_run(run, experiments) for run in runs]
    contents = experiments.contents
    arrays |= arrays_of(contents)
    text = write_text(
        {
            "format": FORMAT,
            "version": VERSION,
            "current": project.current,
            "cursor": project.cursor,
            "drawing": _describe_drawing(project.drawing),
            "view": dict(project.view),
            "ghosts": [[len(ghost.epochs), names_of(ghost.metrics.kinds)] for ghost in project.ghosts],
            **({"contents": described(contents)} if contents else {}),
            "experiments": experiments.described,
            "runs": told,
        }
    )
    _check_size(text, arrays, experiments)
    return write_archive(text, arrays)


def _describe_drawing(drawing: Drawing | None) -> dict[str, Any] | None:
    if drawing is None:
        return None
    points = sum(map(len, drawing.strokes))
    return {"strokes": len(drawing.strokes), "points": points, "label": drawing.label}


def _thinned(runs: Sequence[SavedRun]) -> list[SavedRun]:
    """The runs with as many snapshots as a file has room for, those of the largest thinned out first."""
    fitting = [*runs]
    while sum(run.nbytes for run in fitting) > 0.95 * MOST_BYTES:
        for run in sorted(fitting, key=lambda run: run.nbytes, reverse=True):
            timeline = run.timeline.until(most=min(SNAPSHOT_COUNT, len(run.timeline.snapshots) // 2))
            if len(timeline.snapshots) < len(run.timeline.snapshots):
                fitting[fitting.index(run)] = replace(run, timeline=timeline)
                break
        else:
            break
    return fitting


def _check_size(text: bytes, arrays: Mapping[str, NDArray[Any]], experiments: Experiments) -> None:
    size = sum(array.nbytes for array in arrays.values())
    if size > MOST_BYTES - 200 * len(arrays):
        raise ValueError(
            translate(
                "Files",
                "The runs take {size:,.0f} MB, and a project holds at most {most_bytes:,.0f}: remove "
                "a run, or make the network smaller.",
            ).format(size=size / 1e6, most_bytes=MOST_BYTES / 1e6)
        )
    full = len(text) > MOST_TEXT or len(experiments.described) > MOST_EXPERIMENTS
    if full or len(arrays) >= MOST_ARRAYS:
        raise ValueError(translate("Files", "There are more changes than a project holds: remove a run."))


def read_project(source: Path | IO[bytes]) -> Project:
    """The project in a file. Raises ``ValueError`` with one sentence for anything else.

    Everything is looked through in small pieces before any of it is kept: what is refused costs little.
    """
    name = f"“{source}”" if isinstance(source, Path) else "This file"
    try:
        with open_archive(source) as archive:
            return _read(archive)
    except DamagedError as error:
        why = _printable(str(error))  # it may quote the file
        raise ValueError(
            translate("Files", "{name} cannot be opened: {why}.").format(name=name, why=why)
        ) from None


def _printable(said: str) -> str:
    if isinstance(said, Sentence):
        values = {name: _printable(v) if isinstance(v, str) else v for name, v in said.values.items()}
        return Sentence(said.context, said.template, values)
    return "".join(letter for letter in said if letter.isprintable())


def _read(archive: Archive) -> Project:
    with Entries(archive.values(), "the project") as entries:
        version = _checked_version(entries)
        ghosts = [_ghost(entries, told, version) for told in entries.items("ghosts", MOST_GHOSTS)]
        owned = entries.objects("contents", MOST_CONTENTS) if "contents" in entries else []
        contents = read_contents(owned, archive)
        experiments = read_experiments(entries.objects("experiments", MOST_EXPERIMENTS), contents)
        listed = entries.objects("runs", MOST_RUNS)
        readers = [
            RunReader(values, f"run-{i}", experiments, version) for i, values in enumerate(listed, start=1)
        ]
        letters = {reader.letter for reader in readers}
        current = entries.text("current", 3)
        cursor = entries.optional("cursor", lambda key: entries.whole(key, 0, MOST_EPOCHS))
        view = entries.take("view")
        drawing = entries.optional("drawing", lambda key: _DrawingReader(entries.take(key)))
    if len(letters) < len(readers) or current not in letters or not isinstance(view, dict):
        raise DamagedError(translate("Files", "its text is about runs that are not there"))
    for number, (rows, kinds) in enumerate(ghosts, start=1):
        archive.check(f"ghost-{number}", (rows, 1 + len(kinds)), "f8", Rising())
    for reader in readers:
        reader.check(archive)
    if drawing:
        drawing.check(archive)
    archive.finish()
    return Project(
        runs=tuple(reader.read(archive) for reader in readers),
        current=current,
        cursor=cursor,
        ghosts=tuple(
            _timeline(MetricsTable(kinds, archive.array(f"ghost-{number}")))
            for number, (_, kinds) in enumerate(ghosts, start=1)
        ),
        drawing=drawing.read(archive) if drawing else None,
        view=view,
    )


def _checked_version(entries: Entries) -> int:
    if entries.take("format") != FORMAT:
        raise DamagedError(translate("Files", "it is no project of nnviz"))
    version = entries.whole("version", 1, 2**31)
    if version > VERSION:
        raise DamagedError(
            translate(
                "Files",
                "it was saved by a newer nnviz (version {version} of its files, this one reads "
                "{version2}); with the newest nnviz it can be",
            ).format(version=version, version2=VERSION)
        )
    return version


def _ghost(entries: Entries, told: Any, version: int) -> tuple[int, Kinds]:
    """How many rows the curves that a reset left have, and what is measured in them."""
    rows, names = (told, names_of(MEASURED["classification"])) if version == 1 else (None, None)
    match told:
        case [int(count), list(said)] if version > 1:
            rows, names = count, said
    known = [kinds for one in OBJECTIVES.values() for kinds in one.measured.values()]
    kinds = next((kinds for kinds in (*known, Kinds()) if names_of(kinds) == names), None)
    if isinstance(rows, bool) or not isinstance(rows, int) or not 0 <= rows <= MOST_EPOCHS + 1:
        raise entries.wrong(translate("Files", "ghosts"))
    if kinds is None:
        raise entries.wrong(translate("Files", "ghosts"))
    return rows, kinds


def _timeline(table: MetricsTable) -> Timeline:
    timeline = Timeline()
    timeline.append_metrics(table)
    return timeline


class _DrawingReader:
    """The drawing of a project file. ``check`` comes before ``read``; all raise ``DamagedError``."""

    def __init__(self, values: Any) -> None:
        with Entries(values, "the drawing") as entries:
            self._strokes = entries.whole("strokes", 0, _MOST_STROKES)
            self._points = entries.whole("points", 0, _MOST_POINTS)
            self._label = entries.optional("label", lambda key: entries.whole(key, 0, 1000))

    def check(self, archive: Archive) -> None:
        """Look through the arrays."""
        archive.check("drawing-points", (self._points, 2), "f8", _bad_points)
        archive.check("drawing-lengths", (self._strokes,), "i8")
        self._lengths = archive.array("drawing-lengths")
        if (
            (self._lengths < 0) | (self._lengths > self._points)
        ).any() or self._lengths.sum() != self._points:
            raise DamagedError(translate("Files", "its drawing has strokes that cannot be"))

    def read(self, archive: Archive) -> Drawing:
        """The drawing."""
        points = archive.array("drawing-points")
        strokes = np.split(points, np.cumsum(self._lengths)[:-1]) if self._strokes else []
        return Drawing(tuple(strokes), self._label)


def _bad_points(points: NDArray[Any]) -> str:
    return "" if (np.abs(points) <= _FARTHEST).all() else "has a point far off the canvas"
