"""docs/files.md tells other programs the truth about project files."""

from __future__ import annotations

import json
import re
import zipfile
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest

from nnviz.files.project import Project, write_project
from tests.helpers.projects import full_project

PAGE = (Path(__file__).parents[2] / "docs" / "files.md").read_text(encoding="utf-8")


def named(title: str) -> set[str]:
    """What the first column of a table says, in its code words."""
    table = PAGE.partition(title)[2].partition("\n\n|")[2].partition("\n\n")[0]
    rows = [row.split("|")[0 if not row.startswith("|") else 1] for row in table.splitlines()[2:]]
    return {word for row in rows for word in re.findall(r"`([^`]+)`", row)}


def test_the_program_on_the_page_reads_the_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = full_project().runs[0]
    (tmp_path / "spirals.nnviz").write_bytes(write_project(Project(runs=(run,), current="A")))
    monkeypatch.chdir(tmp_path)
    values: dict[str, np.ndarray] = {}
    exec(PAGE.partition("```python\n")[2].partition("```")[0], values)
    layer = run.snapshots[-1].layers[0]
    np.testing.assert_array_equal(values["weights"], layer.weights)
    np.testing.assert_array_equal(values["bias"], layer.bias)
    np.testing.assert_array_equal(values["test_loss"], run.timeline.test_loss)
    assert values["learning_rate"] == run.experiment.learning_rate
    assert values["settings"] == json.loads(json.dumps(run.experiment.to_dict()))


def test_every_key_and_array_is_on_the_page() -> None:
    with zipfile.ZipFile(BytesIO(write_project(full_project()))) as file:
        text = json.loads(file.read("project.json"))
        arrays = {name.removesuffix(".npy") for name in file.namelist()} - {"project.json"}
    assert named("`project.json`:") == set(text) | {"contents"}  # which is there with data of one's own
    assert named("A run:") == set(text["runs"][0]) | {"source"}  # which only some have
    assert named("A network of a run:") == set(text["runs"][0]["players"][0])
    of_runs = {re.sub(r"^run-\d-", "", name) for name in arrays if name.startswith("run-")}
    of_networks = {name.removeprefix("network-") for name in of_runs if name.startswith("network-")}
    assert named("Its arrays") == {name for name in of_runs if not name.startswith("network-")} | {"noise"}
    known = {name.removesuffix("-…") for name in named("The arrays of a network")}
    assert known == {name.partition("-")[0] for name in of_networks} | {"averaged"}
    for part, settings in text["experiments"][0].items():
        row = next((line for line in PAGE.splitlines() if line.startswith(f"| `{part}` |")), None)
        if row is None:
            assert f"`{part}`" in PAGE.partition("| | ")[2].partition("\n")[0], "it stands by itself"
            continue
        own = next(iter(settings.values())) if part in ("networks", "optimizers") else settings
        assert set(re.findall(r"`([^`]+)`", row.split("|")[2])) == set(own)
    for name in arrays - {name for name in arrays if name.startswith("run-")}:
        assert f"`{re.sub(r'[0-9]+', '1', name)}.npy`" in PAGE
