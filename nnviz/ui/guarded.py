"""Telling views so that a fault in one of them leaves no other untold."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import ParamSpec

Told = ParamSpec("Told")


class Teller:
    """Calls views; what one raises goes where faults go, is said once, and ends nothing else.

    ``failed``: whether one of them raised, and so may have been left half told.
    """

    def __init__(self) -> None:
        self.failed = False

    def __call__(self, view: Callable[Told, object], *args: Told.args, **kwargs: Told.kwargs) -> None:
        """Call ``view``."""
        try:
            view(*args, **kwargs)
        except Exception:
            self.failed = True
            sys.excepthook(*sys.exc_info())


def tell(view: Callable[Told, object], *args: Told.args, **kwargs: Told.kwargs) -> None:
    """Call one view, as a ``Teller`` does."""
    Teller()(view, *args, **kwargs)
