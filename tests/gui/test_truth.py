"""Every number that the window shows is that of the moment shown.

For each state all texts of the window are gathered (``tests/helpers/truth_texts.py``): painted, told to
listeners, shown where the pointer rests. Each number in them must be claimed by a fact whose right value was
worked out in float64 from the parameters, apart from the code that it judges (``truth_network.py``). Whoever
adds a number to the window adds its fact.
"""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt

from nnviz.drawing.selection import Selection
from nnviz.engine import BatchNorm, Dense, Dropout
from nnviz.ui.canvas.strip import SeenStrip
from nnviz.ui.inspector.confusion import ConfusionView
from nnviz.ui.sheets.sheet import Sheet
from tests.helpers import truth_answer as answer
from tests.helpers import truth_inspector as inspector
from tests.helpers import truth_reading as reading
from tests.helpers import truth_results as results
from tests.helpers.truth_digits import digits
from tests.helpers.truth_facts import audit
from tests.helpers.truth_texts import texts
from tests.helpers.truth_window import (
    calibrated_answer,
    calibrated_reasons,
    check,
    drawn,
    plain_answer,
    reader_right,
    right_of,
    trained,
)


def test_digits_at_rest_and_looking_back(open_window) -> None:
    person = open_window(epochs=6)
    run = trained(person, 3)
    other = reader_right()
    newest = right_of(run)
    check(person, plain_answer(newest, other), "at rest", (SeenStrip,))

    person.desk.look_at(1)
    back = right_of(run, run.timeline.exact(1), back=True)
    check(person, plain_answer(back, other), "looking back", (SeenStrip,))

    for selection in (
        Selection("neuron", 0, 5),
        Selection("neuron", 1, 3),
        Selection("edge", 0, 9, 20),
        Selection("edge", 1, 2, 8),
        Selection("input", -1, 20),
    ):
        person.window.diagram.select(selection)
        facts = [
            *inspector.selected(back, selection),
            *digits(back, other, lit=True),
            *answer.raw_answer(back),
        ]
        if selection.kind == "neuron" and selection.layer == 1:
            facts += answer.reasons(back, selection.unit)
        check(person, facts, f"looking back at {selection}")
    person.window.diagram.select(None)

    tabs = person.window.results.tabs
    for name, more in (("layers", results.layers(back)), ("results", results.results(back))):
        tabs.open(name)
        facts = [*digits(back, other), *answer.raw_answer(back), *more]
        check(person, facts, f"looking back, {name}", (ConfusionView,))


def test_calibrated_answers_reasons_and_the_sheet_are_the_shown_networks(open_window) -> None:
    """Looking back, of a drawing of two strokes: once they were the newest network's."""
    person = open_window(epochs=6)
    run = trained(person, 5)
    desk, foot = person.desk, person.window.results.foot
    person.draw_digit(4)
    person.wait(lambda: desk.sample.source == "drawing")
    strokes = [np.asarray(stroke) for stroke in desk.sample.strokes]
    assert len(strokes) == 2
    foot.kind.setFocus()
    person.key(Qt.Key.Key_Right)
    assert foot.calibrated
    other = drawn(reader_right(), strokes)
    for epoch in (5, 0, 2):
        desk.look_at(epoch)
        right = drawn(right_of(run, run.timeline.exact(epoch), back=epoch < 5), strokes)
        facts = [
            *digits(right, other),
            *inspector.network_summary(right),
            *calibrated_answer(right, strokes),
            *calibrated_reasons(right, strokes),
        ]
        check(person, facts, f"calibrated at epoch {epoch}")
        person.click(foot.plot)
        sheet = next(one for one in person.window.findChildren(Sheet) if one.objectName() == "calibration")
        faults = audit(texts(sheet), reading.calibration_sheet(right, reading.own_temperature(right)))
        sheet.close()
        assert not faults, "\n".join(faults)


NETWORKS = {
    "batch norm and dropout": {"layers": (Dense(12, "tanh"), BatchNorm(), Dense(8, "relu"), Dropout(0.3))},
    "other scaling": {"scale": "standard", "test_share": 0.4, "layers": (Dense(9, "elu"),)},
    "MSE": {"loss": "mse", "layers": (Dense(10, "sigmoid"),), "learning_rate": 0.01},
    "schedule, L2, clipping": {
        "schedule": "exponential",
        "l2": 0.01,
        "l1": 0.001,
        "clip_norm": 0.5,
        "optimizer": "momentum",
        "learning_rate": 0.05,
        "layers": (Dense(11, "leaky_relu"),),
    },
}


@pytest.mark.parametrize("name", NETWORKS)
def test_digits_of_other_networks(open_window, name: str) -> None:
    person = open_window(epochs=4, **NETWORKS[name])
    run = trained(person, 2)
    other = reader_right()
    for epoch in (2, 1):
        person.desk.look_at(epoch)
        right = right_of(run, run.timeline.exact(epoch), back=epoch < 2)
        check(person, plain_answer(right, other), f"{name}, epoch {epoch}")
        for selection in (Selection("neuron", 0, 4), Selection("neuron", 1, 3), Selection("edge", 1, 2, 5)):
            person.window.diagram.select(selection)
            facts = [*inspector.selected(right, selection), *digits(right, other, lit=True)]
            facts += answer.raw_answer(right)
            if selection.kind == "neuron" and selection.layer == len(right.network.dense) - 1:
                facts += answer.reasons(right, selection.unit)
            check(person, facts, f"{name}, epoch {epoch}, {selection}")
        person.window.diagram.select(None)
    tabs = person.window.results.tabs
    for tab, more in (("layers", results.layers(right)), ("results", results.results(right))):
        tabs.open(tab)
        check(person, [*digits(right, other), *answer.raw_answer(right), *more], f"{name}, {tab}")
