"""The log: a rotating file in the person's data folder, or the terminal where that cannot be written."""

from __future__ import annotations

import faulthandler
import logging
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TextIO

from PySide6.QtCore import QMessageLogContext, QStandardPaths, QtMsgType, qInstallMessageHandler

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
_SIZE = 1_000_000
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"

_crash_file: TextIO | None = None


def start_logging() -> Path | None:
    """Log to a file, crashes of the interpreter too; returns its folder, None if none can be written."""
    global _crash_file
    folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppLocalDataLocation))
    handler: logging.Handler
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(folder / "nnviz.log", maxBytes=_SIZE, backupCount=2, encoding="utf-8")
        _crash_file = (folder / "crash.log").open("a", encoding="utf-8")
    except OSError as error:
        handler = logging.StreamHandler()
        reason: OSError | None = error
    else:
        reason = None
    logging.basicConfig(level=logging.INFO, handlers=[handler], format=_FORMAT)
    qInstallMessageHandler(_on_qt_message)
    if _crash_file is not None or sys.stderr is not None:  # a program without a console has no stderr
        faulthandler.enable(_crash_file or sys.stderr)
    if reason is not None:
        logging.getLogger(__name__).warning("No log file can be written: %s", reason)
        return None
    return folder


def _on_qt_message(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    logging.getLogger("qt").log(_LEVELS.get(kind, logging.WARNING), "%s", text)
