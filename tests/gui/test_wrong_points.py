"""The points answered wrong, listed in a large window: true to the moment, each a click away."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem, QTableView

from nnviz.data.planar import CLASS_NAMES
from nnviz.engine import Dense
from nnviz.ui.playground.wrong_list import WrongList
from tests.gui.conftest import Person
from tests.helpers.seen import words

LARGE = (1920, 1200)


@pytest.fixture
def large(open_window) -> Person:
    settings = {"data": "clouds", "classes": 3, "noise": 0.6, "loss": "categorical_crossentropy"}
    return open_window(layers=(Dense(4, "tanh"),), size=LARGE, **settings)


def wrong_list(person: Person) -> WrongList:
    (found,) = person.window.findChildren(WrongList)
    return found


def rows(table: QTableView) -> list[tuple[str, ...]]:
    """The words of every row."""
    model = table.model()
    return [
        tuple(model.index(row, column).data() for column in range(model.columnCount()))
        for row in range(model.rowCount())
    ]


def expected(person: Person) -> list[tuple[str, int, tuple[str, ...]]]:
    """(part, index, words) of every wrong point, worked out from the parameters, those given least first."""
    dataset, snapshot = person.desk.dataset, person.desk.shown.snapshot
    found = []
    for part, features, labels in (
        ("train", dataset.train_features, dataset.train_labels),
        ("test", dataset.test_features, dataset.test_labels),
    ):
        values = np.asarray(features, dtype=np.float64)
        for at, layer in enumerate(snapshot.layers):
            values = values @ np.asarray(layer.weights, dtype=np.float64) + layer.bias
            if at < len(snapshot.layers) - 1:
                values = np.tanh(values)
        shares = np.exp(values - values.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        for index, (share, label) in enumerate(zip(shares, labels, strict=True)):
            said = int(share.argmax())
            if said != label:
                x1, x2 = (f"{x:.2f}".replace("-", "−") for x in dataset.points(part)[index])
                answer = f"{CLASS_NAMES[said]} {share[said] * 100:.0f}\xa0%"
                found.append((share[label], part, index, (str(CLASS_NAMES[label]), x1, x2, answer)))
    return [(part, index, text) for _, part, index, text in sorted(found, key=lambda one: one[0])]


def test_it_says_which_points_are_wrong_at_the_moment_shown(large):
    table = wrong_list(large).table
    large.desk.advance(3)
    large.wait(lambda: large.desk.shown.epoch == 3 and not large.desk.playing)
    seen = []
    for epoch in (3, 0):
        large.desk.look_at(epoch)
        large.wait(lambda epoch=epoch: large.desk.shown.epoch == epoch)
        right = expected(large)
        assert right
        assert rows(table) == [text for _, _, text in right]
        parts = [part for part, _, _ in right]
        assert f"{parts.count('train')} train, {parts.count('test')} test" in words(wrong_list(large))
        seen.append(right)
    assert seen[0] != seen[1]


def test_a_click_and_the_keys_send_a_point_through(large):
    table, right = wrong_list(large).table, expected(large)
    assert len(right) > 3

    def shown() -> tuple[str, int]:
        sample = large.desk.shown.sample
        return sample.source, sample.index

    QTest.mouseClick(
        table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(table.model().index(2, 1)).center()
    )
    assert shown() == right[2][:2]
    table.setFocus(Qt.FocusReason.TabFocusReason)
    for key, row in ((Qt.Key.Key_Down, 3), (Qt.Key.Key_Up, 2), (Qt.Key.Key_Home, 0), (Qt.Key.Key_End, -1)):
        large.key(key)
        assert shown() == right[row][:2], f"{key}"
    last = table.visualRect(table.model().index(len(right) - 1, 0))
    assert table.viewport().rect().contains(last.center()), "what is shown is in sight"
    for _ in range(3):
        large.key(Qt.Key.Key_Down)
    assert shown() == right[-1][:2]
    assert "was called" in table.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)


def test_no_word_of_it_is_cut_off(large):
    table, option = wrong_list(large).table, QStyleOptionViewItem()
    for column in range(table.model().columnCount()):
        for row, text in enumerate(rows(table)):
            index = table.model().index(row, column)
            need = table.itemDelegate().sizeHint(option, index).width()
            assert need <= table.columnWidth(column), text


def test_it_is_there_in_a_large_window_only_and_of_classes_only(large):
    window = large.window
    listed = wrong_list(large)
    assert listed.isVisible()
    top = listed.mapTo(window, QPoint(0, listed.height()))
    assert top.y() <= window.height()
    window.resize(1440, 900)
    QApplication.processEvents()
    assert not listed.isVisible()
    window.resize(*LARGE)
    QApplication.processEvents()
    assert listed.isVisible()
    large.desk.change(large.desk.experiment.with_(data="waves", loss="mse"), "data set")
    large.wait(lambda: large.desk.dataset is not None and large.desk.dataset.kind == "regression")
    QApplication.processEvents()
    assert not listed.isVisible()
