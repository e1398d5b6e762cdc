"""A line on the terminal that says how far something is; nothing where nobody looks."""

from __future__ import annotations

import sys
import time
from typing import Self, TextIO

from nnviz.training.measures import Metrics

_WIDTH = 24
_DOING = {
    "connect": "connecting",
    "download": "downloading",
    "read": "reading",
    "count": "preparing",
    "train": "training",
}
_SECONDS = 0.1  # between two updates: drawing must not slow training down


class Progress:
    """Shows it on the standard error if that is a terminal; a context manager that tidies up."""

    def __init__(self, epochs: int = 0, stream: TextIO | None = None) -> None:
        self._epochs = epochs
        self._stream = stream or sys.stderr
        self._shown = self._stream.isatty()
        self._due = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown and self._due:
            self._stream.write("\r\x1b[K")
            self._stream.flush()

    def show(self, epoch: int, metrics: Metrics) -> None:
        """Say that ``epoch`` is done, and the last of what is measured."""
        kind, value = metrics.kinds[-1].name, metrics.values[-1]
        number = f"{value:.1%}" if kind.endswith("accuracy") else f"{value:.4g}"
        words = kind.replace("_", " ").replace("r2", "R²")
        self._draw(epoch, self._epochs, f"epoch {epoch:,} of {self._epochs:,}, {words} {number}")

    def show_frame(self, done: int, count: int) -> None:
        """Say that ``done`` of ``count`` frames are there."""
        self._draw(done, count, f"frame {done:,} of {count:,}")

    def show_runs(self, done: int, count: int) -> None:
        """Say that ``done`` of ``count`` runs have ended."""
        self._draw(done, count, f"run {done:,} of {count:,}")

    def show_share(self, share: float) -> None:
        """Say how much has been tried out, 0..1."""
        self._draw(round(1000 * share), 1000, f"trying out {share:.0%}")

    def show_doing(self, doing: str, share: float | None) -> None:
        """Say what is being done, and how much of it is: 0..1, or None where nobody knows."""
        self._draw(
            round(100 * (share or 0)), 100, _DOING[doing] if share is None else f"{_DOING[doing]} {share:.0%}"
        )

    def _draw(self, done: int, count: int, text: str) -> None:
        if not self._shown or time.monotonic() < self._due:
            return
        self._due = time.monotonic() + _SECONDS
        full = _WIDTH * done // max(1, count)
        bar = "█" * full + "░" * (_WIDTH - full)
        self._stream.write(f"\r\x1b[K{bar} {text}")
        self._stream.flush()
