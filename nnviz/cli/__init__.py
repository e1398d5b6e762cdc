"""The command ``nnviz``: without a subcommand the window, else the same experiments without one.

Input that cannot be used is one sentence on the standard error, and exit status 2.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

from nnviz.cli.ending import check_output_is_there, ended
from nnviz.cli.named_files import file_paths, looks_like_file
from nnviz.said import translate

# Before anything imports NumPy: more threads than one make these small products slower, not faster.
for _library in ("OPENBLAS", "MKL", "OMP"):
    os.environ.setdefault(f"{_library}_NUM_THREADS", "1")

#: Every subcommand: name -> (module of this package that has its ``main(arguments)``, what it does).
COMMANDS = {
    "train": ("train", "train a network, print how good it became, save it"),
    "watch": ("watch", "look on while another program trains a network"),
    "sweep": ("sweep", "train with many seeds and settings: how often does a claim hold?"),
    "predict": ("predict", "say which digits are on pictures or in pen strokes"),
    "import": ("take_in", "take in a model that another program trained"),
    "train-reader": ("train_reader", "train the network that reads drawings anew"),
    "hands": ("hands", "get more handwriting, open it from files, learn from it"),
    "export": ("export", "take out a run: as a program, a model, a report"),
    "screenshot": ("screenshot", "save a picture of the window"),
    "replay": ("replay", "save pictures of the window at the epochs of a saved project"),
    "lesson": ("lesson", "begin a lesson, check lessons, present one, collect answers"),
    "gradcheck": ("gradcheck", "compare gradients with central differences"),
    "list": ("listing", "list the activations, losses, optimisers, data sets and so on"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command with ``argv`` (without the program's name); returns the exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    return ended(lambda: _command(arguments)(arguments[1:]))


def _command(arguments: Sequence[str]) -> Callable[[Sequence[str]], int]:
    """What ``arguments`` ask for, as a function of the arguments after the first."""
    if not arguments:
        return _open_window
    if arguments[0] in COMMANDS:
        check_output_is_there()
        # Imported when asked for, so that help and mistakes cost no time.
        command: Callable[[Sequence[str]], int] = import_module(f"nnviz.cli.{COMMANDS[arguments[0]][0]}").main
        return command
    if not arguments[0].startswith("-") and looks_like_file(arguments[0]):
        return lambda _: _open_window(arguments)
    return lambda _: _without_command(arguments)


def _open_window(files: Sequence[str]) -> int:
    paths = file_paths(files)
    from nnviz.app import window

    return window.run(["nnviz"], paths)


def _without_command(arguments: Sequence[str]) -> int:
    """Help and version, and a sentence for anything else."""
    from nnviz import __version__
    from nnviz.cli.parser import Parser

    if not arguments[0].startswith("-"):
        raise ValueError(
            translate("Cli", "There is no command “{command}”; there are {commands}.").format(
                command=arguments[0], commands=", ".join(COMMANDS)
            )
        )
    width = max(map(len, COMMANDS)) + 2
    commands = "\n".join(f"  {name:{width}}{text}" for name, (_, text) in COMMANDS.items())
    parser = Parser(
        prog="nnviz",
        usage="nnviz [FILE ... | COMMAND [OPTION ...]]",
        description=translate(
            "Cli",
            "Watch a neural network think and learn. Without a command, the window opens: with a "
            "project, a lesson, or a picture of a digit or a number, if such a file is named.",
        ),
        epilog=f"commands:\n{commands}\n\n“nnviz COMMAND --help” lists a command's options.",
        raw=True,
    )
    parser.add_argument("--version", action="store_true", help=translate("Cli", "print the version and end"))
    if parser.parse_args(arguments).version:
        print(f"nnviz {__version__}")
        return 0
    raise ValueError(
        translate("Cli", "There is nothing to do after these options; “nnviz --help” lists the commands.")
    )
