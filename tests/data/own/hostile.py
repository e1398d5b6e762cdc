"""Tables as somebody hostile, or a broken program, makes them; the same for the same seed."""

from __future__ import annotations

import random

from nnviz.data.own.reading import DECIMALS, ENCODINGS, QUOTES, SEPARATORS, THOUSANDS, Reading

CELLS = (
    *("1", "2", "-3.5", "1,5", "1.234,5", "1e5", "1e400", "-1e-400", "nan", "inf", "-inf", "NA", "", "\t"),
    *("a", "ü", "\u202e", "\U0001d518", "x y", '"', '""', "'", "yes", "no", "true", "0", "00123", "12 mm"),
    *("5%", "$3", "2020-01-01", "=1+1", "@x", "+", "-", "_1", "1_0", "0x1F", "\u0661", "\uff11", "9" * 400),
    *("#", "sep=;", " ", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\ufeff", "NULL", "None", "a" * 300),
    *("1" * 16, "-0", "+1", ".5", "5.", "1e", "e5", "--1", "1-2"),
)


def hostile(seed: int) -> tuple[bytes, Reading | None]:
    """The bytes of a file, and how somebody wants it to be read."""
    rng = random.Random(seed)
    width, separator, end = rng.randint(1, 6), rng.choice(",;\t| :"), rng.choice(("\n", "\r\n", "\r", "\n\n"))
    cells = (
        rng.sample(CELLS, rng.randint(1, 8)) if rng.random() < 0.7 else ["1", "2.5", "4", rng.choice(CELLS)]
    )
    rows = [[rng.choice("abcdefgh") * rng.randint(0, 3) for _ in range(width)]] if rng.random() < 0.5 else []
    for _ in range(rng.randint(0, 30)):
        count = width if rng.random() < 0.97 else rng.randint(0, 8)
        row = [rng.choice(cells) for _ in range(count)]
        rows.append(['"' + cell.replace('"', '""') + '"' for cell in row] if rng.random() < 0.2 else row)
    text = end.join(map(separator.join, rows)) + (end if rng.random() < 0.7 else "")
    content = bytearray(text.encode(rng.choice([*ENCODINGS]), "replace"))
    if content and rng.random() < 0.15:
        for _ in range(rng.randint(1, 5)):
            content[rng.randrange(len(content))] = rng.randrange(256)
    return bytes(content), _reading(rng) if rng.random() < 0.3 else None


def _reading(rng: random.Random) -> Reading | None:
    def one(table: object) -> str | None:
        return rng.choice([None, *table])  # type: ignore[misc]

    try:
        return Reading(
            encoding=one(ENCODINGS),
            separator=one(SEPARATORS),
            decimal=one(DECIMALS),
            thousands=one(THOUSANDS),
            quote=one(QUOTES),
            header=rng.choice([None, True, False]),
            skip=rng.choice([None, 0, 1, 5]),
        )
    except ValueError:
        return None
