"""The headers of the hidden layers in the window: − and + for each, which stay under the mouse."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication

from nnviz.engine import Dense

DATA = ("digits", "spirals")


def buttons(person, name: str) -> list[QAbstractButton]:
    """Those of this name that are seen in the diagram, from the left."""
    found = [b for b in person.window.diagram.findChildren(QAbstractButton) if b.accessibleName() == name]
    seen = [button for button in found if button.isVisible()]
    return sorted(seen, key=lambda button: button.mapTo(person.window, QPoint(0, 0)).x())


def units(person) -> list[int]:
    shown = person.desk.shown.snapshot
    return [] if shown is None else [layer.weights.shape[1] for layer in shown.layers[:-1]]


def click_at(person, point: QPoint) -> None:
    """Press whatever lies there in the window now."""
    there = person.window.childAt(point)
    QTest.mouseClick(there, Qt.MouseButton.LeftButton, pos=there.mapFrom(person.window, point))


@pytest.mark.parametrize("data", DATA)
def test_three_clicks_at_one_point_are_three_neurons(open_window, data):
    """From two digits to one, and the other way."""
    person = open_window(size=(1366, 768), data=data, layers=hidden(16, 16))
    for layer in (0, 1):
        for start, name, step in ((11, "One neuron fewer", -1), (8, "One neuron more", 1)):
            become(person, hidden(start, 16) if layer == 0 else hidden(16, start))
            QApplication.processEvents()
            button = buttons(person, name)[layer]
            point = button.mapTo(person.window, button.rect().center())
            for clicks in (1, 2, 3):
                click_at(person, point)
                expected = [start + clicks * step]
                person.wait(lambda at=layer, wanted=expected: units(person)[at : at + 1] == wanted)
                QApplication.processEvents()


def test_three_times_fewer_than_32_are_29(open_window):
    person = open_window(size=(1366, 768), layers=(Dense(32, "relu"), Dense(16, "relu")))
    QApplication.processEvents()
    button = buttons(person, "One neuron fewer")[0]
    point = button.mapTo(person.window, button.rect().center())
    for expected in (31, 30, 29):
        click_at(person, point)
        person.wait(lambda wanted=expected: units(person)[:1] == [wanted])
        QApplication.processEvents()


@pytest.mark.parametrize("data", DATA)
def test_each_of_two_hidden_layers_has_its_buttons(open_window, data):
    person = open_window(size=(1366, 768), data=data, layers=hidden(32, 16))
    each_has_its_buttons(person)
    for sizes in ((16, 32), (8, 8), (1, 1), (512, 512), (64, 16)):
        become(person, hidden(*sizes))
        each_has_its_buttons(person)


def hidden(*sizes: int) -> tuple[Dense, ...]:
    return tuple(Dense(size, "relu") for size in sizes)


def become(person, layers: tuple[Dense, ...]) -> None:
    """Another network in the window that is open."""
    person.desk.change(person.desk.experiment.with_(layers=layers), "layers")
    person.wait(lambda: units(person) == [layer.units for layer in layers])


def each_has_its_buttons(person) -> None:
    QApplication.processEvents()
    row = [*buttons(person, "One neuron fewer"), *buttons(person, "One neuron more")]
    assert len(row) == 4
    every = [b for b in person.window.diagram.findChildren(QAbstractButton) if b.isVisible()]
    headers = [b for b in every if b.mapTo(person.window.diagram, QPoint(0, 0)).y() < 40]
    places = [b.rect().translated(b.mapTo(person.window, QPoint(0, 0))) for b in headers]
    for k, place in enumerate(places):
        assert not any(place.intersects(other) for other in places[k + 1 :])
