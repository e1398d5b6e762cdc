"""What the numbers of a picture are called, and how a picture has them: row by row, from the upper left."""

from __future__ import annotations

from nnviz.said import translate

_PIXEL = translate("Data", "row {row}, column {column}")


def pixel_names(rows: int, columns: int) -> tuple[str, ...]:
    """The names of the pixels of a picture, in the order in which it has them."""
    return tuple(
        _PIXEL.format(row=row, column=column)
        for row in range(1, rows + 1)
        for column in range(1, columns + 1)
    )
