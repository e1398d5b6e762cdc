"""What programs have in common: the pieces of those of plain NumPy, where their parts are, what is said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from nnviz.engine import Network
from nnviz.engine.layers import Layer, built

PARTS = "numpy_parts.py", "schedules.py"
OPTIMIZERS = {
    "sgd": "SGD",
    "momentum": "Momentum",
    "nesterov": "Nesterov",
    "adagrad": "AdaGrad",
    "rmsprop": "RMSProp",
    "adam": "Adam",
    "adamw": "Adam",
}
#: At the head of every program whose losses are nnviz's.
MAGNIFIED = (
    "Where training magnifies rounding, as at too high a rate and in some games, the losses soon part from",
    "nnviz's, as those of two runs of nnviz do whose start weights differ in the last digit.",
)


@dataclass(frozen=True)
class Sections:
    """The program in pieces, in their order; ``content`` is what is to stand beside it, if anything."""

    head: str
    imports: str
    data: str
    parts: str
    network: str
    settings: str
    functions: str
    loop: str
    content: bytes | None

    @property
    def text(self) -> str:
        """All of it."""
        begin = f"{self.head}\n\n{self.imports}\n\n# The data, and the parameters at epoch 0.\n{self.data}"
        rest = [self.parts, f"{self.network}\n\n{self.settings}", self.functions, self.loop]
        return "\n\n\n".join([begin, *rest]) + "\n"


def imports_of(main: str, data: str, beside: bool) -> str:
    """The imports that these lines need."""
    names = [f"import {name}" for name in ("base64", "io") if f"{name}." in data]
    names += ["from functools import partial"] if "partial(" in main else []
    names += ["from pathlib import Path"] if beside else []
    told = "\n".join([*names, *([""] if names else []), "import numpy as np"])
    return f'{told}\n\nnp.seterr(over="ignore", invalid="ignore", divide="ignore")'


def without_last(network: Network) -> Sequence[Layer]:
    """Its layers, of which the last has no activation: the loss takes the sums before it."""
    *before, last = network.specs
    return built(network.input_shape, (*before, replace(last, activation="linear")))  # type: ignore[call-arg]
