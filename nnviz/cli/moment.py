"""Options that name a moment of a run: an epoch, and a micro-step of the batch after it."""

from __future__ import annotations

from argparse import ArgumentTypeError
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from nnviz.cli.parser import Parser
from nnviz.said import translate
from nnviz.training.micro import Micro, Phase

PHASES: tuple[Phase, ...] = get_args(Phase)


def add_moment_options(parser: Parser) -> None:
    """Add ``--at`` and ``--micro-step``."""
    add = parser.add_argument_group(translate("Cli", "moment")).add_argument
    add("--at", type=int, metavar="EPOCH", help=translate("Cli", "look at this epoch (default: the last)"))
    add(
        "--micro-step",
        type=micro_step,
        metavar="PHASE:N",
        help=translate("Cli", "stop in the batch after it, at the Nth of {phases}, as in backward:3").format(
            phases=", ".join(PHASES)
        ),
    )


def micro_step(text: str) -> tuple[Phase, int]:
    """“backward:3” is the third step backwards."""
    phase, _, number = text.strip().lower().partition(":")
    known = next((name for name in PHASES if name == phase), None)
    if known is None or not number.isdecimal() or int(number) < 1:
        raise ArgumentTypeError(
            translate("Cli", "a micro-step is written as in “backward:3”, not “{text}”").format(text=text)
        )
    return known, int(number)


def as_values(micro: Micro) -> dict[str, Any]:
    """What a micro-step computes, as JSON values; what is infinite or no number is null."""
    cell = micro.cell
    computed = {step.kind: _plain(np.asarray(step.values, dtype=np.float64)) for step in cell.steps}
    return {"phase": cell.phase, "label": cell.label, "layer": cell.layer, "values": computed}


def _plain(values: NDArray[np.float64]) -> Any:
    known: list[Any] | float | None = np.where(np.isfinite(values), values, None).tolist()  # type: ignore[call-overload]
    return known
