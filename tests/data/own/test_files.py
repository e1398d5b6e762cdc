"""Thirty files of different make are read as a person reads them."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from nnviz.data.own.about import about_columns
from nnviz.data.own.full import Cancelled, Waiting, read_table
from nnviz.data.own.look import look
from nnviz.data.own.reading import Reading, reading_from
from nnviz.data.own.usual import usual_recipe
from nnviz.training.own_tables import own_experiment
from tests.data.own.files import ABC, FILES, Made


def test_there_are_thirty() -> None:
    assert len(FILES) >= 30


@pytest.mark.parametrize("made", FILES.values(), ids=FILES)
def test_a_file_holds_what_a_person_finds_in_it(made: Made) -> None:
    table = read_table(made.content)
    found = {about.name: about.kind for about in about_columns(table)}
    assert found == made.kinds
    assert table.rows == made.rows
    recipe = usual_recipe(table, made.target)
    assert recipe.learn == ("classification" if made.classes else "regression")
    if made.classes:
        own = about_columns(table)[table.places[made.target]]
        assert len(own.counts) == made.classes
        assert sum(count for _, count in own.counts) + own.missing == made.rows


@pytest.mark.parametrize("name", ["plain", "semicolons and decimal commas", "UTF-16 as Excel writes it"])
def test_what_was_found_reads_it_again(name: str) -> None:
    first = read_table(FILES[name].content)
    again = read_table(FILES[name].content, reading_from(first.reading))
    assert again.content() == first.content()


def test_numbers_are_those_of_the_file() -> None:
    table = read_table(FILES["points between thousands"].content)
    rng = np.random.default_rng(3)
    wanted = np.round(1000 * rng.normal(size=(90, 3)), 2)
    assert np.allclose(np.array([table.columns[i].numbers for i in range(3)]).T, wanted)
    units = read_table(FILES["yes and no, and units"].content)
    assert [column.unit for column in units.columns] == ["mm", "%", "", ""]
    birds = read_table(FILES["penguins"].content)
    assert [(one.title, one.unit) for one in birds.columns[2:4]] == [
        ("bill length", "mm"),
        ("bill depth", "mm"),
    ]
    assert birds.columns[2].text(0) == "39.1"
    assert birds.columns[5].text(0) == "3750"
    assert int(birds.columns[6].gaps.sum()) == 11


def test_what_is_found_can_be_said_otherwise() -> None:
    content = FILES["plain"].content
    assert look(content, Reading(header=False)).names[0] == "column 1"
    assert look(content, Reading(separator=";")).names == ("x,y,z,colour",)
    assert look(b"a;b\n1.234;2\n", Reading(thousands=".", decimal=",")).reading.thousands == "."
    assert (
        read_table(b"a;b\n1.234;2\n5.000;3\n", Reading(thousands=".", decimal=",")).columns[0].text(0)
        == "1234"
    )
    assert look(b"\xe4\n\xf6\n", Reading(encoding="latin-1")).rows[0] == ("ö",)
    assert read_table("x,y\n1,none\n2,a\n", Reading(gaps=())).columns[1].text(0) == "none"
    with pytest.raises(ValueError, match="UTF-7"):
        Reading(encoding="UTF-7")


def test_a_look_is_quick_and_shows_the_first_rows() -> None:
    seen = look(FILES["penguins"].content)
    assert seen.names[0] == "species"
    assert seen.rows[3] == ("Adelie", "Torgersen", "NA", "NA", "NA", "NA", "NA", "2007")
    assert seen.reading.header
    assert not seen.fault


def test_a_path_is_read_as_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "things.csv"
    path.write_bytes(FILES["plain"].content)
    assert read_table(path).name == "things.csv"
    assert [one.text(5) for one in read_table(path).columns] == [
        one.text(5) for one in read_table(FILES["plain"].content).columns
    ]


# ---- large ones
def _many(rows: int, change: dict[int, str] | None = None) -> str:
    lines = [f"{i},{i / 7:.3f},{ABC[i % 3]}" for i in range(rows)]
    for row, text in (change or {}).items():
        lines[row] = text
    return "n,x,colour\n" + "\n".join(lines)


def test_what_comes_late_is_found_and_said() -> None:
    table = read_table(_many(45_000, {30_000: "7,n.d.,red", 44_999: "8,,blue"}))
    assert table.rows == 45_000
    assert dict(table.columns[1].odd) == {30_000: "n.d."}
    assert table.columns[1].gaps[[30_000, 44_999]].all()
    assert table.columns[1].gaps.sum() == 2
    assert table.columns[0].text(44_998) == "44998"
    assert table.columns[2].text(44_999) == "blue"


def test_a_column_that_is_words_but_for_its_beginning_is_words() -> None:
    text = "a,b\n" + "1,2\n" * 2_000 + "1,red\n" * 2_000
    table = read_table(text)
    assert table.columns[1].numbers is None
    assert table.columns[1].text(0) == "2"
    assert table.columns[1].text(3_999) == "red"


def test_cells_that_go_on_in_the_next_block_are_whole() -> None:
    rows = [f'{i},"a\nb",1' if i in (19_998, 19_999) else f"{i},c,1" for i in range(40_100)]
    table = read_table("n,w,x\n" + "\n".join(rows))
    assert table.rows == 40_100
    assert table.columns[1].text(19_999) == "a\nb"
    assert table.columns[1].text(20_000) == "c"
    inches = [f'{i},5" wide,1' if i == 17 else f"{i},c,1" for i in range(40_100)]
    table = read_table("n,w,x\n" + "\n".join(inches))
    assert table.rows == 40_100
    assert table.columns[1].text(17) == '5" wide'


def test_progress_is_told_and_nobody_waits_longer_than_he_likes() -> None:
    told: list[tuple[int, int]] = []
    text = _many(70_000)
    read_table(text, waiting=Waiting(progress=lambda done, of: told.append((done, of))))
    assert len(told) > 3
    assert told == sorted(told)
    assert told[-1] == (len(text), len(text))
    with pytest.raises(Cancelled):
        read_table(text, waiting=Waiting(cancelled=lambda: True))


# ---- what cannot be read
BAD: dict[str, tuple[str | bytes, str]] = {
    "nothing": (b"", "is empty"),
    "blank": ("\n \n\n", "is empty"),
    "a short row": ("a,b\n1,2\n3\n", r"Line 3 has 1 cell, where there are 2 columns"),
    "a long row": ("a,b\n1,2\n3,4,5\n", r"Line 3 has 3 cells, where there are 2 columns"),
    "a long row behind a cell of two lines": ('a,b\n"1\n",2\n3,4,5\n', "Line 4 has 3 cells"),
    "a short row far behind": (_many(30_000, {25_000: "1,2"}), r"Line 25,002 has 2 cells"),
    "a mark that is missing": ('a,b\n1,2\n"3,4\n5,6\n', "Line 3 cannot be taken apart"),
    "names alone": ("name,colour\n", "nothing below|no rows"),
    "zero bytes": ("a,b\n1,2\0\n", "zero bytes"),
    "zero bytes far behind": (_many(30_000, {25_000: "1,2\0,red"}), "zero bytes"),
    "a spreadsheet": (b"PK\x03\x04" + b"\0" * 100, "save it as CSV"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "is a picture"),
    "one endless line": ("a" * 600_000, "more than 524,288 letters"),
    "too many columns": (",".join(["1"] * 6_000), "at most 5,000"),
}


@pytest.mark.parametrize(("content", "said"), BAD.values(), ids=BAD)
def test_what_is_no_table_is_a_sentence(content: str | bytes, said: str) -> None:
    with pytest.raises(ValueError, match=rf"(?:{said}).*\.$"):
        usual_recipe(read_table(content))


def test_a_file_that_is_too_large_is_refused_by_its_size(tmp_path: Path) -> None:
    with (tmp_path / "huge.csv").open("wb") as file:
        file.truncate(2_000_000_000)
    with pytest.raises(ValueError, match=r"2,000 MB, and at most 1,500"):
        look(tmp_path / "huge.csv")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n1,5 cm\n2,7 in\n3,6 cm\n", "holds numbers and other things|read as words"),
        ('a,b\n1.5,x\n"1,5",y\n2.5,z\n"2,5",x\n', "other marks, such as “1,5”"),
        ("a;b\n" + "0,942;x\n-0.680;y\n" * 9, "“a” holds numbers with other marks, such as “0,942”"),
        ("a,b\n" + "1e200,x\n2e-300,y\n" * 9, "“a” holds numbers beyond 1e30, such as “1e200”"),
        ("a,a\n1,2\n", "the second is now “a .2.”"),
        ("Notes\n\na,b\n1,2\n3,4\n", "none of the table"),
    ],
)
def test_what_was_done_with_a_file_is_said(text: str, said: str) -> None:
    assert any(re.search(said, sentence) for sentence in look(text).said)


@pytest.mark.parametrize(
    ("text", "target", "said"),
    [
        ("only\n1\n2\n3\n", "only", "no column from which"),
        ("a,b\n1,2\n", "b", "has one row"),
        ("a,b\n1,red\n2,red\n", "b", "in every row"),
        ("a,b\n,x\n,y\n", "b", "no column from which"),
        ("a,b\n1,\n2,\n", "b", "is empty in every row"),
        ("a,b\n1,2\n2,3\n", "c", "no column “c”; there are a, b"),
        ("a\n1\n2\n", "c", "no column “c”; there is only “a”"),
    ],
)
def test_a_table_that_teaches_nothing_says_so(text: str, target: str, said: str) -> None:
    table = read_table(text)

    def learned() -> object:
        return own_experiment(table, usual_recipe(table, target)).dataset()

    with pytest.raises(ValueError, match=rf"{said}.*\.$"):
        learned()


def test_a_label_that_occurs_once_keeps_no_table_from_being_learned() -> None:
    rows = "".join(f"{i},{'blue' if i % 2 else 'red'}\n" for i in range(30)) + "7,green\n"
    table = read_table("x,colour\n" + rows)
    recipe = usual_recipe(table, "colour")
    assert recipe.split_by == "share"


def test_a_column_alone_has_no_rows_of_nothing() -> None:
    assert read_table("when\n2020-01-01\n \n?\n2020-02-01\n").rows == 3
    assert read_table('word\nred\n"  "\nblue\n').rows == 2


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_missing_quotation_mark_is_told_with_its_line(mark: str) -> None:
    rows = ["a,b,colour", *(f"{i},{i}.5,red" for i in range(9)), '9,1,"red', "10,2,blue"]
    with pytest.raises(ValueError, match=r"^Line 11 cannot be taken apart .* quotation mark may be missing"):
        read_table("\n".join(rows).replace(",", mark))
