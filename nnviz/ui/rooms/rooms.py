"""Which room of the window is open; a room is built when it is first opened."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from nnviz.session.samples import fitted
from nnviz.training.presets import workspace_of
from nnviz.training.snapshot import Snapshot
from nnviz.ui.rooms.digits import DigitsRoom

if TYPE_CHECKING:
    from nnviz.ui.main_window import MainWindow
    from nnviz.ui.rooms.room import Room


def _playground(window: MainWindow) -> Room:
    from nnviz.ui.rooms.playground import PlaygroundRoom

    return PlaygroundRoom(window)


def _micro(window: MainWindow) -> Room:
    from nnviz.ui.rooms.micro import MicroRoom

    return MicroRoom(window)


def _compare(window: MainWindow) -> Room:
    from nnviz.ui.rooms.compare import CompareRoom

    return CompareRoom(window)


ROOMS: dict[str, Callable[[MainWindow], Room]] = {
    "digits": DigitsRoom,
    "playground": _playground,
    "micro": _micro,
    "compare": _compare,
}


class Rooms(QObject):
    """Opens the room that suits: comparing, micro-steps, else that of the data set."""

    opened = Signal(str)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._session = window, window.session
        self._built: dict[str, Room] = {}
        self._shown: Snapshot | None = None
        self._comparing = False
        self.name = ""

    @property
    def current(self) -> Room:
        """The room that is open."""
        return self._built[self.name]

    @property
    def comparing(self) -> bool:
        """Whether runs are compared."""
        return self._comparing

    def compare(self, on: bool) -> None:
        """Compare the runs, or go back to the one that is shown."""
        self._comparing = on
        self.choose()

    @Slot()
    def choose(self) -> None:
        """Open the room that suits what the Session is at."""
        session = self._session
        if self._comparing:
            self._open("compare")
        elif session.step_unit == "micro":
            self._open("micro")
        else:
            self._open(workspace_of(session.experiment.data))

    def _open(self, name: str) -> None:
        if name == self.name:
            return
        if name not in self._built:
            self._built[name] = ROOMS[name](self._window)
            self._window.add_room(self._built[name])
        self.name = name
        self._window.show_room(self.current)
        if name != "compare":
            self._window.transport.show_runs(())
        self.opened.emit(name)
        self._tell_all()

    def _tell_all(self) -> None:
        """Everything there is, to a room that has just been opened."""
        session = self._session
        self.tell_dataset()
        self.tell_experiment()
        self.tell_timeline()
        self.tell_sample()
        self._shown = None
        if session.shown is not None:
            self.tell_snapshot(session.shown)

    @property
    def _fits(self) -> bool:
        """Whether the data set is there that the room is for; that of another may still be shown."""
        dataset, experiment = self._session.dataset, self._session.experiment
        return dataset is not None and workspace_of(dataset.name) == workspace_of(experiment.data)

    # ---- what the Session says
    def tell_dataset(self) -> None:
        """The samples, their names and shape."""
        if self._fits and self._session.dataset is not None:
            self.current.show_dataset(self._session.dataset)

    def tell_sample(self) -> None:
        """What is sent through the network; one for the network that was left is on its way to another."""
        sample = self._session.sample
        if self._fits and (sample is None or fitted(sample, self._session.dataset) is not None):
            self.current.show_sample(sample)

    def tell_experiment(self) -> None:
        """The settings, and how many epochs the run that is shown is to have, or had."""
        self.current.show_experiment(self._session.experiment, self.planned)

    @property
    def planned(self) -> int:
        """How many epochs the run that is shown is to have, or had."""
        session = self._session
        shown = session.shown
        return shown.epoch if session.reading and shown is not None else session.experiment.epochs

    def tell_timeline(self) -> None:
        """The history of what is shown."""
        shown = self._session.shown
        self.current.show_timeline(self._session.shown_timeline, shown.epoch if shown else 0)

    def tell_snapshot(self, snapshot: Snapshot) -> bool:
        """Another moment; whether it is another network's, not another sample's way through the same."""
        if not self._fits:
            return False
        same = self._shown is not None and snapshot.parameters is self._shown.parameters
        self._shown = snapshot
        self.current.show_snapshot(snapshot, same)
        return not same
