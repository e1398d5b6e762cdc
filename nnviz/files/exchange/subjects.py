"""What a file holds to take out: a run of a project, or a network that was saved."""

from __future__ import annotations

from pathlib import Path

from nnviz.files.exchange.subject import Subject
from nnviz.files.model import read_model
from nnviz.files.project import SavedRun, read_project
from nnviz.said import translate
from nnviz.training.snapshot import Snapshot

PROJECT = ".nnviz"


def subject_of(path: Path, run: str = "", network: str = "") -> Subject:
    """The run of that letter in a project, "" for the current one, or the network of an ``.npz`` file; of
    several networks the one that is named, "" for the first of a run.

    Raises ``ValueError`` with one sentence for what is not there.
    """
    if path.suffix.lower() != PROJECT:
        if run or network:
            raise ValueError(
                translate(
                    "Files", "“{path}” is no project: it has no runs or networks to choose from."
                ).format(path=path)
            )
        model = read_model(path)
        return Subject(model.experiment, model.network, model.ends, begun=model.begun, changed=model.changed)
    project = read_project(path)
    runs = {saved.letter: saved for saved in project.runs}
    saved = runs.get((run or project.current).upper())
    if saved is None:
        raise ValueError(
            translate("Files", "There is no run “{letter}” in the project; there are {letters}.").format(
                letter=run, letters=", ".join(runs)
            )
        )
    return of_saved(saved, network)


def of_saved(saved: SavedRun, network: str = "") -> Subject:
    """That run of a project. Raises ``ValueError`` with one sentence for one that has nothing yet."""
    players = saved.experiment.players
    if network and network not in players:
        raise ValueError(
            translate("Files", "There is no network “{name}” in the run; there are {players}.").format(
                name=network, players=", ".join(players)
            )
        )
    newest = _newest(saved)
    place = players.index(network) if network else 0
    return Subject.of_run(saved.experiment, newest, saved.timeline, saved.source.data, place, saved.source)


def _newest(saved: SavedRun) -> Snapshot:
    newest = saved.snapshot or saved.timeline.newest
    if newest is None:
        raise ValueError(
            translate("Files", "Run {letter} has not begun: there is nothing to take out.").format(
                letter=saved.letter
            )
        )
    return newest
