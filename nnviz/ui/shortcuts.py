"""Every shortcut in one table: the window, the help sheet and the preferences read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nnviz.said import Sentence, translate


@dataclass(frozen=True)
class Shortcut:
    """``key`` is Qt's portable text. A ``plain`` one has no Ctrl or function key: it is handled only
    when the focused control has no use for it, and can be changed or switched off (WCAG 2.1.4). One that
    works ``anywhere`` does so where no workspace is seen, too: at Start, in the course, in a lesson."""

    key: str
    text: Sentence
    plain: bool = False
    anywhere: bool = False


SHORTCUTS: dict[str, Shortcut] = {
    "play": Shortcut("Space", translate("shortcuts", "Play or pause training"), plain=True),
    "step": Shortcut(
        "Right", translate("shortcuts", "One step on: an epoch, a batch, a micro-step"), plain=True
    ),
    "step_back": Shortcut(
        "Left", translate("shortcuts", "One step back: an earlier epoch, a micro-step"), plain=True
    ),
    "newest": Shortcut("Ctrl+End", translate("shortcuts", "Back from an earlier epoch to the newest")),
    "branch": Shortcut("Ctrl+B", translate("shortcuts", "Branch: a new run from the moment shown")),
    "new_run": Shortcut("Ctrl+Shift+N", translate("shortcuts", "New run, the others are kept")),
    "compare": Shortcut("Ctrl+K", translate("shortcuts", "Compare the runs, or stop comparing")),
    "sweep": Shortcut("Ctrl+Shift+K", translate("shortcuts", "Does it always? Many seeds, or no longer")),
    "workspace": Shortcut("F4", translate("shortcuts", "Next workspace"), anywhere=True),
    "reset": Shortcut("Ctrl+R", translate("shortcuts", "Start again from the same weights")),
    "new_weights": Shortcut("Ctrl+Shift+R", translate("shortcuts", "Start again from new weights")),
    "undo": Shortcut("Ctrl+Z", translate("shortcuts", "Undo")),
    "redo": Shortcut("Ctrl+Shift+Z", translate("shortcuts", "Redo")),
    "teach": Shortcut("Ctrl+T", translate("shortcuts", "Teach the Reader what you meant")),
    "lines_signal": Shortcut("Ctrl+1", translate("shortcuts", "Lines show the signal")),
    "lines_weights": Shortcut("Ctrl+2", translate("shortcuts", "Lines show the weights")),
    "lines_gradient": Shortcut("Ctrl+3", translate("shortcuts", "Lines show the gradient")),
    "add_layer": Shortcut("Ctrl+L", translate("shortcuts", "Add a hidden layer before the output")),
    "remove_layer": Shortcut("Ctrl+Shift+L", translate("shortcuts", "Remove the last hidden layer")),
    "export": Shortcut("Ctrl+E", translate("shortcuts", "Save a picture or a film")),
    "take_out": Shortcut(
        "Ctrl+Shift+E", translate("shortcuts", "Take the run out: as a program, a network, a report")
    ),
    "new": Shortcut("Ctrl+N", translate("shortcuts", "New project"), anywhere=True),
    "open": Shortcut(
        "Ctrl+O",
        translate("shortcuts", "Open a project, a lesson, a table, or a picture to be read"),
        anywhere=True,
    ),
    "open_table": Shortcut("Ctrl+Shift+O", translate("shortcuts", "Open a table of your own"), anywhere=True),
    "save": Shortcut("Ctrl+S", translate("shortcuts", "Save the project"), anywhere=True),
    "save_as": Shortcut(
        "Ctrl+Shift+S", translate("shortcuts", "Save the project as another file"), anywhere=True
    ),
    "paste": Shortcut(
        "Ctrl+V",
        translate("shortcuts", "Paste a picture to be read, or cells of a spreadsheet"),
        anywhere=True,
    ),
    "left": Shortcut("F2", translate("shortcuts", "Show or hide the input panel")),
    "right": Shortcut("F3", translate("shortcuts", "Show or hide the results panel")),
    "enlarge": Shortcut("F6", translate("shortcuts", "Enlarge a map or plot into the stage, or back")),
    "diagram": Shortcut("F7", translate("shortcuts", "In Sequences: the network unfolded, or its diagram")),
    "theme": Shortcut("F8", translate("shortcuts", "Next theme: dark, light, projector"), anywhere=True),
    "present": Shortcut("F5", translate("shortcuts", "Present the lesson to a class"), anywhere=True),
    "present_step": Shortcut(
        "Shift+F5", translate("shortcuts", "Present the lesson from the step that is open"), anywhere=True
    ),
    "full_screen": Shortcut("F11", translate("shortcuts", "Full screen"), anywhere=True),
    "shortcuts": Shortcut("F1", translate("shortcuts", "Shortcuts"), anywhere=True),
    "preferences": Shortcut("Ctrl+,", translate("shortcuts", "Preferences"), anywhere=True),
    "quit": Shortcut("Ctrl+Q", translate("shortcuts", "Quit nnviz"), anywhere=True),
}

#: The list of shortcuts in groups: a heading, and what stands below it.
GROUPS: tuple[tuple[Sentence, tuple[str, ...]], ...] = (
    (
        translate("shortcuts", "Training and time"),
        ("play", "step", "step_back", "newest", "reset", "new_weights"),
    ),
    (translate("shortcuts", "Runs"), ("branch", "new_run", "compare", "sweep")),
    (
        translate("shortcuts", "Network"),
        (
            "lines_signal", "lines_weights", "lines_gradient", "diagram", "add_layer", "remove_layer",
            "teach", "undo", "redo",
        ),
    ),
    (
        translate("shortcuts", "Files and pictures"),
        ("new", "open", "open_table", "save", "save_as", "export", "take_out", "paste"),
    ),
    (
        translate("shortcuts", "Window"),
        (
            "workspace", "left", "right", "enlarge", "theme", "present", "present_step", "full_screen",
            "shortcuts", "preferences", "quit",
        ),
    ),
)  # fmt: skip

#: Actions that are only in menus.
MENU_ONLY: dict[str, Sentence] = {
    "hands": translate("shortcuts", "My digits and more handwriting"),
    "pictures": translate("shortcuts", "Learn a folder of pictures"),
    "doodles": translate("shortcuts", "Draw doodles to be told apart"),
    "keep_step": translate("shortcuts", "Keep this moment as a step of a lesson"),
    "messages": translate("shortcuts", "Messages so far"),
    "about": translate("shortcuts", "About nnviz"),
}

#: Keys of the parts of the window, for the list; each part handles its own.
LOCAL_KEYS: tuple[tuple[str, Sentence], ...] = (
    (translate("shortcuts", "Arrows"), translate("shortcuts", "In the diagram: from neuron to neuron")),
    (
        translate("shortcuts", "Shift+Arrows"),
        translate("shortcuts", "In the diagram: along the lines into a neuron"),
    ),
    ("+  −  Enter", translate("shortcuts", "On a line or neuron: more, less (Alt: finely), type it")),
    ("Del", translate("shortcuts", "On a line: cut it, or restore it")),
    ("Esc", translate("shortcuts", "In the diagram: select nothing")),
    ("Ctrl++  Ctrl+−  Ctrl+0", translate("shortcuts", "In the diagram: zoom in, out, fit")),
    ("0 … 9", translate("shortcuts", "In the canvas: the digit you meant")),
    ("Del", translate("shortcuts", "In the canvas: clear the drawing")),
    ("Ctrl+Z", translate("shortcuts", "In the canvas: take back a stroke")),
    ("D", translate("shortcuts", "In the canvas: pen down or up; then arrows move it, Shift finely")),
    ("E", translate("shortcuts", "In the canvas: eraser or pen")),
    (
        translate("shortcuts", "Arrows  Enter"),
        translate("shortcuts", "Among the test images: go to one, show it"),
    ),
    (
        translate("shortcuts", "Arrows  Home"),
        translate("shortcuts", "On the map: move the crosshair, Shift finely"),
    ),
    ("Enter  Esc", translate("shortcuts", "On the map: the nearest sample, no crosshair")),
    ("+  −  0  L", translate("shortcuts", "In a plot: zoom in, out, all of it, log scale")),
    (
        "← →  Home  End",
        translate("shortcuts", "In the timeline: an epoch back or on (ten with Shift), first, newest"),
    ),
    ("Page Down", translate("shortcuts", "Train one epoch (a presenter's clicker)")),
)


@dataclass(frozen=True)
class PresentingKey:
    """A wish while presenting: the person's own ``key`` for it, and those that it always has besides, for
    clickers send them, whatever is changed."""

    key: str
    text: Sentence
    always: tuple[str, ...] = ()


#: What keys mean while presenting, in the laptop's window and in the room's, and nothing else.
PRESENTING: dict[str, PresentingKey] = {
    "present_next": PresentingKey(
        "Space", translate("shortcuts", "Next: the next phase, or step"), ("PgDown", "Right", "Down")
    ),
    "present_back": PresentingKey(
        "Backspace", translate("shortcuts", "Back: the phase before, or the step"), ("PgUp", "Left", "Up")
    ),
    "present_freeze": PresentingKey("F", translate("shortcuts", "Freeze what the room sees, or go on")),
    "present_black": PresentingKey("B", translate("shortcuts", "The room black, or not"), (".",)),
    "present_white": PresentingKey("W", translate("shortcuts", "The room white, or not")),
    "present_live": PresentingKey("", translate("shortcuts", "Lift what hides the room; go on"), ("F5",)),
    "present_escape": PresentingKey(
        "", translate("shortcuts", "Lift what hides the room; pressed again, ask whether to end"), ("Esc",)
    ),
    "present_here": PresentingKey(
        "", translate("shortcuts", "Leave the title card for the step"), ("Shift+F5",)
    ),
    "present_keys": PresentingKey("", translate("shortcuts", "The list of these keys"), ("F1",)),
    "present_notes": PresentingKey("N", translate("shortcuts", "In one window: show or hide the notes")),
    "present_room": PresentingKey(
        "", translate("shortcuts", "The room's window: full screen, or not"), ("F11",)
    ),
}


def presenting_keys(changed: Mapping[str, str]) -> dict[str, str]:
    """The wish that every key stands for while presenting, after the person's changes.

    Where two have one key, a clicker's keeps it.
    """
    keys = {changed.get(name, wish.key): name for name, wish in PRESENTING.items()}
    keys |= {key: name for name, wish in PRESENTING.items() for key in wish.always}
    return {key: name for key, name in keys.items() if key}


def keys_in_use(changed: Mapping[str, str]) -> dict[str, str]:
    """The key of every shortcut after the person's changes; "" is switched off."""
    return {name: changed.get(name, shortcut.key) for name, shortcut in SHORTCUTS.items()}
