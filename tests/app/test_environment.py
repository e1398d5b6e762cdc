"""What must be settled before NumPy, Qt and the first window."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from nnviz.app import environment


def run_python(code: str, **variables: str | None) -> subprocess.CompletedProcess[str]:
    """A fresh interpreter; a variable of None is taken out of its environment."""
    surroundings = {**os.environ, **{name: value for name, value in variables.items() if value is not None}}
    for name in [name for name, value in variables.items() if value is None]:
        surroundings.pop(name, None)
    return subprocess.run(
        [sys.executable, "-c", code], env=surroundings, capture_output=True, text=True, timeout=240
    )


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a display")
@pytest.mark.parametrize(
    ("display", "sentence"),
    [(None, environment.NO_DISPLAY), (":4711", environment.UNUSABLE_DISPLAY.format(display=":4711"))],
)
def test_without_a_display_there_is_a_sentence_and_no_abort(display: str | None, sentence: str) -> None:
    code = "import sys; from nnviz.cli import main; sys.exit(main([]))"
    ended = run_python(code, QT_QPA_PLATFORM=None, WAYLAND_DISPLAY=None, DISPLAY=display)
    assert ended.returncode == 2
    assert ended.stderr == f"nnviz: {sentence}\n"


@pytest.mark.parametrize("platform", ["nosuch", "nosuch;neither", "nosuch:option=1"])
def test_a_platform_that_qt_does_not_have_is_a_sentence_and_no_abort(platform: str) -> None:
    ended = run_python("import sys; from nnviz.cli import main; sys.exit(main([]))", QT_QPA_PLATFORM=platform)
    assert ended.returncode == 2
    assert ended.stderr.startswith(f"nnviz: Qt finds no display with QT_QPA_PLATFORM={platform}")
    assert ended.stderr.count("\n") == 1


def test_blas_has_one_thread_before_numpy_comes() -> None:
    code = "import nnviz.app, numpy, os; print(os.environ['OPENBLAS_NUM_THREADS'])"
    assert run_python(code, OPENBLAS_NUM_THREADS=None).stdout.strip() == "1"
    assert run_python(code, OPENBLAS_NUM_THREADS="3").stdout.strip() == "3"


@pytest.mark.skipif(sys.platform != "linux", reason="only there is anything chosen")
@pytest.mark.parametrize(
    ("displays", "platform"),
    [
        ({}, "offscreen"),
        ({"DISPLAY": ":0"}, "xcb;offscreen"),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, "wayland;xcb;offscreen"),
        ({"DISPLAY": ""}, "offscreen"),
    ],
)
def test_the_platform_falls_back(
    monkeypatch: pytest.MonkeyPatch, displays: dict[str, str], platform: str
) -> None:
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in displays.items():
        monkeypatch.setenv(name, value)
    assert environment.choose_platform()
    assert os.environ["QT_QPA_PLATFORM"] == platform
    assert not environment.choose_platform()  # now somebody has chosen
