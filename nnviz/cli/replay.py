"""``nnviz replay``: a saved project as pictures, for films and slides."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from nnviz.cli import parser as read
from nnviz.cli.parser import Parser
from nnviz.cli.progress import Progress


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
        prog="nnviz replay", description="Save pictures of the window at the epochs of a saved project."
    )
    add = parser.add_argument
    add("file", type=Path, metavar="FILE.nnviz", help="the project")
    add("--frames", type=Path, required=True, metavar="DIR", help="folder for frame-00001.png and so on")
    add("--every", type=int, default=1, metavar="N", help="epochs from one frame to the next")
    add("--run", default="", metavar="LETTER", help="the run to show (default: the current one)")
    add("--theme", type=read.name, default="dark", metavar="NAME", help="dark, light or projector")
    add("--size", type=read.window_size, default="1440x900", metavar="WxH", help="size of the window")
    add("--scale", type=float, default=1.0, metavar="X", help="pixels of a picture per pixel of the size")
    return parser
