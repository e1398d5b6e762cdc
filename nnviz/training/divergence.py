"""When training meets numbers that are infinite or no numbers at all."""

from __future__ import annotations

import math

import numpy as np

from nnviz.engine import Network
from nnviz.said import translate
from nnviz.training.measures import Metrics
from nnviz.training.snapshot import Snapshot


class Diverged(Exception):  # noqa: N818 - it is what happened, no fault of the program
    """Training diverged.

    ``step`` is the update during which it happened, ``epoch`` the one it belonged to, ``why`` half a
    sentence. ``last_good`` is the Snapshot of the last finite end of an epoch.
    """

    def __init__(self, step: int, epoch: int, why: str, last_good: Snapshot) -> None:
        text = translate("Training", "Training diverged in step {step}, epoch {epoch}: {why}.")
        super().__init__(text.format(step=step, epoch=epoch, why=why))
        self.step = step
        self.epoch = epoch
        self.why = why
        self.last_good = last_good

    def place(self, batch_size: int | None, samples: int | None) -> float:
        """Where on the axis of epochs it happened; ``samples`` are those of an epoch, None if not known."""
        good, whole = self.last_good, samples or batch_size or 1
        per_epoch = good.step / good.epoch if good.epoch else math.ceil(whole / (batch_size or whole))
        return good.epoch + min(1.0, (self.step - good.step) / max(1.0, per_epoch))

    @property
    def became(self) -> str:
        """What a number of the network has become: "∞" or "NaN"."""
        return "∞" if "infinite" in self.why else "NaN"


def loss_fault(loss: float) -> str:
    """What is wrong with the loss of a batch, as half a sentence; "" if it is finite."""
    return "" if math.isfinite(loss) else _said(translate("Training", "the loss"), loss)


def metrics_fault(metrics: Metrics) -> str:
    """What is wrong with the losses over all samples, as half a sentence; "" if all are finite."""
    for place in metrics.kinds.finite:
        if not math.isfinite(metrics.values[place]):
            return _said(metrics.kinds[place].words, metrics.values[place])
    return ""


def parameters_fault(network: Network) -> str:
    """What is wrong with a parameter, as half a sentence; "" if all are finite."""
    parameters = network.parameters
    # The sum of squares is quick; where it overflows, each number is looked at.
    if math.isfinite(np.dot(parameters, parameters)) or np.isfinite(parameters).all():
        return ""
    held = ((block.name, block.of(parameters)) for block in network.blocks)
    name, wrong = next((name, values) for name, values in held if not np.isfinite(values).all())
    what = translate("Training", "a number of {name}").format(name=name)
    return _said(what, wrong[~np.isfinite(wrong)][0])


def _said(what: str, value: float) -> str:
    text = translate("Training", "{what} is infinite")
    if math.isnan(value):
        text = translate("Training", "{what} is not a number")
    return text.format(what=what)
