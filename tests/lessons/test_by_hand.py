"""One update typed cell by cell, each checked against a calculation of its own."""

from __future__ import annotations

import math

import pytest

from nnviz.lessons.by_hand import HandSheet, hand_sheet, typed
from nnviz.lessons.lesson import Asked
from nnviz.lessons.moment import START
from nnviz.lessons.recorded import Recorded
from nnviz.lessons.setup import set_up


def neuron(**asked: object) -> Recorded:
    """x = 2 through w = 0.5, b = -0.25 and a sigmoid, 1 is wanted; rate 10."""
    given = {"rows": ((2.0, 1.0),), "weights": {"dense1.weights": [[0.5]], "dense1.bias": [-0.25]}, **asked}
    settings = {"loss": "mse", "output_activation": "sigmoid", "learning_rate": 10.0}
    return Recorded(set_up(Asked(settings=settings, **given)))  # type: ignore[arg-type]


def sheet_of(recorded: Recorded) -> HandSheet:
    return hand_sheet(recorded.snapshot(START), recorded.dataset)


def test_every_cell_of_an_update() -> None:
    sheet = sheet_of(neuron())
    z = 0.75
    a = 1 / (1 + math.exp(-z))
    da, slope = 2 * (a - 1), a * (1 - a)
    dz = da * slope
    expected = [2.0, z, a, (a - 1) ** 2, da, slope, dz, 2 * dz]
    assert [cell.phase for cell in sheet.cells] == ["forward"] * 3 + ["loss"] + ["backward"] * 4 + ["update"]
    for cell, number in enumerate(expected):
        place = (0,) * sheet.cells[cell].values.ndim
        assert sheet.right(cell, place, f"{number:.4f}")
        assert sheet.right(cell, place, f"{number:.4f}".replace(".", ",").replace("-", "−"))
        assert not sheet.right(cell, place, f"{-number:.4f}")
        assert not sheet.right(cell, place, f"{number + 0.02:.4f}")
    assert sheet.cells[-1].names == ("dense1.weights[0, 0]", "dense1.bias[0]")
    assert sheet.right(8, (0,), f"{0.5 - 10 * 2 * dz:.3f}")
    assert sheet.right(8, (1,), f"{-0.25 - 10 * dz:.3f}")


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("0.6792", True),
        ("0.68", True),
        ("0,679", True),
        ("0.7", False),
        ("0.67", False),
        ("1", False),
        ("0", False),
    ],
)
def test_a_rounded_number_is_right_if_it_is_rounded_well(text: str, right: bool) -> None:
    assert sheet_of(neuron()).right(2, (0,), text) is right  # sigmoid(0.75) = 0.679179


@pytest.mark.parametrize("text", ["", ".", "-", "x", "1e5", "1.2.3", "nan", "٣", "1 2"])
def test_what_is_no_number_is_told(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no number; write it as 0\.25 or 0,25"):
        typed(text)


def test_what_cannot_be_worked_out_by_hand_is_told() -> None:
    several = neuron(rows=((2.0, 1.0), (1.0, 0.0)))
    with pytest.raises(ValueError, match="of one sample, not of 2"):
        sheet_of(several)
    large = Recorded(set_up(Asked(rows=((*range(60), 1.0),), settings={"loss": "mse", "layers": [4]})))
    with pytest.raises(ValueError, match="at most 200"):
        sheet_of(large)
    sheet = sheet_of(neuron())
    for cell, place in ((9, (0,)), (-1, (0,)), (2, (1,)), (2, ()), (2, (-1,))):
        with pytest.raises(ValueError, match="no such cell"):
            sheet.right(cell, place, "1")
