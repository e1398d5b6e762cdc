"""Start, the course and lessons of a window: each is built when it is first asked for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths, QTimer, Signal, Slot
from PySide6.QtWidgets import QFileDialog

from nnviz.data.saving import save_bytes
from nnviz.files.lesson_files import MAIN
from nnviz.session.desk import Desk
from nnviz.session.lesson_progress import Progress
from nnviz.session.messages import Message
from nnviz.session.projects import Projects
from nnviz.session.run import Run
from nnviz.session.runs import Runs
from nnviz.session.sentences import told
from nnviz.training.workspaces import WORKSPACES
from nnviz.ui.folders import folder
from nnviz.ui.looks import Looks
from nnviz.ui.pages import Pages

if TYPE_CHECKING:
    from nnviz.lessons.course import Entry
    from nnviz.lessons.lesson import Lesson
    from nnviz.ui.learn.course_page import CoursePage
    from nnviz.ui.learn.lesson_file import LessonFile
    from nnviz.ui.learn.open_lesson import OpenLesson
    from nnviz.ui.start.start import Start


class Learn(QObject):
    """Opens the pages of a window that are no workspaces.

    A lesson stays open, at rest, while somebody is elsewhere; the tab leads back to it.
    ``workspace_requested(name)``, ``way_requested(action)``, ``file_requested(Path)``: a door of Start leads
    there.
    ``present_requested(Lesson, place)``: a lesson is to be shown to a class, from that step on.
    ``mistakes_found(mistakes, opened)``: those of a lesson file, and whether it is open all the same.
    """

    workspace_requested = Signal(str)
    way_requested = Signal(str)
    file_requested = Signal(object)
    present_requested = Signal(object, int)
    mistakes_found = Signal(object, bool)
    message_raised = Signal(object)
    fault_raised = Signal(str)

    def __init__(
        self,
        pages: Pages,
        looks: Looks,
        desk: Desk,
        runs: Runs,
        projects: Projects,
        progress: Progress,
        language: str,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._pages, self._looks, self._desk = pages, looks, desk
        self._runs, self._projects, self._progress = runs, projects, progress
        self._start: Start | None = None
        self._course: CoursePage | None = None
        self._open: OpenLesson | None = None
        self._file: LessonFile | None = None  # that it is from, where it is none of the course
        self._number = 0  # that it has in the course, 0: it is none of it
        self._language = language
        self._after_start = QTimer(self)
        self._after_start.setSingleShot(True)
        self._after_start.timeout.connect(self._on_start_seen)
        pages.turned.connect(self._on_turned)
        looks.changed.connect(self._on_preference)

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
            page.table_requested.connect(self._on_table)
            page.way_requested.connect(self._on_way)
            page.lesson_requested.connect(self._on_lesson)
            page.file_requested.connect(self.file_requested)
            page.shown_at_start_changed.connect(self._on_shown_at_start)
        return self._start

    @Slot()
    def open_start(self) -> None:
        """Turn to Start."""
        start = self.start
        self._pages.turn_to("start", start.page)
        self._after_start.start()

    @Slot()
    def _on_start_seen(self) -> None:
        """What nobody has to wait for."""
        self.start.show_recent(self._projects.recent)
        self._show_next_lesson()

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

    @Slot(str)
    def _on_preference(self, field: str) -> None:
        if field == "show_start" and self._start is not None:
            self._start.page.at_start.setChecked(self._looks.preferences.show_start)

    @Slot(bool)
    def _on_shown_at_start(self, on: bool) -> None:
        if on != self._looks.preferences.show_start:
            self._looks.set("show_start", on)

    @Slot()
    def _on_network(self) -> None:
        """Go on with the network of Start in the Playground."""
        run = self.start.run_now()
        self._desk.show_reader(False)
        self._runs.adopt([run])
        self._runs.choose(self._runs.all[-1].letter)
        self._pages.leave()

    @Slot()
    def _on_digits(self) -> None:
        self._pages.leave()
        self.workspace_requested.emit("digits")

    @Slot()
    def _on_table(self) -> None:
        self._pages.leave()
        self.workspace_requested.emit("table")

    @Slot(str)
    def _on_way(self, action: str) -> None:
        self._pages.leave()
        self.way_requested.emit(action)

    @Slot()
    def _on_lesson(self) -> None:
        """The lesson that comes next, where it was left."""
        from nnviz.lessons.course import course
        from nnviz.ui.learn.standing import to_go_on_with

        entry = to_go_on_with(course(), self._progress)
        if entry is None:
            self.open_course()
        else:
            self.open_entry(entry)

    # ---- the course
    @property
    def course(self) -> CoursePage:
        """The page of the course, built when it is first asked for."""
        if self._course is None:
            from nnviz.lessons.course import course
            from nnviz.ui.learn.course_page import CoursePage

            self._course = page = CoursePage(course(), self._progress, self._language)
            page.lesson_requested.connect(self.open_entry)
            page.again_requested.connect(self._on_again)
            page.file_requested.connect(self._on_lesson_file)
            page.present_requested.connect(self._on_present_entry)
        return self._course

    @Slot()
    def open_course(self) -> None:
        """Turn to the course."""
        self._pages.turn_to("course", self.course)

    @Slot()
    def open(self) -> None:
        """Turn to the lesson that is open, else to the course; from the lesson to the course."""
        if self._open is not None and self._pages.name != "lesson":
            self._pages.turn_to("lesson", self._open.page)
        else:
            self.open_course()

    # ---- a lesson
    @property
    def lesson(self) -> OpenLesson | None:
        """The lesson that is open."""
        return self._open

    @Slot(object, int)
    def open_entry(self, entry: Entry, at: int | None = None) -> None:
        """Open a lesson of the course at that step; None: where it was left."""
        from nnviz.lessons.course import course

        read = entry.read(self._language)
        if read.lesson is not None and read.lesson.steps:
            self.open_lesson(read.lesson, at, entry.number, len(course()))
        else:
            self.mistakes_found.emit(read.mistakes, False)

    @Slot(object)
    def _on_again(self, entry: Entry) -> None:
        lesson = entry.read(self._language).lesson
        if lesson is not None:
            self._progress.again(lesson)
        self.open_entry(entry, 0)

    @Slot(str)
    def _on_lesson_file(self, path: str) -> None:
        self.open_file(Path(path))

    @Slot(object)
    def open_file(self, path: Path) -> None:
        """Open the lesson in that folder or file, as far as it can be read; what is wrong with it is told."""
        from nnviz.ui.learn.lesson_file import LessonFile

        file = LessonFile(path, self._language, self)
        read = file.read()
        opened = read.lesson is not None and bool(read.lesson.steps)
        if read.lesson is not None and opened:
            file.follow(self.open_lesson(read.lesson, None))
            self._progress.come_from(str(path.absolute()))
            file.message_raised.connect(self.message_raised)
            self._file = file
        else:
            file.close()
        if read.mistakes:
            self.mistakes_found.emit(read.mistakes, opened)

    def open_lesson(self, lesson: Lesson, at: int | None, number: int = 0, count: int = 0) -> OpenLesson:
        """Open that lesson at a step; it has a ``number`` of ``count`` in the course, 0: it is none of it."""
        self._close_file()
        self._progress.come_from("")
        if self._open is None:
            from nnviz.ui.learn.open_lesson import OpenLesson

            self._open = OpenLesson(self._looks, self._progress, self)
            page = self._open.page
            page.leave_requested.connect(self.leave_lesson)
            page.next_requested.connect(self._on_next_lesson)
            page.door_requested.connect(self._on_door)
            page.keep_requested.connect(self._on_keep)
            page.present_requested.connect(self._on_present)
            self._open.fault_raised.connect(self.fault_raised)
        self._desk.pause()
        self._pages.turn_to("lesson", self._open.page)
        self._open.open(lesson, at, number, count)
        self._number = number
        following = self._following
        self._open.page.set_next("" if following is None else following.front.title)
        return self._open

    @property
    def _following(self) -> Entry | None:
        """The lesson of the course after the one that is open; None where that is none of it, or the last."""
        from nnviz.lessons.course import course

        return next((one for one in course() if self._number and one.number == self._number + 1), None)

    @Slot(str, str)
    def _on_door(self, kind: str, name: str) -> None:
        """From the text of a lesson, which stays open at rest, to a workspace or to another lesson."""
        from nnviz.lessons.course import entry_of

        if kind == "workspace" and name in WORKSPACES:
            self._pages.leave()
            self.workspace_requested.emit(name)
        elif kind == "lesson" and (entry := entry_of(name)) is not None:
            self.open_entry(entry)

    @Slot()
    def _on_next_lesson(self) -> None:
        entry = self._following
        if entry is not None:
            self.open_entry(entry)

    @Slot()
    def leave_lesson(self) -> None:
        """Close the lesson, and turn to the course."""
        self.open_course()
        self._close_lesson()

    def _close_file(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def _close_lesson(self) -> None:
        self._close_file()
        if self._open is not None:
            self._open.close()
            self._open = None

    # ---- presenting
    @Slot(object, int)
    def _on_present_entry(self, entry: Entry, at: int) -> None:
        read = entry.read(self._language)
        if read.lesson is not None and read.lesson.steps:
            self._present(read.lesson, at)

    @Slot()
    def _on_present(self) -> None:
        """The lesson that is open, from its step on."""
        if self._open is not None and self._open.lesson is not None:
            self._open.rest()
            self._present(self._open.lesson, self._open.runner.place)

    @Slot()
    def present(self) -> None:
        """The lesson that is open, or chosen in the course, from its title."""
        if self._pages.name == "lesson" and self._open is not None and self._open.lesson is not None:
            self._open.rest()
            self._present(self._open.lesson, 0)
        elif self._pages.name == "course" and (entry := self.course.path.current) is not None:
            self._on_present_entry(entry, 0)

    @Slot()
    def present_step(self) -> None:
        """The same from the step that is open there."""
        if self._pages.name == "lesson":
            self._on_present()
        elif self._pages.name == "course":
            self.course.present.click()

    def _present(self, lesson: Lesson, at: int) -> None:
        self._desk.pause()
        self.present_requested.emit(lesson, at)

    def come_back(self) -> None:
        """After nnviz has ended without being asked to: be in the lesson that was open."""
        from nnviz.lessons.course import entry_of

        entry = entry_of(self._progress.present) if self._progress.present else None
        own = Path(self._progress.present_file)
        if self._progress.present_file and own.exists():
            self.open_file(own)
        elif entry is not None:
            self.open_entry(entry)

    # ---- what is kept
    @Slot()
    def keep_step(self) -> None:
        """The moment that is shown, here or in the lesson that is open, as a step more of a lesson file."""
        wanted = folder(QStandardPaths.StandardLocation.DocumentsLocation) / MAIN
        if self._progress.present_file:
            own = Path(self._progress.present_file)
            wanted = own / MAIN if own.is_dir() else own
        kinds = self.tr("Lesson (*.md)")
        name, _ = QFileDialog.getSaveFileName(
            self._pages.parent_widget,
            self.tr("Keep this moment as a step of this lesson"),
            str(wanted),
            kinds,
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if name:
            self.keep_step_in(Path(name))

    def keep_step_in(self, path: Path) -> None:
        """Write it behind the last step of that file, or into a new one; what cannot be is told."""
        from nnviz.lessons.kept_moment import with_moment

        in_lesson = self._pages.name == "lesson" and self._open is not None
        desk = self._open.desk if in_lesson and self._open is not None else self._desk
        shown = desk.shown
        if shown is None:
            return
        path = path if path.suffix else path.with_suffix(".md")
        try:
            before = path.read_text(encoding="utf-8") if path.exists() else ""
            args = shown.experiment, shown.snapshot, shown.timeline, shown.sample
            save_bytes(path, with_moment(before, path.stem, *args).encode())
        except (OSError, ValueError) as error:
            text = told(error) if isinstance(error, ValueError) else str(error)
            self.message_raised.emit(Message("warning", self.tr("No step was kept"), text, about="file"))
        else:
            text = self.tr("It is the last step of “{file}”.").format(file=path)
            self.message_raised.emit(Message("info", self.tr("Kept as a step"), text, about="file"))

    @Slot(object)
    def _on_keep(self, runs: Sequence[Run]) -> None:
        """Copies of the lesson's runs for the person's own project."""
        self._runs.adopt(runs)
        kept = [run.letter for run in self._runs.all[-len(runs) :]]
        title = self.tr("Kept in your project")
        text = self.tr("There they are the runs {letters}.").format(letters=", ".join(kept))
        self.message_raised.emit(Message("info", title, text, about="file"))

    # ---- all of them
    @Slot(str)
    def _on_turned(self, name: str) -> None:
        if name != "start" and self._start is not None:
            self._start.rest()
        if name != "lesson" and self._open is not None:
            self._open.rest()

    def shut_down(self) -> None:
        """End what is done here in the background, and wait for it."""
        self._after_start.stop()
        self._close_lesson()
        if self._start is not None:
            self._start.shut_down()
