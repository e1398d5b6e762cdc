"""What the Session tells, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QCoreApplication, QObject

from nnviz.data.hands.drawings import MyDigit
from nnviz.drawing import numbers
from nnviz.session.sentences import told
from nnviz.training.changes import Effect
from nnviz.training.reading import Reading
from nnviz.training.trainer import Diverged

# A run, the sample that is sent through it, a step of it, or a file.
About = Literal["run", "sample", "step", "file"]


@dataclass(frozen=True)
class Message:
    """Something to tell in the window, with at most one way out.

    ``action`` is the text of its button, "" for none; ``Session.act(action_id)`` does it. One that comes
    ``by_itself``, not after something a person did, waits while trouble is told. It stays until the next act
    that ends what it is ``about``; one without words says that there was such an act (see ``act``).
    """

    kind: Literal["info", "warning", "error"]
    title: str
    text: str
    action: str = ""
    action_id: str = ""
    by_itself: bool = False
    about: About = "run"

    @property
    def over(self) -> bool:
        """Whether there is nothing to say any more."""
        return not (self.title or self.text)

    def ended_by(self, about: About) -> bool:
        """Whether an act of that kind ends it: with a run, its sample and its steps are left, too."""
        return self.about == about or (about == "run" and self.about != "file")


translate = QCoreApplication.translate

#: What the learning rate is divided by when a run diverged.
SMALLER = 10


class _Counts(QObject):
    """What has a plural."""

    def begun_again(self, epochs: int) -> str:
        return self.tr("Undo brings its %n epoch(s) back.", "", epochs)

    def done(self, epochs: int) -> str:
        return self.tr("%n epoch(s) done", "", epochs)

    def not_fallen(self, epochs: int) -> str:
        return self.tr(
            "The test loss has not fallen for %n epoch(s); it was lowest at epoch {best}.", "", epochs
        )


def act(about: About) -> Message:
    """Somebody has done something with such a thing: what was said about it leaves."""
    return Message("info", "", "", about=about)


def of_effect(effect: Effect) -> str:
    """What a change does to the run, in a sentence; "" if the run goes on."""
    if effect == "keeps":
        return translate("Session", "Begins a new run from every weight that still fits.")
    return translate("Session", "Begins a new run from fresh start weights.") if effect == "restarts" else ""


def kept_weights() -> Message:
    """A structural change has begun a new run."""
    text = translate(
        "Session", "Every weight that still fits is kept. The curves of the run before stay, paler."
    )
    return Message("info", translate("Session", "A new run has begun"), text)


def begun_again(run: str, epochs: int) -> Message:
    """A run begins again, which had been trained for so many epochs."""
    title = translate("Session", "Run {run} begins again at epoch 0").format(run=run)
    return Message("info", title, _Counts().begun_again(epochs), translate("Session", "Undo"), "undo_restart")


def reader(epochs: int) -> Message:
    """The window has opened with the Reader."""
    return Message(
        "info",
        translate("Session", "Draw a digit: this is the Reader"),
        translate(
            "Session",
            "It was trained earlier, for {epochs} epochs. Press Play to watch a network learn from scratch.",
        ).format(epochs=epochs),
        translate("Session", "Play"),
        "play",
        by_itself=True,
    )


def taught(label: int) -> Message:
    """A drawing has joined My digits."""
    return Message(
        "info",
        translate("Session", "The Reader learns your {digit}").format(digit=label),
        translate(
            "Session", "The drawing is added to My digits; the Reader practises it with what it knew before."
        ),
        translate("Session", "Undo"),
        "unteach",
    )


def learned(drawing: MyDigit, reading: Reading, count: int) -> Message:
    """The Reader has learned ``count`` drawings, of which this, the last, is now read so."""
    title = translate("Session", "The Reader has learned your {digit}").format(digit=drawing.label)
    if reading.label == drawing.label:
        text = translate("Session", "It now reads {digit}, {share} sure.")
    elif reading.label is None:
        text = translate(
            "Session", "It still does not take the drawing for a digit: teach it some more like this one."
        )
    else:
        text = translate(
            "Session", "It still reads the drawing as {digit}: teach it some more like this one."
        )
    text = text.format(digit=reading.label, share=numbers.percent(reading.confidence))
    if count > 1:
        title = translate("Session", "The Reader has learned your handwriting")
        return Message("info", title, text, about="sample")
    return Message("info", title, text, translate("Session", "Undo"), "unteach", about="sample")


def not_settable(sentence: str) -> Message:
    """Settings out of range."""
    return Message("error", translate("Session", "This cannot be set"), sentence)


def not_trainable(sentence: str) -> Message:
    """Settings that do not go together, or data that cannot be read."""
    return Message("error", translate("Session", "This cannot be trained"), sentence)


def trains_on(*, alike: bool) -> Message:
    """Data fit a network that came without any; ``alike``: they enter it as it was fed before."""
    text = translate("Messages", "It trains on from the weights that it came with; Undo takes the data away.")
    if not alike:
        text = translate(
            "Messages",
            "Its inputs are scaled as these data are, which is not how they entered before. It trains on "
            "from the weights that it came with; Undo takes the data away.",
        )
    kind: Literal["info", "warning"] = "info" if alike else "warning"
    return Message(kind, translate("Messages", "It has data now"), text)


def taken_in(name: str, assumed: list[str]) -> Message:
    """A model of another program is there, with what was assumed of it."""
    title = translate("Messages", "“{name}” is a run now").format(name=name)
    return Message("info", title, " ".join(assumed), about="file")


def no_batch(name: str) -> Message:
    """A network without data has no batch to look into, unless it is known what the sample is."""
    text = translate(
        "Messages",
        "“{name}” has no data: show it a sample and say what it is, and that one is stepped through.",
    )
    return Message("info", translate("Messages", "No batch to step through"), text.format(name=name))


def not_able(sentence: str) -> Message:
    """Where the run comes from, that cannot be done."""
    return Message("info", translate("Messages", "Not with this run"), sentence)


def waits_for_run(name: str, sentences: Sequence[str]) -> Message:
    """A folder is watched in which there is no run to show yet."""
    return Message(
        "info",
        translate("Messages", "“{name}” is watched: there is nothing to show yet").format(name=name),
        " ".join(sentences),
        by_itself=True,
    )


def watched(name: str, sentences: Sequence[str]) -> Message:
    """What was found in the folder of a run that is watched, and what was assumed."""
    return Message(
        "info",
        translate("Messages", "“{name}” is watched").format(name=name),
        " ".join(sentences),
        by_itself=True,
    )


def folder_gone(name: str) -> Message:
    """The folder of a run that is watched has been taken away."""
    return Message(
        "warning",
        translate("Messages", "The folder of “{name}” is not there any more").format(name=name),
        translate("Messages", "What was read of it stays; should it come back, it is watched on."),
        by_itself=True,
        about="file",
    )


def finished(epoch: int, more: int) -> Message:
    """The stop rule took hold; ``more`` epochs are offered."""
    return Message(
        "info",
        _Counts().done(epoch),
        translate("Session", "As many as were set."),
        translate("Session", "Train {epochs} more").format(epochs=more),
        "train_more",
        by_itself=True,
    )


def patience_over(epoch: int, patience: int, best: int) -> Message:
    """The test loss has not fallen for so many epochs; ``best`` is the one at which it was lowest."""
    return Message(
        "info",
        translate("Session", "Stopped at epoch {epoch}: no longer improving").format(epoch=epoch),
        _Counts().not_fallen(patience).format(best=best),
        translate("Session", "Train on anyway"),
        "no_patience",
    )


def first_micro_step() -> Message:
    """There is nothing before the first micro-step of a batch."""
    return Message(
        "info",
        translate("Session", "This is the first micro-step of the batch"),
        translate("Session", "The step before it belongs to another batch, which has already been learned."),
        about="step",
    )


def last_run() -> Message:
    """The only run cannot be removed."""
    return Message(
        "info",
        translate("Session", "This is the only run"),
        translate("Session", "Reset begins it again from its start weights."),
    )


def other_shapes(run: str, other: str) -> Message:
    """Start weights cannot be shared."""
    text = translate(
        "Session",
        "The networks of {run} and {other} have different shapes, so they cannot share weights.",
    )
    return Message(
        "warning", translate("Session", "These weights do not fit"), text.format(run=run, other=other)
    )


def diverged(event: Diverged, rate: float) -> Message:
    """Training gave numbers that are infinite or no numbers at all; ``rate`` was the learning rate."""
    text = translate(
        "Session",
        "At step {step}, in epoch {epoch}, {why}. The network is shown as it was before, at epoch {good}.",
    ).format(step=event.step, epoch=event.epoch, why=told(event.why), good=event.last_good.epoch)
    action = translate("Session", "Try a rate of {rate}").format(rate=numbers.chosen(rate / SMALLER))
    return Message("error", translate("Session", "Training diverged"), text, action, "smaller_rate")
