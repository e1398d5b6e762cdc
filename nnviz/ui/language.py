"""The language of the window: English, for which Qt only has to know what is one and what is many."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QTranslator

from nnviz.assets import asset_path

_ENGLISH = "nnviz_en"


def speak(application: QCoreApplication) -> None:
    """Once in a program: "%n run(s)" is "1 run", "2 runs"."""
    if application.findChild(QTranslator, _ENGLISH) is None:
        translator = QTranslator(application)
        translator.setObjectName(_ENGLISH)
        translator.load(str(asset_path("translations", f"{_ENGLISH}.qm")))
        application.installTranslator(translator)
