"""What was changed, and what undo comes back to: remembered before it is changed."""

from __future__ import annotations

from dataclasses import replace
from weakref import WeakKeyDictionary

from nnviz.session.signals import Signals
from nnviz.session.state import State
from nnviz.session.training import Training
from nnviz.session.undo import SNAPSHOTS, Entry, Past, UndoStack
from nnviz.training.changes import own_names
from nnviz.training.timeline import Timeline

GHOSTS = 20
#: Changes of the network itself; undo goes back to the very moment before them.
BY_HAND = frozenset({"parameters", "cut", "frozen"})


class History:
    """The changes that can be taken back, and the curves that resets leave behind."""

    def __init__(self, state: State, signals: Signals, training: Training) -> None:
        self._state, self._signals, self._training = state, signals, training
        self.stack = UndoStack()
        # What the curves of each ghost were measured on.
        self._measured: WeakKeyDictionary[Timeline, tuple[object, ...]] = WeakKeyDictionary()
        self._shown: tuple[Timeline, ...] = ()
        for signal in (signals.experiment_changed, signals.run_started):
            signal.connect(self._tell_ghosts)

    def clear(self) -> None:
        """Forget everything that could be taken back."""
        self.stack.clear()
        self.tell()

    def tell(self) -> None:
        """Say what undo and redo would do."""
        self._signals.undo_changed.emit(*self.stack.texts)

    def remember(self, text: str, names: frozenset[str], *, restarts: bool, keep: bool = False) -> Entry:
        """Note what is being left, before it is; ``keep``: with the runs, although they go on."""
        entry = Entry(text, names, self._state.current.experiment, restarts)
        entry = self.leave(entry, ghost=not keep, keep=keep)
        self.push(entry)
        return entry

    def push(self, entry: Entry) -> None:
        """One more change that can be taken back."""
        self.stack.push(entry)
        self.tell()

    def leave(
        self, entry: Entry, *, ghost: bool = False, to: Entry | None = None, keep: bool = False
    ) -> Entry:
        """The entry with what is left; a run that is ended brings in what it has and stays as a ghost."""
        state = self._state
        entry = replace(entry, letter=state.current.letter)
        keep = keep or bool(own_names(entry.names) & BY_HAND)
        if not entry.restarts and not keep and (to is None or to.past is None):
            return entry
        if entry.restarts or to is not None:
            self._training.collect()
        run = state.current
        left = run.left(SNAPSHOTS)
        runs = tuple(left if other is run else other for other in state.runs)
        curves = self._curves(to) if ghost and "runs" not in entry.names else None
        if curves is not None:
            self.set_ghosts((*state.ghosts, curves)[-GHOSTS:])
        return replace(entry, past=Past(runs, run.letter, curves))

    def _curves(self, to: Entry | None) -> Timeline | None:
        """The curves to leave behind; none where there are none, or none that are not in what is gone to."""
        run = self._state.current
        epochs = run.timeline.epochs
        if not run.begun or epochs.size < 2:
            return None
        back_to = to.past.run.snapshot if to is not None and to.past is not None else None
        if to is not None and not to.restarts and back_to is not None and epochs[-1] <= back_to.epoch:
            return None
        return run.timeline.until(most=0)

    def forget_ghost(self, curves: Timeline | None) -> None:
        """What is come back to is no ghost any more."""
        if curves is not None:
            self.set_ghosts(tuple(ghost for ghost in self._state.ghosts if ghost is not curves))

    def set_ghosts(self, curves: tuple[Timeline, ...]) -> None:
        """Have the curves of these, and say so."""
        for one in curves:
            self._measured.setdefault(one, self._measure)
        self._state.ghosts = curves
        self._tell_ghosts()

    @property
    def _measure(self) -> tuple[object, ...]:
        """What the current run's curves are measured on: only with like ones can they be compared."""
        experiment = self._state.current.experiment
        return experiment.data_spec, experiment.loss

    @property
    def ghosts(self) -> tuple[Timeline, ...]:
        """The curves of what was left with the same data, loss and split."""
        here = self._measure
        return tuple(ghost for ghost in self._state.ghosts if self._measured[ghost] == here)

    def _tell_ghosts(self) -> None:
        if (curves := self.ghosts) != self._shown:
            self._shown = curves
            self._signals.ghosts_changed.emit(curves)
