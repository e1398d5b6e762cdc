"""What the Session tells, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from nnviz.data.hands.drawings import MyDigit
from nnviz.drawing import numbers
from nnviz.session.changes import Effect
from nnviz.session.values import Message
from nnviz.training.reading import Reading
from nnviz.training.trainer import Diverged

#: How many epochs "Train more" adds.
MORE_EPOCHS = 60
#: What the learning rate is divided by when a run diverged.
SMALLER = 10


def _tr(text: str) -> str:
    return QCoreApplication.translate("Session", text)


def of_effect(effect: Effect) -> str:
    """What a change does to the run, in a sentence; "" if the run goes on."""
    if effect == "keeps":
        return _tr("Begins a new run from every weight that still fits.")
    return _tr("Begins a new run from fresh start weights.") if effect == "restarts" else ""


def kept_weights() -> Message:
    """A structural change has begun a new run."""
    text = _tr("Every weight that still fits is kept. The curves of the run before stay, paler.")
    return Message("info", _tr("A new run has begun"), text)


def reader(epochs: int) -> Message:
    """The window has opened with the Reader."""
    return Message(
        "info",
        _tr("Draw a digit: this is the Reader"),
        _tr("Trained earlier, {epochs} epochs; press Play to watch a network learn from nothing.").format(
            epochs=epochs
        ),
        _tr("Play"),
        "play",
        by_itself=True,
    )


def taught(label: int) -> Message:
    """A drawing has joined My digits."""
    return Message(
        "info",
        _tr("The Reader learns your {digit}").format(digit=label),
        _tr("The drawing joins My digits; what the Reader knew before is rehearsed with it."),
        _tr("Undo"),
        "unteach",
    )


def learned(drawing: MyDigit, reading: Reading, count: int) -> Message:
    """The Reader has learned ``count`` drawings, of which this, the last, is now read so."""
    title = _tr("The Reader has learned your {digit}").format(digit=drawing.label)
    if reading.label == drawing.label:
        text = _tr("It reads the drawing as {digit} now, {share} sure.")
    elif reading.label is None:
        text = _tr("Still it takes the drawing for no digit that it knows: teach it some more like it.")
    else:
        text = _tr("Still it reads the drawing as {digit}: teach it some more like it.")
    text = text.format(digit=reading.label, share=numbers.percent(reading.confidence))
    if count > 1:
        return Message("info", _tr("The Reader has learned your hand"), text)
    return Message("info", title, text, _tr("Undo"), "unteach")


def not_settable(sentence: str) -> Message:
    """Settings out of range."""
    return Message("error", _tr("This cannot be set"), sentence)


def not_trainable(sentence: str) -> Message:
    """Settings that do not go together, or data that cannot be read."""
    return Message("error", _tr("This cannot be trained"), sentence)


def finished(epoch: int) -> Message:
    """The stop rule took hold."""
    return Message(
        "info",
        _tr("{epochs} epochs done").format(epochs=epoch),
        _tr("The run has done all the epochs it was set to."),
        _tr("Train {epochs} more").format(epochs=MORE_EPOCHS),
        "train_more",
    )


def patience_over(epoch: int, patience: int, best: int) -> Message:
    """The test loss has not fallen for so many epochs; ``best`` is the one at which it was lowest."""
    text = _tr("The test loss has not fallen for {patience} epochs; it was lowest at epoch {best}.")
    return Message(
        "info",
        _tr("Stopped at epoch {epoch}: no better any more").format(epoch=epoch),
        text.format(patience=patience, best=best),
        _tr("Train on all the same"),
        "no_patience",
    )


def first_micro_step() -> Message:
    """There is nothing before the first micro-step of a batch."""
    return Message(
        "info",
        _tr("This is the first micro-step of the batch"),
        _tr("The one before it was of another batch, which has been learned."),
    )


def last_run() -> Message:
    """The only run cannot be removed."""
    return Message("info", _tr("This is the only run"), _tr("Reset begins it again from its start weights."))


def other_shapes(run: str, other: str) -> Message:
    """Start weights cannot be shared."""
    text = _tr("The networks of {run} and {other} have different shapes, so that no weights can be shared.")
    return Message("warning", _tr("These weights do not fit"), text.format(run=run, other=other))


def diverged(event: Diverged, rate: float) -> Message:
    """Training gave numbers that are infinite or no numbers at all; ``rate`` was the learning rate."""
    text = _tr(
        "At step {step}, in epoch {epoch}, {why}. The network is shown as it was before, at epoch {good}."
    ).format(step=event.step, epoch=event.epoch, why=event.why, good=event.last_good.epoch)
    action = _tr("Try a rate of {rate}").format(rate=numbers.chosen(rate / SMALLER))
    return Message("error", _tr("Training diverged"), text, action, "smaller_rate")
