"""Preferences survive everything that can be in, or happen to, their file."""

from __future__ import annotations

import json
import logging
import math
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QByteArray, QSettings

from nnviz.engine import Dense
from nnviz.files.settings_file import settings_file
from nnviz.session.preferences import Preferences
from nnviz.training.experiment import Experiment
from tests.helpers.counts import count

pytestmark = pytest.mark.usefixtures("qapp")  # and with it a folder for settings of its own

KEYS = [
    "theme",
    "reduce_motion",
    "text_scale",
    "shortcuts",
    "geometry",
    "experiment",
    "speed",
    "brush",
    "lines",
]


def store(**values: str) -> None:
    """Have a settings file with these lines in it."""
    lines = ["[General]", *(f"{name}={value}" for name, value in values.items())]
    settings_file().parent.mkdir(parents=True, exist_ok=True)
    settings_file().write_text("\n".join(lines), encoding="utf-8", errors="surrogatepass")


def test_defaults_before_anything_was_saved() -> None:
    assert Preferences.load() == Preferences()


def test_what_is_saved_comes_back() -> None:
    saved = Preferences(
        theme="projector",
        reduce_motion=True,
        text_scale=1.25,
        shortcuts={"play": "P", "step": "Ctrl+;"},
        geometry=QByteArray(b"\x00\x01\xff"),
        speed=10.0,
        brush=0.1,
        lines="gradient",
    )
    experiment = Experiment(layers=(Dense(7, "tanh"),), learning_rate=0.02, batch_size=None)
    saved.experiment = experiment
    assert saved.save()
    assert Preferences.load() == saved
    assert Preferences.load().experiment == experiment


@pytest.mark.parametrize("speed", [0.5, math.inf])
def test_any_speed_comes_back(speed: float) -> None:
    Preferences(speed=speed).save()
    assert Preferences.load().speed == speed


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("theme", "pink"),
        ("theme", "dark, light"),
        ("text_scale", "9"),
        ("text_scale", "nan"),
        ("speed", "-inf"),
        ("speed", "0"),
        ("brush", "1e999"),
        ("reduce_motion", "perhaps"),
        ("shortcuts", '"[1, 2]"'),
        ("shortcuts", r'"{\"play\": 3, \"step\": null}"'),
        ("shortcuts", "[" * 5000),
        ("geometry", "not bytes"),
        ("geometry", r"@ByteArray(\x1\xd9\xd0\xcb\0)"),
        ("experiment", "[1]"),
        ("lines", "everything"),
        ("lines", "@Invalid()"),
        ("recent", '{"a": 1}'),
    ],
)
def test_what_cannot_be_becomes_the_default(key: str, value: str) -> None:
    store(**{key: value})
    assert Preferences.load() == Preferences()


def test_what_an_older_version_saved_is_read() -> None:
    """As Qt wrote it: texts with commas in quotation marks, others without."""
    settings_file().parent.mkdir(parents=True)
    old = QSettings(str(settings_file()), QSettings.Format.IniFormat)
    old.setValue("theme", "projector")
    old.setValue("reduce_motion", True)
    old.setValue("text_scale", 1.25)
    old.setValue("shortcuts", json.dumps({"play": "P", "step": 'Ctrl+"', "undo": "Ä"}))
    old.setValue("geometry", QByteArray(b"\x00\x01\xff"))
    old.setValue("experiment", json.dumps(Experiment(seed=7).to_dict()))
    old.setValue("speed", "inf")
    old.setValue("recent", json.dumps(["/a/größer, ×2.nnviz"]))
    old.sync()
    read = Preferences.load()
    assert (read.theme, read.reduce_motion, read.text_scale, read.speed) == (
        "projector",
        True,
        1.25,
        math.inf,
    )
    assert read.shortcuts == {"play": "P", "step": 'Ctrl+"', "undo": "Ä"}
    assert read.experiment == Experiment(seed=7)
    assert read.recent == ["/a/größer, ×2.nnviz"]
    assert read.geometry.isEmpty()


class _Opened:
    """Once unpickled, a file is there."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __reduce__(self) -> tuple[object, tuple[str, str]]:
        return open, (str(self._path), "w")


def test_nothing_that_a_settings_file_describes_is_made_or_run(tmp_path: Path) -> None:
    """Qt makes objects of ``@Variant(...)``, and PySide unpickles those of Python."""
    trap = tmp_path / "run"
    by_qt = QSettings(str(tmp_path / "by_qt.ini"), QSettings.Format.IniFormat)
    by_qt.setValue("trap", _Opened(trap))
    by_qt.sync()
    _, _, described = (tmp_path / "by_qt.ini").read_text().strip().partition("=")
    assert described.startswith("@Variant(")
    for form in (described, json.dumps(described), described.replace("@Variant", "@DateTime")):
        store(**dict.fromkeys([*KEYS, "recent", "drawn_points"], form))
        assert Preferences.load() == Preferences()
        assert Preferences.load().save()
        assert Preferences.load() == Preferences()
    assert not trap.exists()


@pytest.mark.parametrize(
    "values",
    [
        '{"learning_rate": 1e999}',
        '{"layers": [{"units": -1, "activation": "relu"}]}',
        '{"unknown": 1}',
        '{"layers": 5, "epochs": "many"}',
    ],
)
def test_an_experiment_that_cannot_be_is_none(values: str, caplog: pytest.LogCaptureFixture) -> None:
    store(experiment=json.dumps(values))
    assert Preferences.load().experiment is None
    assert "cannot be used" in caplog.text


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=count(60, 3000), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from([*Experiment().to_dict(), "x"]), JSON, min_size=1, max_size=4))
def test_an_experiment_of_any_values_keeps_nothing_from_starting(values: dict[str, object]) -> None:
    store(experiment=json.dumps(json.dumps(values)))
    experiment = Preferences.load().experiment
    assert experiment is None or experiment.validated() == experiment


@settings(max_examples=count(40, 2000), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(KEYS), st.text(max_size=40), min_size=1))
def test_garbage_is_tolerated(values: dict[str, str]) -> None:
    store(**values)
    read = Preferences.load()
    assert read.theme in ("system", "dark", "light", "projector")
    assert 0.8 <= read.text_scale <= 1.6
    assert read.speed > 0
    assert read.experiment is None


def test_what_is_no_ordinary_file_or_endless_is_not_read() -> None:
    settings_file().parent.mkdir(parents=True)
    if hasattr(os, "mkfifo"):
        os.mkfifo(settings_file())
        assert Preferences.load() == Preferences()
        settings_file().unlink()
    settings_file().mkdir()
    assert Preferences.load() == Preferences()
    assert not Preferences().save()
    settings_file().rmdir()
    with settings_file().open("wb") as file:
        file.write(b"[General]\ntheme=dark\n")
        file.truncate(10**12)  # of which nothing is on the disk
    assert Preferences.load() == Preferences()


def test_a_damaged_file_is_tolerated() -> None:
    Preferences(theme="dark").save()
    settings_file().write_bytes(os.urandom(500))
    assert Preferences.load().theme in ("system", "dark")


def test_a_place_that_cannot_be_written_is_said_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "file"))
    monkeypatch.setenv("APPDATA", str(tmp_path / "file"))
    with caplog.at_level(logging.WARNING):
        assert not Preferences(theme="dark").save()
        assert not Preferences(theme="dark").save()
    assert len(caplog.records) == 1
