"""Since when a network has had what ails it: its findings, looked for in the moments before."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from nnviz.data import Dataset
from nnviz.training.diagnosis import FINDINGS, Finding, diagnose
from nnviz.training.diagnosis_game import BEGINNING
from nnviz.training.marks import Mark
from nnviz.training.snapshot import Snapshot
from nnviz.training.timeline import Timeline

SAMPLES = 128  # of the test part that are looked at

Key = tuple[str, int | None, tuple[int, ...]]


@dataclass(frozen=True, eq=False)
class Examination:
    """A moment to be examined, the moments ``before`` it, and since when what is ``known`` has been seen.

    ``edits`` are the steps after which weights were set by hand.
    """

    snapshot: Snapshot
    before: tuple[Snapshot, ...]
    edits: tuple[int, ...]
    dataset: Dataset
    known: Mapping[Key, int]
    _found: dict[int, frozenset[Key]] = field(default_factory=dict)

    @classmethod
    def of(
        cls, snapshot: Snapshot, timeline: Timeline, dataset: Dataset, findings: Sequence[Finding] = ()
    ) -> Examination:
        """That of a moment of this timeline; the ``findings`` were made in it before."""
        return cls(
            snapshot,
            before=tuple(
                held.of(snapshot.player)
                for epoch, held in timeline.snapshots.items()
                if epoch < snapshot.epoch
            ),
            edits=tuple(change.step for change in timeline.changes if change.name in ("edit", "cut")),
            dataset=dataset,
            known={f.key: f.since for f in findings if f.since is not None},
        )

    def findings(self, stopped: Callable[[], bool] = lambda: False) -> tuple[Finding, ...]:
        """What ails the network, each with the epoch since which it does; ``stopped`` ends it early."""
        found = self._of(len(self.before))
        since = dict(self.known)
        for finding in found:
            if finding.key not in since:
                since[finding.key] = self._since(finding.key, stopped)
        return tuple(replace(finding, since=since[finding.key]) for finding in found)

    def _of(self, place: int) -> tuple[Finding, ...]:
        """What is found in that one of the moments before or, behind the last of them, in the present one."""
        snapshot = (*self.before, self.snapshot)[place]
        before = self._back(snapshot, place - 1)
        earlier = self._back(snapshot, place - place // BEGINNING) if place >= BEGINNING else None
        return diagnose(snapshot, self.dataset, before, SAMPLES, earlier)

    def _back(self, snapshot: Snapshot, place: int) -> Snapshot | None:
        """That one of the moments before; None if weights have been set by hand since, which is no update."""
        if place < 0 or any(self.before[place].step <= step < snapshot.step for step in self.edits):
            return None
        return self.before[place]

    def _there(self, key: Key, place: int) -> bool:
        """Whether it was there in that one of the moments before."""
        if place not in self._found:
            self._found[place] = frozenset(finding.key for finding in self._of(place))
        return key in self._found[place]

    def _since(self, key: Key, stopped: Callable[[], bool]) -> int:
        """The first moment in which it was there and from which on it stayed, as far as looked at.

        Looked for backwards in steps twice as long each, then by halving.
        """
        moments = self.before
        there, step = len(moments), 1
        while there and not stopped():
            place = max(0, there - step)
            if not self._there(key, place):
                break
            there, step = place, 2 * step
        low = max(0, there - step) + 1 if there else 0
        while low < there and not stopped():
            middle = (low + there) // 2
            if self._there(key, middle):
                there = middle
            else:
                low = middle + 1
        return moments[there].epoch if there < len(moments) else self.snapshot.epoch


def note(timeline: Timeline, findings: Sequence[Finding]) -> bool:
    """Mark where each kind of finding was first seen in a layer; whether any was not marked yet."""
    there = {mark.text for mark in timeline.noted if mark.kind == "diagnosis"}
    first: dict[str, int] = {}
    for finding in findings:
        text, since = _mark_text(finding), finding.since
        if text not in there and since is not None:
            first[text] = min(since, first.get(text, since))
    for text, epoch in first.items():
        timeline.note(Mark(epoch, text, "diagnosis"))
    return bool(first)


def _mark_text(finding: Finding) -> str:
    """What the Timeline's mark of a finding says, the layer counted from 1."""
    if finding.kind not in FINDINGS:
        return finding.kind
    return FINDINGS[finding.kind].noted.format(layer=(finding.layer or 0) + 1)
