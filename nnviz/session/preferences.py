"""What is remembered between starts, in an INI file; whatever is read back is checked."""

from __future__ import annotations

import base64
import json
import logging
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, get_args

from PySide6.QtCore import QByteArray

from nnviz.files import stored
from nnviz.files.settings_file import read_settings, settings_file, write_settings
from nnviz.lessons.back_row import DISTANCES, PICTURE_HEIGHTS
from nnviz.session.sentences import told

if TYPE_CHECKING:
    from nnviz.training.experiment import Experiment

_log = logging.getLogger(__name__)

ThemeChoice = Literal["system", "dark", "light", "projector"]
LinesMode = Literal["signal", "weights", "gradient"]

TEXT_SCALE = (0.8, 1.6)
BRUSH = (0.02, 0.25)
SPEED = (0.1, 1e6)
NOTES = (13, 40)  # px


@dataclass(kw_only=True)
class Preferences:
    """A person's choices. ``load`` and ``save`` never fail: what cannot be used becomes the default.

    ``text_scale`` multiplies every text size, within ``TEXT_SCALE``. ``shortcuts`` maps an action's name
    to its key, for those that were changed ("": switched off). ``geometry`` is the main window's
    ``saveGeometry()``. ``experiment_values`` are those of the last experiment, {} before the first.
    ``speed`` is in epochs per second within ``SPEED``, or ``math.inf``. ``brush`` is the pen's width as a
    share of the canvas, within ``BRUSH``. ``lines`` says what the diagram's lines show. ``recent`` are the
    project files opened or saved last. ``drawn_points`` are those drawn on the plane, by data set.
    ``borders`` are the sizes in px that the person gave the parts of the window, by what is divided.
    ``show_start``: the window begins with the page Start.
    """

    theme: ThemeChoice = "system"
    show_start: bool = True
    reduce_motion: bool = False
    text_scale: float = 1.0
    shortcuts: dict[str, str] = field(default_factory=dict)
    geometry: QByteArray = field(default_factory=QByteArray)
    experiment_values: Mapping[str, Any] = field(default_factory=dict)
    speed: float = 8.0  # slow enough to watch; the slider goes to no limit
    brush: float = 0.09
    lines: LinesMode = "signal"
    recent: list[str] = field(default_factory=list)
    drawn_points: Mapping[str, Any] = field(default_factory=dict)
    borders: dict[str, list[int]] = field(default_factory=dict)
    room_screen: list[str] = field(default_factory=list)
    back_row: tuple[float, float] = (12.0, 2.0)
    notes_px: int = 17

    @property
    def experiment(self) -> Experiment | None:
        """The last experiment; None if there is none, or none that can be.

        Looked at when the first frame stands: what it takes to read one is a quarter of that frame's time.
        """
        from nnviz.training.experiment import Experiment

        try:
            return Experiment.from_dict(self.experiment_values) if self.experiment_values else None
        except (ValueError, TypeError) as error:
            _log.warning("The last experiment cannot be used: %s", error)
            return None

    @experiment.setter
    def experiment(self, experiment: Experiment | None) -> None:
        kept = experiment is not None and experiment.own is None  # data of one's own are in projects only
        self.experiment_values = experiment.to_dict() if experiment is not None and kept else {}

    @classmethod
    def load(cls) -> Preferences:
        """What was saved last, with the default for anything missing, damaged or out of range."""
        kept = read_settings(settings_file())
        default = cls()
        return cls(
            theme=stored.choice(kept.get("theme"), get_args(ThemeChoice), default.theme),
            show_start=stored.flag(kept.get("show_start"), default.show_start),
            reduce_motion=stored.flag(kept.get("reduce_motion"), default.reduce_motion),
            text_scale=stored.number(kept.get("text_scale"), TEXT_SCALE, default.text_scale),
            shortcuts=stored.texts_by_name(kept.get("shortcuts")),
            geometry=_bytes(kept.get("geometry")),
            experiment_values=stored.json_object(kept.get("experiment")),
            speed=_speed(kept.get("speed"), default.speed),
            brush=stored.number(kept.get("brush"), BRUSH, default.brush),
            lines=stored.choice(kept.get("lines"), get_args(LinesMode), default.lines),
            recent=stored.texts_in(kept.get("recent")),
            drawn_points=stored.json_object(kept.get("drawn_points")),
            borders=stored.sizes_by_name(kept.get("borders")),
            room_screen=stored.texts_in(kept.get("room_screen")),
            back_row=(
                stored.number(kept.get("back_row_distance"), DISTANCES, default.back_row[0]),
                stored.number(kept.get("back_row_picture"), PICTURE_HEIGHTS, default.back_row[1]),
            ),
            notes_px=round(stored.number(kept.get("notes_px"), NOTES, default.notes_px)),
        )

    def save(self) -> bool:
        """Write everything; False, and a line in the log, if the place cannot be written to."""
        values = {
            "theme": self.theme,
            "show_start": str(self.show_start).lower(),
            "reduce_motion": str(self.reduce_motion).lower(),
            "text_scale": str(self.text_scale),
            "shortcuts": json.dumps(self.shortcuts),
            "geometry": base64.b64encode(self.geometry.data()).decode(),
            "experiment": json.dumps(self.experiment_values) if self.experiment_values else "",
            "speed": str(self.speed),
            "brush": str(self.brush),
            "lines": self.lines,
            "recent": json.dumps(self.recent),
            "drawn_points": json.dumps(dict(self.drawn_points)),
            "borders": json.dumps(self.borders),
            "room_screen": json.dumps(self.room_screen),
            "back_row_distance": str(self.back_row[0]),
            "back_row_picture": str(self.back_row[1]),
            "notes_px": str(self.notes_px),
        }
        try:
            write_settings(settings_file(), values)
        except ValueError as sentence:
            _say_unwritable(told(sentence))
            return False
        return True


@cache
def _say_unwritable(sentence: str) -> None:
    """Once for each file: a person who works without a settings folder knows."""
    _log.warning("Preferences cannot be saved: %s", sentence)


def _speed(kept: str | None, default: float) -> float:
    return math.inf if kept == "inf" else stored.number(kept, SPEED, default)


def _bytes(kept: str | None) -> QByteArray:
    try:
        return QByteArray(base64.b64decode(kept or "", validate=True))
    except ValueError:
        return QByteArray()
