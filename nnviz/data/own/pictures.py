"""Pictures of a person's own: what was read of them, and how they become a data set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from nnviz.data.dataset import Dataset, Kind, RawData, make_dataset
from nnviz.data.frames import Frame
from nnviz.data.own.content import Content, packed_texts, texts_of
from nnviz.data.own.own import Own
from nnviz.said import Sentence, translate

#: Sides that pictures can be learned at, in pixels; they are kept at the largest.
SIDES: Final = (8, 64)
MOST_CLASSES: Final = 100
#: Which pictures are kept for testing, by name.
SPLITS: Final[dict[str, Sentence]] = {
    "evenly": translate("Data", "by chance, of each class alike"),
    "share": translate("Data", "by chance"),
    "folders": translate("Data", "those in the folder “test”"),
}
_USUAL_SIDE = 28
_BRIGHTNESS = np.array([0.299, 0.587, 0.114])  # of red, green and blue, ITU-R BT.601

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, kw_only=True)
class PictureRecipe:
    """How a data set is made of pictures.

    Each is ``side`` pixels wide and high, in ``colour`` or grey, from 0 to 1. Where the pictures are ``dark``
    lines on light paper, 1 is black, as ink is; else 1 is white. Which are tested: see ``SPLITS``.
    """

    side: int = _USUAL_SIDE
    colour: bool = False
    dark: bool = False
    split_by: str = "evenly"

    @property
    def kind(self) -> Kind:
        """Classes are learned."""
        return "classification"

    @property
    def frame(self) -> Frame | None:
        """How a drawing becomes one of the pictures, as large as it is drawn; None in colour, which a pen has
        not."""
        if self.colour:
            return None
        side = float(self.side)
        spans, pens = (side / 8, side), (side / 28, side / 6)
        return Frame(self.side, spans, pens, side / 2, one="black" if self.dark else "white")

    @property
    def scaled(self) -> bool:
        """Classes have no scale."""
        return False

    @property
    def whole(self) -> bool:
        """Some are always kept for testing."""
        return False

    def to_dict(self) -> dict[str, Any]:
        """The same as values that JSON knows; ``read_recipe`` reads it back."""
        return asdict(self)


def read_recipe(values: Mapping[str, Any]) -> PictureRecipe:
    """The recipe that ``PictureRecipe.to_dict`` wrote. Raises ``ValueError`` with one sentence for others."""
    usual = PictureRecipe().to_dict()
    if not isinstance(values, Mapping):
        values = {"": None}
    for name, value in values.items():
        known = name in usual and type(value) is type(usual[name])
        if not known or (name == "split_by" and value not in SPLITS):
            raise ValueError(
                translate("Data", "The recipe of the pictures has no, or no such, “{name}”.").format(
                    name=str(name)[:40]
                )
            )
    recipe = PictureRecipe(**values)
    if not SIDES[0] <= recipe.side <= SIDES[1]:
        raise ValueError(
            translate("Data", "Pictures can be {low} to {high} pixels wide and high, not {side}.").format(
                low=SIDES[0], high=SIDES[1], side=recipe.side
            )
        )
    return recipe


def picture_content(
    name: str,
    pixels: Pixels,
    labels: NDArray[Any],
    classes: Sequence[str],
    files: Sequence[str],
    tested: NDArray[np.bool_] | None = None,
) -> Content:
    """Pictures as they were read: (n, side, side, 3) or (n, side, side, 1), the (n,) numbers of their
    ``classes``, and their file names; ``tested`` (n,) where folders say which are kept for testing."""
    words, word_lengths = packed_texts(classes)
    texts, lengths = packed_texts(files)
    arrays: dict[str, NDArray[Any]] = {"pixels": pixels, "labels": np.asarray(labels, np.int32)}
    arrays |= {"classes": words, "class_lengths": word_lengths, "files": texts, "file_lengths": lengths}
    if tested is not None:
        arrays["tested"] = tested.astype(np.uint8)
    return Content({"name": name}, arrays)


@dataclass(frozen=True, eq=False)
class Pictures:
    """A content of pictures, opened: see ``picture_content``."""

    pixels: Pixels
    labels: NDArray[np.int32]
    classes: tuple[str, ...]
    files: tuple[str, ...]
    tested: NDArray[np.bool_] | None

    @property
    def coloured(self) -> bool:
        """Whether any picture has another colour than grey."""
        return bool(self.pixels.shape[-1] == 3)

    @property
    def counts(self) -> list[int]:
        """How many pictures there are of each class."""
        counts: list[int] = np.bincount(self.labels, minlength=len(self.classes)).tolist()
        return counts


@lru_cache(maxsize=4)
def pictures_of(content: Content) -> Pictures:
    """The pictures. Raises ``ValueError`` with one sentence where the content holds none."""
    arrays = content.arrays
    needed = {"pixels", "labels", "classes", "class_lengths", "files", "file_lengths"}
    sound = needed <= arrays.keys() <= needed | {"tested"}
    if sound:
        pixels, labels, tested = arrays["pixels"], arrays["labels"], arrays.get("tested")
        count = len(pixels) if pixels.ndim == 4 else 0
        sound = (
            count > 0
            and pixels.dtype == np.uint8
            and pixels.shape[1] == pixels.shape[2] <= SIDES[1]
            and pixels.shape[3] in (1, 3)
            and labels.shape == (count,)
            and labels.dtype == np.int32
            and (tested is None or tested.shape == (count,))
        )
    if sound:
        classes = tuple(texts_of(arrays["classes"], arrays["class_lengths"]))
        files = tuple(texts_of(arrays["files"], arrays["file_lengths"]))
        sound = len(files) == count and labels.min() >= 0 and labels.max() < len(classes) <= MOST_CLASSES
    if not sound:
        raise ValueError(translate("Data", "The data of one's own hold no pictures with classes."))
    return Pictures(pixels, labels, classes, files, None if tested is None else tested.astype(bool))


def check(content: Content) -> None:
    """Raise ``ValueError`` with one sentence unless it holds pictures."""
    pictures_of(content)


def usual_recipe(pictures: Pictures) -> PictureRecipe:
    """What suits the pictures: their own size up to 28 pixels, in grey, and ink as it lies on the paper."""
    edge = np.concatenate(
        [pictures.pixels[:, [0, -1]], pictures.pixels[:, :, [0, -1]].swapaxes(1, 2)], axis=2
    )
    return PictureRecipe(
        side=max(SIDES[0], min(pictures.pixels.shape[1], _USUAL_SIDE)),
        dark=bool(edge.mean() > 127),
        split_by="evenly" if pictures.tested is None else "folders",
    )


@lru_cache(maxsize=2)  # a look back, a branch and micro-steps ask for the same again
def make(own: Own, test_share: float, seed: int, scale: str) -> Dataset:
    """The data set. Raises ``ValueError`` with one sentence for a recipe that does not fit the pictures."""
    recipe, pictures = own.recipe, pictures_of(own.content)
    assert isinstance(recipe, PictureRecipe)
    features = as_features(pictures.pixels, recipe)
    shape = (recipe.side, recipe.side)
    raw = RawData(
        features.reshape(len(features), -1),
        pictures.labels,
        pictures.classes,
        feature_shape=(3, *shape) if recipe.colour else shape,
        tested=_tested(pictures, recipe, test_share, seed),
        family="images",
        frame=recipe.frame,
    )
    return make_dataset(own.source, raw, test_share=test_share, split_seed=seed, scale=scale)


def as_features(pixels: Pixels, recipe: PictureRecipe) -> NDArray[np.float32]:
    """(n, side, side) or, in colour, (n, 3, side, side) from 0 to 1, pixels the means of what they cover."""
    share = _covered(pixels.shape[1], recipe.side)
    seen = np.empty((len(pixels), 3 if recipe.colour else 1, recipe.side, recipe.side), np.float32)
    for at in range(0, len(pixels), 256):  # in blocks: all at once would take eight times the memory
        block = pixels[at : at + 256] / 255.0
        if not recipe.colour and block.shape[-1] == 3:
            block = block @ _BRIGHTNESS[:, None]
        elif recipe.colour and block.shape[-1] == 1:
            block = np.repeat(block, 3, axis=-1)
        seen[at : at + 256] = share @ np.moveaxis(block, -1, 1) @ share.T
    if recipe.dark:
        seen = 1 - seen
    return seen if recipe.colour else seen[:, 0]


def _covered(before: int, after: int) -> NDArray[np.float64]:
    """(after, before) how much of each old pixel lies under a new one, as a share of the new one."""
    edges = np.linspace(0.0, before, after + 1)
    old = np.arange(before)
    under = np.minimum(edges[1:, None], old + 1) - np.maximum(edges[:-1, None], old)
    return np.asarray(np.maximum(under, 0.0) * after / before)


def _tested(pictures: Pictures, recipe: PictureRecipe, share: float, seed: int) -> NDArray[np.bool_] | None:
    """(n,) which are kept for testing; None that chance decides."""
    if recipe.split_by == "folders":
        if pictures.tested is None or pictures.tested.all() or not pictures.tested.any():
            raise ValueError(
                translate(
                    "Data", "There are no folders “train” and “test” with pictures: let chance split them."
                )
            )
        return pictures.tested
    if recipe.split_by == "share":
        return None
    counts = [count for count in pictures.counts if count]
    total = len(pictures.labels)
    wanted = int(np.ceil(total * share))
    if min(counts) < 2 or min(wanted, total - wanted) < len(counts):
        return None  # too few of a class to have it in both parts
    from sklearn.model_selection import train_test_split

    _, test = train_test_split(np.arange(total), test_size=share, random_state=seed, stratify=pictures.labels)
    tested = np.zeros(total, dtype=bool)
    tested[test] = True
    return tested
