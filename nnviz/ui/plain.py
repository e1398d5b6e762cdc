"""Words of a person or of a file, shown as they are: Qt takes some texts for HTML, and ``&`` for a key.

Labels are plain by themselves (``widgets.TextLabel``); every other place that Qt shows a text in has its
function here.
"""

from __future__ import annotations

import html

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QToolTip, QWidget


def plain_tip(text: str, *, wrapped: bool = False) -> str:
    """``text`` for a tooltip; ``wrapped``: in lines of a width that can be read."""
    if not (wrapped or "<" in text or "&" in text):
        return text
    space = "normal" if wrapped else "pre"
    return f'<p style="white-space: {space}">{html.escape(text)}</p>' if text else ""


def show_tip(at: QPoint, text: str, widget: QWidget, *, wrapped: bool = False) -> None:
    """Show a tooltip at that point of the screen; "" hides the one there is."""
    QToolTip.showText(at, plain_tip(text, wrapped=wrapped), widget)


def plain_item(text: str) -> str:
    """``text`` for an entry of a menu, or a button."""
    return text.replace("&", "&&")


def plain_title(text: str) -> str:
    """``text`` within the title of a window, where [*] stands for what has changed."""
    return text.replace("[*]", "[*][*]")
