"""Which steps of the ink pipeline are on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace

from nnviz.said import translate


@dataclass(frozen=True)
class Steps:
    """Switches of ``prepare`` and ``prepare_image``: ``prepare(strokes, **steps.options)``.

    crop: cut to the ink and put it in the middle. stretch: to 20 x 32 pixels, proportions or not. pen: the
    width of line that the training images have. shear: stand it upright. Without ``crop`` there is nothing
    to stretch.
    """

    crop: bool = True
    stretch: bool = True
    pen: bool = True
    shear: bool = True

    @property
    def options(self) -> dict[str, bool]:
        """As named arguments."""
        return {name: getattr(self, name) for name in STEPS}

    @property
    def off(self) -> tuple[str, ...]:
        """The steps that are left out, in the order in which they would be taken."""
        return tuple(name for name in STEPS if not getattr(self, name))

    def toggled(self, name: str) -> Steps:
        """The same with one step switched."""
        return replace(self, **{name: not getattr(self, name)})


STEPS = tuple(field.name for field in fields(Steps))


def steps_without(names: Iterable[str]) -> Steps:
    """All steps but these. Raises ValueError, in a sentence, for one that does not exist."""
    left_out = tuple(names)
    for name in left_out:
        if name not in STEPS:
            raise ValueError(
                translate("Data", "There is no step “{name}” of the pipeline; there are {steps}.").format(
                    name=name, steps=", ".join(STEPS)
                )
            )
    return Steps(**{name: name not in left_out for name in STEPS})
