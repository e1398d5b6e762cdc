"""The page Start of a window, with a Session of its own for the network that it shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Slot

from nnviz.session.recent_work import RecentWork
from nnviz.session.run import Run
from nnviz.session.session import Session
from nnviz.training.presets import PLAYGROUND, START
from nnviz.ui.start.start_page import StartPage

SECONDS = 8.0  # that all its epochs take


class Start(QObject):
    """Nothing that is done there touches the person's runs; ``run_now`` is the network, to go on with."""

    def __init__(self, *, at_start: bool, parent: QObject) -> None:
        super().__init__(parent)
        self._session = Session(START, speed=START.epochs / SECONDS, parent=self)
        self.desk = self._session.desk(parent=self)
        self.page = StartPage(self.desk, at_start=at_start)
        self.page.again_requested.connect(self._on_again)
        self._recent = RecentWork(self)
        self._recent.changed.connect(self._on_recent)
        self._session.start()

    def show_recent(self, paths: Sequence[Path]) -> None:
        """The projects used last, the newest first."""
        self._recent.show(paths)

    @Slot()
    def _on_recent(self) -> None:
        self.page.show_files(self._recent.files)

    @Slot()
    def _on_again(self) -> None:
        self.desk.look_at_newest()
        self._session.settings.reset()

    def rest(self) -> None:
        """Nobody looks at it any more."""
        self.desk.pause()

    def run_now(self) -> Run:
        """The run as it is, for the person's own."""
        self.rest()
        self._session.training.collect()
        run = self._session.runs.current
        onward = run.experiment.with_(epochs=PLAYGROUND.epochs)  # there it goes on when play is pressed
        if not run.begun or run.snapshot is None:
            return Run(run.letter, self.tr("Two moons"), run.colour, onward)
        timeline = run.timeline.until(run.snapshot)
        run = replace(run, name=self.tr("Two moons"), timeline=timeline)
        return replace(run, experiment=onward, edits=(), over=False)

    def shut_down(self) -> None:
        """End what is done in the background, and wait for it."""
        self.page.live.moments.stop()
        self._recent.shut_down()
        self.desk.shut_down()
        self._session.shut_down()
