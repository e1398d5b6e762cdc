"""nnviz import: what it prints, what it writes, what it refuses."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nnviz.cli import main
from nnviz.files.project import read_project

MADE = Path(__file__).parents[1] / "files" / "exchange" / "made_by_others"


def test_a_model_becomes_a_project(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    model, out = MADE / "sequential.safetensors", tmp_path / "out.nnviz"
    assert (
        main(["import", str(model), str(out), "--activation", "tanh", "--classes", "a, b,c", "--json"]) == 0
    )
    line = json.loads(capsys.readouterr().out)
    assert (line["inputs"], line["outputs"], line["parameters"]) == ([6], [3], 35 + 24 + 15)
    assert any("put into the weights" in one for one in line["told"])
    (run,) = read_project(out).runs
    assert run.source.data is not None
    assert run.source.data.class_names == ("a", "b", "c")


def test_with_data_it_is_measured_and_can_be_trained_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model, out = tmp_path / "made.npz", tmp_path / "out.nnviz"
    assert main(["train", "--data", "digits", "--epochs", "2", "--save", str(model), "--json"]) == 0
    trained = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert main(["import", str(model), str(out), "--data", "digits", "--json"]) == 0
    line = json.loads(capsys.readouterr().out)
    assert line["test_loss"] == pytest.approx(trained["test_loss"], rel=1e-5)
    (run,) = read_project(out).runs
    assert run.source.can("train")
    assert main(["import", str(model), str(out), "--data", "iris"]) == 2
    assert "needs (3,)" in capsys.readouterr().err


def test_with_a_table_of_ones_own_it_is_measured_and_trained_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rng = np.random.default_rng(1)
    model, out, table = tmp_path / "made.npz", tmp_path / "out.nnviz", tmp_path / "birds.csv"
    rows = [f"{a:.3f},{b:.3f},{c:.3f},{'yes' if a + b > c else 'no'}" for a, b, c in rng.normal(size=(60, 3))]
    table.write_text("\n".join(["a,b,c,flies", *rows]))
    asked = ["--csv", str(table), "--target", "flies"]
    assert main(["train", *asked, "--layers", "4", "--epochs", "3", "--save", str(model), "--json"]) == 0
    trained = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert main(["import", str(model), str(out), *asked, "--json"]) == 0
    line = json.loads(capsys.readouterr().out)
    assert line["test_loss"] == pytest.approx(trained["test_loss"], rel=1e-5)
    (run,) = read_project(out).runs
    assert run.source.can("train")
    assert run.experiment.own is not None
    assert main(["import", str(model), str(out), *asked, "--columns", "a,b"]) == 2
    said = capsys.readouterr().err
    assert "(3,)" in said
    assert "“birds.csv” has (2,)" in said
    assert main(["import", str(model), str(out), *asked, "--data", "iris"]) == 2
    assert "at a time" in capsys.readouterr().err


def test_with_pictures_of_ones_own_they_come_in_its_size(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model, out = tmp_path / "made.npz", tmp_path / "out.nnviz"
    for place, made in enumerate(("dark", "light")):
        (tmp_path / "pictures" / made).mkdir(parents=True)
        for number in range(8):
            picture = Image.new("L", (20, 20), 40 + 150 * place + number)
            picture.save(tmp_path / "pictures" / made / f"{number}.png")
    asked = ["--images", str(tmp_path / "pictures")]
    trained = ["train", *asked, "--side", "12", "--layers", "conv(2, 3), 4", "--epochs", "1", "--json"]
    assert main([*trained, "--save", str(model)]) == 0
    wanted = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert main(["import", str(model), str(out), *asked, "--json"]) == 0
    line = json.loads(capsys.readouterr().out)
    assert line["inputs"] == [1, 12, 12]
    assert line["test_loss"] == pytest.approx(wanted["test_loss"], rel=1e-5)


def test_what_has_to_be_said_is_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out.nnviz"
    assert main(["import", str(MADE / "net.safetensors"), str(out)]) == 2
    assert "--input-shape" in capsys.readouterr().err
    assert not out.exists()


HOSTILE = {
    "empty.onnx": b"",
    "junk.onnx": b"\x08junk" * 999,
    "huge.safetensors": (2**40).to_bytes(8, "little") + b"{}",
    "pickle.pt": b"\x80\x04cos\nsystem\n(S'true'\ntR.",
    "junk.npz": b"PK\x03\x04junk",
}


def test_hostile_files_are_refused_at_once_and_cheaply(tmp_path: Path) -> None:
    """Each in a sentence, in a second, all in little memory: in a process of their own."""
    for name, content in HOSTILE.items():
        (tmp_path / name).write_bytes(content)
    script = (
        "import os, sys, time\n"
        "from nnviz.cli import main\n"
        "import onnx, nnviz.cli.take_in\n"
        "for path in sys.argv[1:]:\n"
        "    begun = time.perf_counter()\n"
        "    print(main(['import', path, 'out.nnviz']), time.perf_counter() - begun)\n"
        "status = '/proc/self/status'\n"
        "lines = open(status) if os.path.exists(status) else []\n"
        "print(*[line.split()[1] for line in lines if line.startswith('VmHWM')])\n"
    )
    paths = [str(tmp_path / name) for name in HOSTILE]
    done = subprocess.run(
        [sys.executable, "-c", script, *paths], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    *answers, memory = done.stdout.splitlines()
    sentences = done.stderr.splitlines()
    assert len(sentences) == len(answers) == len(HOSTILE)
    for name, answer, sentence in zip(HOSTILE, answers, sentences, strict=True):
        status, seconds = map(float, answer.split())
        assert status == 2
        assert name in sentence
        assert seconds < 1
    assert int(memory or 0) < 300_000


def test_a_large_file_is_refused_by_its_size(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "large.onnx"
    with path.open("wb") as file:
        file.truncate(2_000_000_000)
    assert main(["import", str(path), str(tmp_path / "out.nnviz")]) == 2
    assert "2,000 MB" in capsys.readouterr().err


def test_w_and_b_of_a_notebook(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, out = tmp_path / "made.npz", tmp_path / "out"
    np.savez(path, W1=np.ones((2, 3)), b1=np.zeros(3), W2=np.ones((3, 1)), b2=np.zeros(1))
    assert main(["import", str(path), str(out), "--activation", "relu", "--values"]) == 0
    said = capsys.readouterr().out
    assert "a point of the plane" in said
    assert (tmp_path / "out.nnviz").exists()
