"""Every number that the panels of an autoencoder and of a diffusion show is that of the moment shown."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.gui.test_autoencoder import AUTOENCODER
from tests.gui.test_diffusion import DIFFUSION
from tests.helpers import truth_lone as truth
from tests.helpers.truth_facts import Fact, audit
from tests.helpers.truth_texts import texts

PANELS = {"CodeMap", "WayMap", "MadePanel"}


def check(person, facts: list[Fact], state: str) -> None:
    """All numbers in the panels are right, and none is unknown."""
    QApplication.processEvents()
    person.window.place.settle()
    said = [one for one in texts(person.window, ()) if PANELS & set(one.owner)]
    assert said, state
    faults = audit(said, facts)
    assert not faults, f"{state}:\n" + "\n".join(faults)


def show(person, index: int) -> None:
    person.window.input_panel.samples.sample_requested.emit(index)
    person.wait(lambda: person.desk.shown.sample is not None and person.desk.shown.sample.index == index)


def test_an_autoencoder_at_rest_looking_back_and_with_a_code_of_ones_own(open_window) -> None:
    person = open_window(experiment=AUTOENCODER)
    person.train_to(3)
    view = person.window.place.current.map
    for epoch, index in ((3, 4), (1, 4), (1, 9)):
        person.desk.look_at(epoch)
        person.wait(lambda epoch=epoch: person.desk.shown.epoch == epoch and person.desk.shown.exact)
        show(person, index)
        x = np.float64(person.desk.shown.dataset.test_features[index : index + 1])
        code, made = truth.there_and_back(person.desk.shown.snapshot, x)
        ends = np.concatenate([view.plane.low, view.plane.high])
        check(person, truth.code_facts(code[0], x[0], made[0], ends), f"epoch {epoch}, image {index}")
        data = person.desk.shown.dataset
        every = truth.there_and_back(person.desk.shown.snapshot, np.float64(data.train_features))[0]
        assert (every >= view.plane.low).all()
        assert (every <= view.plane.high).all()
    area = view.canvas.area
    spot = QPointF(area.x() + 0.25 * area.width(), area.y() + 0.9 * area.height()).toPoint()
    person.desk.look_at_newest()
    person.wait(lambda: person.desk.shown.epoch == 3)
    QTest.mousePress(
        view.canvas, Qt.MouseButton.LeftButton, pos=QPointF(area.x() + 2, area.y() + 2).toPoint()
    )
    QTest.mouseMove(view.canvas, spot)
    x, y = view.canvas.at
    own = view.plane.low + np.array([x, 1 - y]) * (view.plane.high - view.plane.low)
    made = truth.back(person.desk.shown.snapshot, own[np.newaxis])[0]
    ends = np.concatenate([view.plane.low, view.plane.high])
    check(person, truth.code_facts(own, None, made, ends), "a code of one's own")
    np.testing.assert_allclose(view.plane.made_of(own[np.newaxis])[0], made, rtol=1e-3, atol=1e-5)


@pytest.mark.parametrize("step", [25, 3, 0])
def test_a_diffusion_at_a_step_at_rest_and_looking_back(open_window, step: int) -> None:
    person = open_window(experiment=DIFFUSION)
    person.train_to(3)
    view = person.window.place.current.map
    QTest.keyClick(view.canvas, Qt.Key.Key_PageDown)
    for epoch in (3, 1):
        person.desk.look_at(epoch)
        person.wait(lambda epoch=epoch: person.desk.shown.epoch == epoch and person.desk.shown.exact)
        view.slider.setValue(50 - step)
        shown = person.desk.shown
        extent = max(1.1 * float(np.abs(shown.dataset.train_points).max()), 1.7 * 4)
        made = truth.walked(shown.snapshot)[0] * 4
        facts = truth.way_facts(shown.snapshot, step, 1, 4, extent) + truth.made_facts(made, shown.dataset)
        check(person, facts, f"epoch {epoch}, step {step}")
