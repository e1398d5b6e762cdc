"""What is shown of a loss over one weight, and what is told of it."""

from __future__ import annotations

from dataclasses import dataclass

from nnviz.drawing.lessons.figures import signed, written
from nnviz.drawing.lessons.loss_curve import LossCurve
from nnviz.said import Sentence, translate


@dataclass(frozen=True)
class Stand:
    """The parameter after ``update`` updates: its ``value``, the loss and the slope there."""

    update: int
    value: float
    loss: float
    slope: float


@dataclass(frozen=True, kw_only=True, eq=False)
class LossScene:
    """What is shown. ``path`` are the places where the parameter stood since the step was opened, the last
    where it stands now. ``curve`` is None until it is there. ``rate``: an update is the slope times
    that, and nothing else; None where it is not. ``guess`` and ``truth`` are places with their losses.
    ``letters`` are answers to choose from. What the question asks for is not shown: neither the slope
    (``hide_slope``) nor where the next update leads (``hide_next``)."""

    symbol: str
    name: str
    span: tuple[float, float]
    path: tuple[Stand, ...]
    samples: int
    curve: LossCurve | None = None
    rate: float | None = None
    guess: tuple[float, float] | None = None
    truth: tuple[float, float] | None = None
    truth_update: int = -1  # after which update that is so; -1: it is not said
    letters: tuple[tuple[str, float], ...] = ()
    hide_slope: bool = False
    hide_next: bool = False

    @property
    def now(self) -> Stand:
        """Where it stands."""
        return self.path[-1]

    @property
    def begun(self) -> Stand:
        """Where the last update began that is shown; where none is, where it stands."""
        if self.truth is not None and len(self.path) == 1:
            return self.path[0]
        return self.path[-2] if len(self.path) > 1 else self.path[0]

    @property
    def led_to(self) -> float | None:
        """Where the one update from ``begun`` led; None while that is not to be seen."""
        if len(self.path) > 1:
            return self.path[-1].value if self.path[-1].update == self.path[-2].update + 1 else None
        if self.truth is not None and self.truth_update == self.path[0].update + 1:
            return self.truth[0]
        return None

    @property
    def by_rule(self) -> float | None:
        """The learning rate, if the update shown was that times the slope, and nothing else."""
        if self.rate is None or self.led_to is None:
            return self.rate
        expected = self.begun.value - self.rate * self.begun.slope
        near = abs(expected - self.led_to) <= 1e-5 * max(1.0, abs(self.led_to))
        return self.rate if near else None


def over_what(samples: int) -> Sentence:
    if samples == 1:
        return translate("Lessons", "of this network on this one sample")
    return translate("Lessons", "of this network on its {count} training samples").format(count=samples)


def spots_of(scene: LossScene) -> list[tuple[str, Sentence, tuple[float, float]]]:
    """What the arrow keys go to."""
    found = []
    for place, stand in enumerate(scene.path):
        told = translate("Lessons", "After update {update}: {name} is {value}, the loss {loss}.").format(
            update=stand.update, name=scene.symbol, value=written(stand.value), loss=written(stand.loss)
        )
        found.append((f"stand:{place}", told, (stand.value, stand.loss)))
    if scene.guess is not None:
        told = translate("Lessons", "Your guess is {value}; the loss there is {loss}.").format(
            value=written(scene.guess[0]), loss=written(scene.guess[1])
        )
        found.append(("guess", told, scene.guess))
    if scene.truth is not None:
        told = translate("Lessons", "It is {value}; the loss there is {loss}.").format(
            value=written(scene.truth[0]), loss=written(scene.truth[1])
        )
        found.append(("truth", told, scene.truth))
    return found


def told_of(scene: LossScene) -> Sentence:
    """All of it in a sentence."""
    now = scene.now
    if scene.hide_slope:
        text = translate("Lessons", "The loss over {name}. Now {name} is {value}, and the loss is {loss}.")
        return text.format(name=scene.symbol, value=written(now.value), loss=written(now.loss))
    text = translate(
        "Lessons",
        "The loss over {name}. Now {name} is {value}, the loss is {loss}, and its slope there {slope}.",
    )
    return text.format(
        name=scene.symbol, value=written(now.value), loss=written(now.loss), slope=signed(now.slope)
    )
