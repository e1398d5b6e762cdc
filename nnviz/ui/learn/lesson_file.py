"""A lesson file that somebody writes while it is open: read again whenever it has been saved."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal, Slot

from nnviz.lessons.mistakes import Mistake
from nnviz.lessons.reading import Read, read_lesson
from nnviz.session.messages import Message, act
from nnviz.session.sentences import told
from nnviz.ui.learn.open_lesson import OpenLesson

WAIT_MS = 150  # an editor may write a file in pieces, or put another in its place


class LessonFile(QObject):
    """The lesson in this folder or file. ``message_raised``: what is wrong with it since it was saved."""

    message_raised = Signal(object)

    def __init__(self, path: Path, language: str, parent: QObject) -> None:
        super().__init__(parent)
        self._path, self._language = path, language
        self._opened: OpenLesson | None = None
        self._watcher = QFileSystemWatcher(self)
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.setInterval(WAIT_MS)
        self._due.timeout.connect(self._on_due)
        self._watcher.fileChanged.connect(self._on_changed)
        self._watcher.directoryChanged.connect(self._on_changed)

    def read(self) -> Read:
        """What is in it."""
        return read_lesson(self._path, self._language)

    def follow(self, opened: OpenLesson) -> None:
        """From now on that one is at the same step of whatever is saved."""
        self._opened = opened
        self._watch()

    def _watch(self) -> None:
        """Its text, and the folder that this is in: a file that is replaced is watched no longer."""
        text = self._path / "lesson.md" if self._path.is_dir() else self._path
        wanted = {str(path) for path in (text, text.parent) if path.exists()}
        if new := wanted - {*self._watcher.files(), *self._watcher.directories()}:
            self._watcher.addPaths(sorted(new))

    @Slot()
    def _on_changed(self) -> None:
        self._due.start()

    @Slot()
    def _on_due(self) -> None:
        self._watch()
        here = self._opened.lesson if self._opened is not None else None
        if self._opened is None or here is None or not self._path.exists():
            return
        read = self.read()
        if read.lesson is not None and read.lesson.steps and read.lesson.digest != here.digest:
            at = self._opened.runner.place
            keys = [step.key for step in read.lesson.steps]
            key = here.steps[at].key
            self._opened.open(read.lesson, keys.index(key) if key in keys else min(at, len(keys) - 1), 0, 0)
        self.message_raised.emit(self._said_of(read.mistakes))

    def _said_of(self, mistakes: Sequence[Mistake]) -> Message:
        """The first mistake, and how many more there are."""
        if not mistakes:
            return act("file")
        first = mistakes[0]
        text = self.tr("Line {line}: {sentence}").format(line=first.line, sentence=told(first.sentence))
        if len(mistakes) > 1:
            text = self.tr("{text} (and {n} more)").format(text=text, n=len(mistakes) - 1)
        return Message("warning", self.tr("In this lesson file"), text, about="file")

    def close(self) -> None:
        """It is followed no more."""
        self._due.stop()
        self._opened = None
        self.deleteLater()
