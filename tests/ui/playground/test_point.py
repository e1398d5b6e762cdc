"""The point under the cursor, in numbers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nnviz.ui.playground.point import PointReadout
from nnviz.ui.theme import Theme
from tests.helpers.plane import at, plane_case


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
