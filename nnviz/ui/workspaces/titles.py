"""The titles of the workspaces, in the order of their tabs; see ``PRESETS`` for what each begins with."""

from __future__ import annotations

from nnviz.said import Sentence, translate

TITLES: dict[str, Sentence] = {
    "playground": translate("workspaces", "Playground"),
    "digits": translate("workspaces", "Digits"),
}
