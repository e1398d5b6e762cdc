"""A model of another program in the window: dropped, looked into with a drawing, given data, trained on."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from nnviz.data.saving import save_bytes
from nnviz.drawing.selection import Selection
from nnviz.files.exchange.tensors import tensor_bytes
from nnviz.training.derived import Moments
from nnviz.ui.compare.runs import runs_at
from nnviz.ui.compare.runs_panel import RunsPanel
from nnviz.ui.images.pictures_sheet import PicturesSheet
from nnviz.ui.projects.model_sheet import ModelSheet
from nnviz.ui.source_phrase import SourcePhrase
from nnviz.ui.table.opening_sheet import OpeningSheet
from nnviz.ui.transport.parts import PlayButton
from tests.gui.conftest import Person
from tests.gui.test_ways_in import drop
from tests.helpers.strokes import DIGIT_STROKES
from tests.helpers.truth_texts import texts

RNG = np.random.default_rng(6)
WEIGHTS = {
    "fc1.weight": RNG.standard_normal((6, 64)).astype(np.float32) / 4,
    "fc1.bias": RNG.standard_normal(6).astype(np.float32),
    "fc2.weight": RNG.standard_normal((10, 6)).astype(np.float32),
    "fc2.bias": RNG.standard_normal(10).astype(np.float32),
}
SAID = {"activation": "tanh", "output_activation": "softmax"}


@pytest.fixture
def imported(open_window, tmp_path: Path) -> Person:
    """A window on which the file of a model was dropped."""
    person = open_window()
    path = tmp_path / "mine.safetensors"
    save_bytes(path, tensor_bytes(WEIGHTS, SAID))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    drop(person.window, data)
    person.wait(lambda: person.session.runs.current.source.kind == "imported")
    person.wait(lambda: person.desk.shown is not None and person.desk.shown.who.source.kind == "imported")
    return person


def answered(pixels: np.ndarray) -> np.ndarray:
    """What the network says of a picture of 64 pixels from 0 to 16, worked out apart."""
    weights = {name: array.astype(np.float64) for name, array in WEIGHTS.items()}
    hidden = np.tanh(weights["fc1.weight"] @ (pixels / 16) + weights["fc1.bias"])
    sums = weights["fc2.weight"] @ hidden + weights["fc2.bias"]
    shares = np.exp(sums - sums.max())
    return shares / shares.sum()


def test_it_answers_a_drawing_and_says_what_it_cannot_do(imported: Person) -> None:
    person, desk = imported, imported.desk
    assert [run.name for run in person.session.runs.all] == ["A", "mine.safetensors"]
    person.draw(DIGIT_STROKES[7])
    person.wait(lambda: desk.shown.probe is not None)
    seen = np.asarray(desk.shown.sample.seen, dtype=np.float64)
    wanted = answered(seen)
    np.testing.assert_allclose(desk.shown.snapshot.probe.output, wanted, atol=1e-6)
    shares = {f"{100 * share:.0f}" for share in wanted}
    for said in texts(person.window, ()):
        for share in re.findall(r"(\d+) %", said.text):
            assert share in shares, said  # nothing is told but of this sample: there are no data to measure
    told = " ".join(said.text for said in texts(person.window, ()) if "AnswerView" in said.owner)
    assert f"{100 * wanted.max():.0f} % sure it is a {wanted.argmax()}" in told

    person.window.diagram.select(Selection("neuron", 0, 3))
    QApplication.processEvents()
    weights = {name: array.astype(np.float64) for name, array in WEIGHTS.items()}
    z = float(weights["fc1.weight"][3] @ (seen / 16) + weights["fc1.bias"][3])
    inspected = " ".join(said.text for said in texts(person.window, ()) if "InspectorView" in said.owner)
    for number in (z, np.tanh(z)):
        assert re.search(rf"{abs(number):.3f}", inspected), (number, inspected)

    transport = person.window.views.transport
    person.key(Qt.Key.Key_Space)
    assert not desk.playing
    play = transport.findChild(PlayButton)
    assert not play.isEnabled()
    assert "mine.safetensors" in play.toolTip()


def test_a_comparison_says_that_it_came_without_data(imported: Person, qtbot: QtBot) -> None:
    panel = RunsPanel()
    qtbot.addWidget(panel)
    panel.show_runs(runs_at(imported.session.runs.all, None, Moments()), "B")
    trained, brought = panel.list.runs.cards
    assert [word for word, _ in trained.numbers] == ["test loss", "right"]
    assert brought.numbers == (("It came without data", ""),)
    assert "not a number" not in brought.words
    assert "without data" in brought.words


def test_data_that_fit_are_chosen_in_the_sentence_and_it_trains_on(imported: Person) -> None:
    person = imported
    phrase = person.window.findChild(SourcePhrase)
    assert phrase.isVisible()
    phrase.data.chosen.emit("digits")
    person.wait(lambda: person.session.runs.current.source.can("train"))
    person.wait(lambda: person.desk.shown is not None and person.desk.shown.dataset.name == "digits")
    snapshot = person.desk.shown.snapshot
    np.testing.assert_array_equal(snapshot.layers[0].weights, WEIGHTS["fc1.weight"].T)
    assert not phrase.isVisible()
    person.train_to(1)


def takes_in(person: Person, path: Path, weights: dict[str, np.ndarray], shape: str = "") -> SourcePhrase:
    """A model with these weights, looked at."""
    said = SAID | ({"input_shape": shape, "layers": "conv(2, 3)"} if shape else {})
    save_bytes(path, tensor_bytes(weights, said))
    person.window.ways_in.open_file(str(path))
    person.wait(lambda: person.desk.shown is not None and person.desk.shown.who.source.name == path.name)
    return person.window.recipe.source


def test_a_table_of_ones_own_is_opened_for_it_or_taken_from_another_run(open_window, tmp_path: Path) -> None:
    person, table = open_window(), tmp_path / "birds.csv"
    rows = [f"{a:.3f},{b:.3f},{c:.3f},{'yes' if a > b else 'no'}" for a, b, c in RNG.normal(size=(40, 3))]
    table.write_text("\n".join(["a,b,c,flies", *rows]))
    first = RNG.standard_normal((5, 3)).astype(np.float32)
    weights = {"fc1.weight": first, "fc2.weight": RNG.standard_normal((2, 5)).astype(np.float32)}
    phrase = takes_in(person, tmp_path / "small.safetensors", weights)
    phrase.data.own_requested.emit()
    person.window.findChild(QFileDialog).fileSelected.emit(str(table))
    person.window.findChild(OpeningSheet).read()
    person.wait(lambda: person.desk.shown is not None and person.desk.shown.dataset.name == "own_table")
    run = person.session.runs.current
    assert run.name == "small.safetensors"
    assert run.source.can("train")
    np.testing.assert_array_equal(person.desk.shown.snapshot.layers[0].weights, first.T)
    phrase = takes_in(person, tmp_path / "wide.safetensors", weights | {"fc1.weight": np.ones((5, 4), "f4")})
    phrase.data.chosen.emit(run.experiment.own.digest)
    told = " ".join(said.text for said in texts(person.window, ()))
    assert "(4,)" in told
    assert "“birds.csv” has (3,)" in told
    assert person.session.runs.current.source.kind == "imported"


def test_pictures_of_ones_own_come_in_its_size(open_window, tmp_path: Path) -> None:
    person = open_window()
    for place, made in enumerate(("dark", "light")):
        (tmp_path / "seen" / made).mkdir(parents=True)
        for number in range(8):
            picture = Image.new("L", (20, 20), 40 + 150 * place + number)
            picture.save(tmp_path / "seen" / made / f"{number}.png")
    weights = {"c.weight": np.ones((2, 1, 3, 3), "f4"), "c.bias": np.zeros(2, "f4")}
    weights |= {"d.weight": np.ones((2, 2 * 12 * 12), "f4"), "d.bias": np.zeros(2, "f4")}
    phrase = takes_in(person, tmp_path / "seer.safetensors", weights, "1x12x12")
    phrase.data.own_requested.emit()
    sheet = person.window.findChild(PicturesSheet)
    sheet.read(tmp_path / "seen")
    person.wait(lambda: sheet.learn_button.isEnabled())
    assert sheet.side.value == 12
    sheet.learn_button.click()
    person.wait(lambda: person.desk.shown is not None and person.desk.shown.dataset.name == "own_pictures")
    assert person.session.runs.current.name == "seer.safetensors"
    assert person.session.runs.current.source.can("train")


def test_what_a_file_does_not_say_is_asked_for(open_window, tmp_path: Path) -> None:
    person = open_window()
    path = tmp_path / "mine.safetensors"
    save_bytes(path, tensor_bytes(WEIGHTS))
    person.window.ways_in.open_file(str(path))
    person.wait(lambda: person.window.findChild(ModelSheet) is not None)
    sheet = person.window.findChild(ModelSheet)
    assert "activation of fc1" in sheet.missing.text()
    sheet.shape.setText("eight")
    sheet.open_button.click()
    assert "“eight”" in sheet.missing.text()
    sheet.shape.clear()
    sheet.activation.chosen.emit("tanh")
    sheet.output.chosen.emit("softmax")
    sheet.open_button.click()
    person.wait(lambda: person.session.runs.current.source.kind == "imported")
    layers = person.session.runs.current.snapshot.specs
    assert [layer.activation for layer in layers] == ["tanh", "softmax"]
