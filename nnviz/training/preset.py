"""What a preset is: an Experiment to begin with, and how it is watched."""

from __future__ import annotations

from dataclasses import dataclass

from nnviz.said import Sentence
from nnviz.training.experiment import Experiment


@dataclass(frozen=True)
class Preset:
    """One line of a workspace's table of presets, ``name``d there.

    ``story`` says what is to be seen while it learns. ``speed`` is in epochs a second, a place of the slider:
    at it the run lasts 10 to 20 seconds, or as long as the computer takes. One that fails on purpose has
    ``advice``: what to try. ``beside`` is the preset to be compared with: of one that succeeds one that
    fails, and the other way round. ``rival`` is one of another objective on the same data, "" for none.
    """

    name: str
    label: Sentence
    story: Sentence
    experiment: Experiment
    speed: float
    beside: str
    advice: Sentence | None = None
    rival: str = ""

    @property
    def fails(self) -> bool:
        """Whether it is there to fail."""
        return self.advice is not None
