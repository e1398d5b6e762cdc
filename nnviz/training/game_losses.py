"""The losses of a game of two networks: one table for the command line, files, the window and tests."""

from __future__ import annotations

from dataclasses import dataclass

from nnviz.engine.losses import Loss, opposite
from nnviz.engine.losses import loss as find_loss
from nnviz.said import translate

#: What the discriminator is to say of samples.
MADE, REAL = 0.0, 1.0


@dataclass(frozen=True)
class GameLoss:
    """One line of the table of losses of a game.

    ``noun`` is what it is within a sentence, ``purpose`` what it does. The discriminator learns with the
    engine's loss ``judge``, the real samples having the target 1 and the made ones 0: its loss is the sum of
    the means over both. The generator wants the same loss of its made samples to be small for the target 1
    or, where it is ``opposed``, the discriminator's own to be large. ``last`` is the activation of the
    discriminator's output, and what is above ``even`` counts as real; None where the output is a score, which
    says no such thing. ``penalised``: the gradient penalty is added, and ``clipped``: its weights are kept
    small.
    """

    name: str
    noun: str
    purpose: str
    judge: str
    last: str
    even: float | None
    opposed: bool = False
    penalised: bool = False
    clipped: bool = False

    @property
    def of_generator(self) -> Loss:
        """The loss of the generator, of what the discriminator says of made samples."""
        judge = find_loss(self.judge)
        return opposite(judge) if self.opposed else judge

    @property
    def aim(self) -> float:
        """The target that the loss of the generator has for a made sample."""
        return MADE if self.opposed else REAL


#: The losses of a game by name.
GAME_LOSSES: dict[str, GameLoss] = {
    loss.name: loss
    for loss in (
        GameLoss(
            "non_saturating",
            translate("Training", "non-saturating loss"),
            translate(
                "Training", "The generator wants its samples to be taken for real: it learns from the worst."
            ),
            "binary_crossentropy",
            "sigmoid",
            0.5,
        ),
        GameLoss(
            "minimax",
            translate("Training", "minimax loss"),
            translate(
                "Training",
                "The generator wants the other's loss large: where that is sure, nothing is learned.",
            ),
            "binary_crossentropy",
            "sigmoid",
            0.5,
            opposed=True,
        ),
        GameLoss(
            "least_squares",
            translate("Training", "least squares"),
            translate(
                "Training", "Squared errors from 1 and 0: samples that are taken for too real come back."
            ),
            "mse",
            "linear",
            0.5,
        ),
        GameLoss(
            "wasserstein",
            translate("Training", "Wasserstein loss with gradient penalty"),
            translate("Training", "A critic scores, with slopes near 1: the same pull everywhere."),
            "score",
            "linear",
            None,
            penalised=True,
        ),
        GameLoss(
            "wasserstein_clipped",
            translate("Training", "Wasserstein loss with clipped weights"),
            translate("Training", "A critic scores, with small weights: the first form, and the least sure."),
            "score",
            "linear",
            None,
            clipped=True,
        ),
    )
}
