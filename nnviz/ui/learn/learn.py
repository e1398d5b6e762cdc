"""Start, the course and lessons of a window: each is built when it is first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject, Signal, Slot

from nnviz.session.desk import Desk
from nnviz.session.lesson_progress import Progress
from nnviz.session.projects import Projects
from nnviz.session.runs import Runs
from nnviz.ui.looks import Looks
from nnviz.ui.pages import Pages

if TYPE_CHECKING:
    from nnviz.ui.learn.course_page import CoursePage
    from nnviz.ui.start.start import Start


class Learn(QObject):
    """Opens the pages of a window that are no workspaces.

    ``workspace_requested(name)``, ``file_requested(Path)``: a door of Start leads there.
    """

    workspace_requested = Signal(str)
    file_requested = Signal(object)

    def __init__(
        self,
        pages: Pages,
        looks: Looks,
        desk: Desk,
        runs: Runs,
        projects: Projects,
        progress: Progress,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._pages, self._looks, self._desk = pages, looks, desk
        self._runs, self._projects, self._progress = runs, projects, progress
        self._start: Start | None = None
        self._course: CoursePage | None = None
        pages.turned.connect(self._on_turned)

    # ---- Start
    @property
    def start(self) -> Start:
        """The page Start, built when it is first asked for."""
        if self._start is None:
            from nnviz.ui.start.start import Start  # here, where it delays no window

            self._start = start = Start(at_start=self._looks.preferences.show_start, parent=self)
            start.desk.playing_changed.connect(self._on_start_playing)
            page = start.page
            page.network_requested.connect(self._on_network)
            page.digits_requested.connect(self._on_digits)
            page.lesson_requested.connect(self._on_lesson)
            page.file_requested.connect(self.file_requested)
            page.shown_at_start_changed.connect(self._on_shown_at_start)
        return self._start

    @Slot()
    def open_start(self) -> None:
        """Turn to Start."""
        start = self.start
        start.show_recent(self._projects.recent)
        self._show_next_lesson()
        self._pages.turn_to("start", start.page)

    def _show_next_lesson(self) -> None:
        """Say on its door which lesson comes next."""
        from nnviz.lessons.course import course
        from nnviz.ui.learn.standing import standing, to_go_on_with

        entries = course()
        ways = {entry.number: standing(entry, self._progress) for entry in entries}
        done = sum(way.finished for way in ways.values())
        entry = to_go_on_with(entries, self._progress)
        words = self.tr("Every lesson is done. Any of them can be taken again.")
        if entry is not None:
            text = self.tr("{title}. {n} minutes, one idea, and you guess before you see.")
            if ways[entry.number].step:
                text = self.tr("Go on with “{title}”, where you left it.")
            words = text.format(title=entry.front.title, n=entry.front.minutes)
        self.start.page.show_lesson(words, done, len(entries))

    @Slot(bool)
    def _on_start_playing(self, playing: bool) -> None:
        if playing:
            self._desk.pause()  # what trains behind the page would take its time

    @Slot(bool)
    def _on_shown_at_start(self, on: bool) -> None:
        self._looks.set("show_start", on)

    @Slot()
    def _on_network(self) -> None:
        """Go on with the network of Start in the Playground."""
        run = self.start.run_now()
        self._desk.show_reader(False)
        self._runs.take([run], come=True)
        self._pages.leave()

    @Slot()
    def _on_digits(self) -> None:
        self._pages.leave()
        self.workspace_requested.emit("digits")

    @Slot()
    def _on_lesson(self) -> None:
        self.open_course()

    # ---- the course
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
    def open_course(self) -> None:
        """Turn to the course."""
        self._pages.turn_to("course", self.course)

    # ---- all of them
    @Slot(str)
    def _on_turned(self, name: str) -> None:
        if name != "start" and self._start is not None:
            self._start.rest()

    def shut_down(self) -> None:
        """End what is done here in the background, and wait for it."""
        if self._start is not None:
            self._start.shut_down()
