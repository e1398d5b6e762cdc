"""Which theme the window wears: the person's choice, the system's preference, the window's height."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication

from nnviz.assets import asset_path
from nnviz.session.preferences import Preferences
from nnviz.ui.fonts import load_fonts
from nnviz.ui.language import speak
from nnviz.ui.theme import Theme

LARGE_SIZE = (1900, 1200)  # px from which on a window is large
HEIGHT_STEP = 60  # px; the projector's sizes change in steps, not with every pixel of a drag


def dress(application: QApplication) -> None:
    """Once, before the first window: the words, the fonts, the style that the theme paints over, the icon."""
    speak(application)
    load_fonts()
    # Else a window with a style sheet keeps its first palette, and no widget in it has the window's.
    application.setAttribute(Qt.ApplicationAttribute.AA_UseStyleSheetPropagationInWidgetStyles)
    application.setStyle("Fusion")
    application.setFont(Theme().font("body"))
    application.setWindowIcon(QIcon(str(asset_path("icons", "nnviz.svg"))))


def system_is_light() -> bool:
    """Whether the system prefers light windows."""
    return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Light


def theme_for(preferences: Preferences, window: QSize) -> Theme:
    """The theme to wear in a window of that size. A system that does not say what it prefers gets the dark
    one."""
    name: str = preferences.theme
    if name == "system":
        name = "light" if system_is_light() else "dark"
    if name != "projector":
        large = window.width() >= LARGE_SIZE[0] and window.height() >= LARGE_SIZE[1]
        return Theme(name, preferences.text_scale, reduce_motion=preferences.reduce_motion, large=large)
    height = float(window.height() // HEIGHT_STEP * HEIGHT_STEP)
    return Theme(name, preferences.text_scale, height, preferences.reduce_motion)
