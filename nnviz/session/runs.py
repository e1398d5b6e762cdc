"""The part of the Session that keeps the runs: one is current and trains, the others wait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QCoreApplication

from nnviz.files.project_text import line_of
from nnviz.session import messages
from nnviz.session.history import History
from nnviz.session.run import Run, free_colour, free_letter
from nnviz.session.signals import Signals
from nnviz.session.state import State
from nnviz.session.training import Training
from nnviz.session.undo import Past
from nnviz.training.changes import same_data
from nnviz.training.experiment import Experiment
from nnviz.training.marks import Mark
from nnviz.training.snapshot import Snapshot
from nnviz.training.timeline import Timeline

_RUNS = frozenset({"runs"})
MOST_NAME = 40  # characters

translate = QCoreApplication.translate


class Runs:
    """The runs, in the order in which they came, and which of them is current: it alone trains."""

    def __init__(self, state: State, signals: Signals, training: Training, history: History) -> None:
        self._state, self._signals, self._training, self._history = state, signals, training, history

    @property
    def current(self) -> Run:
        """The one that trains."""
        return self._state.current

    @property
    def all(self) -> tuple[Run, ...]:
        """All of them."""
        return self._state.runs

    def of(self, home: str) -> tuple[Run, ...]:
        """Those of one workspace."""
        return tuple(run for run in self.all if run.experiment.home == home)

    @property
    def ghosts(self) -> tuple[Timeline, ...]:
        """The curves of what was left behind with the same data, loss and split."""
        return self._history.ghosts

    def find(self, letter: str) -> Run:
        """The run of that letter. Raises ``ValueError`` with one sentence if there is none."""
        return self._state.find(letter)

    def choose(self, letter: str) -> None:
        """Make another run the current one; the present one stays where it is.

        Raises ``ValueError`` if there is none of that letter.
        """
        run = self.find(letter)
        if run is not self.current:
            self._training.note_playing(False)
            self._training.leave()
            self._come_to(run)

    def new(self, experiment: Experiment | None = None, *, unasked: bool = False) -> None:
        """A run more, of ``experiment`` or with the same settings, from its start weights.

        One that nobody asked for, but that a workspace begins with, is nothing to be taken back.
        """
        if experiment is None and self._training.refused():
            return
        if not unasked:
            self._remember(translate("Session", "new run"))
        current = self.current
        run = Run(*self._free(), experiment or current.experiment, unasked=unasked)
        if same_data(run.experiment, current.experiment):
            run.dataset, run.read_for = current.dataset, current.read_for
        self._add(run)

    def join(self, run: Run) -> None:
        """Have that run too, which comes from elsewhere, under a letter of its own, and make it the current
        one. A lone run that has learned nothing makes room for it."""
        self._remember(translate("Session", "watched run"))
        lone = self.all[0] if len(self.all) == 1 else None
        run.letter, _, run.colour = self._free()
        self._add(run)
        if lone is not None and (lone.snapshot is None or lone.snapshot.untrained):
            self._state.runs = (run,)
            self._tell()

    def branch(self, parent: Run, moment: Snapshot, *, newest: bool) -> None:
        """A run more, which goes on from a moment of that run.

        Where that is its ``newest``, the newest settings hold, taken or not yet; else those of the moment.
        """
        if not parent.begun:
            return
        self._remember(translate("Session", "branch"))
        letter, _, colour = self._free()
        moment = replace(moment, probe=None)
        run = parent.branched(moment, letter, colour)
        if not newest:
            run.experiment = moment.experiment.with_(epochs=max(parent.experiment.epochs, moment.epoch))
        text = translate("Session", "from {run}").format(run=parent.name)
        run.timeline.note(Mark(moment.epoch, text, "branch"))
        self._add(run)

    def adopt(self, runs: Sequence[Run]) -> None:
        """Have copies of runs of another Session too, under letters of their own; the current one goes on."""
        if not runs:
            return
        self._remember(translate("Session", "kept runs"))
        for run in runs:
            letter, _, colour = self._free()
            name = line_of(run.name)[:MOST_NAME].strip() or letter
            copy = replace(run, letter=letter, name=name, colour=colour, parent=None, unasked=False)
            self._state.runs = (*self.all, copy)
        self._tell()

    def take_in(self, run: Run) -> None:
        """Have a run more that comes from elsewhere, and look at it."""
        self._remember(translate("Session", "imported model"))
        letter, name, colour = self._free()
        name = line_of(run.name)[:MOST_NAME].strip() or name
        self._add(replace(run, letter=letter, name=name, colour=colour, parent=None, unasked=False))

    def rename(self, letter: str, name: str) -> None:
        """Give a run another name, made to one line; an empty one gives back its letter.

        Raises ``ValueError`` if there is none of that letter.
        """
        run, name = self.find(letter), line_of(name)[:MOST_NAME].strip() or letter
        if name != run.name:
            run.name = name
            self._tell()

    def remove(self, letter: str) -> None:
        """Let go of a run; where it is the current one, the one before it becomes that.

        The only one stays. Raises ``ValueError`` if there is none of that letter.
        """
        run, runs = self.find(letter), self.all
        if len(runs) == 1:
            self._signals.message_raised.emit(messages.last_run())
            return
        self._remember(translate("Session", "removed run"))
        rest = tuple(other for other in runs if other is not run)
        if run is self.current:
            self._training.note_playing(False)
            self._training.leave()
            self._state.runs = rest
            self._come_to(rest[max(0, runs.index(run) - 1)])
        else:
            self._state.runs = rest
            self._tell()

    def share_start(self, letter: str) -> None:
        """Begin the current run again from the start weights of that one, and its order of samples.

        Raises ``ValueError`` if there is none of that letter.
        """
        run, other = self.current, self.find(letter)
        if self._training.refused():
            return
        start = next(iter(other.timeline.snapshots.values()), None)
        mine = next(iter(run.timeline.snapshots.values()), None)
        if other is run or start is None or mine is None:
            return
        shapes = [[layer.weights.shape for layer in first.layers] for first in (start, mine)]
        if start.epoch or shapes[0] != shapes[1]:
            self._signals.message_raised.emit(messages.other_shapes(run.name, other.name))
            return
        self._signals.message_raised.emit(None)
        text = translate("Session", "shared start weights")
        self._history.remember(text, frozenset(), restarts=True)
        run.experiment = run.experiment.with_(seed=other.experiment.seed)
        self._signals.experiment_changed.emit(run.experiment)
        self._training.restart(keep=start)

    # ---- what undo and project files come back to
    def restore(self, past: Past) -> None:
        """Have these runs again, the current one at rest or training as it was."""
        self._training.leave()
        there = {run.letter: run for run in self.all}  # they may have trained on since then
        runs = [run if run is past.run else there.pop(run.letter, run) for run in past.runs]
        there.pop(past.letter, None)
        self._state.runs = (*runs, *(run for run in there.values() if run.unasked))
        self._come_to(self.find(past.letter))

    def open(self, runs: Sequence[Run], letter: str, ghosts: tuple[Timeline, ...] = ()) -> None:
        """Have these runs instead, that of the letter current; nothing can be undone.

        Raises ``ValueError`` if there is none of that letter.
        """
        current = next((run for run in runs if run.letter == letter), None)
        if current is None:
            raise ValueError(translate("Session", "There is no run {letter}.").format(letter=letter))
        self._training.note_playing(False)
        self._training.leave()
        self._history.clear()
        self._history.set_ghosts(())
        self._state.runs = tuple(runs)
        self._come_to(current)
        self._history.set_ghosts(ghosts)

    def clear_ghosts(self) -> None:
        """Forget the curves of earlier runs."""
        self._history.set_ghosts(())

    def _free(self) -> tuple[str, str, int]:
        letter = free_letter(self.all)
        return letter, letter, free_colour(self.all)

    def _add(self, run: Run) -> None:
        self._training.note_playing(False)
        self._training.leave()
        self._state.runs = (*self.all, run)
        self._come_to(run)

    def _remember(self, text: str) -> None:
        self._signals.message_raised.emit(None)
        self._history.remember(text, _RUNS, restarts=True)

    def _tell(self) -> None:
        self._signals.runs_changed.emit(self.all)

    def _come_to(self, run: Run) -> None:
        """Make this the current run, and go on with it where it stands."""
        self._state.current = run
        self._signals.message_raised.emit(None)  # what it said was of the other one
        self._tell()
        self._signals.experiment_changed.emit(run.experiment)
        self._training.go_on()
        if run.diverged is not None:
            self._signals.message_raised.emit(messages.diverged(run.diverged, run.experiment.learning_rate))
