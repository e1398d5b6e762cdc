"""``nnviz screenshot``: the real window, off the screen, as a PNG."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from nnviz.cli import parser as read
from nnviz.cli.moment import add_moment_options
from nnviz.cli.options import add_experiment_options, experiment_from, parse_experiment
from nnviz.cli.parser import Parser
from nnviz.said import translate

EPOCHS = 30  # of a run that is to be seen in the middle of its learning


def main(arguments: Sequence[str]) -> int:
    """Render the window and save the picture."""
    options = parse_experiment(_parser(), arguments)
    experiment = experiment_from(options)

    from nnviz.app import screenshot

    wanted = screenshot.ScreenshotOptions(
        out=options.out,
        experiment=experiment,
        at=options.at,
        micro_step=options.micro_step,
        point=options.point,
        lines=options.lines,
        theme=options.theme,
        size=options.size,
        scale=options.pixels,
        draw=options.draw,
        open=options.open,
        without=options.without,
        network=options.network,
        page=options.page,
        lesson=options.lesson,
        step=options.step,
    )
    screenshot.screenshot(wanted)
    return 0


def _parser() -> Parser:
    parser = Parser(
        prog="nnviz screenshot",
        description=translate("Cli", "Save a picture of the window, trained and drawn in."),
    )
    add = parser.add_argument
    add("out", type=Path, metavar="OUT.png", help=translate("Cli", "where to save the picture"))
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
    add("--scale", dest="pixels", type=float, default=1.0, metavar="X",
        help=translate("Cli", "pixels of the picture per pixel of the size"))  # fmt: skip
    add("--lines", type=read.name, default="signal", metavar="NAME",
        help=translate("Cli", "what the lines show: signal, weights or gradient"))  # fmt: skip
    add(
        "--point", type=read.point, metavar="X1,X2", help=translate("Cli", "point at this place of the plane")
    )
    add(
        "--draw",
        type=Path,
        metavar="FILE.json",
        help=translate("Cli", "drawing: a list of strokes of [x, y] in 0..1, y down"),
    )
    add(
        "--open",
        type=Path,
        metavar="FILE.png",
        help=translate("Cli", "a picture to be read instead of a drawing"),
    )
    add(
        "--without",
        type=read.names,
        default=(),
        metavar="STEPS",
        help=translate(
            "Cli",
            "steps between drawing and network left out: crop, stretch, pen, shear; commas between them",
        ),
    )
    add("--network", type=read.name, default="", metavar="NAME",
        help=translate("Cli", "the network to look at, where several play (default: the first)"))  # fmt: skip
    add("--page", type=read.name, default="", metavar="NAME",
        help=translate("Cli", "start or course: that page in the place of a workspace"))  # fmt: skip
    add("--lesson", type=Path, metavar="PATH",
        help=translate("Cli", "a step of this lesson: a folder, or a file .nnlesson or .md"))  # fmt: skip
    add("--step", type=int, default=1, metavar="N",
        help=translate("Cli", "which step of the lesson, from 1"))  # fmt: skip
    add_moment_options(parser)
    add_experiment_options(parser, scale="--data-scale")
    parser.set_defaults(epochs=EPOCHS)
    return parser
