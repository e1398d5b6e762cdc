"""Thirty files of different make, each with what a person finds in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from nnviz.assets import read_asset

Rows = list[list[str]]
N, C, B, ID, T, D, K, E = "number category yes_no identifier text date constant empty".split()  # noqa: SIM905


@dataclass(frozen=True)
class Made:
    """A file: its bytes, columns with their kinds, rows, the column to be learned, and how many classes it
    has, 0 for values."""

    name: str
    content: bytes
    kinds: dict[str, str]
    rows: int
    target: str
    classes: int


def _measured(seed: int, count: int, columns: int, classes: int) -> tuple[np.ndarray, np.ndarray]:
    """Numbers (count, columns), and classes that follow from them but for some noise."""
    rng = np.random.default_rng(seed)
    numbers = rng.normal(size=(count, columns))
    sums = numbers @ rng.normal(size=columns) + 0.2 * rng.normal(size=count)
    labels = np.searchsorted(np.quantile(sums, np.arange(1, classes) / classes), sums)
    return numbers, labels


def _table(
    seed: int,
    words: Sequence[str],
    count: int = 90,
    columns: int = 3,
    form: Callable[[float], str] = lambda x: f"{x:.3f}",
) -> Rows:
    numbers, labels = _measured(seed, count, columns, len(words))
    return [[*map(form, row), words[label]] for row, label in zip(numbers, labels, strict=True)]


def _text(rows: Rows, names: Sequence[str] = (), separator: str = ",", end: str = "\n") -> str:
    return "".join(separator.join(row) + end for row in ([[*names]] if names else []) + rows)


def _comma(x: float) -> str:
    return f"{x:.2f}".replace(".", ",")


def _german(x: float) -> str:
    return f"{1000 * x:,.2f}".translate(str.maketrans(",.", ".,"))


def _with_gaps(rows: Rows, gap: str, every: int = 7) -> Rows:
    return [[gap if (i + j) % every == 0 and j < len(row) - 1 else cell for j, cell in enumerate(row)]
            for i, row in enumerate(rows)]  # fmt: skip


ABC = ("red", "green", "blue")
XYZ = {"x": N, "y": N, "z": N}
NAMES = ("x", "y", "z", "colour")
KINDS = {**XYZ, "colour": C}


def _made() -> list[Made]:
    plain = _table(1, ABC)
    files: list[Made] = []

    def add(
        name: str, text: str | bytes, kinds: dict[str, str], target: str, classes: int, rows: int = 90
    ) -> None:
        files.append(
            Made(name, text if isinstance(text, bytes) else text.encode(), kinds, rows, target, classes)
        )

    add("plain", _text(plain, NAMES), KINDS, "colour", 3)
    add("no header", _text(plain), {f"column {i}": k for i, k in enumerate((N, N, N, C), 1)}, "column 4", 3)
    add("tabs", _text(plain, NAMES, "\t"), KINDS, "colour", 3)
    add("semicolons and decimal commas", _text(_table(2, ABC, form=_comma), NAMES, ";"), KINDS, "colour", 3)
    add("points between thousands", _text(_table(3, ABC, form=_german), NAMES, ";"), KINDS, "colour", 3)
    add("bars", _text(plain, NAMES, "|"), KINDS, "colour", 3)
    add(
        "aligned by spaces",
        _text([[f"{c:>9}" for c in row] for row in plain], NAMES, " "),
        KINDS,
        "colour",
        3,
    )
    add("ends of lines of Windows", _text(plain, NAMES, end="\r\n"), KINDS, "colour", 3)
    add("ends of lines of an old Mac", _text(plain, NAMES, end="\r"), KINDS, "colour", 3)
    add("UTF-8 with a mark", b"\xef\xbb\xbf" + _text(plain, NAMES).encode(), KINDS, "colour", 3)
    add("UTF-16 as Excel writes it", _text(plain, NAMES, "\t").encode("utf-16"), KINDS, "colour", 3)
    add("UTF-16 without a mark", _text(plain, NAMES, "\t").encode("utf-16-le"), KINDS, "colour", 3)
    umlauts = _text(_table(4, ("grün", "weiß")), ("Länge", "Höhe", "Größe", "Farbe"), ";")
    german = {"Länge": N, "Höhe": N, "Größe": N, "Farbe": C}
    add("Windows-1252", umlauts.encode("cp1252"), german, "Farbe", 2)
    add("UTF-8 with umlauts", umlauts, german, "Farbe", 2)
    quoted = [[f'"{cell}"' for cell in row] for row in plain]
    add("all in quotation marks", _text(quoted, [f'"{n}"' for n in NAMES]), KINDS, "colour", 3)
    long = [[*row[:3], f'"so {row[3]},\nand ""very"" much"'] for row in plain]
    add("cells with commas, marks and ends of lines", _text(long, NAMES), KINDS, "colour", 3)
    for gap in ("", "NA", "?", "null", "#N/A"):
        add(f"gaps as “{gap}”", _text(_with_gaps(plain, gap), NAMES), KINDS, "colour", 3)
    add("title and empty line above", "Measured in 2024\n\n" + _text(plain, NAMES), KINDS, "colour", 3)
    add("notes with #", "# by hand\n# in May\n" + _text(plain, NAMES), KINDS, "colour", 3)
    add("sep= as Excel reads it", "sep=;\n" + _text(plain, NAMES, ";"), KINDS, "colour", 3)
    add("row names as R writes them", _text([[f'"{i}"', *row] for i, row in enumerate(plain, 1)],
        [f'"{n}"' for n in NAMES]), {"row": ID, **KINDS}, "colour", 3)  # fmt: skip
    add("an index without a name", _text([[str(i), *row] for i, row in enumerate(plain)], ("", *NAMES)),
        {"column 1": ID, **KINDS}, "colour", 3)  # fmt: skip
    add("classes 1 to 3", _text(_table(5, "123"), NAMES), {**XYZ, "colour": N}, "colour", 3)
    add("classes -1 and 1", _text(_table(6, ("-1", "1")), NAMES), {**XYZ, "colour": N}, "colour", 2)
    add("classes as floats", _text(_table(7, ("0.0", "1.0")), NAMES), {**XYZ, "colour": B}, "colour", 2)
    unit = [[row[0] + " mm", row[1] + "%", *row[2:]] for row in _table(8, ("no", "yes"))]
    lengths = {"length": N, "share": N, "z": N, "ill": B}
    add("yes and no, and units", _text(unit, tuple(lengths)), lengths, "ill", 2)
    numbers, _ = _measured(9, 90, 4, 2)
    values = [[*map("{:.3g}".format, row[:3]), f"{row[:3].sum():.4f}"] for row in numbers]
    add("values", _text(values, ("x", "y", "z", "price")), {**XYZ, "price": N}, "price", 0)
    person = [
        [
            f"P{i:04}",
            f"{i % 28 + 1:02}.0{i % 9 + 1}.2021",
            f"{i} came late to the {w} house",
            "12345",
            "",
            *row,
        ]
        for i, (row, w) in enumerate(zip(plain, ABC * 30, strict=True))
    ]
    add("people", _text(person, ("id", "born", "remark", "unit", "left", *NAMES)),
        {"id": ID, "born": D, "remark": T, "unit": K, "left": E, **KINDS}, "colour", 3)  # fmt: skip
    kinds = dict.fromkeys(("species", "island"), C)
    kinds |= dict.fromkeys(("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"), N)
    kinds |= {"sex": C, "year": N}
    add("penguins", read_asset("data", "penguins.csv"), kinds, "species", 3, 344)
    return files


FILES: dict[str, Made] = {made.name: made for made in _made()}
