"""Each test has a data folder of its own."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("nnviz.data.hands.store.data_folder", lambda: tmp_path / "data")
    return tmp_path / "data"
