"""The table of glyphs: how each kind of layer is drawn. A new kind is a file here, and a line below."""

from __future__ import annotations

from nnviz.drawing.glyph import Glyph
from nnviz.drawing.glyphs import (
    attention,
    bars,
    beads,
    conv,
    given_back,
    inputs,
    maps,
    pool_words,
    pools,
    steps,
    tiles,
    unknown,
)
from nnviz.drawing.glyphs.dense_words import describe, describe_input
from nnviz.drawing.glyphs.edges import dense_edges, no_edges
from nnviz.drawing.part import INPUT, Part

__all__ = ["GLYPHS", "glyph_of"]

_ANSWERS = Glyph(beads.measure_outputs, beads.place_outputs, beads.output_shapes, dense_edges, describe)
_GIVEN_BACK = Glyph(given_back.measure, given_back.place, given_back.shapes, dense_edges, describe)
_PLANE_OUTPUTS = Glyph(tiles.measure_outputs, tiles.place_outputs, tiles.output_shapes, dense_edges, describe)
_TILES = Glyph(tiles.measure, tiles.place, tiles.shapes, dense_edges, describe, as_output=_PLANE_OUTPUTS)
_POINT = Glyph(tiles.measure_inputs, tiles.place_inputs, tiles.input_shapes, no_edges, describe_input)

_CONV = Glyph(conv.measure, maps.place, conv.shapes, conv.edges, maps.describe, kernels=conv.kernels)
_RECURRENT = Glyph(steps.measure, steps.place, steps.shapes, steps.edges, steps.describe)
_POOL = Glyph(pools.measure, pools.place, pools.shapes, no_edges, pool_words.describe, beside=pools.beside)
_DENSE = Glyph(
    beads.measure,
    beads.place,
    beads.shapes,
    dense_edges,
    describe,
    as_output=_ANSWERS,
    as_picture=_GIVEN_BACK,
    on_plane=_TILES,
    over_steps=Glyph(maps.measure, maps.place, maps.shapes, steps.dense_edges, maps.describe),
)

#: By kind, as the engine calls it.
GLYPHS: dict[str, Glyph] = {
    INPUT: Glyph(
        inputs.measure,
        inputs.place,
        inputs.shapes,
        no_edges,
        describe_input,
        on_plane=_POINT,
        over_steps=Glyph(steps.measure_input, steps.place_input, inputs.shapes, no_edges, describe_input),
    ),
    "dense": _DENSE,
    "code": _DENSE,
    "variational": _DENSE,
    "dropout": Glyph(
        bars.measure, bars.place, bars.shapes_of(bars.describe_dropout), no_edges, bars.describe_dropout
    ),
    "batch_norm": Glyph(
        bars.measure, bars.place, bars.shapes_of(bars.describe_batch_norm), no_edges, bars.describe_batch_norm
    ),
    "layer_norm": Glyph(
        bars.measure, bars.place, attention.layer_norm_shapes, no_edges, attention.describe_layer_norm
    ),
    "positions": Glyph(
        bars.measure, bars.place, attention.positions_shapes, no_edges, attention.describe_positions
    ),
    "residual": Glyph(
        bars.measure, bars.place, attention.residual_shapes, no_edges, attention.describe_residual
    ),
    "embedding": Glyph(maps.measure, maps.place, maps.shapes, attention.embedding_edges, maps.describe),
    "attention": Glyph(attention.measure, attention.place, attention.shapes, no_edges, attention.describe),
    "rnn": _RECURRENT,
    "lstm": _RECURRENT,
    "gru": _RECURRENT,
    "bidirectional": Glyph(steps.measure, steps.place, steps.shapes, steps.edges_both, steps.describe_both),
    "conv": _CONV,
    "conv1d": _CONV,
    "max_pool": _POOL,
    "avg_pool": _POOL,
    "global_max_pool": _POOL,
    "global_avg_pool": _POOL,
    "activation": Glyph(
        bars.measure, bars.place, bars.shapes_of(bars.describe_activation), no_edges, bars.describe_activation
    ),
    "unknown": Glyph(
        bars.measure, bars.place, bars.shapes_of(unknown.describe), no_edges, unknown.describe, opaque=True
    ),
}


def glyph_of(part: Part, planar: bool) -> Glyph:
    """How ``part`` is drawn."""
    return GLYPHS[part.kind].suited(part, planar)
