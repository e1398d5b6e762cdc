from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from nnviz.engine import BatchNorm, Dense, Dropout
from nnviz.said import Sentence
from nnviz.training.diagnosis import FINDINGS, Finding, FindingKind, Patient, diagnose
from nnviz.training.experiment import Experiment
from nnviz.training.outputs import encode
from nnviz.training.trainer import Trainer
from tests.helpers.networks import dense_layers

Weights = list[tuple[np.ndarray, np.ndarray]]


def trained(epochs: int = 3, **settings: object) -> Trainer:
    trainer = Trainer(Experiment(epochs=epochs, **settings))  # type: ignore[arg-type]
    for _ in trainer.run():
        pass
    return trainer


def findings(trainer: Trainer, kind: str) -> list[Finding]:
    return [finding for finding in diagnose(trainer.snapshot(), trainer.dataset) if finding.kind == kind]


def with_weights(activation: str, change: object, layers: int = 1) -> Trainer:
    """A fresh network whose (weights, bias) pairs `change` has altered in place."""
    trainer = Trainer(Experiment(layers=(Dense(8, activation),) * layers))
    pairs = [(layer.weights.copy(), layer.bias.copy()) for layer in dense_layers(trainer.network)]
    change(pairs)  # type: ignore[operator]
    trainer.load_weights(pairs)
    return trainer


def test_a_healthy_network_has_no_findings() -> None:
    trainer = Trainer(Experiment(epochs=5, layers=(Dense(32, "tanh"),)))
    items = trainer.run()
    next(items)
    next(items)
    before = trainer.snapshot()
    for _ in items:
        pass
    assert diagnose(trainer.snapshot(), trainer.dataset, before) == ()


def kill(count: int) -> Callable[[Weights], None]:
    def change(pairs: Weights) -> None:
        pairs[0][1][:] = 5
        pairs[0][1][:count] = -100

    return change


def test_dead_units_are_those_that_never_fire() -> None:
    trainer = with_weights("relu", kill(2))
    trainer.advance()
    found = findings(trainer, "dead")
    assert [(finding.layer, finding.units, finding.value) for finding in found] == [
        (0, (0,), 2),
        (0, (1,), 2),
    ]
    assert found[1].text == (
        "Neuron 2 of layer 1 is dead: its activation is 0 for each of the 256 test samples looked at."
    )


@pytest.mark.parametrize("activation", ["leaky_relu", "elu", "gelu", "silu", "softplus", "tanh", "linear"])
def test_only_what_has_a_flat_zero_side_can_be_dead(activation: str) -> None:
    trainer = with_weights(activation, kill(8))
    trainer.advance()
    assert not findings(trainer, "dead")


def test_a_leak_of_0_is_a_flat_side() -> None:
    trainer = Trainer(Experiment(layers=(Dense(8, "leaky_relu", 0.0),)))
    pairs = [(layer.weights.copy(), layer.bias.copy()) for layer in dense_layers(trainer.network)]
    kill(8)(pairs)
    trainer.load_weights(pairs)
    assert len(findings(trainer, "dead")) == 8


def test_a_few_dead_units_are_no_warning_nor_are_some_before_the_first_step() -> None:
    """1 of 8 is less than a quarter; 7 of 8 that nothing has moved yet may well come alive."""
    for count, before, after in ((1, 0, 0), (2, 0, 2), (7, 0, 7), (8, 8, 8)):
        trainer = with_weights("relu", kill(count))
        assert len(findings(trainer, "dead")) == before
        trainer.advance()
        assert len(findings(trainer, "dead")) == after


def test_sentences_count_the_samples_that_there_are() -> None:
    trainer = Trainer(Experiment.on("iris", layers=(Dense(4, "relu"),)))
    pairs = [(layer.weights.copy(), layer.bias.copy()) for layer in dense_layers(trainer.network)]
    pairs[0][1][:] = -1000
    trainer.load_weights(pairs)
    count = len(trainer.dataset.test_labels)
    assert count < 256
    assert all(f"each of the {count} test samples" in found.text for found in findings(trainer, "dead"))


@pytest.mark.parametrize("activation", ["sigmoid", "tanh"])
def test_saturated_units_are_at_an_end_of_their_range(activation: str) -> None:
    def saturate(pairs: Weights) -> None:
        pairs[0][1][:] = 0
        pairs[0][1][3] = 50
        pairs[0][1][4] = -50

    found = findings(with_weights(activation, saturate), "saturated")
    assert [(finding.layer, finding.units, finding.value) for finding in found] == [
        (0, (3,), 1),
        (0, (4,), 1),
    ]
    assert "for 256 of the 256 test samples looked at" in found[0].text


def test_identical_units_are_grouped() -> None:
    def copy(pairs: Weights) -> None:
        pairs[0][0][:, [4, 6]] = pairs[0][0][:, [1]]
        pairs[0][0][:, 7] = pairs[0][0][:, 0]

    found = findings(with_weights("tanh", copy), "identical")
    assert [finding.units for finding in found] == [(0, 7), (1, 4, 6)]
    assert [finding.units for finding in findings(trained(initializer="zeros"), "identical")] == [
        tuple(range(32))
    ]


def test_gradients_vanish_through_many_flat_sigmoids_and_explode_through_large_weights() -> None:
    deep = with_weights("sigmoid", lambda pairs: [weights.__imul__(0.05) for weights, _ in pairs], layers=5)
    vanishing = findings(deep, "vanishing")
    assert [finding.layer for finding in vanishing] == list(range(len(vanishing)))
    assert vanishing[0].value == min(finding.value for finding in vanishing)
    assert vanishing[0].text.startswith("The gradient vanishes: in layer 1 it is ")
    large = with_weights("linear", lambda pairs: [weights.__imul__(20) for weights, _ in pairs], layers=4)
    assert findings(large, "exploding")[0].value > 1e3


def test_updates_are_compared_with_the_weights() -> None:
    for rate, kind in ((1e-6, "slow"), (50.0, "hasty")):
        trainer = Trainer(Experiment(epochs=1, optimizer="sgd", learning_rate=rate, batch_size=None))
        before = trainer.snapshot()
        for _ in trainer.run():
            pass
        found = [
            finding
            for finding in diagnose(trainer.snapshot(), trainer.dataset, before)
            if finding.kind in ("slow", "hasty")
        ]
        assert {finding.kind for finding in found} == {kind}
        layer = found[0].layer
        assert layer is not None
        old, new = before.layers[layer].weights, trainer.snapshot().layers[layer].weights
        assert found[0].value == pytest.approx(np.linalg.norm(new - old) / np.linalg.norm(old), rel=1e-5)


def test_a_rate_that_its_schedule_has_run_down_is_why_a_layer_hardly_moves() -> None:
    for schedule, advised in (("constant", "Raise the learning rate."), ("cosine", "The schedule of the le")):
        settings = Experiment(epochs=8, optimizer="sgd", learning_rate=1e-6, schedule=schedule)
        trainer, before = Trainer(settings), None
        for _ in trainer.run():
            before, last = (before, trainer.snapshot()) if trainer.epoch == 8 else (trainer.snapshot(), None)
        slow = [one for one in diagnose(last, trainer.dataset, before) if one.kind == "slow"]
        assert slow
        assert all(one.advice.startswith(advised) for one in slow)


def test_a_frozen_layer_is_not_said_to_hardly_move() -> None:
    """Its weights are held: no learning rate would move them. Those of the other layer creep."""
    for frozen, layers in (((), [0, 1]), ((0,), [1])):
        trainer = Trainer(
            Experiment(optimizer="sgd", learning_rate=1e-6, batch_size=None, layers=(Dense(8, "tanh"),))
        )
        before = trainer.snapshot()
        trainer.change(frozen=frozen)
        trainer.advance()
        found = diagnose(trainer.snapshot(), trainer.dataset, before)
        assert [finding.layer for finding in found if finding.kind == "slow"] == layers


@pytest.mark.parametrize(
    ("l2", "named"), [(0.0, False), (1e-3, False), (0.01, False), (0.1, True), (0.3, True)]
)
def test_a_penalty_that_outweighs_the_data_is_named(l2: float, named: bool) -> None:
    """With an L2 of 0.1 and more the digits are hardly learned."""
    trainer = trained(30, l2=l2)
    found = findings(trainer, "penalty")
    assert bool(found) == named
    if not named:
        return
    network, data = trainer.network, trainer.dataset
    labels = data.test_labels[:256]
    shares = network.predict(data.test_features[:256]).astype(np.float64)
    often = np.bincount(labels, minlength=10) / 256
    loss, guess = -np.log(shares[np.arange(256), labels]).mean(), -np.log(often[labels]).mean()
    assert f"is still {round(100 * loss / guess)} % of what guessing would cost" in found[0].text


def test_no_penalty_is_named_before_the_first_update() -> None:
    assert not findings(Trainer(Experiment(l2=1.0)), "penalty")


def test_a_network_is_not_compared_with_one_of_another_shape() -> None:
    """A run goes on with more units, or layers, than it had before."""
    before = trained(epochs=1, layers=(Dense(8, "tanh"),)).snapshot()
    for layers in ((Dense(14, "tanh"),), (Dense(8, "tanh"), Dense(8, "tanh"))):
        after = trained(layers=layers)
        assert after.snapshot().step > before.step
        alone = diagnose(after.snapshot(), after.dataset)
        assert diagnose(after.snapshot(), after.dataset, before) == alone


def test_what_is_not_finite_has_diverged() -> None:
    trainer = trained()
    snapshot = trainer.snapshot()
    parameters = snapshot.parameters.copy()
    parameters[0] = np.nan
    (found,) = diagnose(
        replace(snapshot, players=(replace(snapshot.players[0], parameters=parameters),)), trainer.dataset
    )
    assert found.kind == "diverged"


@pytest.mark.parametrize("loss", ["categorical_crossentropy", "mse"])
def test_slopes_of_a_batch_are_those_of_its_samples(loss: str) -> None:
    """In one pass, whatever lies between the layers; the size of the batch divides all alike."""
    layers = (Dense(6, "tanh"), BatchNorm(), Dense(5, "relu"), Dropout(0.4))
    trainer = trained(1, layers=layers, loss=loss)
    network, data = trainer.snapshot().network(), trainer.dataset
    features, targets = data.test_features[:20], encode(data.test_labels[:20], (10,))
    traces = [network.trace(x, t) for x, t in zip(features, targets, strict=True)]
    sizes = [np.sqrt(np.mean([np.square(trace.dz[place]) for trace in traces])) for place in (0, 2, 4)]
    found = Patient(trainer.snapshot(), network, features, targets, data).slopes
    np.testing.assert_allclose(found, [sizes[0] / sizes[2], sizes[1] / sizes[2]], rtol=1e-4)


def test_a_made_up_finding_is_a_line_of_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    def find(patient: Patient) -> list[Finding]:
        wide = [k for k, layer in enumerate(patient.snapshot.layers) if layer.units > 30]
        return [
            Finding("wide", k, (), 32.0, Sentence("", "It is wide."), Sentence("", "Be thin.")) for k in wide
        ]

    monkeypatch.setitem(FINDINGS, "wide", FindingKind(Sentence("", "wide"), Sentence("", "wide"), find))
    trainer = trained(1)
    found = [finding for finding in diagnose(trainer.snapshot(), trainer.dataset) if finding.kind == "wide"]
    assert [(finding.layer, str(finding.text)) for finding in found] == [(0, "It is wide.")]
