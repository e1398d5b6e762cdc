"""The room of the Session where it is decided when to train: play, pause, step, speed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from nnviz.session import messages

if TYPE_CHECKING:
    from nnviz.session.session import Session
    from nnviz.session.training_thread import TrainingThread


class Playing:
    """Whether the current run trains, and how fast; ``speed`` is in steps of the present unit a second."""

    def __init__(self, session: Session, speed: float) -> None:
        self._session = session
        self.playing = False
        self.speed = speed

    @property
    def _thread(self) -> TrainingThread | None:
        return self._session.running.thread_now

    def play(self) -> None:
        """Train until the stop rule takes hold, in a run that is over from where it was; or micro-step on."""
        session = self._session
        session.show_reader(False)
        micro = session.step_unit == "micro"
        if not micro:
            session.look_at_newest()
            session.running.resume_if_over()
        self.note(True)
        session.message_raised.emit(None)
        if not micro and self._thread is not None:
            self._thread.play()

    def pause(self) -> None:
        """Let the epoch in progress end, then rest."""
        self.note(False)
        if self._thread is not None:
            self._thread.pause()

    def advance(self, count: int) -> None:
        """Train ``count`` epochs, or batches where they are the step, then rest."""
        self._be_ready()
        if self.playing:
            self.pause()
        if self._thread is not None:
            by_epoch = self._session.step_unit == "epoch"
            (self._thread.step if by_epoch else self._thread.step_batches)(count)

    def train_batch(self) -> None:
        """Train on one batch; micro-steps go on playing."""
        self._be_ready()
        if self._thread is not None:
            self._thread.step_batches(1)

    def set_speed(self, speed: float) -> None:
        """At most so many steps a second; ``math.inf`` for as fast as it goes."""
        if math.isnan(speed) or speed <= 0 or speed == self.speed:
            return
        self.speed = speed
        if self._thread is not None:
            self._thread.set_speed(speed)
        self._session.steps.play(self.playing)
        self._session.speed_changed.emit(speed)

    def note(self, playing: bool) -> None:
        """Note whether it plays, and say so."""
        if playing != self.playing:
            self.playing = playing
            self._session.steps.play(playing)
            self._session.playing_changed.emit(playing)

    def act(self, action_id: str) -> None:
        """Do what a message's button offers, and train on."""
        session = self._session
        experiment = session.experiment
        if action_id == "train_more":
            epochs = max(experiment.epochs, session.snapshot.epoch if session.snapshot else 0)
            more = experiment.with_(epochs=epochs + messages.MORE_EPOCHS)
            session.change_experiment(more, session.tr("more epochs"))
        elif action_id == "no_patience":
            session.change_experiment(experiment.with_(patience=0), session.tr("no patience"))
        elif action_id == "smaller_rate":
            rate = experiment.learning_rate / messages.SMALLER
            session.change_experiment(experiment.with_(learning_rate=rate), session.tr("smaller rate"))
        elif action_id != "play":
            return
        self.play()

    def _be_ready(self) -> None:
        session = self._session
        session.show_reader(False)
        session.look_at_newest()
        session.running.resume_if_over()
        session.message_raised.emit(None)
