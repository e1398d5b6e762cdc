"""Taking a run out of the window: what each form is, why not, and the files."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt

from nnviz.files.exchange.formats import FORMATS
from nnviz.ui.export.take_out_sheet import TakeOutSheet
from tests.helpers.taken_out import printed

SHIFTED = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def sheet(open_window):
    person = open_window(epochs=10, points=40, batch_size=10)
    person.train_to(3)
    person.key(Qt.Key.Key_E, SHIFTED)
    found = person.window.findChild(TakeOutSheet)
    assert found.isVisible()
    return person, found


def written(person, shown, kind, path):
    shown.choose(kind)
    shown.save_as(path)
    person.wait(lambda: shown.said.text() != "")
    return shown.said.text()


def test_a_run_is_taken_out_as_it_is_shown(sheet, tmp_path):
    person, shown = sheet
    assert shown.group.isAncestorOf(shown.focusWidget())
    height = shown.group.height()
    person.click(shown.group.button("Trained network"))
    shown.grab()  # what is told of it now needs a second line, and takes it from no control
    assert shown.group.height() == height
    assert shown.purpose.height() >= shown.purpose.heightForWidth(shown.purpose.width())
    assert shown.kind == "onnx"
    assert shown.purpose.text() == str(FORMATS["onnx"].purpose)
    assert shown.kinds["Trained network"].isVisible()
    assert not shown.kinds["Program"].isVisible()
    for kind in ("onnx", "safetensors", "npz", "metrics"):
        path = tmp_path / f"out{FORMATS[kind].ending}"
        assert written(person, shown, kind, path) == f"Saved in “{path}”."
    lines = (tmp_path / "out.csv").read_text().splitlines()
    assert len(lines) == 1 + 4

    shown.choose("numpy")
    program = tmp_path / "run.py"
    text = written(person, shown, "numpy", program)
    assert text in (
        f"Saved in “{program}”.",
        f"Saved in “{program}”, with “run_data.npz” beside it, which it needs.",
    )
    files = {path.name: path.read_bytes() for path in (program, tmp_path / "run_data.npz") if path.exists()}
    (tmp_path / "alone").mkdir()
    losses = printed(files, tmp_path / "alone")[:4, 2]
    np.testing.assert_allclose(losses, person.desk.shown.timeline.test_loss, rtol=1e-4)

    missing = tmp_path / "nowhere" / "run.onnx"
    assert "nowhere" in written(person, shown, "onnx", missing)


def test_what_cannot_be_says_why_in_its_place(sheet):
    person, shown = sheet
    shown.choose("sklearn")
    assert shown.save_button.isEnabled()
    person.desk.change(person.desk.experiment.with_(learning_rate=0.5), "rate")
    person.train_to(4)
    shown.choose("torch")
    assert "repeated by a program of plain NumPy" in shown.purpose.text()
    assert not shown.save_button.isEnabled()
    shown.choose("numpy")
    assert shown.save_button.isEnabled()
    assert shown.purpose.text() == str(FORMATS["numpy"].purpose)
