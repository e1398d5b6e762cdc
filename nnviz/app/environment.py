"""What must be settled before NumPy, Qt or the first window: the order matters."""

from __future__ import annotations

import os
import sys

NO_DISPLAY = "nnviz finds no display to open its window on; “nnviz train” and “nnviz screenshot” need none."


def prepare_numpy() -> None:
    """Before NumPy is imported: a second BLAS thread beside a busy window costs a factor of a hundred."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def choose_platform() -> bool:
    """Before QApplication: whether Qt now falls back to its off-screen platform where it would abort.

    That is on Linux, unless somebody chose a platform.
    """
    if sys.platform != "linux" or "QT_QPA_PLATFORM" in os.environ:
        return False
    displays = {"WAYLAND_DISPLAY": "wayland", "DISPLAY": "xcb"}
    names = [platform for variable, platform in displays.items() if os.environ.get(variable)]
    os.environ["QT_QPA_PLATFORM"] = ";".join([*names, "offscreen"])
    return True


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
