"""The plane of the code in the window: a digit's way there and back, and a code that one drags."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from nnviz.engine import Code, Dense
from nnviz.session.run import Run
from nnviz.session.shown import Shown, Who
from nnviz.training.derived import Derived
from nnviz.training.experiment import Experiment
from nnviz.training.samples import sample_of
from nnviz.training.timeline import Timeline
from nnviz.training.trainer import Trainer
from nnviz.ui.generate.code_map import CodeMap
from nnviz.ui.theme import THEMES, Theme, apply_theme


@pytest.fixture(scope="module")
def trainer() -> Trainer:
    settings = {"objective": "reconstruct", "loss": "binary_crossentropy", "epochs": 3, "learning_rate": 0.02}
    trainer = Trainer(
        Experiment.on("digits", layers=(Dense(8, "tanh"), Code(2), Dense(8, "tanh")), **settings)
    )
    for _ in trainer.run():
        pass
    return trainer


def shown(trainer: Trainer, index: int | None = 3) -> Shown:
    snapshot, data = trainer.snapshot(), trainer.dataset
    derived, sample = Derived(snapshot, data), None if index is None else sample_of(data, "test", index)
    run = Run("A", "A", 0, trainer.experiment, Timeline(), dataset=data)
    return Shown(
        who=Who.of(run), reading=False, timeline=run.timeline, dataset=data, experiment=trainer.experiment,
        derived=derived, snapshot=derived.probed(sample), sample=sample, cursor=None, newest=3, exact=True,
    )  # fmt: skip


@pytest.fixture
def view(qtbot, trainer) -> CodeMap:
    view = CodeMap()
    qtbot.addWidget(view)
    apply_theme(view, Theme("light"))
    view.resize(400, 560)
    view.show()
    return view


def spot(view: CodeMap, x: float, y: float):
    area = view.canvas.area
    return QPointF(area.x() + x * area.width(), area.y() + y * area.height()).toPoint()


def test_a_digit_is_told_there_and_back(view, trainer) -> None:
    moment = shown(trainer)
    view.show_moment(moment, None)
    given, numbers, back = view.row.words
    assert given == "given"
    code = moment.probe.layers[1].a
    assert numbers == f"{code[0]:+.2f}, {code[1]:+.2f}".replace("-", "−")
    error = np.square(moment.probe.output - moment.sample.features).mean()
    assert back == f"given back, error {error:.2f}"
    assert numbers in view.canvas.accessibleDescription()
    x, y = view.canvas.at
    plane = moment.network.predict(moment.sample.features[np.newaxis])
    assert 0 < x < 1
    assert 0 < y < 1
    assert plane.shape == (1, 64)


def test_a_point_that_is_dragged_is_no_pictures_and_is_made_into_one(view, trainer, qtbot) -> None:
    view.show_moment(shown(trainer), None)
    before = view.row.words
    QTest.mousePress(view.canvas, Qt.MouseButton.LeftButton, pos=spot(view, 0.02, 0.97))
    assert view.row.words[0] == "a code of your own"
    assert view.row.words[2] == "made of it"
    assert view.row.words[1] != before[1]
    assert view.canvas.at == pytest.approx((0.02, 0.97), abs=0.01)
    view.show_moment(shown(trainer, 4), shown(trainer))
    assert view.row.words[0] == "given", "another sample takes its place"


def test_arrow_keys_move_the_code_and_enter_takes_the_nearest_digit(view, trainer, qtbot) -> None:
    view.show_moment(shown(trainer), None)
    x, y = view.canvas.at
    QTest.keyClick(view.canvas, Qt.Key.Key_Right)
    QTest.keyClick(view.canvas, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert view.canvas.at == pytest.approx((x + 0.02, y - 0.005), abs=1e-6)
    with qtbot.waitSignal(view.sample_requested) as told:
        QTest.keyClick(view.canvas, Qt.Key.Key_Return)
    part, index = told.args
    assert (
        0 <= index < len(trainer.dataset.test_features if part == "test" else trainer.dataset.train_features)
    )
    assert view.row.words[0] == "given"


def test_a_click_on_a_digit_asks_for_it(view, trainer, qtbot) -> None:
    moment = shown(trainer, None)
    view.show_moment(moment, None)
    place = view.plane.shares(view.plane.test)
    far = int(np.argmax(place[:, 0]))
    with qtbot.waitSignal(view.sample_requested) as told:
        QTest.mouseClick(view.canvas, Qt.MouseButton.LeftButton, pos=spot(view, *place[far].tolist()))
    part, index = told.args
    assert part in ("test", "train")
    features = trainer.dataset.test_features if part == "test" else trainer.dataset.train_features
    near = view.plane.shares(view.plane.code_of(features[index])[np.newaxis])[0]
    assert np.hypot(*(near - place[far])) < 0.03


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("size", [(272, 360), (400, 560), (900, 900)])
def test_it_is_painted_in_every_theme_and_size(view, trainer, theme, size) -> None:
    apply_theme(view, Theme(theme))
    view.resize(*size)
    for index in (3, None):
        view.show_moment(shown(trainer, index), None)
        for look in ("made", "digits"):
            view.look.chosen.emit(look)
            assert not view.grab().isNull()
    assert view.look.current == "digits"


def test_without_a_hidden_layer_it_says_that_there_is_no_code(view) -> None:
    bare = Trainer(Experiment.on("digits", objective="reconstruct", loss="mse", layers=()))
    view.show_moment(shown(bare), None)
    assert view.canvas.isHidden()
    assert not view.grab().isNull()
