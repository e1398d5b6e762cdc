"""The workspaces of the window, in the order of their tabs, and the experiment that each begins with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP

from nnviz.data import DATASETS
from nnviz.training.experiment import Experiment
from nnviz.training.presets import PLAYGROUND


@dataclass(frozen=True)
class Workspace:
    """``title`` stands on its tab, ``experiment`` is what it begins with."""

    title: Any  # Qt types its mark of a translatable text as an object
    experiment: Experiment


WORKSPACES: dict[str, Workspace] = {
    "playground": Workspace(QT_TRANSLATE_NOOP("workspaces", "Playground"), PLAYGROUND),
    "digits": Workspace(QT_TRANSLATE_NOOP("workspaces", "Digits"), Experiment()),
}


def workspace_of(data: str) -> str:
    """The workspace that the data set of this name belongs to."""
    return "playground" if DATASETS[data].planar else "digits"
