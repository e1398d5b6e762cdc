"""The autoencoder: what is wanted of a picture is the picture, by way of a code of few numbers."""

from __future__ import annotations

import json

import numpy as np
import pytest

from nnviz.data import load_dataset
from nnviz.drawing.micro.examples import listed, wrong
from nnviz.engine import Dense
from nnviz.engine.layers import Code
from nnviz.training.derived import Derived
from nnviz.training.diagnosis import diagnose
from nnviz.training.distributions import distributions
from nnviz.training.experiment import Experiment
from nnviz.training.micro import Micro
from nnviz.training.reconstruct import code_place, codes, compared, decoded
from nnviz.training.replay import replayed_from
from nnviz.training.samples import sample_of
from nnviz.training.snapshot import Snapshot
from nnviz.training.trainer import Trainer


def autoencoder(**settings: object) -> Experiment:
    layers = (Dense(12, "tanh"), Code(2), Dense(12, "tanh"))
    usual = {"layers": layers, "loss": "binary_crossentropy", "learning_rate": 0.01, "epochs": 4, "seed": 2}
    return Experiment.on("digits", objective="reconstruct", **usual | settings).validated()


def pictures(part: str = "train") -> np.ndarray:
    """Pixels from 0 to 1."""
    data = load_dataset("digits")
    return np.asarray(getattr(data, f"{part}_features"), np.float64)


def test_the_loss_is_that_of_giving_back_the_picture() -> None:
    trainer = Trainer(autoencoder(dtype="float64"))
    x, network = pictures("test"), trainer.network
    before = network.predict(x)
    by_hand = -(x * np.log(before) + (1 - x) * np.log(1 - before)).mean()
    assert trainer.metrics["test_loss"] == pytest.approx(by_hand, rel=1e-9)
    assert trainer.metrics["test_mse"] == pytest.approx(np.square(before - x).mean(), rel=1e-9)


@pytest.mark.parametrize("scale", ["sixteenth", "minmax", "standard"])
def test_the_pixel_error_is_of_pixels_from_0_to_1_whatever_enters(scale: str) -> None:
    trainer = Trainer(autoencoder(scale=scale, loss="mse", dtype="float64"))
    data = trainer.dataset
    given = data.raw(trainer.network.predict(data.test_features)) / 16
    wanted = pictures("test")
    assert trainer.metrics["test_mse"] == pytest.approx(np.square(given - wanted).mean(), rel=1e-4)


def test_it_is_read_against_the_mean_picture_and_the_principal_components() -> None:
    train, test = pictures(), pictures("test")
    mean = train.mean(axis=0)
    values, axes = np.linalg.eigh(np.cov(train.T))
    top = axes[:, np.argsort(values)[::-1][:2]]
    back = mean + (test - mean) @ top @ top.T
    wanted = np.square(test - mean).mean(), np.square(test - back).mean()
    assert compared(load_dataset("digits"), 2) == pytest.approx(wanted, rel=1e-5)


def test_without_activations_it_does_no_better_than_the_principal_components() -> None:
    linear = autoencoder(layers=(Code(2),), loss="mse", learning_rate=0.01, epochs=60)
    trainer = Trainer(linear)
    for _ in trainer.run():
        pass
    assert trainer.metrics["test_mse"] == pytest.approx(compared(trainer.dataset, 2)[1], rel=0.02)


def test_the_later_half_of_the_code_is_what_the_network_answers() -> None:
    network, x = Trainer(autoencoder()).network, pictures("test")[:50]
    place = code_place(network.specs)
    assert place == 1
    found = codes(network, place, x)
    hidden = np.tanh(x @ network.layers[0].weights + network.layers[0].bias)
    np.testing.assert_allclose(found, hidden @ network.layers[1].weights, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(decoded(network, place, found), network.predict(x), rtol=1e-5)


def test_where_none_is_called_code_it_is_the_narrowest() -> None:
    assert code_place(Trainer(autoencoder(layers="9, 3, 9")).network.specs) == 1
    assert code_place(Trainer(autoencoder(layers=())).network.specs) is None


def test_micro_steps_end_where_the_update_does() -> None:
    one, other = Trainer(autoencoder()), Trainer(autoencoder())
    one.advance()
    steps = [*other.micro_steps()]
    assert [step.kind for step in steps if step.layer is None] == ["input", "loss", "update"]
    assert one.snapshot().parameters.tobytes() == other.snapshot().parameters.tobytes()
    micro = Micro.of(Trainer(autoencoder()).snapshot(), one.dataset)
    np.testing.assert_array_equal(micro.batch.targets, micro.batch.inputs)


def test_no_answer_is_called_wrong_where_no_class_is_told() -> None:
    told = Experiment.on("digits", layers=(Dense(4, "tanh"), Dense(10, "softmax"))).validated()
    for experiment, some in ((autoencoder(), False), (told, True)):
        trainer = Trainer(experiment)
        micro = Micro.of(trainer.snapshot(), trainer.dataset)
        assert any(wrong(micro, sample) for sample in listed(micro)) is some


def test_it_replays_to_the_bit_with_every_change() -> None:
    trainer = Trainer(autoencoder(schedule="cosine", augment=1))
    trainer.advance(3)
    start = trainer.snapshot()
    trainer.change(learning_rate=0.003)
    for _ in trainer.run():
        pass
    again = replayed_from(start, trainer.changes, trainer.epoch, trainer.dataset)
    assert again is not None
    end = trainer.snapshot()
    assert again.parameters.tobytes() == end.parameters.tobytes()
    assert again.metrics == end.metrics


def test_any_sample_has_a_gradient_since_it_is_its_own_target() -> None:
    trainer = Trainer(autoencoder(dtype="float64"))
    derived = Derived(trainer.snapshot(), trainer.dataset)
    sample = sample_of(trainer.dataset, "test", 3)
    probe = derived.probe(sample)
    assert probe is not None
    assert probe.dz is not None
    assert probe.label is None
    x = np.asarray(sample.features, np.float64)
    np.testing.assert_allclose(probe.dz[-1], (probe.output - x) / 64, atol=1e-12)
    again = derived.snapshot.probed(sample.features)
    assert again.probe is not None
    assert again.probe.loss == probe.loss


def test_it_is_examined_and_its_gradients_are_spread() -> None:
    trainer = Trainer(autoencoder(layers=(Dense(6, "relu"), Code(2))))
    spread = distributions(trainer.snapshot(), trainer.dataset, "gradients")
    assert [histogram.zero for histogram in spread][1:] == [0, 0]
    trainer.network.layers[0].bias[...] = -100
    found = diagnose(trainer.snapshot(), trainer.dataset)
    assert {finding.kind for finding in found} >= {"dead"}


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"scale": "standard"}, "needs pixels from 0 to 1: the scale “sixteenth”, not “standard”"),
        ({"data": "moons", "scale": "none"}, "gives back digits, and “moons” has none"),
        ({"data": "diabetes", "loss": "mse"}, "“Autoencoder” cannot learn from “diabetes”"),
    ],
)
def test_what_does_not_go_together_is_one_sentence(settings: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Trainer(Experiment(**{"objective": "reconstruct", "loss": "binary_crossentropy"} | settings))


def test_settings_go_through_json_and_back() -> None:
    experiment = autoencoder()
    assert Experiment.from_dict(json.loads(json.dumps(experiment.to_dict()))) == experiment


def test_a_snapshot_knows_what_it_is() -> None:
    snapshot = Trainer(autoencoder()).snapshot()
    assert isinstance(snapshot, Snapshot)
    assert [layer.name for layer in snapshot.layers] == ["dense1", "code1", "dense2", "dense3"]
    assert snapshot.ends.itself
    assert snapshot.ends.learns_samples
    assert not snapshot.ends.learns_labels
