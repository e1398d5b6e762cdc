"""Layers of kinds that nnviz does not have go through everything that its own go through, convolutions too.

Each made up is a description and a layer, and a line in the table of layers that a test adds. Whatever needs
to know a kind elsewhere fails here.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest

from nnviz.engine import LAYERS, BatchNorm, Dense, Dropout, Flatten, Network, gradient_check
from nnviz.engine.layers import layer_from_dict, layer_to_dict
from nnviz.files.model import read_model, read_weights, write_model
from nnviz.files.project import Project, SavedRun, read_project, write_project
from nnviz.training.diagnosis import diagnose
from nnviz.training.distributions import distributions
from nnviz.training.edits import Edit
from nnviz.training.experiment import Experiment
from nnviz.training.history import Place, history
from nnviz.training.micro import Micro
from nnviz.training.nudge import nudged
from nnviz.training.replay import replayed
from nnviz.training.timeline import Timeline
from nnviz.training.trainer import Trainer
from tests.helpers.made_up_layers import MADE_UP, Echo, Gain, Shrink
from tests.helpers.projects import trained

NETWORKS = {
    "pictures": (Shrink(3), Dropout(0.1), Shrink(4), Flatten(), Dense(8, "tanh")),
    "a state": (Echo(6),),
    "pictures, then a state": (Shrink(5), Echo(6), BatchNorm()),
    "an end that is not dense": (Dense(8, "tanh"), Dense(10), Gain()),
    "shapes to the end": (Shrink(4), Flatten(), Dense(10), Gain()),
    "convolution": "conv(4, 3), maxpool(2), conv(5, 3, padding=valid), batchnorm, dropout(0.1), 8",
    "strides and means": "batchnorm, conv(4, 3, stride=2, bias=no), avgpool(2), conv(5, 2), globalavgpool",
    "wherever it is": "conv(6, 5), dropout(0.1), maxpool(3), conv(12, 2), globalmaxpool",
    "rows, rnn": "rnn(12, every_step), batchnorm, rnn(8)",
    "rows, lstm": "6, dropout(0.1), lstm(8), 8",
    "rows, gru": "gru(8, every_step), lstm(8)",
    "rows, attention": "embedding(8), positions(learned), dropout(0.1), residual(layernorm, attention(2)), "
    "residual(layernorm, 12, 8)",
}
LAYER_NAMES = {
    "pictures": ("shrink1", "dropout1", "shrink2", "flatten1", "dense1", "dense2"),
    "a state": ("echo1", "dense1"),
    "pictures, then a state": ("shrink1", "echo1", "batchnorm1", "dense1"),
    "an end that is not dense": ("dense1", "dense2", "gain1"),
    "shapes to the end": ("shrink1", "flatten1", "dense1", "gain1"),
    "convolution": ("conv1", "maxpool1", "conv2", "batchnorm1", "dropout1", "dense1", "dense2"),
    "strides and means": ("batchnorm1", "conv1", "avgpool1", "conv2", "globalavgpool1", "dense1"),
    "wherever it is": ("conv1", "dropout1", "maxpool1", "conv2", "globalmaxpool1", "dense1"),
    "rows, rnn": ("rnn1", "batchnorm1", "rnn2", "dense1"),
    "rows, lstm": ("dense1", "dropout1", "lstm1", "dense2", "dense3"),
    "rows, gru": ("gru1", "lstm1", "dense1"),
    "rows, attention": (
        *("embedding1", "positions1", "dropout1", "layernorm1", "attention1", "residual1"),
        *("layernorm2", "dense1", "dense2", "residual2", "flatten1", "dense3"),
    ),
}


@pytest.fixture(autouse=True)
def _in_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    for kind, spec in MADE_UP.items():
        monkeypatch.setitem(LAYERS, kind, spec)


@pytest.fixture(params=NETWORKS)
def name(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def experiment(name: str) -> Experiment:
    data = "digit_rows" if name.startswith("rows") else "digits"
    return Experiment.on(
        data, layers=NETWORKS[name], loss="mse", learning_rate=0.01, epochs=4, batch_size=64, l2=0.001
    )


def after(trainer: Trainer, epochs: int) -> Timeline:
    timeline = Timeline()
    timeline.begin(trainer.snapshot())
    for metrics in trainer.run():
        if metrics.epoch == epochs:
            break
    return timeline


def test_it_learns_and_any_epoch_comes_again_to_the_bit(experiment: Experiment) -> None:
    trainer = Trainer(experiment)
    start = trainer.metrics.train_loss
    timeline = after(trainer, 4)
    assert trainer.metrics.train_loss < 0.8 * start
    again = replayed(timeline, 4, trainer.dataset)
    assert again is not None
    assert again.parameters.tobytes() == trainer.snapshot().parameters.tobytes()
    assert again.metrics == trainer.metrics


def test_it_is_described_and_read_back(experiment: Experiment) -> None:
    assert Experiment.from_dict(experiment.to_dict()) == experiment
    for layer in experiment.layers:
        assert layer_from_dict(layer_to_dict(layer)) == layer


def test_its_parameters_have_one_numbering(name: str, experiment: Experiment) -> None:
    network = Trainer(experiment).network
    assert network.names == LAYER_NAMES[name]
    first = next(name for name, layer in zip(network.names, network.layers, strict=True) if layer.parameters)
    assert network.parameter_name(0).startswith(f"{first}.")
    weights = sum(b.parameter.size for b in network.blocks if b.parameter.role == "weight")
    assert network.weight_mask().sum() == weights
    assert all(b.name.split(".")[0] in network.names for b in network.blocks)


def test_every_gradient_is_right(experiment: Experiment) -> None:
    trainer = Trainer(experiment.with_(dtype="float64"))
    trainer.advance(3)
    data = trainer.dataset
    network = trainer.network
    rng = np.random.default_rng(0)
    some = sorted({*rng.choice(network.size, 60).tolist(), *(b.start for b in network.blocks)})
    targets = np.eye(10)[data.train_labels[:9]]
    checks = gradient_check(network, data.train_features[:9], targets, some)
    assert not [check for check in checks if not check.right]
    assert sum(abs(check.analytic) > 1e-6 for check in checks) > len(checks) // 2


def test_a_batch_is_followed_by_the_list_of_its_quantities(experiment: Experiment) -> None:
    trainer = Trainer(experiment)
    trainer.advance(5)
    snapshot = trainer.snapshot()
    micro = Micro.of(snapshot, trainer.dataset)
    named = [(step.kind, step.layer) for step in micro.batch.steps]
    layers = [*enumerate(trainer.network.layers)]
    for place, layer in layers:
        for quantity in layer.quantities:
            assert (quantity.name, place) in named
    order = [step.layer for step in micro.batch.steps if step.layer is not None]
    turn = order.index(max(order), len(order) // 3)
    assert order[:turn] == sorted(order[:turn])
    shown = {(step.kind, step.layer) for cell in micro.cells for step in cell.steps}
    weighted = [place for place, layer in layers if layer.spec.weighted]
    for place in weighted:
        assert {(q.name, place) for q in trainer.network.layers[place].quantities} <= shown
    update = micro.batch.update
    trainer.advance()
    assert update.new.tobytes() == trainer.snapshot().parameters.tobytes()
    assert update.names == tuple(trainer.network.parameter_names())


def test_numbers_of_the_batch_are_checked_by_nudging(experiment: Experiment) -> None:
    trainer = Trainer(experiment)
    trainer.advance(5)
    micro = Micro.of(trainer.snapshot(), trainer.dataset)
    for block in trainer.network.blocks:
        nudge = [*nudged(micro.batch, block.start + block.parameter.size // 2)][-1]
        assert nudge is not None
        assert nudge.agrees, (block.name, nudge)
        assert nudge.check.name.startswith(block.name)


def test_weights_are_set_by_hand_by_the_number_of_their_layer(experiment: Experiment) -> None:
    trainer = Trainer(experiment)
    network = trainer.network
    for number, place in enumerate(network.weighted):
        sources, units = network.layers[place].edges
        trainer.edit(Edit(number, sources - 1, units - 1, 0.25))
        trainer.take_changes()
        assert trainer.snapshot().layers[number].weights[-1, -1] == 0.25
        changed = [
            block for block in network.blocks if block.layer == place and block.parameter.role == "weight"
        ]
        assert changed[-1].of(network.parameters).ravel()[-1] == 0.25
    with pytest.raises(ValueError, match=f"in layer {len(network.weighted) + 1}"):
        trainer.edit(Edit(len(network.weighted), 0, 0, 1.0))


def test_an_edge_is_cut_and_comes_back(experiment: Experiment) -> None:
    trainer = Trainer(experiment)
    sources = trainer.network.layers[trainer.network.weighted[0]].edges[0]
    edge = (0, sources - 1, 2)
    known = trainer.snapshot().layers[0].weights[sources - 1, 2]
    trainer.change(cut=(edge,))
    trainer.advance(20)
    assert trainer.snapshot().layers[0].weights[sources - 1, 2] == 0
    trainer.change(cut=())
    trainer.take_changes()
    assert trainer.snapshot().layers[0].weights[sources - 1, 2] == known
    with pytest.raises(ValueError, match="layer 1"):
        trainer.change(cut=((0, sources, 2),))


def test_a_frozen_layer_stays_with_all_that_it_holds(experiment: Experiment) -> None:
    trainer = Trainer(experiment)
    network = trainer.network
    for number, place in enumerate(network.weighted):
        trainer.change(frozen=(number,))
        trainer.take_changes()
        before = network.parameters.copy()
        trainer.advance(3)
        moved = before != network.parameters
        assert not moved[network.part(place)].any()
        assert moved.any()


def test_what_is_looked_at_is_there_for_every_layer_with_weights(experiment: Experiment) -> None:
    trainer = Trainer(experiment)
    timeline = after(trainer, 2)
    data, snapshot = trainer.dataset, trainer.snapshot()
    network = snapshot.network()
    np.testing.assert_array_equal(
        network.predict(data.test_features), trainer.network.predict(data.test_features)
    )
    assert [state.name for state in snapshot.layers] == [network.names[k] for k in network.weighted]
    for state, statistics in zip(snapshot.layers, snapshot.statistics, strict=True):
        layer = network.layers[state.place]
        assert state.units == layer.output_shape[0] == len(statistics.mean)
        assert set(state.parameters) == {parameter.name for parameter in layer.parameters}
        assert np.shares_memory(state.parameters[layer.parameters[0].name], snapshot.parameters)
    for spread in ("weights", "activations", "gradients"):
        assert len(distributions(snapshot, data, spread)) == len(snapshot.layers)
    diagnose(snapshot, data, timeline.snapshots[0])
    probe = snapshot.probed(data.test_features[0], 3).probe
    assert probe is not None
    np.testing.assert_allclose(probe.output, network.predict(data.test_features[:1])[0], rtol=1e-4, atol=1e-6)
    shapes = [(layer.a.shape, layer.da.shape) for layer in probe.layers if layer.da is not None]
    assert shapes == [((layer.output_size,),) * 2 for layer in network.layers]
    for layer, traced in zip(network.layers, probe.layers, strict=True):
        listed = {q.name for q in layer.quantities if not q.parameter}
        formed = {q.name for q in layer.quantities if not q.parameter and q.derive is None}
        assert formed <= set(traced.named) <= listed
    values = history(timeline, Place(0, 2, 0), "weight").values
    start = timeline.snapshots[0]
    into = start.layers[0].weights[:, 2].astype(float)
    line = into if len(into) % start.sources(0) else into[: len(into) // start.sources(0)]
    assert abs(values[0]) == pytest.approx(np.abs(line).max(), rel=1e-6)


def test_it_is_saved_read_and_begun_from(experiment: Experiment, tmp_path: Path) -> None:
    trainer, path = Trainer(experiment), tmp_path / "network.npz"
    trainer.advance(10)
    write_model(path, trainer.snapshot(), trainer.dataset)
    features = trainer.dataset.test_features
    expected = trainer.network.predict(features)
    np.testing.assert_array_equal(read_model(path).network.predict(features), expected)
    with np.load(path, allow_pickle=False) as held:
        assert {block.name for block in trainer.network.blocks} <= set(held)
    begun = Trainer(experiment.with_(seed=5))
    begun.load_weights(read_weights(path))
    np.testing.assert_array_equal(begun.network.predict(features), expected)


def test_a_larger_layer_keeps_what_still_has_a_place() -> None:
    old = Trainer(Experiment.on("digits", layers=(Shrink(2), Echo(3)), loss="mse"))
    old.advance(10)
    kept = old.snapshot()
    new = Trainer(Experiment.on("digits", layers=(Shrink(4), Echo(5)), loss="mse"), keep_fitting=kept)
    blocks = {block.name: block.of(new.network.parameters) for block in new.network.blocks}
    for block in kept.network().blocks:
        values = block.of(kept.parameters)
        same = blocks[block.name][tuple(map(slice, values.shape))]
        np.testing.assert_array_equal(same, values)


def test_what_does_not_fit_is_one_sentence_with_the_shape() -> None:
    with pytest.raises(ValueError, match=r"even size, not samples of the shape \(2,\)"):
        Network((1, 8, 8), (Shrink(3), Dense(2), Shrink(3)), "mse")
    with pytest.raises(ValueError, match=r"even size, not samples of the shape \(1, 5, 8\)"):
        Network((1, 5, 8), (Shrink(3), Flatten(), Dense(2)), "mse")


def test_a_project_keeps_its_moments_to_the_bit(experiment: Experiment) -> None:
    trainer, timeline = trained(experiment.with_(epochs=2))
    run = SavedRun(letter="A", name="made up", colour=0, experiment=trainer.experiment, timeline=timeline)
    read = read_project(BytesIO(write_project(Project(runs=(run,), current="A")))).runs[0]
    assert read.experiment == trainer.experiment
    for epoch, snapshot in timeline.snapshots.items():
        again = read.timeline.snapshots[epoch]
        assert again.parameters.tobytes() == snapshot.parameters.tobytes()
        features = trainer.dataset.test_features
        np.testing.assert_array_equal(again.network().predict(features), snapshot.network().predict(features))
