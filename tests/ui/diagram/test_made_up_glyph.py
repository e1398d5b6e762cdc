"""A kind of layer that nnviz does not have draws itself from one glyph and one line of the table."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage

from nnviz.drawing.glyphs import GLYPHS
from nnviz.drawing.look import Look
from nnviz.drawing.selection import Selection
from nnviz.engine import LAYERS, Dense, Dropout, Flatten
from nnviz.training.experiment import Experiment
from nnviz.training.trainer import Trainer
from nnviz.ui.diagram import DiagramView
from nnviz.ui.theme import THEMES, Theme, apply_theme
from tests.helpers.made_up_glyphs import MADE_UP_GLYPHS
from tests.helpers.made_up_layers import MADE_UP, Shrink

SIZE = (832, 640)


@pytest.fixture
def snapshot(monkeypatch):
    for kind, spec in MADE_UP.items():
        monkeypatch.setitem(LAYERS, kind, spec)
    monkeypatch.setitem(GLYPHS, "shrink", MADE_UP_GLYPHS["shrink"])
    layers = (Shrink(3), Dropout(0.1), Shrink(12), Flatten(), Dense(8, "tanh"))
    trainer = Trainer(Experiment.on("digits", layers=layers, loss="mse", learning_rate=0.01, epochs=4))
    trainer.advance(20)
    return trainer.snapshot().probed(trainer.dataset.test_features[3], 5)


def shown(qtbot, snapshot, theme="light"):
    view = DiagramView()
    qtbot.addWidget(view)
    view.resize(*SIZE)
    apply_theme(view, Theme(theme))
    view.show()
    view.show_snapshot(snapshot)
    view.rest_now()
    return view


def test_its_channels_are_maps_of_what_comes_out(qtbot, snapshot):
    view = shown(qtbot, snapshot)
    image = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)
    first, second = view.scene.layout.layers[:2]
    assert (first.slots, second.slots) == (3, 12)
    assert len(set(np.round(second.x))) == 2, "more than eight stand in two columns"
    for box, shape in ((first, (3, 4, 4)), (second, (12, 2, 2))):
        made = snapshot.probe.layers[snapshot.layers[box.index].place].a.reshape(shape)
        for unit in range(shape[0]):
            cell = box.tile / shape[1]
            rows = np.round(box.y[unit] - box.tile / 2 + (np.arange(shape[1]) + 0.5) * cell).astype(int)
            columns = np.round(box.x[unit] - box.tile / 2 + (np.arange(shape[2]) + 0.5) * cell).astype(int)
            found = pixels[np.ix_(rows, columns)].astype(int)
            warm, clear = found[..., 2] - found[..., 0], np.abs(made[unit]) > 0.25 * np.abs(made).max()
            assert (np.sign(warm[clear]) == np.sign(made[unit][clear])).all()


def test_its_lines_join_what_its_numbers_join(qtbot, snapshot):
    view = shown(qtbot, snapshot)
    view.set_lines("weights")
    lines, layout = view.scene.lines, view.scene.layout
    state = snapshot.layers[1]
    values = state.parameters["weights"] * state.parameters["gain"]
    mine = lines.gap == 1
    strongest = np.flatnonzero(mine)[-1]
    source, target = np.unravel_index(np.abs(values).argmax(), values.shape)
    assert (lines.source[strongest], lines.target[strongest]) == (source, target)
    assert (np.sign(lines.tone[mine]) == np.sign(values[lines.source[mine], lines.target[mine]])).all()
    assert [len(layout.gap(k)[1]) for k in range(4)] == [1, 3, 12, 8]
    into_dense = (lines.gap == 2) & (lines.target == 4)
    each = snapshot.layers[2].weights.reshape(12, -1, 8)[:, :, 4]
    largest = each[np.arange(12), np.abs(each).argmax(axis=1)]
    found = dict(zip(lines.source[into_dense].tolist(), lines.tone[into_dense].tolist(), strict=True))
    assert all(np.sign(tone) == np.sign(largest[source]) for source, tone in found.items())


def test_it_is_pointed_at_selected_and_told(qtbot, snapshot):
    view = shown(qtbot, snapshot)
    box = view.scene.layout.layers[0]
    qtbot.mouseMove(view, QPoint(round(box.x[1]), round(box.y[1])))
    qtbot.waitUntil(lambda: view.scene.words(Selection("neuron", 0, 1)) is not None)
    view.select(Selection("neuron", 0, 1))
    values = snapshot.probe.layers[0].a.reshape(3, 16)[1]
    text = view.accessibleDescription().replace("minus ", "−")
    assert text.startswith("Map 2 of shrink 1: 4 × 4 values · from ")
    assert f"{abs(values.min()):.3f}" in text
    assert f"{abs(values.max()):.3f}" in text
    title, said = view.scene.words(Selection("edge", 0, 2, 0))
    state = snapshot.layers[0]
    weight = float(state.parameters["weights"][0, 2] * state.parameters["gain"][2])
    assert str(title).endswith("Map 3 of shrink 1")
    assert f"{abs(weight):.3f}" in str(said[0])


@pytest.mark.parametrize("theme", THEMES)
def test_it_is_painted_in_every_theme_and_written_as_svg(qtbot, snapshot, theme):
    view = shown(qtbot, snapshot, theme)
    image = view.grab().toImage()
    assert len({image.pixel(x, y) for x in range(0, 832, 7) for y in range(60, 640, 7)}) > 40
    root = ElementTree.fromstring(view.svg().encode())
    images = list(root.iter("{http://www.w3.org/2000/svg}image"))
    assert len(images) == 1 + 3 + 12
    assert f"#{Look(theme).surface('stage') & 0xFFFFFF:06x}" in view.svg()
