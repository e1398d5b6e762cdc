"""What a number in a map has seen: its window in every map before it; and which numbers see a pixel.

A place (channel, row, column) of what leaves a layer hangs on a window of what enters it: all channels there
for a convolution, its own for a pooling. Rows and columns are told one by one, since those of a chain of
windows that are further apart than they are wide have gaps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nnviz.engine.layers import Layer, Windows
from nnviz.said import translate
from nnviz.training.gates import SCHEMES

Span = tuple[int, int]


@dataclass(frozen=True)
class Field:
    """The part of what enters layer number ``place`` that counts, as maps of rows and columns.

    ``channel`` is the only one that does, or -1 for all of them. ``rows`` and ``columns`` may lie beyond the
    edge where the layer pads: what is there is 0. A strip has the row 0.
    """

    place: int
    channel: int
    rows: tuple[int, ...]
    columns: tuple[int, ...]
    size: Span  # rows and columns of the map

    @property
    def row_span(self) -> Span:
        """From the first row to after the last, those beyond the edge included."""
        return self.rows[0], self.rows[-1] + 1

    @property
    def column_span(self) -> Span:
        return self.columns[0], self.columns[-1] + 1

    @property
    def on_map(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The rows and the columns that are on the map."""
        rows, columns = self.size
        return (
            tuple(r for r in self.rows if 0 <= r < rows),
            tuple(c for c in self.columns if 0 <= c < columns),
        )

    @property
    def padded(self) -> bool:
        """Whether some of it lies beyond the edge."""
        return self.on_map != (self.rows, self.columns)


def fields(layers: Sequence[Layer], place: int, channel: int, row: int, column: int) -> tuple[Field, ...]:
    """What the value (channel, row, column) that leaves layer ``place`` of ``layers`` has seen.

    The nearest map first: what enters that layer, then what enters the one before it, back to the input. A
    layer that gives one number a channel, or a row of numbers, has its values at row 0, column 0. Raises
    ``IndexError`` for a place that there is not.
    """
    down, across = _grid(layers[place].output_shape)
    if not (0 <= channel < layers[place].output_shape[0] and 0 <= row < down and 0 <= column < across):
        raise IndexError(
            translate(
                "Training", "Layer {place} gives nothing at channel {channel}, row {row}, column {column}."
            ).format(place=place, channel=channel, row=row, column=column)
        )
    found: list[Field] = []
    seen = Field(place + 1, channel, (row,), (column,), (down, across))
    for number in range(place, -1, -1):
        seen = _before(layers[number], number, seen)
        found.append(seen)
    return tuple(found)


def reached(layers: Sequence[Layer], row: int, column: int) -> tuple[Field, ...]:
    """Where in the maps behind each layer the pixel (row, column) of the input counts, the first layer first.

    A field has the number of its layer plus 1 as ``place``, that of what it enters; it ends with the last
    layer whose values have places.
    """
    found: list[Field] = []
    rows: tuple[int, ...] = (row,)
    columns: tuple[int, ...] = (column,)
    for number, layer in enumerate(layers):
        if len(layer.output_shape) < 2:
            break
        windows: Windows | None = getattr(layer, "windows", None)
        if windows is not None:
            down = [windows.holding(r, 0)[0] for r in rows]
            across = [windows.holding(0, c)[1] for c in columns]
            rows = _joined([(span.start, span.stop) for span in down])
            columns = _joined([(span.start, span.stop) for span in across])
        if not rows or not columns:
            break
        found.append(Field(number + 1, -1, rows, columns, _grid(layer.output_shape)))
    return tuple(found)


def _before(layer: Layer, number: int, seen: Field) -> Field:
    """What of the maps that enter ``layer`` counts for ``seen``, of those that leave it."""
    size = _grid(layer.input_shape)
    channel = -1 if layer.edges[1] else seen.channel
    windows: Windows | None = getattr(layer, "windows", None)
    rows, columns = seen.on_map
    if layer.spec.kind in SCHEMES and len(layer.output_shape) > 1:  # of all steps up to its own
        return Field(number, channel, rows, tuple(range(max(columns, default=-1) + 1)), size)
    if windows is not None:
        over = [windows.over(r, 0)[0] for r in rows], [windows.over(0, c)[1] for c in columns]
        return Field(number, channel, _joined(over[0]), _joined(over[1]), size)
    if len(layer.output_shape) > 1 or layer.input_shape == layer.output_shape:  # one by one
        return Field(number, channel, rows, columns, size)
    return Field(number, channel, tuple(range(size[0])), tuple(range(size[1])), size)


def _joined(spans: Sequence[Span]) -> tuple[int, ...]:
    """All numbers in these spans, in order."""
    return tuple(sorted({number for start, end in spans for number in range(start, end)}))


def _grid(shape: tuple[int, ...]) -> Span:
    """Rows and columns of maps of that shape: a strip has one row, a single number is one cell."""
    rows, columns = (1, 1, *shape[1:])[-2:]
    return rows, columns
