"""What is drawn, pasted or opened meets only networks that learned data of its kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QClipboard, QImage

from nnviz.files.project import Drawing, read_project, write_project
from nnviz.training.experiment import Experiment
from nnviz.training.workspaces import WORKSPACES
from nnviz.ui.canvas.body import PanelBody
from nnviz.ui.transport.parts import Counter
from tests.gui.conftest import Person
from tests.helpers.sheets import png, sheet

Open = Callable[..., Person]
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def clipboard(qapp) -> Iterator[QClipboard]:
    yield qapp.clipboard()
    qapp.clipboard().clear()


def switch(person: Person, *, planar: bool) -> None:
    """F4 until it is that workspace, when its network is there."""
    name = "playground" if planar else "digits"
    while (place := person.window.place.name) != name:
        person.next_workspace()
        person.wait(lambda place=place: person.window.place.name != place)
    person.wait(lambda: shows(person, planar=planar))


def shows(person: Person, *, planar: bool) -> bool:
    session = person.session
    desk = person.desk
    dataset, snapshot = desk.dataset, session.runs.current.snapshot
    return (
        dataset is not None
        and dataset.planar == planar
        and snapshot is not None
        and session.runs.current.begun
    )


def idle(person: Person) -> None:
    projects = person.window.project_files.projects
    person.wait(lambda: not projects.busy)


def test_a_drawing_saved_in_the_playground_opens_there_and_waits_for_the_digits(
    open_window: Open, tmp_path: Path
) -> None:
    path = tmp_path / "seven.nnviz"
    person = open_window()
    person.draw_digit(7)
    person.wait(lambda: person.desk.sample.source == "drawing")
    person.key(Qt.Key.Key_7)  # what it is meant to be, no class of the plane
    switch(person, planar=True)
    person.window.project_files.projects.save(path)
    idle(person)

    person = open_window()
    person.window.project_files.open(path)
    idle(person)
    person.wait(lambda: shows(person, planar=True))
    session = person.session
    desk = person.desk
    assert desk.sample.source == "test"
    person.key(Qt.Key.Key_Space)
    person.wait(lambda: session.runs.current.snapshot.epoch > 2)
    person.key(Qt.Key.Key_Space)
    person.wait(lambda: not desk.playing)
    counter = person.window.findChild(Counter)
    assert counter.accessibleDescription() == f"epoch {session.runs.current.snapshot.epoch} of 400"

    switch(person, planar=False)
    assert desk.sample.source == "drawing"
    assert desk.sample.label == 7
    np.testing.assert_allclose(desk.shown.probe.inputs, desk.sample.seen / 16)


def test_a_picture_stays_with_the_digits(open_window: Open, tmp_path: Path) -> None:
    picture = tmp_path / "number.png"
    sheet((2, 0)).save(picture)
    person = open_window()
    person.window.ways_in.open_file(str(picture))
    person.wait(lambda: person.desk.sample.source == "picture")
    switch(person, planar=True)
    assert person.desk.sample.source == "test"
    switch(person, planar=False)
    assert person.desk.sample.source == "picture"
    assert person.desk.shown.probe is not None


def test_a_round_by_f4_comes_back_to_the_picture_and_to_the_blank_canvas(
    open_window: Open, tmp_path: Path
) -> None:
    """Also through Images, which has the same panel and takes no such picture."""
    picture = tmp_path / "number.png"
    sheet((2, 0)).save(picture)
    person = open_window()
    desk, panel = person.desk, person.window.input_panel
    person.window.ways_in.open_file(str(picture))
    person.wait(lambda: desk.sample.source == "picture")
    seen = desk.sample.seen
    go_round(person)
    assert (panel.source, desk.sample.source) == ("picture", "picture")
    np.testing.assert_array_equal(desk.sample.seen, seen)
    person.click(panel.findChild(PanelBody).source.button("draw"))
    person.wait(lambda: desk.sample is None)
    go_round(person)
    assert (panel.source, desk.sample) == ("draw", None)


def go_round(person: Person) -> None:
    """By F4 through all workspaces, each being there, back to Digits."""
    passed = []
    while "digits" not in passed:
        place = person.window.place.name
        person.next_workspace()
        person.wait(lambda place=place: person.window.place.name != place)
        passed.append(person.window.place.name)
        families = WORKSPACES[passed[-1].partition("/")[0]].families
        person.wait(
            lambda families=families: (
                person.desk.shown is not None and person.desk.shown.dataset.family in families
            )
        )
    assert "images" in passed


def test_a_picture_pasted_in_the_playground_is_read_where_pictures_are(
    open_window: Open, clipboard: QClipboard
) -> None:
    person = open_window(data="moons")
    clipboard.setImage(QImage.fromData(png(sheet((2, 0)))))
    person.key(Qt.Key.Key_V, CTRL)
    person.wait(lambda: shows(person, planar=False) and person.desk.sample.source == "picture")
    assert person.desk.shown.probe is not None


def test_a_picture_pasted_over_a_table_is_read_where_pictures_are(
    open_window: Open, clipboard: QClipboard
) -> None:
    person = open_window(data="iris", scale="standard")
    clipboard.setImage(QImage.fromData(png(sheet((2,)))))
    person.key(Qt.Key.Key_V, CTRL)
    person.wait(lambda: person.desk.sample is not None and person.desk.sample.source == "picture")
    assert person.window.place.home == "digits"


def test_a_project_with_a_labelled_drawing_and_a_run_on_points_opens(
    open_window: Open, tmp_path: Path
) -> None:
    path = tmp_path / "both.nnviz"
    person = open_window(data="moons", loss="binary_crossentropy")
    person.window.project_files.projects.save(path)
    idle(person)
    stroke = np.array([[0.3, 0.2], [0.7, 0.2], [0.4, 0.9]])
    path.write_bytes(write_project(replace(read_project(path), drawing=Drawing((stroke,), 7))))
    person = open_window()
    person.window.project_files.open(path)
    idle(person)
    person.wait(lambda: shows(person, planar=True))
    assert person.desk.sample.source == "test"


@pytest.mark.parametrize("data", ["moons", "iris"])
def test_a_screenshot_says_that_only_digits_can_be_drawn(data: str, tmp_path: Path) -> None:
    from nnviz.app.screenshot import ScreenshotOptions, screenshot

    drawing = tmp_path / "drawing.json"
    drawing.write_text("[[[0.3, 0.2], [0.7, 0.2], [0.4, 0.9]]]")
    experiment = replace(Experiment.on(data), epochs=1)
    with pytest.raises(ValueError, match=r"only where the data are digits of 8 x 8"):
        screenshot(ScreenshotOptions(out=tmp_path / "out.png", experiment=experiment, draw=drawing))
    assert not (tmp_path / "out.png").exists()
