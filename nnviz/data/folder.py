"""Where nnviz keeps what belongs to a person: the folder Qt calls AppLocalDataLocation, found without Qt."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def data_folder() -> Path:
    """The folder, which need not be there yet."""
    if sys.platform == "win32":
        parent = os.environ.get("LOCALAPPDATA", "")
        usual = Path.home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        parent, usual = "", Path.home() / "Library" / "Application Support"
    else:
        parent, usual = os.environ.get("XDG_DATA_HOME", ""), Path.home() / ".local" / "share"
    return (Path(parent) if os.path.isabs(parent) else usual) / "nnviz"
