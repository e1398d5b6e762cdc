"""The project that a Session is: its file, whether it has changed since, autosaves, the files used last."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from nnviz.data.saving import save_bytes, with_ending
from nnviz.files.exchange.brought import NotSaidError, Wanted
from nnviz.files.exchange.models import model_project
from nnviz.files.project import Drawing, Project, write_project
from nnviz.said import translate
from nnviz.session import messages
from nnviz.session.background_jobs import BackgroundJob, BackgroundJobs
from nnviz.session.desk import Desk
from nnviz.session.messages import Message
from nnviz.session.preferences import Preferences
from nnviz.session.project_state import project_of, read_runs, runs_of, show_project
from nnviz.session.recovery import Recovery
from nnviz.session.run import Run
from nnviz.session.runs import Runs
from nnviz.session.sentences import told
from nnviz.session.signals import Signals
from nnviz.session.training import Training
from nnviz.training.experiment import Experiment

SUFFIX = ".nnviz"
MOST_RECENT = 10
AUTOSAVE_MS = 60_000
LOOK_MS = 500  # how often it is asked whether something has changed, while things happen

#: What the window adds: how it was left, and the drawing in its canvas.
View = Callable[[], tuple[Mapping[str, Any], Drawing | None]]
#: Given what shows a project that has been read: does it, now or once somebody has agreed.
WhenRead = Callable[[Callable[[], None]], None]


def _at_once(show: Callable[[], None]) -> None:
    show()


class Projects(QObject):
    """Saves and opens the Session as a file, in the background.

    ``path`` is that file, None before it has one. ``modified`` says that there is something to save:
    settings, runs, trained epochs, edits or a drawing that the file does not have. How the window looks is
    saved too, but is no reason to save. ``opened`` comes with the Project when the Session is as it says,
    ``saved`` with the path, ``failed`` when one of both could not be.
    """

    path_changed = Signal(object)
    modified_changed = Signal(bool)
    recent_changed = Signal(object)
    opened = Signal(object)
    saved = Signal(object)
    failed = Signal()
    model_asked = Signal(object, str, object)  # of which file, what is missing, what has been said
    message_raised = Signal(object)
    fault_raised = Signal(str)

    def __init__(
        self,
        runs: Runs,
        training: Training,
        signals: Signals,
        desk: Desk,
        preferences: Preferences,
        view: View = lambda: ({}, None),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._runs, self._training, self._desk = runs, training, desk
        self._preferences, self._view = preferences, view
        self.path: Path | None = None
        self.modified = False
        self._recovery: Recovery | None = None
        self._left: Path | None = None
        self._jobs = BackgroundJobs(self)
        self._jobs.failed.connect(self.failed)
        self._jobs.message_raised.connect(self.message_raised)
        self._jobs.fault_raised.connect(self.fault_raised)
        self._look_timer = self._timer(LOOK_MS, self._on_look_due)
        self._autosave_timer = self._timer(AUTOSAVE_MS, self.autosave)
        self._untouched = self._autosaved = self._state()
        for signal in (
            signals.experiment_changed,
            signals.run_changed,
            signals.run_started,
            signals.runs_changed,
            signals.ghosts_changed,
            desk.shown_changed,
        ):
            signal.connect(self._on_something)

    def _timer(self, interval: int, slot: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval)
        timer.timeout.connect(slot)
        return timer

    # ---- what has changed
    @Slot()
    def _on_something(self) -> None:
        """Something may have changed: look soon, at most a few times a second."""
        if not self._look_timer.isActive():
            self._look_timer.start()

    @Slot()
    def _on_look_due(self) -> None:
        self.look()

    def look(self) -> bool:
        """Find out whether there is something to save."""
        self._look_timer.stop()
        state = self._state()
        modified = state != self._untouched
        if modified != self.modified:
            self.modified = modified
            self.modified_changed.emit(modified)
        protected = self._recovery is not None and not self._autosave_timer.isActive()
        if protected and modified and state != self._autosaved:
            self._autosave_timer.start()
        return modified

    def _state(self) -> object:
        """Equal as long as there is nothing new to save."""
        drawing = self._view()[1]
        strokes = tuple(stroke.tobytes() for stroke in drawing.strokes) if drawing else ()
        return tuple(_run_state(run) for run in self._runs.all), len(self._runs.ghosts), strokes

    # ---- saving and opening
    @property
    def busy(self) -> bool:
        """Whether something is being saved or opened."""
        return self._jobs.busy

    def save(self, path: Path | None = None) -> None:
        """Write the project to ``path``, or to its file. Raises ``ValueError`` if it has none."""
        target = self.path if path is None else with_ending(path, SUFFIX)
        if target is None:
            raise ValueError(translate("Session", "The project needs the name of a file."))

        def prepare() -> BackgroundJob:
            project, state = self._project(), self._state()

            def done(_: object) -> None:
                self._settle(target, state)
                self._remember(target)
                self.saved.emit(target)

            doing = self.tr("Saving “{file}”").format(file=target.name)
            return BackgroundJob(doing, lambda: save_bytes(target, write_project(project)), done)

        self._jobs.add(prepare)

    def open(self, path: Path, when_read: WhenRead = _at_once) -> None:
        """Have the project of this file instead of what there is.

        Once it has been read, and is one, ``when_read`` is given what shows it, and may ask before. An
        autosave is of a project that has another file, or none yet, and has still to be saved there.
        """
        restored = self._recovery is not None and self._recovery.holds(path)

        def show(project: Project, runs: tuple[Run, ...]) -> None:
            show_project(self._runs, self._training, self._desk, project, runs)
            self.opened.emit(project)
            if restored:
                file = project.view.get("file")
                self._settle(Path(file) if isinstance(file, str) and file else None, None)
            else:
                self._settle(path, self._state())
                self._remember(path)

        def done(result: tuple[Project, tuple[Run, ...]]) -> None:
            when_read(lambda: show(*result))

        doing = self.tr("Opening “{file}”").format(file=path.name)
        self._jobs.add(lambda: BackgroundJob(doing, lambda: read_runs(path), done))

    def take_in(self, path: Path, wanted: Wanted | None = None) -> None:
        """Have the model in this file as a run more; what was assumed of it is told.

        Where its file does not say all and it is not ``wanted`` either, ``model_asked`` says what is missing.
        """

        def work() -> Run | NotSaidError:
            try:
                return runs_of(model_project(path, wanted))[0]
            except NotSaidError as missing:
                return missing

        def done(run: Run | NotSaidError) -> None:
            if isinstance(run, NotSaidError):
                self.model_asked.emit(path, told(run), wanted or Wanted())
                return
            self._runs.take_in(run)
            self.message_raised.emit(messages.taken_in(path.name, [told(one) for one in run.source.told]))
            self._remember(path)

        doing = self.tr("Opening “{file}”").format(file=path.name)
        self._jobs.add(lambda: BackgroundJob(doing, work, done))

    def new(self, experiment: Experiment) -> None:
        """Have one run of this experiment, not yet trained, instead of what there is, and no file."""

        def done(_: object) -> None:
            self._desk.show_reader(False)
            self._desk.pause()
            self._runs.open([Run("A", "A", 0, experiment)], "A")
            self.opened.emit(Project(runs=(), current="A"))
            self._settle(None, self._state())

        self._jobs.add(lambda: BackgroundJob("", lambda: None, done))

    def _project(self) -> Project:
        view, drawing = self._view()
        file = {"file": str(self.path)} if self.path is not None else {}
        return project_of(self._runs, self._training, self._desk, {**view, **file}, drawing)

    def _settle(self, path: Path | None, state: object) -> None:
        """From now on this is the file, which has what was there at ``state``."""
        self._untouched = state
        if path != self.path:
            self.path = path
            self.path_changed.emit(path)
        if not self.look() and self._recovery is not None:
            self._autosave_timer.stop()
            self._recovery.clear()

    def shut_down(self) -> None:
        """Wait for what is being written; nothing is told any more, and nothing is left to recover."""
        self._look_timer.stop()
        self._autosave_timer.stop()
        self._jobs.shut_down()
        if self._recovery is not None:
            self._recovery.end()
            self._recovery = None

    # ---- against loss
    @property
    def protected(self) -> bool:
        """Whether the work is saved by itself."""
        return self._recovery is not None

    def protect(self, folder: Path) -> None:
        """From now on autosave into ``folder``; what a session that crashed left there is offered once."""
        recovery = Recovery(folder)
        try:
            recovery.begin()
        except ValueError as sentence:
            self.message_raised.emit(
                Message("warning", self.tr("Nothing is saved by itself"), told(sentence), about="file")
            )
            return
        self._recovery, self._left = recovery, recovery.left()
        if self._left is not None:
            self._remember(self._left)
            if self._desk.shown is None:  # what is said when the first is shown would cover it
                self._desk.shown_changed.connect(self._on_first_shown)
            else:
                self._offer()

    @Slot()
    def _on_first_shown(self) -> None:
        self._desk.shown_changed.disconnect(self._on_first_shown)
        QTimer.singleShot(0, self._offer)

    @Slot()
    def _offer(self) -> None:
        self.message_raised.emit(
            Message(
                "warning",
                self.tr("nnviz ended before your work was saved"),
                self.tr("You can go on where it was; it also stays among the files used last."),
                self.tr("Go on with it"),
                "recover",
                by_itself=True,
                about="file",
            )
        )

    @Slot(str)
    def act(self, action_id: str, when_read: WhenRead = _at_once) -> None:
        """Do what a message's button offers, if it is one of these messages; ``when_read`` as above."""
        if action_id == "recover" and self._left is not None:
            self.open(self._left, when_read)

    @Slot()
    def autosave(self) -> None:
        """Write what there is into the folder of autosaves, unless it is there already."""
        self._autosave_timer.stop()
        if self._recovery is None or self._state() in (self._untouched, self._autosaved):
            return
        path = self._recovery.file

        def prepare() -> BackgroundJob:
            project, state = self._project(), self._state()

            def done(_: object) -> None:
                self._autosaved = state
                if not self.look() and self._recovery is not None:
                    self._recovery.clear()

            return BackgroundJob("", lambda: save_bytes(path, write_project(project)), done)

        self._jobs.add(prepare)

    # ---- files used last
    @property
    def recent(self) -> tuple[Path, ...]:
        """The files used last, the newest first; those that are gone are left out."""
        return tuple(path for path in map(Path, self._preferences.recent) if os.path.isfile(path))

    def _remember(self, path: Path) -> None:
        path = path.absolute()
        others = [other for other in self._preferences.recent if Path(other) != path]
        self._preferences.recent = [str(path), *others][:MOST_RECENT]
        self._preferences.save()
        self.recent_changed.emit(self.recent)


def _run_state(run: Run) -> object:
    snapshot, changes = run.snapshot, run.timeline.changes
    moment = (snapshot.epoch, snapshot.step, snapshot.changes) if snapshot is not None else (0, 0, 0)
    return run.letter, run.name, run.experiment, moment, changes[-1:], run.parent
