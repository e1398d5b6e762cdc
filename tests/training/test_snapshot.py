import numpy as np
import pytest

from nnviz.engine import Dense
from nnviz.training.experiment import Experiment
from nnviz.training.trainer import Trainer
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
