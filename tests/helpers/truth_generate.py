"""What Generate may say of two networks against each other, gone through in float64 apart from it."""

from __future__ import annotations

import itertools

import numpy as np

from nnviz.training.snapshot import Snapshot
from tests.helpers.truth_facts import Fact, N, P, fact, wrapped
from tests.helpers.truth_lone import apart, judged

MADE, SHOWN = 2000, 200
_SLOPE = 0.2  # of leaky ReLU below 0


def blocks(flat: np.ndarray, sizes: tuple[int, ...]) -> list[tuple[np.ndarray, np.ndarray]]:
    """[(weights, bias)] cut out of the flat vector by the sizes of the layers alone."""
    flat, found = flat.astype(np.float64), []
    for inputs, units in itertools.pairwise(sizes):
        weights, flat = flat[: inputs * units].reshape(inputs, units), flat[inputs * units :]
        found.append((weights, flat[:units]))
        flat = flat[units:]
    assert not flat.size
    return found


def outputs(layers: list[tuple[np.ndarray, np.ndarray]], x: np.ndarray) -> np.ndarray:
    """(n, k) the sums of the last layer, the others being leaky ReLU."""
    *hidden, (w, b) = layers
    for weights, bias in hidden:
        z = x @ weights + bias
        x = np.where(z > 0, z, _SLOPE * z)
    return x @ w + b


class Game:
    """Both networks of a moment; the generator as it ``learns``, or its average.

    ``hidden`` are the sizes of the hidden layers of each, ``unit`` is how much of the plane one of the
    networks' units is.
    """

    def __init__(self, snapshot: Snapshot, *, learns: bool, hidden: tuple[int, ...], unit: float) -> None:
        maker, judge = snapshot.players
        flat = maker.parameters if learns else maker.averaged
        assert flat is not None
        self.noise = np.random.default_rng(0).standard_normal((MADE, 2))
        self.generator = blocks(flat, (2, *hidden, 2))
        self.discriminator = blocks(judge.parameters, (2, *hidden, 1))
        self.unit, self.learns = unit, learns

    def made(self, noise: np.ndarray | None = None) -> np.ndarray:
        """(n, 2) points of the plane, of the noise that stays the same unless another is given."""
        return outputs(self.generator, self.noise if noise is None else noise) * self.unit

    def says(self, points: np.ndarray) -> np.ndarray:
        """(n,) how real points of the plane look."""
        return 1 / (1 + np.exp(-outputs(self.discriminator, points / self.unit)[:, 0]))

    def gradient(self, points: np.ndarray) -> np.ndarray:
        """(n, 2) that of -ln D by each point, by central differences."""
        step = 1e-5
        moved = [(points + step * way, points - step * way) for way in np.eye(2)]
        slopes = [(np.log(self.says(low)) - np.log(self.says(high))) / (2 * step) for high, low in moved]
        return np.stack(slopes, axis=1)

    def full(self, cells: int) -> float:
        """How far from one half the colour of a verdict is full: .1, .25 or .5."""
        middles = ((np.arange(cells) + 0.5) / cells - 0.5) * 12
        places = np.stack([axis.ravel() for axis in np.meshgrid(middles, -middles)], axis=1)
        largest = np.abs(self.says(places) - 0.5).max()
        return min(step for step in (0.1, 0.25, 0.5) if largest <= step)


def counts_of(points: np.ndarray, modes) -> np.ndarray:
    """(K,) how many points lie within 3 sigma of each mode."""
    away = np.hypot(*(points[:, np.newaxis] - modes.centres).transpose(2, 0, 1))
    near = away.argmin(axis=1)[away.min(axis=1) <= 3 * modes.sigma]
    return np.bincount(near, minlength=len(modes.centres))


def game_facts(game: Game, dataset, noise: np.ndarray, look: str, cells: int) -> list[Fact]:
    """All that the panel and the plane say where the point of that noise (2,) is followed."""
    made, real, rest = game.made(), dataset.train_points, dataset.test_points
    counts = counts_of(made, dataset.modes).tolist()
    within, found = judged(made, dataset.modes)
    point = game.made(noise[np.newaxis])
    right = np.mean(game.says(rest) > 0.5), np.mean(game.says(made) <= 0.5)
    facts = [
        fact("heaps", r"Ring of (\d)", 8, where="GamePanel"),
        fact("momentum of one that fails", r"with momentum (0\.9) ", 0.9, where="GamePanel"),
        fact("modes", r"Modes found: (\d+) of (\d+)", found, 8, where="GamePanel"),
        fact("rule", wrapped(r"(\d+) of (2,000) points within (\d) sigma"), 63, MADE, 3, where="GamePanel"),
        fact("beads", r"^(.*)\|(\d+) is even", counts, MADE / 8, where="BeadsView"),
        fact("beads, told", r"^(\d) of (\d) found; made points at each: (.*)$", found, 8, counts,
             where="BeadsView"),
        fact("within", rf"within (\d) sigma(?:: |\|)({P})(?:, |\|)real ones get ({P})", 3, within,
             judged(rest, dataset.modes)[0], where="MeasureRows", least=2, slack=2 / MADE),
        fact("distance", rf"distance(?:: |\|)({N})(?:, |\|)real ones get ({N})", apart(made, real),
             apart(rest, real), where="MeasureRows", least=2, slack=2e-3),
        fact("right on", rf"real[ |]({P})(?:; |\|)made[ |]({P})", *right, where="RightRows", least=2,
             slack=2 / MADE),
        fact("noise, told", rf"z = \(({N}), ({N})\)", *noise, where="NoisePad"),
        fact("noise", rf"z₁ = ({N})\|z₂ = ({N})\|x₁ = ({N})\|x₂ = ({N})\|D = ({N})", *noise, *point[0],
             game.says(point)[0], where="GamePanel", slack=2e-5),
    ]  # fmt: skip
    if look == "verdict":
        full = game.full(cells)
        text = rf"D from ({N}) \(made\) over ({N}) to ({N}) \(real\)"
        facts.append(
            fact("verdict", wrapped(text), 0.5 - full, 0.5, 0.5 + full, where="MeetMap", least=2, slack=5e-3)
        )
    return facts
