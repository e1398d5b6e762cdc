"""The part of the Session that watches runs of other programs, each in a thread of its own."""

from __future__ import annotations

import logging
import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Qt, Signal, Slot

from nnviz.files.project_text import line_of
from nnviz.files.watching.watched import Found, Watched
from nnviz.session import messages
from nnviz.session.run import Run
from nnviz.session.runs import MOST_NAME, Runs
from nnviz.session.sentences import told
from nnviz.session.signals import Signals
from nnviz.session.training import Training
from nnviz.session.watching_thread import WatchingThread
from nnviz.training.measures import Metrics, MetricsTable
from nnviz.training.run_source import RunSource
from nnviz.training.snapshot import Snapshot
from nnviz.training.timeline import Timeline

_log = logging.getLogger(__name__)


class Watching(QObject):
    """Reads the runs that are watched while they grow; each becomes a run when its network is known, and is
    told of, ``begun(Run)``."""

    begun = Signal(object)

    def __init__(self, runs: Runs, training: Training, signals: Signals, parent: QObject) -> None:
        super().__init__(parent)
        self._runs, self._training, self._signals = runs, training, signals
        self._threads: dict[WatchingThread, Run | None] = {}
        self._number = 0
        self._said: dict[WatchingThread, object] = {}

    @Slot(object)
    def watch(self, path: Path) -> None:
        """Show the run of that folder, from now on as it grows; one that is watched already is chosen."""
        path = path.absolute()
        for thread, run in self._threads.items():
            if thread.watched.folder.path == path:
                if run is not None and run in self._runs.all:
                    self._runs.choose(run.letter)
                    return
                self._leave(thread)
                break
        self._number += 1
        thread = WatchingThread(self._number, path, self)
        thread.found.connect(self._on_found, Qt.ConnectionType.QueuedConnection)
        self._threads[thread] = None
        thread.start()

    def shut_down(self) -> None:
        """End every thread and wait for it; nothing is told any more."""
        for thread in [*self._threads]:
            self._leave(thread)

    def _leave(self, thread: WatchingThread) -> None:
        thread.found.disconnect(self._on_found)
        thread.stop()
        thread.wait()
        del self._threads[thread]
        self._said.pop(thread, None)
        thread.deleteLater()

    @Slot(int)
    def _on_found(self, number: int) -> None:
        thread = next((one for one in self._threads if one.number == number), None)
        if thread is None:
            return
        found, run = thread.take(), self._threads[thread]
        if thread.fault:
            _log.error("A run folder could not be watched:\n%s", thread.fault)
            self._signals.fault_raised.emit(thread.fault)
            self._leave(thread)
            return
        if run is not None and (run not in self._runs.all or run.watched is not thread.watched):
            self._leave(thread)
            return
        if found is not None:
            self._take_in(thread, run, found)

    def _take_in(self, thread: WatchingThread, run: Run | None, found: Found) -> None:
        if run is None and found.placed is not None and found.moments:
            run = self._begin(thread.watched, found)
            self._threads[thread] = run
            self._runs.join(run)
            self.begun.emit(run)
        elif run is not None:
            self._go_on(run, found)
        self._tell(thread, run, found)

    def _begin(self, watched: Watched, found: Found) -> Run:
        assert found.placed is not None
        name = line_of(watched.folder.path.name)[:MOST_NAME].strip() or "run"
        source = RunSource("watched", name, found.told, found.placed.dataset)
        run = Run("", name, 0, found.placed.experiment, source=source, folder=watched)
        _extend(run, found)
        return run

    def _go_on(self, run: Run, found: Found) -> None:
        if found.told != run.source.told:
            run.source = replace(run.source, told=found.told)
        another = found.again or (found.placed is not None and found.placed.dataset is not run.source.data)
        if another and found.placed is not None and (found.moments or not found.again):
            run.source = replace(run.source, told=found.told, data=found.placed.dataset)
            run.experiment = found.placed.experiment
        if found.again:
            run.timeline = Timeline()
        newest = run.snapshot
        _extend(run, found)
        if another and run is self._runs.current:
            self._signals.experiment_changed.emit(run.experiment)
            self._training.begin()
        elif not found.empty or run.snapshot is not newest:
            self._signals.run_changed.emit(run)

    def _tell(self, thread: WatchingThread, run: Run | None, found: Found) -> None:
        """What is to be said of the folder, where it is something else than before."""
        said = found.gone, found.told
        if said == self._said.get(thread):
            return
        self._said[thread] = said
        name = thread.watched.folder.path.name
        sentences = [told(sentence) for sentence in found.told]
        if run is None:
            self._signals.message_raised.emit(messages.waits_for_run(name, sentences))
        elif found.gone:
            self._signals.message_raised.emit(messages.folder_gone(name))
        elif sentences:
            self._signals.message_raised.emit(messages.watched(name, sentences))


def _extend(run: Run, found: Found) -> None:
    """Take in what was found."""
    timeline = run.timeline
    if found.anew and timeline.newest is not None:
        timeline = run.timeline = Timeline.restored(
            found.metrics,
            [_measured(moment, found.metrics) for moment in timeline.snapshots.values()],
            begins=timeline.begins,
            stride=timeline.stride,
            changes=(),
            marks=timeline.noted,
        )
    else:
        timeline.append_metrics(found.metrics)
    if found.anew and run.snapshot is not None and timeline.newest is not None:
        run.snapshot = timeline.newest
    for moment in _later(timeline, found.moments):
        timeline.keep(moment)
        run.snapshot = moment


def _measured(moment: Snapshot, table: MetricsTable) -> Snapshot:
    """The moment with what is told of it by now."""
    rows = np.flatnonzero(table.epochs == moment.epoch)
    nothing = Metrics(moment.epoch, table.kinds, (math.nan,) * len(table.kinds))
    metrics = table.row(int(rows[0])) if rows.size else nothing
    return replace(moment, metrics=metrics, best=metrics)


def _later(timeline: Timeline, moments: Sequence[Snapshot]) -> list[Snapshot]:
    """Those that are no earlier than what is held."""
    newest = timeline.newest
    return [moment for moment in moments if newest is None or moment.epoch >= newest.epoch]
