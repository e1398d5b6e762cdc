"""Tables in their workspace: rows of named numbers, nowhere called images."""

from __future__ import annotations

import re
from io import BytesIO

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableView, QWidget

from nnviz.drawing.glyphs.beads import NAME_FROM
from nnviz.files.project import read_project, write_project
from nnviz.session.project_state import project_of
from nnviz.training.experiment import Experiment
from nnviz.ui.widgets.labels import TextLabel
from tests.gui.conftest import Person


def texts(person: Person) -> str:
    """All that is written in labels and told to screen readers, of what is seen."""
    seen = [widget for widget in person.window.findChildren(QWidget) if widget.isVisible()]
    said = [widget.accessibleName() + "\n" + widget.accessibleDescription() for widget in seen]
    for view in (widget for widget in seen if isinstance(widget, QTableView)):
        model = view.model()
        cells = [
            model.index(row, at)
            for row in range(model.rowCount())
            for at in range(view.horizontalHeader().count())
        ]
        said += [str(cell.data(Qt.ItemDataRole.AccessibleTextRole)) for cell in cells]
    return "\n".join([*said, *(label.text() for label in seen if isinstance(label, TextLabel))])


@pytest.mark.parametrize(("data", "loss"), [("iris", "categorical_crossentropy"), ("diabetes", "mse")])
def test_a_row_is_no_image_of_8_by_8(open_window, data: str, loss: str) -> None:
    person = open_window(data=data, loss=loss, epochs=1_000_000)
    person.wait(lambda: person.desk.shown is not None and person.desk.shown.sample is not None)
    said = texts(person)
    found = re.findall(r".*(?:\bimages?\b|8 × 8|\bpen\b|digit\b).*", said, re.IGNORECASE)
    assert set(found) <= {"Images"}, "the tab of that workspace"
    dataset = person.desk.shown.dataset
    published = np.concatenate([dataset.train_indices, dataset.test_indices]).argmin()  # the first of all
    row = dataset.raw(np.concatenate([dataset.train_features, dataset.test_features])[published])
    for name, value in zip(dataset.feature_names, row, strict=True):
        assert f"Row 1, {name.partition(' (')[0]}: {value:.5g}" in said
    truth = dataset.test_labels[0]
    known = dataset.class_names[truth] if dataset.class_names else f"{truth:.4g}"
    assert re.search(rf"Row {dataset.test_indices[0] + 1}: it said .*, it was {known},", said)


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


@pytest.mark.parametrize(
    ("data", "settings"),
    [
        ("rows", {"rows": ((1.0, 0.5, 0.0),), "loss": "mse"}),
        ("rows", {"rows": ((1.0, 0.0, 1.0), (2.0, 1.0, 0.0)), "targets": 2, "loss": "mse"}),
        ("rows_of_classes", {"rows": ((49.8, 0.0),), "loss": "binary_crossentropy"}),
    ],
)
def test_rows_of_a_lesson_in_the_window(open_window, data, settings) -> None:
    """Few as they are: trained, looked back at, stepped through, asked for what they would teach."""
    experiment = Experiment.on(data, layers=(), optimizer="sgd", learning_rate=0.1, epochs=5, **settings)
    person = open_window(experiment=experiment)
    person.session.training.play()
    person.wait(lambda: person.session.runs.current.snapshot.epoch == 5)
    person.desk.look_at(2)
    person.wait(lambda: person.desk.shown.epoch == 2)
    shown = person.desk.shown
    assert shown.probe.loss is not None  # what is wanted of a row is known, values too
    assert shown.probe.dz is not None
    said = texts(person)
    assert "nan" not in said.lower()
    assert "Row 1: it said" in said
    session = person.session
    project = project_of(session.runs, session.training, person.desk, {}, None)
    again = read_project(BytesIO(write_project(project))).runs[0].experiment
    assert (again.rows, again.targets) == (experiment.rows, experiment.targets)
