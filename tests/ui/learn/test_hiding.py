"""What is asked for, or not worked out yet, stands nowhere on the stage."""

from __future__ import annotations

import math

import pytest

from nnviz.lessons.lesson import Option, Predict
from nnviz.ui.diagram.legend import Legend
from nnviz.ui.micro.micro_stage import MicroStage
from tests.helpers.lessons import rows_of, run_of, told_of

SQUASHED = f"{1 / (1 + math.exp(-7)):.4f}"
SUM = Predict(ask="The sum?", kind="number", truth="dense1.z[0] @ epoch 0")
CLAIMS = tuple(Option(text=text, when=f"dense1.a[0] {text} 1 @ epoch 0") for text in ("<", ">="))
OUTPUT = Predict(ask="What comes out?", kind="choice", options=CLAIMS)
LATER = Predict(ask="What will come out?", kind="number", truth="dense1.a[0] @ update 3")
LOSS = Predict(ask="How wrong?", kind="number", truth="train_loss @ epoch 0")


def neuron_run():
    """0 · 2 + 1 · 3 + 4 = 7, squashed."""
    weights = {"dense1.weights": [[0.0], [1.0]], "dense1.bias": [4.0]}
    return run_of(rows_of([(2, 3, 1), (1, 1, 0)], classes=True), weights, loss="binary_crossentropy")


@pytest.mark.parametrize(
    ("asked", "sum_seen", "output_seen"), [(SUM, False, False), (OUTPUT, True, False), (LATER, True, True)]
)
def test_a_neuron_keeps_what_is_asked(on_stage, asked, sum_seen, output_seen) -> None:
    pupil = on_stage(neuron_run(), told_of("neuron", predict=asked))

    def everything() -> list[str]:
        sheet = pupil.paper("neuron").sheet
        return [*sheet.texts, *(spot.told for spot in sheet.spots), sheet.told]

    assert any("7" in text for text in everything()) == sum_seen
    assert ("+3" in everything()) == sum_seen
    assert any(SQUASHED in text for text in everything()) == output_seen
    pupil.stage.show_step(told_of("neuron", predict=asked, answers={"phase": "revealed"}))
    assert {"7", "+3", SQUASHED} <= set(everything())


def test_a_neuron_shows_what_has_been_worked_out_at_this_micro_step(on_stage) -> None:
    pupil = on_stage(neuron_run(), told_of("neuron"))
    pupil.desk.set_step_unit("micro")
    assert {"7", SQUASHED} <= set(pupil.texts("neuron"))  # nobody has begun to step
    pupil.stage.show_step(told_of("neuron", micro=0))
    seen = []
    for _ in range(3):
        texts = pupil.texts("neuron")
        seen.append(("7" in texts, SQUASHED in texts))
        pupil.desk.move_micro(1)
    assert seen == [(False, False), (True, False), (True, True)]


def test_network_and_table_keep_it_as_well(on_stage) -> None:
    pupil = on_stage(neuron_run(), told_of("network", "table", predict=OUTPUT))
    diagram = pupil.stage.view("network").widget
    assert diagram.scene.snapshot.probe is None
    told = [spot.told for spot in pupil.paper("table").sheet.spots]
    assert told[0] == "Row 1: 2, 3. Target 1."
    assert "answer" in pupil.texts("table")
    assert not any("%" in text for text in pupil.texts("table"))
    revealed = told_of("network", "table", predict=OUTPUT, answers={"phase": "revealed"})
    pupil.stage.show_step(revealed)
    assert diagram.scene.snapshot.probe is not None
    assert any("%" in text for text in pupil.texts("table"))
    pupil.stage.show_step(told_of("network", "table", predict=LOSS))
    assert diagram.scene.snapshot.probe is not None
    loss = float(pupil.desk.shown.metrics.get("train_loss"))
    assert not any(f"{loss:.4g}" in text for text in pupil.texts("table"))


def test_the_number_of_lines_is_not_told_while_it_is_asked(on_stage) -> None:
    asked = Predict(ask="How many weights?", kind="number", truth="count(weights) @ epoch 0")
    pupil = on_stage(neuron_run(), told_of("network", predict=asked))
    legend = pupil.stage.view("network").widget.findChild(Legend)
    assert "2" not in legend.count_text()
    assert "lines" not in legend.accessibleName()
    pupil.stage.show_step(told_of("network", predict=asked, answers={"phase": "revealed"}))
    assert legend.count_text().endswith(" of 2 lines")


def test_nobody_steps_on_in_the_micro_steps_while_the_step_asks(on_stage) -> None:
    pupil = on_stage(neuron_run(), told_of("micro", predict=OUTPUT, micro=0))
    pupil.desk.set_step_unit("micro")
    stage = pupil.stage.view("micro").widget.findChild(MicroStage)
    before = pupil.desk.micro
    stage.micro_requested.emit(before.at(3))
    assert pupil.desk.micro is before
    pupil.stage.show_step(told_of("micro", predict=OUTPUT, answers={"phase": "revealed"}))
    stage.micro_requested.emit(before.at(3))
    assert pupil.desk.micro.place == 3
