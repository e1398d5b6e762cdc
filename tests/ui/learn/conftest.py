"""A lesson's stage in sight, on a real Session."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nnviz.session.desk import Desk
from nnviz.session.lesson_runner import StepShown
from nnviz.session.preferences import Preferences
from nnviz.session.run import Run
from nnviz.session.session import Session
from nnviz.training.samples import sample_of
from nnviz.ui.learn.stage import Stage
from nnviz.ui.learn.views.view import ViewParts
from nnviz.ui.looks import Looks
from nnviz.ui.paper_view import PaperView
from nnviz.ui.theme import Theme, apply_theme
from tests.helpers.lessons import opened


@dataclass
class Pupil:
    """Somebody in front of a stage."""

    session: Session
    desk: Desk
    stage: Stage
    qtbot: Any

    def paper(self, name: str) -> PaperView:
        """The sheet of that view."""
        found = self.stage.view(name).widget
        paper = found if isinstance(found, PaperView) else found.findChild(PaperView)
        assert isinstance(paper, PaperView)
        return paper

    def texts(self, name: str) -> list[str]:
        """What is written in that view."""
        return self.paper(name).sheet.texts

    def press(self, name: str, *keys: Qt.Key) -> None:
        """Press these keys on that view's sheet."""
        for key in keys:
            QTest.keyClick(self.paper(name), key)

    def wait(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition)


@pytest.fixture
def on_stage(qtbot) -> Iterator[Callable[..., Pupil]]:
    """Opens a run with a training row sent through it, and a step, on a stage."""
    pupils: list[Pupil] = []

    def stand(
        run: Run, told: StepShown, *, sample: int | None = 0, size: tuple[int, int] = (1100, 760),
        theme: str = "dark", by_hand: bool = True,
    ) -> Pupil:  # fmt: skip
        session = opened(run)
        desk = session.desk()
        qtbot.waitUntil(lambda: desk.shown is not None)
        looks = Looks(Preferences(), session)
        looks.theme = Theme(theme)
        stage = Stage(ViewParts.of(session, desk, looks, by_hand=by_hand))
        apply_theme(stage, looks.theme)
        desk.shown_changed.connect(stage.show_moment)
        stage.resize(*size)
        qtbot.addWidget(stage)
        stage.show_step(told)
        if sample is not None and run.dataset is not None:
            desk.set_sample(sample_of(run.dataset, "train", sample))
        else:
            stage.show_moment(desk.shown)
        stage.show()
        QApplication.processEvents()
        pupils.append(Pupil(session, desk, stage, qtbot))
        return pupils[-1]

    yield stand
    for pupil in pupils:
        pupil.stage.shut_down()
        pupil.desk.shut_down()
        pupil.session.shut_down()
