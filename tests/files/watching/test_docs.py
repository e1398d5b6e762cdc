"""docs/watching.md tells other programs the truth about run folders."""

from __future__ import annotations

import inspect
import json
import re
from pathlib import Path

import numpy as np
import pytest

from nnviz import RunWriter
from nnviz.files.watching import about, folder, names, watched
from nnviz.training.named_metrics import MOST_NAMED

PAGE = (Path(__file__).parents[3] / "docs" / "watching.md").read_text(encoding="utf-8")


def first_column(heading: str) -> set[str]:
    """What stands in code in the first column of the table with that heading."""
    rows = PAGE.partition(f"\n| {heading} |")[2].partition("\n\n")[0].splitlines()
    return {word for row in rows if row.startswith("|") for word in row.split("|")[1].split("`")[1::2]}


def test_every_argument_is_on_the_page() -> None:
    assert first_column("argument of `RunWriter`") == {*inspect.signature(RunWriter).parameters}


def test_the_example_of_run_json_is_read() -> None:
    text = re.search(r"```json\n(.*?)```", PAGE, re.DOTALL)[1]
    found = about.about_in(text.encode())
    assert (found.inputs, found.classes, found.input_names) == ((2,), ("red", "green", "blue"), ("x1", "x2"))
    assert found.parameters["unknown1.beta"] == (16,)
    assert {*json.loads(text)} <= first_column("key") | {"layers"}


def test_what_is_read_at_most_is_on_the_page() -> None:
    most = PAGE.rpartition("Most that is read: ")[2]
    assert f"{about.MOST_PARAMETERS // 10**6} million parameters" in most
    assert f"{about.MOST_LAYERS:,} layers" in most
    assert f"{folder.MOST_CHECKPOINTS:,} checkpoints of {watched.MOST_BYTES // 10**6} MB" in most
    assert f"{MOST_NAMED} numbers" in most
    assert f"up to {names.MOST_PROBES} samples" in PAGE


@pytest.mark.parametrize("title", ["scikit-learn", "NumPy"])
def test_the_programs_on_the_page_run(title: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sklearn.neural_network import MLPClassifier

    code = re.search(rf"\*\*{title}\*\*.*?```python\n(.*?)```", PAGE, re.DOTALL)[1]
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(0)
    given = {
        "W1": rng.standard_normal((2, 16)),
        "b1": np.zeros(16),
        "W2": np.zeros((16, 3)),
        "b2": np.zeros(3),
    }
    given |= {
        "x": rng.standard_normal((30, 4)),
        "y": np.arange(30) % 3,
        "model": MLPClassifier((4,)),
        "loss": 1.0,
    }
    exec(code.replace("range(100)", "range(3)"), {"RunWriter": RunWriter, **given})
    (run,) = (tmp_path / "runs").iterdir()
    found = watched.Watched(run).look()
    assert found.moments[-1].epoch == found.metrics.epochs[-1] >= 2
