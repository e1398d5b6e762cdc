"""``nnviz replay``: a saved project as pictures, for films and slides."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from nnviz.cli import parser as read
from nnviz.cli.parser import Parser
from nnviz.cli.progress import Progress
from nnviz.said import translate


def main(arguments: Sequence[str]) -> int:
    """Render the window at the epochs of a project's run and save the pictures."""
    options = _parser().parse_args(arguments)

    from nnviz.app import replay

    with Progress() as progress:
        count = replay.replay(replay.ReplayOptions(**vars(options)), progress.show_frame)
    print(f"{count:,} {'frame' if count == 1 else 'frames'} in “{options.frames}”.")
    return 0


def _parser() -> Parser:
    parser = Parser(
        prog="nnviz replay",
        description=translate("Cli", "Save pictures of the window at the epochs of a saved project."),
    )
    add = parser.add_argument
    add("file", type=Path, metavar="FILE.nnviz", help=translate("Cli", "the project"))
    add(
        "--frames",
        type=Path,
        required=True,
        metavar="DIR",
        help=translate("Cli", "folder for frame-00001.png and so on"),
    )
    add(
        "--every",
        type=int,
        default=1,
        metavar="N",
        help=translate("Cli", "epochs from one frame to the next"),
    )
    add(
        "--run",
        default="",
        metavar="LETTER",
        help=translate("Cli", "the run to show (default: the current one)"),
    )
    add(
        "--theme",
        type=read.name,
        default="dark",
        metavar="NAME",
        help=translate("Cli", "dark, light or projector"),
    )
    add(
        "--size",
        type=read.window_size,
        default="1440x900",
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
    return parser
