"""What presenting keeps on the disk: the hands of all classes, and where a crash left the lesson."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from nnviz.files.stored import json_object
from nnviz.lessons.tallies import Tallies

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Kept:
    """Where a lesson was: its ``lesson`` by its id, the ``step`` by its key, the phase, the class."""

    lesson: str
    step: str
    phase: str
    group: str = ""

    @classmethod
    def of(cls, values: Mapping[str, object]) -> Kept | None:
        """What is kept; None where that is damaged."""
        texts = [values.get(name) for name in ("lesson", "step", "phase", "group")]
        if not all(isinstance(text, str) for text in texts) or not texts[0]:
            return None
        return cls(*map(str, texts))


class PresentingFolder:
    """A folder of a person's own data; None keeps nothing. What cannot be written is in the log, once."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._said = False
        self._place: Kept | None = None

    def place(self) -> Kept | None:
        """Where presenting was when nnviz ended without being asked to; None where it ended as it should."""
        return Kept.of(json_object(self._read("presenting.json")))

    def keep_place(self, kept: Kept) -> None:
        """Presenting is there now."""
        if kept != self._place:
            self._place = kept
            self._write("presenting.json", json.dumps(asdict(kept), ensure_ascii=False))

    def forget_place(self) -> None:
        """Presenting has ended as it should."""
        self._place = None
        if self._folder is not None:
            with suppress(OSError):
                (self._folder / "presenting.json").unlink(missing_ok=True)

    def tallies(self) -> Tallies:
        """The hands that were counted."""
        return Tallies.read(self._read("hands.json"))

    def keep_tallies(self, tallies: Tallies) -> None:
        """Those are the hands now."""
        self._write("hands.json", tallies.text())

    def _read(self, name: str) -> str:
        if self._folder is None:
            return ""
        try:
            return (self._folder / name).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return ""

    def _write(self, name: str, text: str) -> None:
        if self._folder is None:
            return
        new = self._folder / f"{name}.new"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            new.write_text(text, encoding="utf-8")
            new.replace(self._folder / name)
        except OSError as error:
            if not self._said:
                self._said = True
                _log.warning("What is presented cannot be kept in “%s”: %s", self._folder, error)
