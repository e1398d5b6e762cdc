"""What a person draws as a sample of pictures of any size, and as one of other data."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.data import Dataset, load_dataset
from nnviz.data.ink import prepare
from nnviz.training.image_presets import IMAGES
from nnviz.training.samples import drawn_picture, fitted, ink_sample, takes_drawings, takes_ink
from nnviz.training.trainer import Trainer
from tests.helpers.counts import count
from tests.helpers.drawn_shapes import OUTLINES, THIN, Strokes, by_hand
from tests.helpers.strokes import DIGIT_STROKES, as_arrays


@pytest.fixture(scope="module")
def sets() -> dict[str, Dataset]:
    names = ("digits", "figures", "shapes", "moved_digits", "centred_digits", "iris", "ring")
    return {name: load_dataset(name, test_share=0.3) for name in names}


def test_all_pictures_take_drawings_and_nothing_else_does(sets: dict[str, Dataset]) -> None:
    assert [name for name, dataset in sets.items() if not takes_drawings(dataset)] == ["iris", "ring"]
    assert [name for name, dataset in sets.items() if takes_ink(dataset)] == ["digits"], "the Reader's"


@pytest.mark.parametrize("name", ["digits", "figures", "shapes", "moved_digits"])
def test_a_drawing_enters_at_the_size_of_the_data(name: str, sets: dict[str, Dataset]) -> None:
    dataset, strokes = sets[name], tuple(as_arrays(DIGIT_STROKES[2]))
    made = drawn_picture(strokes, dataset)
    sample = ink_sample(made, dataset, 2, strokes=strokes)
    assert sample is not None
    assert sample.features.shape == (dataset.input_size,)
    assert sample.from_person
    assert 0 <= sample.features.min() < sample.features.max() <= 1
    np.testing.assert_allclose(dataset.raw(sample.features), made.seen, atol=1e-5)


def test_ink_of_another_size_is_no_sample(sets: dict[str, Dataset]) -> None:
    ink = prepare(as_arrays(DIGIT_STROKES[2]))
    assert ink_sample(ink, sets["digits"], 2) is not None
    assert ink_sample(ink, sets["figures"], 2) is None
    assert (
        ink_sample(drawn_picture(tuple(as_arrays(DIGIT_STROKES[2])), sets["figures"]), sets["digits"], 2)
        is None
    )


def test_a_drawing_is_made_anew_for_other_pictures_and_keeps_its_label_where_that_means_the_same(
    sets: dict[str, Dataset],
) -> None:
    strokes = tuple(as_arrays(DIGIT_STROKES[3]))
    drawn = ink_sample(drawn_picture(strokes, sets["digits"]), sets["digits"], 3, strokes=strokes)
    assert drawn is not None
    for name, label in (("moved_digits", 3), ("figures", None), ("shapes", None)):
        other = fitted(drawn, sets[name])
        assert other is not None
        assert other.label == label
        np.testing.assert_array_equal(other.seen, drawn_picture(strokes, sets[name]).seen)
        assert other.dataset is sets[name]
        back = fitted(other, sets["digits"])
        assert back is not None
        np.testing.assert_array_equal(back.features, drawn.features)
    moved = fitted(drawn, sets["moved_digits"])
    assert moved is not None
    again = fitted(moved, sets["centred_digits"])
    assert again is not None
    np.testing.assert_array_equal(again.features, moved.features)
    assert fitted(drawn, sets["iris"]) is None


def share_read(name: str, drawings: dict[str, Strokes], times: int) -> float:
    """How many of the drawings the preset's network reads, each drawn so often, small and large, anywhere."""
    experiment = IMAGES[name].experiment
    trainer = Trainer(experiment.with_(evaluate_every=experiment.epochs))
    [*trainer.run()]
    rng, right = np.random.default_rng(4), 0
    for label, strokes in enumerate(drawings.values()):
        for _ in range(times):
            x, y = rng.uniform(0.3, 0.7, 2).tolist()
            made = drawn_picture(
                tuple(by_hand(strokes, rng.uniform(0.12, 0.4), (x, y), rng)), trainer.dataset
            )
            sample = ink_sample(made, trainer.dataset, label)
            assert sample is not None
            right += int(trainer.network.predict(sample.features[np.newaxis]).argmax()) == label
    return right / times / len(drawings)


def test_shapes_drawn_by_hand_are_read() -> None:
    assert share_read("shapes", THIN, 10) >= 0.9


@pytest.mark.skipif(not count(0, 1), reason="in the long set: it trains for seconds")
def test_figures_and_digits_drawn_by_hand_are_read() -> None:
    assert share_read("figures", OUTLINES, 30) >= 0.9
    digits = {str(k): [(stroke - 0.5) / 0.32 for stroke in as_arrays(DIGIT_STROKES[k])] for k in range(10)}
    assert share_read("moved_digits", digits, 20) >= 0.85
