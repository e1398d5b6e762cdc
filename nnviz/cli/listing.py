"""``nnviz list``: everything that has a name, from the tables it comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nnviz.cli.parser import Parser, name
from nnviz.data import DATASETS, FAMILIES, SCALES
from nnviz.engine import ACTIVATIONS, INITIALIZERS, LAYERS, LOSSES, OPTIMIZERS, SCHEDULES
from nnviz.said import translate
from nnviz.training.game_losses import GAME_LOSSES
from nnviz.training.objectives import OBJECTIVES
from nnviz.training.settings import choices
from nnviz.training.workspaces import WORKSPACES

TABLES: dict[str, Mapping[str, Any]] = {
    "activations": ACTIVATIONS,
    "losses": LOSSES,
    "game_losses": GAME_LOSSES,
    "optimizers": OPTIMIZERS,
    "initializers": INITIALIZERS,
    "schedules": SCHEDULES,
    "layers": LAYERS,
    "datasets": DATASETS,
    "families": FAMILIES,
    "scales": SCALES,
    "objectives": OBJECTIVES,
    "workspaces": WORKSPACES,
}


def main(arguments: Sequence[str]) -> int:
    """Print the names in one table, or in all."""
    parser = Parser(prog="nnviz list", description=translate("Cli", "List what can be chosen, by name."))
    parser.add_argument("table", nargs="?", type=name, metavar="TABLE", help=", ".join(TABLES))
    wanted = parser.parse_args(arguments).table
    if wanted is not None and wanted not in TABLES:
        raise ValueError(
            translate("Cli", "There is no list of “{wanted}”; there are {tables}.").format(
                wanted=wanted, tables=", ".join(TABLES)
            )
        )
    for title, table in TABLES.items():
        if wanted in (None, title):
            print(
                "\n".join(
                    ([f"{title}:"] if wanted is None else [])
                    + [_line(one, table[one]) for one in choices(table)]
                )
            )
    return 0


def _line(key: str, entry: Any) -> str:
    """A name and what it is for, from its ``purpose`` or the first sentence of its documentation."""
    purpose = getattr(entry, "purpose", None) or (entry.__doc__ or "").strip().split("\n")[0]
    return f"  {key:26}{purpose}"
