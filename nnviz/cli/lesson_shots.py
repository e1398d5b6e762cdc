"""``nnviz lesson shots``: every step of a lesson as a picture."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Any

from nnviz.cli import parser as read
from nnviz.cli.progress import Progress
from nnviz.said import translate


def add_shots(commands: Any) -> None:
    """Add the command and its options to those of ``nnviz lesson``."""
    parser = commands.add_parser(
        "shots",
        help=translate("Cli", "save pictures of the steps of a lesson"),
        description=translate(
            "Cli", "Save a picture of each step of a lesson, and one more of each prediction when revealed."
        ),
    )
    add = parser.add_argument
    add("path", type=Path, metavar="PATH", help=translate("Cli", "a lesson's folder, .nnlesson or .md file"))
    add("folder", type=Path, metavar="DIR", help=translate("Cli", "folder for 01-key.png and so on"))
    add(
        "--theme",
        type=read.name,
        default="projector",
        metavar="NAME",
        help=translate("Cli", "dark, light or projector"),
    )
    add(
        "--size",
        type=read.window_size,
        default="1920x1080",
        metavar="WxH",
        help=translate("Cli", "size of the window"),
    )
    add(
        "--scale",
        type=float,
        default=1.0,
        metavar="X",
        help=translate("Cli", "pixels of a picture per pixel of the size"),
    )
    add(
        "--language",
        default="",
        metavar="CODE",
        help=translate("Cli", "in that language, as “fr”, where the lesson is there in it"),
    )


def save_shots(options: Namespace) -> int:
    """Write the pictures. Raises ``ValueError`` with one sentence for a lesson that cannot be opened."""
    from nnviz.app.lesson_shots import ShotOptions, shoot

    chosen = {name: value for name, value in vars(options).items() if name != "command"}
    with Progress() as progress:
        count = shoot(ShotOptions(**chosen), progress.show_share)
    print(f"{count:,} {'picture' if count == 1 else 'pictures'} in “{options.folder}”.")
    return 0
