"""The point under the cursor, in numbers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nnviz.ui.playground.point import PointReadout
from nnviz.ui.theme import Theme
from tests.helpers.plane import at, plane_case
from tests.helpers.truth_texts import painted


@pytest.mark.parametrize(
    ("share", "amber", "blue"),
    [(0.0005, "<1", ">99"), (0.9996, ">99", "<1"), (0.42, "42", "58"), (0.0, "0", "100")],
)
def test_what_is_not_all_or_nothing_never_reads_so(qtbot, share, amber, blue):
    snapshot, dataset = plane_case((4,))
    probed = at(snapshot, dataset, (1.0, 2.0))
    view = PointReadout()
    qtbot.addWidget(view)
    view.set_theme(Theme("light"))
    view.set_dataset(dataset)
    view.show_point((1.0, 2.0))
    trace = replace(probed.probe.layers[-1], a=np.array([share], dtype=np.float32))
    probe = replace(probed.probe, layers=(*probed.probe.layers[:-1], trace))
    view.show_snapshot(replace(probed, probe=probe))
    assert f"blue {blue}\xa0%, amber {amber}\xa0%" in view.accessibleName()
    assert not view.grab().isNull()


def test_the_bar_of_a_value_has_the_scale_of_the_map(qtbot):
    """Full, in length and colour, at the largest value that is to be learned."""
    snapshot, dataset = plane_case((4,), data="waves", loss="mse")
    full = float(np.abs(dataset.train_labels).max())
    assert full > 1
    probed = at(snapshot, dataset, (1.0, 2.0))
    view, theme = PointReadout(), Theme("light")
    qtbot.addWidget(view)
    view.set_theme(theme)
    view.resize(240, view.sizeHint().height())
    view.set_dataset(dataset)
    view.show_point((1.0, 2.0))
    trace = replace(probed.probe.layers[-1], a=np.array([full / 2], dtype=np.float32))
    view.show_snapshot(
        replace(probed, probe=replace(probed.probe, layers=(*probed.probe.layers[:-1], trace)))
    )
    texts = [text for _, _, text in painted(view)]
    assert f"−{full:.2f}" in texts
    assert f"+{full:.2f}" in texts
    y = theme.px(34) + theme.px(24) + theme.px(6)
    image, half = view.grab().toImage(), theme.signed(0.5)
    row = [image.pixelColor(x, y) for x in range(240)]
    assert [x for x, colour in enumerate(row) if colour == half] == list(range(121, 180))
