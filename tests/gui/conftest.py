"""The real window, dressed and started as the program does it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from nnviz.data import figures
from nnviz.engine.layers import Dense
from nnviz.session.desk import Desk
from nnviz.session.preferences import Preferences
from nnviz.session.session import Session
from nnviz.training.experiment import Experiment
from nnviz.ui.appearance import dress
from nnviz.ui.canvas import DrawingCanvas
from nnviz.ui.main_window import MainWindow
from tests.helpers.strokes import DIGIT_STROKES

RING = {
    "data": "ring",
    "scale": "none",
    "layers": (Dense(4, "tanh"),),
    "loss": "binary_crossentropy",
    "learning_rate": 0.05,
    "batch_size": 20,
    "points": 200,
    "epochs": 1_000_000,
}


@dataclass
class Person:
    """Somebody in front of the window."""

    window: MainWindow
    session: Session
    qtbot: object

    @property
    def desk(self) -> Desk:
        return self.window.desk

    def wait(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition)

    def train_to(self, epoch: int) -> None:
        """Train the present run to ``epoch``, and see it."""
        self.wait(lambda: self.session.runs.current.snapshot is not None)
        self.desk.advance(epoch - self.session.runs.current.snapshot.epoch)
        self.wait(lambda: self.session.runs.current.snapshot.epoch == epoch)
        self.wait(lambda: self.desk.shown is not None and self.desk.shown.epoch == epoch)

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifier)

    def next_workspace(self) -> None:
        """By F4, which goes through the course, too."""
        self.key(Qt.Key.Key_F4)
        if self.window.pages.name:
            self.key(Qt.Key.Key_F4)

    def click(self, widget: QWidget) -> None:
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)

    @property
    def canvas(self) -> DrawingCanvas:
        return self.window.input_panel.findChild(DrawingCanvas)

    def draw(self, strokes, *, size: float = 1.0, at: tuple[float, float] = (0.0, 0.0)) -> None:
        """Draw by mouse: strokes in 0..1, shrunk to ``size`` and moved to ``at``."""
        canvas = self.canvas
        side = canvas.width() - 1, canvas.height() - 1
        for stroke in strokes:
            points = np.asarray(stroke, dtype=float) * size + np.asarray(at)
            places = [QPoint(round(x * side[0]), round(y * side[1])) for x, y in points]
            QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=places[0])
            for place in places[1:]:
                QTest.mouseMove(canvas, place)
            QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=places[-1])

    def draw_digit(self, digit: int, **where: object) -> None:
        self.draw(DIGIT_STROKES[digit], **where)


@pytest.fixture
def open_window(qapp, qtbot) -> Iterator[Callable[..., Person]]:
    """Opens windows that are closed again after the test."""
    dress(qapp)
    people: list[Person] = []

    def opened(
        preferences: Preferences | None = None,
        size: tuple[int, int] = (1440, 900),
        experiment: Experiment | None = None,
        **settings: object,
    ):
        session = Session(experiment or Experiment(**settings))
        window = MainWindow(session, preferences or Preferences(theme="dark"))
        window.resize(*size)
        window.show()
        qtbot.waitExposed(window)
        window.start()
        person = Person(window, session, qtbot)
        people.append(person)
        person.wait(lambda: window.desk.shown is not None)
        return person

    yield opened
    for person in people:
        person.window.close()
        person.window.deleteLater()
        # pytest holds the person for longer than the window may live.
        del person.window, person.session


@pytest.fixture(scope="module")
def few_figures() -> Iterator[None]:
    """A sixth of the figures: they, what is learned of them and what is told of all of them take less."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(figures, "FIGURES", 480)
        figures.figures.cache_clear()
        yield
    figures.figures.cache_clear()


@pytest.fixture
def person(open_window) -> Person:
    """The window at 1440 x 900 with the default experiment, loaded and at rest."""
    return open_window()


@pytest.fixture
def open_ring(open_window) -> Callable[..., Person]:
    """Opens windows on the ring: four neurons, 200 points, in batches of 20."""
    return partial(open_window, **RING)


@pytest.fixture
def second(open_window, qtbot) -> Iterator[Callable[[Person], Person]]:
    """Opens a window more, which follows the first person's."""
    people: list[Person] = []

    def opened(first: Person) -> Person:
        window = MainWindow(first.session, Preferences(theme="dark"), follows=first.desk)
        window.resize(1280, 800)
        window.show()
        qtbot.waitExposed(window)
        window.start()
        person = Person(window, first.session, qtbot)
        people.append(person)
        person.wait(lambda: window.desk.shown is not None)
        return person

    yield opened
    for person in people:
        person.window.close()
        person.window.deleteLater()
        del person.window, person.session
