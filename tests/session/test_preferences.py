"""Preferences survive everything that can be in, or happen to, their file."""

from __future__ import annotations

import logging
import math
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QByteArray, QSettings

from nnviz.engine import Dense
from nnviz.session import preferences
from nnviz.session.preferences import Preferences
from nnviz.training.experiment import Experiment
from tests.helpers.counts import count

pytestmark = pytest.mark.usefixtures("qapp")

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


def stored() -> QSettings:
    return preferences._settings()


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
        ("theme", ["dark", "light"]),
        ("text_scale", "9"),
        ("text_scale", "nan"),
        ("speed", "-inf"),
        ("speed", "0"),
        ("brush", "1e999"),
        ("reduce_motion", "perhaps"),
        ("shortcuts", "[1, 2]"),
        ("shortcuts", '{"play": 3, "step": null}'),
        ("shortcuts", "[" * 5000),
        ("geometry", "not bytes"),
        ("experiment", "[1]"),
        ("lines", "everything"),
    ],
)
def test_what_cannot_be_becomes_the_default(key: str, value: object) -> None:
    settings_file = stored()
    settings_file.setValue(key, value)
    settings_file.sync()
    assert Preferences.load() == Preferences()


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
    settings_file = stored()
    settings_file.setValue("experiment", values)
    settings_file.sync()
    assert Preferences.load().experiment is None
    assert "cannot be used" in caplog.text


@settings(max_examples=count(40, 2000), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(KEYS), st.text(max_size=40) | st.binary(max_size=40), min_size=1))
def test_garbage_is_tolerated(values: dict[str, str | bytes]) -> None:
    settings_file = stored()
    for key, value in values.items():
        settings_file.setValue(key, QByteArray(value) if isinstance(value, bytes) else value)
    settings_file.sync()
    read = Preferences.load()
    assert read.theme in ("system", "dark", "light", "projector")
    assert 0.8 <= read.text_scale <= 1.6
    assert read.speed > 0
    assert read.experiment is None


def test_a_damaged_file_is_tolerated() -> None:
    Preferences(theme="dark").save()
    Path(stored().fileName()).write_bytes(os.urandom(500))
    assert Preferences.load().theme in ("system", "dark")


def test_a_place_that_cannot_be_written_is_said_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("in the way")
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path / "file"))
    with caplog.at_level(logging.WARNING):
        assert not Preferences(theme="dark").save()
        assert not Preferences(theme="dark").save()
    assert len(caplog.records) == 1
