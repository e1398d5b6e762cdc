"""What is told of a micro-step: lines of numbers, letters, sentences, the examples listed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nnviz.drawing import numbers
from nnviz.drawing.micro.examples import listed, target_name, window
from nnviz.drawing.micro.factor_words import sentences
from nnviz.drawing.micro.micro_state import MicroState
from nnviz.drawing.micro.symbols import Symbols
from nnviz.drawing.micro.told import arithmetic_of
from nnviz.engine import Dense
from nnviz.training.chain import Symbol
from nnviz.training.experiment import Experiment
from nnviz.training.micro import Micro
from nnviz.training.nudge import nudged
from nnviz.training.trainer import Trainer
from tests.helpers.micros import EXPERIMENTS, trained_micro


def test_letters_say_which_layer_and_output_they_are_of():
    xor = Symbols.of(trained_micro("xor"))
    assert [xor.plain(Symbol(*parts)) for parts in (("y", 1, 0), ("z", 1, 0), ("a", 0, 2), ("z", 0, 2))] == [
        "ŷ",
        "z",
        "h₃",
        "z₃",
    ]
    assert xor.plain(Symbol("a", -1, 1)) == "x₂"
    deep = Symbols.of(trained_micro("iris"))
    assert deep.plain(Symbol("a", 1, 2)) == "h₂·₃"
    assert deep.parts(Symbol("z", 2, 0)) == ("z", "ŷ1")
    digits = Symbols.of(trained_micro("digits"))
    assert digits.parts(Symbol("y", 1, 4)) == ("ŷ", "4"), "a short class name stands for its output"


def update_of(experiment):
    trainer = Trainer(experiment)
    trainer.advance()
    micro = Micro.of(trainer.snapshot(), trainer.dataset)
    return arithmetic_of(MicroState(micro.at(micro.places("update")[0])))


def test_the_update_says_how_many_parameters_move():
    """2 inputs, 3 hidden neurons, 1 output: 9 parameters in the first layer and 4 in the second."""
    experiment = EXPERIMENTS["xor"]
    assert update_of(experiment).words == "All 13 parameters move at once, each by its own step."
    held = update_of(experiment.with_(frozen=(0,), cut=((1, 2, 0),))).words
    assert held == "3 parameters move at once, each by its own step; the other 10 are cut or frozen."


def test_settings_of_the_update_are_written_with_all_their_digits():
    """2.447e-5 and 1.5e-5 are not both 2·10⁻⁵."""
    for rate, text in ((1.5e-5, "1.5·10⁻⁵"), (2.447e-5, "2.447·10⁻⁵")):
        lines = update_of(EXPERIMENTS["digits"].with_(learning_rate=rate, optimizer="adam")).lines
        said = {line.left[0]: line.value for line in lines}
        assert said["learning rate η"] == text
        assert said["β₁"] == "0.9"
        assert said["ε"] == "1·10⁻⁸"


def test_the_lines_of_a_sum_come_to_its_value():
    micro = trained_micro("digits").at(1)
    state = MicroState(micro)
    lines = arithmetic_of(state).lines
    unit = state.unit(0)
    parts = [float(line.value.replace("−", "-")) for line in lines[:-1]]
    z = float(micro.batch.layers[0].z[micro.example, unit])
    assert sum(parts) == pytest.approx(z, abs=0.0005 * len(parts))
    assert lines[-1].value == numbers.fitted(z, 4)


def test_the_update_is_the_line_of_the_ledger():
    micro = trained_micro("values")
    micro = micro.at(len(micro.cells) - 1)
    index = micro.batch.layers[0].parameter(micro.weight.source, micro.weight.unit)
    one = micro.batch.update.of(index)
    values = [line.value for line in arithmetic_of(MicroState(micro)).lines]
    for wanted in (
        numbers.fitted(one.old, 6),
        numbers.fitted(one.new, 6),
        numbers.fitted(one.new - one.old, 6, sign=True),
    ):
        assert wanted in values
    assert (
        numbers.fitted(
            one.memory["square"][1] if "square" in one.memory else next(iter(one.memory.values()))[1], 6
        )
        in values
    )


def test_of_four_samples_all_are_listed_and_one_is_in_the_batch():
    micro = trained_micro("xor")
    samples = listed(micro)
    assert len(samples) == 4
    here = [sample for sample in samples if sample.row is not None]
    assert len(here) == 1
    np.testing.assert_array_equal(here[0].inputs, micro.batch.inputs[0])
    assert [sample.row for sample in listed(trained_micro("iris"))] == [*range(32)]


def test_rows_are_shown_in_pages():
    assert window(4, 6, 3) == range(4)
    assert window(32, 6, 7) == range(6, 12)
    assert window(32, 6, 31) == range(26, 32)


def test_of_a_weight_that_is_held_the_update_says_so():
    experiment = replace(EXPERIMENTS["iris"], cut=((0, 1, 2),), frozen=(1,))
    trainer = Trainer(experiment)
    micro = Micro.of(trainer.snapshot(), trainer.dataset)
    end = len(micro.cells) - 1
    for weight, held in (((0, 1, 2), True), ((1, 0, 1), True), ((1, None, 0), True), ((0, 1, 1), False)):
        lines = arithmetic_of(MicroState(micro.with_weight(*weight).at(end))).lines
        assert any(str(line.left[0]) == "held" for line in lines) == held
        assert not held or lines[0].value == lines[-1].value


def test_a_small_target_is_told_without_a_power_of_ten():
    micro = trained_micro("values")
    assert target_name(micro, np.array([0.0217])) == "0.02"
    assert target_name(micro, np.array([0.371])) == "0.37"
    assert target_name(micro, np.array([1.0])) == "1"
    assert target_name(micro, np.array([0.0217, -0.4, 1.0])) == "0.0, −0.4…"


def lines_at(micro, kind):
    return arithmetic_of(MicroState(micro.at(micro.places(kind)[-1]))).lines


def numbers_of(lines, *lefts):
    return [
        float(line.value.replace("−", "-")) for left in lefts for line in lines if str(line.left[0]) == left
    ]


def test_penalty_and_clipping_are_named_parts_that_add_up():
    """Everything that makes the gradient that the optimiser is given, the loss that falls, and the step."""
    experiment = Experiment.on(
        "iris",
        layers=(Dense(4, "tanh"),),
        optimizer="sgd",
        learning_rate=0.5,
        l2=0.3,
        clip_norm=0.05,
        batch_size=8,
    )
    trainer = Trainer(experiment)
    trainer.advance()
    snapshot = trainer.snapshot()
    micro = Micro.of(snapshot, trainer.dataset).with_weight(0, 1, 2)
    lines = lines_at(micro, "update")
    data, penalty, clipping, whole = numbers_of(lines, "∂L/∂w", "penalty", "clipping", "g =")
    assert data + penalty + clipping == pytest.approx(whole, abs=2e-6)
    assert penalty == pytest.approx(0.3 * snapshot.layers[0].weights[1, 2], abs=1e-6)
    network = snapshot.network()
    gradients = network.gradients
    network.gradient_step(micro.batch.inputs, micro.batch.targets)
    assert whole == pytest.approx(gradients[1 * 4 + 2] * 0.05 / np.linalg.norm(gradients), abs=2e-6)
    (step,) = numbers_of(lines, "step")
    assert step == pytest.approx(-0.5 * whole, abs=2e-6)  # what is added to the weight, as in “Check it”
    loss = lines_at(micro, "loss")
    batch, weights, both = numbers_of(loss, "L of the batch", "penalty", "what training makes small")
    assert weights == pytest.approx(
        0.15 * sum((layer.weights**2).sum() for layer in snapshot.layers), abs=1e-4
    )
    assert batch + weights == pytest.approx(both, abs=2e-4)
    nudge = [*nudged(micro.batch, micro.weight)][-1]
    assert nudge.loss == pytest.approx(batch + weights, abs=2e-4)
    assert (nudge.data_slope, nudge.penalty_slope) == pytest.approx((data, penalty), abs=1e-6)
    assert nudge.agrees


@pytest.mark.parametrize(
    ("weight", "slope", "words"), [(900.0, -0.25, "Raising"), (-900.0, 0.25, "Lowering")]
)
def test_a_sure_and_right_answer_still_says_which_way_the_loss_falls(weight, slope, words):
    """Of four samples, one with y = 1 where 1 is wanted adds -log y / 4: its slope is -1/4, not 0."""
    experiment = Experiment.on("xor", layers=(), loss="binary_crossentropy", batch_size=None)
    trainer = Trainer(experiment)
    trainer.load_weights([(np.full((2, 1), weight), np.zeros(1))])
    micro = Micro.of(trainer.snapshot(), trainer.dataset)
    right = micro.batch.outputs[:, 0] == micro.batch.targets[:, 0]
    row = int(np.flatnonzero(right & micro.batch.inputs.any(axis=1))[0])
    factor = micro.with_example(row).chain.paths[0].factors[0]
    assert (factor.kind, factor.value) == ("loss", slope)
    assert words in sentences(factor, micro)[1]


@pytest.mark.parametrize(
    ("loss", "batch", "words"),
    [
        ("categorical_crossentropy", 8, "{top} is the mean of {n} examples, hence 1/{n} of it."),
        ("mse", 8, "{top} is the mean over {n} examples with {k} outputs each, hence 1/{all} of it."),
        ("mse", 1, "{top} is the mean over {k} outputs, hence 1/{k} of it."),
        ("half_squared_error", 8, None),
    ],
)
def test_a_mean_says_of_how_many_errors_it_is_one(loss, batch, words):
    """Mean squared error of 8 examples with 10 outputs is a mean of 80 errors."""
    experiment = Experiment.on("digits", loss=loss, batch_size=batch)
    micro = Micro.of(Trainer(experiment).snapshot(), experiment.dataset())
    factor = next(f for f in micro.chain.paths[0].factors if f.kind == "loss")
    assert sentences(factor, micro)[2:] == (() if words is None else (words,))
