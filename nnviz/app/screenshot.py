"""A picture of the real window, trained and drawn in, without a display."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPixmap

from nnviz.app.off_screen import Look, OffScreen, off_screen
from nnviz.data import DATASETS
from nnviz.data.opened import OpenedPicture, open_picture
from nnviz.data.planar import EXTENT
from nnviz.data.steps import steps_without
from nnviz.data.strokes import read_strokes_file
from nnviz.files.outputs import check_outputs
from nnviz.lessons.course import course
from nnviz.lessons.reading import read_lesson
from nnviz.said import translate
from nnviz.training.experiment import Experiment
from nnviz.training.micro import Phase, micro_at
from nnviz.training.presets import preset_on
from nnviz.training.samples import takes_ink

PAGES = ("start", "course")
#: How long the window gets, once nothing is asked of it any more, for what it does with a delay; in ms.
SETTLING = 500


@dataclass(frozen=True, kw_only=True)
class ScreenshotOptions(Look):
    """What to take a picture of: ``draw`` is a JSON file of strokes, ``open`` a picture file.

    ``experiment`` is trained for its epochs; then the window looks at epoch ``at`` (None: the last) and,
    with ``micro_step``, at that one (phase, number from 1) of the batch after it. ``point`` (x1, x2) is
    pointed at on the plane, ``without`` names steps of the ink pipeline that are left out. ``network`` is the
    name of the one to look at, where several play; "" for the first. With a ``page`` (“start”, “course”) that
    stands there, with a ``lesson`` file or folder its ``step``, from 1, and no run is trained.
    """

    out: Path
    experiment: Experiment = field(default_factory=lambda: Experiment(epochs=30))
    at: int | None = None
    micro_step: tuple[Phase, int] | None = None
    point: tuple[float, float] | None = None
    draw: Path | None = None
    open: Path | None = None
    without: tuple[str, ...] = ()
    network: str = ""
    page: str = ""
    lesson: Path | None = None
    step: int = 1


def screenshot(options: ScreenshotOptions) -> None:
    """Write the PNG. Raises ``ValueError`` with one sentence for what cannot be.

    The picture has ``size * scale`` pixels. Settings of the person who runs it are neither read nor written.
    """
    _check(options)
    drawing = read_strokes_file(options.draw) if options.draw is not None else []
    opened = open_picture(options.open, f"“{options.open.name}”") if options.open is not None else None
    experiment = options.experiment.validated()
    if (drawing or opened is not None) and not takes_ink(experiment.dataset()):
        raise ValueError(
            translate("App", "Drawings and pictures are read only where the data are digits of 8 x 8.")
        )
    usual = preset_on(experiment.home, experiment.data, experiment.objective).epochs
    experiment = experiment.with_(epochs=max(usual, experiment.epochs))
    with off_screen(experiment, options) as stage:
        picture = _picture(stage, options, drawing, opened)
    options.save(picture, options.out)


def _picture(
    stage: OffScreen, options: ScreenshotOptions, drawing: list[Any], opened: OpenedPicture | None
) -> QPixmap:
    """Play the person: open the window, train, draw, wait, look."""
    window = stage.window
    stage.start()
    if options.page or options.lesson is not None:
        return _page(stage, options)
    _train(stage, options)
    _look(stage, options)
    window.input_panel.set_steps(steps_without(options.without))
    if drawing:
        window.input_panel.set_drawing(drawing)
    if opened is not None:
        window.input_panel.show_picture(opened)
    settled = QTimer(singleShot=True, interval=SETTLING)
    settled.start()
    return stage.picture(lambda: not settled.isActive() and not window.desk.examining)


def _page(stage: OffScreen, options: ScreenshotOptions) -> QPixmap:
    """Turn to the page or the step of the lesson. Raises ``ValueError`` with one sentence if it is none."""
    learn = stage.window.learn
    if options.lesson is not None:
        _open_step(stage, options.lesson, options.step)
    elif options.page == "course":
        learn.open_course()
    else:
        learn.open_start()
        desk, moments = learn.start.desk, learn.start.page.live.moments
        stage.wait(lambda: desk.shown is not None and moments.moments[0].isEnabled())
    settled = QTimer(singleShot=True, interval=SETTLING)
    settled.start()
    return stage.picture(lambda: not settled.isActive())


def _open_step(stage: OffScreen, path: Path, step: int) -> None:
    read = read_lesson(path)
    if read.lesson is None or not read.lesson.steps:
        raise ValueError(read.mistakes[0].sentence)
    count = len(read.lesson.steps)
    if not 1 <= step <= count:
        text = translate("App", "There is no step {step}: the lesson has {count}.")
        raise ValueError(text.format(step=step, count=count))
    learn = stage.window.learn
    entries = course()
    number = next((entry.number for entry in entries if entry.path.samefile(path)), 0)
    learn.open_lesson(read.lesson, step - 1, number, len(entries))
    opened = learn.lesson
    assert opened is not None
    told = opened.runner
    stage.wait(lambda: told.told is not None and (told.told.ready or bool(told.told.fault)))
    opened.page.settle()


def _train(stage: OffScreen, options: ScreenshotOptions) -> None:
    """Train for the epochs asked for, or until the run ends by itself: out of patience, or diverged."""
    desk, epochs = stage.window.desk, options.experiment.epochs
    desk.advance(epochs)
    stage.wait(
        lambda: (
            stage.message is not None or (desk.run.snapshot is not None and desk.run.snapshot.epoch >= epochs)
        )
    )


def _look(stage: OffScreen, options: ScreenshotOptions) -> None:
    """Go to the moment and the place that are asked for."""
    desk = stage.window.desk
    epoch = desk.run.snapshot.epoch if desk.run.snapshot is not None else 0
    if options.at is not None and options.at > epoch:
        text = translate("App", "The run ended at epoch {epoch}, before epoch {at}.")
        if stage.message is not None:
            text = translate("App", "The run ended at epoch {epoch}, before epoch {at}: {why}")
        why = stage.message.text if stage.message is not None else ""
        raise ValueError(text.format(epoch=epoch, at=options.at, why=why))
    if options.at is not None and options.at < epoch:
        desk.look_at(options.at)
        stage.wait(lambda: desk.shown is not None and desk.shown.exact and desk.shown.epoch == options.at)
    if options.network:
        desk.look_at_network(options.experiment.players.index(options.network))
    if options.point is not None:
        desk.set_point(options.point)
    if options.micro_step is not None and desk.shown is not None:
        phase, number = options.micro_step
        wanted = micro_at(desk.shown.snapshot, desk.shown.dataset, phase, number)
        desk.set_step_unit("micro")
        stage.wait(lambda: desk.micro is not None)
        while desk.micro is not None and desk.micro.batch.part != wanted.batch.part:
            desk.move_micro(len(desk.micro.cells))
        desk.move_micro(wanted.place)


def _check(options: ScreenshotOptions) -> None:
    if options.page not in ("", *PAGES):
        raise ValueError(
            translate("App", "There is no page “{page}”; there are {pages}.").format(
                page=options.page, pages=", ".join(PAGES)
            )
        )
    if options.at is not None and not 0 <= options.at <= options.experiment.epochs:
        raise ValueError(
            translate("App", "There is no epoch {at}: the run has {epochs}.").format(
                at=options.at, epochs=options.experiment.epochs
            )
        )
    if options.point is not None and not DATASETS[options.experiment.data].planar:
        raise ValueError(
            translate("App", "A point can be pointed at only where the data are points on the plane.")
        )
    if options.point is not None and not all(abs(x) <= EXTENT for x in options.point):  # NaN is not
        raise ValueError(
            translate("App", "A point lies between -{extent:g} and {extent:g} in both directions.").format(
                extent=EXTENT
            )
        )
    if options.network and options.network not in options.experiment.players:
        raise ValueError(
            translate("App", "No network “{name}” plays here; there are {players}.").format(
                name=options.network, players=", ".join(options.experiment.players)
            )
        )
    steps_without(options.without)
    options.check()
    check_outputs({"OUT.png": options.out}, {"--draw": options.draw, "--open": options.open})
