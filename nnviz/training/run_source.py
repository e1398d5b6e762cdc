"""Where a run's moments come from, and what it can do; each thing that it cannot with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

from nnviz.data import Dataset
from nnviz.said import Sentence, translate

Ability = Literal["train", "edit", "recompute", "micro-step"]
ABILITIES: Final[frozenset[Ability]] = frozenset(get_args(Ability))


@dataclass(frozen=True)
class SourceKind:
    """One line of the table: ``cannot`` gives, for each thing that such a run cannot do, the reason; the
    templates have the run's ``{name}``. One that ``takes_data`` trains on once it has some."""

    label: Sentence
    cannot: Mapping[Ability, Sentence] = field(default_factory=dict)
    takes_data: bool = False


RUN_SOURCES: dict[str, SourceKind] = {
    "trainer": SourceKind(translate("Training", "trained here")),
    "imported": SourceKind(
        translate("Training", "imported"),
        {
            "train": translate(
                "Training",
                "“{name}” came without data: choose some that fit it, and it trains on from there.",
            ),
            "edit": translate(
                "Training",
                "The weights of “{name}” can be changed once it has data: choose fitting ones.",
            ),
            "recompute": translate("Training", "“{name}” is one moment: there is nothing to compute again."),
        },
        takes_data=True,
    ),
    "reader": SourceKind(
        translate("Training", "the Reader"),
        {
            ability: translate("Training", "The Reader stays as it was trained.")
            for ability in sorted(ABILITIES)
        },
    ),
    "watched": SourceKind(
        translate("Training", "watched"),
        {
            "train": translate("Training", "“{name}” is trained by another program, and only watched here."),
            "edit": translate(
                "Training", "“{name}” is trained by another program: its weights cannot be changed here."
            ),
            "recompute": translate(
                "Training", "Of “{name}” there are only the moments that the other program wrote down."
            ),
            "micro-step": translate(
                "Training", "“{name}” is trained by another program: its batches are not known here."
            ),
        },
    ),
}


@dataclass(frozen=True, eq=False)
class RunSource:
    """Where a run comes from: one of ``RUN_SOURCES``, the ``name`` of the file or folder it was read from.

    ``told`` are sentences about what was read and what was assumed. ``data`` are the samples that came with
    it, of which there may be none, where it has no data set of its own choosing.
    """

    kind: str = "trainer"
    name: str = ""
    told: tuple[str, ...] = ()
    data: Dataset | None = None

    def why_not(self, ability: Ability) -> Sentence:
        """Why it cannot do that, in a sentence; "" where it can."""
        reason = RUN_SOURCES[self.kind].cannot.get(ability)
        return Sentence("", "") if reason is None else reason.format(name=self.name)

    def can(self, ability: Ability) -> bool:
        """Whether it can do that."""
        return ability not in RUN_SOURCES[self.kind].cannot

    @property
    def takes_data(self) -> bool:
        """Whether it trains on once it has data."""
        return RUN_SOURCES[self.kind].takes_data

    @property
    def abilities(self) -> frozenset[Ability]:
        """All that it can do."""
        return ABILITIES - RUN_SOURCES[self.kind].cannot.keys()


READER: Final = RunSource("reader")
#: Where most runs come from: a Trainer on a data set.
TRAINED: Final = RunSource()
