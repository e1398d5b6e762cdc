"""How columns of a table entered a data set: which inputs are whose, what filled gaps, the target's scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from nnviz.said import translate


@dataclass(frozen=True)
class EnteredColumn:
    """One column: ``enters`` "number", "yes_no" or "category" from the input ``first`` on.

    ``name`` is that of the file, ``title`` the same without the ``unit``. ``words`` are those of a category,
    one for each input, or what is 0 and what is 1 of "yes_no". A gap became ``filled``: a number, of a
    category a word, or None where all its inputs are then 0.
    """

    name: str
    title: str
    unit: str
    enters: str
    first: int
    words: tuple[str, ...] = ()
    filled: float | str | None = None

    @property
    def inputs(self) -> range:
        """The inputs that are its own."""
        return range(self.first, self.first + (len(self.words) if self.enters == "category" else 1))

    def raw(self, cell: float | str | None) -> NDArray[np.float64]:
        """(inputs,) what a cell is in the units of the table: a number, a word, or None for a gap.

        A word that no training row had is 0 in all inputs, as scikit-learn's ``OneHotEncoder`` has it. Raises
        ``ValueError`` for a text where a number is needed.
        """
        known = self.filled if cell is None else cell
        if self.enters == "category":
            return np.array([word == known for word in self.words], np.float64)
        if self.enters == "yes_no" and known in self.words:
            known = self.words.index(str(known))
        return np.array([float(known if known is not None else np.nan)])


@dataclass(frozen=True)
class Target:
    """What is learned: a column, and of a value that is ``scaled`` how, ``(value - offset) * factor``."""

    name: str
    title: str
    unit: str
    offset: float = 0.0
    factor: float = 1.0
    scaled: bool = False

    def own(self, values: NDArray[Any]) -> NDArray[np.float64]:
        """The network's answers, or what is wanted of it, in the unit of the table."""
        return np.asarray(values, np.float64) / self.factor + self.offset


@dataclass(frozen=True, eq=False)
class Entered:
    """Where inputs and target of a data set come from.

    ``train_gaps`` and ``test_gaps`` (n, columns) say which cells were gaps that were filled, None where there
    is none. ``left_out`` are the rows, counted from 0, that are neither learned nor tested..
    """

    columns: tuple[EnteredColumn, ...]
    target: Target
    train_gaps: NDArray[np.bool_] | None = None
    test_gaps: NDArray[np.bool_] | None = None
    left_out: NDArray[np.int64] | None = None

    def to_dict(self) -> dict[str, Any]:
        """What a row of another table needs to enter, as JSON knows it; ``entered_from`` reads it."""
        return {"columns": [asdict(column) for column in self.columns], "target": asdict(self.target)}

    def gaps(self, part: Literal["train", "test"]) -> NDArray[np.bool_] | None:
        """(n, columns) which cells of a part were filled; None where there is no gap."""
        return self.train_gaps if part == "train" else self.test_gaps

    def column_of(self, place: int) -> EnteredColumn:
        """The column that an input is of."""
        return next(column for column in self.columns if place in column.inputs)

    def raw(self, cells: Sequence[float | str | None]) -> NDArray[np.float64]:
        """(d,) a row in the units of the table, one cell for each column, None for a gap."""
        return np.concatenate([one.raw(cell) for one, cell in zip(self.columns, cells, strict=True)])


def entered_from(values: Any, inputs: int) -> Entered:
    """What ``Entered.to_dict`` wrote, for so many inputs.

    Raises ``ValueError`` with one sentence for anything else.
    """
    try:
        columns = tuple(_column(one) for one in values["columns"])
        target = Target(**values["target"])
    except (KeyError, TypeError, ValueError):
        columns, target = (), Target("", "", "")
    firsts = [column.first for column in columns]
    ends = [column.inputs.stop for column in columns]
    numbers = isinstance(target.offset, float) and isinstance(target.factor, float)
    known = numbers and np.isfinite([target.offset, target.factor]).all() and target.factor != 0
    if not known or not isinstance(target.name, str) or firsts != [0, *ends][:-1] or ends[-1:] != [inputs]:
        raise ValueError(
            translate("Data", "The columns of the table are not what a network can have learned.")
        )
    return Entered(columns, target)


def _column(values: Any) -> EnteredColumn:
    """One column. Raises what it likes for what is none."""
    column = EnteredColumn(**{**values, "words": tuple(values["words"])})
    texts = (column.name, column.title, column.unit, *column.words)
    filled = column.filled is None or isinstance(column.filled, str | float)
    if not all(isinstance(text, str) for text in texts) or not isinstance(column.first, int) or not filled:
        raise TypeError
    number = column.enters != "category" and isinstance(column.filled, float) and np.isfinite(column.filled)
    category = column.enters == "category" and bool(column.words) and not isinstance(column.filled, float)
    if not (number or category) or column.enters not in ("number", "yes_no", "category"):
        raise ValueError
    return column
