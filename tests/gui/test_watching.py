"""A training run of another program, watched in the window while it goes on, and afterwards."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from nnviz.session.messages import Message
from nnviz.ui.transport.parts import PlayButton
from nnviz.ui.ways_in.drop_cover import DropCover
from nnviz.ui.widgets import IconButton, TextLabel
from tests.gui.conftest import Person
from tests.helpers.run_folders import LOOP, checkpoint, parameters, written_by_hand


@pytest.fixture(autouse=True)
def looks_often(monkeypatch):
    monkeypatch.setattr("nnviz.session.watching_thread.INTERVAL", 0.02)


def watch(person: Person, folder: Path) -> None:
    """Drop the folder on the window."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(folder))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    over = QDragEnterEvent(QPoint(700, 400), Qt.DropAction.CopyAction, data, buttons, keys)
    QApplication.sendEvent(person.window, over)
    assert person.window.findChild(DropCover).accessibleName() == "Drop the run to watch it"
    drop = QDropEvent(QPointF(700, 400), Qt.DropAction.CopyAction, data, buttons, keys)
    QApplication.sendEvent(person.window, drop)
    person.wait(lambda: person.session.runs.current.folder is not None)
    person.wait(lambda: person.desk.shown is not None and person.desk.shown.who.source.kind == "watched")


Loop = Callable[..., subprocess.Popen]


@pytest.fixture
def loop() -> Iterator[Loop]:
    """Begins programs that train, and ends them after the test."""
    begun: list[subprocess.Popen] = []

    def begin(*words: str) -> subprocess.Popen:
        begun.append(subprocess.Popen([sys.executable, *words], stdout=subprocess.PIPE, text=True))
        return begun[-1]

    yield begin
    for program in begun:
        program.kill()
        program.wait()
        program.stdout.close()


def test_a_loop_is_watched_live_killed_and_gone_on_with(open_window, tmp_path, loop):
    person, folder = open_window(data="ring", points=40), tmp_path / "run"
    program = loop("-c", LOOP, str(folder), "100000", "0.02")
    while program.stdout.readline().strip() != "2":
        pass
    watch(person, folder)
    desk, run = person.desk, person.session.runs.current
    assert [one.letter for one in person.session.runs.all] == [run.letter]  # the empty one made room
    first = desk.shown.epoch
    person.wait(lambda: desk.shown.epoch >= first + 3)
    program.kill()
    program.wait()
    with (folder / ".checkpoint-00099999.safetensors.part").open("wb") as file:
        file.write(b"half")  # killed in mid-write
    with (folder / "metrics.jsonl").open("ab") as file:
        file.write(b'{"epoch": 99999, "lo')
    end = max(int(path.name[11:19]) for path in folder.glob("checkpoint-*"))
    person.wait(lambda: desk.shown.epoch == end)
    # of the past it shows what was written then
    desk.look_at(1)
    person.wait(lambda: desk.shown.epoch == 1)
    from nnviz.files.exchange.tensors import read_tensors

    held = read_tensors(folder / "checkpoint-00000001.safetensors").arrays
    np.testing.assert_array_equal(desk.shown.snapshot.layers[0].weights, held["dense1.weights"])
    desk.step()
    assert desk.shown.epoch == 2
    desk.look_at_newest()
    loop("-c", LOOP, str(folder), str(end + 4), "0", "go_on")
    person.wait(lambda: desk.shown.epoch == end + 4)
    assert desk.shown.timeline.epochs[-1] == end + 4
    assert desk.shown.dataset.sample_names[0] == "point 0"
    assert desk.shown.probe is not None


def test_pytorch_is_watched_live(open_window, tmp_path):
    torch = pytest.importorskip("torch")
    from nnviz import RunWriter

    torch.manual_seed(0)
    nn = torch.nn
    model = nn.Sequential(nn.Linear(4, 6), nn.Tanh(), nn.Linear(6, 3))
    X, t = torch.randn(30, 4), torch.arange(30) % 3
    loss, optimizer = nn.CrossEntropyLoss(), torch.optim.SGD(model.parameters(), 0.5)
    run = RunWriter(
        tmp_path / "run", model, loss=loss, probes=X[:5].numpy(), labels=t[:5].numpy(), gradients=True
    )
    person = open_window(data="ring", points=40)
    watch(person, tmp_path / "run")
    for epoch in range(1, 4):
        optimizer.zero_grad()
        value = loss(model(X), t)
        value.backward()
        optimizer.step()
        run.record(loss=value)
        person.wait(lambda epoch=epoch: person.desk.shown.epoch == epoch)
        expected = torch.softmax(model(X[:1]), 1)[0].detach().numpy()
        np.testing.assert_allclose(person.desk.shown.probe.output, expected, atol=1e-6)
        own = nn.functional.cross_entropy(model(X[:1]), t[:1]).item()
        assert person.desk.shown.probe.loss == pytest.approx(own, rel=1e-5)
    given = person.desk.shown.snapshot.given_gradient(1)
    np.testing.assert_array_equal(given, model[2].weight.grad.numpy().T)


def test_what_cannot_be_done_is_greyed_with_the_reason(open_window, tmp_path):
    person = open_window(data="ring", points=40)
    folder = written_by_hand(tmp_path / "run", epochs=range(3), classes=["cat", "dog"])
    watch(person, folder)
    window, why = person.window, "“run” is trained by another program, and only watched here."
    play = window.transport.findChild(PlayButton)
    assert not play.isEnabled()
    assert play.toolTip() == why
    assert why in [label.text() for label in window.recipe.findChildren(TextLabel) if label.isVisible()]
    person.desk.play()
    assert not person.desk.playing
    before = person.session.runs.current.experiment
    person.desk.change(before.with_(learning_rate=1.0), "rate")
    assert person.session.runs.current.experiment == before
    person.desk.set_step_unit("micro")
    assert person.desk.step_unit != "micro"
    # in another run all of it is there again
    person.session.runs.new(before.with_(data="ring", points=40, loss="binary_crossentropy", layers=(3,)))
    person.wait(lambda: person.desk.shown is not None and person.desk.shown.who.source.kind == "trainer")
    assert play.isEnabled()
    assert why not in [label.text() for label in window.recipe.findChildren(TextLabel) if label.isVisible()]


def test_a_layer_that_is_not_known_is_a_grey_bar_and_nothing_comes_of_it(open_window, tmp_path):
    layers = [
        {"layer": "4"},
        {"unknown": "Warp", "parameters": {"knots": [2, 3]}, "output": [5]},
        {"layer": "2"},
    ]
    folder = written_by_hand(tmp_path / "run", epochs=(), layers=layers)
    shapes = {"dense1.weights": (3, 4), "dense1.bias": (4,), "unknown1.knots": (2, 3)}
    shapes |= {"dense2.weights": (5, 2), "dense2.bias": (2,)}
    held = {name: np.ones(shape, np.float32) for name, shape in shapes.items()}
    checkpoint(folder, 0, held | {f"gradient.{name}": array for name, array in held.items()})
    (folder / "metrics.jsonl").write_text('{"epoch": 0, "loss": 1}\n')
    np.savez(folder / "probe.npz", samples=np.zeros((2, 3)))
    person = open_window(data="ring", points=40)
    watch(person, folder)
    shown, diagram = person.desk.shown, person.window.diagram
    assert shown.probe is None
    assert not shown.snapshot.computable
    moment = diagram.scene.moment
    bar = next(part for part in moment.parts if part.kind == "unknown")
    from nnviz.drawing.glyphs import glyph_of
    from nnviz.drawing.lines import edge_values

    title, notes = glyph_of(bar, False).describe(bar, 0, moment)
    assert (title, notes[0], notes[1]) == ("Warp", "6 parameters; what it does is not known", "knots 2 × 3")
    shape = next(shape for shape in glyph_of(bar, False).shapes(bar, diagram.scene.layout.bars[0], moment))
    assert not shape.known
    assert (edge_values(moment, diagram.scene.layout, 0, "weights") == 1).all()
    assert (edge_values(moment, diagram.scene.layout, 0, "gradient") == 1).all()
    assert (edge_values(moment, diagram.scene.layout, 1, "weights") == 0).all()
    assert "Nothing is computed" in " ".join(shown.who.source.told)


def test_a_folder_that_goes_away_is_said_and_what_was_read_stays(open_window, tmp_path):
    folder = written_by_hand(tmp_path / "run", epochs=range(3), classes=["cat", "dog"])
    person = open_window(data="ring", points=40)
    messages = []
    person.session.signals.message_raised.connect(messages.append)
    watch(person, folder)
    person.wait(lambda: person.desk.shown.epoch == 2)
    shutil.copytree(folder, tmp_path / "kept")
    shutil.rmtree(folder)
    person.wait(lambda: any(one is not None and "is not there any more" in one.title for one in messages))
    person.desk.look_at(1)
    weights = person.desk.shown.snapshot.layers[0].weights
    np.testing.assert_array_equal(weights, parameters(1)["dense1.weights"])
    person.desk.look_at_newest()
    shutil.copytree(tmp_path / "kept", folder)
    checkpoint(folder, 3)
    with (folder / "metrics.jsonl").open("a") as file:
        file.write(json.dumps({"epoch": 3, "loss": 0.1}) + "\n")
    person.wait(lambda: person.desk.shown.epoch == 3)

    row = person.window.message_row
    person.session.watching.watch(tmp_path / "later")
    person.wait(lambda: any(one is not None and "nothing to show yet" in one.title for one in messages))
    assert "“later” is watched: there is nothing to show yet" in row.text
    person.session.signals.message_raised.emit(Message("warning", "It ended", "", by_itself=True))
    assert row.text == "It ended"
    person.click(
        next(one for one in row.findChildren(IconButton) if one.accessibleName().startswith("Close"))
    )
    assert "there is nothing to show yet" in row.text
    person.session.signals.message_raised.emit(None)  # another run is opened, as by a workspace
    assert row.text == ""


def test_a_project_keeps_what_was_watched(open_window, tmp_path):
    folder = written_by_hand(tmp_path / "run", epochs=range(4), classes=["cat", "dog"])
    person = open_window(data="ring", points=40)
    watch(person, folder)
    person.wait(lambda: person.desk.shown.epoch == 3)
    projects = person.window.project_files.projects
    projects.save(tmp_path / "kept.nnviz")
    person.wait(lambda: not projects.busy)
    shutil.rmtree(folder)
    projects.open(tmp_path / "kept.nnviz")
    person.wait(lambda: not projects.busy and person.session.runs.current.folder is None)
    person.wait(lambda: person.desk.shown is not None and person.desk.shown.epoch == 3)
    run = person.session.runs.current
    assert (run.source.kind, [*run.timeline.epochs]) == ("watched", [0, 1, 2, 3])
    assert run.source.why_not("train")


def test_two_of_them_are_compared_by_what_is_known(open_window, tmp_path):
    person = open_window(data="ring", points=40)
    for name, loss in (("one", "categorical_crossentropy"), ("other", "")):
        watch(person, written_by_hand(tmp_path / name, epochs=range(3), classes=["cat", "dog"], loss=loss))
        person.wait(lambda name=name: person.session.runs.current.name == name)
    person.window.actions_["compare"].trigger()
    person.wait(lambda: person.window.place.comparing)
    texts = [label.text() for label in person.window.findChildren(TextLabel) if label.isVisible()]
    assert "not known: how B, A is trained" in texts
