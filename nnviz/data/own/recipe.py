"""The recipe of a table: what is learned, from which columns, and what becomes of gaps and rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from nnviz.data.dataset import Kind
from nnviz.data.frames import Frame
from nnviz.said import Sentence, translate

#: How a column can enter, by name.
ENTERS: dict[str, Sentence] = {
    "number": translate("Data", "as a number"),
    "yes_no": translate("Data", "as 0 or 1"),
    "category": translate("Data", "as an input for each of its words"),
}
#: What becomes of gaps in columns that enter, by name; but for the first it is known from training rows.
MISSING: dict[str, Sentence] = {
    "leave_out": translate("Data", "rows with a gap are left out"),
    "median": translate("Data", "the median of the training rows"),
    "mean": translate("Data", "the mean of the training rows"),
    "most_frequent": translate("Data", "what is most frequent in the training rows"),
}
#: Which rows are kept for testing, by name.
SPLITS: dict[str, Sentence] = {
    "share": translate("Data", "by chance"),
    "evenly": translate("Data", "by chance, of each class alike"),
    "column": translate("Data", "as a column says"),
    "whole": translate("Data", "none: all rows are learned from, and all tested"),
}
#: How the value to be learned is scaled, by name.
TARGET_SCALES: dict[str, Sentence] = {
    "standard": translate("Data", "mean 0, spread 1 in the training rows"),
    "none": translate("Data", "as it is"),
}
KINDS: tuple[Kind, ...] = ("classification", "regression")
_TABLES = {"missing": MISSING, "split_by": SPLITS, "target_scale": TARGET_SCALES}


@dataclass(frozen=True, kw_only=True)
class TableRecipe:
    """How a data set is made of a table.

    ``target`` is the column that is learned, as classes or as a value (``learn``). ``inputs`` are pairs: a
    column, and how it enters (``ENTERS``). Gaps are treated as ``MISSING`` says; where words are filled
    neither by the most frequent nor left out, all inputs of the column are 0. Rows are split by the test
    share and seed (``SPLITS``) or, ``split_by`` "column", those are tested whose cell in the
    ``split_column`` is one of the words ``tested``. The rows ``left_out``, counted from 0, are in neither.
    """

    target: str
    learn: Kind = "classification"
    inputs: tuple[tuple[str, str], ...] = ()
    missing: str = "median"
    split_by: str = "share"
    split_column: str = ""
    tested: tuple[str, ...] = ()
    target_scale: str = "standard"
    left_out: tuple[int, ...] = ()

    @property
    def kind(self) -> Kind:
        """Whether classes or values are learned."""
        return self.learn

    @property
    def frame(self) -> Frame | None:
        """None: a row cannot be drawn."""
        return None

    @property
    def scaled(self) -> bool:
        """Whether a value is learned in another scale than its own."""
        return self.learn == "regression" and self.target_scale != "none"

    @property
    def whole(self) -> bool:
        """Whether all rows are learned from, and all tested."""
        return self.split_by == "whole"

    def with_inputs(self, inputs: tuple[tuple[str, str], ...]) -> TableRecipe:
        """The same with other columns that enter."""
        return replace(self, inputs=inputs)

    def to_dict(self) -> dict[str, Any]:
        """The same as values that JSON knows; ``read_recipe`` reads it back."""
        values = asdict(self)
        return {
            **values,
            "inputs": [[*pair] for pair in self.inputs],
            "tested": [*self.tested],
            "left_out": [*self.left_out],
        }


def read_recipe(values: Mapping[str, Any]) -> TableRecipe:
    """The recipe that ``TableRecipe.to_dict`` wrote. Raises ``ValueError`` with one sentence for others."""
    known = TableRecipe(target="").to_dict().keys()
    text = translate("Data", "The recipe of the table has no, or no such, “{name}”.")
    if not isinstance(values, Mapping) or not isinstance(values.get("target"), str):
        raise ValueError(text.format(name="target"))
    read: dict[str, Any] = {}
    for name, value in values.items():
        check = _CHECKS.get(name, _is_text)
        if name not in known or not check(value):
            raise ValueError(text.format(name=str(name)[:40]))
        read[name] = value
    for name, table in _TABLES.items():
        if read.get(name, next(iter(table))) not in table:
            raise ValueError(text.format(name=name))
    if "inputs" in read:
        read["inputs"] = tuple((name, enters) for name, enters in read["inputs"])
    for name in ("tested", "left_out"):
        if name in read:
            read[name] = tuple(read[name])
    return TableRecipe(**read)


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _are_inputs(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(
        isinstance(pair, list | tuple) and len(pair) == 2 and _is_text(pair[0]) and pair[1] in [*ENTERS]
        for pair in value
    )


def _are_texts(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(map(_is_text, value))


_CHECKS: dict[str, Callable[[Any], bool]] = {
    "inputs": _are_inputs,
    "tested": _are_texts,
    "left_out": lambda value: (
        isinstance(value, list | tuple) and all(type(row) is int and row >= 0 for row in value)
    ),
    "learn": lambda value: value in [*KINDS],
}
