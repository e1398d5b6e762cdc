"""From a Snapshot to the lines of the diagram: which edges are drawn, weakest first, and how."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.drawing import edge_law
from nnviz.drawing.layout import DiagramLayout
from nnviz.training.snapshot import EdgeKind, Snapshot

Floats = NDArray[np.floating[Any]]
Ints = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Lines:
    """The edges that the law draws, weakest first; arrays have one entry a line.

    ``gap`` is the layer that the edge leads into, ``source`` and ``target`` are slots (source: the
    feature, for gap 0). ``total`` counts all edges of the network, folded ones included; ``clips`` has
    the magnitude at which each gap's colour and width clip.
    """

    gap: Ints
    source: Ints
    target: Ints
    alpha: Floats
    width: Floats
    tone: Floats
    strength: Floats
    total: int
    clips: tuple[float, ...]

    def __len__(self) -> int:
        return len(self.gap)


def no_lines(total: int = 0) -> Lines:
    """Nothing to draw."""
    ints, floats = np.empty(0, dtype=np.intp), np.empty(0)
    return Lines(ints, ints, ints, floats, floats, floats, floats, total, ())


def can_show(snapshot: Snapshot, kind: EdgeKind) -> bool:
    """Whether the snapshot has the numbers that ``kind`` needs."""
    probe = snapshot.probe
    return kind == "weights" or (probe is not None and (kind == "signal" or probe.dz is not None))


def lines_of(
    snapshot: Snapshot, layout: DiagramLayout, kind: EdgeKind, widths: tuple[float, float, float],
    most: int,
) -> Lines:  # fmt: skip
    """The lines of ``snapshot``; none where ``kind`` has no numbers.

    ``widths`` are the thinnest line, the widest of a dense gap and the widest of all (px); at most
    ``most`` lines are kept in all, the strongest.
    """
    total = sum(layer.weights.size for layer in snapshot.layers)
    if not can_show(snapshot, kind):
        return no_lines(total)
    dims = _dims(snapshot, layout, kind)
    parts, clips = [], []
    for k, box in enumerate(layout.layers):
        values, clip = slot_values(snapshot, layout, k, kind)
        x0, y0, x1, y1 = layout.gap(k)
        lengths = np.hypot(x1[None, :] - x0[:, None], y1[None, :] - y0[:, None])
        greatest = edge_law.widest(values.size, widths[1], widths[2])
        share = edge_law.INK_WEIGHTS if kind == "weights" else edge_law.INK_SIGNAL
        dim = _fold_dimmed(np.broadcast_to(dims[k], values.shape), layout, k).ravel()
        found = edge_law.ink(
            values.ravel(), lengths.ravel(), layout.gap_area(k), share, (widths[0], greatest), dim, clip
        )
        kept = np.flatnonzero(found.alpha)
        source, target = np.divmod(kept, box.slots)
        alpha, tone = found.alpha[kept], found.tone[kept]
        parts.append((np.full(len(kept), k), source, target, alpha, found.width[kept], tone))
        clips.append(found.clip)
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    strength = columns[3] * columns[4]
    order = np.argsort(strength, kind="stable")[-most:]
    gap, source, target, alpha, width, tone = (column[order] for column in columns)
    return Lines(gap, source, target, alpha, width, tone, strength[order], total, tuple(clips))


def slot_values(
    snapshot: Snapshot, layout: DiagramLayout, layer: int, kind: EdgeKind
) -> tuple[Floats, float]:
    """(sources, slots) numbers of the edges into ``layer`` by slot, a fold's being the sum, and the
    largest magnitude of a single edge shown."""
    values = np.asarray(snapshot.edge_values(layer, kind))
    before = layout.layers[layer - 1] if layer else None
    after = layout.layers[layer]
    rows = list(before.units) if before is not None and before.folded else slice(None)
    columns = list(after.units) if after.folded else slice(None)
    shown = values[rows][:, columns]
    clip = float(max(shown.max(initial=0.0), -shown.min(initial=0.0)))
    if not np.isfinite(clip):
        values = np.nan_to_num(values, posinf=0.0, neginf=0.0)
        shown = values[rows][:, columns]
        clip = float(np.abs(shown).max(initial=0.0))
    if after.folded:
        rest = values[rows].sum(axis=1) - shown.sum(axis=1)
        shown = np.concatenate([shown, rest[:, None]], axis=1)
    if before is not None and before.folded:
        rest = values[:, columns].sum(axis=0)
        if after.folded:
            rest = np.append(rest, values.sum() - rest.sum())
        shown = np.concatenate([shown, (rest - shown.sum(axis=0))[None, :]])
    return shown, clip


def _fold_dimmed(dim: Floats, layout: DiagramLayout, layer: int) -> Floats:
    """``dim`` (sources, slots), less where either end of a line is a fold."""
    before = layer > 0 and layout.layers[layer - 1].folded
    if not before and not layout.layers[layer].folded:
        return dim
    dim = dim.copy()
    if before:
        dim[-1] *= edge_law.FOLD_DIM
    if layout.layers[layer].folded:
        dim[:, -1] *= edge_law.FOLD_DIM
    return dim


def _dims(snapshot: Snapshot, layout: DiagramLayout, kind: EdgeKind) -> Sequence[Floats]:
    """Per gap, the dimming of the edges into each slot: only the signal has an answer to lead to."""
    probe = snapshot.probe
    if kind != "signal" or probe is None:
        return [np.ones(box.slots) for box in layout.layers]
    weights = [np.asarray(layer.weights) for layer in snapshot.layers]
    answer = min(probe.answer, snapshot.layers[-1].units - 1)
    leaving = list(probe.entering[1:])  # what the units of each hidden layer send on
    paths = edge_law.relevance(weights, list(probe.z), leaving, answer)
    dims = [edge_law.hidden_dim(r, a) for r, a in zip(paths, leaving, strict=True)]
    dims.append(edge_law.output_dim(snapshot.layers[-1].units, answer))
    return [
        np.append(d[list(box.units)], np.delete(d, list(box.units)).mean()) if box.folded else d
        for d, box in zip(dims, layout.layers, strict=True)
    ]
