from itertools import pairwise

import numpy as np
import pytest

from nnviz.drawing.inspector.network import describe_network
from nnviz.engine import BatchNorm, Dense
from nnviz.training.experiment import Experiment
from nnviz.training.history import Place, history
from nnviz.training.timeline import Timeline
from nnviz.training.trainer import Trainer
from tests.helpers.shaped import convolved
from tests.helpers.snapshots import hand_built_snapshot


def test_probe_agrees_with_the_sums_done_by_hand() -> None:
    """The helper works its probe out with NumPy alone."""
    built = hand_built_snapshot((12, 7), label=4)
    assert built.probe is not None
    probe = built.probed(built.probe.inputs, 4).probe
    assert probe is not None
    assert probe.dz is not None
    assert built.probe.dz is not None
    for mine, theirs in zip(
        (*probe.z, *probe.a, *probe.dz), (*built.probe.z, *built.probe.a, *built.probe.dz), strict=True
    ):
        np.testing.assert_allclose(mine, theirs, rtol=2e-5, atol=1e-6)
    assert probe.loss == pytest.approx(built.probe.loss, rel=1e-5)
    assert probe.answer == int(probe.output.argmax())
    assert probe.label == 4


def test_without_a_label_there_is_no_gradient() -> None:
    built = hand_built_snapshot(label=None)
    assert built.probe is not None
    probe = built.probed(built.probe.inputs).probe
    assert probe is not None
    assert (probe.dz, probe.loss, probe.label) == (None, None, None)


def test_edges_show_weight_signal_and_gradient() -> None:
    snapshot = hand_built_snapshot((5,), inputs=3, outputs=2, label=1)
    probe = snapshot.probe
    assert probe is not None
    assert probe.dz is not None
    weights = snapshot.layers[1].weights
    np.testing.assert_array_equal(snapshot.edge_values(1, "weights"), weights)
    np.testing.assert_array_equal(snapshot.edge_values(1, "signal"), weights * probe.a[0][:, None])
    np.testing.assert_array_equal(snapshot.edge_values(0, "gradient"), np.outer(probe.inputs, probe.dz[0]))
    # The signals into a unit and its bias add up to its sum.
    total = snapshot.edge_values(0, "signal").sum(axis=0) + snapshot.layers[0].bias
    np.testing.assert_allclose(total, probe.z[0], rtol=1e-5, atol=1e-6)


def test_what_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="Without a sample"):
        hand_built_snapshot(probed=False).edge_values(0, "signal")
    with pytest.raises(ValueError, match="Without a label"):
        hand_built_snapshot(label=None).edge_values(0, "gradient")
    with pytest.raises(ValueError, match="Lines cannot show"):
        hand_built_snapshot().edge_values(0, "colour")  # type: ignore[arg-type]
    built = hand_built_snapshot()
    with pytest.raises(ValueError, match="no class 10"):
        built.probed(np.zeros(64, np.float32), 10)
    with pytest.raises(ValueError, match="64"):
        built.probed(np.zeros(63, np.float32), 1)


def test_network_is_the_one_that_was_trained() -> None:
    experiment = Experiment(layers=(Dense(4, "leaky_relu", 0.3),), loss="mse", dtype="float64", l2=0.1)
    trainer = Trainer(experiment)
    network = trainer.snapshot().network()
    assert network.specs == trainer.network.specs
    assert (network.l2, network.loss.name, network.dtype) == (0.1, "mse", np.float64)
    x = trainer.dataset.test_features
    np.testing.assert_array_equal(network.predict(x), trainer.network.predict(x))
    assert network.parameters is not trainer.network.parameters


def test_size_counts_every_array() -> None:
    snapshot = hand_built_snapshot((5,), inputs=3, outputs=2, probed=False)
    assert snapshot.nbytes == 4 * (4 * 5 + 6 * 2) + 4 * 3 * (5 + 2)


def test_size_is_counted_once_for_whoever_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The window's thread keeps many a frame, and the mailbox has asked before."""
    snapshot = hand_built_snapshot((5,), inputs=3, outputs=2, probed=False)
    counted = snapshot.nbytes
    monkeypatch.setattr(type(snapshot.players[0]), "arrays", property(lambda player: pytest.fail("again")))
    assert snapshot.nbytes == counted


def test_through_batch_normalisation_every_number_is_that_of_the_network() -> None:
    """All that passes Dense, BatchNorm, Dense of one sample, worked out apart, in float64."""
    experiment = Experiment.on(
        "digits", layers=(Dense(6, "tanh"), BatchNorm(), Dense(5, "relu"), BatchNorm()), epochs=1
    )
    trainer = Trainer(experiment)
    list(trainer.run())
    x, label = trainer.dataset.test_features[3], int(trainer.dataset.test_labels[3])
    snapshot = trainer.snapshot().probed(x, label)
    flat, running = (values.astype(np.float64) for values in (snapshot.parameters, snapshot.running))
    ends = np.cumsum([0, 65 * 6, 12, 7 * 5, 10, 6 * 10])
    first, gamma, second, delta, third = (flat[a:b] for a, b in pairwise(ends))

    def normalised(values: np.ndarray, scale: np.ndarray, moments: np.ndarray) -> np.ndarray:
        scales, shifts = scale.reshape(2, -1)
        mean, variance = moments.reshape(2, -1)
        return (values - mean) / np.sqrt(variance + 1e-5) * scales + shifts

    weights = [first.reshape(65, 6), second.reshape(7, 5), third.reshape(6, 10)]
    z0 = x @ weights[0][:-1] + weights[0][-1]
    into1 = normalised(np.tanh(z0), gamma, running[:12])
    z1 = into1 @ weights[1][:-1] + weights[1][-1]
    into2 = normalised(np.maximum(z1, 0), delta, running[12:])
    z2 = into2 @ weights[2][:-1] + weights[2][-1]
    a2 = np.exp(z2 - z2.max()) / np.exp(z2 - z2.max()).sum()
    dz2 = a2 - np.eye(10)[label]
    back1 = weights[2][:-1] @ dz2 * delta[:5] / np.sqrt(running[17:22] + 1e-5)
    dz1 = back1 * (z1 > 0)
    dz0 = weights[1][:-1] @ dz1 * gamma[:6] / np.sqrt(running[6:12] + 1e-5) * (1 - np.tanh(z0) ** 2)

    for layer, (entering, dz) in enumerate(((x, dz0), (into1, dz1), (into2, dz2))):
        signal = weights[layer][:-1] * entering[:, None]
        np.testing.assert_allclose(snapshot.edge_values(layer, "signal"), signal, rtol=1e-3, atol=1e-5)
        gradient = np.outer(entering, dz)
        np.testing.assert_allclose(snapshot.edge_values(layer, "gradient"), gradient, rtol=1e-3, atol=1e-5)
        sums = (z0, z1, z2)[layer]
        np.testing.assert_allclose(signal.sum(axis=0) + weights[layer][-1], sums, rtol=1e-9)
        assert snapshot.probe is not None
        np.testing.assert_allclose(snapshot.probe.z[layer], sums, rtol=1e-4, atol=1e-5)
    timeline = Timeline()
    timeline.keep(snapshot)
    known = history(timeline, Place(1, 2, 4), "gradient", x, label).values[0]
    assert known == pytest.approx(into1[4] * dz1[2], rel=1e-3, abs=1e-6)


def test_the_statistics_of_maps_are_over_all_their_places() -> None:
    """Of the first 64 test samples, by the definition of a convolution, place by place."""
    trainer = Trainer(Experiment.on("digits", layers="conv(3, 3), maxpool(2), conv(4, 3), globalmaxpool"))
    trainer.advance(5)
    snapshot, data = trainer.snapshot(), trainer.dataset
    first = snapshot.layers[0].parameters
    pictures = data.test_features[:64].reshape(64, 1, 8, 8).astype(float)
    maps = np.maximum(0, convolved(pictures, first["weights"], first["bias"]))
    told = snapshot.statistics[0]
    np.testing.assert_allclose(told.mean, maps.mean(axis=(0, 2, 3)), rtol=1e-4)
    np.testing.assert_allclose(told.maximum, maps.max(axis=(0, 2, 3)), rtol=1e-5)
    np.testing.assert_allclose(told.firing, (maps > 1e-9).mean(axis=(0, 2, 3)), atol=1e-3)
    content = describe_network(snapshot, data, None)
    assert "Hidden at 0 for 64 test samples" in dict(content.summary)
