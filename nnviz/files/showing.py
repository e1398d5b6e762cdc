"""The window, opened from Python: in a process of its own, while the program or notebook goes on."""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nnviz.data.saving import save_bytes
from nnviz.engine import Network
from nnviz.files.another import another_nnviz
from nnviz.files.exchange.brought import Brought, as_run
from nnviz.files.exchange.taken_in import Imported, from_keras, from_sklearn, from_torch
from nnviz.files.project import Project, write_project
from nnviz.files.project_runs import SavedRun
from nnviz.said import translate
from nnviz.training.experiment import Experiment
from nnviz.training.snapshot import Snapshot
from nnviz.training.timeline import Timeline
from nnviz.training.trainer import Trainer

__all__ = ["OpenedWindow", "show"]

FAILS_WITHIN = 1.0  # seconds in which a window that cannot open has said so

#: How models of other libraries are taken in, by the package that their kind is of.
_OTHERS: dict[str, Callable[[Any], Imported]] = {
    "sklearn": from_sklearn,
    "torch": from_torch,
    "keras": from_keras,
}


class OpenedWindow:
    """A window in its own process. It stays when this program ends; ``close`` closes it."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    @property
    def open(self) -> bool:
        """Whether it is still there."""
        return self._process.poll() is None

    def close(self) -> None:
        """End it, as if it were closed."""
        self._process.terminate()
        self._process.wait()

    def __repr__(self) -> str:
        return f"<nnviz window, {'open' if self.open else 'closed'}>"


def show(what: Any) -> OpenedWindow:
    """Open the window with an Experiment, a Trainer, a Snapshot, a Network, a model of scikit-learn, PyTorch
    or Keras, what was imported, or a file, and return at once.

    Of an Experiment the training is still to begin; what a Trainer or a Snapshot has come to is there. The
    process has a copy: what is done there changes nothing here. Raises ``ValueError`` with one sentence for
    what cannot be shown, and where there is no display.
    """
    folder = Path(tempfile.mkdtemp(prefix="nnviz-"))
    if isinstance(what, str | Path):
        path = Path(what).absolute()
        if not path.is_file():
            raise ValueError(translate("Files", "There is no file “{path}”.").format(path=what))
    else:
        path = folder / "notebook.nnviz"
        save_bytes(path, write_project(Project(runs=(_run(what),), current="A")))
    said = folder / "said.txt"
    with said.open("wb") as stream:
        process = subprocess.Popen(
            another_nnviz([str(path)]),
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=stream,
            start_new_session=True,  # Ctrl+C in the notebook is not meant for it
        )
    ends = time.monotonic() + FAILS_WITHIN
    while process.poll() is None and time.monotonic() < ends:
        time.sleep(0.02)
    if process.poll():
        words = said.read_text("utf-8", "replace").strip().splitlines() or [""]
        raise ValueError(
            words[-1].removeprefix("nnviz: ") or translate("Files", "The window could not be opened.")
        )
    return OpenedWindow(process)


def _run(what: Any) -> SavedRun:
    """It as a run of a project."""
    if isinstance(what, Imported):
        return what.run
    if isinstance(what, Network):
        parameters = {block.name: block.of(what.parameters) for block in what.blocks}
        parameters |= {block.name: block.of(what.statistics) for block in what.statistic_blocks}
        brought = Brought(what.specs, what.input_shape, parameters, loss=what.loss.name)
        return as_run(brought, "Network")
    if isinstance(what, Experiment):
        return _trained(what.validated(), None)
    if isinstance(what, Trainer):
        return _trained(what.experiment, what.snapshot())
    if isinstance(what, Snapshot):
        return _trained(what.experiment, what)
    take_in = _OTHERS.get(type(what).__module__.partition(".")[0])
    if take_in is None:
        raise ValueError(
            translate(
                "Files",
                "nnviz shows an Experiment, a Trainer, a Snapshot, a Network, a model or a file, not {kind}.",
            ).format(kind=type(what).__name__)
        )
    return take_in(what).run


def _trained(experiment: Experiment, moment: Snapshot | None) -> SavedRun:
    timeline = Timeline()
    if moment is not None:
        timeline.keep(moment)
    return SavedRun(letter="A", name="A", colour=0, experiment=experiment, timeline=timeline)
