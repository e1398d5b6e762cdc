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

from nnviz.files.settings_file import read_settings, settings_file, write_settings
from nnviz.session.sentences import told

if TYPE_CHECKING:
    from nnviz.training.experiment import Experiment

_log = logging.getLogger(__name__)

ThemeChoice = Literal["system", "dark", "light", "projector"]
LinesMode = Literal["signal", "weights", "gradient"]

TEXT_SCALE = (0.8, 1.6)
BRUSH = (0.02, 0.25)
SPEED = (0.1, 1e6)
_LONGEST = 100_000  # px
_TEXT_LIMIT = 1_000_000  # characters; points drawn by hand are the longest


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
    """

    theme: ThemeChoice = "system"
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
        self.experiment_values = {} if experiment is None else experiment.to_dict()

    @classmethod
    def load(cls) -> Preferences:
        """What was saved last, with the default for anything missing, damaged or out of range."""
        stored = read_settings(settings_file())
        default = cls()
        return cls(
            theme=_choice(stored.get("theme"), get_args(ThemeChoice), default.theme),
            reduce_motion=_flag(stored.get("reduce_motion"), default.reduce_motion),
            text_scale=_number(stored.get("text_scale"), TEXT_SCALE, default.text_scale),
            shortcuts=_texts(stored.get("shortcuts")),
            geometry=_bytes(stored.get("geometry")),
            experiment_values=_json(stored.get("experiment")),
            speed=_speed(stored.get("speed"), default.speed),
            brush=_number(stored.get("brush"), BRUSH, default.brush),
            lines=_choice(stored.get("lines"), get_args(LinesMode), default.lines),
            recent=_list(stored.get("recent")),
            drawn_points=_json(stored.get("drawn_points")),
            borders=_sizes(stored.get("borders")),
        )

    def save(self) -> bool:
        """Write everything; False, and a line in the log, if the place cannot be written to."""
        values = {
            "theme": self.theme,
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


def _choice(stored: str | None, choices: tuple[Any, ...], default: Any) -> Any:
    return stored if stored in choices else default


def _flag(stored: str | None, default: bool) -> bool:
    return {"true": True, "false": False}.get(str(stored).lower(), default)


def _number(stored: str | None, limits: tuple[float, float], default: float) -> float:
    try:
        number = float(stored or "")
    except ValueError:
        return default
    return number if limits[0] <= number <= limits[1] else default


def _speed(stored: str | None, default: float) -> float:
    return math.inf if stored == "inf" else _number(stored, SPEED, default)


def _bytes(stored: str | None) -> QByteArray:
    try:
        return QByteArray(base64.b64decode(stored or "", validate=True))
    except ValueError:
        return QByteArray()


def _json(stored: str | None) -> Mapping[str, Any]:
    """The JSON object in a stored text, {} if it holds none."""
    read = _read(stored)
    return read if isinstance(read, dict) else {}


def _read(stored: str | None) -> object:
    """What a stored JSON text holds, None if it is none."""
    if not stored or len(stored) > _TEXT_LIMIT:
        return None
    try:
        return json.loads(stored)
    except (ValueError, RecursionError):
        return None


def _list(stored: str | None) -> list[str]:
    """The list of texts in a stored JSON text; [] if it holds none."""
    read = _read(stored)
    return [text for text in read if isinstance(text, str)] if isinstance(read, list) else []


def _texts(stored: str | None) -> dict[str, str]:
    return {name: key for name, key in _json(stored).items() if isinstance(key, str)}


def _sizes(stored: str | None) -> dict[str, list[int]]:
    """Lists of lengths in px by name; what is none is left out."""
    read = {name: sizes for name, sizes in _json(stored).items() if isinstance(sizes, list)}
    return {name: sizes for name, sizes in read.items() if all(_is_length(size) for size in sizes)}


def _is_length(size: object) -> bool:
    return isinstance(size, int) and not isinstance(size, bool) and 0 <= size <= _LONGEST
