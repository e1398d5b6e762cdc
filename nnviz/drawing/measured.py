"""What is measured of a network, in a few words. No Qt."""

from __future__ import annotations

from nnviz.drawing import numbers
from nnviz.said import Sentence, joined, translate
from nnviz.training.measures import Metric, Metrics


def number(kind: Metric, value: str) -> Sentence:
    """One of its numbers: "test loss 0.318", "91.2 % right", "86 % within 3 sigma"."""
    if kind.unit == "share":
        return translate("Measured", "{value} {title}").format(title=kind.short, value=value)
    return translate("Measured", "{title} {value}").format(title=kind.short, value=value)


def measured(metrics: Metrics) -> Sentence:
    """All that tells how good it is: "test loss 0.318, 91.2 % right"."""
    told = [(kind, numbers.measured(metrics[kind.name], kind.unit)) for kind in metrics.kinds.told]
    return joined((number(kind, value) for kind, value in told), ", ")
