"""What ails a game of two networks, of moments whose networks are made by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nnviz.engine import Dense
from nnviz.training.diagnosis import diagnose
from nnviz.training.examination import Examination, note
from nnviz.training.experiment import Experiment
from nnviz.training.presets import NAMED
from nnviz.training.snapshot import Snapshot
from nnviz.training.timeline import Timeline
from nnviz.training.trainer import Trainer

KINDS = {"collapse", "too_strong", "too_weak", "rotating"}
SAME = np.zeros(4)  # weights of a generator that makes one point of every noise
AS_IS = np.eye(2).ravel() * 0.6  # and of one that only makes the noise smaller: spread as the line is, nearly


def begun(data: str = "line", loss: str = "non_saturating", **settings: object) -> Trainer:
    """A game of a generator x = z W + b and a discriminator of one neuron, after one update."""
    alone = {f"{player}.layers": () for player in ("generator", "discriminator")} | settings
    game = Experiment.on(data, objective="adversarial", loss=loss, points=2000, batch_size=16, **alone)
    trainer = Trainer(game)
    trainer.advance()
    return trainer


def made(
    trainer: Trainer, weights: np.ndarray, bias: tuple[float, float], judge: tuple[float, ...]
) -> Snapshot:
    """The moment with that generator, and a discriminator of these weights (2) and bias."""
    moment = trainer.snapshot()
    maker, other = moment.players
    values = np.concatenate([weights, bias]).astype(np.float32), np.array(judge, np.float32)
    players = replace(maker, parameters=values[0]), replace(other, parameters=values[1])
    return replace(moment, players=players)


def kinds(trainer: Trainer, snapshot: Snapshot, earlier: Snapshot | None = None) -> dict[str, float]:
    """What is found, and the same from either network, with the number that decided."""
    found = [
        {
            finding.kind: finding.value
            for finding in diagnose(snapshot.of(place), trainer.dataset, earlier=earlier)
            if finding.kind in KINDS
        }
        for place in (0, 1)
    ]
    assert found[0] == found[1]
    return found[0]


def test_what_is_made_of_all_noise_alike_has_collapsed() -> None:
    trainer = begun()
    even = 0.0, 0.0, 0.0
    assert kinds(trainer, made(trainer, SAME, (0, 0), even)) == {"collapse": 0}
    tight = kinds(trainer, made(trainer, AS_IS / 8, (0, 0), even))
    # The line is uniform over 8 x 4 units of the plane, and .2 wide: in the network's, a quarter of it.
    line = np.sqrt((8**2 + 4**2) / 12 + 2 * 0.2**2) / 4
    assert tight["collapse"] == pytest.approx(np.sqrt(2) * 0.6 / 8 / line, rel=0.05)
    assert kinds(trainer, made(trainer, AS_IS, (0, 0), even)) == {}


def test_two_modes_of_eight_have_collapsed_though_they_are_far_apart() -> None:
    # x = (tanh(50 z1), 0): the first and the fifth mode, at (4, 0) and (-4, 0) of the plane.
    trainer = begun("ring_of_8", **{"generator.layers": (Dense(1, "tanh"),)})
    moment = made(trainer, np.array([50.0, 0, 0, 1, 0]), (0, 0), (0.0, 0.0, 0.0))
    assert kinds(trainer, moment) == {"collapse": 2 / 8}
    (found,) = (one for one in diagnose(moment, trainer.dataset) if one.kind == "collapse")
    assert "only 2 of the 8" in str(found.text)


def test_a_discriminator_is_too_strong_where_the_loss_is_flat() -> None:
    # Real samples lie within 1.3 of 0, what is made at (5, 0): D is sigmoid(20 - 8 x1), 1 and 0.
    sure = -8.0, 0.0, 20.0
    flat = begun(loss="minimax")
    found = kinds(flat, made(flat, AS_IS / 4, (5, 0), sure))
    assert found["too_strong"] == 1, "the slope of minimax is D(x) |w|: 8 e^-20"
    steep = begun()
    assert "too_strong" not in kinds(steep, made(steep, AS_IS / 4, (5, 0), sure)), "non-saturating: 8"


def test_a_discriminator_is_too_weak_that_guesses_what_is_far_from_real() -> None:
    trainer = begun()
    far, near = made(trainer, AS_IS, (5, 0), (0.0, 0.0, 0.0)), made(trainer, AS_IS, (0, 0), (0.0, 0.0, 0.0))
    assert kinds(trainer, far, earlier=far)["too_weak"] == 0.5
    assert "too_weak" not in kinds(trainer, far), "at the beginning nobody knows anything"
    assert "too_weak" not in kinds(trainer, near, earlier=near), "what is made is half as good already"
    sure = made(trainer, AS_IS, (5, 0), (-8.0, 0.0, 20.0))
    assert "too_weak" not in kinds(trainer, sure, earlier=far)


def test_the_two_rotate_where_all_that_is_made_moves_and_is_no_better() -> None:
    trainer = begun()
    even = 0.0, 0.0, 0.0
    left, right = (made(trainer, AS_IS, (x, 0), even) for x in (-5, 5))
    line = np.sqrt((8**2 + 4**2) / 12 + 2 * 0.2**2) / 4
    assert kinds(trainer, right, earlier=left)["rotating"] == pytest.approx(10 / line, rel=0.05)
    assert "rotating" not in kinds(trainer, right, earlier=right)
    assert "rotating" not in kinds(trainer, right)
    middle = made(trainer, AS_IS, (0, 0), even)
    assert "rotating" not in kinds(trainer, middle, earlier=right), "it has become better"
    turned = made(trainer, -AS_IS, (0, 0), even)
    assert "rotating" not in kinds(trainer, turned, earlier=middle), "each goes its own way"


def test_nothing_is_said_before_the_first_update_and_of_other_objectives() -> None:
    ring = NAMED["generate"]["collapse"].experiment
    trainer = Trainer(ring)
    assert kinds(trainer, trainer.snapshot()) == {}
    diffusion = Trainer(NAMED["generate"]["diffusion_ring_small"].experiment)
    diffusion.advance()
    assert not {one.kind for one in diagnose(diffusion.snapshot(), diffusion.dataset)} & KINDS


def test_two_numbers_that_circle_rotate_since_an_epoch_that_the_timeline_marks() -> None:
    trainer, timeline = Trainer(NAMED["generate"]["dirac_circles"].experiment), Timeline()
    seen = -1
    for _ in trainer.run():
        if trainer.epoch != seen and trainer.epoch <= 90:
            seen = trainer.epoch
            timeline.keep(trainer.snapshot())
    last = timeline.snapshots[90]
    for player in (0, 1):
        findings = Examination.of(last.of(player), timeline, trainer.dataset).findings()
        assert "too_weak" not in {finding.kind for finding in findings}, "one number is near or not"
        (found,) = (finding for finding in findings if finding.kind == "rotating")
        # A tenth of the way back: of 90 moments before, the one that is 9 ago.
        assert "since epoch 81" in str(found.text)
        theta = [timeline.snapshots[epoch].network(0).parameters[0] for epoch in (81, 90)]
        assert found.value == pytest.approx(abs(theta[1] - theta[0]), rel=1e-5)
        assert found.since is not None
        assert 10 <= found.since <= 90
    assert note(timeline, (found,))
    assert "the two networks rotate" in [mark.text for mark in timeline.noted]
