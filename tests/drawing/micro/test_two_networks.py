"""What is told of the turns of two networks: parts of a gradient, and who says how wrong a generator is."""

from __future__ import annotations

import re

import numpy as np
import pytest

from nnviz.drawing.micro.check_plot import verdicts
from nnviz.drawing.micro.examples import worked_loss
from nnviz.drawing.micro.micro_state import MicroState
from nnviz.drawing.micro.told import arithmetic_of
from nnviz.engine import Dense
from nnviz.training.experiment import Experiment
from nnviz.training.game_losses import GAME_LOSSES
from nnviz.training.micro import Micro
from nnviz.training.nudge import nudged
from nnviz.training.trainer import Trainer
from nnviz.ui.micro.step_text import _LOSSES


def turn(place: int, **settings: object) -> Micro:
    layers = {f"{name}.layers": (Dense(4, "relu"),) for name in ("generator", "discriminator")}
    usual = {"objective": "adversarial", "points": 60, "batch_size": 8, "seed": 1}
    trainer = Trainer(Experiment.on("ring_of_8", **usual | layers | settings))
    trainer.advance(2)
    return Micro.of(trainer.snapshot().of(place), trainer.dataset)


def lines_of(micro: Micro, phase: str) -> list[tuple[str, str, str]]:
    if not micro.places(phase):
        following = micro.of_turn(1)
        assert following is not None
        micro = following
    told = arithmetic_of(MicroState(micro.at(micro.places(phase)[0])))
    return [("".join(map(str, line.left)), str(line.middle), str(line.value)) for line in told.lines]


def test_the_gradient_of_a_discriminator_is_told_in_its_parts() -> None:
    micro = turn(1, r1=0.5)
    lines = lines_of(micro, "update")
    parts = [line for line in lines if line[0].startswith("of ")]
    assert [left for left, *_ in parts] == ["of the real samples", "of the made samples", "of R1"]
    update = micro.batch.update.of(micro.parameter)
    assert [float(right.replace("−", "-")) for *_, right in parts] == pytest.approx(
        list(update.parts.values()), abs=1e-6
    )
    assert sum(update.parts.values()) == pytest.approx(update.data_gradient)
    assert ("g = ∂L/∂w", "the sum of these") in [line[:2] for line in lines]


@pytest.mark.parametrize("loss", GAME_LOSSES)
@pytest.mark.parametrize("place", [0, 1])
def test_the_loss_is_told_by_what_the_discriminator_says(loss: str, place: int) -> None:
    micro = turn(place, loss=loss)
    batch = micro.batch
    assert batch.judged == (place == 0)
    assert batch.rule.name in _LOSSES
    assert batch.answer_count == 1
    said, wanted = batch.outputs[0].astype(np.float64), batch.targets[0]
    text = worked_loss(batch.rule.name, said, wanted)
    worked = text.replace("−", "-").replace("²", "**2")
    worked = re.sub(r"log (\S+)", r"log(\1)", worked)
    value = eval(worked, {"log": np.log})
    assert value == pytest.approx(batch.example_loss(0), rel=5e-3, abs=2e-3)
    middle = lines_of(micro, "loss")[0][1]
    assert middle.startswith("the discriminator says" if place == 0 else "said")
    assert ("and wants" in middle) == (place == 0 and loss == "minimax")


def test_a_generator_has_its_own_loss_so_far() -> None:
    maker, judge = turn(0), turn(1)
    measured = Trainer(maker.snapshot.experiment, maker.dataset, start=maker.snapshot).measured()
    assert maker.batch.mean_loss == measured["generator_loss"]
    assert judge.batch.mean_loss == measured["discriminator_loss"]


def test_the_check_of_a_discriminator_is_of_all_parts() -> None:
    for place, words in ((0, "by the chain rule"), (1, "all parts of the gradient")):
        micro = turn(place, dtype="float64")
        *_, nudge = nudged(micro.batch, micro.weight)
        assert words in str(verdicts(nudge)[0]) or nudge.check.kink
