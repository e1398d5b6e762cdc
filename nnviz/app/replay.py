"""A saved run as pictures: the window at one epoch after another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QTimer
from PySide6.QtGui import QPixmap

from nnviz.app.off_screen import Look, OffScreen, off_screen
from nnviz.files.outputs import check_output_folder, make_folder
from nnviz.files.project import Project, SavedRun
from nnviz.said import translate
from nnviz.session.project_state import read_runs, show_project
from nnviz.ui.main_window import MainWindow

SETTLING = 400  # ms: what the window does with a longer delay is not waited for
MOST_FRAMES = 99_999


@dataclass(frozen=True, kw_only=True)
class ReplayOptions(Look):
    """Every so many epochs of a project's run, as ``frames/frame-00001.png`` and so on.

    ``run`` is its letter, "" for the current one.
    """

    file: Path
    frames: Path
    every: int = 1
    run: str = ""


def replay(options: ReplayOptions, tell: Callable[[int, int], None] = lambda done, all_: None) -> int:
    """Write the pictures; returns how many. ``tell(done, all)`` is called after each.

    Epochs of which the project has no snapshot are recomputed. Raises ``ValueError`` with one sentence for
    what cannot be.
    """
    _check(options)
    project, runs = read_runs(options.file)
    run = _chosen(project, options.run)
    epochs = _epochs(run, options.every)
    run.experiment.dataset()  # without its data nothing can be shown
    make_folder(options.frames, "frame-*.png")
    with off_screen(run.experiment, options) as stage:
        window, session = stage.window, stage.session
        stage.start()
        show_project(session.runs, session.training, window.desk, project, runs)
        session.runs.choose(run.letter)
        window.project_view.show(project)
        for number, epoch in enumerate(epochs, start=1):
            options.save(_frame(stage, epoch), options.frames / f"frame-{number:05}.png")
            tell(number, len(epochs))
    return len(epochs)


def _frame(stage: OffScreen, epoch: int) -> QPixmap:
    """The window at that epoch, when it has come to rest."""
    window, desk = stage.window, stage.window.desk
    desk.look_at(epoch)
    stage.wait(lambda: desk.shown is not None and desk.shown.exact and desk.shown.epoch == epoch)
    patience = QElapsedTimer()
    patience.start()
    return stage.picture(lambda: patience.hasExpired(SETTLING) or not _delays(window))


def _delays(window: MainWindow) -> bool:
    """Whether something in the window is put off for a moment."""
    timers = window.findChildren(QTimer)
    return any(timer.isActive() and timer.isSingleShot() and timer.interval() < SETTLING for timer in timers)


def _check(options: ReplayOptions) -> None:
    options.check()
    check_output_folder(options.frames)
    if options.every < 1:
        raise ValueError(
            translate("App", "A frame every {every} epochs cannot be; the least is 1.").format(
                every=options.every
            )
        )


def _chosen(project: Project, letter: str) -> SavedRun:
    letters = {run.letter: run for run in project.runs}
    run = letters.get((letter or project.current).upper())
    if run is None:
        raise ValueError(
            translate("App", "There is no run “{letter}” in the project; there are {letters}.").format(
                letter=letter, letters=", ".join(letters)
            )
        )
    return run


def _epochs(run: SavedRun, every: int) -> list[int]:
    """Every so many epochs from the first that the run has to its last."""
    held = [*run.timeline.snapshots]
    if not held:
        raise ValueError(
            translate("App", "Run {name} has not been trained yet: there is nothing to show.").format(
                name=run.name
            )
        )
    epochs = sorted({*range(held[0], held[-1] + 1, every), held[-1]})
    if len(epochs) > MOST_FRAMES:
        raise ValueError(
            translate("App", "That would be {count:,} frames; give a larger number with --every.").format(
                count=len(epochs)
            )
        )
    return epochs
