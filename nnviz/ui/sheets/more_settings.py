"""The settings that the sentence leaves out: start weights, data, numbers, the stop rule."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QWidget

from nnviz.data import DATASETS, FAMILIES, SCALES
from nnviz.engine.initializers import INITIALIZERS
from nnviz.session.sentences import told
from nnviz.training.experiment import LIMITS, Experiment
from nnviz.ui.sheets.sheet import Sheet
from nnviz.ui.widgets import Caption, ChoiceChip, NumberChip

_PERCENT = 100.0
_AUGMENT_MS = 500  # copies take seconds to make: a number that is being dragged is waited for


class MoreSettingsSheet(Sheet):
    """Emits ``experiment_requested(Experiment, str)``, as the sentence does; the text says what changes."""

    experiment_requested = Signal(object, str)

    def __init__(self, experiment: Experiment, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("More settings"), parent)
        self._experiment = experiment
        self.controls: dict[str, ChoiceChip | NumberChip] = {}  # by the field that they set
        self._changes: dict[str, str] = {}
        self._again = self.tr("Starts a new run from epoch 0; Ctrl+Z brings this one back")
        self._augment_due = QTimer(self, singleShot=True, interval=_AUGMENT_MS)
        self._augment_due.timeout.connect(self._on_augment_due)
        self._form = self.add_form([*self._stop_rows(), *self._weight_rows(), *self._data_rows()])
        self.augment_words = Caption(
            self.tr(
                "Changed copies: so many copies of each training image are learned as well: moved, turned,\n"
                "slanted, bent, thicker or thinner, so that it also reads hands it has never seen.\n"
                "Each makes an epoch longer; the test images stay as they are.\n"
                "“Training”, under the canvas, shows the copies."
            )
        )
        self.body.addWidget(self.augment_words)
        restart = self.tr(
            "All but the first two start a new run from epoch 0; Ctrl+Z brings the present one back."
        )
        self.body.addWidget(Caption(restart))
        self.show_experiment(experiment)

    # ---- building
    def _stop_rows(self) -> list[tuple[str, QWidget]]:
        ends = self._number(
            "epochs", self.tr("stop rule"), self.tr("Epochs"), self.tr("When training stops by itself")
        )
        patience = self._number(
            "patience",
            self.tr("patience"),
            self.tr("Patience in epochs"),
            self.tr("Training also stops when the test loss has not fallen for so many epochs"),
            none=self.tr("never"),
        )
        return [(self.tr("Stop after epochs"), ends), (self.tr("or without progress for"), patience)]

    def _weight_rows(self) -> list[tuple[str, QWidget]]:
        initializer = self._choice(
            "initializer",
            self.tr("start weights"),
            [(key, told(entry.label), told(entry.purpose)) for key, entry in INITIALIZERS.items()],
            self.tr("Start weights"),
            self.tr("How the weights are drawn before training"),
        )
        seed = self._number(
            "seed",
            self.tr("seed"),
            self.tr("Seed"),
            self.tr("The same seed gives the same run, bit for bit"),
        )
        clip = self._number(
            "clip_norm",
            self.tr("largest gradient"),
            self.tr("Largest norm of the gradient"),
            self.tr("A longer gradient is scaled down to this norm, so that no step is too long"),
            none=self.tr("no limit"),
        )
        return [
            (self.tr("Gradient no longer than"), clip),
            (self.tr("Start weights"), initializer),
            (self.tr("Seed of the weights"), seed),
        ]

    def _data_rows(self) -> list[tuple[str, QWidget]]:
        scale = self._choice(
            "scale",
            self.tr("pixel scale"),
            self._scales(),
            self.tr("Pixels enter"),
            self.tr("How the counts 0 to 16 become inputs"),
        )
        share = self._number(
            "test_share",
            self.tr("test share"),
            self.tr("Test share in percent"),
            self.tr("The share of the images set aside for testing"),
        )
        split = self._number(
            "split_seed",
            self.tr("split seed"),
            self.tr("Split seed"),
            self.tr("Decides which images are for testing and which for training"),
        )
        digits = [
            ("float32", "float32", self.tr("7 digits: fast, as frameworks do")),
            ("float64", "float64", self.tr("16 digits: for checking to the last digit")),
        ]
        dtype = self._choice(
            "dtype",
            self.tr("number format"),
            digits,
            self.tr("Numbers"),
            self.tr("How many digits the network calculates with"),
        )
        copies = self._number(
            "augment",
            self.tr("changed copies"),
            self.tr("Changed copies of each training image"),
            self.tr(
                "Each as someone else might have written it; 20 teach it to read many people's handwriting"
            ),
            none=self.tr("none"),
        )
        return [
            (self.tr("Pixels enter as"), scale),
            (self.tr("Test share, %"), share),
            (self.tr("Split seed"), split),
            (self.tr("Numbers"), dtype),
            (self.tr("Changed copies"), copies),
        ]

    def _scales(self) -> list[tuple[str, str, str]]:
        return [(key, told(scale.label), told(scale.note)) for key, scale in SCALES.items()]

    def _choice(
        self, field: str, change: str, choices: Sequence[tuple[str, str, str]], name: str, tip: str
    ) -> ChoiceChip:
        chip = ChoiceChip(choices, name, tip, heading=self._again)
        chip.setObjectName(field)
        chip.chosen.connect(self._on_chosen)
        self.controls[field], self._changes[field] = chip, change
        return chip

    def _number(self, field: str, change: str, name: str, tip: str, *, none: str = "") -> NumberChip:
        """``none`` is the word for 0."""
        low, high = (limit * self._unit(field) for limit in LIMITS[field])
        whole, specials = field not in ("test_share", "clip_norm"), {none: 0} if none else {}
        chip = NumberChip(name, tip, (low, high), low, integer=whole, specials=specials)
        chip.setObjectName(field)
        chip.value_requested.connect(self._on_number)
        self.controls[field], self._changes[field] = chip, change
        return chip

    @staticmethod
    def _unit(field: str) -> float:
        """By what the number of a field is multiplied to be shown."""
        return _PERCENT if field == "test_share" else 1

    # ---- what is shown, and asked for
    def show_experiment(self, experiment: Experiment) -> None:
        """Show the settings of ``experiment``."""
        self._experiment = experiment
        for field, control in self.controls.items():
            value = getattr(experiment, field)
            if isinstance(control, ChoiceChip):
                control.set_current(value)
            elif field != "augment" or not self._augment_due.isActive():
                control.set_value(value * self._unit(field))
        family = FAMILIES[DATASETS[experiment.data].family]
        self.controls["augment"].setEnabled(family.ink)
        for field in ("scale", "augment"):
            self._form.setRowVisible(self.controls[field], not family.steps)
        self.augment_words.setVisible(not family.steps)

    def _ask(self, field: str, value: object) -> None:
        self.experiment_requested.emit(self._experiment.with_(**{field: value}), self._changes[field])

    @Slot(str)
    def _on_chosen(self, key: str) -> None:
        self._ask(self.sender().objectName(), key)

    @Slot(float)
    def _on_number(self, value: float) -> None:
        field = self.sender().objectName()
        if field == "augment":
            self._augment_due.start()
        else:
            self._ask(field, value / _PERCENT if field == "test_share" else int(value))

    @Slot()
    def _on_augment_due(self) -> None:
        copies = self.controls["augment"]
        if isinstance(copies, NumberChip) and int(copies.value) != self._experiment.augment:
            self._ask("augment", int(copies.value))

    def closeEvent(self, event: QCloseEvent) -> None:
        """What was asked for a moment ago is not forgotten."""
        if self._augment_due.isActive():
            self._on_augment_due()
        super().closeEvent(event)
