"""The room of the Session where settings, structure and weights are changed, and changes taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from nnviz.session import messages
from nnviz.session.changes import (
    CONTINUED_FIELDS,
    DRAWING_FIELDS,
    STRUCTURAL_FIELDS,
    carried,
    changed_fields,
    effect,
)
from nnviz.session.undo import SNAPSHOTS, Entry, Past, UndoStack
from nnviz.training.edits import Edit, check_edit, check_place
from nnviz.training.experiment import LIVE_FIELDS, Experiment
from nnviz.training.timeline import Timeline

if TYPE_CHECKING:
    from nnviz.session.session import Session

#: Changes of the network itself; undo goes back to the very moment before them.
BY_HAND = frozenset({"parameters", "cut", "frozen"})
_LARGEST = 1e6  # of a weight that is set by hand


class Changing:
    """What a change does to the run, and how it is undone."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.stack = UndoStack()

    # Settings

    def change_experiment(self, experiment: Experiment, text: str) -> None:
        """Change settings; see ``Session.change_experiment``."""
        session = self._session
        names = changed_fields(session.experiment, experiment)
        if not names:
            return
        try:
            experiment = carried(session.experiment, experiment).validated()
        except ValueError as sentence:
            session.message_raised.emit(messages.not_settable(str(sentence)))
            return
        names = changed_fields(session.experiment, experiment)
        what = effect(names)
        if session.looking.cursor is not None and (what != "live" or names & BY_HAND):
            session.kept_runs.branch(lambda: self.change_experiment(experiment, text))
        elif what == "live":
            self._change_live(experiment, names, text)
        else:
            self._change_run(experiment, names, text, keeps=what == "keeps")

    def _change_live(self, experiment: Experiment, names: frozenset[str], text: str) -> None:
        session = self._session
        try:
            self._hand_over(experiment, names)
        except ValueError as sentence:
            session.message_raised.emit(messages.not_settable(str(sentence)))
            return
        session.show_reader(False)
        self.remember(text, names, restarts=False)
        session.message_raised.emit(None)
        session.set_experiment(experiment)
        session.running.resume_if_over()

    def _change_run(self, experiment: Experiment, names: frozenset[str], text: str, *, keeps: bool) -> None:
        session = self._session
        session.show_reader(False)
        session.running.collect()
        if names <= DRAWING_FIELDS and self.stack.goes_on(text, names, session.run.letter, restarts=True):
            self._draw_on(experiment)
            return
        goes_on = session.run.untrained_branch and names <= CONTINUED_FIELDS | LIVE_FIELDS
        left = self.remember(text, names, restarts=True)
        session.message_raised.emit(None)
        session.set_experiment(experiment)
        past = left.past
        if goes_on:
            session.running.begin(start=session.run.snapshot, anew=True)
            return
        moment = past.run.snapshot or past.run.kept if past is not None else None
        if not keeps or moment is None:
            session.running.restart()
            return
        session.running.restart(keep=moment)
        if names & STRUCTURAL_FIELDS:
            session.message_raised.emit(messages.kept_weights())

    def _draw_on(self, experiment: Experiment) -> None:
        """More points of a drawing: with those painted just before, one step to undo and one pale curve."""
        session = self._session
        self.stack.touch()
        session.set_experiment(experiment)
        session.running.restart(keep=session.run.snapshot or session.run.kept)

    def _hand_over(self, experiment: Experiment, names: frozenset[str]) -> None:
        running = self._session.running
        if (thread := running.thread_now) is not None and not running.run.over:
            thread.change({name: getattr(experiment, name) for name in names})

    # By hand

    def edit(self, *edits: Edit) -> None:
        """Set weights and biases."""
        what = {f"{edit.layer}/{edit.source}/{edit.unit}" for edit in edits}
        names = frozenset({"parameters", *what})
        self._by_hand(lambda: self._edit(edits), names, self._session.tr("changed weight"))

    def _edit(self, edits: tuple[Edit, ...]) -> None:
        cut = {(layer, source, unit) for layer, source, unit in self._session.experiment.cut}
        if any((edit.layer, edit.source, edit.unit) in cut for edit in edits):
            raise ValueError("That edge is cut; restore it first.")
        for edit in edits:
            check_edit(edit, self._shapes(), _LARGEST)
        self._session.running.edit(*edits)

    def cut(self, layer: int, source: int, unit: int, on: bool) -> None:
        """Cut an edge, or restore it."""
        edge, session = (layer, source, unit), self._session
        others = tuple(known for known in session.experiment.cut if known != edge)
        cut = tuple(sorted((*others, edge))) if on else others
        text = session.tr("cut edge") if on else session.tr("restored edge")
        self._set_held(session.experiment.with_(cut=cut), "cut", text, edge)

    def freeze(self, layer: int, on: bool) -> None:
        """Freeze a layer, or let it learn again."""
        session = self._session
        others = {*session.experiment.frozen} - {layer}
        frozen = tuple(sorted({*others, layer} if on else others))
        text = session.tr("frozen layer") if on else session.tr("layer learns again")
        self._set_held(session.experiment.with_(frozen=frozen), "frozen", text, (layer, None, 0))

    def _set_held(
        self, experiment: Experiment, name: str, text: str, place: tuple[int, int | None, int]
    ) -> None:
        def change() -> None:
            check_place(self._shapes(), *place)
            changed = self._session.experiment.with_(**{name: getattr(experiment, name)}).validated()
            self._hand_over(changed, frozenset({name}))
            self._session.set_experiment(changed)

        if getattr(experiment, name) != getattr(self._session.experiment, name):
            self._by_hand(change, frozenset({name, f"{place}"}), text)

    def _by_hand(self, change: Callable[[], None], names: frozenset[str], text: str) -> None:
        """Change the network itself; where the view looks back, in a branch from there.

        Nothing happens to a run that is not there yet: what is shown is another network.
        """
        session = self._session
        if not session.run.begun:
            return
        if session.looking.cursor is not None:
            session.kept_runs.branch(lambda: self._by_hand(change, names, text))
            return
        session.show_reader(False)
        experiment, coalesced = session.experiment, self.stack.goes_on(text, names, session.run.letter)
        entry = None if coalesced else self.leave(Entry(text, names, experiment, False))
        try:
            session.running.resume_if_over()
            change()
        except ValueError as sentence:
            session.message_raised.emit(messages.not_settable(str(sentence)))
            return
        session.message_raised.emit(None)
        if entry is None:
            self.stack.touch()
        else:
            self._push(entry)

    def _shapes(self) -> list[tuple[int, int]]:
        snapshot = self._session.snapshot
        return [] if snapshot is None else [layer.weights.shape for layer in snapshot.layers]

    # Undo

    def remember(self, text: str, names: frozenset[str], *, restarts: bool) -> Entry:
        """Note what is being left, before it is."""
        entry = self.leave(Entry(text, names, self._session.experiment, restarts), ghost=True)
        self._push(entry)
        return entry

    def _push(self, entry: Entry) -> None:
        self.stack.push(entry)
        self._session.undo_changed.emit(*self.stack.texts)

    def undo(self) -> None:
        """Take back the last change."""
        last = self.stack.last
        self._go_to(self.stack.undo(self._leave_for))
        if last is not None and last.lesson is not None:
            self._session.my_digits.remove(last.lesson.id)

    def redo(self) -> None:
        """Do again what was undone last."""
        entry = self.stack.redo(self._leave_for)
        self._go_to(entry)
        if entry is not None and entry.lesson is not None:
            self._session.my_digits.restore([entry.lesson])

    def remember_lesson(self, digit_id: int) -> None:
        """A drawing has been taught to the Reader; undo takes it back from My digits."""
        session = self._session
        taught = next((digit for digit in session.my_digits.drawings if digit.id == digit_id), None)
        if taught is not None:
            text = session.tr("taught {digit}").format(digit=taught.label)
            self._push(Entry(text, frozenset(), session.experiment, False, lesson=taught))

    def undo_lesson(self) -> None:
        """Take back the lesson, if nothing else has been changed since."""
        if (last := self.stack.last) is not None and last.lesson is not None:
            self.undo()

    def _leave_for(self, entry: Entry) -> Entry:
        """What is left by going to ``entry``."""
        session = self._session
        if entry.lesson is not None:
            return entry
        if entry.past is None and entry.letter != session.run.letter:
            session.kept_runs.choose(entry.letter)
        return self.leave(replace(entry, experiment=session.experiment, past=None), ghost=True, to=entry)

    def leave(self, entry: Entry, *, ghost: bool = False, to: Entry | None = None) -> Entry:
        """The entry with what is left; a run that is ended brings in what it has and stays as a ghost."""
        session = self._session
        entry = replace(entry, letter=session.run.letter)
        by_hand = bool(entry.names & BY_HAND)
        if not entry.restarts and not by_hand and (to is None or to.past is None):
            return entry
        if entry.restarts or to is not None:
            session.running.collect()
        run = session.run
        left = run.left(SNAPSHOTS)
        runs = tuple(left if other is run else other for other in session.runs)
        curves = self._ghost(to) if ghost and "runs" not in entry.names else None
        if curves is not None:
            session.ghost_room.add(curves)
        return replace(entry, past=Past(runs, run.letter, curves))

    def _ghost(self, to: Entry | None) -> Timeline | None:
        """The curves to leave behind; none where there are none, or none that are not in what is gone to."""
        run = self._session.run
        epochs = run.timeline.epochs
        if not run.begun or epochs.size < 2:
            return None
        back_to = to.past.run.snapshot if to is not None and to.past is not None else None
        if to is not None and not to.restarts and back_to is not None and epochs[-1] <= back_to.epoch:
            return None
        return run.timeline.until(most=0)

    def _go_to(self, entry: Entry | None) -> None:
        session = self._session
        if entry is None:
            return
        if entry.lesson is not None:
            session.undo_changed.emit(*self.stack.texts)
            session.message_raised.emit(None)
            return
        session.show_reader(False)
        session.undo_changed.emit(*self.stack.texts)
        session.message_raised.emit(None)
        if entry.past is None:
            self._hand_over(entry.experiment, changed_fields(session.experiment, entry.experiment))
            session.set_experiment(entry.experiment)
            session.running.resume_if_over()
            return
        if entry.past.ghost is not None:
            session.ghost_room.remove(entry.past.ghost)
        session.kept_runs.restore(entry.past)
