"""The project files used last, with a small picture of what each run had come to, read in the background."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from nnviz.files.project import read_project
from nnviz.session.work import Work
from nnviz.training.film_frames import Frame, made

MOST = 4
MOST_BYTES = 20_000_000  # of a file that is looked into


@dataclass(frozen=True, eq=False)
class RecentFile:
    """A file used last: when it was changed (s since 1970) and, where it could be read, the ``epoch`` of its
    current run, how many are ``planned``, and what that answered, as in the film along the timeline."""

    path: Path
    changed: float
    epoch: int | None = None
    planned: int = 0
    frame: Frame | None = None


class RecentWork(QObject):
    """Reads what there is to tell of the files used last: ``changed`` when there is more of it."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._files: tuple[RecentFile, ...] = ()
        self._known: dict[tuple[Path, float], RecentFile] = {}
        self._work: Work | None = None

    @property
    def files(self) -> tuple[RecentFile, ...]:
        """The newest first."""
        return self._files

    def show(self, paths: Sequence[Path]) -> None:
        """Tell of these, the newest first; those that are known and have not changed are not read again."""
        there = [(path, when) for path in paths if (when := _changed(path)) is not None][:MOST]
        self._files = tuple(self._known.get(key, RecentFile(*key)) for key in there)
        self.changed.emit()
        if self._work is None and any(key not in self._known for key in there):
            unread = [key for key in there if key not in self._known]
            self._work = Work(lambda work: _read_all(unread, work), self._on_read)
            self._work.start()

    @Slot()
    def _on_read(self) -> None:
        work, self._work = self._work, None
        if work is None:
            return
        work.wait()
        for file in work.result or ():
            self._known[file.path, file.changed] = file
        self._files = tuple(self._known.get((file.path, file.changed), file) for file in self._files)
        self.changed.emit()

    def shut_down(self) -> None:
        """End the reading, and wait for it."""
        if self._work is not None:
            work, self._work = self._work, None
            work.end()


def _changed(path: Path) -> float | None:
    try:
        return path.stat().st_mtime
    except OSError:
        return None


def _read_all(files: Sequence[tuple[Path, float]], work: Work) -> list[RecentFile]:
    return [_read(path, when) for path, when in files if not work.isInterruptionRequested()]


def _read(path: Path, when: float) -> RecentFile:
    """What there is to tell of a file; whatever is wrong with it is said by whoever opens it."""
    try:
        if path.stat().st_size > MOST_BYTES:
            return RecentFile(path, when)
        project = read_project(path)
        run = next(run for run in project.runs if run.letter == project.current)
        snapshot, planned = run.snapshot or run.timeline.newest, run.experiment.epochs
        if snapshot is None:
            return RecentFile(path, when, 0, planned)
        dataset = run.experiment.dataset()
        frames = [frame for frame in made(snapshot, dataset, plane=dataset.planar) if frame is not None]
        return RecentFile(path, when, snapshot.epoch, planned, frames[-1] if frames else None)
    except (ValueError, OSError, MemoryError):
        return RecentFile(path, when)
