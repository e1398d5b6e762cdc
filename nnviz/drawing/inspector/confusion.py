"""What was answered for what: counts, and the shares at their edges, as the window writes them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from nnviz.drawing import numbers
from nnviz.said import Sentence, translate
from nnviz.training.metrics import ClassMetrics, class_metrics

_BRIEF = 3  # letters of a name that is written briefly


@dataclass(frozen=True, eq=False)
class Confusion:
    """``counts`` (classes, classes): rows are what it is, columns what was answered."""

    counts: NDArray[np.int64]
    names: tuple[str, ...]

    @property
    def size(self) -> int:
        """How many classes there are."""
        return len(self.names)

    @cached_property
    def _metrics(self) -> ClassMetrics:
        return class_metrics(self.counts)

    def recall(self, index: int) -> str:
        """Of the samples of a class the share answered right; without samples there is none."""
        return numbers.percent(float(self._metrics.recall[index])) if self.counts[index].any() else "–"

    def precision(self, index: int) -> str:
        """Of the answers of a class the share that is right; where it was never answered there is none."""
        share = float(self._metrics.precision[index])
        return numbers.percent(share) if self.counts[:, index].any() else "–"

    def share(self, row: int, column: int) -> float:
        """What part of the samples of a class was answered so, 0 to 1."""
        return float(self.counts[row, column] / max(1, self.counts[row].sum()))

    def brief(self, name: str) -> str:
        """Three letters and a point for a name with little room, where no other class begins so."""
        start = name[:_BRIEF]
        alike = sum(other.startswith(start) for other in self.names)
        return f"{start}." if len(name) > _BRIEF + 1 and start.isalpha() and alike == 1 else name

    def written(self, row: int, column: int) -> str:
        """What stands at a place: a count, none where it is 0; in row and column -1 the names, in the last
        ones recall, and precision without its sign."""
        inside = range(self.size)
        if row in inside and column in inside:
            count = int(self.counts[row, column])
            return numbers.count(count) if count else ""
        if row in inside:
            return self.names[row] if column < 0 else self.recall(row)
        if column in inside:
            return self.names[column] if row < 0 else self.precision(column).removesuffix("\xa0%")
        if column < 0:
            return ""
        return translate("Inspector", "recall") if row < 0 else translate("Inspector", "% prec.")

    def words(self, row: int, column: int) -> Sentence:
        """``9 read as 4: 3``, and of right answers recall and precision too."""
        text = translate("Inspector", "{is_} read as {said}: {n}")
        recall = precision = ""
        if row == column:
            recall, precision = self.recall(row), self.precision(row)
            text = translate("Inspector", "{is_} read as {said}: {n}; recall {recall}, precision {precision}")
        n = numbers.count(int(self.counts[row, column]))
        return text.format(
            is_=self.names[row], said=self.names[column], n=n, recall=recall, precision=precision
        )
