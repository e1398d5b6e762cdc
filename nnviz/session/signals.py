"""What the parts of the Session tell whoever listens."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class Signals(QObject):
    """Facts about the runs, their training and their settings; none of them is about what is looked at.

    ``run_changed(Run)`` tells once of all that a delivery brought: another newest moment, a longer history,
    or both. ``run_started(Run)``: the run begins, from its start weights or from where it was left. Settings
    and data are those of the current run.
    """

    experiment_changed = Signal(object)
    dataset_changed = Signal(object)
    run_started = Signal(object)
    run_changed = Signal(object)
    runs_changed = Signal(object)
    ghosts_changed = Signal(object)
    playing_changed = Signal(bool)
    speed_changed = Signal(float)
    undo_changed = Signal(str, str)
    message_raised = Signal(object)
    fault_raised = Signal(str)
