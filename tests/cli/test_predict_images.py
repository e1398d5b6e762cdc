"""``nnviz predict`` with networks that learned pictures of other sizes than 8 x 8."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nnviz.cli import main
from nnviz.data import load_dataset
from nnviz.data.strokes import write_strokes_npz
from tests.helpers.drawn_shapes import THIN, by_hand


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the preset of the shapes has learned."""
    path = tmp_path_factory.mktemp("model") / "shapes.npz"
    assert main(["train", "--workspace", "images", "--data", "shapes", "--save", str(path)]) == 0
    return path


def said(capsys: pytest.CaptureFixture[str], *words: str | Path) -> list[dict[str, object]]:
    assert main(["predict", "--json", *map(str, words)]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_pictures_of_its_own_size_are_seen_as_they_are(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = load_dataset("shapes", test_share=0.6667)
    for index in range(6):
        shape = data.test_features[index].reshape(12, 12)
        values = np.where(shape > 0.5, shape, 0)  # without the grain, whose ground is not one grey
        Image.fromarray(np.rint(255 * (1 - values)).astype(np.uint8)).save(tmp_path / f"{index}.png")
    lines = said(capsys, "--model", model, *sorted(tmp_path.glob("*.png")))
    assert [line["label"] for line in lines] == data.test_labels[:6].tolist()
    for line in lines:
        assert len(line["seen"]) == 144  # type: ignore[arg-type]
        assert max(line["seen"]) == pytest.approx(1)  # type: ignore[call-overload]


def test_strokes_are_brought_to_its_size(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rng = np.random.default_rng(2)
    drawings = [by_hand(strokes, 0.2, (0.4, 0.6), rng) for strokes in THIN.values()]
    write_strokes_npz(tmp_path / "strokes.npz", [*drawings, []])
    lines = said(capsys, "--model", model, "--strokes", tmp_path / "strokes.npz")
    assert [line["label"] for line in lines] == [0, 1, 2, 3, 4, 5, None]
    assert main(["predict", "--model", str(model), "--strokes", str(tmp_path / "strokes.npz")]) == 0
    assert capsys.readouterr().out.startswith("0: dash (")


def test_a_network_of_tables_reads_no_pictures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "iris.npz"
    assert main(["train", "--data", "iris", "--epochs", "1", "--save", str(path)]) == 0
    capsys.readouterr()
    assert main(["predict", "--model", str(path), str(tmp_path / "x.png")]) == 2
    assert "does not read pictures: it takes 4 inputs" in capsys.readouterr().err
