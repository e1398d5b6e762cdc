"""One claim over many seeds: for how many it holds, one after the other, as each is known."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from nnviz.said import translate

#: The standard normal's 97.5 % point: 95 % lie between it and its opposite.
Z95 = 1.959963984540054


@dataclass(frozen=True)
class Outcome:
    """What became of the claim with one seed; ``kept`` of the ``asked`` seeds so far have held it."""

    seed: int
    holds: bool
    kept: int
    asked: int

    @property
    def share(self) -> float:
        """The share of the seeds so far."""
        return self.kept / self.asked

    @property
    def interval(self) -> tuple[float, float]:
        """Where the share of all seeds that there could be lies, with 95 % confidence."""
        return wilson(self.kept, self.asked)


def each_seed(seeds: Iterable[int], holds: Callable[[int], bool]) -> Iterator[Outcome]:
    """Ask a claim of one seed after the other; who does not take the next one has ended it.

    ``holds`` trains the run with that seed and says whether it held; it is exactly what it is for that seed
    alone, since nothing is handed from one to the next.
    """
    kept = 0
    for asked, seed in enumerate(seeds, 1):
        held = holds(seed)
        kept += held
        yield Outcome(seed, held, kept, asked)


def wilson(kept: int, asked: int, z: float = Z95) -> tuple[float, float]:
    """The score interval of a share, within 0 to 1: E. B. Wilson, Probable inference, the law of succession,
    and statistical inference, J. Am. Stat. Assoc. 22 (1927) 209-212.

    It holds for few seeds and for shares of 0 and 1, where the usual mean ± z s does not. Raises
    ``ValueError`` with one sentence for counts that cannot be.
    """
    if not 0 <= kept <= asked or asked < 1:
        raise ValueError(
            translate("Training", "Of {asked} seeds {kept} cannot have held a claim.").format(
                asked=asked, kept=kept
            )
        )
    share, spread = kept / asked, z * z / asked
    middle = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * math.sqrt(share * (1 - share) / asked + spread / (4 * asked))
    low, high = max(0.0, middle - half), min(1.0, middle + half)
    return (0.0 if kept == 0 else low), (1.0 if kept == asked else high)
