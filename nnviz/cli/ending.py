"""How a command ends: whatever happens becomes one sentence on the standard error, and an exit status."""

from __future__ import annotations

import io
import os
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from nnviz.said import translate

UNUSABLE = 2  # what was given, or where it was to go
FAULT = 1  # of nnviz itself
INTERRUPTED = 130

_PACKAGE = Path(__file__).parent.parent


def ended(command: Callable[[], int]) -> int:
    """Run a command; returns its exit status, and says in one line why it could not be carried out."""
    _write_any_character()
    try:
        try:
            status = command()
        except SystemExit as end:  # argparse, after printing help or the version
            status = int(end.code or 0)
        if sys.stdout is not None:
            sys.stdout.flush()
    except KeyboardInterrupt:
        exec("")  # where text was run meanwhile, Python ends by the signal all the same; no more after this
        say("stopped.")
        status = INTERRUPTED
    except BrokenPipeError:  # whoever read the output has seen enough
        status = 1
    except Exception as error:
        status, sentence = _told(error)
        say(sentence)
    _let_go_of_the_output()
    return status


def say(sentence: str) -> None:
    """One line on the standard error, without anything that a terminal would take for a command."""
    line = " ".join(sentence.split())
    line = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in line)
    with suppress(OSError, AttributeError):  # full, closed, or not there
        print(f"nnviz: {line}", file=sys.stderr, flush=True)


def check_output_is_there() -> None:
    """Raise ``ValueError`` with one sentence where what a command prints would be lost."""
    if sys.stdout is None:
        raise ValueError(translate("Cli", "The standard output is closed, so the result would be lost."))


def _write_any_character() -> None:
    """What the terminal's encoding does not have is replaced, so that no text is lost for one character."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _told(error: Exception) -> tuple[int, str]:
    """The status and the sentence for an exception."""
    if isinstance(error, ValueError) and is_sentence(error):
        return UNUSABLE, str(error)
    if isinstance(error, OSError):
        from nnviz.data.saving import why_not  # here: help needs no NumPy

        if error.filename is not None:
            return UNUSABLE, f"“{os.fsdecode(error.filename)}” cannot be used: {why_not(error)}."
        return UNUSABLE, f"The output cannot be written: {why_not(error)}."
    if isinstance(error, MemoryError):
        return UNUSABLE, "This computer has too little memory for that."
    return FAULT, f"An error inside nnviz, {type(error).__name__}, stopped this; {_logged(error)}"


def is_sentence(error: ValueError) -> bool:
    """Whether it was raised to be read by people, not by Python or a library over something unforeseen."""
    raised_in = traceback.extract_tb(error.__traceback__)[-1].filename
    own = type(error) is ValueError or type(error).__module__.startswith("nnviz.")
    return own and str(error).rstrip().endswith((".", "?")) and Path(raised_in).is_relative_to(_PACKAGE)


def _logged(error: Exception) -> str:
    """Write the details of a fault where the window writes them too; returns where, in words."""
    from nnviz.data.folder import data_folder

    path = data_folder() / "nnviz.log"
    details = "".join(traceback.format_exception(error))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8", errors="replace") as log:
            log.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} ERROR nnviz.cli: {details}")
    except OSError:
        last = traceback.extract_tb(error.__traceback__)[-1]
        return f"it happened in line {last.lineno} of “{last.filename}”."
    return f"“{path}” says more."


def _let_go_of_the_output() -> None:
    """What cannot be written any more goes nowhere: Python would complain about it at its end."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError:
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
