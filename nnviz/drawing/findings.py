"""Where it is marked what ails a neuron or a layer, and with which word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from nnviz.drawing.layout import TOP, DiagramLayout
from nnviz.said import translate
from nnviz.training.diagnosis import Finding

#: What a finding is called in a word.
KINDS: Final = {
    "dead": translate("Diagram", "dead"),
    "saturated": translate("Diagram", "saturated"),
    "identical": translate("Diagram", "identical"),
    "vanishing": translate("Diagram", "vanishing"),
    "exploding": translate("Diagram", "exploding"),
    "slow": translate("Diagram", "hardly moves"),
    "hasty": translate("Diagram", "jumps"),
}


@dataclass(frozen=True)
class FindingMark:
    """A finding and where it is shown: over a neuron, or (``word``) over its layer."""

    finding: Finding
    x: float
    y: float
    word: str | None = None


def finding_marks(findings: Sequence[Finding], layout: DiagramLayout) -> tuple[FindingMark, ...]:
    """Where ``findings`` are marked: each unit shown, and the layer for what concerns all of it."""
    marks: list[FindingMark] = []
    for finding in findings:
        if finding.layer is None or finding.layer >= len(layout.layers):
            continue
        box = layout.layers[finding.layer]
        for unit in finding.units:
            if unit in box.units:
                slot = box.units.index(unit)
                reach = box.radius + 1.0 * layout.unit
                x, y = float(box.bead_x[slot]), float(box.y[slot])
                marks.append(FindingMark(finding, x + reach * 0.75, y - reach * 0.75))
        if not finding.units:
            among = sum(m.word is not None and m.finding.layer == finding.layer for m in marks)
            y = (TOP - 4 + 20 * among) * layout.unit
            word = KINDS.get(finding.kind, finding.kind)
            marks.append(FindingMark(finding, (box.left + box.right) / 2, y, word))
    return tuple(marks)
