"""Sets of other hands, kept and learned from."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nnviz.data import load_dataset
from nnviz.data.folder import data_folder
from nnviz.data.hands.drawings import my_digit, write_drawings
from nnviz.data.hands.store import (
    delete_set,
    free_name,
    hands_folder,
    kept_sets,
    my_digits_file,
    read_pixels,
    read_set,
    set_name,
    write_set,
)
from nnviz.training.experiment import Experiment
from nnviz.training.trainer import Trainer
from tests.helpers.small_pictures import small_pictures
from tests.helpers.strokes import DIGIT_STROKES, as_arrays


def some(count: int = 40) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    return rng.integers(0, 17, (count, 64)).astype(np.uint8), (np.arange(count) % 10).astype(np.uint8)


def test_a_set_is_kept_found_and_deleted():
    counts, labels = some()
    assert kept_sets() == ()
    write_set("mnist", counts, labels)
    assert kept_sets() == ("mnist",)
    for kept, given in zip(read_set("mnist"), (counts, labels), strict=True):
        np.testing.assert_array_equal(kept, given)
    delete_set("mnist")
    assert kept_sets() == ()


def test_networks_learn_from_them_by_name():
    write_set("optdigits", *some(200))
    trainer = Trainer(Experiment(data="optdigits", epochs=1))
    assert len(trainer.dataset.train_labels) == 160
    assert [metrics.epoch for metrics in trainer.run()] == [0, 1]
    np.testing.assert_allclose(trainer.dataset.raw(trainer.dataset.train_features).max(), 16)


def test_all_hands_are_the_digits_the_sets_and_my_own(folder: Path):
    def count() -> int:
        data = load_dataset("hands")
        return len(data.train_labels) + len(data.test_labels)

    assert count() == 1797
    write_set("mnist", *some(100))
    write_set("class-7b", *some(50))
    assert count() == 1797 + 150
    mine = [my_digit(as_arrays(DIGIT_STROKES[label]), label) for label in (1, 2, 3)]
    my_digits_file().write_bytes(write_drawings(mine))
    assert count() == 1797 + 153


def test_what_is_not_there_says_how_to_get_it():
    with pytest.raises(ValueError, match="not on this computer yet: “nnviz hands get mnist” gets it"):
        load_dataset("mnist")


@pytest.mark.parametrize(
    "content", [b"", b"PK\x05\x06" + bytes(18), b"no archive", None], ids=["empty", "bare", "text", "cut"]
)
def test_a_damaged_set_is_a_sentence(content: bytes | None, folder: Path):
    write_set("mnist", *some())
    path = folder / "hands" / "mnist.npz"
    path.write_bytes(path.read_bytes()[:-100] if content is None else content)
    with pytest.raises(ValueError, match="is damaged: delete it"):
        load_dataset("mnist")
    delete_set("mnist")


@pytest.mark.parametrize("name", ["", "..", "a/b", "../x", "a" * 41, "Ä"])
def test_names_are_no_paths(name: str):
    with pytest.raises(ValueError, match="cannot be called"):
        write_set(name, *some())
    assert kept_sets() == ()


@pytest.mark.parametrize("text", ["../../etc", "Klasse 7b (2026)", "", "Ä", "x" * 200])
def test_any_text_makes_a_name(text: str):
    write_set(set_name(text), *some())
    assert kept_sets() == (set_name(text),)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("手書き数字", "手書き数字"),
        ("Почерк 7Б", "почерк-7б"),
        ("हिन्दी अंक", "हिन्दी-अंक"),
        ("Schrift Ü", "schrift-ü"),
        ("NUL", "set-nul"),
    ],
)
def test_a_name_keeps_its_script(text: str, name: str):
    assert set_name(text) == name
    write_set(name, *some())
    assert kept_sets() == (name,)
    assert len(read_set(name)[1]) > 0


def test_a_second_of_the_same_name_has_a_name_of_its_own():
    assert free_name("class") == "class"
    for expected in ("class", "class-2", "class-3"):
        assert free_name("class") == expected
        write_set(expected, *some())
    write_set("x" * 40, *some())
    assert free_name("x" * 40) == "x" * 36 + "-2"


def test_what_are_no_counts_is_refused():
    counts, labels = some()
    for wrong in (
        (counts[:, :63], labels),
        (counts, labels[1:]),
        (counts + 10, labels),
        (counts, labels + 5),
    ):
        with pytest.raises(ValueError, match=r"[Cc]ounts"):
            write_set("mine", *wrong)
    assert kept_sets() == ()


def test_the_folder_is_the_one_that_qt_knows(qapp, monkeypatch, tmp_path):
    from PySide6.QtCore import QCoreApplication, QStandardPaths

    before = QCoreApplication.applicationName()
    QCoreApplication.setApplicationName("nnviz")
    test_mode = QStandardPaths.isTestModeEnabled()
    QStandardPaths.setTestModeEnabled(False)
    try:
        for value in (str(tmp_path), "", "relative"):
            monkeypatch.setenv("XDG_DATA_HOME", value)
            place = QStandardPaths.StandardLocation.AppLocalDataLocation
            assert data_folder() == Path(QStandardPaths.writableLocation(place))
    finally:
        QStandardPaths.setTestModeEnabled(test_mode)
        QCoreApplication.setApplicationName(before)


def with_pixels(count: int = 50) -> np.ndarray:
    """Keep “mnist” with so many pictures; their (count, 28, 28) pixels."""
    pictures, labels = small_pictures(count)
    write_set("mnist", some(count)[0], labels, pictures.reshape(count, -1))
    return pictures


def test_networks_learn_from_the_pixels_as_they_were_published():
    pictures = with_pixels()
    data = load_dataset("mnist28")
    assert (data.feature_shape, data.family, data.class_names[7]) == ((28, 28), "images", "7")
    assert (data.train_features.shape, data.test_features.shape) == ((40, 784), (10, 784))
    for part in ("train", "test"):
        indices = getattr(data, f"{part}_indices")
        np.testing.assert_array_equal(getattr(data, f"{part}_labels"), indices % 10)
        shown = getattr(data, f"{part}_features").reshape(-1, 28, 28)
        np.testing.assert_allclose(shown, pictures[indices] / 255, atol=1e-7)
    assert set(data.test_indices) == set(load_dataset("mnist").test_indices), "the counts are split alike"
    assert kept_sets() == ("mnist",), "the pixels are no set of their own"


def test_without_pixels_it_is_said_how_to_get_them():
    with pytest.raises(ValueError, match="not on this computer yet: “nnviz hands get mnist” gets them"):
        load_dataset("mnist28")
    write_set("mnist", *some())
    with pytest.raises(ValueError, match=r"by an older nnviz.*“nnviz hands get mnist” gets it again"):
        load_dataset("mnist28")
    with_pixels()
    file = hands_folder() / "pixels" / "mnist.npz"
    file.write_bytes(file.read_bytes()[:-900])
    with pytest.raises(ValueError, match="pixels of “mnist” are damaged: “nnviz hands get mnist”"):
        load_dataset("mnist28")
    assert len(load_dataset("mnist").train_labels) == 40, "the counts are whole"


def test_pixels_go_with_their_set():
    with_pixels()
    write_set("mnist", *some())
    with pytest.raises(ValueError, match="by an older nnviz"):
        read_pixels("mnist")
    with_pixels()
    delete_set("mnist")
    assert not [*hands_folder().rglob("*.npz")]


@pytest.mark.parametrize(
    ("pixels", "sentence"),
    [
        (np.zeros((40, 783), np.uint8), "side"),
        (np.zeros((39, 784), np.uint8), "side"),
        (np.zeros((40, 0), np.uint8), "side"),
        (np.zeros((40, 28, 28), np.uint8), "side"),
        (np.zeros((40, 784), np.int64), "bytes"),
    ],
)
def test_what_are_no_pixels_are_not_kept(pixels, sentence):
    with pytest.raises(ValueError, match=sentence):
        write_set("mnist", *some(), pixels)
    assert kept_sets() == ()
