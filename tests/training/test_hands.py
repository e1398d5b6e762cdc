"""The Reader, trained with more hands."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nnviz.data import load_dataset
from nnviz.data.augment import augmented
from nnviz.data.digits import digits
from nnviz.data.hands.store import own_reader_file, write_set
from nnviz.engine import Dense
from nnviz.training import hands
from nnviz.training.hands import (
    best_reader,
    experiment_for,
    train_with_hands,
    write_own_reader,
)
from nnviz.training.reader import READER, load_reader

#: With few test digits: reading each of them as a photo of it takes most of the time.
QUICK = replace(READER, layers=(Dense(16, "relu"),), augment=1, learning_rate=0.01, test_share=0.02)


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))


def more_hands() -> None:
    """A set of changed digits, kept."""
    known = digits()
    rng = np.random.default_rng(0)
    made = augmented(known.features[:500], 1, rng, labels=known.labels[:500].astype(np.int64))
    write_set("class-7b", np.rint(made).astype(np.uint8), known.labels[:500].astype(np.uint8))


def test_it_learns_from_them_is_kept_and_found_at_the_next_start(monkeypatch):
    monkeypatch.setattr(hands, "READER", QUICK)
    monkeypatch.setattr(hands, "LOOKED_AT", 40_000)
    more_hands()
    seen: list[int] = []
    real = hands.train_reader

    def watched(experiment, *, dataset, progress):
        seen.append(len(dataset.train_labels))
        return real(experiment, dataset, progress)

    monkeypatch.setattr(hands, "train_reader", watched)
    told: list[float] = []
    reader, count = train_with_hands(told.append)
    assert (seen, count) == ([1761 + 500], 500)  # of 1,797 digits
    assert told == sorted(told)
    assert told[-1] == 1
    assert reader.metrics.test_accuracy > 0.8
    alone = QUICK.dataset()
    np.testing.assert_array_equal(reader.dataset.test_features, alone.test_features)

    assert best_reader() is load_reader()
    write_own_reader(reader)
    again = best_reader()
    np.testing.assert_array_equal(again.network.parameters, reader.network.parameters)
    assert (again.temperature, again.limit, again.metrics) == (
        reader.temperature,
        reader.limit,
        reader.metrics,
    )
    assert len(again.dataset.train_labels) == 1761


def test_without_more_hands_there_is_nothing_to_train_with():
    with pytest.raises(ValueError, match="no more handwriting yet"):
        train_with_hands(lambda share: None)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", None])
def test_a_damaged_one_is_not_used(content):
    own_reader_file().parent.mkdir(parents=True)
    own_reader_file().write_bytes(content or b"x" * 1000)
    with pytest.raises(ValueError, match=r"put aside as “.*reader-damaged-1\.npz”"):
        best_reader()
    assert own_reader_file().with_name("reader-damaged-1.npz").read_bytes() == (content or b"x" * 1000)
    assert best_reader() is load_reader()


@pytest.mark.parametrize("count", [1_500, 5_000, 75_000, 400_000])
def test_more_pictures_do_not_take_longer_without_end(count: int):
    digits = load_dataset("digits")
    many = replace(digits, train_labels=np.zeros(count, np.int64))
    experiment = experiment_for(many).validated()
    looked_at = count * (experiment.augment + 1) * experiment.epochs
    assert looked_at <= max(hands.LOOKED_AT, 10 * 2 * count) * 1.1
    assert experiment.augment >= 1
    assert 10 <= experiment.epochs <= READER.epochs


def test_a_place_that_the_system_does_not_take_holds_no_reader(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / ("x" * 300)))
    assert best_reader() is load_reader()
