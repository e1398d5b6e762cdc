"""All maps of a layer that is not shown in full, as small maps to pick from."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from nnviz.engine.layers import Conv, MaxPool
from nnviz.ui.diagram import DiagramView
from nnviz.ui.diagram.fold_popup import FoldPopup
from nnviz.ui.theme import Theme, apply_theme
from tests.helpers.convolving import trained


def test_every_map_is_there_and_one_that_is_picked_is_shown(qtbot):
    snapshot = trained((Conv(20, 3, activation="relu"), MaxPool(2)))
    view = DiagramView(feature_shape=(28, 28), class_names=("a", "b", "c", "d", "e", "f"))
    qtbot.addWidget(view)
    view.resize(832, 712)
    apply_theme(view, Theme("dark"))
    view.show()
    view.show_snapshot(snapshot)
    assert 9 not in view.scene.layout.layers[0].units
    card = view.scene.layout.layers[0]
    place = round(float(card.x[-1])), round(float(card.y[-1]))
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(*place))
    popup = view.findChild(FoldPopup)
    pixels = pixels_of(popup)
    values = snapshot.probe.a[0].reshape(20, 28, 28)
    warmth = []
    for unit in range(20):
        centre = popup.centre(unit)
        x, y = round(centre.x()), round(centre.y())
        ground = pixels[y - 12 : y + 13, x - 12 : x + 13].astype(int)
        warmth.append((ground[..., 2] - ground[..., 0]).mean())
    assert np.corrcoef(warmth, values.mean(axis=(1, 2)))[0, 1] > 0.9
    QTest.mouseClick(popup, Qt.MouseButton.LeftButton, pos=popup.centre(9).toPoint())
    assert 9 in view.scene.layout.layers[0].units
    assert (view.selection.layer, view.selection.unit) == (0, 9)


def test_what_is_not_computed_is_hatched_and_has_no_colour_of_a_number(qtbot):
    """Also when there were numbers before."""
    snapshot = trained((Conv(4, 3, activation="relu"), MaxPool(2)))
    view = DiagramView(feature_shape=(28, 28), class_names=("a", "b", "c", "d", "e", "f"))
    qtbot.addWidget(view)
    view.resize(832, 712)
    apply_theme(view, Theme("dark"))
    view.show()
    view.show_snapshot(snapshot)
    pixels_of(view)
    view.show_snapshot(replace(snapshot, probe=None))
    pixels = pixels_of(view).astype(int)
    for tiles in view.scene.layout.maps.values():
        x, y, wide, high = (round(v) for v in tiles.rect(1))
        ground = pixels[y + 2 : y + high - 2, x + 2 : x + wide - 2, :3]
        lines = np.abs(ground - ground[0, 0]).sum(axis=2) > 20
        assert 0.02 < lines.mean() < 0.6, "hatched"
        assert np.ptp(ground[..., 2] - ground[..., 0]) < 30, "neither warm nor cool"


def pixels_of(widget):
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4).copy()
