"""What was changed while a run trained: settings in the JSON text, edits by hand in an array."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.data.npz import DamagedError
from nnviz.files.project_experiments import Lists, experiment_from, without_points
from nnviz.said import translate
from nnviz.training.edits import Change, Edit
from nnviz.training.experiment import LIVE_FIELDS, Experiment

#: While a weight is dragged there are up to sixty edits a second; they take 64 bytes each.
MOST_CHANGES = 1_000_000
MOST_SETTINGS = 10_000
EDIT_COLUMNS = 7
_MOST = 2**53


def describe_changes(changes: Sequence[Change]) -> list[list[Any]]:
    """The changes of settings for the text: [place among all changes, step, epoch, name, value]."""
    lists = Lists()
    return [
        [place, change.step, change.epoch, change.name, lists.told(change.name, _plain(change.value))]
        for place, change in enumerate(changes)
        if not isinstance(change.value, Edit)
    ]


def _plain(value: Any) -> Any:
    return [_plain(entry) for entry in value] if isinstance(value, tuple) else value


def edit_columns(networks: int) -> int:
    """How many numbers are kept of an edit: where several networks play also which it is of."""
    return EDIT_COLUMNS if networks == 1 else EDIT_COLUMNS + 1


def edit_table(changes: Sequence[Change], networks: int) -> NDArray[np.float64]:
    """(k, 7) the edits: place among all changes, step, epoch, layer, source (-1: the bias), unit, value.

    Where several networks play (k, 8), the last being the place of the network.
    """
    rows = [
        (
            *(place, change.step, change.epoch, edit.layer),
            *(-1 if edit.source is None else edit.source, edit.unit, edit.value, edit.player),
        )
        for place, change in enumerate(changes)
        if isinstance(edit := change.value, Edit)
    ]
    return np.array(rows, np.float64).reshape(-1, EDIT_COLUMNS + 1)[:, : edit_columns(networks)]


def bad_edits(table: NDArray[Any]) -> str:
    """What is wrong with rows of the table of edits, "" for nothing."""
    if not np.isfinite(table).all() or (np.abs(np.delete(table, 6, axis=1)) > _MOST).any():
        return "has an edit whose numbers cannot be"
    whole, lowest = np.delete(table, 6, axis=1), np.array([0, 0, 0, 0, -1, 0, 0])[: table.shape[1] - 1]
    good = (whole == np.floor(whole)).all() and (whole >= lowest).all()
    return "" if good else "has an edit whose place cannot be"


def read_changes(
    described: Sequence[Any],
    table: NDArray[Any],
    experiment: Experiment,
    shapes: Sequence[Sequence[tuple[int, int]]],
) -> tuple[Change, ...]:
    """All changes in their order; ``shapes`` (inputs, units) are those of the layers of each network.

    Raises ``DamagedError`` unless they are ones of a run with settings like those of ``experiment``.
    """
    changes: dict[int, Change] = {}
    base, lists = without_points(experiment), Lists()
    for entry in described:
        match entry:
            case [int(place), int(step), int(epoch), str(name), value] if (
                name.rpartition(".")[2] in LIVE_FIELDS
            ):
                chosen = experiment_from({**base, name: lists.read(name, value)})
                changes[place] = Change(step, epoch, name, chosen.setting(name))
            case _:
                raise DamagedError(translate("Files", "it has a change of settings that cannot be"))
    for row in table:
        place, step, epoch, layer, source, unit = map(int, row[:6])
        player = int(row[7]) if len(row) > EDIT_COLUMNS else 0
        known = shapes[player] if player < len(shapes) else ()
        if layer >= len(known) or source >= known[layer][0] or unit >= known[layer][1]:
            raise DamagedError(translate("Files", "it has an edit of a weight that is not there"))
        edit = Edit(layer, None if source < 0 else source, unit, float(row[6]), player)
        changes[place] = Change(step, epoch, "edit", edit)
    ordered = [changes[place] for place in sorted(changes)]
    steps = [(change.epoch, change.step) for change in ordered]
    complete = len(changes) == len(described) + len(table) and sorted(changes) == list(range(len(changes)))
    if not complete or steps != sorted(steps) or any(min(step) < 0 for step in steps):
        raise DamagedError(translate("Files", "its changes are in no order that can be"))
    return tuple(ordered)
