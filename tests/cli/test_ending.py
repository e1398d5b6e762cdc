"""However a command ends, there is one line at most, and never a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from nnviz import cli

FULL = Path("/dev/full")


def run(*arguments: object, stdout: object = subprocess.PIPE, **variables: str) -> tuple[int, bytes, str]:
    """The command in a process of its own: status, output, and what went to the standard error."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "nnviz", *map(str, arguments)],
        stdout=stdout,
        stderr=subprocess.PIPE,
        env={**os.environ, **variables},
        timeout=240,
    )
    return done.returncode, done.stdout or b"", done.stderr.decode(errors="replace")


@pytest.mark.skipif(not FULL.exists(), reason="there is no device that is always full")
@pytest.mark.parametrize("buffering", ["", "1"])
@pytest.mark.parametrize("arguments", [["list"], ["--help"], ["train", "--help"], ["train", "--epochs", "1"]])
def test_a_full_device_is_one_sentence(arguments: list[str], buffering: str) -> None:
    with FULL.open("wb") as full:
        status, _, error = run(*arguments, stdout=full, PYTHONUNBUFFERED=buffering)
    assert (status, error) == (2, "nnviz: The output cannot be written: the disk is full.\n")


@pytest.mark.skipif(sys.platform == "win32", reason="the shell's way to close an output")
def test_a_closed_output_is_one_sentence_before_the_work() -> None:
    command = f'exec "{sys.executable}" -m nnviz train --epochs 10000000 >&-'
    done = subprocess.run(["sh", "-c", command], stderr=subprocess.PIPE, text=True, timeout=240)
    assert (done.returncode, done.stderr) == (
        2,
        "nnviz: The standard output is closed, so the result would be lost.\n",
    )


PLAIN = [["--help"], ["train", "--help"], ["list"]]
END = "-- end --"
#: Commands one after the other in one process, which is begun with the encoding of the terminal.
IN_TURN = f"""
import json, sys
from nnviz.cli import main
for words in json.loads(sys.argv[1]):
    status = main(words)
    print("status", status)
    for stream in (sys.stdout, sys.stderr):
        stream.write({END!r})
        stream.flush()
"""


@pytest.mark.parametrize("encoding", ["cp1250", "cp932", "ascii"])
def test_characters_that_the_terminal_lacks_are_replaced(encoding: str) -> None:
    commands = [*PLAIN, ["train", "--data", "diabetes", "--epochs", "1"], ["lessen"]]
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", IN_TURN, json.dumps(commands)],
        env={**os.environ, "PYTHONIOENCODING": encoding},
        capture_output=True,
        timeout=240,
    )
    outs, errors = (text.decode(errors="replace").split(END) for text in (done.stdout, done.stderr))
    assert (done.returncode, len(outs), len(errors)) == (0, len(commands) + 1, len(commands) + 1)
    for out, error in zip(outs[: len(PLAIN)], errors, strict=False):
        assert out.endswith("\nstatus 0\n")
        assert len(out) > 300
        assert error == ""
    trained, status = outs[len(PLAIN)].splitlines()[-2:]
    assert (json.loads(trained)["epochs"], status, errors[len(PLAIN)]) == (1, "status 0", "")
    assert outs[-2].endswith("status 2\n")
    assert "There is no command" in errors[-2]


INTERRUPTED_IN_TEXT = """
import signal, sys
from nnviz.cli.ending import ended
signal.signal(signal.SIGINT, signal.default_int_handler)  # what is begun in the background hears of none
sys.exit(ended(lambda: exec("signal.raise_signal(signal.SIGINT)")))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
def test_an_interrupt_ends_with_its_status_also_where_python_runs_text(tmp_path: Path) -> None:
    """As it does to make a dataclass: begun with -m, Python ended itself by the signal then."""
    (tmp_path / "interrupted.py").write_text(INTERRUPTED_IN_TEXT)
    paths = os.pathsep.join([str(tmp_path), *sys.path])
    done = subprocess.run(
        [sys.executable, "-m", "interrupted"],
        env={**os.environ, "PYTHONPATH": paths},
        stderr=subprocess.PIPE,
        text=True,
        timeout=240,
    )
    assert (done.returncode, done.stderr) == (130, "nnviz: stopped.\n")


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (
            PermissionError(13, "Permission denied", "/nowhere/a"),
            2,
            "“/nowhere/a” cannot be used: permission denied.",
        ),
        (OSError(28, "No space left on device"), 2, "The output cannot be written: the disk is full."),
        (MemoryError(), 2, "This computer has too little memory for that."),
        (ValueError("zero-size array to reduction operation"), 1, "An error inside nnviz, ValueError"),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte."), 1, "nnviz, UnicodeDecodeError"),
        (ZeroDivisionError("division by zero"), 1, "An error inside nnviz, ZeroDivisionError"),
        (KeyboardInterrupt(), 130, "stopped."),
    ],
)
def test_every_exception_is_one_line_and_faults_are_logged(
    error: BaseException,
    status: int,
    said: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr("nnviz.cli.train.Trainer", fail)
    assert cli.main(["train"]) == status
    out, told = capsys.readouterr()
    assert out == ""
    assert told.startswith("nnviz: ")
    assert told.endswith(".\n")
    assert told.count("\n") == 1
    assert said in told
    log = tmp_path / "nnviz" / "nnviz.log"
    assert log.exists() == (status == 1)
    if status == 1:
        assert str(log) in told
        assert str(error) in log.read_text()


def test_what_a_terminal_would_obey_is_not_repeated_to_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["train\x1b[2J\n\udcff"]) == 2
    error = capsys.readouterr().err
    assert error.startswith("nnviz: There is no command “train�[2J �”")
    assert error.count("\n") == 1
