"""The part of the Session where settings, structure and weights are changed, and changes taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from PySide6.QtCore import QCoreApplication

from nnviz.session import messages
from nnviz.session.hands import MyDigits
from nnviz.session.history import BY_HAND, History
from nnviz.session.runs import Runs
from nnviz.session.sentences import told
from nnviz.session.signals import Signals
from nnviz.session.state import State
from nnviz.session.training import Training
from nnviz.session.undo import Entry
from nnviz.training.changes import (
    CONTINUED_FIELDS,
    DRAWING_FIELDS,
    STRUCTURAL_FIELDS,
    carried,
    changed_fields,
    effect,
    own_names,
)
from nnviz.training.edits import Edit, Frozen, by_place, check_edit, check_place
from nnviz.training.experiment import LIVE_FIELDS, Experiment
from nnviz.training.run_source import TRAINED
from nnviz.training.samples import Sample
from nnviz.training.training_on import scaled_alike, trained_on

_LARGEST = 1e6  # of a weight that is set by hand
#: Changed at rest, these are taken back with what was learned by them since.
_LEARNED_BY = frozenset({"learning_rate", "l1", "l2"})

translate = QCoreApplication.translate


class Settings:
    """What a change does to the current run, and how it is undone.

    ``my_digits`` are changed here too: what was taught can be taken back like everything else.
    """

    def __init__(
        self,
        state: State,
        signals: Signals,
        training: Training,
        history: History,
        runs: Runs,
        my_digits: MyDigits,
    ) -> None:
        self._state, self._signals, self._training = state, signals, training
        self._history, self._runs, self._my_digits = history, runs, my_digits

    @property
    def experiment(self) -> Experiment:
        """The settings of the current run."""
        return self._state.current.experiment

    def restarts(self, field: str) -> str:
        """What changing this setting does to the run, in a sentence; "" if it goes on."""
        return messages.of_effect(effect(frozenset({field})))

    # ---- settings
    def change(self, experiment: Experiment, text: str) -> None:
        """Change settings; ``text`` is what undo will call it.

        Live ones reach the run at its next batch. Any other begins a new run: a structural one from every
        weight that still fits, else from fresh start weights (see ``restarts``). Settings that cannot be
        raise a message.
        """
        names, source = changed_fields(self.experiment, experiment), self._state.current.source
        if not names or (not source.takes_data and self._training.refused()):
            return
        try:
            outputs = [shapes[-1][1] for shapes in self._shapes()] or [0] * len(self.experiment.networks)
            experiment = carried(self.experiment, experiment, outputs).validated()
        except ValueError as sentence:
            self._refuse(sentence)
            return
        names = changed_fields(self.experiment, experiment)
        what = effect(names)
        if not source.can("train") and own_names(names) - (LIVE_FIELDS - BY_HAND):
            self._train_on(experiment, names, text)
        elif what == "live":
            self._change_live(experiment, names, text)
        else:
            self._change_run(experiment, names, text, keeps=what == "keeps")

    def _refuse(self, sentence: ValueError) -> None:
        self._signals.message_raised.emit(messages.not_settable(told(sentence)))

    def _set(self, experiment: Experiment) -> None:
        self._state.current.experiment = experiment
        self._signals.experiment_changed.emit(experiment)

    def _change_live(self, experiment: Experiment, names: frozenset[str], text: str) -> None:
        try:
            self._hand_over(experiment, names)
        except ValueError as sentence:
            self._refuse(sentence)
            return
        at_rest = self._state.current.begun and not self._training.playing
        self._history.remember(text, names, restarts=False, keep=at_rest and own_names(names) <= _LEARNED_BY)
        self._signals.message_raised.emit(None)
        self._set(experiment)
        self._training.resume_if_over()

    def _change_run(self, experiment: Experiment, names: frozenset[str], text: str, *, keeps: bool) -> None:
        training, run = self._training, self._state.current
        training.collect()
        stack = self._history.stack
        own = own_names(names)
        if own <= DRAWING_FIELDS and stack.goes_on(text, names, run.letter, restarts=True):
            self._draw_on(experiment)
            return
        goes_on = run.untrained_branch and own <= CONTINUED_FIELDS | LIVE_FIELDS
        past = self._history.remember(text, names, restarts=True).past
        self._signals.message_raised.emit(None)
        self._set(experiment)
        if goes_on:
            training.begin(start=run.snapshot, anew=True)
            return
        moment = past.run.snapshot or past.run.kept if past is not None else None
        if not keeps or moment is None:
            training.restart()
            return
        training.restart(keep=moment)
        if own & STRUCTURAL_FIELDS:
            self._signals.message_raised.emit(messages.kept_weights())

    def _train_on(self, experiment: Experiment, names: frozenset[str], text: str) -> None:
        """Give a network that came without data some, where they fit it: from now on it is trained here."""
        run = self._state.current
        moment = run.snapshot
        if "data" not in names or moment is None:
            self._training.refused()
            return
        try:
            fitting, dataset = trained_on(moment, experiment)
        except ValueError as sentence:
            self._refuse(sentence)
            return
        alike = run.source.data is None or scaled_alike(run.source.data, dataset)
        self._history.remember(text, names, restarts=True)
        self._signals.message_raised.emit(None)
        run.source, run.dataset, run.read_for = TRAINED, dataset, fitting
        self._set(fitting)
        self._training.restart(keep=moment)
        self._signals.message_raised.emit(messages.trains_on(alike=alike))

    def begin(self, experiment: Experiment, text: str) -> None:
        """Begin the run again as another ``experiment``, from its own start weights; ``text`` as above."""
        self._training.collect()
        names = changed_fields(self.experiment, experiment)
        self._history.remember(text, names, restarts=True)
        self._signals.message_raised.emit(None)
        self._state.current.source = TRAINED
        self._set(experiment)
        self._training.restart()

    def _draw_on(self, experiment: Experiment) -> None:
        """More points of a drawing: with those painted just before, one step to undo and one pale curve."""
        self._history.stack.touch()
        self._set(experiment)
        run = self._state.current
        self._training.restart(keep=run.snapshot or run.kept)

    def _hand_over(self, experiment: Experiment, names: frozenset[str]) -> None:
        if (thread := self._training.thread_now) is not None and not self._state.current.over:
            thread.change({name: experiment.setting(name) for name in names})

    def reset(self) -> None:
        """Begin again from the very same start weights, those of the seed."""
        if self._training.refused():
            return
        self._signals.message_raised.emit(None)
        entry = self._history.remember(translate("Session", "reset"), frozenset(), restarts=True)
        self._training.restart()
        self._tell_begun_again(entry)

    def new_weights(self) -> None:
        """Begin again from other start weights: those of the next seed."""
        if self._training.refused():
            return
        seed = (self.experiment.seed + 1) % 2**32
        self.change(self.experiment.with_(seed=seed), translate("Session", "new start weights"))
        if (entry := self._history.stack.last) is not None:
            self._tell_begun_again(entry)

    def _tell_begun_again(self, entry: Entry) -> None:
        """Say which epochs the run has left behind, if it had any, and that they can be brought back."""
        moment = None if entry.past is None else entry.past.run.snapshot
        run = self._state.current
        if moment is not None and moment.epoch and not run.begun:
            self._signals.message_raised.emit(messages.begun_again(run.name, moment.epoch))

    def act(self, action_id: str) -> bool:
        """Do what a message's button offers; whether training is to go on then."""
        experiment = self.experiment
        if action_id == "unteach":
            self.undo_lesson()
        elif action_id == "undo_restart":
            self.undo()
        elif action_id == "train_more":
            run = self._state.current
            if (
                run.snapshot is not None and run.snapshot.epoch >= experiment.epochs
            ):  # else they are on their way
                more = experiment.with_(epochs=run.snapshot.epoch + run.stretch)
                self.change(more, translate("Session", "more epochs"))
        elif action_id == "no_patience":
            self.change(experiment.with_(patience=0), translate("Session", "patience off"))
        elif action_id == "smaller_rate":
            rate = experiment.learning_rate / messages.SMALLER
            self.change(experiment.with_(learning_rate=rate), translate("Session", "smaller rate"))
        return action_id in ("train_more", "no_patience", "smaller_rate", "play")

    # ---- by hand
    def edit(self, *edits: Edit) -> None:
        """Set weights and biases by hand, while it trains or at rest. What cannot be raises a message."""
        what = {f"{edit.player}/{edit.layer}/{edit.source}/{edit.unit}" for edit in edits}
        names = frozenset({"parameters", *what})
        self._by_hand(lambda: self._edit(edits), names, translate("Session", "changed weight"))

    def _edit(self, edits: tuple[Edit, ...]) -> None:
        networks, shapes = self.experiment.networks, self._shapes()
        if any((edit.layer, edit.source, edit.unit) in networks[edit.player].cut for edit in edits):
            raise ValueError(translate("Session", "That edge is cut; restore it first."))
        for edit in edits:
            check_edit(edit, shapes[edit.player], _LARGEST)
        self._training.edit(*edits)

    def cut(self, layer: int, source: int, unit: int, on: bool = True, player: int = 0) -> None:
        """Cut the edge from ``source`` to ``unit`` of a dense layer, or restore it with the weight it had.

        ``player`` is the place of its network among those that play.
        """
        edge, seen = (layer, source, unit), self.experiment.of(player)
        others = tuple(known for known in seen.cut if known != edge)
        cut = tuple(sorted((*others, edge))) if on else others
        text = translate("Session", "cut edge") if on else translate("Session", "restored edge")
        self._set_held(seen.with_(cut=cut), text, edge)

    def freeze(self, layer: int, on: bool = True, unit: int | None = None, player: int = 0) -> None:
        """Have training leave a layer alone, or what leads into one of its units; or have it learn again."""
        seen = self.experiment.of(player)
        one: Frozen = layer if unit is None else (layer, unit)
        others = {*seen.frozen} - {one}
        frozen = by_place({*others, one} if on else others)
        text = translate("Session", "frozen layer") if on else translate("Session", "layer learns again")
        if unit is not None:
            text = translate("Session", "frozen unit") if on else translate("Session", "unit learns again")
        self._set_held(seen.with_(frozen=frozen), text, (layer, None, unit or 0))

    def _set_held(self, seen: Experiment, text: str, place: tuple[int, int | None, int]) -> None:
        """``seen`` from the network that the place is in."""
        names = changed_fields(self.experiment, seen.of(0))

        def change() -> None:
            check_place(self._shapes()[seen.seen_from], *place)
            wanted = {name: seen.of(0).setting(name) for name in names}
            changed = self.experiment.with_(**wanted).validated()  # a run that was over may be another
            self._hand_over(changed, names)
            self._set(changed)

        if names:
            self._by_hand(change, names | {f"{place}"}, text)

    def _by_hand(self, change: Callable[[], None], names: frozenset[str], text: str) -> None:
        """Change the network itself. Nothing happens to a run that has shown nothing yet."""
        run, history = self._state.current, self._history
        if not run.begun:
            return
        if why := run.source.why_not("edit"):
            self._signals.message_raised.emit(messages.not_able(told(why)))
            return
        coalesced = history.stack.goes_on(text, names, run.letter)
        entry = None if coalesced else history.leave(Entry(text, names, run.experiment, False))
        try:
            self._training.resume_if_over()
            change()
        except ValueError as sentence:
            self._refuse(sentence)
            return
        self._signals.message_raised.emit(None)
        if entry is None:
            history.stack.touch()
        else:
            history.push(entry)

    def _shapes(self) -> list[list[tuple[int, int]]]:
        """Of each network (inputs, units) of its layers with weights; nothing before the first moment."""
        snapshot = self._state.current.snapshot
        moments = [] if snapshot is None else [snapshot.of(place) for place in range(len(snapshot.players))]
        return [[layer.weights.shape for layer in moment.layers] for moment in moments]

    # ---- My digits
    def teach(self, sample: Sample) -> None:
        """A drawing, or a digit of a picture, joins My digits as what it is meant to be.

        Raises ``ValueError`` with one sentence if it is no drawing of a digit.
        """
        if sample.label is None:
            raise ValueError(translate("Session", "First say what the drawing is meant to be."))
        if sample.source == "picture" and sample.seen is not None:
            digit_id = self._my_digits.add_counts(sample.seen, sample.label)
        else:
            digit_id = self._my_digits.add(sample.strokes or (), sample.label)
        taught = next((digit for digit in self._my_digits.drawings if digit.id == digit_id), None)
        if taught is not None:
            text = translate("Session", "taught {digit}").format(digit=taught.label)
            self._history.push(Entry(text, frozenset(), self.experiment, False, lesson=taught))
        self._signals.message_raised.emit(messages.taught(sample.label))

    def undo_lesson(self) -> None:
        """Take back the lesson, if nothing else has been changed since."""
        if (last := self._history.stack.last) is not None and last.lesson is not None:
            self.undo()

    # ---- undo
    def next_is_lesson(self, what: Literal["undo", "redo"]) -> bool:
        """Whether that would be a lesson taught to the Reader."""
        stack = self._history.stack
        entry = stack.last if what == "undo" else stack.next
        return entry is not None and entry.lesson is not None

    def undo(self) -> None:
        """Take back the last change, weights included unless the run goes on with it."""
        last = self._history.stack.last
        self._pass_on("undo", last)
        self._go_to(self._history.stack.undo(self._leave_for))
        if last is not None and last.lesson is not None:
            self._my_digits.remove(last.lesson.id)

    def redo(self) -> None:
        """Do again what was undone last."""
        self._pass_on("redo", self._history.stack.next)
        entry = self._history.stack.redo(self._leave_for)
        self._go_to(entry)
        if entry is not None and entry.lesson is not None:
            self._my_digits.restore([entry.lesson])

    def _pass_on(self, what: Literal["undo", "redo"], entry: Entry | None) -> None:
        """Where the run trains, or has not since, it goes on: a live change is taken back in passing."""
        if entry is None or entry.past is None or entry.restarts or not own_names(entry.names) <= _LEARNED_BY:
            return
        then, now = entry.past.run.snapshot, self._state.current.snapshot
        same_run = entry.letter == self._state.current.letter
        untrained = then is not None and now is not None and then.step == now.step
        if same_run and (untrained or self._training.playing):
            self._history.stack.forget_past(what)

    def _leave_for(self, entry: Entry) -> Entry:
        """What is left by going to ``entry``."""
        if entry.lesson is not None:
            return entry
        if entry.past is None and entry.letter != self._state.current.letter:
            self._runs.choose(entry.letter)
        return self._history.leave(
            replace(entry, experiment=self.experiment, past=None), ghost=True, to=entry
        )

    def _go_to(self, entry: Entry | None) -> None:
        if entry is None:
            return
        self._history.tell()
        self._signals.message_raised.emit(None)
        if entry.lesson is not None:
            return
        if entry.past is None:
            self._return_live(entry.experiment)
            return
        self._history.forget_ghost(entry.past.ghost)
        self._runs.restore(entry.past)

    def _return_live(self, experiment: Experiment) -> None:
        """Take up settings again while the run goes on.

        A run that could not be trained with them cannot be again: it rests where it is, and says why.
        """
        try:
            self._hand_over(experiment, changed_fields(self.experiment, experiment))
        except ValueError:
            self._training.leave()
            self._set(experiment)
            self._training.go_on()
            return
        self._set(experiment)
        self._training.resume_if_over()
