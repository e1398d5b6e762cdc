"""What must be settled before NumPy, Qt or the first window: the order matters."""

from __future__ import annotations

import os
import sys

NO_DISPLAY = "There is no display for the window to open on; “nnviz train” and “nnviz screenshot” need none."
UNUSABLE_DISPLAY = (
    "The display {display} cannot be opened: it is not there, or libraries that Qt needs are missing, "
    "which “sh setup.sh” names."
)
NO_SUCH_DISPLAY = (
    "Qt finds no display with QT_QPA_PLATFORM={chosen}, so the window cannot open; without it, Qt chooses."
)
_DISPLAYS = {"WAYLAND_DISPLAY": "wayland", "DISPLAY": "xcb"}
_WITHOUT_DISPLAY = "offscreen", "minimal", "minimalegl", "vnc"


def prepare_numpy() -> None:
    """Before NumPy is imported: a second BLAS thread beside a busy window costs a factor of a hundred."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def choose_platform() -> str:
    """Before QApplication: where Qt would abort, it falls back to its off-screen platform.

    Returns the sentence to say if it did; "" where somebody chose to do without a display, or Qt needs no
    fallback.
    """
    chosen = os.environ.get("QT_QPA_PLATFORM", "")
    names = chosen.split(";") if chosen else []
    if any(name.partition(":")[0] in _WITHOUT_DISPLAY for name in names):
        return ""
    if not chosen:
        if sys.platform != "linux":
            return ""
        names = [platform for variable, platform in _DISPLAYS.items() if os.environ.get(variable)]
    os.environ["QT_QPA_PLATFORM"] = ";".join([*names, "offscreen"])
    if chosen:
        return NO_SUCH_DISPLAY.format(chosen=chosen)
    display = next((os.environ[variable] for variable in _DISPLAYS if os.environ.get(variable)), "")
    return UNUSABLE_DISPLAY.format(display=display) if display else NO_DISPLAY


def prepare_qt() -> None:
    """Before QApplication: names for its folders, true fractional scaling, and "0.05" in every country."""
    from PySide6.QtCore import QCoreApplication, QLocale, Qt
    from PySide6.QtGui import QGuiApplication

    QCoreApplication.setApplicationName("nnviz")
    QGuiApplication.setDesktopFileName("nnviz")
    QLocale.setDefault(QLocale.c())
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    # What of the training is Python gives way to the window within a millisecond.
    sys.setswitchinterval(0.001)
