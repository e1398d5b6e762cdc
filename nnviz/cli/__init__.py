"""The command ``nnviz``: without a subcommand the window, else the same experiments without one.

Input that cannot be used is one sentence on the standard error, and exit status 2.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

# Before anything imports NumPy: more threads than one make these small products slower, not faster.
for _library in ("OPENBLAS", "MKL", "OMP"):
    os.environ.setdefault(f"{_library}_NUM_THREADS", "1")

_INTERRUPTED = 130

#: Every subcommand: name -> (module of this package that has its ``main(arguments)``, what it does).
COMMANDS = {
    "train": ("train", "train a network, print how good it became, save it"),
    "predict": ("predict", "say which digits are on pictures or in pen strokes"),
    "train-reader": ("train_reader", "train the network that reads drawings anew"),
    "hands": ("hands", "get more handwriting, open it from files, learn from it"),
    "screenshot": ("screenshot", "save a picture of the window"),
    "replay": ("replay", "save pictures of the window at the epochs of a saved project"),
    "gradcheck": ("gradcheck", "compare gradients with central differences"),
    "list": ("listing", "list the activations, losses, optimisers, data sets and so on"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command with ``argv`` (without the program's name); returns the exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        status = _command(arguments)(arguments[1:])
        sys.stdout.flush()
    except SystemExit as end:  # argparse, after printing help or the version
        return int(end.code or 0)
    except ValueError as sentence:
        print(f"nnviz: {' '.join(str(sentence).split())}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("nnviz: stopped.", file=sys.stderr)
        return _INTERRUPTED
    except BrokenPipeError:
        # Whoever read the output has seen enough; nothing is left to be flushed into nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return status


def _command(arguments: Sequence[str]) -> Callable[[Sequence[str]], int]:
    """What ``arguments`` ask for, as a function of the arguments after the first."""
    if not arguments:
        return _open_window
    if arguments[0] in COMMANDS:
        # Imported when asked for, so that help and mistakes cost no time.
        command: Callable[[Sequence[str]], int] = import_module(f"nnviz.cli.{COMMANDS[arguments[0]][0]}").main
        return command
    if arguments[0].lower().endswith(".nnviz") and len(arguments) == 1:
        return lambda _: _open_window(arguments)
    return lambda _: _without_command(arguments)


def _open_window(files: Sequence[str]) -> int:
    from nnviz.app import window

    return window.run(["nnviz", *files])


def _without_command(arguments: Sequence[str]) -> int:
    """Help and version, and a sentence for anything else."""
    from nnviz import __version__
    from nnviz.cli.parser import Parser

    if not arguments[0].startswith("-"):
        raise ValueError(f"There is no command “{arguments[0]}”; there are {', '.join(COMMANDS)}.")
    width = max(map(len, COMMANDS)) + 2
    commands = "\n".join(f"  {name:{width}}{text}" for name, (_, text) in COMMANDS.items())
    parser = Parser(
        prog="nnviz",
        usage="nnviz [FILE.nnviz | COMMAND [OPTION ...]]",
        description="Watch a neural network think and learn. Without a command, the window opens.",
        epilog=f"commands:\n{commands}\n\n“nnviz COMMAND --help” lists a command's options.",
        raw=True,
    )
    parser.add_argument("--version", action="version", version=f"nnviz {__version__}")
    parser.parse_args(arguments)
    raise ValueError("There is nothing to do after these options; “nnviz --help” lists the commands.")
