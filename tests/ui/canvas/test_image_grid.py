"""The grid of test images."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nnviz.training.augmentation import with_copies
from nnviz.ui.canvas import image_grid
from nnviz.ui.canvas.image_grid import DigitGrid
from nnviz.ui.canvas.pixels import picture_image
from nnviz.ui.theme import Theme
from tests.helpers.truth_texts import painted

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def grid(shown, digits):
    grid = shown(DigitGrid(), 252, 116)
    grid.set_dataset(digits)
    QTest.mouseMove(grid.viewport(), QPoint(37, 10))  # between two images
    return grid


def tip(grid, row, column):
    return grid.model().index(row, column).data(Qt.ItemDataRole.ToolTipRole)


def answers_with(digits, wrong):
    """The right answers but for the test images ``wrong``."""
    answers = digits.test_labels.copy()
    answers[wrong] = (answers[wrong] + 1) % 10
    return answers


def test_it_shows_the_pixels_of_the_images(grid, digits):
    image = grid.viewport().grab().toImage()
    counts = digits.raw(digits.test_features[1])
    for cell in (9, 27, 36):
        x, y = 41 + 1 + 4 * (cell % 8) + 2, 1 + 4 * (cell // 8) + 2
        assert image.pixelColor(x, y) == Theme("dark").pixel(float(counts[cell]) / 16)


def test_only_what_is_visible_is_made_and_once(grid, monkeypatch):
    made = []
    monkeypatch.setattr(
        image_grid,
        "picture_image",
        lambda values, theme: (made.append(values), picture_image(values, theme))[1],
    )
    grid.verticalScrollBar().setValue(4 * 41)
    grid.viewport().repaint()
    np.testing.assert_array_equal(made[0].ravel() * 16, grid.shown.counts(24))
    assert len(made) <= 30 < len(grid.shown)
    made.clear()
    grid.viewport().repaint()
    assert not made, "the pictures are kept"


def test_a_click_asks_for_the_image_under_it(grid, qtbot):
    with qtbot.waitSignal(grid.sample_requested) as asked:
        QTest.mouseClick(grid.viewport(), LEFT, pos=QPoint(60, 60))
    assert asked.args == [7]
    with qtbot.assertNotEmitted(grid.sample_requested):
        QTest.mouseClick(grid.viewport(), LEFT, pos=QPoint(37, 10))  # between two images


def test_keys_go_through_all_of_it(grid, qtbot):
    asked = []
    grid.sample_requested.connect(asked.append)
    grid.setFocus()
    keys = Qt.Key
    for key in (keys.Key_Home, keys.Key_Return, keys.Key_Down, keys.Key_Right, keys.Key_Return):
        QTest.keyClick(grid, key)
    for key in (keys.Key_End, keys.Key_Enter, keys.Key_Up, keys.Key_Left, keys.Key_Return):
        QTest.keyClick(grid, key)
    assert asked == [0, 7, 39, 32]
    reached = grid.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole)
    assert reached.startswith("Test image 33: a ")
    assert grid.verticalScrollBar().value() > 0


def test_the_wrong_ones_alone(grid, digits):
    assert grid.shown.wrong_count is None
    grid.show_which("wrong")
    assert len(grid.shown) == 0
    grid.show_answers(answers_with(digits, [3, 8, 21]))
    assert grid.shown.wrong_count == 3
    assert grid.shown.indices.tolist() == [3, 8, 21]
    assert grid.shown.neighbour(8, 1) == 21
    assert grid.shown.neighbour(21, 1) == 3
    assert grid.shown.neighbour(3, -1) == 21
    assert grid.shown.neighbour(10, -1) == 8
    grid.show_answers(digits.test_labels)
    assert len(grid.shown) == 0
    grid.show_which("all")
    assert len(grid.shown) == 40


def test_the_wrong_answer_is_red_in_the_corner(grid, digits):
    def reds():
        image = grid.viewport().grab().toImage()
        red = Theme("dark").note("error")
        corner = [(x, y) for x in range(62, 75) for y in range(21, 34)]
        return sum(image.pixelColor(x, y).red() > image.pixelColor(x, y).green() + 60 for x, y in corner), red

    assert reds()[0] == 0
    grid.show_answers(answers_with(digits, [1]))
    assert reds()[0] > 3


def test_no_image_goes_from_under_the_mouse(grid, digits, qtbot, monkeypatch):
    grid.show_which("wrong")
    grid.show_answers(answers_with(digits, [3, 8]))
    viewport = grid.viewport()
    QTest.mouseMove(viewport, QPoint(10, 10))
    grid.show_answers(answers_with(digits, [8]))
    assert grid.shown.indices.tolist() == [3, 8]
    QApplication.sendEvent(viewport, QEvent(QEvent.Type.Leave))
    assert grid.shown.indices.tolist() == [8]


def test_the_keys_stay_at_their_image_when_the_list_changes(grid, digits, qtbot):
    grid.show_which("wrong")
    grid.show_answers(answers_with(digits, [3, 8, 21]))
    grid.setFocus()
    for key in (Qt.Key.Key_Home, Qt.Key.Key_Right, Qt.Key.Key_Right):
        QTest.keyClick(grid, key)
    grid.show_answers(answers_with(digits, [5, 21, 30]))
    with qtbot.waitSignal(grid.sample_requested) as asked:
        QTest.keyClick(grid, Qt.Key.Key_Return)
    assert asked.args == [21]


def test_as_many_answers_as_images(grid):
    with pytest.raises(ValueError, match="as many answers"):
        grid.show_answers(np.zeros(3, dtype=int))


def test_a_tooltip_says_what_it_is_and_what_was_said(grid, digits):
    grid.show_answers(answers_with(digits, [0]))
    label = int(digits.test_labels[0])
    assert tip(grid, 0, 0) == f"Test image 1: a {label}, it said {(label + 1) % 10}"
    assert tip(grid, 0, 1).endswith(", right")
    assert tip(grid, 6, 5) is None  # 40 images fill no seventh row


def test_the_chosen_image_is_framed_and_in_view(grid):
    grid.choose(39)
    bar = grid.verticalScrollBar()
    assert bar.value() == bar.maximum() > 0
    image = grid.viewport().grab().toImage()
    accent = Theme("dark").accent()
    assert sum(image.pixelColor(124 + x, 82) == accent for x in range(34)) > 20


# ---- training images


@pytest.fixture
def learned(digits):
    """The 60 training images with 7 changed copies of each."""
    return with_copies(digits, 7, 3)


def test_each_training_image_begins_a_row_and_its_copies_follow(grid, learned):
    grid.show_which("training")
    assert " ".join(text for _, _, text in painted(grid.viewport())).startswith("Making the copies")
    grid.set_learned(learned, 60)
    shown = grid.shown
    assert shown.indices[:9].tolist() == [0, 60, 120, 180, 240, 300, 360, 420, 1]
    assert shown.cells[:3].tolist() == [
        [0, 60, 120, 180, 240, 300],
        [-1, 360, 420, -1, -1, -1],
        [1, 61, 121, 181, 241, 301],
    ]
    assert len(shown.cells) == grid.model().rowCount() == 120


def test_the_pixels_are_those_of_the_copy(grid, learned):
    grid.show_which("training")
    grid.set_learned(learned, 60)
    image = grid.viewport().grab().toImage()
    counts = learned.raw(learned.train_features[60])
    for cell in (9, 27, 36):
        x, y = 41 + 1 + 4 * (cell % 8) + 2, 1 + 4 * (cell // 8) + 2
        assert image.pixelColor(x, y) == Theme("dark").pixel(float(counts[cell]) / 16)


def test_a_copy_is_asked_for_and_named(grid, learned, qtbot):
    grid.show_which("training")
    grid.set_learned(learned, 60)
    with qtbot.waitSignal(grid.training_requested) as asked, qtbot.assertNotEmitted(grid.sample_requested):
        QTest.mouseClick(grid.viewport(), LEFT, pos=QPoint(60, 60))
    assert asked.args == [360]
    label = int(learned.train_labels[0])
    assert tip(grid, 1, 1) == f"Training image 1: a {label}, copy 6"
    assert tip(grid, 1, 0) is None
    grid.setFocus()
    for key in (Qt.Key.Key_Home, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Right):
        QTest.keyClick(grid, key)
    with qtbot.waitSignal(grid.training_requested) as asked:
        QTest.keyClick(grid, Qt.Key.Key_Return)
    assert asked.args == [121], "down from an image to the next one, then along its copies"


def test_without_copies_the_training_images_fill_the_rows(grid, digits):
    grid.show_which("training")
    grid.set_learned(digits, 60)
    assert grid.shown.copies == 0
    assert grid.shown.cells.shape == (10, 6)
    assert grid.shown.cell_of(8) == (1, 2)


def test_no_wrong_one_of_a_class_is_said_of_that_class_alone(grid, digits):
    other = int(np.flatnonzero(digits.test_labels != 3)[0])
    grid.show_answers(answers_with(digits, [other]))
    grid.show_which("wrong")
    grid.show_class(3)
    assert " ".join(text for _, _, text in painted(grid.viewport())) == "It gets every 3 right."
    grid.show_class(None)
    assert grid.shown.indices.tolist() == [other]
    grid.show_answers(digits.test_labels)
    assert " ".join(text for _, _, text in painted(grid.viewport())) == "It gets every test image right."
