"""A program whose widgets fail as they paint, each kind once: ``python -m tests.helpers.paint_faults``.

Its arguments are the workspaces, each in a window of its own. For each it prints its name, how many kinds
failed, how many faults were told, and the epoch shown after one more step.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget

import nnviz.ui
from nnviz.app.faults import Faults
from nnviz.session.preferences import Preferences
from nnviz.session.session import Session
from nnviz.training.experiment import Experiment
from nnviz.ui.appearance import dress
from nnviz.ui.fault_dialog import FaultDialog
from nnviz.ui.main_window import MainWindow

failing: set[type] = set()  # the kinds that fail the next time they paint


def kinds() -> set[type]:
    """All widgets of nnviz that paint themselves."""
    found: set[type] = set()
    for module in pkgutil.walk_packages(nnviz.ui.__path__, "nnviz.ui."):
        for kind in vars(importlib.import_module(module.name)).values():
            if isinstance(kind, type) and issubclass(kind, QWidget) and "paintEvent" in vars(kind):
                found.add(kind)
    return found


def let_fail(kind: type) -> None:
    """Before there is any: Qt remembers the method."""
    right = kind.paintEvent

    def paint(self: QWidget, event: QObject) -> None:
        if type(self) not in failing:
            right(self, event)
            return
        failing.discard(type(self))
        painter = QPainter(
            self.viewport() if isinstance(self, QAbstractScrollArea) else self
        )  # still at work as it fails
        painter.drawLine(0, 0, 1, 1)
        raise ZeroDivisionError(f"on purpose in {type(self).__name__}")

    kind.paintEvent = paint


class Driver(QObject):
    """Comes to the workspace, lets each kind of widget in sight fail once, and trains on."""

    def __init__(self, window: MainWindow, workspace: str, told: list[str]) -> None:
        super().__init__(window)
        self.window, self.workspace, self.told = window, workspace, told
        self.failed: list[type] = []
        self.steps = self.run()
        self.timer = QTimer(self)
        self.timer.timeout.connect(self.on)
        self.timer.start(30)

    def on(self) -> None:
        if next(self.steps, "over") == "over":
            self.timer.stop()
            self.window.close()
            QApplication.quit()

    def until(self, condition):
        while not condition():
            yield

    def run(self):
        window, desk = self.window, self.window.desk
        yield from self.until(lambda: desk.shown is not None)
        if self.workspace == "playground":
            window.controller.wishes.on_workspace("playground")
            yield from self.until(lambda: desk.shown is not None and desk.shown.dataset.planar)
        if self.workspace == "compare":
            window.session.runs.new()
            yield from self.until(lambda: desk.shown is not None and desk.run.letter == "B")
        desk.advance(2)
        yield from self.until(lambda: desk.shown.epoch == 2)
        if self.workspace == "micro":
            desk.set_step_unit("micro")
        window.place.compare(self.workspace == "compare")
        yield
        seen = {
            type(widget): widget
            for widget in window.findChildren(QWidget)
            if widget.isVisible() and "paintEvent" in vars(type(widget)) and widget.visibleRegion()
        }
        for kind, widget in seen.items():
            failing.add(kind)
            widget.update()
            yield
            if kind not in failing:
                self.failed.append(kind)
            failing.clear()
            widget.update()  # Qt says if a painter is still at work
            yield
            for dialog in window.findChildren(FaultDialog):
                dialog.close()
        window.place.compare(False)
        desk.set_step_unit("epoch")
        desk.advance(1)
        yield from self.until(lambda: desk.shown.epoch == 3)
        print(self.workspace, len(self.failed), len(self.told), desk.shown.epoch)


def main(*workspaces: str) -> None:
    application = QApplication([])
    dress(application)
    for kind in kinds():
        let_fail(kind)
    for workspace in workspaces:
        in_a_window(application, workspace)


def in_a_window(application: QApplication, workspace: str) -> None:
    told: list[str] = []
    faults = Faults(application)
    faults.install()
    window = MainWindow(Session(Experiment(epochs=1_000_000)), Preferences(theme="dark"))
    faults.raised.connect(window.show_fault)
    faults.raised.connect(told.append)
    window.resize(1440, 900)
    window.show()
    QTimer.singleShot(0, window.start)
    QTimer.singleShot(50, lambda: Driver(window, workspace, told))
    application.exec()
    window.deleteLater()


if __name__ == "__main__":
    main(*sys.argv[1:])
