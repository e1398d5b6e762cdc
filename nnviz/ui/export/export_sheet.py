"""Save a picture or a film: of what, as what, how large."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Slot
from PySide6.QtGui import QCloseEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QProgressBar, QWidget

from nnviz.data.saving import chosen_path
from nnviz.files.film import FILMS
from nnviz.session.desk import Desk
from nnviz.session.sentences import told
from nnviz.ui.export.film_maker import FilmMaker
from nnviz.ui.export.view_picture import KINDS, SCALES, picture, save
from nnviz.ui.folders import folder
from nnviz.ui.looks import Looks
from nnviz.ui.network_stage import NetworkStage
from nnviz.ui.sheets.sheet import Sheet
from nnviz.ui.widgets import Caption, NumberChip, PushButton, Segmented
from nnviz.ui.workspaces.place import Place

_RATES = (1.0, 30.0)


class ExportSheet(Sheet):
    """Saves or copies what the window shows, or makes a film of the run.

    Closing it while a film is being made cancels that.
    """

    def __init__(self, window: QWidget, place: Place, desk: Desk, looks: Looks) -> None:
        super().__init__(self.tr("Save a picture or a film"), window)
        self._shown_window, self._place, self._desk, self._looks = window, place, desk, looks
        self._maker: FilmMaker | None = None
        subjects = [("stage", self.tr("Network")), ("right", self.tr("Results")), ("all", self.tr("Window"))]
        self.subject = Segmented(subjects, self.tr("What the picture shows"))
        pictures = [(kind, kind.upper()) for kind in KINDS]
        films = [("gif", self.tr("GIF film")), ("webp", self.tr("WebP film"))]
        self.kind = Segmented([*pictures, *films], self.tr("Kind of file"))
        self.scale = NumberChip(
            self.tr("Pixels for each pixel of the window"),
            self.tr("2 for print and large screens; SVG and PDF can be enlarged anyway"),
            SCALES,
            1.0,
        )
        self.rate = NumberChip(
            self.tr("Frames per second"), self.tr("How fast the film plays"), _RATES, 8.0, integer=True
        )
        self.bar, self.said = QProgressBar(textVisible=False), Caption("")
        self.said.setWordWrap(True)
        self.copy_button = PushButton(self.tr("Copy"))
        self.save_button = PushButton(self.tr("Save…"), kind="strong")
        self.cancel_button = PushButton(self.tr("Cancel"))
        rows: list[tuple[str, QWidget]] = [
            (self.tr("Show"), self.subject),
            (self.tr("As"), self.kind),
            (self.tr("Scale"), self.scale),
            (self.tr("Frames per second"), self.rate),
        ]
        self._form = self.add_form(rows)
        self.body.addWidget(self.bar)
        self.body.addWidget(self.said)
        for button in (self.cancel_button, self.save_button, self.copy_button):
            self.buttons.insertWidget(0, button)
        for chip in (self.scale, self.rate):
            chip.value_requested.connect(chip.set_value)
        self.kind.chosen.connect(self._on_kind)
        self.copy_button.clicked.connect(self.copy)
        self.save_button.clicked.connect(self._on_save)
        self.cancel_button.clicked.connect(self.cancel)
        self._show()

    # ---- what is shown
    @property
    def _filming(self) -> bool:
        return self.kind.current in FILMS

    def _show(self) -> None:
        making = self._maker is not None
        self._form.setRowVisible(self.rate, self._filming)
        self.copy_button.setVisible(not self._filming)
        self.save_button.setEnabled(not making)
        self.cancel_button.setVisible(making)
        self.bar.setVisible(making)

    @Slot(str)
    def _on_kind(self, kind: str) -> None:
        self._show()

    def _view(self) -> QWidget:
        there = self._place.current
        stage = there.stage.looked_at if isinstance(there.stage, NetworkStage) else there.stage
        return {"stage": stage, "right": there.right, "all": self._shown_window}[self.subject.current]

    def _picture(self) -> QImage:
        return picture(self._view(), self._looks.theme, self.scale.value)

    # ---- what is done
    @Slot()
    def copy(self) -> None:
        """Put the picture on the clipboard."""
        try:
            QGuiApplication.clipboard().setImage(self._picture())
        except ValueError as sentence:
            self.said.setText(told(sentence))
        else:
            self.said.setText(self.tr("The picture is on the clipboard."))

    @Slot()
    def _on_save(self) -> None:
        kind = self.kind.current
        place = folder(QStandardPaths.StandardLocation.PicturesLocation)
        wanted = str(place / f"nnviz.{kind}")
        name, _ = QFileDialog.getSaveFileName(self, self.windowTitle(), wanted, f"{kind.upper()} (*.{kind})")
        if name:
            self.save_named(Path(name))

    def save_named(self, named: Path) -> None:
        """Save under that name, with the ending of the kind; what the dialog has not asked about stays."""
        try:
            path = chosen_path(named, f".{self.kind.current}")
        except ValueError as sentence:
            self.said.setText(told(sentence))
        else:
            self.save_as(path)

    def save_as(self, path: Path) -> None:
        """Save the picture, or begin to make the film."""
        if self._filming:
            self._film(path)
            return
        try:
            save(self._view(), self._looks.theme, path, self.scale.value)
        except ValueError as sentence:
            self.said.setText(told(sentence))
        else:
            self.said.setText(self.tr("Saved in “{file}”.").format(file=path))

    def _film(self, path: Path) -> None:
        size = self._view().size() * self.scale.value
        maker = FilmMaker(self._desk, self._place.settle, self._picture, size, path, self.rate.value, self)
        maker.progress.connect(self._on_progress)
        maker.made.connect(self._on_made)
        maker.failed.connect(self._on_failed)
        try:
            maker.start()
        except ValueError as sentence:
            self.said.setText(told(sentence))
            maker.deleteLater()
        else:
            self._maker = maker
            self.said.setText(self.tr("Painting the run, epoch by epoch…"))
            self._show()

    @Slot(int, int)
    def _on_progress(self, done: int, count: int) -> None:
        self.bar.setMaximum(count)
        self.bar.setValue(done)

    @Slot(object)
    def _on_made(self, path: Path) -> None:
        self._maker = None
        self.said.setText(self.tr("Saved in “{file}”.").format(file=path))
        self._show()

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        self._maker = None
        self.said.setText(sentence)
        self._show()

    @Slot()
    def cancel(self) -> None:
        """Make no film after all."""
        if self._maker is not None:
            self._maker.cancel()

    def done(self, result: int) -> None:
        """The sheet closes, by Escape as well, which is no close event: no film is made."""
        if self._maker is not None:
            self._maker.shut_down()
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._maker is not None:
            self._maker.shut_down()
        super().closeEvent(event)
