"""The word of the settings sentence that says what is learned: one of the presets of a workspace."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from nnviz.data import DATASETS, Source
from nnviz.session.sentences import told
from nnviz.training.experiment import Experiment
from nnviz.training.presets import NAMED, preset_of
from nnviz.training.workspaces import WORKSPACES
from nnviz.ui.widgets import ChoiceChip

_OWN = "own"
_INDENT = "\u2003\u2003"


class PresetChip(ChoiceChip):
    """Names the data set; its menu offers each preset, and below it the one that fails on purpose.

    ``chosen(str)`` is the name of a preset or, of data without one, that of the data set.
    """

    def __init__(self, heading: str, parent: QWidget | None = None) -> None:
        super().__init__(
            [(_OWN, "", "")],
            self.tr("What is learned"),
            self.tr("What is learned: each with a network made for it, and one that fails on purpose"),
            heading=heading,
            states=frozenset({_OWN}),
            parent=parent,
        )
        self._home = ""

    @property
    def offers(self) -> bool:
        """Whether there are presets to choose from."""
        return bool(NAMED.get(self._home))

    def show_experiment(self, experiment: Experiment) -> None:
        """Name what these settings learn; whose own they are, the menu says."""
        self._home = experiment.home
        self.set_choices(self._offered())
        preset = preset_of(experiment)
        self.set_current(_OWN if preset is None else preset.name)
        self.say(told(DATASETS[experiment.data].label))

    @Slot()
    def open_menu(self) -> None:
        """Show the presets below the chip; which data are there may have changed."""
        self.set_choices(self._offered())
        super().open_menu()

    def _offered(self) -> list[tuple[str, str, str]]:
        own = self.tr("Your own settings")
        offered = [(_OWN, own, self.tr("They are those of no preset"))]
        named = NAMED.get(self._home, {})
        for name, preset in named.items():
            label, story = told(preset.label), told(preset.story)
            if preset.advice is not None:
                text = _INDENT + self.tr("{preset} (fails on purpose)").format(preset=label)
                offered.append((name, text, story + "\n" + told(preset.advice)))
            else:
                missing = _missing(DATASETS[preset.experiment.data])
                text = self.tr("{preset} (not on this computer yet)").format(preset=label)
                offered.append((name, text if missing else label, missing or story))
        with_preset = {preset.experiment.data for preset in named.values()}
        families = WORKSPACES[self._home].families if named else ()
        for data, source in DATASETS.items():
            got = source.check_there is not None and not _missing(source)
            if data not in with_preset and source.family in families and got:
                text = self.tr("{data}, as pictures of 8 × 8 counts").format(data=told(source.label))
                offered.append((data, text, told(source.purpose)))
        return offered


def _missing(source: Source) -> str:
    """How to get data that are not there; "" for those that are."""
    try:
        if source.check_there is not None:
            source.check_there()
    except ValueError as sentence:
        return told(sentence)
    return ""
