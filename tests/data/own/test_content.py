"""What was read is known by its digest, and is the same when it is read again."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from nnviz.data.own.content import Content, packed_texts, texts_of
from nnviz.data.own.table import table_of
from tests.data.own.made import SPECIES, birds, own


def test_the_same_content_is_equal_and_any_change_of_it_is_not() -> None:
    one = birds().content()
    assert one == birds().content()
    assert hash(one) == hash(birds().content())
    numbers = one.arrays["numbers"].copy()
    numbers[0, 0] += 1e-9
    assert Content(one.about, {**one.arrays, "numbers": numbers}) != one
    assert Content({**one.about, "name": "others.csv"}, one.arrays) != one
    assert Content(known=one.digest) == one
    assert not Content(known=one.digest).there


def test_a_table_comes_back_as_it_was() -> None:
    table, back = birds(), table_of(birds().content())
    assert [column.name for column in back.columns] == [column.name for column in table.columns]
    assert [column.unit for column in back.columns] == ["", "", "mm", "g", ""]
    for column, again in zip(table.columns, back.columns, strict=True):
        assert [column.text(row) for row in range(table.rows)] == [again.text(row) for row in range(60)]
        assert np.array_equal(column.gaps, again.gaps)
    assert back.columns[2].text(7) == "n/a"
    assert back.columns[2].gaps[7]
    assert back.columns[4].text(3) == ""
    assert back.columns[2].text(0) == str(table.columns[2].numbers[0])  # type: ignore[index]
    assert not back.columns[3].numbers.flags.writeable  # type: ignore[union-attr]


def test_a_setting_says_little_and_can_be_sent() -> None:
    data = own()
    assert len(repr(data)) < 60
    assert str(data.content.digest) in str(data.to_dict())
    sent = pickle.loads(pickle.dumps(data))
    assert sent == data
    assert sent.content.arrays["numbers"].shape == (2, 60)


def test_recipes_tell_two_apart() -> None:
    other = TableRecipeWith(missing="mean")
    assert own(other) != own(SPECIES)
    assert own(other).content == own(SPECIES).content


def TableRecipeWith(**changed: str):  # type: ignore[no-untyped-def]
    from dataclasses import replace

    return replace(SPECIES, **changed)


@pytest.mark.parametrize("texts", [[], [""], ["a", "", "ü€", "𝔘", "two\nlines"]])
def test_texts_come_back(texts: list[str]) -> None:
    assert texts_of(*packed_texts(texts)) == texts


@pytest.mark.parametrize(
    ("content", "lengths"), [([65, 66], [1]), ([65], [2, -1]), ([255], [1]), ([0xC3], [1])]
)
def test_texts_that_cannot_be_are_refused(content: list[int], lengths: list[int]) -> None:
    with pytest.raises(ValueError, match=r"texts of the data .*\.$"):
        texts_of(np.array(content, np.uint8), np.array(lengths, np.int32))


def _spoilt(name: str) -> Content:
    content = birds().content()
    about, arrays = dict(content.about), dict(content.arrays)
    if name == "codes":
        arrays["codes"] = arrays["codes"] + 3
    elif name == "infinite":
        arrays["numbers"] = np.full_like(arrays["numbers"], np.inf)
    elif name == "rows":
        about["rows"] = 61
    elif name == "twice":
        about["columns"] = [about["columns"][0], *about["columns"][:4]]
    elif name == "odd":
        about["odd"] = [[2, 60, "x"]]
    else:
        del arrays[name]
    return Content(about, arrays)


@pytest.mark.parametrize("name", ["codes", "infinite", "rows", "twice", "odd", "words", "numbers"])
def test_a_content_that_is_no_table_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        table_of(_spoilt(name))
