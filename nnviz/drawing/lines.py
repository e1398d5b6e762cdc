"""From the numbers of a moment to the lines of the diagram: which edges are drawn, weakest first, and how."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.drawing import edge_law
from nnviz.drawing.glyphs import glyph_of
from nnviz.drawing.glyphs.edges import no_edges
from nnviz.drawing.layout import DiagramLayout, LayerBox
from nnviz.drawing.look import Look, Rgb
from nnviz.drawing.moment import Moment
from nnviz.drawing.part import Part
from nnviz.training.snapshot import EdgeKind

Floats = NDArray[np.floating[Any]]
Ints = NDArray[np.intp]
_NOTHING: Floats = np.empty(0)
_NONE: Ints = np.empty(0, dtype=np.intp)
TO_MAPS = 0.7  # of the widest line, where it leads to a map (M5)
_ONE: Floats = np.ones((1, 1))


@dataclass(frozen=True, eq=False)
class Lines:
    """The edges that the law draws, weakest first; arrays have one entry a line.

    ``gap`` is the layer that the edge leads into, ``source`` and ``target`` are slots (source: the
    feature, for gap 0). ``total`` counts all of the network, folded ones included; ``clips`` has
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


def translucent(lines: Lines, look: Look) -> Rgb:
    """(n,) 0xAARRGGBB: the lines' colours as the law has them."""
    alpha = np.rint(np.clip(lines.alpha, 0, 1) * 255).astype(np.uint32)
    return (look.signed_rgb(lines.tone) & np.uint32(0xFFFFFF)) | (alpha << np.uint32(24))


def can_show(moment: Moment, kind: EdgeKind) -> bool:
    """Whether there are the numbers that ``kind`` needs."""
    needed = {"weights": "", "signal": "a", "gradient": "dz"}[kind]
    there = not needed or needed in moment.outputs.values
    return there or (kind == "gradient" and moment.outputs.given is not None)


def lines_of(
    moment: Moment, layout: DiagramLayout, kind: EdgeKind, widths: tuple[float, float, float],
    most: int,
) -> Lines:  # fmt: skip
    """The lines of ``moment``; none where ``kind`` has no numbers.

    ``widths`` are the thinnest line, the widest of a dense gap and the widest of all (px); at most
    ``most`` lines are kept in all, the strongest.
    """
    if not can_show(moment, kind):
        return no_lines(all_lines(moment, layout))
    dims = _dims(moment, layout, kind)
    parts, clips = [], []
    for k, box in enumerate(layout.layers):
        values, clip, counts = slot_values(moment, layout, k, kind)
        x0, y0, x1, y1 = layout.gap(k)
        lengths = np.hypot(x1[None, :] - x0[:, None], y1[None, :] - y0[:, None])
        thick = widths[2] if layout.layers[k].maps is None else widths[2] * TO_MAPS
        greatest = edge_law.widest(values.size, widths[1], thick)
        share = edge_law.INK_WEIGHTS if kind == "weights" else edge_law.INK_SIGNAL
        dim = np.broadcast_to(dims[k], values.shape).ravel()
        bundles = np.flatnonzero((counts > 1) & (values != 0)) if counts.size > 1 else _NONE
        if bundles.size:
            values = values / counts
        found = edge_law.ink(
            values.ravel(), lengths.ravel(), layout.gap_area(k), share, (widths[0], greatest), dim, clip
        )
        if bundles.size:
            found.alpha[bundles] = np.maximum(found.alpha[bundles], edge_law.bundle_least(bundles.size))
        kept = np.flatnonzero(found.alpha)
        source, target = np.divmod(kept, box.slots)
        alpha, tone = found.alpha[kept], found.tone[kept]
        parts.append((np.full(len(kept), k), source, target, alpha, found.width[kept], tone))
        clips.append(found.clip)
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    strength = columns[3] * columns[4]
    order = np.argsort(strength, kind="stable")[-most:]
    gap, source, target, alpha, width, tone = (column[order] for column in columns)
    return Lines(
        gap, source, target, alpha, width, tone, strength[order], all_lines(moment, layout), tuple(clips)
    )


def all_lines(moment: Moment, layout: DiagramLayout) -> int:
    """How many lines the network has, also those that are folded: one to a map, however many its weights."""
    starts = [len(layout.inputs.leave_y), *(box.size for box in layout.layers)]
    weighted = [
        any(name.endswith("weights") for name in part.parameters)
        and glyph_of(part, layout.planar).edges is not no_edges
        and not _hidden(moment, layout, layer)
        for layer, part in enumerate(moment.columns)
    ]
    ends = zip(starts, layout.layers, weighted, strict=False)
    return sum(start * box.size for start, box, has in ends if has)


def edges_into(part: Part, kind: EdgeKind, planar: bool) -> Floats:
    """The numbers of the lines into a layer: see ``Glyph.edges``; the gradient that came with the weights,
    where the sample has none."""
    if kind == "gradient" and part.given is not None:
        return part.given
    return np.asarray(glyph_of(part, planar).edges(part, kind))


def edge_values(moment: Moment, layout: DiagramLayout, layer: int, kind: EdgeKind) -> Floats:
    """(sources, units) numbers of the edges into ``layer``, one from each map: see ``grouped``."""
    part = moment.columns[layer]
    values = edges_into(part, kind, layout.planar)
    sources = layout.layers[layer - 1].size if layer else len(layout.inputs.leave_y)
    # What enters is not added up with a weight each, or nobody knows what it is made of: no line says how.
    if not values.size or len(values) % sources or _hidden(moment, layout, layer):
        return np.zeros((sources, part.units))
    return values if len(values) == sources else grouped(values, sources, kind)


def _hidden(moment: Moment, layout: DiagramLayout, layer: int) -> bool:
    """Whether something stands before that layer of which nobody knows what it does."""
    before = moment.columns[layer - 1].place if layer else 0
    between = moment.parts[before + 1 : moment.columns[layer].place]
    return any(glyph_of(part, layout.planar).opaque for part in between)


def grouped(values: Floats, sources: int, kind: EdgeKind) -> Floats:
    """(sources, units) of the numbers of edges that come from so many maps, each of more values.

    Of the signal it is all that a map sends, their sum; of weights and gradients the largest, with its sign.
    """
    each = values.reshape(sources, -1, values.shape[1])
    if kind == "signal":
        total: Floats = each.sum(axis=1)
        return total
    place = np.abs(each).argmax(axis=1)[:, np.newaxis]
    found: Floats = np.take_along_axis(each, place, axis=1)[:, 0]
    return found


def slot_values(
    moment: Moment, layout: DiagramLayout, layer: int, kind: EdgeKind
) -> tuple[Floats, float, Floats]:
    """(sources, slots) numbers of the edges into ``layer`` by slot, a fold's being the sum; the largest
    magnitude of a single edge shown; and how many edges each line stands for (to be broadcast).

    The line of a fold is in full colour where all its edges are: its sum is divided by their number.
    """
    values = edge_values(moment, layout, layer, kind)
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
    return shown, clip, _counts(before, after, shown.shape)


def _counts(before: LayerBox | None, after: LayerBox, shape: tuple[int, ...]) -> Floats:
    """How many edges each line stands for."""
    folded = 0 if before is None else before.folded
    if not folded and not after.folded:
        return _ONE
    counts = np.ones(shape)
    if folded:
        counts[-1] *= folded
    if after.folded:
        counts[:, -1] *= after.folded
    return counts


def _dims(moment: Moment, layout: DiagramLayout, kind: EdgeKind) -> Sequence[Floats]:
    """Per gap, the dimming of the edges into each slot: only the signal has an answer to lead to."""
    plain = [np.ones(box.slots) for box in layout.layers]
    parts, answer = moment.columns, moment.answer
    if kind != "signal" or answer is None:
        return plain
    chained = all(
        part.parameters.get("weights", _NOTHING).ndim == 2 and len(part.shape) == 1 for part in parts
    )
    weights = [np.asarray(part.parameters["weights"]) for part in parts] if chained else []
    if not chained or any(w.shape[0] != part.units for w, part in zip(weights[1:], parts, strict=False)):
        units = parts[-1].units
        ends = edge_law.output_dim(units, min(answer, units - 1))
        return [*plain[:-1], ends] if len(ends) == len(plain[-1]) else plain
    sums = [np.asarray(part.values["z"]) for part in parts]
    leaving = [np.asarray(part.values["x"]) for part in parts[1:]]  # what each hidden layer sends on
    answer = min(answer, parts[-1].units - 1)
    paths = edge_law.relevance(weights, sums, leaving, answer)
    dims = [edge_law.hidden_dim(r, a) for r, a in zip(paths, leaving, strict=True)]
    dims.append(edge_law.output_dim(parts[-1].units, answer))
    return [
        np.append(d[list(box.units)], np.delete(d, list(box.units)).mean()) if box.folded else d
        for d, box in zip(dims, layout.layers, strict=True)
    ]
