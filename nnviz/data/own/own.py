"""A person's own data as a setting: what was read, and the recipe by which a data set is made of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Protocol

from nnviz.data.dataset import Dataset, Kind
from nnviz.data.frames import Frame
from nnviz.data.own.content import Content
from nnviz.said import translate


class Recipe(Protocol):
    """How a data set is made of a content: a small frozen value."""

    @property
    def kind(self) -> Kind:
        """What is asked of its samples."""

    @property
    def frame(self) -> Frame | None:
        """How a drawing becomes one of its pictures; None for data that are no pictures."""

    @property
    def scaled(self) -> bool:
        """Whether values are learned in another scale than their own."""

    @property
    def whole(self) -> bool:
        """Whether all samples are learned from, and all tested."""

    def to_dict(self) -> dict[str, Any]:
        """The same as values that JSON knows."""


@dataclass(frozen=True, eq=False, repr=False)
class Own:
    """Data of one's own, for the ``source`` of that name in the table of data sets.

    Two are the same where content and recipe are, which their ``digest`` tells.
    """

    source: str
    content: Content
    recipe: Recipe

    @cached_property
    def digest(self) -> str:
        """Letters and digits that no others have."""
        told = json.dumps(self.to_dict(), sort_keys=True)
        return hashlib.blake2b(told.encode(), digest_size=16).hexdigest()

    @property
    def kind(self) -> Kind:
        """What is asked of its samples."""
        return self.recipe.kind

    @property
    def title(self) -> str:
        """What a person calls it: the name of the file, where it is at hand, and a sign of the recipe."""
        return f"{self.content.about.get('name', '…')} ({self.digest[:6]})"

    def with_recipe(self, recipe: Recipe) -> Own:
        """The same content by another recipe."""
        return replace(self, recipe=recipe)

    def with_content(self, content: Content) -> Own:
        """The same recipe with another content, such as the one that it only knew of."""
        return replace(self, content=content)

    def to_dict(self) -> dict[str, Any]:
        """The same as values that JSON knows; of the content its digest alone."""
        return {"source": self.source, "content": self.content.digest, "recipe": self.recipe.to_dict()}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Own) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __repr__(self) -> str:
        return f"Own({self.source}, {self.digest[:8]})"


@dataclass(frozen=True)
class Making:
    """How data of one's own become a data set: a column of the table of data sets.

    ``read_recipe`` reads what ``Recipe.to_dict`` wrote; ``check`` looks through a content that came from a
    file, and ``make`` makes the data set: of the data, the test share, the split seed and the scale. All
    raise ``ValueError`` with one sentence for what cannot be.
    """

    read_recipe: Callable[[Mapping[str, Any]], Recipe]
    check: Callable[[Content], None]
    make: Callable[[Own, float, int, str], Dataset]


def check_there(own: Own) -> Own:
    """The data. Raises ``ValueError`` with one sentence where their content is only known of."""
    if not own.content.there:
        raise ValueError(
            translate("Data", "The data of this experiment are not here: open the file that they came from.")
        )
    return own
