"""A table becomes a data set as scikit-learn's transformers make it, fitted on the training rows alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, OneHotEncoder, StandardScaler

from nnviz.data import load_dataset
from nnviz.data.own.recipe import MISSING, TableRecipe, read_recipe
from nnviz.data.own.table import Column, Table
from tests.data.own.made import MASS, SPECIES, birds, own

TABLE = birds()


def _cells(rows: np.ndarray) -> np.ndarray:
    """(rows, 4) the columns of SPECIES as scikit-learn takes them."""
    bill, mass, island, sex = (TABLE.columns[place] for place in (2, 3, 1, 4))
    assert bill.numbers is not None
    assert mass.numbers is not None
    words = [[column.text(row) or None for row in rows] for column in (island, sex)]
    return np.array([bill.numbers[rows], mass.numbers[rows], *words], dtype=object).T


@pytest.mark.parametrize("missing", [name for name in MISSING if name != "leave_out"])
@pytest.mark.parametrize("scale", ["standard", "minmax"])
def test_inputs_are_those_of_scikit_learn(missing: str, scale: str) -> None:
    data = load_dataset("own_table", own=own(replace(SPECIES, missing=missing)), scale=scale)
    scaler = StandardScaler() if scale == "standard" else MinMaxScaler()
    encode = OneHotEncoder(handle_unknown="ignore", sparse_output=False)
    fill = SimpleImputer(missing_values=None, strategy="most_frequent")
    words = make_pipeline(fill, encode) if missing == "most_frequent" else encode
    columns = ColumnTransformer(
        [("number", make_pipeline(SimpleImputer(strategy=missing), scaler), [0, 1]), ("word", words, [2, 3])]
    )
    columns.fit(_cells(data.train_indices))
    for features, rows in (
        (data.train_features, data.train_indices),
        (data.test_features, data.test_indices),
    ):
        wanted = np.asarray(columns.transform(_cells(rows)), np.float64)
        if missing != "most_frequent":  # for scikit-learn a gap is a category of its own
            wanted = np.delete(wanted, -1, axis=1)
        assert np.allclose(features, wanted, atol=1e-6)


def test_rows_are_split_as_by_scikit_learn_and_known_by_their_number() -> None:
    data = load_dataset("own_table", own=own(), test_share=0.3, split_seed=5)
    train, test = train_test_split(np.arange(60), test_size=0.3, random_state=5)
    assert data.train_indices.tolist() == train.tolist()
    assert data.test_indices.tolist() == test.tolist()
    species = TABLE.columns[0]
    assert [data.class_names[label] for label in data.test_labels] == [species.text(row) for row in test]


def test_an_even_split_has_a_part_of_each_class() -> None:
    data = load_dataset("own_table", own=own(replace(SPECIES, split_by="evenly")), test_share=0.25)
    counts = [
        np.bincount(labels, minlength=3) / len(labels) for labels in (data.train_labels, data.test_labels)
    ]
    assert np.abs(counts[0] - counts[1]).max() < 0.07


def test_a_column_can_say_which_rows_are_tested() -> None:
    recipe = replace(
        SPECIES, inputs=SPECIES.inputs[:2], split_by="column", split_column="island", tested=("Dream",)
    )
    data = load_dataset("own_table", own=own(recipe))
    assert {TABLE.columns[1].text(row) for row in data.test_indices} == {"Dream"}
    assert {TABLE.columns[1].text(row) for row in data.train_indices} == {"Torgersen", "Biscoe"}


def test_filled_gaps_are_known_and_said() -> None:
    data = load_dataset("own_table", own=own())
    assert data.entered is not None
    for part, rows in (("train", data.train_indices), ("test", data.test_indices)):
        gaps = data.entered.gaps(part)  # type: ignore[arg-type]
        filled = np.isin(rows, [3, 7]), np.isin(rows, [3, 11, 20])
        if gaps is None:
            assert not np.any(filled)
        else:
            assert gaps[:, [0, 3]].T.tolist() == [one.tolist() for one in filled]
    bills = TABLE.columns[2].numbers
    assert bills is not None
    assert data.entered.columns[0].filled == np.nanmedian(bills[data.train_indices])
    assert data.entered.columns[3].filled is None
    assert [list(column.inputs) for column in data.entered.columns] == [[0], [1], [2, 3, 4], [5, 6]]
    assert data.feature_names == ("bill", "mass", "Biscoe", "Dream", "Torgersen", "female", "male")
    assert data.entered.column_of(3).name == "island"


def test_a_row_that_is_typed_enters_as_one_of_the_table() -> None:
    data = load_dataset("own_table", own=own())
    assert data.entered is not None
    row = int(data.test_indices[0])
    cells = [TABLE.columns[place] for place in (2, 3, 1, 4)]
    raw = data.entered.raw(
        [float(one.text(row)) if one.numbers is not None else one.text(row) for one in cells]
    )
    assert np.allclose(data.scaled(raw), data.test_features[0], atol=1e-5)
    gap = data.entered.raw([None, 4000.0, "Nowhere", None])
    assert gap.tolist() == [data.entered.columns[0].filled, 4000, 0, 0, 0, 0, 0]


def test_rows_with_gaps_can_be_left_out() -> None:
    data = load_dataset("own_table", own=own(replace(SPECIES, missing="leave_out")))
    assert data.entered is not None
    assert data.entered.left_out is not None
    assert data.entered.left_out.tolist() == [3, 7, 11, 20]
    assert len(data.train_labels) + len(data.test_labels) == 56
    assert data.entered.train_gaps is None


def test_a_value_is_scaled_by_training_rows_and_comes_back() -> None:
    data = load_dataset("own_table", own=own(MASS))
    mass = TABLE.columns[3].numbers
    assert mass is not None
    scaler = StandardScaler().fit(mass[data.train_indices, np.newaxis])
    wanted = scaler.transform(mass[data.test_indices, np.newaxis])[:, 0]
    assert np.allclose(data.test_labels, wanted, atol=1e-6)
    assert np.allclose(data.in_own_unit(data.test_labels), mass[data.test_indices], rtol=1e-6)
    assert data.entered is not None
    assert data.entered.target.unit == "g"
    plain = load_dataset("own_table", own=own(replace(MASS, target_scale="none")))
    assert np.allclose(plain.test_labels, mass[plain.test_indices])


def test_yes_and_no_enter_as_one_and_nothing() -> None:
    answers = np.array([0, 1, 1, 0, -1, 1], np.int32)
    table = Table(
        "t",
        (
            Column("ill", "ill", codes=answers, words=("yes", "no")),
            Column("y", "y", numbers=np.array([1.0, 2, 1, 2, 1, 2])),
        ),
        6,
    )
    recipe = TableRecipe(target="y", inputs=(("ill", "yes_no"),), split_by="whole")
    data = load_dataset("own_table", own=own(recipe, table))
    assert data.train_features[:, 0].tolist() == [1, 0, 0, 1, 0, 0]
    assert data.class_names == ("1", "2")
    assert data.test_indices.tolist() == data.train_indices.tolist()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"inputs": ()}, "No column is used"),
        ({"inputs": (("species", "category"),)}, "what is learned"),
        ({"inputs": (("nothing", "number"),)}, "no column “nothing”"),
        ({"inputs": (("island", "number"),)}, "holds words"),
        ({"inputs": (("island", "yes_no"),)}, "not two"),
        ({"inputs": (("bill_mm", "number"), ("bill_mm", "number"))}, "used twice"),
        ({"learn": "regression"}, "classes only"),
        ({"target": "mass"}, "no column “mass”"),
        ({"split_by": "column", "split_column": "island", "tested": ("Bisco",)}, "no “Bisco”"),
        ({"target": "mass_g", "inputs": (("island", "category"),), "split_by": "evenly"}, "one row only"),
    ],
)
def test_what_does_not_fit_the_table_is_a_sentence(changed: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=rf"{said}.*\.$"):
        load_dataset("own_table", own=own(replace(SPECIES, **changed)))  # type: ignore[arg-type]


def test_without_its_data_it_says_where_they_are() -> None:
    with pytest.raises(ValueError, match="open a file"):
        load_dataset("own_table")


def test_a_recipe_is_written_and_read() -> None:
    recipe = replace(SPECIES, split_by="column", split_column="sex", tested=("male",))
    assert read_recipe(recipe.to_dict()) == recipe


@pytest.mark.parametrize(
    "values",
    [
        {},
        [],
        {"target": 3},
        {"target": "x", "learn": "nothing"},
        {"target": "x", "inputs": [["a", "b"]]},
        {"target": "x", "missing": "zero"},
        {"target": "x", "missing": []},
        {"target": "x", "more": 1},
        {"target": "x", "tested": "a"},
    ],
)
def test_a_recipe_that_cannot_be_is_a_sentence(values: object) -> None:
    with pytest.raises(ValueError, match=r"recipe of the table .*\.$"):
        read_recipe(values)  # type: ignore[arg-type]
