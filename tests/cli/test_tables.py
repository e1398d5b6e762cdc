"""A table is trained on, saved and answered by commands alone."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from sklearn.datasets import load_diabetes

from nnviz.assets import asset_path
from nnviz.cli import main

PENGUINS = str(asset_path("data", "penguins.csv"))


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[str], str]:
    """The exit status, the lines of the output, and what was said."""
    status = main(arguments)
    out, err = capsys.readouterr()
    return status, out.splitlines(), err


def result(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, object]:
    status, lines, err = run(capsys, "train", *arguments, "--json")
    assert (status, err) == (0, "")
    return dict(json.loads(lines[-1]))


@pytest.fixture
def diabetes(tmp_path: Path) -> str:
    bunch = load_diabetes(scaled=False)
    path = tmp_path / "diabetes.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*bunch.feature_names, "progression"])
        writer.writerows(np.column_stack([bunch.data, bunch.target]).tolist())
    return str(path)


def test_values_reach_what_they_can_with_nothing_said(
    capsys: pytest.CaptureFixture[str], diabetes: str
) -> None:
    found = result(capsys, "--csv", diabetes, "--target", "progression", "--epochs", "150")
    assert found["test_r2"] > 0.4  # type: ignore[operator]
    metrics = found["metrics"]
    assert isinstance(metrics, dict)
    assert 30 < metrics["test_mean_error"] < 50
    assert 2_000 < metrics["test_loss_in_unit"] < 3_500


def test_classes_are_learned_with_gaps_and_words(capsys: pytest.CaptureFixture[str]) -> None:
    found = result(capsys, "--csv", PENGUINS, "--target", "species", "--epochs", "40")
    assert found["test_accuracy"] > 0.9  # type: ignore[operator]


def test_what_is_learned_of_what_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    status, lines, _ = run(capsys, "train", "--csv", PENGUINS, "--target", "body_mass_g", "--epochs", "1")
    assert status == 0
    assert lines[0].startswith("body_mass_g is learned from species, island, bill_length_mm")
    assert any(line.startswith("test answers are off by ") and " g on average" in line for line in lines)


def _inputs(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The first of the layers that are told: how many numbers enter."""
    _, lines, err = run(capsys, "train", "--csv", PENGUINS, "--epochs", "0", "--layers", "2", *arguments)
    assert err == ""
    return next(line for line in lines if line.startswith("penguins.csv")).split()[1].partition("-")[0]


@pytest.mark.parametrize(
    ("arguments", "inputs"),
    [
        (("--target", "species"), "10"),
        (("--target", "species", "--columns", "sex,body_mass_g"), "3"),
        (("--target", "species", "--columns", "year:category"), "3"),
        (("--target", "species", "--without-columns", "year, island"), "6"),
        (("--target", "year", "--learn", "value", "--columns", "bill_depth_mm"), "1"),
        (("--target", "species", "--split-by", "year", "--tested", "2009"), "9"),
        (("--target", "species", "--missing", "leave-out", "--split-by", "share"), "10"),
        (("--target", "species", "--gaps", "male,NA", "--columns", "sex:category"), "1"),
    ],
)
def test_columns_are_chosen(
    capsys: pytest.CaptureFixture[str], arguments: Sequence[str], inputs: str
) -> None:
    assert _inputs(capsys, *arguments) == inputs


def test_a_file_is_read_as_is_said(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "t.txt"
    path.write_bytes("1,5;x;ä\n2,5;y;ä\n3,5;x;ö\n".encode("cp1252"))
    told = ("--csv", str(path), "--target", "column 3", "--epochs", "1")
    assert result(capsys, *told)["epochs"] == 1
    said = ("--separator", "semicolon", "--decimal", ",", "--encoding", "cp1252", "--no-header")
    assert result(capsys, *told, *said)["epochs"] == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--target", "species"), "--target is about a table"),
        (("--csv", PENGUINS, "--data", "iris"), "leave out --data"),
        (("--csv", PENGUINS, "--target", "specie"), "There is no column “specie”"),
        (("--csv", PENGUINS, "--learn", "both"), "--learn is one of class, value"),
        (("--csv", PENGUINS, "--missing", "zero"), "--missing is one of"),
        (("--csv", PENGUINS, "--split-by", "luck"), "--split-by is one of"),
        (("--csv", PENGUINS, "--target", "year", "--split-by", "island"), "no “test”"),
        (("--csv", PENGUINS, "--columns", "island:number"), "holds words"),
        (("--csv", PENGUINS, "--columns", "island:both"), "--columns is one of"),
        (("--csv", PENGUINS, "--separator", "x"), "separator “x”"),
        (("--csv", PENGUINS, "--encoding", "klingon"), "encoding “klingon”"),
        (("--csv", PENGUINS, "--separator", "semicolon"), "no column"),
        (
            (
                "--csv",
                "nowhere.csv",
            ),
            "cannot be read",
        ),
        (
            (
                "--csv",
                ".",
            ),
            "cannot be read",
        ),
        (("--workspace", "digits", "--csv", PENGUINS), "none of the workspace “digits”"),
    ],
)
def test_mistakes_are_sentences(
    capsys: pytest.CaptureFixture[str], arguments: Sequence[str], said: str
) -> None:
    status, lines, err = run(capsys, "train", *arguments)
    assert (status, lines) == (2, [])
    assert said in err
    assert err.count("\n") == 1


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = str(tmp_path_factory.mktemp("models") / "m.npz")
    assert main(["train", "--csv", PENGUINS, "--target", "species", "--epochs", "30", "--save", path]) == 0
    return path


def test_rows_are_answered_in_a_file(capsys: pytest.CaptureFixture[str], model: str, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    capsys.readouterr()
    status, lines, err = run(capsys, "predict", "--csv", PENGUINS, "--model", model, "--out", str(out))
    assert (status, lines, err) == (0, [], "")
    with out.open(newline="") as file:
        rows = [*csv.DictReader(file)]
    assert len(rows) == 344
    assert np.mean([row["species"] == row["predicted species"] for row in rows]) > 0.95
    assert rows[0]["bill_length_mm"] == "39.1"
    shares = [float(row[f"probability of {row['predicted species']}"]) for row in rows]
    assert min(shares) > 1 / 3


def test_rows_of_another_table_are_answered_by_the_names_of_its_columns(
    capsys: pytest.CaptureFixture[str], model: str, tmp_path: Path
) -> None:
    path, out = tmp_path / "new.csv", tmp_path / "out.csv"
    path.write_text(
        "year;sex;body_mass_g;flipper_length_mm;bill_depth_mm;bill_length_mm;island;note\n"
        "2007;male;3750;181;18,7;39,1;Torgersen;=1+1\n2007;;;;-18,7;;Nowhere;-2\n"
    )
    status, lines, err = run(capsys, "predict", "--csv", str(path), "--model", model, "--json")
    assert status == 0
    assert "“Nowhere”" in err
    first, second = map(json.loads, lines)
    assert (first["row"], first["label"], second["row"]) == (1, "Adelie", 2)
    assert sum(first["probabilities"].values()) == pytest.approx(1)
    assert run(capsys, "predict", "--csv", str(path), "--model", model, "--out", str(out))[0] == 0
    rows = [*csv.reader(out.read_text().splitlines())]
    assert [row[7] for row in rows] == ["note", "'=1+1", "-2"]
    assert rows[2][4] == "-18.7"


@pytest.mark.parametrize(
    "arguments",
    [
        ("predict", "--csv", "t.csv", "--model", "{model}", "--out", "./t.csv"),
        ("train", "--csv", "t.csv", "--epochs", "1", "--history", "t.csv"),
        ("sweep", "--csv", "t.csv", "--epochs", "1", "--seeds", "1", "--out", "t.csv"),
    ],
)
def test_a_table_is_never_written_over(
    capsys: pytest.CaptureFixture[str],
    model: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: Sequence[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    content = Path(PENGUINS).read_bytes()
    Path("t.csv").write_bytes(content)
    status, _, err = run(capsys, *(word.format(model=model) for word in arguments))
    assert status == 2
    assert "one of them would be lost" in err
    assert Path("t.csv").read_bytes() == content


def test_values_are_answered_in_their_own_unit(
    capsys: pytest.CaptureFixture[str], diabetes: str, tmp_path: Path
) -> None:
    path = str(tmp_path / "m.npz")
    result(capsys, "--csv", diabetes, "--target", "progression", "--epochs", "30", "--save", path)
    status, lines, _ = run(capsys, "predict", "--csv", diabetes, "--model", path, "--json")
    assert status == 0
    values = np.array([json.loads(line)["value"] for line in lines])
    assert np.corrcoef(values, load_diabetes().target)[0, 1] > 0.6
    assert abs(values.mean() - load_diabetes().target.mean()) < 20


@pytest.mark.parametrize(
    ("content", "said"),
    [("a,b\n1,2\n", "has no column “island”"), ("x", "names|no column"), ("", "is empty")],
)
def test_rows_that_do_not_fit_are_a_sentence(
    capsys: pytest.CaptureFixture[str], model: str, tmp_path: Path, content: str, said: str
) -> None:
    (tmp_path / "t.csv").write_text(content)
    status, lines, err = run(capsys, "predict", "--csv", str(tmp_path / "t.csv"), "--model", model)
    assert (status, lines) == (2, [])
    assert re.search(said, err)


def test_a_model_of_other_data_answers_no_rows(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = str(tmp_path / "m.npz")
    result(capsys, "--data", "iris", "--epochs", "1", "--save", path)
    status, _, err = run(capsys, "predict", "--csv", PENGUINS, "--model", path)
    assert status == 2
    assert "learned from no table" in err


def test_penguins_come_along(capsys: pytest.CaptureFixture[str]) -> None:
    assert result(capsys, "--data", "penguins", "--epochs", "40")["test_accuracy"] > 0.9  # type: ignore[operator]


def test_a_class_of_one_row_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "t.csv"
    rows = [f"{k * 7 % 11},{'even' if k % 2 else 'odd'}" for k in range(30)]
    train = ["train", "--csv", str(path), "--target", "kind", "--epochs", "1", "--json"]
    for words, wanted in (
        ([], ""),
        (["rare"], "The class “rare” of “kind” has one row"),
        (["rare", "seldom"], "2 classes of “kind” have one row each, as “rare”"),
    ):
        path.write_text("\n".join(["a,kind", *rows, *(f"9,{word}" for word in words)]))
        assert main(train) == 0
        told = capsys.readouterr().err
        assert wanted in told
        assert wanted or "one row" not in told
