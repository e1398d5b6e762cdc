"""Every shortcut in one table: the window, the help sheet and the preferences read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP


@dataclass(frozen=True)
class Shortcut:
    """``key`` is Qt's portable text. A ``plain`` one has no Ctrl or function key: it is handled only
    when the focused control has no use for it, and can be changed or switched off (WCAG 2.1.4)."""

    key: str
    text: Any  # Qt types its mark of a translatable text as an object
    plain: bool = False


SHORTCUTS: dict[str, Shortcut] = {
    "play": Shortcut("Space", QT_TRANSLATE_NOOP("shortcuts", "Play or pause training"), plain=True),
    "step": Shortcut(
        "Right", QT_TRANSLATE_NOOP("shortcuts", "One step on: an epoch, a batch, a micro-step"), plain=True
    ),
    "step_back": Shortcut(
        "Left", QT_TRANSLATE_NOOP("shortcuts", "One step back: an earlier epoch, a micro-step"), plain=True
    ),
    "newest": Shortcut(
        "Ctrl+End", QT_TRANSLATE_NOOP("shortcuts", "Back from an earlier epoch to the newest")
    ),
    "branch": Shortcut("Ctrl+B", QT_TRANSLATE_NOOP("shortcuts", "Branch: a new run from the moment shown")),
    "new_run": Shortcut("Ctrl+Shift+N", QT_TRANSLATE_NOOP("shortcuts", "New run, the others are kept")),
    "compare": Shortcut("Ctrl+K", QT_TRANSLATE_NOOP("shortcuts", "Compare the runs, or stop comparing")),
    "workspace": Shortcut("F4", QT_TRANSLATE_NOOP("shortcuts", "Next workspace")),
    "reset": Shortcut("Ctrl+R", QT_TRANSLATE_NOOP("shortcuts", "Start again from the same weights")),
    "new_weights": Shortcut("Ctrl+Shift+R", QT_TRANSLATE_NOOP("shortcuts", "Start again from new weights")),
    "undo": Shortcut(
        "Ctrl+Z", QT_TRANSLATE_NOOP("shortcuts", "Undo: a stroke in the canvas, else a setting")
    ),
    "redo": Shortcut("Ctrl+Shift+Z", QT_TRANSLATE_NOOP("shortcuts", "Redo")),
    "teach": Shortcut("Ctrl+T", QT_TRANSLATE_NOOP("shortcuts", "Teach the Reader what you meant")),
    "lines_signal": Shortcut("Ctrl+1", QT_TRANSLATE_NOOP("shortcuts", "Lines show the signal")),
    "lines_weights": Shortcut("Ctrl+2", QT_TRANSLATE_NOOP("shortcuts", "Lines show the weights")),
    "lines_gradient": Shortcut("Ctrl+3", QT_TRANSLATE_NOOP("shortcuts", "Lines show the gradient")),
    "add_layer": Shortcut("Ctrl+L", QT_TRANSLATE_NOOP("shortcuts", "Add a hidden layer before the output")),
    "remove_layer": Shortcut("Ctrl+Shift+L", QT_TRANSLATE_NOOP("shortcuts", "Remove the last hidden layer")),
    "export": Shortcut("Ctrl+E", QT_TRANSLATE_NOOP("shortcuts", "Export a picture or a film")),
    "new": Shortcut("Ctrl+N", QT_TRANSLATE_NOOP("shortcuts", "New project")),
    "open": Shortcut("Ctrl+O", QT_TRANSLATE_NOOP("shortcuts", "Open a project, or a picture to be read")),
    "save": Shortcut("Ctrl+S", QT_TRANSLATE_NOOP("shortcuts", "Save the project")),
    "save_as": Shortcut("Ctrl+Shift+S", QT_TRANSLATE_NOOP("shortcuts", "Save the project as another file")),
    "paste": Shortcut("Ctrl+V", QT_TRANSLATE_NOOP("shortcuts", "Paste a picture to be read")),
    "left": Shortcut("F2", QT_TRANSLATE_NOOP("shortcuts", "Show or hide the input panel")),
    "right": Shortcut("F3", QT_TRANSLATE_NOOP("shortcuts", "Show or hide the results panel")),
    "enlarge": Shortcut(
        "F6", QT_TRANSLATE_NOOP("shortcuts", "Enlarge a map or plot into the stage, or back")
    ),
    "theme": Shortcut("F8", QT_TRANSLATE_NOOP("shortcuts", "Next theme: dark, light, projector")),
    "full_screen": Shortcut("F11", QT_TRANSLATE_NOOP("shortcuts", "Full screen")),
    "shortcuts": Shortcut("F1", QT_TRANSLATE_NOOP("shortcuts", "Show this list")),
    "preferences": Shortcut("Ctrl+,", QT_TRANSLATE_NOOP("shortcuts", "Preferences")),
    "quit": Shortcut("Ctrl+Q", QT_TRANSLATE_NOOP("shortcuts", "Quit nnviz")),
}

#: The list of shortcuts in groups: a heading, and what stands below it.
GROUPS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (
        QT_TRANSLATE_NOOP("shortcuts", "Training and time"),
        ("play", "step", "step_back", "newest", "reset", "new_weights"),
    ),
    (QT_TRANSLATE_NOOP("shortcuts", "Runs"), ("branch", "new_run", "compare")),
    (
        QT_TRANSLATE_NOOP("shortcuts", "Network"),
        (
            "lines_signal", "lines_weights", "lines_gradient", "add_layer", "remove_layer", "teach", "undo",
            "redo",
        ),
    ),
    (
        QT_TRANSLATE_NOOP("shortcuts", "Files and pictures"),
        ("new", "open", "save", "save_as", "export", "paste"),
    ),
    (
        QT_TRANSLATE_NOOP("shortcuts", "Window"),
        (
            "workspace", "left", "right", "enlarge", "theme", "full_screen", "shortcuts", "preferences",
            "quit",
        ),
    ),
)  # fmt: skip

#: Actions that are only in menus.
MENU_ONLY: dict[str, Any] = {
    "hands": QT_TRANSLATE_NOOP("shortcuts", "My digits and more handwriting"),
    "messages": QT_TRANSLATE_NOOP("shortcuts", "Messages so far"),
    "about": QT_TRANSLATE_NOOP("shortcuts", "About nnviz"),
}

#: Keys of the parts of the window, for the list; each part handles its own.
LOCAL_KEYS: tuple[tuple[str, Any], ...] = (
    ("Arrows", QT_TRANSLATE_NOOP("shortcuts", "In the diagram: from neuron to neuron")),
    ("Shift+Arrows", QT_TRANSLATE_NOOP("shortcuts", "In the diagram: along the lines into a neuron")),
    ("+  −  Enter", QT_TRANSLATE_NOOP("shortcuts", "On a line or neuron: more, less (Alt: finely), type it")),
    ("Del", QT_TRANSLATE_NOOP("shortcuts", "On a line: cut it, or restore it")),
    ("Esc", QT_TRANSLATE_NOOP("shortcuts", "In the diagram: select nothing")),
    ("Ctrl++  Ctrl+−  Ctrl+0", QT_TRANSLATE_NOOP("shortcuts", "In the diagram: zoom in, out, fit")),
    ("0 … 9", QT_TRANSLATE_NOOP("shortcuts", "In the canvas: the digit you meant")),
    ("Del", QT_TRANSLATE_NOOP("shortcuts", "In the canvas: clear the drawing")),
    ("D", QT_TRANSLATE_NOOP("shortcuts", "In the canvas: pen down or up; then arrows move it, Shift finely")),
    ("E", QT_TRANSLATE_NOOP("shortcuts", "In the canvas: eraser or pen")),
    ("Arrows  Enter", QT_TRANSLATE_NOOP("shortcuts", "Among the test images: go to one, show it")),
    ("Arrows  Home", QT_TRANSLATE_NOOP("shortcuts", "On the map: move the crosshair, Shift finely")),
    ("Enter  Esc", QT_TRANSLATE_NOOP("shortcuts", "On the map: the nearest sample, no crosshair")),
    ("+  −  0  L", QT_TRANSLATE_NOOP("shortcuts", "In a plot: zoom in, out, all of it, log scale")),
    (
        "← →  Home  End",
        QT_TRANSLATE_NOOP(
            "shortcuts", "In the timeline: an epoch back or on (ten with Shift), first, newest"
        ),
    ),
    ("Page Down", QT_TRANSLATE_NOOP("shortcuts", "Train one epoch (a presenter's clicker)")),
)


def keys_in_use(changed: Mapping[str, str]) -> dict[str, str]:
    """The key of every shortcut after the person's changes; "" is switched off."""
    return {name: changed.get(name, shortcut.key) for name, shortcut in SHORTCUTS.items()}
