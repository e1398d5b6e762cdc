"""What ails attention and embeddings: each finding in a network made to have it, and not in a healthy one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nnviz.training.diagnosis import FINDINGS, diagnose
from nnviz.training.experiment import Experiment
from nnviz.training.patient import Finding
from nnviz.training.settings import read_layers
from nnviz.training.trainer import Trainer

KINDS = {"looks_alike", "unseen"}
WORDS = "embedding(8), positions(learned), residual(layernorm, attention(2))"


@pytest.fixture
def trainer() -> Trainer:
    trainer = Trainer(Experiment.on("reverse", layers=read_layers(WORDS), seed=1))
    trainer.advance()
    return trainer


def found(trainer: Trainer, **changed) -> dict[str, Finding]:
    dataset = replace(trainer.dataset, **changed) if changed else trainer.dataset
    return {one.kind: one for one in diagnose(trainer.snapshot(), dataset) if one.kind in KINDS}


def apart(trainer: Trainer, head: int) -> float:
    """How far the shares of a head are from equal ones, gone through step by step in float64."""
    snapshot = trainer.snapshot()
    blocks = snapshot.network().blocks
    p = {block.name: np.array(block.of(snapshot.parameters), np.float64) for block in blocks}
    data, size, most = trainer.dataset, 4, 0.0
    for x in data.test_features[:256].reshape(-1, *data.feature_shape):
        v = x.T @ p["embedding1.weights"] + p["positions1.weights"]
        v = (v - v.mean(axis=1, keepdims=True)) / np.sqrt(v.var(axis=1, keepdims=True) + 1e-5)
        v = v * p["layernorm1.scale"] + p["layernorm1.shift"]
        q, k = (v @ p[f"attention1.{n}_weights"] + p[f"attention1.{n}_bias"] for n in ("query", "key"))
        part = slice(head * size, (head + 1) * size)
        for t in range(len(v)):
            e = np.exp(k[: t + 1, part] @ q[t, part] / np.sqrt(size))
            most = max(most, float(np.clip(e / e.sum() - 1 / (t + 1), 0, None).sum()))
    return most


def test_a_network_that_is_well_has_none_of_them(trainer: Trainer) -> None:
    assert not found(trainer)
    assert all(FINDINGS[kind].word and "{layer}" in FINDINGS[kind].noted for kind in KINDS)


def test_a_head_that_looks_everywhere_alike_is_told_with_the_number(trainer: Trainer) -> None:
    layer = next(one for one in trainer.network.layers if one.spec.kind == "attention")
    layer.values["query_weights"][:, 4:] *= 0.005
    layer.values["query_bias"][4:] *= 0.005
    one = found(trainer)["looks_alike"]
    assert (one.layer, one.units) == (1, ())
    assert one.value == pytest.approx(apart(trainer, 1), rel=1e-3, abs=1e-6)
    assert 0 < one.value <= 0.02 < apart(trainer, 0)
    assert one.text.startswith(
        "Attention of layer 2 looks everywhere alike (heads: 2): at no step of the 256"
    )
    layer.values["query_weights"][...] = layer.values["query_bias"][...] = 0
    both = found(trainer)["looks_alike"]
    assert "(heads: 1, 2)" in both.text
    assert both.value == pytest.approx(0, abs=1e-6)


def test_symbols_that_no_training_sequence_has_are_named(trainer: Trainer) -> None:
    data = trainer.dataset
    features = data.train_features.reshape(-1, *data.feature_shape)
    without = features[~features[:, [3, 5]].any(axis=(1, 2))]
    kept = {
        "train_features": without.reshape(len(without), *data.train_features.shape[1:]),
        "train_labels": data.train_labels[: len(without)],
    }
    assert len(without) > 0
    one = found(trainer, **kept)["unseen"]
    assert (one.layer, one.value) == (0, 2.0)
    assert one.text.startswith(f"The vectors of “{data.symbols[3]}”, “{data.symbols[5]}” in layer 1 are not")
    nothing = {"train_features": np.zeros_like(data.train_features)}
    assert (
        f"The vectors of {len(data.symbols)} symbols in layer 1" in found(trainer, **nothing)["unseen"].text
    )
