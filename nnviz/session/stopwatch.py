"""A stopwatch that is a frozen value: it is asked with the time there is."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Stopwatch:
    """``kept`` seconds have gone by before it was started last, at ``since``; it rests where that is None."""

    kept: float = 0.0
    since: float | None = None

    @property
    def running(self) -> bool:
        return self.since is not None

    def seconds(self, now: float) -> float:
        """What it shows."""
        return self.kept + (0.0 if self.since is None else now - self.since)

    def started(self, now: float) -> Stopwatch:
        """The same, running."""
        return self if self.running else replace(self, since=now)

    def paused(self, now: float) -> Stopwatch:
        """The same, at rest."""
        return Stopwatch(self.seconds(now))

    def reset(self, now: float) -> Stopwatch:
        """At 0 again; it runs on if it ran."""
        return Stopwatch(0.0, now if self.running else None)
