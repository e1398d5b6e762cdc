"""What a person picks at a window: a sample, a place in a network, which of the networks that play."""

from __future__ import annotations

from dataclasses import replace

from nnviz.data import Dataset
from nnviz.drawing.attention.looking_at import LookingAt
from nnviz.drawing.selection import Selection
from nnviz.session.shown import Shown
from nnviz.training.derived import Moments
from nnviz.training.diagnosis import Finding
from nnviz.training.kernel_gradient import KernelWeight
from nnviz.training.micro import Micro
from nnviz.training.samples import Sample, begun_with, fitted, refitted, takes_drawings


class Picked:
    """``sample``, None for a blank canvas, ``selection``, the weight of a kernel that is ``asked`` about, the
    place of the network that is looked at, ``player``, ``looking``, the head and the steps of attention that
    are chosen, whether its diagram is wished where it is usually shown otherwise, ``as_diagram``, and whether
    a generator is to be seen as it learns, ``learner``, and not its average; put into the moments that are
    shown.
    """

    def __init__(self) -> None:
        self.sample: Sample | None = None
        self.selection: Selection | None = None
        self.asked: KernelWeight | None = None
        self.looking: LookingAt | None = None
        self.player = 0
        self.as_diagram = self.learner = False
        self._left: dict[str, Sample | None] = {}  # what was looked at last, by ``_taken``

    def take(self, other: Picked) -> None:
        """Have picked what is picked elsewhere."""
        self.sample, self.selection = other.sample, other.selection
        self.asked, self.player = other.asked, other.player
        self.looking, self.as_diagram, self.learner = other.looking, other.as_diagram, other.learner

    # ---- other data
    def come_to(self, dataset: Dataset, old: Dataset | None) -> None:
        """Other data than the ``old`` are learned from: the sample is looked for in them."""
        sample = self.sample
        if old is not None:
            self._left[_taken(old)] = sample
        if sample is not None and sample.dataset is not dataset and old is not None:
            self.sample = refitted(sample, sample.dataset or old, dataset)
        if self.sample is None:
            self.sample = self._sample_again(dataset)

    def _sample_again(self, dataset: Dataset) -> Sample | None:
        """What was looked at among such data, be it a blank canvas; the first time one of their samples."""
        left = self._left.get(_taken(dataset))
        if left is None and _taken(dataset) in self._left:
            return None
        again = None
        if left is not None:
            own = left.from_person
            again = fitted(left, dataset) if own else refitted(left, left.dataset or dataset, dataset)
        return begun_with(dataset) if again is None else again

    # ---- a place
    def select(self, selection: Selection | None) -> None:
        """Something is picked, in the network that is looked at from now on."""
        self.selection = selection
        if selection is not None:
            self.player = selection.player

    def look_at_network(self, player: int) -> None:
        """Look at that one; of the other nothing is picked."""
        self.player, self.selection, self.asked, self.looking = player, None, None, None

    def forgotten(self, shown: Shown, before: Shown | None) -> Shown:
        """The moment without what was picked where the numbers of that mean another place in it."""
        selection = self.selection
        if selection is None and self.asked is None and self.looking is None:
            return shown
        of_other = selection is not None and selection.player != shown.player
        if not (of_other or shown.another_structure(before)):
            return shown
        self.selection = self.asked = self.looking = None
        return replace(shown, selection=None, asked=None, looking=None)

    # ---- put into a moment
    def seen(self, shown: Shown, moments: Moments) -> Shown:
        """The same moment, looking at the network that is looked at, if there are so many."""
        player = min(self.player, len(shown.players) - 1)
        return looking_at(shown, player, moments)

    def put_into(
        self, shown: Shown, moments: Moments, micro: Micro | None = None, findings: tuple[Finding, ...] = ()
    ) -> Shown:
        """The sample sent through its networks, as those take it that learned these data, and the place."""
        sample = None if self.sample is None else fitted(self.sample, shown.dataset)
        networks = tuple(
            moments.of(shown.snapshot, shown.dataset, player).probed(sample)
            for player in range(len(shown.snapshot.players))
        )
        return replace(
            shown,
            snapshot=networks[shown.player],
            networks=networks,
            sample=sample,
            selection=self.selection,
            asked=self.asked,
            looking=self.looking,
            as_diagram=self.as_diagram,
            learner=self.learner,
            micro=micro,
            findings=findings,
        )


def looking_at(shown: Shown, player: int, moments: Moments) -> Shown:
    """The same moment, looking at that one of the networks that play."""
    derived = moments.of(shown.snapshot, shown.dataset, player)
    settings = shown.experiment.of(player)
    return replace(shown, derived=derived, snapshot=derived.snapshot, experiment=settings)


def _taken(dataset: Dataset) -> str:
    """What a person may show it: all data that take drawings have the same, the drawing that there is."""
    return "drawings" if takes_drawings(dataset) else dataset.family
