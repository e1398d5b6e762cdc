"""The training images and the copies that training has made of them, under the canvas."""

from __future__ import annotations

import numpy as np

from nnviz.training.augmentation import with_copies
from nnviz.training.reader import READER
from nnviz.ui.canvas.body import PanelBody
from nnviz.ui.sheets.more_settings import MoreSettingsSheet


def test_the_copies_are_the_very_ones_that_are_learned_from(open_window) -> None:
    person = open_window(augment=3, seed=5)
    desk = person.desk
    body = person.window.input_panel.findChild(PanelBody)
    body.which.button("training").click()
    shown = body.grid.shown
    person.wait(lambda: shown.learned is not None)
    assert shown.learned is with_copies(desk.dataset, 3, 5)
    assert body.below.text() == "Each with its changed copies: 3"
    originals = len(desk.dataset.train_labels)
    body.grid.training_requested.emit(2 * originals + 7)
    sample = desk.sample
    assert (sample.source, sample.index, sample.copy) == ("train", 7, 2)
    np.testing.assert_array_equal(sample.features, shown.learned.train_features[2 * originals + 7])
    assert desk.shown.probe is not None
    assert body.sample_title.text().endswith(", copy 2")
    body.before.click()
    assert (desk.sample.index, desk.sample.copy) == (7, 1)


def test_they_follow_the_settings_and_the_reader(person) -> None:
    desk = person.desk
    panel, session = person.window.input_panel, person.session
    body = panel.findChild(PanelBody)
    body.which.button("training").click()
    shown = body.grid.shown
    person.wait(lambda: shown.learned is not None)
    assert shown.copies == 0
    person.window.sheets.more_settings()
    sheet = next(s for s in person.window.findChildren(MoreSettingsSheet) if s.isVisible())
    sheet.controls["augment"].value_requested.emit(2.0)
    sheet.controls["augment"].set_value(2.0)
    sheet.close()
    person.wait(lambda: shown.learned is not None and shown.copies == 2)
    assert session.runs.current.snapshot.experiment.augment == 2
    desk.show_reader(True)
    person.wait(lambda: shown.learned is not None and shown.copies == 10)
    assert body.below.text() == f"Each with 10 of its {READER.augment} changed copies"
    panel.samples.training_requested.emit(len(desk.dataset.train_labels) + 4)
    assert desk.shown.probe.answer == desk.sample.label


def test_the_first_copies_are_the_same_however_many_follow(person) -> None:
    few, more = (with_copies(person.desk.dataset, copies, 9) for copies in (1, 3))
    np.testing.assert_array_equal(few.train_features, more.train_features[: len(few.train_features)])
