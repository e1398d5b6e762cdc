"""Start, the course and lessons of a window: each is built when it is first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject, Signal, Slot

from nnviz.session.lesson_progress import Progress
from nnviz.ui.pages import Pages

if TYPE_CHECKING:
    from nnviz.ui.learn.course_page import CoursePage
    from nnviz.ui.start.start_page import StartPage


class Learn(QObject):
    """Opens the pages of a window that are no workspaces.

    ``workspace_requested(name)``: a door of Start leads there.
    """

    workspace_requested = Signal(str)

    def __init__(self, pages: Pages, progress: Progress, parent: QObject) -> None:
        super().__init__(parent)
        self._pages, self._progress = pages, progress
        self._start: StartPage | None = None
        self._course: CoursePage | None = None

    @property
    def start(self) -> StartPage:
        """The page Start, built when it is first asked for."""
        if self._start is None:
            from nnviz.ui.start.start_page import StartPage  # here, where it delays no window

            self._start = StartPage()
            self._start.lesson_requested.connect(self.open_course)
            self._start.digits_requested.connect(self._on_digits)
        return self._start

    @property
    def course(self) -> CoursePage:
        """The page of the course, built when it is first asked for."""
        if self._course is None:
            from nnviz.lessons.course import course
            from nnviz.ui.learn.course_page import CoursePage

            language = QLocale().name().partition("_")[0]
            self._course = CoursePage(course(), self._progress, language)
            self._course.present.hide()
        return self._course

    @Slot()
    def open_start(self) -> None:
        """Turn to Start."""
        self._pages.turn_to("start", self.start)

    @Slot()
    def open_course(self) -> None:
        """Turn to the course."""
        self._pages.turn_to("course", self.course)

    @Slot()
    def _on_digits(self) -> None:
        self._pages.leave()
        self.workspace_requested.emit("digits")

    def shut_down(self) -> None:
        """End what is done here in the background, and wait for it."""
