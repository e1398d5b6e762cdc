"""Open a folder of pictures: what is in it, as what it is learned, and what was skipped."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QFileDialog, QProgressBar, QWidget

from nnviz.data.own.pictures import SIDES, PictureRecipe, Pictures, pictures_of, usual_recipe
from nnviz.session.picture_folder import PictureFolder
from nnviz.session.sentences import told
from nnviz.training.own_pictures import own_pictures, pictures_experiment
from nnviz.ui.images.class_rows import ClassRows
from nnviz.ui.sheets.sheet import Sheet
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import Caption, NumberChip, PushButton, Segmented
from nnviz.ui.widgets.scroll import Scroll

if TYPE_CHECKING:
    from nnviz.data.own.own import Own
    from nnviz.data.own.picture_reading import Found

_TOLD = 4  # skipped files that are told one by one
_ROWS_HIGH = 260  # px at theme unit 1 that the classes take at most


_COLOURS = 3  # red, green and blue


class PicturesSheet(Sheet):
    """``taken(Own)``: these are to be learned. ``fault_raised(str)``: something went wrong in nnviz."""

    taken = Signal(object)
    fault_raised = Signal(str)

    def __init__(
        self, own: Own | None, parent: QWidget | None = None, *, shape: tuple[int, ...] = ()
    ) -> None:
        """Pictures that are read begin in the size and the colours of the ``shape`` that a network takes."""
        super().__init__(self.tr("A folder of pictures"), parent)
        self._folder = PictureFolder(self)
        self._folder.read.connect(self._on_read)
        self._folder.failed.connect(self._on_failed)
        self._folder.progressed.connect(self._on_progress)
        self._folder.fault_raised.connect(self.fault_raised)
        self._own, self._theme, self._shape = own, Theme(), shape
        self._pictures: Pictures | None = None
        self._recipe = PictureRecipe()
        self._build()
        if own is not None and isinstance(own.recipe, PictureRecipe):
            self._pictures, self._recipe = pictures_of(own.content), own.recipe
        self._show()

    # ---- building
    def _build(self) -> None:
        self.said = self.add_words("", "body", "primary")
        self.choose_button = PushButton(self.tr("Choose a folder…"))
        self.choose_button.clicked.connect(self._on_choose)
        self.bar = QProgressBar(textVisible=False)
        self.add_row(self.choose_button, self.bar, None)
        self.rows = ClassRows()
        self._scroll = Scroll(self.rows, keyboard=True)
        self.body.addWidget(self._scroll)
        self.side = NumberChip(
            self.tr("Pixels wide and high"),
            self.tr("Each picture is cut to a square and shrunk; fewer pixels are learned faster"),
            SIDES,
            self._recipe.side,
            integer=True,
        )
        self.colour = Segmented(
            [("grey", self.tr("Grey")), ("colour", self.tr("Colour"))], self.tr("What enters of each pixel")
        )
        self.dark = Segmented(
            [("light", self.tr("White is 1")), ("dark", self.tr("Black is 1"))],
            self.tr("Which brightness is 1, and the other 0"),
        )
        self.split = Segmented(
            [
                ("evenly", self.tr("Of each class")),
                ("share", self.tr("By chance")),
                ("folders", self.tr("Folder “test”")),
            ],
            self.tr("Which pictures are kept for the test"),
        )
        self.form = self.add_form(
            [
                (self.tr("Pixels wide and high"), self.side),
                (self.tr("Each pixel"), self.colour),
                (self.tr("Brightness"), self.dark),
                (self.tr("Kept for the test"), self.split),
            ]
        )
        self.skipped = Caption("")
        self.skipped.setWordWrap(True)
        self.body.addWidget(self.skipped)
        self.learn_button = PushButton(self.tr("Learn these"), kind="strong")
        self.buttons.insertWidget(1, self.learn_button)
        self.learn_button.clicked.connect(self._on_learn)
        self.side.value_requested.connect(self._on_side)
        self.colour.chosen.connect(self._on_colour)
        self.dark.chosen.connect(self._on_dark)
        self.split.chosen.connect(self._on_split)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._theme = theme
        self._fit()

    def _fit(self) -> None:
        theme = self._theme
        high = min(self.rows.sizeHint().height(), theme.px(_ROWS_HIGH))
        self._scroll.setFixedHeight(high)
        self._scroll.setMinimumWidth(self.rows.sizeHint().width() + theme.px(16))

    # ---- reading
    @Slot()
    def _on_choose(self) -> None:
        begin = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        chosen = QFileDialog.getExistingDirectory(self, self.tr("A folder of pictures"), begin)
        if chosen:
            self.read(Path(chosen))

    def read(self, folder: Path) -> None:
        """Read this folder."""
        self._pictures = None
        self._folder.open(folder)
        self.said.setText(self.tr("Reading “{name}”…").format(name=folder.name))
        self.skipped.setText("")
        self.bar.setValue(0)
        self._show_controls()

    @Slot(float)
    def _on_progress(self, share: float) -> None:
        self.bar.setValue(round(100 * share))

    @Slot(object)
    def _on_read(self, found: Found) -> None:
        self._pictures = pictures_of(found.content)
        self._recipe = usual_recipe(self._pictures)
        if self._shape:
            colour = len(self._shape) == 3 and self._shape[0] == _COLOURS
            self._recipe = replace(self._recipe, side=self._shape[-1], colour=colour)
        self._own = own_pictures(found.content, self._recipe)
        self._tell_skipped(found.skipped)
        self._show()

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        self._own = None
        self.said.setText(sentence)
        self._show_controls()

    def _tell_skipped(self, sentences: tuple[str, ...]) -> None:
        lines = list(sentences[:_TOLD])
        if sentences:
            lines.insert(0, self.tr("%n file(s) skipped:", None, len(sentences)))
        if len(sentences) > _TOLD:
            lines.append(self.tr("and %n more.", None, len(sentences) - _TOLD))
        self.skipped.setText("\n".join(lines))

    # ---- what is shown
    def _show(self) -> None:
        pictures, recipe = self._pictures, self._recipe
        if pictures is not None and self._own is not None:
            text = self.tr("“{name}”: {pictures} pictures of {classes} classes.")
            name = str(self._own.content.about.get("name", ""))
            self.said.setText(
                text.format(name=name, pictures=f"{len(pictures.labels):,}", classes=len(pictures.classes))
            )
        elif not self._folder.busy:
            self.said.setText(
                self.tr(
                    "Put the pictures of each class into a folder of its own, and those folders into one: "
                    "that is the one to choose. Or a folder of pictures with a table (.csv): file, class."
                )
            )
        self.side.set_value(recipe.side)
        self.colour.set_current("colour" if recipe.colour else "grey")
        self.dark.set_current("dark" if recipe.dark else "light")
        self.split.set_current(recipe.split_by)
        self.rows.show_pictures(pictures, recipe)
        self._show_controls()

    def _show_controls(self) -> None:
        """Those that there is a use for."""
        pictures = self._pictures
        there = pictures is not None
        self.bar.setVisible(self._folder.busy)
        self._scroll.setVisible(there)
        for control in (self.side, self.colour, self.dark, self.split):
            self.form.setRowVisible(control, there)
        self.form.setRowVisible(self.colour, pictures is not None and pictures.coloured)
        self.split.button("folders").setVisible(pictures is not None and pictures.tested is not None)
        self.skipped.setVisible(bool(self.skipped.text()))
        self.learn_button.setEnabled(there)
        self._fit()
        self.adjustSize()

    def _change(self, recipe: PictureRecipe) -> None:
        self._recipe = recipe
        self._show()

    @Slot(float)
    def _on_side(self, side: float) -> None:
        self._change(replace(self._recipe, side=round(side)))

    @Slot(str)
    def _on_colour(self, key: str) -> None:
        self._change(replace(self._recipe, colour=key == "colour"))

    @Slot(str)
    def _on_dark(self, key: str) -> None:
        self._change(replace(self._recipe, dark=key == "dark"))

    @Slot(str)
    def _on_split(self, key: str) -> None:
        self._change(replace(self._recipe, split_by=key))

    # ---- its end
    @Slot()
    def _on_learn(self) -> None:
        if self._own is None:
            return
        own = self._own.with_recipe(self._recipe)
        try:
            pictures_experiment(own)
        except ValueError as sentence:
            self.said.setText(told(sentence))
        else:
            self.taken.emit(own)
            self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._folder.cancel()
        super().closeEvent(event)
