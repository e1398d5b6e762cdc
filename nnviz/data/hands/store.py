"""Pictures of digits by other hands, kept as the 64 counts that a network sees: one ``.npz`` file a set.

Each file has ``counts`` (n, 64) and ``labels`` (n,), both uint8: 0 to 16, and 0 to 9. Of a set that was
fetched the pixels are kept as they were published, in a file of their own that is read only where they are
asked for: ``pixels`` (n, side * side), 0 paper to 255 ink, and the same ``labels``.
"""

from __future__ import annotations

import io
import math
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nnviz.data.dataset import RawData
from nnviz.data.digits import digits
from nnviz.data.folder import data_folder
from nnviz.data.frames import Frame
from nnviz.data.npz import read_arrays
from nnviz.data.pixels import pixel_names
from nnviz.data.saving import save_bytes
from nnviz.said import translate

MOST_PICTURES = 200_000  # of one set
MOST_SETS = 50
MY_DIGITS = "my-digits.npz"
_LONGEST = 40  # letters of a set's name
#: What Windows lets no file be called.
_RESERVED = {"con", "prn", "aux", "nul"} | {f"{port}{n}" for port in ("com", "lpt") for n in range(10)}

#: As MNIST was made: a digit fits 20 x 20 pixels, and the middle of its ink is that of the picture.
MNIST_FRAME = Frame(28, spans=(20.0, 20.0), pens=(2.0, 3.0), room=0.0, weighed=True)

Counts = NDArray[np.uint8]


def hands_folder() -> Path:
    """Where the sets are kept."""
    return data_folder() / "hands"


def my_digits_file() -> Path:
    """Where the person's own drawings are kept (``nnviz.session.hands``)."""
    return data_folder() / MY_DIGITS


def my_doodles_file() -> Path:
    """Where the person's doodles are kept (``nnviz.session.doodles``)."""
    return data_folder() / "my-doodles.npz"


def own_reader_file() -> Path:
    """Where the Reader is kept that was trained with these sets (``nnviz.training.hands``)."""
    return data_folder() / "reader.npz"


def kept_sets() -> tuple[str, ...]:
    """The names of the sets that are there."""
    stems = {unicodedata.normalize("NFC", path.stem) for path in hands_folder().glob("*.npz")}
    names = sorted(stem for stem in stems if _is_name(stem))
    return tuple(names[:MOST_SETS])


def check_kept(name: str) -> None:
    """Raise ``ValueError`` with one sentence, which says how to get it, unless that set is there."""
    if not _path(name).exists():
        raise ValueError(
            translate(
                "Data", "The data set “{name}” is not on this computer yet: “nnviz hands get {name}” gets it."
            ).format(name=name)
        )


def read_set(name: str) -> tuple[Counts, Counts]:
    """Counts (n, 64), labels (n,). Raises ``ValueError`` with one sentence if it is not there or damaged."""
    check_kept(name)
    try:
        arrays = read_arrays(_path(name))
        counts, labels = arrays["counts"], arrays["labels"]
        check_counts(counts, labels)
    except (KeyError, ValueError):
        raise ValueError(
            translate("Data", "The data set “{name}” is damaged: delete it, and get it again.").format(
                name=name
            )
        ) from None
    return counts, labels


def check_pixels_kept(name: str) -> None:
    """Raise ``ValueError`` with one sentence, which says how to get them, unless a set has its pixels.

    One that was fetched by an nnviz that kept the counts alone has none.
    """
    if not _pixels_path(name).exists():
        text = translate(
            "Data", "The pixels of “{name}” are not on this computer yet: “nnviz hands get {name}” gets them."
        )
        if _path(name).exists():
            text = translate(
                "Data",
                "“{name}” was got by an older nnviz, which kept no pixels: “nnviz hands get {name}” gets it "
                "again, with them.",
            )
        raise ValueError(text.format(name=name))


def read_pixels(name: str) -> tuple[Counts, Counts]:
    """Pixels (n, side * side), 0 to 255, and labels (n,) of a set that was fetched.

    Raises ``ValueError`` with one sentence if it is damaged, or as ``check_pixels_kept``.
    """
    check_pixels_kept(name)
    try:
        arrays = read_arrays(_pixels_path(name))
        pixels, labels = arrays["pixels"], arrays["labels"]
        _check_pixels(pixels, labels)
    except (KeyError, ValueError):
        raise ValueError(
            translate(
                "Data", "The pixels of “{name}” are damaged: “nnviz hands get {name}” gets them again."
            ).format(name=name)
        ) from None
    return pixels, labels


def write_set(name: str, counts: Counts, labels: Counts, pixels: Counts | None = None) -> None:
    """Keep a set under that name, whole or not at all. Raises ``ValueError`` with one sentence."""
    check_counts(counts, labels)
    path, beside = place_for(name), _pixels_path(name)
    if pixels is None:
        beside.unlink(missing_ok=True)  # of another set that was called so
    else:
        _check_pixels(pixels, labels)
        beside.parent.mkdir(exist_ok=True)
        _save(beside, pixels=pixels, labels=labels)
    _save(path, counts=counts, labels=labels)


def _save(path: Path, **arrays: Counts) -> None:
    content = io.BytesIO()
    np.savez_compressed(content, allow_pickle=False, **arrays)
    save_bytes(path, content.getvalue())


def place_for(name: str) -> Path:
    """The file that a set of this name is kept in; its folder is there.

    Raises ``ValueError`` with one sentence if no set can be kept under that name.
    """
    path = _path(name)
    if not path.exists() and len(kept_sets()) >= MOST_SETS:
        raise ValueError(
            translate("Data", "There are {most_sets} sets already; delete one first.").format(
                most_sets=MOST_SETS
            )
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ValueError(
            translate("Data", "The data set “{name}” cannot be kept: {why}.").format(
                name=name, why=error.strerror or error
            )
        ) from None
    return path


def same_set(counts: Counts, labels: Counts) -> str | None:
    """The name of a set that has just these pictures; None if there is none."""
    for name in kept_sets():
        try:
            known = read_set(name)
        except ValueError:  # damaged: it is another
            continue
        if np.array_equal(known[0], counts) and np.array_equal(known[1], labels):
            return name
    return None


def delete_set(name: str) -> None:
    """Remove a set. Raises ``ValueError`` with one sentence if that cannot be."""
    try:
        _path(name).unlink()
        _pixels_path(name).unlink(missing_ok=True)
    except OSError as error:
        raise ValueError(
            translate("Data", "The data set “{name}” cannot be deleted: {why}.").format(
                name=name, why=error.strerror or error
            )
        ) from None


def set_name(text: str) -> str:
    """A name that a set can have, made from any text (the name of a file)."""
    plain = unicodedata.normalize("NFC", text.lower())
    kept = "".join(sign if _is_letter(sign) or sign in "_-" else " " for sign in plain)
    kept = "-".join(kept.split()).strip("-_")[:_LONGEST].strip("-_")
    return f"set-{kept}" if kept in _RESERVED else kept or "pictures"


def free_name(name: str) -> str:
    """That name, or where a set has it already, the next one with a number that none has."""
    taken, number, free = kept_sets(), 1, name
    while free in taken:
        number += 1
        free = f"{name[: _LONGEST - 4]}-{number}"
    return free


def _is_letter(sign: str) -> bool:
    """A letter, a mark on one, or a digit, of whatever script."""
    return unicodedata.category(sign)[0] in "LMN"


def _is_name(text: str) -> bool:
    """Whether a set can be called so."""
    return (
        0 < len(text) <= _LONGEST
        and all(_is_letter(sign) or sign in "_-" for sign in text)
        and text[0] not in "_-"
        and text == unicodedata.normalize("NFC", text.lower())
        and text not in _RESERVED
    )


def check_counts(counts: NDArray[np.generic], labels: NDArray[np.generic]) -> None:
    """Raise ``ValueError`` with one sentence unless these are counts and labels as a file has them."""
    if counts.ndim != 2 or counts.shape[1] != 64 or labels.shape != counts.shape[:1]:
        raise ValueError(
            translate("Data", "Counts (n, 64) and labels (n,) are needed, not {shape} and {shape2}.").format(
                shape=counts.shape, shape2=labels.shape
            )
        )
    if counts.dtype != np.uint8 or labels.dtype != np.uint8 or not len(counts):
        raise ValueError(translate("Data", "The counts must be bytes, of one picture at least."))
    if len(counts) > MOST_PICTURES:
        raise ValueError(
            translate(
                "Data", "There are {count:,} pictures, and at most {most_pictures:,} are taken."
            ).format(count=len(counts), most_pictures=MOST_PICTURES)
        )
    if counts.max() > 16 or labels.max() > 9:
        raise ValueError(translate("Data", "The counts must be from 0 to 16, and the labels from 0 to 9."))


def _path(name: str) -> Path:
    if not _is_name(name):
        raise ValueError(
            translate("Data", "A set cannot be called “{name}”: small letters, digits, - and _ only.").format(
                name=name[:60]
            )
        )
    return hands_folder() / f"{name}.npz"


def _pixels_path(name: str) -> Path:
    return hands_folder() / "pixels" / _path(name).name


def _check_pixels(pixels: NDArray[np.generic], labels: NDArray[np.generic]) -> None:
    """Raise ``ValueError`` unless these are square pictures, and labels, as a file has them."""
    side = math.isqrt(pixels.shape[-1]) if pixels.ndim == 2 else 0
    if not side or side * side != pixels.shape[1] or labels.shape != pixels.shape[:1]:
        raise ValueError(
            translate(
                "Data", "Pixels (n, side * side) and labels (n,) are needed, not {shape} and {shape2}."
            ).format(shape=pixels.shape, shape2=labels.shape)
        )
    if pixels.dtype != np.uint8 or labels.dtype != np.uint8 or not 0 < len(pixels) <= MOST_PICTURES:
        raise ValueError(translate("Data", "The pixels must be bytes, of one picture at least."))
    if labels.max() > 9:
        raise ValueError(translate("Data", "The labels of the pixels must be from 0 to 9."))


def pixel_set(name: str) -> RawData:
    """The pictures of a set that was fetched, 0 paper to 1 ink. Raises ``ValueError`` as ``read_pixels``."""
    pixels, labels = read_pixels(name)
    side = math.isqrt(pixels.shape[1])
    return RawData(
        pixels.astype(np.float32) / np.float32(255),
        labels,
        class_names=tuple("0123456789"),
        feature_names=pixel_names(side, side),
        feature_shape=(side, side),
    )


def one_set(name: str) -> RawData:
    """A kept set as data to learn from. Raises ``ValueError`` as ``read_set`` does."""
    return _raw([read_set(name)])


def other_hands() -> tuple[Counts, Counts]:
    """Counts (n, 64) and labels (n,) of every set that is kept. Raises ``ValueError`` if there is none."""
    names = kept_sets()
    if not names:
        raise ValueError(
            translate("Data", "There is no more handwriting yet: “nnviz hands get optdigits” gets some.")
        )
    counts, labels = zip(*(read_set(name) for name in names), strict=True)
    return np.concatenate(counts), np.concatenate(labels)


def all_hands() -> RawData:
    """scikit-learn's digits, every set that is kept, and the person's own drawings, together."""
    known = digits()
    sets = [(known.features.astype(np.uint8), known.labels.astype(np.uint8))]
    if kept_sets():
        sets.append(other_hands())
    if my_digits_file().exists():
        # Here, so that the table of data sets is there without the whole way of the ink.
        from nnviz.data.hands.drawings import counted, read_drawings

        counts, labels = counted(read_drawings(my_digits_file()))
        sets.append((counts.astype(np.uint8), labels.astype(np.uint8)))
    return _raw(sets)


def _raw(sets: Sequence[tuple[Counts, Counts]]) -> RawData:
    counts, labels = (np.concatenate(parts) for parts in zip(*sets, strict=True))
    return replace(digits(), features=counts, labels=labels)
