"""Convolutional networks drawn: where everything is, and its numbers beside those worked out in float64."""

from __future__ import annotations

import base64
import io
import json
import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from numpy.lib.stride_tricks import sliding_window_view
from PIL import Image

from nnviz.assets import read_asset
from nnviz.drawing.cells import cell_at, next_cell, seen
from nnviz.drawing.describe import describe
from nnviz.drawing.drawing import draw
from nnviz.drawing.glyphs.inputs import shapes
from nnviz.drawing.layout import PoolBox
from nnviz.drawing.legend import count_words, explained
from nnviz.drawing.lines import edge_values, lines_of
from nnviz.drawing.look import Look
from nnviz.drawing.moment import Moment, moment_of
from nnviz.drawing.part import Names, Part
from nnviz.drawing.plan import arrange
from nnviz.drawing.scene import Scene
from nnviz.drawing.selection import Selection
from nnviz.drawing.shapes import Pixels
from nnviz.drawing.svg import svg
from nnviz.engine.layers import (
    BatchNorm,
    Conv,
    Conv1d,
    Dense,
    Dropout,
    GlobalAvgPool,
    GlobalMaxPool,
    MaxPool,
    built,
)
from nnviz.training.plane import plane_maps
from nnviz.training.snapshot import STATISTICS_MAPS
from tests.helpers.convolving import DESIGN, convolved, picture_moment, pooled, trained
from tests.helpers.counts import count
from tests.helpers.plane import plane_case

STAGE = (832, 712)
FIGURES = ("circle", "square", "triangle", "cross", "star", "heart")
LIGHT = json.loads(read_asset("tokens.json"))["themes"]["light"]
SVG = "{http://www.w3.org/2000/svg}"


def parts(specs, shape, outputs=6):
    """A network without numbers."""
    found, before, k = [Part(-1, "input", shape)], shape, 0
    for layer in built(shape, (*specs, Dense(outputs, "softmax"))):
        spec = layer.spec
        k += spec.weighted
        made = Part(k - 1, spec.kind, layer.output_shape, before, place=len(found), spec=spec, layer=layer)
        found.append(made)
        before = layer.output_shape
    last = found.pop()
    return [*found, Part(last.index, last.kind, last.shape, last.input_shape, True, last.place, last.spec)]


def laid_out(moment):
    return arrange(moment.parts, *STAGE, names=Names(FIGURES), corner=(0, 0))


# ---- places
def test_the_design_is_laid_out_as_the_design_has_it():
    layout = arrange(parts(DESIGN, (1, 28, 28)), *STAGE, names=Names(FIGURES))
    picture, (first, second, _) = layout.inputs.picture, layout.layers
    assert (picture.columns * picture.cell, first.maps.wide, first.kernels.wide) == (112, 96, 30)
    pools = [bar for bar in layout.bars if isinstance(bar, PoolBox)]
    assert [pool.column.maps.wide for pool in pools] == [48, 25]
    assert second.maps.wide == 50
    assert len(set(np.round(first.x))) == 1
    assert len(set(np.round(second.x))) == 2
    assert len(pools[0].joins) == 6
    assert (layout.gap(1)[0] > pools[0].column.maps.x + 24).all(), "lines begin behind the pooled maps"


def test_a_pooling_with_a_column_of_its_own_stands_one_below_the_other():
    """Behind dropout it stands beside no map; those of one row of two have places of their own."""
    layout = arrange(
        parts((Conv(12, 3), Dropout(0.2), MaxPool(2)), (1, 28, 28)), 688, 512, names=Names(FIGURES)
    )
    (pool,) = [bar.column.maps for bar in layout.bars if isinstance(bar, PoolBox)]
    assert len(set(np.round(layout.layers[0].maps.y, 3))) == 6, "its layer stands in rows of two"
    assert len(set(pool.x)) == 1
    assert (np.diff(pool.y) >= pool.high).all()


KINDS = st.sampled_from(
    [
        Conv(1, 3), Conv(6, 5), Conv(8, 3, 2), Conv(12, 3), Conv(16, 2), Conv(17, 3), Conv(24, 3), MaxPool(2),
        BatchNorm(), Dropout(0.2),
    ]
)  # fmt: skip


@settings(max_examples=count(20, 60), deadline=None)
@given(
    specs=st.lists(KINDS, min_size=1, max_size=5),
    end=st.sampled_from([(), (GlobalMaxPool(),), (GlobalAvgPool(), Dense(9, "relu")), (Dense(40, "relu"),)]),
    stage=st.sampled_from([(688, 512, 1.0), (832, 712, 1.0), (1313, 820, 1.5), (1952, 1252, 1.15)]),
)
def test_no_map_lies_on_another_and_none_leaves_the_stage(specs, end, stage):
    if sum(isinstance(spec, Conv) for spec in specs) > 3 or sum(isinstance(s, MaxPool) for s in specs) > 3:
        specs = specs[:2]
    width, height, unit = stage
    try:
        made = parts((*specs, *end), (1, 28, 28))
    except ValueError:  # a pooling of one cell, or more numbers than can be held
        reject()
    layout = arrange(made, width, height, unit, names=Names(FIGURES))
    grounds = []
    for tiles in layout.maps.values():
        grounds += [tiles.rect(slot) for slot in range(len(tiles.units))]
    for box in layout.layers:
        if box.kernels is not None:
            grounds += [box.kernels.rect(slot) for slot in range(len(box.kernels.units))]
    for x, y, wide, high in grounds:
        assert x >= 0
        assert x + wide <= width + 0.5
        assert y >= 30 * unit
        assert y + high <= height - 8 * unit
    for k, (x, y, wide, high) in enumerate(grounds):
        for u, v, across, down in grounds[:k]:
            apart = (
                x >= u + across - 0.01 or u >= x + wide - 0.01 or y >= v + down - 0.01 or v >= y + high - 0.01
            )
            assert apart, ((x, y, wide, high), (u, v, across, down))


@pytest.mark.parametrize("unit", [1.0, 1.15, 1.3, 1.5])
def test_a_pooled_map_stands_at_the_middle_of_its_line_or_at_the_foot_of_its_map(unit):
    layout = arrange(parts(DESIGN, (1, 28, 28)), 1200, 900, unit)
    (first, second, _), (joined, close) = layout.layers, layout.bars
    np.testing.assert_allclose(joined.column.maps.y, first.maps.y)
    assert [y for _, y, _, _ in joined.joins] == pytest.approx(first.maps.y)
    assert not close.joins
    feet = second.maps.y + second.maps.high / 2
    np.testing.assert_allclose(close.column.maps.y + close.column.maps.high / 2, feet)


def test_of_many_maps_eight_are_fanned_out():
    layout = arrange(parts((Conv(32, 3), MaxPool(2)), (1, 28, 28)), *STAGE)
    (box, _), (pool,) = layout.layers, layout.bars
    assert (len(box.units), box.folded, box.units[0], box.units[-1]) == (8, 24, 0, 31)
    assert pool.column.units == box.units
    assert len(layout.gap(1)[0]) == 9


def test_a_picture_in_colour_is_drawn_in_its_colours():
    """Pure red, green and blue were three times the same grey."""
    made = parts((Conv(4, 3),), (3, 8, 8))
    picture = np.zeros((3, 8, 8))
    for channel in range(3):
        picture[channel, 0, channel] = 1
    picture[:, 1, 0] = 0.2, 0.4, 0.6
    enters = replace(made[0], values={"a": picture.ravel()})
    layout = arrange(made, *STAGE, names=Names(FIGURES))
    (pixels,) = [one for one in shapes(enters, layout.inputs, Moment((enters,))) if isinstance(one, Pixels)]
    assert pixels.colours[0, :4].tolist() == [0xFFFF0000, 0xFF00FF00, 0xFF0000FF, 0xFF000000]
    assert pixels.colours[1, 0] == 0xFF336699
    grey = replace(made[0], shape=(1, 8, 8), values={"a": picture[0].ravel()})
    assert next(
        one.colours is None for one in shapes(grey, layout.inputs, Moment((grey,))) if isinstance(one, Pixels)
    )


# ---- numbers
def values_of(snapshot):
    """Every map of the design's network for the sample shown, in float64: a1, p1, a2, p2; and the places."""
    first, second, _ = snapshot.layers
    picture = np.asarray(snapshot.probe.inputs, np.float64).reshape(1, 28, 28)
    a1 = np.maximum(convolved(picture, **named(first), places=(24, 24)), 0)
    p1, won = pooled(a1, 2)
    a2 = np.maximum(convolved(p1, **named(second), places=(10, 10)), 0)
    p2, _ = pooled(a2, 2)
    return a1, p1, a2, p2, won


def named(state):
    return {"weights": state.parameters["weights"], "bias": state.parameters["bias"]}


def full_of_first(snapshot, dataset):
    """75 % of the largest activation of the first layer over the fixed batch."""
    batch = np.asarray(dataset.test_features[:STATISTICS_MAPS], np.float64).reshape(-1, 28, 28)
    windows = sliding_window_view(batch, (5, 5), axis=(1, 2))
    weights = np.asarray(snapshot.layers[0].parameters["weights"][:, 0], np.float64)
    z = np.einsum("nrcij,fij->fnrc", windows, weights)
    return 0.75 * (z.max(axis=(1, 2, 3)) + snapshot.layers[0].parameters["bias"]).max()


def ramp(values):
    """The signed ramp of the light theme, each channel 0..255."""
    stops = {sign: [LIGHT["zero"], *LIGHT[sign]] for sign in ("positive", "negative")}
    found = np.zeros((*values.shape, 3))
    for channel, i in enumerate((1, 3, 5)):
        warm, cool = ([int(s[i : i + 2], 16) for s in stops[sign]] for sign in ("positive", "negative"))
        places = np.minimum(np.abs(values), 1) * 9
        warmed, cooled = np.interp(places, range(10), warm), np.interp(places, range(10), cool)
        found[..., channel] = np.where(values > 0, warmed, cooled)
    return found


def images_in(text):
    """By the middle of each image in px: its pixels."""
    found = []
    for image in ElementTree.fromstring(text).iter(f"{SVG}image"):
        data = base64.b64decode(image.attrib["href"].partition(",")[2])
        x, y, wide, high = (float(image.attrib[name]) for name in ("x", "y", "width", "height"))
        pixels = np.asarray(Image.open(io.BytesIO(data)).convert("RGB"), float)
        found.append((x + wide / 2, y + high / 2, pixels))
    return found


def cells_of(images, tiles, slot):
    """(rows, columns, 3) the colours of the cells of one map."""
    x, y = float(tiles.x[slot]), float(tiles.y[slot])
    pixels = next(p for a, b, p in images if abs(a - x) < 0.1 and abs(b - y) < 0.1)
    times = pixels.shape[0] // tiles.rows
    assert pixels.shape[:2] == (tiles.rows * times, tiles.columns * times)
    return pixels[times // 2 :: times, times // 2 :: times]


def test_every_cell_has_the_colour_of_its_number():
    snapshot = trained(DESIGN)
    moment = picture_moment(snapshot, names=FIGURES)
    layout = laid_out(moment)
    images = images_in(svg(draw(moment, layout, Look("light")), Look("light")))
    a1, p1, a2, p2, _ = values_of(snapshot)
    full = full_of_first(snapshot, snapshot.experiment.dataset())
    second = 0.75 * snapshot.statistics[1].maximum.max()
    for tiles, values, scale in zip(
        layout.maps.values(), (a1, p1, a2, p2), (full, full, second, second), strict=True
    ):
        for slot, unit in enumerate(tiles.units):
            wanted = ramp(values[unit] / scale)
            np.testing.assert_allclose(cells_of(images, tiles, slot), wanted, atol=2.5)
    kernels = np.asarray(snapshot.layers[0].parameters["weights"][:, 0])
    for slot in range(6):
        wanted = ramp(kernels[slot] / (0.8 * np.abs(kernels).max()))
        np.testing.assert_allclose(cells_of(images, layout.layers[0].kernels, slot), wanted, atol=2.5)
    pixels = cells_of(images, PictureTiles(layout.inputs.picture), 0)
    low, high = (np.array([int(end[i : i + 2], 16) for i in (1, 3, 5)]) for end in LIGHT["pixel"])
    shown = np.clip(snapshot.probe.inputs.reshape(28, 28, 1), 0, 1)
    np.testing.assert_allclose(pixels, low + (high - low) * shown, atol=2.5)


def test_in_its_own_scale_every_map_is_full_at_its_own_largest_value():
    snapshot = trained(DESIGN)
    moment = moment_of(snapshot, (28, 28), own_scale=True)
    layout = laid_out(moment)
    images = images_in(svg(draw(moment, layout, Look("light")), Look("light")))
    a1, p1, a2, p2, _ = values_of(snapshot)
    for tiles, values in zip(layout.maps.values(), (a1, p1, a2, p2), strict=True):
        for slot, unit in enumerate(tiles.units):
            wanted = ramp(values[unit] / (values[unit].max() or 1))
            np.testing.assert_allclose(cells_of(images, tiles, slot), wanted, atol=2.5)
    unit = int(a1.max(axis=(1, 2)).argmin())
    _, said = describe(Selection("neuron", 0, unit, -1, 0, 0), moment)
    assert f"full colour at {a1[unit].max() or 1:.2f}" in " ".join(map(str, said))
    assert "its own largest value" in " ".join(map(str, explained("signal", (), layout, own_scale=True)))


class PictureTiles:
    """The picture as if it were a map."""

    def __init__(self, picture):
        self.rows, self.columns = picture.rows, picture.columns
        self.x, self.y = [(picture.x + picture.right) / 2], [(picture.y + picture.bottom) / 2]


def test_lines_of_the_signal_are_all_that_a_channel_adds_to_a_map():
    snapshot = trained(DESIGN)
    moment = picture_moment(snapshot)
    layout = laid_out(moment)
    _, p1, _, p2, _ = values_of(snapshot)
    weights = np.asarray(snapshot.layers[1].parameters["weights"], np.float64)
    found = edge_values(moment, layout, 1, "signal")
    assert found.shape == (6, 12)
    for c, f in ((0, 0), (3, 7), (5, 11)):
        alone = convolved(p1[c : c + 1], weights[f : f + 1, c : c + 1], np.zeros(1), places=(10, 10))
        assert found[c, f] == pytest.approx(alone.sum(), rel=1e-4, abs=1e-4)
    dense = np.asarray(snapshot.layers[2].weights, np.float64).reshape(12, 25, 6)
    sent = (dense * p2.reshape(12, 25, 1)).sum(axis=1)
    np.testing.assert_allclose(edge_values(moment, layout, 2, "signal"), sent, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("padding", ["same", "valid"])
def test_lines_of_weights_and_gradients_are_the_largest_of_a_kernel(padding):
    specs = (Conv(3, 3, 2, padding, "tanh"), Conv(4, 2, 1, padding, "tanh"))
    snapshot = trained(specs, "digits", sample=2)
    moment = picture_moment(snapshot, 8)
    layout = laid_out(moment)
    kernels = snapshot.layers[1].parameters["weights"]
    found = edge_values(moment, layout, 1, "weights")
    for c, f in np.ndindex(3, 4):
        mine = kernels[f, c].ravel()
        assert found[c, f] == mine[np.abs(mine).argmax()]
    slopes = edge_values(moment, layout, 1, "gradient")
    nudged = nudges(snapshot, 1)
    for c, f in np.ndindex(3, 4):
        mine = nudged[f, c].ravel()
        assert slopes[c, f] == pytest.approx(mine[np.abs(mine).argmax()], rel=2e-3, abs=1e-5)
    slopes, mine = edge_values(moment, layout, 0, "gradient"), nudges(snapshot, 0)
    for f in range(3):
        assert slopes[0, f] == pytest.approx(mine[f].ravel()[np.abs(mine[f]).argmax()], rel=2e-3, abs=1e-5)


def nudges(snapshot, layer):
    """dL/dw of the sample shown, of every weight of a layer, by central differences in float64."""
    network = snapshot.network().with_dtype("float64")
    name = f"{snapshot.layers[layer].name}.weights"
    block = next(block for block in network.blocks if block.name == name)
    target = np.eye(network.output_size)[[snapshot.probe.label]]
    found = np.zeros(snapshot.layers[layer].parameters["weights"].size)
    for i in range(found.size):
        losses = []
        for nudge in (1e-5, -1e-5):
            network.parameters[block.start + i] += nudge
            losses.append(network.evaluate(snapshot.probe.inputs[None].astype(float), target)[0])
            network.parameters[block.start + i] -= nudge
        found[i] = (losses[0] - losses[1]) / 2e-5
    return found.reshape(snapshot.layers[layer].parameters["weights"].shape)


def test_a_global_pooling_shows_the_place_that_it_came_from():
    snapshot = trained((Conv(4, 5, activation="relu"), GlobalMaxPool()))
    moment = picture_moment(snapshot)
    layout = laid_out(moment)
    picture = np.asarray(snapshot.probe.inputs).reshape(1, 28, 28)
    maps = np.maximum(convolved(picture, **named(snapshot.layers[0]), before=2, places=(28, 28)), 0)
    (pool,) = layout.bars
    drawing = draw(moment, layout, Look("light"))
    (places,) = (shape for shape in drawing.nodes if type(shape).__name__ == "Places")
    for unit in range(4):
        wanted = np.unravel_index(maps[unit].argmax(), (28, 28))
        if maps[unit].max() > 0:
            assert tuple(places.cells[unit]) == wanted
        bead = cell_at(layout, float(pool.column.bead_x[unit]), float(pool.column.y[unit]))
        assert bead == Selection("neuron", 0, unit, -1, 0, 0, 1)
        looked = seen(bead, moment)
        assert looked.winner == tuple(places.cells[unit])
        window = looked.fields[-1]
        row, column = looked.winner
        assert (window.row_span, window.column_span) == ((row - 2, row + 3), (column - 2, column + 3))


def test_a_cell_is_told_with_its_value_its_window_and_its_scale():
    snapshot = trained(DESIGN)
    moment = picture_moment(snapshot)
    layout = laid_out(moment)
    a1, p1, _, _, won = values_of(snapshot)
    unit = int(a1.max(axis=(1, 2)).argmax())
    row, column = (int(v) for v in np.unravel_index(a1[unit].argmax(), (24, 24)))
    title, said = describe(Selection("neuron", 0, unit, -1, row, column), moment)
    assert str(title) == f"Map {unit + 1} of conv 1, row {row + 1} column {column + 1}"
    assert f"a = {a1[unit, row, column]:.3f}" in str(said[0])
    assert f"rows {row + 1}–{row + 5}, columns {column + 1}–{column + 5}" in " ".join(map(str, said))
    full = full_of_first(snapshot, snapshot.experiment.dataset())
    assert f"full colour at {full:.2f}" in str(said[0])
    title, said = describe(Selection("neuron", 0, unit, -1, row // 2, column // 2, 1), moment)
    assert str(title).startswith(f"Map {unit + 1} of max pool 1, row {row // 2 + 1}")
    at = won[unit, row // 2, column // 2]
    assert f"the largest, from row {at[0] + 1} column {at[1] + 1}" in " ".join(map(str, said))
    assert f"a = {p1[unit, row // 2, column // 2]:.3f}" in str(said[0])
    text = " ".join(map(str, explained("signal", (1.0,), layout)))
    assert "over all places" in text


def test_a_cell_is_pointed_at_and_left_by_steps_within_its_map():
    layout = arrange(parts(DESIGN, (1, 28, 28)), *STAGE)
    tiles = layout.layers[1].maps
    x, y, wide, high = tiles.span(4, (3, 4), (7, 8))
    cell = cell_at(layout, x + wide / 2, y + high / 2)
    assert cell == Selection("neuron", 1, 4, -1, 3, 7)
    assert next_cell(cell, 1, 0, layout) == Selection("neuron", 1, 4, -1, 3, 8)
    assert next_cell(cell, 5, -9, layout) == Selection("neuron", 1, 4, -1, 0, 9)
    shrunk = layout.bars[1].column.maps
    x, y, wide, high = shrunk.span(4, (1, 2), (2, 3))
    assert cell_at(layout, x + 1, y + 1) == Selection("neuron", 1, 4, -1, 1, 2, 1)


def test_strips_are_drawn_of_a_convolution_over_a_sequence():
    specs = (Conv1d(4, 3, activation="relu"), MaxPool(2), Conv1d(6, 3), GlobalMaxPool())
    layout = arrange(parts(specs, (3, 20), 2), *STAGE)
    first, pool = layout.layers[0].maps, layout.bars[0].column.maps
    assert (first.rows, first.columns, pool.columns) == (1, 20, 10)
    assert first.high < first.wide / 3
    assert layout.layers[0].kernels is None, "three features enter"


def test_maps_of_a_plane_that_are_told_first_do_not_place_a_network_of_pictures_on_it():
    """A view is told the maps of the network that comes while it still has the one before."""
    scene = Scene((28, 28), FIGURES)
    scene.snapshot = trained(DESIGN)
    scene.arrange(*STAGE, Look("light"), (0.0, 0.0))
    alone = scene.layout
    scene.maps = plane_maps(*plane_case(), 16)
    scene.arrange(*STAGE, Look("light"), (0.0, 0.0))
    assert not scene.layout.planar
    assert [box.x.tolist() for box in scene.layout.layers] == [box.x.tolist() for box in alone.layers]


def test_lines_are_counted_one_to_a_map_however_many_weights_it_stands_for():
    moment = picture_moment(trained(DESIGN), names=FIGURES)
    found = lines_of(moment, laid_out(moment), "weights", (0.5, 2.0, 4.0), 1200)
    assert found.total == 1 * 6 + 6 * 12 + 12 * 6
    assert 0 < len(found) <= found.total
    assert count_words(len(found), found.total) == f"{len(found)} of 150 lines"
