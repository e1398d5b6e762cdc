"""The titles of the workspaces, in the order of their tabs; see ``PRESETS`` for what each begins with."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP

#: By workspace; Qt types its mark of a translatable text as an object.
TITLES: dict[str, Any] = {
    "playground": QT_TRANSLATE_NOOP("workspaces", "Playground"),
    "digits": QT_TRANSLATE_NOOP("workspaces", "Digits"),
}
