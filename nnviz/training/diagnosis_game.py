"""What ails a game of two networks: what the generator makes, and how it is told from what is real.

The definitions look at samples that the learner, not its average, makes of noise that stays the same. Those
that would be true of every beginning look at a game only when ten moments of it have been kept; then
“before” is the moment a tenth of the way back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.data import Dataset
from nnviz.said import translate
from nnviz.training.game_losses import GAME_LOSSES
from nnviz.training.generated import SAMPLES, mode_counts, modes_found, placed, quality, real_quality
from nnviz.training.patient import Finding, Patient
from nnviz.training.pulling import pulls
from nnviz.training.snapshot import Snapshot

Floats = NDArray[np.floating[Any]]

#: The modes have collapsed if what is made is spread, as the root of the summed variances, over no more than
#: this share of what the real samples are; or if it lies within 3 sigma of modes at this share or more, and
#: finds no more than this share of them.
SPREAD = 0.25
WITHIN, FOUND = 0.5, 0.5
#: The discriminator is too strong if its mean verdicts on real and on made samples are at least this far
#: apart, and at this share of the made ones or more the gradient of the generator's loss is below this, in
#: the network's units.
APART, FLAT, GONE = 0.5, 0.1, 0.01
#: It is too weak if it is right about no more than this share, the mean of real and made, while what is made
#: scores below this share of what real samples do.
GUESSED, POOR = 0.55, 0.25
#: The two rotate if the centre of what is made has moved since before by this share of the spread of the
#: real samples or more (of 1, if these have none), which is at least half of the way of a sample, while what
#: is made scores no better, give or take this.
MOVED, TOGETHER, BETTER = 0.25, 0.5, 0.05
#: How many moments are kept before the beginning is over, and which part of them is the way back.
BEGINNING = 10


@dataclass(frozen=True, eq=False)
class Match:
    """A moment of a game of two networks."""

    snapshot: Snapshot
    dataset: Dataset

    @cached_property
    def made(self) -> Floats:
        """(SAMPLES, d) what the generator makes of noise that stays the same."""
        return self.snapshot.network(0).predict(self.snapshot.players[0].ends.drawn(SAMPLES))

    @cached_property
    def verdicts(self) -> tuple[Floats, Floats]:
        """What the discriminator says of samples of the test part, and of those made."""
        judge = self.snapshot.network(1)
        return judge.predict(self.dataset.test_features[:SAMPLES]), judge.predict(self.made)

    @cached_property
    def score(self) -> float:
        """What matters most of what is made, by what real samples get."""
        real = real_quality(self.dataset)[0]
        return quality(self.dataset, self.made)[0] / real if real > 0 else 1.0

    @cached_property
    def spread(self) -> float:
        """The root of the summed variances of real samples."""
        return _spread(self.dataset.train_features[:SAMPLES])


def _spread(samples: Floats) -> float:
    return float(np.sqrt(np.var(samples, axis=0, dtype=np.float64).sum()))


def _match(patient: Patient) -> Match | None:
    """The moment examined, if it is one of a game that has begun."""
    snapshot = patient.snapshot
    if snapshot.experiment.loss not in GAME_LOSSES or snapshot.untrained:
        return None
    return Match(snapshot, patient.dataset)


def collapsed(patient: Patient) -> Iterator[Finding]:
    """Whatever the noise, much the same is made."""
    match = _match(patient)
    if match is None or not match.spread:
        return
    advice = translate("Diagnosis", "Use R1, a smaller beta 1, or a lower rate for the generator.")
    share = _spread(match.made) / match.spread
    if share <= SPREAD:
        text = translate(
            "Diagnosis",
            "The modes have collapsed: what is made of {samples} different noises is spread over {share} % "
            "of what the real samples are.",
        ).format(samples=len(match.made), share=round(100 * share))
        yield Finding("collapse", None, (), share, text, advice)
        return
    modes = patient.dataset.modes
    if modes is None:
        return
    counts = mode_counts(placed(patient.dataset, match.made), modes)
    found = modes_found(counts, len(match.made))
    if found <= FOUND * len(modes) and counts.sum() >= WITHIN * len(match.made):
        text = translate(
            "Diagnosis",
            "Modes have collapsed: {share} % of what is made lies within modes, but only {found} of the "
            "{modes} are found.",
        ).format(share=round(100 * counts.sum() / len(match.made)), found=found, modes=len(modes))
        yield Finding("collapse", None, (), found / len(modes), text, advice)


def too_strong(patient: Patient) -> Iterator[Finding]:
    """The discriminator is so sure that the generator's loss is flat."""
    match = _match(patient)
    if match is None or GAME_LOSSES[match.snapshot.experiment.loss].even is None:
        return
    real, made = (float(said.mean()) for said in match.verdicts)
    if real - made < APART:
        return
    slopes = np.linalg.norm(pulls(match.snapshot, match.made), axis=1)
    flat = float(np.mean(slopes < GONE))
    if flat >= FLAT:
        text = translate(
            "Diagnosis",
            "The discriminator is too strong: it gives real samples {real} and made ones {made}, the means, "
            "and for {flat} % of the made ones the gradient of the generator's loss is gone (below {least}).",
        ).format(real=f"{real:.2f}", made=f"{made:.2f}", flat=round(100 * flat), least=GONE)
        advice = translate(
            "Diagnosis",
            "Give it fewer turns, a lower rate or R1, or use the non-saturating loss.",
        )
        yield Finding("too_strong", None, (), flat, text, advice)


def too_weak(patient: Patient) -> Iterator[Finding]:
    """The discriminator cannot tell from real what is far from it."""
    match = _match(patient)
    if match is None or patient.earlier is None or not match.spread:
        return
    even = GAME_LOSSES[match.snapshot.experiment.loss].even
    if even is None:
        return
    real, made = match.verdicts
    right = float(np.mean(real > even) + np.mean(made <= even)) / 2
    if right <= GUESSED and match.score < POOR:
        text = translate(
            "Diagnosis",
            "The discriminator is too weak: it is right about {right} % of real and made samples, where "
            "guessing gets 50 %, though what is made scores only {score} % of what real samples do.",
        ).format(right=round(100 * right), score=round(100 * match.score))
        advice = translate("Diagnosis", "Give the discriminator a higher rate, more turns, or more neurons.")
        yield Finding("too_weak", None, (), right, text, advice)


def rotating(patient: Patient) -> Iterator[Finding]:
    """What is made is chased from place to place, and gets no better."""
    match = _match(patient)
    if match is None or patient.earlier is None:
        return
    before = Match(patient.earlier, patient.dataset)
    if before.made.shape != match.made.shape:
        return
    ways = match.made.astype(np.float64) - before.made
    moved, way = float(np.linalg.norm(ways.mean(axis=0))), float(np.linalg.norm(ways, axis=1).mean())
    share = moved / (match.spread or 1.0)
    if share >= MOVED and moved >= TOGETHER * way and match.score <= before.score + BETTER:
        spread = translate("Diagnosis", "the spread of the real samples")
        if not match.spread:
            spread = translate("Diagnosis", "the unit, the real samples having no spread")
        text = translate(
            "Diagnosis",
            "The two networks rotate: since epoch {epoch} the middle of all that is made has moved by "
            "{share} times {spread}, and what is made is no better.",
        ).format(epoch=before.snapshot.epoch, share=f"{share:.1f}", spread=spread)
        advice = translate("Diagnosis", "Use R1, a smaller beta 1, or rates that fall.")
        yield Finding("rotating", None, (), share, text, advice)
