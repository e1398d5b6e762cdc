"""The objectives by name: one table for files, the command line and tests."""

from __future__ import annotations

from nnviz.training.adversarial import ADVERSARIAL
from nnviz.training.denoise import DENOISE
from nnviz.training.objective import Objective
from nnviz.training.reconstruct import RECONSTRUCT
from nnviz.training.supervised import SUPERVISED

OBJECTIVES: dict[str, Objective] = {
    objective.name: objective for objective in (SUPERVISED, ADVERSARIAL, RECONSTRUCT, DENOISE)
}
