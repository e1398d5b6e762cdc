"""Two speeds: the person's own, and that of the story that is told where a workspace has presets."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from nnviz.session.signals import Signals
from nnviz.session.training import Training
from nnviz.training.experiment import Experiment
from nnviz.training.preset import Preset
from nnviz.training.presets import NAMED, preset_of


class StorySpeed(QObject):
    """Sets the speed of every preset that begins, and gives the person's own back where there are none.

    A speed that the person sets while a preset is shown stays until another begins; ``own`` is the one to be
    remembered.
    """

    def __init__(self, experiment: Experiment, signals: Signals, training: Training, parent: QObject) -> None:
        super().__init__(parent)
        self._training = training
        self.own = training.speed
        self._telling = False  # whether the run that is current belongs to a workspace with presets
        self._preset: Preset | None = None
        self._speed = self.own  # of the story
        self._on_experiment_changed(experiment)
        signals.experiment_changed.connect(self._on_experiment_changed)
        signals.speed_changed.connect(self._on_speed_changed)

    @Slot(object)
    def _on_experiment_changed(self, experiment: Experiment) -> None:
        telling = experiment.home in NAMED
        if not telling and not self._telling:
            return
        preset = self._preset_like(experiment) if telling else None
        if preset is not None and preset is not self._preset:
            self._preset, self._speed = preset, preset.speed
        elif telling and self._telling:
            return  # the same preset goes on
        self._telling = telling
        self._training.set_speed(self._speed if telling else self.own)

    @Slot(float)
    def _on_speed_changed(self, speed: float) -> None:
        if self._telling:
            self._speed = speed
        else:
            self.own = speed

    def _preset_like(self, experiment: Experiment) -> Preset:
        """The preset that it is or, where somebody has changed one, the one that it was; else one like it."""
        named = NAMED[experiment.home].values()
        of_data = [one for one in named if one.experiment.data == experiment.data]
        was = [one for one in of_data if one is self._preset]
        return preset_of(experiment) or next(iter([*was, *of_data, *named]))
