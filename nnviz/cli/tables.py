"""The options of a table of one's own, for every command that runs an Experiment or answers rows."""

from __future__ import annotations

import csv
from argparse import ArgumentTypeError, BooleanOptionalAction, Namespace
from dataclasses import replace
from pathlib import Path
from typing import Any

from nnviz.cli import parser as read
from nnviz.cli.ending import say
from nnviz.cli.parser import Parser
from nnviz.cli.progress import Progress
from nnviz.data.dataset import Kind
from nnviz.data.own.about import AboutColumn, about_columns
from nnviz.data.own.full import Waiting, read_table
from nnviz.data.own.look import look
from nnviz.data.own.own import Own
from nnviz.data.own.reading import DECIMALS, ENCODINGS, SEPARATORS, THOUSANDS, Reading
from nnviz.data.own.recipe import ENTERS, MISSING, SPLITS, TARGET_SCALES, TableRecipe
from nnviz.data.own.table import Table, table_of
from nnviz.data.own.usual import said_of_classes, usual_recipe, usual_split
from nnviz.said import translate
from nnviz.training.own_tables import own_table

_LEARN: dict[str, Kind] = {"class": "classification", "value": "regression"}
_MARKS = {"tab": "\t", "semicolon": ";", "comma": ",", "bar": "|", "spaces": " ", "space": " ", "point": "."}
_MARKS |= {"nothing": "", "none": "", "apostrophe": "'", "\\t": "\t"}
#: Options that say nothing without a table.
_OF_TABLES = (
    "target",
    "learn",
    "columns",
    "without_columns",
    "missing",
    "split_by",
    "tested",
    "target_scale",
)


def add_table_options(parser: Parser) -> None:
    """Add ``--csv``, what is learned of the table, and how the file is read."""
    add = parser.add_argument_group(translate("Cli", "a table of your own")).add_argument
    add("--csv", type=Path, metavar="FILE", help=translate("Cli", "learn from a CSV, TSV or text file"))
    add(
        "--target",
        metavar="NAME",
        help=translate("Cli", "the column that is learned (default: a likely one)"),
    )
    add("--learn", type=read.name, metavar="KIND",
        help=translate("Cli", "{names}: as what it is learned (default: as what it looks like)").format(
            names=", ".join(_LEARN)))  # fmt: skip
    add("--columns", type=_names, metavar="NAMES",
        help=translate("Cli", "the columns that enter, each alone or as in “size:category”: {names}").format(
            names=", ".join(ENTERS)))  # fmt: skip
    add("--without-columns", type=_names, metavar="NAMES",
        help=translate("Cli", "columns that do not enter"))  # fmt: skip
    add("--missing", type=read.name, metavar="NAME",
        help=translate("Cli", "what fills gaps, from training rows only: {names} (default: median)").format(
            names=", ".join(MISSING)))  # fmt: skip
    add("--split-by", metavar="NAME",
        help=translate("Cli", "{names}, or a column that says which rows are tested").format(
            names=", ".join(name for name in SPLITS if name != "column")))  # fmt: skip
    add("--tested", type=_names, metavar="WORDS",
        help=translate("Cli", "words of that column whose rows are tested (default: test)"))  # fmt: skip
    add("--target-scale", type=read.name, metavar="NAME",
        help=translate("Cli", "of values: {names} (default: standard)").format(
            names=", ".join(TARGET_SCALES)))  # fmt: skip
    add_reading_options(parser)


def add_reading_options(parser: Parser) -> None:
    """Add how a table is read where that is not to be found out."""
    add = parser.add_argument_group(
        translate("Cli", "how the table is read (default: found out)")
    ).add_argument
    for name, table, said in (
        ("separator", SEPARATORS, translate("Cli", "what parts cells: {names}")),
        ("decimal", DECIMALS, translate("Cli", "what parts the fraction: {names}")),
        ("thousands", THOUSANDS, translate("Cli", "what parts thousands: {names}")),
    ):
        add(f"--{name}", metavar="MARK", help=said.format(names=", ".join(table.values())))
    add("--encoding", type=str.lower, metavar="NAME", help=", ".join(ENCODINGS))
    add("--header", action=BooleanOptionalAction, default=None,
        help=translate("Cli", "whether the first row names the columns"))  # fmt: skip
    add("--skip-lines", type=int, metavar="N", help=translate("Cli", "lines before the table"))
    add("--gaps", type=_names, metavar="WORDS",
        help=translate("Cli", "words that say that nothing is there (default: NA, null, ? ...)"))  # fmt: skip


def _names(text: str) -> tuple[str, ...]:
    """Names separated by commas; one with a comma in it stands in quotation marks."""
    try:
        return tuple(name.strip() for name in next(csv.reader([text], skipinitialspace=True), []))
    except csv.Error:
        raise ArgumentTypeError(
            translate("Cli", "names stand in one line, with commas between, not “{text}”").format(
                text=text[:40]
            )
        ) from None


def reading_of(options: Namespace) -> Reading:
    """How the table is to be read. Raises ``ValueError`` with one sentence."""
    marks = {name: getattr(options, name) for name in ("separator", "decimal", "thousands")}
    given: dict[str, Any] = {
        name: mark if mark is None else _MARKS.get(mark, mark) for name, mark in marks.items()
    }
    skip = options.skip_lines
    if skip is not None and skip < 0:
        raise ValueError(
            translate("Cli", "--skip-lines is a number of lines, not {value}.").format(value=skip)
        )
    if options.gaps is not None:
        given["gaps"] = tuple(word.lower() for word in options.gaps)
    return Reading(encoding=options.encoding, header=options.header, skip=skip, **given)


def table_read(path: Path, reading: Reading) -> Table:
    """The table in a file; what was done with it is told. Raises ``ValueError`` with one sentence."""
    for sentence in look(path, reading).said:
        say(sentence)
    with Progress() as progress:
        waiting = Waiting(lambda done, of: progress.show_doing("read", done / max(1, of)))
        return read_table(path, reading, waiting)


def own_table_of(options: Namespace) -> Own | None:
    """The table that the options describe, None where they name none. Raises ``ValueError`` with one
    sentence."""
    if options.csv is None:
        given = next((name for name in _OF_TABLES if getattr(options, name) is not None), None)
        if given:
            raise ValueError(
                translate("Cli", "--{option} is about a table: name it with --csv.").format(
                    option=given.replace("_", "-")
                )
            )
        return None
    table = table_read(options.csv, reading_of(options))
    for about in about_columns(table):
        if about.odd:
            row, text = next(iter(about.column.odd.items()))
            say(
                translate(
                    "Cli",
                    "{count} cells of “{name}” are no numbers and count as gaps: “{text}” in row {row}.",
                ).format(count=about.odd, name=about.name, text=text[:40], row=row + 1)
            )
    recipe = _recipe(table, options)
    parted = recipe.kind == "classification" and recipe.split_by != "whole"
    if parted and (said := said_of_classes(about_columns(table)[table.places[recipe.target]])):
        say(said)
    return own_table(table, recipe)


def _recipe(table: Table, options: Namespace) -> TableRecipe:
    learn = None if options.learn is None else _one(_LEARN, "learn", options.learn)
    recipe = usual_recipe(table, options.target or "", learn)
    if options.columns is not None:
        recipe = replace(recipe, inputs=tuple(_enters(table, name) for name in options.columns))
    if options.without_columns is not None:
        for name in options.without_columns:
            table.column(name)
        left = [pair for pair in recipe.inputs if pair[0] not in options.without_columns]
        recipe = replace(recipe, inputs=tuple(left))
    if options.missing is not None:
        _one(MISSING, "missing", options.missing)
        recipe = replace(recipe, missing=options.missing)
    if options.target_scale is not None:
        _one(TARGET_SCALES, "target-scale", options.target_scale)
        recipe = replace(recipe, target_scale=options.target_scale)
    return _split(table, recipe, options)


def _split(table: Table, recipe: TableRecipe, options: Namespace) -> TableRecipe:
    wanted = options.split_by
    if wanted is None:
        about = about_columns(table)[table.places[recipe.target]]
        return replace(recipe, split_by=usual_split(about, recipe.kind))
    if wanted in table.places:
        tested = options.tested or ("test",)
        inputs = tuple(pair for pair in recipe.inputs if pair[0] != wanted)
        return replace(recipe, split_by="column", split_column=wanted, tested=tested, inputs=inputs)
    name = read.name(wanted)
    if name not in SPLITS or name == "column":
        raise ValueError(
            translate("Cli", "--split-by is one of {names}, or a column; “{value}” is neither.").format(
                names=", ".join(one for one in SPLITS if one != "column"), value=wanted
            )
        )
    return replace(recipe, split_by=name)


def _enters(table: Table, text: str) -> tuple[str, str]:
    """A column and how it enters, as in “size:category”."""
    name, found, way = text.rpartition(":")
    if text in table.places or not found:
        table.column(text)
        about = about_columns(table)[table.places[text]]
        usual = "number" if about.column.numbers is not None else "category"
        return text, about.enters or usual
    table.column(name)
    return name, _one({way: way for way in ENTERS}, "columns", read.name(way))


def _one(table: dict[str, Any], option: str, value: str) -> Any:
    if value not in table:
        raise ValueError(
            translate("Cli", "--{option} is one of {names}, not “{value}”.").format(
                option=option, names=", ".join(table), value=value
            )
        )
    return table[value]


def _kind(about: AboutColumn) -> str:
    """What a column is, in a word or two."""
    words = f" of {len(about.counts)} words" if about.kind == "category" else ""
    return about.kind.replace("_", " ") + words


def told(own: Own) -> str:
    """What is learned from which columns, and which are not used, for people."""
    table, recipe = table_of(own.content), own.recipe
    assert isinstance(recipe, TableRecipe)
    entering = [name for name, _ in recipe.inputs]
    left = [one for one in about_columns(table) if one.name not in (*entering, recipe.target)]
    unused = ", ".join(f"{one.name} ({_kind(one)})" for one in left)
    lines = [f"{recipe.target} is learned from {', '.join(entering)}"]
    return "\n".join([*lines, *([f"not used: {unused}"] if unused else [])])
