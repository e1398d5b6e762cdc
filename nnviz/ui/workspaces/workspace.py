"""What every workspace of the window can be told."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtWidgets import QWidget

from nnviz.session.shown import Shown
from nnviz.training.experiment import Experiment
from nnviz.ui.guarded import Teller


class Workspace(Protocol):
    """An input panel, a stage and a results panel; only the one that is open is told anything."""

    @property
    def left(self) -> QWidget: ...

    @property
    def stage(self) -> QWidget: ...

    @property
    def right(self) -> QWidget: ...

    def show_settings(self, experiment: Experiment) -> None:
        """Other settings; they may be there before there is anything to show."""
        ...

    def show(self, shown: Shown, before: Shown | None, tell: Teller) -> None:
        """Show this moment; ``before`` is what was shown last, None on being opened or after a fault."""
        ...

    def settle(self) -> None:
        """Do now what is put off for a moment, so that all that is seen is of one moment."""
        ...

    def shut_down(self) -> None:
        """Wait for what is done in the background; nothing is shown any more."""
        ...
