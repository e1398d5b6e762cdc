"""``nnviz watch``: look on while another program trains a network, and at what it has written later."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path

from nnviz.cli.parser import Parser
from nnviz.said import translate


def main(arguments: Sequence[str]) -> int:
    """Open the window on a run folder, or print what is in it."""
    parser = Parser(
        prog="nnviz watch",
        description=translate(
            "Cli",
            "Look on while another program trains a network and writes it down in a run folder, or look at "
            "the run later: docs/watching.md says how such a folder comes about.",
        ),
    )
    parser.add_argument(
        "folder",
        type=Path,
        metavar="FOLDER",
        help=translate("Cli", "the run folder; one that is not there yet is waited for"),
    )
    parser.add_argument(
        "--print",
        action="store_true",
        dest="printed",
        help=translate("Cli", "without a window: print each epoch as a line of JSON, and end"),
    )
    options = parser.parse_args(arguments)
    folder: Path = options.folder
    if folder.exists() and not folder.is_dir():
        raise ValueError(translate("Cli", "“{folder}” is no folder.").format(folder=folder))
    if options.printed:
        return _print(folder)
    from nnviz.app import window

    return window.run(["nnviz"], watched=folder)


def _print(folder: Path) -> int:
    """Every epoch that is told of, and what is wrong with the folder on the standard error."""
    from nnviz.cli.ending import say
    from nnviz.files.watching.watched import Watched

    watched, more = Watched(folder), True
    while more:
        found = watched.look()
        more = found.more
    if found.gone:
        raise ValueError(found.told[0])
    if found.placed is not None:
        for epoch in watched.epochs:
            watched.moment(epoch)  # which finds out whether it fits
    table, unusable = watched.metrics, watched.unusable
    written = set(watched.epochs) - unusable.keys()
    for place in range(len(table)):
        row = table.row(place)
        told = zip(row.kinds, row.values, strict=True)
        metrics = {kind.name: value if math.isfinite(value) else None for kind, value in told}
        print(json.dumps({"epoch": row.epoch, "parameters": row.epoch in written, "metrics": metrics}))
    for sentence in dict.fromkeys([*found.told, *(unusable[epoch] for epoch in sorted(unusable))]):
        say(sentence)
    return 0
