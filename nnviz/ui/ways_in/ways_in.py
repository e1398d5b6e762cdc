"""Open, paste and drop: the ways a picture, or a project, gets into the window."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QBuffer,
    QEvent,
    QIODevice,
    QMimeData,
    QObject,
    QStandardPaths,
    Signal,
    Slot,
)
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QGuiApplication, QImage, QImageWriter
from PySide6.QtWidgets import QFileDialog, QWidget

from nnviz.files.exchange.models import READERS, is_model
from nnviz.files.watching.names import is_run_folder
from nnviz.session.desk import Desk
from nnviz.session.messages import Message, act
from nnviz.session.projects import SUFFIX
from nnviz.session.sentences import told
from nnviz.training.samples import ink_sample, takes_drawings
from nnviz.ui.actions import Actions
from nnviz.ui.canvas import InputPanel
from nnviz.ui.folders import folder
from nnviz.ui.projects.project_files import ProjectFiles
from nnviz.ui.table.opening import ENDINGS as TABLES
from nnviz.ui.table.opening import TableOpening, holds_cells, is_table
from nnviz.ui.ways_in.drop_cover import DropCover, Held
from nnviz.ui.ways_in.picture_opener import PictureOpener
from nnviz.ui.wishes import Wishes

if TYPE_CHECKING:
    from nnviz.data.opened import OpenedPicture

MOST_PIXELS = 60_000_000  # of a pasted picture, as of a file
LESSONS = (".nnlesson", ".md")
_KINDS = "*.png *.jpg *.jpeg *.jfif *.avif *.bmp *.gif *.webp *.tif *.tiff"


class WaysIn(QObject):
    """Connects the window's actions, its input panel, the clipboard and drag and drop.

    ``panel_wanted()``: the panel with the picture is to be seen. ``lesson_requested(Path)``: it is a lesson,
    ``folder_requested(Path)``: a folder of pictures, ``watching_requested(Path)``: that of a run which
    another program trains.
    """

    message_raised = Signal(object)
    panel_wanted = Signal()
    lesson_requested = Signal(object)
    folder_requested = Signal(object)
    watching_requested = Signal(object)

    def __init__(
        self,
        window: QWidget,
        panel: InputPanel,
        actions: Actions,
        desk: Desk,
        wishes: Wishes,
        project_files: ProjectFiles,
        tables: TableOpening,
    ) -> None:
        super().__init__(window)
        self._window, self._panel, self._desk, self._wishes = window, panel, desk, wishes
        self._project_files, self._tables = project_files, tables
        self._dialog: QFileDialog | None = None
        self._cover = DropCover(window)
        self._opener = PictureOpener(self)
        self._opener.opened.connect(self._on_opened)
        self._opener.failed.connect(self._refuse)
        panel.open_requested.connect(self.ask)
        panel.paste_requested.connect(self.paste)
        panel.turn_requested.connect(self.turn)
        actions["open"].triggered.connect(self.ask)
        actions["open_table"].triggered.connect(tables.ask)
        actions["paste"].triggered.connect(self.paste)
        panel.digit_changed.connect(self._on_digit_changed)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    # ---- three ways in
    @Slot()
    def ask(self) -> None:
        """Ask for a picture, a project, a model, a lesson or a table."""
        if self._dialog is None:
            pictures = QStandardPaths.StandardLocation.PicturesLocation
            begin = folder(pictures, self._project_files.projects.recent)
            title = self.tr("Open a project, a lesson, or a picture of a digit or a number")
            models = " ".join(f"*{ending}" for ending in READERS)
            cells = " ".join(f"*{ending}" for ending in TABLES)
            every = (f"*{SUFFIX}", models, *(f"*{ending}" for ending in LESSONS), cells, _KINDS)
            lessons = " ".join(f"*{ending}" for ending in LESSONS)
            self._dialog = QFileDialog(self._window, title, str(begin))
            self._dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
            self._dialog.setNameFilters(
                [
                    self.tr("All that opens ({kinds})").format(kinds=" ".join(every)),
                    self.tr("Projects of nnviz ({kinds})").format(kinds=f"*{SUFFIX}"),
                    self.tr("Models of other programs ({kinds})").format(kinds=models),
                    self.tr("Lessons ({kinds})").format(kinds=lessons),
                    self.tr("Tables ({kinds})").format(kinds=cells),
                    self.tr("Pictures ({kinds})").format(kinds=_KINDS),
                    self.tr("All files (*)"),
                ]
            )
            self._dialog.fileSelected.connect(self.open_file)
        self._dialog.open()

    @Slot(str)
    def open_file(self, path: str) -> None:
        """Open this project, model, lesson or table, or read this picture."""
        if path.lower().endswith(SUFFIX):
            self._project_files.open(Path(path))
            return
        if is_model(path):
            self._project_files.take_in(Path(path))
            return
        if is_lesson(path):
            self.lesson_requested.emit(Path(path))
            return
        if is_run_folder(Path(path)):
            self.watching_requested.emit(Path(path))
            return
        if os.path.isdir(path):
            self.folder_requested.emit(Path(path))
            return
        if is_table(path):
            self._tables.open_file(path)
            return
        self._opener.open(Path(path), self.tr("“{name}”").format(name=Path(path).name))

    @Slot()
    def paste(self) -> None:
        """Read the picture on the clipboard, or the cells of a spreadsheet."""
        data = QGuiApplication.clipboard().mimeData() or QMimeData()  # None where there is no clipboard
        self._take(data, self.tr("The picture on the clipboard"))

    @Slot()
    def turn(self) -> None:
        """Turn the picture that is open a quarter clockwise, and read it anew."""
        opened = self._panel.photo.opened
        if opened is None:
            return
        try:
            self._on_opened(opened.turned())
        except ValueError as sentence:
            self._refuse(told(sentence))

    def _take(self, data: QMimeData, name: str) -> None:
        """A file, if there is one: its bytes are better than a copy of what it shows."""
        files = [url for url in data.urls() if url.isLocalFile()]
        if holds_cells(data):
            self._tables.take(data)
        elif files:
            self.open_file(files[0].toLocalFile())
        elif data.hasImage():
            self._take_image(QImage(data.imageData()), name)
        elif data.hasUrls():
            self._refuse(self.tr("Only pictures on this computer can be opened: save the picture first."))
        else:
            self._tell(
                self.tr("There is no picture on the clipboard"), self.tr("Copy one and paste it here.")
            )

    def _take_image(self, image: QImage, name: str) -> None:
        if image.isNull():
            self._refuse(self.tr("{name} cannot be read.").format(name=name))
        elif image.width() * image.height() > MOST_PIXELS:
            millions = MOST_PIXELS // 1_000_000
            text = self.tr("{name} is too large: over {millions} million pixels.")
            self._refuse(text.format(name=name, millions=millions))
        else:
            buffer = QBuffer()
            buffer.open(QIODevice.OpenModeFlag.WriteOnly)
            kind = b"PNG" if image.hasAlphaChannel() else b"BMP"  # BMP: quick, and nothing is lost
            QImageWriter(buffer, kind).write(image)
            self._opener.open(bytes(buffer.data().data()), name)

    @Slot(str)
    def _refuse(self, sentence: str) -> None:
        self._tell(self.tr("This picture cannot be read"), sentence)

    def _tell(self, title: str, sentence: str) -> None:
        self.message_raised.emit(Message("error", title, sentence, about="sample"))

    @Slot(object)
    def _on_opened(self, opened: OpenedPicture) -> None:
        self.message_raised.emit(act("sample"))
        dataset = self._desk.dataset
        if dataset is None or not takes_drawings(dataset):
            self._wishes.on_workspace("digits")  # where pictures are read
        self.panel_wanted.emit()
        self._panel.show_picture(opened)

    # ---- the digit that is read
    @Slot()
    def _on_digit_changed(self) -> None:
        """The chosen digit goes through the network; a picture without one is no sample.

        Where the data are no digits the picture waits in the panel until they are.
        """
        photo, dataset = self._panel.photo, self._desk.dataset
        if dataset is not None and takes_drawings(dataset):
            self._desk.set_sample(ink_sample(photo.picture, dataset, photo.label, index=photo.index))

    # ---- drag and drop
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The window's drags and drops, and its end."""
        kind = event.type()
        if isinstance(event, QDragEnterEvent | QDragMoveEvent) and kind != QEvent.Type.Drop:
            if _may_be_taken(event.mimeData()):
                self._cover.cover(_held(event.mimeData()))
                event.acceptProposedAction()
                return True
        elif kind == QEvent.Type.DragLeave:
            self._cover.hide()
        elif kind == QEvent.Type.Drop and isinstance(event, QDropEvent):
            self._cover.hide()
            event.acceptProposedAction()
            self._take(event.mimeData(), self.tr("The dropped picture"))
            return True
        elif kind == QEvent.Type.Close:
            self._opener.shut_down()
        return False


def is_lesson(path: str) -> bool:
    """Whether this is opened as a lesson: by its ending, or as a folder that has one."""
    return path.lower().endswith(LESSONS) or os.path.isfile(os.path.join(path, "lesson.md"))


def _held(data: QMimeData) -> Held:
    """What is held over the window."""
    path = data.urls()[0].toLocalFile() if data.hasUrls() else ""
    if path.lower().endswith(SUFFIX):
        return "project"
    if is_model(path):
        return "model"
    if is_table(path) or holds_cells(data):
        return "table"
    if path and is_run_folder(Path(path)):
        return "run"
    return "lesson" if is_lesson(path) else "picture"


def _may_be_taken(data: QMimeData) -> bool:
    return data.hasImage() or data.hasUrls() or holds_cells(data)
