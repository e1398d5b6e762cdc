"""New, open, save and close: the project of the window, and the question before changes are lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from nnviz.data.saving import chosen_path
from nnviz.files.exchange.brought import Wanted
from nnviz.files.project import Project
from nnviz.session.desk import Desk
from nnviz.session.messages import Message
from nnviz.session.projects import SUFFIX, Projects
from nnviz.session.sentences import told
from nnviz.training.presets import PRESETS
from nnviz.training.workspaces import WORKSPACES
from nnviz.ui.actions import Actions
from nnviz.ui.folders import folder
from nnviz.ui.looks import Looks
from nnviz.ui.plain import plain_title
from nnviz.ui.projects.model_sheet import ModelSheet
from nnviz.ui.projects.project_menu import ProjectMenu
from nnviz.ui.projects.project_view import ProjectView
from nnviz.ui.projects.unsaved_question import UnsavedQuestion


class ProjectFiles(QObject):
    """The actions and dialogs of ``projects``, the project that the window's Session is.

    Once it is told to ``protect`` the person's work, it asks before unsaved changes are lost.
    """

    def __init__(
        self,
        window: QWidget,
        projects: Projects,
        view: ProjectView,
        desk: Desk,
        looks: Looks,
        actions: Actions,
    ) -> None:
        super().__init__(window)
        self._window, self._desk, self._looks, self._view = window, desk, looks, view
        self._dialog: QFileDialog | None = None
        self._then: Callable[[], None] | None = None  # once it is saved
        self._close = False
        self.projects = projects
        self.menu = ProjectMenu([actions[name] for name in ("new", "open", "open_table", "save", "save_as")])
        self.menu.set_recent(projects.recent)
        for name, slot in (("new", self.new), ("save", self.save), ("save_as", self.save_as)):
            actions[name].triggered.connect(slot)
        self.menu.recent_requested.connect(self.open)
        projects.path_changed.connect(self._on_named)
        projects.modified_changed.connect(window.setWindowModified)
        projects.recent_changed.connect(self.menu.set_recent)
        projects.opened.connect(self._on_opened)
        projects.saved.connect(self._on_saved)
        projects.failed.connect(self._on_failed)
        projects.model_asked.connect(self._on_model_asked)
        self._on_named(None)

    # ---- what the person wants
    @Slot()
    def new(self) -> None:
        """Begin anew in the workspace that is shown."""
        experiment = PRESETS[self._desk.run.experiment.home]
        self._after_asking(lambda: self.projects.new(experiment))

    @Slot(object)
    def open(self, path: Path) -> None:
        """Open this file; only once it is known to be a project is anything asked."""
        self.projects.open(path, self._after_asking)

    def take_in(self, path: Path) -> None:
        """Have the model in this file as a run more."""
        self.projects.take_in(path)

    @Slot()
    def save(self) -> None:
        """Save to the project's file, or ask for one."""
        if self.projects.path is None:
            self.save_as()
        else:
            self.projects.save()

    @Slot()
    def save_as(self) -> None:
        """Ask where to save."""
        if self._dialog is None:
            self._dialog = dialog = QFileDialog(self._window, self.tr("Save the project"))
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.setNameFilters([self.tr("Projects of nnviz ({kinds})").format(kinds=f"*{SUFFIX}")])
            dialog.setDefaultSuffix(SUFFIX.removeprefix("."))
            dialog.fileSelected.connect(self._on_file_selected)
            dialog.rejected.connect(self._on_failed)
        self._dialog.selectFile(str(self.projects.path or self._suggested()))
        self._dialog.open()

    def _suggested(self) -> Path:
        """A name for a project that has none, in the folder used last."""
        documents = QStandardPaths.StandardLocation.DocumentsLocation
        workspace = told(WORKSPACES[self._desk.run.experiment.home].label)
        return folder(documents, self.projects.recent) / f"{workspace}{SUFFIX}"

    @Slot(str)
    def _on_file_selected(self, path: str) -> None:
        self.save_named(Path(path))

    def save_named(self, named: Path) -> None:
        """Save under that name, with the ending of projects; what the dialog has not asked about stays."""
        try:
            path = chosen_path(named, SUFFIX)
        except ValueError as sentence:
            message = Message("warning", self.tr("The project is not saved"), told(sentence), about="file")
            self.projects.message_raised.emit(message)
            self._on_failed()
        else:
            self.projects.save(path)

    # ---- nothing is lost unasked
    def protect(self, folder: Path) -> None:
        """Save by itself into ``folder``, offer what a crash left there, and ask before changes are lost."""
        self.projects.protect(folder)

    def may_close(self) -> bool:
        """Whether the window may close now; else it is asked about, and closes after the answer."""
        if self._close or not self._must_ask():
            return True
        self._ask(self._close_now)
        return False

    def shut_down(self) -> None:
        """The window closes: what is being written is written to its end."""
        self.projects.shut_down()

    def _close_now(self) -> None:
        self._close = True
        self._window.close()

    def _must_ask(self) -> bool:
        return self.projects.protected and self.projects.look()

    def _after_asking(self, action: Callable[[], None]) -> None:
        if self._must_ask():
            self._ask(action)
        else:
            action()

    def _ask(self, action: Callable[[], None]) -> None:
        """Ask once whether to save, and then, unless that was cancelled, act."""
        for question in self._window.findChildren(UnsavedQuestion):
            question.close()

        def answered(save: bool) -> None:
            if save:
                self._then = action
                self.save()
            else:
                action()

        UnsavedQuestion(self._name(), answered, self._window).present(self._looks.theme)

    # ---- what has happened
    @Slot(object)
    def _on_saved(self, path: Path) -> None:
        then, self._then = self._then, None
        if then is not None:
            then()

    @Slot()
    def _on_failed(self) -> None:
        self._then = None

    @Slot(object, str, object)
    def _on_model_asked(self, path: Path, missing: str, wanted: Wanted) -> None:
        """The file of a model does not say all that has to be known of it."""
        sheet = ModelSheet(path, missing, wanted, self._window)
        sheet.said.connect(self.projects.take_in)
        sheet.present(self._looks.theme)

    @Slot(object)
    def _on_opened(self, project: Project) -> None:
        self._view.show(project)

    @Slot(object)
    def _on_named(self, path: Path | None) -> None:
        self._window.setWindowTitle(
            f"{plain_title(self._name())}[*] – nnviz" if path is not None else "nnviz[*]"
        )

    def _name(self) -> str:
        path = self.projects.path
        return path.stem if path is not None else self.tr("Untitled")

    @Slot(str)
    def act(self, action_id: str) -> None:
        """Do what a message's button offers, if it is a message about projects."""
        if action_id == "recover":
            self.projects.act(action_id, self._after_asking)
