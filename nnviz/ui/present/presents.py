"""Presenting from a window: one lesson at a time, the next ones of the course, and coming back to it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from nnviz.lessons.lesson import Lesson
from nnviz.session.presenting_kept import PresentingFolder
from nnviz.ui.looks import Looks

if TYPE_CHECKING:
    from nnviz.ui.present.presentation import Presentation


class Presents(QObject):
    """Presents lessons to a class in the place of ``beside``, a window that is hidden meanwhile, if there is
    one; what is kept of classes is in ``folder``. ``ended``: nothing is presented any more.
    """

    ended = Signal()

    def __init__(
        self, looks: Looks, folder: Path | None, language: str, beside: QWidget | None, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._looks, self._folder, self._language, self._beside = looks, folder, language, beside
        self._now: Presentation | None = None

    @property
    def now(self) -> Presentation | None:
        """What is presented at present."""
        return self._now

    @Slot(object, int)
    def begin(self, lesson: Lesson, at: int, *, card: bool = True) -> None:
        """Present that lesson from that step, after its title card; while one is presented, instead."""
        if self._now is not None:
            self._now.present(lesson, at, card=card)
            self._now.window.activateWindow()
            return
        from nnviz.ui.present.presentation import Presentation  # here, where it delays no window

        kept = PresentingFolder(self._folder).place()
        group = kept.group if kept is not None and kept.lesson == lesson.id else ""
        self._now = Presentation(self._looks.preferences, self._folder, group=group, parent=self)
        self._now.ended.connect(self._on_ended)
        self._now.next_lesson_wished.connect(self._on_next_lesson)
        self._now.begin(lesson, at, card=card, beside=self._beside)
        if self._beside is not None:
            self._beside.hide()

    def come_back(self) -> bool:
        """Go on where presenting was when nnviz ended without being asked to; whether there was such."""
        from nnviz.lessons.course import entry_of

        kept = PresentingFolder(self._folder).place()
        entry = entry_of(kept.lesson) if kept is not None else None
        lesson = entry.read(self._language).lesson if entry is not None else None
        if kept is None or lesson is None:
            return False
        keys = [step.key for step in lesson.steps]
        self.begin(lesson, keys.index(kept.step) if kept.step in keys else 0, card=False)
        return True

    @Slot()
    def _on_next_lesson(self) -> None:
        """The next lesson of the course; after the last one it is asked whether to end."""
        from nnviz.lessons.course import course

        now = self._now
        here = now.runner.lesson if now is not None else None
        if now is None or here is None:
            return
        entries = course()
        places = [place for place, entry in enumerate(entries) if entry.front.id == here.id]
        after = entries[places[0] + 1 :] if places else ()
        lesson = after[0].read(self._language).lesson if after else None
        if lesson is not None:
            now.present(lesson)
        else:
            now.ask_to_end()

    @Slot()
    def _on_ended(self) -> None:
        now, self._now = self._now, None
        if now is not None:
            now.deleteLater()
        if self._beside is not None:
            self._beside.show()
            self._beside.activateWindow()
        self.ended.emit()

    @Slot(str)
    def show_fault(self, trace: str) -> None:
        """An internal error while presenting."""
        if self._now is not None:
            self._now.show_fault(trace)

    def shut_down(self) -> None:
        """End presenting, and wait for all that it does in the background."""
        if self._now is not None:
            self._now.end()
