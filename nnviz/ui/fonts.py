"""The bundled fonts: Qt brings none, and a machine may have none."""

from __future__ import annotations

import logging
from functools import cache

from PySide6.QtGui import QFontDatabase

from nnviz.assets import asset_path

_log = logging.getLogger(__name__)


@cache  # for with any font that is added Qt forgets what it knows of all others
def load_fonts() -> int:
    """Make every TTF file of ``resources/fonts`` known to Qt, once; returns how many could be read."""
    loaded = 0
    for path in sorted(asset_path("fonts").glob("*.ttf")):
        if QFontDatabase.addApplicationFont(str(path)) < 0:
            _log.warning("The font %s cannot be read; Qt takes another.", path.name)
        else:
            loaded += 1
    return loaded
