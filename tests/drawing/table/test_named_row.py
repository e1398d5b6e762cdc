"""What stands at the inputs of a table: names, numbers as entered and as scaled, gaps, groups."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.data import load_dataset
from nnviz.drawing.named_row import row_inputs, row_names, row_title
from nnviz.drawing.numbers import chosen, signed
from nnviz.training.samples import point_sample, sample_of
from tests.helpers.small_tables import COLOURLESS, EMPTY, plants, small_table


@pytest.fixture(scope="module")
def dataset():
    return plants().dataset()


def test_words_of_one_column_stand_in_a_group_of_its_name(dataset) -> None:
    names = row_names(dataset)
    assert names.labels == ("height", "width", "blue", "green", "red")
    assert names.groups == ((2, 3, "colour"),)
    assert [names.of_group(place) for place in range(5)] == [False, False, True, True, True]


@pytest.mark.parametrize("row", [0, EMPTY[0], COLOURLESS[0], EMPTY[1]])
def test_every_number_is_that_of_the_file_and_as_it_enters(dataset, row: int) -> None:
    table = small_table()
    part = "test" if row in dataset.test_indices else "train"
    places = dataset.test_indices if part == "test" else dataset.train_indices
    sample = sample_of(dataset, part, int(np.flatnonzero(places == row)[0]))
    assert row_title(sample) == f"row {row + 1}"
    found = row_inputs(sample, dataset)
    learned = dataset.train_indices
    for place, name in enumerate(("height_cm", "width_cm")):
        column = table.column(name).numbers
        known = column[learned][~np.isnan(column[learned])]
        filled = np.where(np.isnan(column[learned]), np.median(known), column[learned])
        value = np.median(known) if row in EMPTY else column[row]
        scaled = (value - filled.mean()) / filled.std()
        assert found[place].entered == chosen(float(np.float32(value)), 4)
        assert found[place].scaled == signed(scaled)
        assert found[place].gap == (row in EMPTY)
        assert str(found[place].words) == ("gap → " if row in EMPTY else "") + found[place].entered
    colour = table.column("colour").codes[row]
    assert [one.on for one in found[2:]] == [colour == place for place in range(3)]
    assert [one.gap for one in found[2:]] == [row in COLOURLESS] * 3


def test_what_is_no_row_of_a_table_has_none_of_it(dataset) -> None:
    ring = load_dataset("ring", points=20)
    assert row_names(ring) is None
    assert row_inputs(point_sample((0.0, 0.0), ring), ring) is None
    assert row_inputs(None, dataset) is None
