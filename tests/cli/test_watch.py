"""``nnviz watch`` without a window."""

from __future__ import annotations

import json

from nnviz.cli import main
from nnviz.files.watching.names import checkpoint_name
from tests.helpers.run_folders import parameters, tensors, written_by_hand


def test_what_is_in_the_folder_is_printed_an_epoch_a_line(tmp_path, capsys):
    lines = ['{"epoch": 0, "loss": 2}', '{"epoch": 2, "loss": "NaN", "speed": 7}', "{"]
    folder = written_by_hand(tmp_path / "run", epochs=(2,), rows=lines)
    assert main(["watch", str(folder), "--print"]) == 0
    told = capsys.readouterr()
    assert [json.loads(line) for line in told.out.splitlines()] == [
        {"epoch": 0, "parameters": False, "metrics": {"train_loss": 2.0, "speed": None}},
        {"epoch": 2, "parameters": True, "metrics": {"train_loss": None, "speed": 7.0}},
    ]
    assert "A line of metrics.jsonl tells nothing, and is left out" in told.err


def test_what_is_no_run_folder_is_a_sentence(tmp_path, capsys):
    (tmp_path / "file").write_text("")
    assert main(["watch", str(tmp_path / "file")]) == 2
    assert "is no folder" in capsys.readouterr().err
    assert main(["watch", str(tmp_path / "nowhere"), "--print"]) == 2
    assert "is not there" in capsys.readouterr().err


def test_parameters_that_do_not_fit_are_none_and_each_is_named(tmp_path, capsys):
    rows = [f'{{"epoch": {epoch}, "loss": 2}}' for epoch in range(4)]
    folder = written_by_hand(tmp_path / "run", epochs=range(4), rows=rows)
    for epoch in (1, 2):
        arrays = parameters() | {"dense1.bias": parameters()["dense2.bias"]}
        (folder / checkpoint_name(epoch)).write_bytes(tensors(arrays))
    assert main(["watch", str(folder), "--print"]) == 0
    told = capsys.readouterr()
    usable = [json.loads(line)["parameters"] for line in told.out.splitlines()]
    assert usable == [True, False, False, True]
    assert "parameters of epoch 1 are left out" in told.err
    assert "parameters of epoch 2 are left out" in told.err
