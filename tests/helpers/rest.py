"""Whether a Session has come to rest: the one place that looks into a training thread."""

from __future__ import annotations

from nnviz.session.session import Session
from nnviz.session.training_thread import TrainingThread
from nnviz.training.trainer import Trainer


def trainer_of(thread: TrainingThread) -> Trainer | None:
    """The Trainer that works in the thread; None before it has begun."""
    return thread._trainer


def on_its_way(session: Session) -> str:
    """What is on its way from the training thread to the current run, in words; "" for nothing.

    A delivery that has not come can be seen by nobody: only what waits in the thread tells of it.
    """
    thread, run = session.training.thread_now, session.runs.current
    trainer, snapshot = trainer_of(thread), run.snapshot
    if trainer is None or snapshot is None or not run.begun:
        return "the run has not begun"
    if thread._unshown or thread.mailbox._announced:
        return "a moment has not been shown"
    if (trainer.step, trainer.waits) != (snapshot.step, False):
        return f"the trainer is at {trainer.step}, waits {trainer.waits}, shown is {snapshot.step}"
    if trainer.experiment != run.experiment or run.edits:
        return f"settings or edits have not been taken: {run.edits}"
    return ""
