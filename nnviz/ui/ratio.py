"""How many pixels of the device a widget has for one of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtWidgets import QWidget

_PICTURE, _PENS = "picture_ratio", "picture_pens"


def device_ratio(widget: QWidget) -> float:
    """That of the screen or, while its window is painted into a picture, that of the picture."""
    ratio = widget.window().property(_PICTURE)
    return float(ratio) if ratio else widget.devicePixelRatioF()


def pen_ratio(widget: QWidget) -> float:
    """The width of a cosmetic pen that is to look 1 px wide: in a drawing of lines it is 1."""
    ratio = widget.window().property(_PENS)
    return float(ratio) if ratio else widget.devicePixelRatioF()


@contextmanager
def pictured(window: QWidget, ratio: float, pens: float) -> Iterator[None]:
    """Let every widget of ``window`` paint for a picture with these ratios."""
    window.setProperty(_PICTURE, ratio)
    window.setProperty(_PENS, pens)
    try:
        yield
    finally:
        window.setProperty(_PICTURE, None)
        window.setProperty(_PENS, None)
