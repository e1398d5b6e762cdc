"""A network as a picture in a notebook: what the diagram of the window shows, as SVG, without Qt."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from nnviz.data import FAMILIES, Dataset
from nnviz.data.saving import save_bytes
from nnviz.data.unchosen import unchosen_dataset, unchosen_name
from nnviz.drawing.drawing import draw as draw_moment
from nnviz.drawing.look import Look, tokens
from nnviz.drawing.moment import Moment, moment_of
from nnviz.drawing.named_row import row_names
from nnviz.drawing.part import Names
from nnviz.drawing.plan import arrange
from nnviz.drawing.plane.field import value_scale
from nnviz.drawing.svg import svg
from nnviz.engine import Network
from nnviz.said import translate
from nnviz.training.experiment import Experiment
from nnviz.training.plane import plane_maps
from nnviz.training.player import Ends
from nnviz.training.snapshot import EdgeKind, Snapshot
from nnviz.training.standing import standing

__all__ = ["NetworkPicture", "draw"]

_RESOLUTION = 64  # of a map of the plane
_LEAST = 160, 120  # px
#: What an array of that many dimensions is, of a network that has no data.
_FAMILIES = {1: "table", 2: "sequences", 3: "images"}


@dataclass(frozen=True)
class NetworkPicture:
    """A drawn network: a notebook shows it by itself, and ``save`` writes it to a file."""

    svg: str = field(repr=False)

    def _repr_svg_(self) -> str:
        """What Jupyter asks for. A notebook holds SVG within a page: without the line that begins a file."""
        return self.svg.partition("?>\n")[2]

    def save(self, path: Path | str) -> None:
        """Write it as an SVG file. Raises ``ValueError`` with one sentence if that cannot be done."""
        save_bytes(Path(path), self.svg.encode())


def draw(
    what: Snapshot | Network,
    sample: ArrayLike | None = None,
    label: int | None = None,
    *,
    lines: EdgeKind | None = None,
    theme: str = "light",
    size: tuple[int, int] = (900, 520),
) -> NetworkPicture:
    """The network of a moment, or a Network by itself, as the window's diagram shows it.

    With a ``sample`` (n,), in the network's own scaling, or one that the snapshot was ``probed`` with, the
    lines are the signal that runs through them, else the weights; ``lines`` may be “weights”, “signal”, or
    “gradient”, which needs the ``label`` of the sample. On the plane every neuron is a map. Raises
    ``ValueError`` with one sentence for what cannot be drawn.
    """
    if theme not in tokens()["themes"]:
        raise ValueError(
            translate("Drawing", "There is no theme “{theme}”; there are {themes}.").format(
                theme=theme, themes=", ".join(tokens()["themes"])
            )
        )
    if len(size) != 2 or not all(least <= side <= 10_000 for side, least in zip(size, _LEAST, strict=True)):
        raise ValueError(
            translate("Drawing", "A picture is at least {wide} × {high} px, and at most 10000.").format(
                wide=_LEAST[0], high=_LEAST[1]
            )
        )
    if not isinstance(what, Snapshot | Network):
        raise ValueError(
            translate("Drawing", "draw takes a Snapshot or a Network, not {kind}.").format(
                kind=type(what).__name__
            )
        )
    snapshot, dataset = _of_network(what) if isinstance(what, Network) else (what, _data_of(what))
    if sample is not None:
        snapshot = snapshot.probed(np.asarray(sample).ravel(), label)
    kind: EdgeKind = lines or ("signal" if snapshot.probe is not None else "weights")
    moment = _moment(snapshot, dataset)
    look, (width, height) = Look(theme), size
    planar = moment.maps is not None
    layout = arrange(moment.parts, width, height, look.unit, planar=planar, bare=True, names=moment.names)
    drawing = draw_moment(moment, layout, look, kind, snapshot.experiment.cut)
    return NetworkPicture(svg(drawing, look))


def _moment(snapshot: Snapshot, dataset: Dataset | None) -> Moment:
    """What is drawn, its inputs and outputs called as those of the window are."""
    ends = snapshot.ends
    if dataset is None:
        return moment_of(snapshot, ends.inputs)
    inputs, outputs = ends.input_names(dataset), ends.output_names(dataset)
    if ends.noise:
        return moment_of(snapshot, ends.inputs, Names(outputs, inputs))
    if dataset.planar:
        maps = plane_maps(snapshot, dataset, _RESOLUTION)
        full = value_scale(dataset)
        return moment_of(snapshot, dataset.feature_shape, Names(outputs, inputs), maps, None, full)
    pixels = len(dataset.feature_shape) == 2 and not FAMILIES[dataset.family].steps
    names = Names(outputs, () if pixels else inputs, row_names(dataset))
    return moment_of(snapshot, dataset.feature_shape, names)


def _data_of(snapshot: Snapshot) -> Dataset | None:
    """The data of the run, which say how inputs and outputs are called; None where they are not at hand."""
    try:
        return snapshot.experiment.dataset()
    except ValueError:
        return None


def _of_network(network: Network) -> tuple[Snapshot, Dataset]:
    """A Network by itself as a moment of a run without data, and what stands for these."""
    shape, last = network.input_shape, network.specs[-1]
    hidden, units = network.specs[:-1], network.output_shape[0]
    every_step = len(network.output_shape) > 1
    if len(shape) == 2 and not every_step and hidden and hidden[-1].kind == "flatten":
        hidden = hidden[:-1]  # nnviz itself flattens what has one answer
    classes = network.loss.classification
    data = unchosen_name(
        _FAMILIES[len(shape)], "classification" if classes else "regression", every_step=every_step
    )
    experiment = Experiment(
        data=data, scale="none", layers=hidden, loss=network.loss.name, dtype=network.dtype.name
    )
    parameters = {block.name: block.of(network.parameters) for block in network.blocks}
    parameters |= {block.name: block.of(network.statistics) for block in network.statistic_blocks}
    snapshot = standing(experiment, Ends(shape, last, network.loss.name, every_step), parameters)
    shown = shape[1:] if len(shape) == 3 and shape[0] == 1 else shape
    return snapshot, unchosen_dataset(data, shown, units)
