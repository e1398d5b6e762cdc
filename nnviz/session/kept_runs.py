"""The room of the Session where runs are kept: one is current and trains, the others wait."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from nnviz.session import messages
from nnviz.session.changes import same_data
from nnviz.session.run import Run, free_colour, free_letter
from nnviz.session.undo import Past
from nnviz.training.experiment import Experiment
from nnviz.training.snapshot import Snapshot
from nnviz.training.timeline import Mark

if TYPE_CHECKING:
    from nnviz.session.session import Session

_RUNS = frozenset({"runs"})
MOST_NAME = 40  # characters


class KeptRuns:
    """The runs, and which of them is current."""

    def __init__(self, session: Session, experiment: Experiment) -> None:
        self._session = session
        self.current = Run("A", "A", 0, experiment)
        self.runs: tuple[Run, ...] = (self.current,)

    def find(self, letter: str) -> Run:
        """The run of that letter. Raises ``ValueError`` with one sentence if there is none."""
        for run in self.runs:
            if run.letter == letter:
                return run
        raise ValueError(f"There is no run {letter}.")

    def choose(self, letter: str) -> None:
        """Make another run the current one; the present one stays where it is."""
        run = self.find(letter)
        self._session.show_reader(False)
        if run is not self.current:
            self._session.set_playing(False)
            self._session.running.leave()
            self._come_to(run)

    def new(self, experiment: Experiment | None = None) -> None:
        """A run more, of ``experiment`` or with the same settings, from its start weights."""
        session = self._session
        self._remember(session.tr("new run"))
        run = Run(*self._free(), experiment or session.experiment)
        if same_data(run.experiment, session.experiment):
            run.dataset, run.read_for = self.current.dataset, self.current.read_for
        self._add(run)

    def branch(self, then: Callable[[], None] | None = None) -> None:
        """A run more, which goes on from the moment that is shown; ``then`` is called when it is there."""
        if self._session.reading or not self.current.begun:
            return
        self._session.looking.when_exact(lambda shown: self._branch(shown, then))

    def _branch(self, shown: Snapshot, then: Callable[[], None] | None) -> None:
        session, parent = self._session, self.current
        self._remember(session.tr("branch"))
        letter, _, colour = self._free()
        moment = replace(shown, probe=None)
        run = parent.branched(moment, letter, colour)
        if session.looking.cursor is not None:  # else the newest settings hold, taken or not yet
            run.experiment = moment.experiment.with_(epochs=max(parent.experiment.epochs, moment.epoch))
        run.timeline.note(Mark(moment.epoch, session.tr("from {run}").format(run=parent.name), "branch"))
        self._add(run)
        if then is not None:
            then()

    def rename(self, letter: str, name: str) -> None:
        """Give a run another name; an empty one gives back its letter."""
        run, name = self.find(letter), name.strip()[:MOST_NAME] or letter
        if name != run.name:
            run.name = name
            self._session.tell_runs()

    def remove(self, letter: str) -> None:
        """Let go of a run; where it is the current one, the one before it becomes that."""
        run = self.find(letter)
        if len(self.runs) == 1:
            self._session.message_raised.emit(messages.last_run())
            return
        self._remember(self._session.tr("removed run"))
        rest = tuple(other for other in self.runs if other is not run)
        if run is self.current:
            self._session.set_playing(False)
            self._session.running.leave()
            place = max(0, self.runs.index(run) - 1)
            self.runs = rest
            self._come_to(rest[place])
        else:
            self.runs = rest
            self._session.tell_runs()

    def share_start(self, letter: str) -> None:
        """Begin the current run again from the start weights, and the order of samples, of another one."""
        session, run = self._session, self.current
        other = self.find(letter)
        start = next(iter(other.timeline.snapshots.values()), None)
        mine = next(iter(run.timeline.snapshots.values()), None)
        if other is run or start is None or mine is None:
            return
        shapes = [[layer.weights.shape for layer in first.layers] for first in (start, mine)]
        if start.epoch or shapes[0] != shapes[1]:
            session.message_raised.emit(messages.other_shapes(run.name, other.name))
            return
        session.show_reader(False)
        session.message_raised.emit(None)
        session.changing.remember(session.tr("shared start weights"), frozenset(), restarts=True)
        session.set_experiment(run.experiment.with_(seed=other.experiment.seed))
        session.running.restart(keep=start)

    # What undo and project files come back to

    def restore(self, past: Past) -> None:
        """Have these runs again, the current one at rest or training as it was."""
        session = self._session
        session.running.leave()
        there = {run.letter: run for run in self.runs}  # they may have trained on since then
        self.runs = tuple(run if run is past.run else there.get(run.letter, run) for run in past.runs)
        self._come_to(self.find(past.letter))

    def open(self, runs: Sequence[Run], letter: str) -> None:
        """Have these runs instead, with nothing to undo. Raises ``ValueError`` if there is no such run."""
        session = self._session
        if not any(run.letter == letter for run in runs):
            raise ValueError(f"There is no run {letter}.")
        session.show_reader(False)
        session.set_playing(False)
        session.running.leave()
        session.changing.stack.clear()
        session.undo_changed.emit("", "")
        self.runs = tuple(runs)
        self._come_to(self.find(letter))

    def _free(self) -> tuple[str, str, int]:
        letter = free_letter(self.runs)
        return letter, letter, free_colour(self.runs)

    def _add(self, run: Run) -> None:
        self._session.show_reader(False)
        self._session.set_playing(False)
        self._session.running.leave()
        self.runs = (*self.runs, run)
        self._come_to(run)

    def _remember(self, text: str) -> None:
        self._session.message_raised.emit(None)
        self._session.changing.remember(text, _RUNS, restarts=True)

    def _come_to(self, run: Run) -> None:
        """Make this the current run, and show it where it stands."""
        session = self._session
        session.looking.back_to_newest()  # what was looked at is of the run that is left
        self.current = run
        session.tell_runs()
        session.set_experiment(run.experiment)
        session.running.go_on()
        session.timeline_changed.emit(run.timeline)
        if run.begun and run.dataset is not None:
            session.tell_snapshot()
        if run.diverged is not None:
            session.message_raised.emit(messages.diverged(run.diverged, run.experiment.learning_rate))
