"""What the file of a model does not say: asked for before it is opened."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from nnviz.engine import ACTIVATIONS
from nnviz.files.exchange.brought import Wanted, shape_in
from nnviz.session.sentences import told
from nnviz.ui.sheets.sheet import Sheet
from nnviz.ui.widgets import ChoiceChip, PushButton

_NONE = ""


class ModelSheet(Sheet):
    """The sentence that says what is missing, and a control for each thing that a file may not say.

    ``said(Path, Wanted)``: the model is to be opened with these.
    """

    said = Signal(object, object)

    def __init__(self, path: Path, missing: str, wanted: Wanted, parent: QWidget) -> None:
        super().__init__(self.tr("What is in “{file}”?").format(file=path.name), parent)
        self._path, self._wanted = path, wanted
        self.missing = self.add_words(missing)
        choices = [(name, told(one.label), told(one.purpose)) for name, one in ACTIVATIONS.items()]
        nothing = (_NONE, self.tr("not said"), "")
        self.activation = ChoiceChip(
            [nothing, *choices], self.tr("Activation of the hidden layers"), self.tr("The same for all")
        )
        self.output = ChoiceChip(
            [(_NONE, self.tr("none"), ""), *choices],
            self.tr("Activation of the last layer"),
            self.tr("None: its outputs are taken as they are"),
        )
        for chip in (self.activation, self.output):
            chip.chosen.connect(chip.set_current)
        self.activation.set_current(wanted.activation or _NONE)
        self.output.set_current(wanted.output_activation or _NONE)
        self.shape, self.layers = QLineEdit(), QLineEdit(wanted.layers or "")
        self.shape.setText("x".join(map(str, wanted.input_shape or ())))
        self.shape.setPlaceholderText("1x28x28")
        self.layers.setPlaceholderText("conv(8, 3), maxpool(2), 32")
        for line, name in (
            (self.shape, self.tr("Shape of a sample")),
            (self.layers, self.tr("Hidden layers")),
        ):
            line.setAccessibleName(name)
        self.add_form(
            [
                (self.tr("Hidden neurons have"), self.activation),
                (self.tr("The last layer has"), self.output),
                (self.tr("A sample has the shape"), self.shape),
                (self.tr("Its hidden layers are"), self.layers),
            ]
        )
        self.open_button = PushButton(self.tr("Open"), kind="strong")
        self.buttons.addWidget(self.open_button)
        self.open_button.clicked.connect(self._on_open)

    @Slot()
    def _on_open(self) -> None:
        try:
            shape = shape_in(self.shape.text()) if self.shape.text().strip() else None
        except ValueError as sentence:
            self.missing.setText(told(sentence))
            return
        wanted = replace(
            self._wanted,
            activation=self.activation.current or None,
            output_activation=self.output.current or None,
            input_shape=shape,
            layers=self.layers.text().strip() or None,
        )
        self.close()
        self.said.emit(self._path, wanted)
