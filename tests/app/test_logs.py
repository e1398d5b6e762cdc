"""The log, also where no file can be written."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

START = """
import logging, faulthandler
from nnviz.app.environment import prepare_qt
from nnviz.app.logs import start_logging
prepare_qt()
folder = start_logging()
from PySide6.QtCore import qWarning
qWarning("from Qt")
logging.getLogger("nnviz").info("hello")
assert faulthandler.is_enabled()
print(folder)
"""


def start(home: Path, code: str = START) -> subprocess.CompletedProcess[str]:
    surroundings = {**os.environ, "HOME": str(home), "XDG_DATA_HOME": str(home / "data")}
    return subprocess.run([sys.executable, "-c", code], env=surroundings, capture_output=True, text=True)


@pytest.mark.skipif(sys.platform != "linux", reason="the folder is chosen by XDG variables")
def test_the_log_is_a_file_in_the_data_folder(tmp_path: Path) -> None:
    ended = start(tmp_path)
    assert ended.stderr == ""
    folder = Path(ended.stdout.strip())
    assert folder == tmp_path / "data" / "nnviz"
    text = (folder / "nnviz.log").read_text()
    assert "WARNING qt: from Qt" in text
    assert "INFO nnviz: hello" in text


@pytest.mark.skipif(sys.platform != "linux", reason="the folder is chosen by XDG variables")
def test_a_crash_of_the_interpreter_leaves_its_trace(tmp_path: Path) -> None:
    ended = start(tmp_path, START + "import ctypes; ctypes.string_at(0)")
    assert ended.returncode < 0
    assert "string_at" in (tmp_path / "data" / "nnviz" / "crash.log").read_text()


@pytest.mark.skipif(sys.platform != "linux", reason="the folder is chosen by XDG variables")
def test_without_a_place_for_files_it_goes_to_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("in the way")
    ended = start(tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.strip() == "None"
    assert "No log file can be written" in ended.stderr
    assert stat.S_ISREG((tmp_path / "data").stat().st_mode)
