"""Which workspace stands in the window; one is built when it is first opened."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Signal, Slot

from nnviz.data import DATASETS
from nnviz.session.desk import Desk
from nnviz.session.shown import Shown
from nnviz.ui.guarded import Teller, tell
from nnviz.ui.workspaces.workspace import Workspace

Make = Callable[[], Workspace]


class Place(QObject):
    """Opens the workspace that suits: comparing, a sweep, micro-steps, else that of the data; tells it alone.

    ``built(Workspace)`` comes before a new one is opened, ``opened(name)`` after any.
    """

    built = Signal(object)
    opened = Signal(str)

    def __init__(self, desk: Desk, makers: Mapping[str, Make], parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._makers = desk, makers
        self._built: dict[str, Workspace] = {}
        self._shown: Shown | None = None  # what the open workspace was told last
        self.comparing = False
        self.sweeping = False
        self.name = ""

    @property
    def current(self) -> Workspace:
        """The workspace that is open."""
        return self._built[self.name]

    @property
    def home(self) -> str:
        """The workspace that what is shown belongs to."""
        return self._desk.experiment.home

    @Slot(bool)
    def compare(self, on: bool) -> None:
        """Compare the runs, or go back to the one that is shown."""
        self.comparing, self.sweeping = on, False
        self.choose()
        self.opened.emit(self.name)

    @Slot()
    def toggle_comparing(self) -> None:
        """Compare the runs, or no longer."""
        self.compare(not self.comparing)

    @Slot(bool)
    def sweep(self, on: bool) -> None:
        """Ask many runs whether it is always so, or go back to the one that is shown."""
        self.sweeping, self.comparing = on, False
        self.choose()
        self.opened.emit(self.name)

    @Slot()
    def toggle_sweeping(self) -> None:
        """Ask many runs, or no longer."""
        self.sweep(not self.sweeping)

    @Slot()
    def leave_sweep(self) -> None:
        """Go back from there, if one is there."""
        if self.sweeping:
            self.sweep(False)

    @Slot()
    def choose(self) -> None:
        """Open the workspace that suits what is looked at."""
        micro = self._desk.step_unit == "micro"
        beside = "compare" if self.comparing else "sweep" if self.sweeping else ""
        self._open(beside or ("micro" if micro else self._own))

    @property
    def _own(self) -> str:
        """The home, or where its objective has views of its own there, these."""
        own = f"{self.home}/{self._desk.experiment.objective}"
        return own if own in self._makers else self.home

    def _open(self, name: str) -> None:
        if name == self.name:
            return
        if name not in self._built:
            self._built[name] = self._makers[name]()
            self.built.emit(self._built[name])
        self.name, self._shown = name, None
        self.opened.emit(name)
        tell(self.current.show_settings, self._desk.experiment)
        self.show(self._desk.shown)

    def show_settings(self) -> None:
        """Tell the open workspace the settings of what is shown."""
        tell(self.current.show_settings, self._desk.experiment)

    def show(self, shown: Shown | None) -> None:
        """Tell the open workspace; what belongs to another may still be shown while the new is on its way."""
        if shown is not None and self._suits(shown):
            before, self._shown = self._shown, shown
            teller = Teller()
            teller(self.current.show, shown, before, teller)
            if teller.failed:  # what was left half told is told all of the next
                self._shown = None

    def _suits(self, shown: Shown) -> bool:
        """Whether it is such data, and such a network, as the open workspace shows."""
        experiment = self._desk.experiment
        alike = shown.snapshot.experiment.objective == experiment.objective
        return alike and shown.dataset.family == DATASETS[experiment.data].family

    def settle(self) -> None:
        """Let all that is seen be of the moment shown, now."""
        self.current.settle()

    def shut_down(self) -> None:
        """Wait for what any of them does in the background."""
        for workspace in self._built.values():
            workspace.shut_down()
