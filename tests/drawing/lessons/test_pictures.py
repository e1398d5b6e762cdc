"""Pictures of lessons without Qt: numbers as they are written, and as SVG."""

from __future__ import annotations

import math
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest

from nnviz.drawing.lessons.digit import DigitPicture, DigitScene
from nnviz.drawing.lessons.figures import equals, factor, signed, written
from nnviz.drawing.lessons.neuron import NeuronPicture
from nnviz.drawing.lessons.neuron_brush import Scales
from nnviz.drawing.lessons.neuron_plan import NeuronPlan
from nnviz.drawing.lessons.paper import Paper
from nnviz.drawing.lessons.plane import Border
from nnviz.drawing.lessons.sketch import KNOTS, Sketch
from nnviz.drawing.lessons.svg import svg
from nnviz.drawing.lessons.unit import unit_of
from nnviz.drawing.look import Look
from tests.helpers.snapshots import hand_built_snapshot


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (2.4, "2.4"), (-0.6, "−0.6"), (1 / 3, "0.3333"), (1.0, "1"), (math.tanh(7.4), "0.999999"),
     (1 / (1 + math.exp(-787)), "1"), (2.0 + 1e-9, "2"), (5.203e-17, "5.203·10⁻¹⁷")],
)  # fmt: skip
def test_numbers_have_the_digits_that_tell_them_apart(value: float, text: str) -> None:
    assert written(value) == text


def test_signs_brackets_and_what_does_not_come_out() -> None:
    assert (signed(0.0), signed(3), signed(-2.5)) == ("+0", "+3", "−2.5")
    assert (factor(2), factor(-2)) == ("2", "(−2)")
    assert equals(0.3 + 4, 4.3) == "="
    assert equals(0.3333 + 0.3333, 2 / 3) == "≈"


@pytest.mark.parametrize("theme", ["dark", "light", "projector"])
def test_a_neuron_is_written_as_svg(theme: str) -> None:
    look = Look(theme)
    snapshot = hand_built_snapshot((3,), inputs=2, outputs=2, sample=[0.5, 1.0], label=0)
    unit = unit_of(snapshot, ("x1", "x2"), 0, 1)
    paper = Paper(1000, 700, look)
    sheet = paper.sheet(NeuronPicture(paper, NeuronPlan(1000, 700, 2), unit, Scales()).draw())
    root = ElementTree.fromstring(svg(sheet, 1000, 700, look))
    texts = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    weights, bias = snapshot.layers[0].weights[:, 1], snapshot.layers[0].bias[1]
    z = float(0.5 * weights[0] + weights[1] + bias)
    assert {f"{value:.4g}".replace("-", "−") for value in (*weights.tolist(), z)} <= set(texts)
    assert len(root) == len(sheet.marks) + 2  # title and ground
    for mark in root.iter():
        for name in ("x", "y", "cx", "cy"):
            assert math.isfinite(float(mark.get(name, "0")))


def test_shares_that_have_no_room_to_be_read_are_summed_up() -> None:
    shares = np.array([0.02, 0.01, 0.05, 0.4, 0.03, 0.3, 0.04, 0.06, 0.08, 0.01])
    numbers = np.zeros((8, 8))
    scene = DigitScene(raw=numbers, enter=numbers, shares=shares, names=tuple("0123456789"), label=9)
    paper = Paper(700, 130, Look("dark"))
    sheet = paper.sheet(DigitPicture(paper, scene).draw())
    told = [spot.told for spot in sheet.spots if spot.name.startswith("share:")]
    assert 2 <= len(told) < 10
    assert {"3: 40.0\xa0%", "9: 1.0\xa0%"} <= set(told)  # the answer, and what was meant
    listed = sum(float(text.split(": ")[1].split("\xa0")[0]) for text in told)
    assert f"{10 - len(told)} others: {100 - listed:.1f}\xa0%" in sheet.texts


def test_a_line_goes_through_both_points() -> None:
    border = Border(2.0, 1.0, -1.0)
    assert border.across(-1.0, 2.0) == ((-0.5, 2.0), (1.0, -1.0))
    moved = border.through((0.0, 0.5), (1.0, 0.0))
    for x1, x2 in ((0.0, 0.5), (1.0, 0.0)):
        assert moved.w1 * x1 + moved.w2 * x2 + moved.bias == pytest.approx(0)
    assert math.hypot(moved.w1, moved.w2) == pytest.approx(math.hypot(2, 1))
    assert moved.w1 * 2 + moved.w2 * 1 > 0  # the same side as before
    assert border.shifted((1.0, 1.0)) == Border(2.0, 1.0, -3.0)
    assert Border(0.0, 0.0, 1.0).across(-1, 1) is None


def test_a_sketch_is_filled_between_and_level_beyond() -> None:
    sketch = Sketch(0, 20, 2.0)
    assert sketch.values == ()
    sketch = sketch.drawn((0.5, 1.0), (0.75, 0.5))
    assert len(sketch.values) == 21
    assert sketch.values[0] == 2.0
    assert sketch.values[-1] == 1.0
    assert sketch.values[10:16] == pytest.approx([2.0, 1.8, 1.6, 1.4, 1.2, 1.0])
    raised = Sketch(0, 4, 1.0).moved(99).raised(2, 0.5)
    assert raised.at == KNOTS - 1
    assert raised.values == pytest.approx([0.6] * 5)
