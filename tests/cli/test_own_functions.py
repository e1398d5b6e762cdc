"""Activations and losses typed on the command line."""

from __future__ import annotations

import json

import pytest

from nnviz.cli import main
from nnviz.cli.parser import function, functions

MISH = "x * tanh(log(1 + exp(x)))"


def test_names_and_formulas_are_told_apart():
    assert functions("Leaky-ReLU, max(x, 0.1*x),x-1") == ("leaky_relu", "max(x, 0.1*x)", "x-1")
    assert function("y-t") == "y-t"
    assert function(" Half-Squared-Error ") == "half_squared_error"


def result(capsys) -> dict[str, object]:
    return json.loads(capsys.readouterr().out.strip().splitlines()[-1])


def test_they_are_trained_with_checked_and_kept(tmp_path, capsys):
    model = str(tmp_path / "m.npz")
    own = [
        "--data",
        "ring",
        "--layers",
        "4,3",
        "--activation",
        f"{MISH}, max(x, 0.1 * x)",
        "--loss",
        "(y - t)**4",
    ]
    assert main(["train", *own, "--epochs", "5", "--save", model]) == 0
    trained = result(capsys)
    assert main(["gradcheck", *own, "--json"]) == 0
    assert result(capsys)["wrong"] == 0
    assert main(["train", *own, "--epochs", "0", "--weights", model]) == 0
    assert result(capsys)["test_loss"] == trained["test_loss"]


@pytest.mark.parametrize(
    ("data", "loss", "odd"),
    [
        ("sine", "y - t", True),
        ("sine", "(y - t - 1)**2", True),
        ("sine", "(y - t)**2", False),
        ("sine", "max(0.3 * (t - y), 0.7 * (y - t))", False),
        ("ring", "(y + t - 1)**2", True),
        ("ring", "-t * log(y + 0.001) - (1 - t) * log(1.001 - y)", False),
    ],
)
def test_a_loss_that_draws_answers_away_is_said_to_be_odd(capsys, data, loss, odd):
    assert main(["train", "--data", data, "--layers", "2", "--epochs", "0", f"--loss={loss}"]) == 0
    assert ("answers are drawn away from what is right" in capsys.readouterr().err) is odd


def test_what_is_odd_is_said(capsys):
    assert main(["train", "--data", "ring", "--epochs", "1", "--activation", "sign(x)"]) == 0
    assert "sign(x): Its slope is 0 wherever it has one" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--activation", "1/x"], "At x = 0 the formula has no value"),
        (["--activation", "tanh(x"], "Column 5: this bracket is never closed."),
        (["--activation", "tanhh(x)"], "Column 1: tanhh is not known; is tanh meant?"),
        (["--data", "formula", "--formula", "x2 + x"], "Column 1: x2 is not known"),
        (["--data", "formula", "--formula", "100"], "Nearly all points are below the curve"),
        (["--data", "formula", "--formula", "x - 100"], "Nearly all points are above the curve"),
        (["--data", "formula_values", "--formula", "log(x2)"], "the formula “log(x2)” has no value."),
        (["--activation", "sigmoidd"], "is not known; there are linear"),
        (["--loss", "(y - t"], "Column 1"),
        (["--loss", "y**2"], "there is no t in it"),
        (["--loss", "mses"], "There is no loss “mses”"),
        (["--output-activation", "sqrt(x)"], "no value"),
        (["--loss", "log(y) + t", "--output-activation", "linear"], "no value where y = "),
    ],
)
def test_mistakes_are_one_sentence(options, said, capsys):
    assert main(["train", "--data", "ring", "--epochs", "1", *options]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
