"""Where a dialog for files begins."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QStandardPaths


def folder(kind: QStandardPaths.StandardLocation, used: Sequence[Path] = ()) -> Path:
    """The folder of the file ``used`` last, else the usual one of that kind, else home: one that is there."""
    usual = Path(QStandardPaths.writableLocation(kind))
    there = (place for place in (*(path.parent for path in used[:1]), usual) if place.is_dir())
    return next(there, Path.home())
