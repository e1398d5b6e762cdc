"""Folders of pictures: which files are taken, what they are learned as, and what is said of the others."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nnviz.data.framed import prepare_image_in
from nnviz.data.own.content import Content
from nnviz.data.own.own import Own
from nnviz.data.own.picture_reading import read_pictures
from nnviz.data.own.pictures import PictureRecipe, make, pictures_of, read_recipe, usual_recipe
from nnviz.data.picture_file import read_image


def save(path: Path, values: np.ndarray) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(values.astype(np.uint8)).save(path)


def grey(value: float, side: int = 16) -> np.ndarray:
    return np.full((side, side), value)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Six dark and six light pictures, each in the folder of its class."""
    for number in range(6):
        save(tmp_path / "dark" / f"{number}.png", grey(number))
        save(tmp_path / "light" / f"{number}.png", grey(200 + number))
    return tmp_path


def own_of(folder: Path, **recipe: object) -> Own:
    content = read_pictures(folder).content
    return Own("own_pictures", content, PictureRecipe(**({"side": 8} | recipe)))


def test_subfolders_are_the_classes_and_a_pixel_keeps_its_share_of_white(folder: Path) -> None:
    pictures = pictures_of(read_pictures(folder).content)
    assert pictures.classes == ("dark", "light")
    assert pictures.counts == [6, 6]
    assert pictures.files[0] == "dark/0.png"
    assert not pictures.coloured
    data = make(own_of(folder), 0.25, 0, "none")
    assert data.feature_shape == (8, 8)
    seen = np.concatenate([data.train_features, data.test_features])
    assert sorted(seen[:, 0].tolist()) == pytest.approx(
        [(n + base) / 255 for base in (0, 200) for n in range(6)]
    )
    assert Counter(data.test_labels.tolist()) in ({0: 2, 1: 1}, {0: 1, 1: 2})


def test_a_pixel_is_the_mean_of_what_it_covers(tmp_path: Path) -> None:
    values = np.random.default_rng(0).integers(0, 256, (12, 12))
    save(tmp_path / "a" / "1.png", values)
    save(tmp_path / "b" / "1.png", grey(0, 12))
    data = make(own_of(tmp_path, side=8, dark=True, split_by="share"), 0.5, 0, "none")
    seen = np.concatenate([data.train_features, data.test_features])
    fine = np.kron(values / 255, np.ones((2, 2))).reshape(8, 3, 8, 3).mean(axis=(1, 3))
    assert np.abs(seen - (1 - fine).ravel()).max(axis=1).min() < 1e-6


def test_colours_are_three_maps(tmp_path: Path) -> None:
    for name, colour in {"red": (255, 0, 0), "blue": (0, 0, 255)}.items():
        for number in range(2):
            save(tmp_path / name / f"{number}.png", np.full((10, 14, 3), colour))
    pictures = pictures_of(read_pictures(tmp_path).content)
    assert pictures.coloured
    data = make(own_of(tmp_path, colour=True), 0.5, 0, "none")
    assert data.feature_shape == (3, 8, 8)
    by_class = {
        int(k): data.train_features[data.train_labels == k][0].reshape(3, -1).mean(axis=1) for k in (0, 1)
    }
    assert by_class[0] == pytest.approx([0, 0, 1])
    assert by_class[1] == pytest.approx([1, 0, 0])
    grey_data = make(own_of(tmp_path), 0.5, 0, "none")
    assert sorted({round(float(v), 3) for v in grey_data.train_features.ravel()}) == [0.114, 0.299]


def test_train_and_test_folders_are_kept_apart(tmp_path: Path) -> None:
    for part, count in (("train", 3), ("test", 2)):
        for name in ("cat", "dog"):
            for number in range(count):
                save(tmp_path / part / name / f"{number}.png", grey(100))
    own = own_of(tmp_path, split_by="folders")
    data = make(own, 0.2, 0, "none")
    assert (len(data.train_labels), len(data.test_labels)) == (6, 4)
    files = pictures_of(own.content).files
    assert all(files[index].startswith("test/") for index in data.test_indices)
    assert usual_recipe(pictures_of(own.content)).split_by == "folders"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_table_names_the_classes(tmp_path: Path, separator: str) -> None:
    for number in range(4):
        save(tmp_path / f"{number}.jpg", grey(60 * number))
    rows = ["file,label", *(f"{n}.jpg,{'high' if n > 1 else 'low'}" for n in range(4))]
    (tmp_path / "labels.csv").write_text("\n".join(rows).replace(",", separator), "utf-8-sig")
    pictures = pictures_of(read_pictures(tmp_path).content)
    assert pictures.classes == ("high", "low")
    assert pictures.counts == [2, 2]


def test_what_cannot_be_read_is_skipped_and_told(folder: Path) -> None:
    (folder / "dark" / "torn.png").write_bytes((folder / "dark" / "1.png").read_bytes()[:40])
    (folder / "light" / "letter.jpg").write_text("dear teacher")
    (folder / "light" / ".hidden.png").write_bytes(b"")
    (folder / "light" / "notes.txt").write_text("not a picture, and not called one")
    done: list[tuple[int, int]] = []
    found = read_pictures(folder, progress=lambda *share: done.append(share))
    assert len(pictures_of(found.content).labels) == 12
    assert sorted(sentence.split("”")[0].rsplit("/")[-1] for sentence in found.skipped) == [
        "letter.jpg",
        "torn.png",
    ]
    assert done[-1] == (13, 14)


def test_dark_lines_on_light_paper_are_ink(tmp_path: Path) -> None:
    paper = grey(250, 32)
    paper[8:24, 14:18] = 10
    for name in "ab":
        save(tmp_path / name / "1.png", paper)
        save(tmp_path / name / "2.png", paper)
    recipe = usual_recipe(pictures_of(read_pictures(tmp_path).content))
    assert recipe == PictureRecipe(side=28, dark=True)
    data = make(own_of(tmp_path, dark=True), 0.5, 0, "none")
    picture = data.train_features[0].reshape(8, 8)
    assert picture[4, 4] > 0.4 > 0.1 > picture[0, 0]


def _empty(folder: Path) -> Path:
    return folder / "nothing"


def _loose(folder: Path) -> Path:
    save(folder / "loose" / "1.png", grey(1))
    return folder / "loose"


def _alike(folder: Path) -> Path:
    save(folder / "one" / "cat" / "1.png", grey(1))
    return folder / "one"


def _broken(folder: Path) -> Path:
    for name in "ab":
        path = folder / "all" / name / "1.png"
        path.parent.mkdir(parents=True)
        path.write_bytes(b"\x89PNG\r\n")
    return folder / "all"


def _absent(folder: Path) -> Path:
    save(folder / "table" / "1.png", grey(1))
    (folder / "table" / "labels.csv").write_text("file,label\n1.png,a\n../../etc/passwd,b\n")
    return folder / "table"


def _unsaid(folder: Path) -> Path:
    save(folder / "table" / "1.png", grey(1))
    (folder / "table" / "labels.csv").write_text("1.png\n")
    return folder / "table"


@pytest.mark.parametrize(
    ("prepared", "says"),
    [
        (_empty, "is no folder"),
        (_loose, "put those of each class into a folder of its own"),
        (_alike, "All pictures in “one” show “cat”"),
        (_broken, "None of the 2 files in “all”"),
        (_absent, "Line 3 of “labels.csv” names “../../etc/passwd”"),
        (_unsaid, "Line 1 of “labels.csv” does not say what “1.png” shows"),
    ],
)
def test_what_cannot_be_learned_is_said(tmp_path: Path, prepared, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        read_pictures(prepared(tmp_path))


def test_reading_can_be_cancelled(folder: Path) -> None:
    with pytest.raises(ValueError, match="cancelled"):
        read_pictures(folder, cancelled=lambda: True)


@pytest.mark.parametrize(
    "broken", [{"side": 7}, {"side": 65}, {"side": True}, {"size": 8}, {"split_by": "x"}]
)
def test_a_recipe_that_cannot_be_is_refused(broken: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"pictures|pixels|Pictures"):
        read_recipe(broken)
    assert read_recipe(PictureRecipe(side=12, colour=True).to_dict()) == PictureRecipe(side=12, colour=True)


def test_a_content_that_holds_no_pictures_is_refused() -> None:
    with pytest.raises(ValueError, match="hold no pictures"):
        pictures_of(Content({"name": "x"}, {"pixels": np.zeros((2, 8, 9, 1), np.uint8)}))


def test_a_picture_that_is_brought_enters_as_the_learned_ones_did(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    for name in "ab":
        for number in range(2):
            save(tmp_path / name / f"{number}.png", rng.integers(0, 256, (24, 36)))
    own = own_of(tmp_path, side=12, dark=True)
    data = make(own, 0.5, 0, "none")
    files = pictures_of(own.content).files
    for index, features in zip(data.train_indices, data.train_features, strict=True):
        brought = prepare_image_in(own.recipe.frame, read_image(tmp_path / files[index]))
        assert brought.seen == pytest.approx(features, abs=1e-6)
