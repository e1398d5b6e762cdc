"""Somebody who presses everything in the real window, in an order that the seed decides."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from nnviz.drawing.selection import Selection
from nnviz.engine import GRU, LSTM, RNN, AvgPool, Conv, Dense, GlobalAvgPool, GlobalMaxPool, MaxPool
from nnviz.lessons.course import course
from nnviz.training.edits import Edit
from nnviz.training.experiment import Experiment
from nnviz.training.presets import NAMED
from nnviz.training.structure import hidden_layers
from nnviz.ui.canvas import DrawingCanvas
from nnviz.ui.generate.game_panel import GamePanel
from nnviz.ui.generate.meet_map import MeetMap
from nnviz.ui.generate.only_row import OnlyRow
from nnviz.ui.images.place_card import PlaceCard
from nnviz.ui.main_window import MainWindow
from nnviz.ui.micro.time_stage import TimeStage as MicroTimeStage
from nnviz.ui.preset_note import OfferButtons
from nnviz.ui.sequences.time_stage import TimeStage
from nnviz.ui.theme import THEMES
from nnviz.ui.widgets import Segmented
from tests.helpers.strokes import DIGIT_STROKES

T = TypeVar("T")

MOST_RUNS = 4
SIZES = ((1440, 900), (1024, 700), (1600, 1000))
SPEEDS = (8.0, 60.0, math.inf)
LINES = ("signal", "weights", "gradient")
KINDS = (
    Conv(4, 3, activation="relu"), MaxPool(2), AvgPool(2), GlobalMaxPool(), GlobalAvgPool(), Dense(8),
    RNN(3, True), LSTM(3), LSTM(3, True), GRU(3),
)  # fmt: skip
PLANES = ("spirals", "ring", "checkerboard", "moons", "waves")
#: How often each kind of action is taken, against the others.
WEIGHTS = {
    "play": 6, "step": 8, "step back": 4, "unit": 3, "micro place": 4, "scrub": 8, "newest": 3, "branch": 2,
    "new run": 1, "choose run": 3, "remove run": 1, "share start": 1, "edit": 5, "nudge": 3, "cut": 3,
    "freeze": 2, "units": 2, "add layer": 1, "remove layer": 1, "activation": 1,
    "add kind": 3, "setting": 2, "remove place": 1, "cell": 6, "card": 4, "time": 6, "settings": 4, "data": 1,
    "speed": 2, "reset": 1, "new weights": 1, "undo": 6, "redo": 3, "workspace": 2, "compare": 2, "draw": 3,
    "sample": 2, "hover map": 6, "hover diagram": 4, "select": 4, "lines": 2, "theme": 1, "drawer": 1,
    "size": 1, "reader": 2, "save": 1, "open": 1, "preset": 2, "offer": 2, "meet": 6, "alone": 3, "page": 3,
}  # fmt: skip


class Presser:
    """Takes one random action after the other; ``folder`` is where it saves.

    ``act`` returns the kind of action and what was done in words; what there is no room for right now, a
    drawing in the playground say, is not done.
    """

    def __init__(self, window: MainWindow, seed: int, folder: Path) -> None:
        self._window, self._session, self._folder = window, window.session, folder
        self._desk = window.desk
        self._random = np.random.default_rng(seed)
        weights = np.array(list(WEIGHTS.values()), dtype=float)
        self._shares = weights / weights.sum()

    def act(self) -> tuple[str, str]:
        """One action, of the kinds that are possible now."""
        while True:
            kind = str(self._random.choice(list(WEIGHTS), p=self._shares))
            if self._desk.shown is None and kind not in ("undo", "theme", "workspace"):
                return "wait", "for the first moment"
            if self._window.pages.name and self._number(4) == 0:
                kind = "page"  # nobody stays there for long
            action: Callable[[], str | None] = getattr(self, "_" + kind.replace(" ", "_"))
            done = action()
            if done is not None:
                return kind, done

    # ---- choices
    def _one(self, things: Sequence[T]) -> T:
        return things[int(self._random.integers(len(things)))]

    def _number(self, below: int) -> int:
        return int(self._random.integers(below))

    def _trigger(self, name: str) -> str:
        self._window.actions_[name].trigger()
        return name

    def _neuron(self) -> tuple[int, int, int]:
        """A dense layer of what is shown, a unit of it, and one of those before."""
        shown = self._desk.shown.snapshot
        assert shown is not None
        layer = self._number(len(shown.layers))
        sources, units = shown.layers[layer].weights.shape
        return layer, self._number(units), self._number(sources)

    def _change(self, experiment: Experiment, text: str) -> str:
        self._desk.change(experiment, text)
        return text

    def _letter(self) -> str:
        return self._one([run.letter for run in self._session.runs.of(self._desk.run.experiment.home)])

    # ---- time
    def _play(self) -> str:
        playing = self._desk.playing
        self._trigger("play")
        return "pause" if playing else "play"

    def _step(self) -> str:
        return self._trigger("step")

    def _step_back(self) -> str:
        return self._trigger("step_back")

    def _unit(self) -> str:
        unit = self._one(("epoch", "epoch", "batch", "micro"))
        self._window.transport.step_unit_requested.emit(unit)
        return unit

    def _micro_place(self) -> str | None:
        micro = self._desk.micro
        if micro is None:
            return None
        place = self._number(len(micro.cells))
        self._window.transport.place_requested.emit(place)
        return f"place {place} of {len(micro.cells)}"

    def _scrub(self) -> str | None:
        track, newest = self._window.transport.track, self._session.runs.current.snapshot
        if not track.isVisible() or newest is None or newest.epoch < 1:
            return None
        epochs = [self._number(newest.epoch + 1) for _ in range(3)]
        places = [QPoint(round(track.sheet().x(epoch)), track.height() // 2) for epoch in epochs]
        QTest.mousePress(track, Qt.MouseButton.LeftButton, pos=places[0])
        for place in places[1:]:
            QTest.mouseMove(track, place)
        QTest.mouseRelease(track, Qt.MouseButton.LeftButton, pos=places[-1])
        return f"to epoch {epochs[-1]} of {newest.epoch}"

    def _newest(self) -> str:
        return self._trigger("newest")

    def _speed(self) -> str:
        speed = self._one(SPEEDS)
        self._window.transport.readout.speed_requested.emit(speed)
        return f"{speed:g}"

    # ---- runs
    def _branch(self) -> str:
        return self._remove_run() if len(self._session.runs.all) >= MOST_RUNS else self._trigger("branch")

    def _new_run(self) -> str:
        return self._remove_run() if len(self._session.runs.all) >= MOST_RUNS else self._trigger("new_run")

    def _choose_run(self) -> str:
        letter = self._letter()
        self._window.header.runs.run_chosen.emit(letter)
        return letter

    def _remove_run(self) -> str:
        letter = self._letter()
        self._window.header.runs.remove_requested.emit(letter)
        return f"removed {letter}"

    def _share_start(self) -> str:
        letter = self._letter()
        self._window.header.runs.share_requested.emit(letter)
        return letter

    def _preset(self) -> str | None:
        """Another preset, where the workspace has them."""
        named = NAMED.get(self._desk.run.experiment.home)
        if not named:
            return None
        name = self._one(list(named))
        self._window.recipe.preset_requested.emit(name)
        return name

    def _offer(self) -> str | None:
        """What the note on a preset offers: to begin the other one, or to compare the two."""
        buttons = self._window.message_row.findChild(OfferButtons).findChildren(QAbstractButton)
        offered = [one for one in buttons if one.isVisible()]
        if not offered or len(self._session.runs.all) >= MOST_RUNS:
            return None
        chosen = self._one(offered)
        words = chosen.accessibleName()
        chosen.click()
        return words

    def _reset(self) -> str:
        return self._trigger("reset")

    def _new_weights(self) -> str:
        return self._trigger("new_weights")

    # ---- the network
    def _edit(self) -> str:
        layer, unit, source = self._neuron()
        edit = Edit(layer, None if self._number(4) == 0 else source, unit, float(self._random.normal()))
        self._window.diagram.edit_requested.emit(edit)
        return str(edit)

    def _nudge(self) -> str | None:
        """A key on the picked line or neuron."""
        diagram = self._window.diagram
        if not diagram.isVisible() or diagram.selection is None:
            return None
        key = self._one((Qt.Key.Key_Plus, Qt.Key.Key_Minus, Qt.Key.Key_Delete, Qt.Key.Key_Down))
        diagram.setFocus()
        QTest.keyClick(diagram, key)
        return f"{key.name} on {diagram.selection}"

    def _cut(self) -> str:
        layer, unit, source = self._neuron()
        on = (layer, source, unit) not in self._desk.experiment.cut
        self._window.diagram.cut_requested.emit(layer, source, unit, on)
        return f"layer {layer}, {source} to {unit}: {on}"

    def _freeze(self) -> str:
        layer, unit, _ = self._neuron()
        unit = self._one((None, unit))
        on = (layer if unit is None else (layer, unit)) not in self._desk.experiment.frozen
        self._window.diagram.freeze_requested.emit(layer, unit, on)
        return f"layer {layer}, unit {unit}: {on}"

    def _hidden(self) -> int | None:
        count = len(hidden_layers(self._desk.experiment))
        return self._number(count) if count else None

    def _units(self) -> str | None:
        layer = self._hidden()
        if layer is None:
            return None
        units = 1 + self._number(32)
        self._window.diagram.units_requested.emit(layer, units)
        return f"layer {layer}: {units}"

    def _add_layer(self) -> str:
        position = self._number(len(hidden_layers(self._desk.experiment)) + 1)
        self._window.diagram.layer_added_requested.emit(position)
        return f"at {position}"

    def _remove_layer(self) -> str | None:
        layer = self._hidden()
        if layer is None:
            return None
        self._window.diagram.layer_removed_requested.emit(layer)
        return f"layer {layer}"

    def _activation(self) -> str | None:
        layer = self._hidden()
        if layer is None:
            return None
        name = self._one(("relu", "tanh", "sigmoid", "linear"))
        self._window.diagram.activation_requested.emit(layer, name)
        return f"layer {layer}: {name}"

    def _add_kind(self) -> str:
        """Any kind of layer anywhere: what cannot stand there is a sentence."""
        position, spec = self._number(len(hidden_layers(self._desk.experiment)) + 1), self._one(KINDS)
        self._window.diagram.kind_added_requested.emit(position, spec)
        return f"{spec.words} at {position}"

    def _setting(self) -> str | None:
        layers = self._desk.experiment.layers
        if not any(hasattr(layer, "size") for layer in layers):
            return None
        place = self._number(len(layers))
        name, value = self._one((("size", 2), ("size", 3), ("size", 5), ("stride", 1), ("stride", 2)))
        if not hasattr(layers[place], name):
            return None
        self._window.diagram.setting_requested.emit(place, name, value)
        return f"{name} {value} of layer {place}"

    def _remove_place(self) -> str | None:
        layers = self._desk.experiment.layers
        places = [place for place, layer in enumerate(layers) if not layer.weighted]
        if not places:
            return None
        place = self._one(places)
        self._window.diagram.place_removed_requested.emit(place)
        return f"layer {place}"

    def _cell(self) -> str | None:
        """A click on a place of a map, or a key that goes on from it."""
        diagram = self._window.diagram
        layout = diagram.scene.layout
        if not diagram.isVisible() or layout is None or not layout.maps:
            return None
        if self._number(3) == 0:
            key = self._one((Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Return, Qt.Key.Key_Escape))
            diagram.setFocus()
            QTest.keyClick(diagram, key)
            return key.name
        tiles = self._one(list(layout.maps.values()))
        slot, row, column = (self._number(count) for count in (len(tiles.units), tiles.rows, tiles.columns))
        x, y, wide, high = tiles.span(slot, (row, row + 1), (column, column + 1))
        at = QPoint(round(x + wide / 2 - 0.5), round(y + high / 2 - 0.5))
        QTest.mouseClick(diagram, Qt.MouseButton.LeftButton, pos=at)
        return str(diagram.selection)

    def _time(self) -> str | None:
        """A click on a network unrolled in time, or a key there."""
        stages = [*self._window.findChildren(TimeStage), *self._window.findChildren(MicroTimeStage)]
        seen = [stage for stage in stages if stage.isVisible()]
        if not seen:
            return None
        stage = seen[0]
        if self._number(2):
            key = self._one((Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right))
            held = self._one((Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier))
            stage.setFocus()
            QTest.keyClick(stage, key, held)
            return f"{key.name} {held.name}"
        at = QPoint(self._number(stage.width()), self._number(stage.height()))
        QTest.mouseClick(stage, Qt.MouseButton.LeftButton, pos=at)
        return str(at.toTuple())

    def _card(self) -> str | None:
        """What is told of the place that is selected."""
        cards = [card for card in self._window.findChildren(PlaceCard) if card.isVisible()]
        if not cards:
            return None
        button = cards[0].mode.button(self._one(("number", "blame", "excites")))
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        return button.text()

    def _meet(self) -> str | None:
        """Where two networks meet: whose points, on which ground, which of them, made of which noise."""
        seen = [one for one in self._window.findChildren(MeetMap) if one.isVisible()]
        panels = [one for one in self._window.findChildren(GamePanel) if one.isVisible()]
        if not seen or not panels:
            return None
        view, panel = seen[0], panels[0]
        chosen = self._one((view.whose, view.look, view.canvas, view.digits, panel.pad, panel.walk))
        if not chosen.isVisible():
            return None
        if isinstance(chosen, Segmented):
            button = self._one(chosen.buttons)
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
            return button.text()
        at = QPoint(self._number(chosen.width()), self._number(chosen.height()))
        QTest.mouseClick(chosen, Qt.MouseButton.LeftButton, pos=at)
        QTest.keyClick(chosen, self._one((Qt.Key.Key_PageDown, Qt.Key.Key_Right, Qt.Key.Key_Up)))
        return f"{type(chosen).__name__} at {at.toTuple()}"

    def _alone(self) -> str | None:
        """One of two networks moves alone for an update."""
        rows = [row for row in self._window.findChildren(OnlyRow) if row.isVisible()]
        if not rows:
            return None
        button = self._one(list(rows[0].buttons.values()))
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        return button.text()

    # ---- settings
    def _settings(self) -> str:
        experiment = self._desk.experiment
        text, changed = self._one(
            (
                ("rate", replace(experiment, learning_rate=self._one((0.001, 0.003, 0.01, 0.03)))),
                ("batch", replace(experiment, batch_size=self._one((16, 32, 128)))),
                ("l2", replace(experiment, l2=self._one((0.0, 0.001)))),
                ("optimiser", replace(experiment, optimizer=self._one(("sgd", "adam", "rmsprop")))),
                ("stop rule", replace(experiment, epochs=self._one((50, 400, 2000)))),
            )
        )
        return self._change(changed, text)

    def _data(self) -> str | None:
        """Another data set of the playground, as its thumbnails ask for it."""
        experiment = self._desk.experiment
        if self._window.place.name != "playground":
            return None
        name, layers = self._one(PLANES), (Dense(4, "tanh"),)
        changed = Experiment.on(name, layers=layers, seed=experiment.seed, epochs=experiment.epochs)
        return self._change(changed, f"data {name}")

    def _undo(self) -> str:
        return self._trigger("undo")

    def _redo(self) -> str:
        return self._trigger("redo")

    # ---- rooms and what is pointed at
    def _workspace(self) -> str:
        if len(self._session.runs.all) > MOST_RUNS:
            return self._remove_run()
        return self._trigger("workspace")

    def _page(self) -> str | None:
        """To Start, to the course or into a lesson, and back by a tab; at Start it may play."""
        header, pages = self._window.header, self._window.pages
        if not pages.name:
            button = self._one((header.logo, header.tabs.row.button("learn")))
        elif pages.name == "course" and self._number(2):
            entries = course()
            entry = entries[self._number(len(entries))]
            self._window.learn.open_entry(entry, self._number(len(entry.read("en").lesson.steps)))
            return f"lesson {entry.number}"
        elif pages.name == "lesson" and self._number(8):
            return self.in_lesson()
        elif pages.name == "start" and self._number(2):
            button = self._window.learn.start.page.live.play
        else:
            button = header.tabs.row.button(self._desk.experiment.home)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        return button.accessibleName()

    def in_lesson(self) -> str | None:
        """To another step, to its answer, or what its controls do."""
        learn = self._window.learn
        page = learn.lesson.page
        card, path, row = page.card, page.path, page.controls
        parts = [card.next, card.back, *path.buttons, card.question.show_me]
        parts += [one for control in row.controls.values() for one in control.findChildren(QAbstractButton)]
        there = [one for one in parts if one.isVisible() and one.isEnabled()]
        button = self._one(there)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        return f"lesson: {button.accessibleName() or button.text()}"

    def _compare(self) -> str:
        return self._trigger("compare")

    def _draw(self) -> str | None:
        canvas = self._window.input_panel.findChild(DrawingCanvas)
        if canvas is None or not canvas.isVisible():
            return None
        digit = self._number(10)
        side = canvas.width() - 1, canvas.height() - 1
        for stroke in DIGIT_STROKES[digit]:
            places = [QPoint(round(x * side[0]), round(y * side[1])) for x, y in stroke]
            QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=places[0])
            for place in places[1:]:
                QTest.mouseMove(canvas, place)
            QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=places[-1])
        return f"digit {digit}"

    def _sample(self) -> str | None:
        dataset = self._desk.dataset
        if dataset is None or len(dataset.test_labels) == 0:
            return None
        index = self._number(len(dataset.test_labels))
        self._window.results.sample_requested.emit("test", index)
        return f"test {index}"

    def _hover_map(self) -> str | None:
        if self._window.place.name != "playground":
            return None
        canvas = self._window.place.current.right.map.canvas
        if not canvas.isVisible():
            return None
        places = [QPoint(self._number(canvas.width()), self._number(canvas.height())) for _ in range(3)]
        for place in places:
            QTest.mouseMove(canvas, place)
        return str(places[-1].toTuple())

    def _hover_diagram(self) -> str | None:
        diagram = self._window.diagram
        if not diagram.isVisible():
            return None
        place = QPoint(self._number(diagram.width()), self._number(diagram.height()))
        QTest.mouseMove(diagram, place)
        return str(place.toTuple())

    def _select(self) -> str | None:
        layer, unit, source = self._neuron()
        kind = self._one(("neuron", "edge", None))
        selection = None if kind is None else Selection(kind, layer, unit, source if kind == "edge" else -1)
        self._window.diagram.select(selection)
        return str(selection)

    # ---- the window
    def _lines(self) -> str:
        return self._trigger("lines_" + self._one(LINES))

    def _theme(self) -> str:
        name = self._one(THEMES)
        self._window.header.theme_requested.emit(name)
        return name

    def _drawer(self) -> str:
        return self._trigger(self._one(("left", "right")))

    def _size(self) -> str:
        size = self._one(SIZES)
        self._window.resize(*size)
        return str(size)

    def _reader(self) -> str | None:
        if self._session.reader.snapshot is None:
            return None
        self._window.header.runs.reader_chosen.emit()
        return "the Reader"

    # ---- files
    def _save(self) -> str:
        path = self._folder / f"{self._number(3)}.nnviz"
        self._window.project_files.projects.save(path)
        return path.name

    def _open(self) -> str | None:
        there = sorted(self._folder.glob("*.nnviz"))
        if not there or self._window.project_files.projects.busy:
            return None
        path = self._one(there)
        self._window.project_files.open(path)
        return f"{path.name}, {path.stat().st_size / 1e6:.1f} MB"
