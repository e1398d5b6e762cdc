"""Frozen values that pass between the Session and the window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from nnviz.data import Dataset
from nnviz.data.ink import Doubt

Array = NDArray[np.floating[Any]]
Strokes = tuple[NDArray[np.floating[Any]], ...]


@dataclass(frozen=True, eq=False)
class Sample:
    """What is being sent through the network.

    ``features`` is (d,) as a network takes it that learned ``dataset``, the one that the sample was made for;
    another network is given what ``samples.fitted`` makes of it. ``index`` is the sample's place in the test
    or training part, or its place among the digits of an opened picture. A drawing has its ``strokes``, each
    (n, 2), and what they count up to, as a picture has: ``seen`` (64,), 0 to 16. A ``point`` of the plane is
    (x1, x2). ``copy`` tells the changed copies of a training sample (1, 2, ...) from the sample itself (0).
    ``doubt`` is that of the ink it was made of.
    """

    features: Array
    label: int | None = None
    source: Literal["drawing", "picture", "test", "train", "point"] = "drawing"
    index: int | None = None
    strokes: Strokes | None = None
    seen: Array | None = None
    point: tuple[float, float] | None = None
    copy: int = 0
    dataset: Dataset | None = None
    doubt: Doubt = ""

    @property
    def from_person(self) -> bool:
        """Drawn or brought along, not one of the data set: its label is what somebody meant."""
        return self.source in ("drawing", "picture")

    @property
    def learned(self) -> bool:
        """Whether a network that learns its data set learns from it."""
        return self.source == "train" and self.index is not None


@dataclass(frozen=True)
class Message:
    """Something to tell in the window, with at most one way out.

    ``action`` is the text of its button, "" for none; ``Session.act(action_id)`` does it. One that comes
    ``by_itself``, not after something a person did, waits while trouble is told. It stays until the next act
    of the kind that it is ``about``, the run or a file; one without words says that there was such an act.
    """

    kind: Literal["info", "warning", "error"]
    title: str
    text: str
    action: str = ""
    action_id: str = ""
    by_itself: bool = False
    about: Literal["run", "file"] = "run"

    @property
    def over(self) -> bool:
        """Whether there is nothing to say any more."""
        return not (self.title or self.text)
