"""Tables in the workspace Digits: rows of named numbers, nowhere called images."""

from __future__ import annotations

import re

import numpy as np
import pytest
from PySide6.QtWidgets import QWidget

from nnviz.drawing.glyphs.beads import NAME_FROM
from nnviz.ui.widgets.labels import TextLabel
from tests.gui.conftest import Person


def texts(person: Person) -> str:
    """All that is written in labels and told to screen readers, of what is seen."""
    seen = [widget for widget in person.window.findChildren(QWidget) if widget.isVisible()]
    said = [widget.accessibleName() + "\n" + widget.accessibleDescription() for widget in seen]
    return "\n".join([*said, *(label.text() for label in seen if isinstance(label, TextLabel))])


@pytest.mark.parametrize(("data", "loss"), [("iris", "categorical_crossentropy"), ("diabetes", "mse")])
def test_a_row_is_no_image_of_8_by_8(open_window, data: str, loss: str) -> None:
    person = open_window(data=data, loss=loss, epochs=1_000_000)
    person.wait(lambda: person.desk.shown is not None and person.desk.shown.sample is not None)
    said = texts(person)
    found = re.findall(r".*(?:\bimages?\b|8 × 8|\bpen\b|digit\b).*", said, re.IGNORECASE)
    assert set(found) <= {"Images"}, "the tab of that workspace"
    dataset = person.desk.shown.dataset
    row = dataset.raw(dataset.test_features[0])
    for name, value in zip(dataset.feature_names, row, strict=True):
        assert f"{name}: {value:.4g}" in said
    truth = dataset.test_labels[0]
    known = dataset.class_names[truth] if dataset.class_names else f"{truth:.4g}"
    assert f"Test row 1: {known}" in said


def test_names_of_classes_stand_beside_their_beads_and_bars(open_window) -> None:
    person = open_window(data="iris", epochs=1_000_000)
    person.wait(lambda: person.window.diagram.scene.layout is not None)
    layout = person.window.diagram.scene.layout
    last, labels = layout.layers[-1], layout.labels
    assert labels.text_x - labels.text_width / 2 >= float(np.max(last.bead_x)) + last.radius
    assert labels.text_x + labels.text_width / 2 <= labels.bar_x
    assert last.radius / layout.unit < NAME_FROM
    assert layout.inputs.name_width > 0
    assert layout.inputs.dot_x - layout.inputs.dot_radius - layout.inputs.name_width >= 0
