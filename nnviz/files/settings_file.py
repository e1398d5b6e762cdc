"""The INI file of settings: texts by name, and nothing in it is ever more than a text.

``QSettings`` is not used, for it makes objects of what a value describes (``@Variant(...)``), even those that
Python pickled. A file that it wrote is read; a value that is no plain text is as if it were not there.
"""

from __future__ import annotations

import json
import os
import stat
import sys
from collections.abc import Mapping
from pathlib import Path

from nnviz.said import translate

MOST_BYTES = 4_000_000
_SECTION = "[General]"


def settings_file() -> Path:
    """Where the settings are kept: where ``QSettings`` has the INI file of a person."""
    if sys.platform == "win32":
        given, usual = os.environ.get("APPDATA", ""), Path.home() / "AppData" / "Roaming"
    else:
        given, usual = os.environ.get("XDG_CONFIG_HOME", ""), Path.home() / ".config"
    return (Path(given) if os.path.isabs(given) else usual) / "nnviz" / "nnviz.ini"


def read_settings(path: Path) -> dict[str, str]:
    """The texts in the file by name; {} if there is none that can be read."""
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode) or about.st_size > MOST_BYTES:
            return {}
        lines = path.read_bytes().decode("utf-8-sig").splitlines()
    except (OSError, ValueError):
        return {}
    values, section = {}, ""
    for line in map(str.strip, lines):
        if line.startswith("["):
            section = line
        name, found, value = line.partition("=")
        if section == _SECTION and found and (text := _text(value.strip())) is not None:
            values[name.strip()] = text
    return values


def _text(value: str) -> str | None:
    """The text that a value is, in quotation marks or without; None if it is none."""
    if not value.startswith('"'):
        return None if value.startswith("@") else value
    try:
        text = json.loads(value)
    except (ValueError, RecursionError):
        return None
    return text if isinstance(text, str) else None


def write_settings(path: Path, values: Mapping[str, str]) -> None:
    """Write the file. Raises ``ValueError`` with one sentence if it cannot be."""
    from nnviz.data.saving import save_bytes  # here, where it delays no window

    lines = [_SECTION, *(f"{name}={json.dumps(value)}" for name, value in values.items()), ""]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ValueError(
            translate("Session", "“{parent}” cannot be made: {why}.").format(
                parent=path.parent, why=error.strerror or error
            )
        ) from None
    save_bytes(path, "\n".join(lines).encode())
