"""Where it is marked what ails a neuron or a layer, and with which word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nnviz.drawing.layout import TOP, DiagramLayout
from nnviz.training.diagnosis import FINDINGS, Finding


@dataclass(frozen=True)
class FindingMark:
    """A finding and where it is shown: over a neuron, or (``word``) over its layer."""

    finding: Finding
    layer: int
    x: float
    y: float
    word: str | None = None


def finding_marks(findings: Sequence[Finding], layout: DiagramLayout) -> tuple[FindingMark, ...]:
    """Where ``findings`` are marked: each unit shown, and the layer for what concerns all of it.

    What concerns the whole network is marked over its last layer, where the loss is; that it has diverged is
    told otherwise.
    """
    marks: list[FindingMark] = []
    for finding in findings:
        layer = len(layout.layers) - 1 if finding.layer is None else finding.layer
        if finding.kind not in FINDINGS or layer >= len(layout.layers):
            continue
        box = layout.layers[layer]
        for unit in finding.units:
            if unit in box.units:
                slot = box.units.index(unit)
                reach = box.radius + 1.0 * layout.unit
                x, y = float(box.bead_x[slot]), float(box.y[slot])
                marks.append(FindingMark(finding, layer, x + reach * 0.75, y - reach * 0.75))
        if not finding.units:
            among = sum(m.word is not None and m.layer == layer for m in marks)
            y = (TOP - 4 + 20 * among) * layout.unit
            marks.append(
                FindingMark(finding, layer, (box.left + box.right) / 2, y, FINDINGS[finding.kind].word)
            )
    return tuple(marks)
