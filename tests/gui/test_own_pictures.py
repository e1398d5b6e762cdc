"""A folder of pictures in the real window: dropped, looked through, learned, read, in grey and in colour."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nnviz.ui.canvas.picture import SamplePicture
from nnviz.ui.images.pictures_sheet import PicturesSheet


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Crosses and rings of 24 pixels, dark on light in red and blue, and a file that is no picture."""
    rng = np.random.default_rng(5)
    y, x = np.mgrid[-12:12, -12:12]
    for name, colour in {"cross": (230, 30, 30), "ring": (30, 30, 230)}.items():
        (tmp_path / name).mkdir()
        for number in range(24):
            dx, dy = rng.integers(-3, 4, 2)
            away = np.hypot(x - dx, y - dy)
            ink = (
                (abs(away - 6) < 1.5)
                if name == "ring"
                else (abs(abs(x - dx) - abs(y - dy)) < 1.5) & (away < 8)
            )
            values = np.full((24, 24, 3), 250, np.uint8)
            values[ink] = colour
            Image.fromarray(values).save(tmp_path / name / f"{number}.png")
    (tmp_path / "ring" / "broken.png").write_bytes(b"\x89PNG\r\n")
    return tmp_path


def opened(person, folder: Path) -> PicturesSheet:
    person.window.ways_in.open_file(str(folder))
    sheet = person.window.findChild(PicturesSheet)
    person.wait(lambda: sheet.learn_button.isEnabled())
    return sheet


def test_a_folder_is_looked_through_learned_and_undone(person, folder: Path) -> None:
    before = person.session.runs.current.letter
    sheet = opened(person, folder)
    assert "48 pictures of 2 classes" in sheet.said.text()
    assert "“ring/broken.png” is a damaged picture" in sheet.skipped.text()
    assert "cross: 24 pictures" in sheet.rows.accessibleDescription()
    assert (sheet.side.value, sheet.dark.current, sheet.colour.current) == (24, "dark", "grey")
    sheet.side.setFocus()
    for _ in range(30):
        QTest.keyClick(sheet.side, Qt.Key.Key_Down)
    low = sheet.side.value
    assert 8 <= low < 24
    QTest.mouseClick(sheet.learn_button, Qt.MouseButton.LeftButton)
    person.wait(lambda: person.desk.shown is not None and person.desk.shown.dataset.name == "own_pictures")
    shown = person.desk.shown
    assert person.session.runs.current.experiment.home == "images"
    assert shown.dataset.feature_shape == (low, low)
    assert shown.dataset.class_names == ("cross", "ring")
    person.train_to(6)
    assert person.desk.shown.snapshot.metrics["test_accuracy"] > 0.8
    person.session.settings.undo()
    assert person.session.runs.current.letter == before


def test_colour_enters_as_three_maps_and_is_seen_as_it_is(person, folder: Path) -> None:
    sheet = opened(person, folder)
    QTest.mouseClick(sheet.colour.button("colour"), Qt.MouseButton.LeftButton)
    QTest.mouseClick(sheet.dark.button("light"), Qt.MouseButton.LeftButton)
    QTest.mouseClick(sheet.learn_button, Qt.MouseButton.LeftButton)
    person.wait(lambda: person.desk.shown is not None and person.desk.shown.dataset.name == "own_pictures")
    dataset = person.desk.shown.dataset
    assert dataset.feature_shape == (3, 24, 24)
    person.train_to(2)
    person.window.controller.wishes.on_sample(0)
    person.wait(lambda: person.desk.shown.sample is not None)
    picture = person.window.input_panel.findChild(SamplePicture)
    image = picture.grab().toImage()
    values = dataset.test_features[0].reshape(3, 24, 24)
    row, column = divmod(int(np.ptp(values, axis=0).argmax()), 24)  # where there is colour
    ratio = image.devicePixelRatio()
    pixel = image.pixelColor(
        int((column + 0.5) * picture.width() / 24 * ratio), int((row + 0.5) * picture.height() / 24 * ratio)
    )
    assert [pixel.red(), pixel.green(), pixel.blue()] == [
        round(255 * v) for v in values[:, row, column].tolist()
    ]


def test_what_cannot_be_learned_is_said_in_the_sheet(person, tmp_path: Path) -> None:
    (tmp_path / "only").mkdir()
    person.window.ways_in.open_file(str(tmp_path))
    sheet = person.window.findChild(PicturesSheet)
    person.wait(lambda: "subfolders" in sheet.said.text())
    assert not sheet.learn_button.isEnabled()
