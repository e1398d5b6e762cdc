"""A picture of the real window, trained and drawn in, without a display."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, get_args

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPixmap

from nnviz.app.off_screen import check_picture, off_screen, save_picture, wait
from nnviz.data import DATASETS
from nnviz.data.opened import OpenedPicture, open_picture
from nnviz.data.steps import steps_without
from nnviz.data.strokes import Strokes, read_strokes_json
from nnviz.session.preferences import LinesMode
from nnviz.session.samples import takes_ink
from nnviz.session.session import Session
from nnviz.session.values import Message
from nnviz.training.experiment import Experiment
from nnviz.training.micro import Phase, micro_at
from nnviz.training.presets import PRESETS, workspace_of
from nnviz.ui.main_window import MainWindow

LINES: tuple[LinesMode, ...] = get_args(LinesMode)
#: How long the window gets, once nothing is asked of it any more, for what it does with a delay; in ms.
SETTLING = 500
_DRAWING_BYTES = 1_000_000


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
    if (drawing or opened is not None) and not takes_ink(experiment.dataset()):
        raise ValueError("Drawings and pictures are read only where the data are digits of 8 x 8.")
    experiment = replace(
        experiment, epochs=max(PRESETS[workspace_of(experiment.data)].epochs, experiment.epochs)
    )
    look = options.theme, options.size, options.scale, options.lines
    with off_screen(experiment, *look) as (window, session, raised):
        picture = _picture(window, session, options, (drawing, opened), raised)
    save_picture(picture, options.out, options.size, options.scale)


def _picture(
    window: MainWindow,
    session: Session,
    options: ScreenshotOptions,
    brought: tuple[list[Any], OpenedPicture | None],
    raised: list[str],
) -> QPixmap:
    """Play the person: open the window, train, draw, wait, look."""
    messages: list[Message | None] = []
    session.message_raised.connect(messages.append)

    def over() -> bool:
        """Training cannot go on."""
        return bool(raised) or any(message is not None and message.kind == "error" for message in messages)

    window.start()
    wait(lambda: over() or session.snapshot is not None)
    epochs = options.experiment.epochs
    session.advance(epochs)
    wait(lambda: over() or (session.snapshot is not None and session.snapshot.epoch >= epochs))
    _look(window, session, options)
    window.input_panel.set_steps(steps_without(options.without))
    drawing, opened = brought
    if drawing:
        window.input_panel.set_drawing(drawing)
    if opened is not None:
        window.input_panel.show_picture(opened)
    settled = QTimer(singleShot=True, interval=SETTLING)
    settled.start()
    wait(lambda: not settled.isActive() and not session.diagnosing.busy)
    window.diagram.rest_now()
    return window.grab()


def _look(window: MainWindow, session: Session, options: ScreenshotOptions) -> None:
    """Go to the moment and the place that are asked for."""
    if options.at is not None and options.at != options.experiment.epochs:
        session.look_at(options.at)
        wait(lambda: session.shown is not None and session.shown.epoch == options.at)
    if options.point is not None:
        session.set_point(options.point)
    if options.micro_step is not None and session.shown is not None and session.dataset is not None:
        phase, number = options.micro_step
        place = micro_at(session.shown, session.dataset, phase, number).place
        session.set_step_unit("micro")
        wait(lambda: session.micro is not None)
        session.move_micro(place)


def _check(options: ScreenshotOptions) -> None:
    if options.at is not None and not 0 <= options.at <= options.experiment.epochs:
        raise ValueError(f"There is no epoch {options.at}: the run has {options.experiment.epochs}.")
    if options.point is not None and not DATASETS[options.experiment.data].planar:
        raise ValueError("A point can be pointed at only where the data are points on the plane.")
    if options.lines not in LINES:
        raise ValueError(f"Lines cannot show “{options.lines}”; they show {', '.join(LINES)}.")
    steps_without(options.without)
    check_picture(options.theme, options.size, options.scale)
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
