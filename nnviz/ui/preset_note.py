"""What the row below the stage says of a preset while nothing else is to be told, and what it offers."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnviz.session.sentences import told
from nnviz.training.experiment import Experiment
from nnviz.training.objectives import OBJECTIVES
from nnviz.training.preset import Preset
from nnviz.training.presets import NAMED, preset_of
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import PushButton

translate = QCoreApplication.translate


@dataclass(frozen=True)
class Offer:
    """A button: what it asks for, its words, what it will do, and the icon before the words, if any."""

    action: str
    words: str
    tip: str
    icon: str = ""


@dataclass(frozen=True)
class Note:
    """Title, text and at most two offers; ``fails``: it is of a preset that fails on purpose."""

    title: str
    text: str
    offers: tuple[Offer, ...]
    fails: bool


def note_of(experiment: Experiment, comparing: bool) -> Note | None:
    """What there is to say of the preset that these settings are, if they are one."""
    preset = preset_of(experiment)
    if preset is None:
        return None
    other = NAMED[experiment.home][preset.beside]
    label = told(other.label)
    tip = translate("PresetNote", "Trains “{preset}” as well, and shows both side by side")
    if preset.advice is None:
        words = translate("PresetNote", "Compare with one that fails")
        compare = Offer("compare", words, tip.format(preset=label), "cmp")
        offers = () if comparing else (compare, *_rival(preset, tip))
        return Note(told(preset.label), told(preset.story), offers, fails=False)
    begin = Offer(
        "begin",
        translate("PresetNote", "Begin one that works"),
        translate("PresetNote", "Begins “{preset}” in this run; Ctrl+Z brings this one back").format(
            preset=label
        ),
    )
    words = translate("PresetNote", "Compare the two")
    compare = Offer("compare", words, tip.format(preset=label), "cmp")
    title = translate("PresetNote", "Fails on purpose")
    return Note(title, told(preset.advice), () if comparing else (begin, compare), fails=True)


def _rival(preset: Preset, tip: str) -> tuple[Offer, ...]:
    """The offer to compare with what learns the same data in another way, if there is such a preset."""
    other = NAMED[preset.experiment.home].get(preset.rival)
    if other is None:
        return ()
    objective = told(OBJECTIVES[other.experiment.objective].label)
    words = translate("PresetNote", "Compare with “{objective}”").format(objective=objective)
    return (Offer("rival", words, tip.format(preset=told(other.label)), "cmp"),)


class OfferButtons(QWidget):
    """The offers of a note side by side; in front of a class a second one is an icon, for want of room.

    ``requested(str)``: the action of the one that was pressed.
    """

    requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._offers: tuple[Offer, ...] = ()
        self._buttons = (PushButton(), PushButton())
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        for button in self._buttons:
            button.clicked.connect(self._on_clicked)
            self._row.addWidget(button)
        self.show_offers(())

    def show_offers(self, offers: tuple[Offer, ...]) -> None:
        """Show these."""
        self._offers = offers
        for button in self._buttons[len(offers) :]:
            button.hide()
        for place, (button, offer) in enumerate(zip(self._buttons, offers, strict=False)):
            as_icon = bool(place and offer.icon) and self._theme.projector
            button.set_icon(offer.icon)
            button.setText("" if as_icon else offer.words)
            button.setAccessibleName(offer.words)
            button.setToolTip(offer.words + "\n" + offer.tip if as_icon else offer.tip)
            button.updateGeometry()
            button.show()
        self.setVisible(bool(offers))

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._row.setSpacing(theme.px(12))
        for button in self._buttons:
            button.set_theme(theme)
        self.show_offers(self._offers)

    @Slot()
    def _on_clicked(self) -> None:
        for button, offer in zip(self._buttons, self._offers, strict=False):
            if button is self.sender():
                self.requested.emit(offer.action)
