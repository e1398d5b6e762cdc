"""Every number of My data is that of the moment and the table shown. See ``test_truth.py``."""

from __future__ import annotations

import numpy as np

from nnviz.training.samples import sample_of
from tests.helpers.small_tables import EMPTY, plants, plants_recipe, small_table
from tests.helpers.truth_own_table import own_right, own_table
from tests.helpers.truth_window import check, trained


def test_classes_at_the_newest_and_looking_back_with_gaps_and_without(open_window) -> None:
    person = open_window(experiment=plants(epochs=6, split_seed=1))
    run = trained(person, 3)
    tested = run.dataset.test_indices
    empty = [at for at, row in enumerate(tested.tolist()) if row in EMPTY]
    assert empty, "a row without a measurement is tested"
    for epoch, index in ((3, 0), (3, empty[0]), (1, empty[0])):
        person.desk.look_at(epoch)
        person.desk.set_sample(sample_of(run.dataset, "test", index))
        right = own_right(run, small_table(), epoch, index, back=epoch < 3)
        check(person, own_table(right), f"epoch {epoch}, row {index}")


def test_values_in_the_unit_of_their_column(open_window) -> None:
    inputs = (("kind", "category"), ("width_cm", "number"))
    recipe = plants_recipe(target="height_cm", learn="regression", inputs=inputs, split_by="share")
    person = open_window(experiment=plants(recipe, epochs=6, loss="mse"))
    run = trained(person, 3)
    assert not np.isnan(run.dataset.test_labels).any()
    check(person, own_table(own_right(run, small_table(), 3, 0)), "values")
