# ruff: noqa: I001 - of names that are no more
"""How the files beside this one were made: by nnviz 0.1.0 itself, in its real window, at commit 95c6316.

They are kept as they are, and must open for ever; this script shows what is in them. It need not run
any more: it was ``python tests/files/made_by_0_1_0/make.py FOLDER NAME``, once for each, off-screen.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nnviz.app.environment import prepare_qt
from nnviz.engine import ACTIVATIONS, OPTIMIZERS, BatchNorm, Dense, Dropout
from nnviz.files.model import write_model
from nnviz.session.preferences import Preferences
from nnviz.training.samples import sample_of
from nnviz.session.session import Session
from nnviz.training.edits import Edit
from nnviz.training.experiment import Experiment
from nnviz.training.presets import PLAYGROUND
from nnviz.training.trainer import Trainer
from nnviz.ui.appearance import dress
from nnviz.ui.main_window import MainWindow
from nnviz.ui.selection import Selection
from tests.helpers.strokes import DIGIT_STROKES

SMALL = Experiment(layers=(Dense(6, "relu"),), epochs=4)


class Made:
    """A window, and what is done in it before it is saved."""

    def __init__(self, experiment: Experiment) -> None:
        self.session = Session(experiment)
        self.window = MainWindow(self.session, Preferences(theme="dark"))
        self.window.resize(1440, 900)
        self.window.show()
        self.window.start()
        wait(lambda: self.session.snapshot is not None and self.session.dataset is not None)

    def train(self, epochs: int) -> None:
        session = self.session
        session.set_step_unit("epoch")
        session.advance(epochs - session.snapshot.epoch)
        wait(lambda: session.snapshot.epoch == epochs and session.snapshot.whole)
        pause()

    def change(self, **settings: object) -> None:
        self.session.change_experiment(replace(self.session.experiment, **settings), "setting")
        pause()

    def draw(self, *digits: int, label: int | None = None) -> None:
        width = 1 / len(digits)
        strokes = [
            np.asarray(stroke) * (width, 1) + (place * width, 0)
            for place, digit in enumerate(digits)
            for stroke in DIGIT_STROKES[digit]
        ]
        self.window.input_panel.set_drawing(strokes)
        wait(lambda: self.session.sample is not None and self.session.sample.source == "drawing")
        self.session.set_label(label)
        pause()

    def save(self, path: Path) -> None:
        pause()
        projects = self.window.project_files.projects
        projects.save(path)
        wait(lambda: not projects.busy)
        self.window.close()
        self.session.shut_down()
        print(path.name, path.stat().st_size)


def pause(milliseconds: int = 300) -> None:
    QTest.qWait(milliseconds)


def wait(done: Callable[[], bool]) -> None:
    for _ in range(800):
        if done():
            return
        pause(10)
    raise RuntimeError("that did not come")


def drawing(path: Path) -> None:
    made = Made(SMALL)
    made.draw(3, label=3)
    made.window.commands.set_lines("weights")
    made.train(4)
    made.window.diagram.select(Selection("neuron", 0, 5))
    made.save(path)


def several_digits(path: Path) -> None:
    made = Made(SMALL)
    made.window.input_panel.set_drawing([[[x, 0.2], [x, 0.5], [x, 0.8]] for x in (0.15, 0.5, 0.85)])
    wait(lambda: made.session.sample is not None and made.session.sample.source == "drawing")
    made.window.input_panel.set_digits(2, (None, None, 1))
    made.window.input_panel.set_digits(0, (None, None, 1))
    made.session.set_label(7)
    pause()
    made.save(path)


def drawn_points(path: Path) -> None:
    rng = np.random.default_rng(1)
    points = tuple(
        (float(x), float(y), float(place % 3)) for place, (x, y) in enumerate(rng.uniform(-5, 5, (30, 2)))
    )
    made = Made(replace(PLAYGROUND, data="drawn", drawn=points[:20], classes=3, batch_size=8))
    made.train(3)
    made.change(drawn=points)
    made.train(8)
    made.save(path)


def drawn_values(path: Path) -> None:
    rng = np.random.default_rng(2)
    points = tuple((float(x), float(y), float(np.tanh(x * y / 9))) for x, y in rng.uniform(-5, 5, (24, 2)))
    features = ("x1", "x2", "x1x2")
    made = Made(
        Experiment.on(
            "drawn_values",
            drawn=points,
            features=features,
            layers=(Dense(3, "tanh"),),
            batch_size=None,
            seed=5,
            epochs=9,
        )
    )
    made.train(9)
    made.session.set_point((1.0, -2.0))
    made.save(path)


def several_runs(path: Path) -> None:
    made = Made(Experiment.on("moons", points=60, layers=(Dense(4, "tanh"), Dense(3, "relu")), epochs=40))
    session = made.session
    made.train(4)
    session.reset()  # leaves a pale curve
    wait(lambda: session.snapshot is not None and session.snapshot.epoch == 0)
    made.train(5)
    session.edit(Edit(0, 1, 2, 0.75))
    session.edit(Edit(1, None, 0, -0.5))
    pause()
    made.train(6)
    session.cut(1, 2, 1)
    session.cut(0, 0, 3)
    pause()
    made.train(8)
    made.change(learning_rate=0.02, l2=0.001)
    session.freeze(0)
    pause()
    made.train(10)
    session.look_at(6)
    wait(lambda: session.shown.epoch == 6)
    session.branch()
    wait(lambda: len(session.runs) == 2 and session.snapshot is not None)
    session.rename_run("B", "größer, ×2")
    made.change(batch_size=16)
    made.train(9)
    session.new_run(replace(session.experiment, layers=(Dense(2, "sigmoid"),), cut=(), frozen=(), seed=9))
    wait(lambda: session.run.letter == "C" and session.snapshot is not None)
    made.train(2)
    session.choose_run("B")
    pause()
    made.window.diagram.select(Selection("edge", 1, 1, 0))
    made.save(path)


def branch_begun_anew(path: Path) -> None:
    made = Made(Experiment.on("clouds", points=40, layers=(Dense(3, "tanh"),), epochs=20))
    made.train(4)
    made.session.look_at(2)
    wait(lambda: made.session.shown.epoch == 2)
    made.session.branch()
    wait(lambda: len(made.session.runs) == 2 and made.session.snapshot is not None)
    wait(lambda: made.session.run.untrained_branch)
    made.change(clip_norm=0.1, beta1=0.8)
    made.train(6)
    made.save(path)


def thinned(path: Path) -> None:
    made = Made(Experiment.on("xor", layers=(Dense(2, "tanh"),), learning_rate=0.05, epochs=600))
    made.train(100)
    made.change(learning_rate=0.02)
    made.train(503)
    made.session.edit(Edit(0, 0, 0, 0.125))
    pause()
    made.train(530)
    made.save(path)


def layers(path: Path) -> None:
    hidden = (Dense(5, "elu", 0.5), BatchNorm(), Dropout(0.2), Dense(4, "leaky_relu"))
    made = Made(replace(SMALL, layers=hidden, optimizer="momentum", learning_rate=0.01))
    made.train(4)
    made.save(path)


def activations(path: Path) -> None:
    hidden = tuple(Dense(2, name) for name in ACTIVATIONS)
    made = Made(Experiment.on("ring", points=40, layers=hidden, epochs=3))
    made.train(3)
    made.save(path)


def optimizers(path: Path) -> None:
    first, *others = OPTIMIZERS
    made = Made(Experiment.on("xor", layers=(Dense(2, "tanh"),), optimizer=first, epochs=5))
    made.train(5)
    for optimizer in others:
        made.session.new_run(replace(made.session.experiment, optimizer=optimizer))
        wait(lambda: made.session.snapshot is not None and made.session.snapshot.epoch == 0)
        made.train(5)
    made.save(path)


def broken(path: Path) -> None:
    made = Made(Experiment.on("diabetes", layers=(Dense(3, "linear"),), optimizer="sgd", learning_rate=1.2))
    made.session.advance(20)
    wait(lambda: made.session.run.diverged is not None)
    made.save(path)


def looking_back(path: Path) -> None:
    made = Made(SMALL)
    made.train(4)
    made.session.set_sample(sample_of(made.session.dataset, "train", 12))
    made.session.set_speed(12)
    made.session.look_at(2)
    made.window.commands.set_lines("gradient")
    made.save(path)


def reader(path: Path) -> None:
    made = Made(SMALL)
    made.draw(4)
    made.session.show_reader(True)
    wait(lambda: made.session.reading)
    made.save(path)


def settings(path: Path) -> None:
    made = Made(
        replace(
            SMALL,
            loss="mse",
            augment=1,
            scale="standard",
            optimizer="nesterov",
            schedule="cosine",
            schedule_epochs=3,
            l1=0.0001,
            l2=0.01,
            clip_norm=0.5,
            max_norm=2.0,
            patience=50,
            initializer="glorot",
            dtype="float64",
            evaluate_every=2,
            seed=7,
            layers=(Dense(3, "tanh"),),
        )
    )
    made.train(4)
    made.save(path)


def micro_steps(path: Path) -> None:
    made = Made(Experiment.on("iris", layers=(Dense(4, "sigmoid"),), batch_size=20, epochs=30))
    made.train(3)
    made.session.freeze(1)
    made.session.set_step_unit("batch")
    made.session.advance(2)
    wait(lambda: made.session.snapshot.position > 0 and made.session.snapshot.step == 20)
    made.session.set_step_unit("micro")
    wait(lambda: made.session.micro is not None)
    made.session.step()
    made.save(path)


def other_structure(path: Path) -> None:
    made = Made(Experiment.on("wine", layers=(Dense(3, "tanh"),), epochs=20))
    made.train(2)
    made.change(layers=(Dense(4, "tanh"), Dense(2, "relu")))
    made.train(5)
    made.save(path)


def untrained(path: Path) -> None:
    made = Made(Experiment.on("spirals"))
    made.save(path)


def networks(folder: Path) -> None:
    """What ``nnviz train --save`` wrote."""
    for name, experiment in {
        "dense": Experiment.on("ring", points=60, layers=(Dense(4, "tanh"), Dense(2, "relu")), epochs=5),
        "batch_norm": Experiment.on("iris", layers=(Dense(4, "relu"), BatchNorm(), Dropout(0.1)), epochs=5),
        "values": Experiment.on("diabetes", layers=(Dense(3, "tanh"),), epochs=5),
    }.items():
        trainer = Trainer(experiment)
        for _ in trainer.run():
            pass
        write_model(folder / f"{name}.npz", trainer.snapshot(), trainer.dataset)


PROJECTS: tuple[Callable[[Path], None], ...] = (
    drawing,
    several_digits,
    drawn_points,
    drawn_values,
    several_runs,
    branch_begun_anew,
    thinned,
    layers,
    activations,
    optimizers,
    broken,
    looking_back,
    reader,
    settings,
    micro_steps,
    other_structure,
    untrained,
)


def main(folder: Path) -> None:
    prepare_qt()
    application = QApplication(["nnviz"])
    dress(application)
    for make in PROJECTS:
        if len(sys.argv) < 3 or make.__name__ in sys.argv[2:]:
            make(folder / f"{make.__name__}.nnviz")
    networks(folder)


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    main(Path(sys.argv[1]))
