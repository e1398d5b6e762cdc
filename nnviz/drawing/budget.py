"""How many lines can be painted while a network plays."""

from __future__ import annotations


class Budget:
    """How many lines fit into a time, told from what the last pictures took."""

    LEAST = 100  # lines painted however slow the machine is
    STEP = 50  # the number is not to flicker

    def __init__(self) -> None:
        self._per_line, self._always = 0.004, 2.0

    def lines(self, milliseconds: float) -> int:
        """How many lines can be painted in ``milliseconds``."""
        fits = int((milliseconds - self._always) / self._per_line)
        return max(self.LEAST, fits - fits % self.STEP)

    def spent(self, lines: int, on_lines: float, in_all: float) -> None:
        """Learn from a picture of ``lines`` that took ``on_lines`` of ``in_all`` ms."""
        if lines:
            self._per_line = _learn(self._per_line, max(1e-5, on_lines / lines))
            self._always = _learn(self._always, in_all - on_lines)


def _learn(known: float, seen: float) -> float:
    """Quick to believe in less time, slow in more: a busy machine tells nothing about painting."""
    return known + (0.3 if seen < known else 0.03) * (seen - known)
