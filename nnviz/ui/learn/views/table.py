"""What makes each view of a lesson's stage when it is first named: one table."""

from __future__ import annotations

from collections.abc import Callable

from nnviz.ui.learn.views.view import LessonView, ViewParts


def _network(parts: ViewParts) -> LessonView:
    from nnviz.ui.learn.views.network import NetworkView  # here, where it delays no window

    return NetworkView(parts)


def _neuron(parts: ViewParts) -> LessonView:
    from nnviz.ui.learn.views.neuron import NeuronView

    return NeuronView(parts)


def _loss(parts: ViewParts) -> LessonView:
    from nnviz.ui.learn.views.loss import LossView

    return LossView(parts)


#: By the name that a lesson calls it.
VIEWS: dict[str, Callable[[ViewParts], LessonView]] = {
    "network": _network,
    "neuron": _neuron,
    "loss": _loss,
}
