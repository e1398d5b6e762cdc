"""Telling views so that a fault in one of them leaves no other untold."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import ParamSpec

Told = ParamSpec("Told")


def tell(view: Callable[Told, object], *args: Told.args, **kwargs: Told.kwargs) -> None:
    """Call ``view``; what it raises goes where faults go, is said once, and ends nothing else."""
    try:
        view(*args, **kwargs)
    except Exception:
        sys.excepthook(*sys.exc_info())
