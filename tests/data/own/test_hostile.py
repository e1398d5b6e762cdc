"""Whatever a table holds, it is learned from in finite numbers, or there is a sentence."""

from __future__ import annotations

import contextlib
import time

import numpy as np
import pytest

from nnviz.data.own.about import about_columns
from nnviz.data.own.entering import rows_of
from nnviz.data.own.full import read_table
from nnviz.data.own.table import Table, table_of
from nnviz.data.own.usual import usual_recipe
from nnviz.training.own_tables import own_experiment
from tests.data.own.hostile import hostile
from tests.helpers.counts import count


def _learned(table: Table) -> None:
    """Use the table for all that it is for."""
    for about in about_columns(table):
        assert sum(count for _, count in about.counts) <= table.rows
        assert about.histogram is None or about.histogram.sum() == table.rows - about.missing
    assert table_of(table.content()).content() == table.content()
    data = own_experiment(table, usual_recipe(table)).dataset()
    for part in (data.train_features, data.test_features):
        assert np.isfinite(part).all()
    assert data.entered is not None
    raw, _ = rows_of(table, data.entered)
    assert np.allclose(data.scaled(raw[data.train_indices]), data.train_features, rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize("part", range(2))
def test_a_hostile_table_is_learned_from_or_told(part: int) -> None:
    number = count(25, 2_500)
    for seed in range(part * number, (part + 1) * number):
        content, reading = hostile(seed)
        fault: ValueError | None = None
        try:
            _learned(read_table(content, reading))
        except ValueError as error:
            fault = error
        if fault is not None:
            assert type(fault) is ValueError, seed
            assert str(fault).endswith("."), seed
            assert len(str(fault)) < 500, seed


@pytest.mark.parametrize("seed", range(3))
def test_the_same_numbers_are_read_whatever_the_marks(seed: int) -> None:
    rng = np.random.default_rng(seed)
    numbers = np.round(rng.normal(size=(300, 4)) * 10.0 ** rng.integers(-3, 6, 4), 3)
    cells = [[f"{number:.3f}" for number in row] for row in numbers]
    for row, column in zip(rng.integers(0, 300, 20), rng.integers(0, 4, 20), strict=True):
        cells[row][column], numbers[row, column] = "", np.nan
    point = "a,b,c,d\n" + "\n".join(map(",".join, cells))
    comma = "a;b;c;d\n" + "\n".join(";".join(row).replace(".", ",") for row in cells)
    words = "a,b,c,d,e\n" + "\n".join(",".join([*row, '"x, y.z"']) for row in cells)
    both = (
        comma.replace("d\n", "d;e\n", 1).replace("\n", ";x, y.z\n").replace("d;e;x, y.z", "d;e") + ";x, y.z"
    )
    marks = str.maketrans(",.", ".,")
    large = [[f"{float(cell):,.3f}".translate(marks) if cell else "" for cell in row] for row in cells]
    thousands = "a;b;c;d;e\n" + "\n".join(";".join([*row, "x, y.z"]) for row in large)
    units = "a,b,c,d,e\n" + "\n".join(
        ",".join([*(f"{cell} kg" if cell else "" for cell in row), '"x, y.z"']) for row in cells
    )
    for text in (point, comma, words, both, thousands, units):
        table = read_table(text)
        assert len(table.columns) == 4 or {table.columns[4].text(row) for row in range(300)} == {"x, y.z"}
        found = np.array([column.numbers for column in table.columns[:4]]).T
        np.testing.assert_allclose(found, numbers, rtol=1e-12)


@pytest.mark.parametrize(
    "cell",
    [
        "1" * 100_000 + "x",
        "1," * 60_000,
        " " * 120_000 + "x",
        "(" * 120_000,
        "1 " * 60_000 + "x",
        "-" * 120_000,
    ],
)
def test_an_endless_cell_costs_no_time(cell: str) -> None:
    begun = time.process_time()
    with contextlib.suppress(ValueError):
        _learned(read_table(f'a,b\n"{cell}",1\n' + f'"{cell}",2\n"{cell}x",1\n' * 2))
    assert time.process_time() - begun < 2
