"""The settings that the sentence leaves out: start weights, data, numbers, the stop rule."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from nnviz.data import DATASETS, FAMILIES, SCALES
from nnviz.engine.initializers import INITIALIZERS
from nnviz.training.experiment import LIMITS, Experiment
from nnviz.ui.sheets.sheet import Sheet
from nnviz.ui.widgets import Caption, ChoiceChip, NumberChip, TextLabel

_PERCENT = 100.0
_AUGMENT_MS = 500  # copies take seconds to make: a number that is being dragged is waited for


class MoreSettingsSheet(Sheet):
    """Emits ``experiment_requested(Experiment, str)``, as the sentence does."""

    experiment_requested = Signal(object, str)

    def __init__(self, experiment: Experiment, parent: QWidget | None = None) -> None:
        super().__init__(QCoreApplication.translate("MoreSettingsSheet", "More settings"), parent)
        self._experiment = experiment
        self._grid = QGridLayout()
        self._grid.setColumnStretch(1, 1)
        again = self.tr("Starts a new run from epoch 0; Ctrl+Z brings this one back")
        self.initializer = ChoiceChip(
            [(key, entry.label, entry.purpose) for key, entry in INITIALIZERS.items()],
            self.tr("Start weights"),
            self.tr("How the weights are drawn before training"),
            heading=again,
        )
        self.scale = ChoiceChip(
            self._scales(),
            self.tr("Pixels enter"),
            self.tr("How the counts 0 to 16 become inputs"),
            heading=again,
        )
        self.dtype = ChoiceChip(
            [
                ("float32", "float32", self.tr("7 digits: fast, as frameworks do")),
                ("float64", "float64", self.tr("16 digits: for checking to the last digit")),
            ],
            self.tr("Numbers"),
            self.tr("How many digits the network reckons with"),
            heading=again,
        )
        self.seed = self._number(
            "seed", self.tr("Seed"), self.tr("The same seed gives the same run, bit for bit")
        )
        self.split_seed = self._number(
            "split_seed", self.tr("Split seed"), self.tr("Decides which images test and which train")
        )
        self.epochs = self._number("epochs", self.tr("Epochs"), self.tr("Where training stops by itself"))
        self.test_share = NumberChip(
            self.tr("Test share in percent"),
            self.tr("The share of the images kept aside for testing"),
            (LIMITS["test_share"][0] * _PERCENT, LIMITS["test_share"][1] * _PERCENT),
            experiment.test_share * _PERCENT,
        )
        self.patience = NumberChip(
            self.tr("Patience in epochs"),
            self.tr("Training stops as well when the test loss has not fallen for so long"),
            LIMITS["patience"],
            experiment.patience,
            integer=True,
            specials={self.tr("never"): 0},
        )
        self.augment = NumberChip(
            self.tr("Changed copies of each training image"),
            self.tr("Each as another hand might have written it; 20 teach it to read many hands"),
            LIMITS["augment"],
            experiment.augment,
            integer=True,
            specials={self.tr("none"): 0},
        )
        self._augment_due = QTimer(self)
        self._augment_due.setSingleShot(True)
        self._augment_due.setInterval(_AUGMENT_MS)
        self._fill(again)
        self._connect()
        self.show_experiment(experiment)

    def _scales(self) -> list[tuple[str, str, str]]:
        texts = {
            "sixteenth": (self.tr("divided by 16"), self.tr("0 to 1, the same for every pixel")),
            "minmax": (
                self.tr("0 to 1 each"),
                self.tr("Each pixel's own smallest and largest count become 0 and 1"),
            ),
            "standard": (self.tr("standardised"), self.tr("Each pixel with mean 0 and deviation 1")),
            "none": (self.tr("as they are"), self.tr("Counts of 0 to 16")),
        }
        return [(key, *texts.get(key, (key, ""))) for key in SCALES]

    def _number(self, field: str, name: str, tip: str) -> NumberChip:
        return NumberChip(name, tip, LIMITS[field], float(getattr(self._experiment, field)), integer=True)

    def _fill(self, again: str) -> None:
        rows: list[tuple[str, QWidget]] = [
            (self.tr("Stop after epochs"), self.epochs),
            (self.tr("or without progress for"), self.patience),
            (self.tr("Start weights"), self.initializer),
            (self.tr("Seed of the weights"), self.seed),
            (self.tr("Pixels enter as"), self.scale),
            (self.tr("Test share, %"), self.test_share),
            (self.tr("Split seed"), self.split_seed),
            (self.tr("Numbers"), self.dtype),
            (self.tr("Changed copies"), self.augment),
        ]
        for row, (text, control) in enumerate(rows):
            self._grid.addWidget(TextLabel(text, "label", "secondary"), row, 0)
            self._grid.addWidget(control, row, 1)
        self.body.addLayout(self._grid)
        self.augment_words = Caption(
            self.tr(
                "Changed copies: each training image is also learned moved, turned, slanted, bent, thicker\n"
                "or thinner, so that hands it has never seen are read as well. An epoch takes as many times\n"
                "longer; the test images stay as they are. “Training”, under the canvas, shows the copies."
            )
        )
        self.body.addWidget(self.augment_words)
        self.body.addWidget(Caption(self.tr("All but the first two: ") + again[0].lower() + again[1:] + "."))

    def _connect(self) -> None:
        self.initializer.chosen.connect(self._on_initializer)
        self.scale.chosen.connect(self._on_scale)
        self.dtype.chosen.connect(self._on_dtype)
        self.seed.value_requested.connect(self._on_seed)
        self.split_seed.value_requested.connect(self._on_split_seed)
        self.epochs.value_requested.connect(self._on_epochs)
        self.patience.value_requested.connect(self._on_patience)
        self.test_share.value_requested.connect(self._on_test_share)
        self.augment.value_requested.connect(self._on_augment)
        self._augment_due.timeout.connect(self._on_augment_due)

    def show_experiment(self, experiment: Experiment) -> None:
        """Show the settings of ``experiment``."""
        self._experiment = experiment
        self.initializer.set_current(experiment.initializer)
        self.scale.set_current(experiment.scale)
        self.dtype.set_current(experiment.dtype)
        self.seed.set_value(experiment.seed)
        self.split_seed.set_value(experiment.split_seed)
        self.epochs.set_value(experiment.epochs)
        self.test_share.set_value(experiment.test_share * _PERCENT)
        self.patience.set_value(experiment.patience)
        if not self._augment_due.isActive():
            self.augment.set_value(experiment.augment)
        self.augment.setEnabled(FAMILIES[DATASETS[experiment.data].family].ink)

    def _ask(self, text: str, **changes: object) -> None:
        self.experiment_requested.emit(self._experiment.with_(**changes), text)

    @Slot(str)
    def _on_initializer(self, key: str) -> None:
        self._ask(self.tr("start weights"), initializer=key)

    @Slot(str)
    def _on_scale(self, key: str) -> None:
        self._ask(self.tr("pixel scale"), scale=key)

    @Slot(str)
    def _on_dtype(self, key: str) -> None:
        self._ask(self.tr("number format"), dtype=key)

    @Slot(float)
    def _on_seed(self, value: float) -> None:
        self._ask(self.tr("seed"), seed=int(value))

    @Slot(float)
    def _on_split_seed(self, value: float) -> None:
        self._ask(self.tr("split seed"), split_seed=int(value))

    @Slot(float)
    def _on_epochs(self, value: float) -> None:
        self._ask(self.tr("stop rule"), epochs=int(value))

    @Slot(float)
    def _on_patience(self, value: float) -> None:
        self._ask(self.tr("patience"), patience=int(value))

    @Slot(float)
    def _on_test_share(self, value: float) -> None:
        self._ask(self.tr("test share"), test_share=value / _PERCENT)

    @Slot(float)
    def _on_augment(self, value: float) -> None:
        self._augment_due.start()

    @Slot()
    def _on_augment_due(self) -> None:
        if int(self.augment.value) != self._experiment.augment:
            self._ask(self.tr("changed copies"), augment=int(self.augment.value))

    def closeEvent(self, event: QCloseEvent) -> None:
        """What was asked for a moment ago is not forgotten."""
        if self._augment_due.isActive():
            self._on_augment_due()
        super().closeEvent(event)
