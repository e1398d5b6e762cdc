"""Opens the small windows, one of each at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QCoreApplication, QObject, QStandardPaths, Signal, Slot
from PySide6.QtWidgets import QWidget

from nnviz.session.desk import Desk
from nnviz.session.doodles import MyDoodles
from nnviz.session.hands import MyDigits
from nnviz.session.messages import Message
from nnviz.session.more_hands import MoreHands
from nnviz.session.reader_run import ReaderRun
from nnviz.session.signals import Signals
from nnviz.training.outputs import last_activation
from nnviz.training.structure import activation_of, hidden_layers, with_activation_everywhere
from nnviz.ui.looks import Looks
from nnviz.ui.message_row import MessageRow
from nnviz.ui.sheets.help import about_sheet, messages_sheet, shortcuts_sheet
from nnviz.ui.sheets.more_settings import MoreSettingsSheet
from nnviz.ui.sheets.preferences_sheet import PreferencesSheet
from nnviz.ui.sheets.sheet import Sheet
from nnviz.ui.theme import apply_theme

if TYPE_CHECKING:
    from nnviz.lessons.mistakes import Mistake
    from nnviz.training.calibration import Reliability
    from nnviz.training.experiment import Experiment
    from nnviz.ui.images.pictures_sheet import PicturesSheet


class SheetOpener(QObject):
    """Preferences, shortcuts, about, more settings and more handwriting of one main window.

    ``export_requested()``: a picture or a film is to be saved. ``pictures_taken(Own)``,
    ``doodles_taken(Own)``: they are to be learned; ``pictures_taken_for_network(Own)``: by the network that
    came without data.
    """

    export_requested = Signal()
    pictures_taken = Signal(object)
    doodles_taken = Signal(object)
    pictures_taken_for_network = Signal(object)

    def __init__(
        self,
        window: QWidget,
        looks: Looks,
        desk: Desk,
        signals: Signals,
        reader: ReaderRun,
        my_digits: MyDigits,
        my_doodles: MyDoodles,
        message_row: MessageRow,
    ) -> None:
        super().__init__(window)
        self._window, self._looks, self._desk, self._signals = window, looks, desk, signals
        self._reader, self._my_digits, self._message_row = reader, my_digits, message_row
        self._my_doodles = my_doodles
        self.more_hands = MoreHands(self)  # goes on when its sheet is closed
        self.more_hands.reader_changed.connect(self._on_reader_changed)
        self.more_hands.done.connect(self._on_hands_done)
        self.more_hands.failed.connect(self._on_hands_failed)
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.more_hands.shut_down)

    def present(self, kind: str, sheet: Sheet) -> None:
        """Show a sheet, in the place of one of its kind."""
        for old in self._window.findChildren(Sheet):
            if old.objectName() == kind:
                old.close()
        sheet.setObjectName(kind)
        sheet.present(self._looks.theme)

    @Slot()
    def shortcuts(self) -> None:
        """The list of keys."""
        self.present("shortcuts", shortcuts_sheet(self._looks.preferences.shortcuts, self._window))

    @Slot()
    def messages(self) -> None:
        """What was told in the row below the stage, the newest first."""
        self.present("messages", messages_sheet(self._message_row.earlier, self._window))

    @Slot(object, bool)
    def mistakes(self, mistakes: Sequence[Mistake], opened: bool) -> None:
        """What is wrong with a lesson file."""
        from nnviz.ui.sheets.mistakes_sheet import mistakes_sheet

        self.present("mistakes", mistakes_sheet(mistakes, opened=opened, parent=self._window))

    @Slot()
    def export(self) -> None:
        """Save a picture or a film."""
        self.export_requested.emit()

    @Slot()
    def take_out(self) -> None:
        """The run as a program, as a network for other programs, as what came of it."""
        from nnviz.ui.export.take_out_sheet import TakeOutSheet  # here, where it delays no window

        self.present("take_out", TakeOutSheet(self._desk, self._window))

    @Slot()
    def about(self) -> None:
        """What nnviz is, and where its log lies."""
        place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppLocalDataLocation)
        self.present("about", about_sheet(place, self._window))

    @Slot(str)
    def act(self, action_id: str) -> None:
        """Open what a message's button offers."""
        if action_id == "more_hands":
            self.hands()

    @Slot()
    def hands(self) -> None:
        """My digits and more handwriting."""
        from nnviz.ui.sheets.hands_sheet import HandsSheet  # here, where it delays no window

        self.present("hands", HandsSheet(self._my_digits, self.more_hands, self._window))

    @Slot()
    def pictures(self) -> None:
        """A folder of pictures, or those that are learned otherwise."""
        self._pictures_sheet()

    @Slot()
    def doodles(self) -> None:
        """Drawings of classes that the person names."""
        from nnviz.ui.images.doodles_sheet import DoodlesSheet  # here, where it delays no window

        sheet = DoodlesSheet(self._my_doodles, self._window)
        sheet.taken.connect(self.doodles_taken)
        self.present("doodles", sheet)

    @Slot(object)
    def read_pictures(self, folder: Path) -> None:
        """This folder of pictures."""
        self._pictures_sheet().read(folder)

    def pictures_for_network(self) -> None:
        """Pictures, from which the network that came without data trains on."""
        from nnviz.ui.images.pictures_sheet import PicturesSheet

        dataset = self._desk.dataset
        shape = () if dataset is None else tuple(dataset.feature_shape)
        sheet = PicturesSheet(None, self._window, shape=shape)
        sheet.taken.connect(self.pictures_taken_for_network)
        sheet.fault_raised.connect(self._signals.fault_raised)
        self.present("pictures", sheet)

    def _pictures_sheet(self) -> PicturesSheet:
        from nnviz.ui.images.pictures_sheet import PicturesSheet  # here, where it delays no window

        own = self._desk.experiment.own
        there = own is not None and own.source == "own_pictures" and own.content.there
        sheet = PicturesSheet(own if there else None, self._window)
        sheet.taken.connect(self.pictures_taken)
        sheet.fault_raised.connect(self._signals.fault_raised)
        self.present("pictures", sheet)
        return sheet

    @Slot()
    def _on_reader_changed(self) -> None:
        """Another Reader: one trained with more hands, or again that which nnviz comes with."""
        from nnviz.training.hands import best_reader

        self._reader.use(best_reader)

    @Slot(str, int)
    def _on_hands_done(self, name: str, pictures: int) -> None:
        if not name:
            text = self.tr("It has gone through {count} more pictures.").format(count=f"{pictures:,}")
            self._tell("info", self.tr("The Reader has learned other hands"), text)

    @Slot(str)
    def _on_hands_failed(self, sentence: str) -> None:
        if sentence:
            self._tell("warning", self.tr("More handwriting"), sentence)

    def _tell(self, kind: Literal["info", "warning"], title: str, text: str) -> None:
        """Say in the window what the sheet would say if it were open."""
        if not any(sheet.objectName() == "hands" for sheet in self._window.findChildren(Sheet)):
            self._signals.message_raised.emit(Message(kind, title, text))

    @Slot()
    def preferences(self) -> None:
        """The preferences sheet."""
        sheet = PreferencesSheet(self._looks.preferences, self._window)
        sheet.preference_requested.connect(self._on_preference)
        self.present("preferences", sheet)

    @Slot(str, object)
    def _on_preference(self, field: str, value: object) -> None:
        self._looks.set(field, value)
        for sheet in self._window.findChildren(Sheet):
            apply_theme(sheet, self._looks.theme)

    @Slot()
    def hand_round(self) -> None:
        """The guided round of drawings."""
        from nnviz.ui.sheets.hand_round_sheet import HandRoundSheet  # here, where it delays no window

        if self._reader.reader is not None:
            self.present("hand_round", HandRoundSheet(self._reader, self._my_digits, self._window))

    def calibration(self, name: str, raw: Reliability, calibrated: Reliability, temperature: float) -> None:
        """How far the confidence of a network can be believed."""
        from nnviz.ui.sheets.calibration_sheet import calibration_sheet

        sheet = calibration_sheet(name, raw, calibrated, temperature, self._window)
        self.present("calibration", sheet)

    @Slot()
    def more_settings(self) -> None:
        """The settings that the sentence leaves out."""
        sheet = MoreSettingsSheet(self._desk.experiment, self._window)
        sheet.experiment_requested.connect(self._desk.change)
        self.present("more_settings", sheet)

    @Slot(str)
    def own(self, kind: str) -> None:
        """An activation of all hidden layers, or the loss, is to be typed."""
        from nnviz.ui.learn.own_sheet import OwnActivationSheet, OwnLossSheet, OwnSheet  # as the others

        experiment = self._desk.experiment
        sheet: OwnSheet
        if kind == "loss":
            sheet = OwnLossSheet(experiment.loss, last_activation(experiment, "mse"), self._window)
            sheet.taken.connect(self._on_own_loss)
        else:
            names = [activation_of(layer) for layer in hidden_layers(experiment).values()]
            sheet = OwnActivationSheet(next((name for name in names if name), "relu"), self._window)
            sheet.taken.connect(self._on_own_activation)
        self.present("own", sheet)

    @Slot(str)
    def _on_own_loss(self, text: str) -> None:
        self._desk.change(self._desk.experiment.with_(loss=text), self.tr("loss"))

    @Slot(str)
    def _on_own_activation(self, text: str) -> None:
        self._desk.change(with_activation_everywhere(self._desk.experiment, text), self.tr("activation"))

    def own_of_layer(self, now: str, taken: Callable[[str], None]) -> None:
        """An activation of one layer, ``now`` that, is to be typed; ``taken`` is told which."""
        from nnviz.ui.learn.own_sheet import OwnActivationSheet

        sheet = OwnActivationSheet(now, self._window)
        sheet.taken.connect(taken)
        self.present("own", sheet)

    def show_experiment(self, experiment: Experiment) -> None:
        """Keep an open settings sheet up to date."""
        for sheet in self._window.findChildren(MoreSettingsSheet):
            sheet.show_experiment(experiment)
