"""The objective “supervised”: one network learns to give each sample's label, by the loss of its answers."""

from __future__ import annotations

from nnviz.data import Dataset
from nnviz.said import translate
from nnviz.training.lone import Lone, taught
from nnviz.training.objective import Objective
from nnviz.training.outputs import MEASURED, evaluate, input_shape, judged, last_layer, output_layer
from nnviz.training.player import Ends
from nnviz.training.settings import Settings


def _begin(settings: Settings, dataset: Dataset) -> Lone:
    output = output_layer(dataset, settings.loss, settings.output_activation)
    ends = Ends(input_shape(dataset, settings.layers), output, settings.loss, dataset.every_step)
    return taught(settings, dataset, ends, evaluate)


def _ends(settings: Settings, place: int, inputs: tuple[int, ...], outputs: int) -> Ends:
    source = settings.source
    last = last_layer(
        outputs, settings.loss, settings.output_activation, regression=source.kind == "regression"
    )
    return Ends(inputs, last, settings.loss, source.every_step)


SUPERVISED = Objective(
    "supervised",
    "Supervised",
    translate("Training", "Each sample has its label, a class or values, and the network learns to give it."),
    ("network",),
    MEASURED,
    _begin,
    _ends,
    judged,
)
