"""A picture of the real window, trained and drawn in, without a display."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, get_args

from PySide6.QtCore import QEventLoop, QSize, QTimer
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication

from nnviz.app.environment import prepare_qt
from nnviz.app.faults import Faults
from nnviz.data import DATASETS
from nnviz.data.opened import OpenedPicture, open_picture
from nnviz.data.steps import steps_without
from nnviz.data.strokes import Strokes, read_strokes_json
from nnviz.session.preferences import LinesMode, Preferences
from nnviz.session.session import Session
from nnviz.session.values import Message
from nnviz.training.experiment import Experiment
from nnviz.training.micro import Phase, micro_at
from nnviz.training.presets import PRESETS, workspace_of
from nnviz.ui.appearance import dress
from nnviz.ui.main_window import MainWindow

LINES: tuple[LinesMode, ...] = get_args(LinesMode)
THEMES = ("dark", "light", "projector")
#: How long the window gets, once nothing is asked of it any more, for what it does with a delay; in ms.
SETTLING = 500
_DRAWING_BYTES = 1_000_000
_PIXELS = 100_000_000


@dataclass(frozen=True, kw_only=True)
class ScreenshotOptions:
    """What to take a picture of: ``size`` in device-independent pixels, ``draw`` a JSON file of strokes,
    ``open`` a picture file.

    ``experiment`` is trained for its epochs; then the window looks at epoch ``at`` (None: the last) and,
    with ``micro_step``, at that one (phase, number from 1) of the batch after it. ``point`` (x1, x2) is
    pointed at on the plane, ``lines`` is what the lines show, ``without`` names steps of the ink pipeline
    that are left out.
    """

    out: Path
    experiment: Experiment = field(default_factory=lambda: Experiment(epochs=30))
    at: int | None = None
    micro_step: tuple[Phase, int] | None = None
    point: tuple[float, float] | None = None
    lines: LinesMode = "signal"
    theme: str = "dark"
    size: tuple[int, int] = (1440, 900)
    scale: float = 1.0
    draw: Path | None = None
    open: Path | None = None
    without: tuple[str, ...] = ()


def screenshot(options: ScreenshotOptions) -> None:
    """Write the PNG. Raises ``ValueError`` with one sentence for what cannot be.

    The picture has ``size * scale`` pixels. Settings of the person who runs it are neither read nor written.
    """
    _check(options)
    drawing = read_drawing(options.draw) if options.draw is not None else []
    opened = open_picture(options.open, f"“{options.open.name}”") if options.open is not None else None
    experiment = options.experiment.validated()
    experiment = replace(
        experiment, epochs=max(PRESETS[workspace_of(experiment.data)].epochs, experiment.epochs)
    )
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["QT_SCALE_FACTOR"] = f"{options.scale:g}"
    prepare_qt()
    application = QApplication.instance() or QApplication(["nnviz"])
    assert isinstance(application, QApplication)
    dress(application)
    faults = Faults(application)
    faults.install()
    session = Session(experiment)
    window = MainWindow(session, Preferences(theme=options.theme, reduce_motion=True, lines=options.lines))  # type: ignore[arg-type]
    raised: list[str] = []
    for signal in (faults.raised, session.fault_raised):
        signal.connect(raised.append)
    try:
        picture = _picture(window, session, options, (drawing, opened), raised)
    finally:
        session.shut_down()
        faults.uninstall()
        window.hide()
        window.deleteLater()
    if raised:
        raise RuntimeError(raised[0])
    _save(picture, options)


def _picture(
    window: MainWindow,
    session: Session,
    options: ScreenshotOptions,
    brought: tuple[list[Any], OpenedPicture | None],
    raised: list[str],
) -> QPixmap:
    """Play the person: open the window, train, draw, wait, look."""
    size = QSize(*options.size)
    window.resize(size)
    window.show()
    if window.size() != size:
        smallest = window.minimumSize()
        raise ValueError(
            f"The window cannot be {size.width()}x{size.height()}: "
            f"its smallest size is {smallest.width()}x{smallest.height()}."
        )
    messages: list[Message | None] = []
    session.message_raised.connect(messages.append)

    def over() -> bool:
        """Training cannot go on."""
        return bool(raised) or any(message is not None and message.kind == "error" for message in messages)

    window.start()
    _wait(lambda: over() or session.snapshot is not None)
    epochs = options.experiment.epochs
    session.advance(epochs)
    _wait(lambda: over() or (session.snapshot is not None and session.snapshot.epoch >= epochs))
    _look(window, session, options)
    window.input_panel.set_steps(steps_without(options.without))
    drawing, opened = brought
    if drawing:
        window.input_panel.set_drawing(drawing)
    if opened is not None:
        window.input_panel.show_picture(opened)
    settled = QTimer(singleShot=True, interval=SETTLING)
    settled.start()
    _wait(lambda: not settled.isActive())
    window.diagram.rest_now()
    return window.grab()


def _look(window: MainWindow, session: Session, options: ScreenshotOptions) -> None:
    """Go to the moment and the place that are asked for."""
    if options.at is not None and options.at != options.experiment.epochs:
        session.look_at(options.at)
        _wait(lambda: session.shown is not None and session.shown.epoch == options.at)
    if options.point is not None:
        session.set_point(options.point)
    if options.micro_step is not None and session.shown is not None and session.dataset is not None:
        phase, number = options.micro_step
        micro = micro_at(session.shown, session.dataset, phase, number)
        session.set_step_unit("micro")
        _wait(lambda: session.micro is not None)
        session.set_micro(micro)


def _wait(done: Callable[[], bool]) -> None:
    """Run the event loop until ``done``."""
    loop = QEventLoop()
    look = QTimer(interval=10)
    look.timeout.connect(lambda: loop.quit() if done() else None)
    look.start()
    loop.exec()


def _check(options: ScreenshotOptions) -> None:
    width, height = options.size
    if options.at is not None and not 0 <= options.at <= options.experiment.epochs:
        raise ValueError(f"There is no epoch {options.at}: the run has {options.experiment.epochs}.")
    if options.point is not None and not DATASETS[options.experiment.data].planar:
        raise ValueError("A point can be pointed at only where the data are points on the plane.")
    if options.lines not in LINES:
        raise ValueError(f"Lines cannot show “{options.lines}”; they show {', '.join(LINES)}.")
    if options.theme not in THEMES:
        raise ValueError(f"There is no theme “{options.theme}”; there are {', '.join(THEMES)}.")
    steps_without(options.without)
    if not 0.5 <= options.scale <= 4:
        raise ValueError(f"The scale must be from 0.5 to 4, not {options.scale:g}.")
    if not 0 < width * height * options.scale**2 <= _PIXELS:
        raise ValueError(f"A picture of {width}x{height} at scale {options.scale:g} is too large.")
    if not options.out.parent.is_dir():
        raise ValueError(f"There is no folder “{options.out.parent}” to save the picture in.")


def read_drawing(path: Path) -> Strokes:
    """A drawing from a JSON file, as ``read_strokes_json`` reads it.

    Raises ``ValueError`` with one sentence if the file cannot be read or holds no drawing.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_DRAWING_BYTES + 1)
        if len(content) > _DRAWING_BYTES:
            raise ValueError("it is too large for a drawing")
        strokes = read_strokes_json(content.decode(errors="replace"))
    except OSError as error:
        raise ValueError(f"“{path}” cannot be read: {error.strerror}.") from error
    except ValueError as sentence:
        why = str(sentence).rstrip(".")
        raise ValueError(f"“{path}” is no drawing: {why[0].lower()}{why[1:]}.") from None
    if not any(len(stroke) for stroke in strokes):
        raise ValueError(f"“{path}” is no drawing: it has no points.")
    return strokes


def _save(picture: QPixmap, options: ScreenshotOptions) -> None:
    wanted = QSize(*(round(side * options.scale) for side in options.size))
    if picture.size() != wanted:  # a platform that rounds the scale
        picture = picture.scaled(wanted)
    picture.setDevicePixelRatio(1)
    if not picture.save(str(options.out), "PNG"):
        raise ValueError(f"“{options.out}” cannot be written.")
