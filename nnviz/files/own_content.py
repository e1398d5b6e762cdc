"""Data of one's own in files: each content once, by its digest, and given back to settings that know it."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from nnviz.data.npz import DamagedError
from nnviz.data.own.content import TYPES, Array, Content
from nnviz.files.project_archive import Archive
from nnviz.files.project_text import Entries
from nnviz.said import translate
from nnviz.training.experiment import Experiment

MOST_CONTENTS = 60
_MOST_ARRAYS = 16
_MOST_AXES = 5
_LARGEST = 2**32
_BEFORE = "own."


# ---- in a project
def described(contents: Mapping[str, Content]) -> list[dict[str, Any]]:
    """What the text of a project says of them."""
    return [
        {
            "digest": digest,
            "about": dict(content.about),
            "arrays": {name: [array.dtype.str, [*array.shape]] for name, array in content.arrays.items()},
        }
        for digest, content in contents.items()
    ]


def arrays_of(contents: Mapping[str, Content]) -> dict[str, Array]:
    """Their arrays, by the names that they have in a project."""
    return {
        f"own-{number}-{name}": array
        for number, content in enumerate(contents.values(), start=1)
        for name, array in content.arrays.items()
    }


def read_contents(described: Iterable[Any], archive: Archive) -> dict[str, Content]:
    """The contents that are described. Raises ``DamagedError`` for what is none, or not what it says."""
    contents: dict[str, Content] = {}
    for number, values in enumerate(described, start=1):
        with Entries(values, "the data") as entries:
            digest = entries.text("digest", 64)
            about, listed = entries.take("about"), entries.take("arrays")
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
def model_arrays(experiment: Experiment) -> dict[str, Array]:
    """The content of an Experiment as arrays beside those of its network; {} where it has none."""
    if experiment.own is None or not experiment.own.content.there:
        return {}
    content = experiment.own.content
    about = np.array(json.dumps(dict(content.about), allow_nan=False))
    return {f"{_BEFORE}about": about} | {_BEFORE + name: array for name, array in content.arrays.items()}


def model_contents(arrays: Mapping[str, Array]) -> dict[str, Content]:
    """What ``model_arrays`` wrote. Raises ``ValueError`` with one sentence for what it did not."""
    own = {name.removeprefix(_BEFORE): array for name, array in arrays.items() if name.startswith(_BEFORE)}
    if not own:
        return {}
    try:
        content = Content(json.loads(str(own.pop("about"))), own)
        return {content.digest: content}
    except (KeyError, TypeError, ValueError, AssertionError, RecursionError):
        raise ValueError(translate("Files", "its data of one's own are not what they say.")) from None
