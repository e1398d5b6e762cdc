"""A network of one moment as one picture, for pages that are not the window."""

from __future__ import annotations

from nnviz.data import Dataset
from nnviz.drawing.drawing import draw
from nnviz.drawing.look import Look
from nnviz.drawing.moment import moment_of
from nnviz.drawing.part import Names
from nnviz.drawing.plan import arrange
from nnviz.drawing.svg import svg
from nnviz.training.snapshot import Snapshot

SIZE = (832.0, 560.0)


def diagram_svg(snapshot: Snapshot, dataset: Dataset, theme: str = "light") -> str:
    """The network with its weights as lines, as the diagram of the window shows them: SVG for a page."""
    names = Names(snapshot.ends.output_names(dataset), snapshot.ends.input_names(dataset))
    moment, look = moment_of(snapshot, dataset.feature_shape, names), Look(theme)
    layout = arrange(moment.parts, *SIZE, names=moment.names, corner=(0, 0))
    whole = svg(draw(moment, layout, look, "weights", snapshot.experiment.cut), look)
    return whole.partition("?>\n")[2]
