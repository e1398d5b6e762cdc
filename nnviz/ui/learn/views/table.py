"""What makes each view of a lesson's stage when it is first named: one table.

Each is imported where it is made, so that it delays no window.
"""

from __future__ import annotations

from collections.abc import Callable

from nnviz.ui.learn.views.view import LessonView, ViewParts


def _network(parts: ViewParts) -> LessonView:
    from nnviz.ui.learn.views.network import NetworkView

    return NetworkView(parts)


def _neuron(parts: ViewParts) -> LessonView:
    from nnviz.ui.learn.views.neuron import NeuronView

    return NeuronView(parts)


def _loss(parts: ViewParts) -> LessonView:
    from nnviz.ui.learn.views.loss import LossView

    return LossView(parts)


def _curves(parts: ViewParts) -> LessonView:
    from nnviz.ui.learn.views.curves import LessonCurves

    return LessonCurves(parts)


def _micro(parts: ViewParts) -> LessonView:
    from nnviz.ui.learn.views.micro import MicroView

    return MicroView(parts)


def _picture(parts: ViewParts) -> LessonView:
    from nnviz.ui.learn.views.picture import PictureView

    return PictureView(parts)


def _workspace(parts: ViewParts) -> LessonView:
    from nnviz.ui.learn.views.workspace import WorkspaceView

    return WorkspaceView(parts)


def _formula(parts: ViewParts) -> LessonView:
    from nnviz.ui.learn.views.formula import FormulaView

    return FormulaView(parts)


def _digit(parts: ViewParts) -> LessonView:
    from nnviz.ui.learn.views.digit import DigitView

    return DigitView(parts)


def _table(parts: ViewParts) -> LessonView:
    from nnviz.ui.learn.views.rows import TableView

    return TableView(parts)


def _numbers(parts: ViewParts) -> LessonView:
    from nnviz.ui.learn.views.numbers import NumbersView

    return NumbersView(parts)


def _plane(parts: ViewParts) -> LessonView:
    from nnviz.ui.learn.views.plane import PlaneView

    return PlaneView(parts)


def _activation(parts: ViewParts) -> LessonView:
    from nnviz.ui.learn.views.activation import ActivationView

    return ActivationView(parts)


def _race(parts: ViewParts) -> LessonView:
    from nnviz.ui.learn.views.race import LessonRace

    return LessonRace(parts)


def _seeds(parts: ViewParts) -> LessonView:
    from nnviz.ui.learn.views.seeds import SeedsView

    return SeedsView(parts)


def _used(parts: ViewParts) -> LessonView:
    from nnviz.ui.learn.views.used import UsedView

    return UsedView(parts)


def _by_hand(parts: ViewParts) -> LessonView:
    from nnviz.ui.learn.views.by_hand import ByHandView

    return ByHandView(parts)


#: By the name that a lesson calls it.
VIEWS: dict[str, Callable[[ViewParts], LessonView]] = {
    "network": _network,
    "neuron": _neuron,
    "loss": _loss,
    "curves": _curves,
    "micro": _micro,
    "picture": _picture,
    "workspace": _workspace,
    "formula": _formula,
    "plane": _plane,
    "numbers": _numbers,
    "table": _table,
    "digit": _digit,
    "activation": _activation,
    "race": _race,
    "seeds": _seeds,
    "by_hand": _by_hand,
    "used": _used,
}

#: What is best wide: beside another it stands above or below, with this share of the height.
WIDE: dict[str, int] = {"neuron": 3, "loss": 3, "table": 2, "formula": 1}
#: What is best square: others stand beside it.
SQUARE = ("plane", "digit")
