"""Files written whole or not at all: killed at any instant, the old one is there, or the new one."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QIODevice, QSaveFile


def save_bytes(path: Path, content: bytes) -> None:
    """Write a file. Raises ``ValueError`` with one sentence if it cannot be; the old one is then whole."""
    file = QSaveFile(str(path))
    if not file.open(QIODevice.OpenModeFlag.WriteOnly):
        raise ValueError(f"“{path}” cannot be written: {_reason(file)}.")
    if file.write(content) != len(content) or not file.commit():
        raise ValueError(f"“{path}” cannot be written: {_reason(file)}.")


def _reason(file: QSaveFile) -> str:
    text = file.errorString().rstrip(".")
    return text[:1].lower() + text[1:]
