"""Data of one's own in files: each content once, by its digest, and given back to settings that know it."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from nnviz.data.entered import Entered, entered_from
from nnviz.data.npz import DamagedError
from nnviz.data.own.content import DIGEST, TYPES, Array, Content
from nnviz.files.project_archive import Archive
from nnviz.files.project_text import Entries
from nnviz.said import translate
from nnviz.training.experiment import Experiment

MOST_CONTENTS = 60
_MOST_ARRAYS = 16
_MOST_AXES = 5
_LARGEST = 2**32
_BEFORE = "own."
ENTERED = "own.entered"
#: Bytes of all contents in a file; the rest of it is for the runs.
MOST_CONTENT = 200_000_000


# ---- in a project
def described(contents: Mapping[str, Content]) -> list[dict[str, Any]]:
    """What the text of a project says of them."""
    kept = _kept(contents)
    return [
        {
            "digest": digest,
            "about": dict(content.about) if digest in kept else {"name": content.about.get("name", "")},
            "arrays": {name: [array.dtype.str, [*array.shape]] for name, array in content.arrays.items()}
            if digest in kept
            else None,
        }
        for digest, content in contents.items()
    ]


def _kept(contents: Mapping[str, Content]) -> set[str]:
    """The digests of those that a file has room for; of others it says that they are not in it."""
    kept: set[str] = set()
    size = 0
    for digest, content in contents.items():
        if size + content.nbytes <= MOST_CONTENT:
            kept.add(digest)
            size += content.nbytes
    return kept


def arrays_of(contents: Mapping[str, Content]) -> dict[str, Array]:
    """Their arrays, by the names that they have in a project."""
    kept = _kept(contents)
    return {
        f"own-{number}-{name}": array
        for number, (digest, content) in enumerate(contents.items(), start=1)
        if digest in kept
        for name, array in content.arrays.items()
    }


def read_contents(described: Iterable[Any], archive: Archive) -> dict[str, Content]:
    """The contents that are described. Raises ``DamagedError`` for what is none, or not what it says."""
    contents: dict[str, Content] = {}
    for number, values in enumerate(described, start=1):
        with Entries(values, "the data") as entries:
            digest = entries.text("digest", 64)
            about, listed = entries.take("about"), entries.take("arrays")
        if listed is None and isinstance(about, dict) and re.fullmatch(f"[0-9a-f]{{{DIGEST}}}", digest):
            contents[digest] = Content(about, known=digest)
            continue
        if not isinstance(about, dict) or not isinstance(listed, dict) or len(listed) > _MOST_ARRAYS:
            raise _damaged()
        for name, told in listed.items():
            match told:
                case [str(dtype), list(shape)] if dtype in TYPES and _are_sizes(shape):
                    archive.check(f"own-{number}-{name}", tuple(shape), dtype[1:])
                case _:
                    raise _damaged()
        content = Content(about, {name: archive.array(f"own-{number}-{name}") for name in listed})
        if content.digest != digest:
            raise _damaged()
        contents[digest] = content
    return contents


def _are_sizes(shape: list[Any]) -> bool:
    whole = all(type(size) is int and 0 <= size < _LARGEST for size in shape)
    return whole and 1 <= len(shape) <= _MOST_AXES and math.prod(shape) < _LARGEST


def _damaged() -> DamagedError:
    return DamagedError(translate("Files", "its data of one's own are not what they say"))


# ---- in the file of a model
def model_arrays(experiment: Experiment, entered: Entered | None) -> dict[str, Array]:
    """The content of an Experiment as arrays beside those of its network, and how rows enter it; {} where it
    has none. What is too large for a file is left out: rows are answered without it."""
    arrays: dict[str, Array] = {}
    if entered is not None:
        arrays[ENTERED] = np.array(json.dumps(entered.to_dict(), allow_nan=False))
    if experiment.own is None or not experiment.own.content.there:
        return arrays
    content = experiment.own.content
    if content.nbytes > MOST_CONTENT:
        return arrays
    arrays[f"{_BEFORE}about"] = np.array(json.dumps(dict(content.about), allow_nan=False))
    return arrays | {_BEFORE + name: array for name, array in content.arrays.items()}


def model_entered(arrays: Mapping[str, Array], inputs: int) -> Entered | None:
    """How rows of a table enter that network of so many inputs; None where it learned from none.

    Raises ``ValueError`` with one sentence for what nnviz did not write.
    """
    if ENTERED not in arrays:
        return None
    try:
        values = json.loads(str(arrays[ENTERED]))
    except (ValueError, RecursionError):
        values = None
    return entered_from(values, inputs)


def model_contents(arrays: Mapping[str, Array]) -> dict[str, Content]:
    """What ``model_arrays`` wrote. Raises ``ValueError`` with one sentence for what it did not."""
    own = {
        name.removeprefix(_BEFORE): array
        for name, array in arrays.items()
        if name.startswith(_BEFORE) and name != ENTERED
    }
    if not own:
        return {}
    try:
        content = Content(json.loads(str(own.pop("about"))), own)
        return {content.digest: content}
    except (KeyError, TypeError, ValueError, AssertionError, RecursionError):
        raise ValueError(translate("Files", "its data of one's own are not what they say.")) from None
