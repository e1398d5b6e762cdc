"""``nnviz screenshot``: the real window, off the screen, as a PNG."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from nnviz.cli import parser as read
from nnviz.cli.parser import Parser


def main(arguments: Sequence[str]) -> int:
    """Render the window and save the picture."""
    options = _parser().parse_args(arguments)

    from nnviz.app import screenshot

    screenshot.screenshot(screenshot.ScreenshotOptions(**vars(options)))
    return 0


def _parser() -> Parser:
    parser = Parser(
        prog="nnviz screenshot", description="Save a picture of the window, trained and drawn in."
    )
    add = parser.add_argument
    add("out", type=Path, metavar="OUT.png", help="where to save the picture")
    add("--workspace", type=read.name, default="digits", metavar="NAME", help="the room of the window")
    add("--epochs", type=int, default=30, metavar="N", help="epochs trained before")
    add("--theme", type=read.name, default="dark", metavar="NAME", help="dark, light or projector")
    add("--size", type=read.window_size, default="1440x900", metavar="WxH", help="size of the window")
    add("--scale", type=float, default=1.0, metavar="X", help="pixels of the picture per pixel of the size")
    add("--draw", type=Path, metavar="FILE.json", help="drawing: a list of strokes of [x, y] in 0..1, y down")
    add("--open", type=Path, metavar="FILE.png", help="a picture to be read instead of a drawing")
    add(
        "--without",
        type=read.names,
        default=(),
        metavar="STEPS",
        help="steps between drawing and network left out: crop, stretch, pen, shear; commas between them",
    )
    return parser
