"""Where a data set comes from: what a line of the table of data sets says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from nnviz.data.dataset import Asked, Kind, RawData, asked_of
from nnviz.data.families import FAMILIES
from nnviz.data.frames import Frame
from nnviz.data.modes import Modes
from nnviz.data.own.own import Making, Own
from nnviz.data.planar import Draw


@dataclass(frozen=True)
class Source:
    """One line of the table: how the data come, their family and usual scale, and what they are for.

    ``load`` reads a set that is what it is, ``make`` makes one by the split seed and the test share, and by
    the settings that it ``takes`` besides, ``draw`` one on the plane, of up to ``most_classes``; a set drawn
    ``by_hand`` is made of the points of the experiment, one that is ``given`` of its rows, and ``own`` says
    how one is made of a person's own data; a ``table`` comes with nnviz as if somebody had opened it. One of
    the seven is there, unless it is ``unchosen``: what stands where a network has no data.
    ``modes`` says where the points of a set on the plane heap up at that noise. ``frame`` says how a drawing
    becomes a picture of it, where that is not as for digits of 8x8 pixels. ``test_share`` is its usual one.
    ``whole``: a few samples, all learned from and all tested, best in one batch. ``scaled``: its values are
    learned in another scale than their own. ``every_step``: something is asked at every step of a sequence.
    One that is there only after ``nnviz hands get`` has ``check_there``, which raises ``ValueError`` with one
    sentence while it is not. ``formula`` is what one on the plane is drawn by where no other is typed, which
    ``draw`` is then given as a function.
    """

    name: str
    label: str
    purpose: str
    scale: str
    family: str = "table"
    kind: Kind = "classification"
    load: Callable[[], RawData] | None = None
    make: Callable[..., RawData] | None = None
    takes: tuple[str, ...] = ()
    draw: Draw | None = None
    most_classes: int = 2
    by_hand: bool = False
    unchosen: bool = False
    given: bool = False
    own: Making | None = None
    table: Callable[[], Own] | None = None
    whole: bool = False
    check_there: Callable[[], None] | None = None
    frame: Frame | None = None
    test_share: float = 0.2
    every_step: bool = False
    scaled: bool = False
    modes: Callable[[float], Modes] | None = None
    formula: str = ""

    def of(self, own: Own | None) -> Source:
        """The same as it is with these data, where it is made of a person's own."""
        if self.own is None or not isinstance(own, Own):
            return self
        recipe = own.recipe
        return replace(self, kind=recipe.kind, frame=recipe.frame, whole=recipe.whole, scaled=recipe.scaled)

    @property
    def brought(self) -> bool:
        """Whether it is made of what a person draws, types or opens, and is nothing without it."""
        return self.by_hand or self.given or self.own is not None

    @property
    def fetched(self) -> bool:
        """Whether it has to be got first."""
        return self.check_there is not None

    @property
    def asked(self) -> Asked:
        """What is asked of its samples."""
        return asked_of(self.kind, self.every_step)

    @property
    def planar(self) -> bool:
        """Whether its samples are points of the plane."""
        return FAMILIES[self.family].placed
