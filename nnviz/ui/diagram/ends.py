"""What the inputs and outputs of a network are called in its diagram, and what they look like."""

from __future__ import annotations

from nnviz.data import FAMILIES, Dataset
from nnviz.drawing.named_row import row_names
from nnviz.drawing.plane.field import value_scale
from nnviz.training.player import Ends
from nnviz.ui.diagram.view import DiagramView


def name_ends(diagram: DiagramView, dataset: Dataset, ends: Ends) -> None:
    """What the inputs and outputs of a network are called, which learns these data."""
    inputs, outputs = ends.input_names(dataset), ends.output_names(dataset)
    if ends.noise:
        diagram.set_maps(None)
        diagram.set_dataset_shape(ends.inputs, outputs, inputs)
    elif dataset.planar:
        diagram.set_dataset_shape(dataset.feature_shape, outputs, inputs, value_scale(dataset))
    else:
        diagram.set_maps(None)
        diagram.set_point(None)
        pixels = len(dataset.feature_shape) > 1 and not FAMILIES[dataset.family].steps
        names = () if pixels else inputs
        diagram.set_dataset_shape(dataset.feature_shape, outputs, names, row=row_names(dataset))
