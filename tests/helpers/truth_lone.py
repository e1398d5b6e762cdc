"""What the panels of an autoencoder and of a diffusion may say, gone through in float64 apart from them."""

from __future__ import annotations

import numpy as np

from nnviz.training.snapshot import Snapshot
from tests.helpers.truth_facts import Fact, N, P, fact, wrapped

STEPS, MADE, FOLLOWED = 50, 2000, 400
BELOW = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def layers_of(snapshot: Snapshot) -> list[tuple[np.ndarray, np.ndarray]]:
    return [(np.float64(layer.weights), np.float64(layer.bias)) for layer in snapshot.layers]


# ---- an autoencoder of tanh, code, tanh and sigmoid
def there_and_back(snapshot: Snapshot, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(n, 2) codes of pictures and (n, 64) what is given back."""
    (w1, b1), (w2, b2), *_ = layers_of(snapshot)
    code = np.tanh(x @ w1 + b1) @ w2 + b2
    return code, back(snapshot, code)


def back(snapshot: Snapshot, code: np.ndarray) -> np.ndarray:
    """(n, 64) what the later half makes of codes."""
    *_, (w3, b3), (w4, b4) = layers_of(snapshot)
    return 1 / (1 + np.exp(-(np.tanh(code @ w3 + b3) @ w4 + b4)))


def _written(end: float) -> str:
    return f"{end:g}".replace("-", "−")


def code_facts(code: np.ndarray, x: np.ndarray | None, made: np.ndarray, ends: np.ndarray) -> list[Fact]:
    """Of one code (2,), the picture (64,) it is of, None for one of one's own, and what was made of it; the
    axes have these ends."""
    facts = [
        fact("code, painted", rf"^(?:.*\|)?({N})\|({N})\|", *code, where="CodeRow"),
        fact("code, told", rf"; ({N}), ({N}); ", *code, where="CodeCanvas"),
        fact("code, told too", rf"; ({N}), ({N}); ", *code, where="CodeRow"),
        fact("axes", r"code (\d)\b", None, where="CodeCanvas", least=2),
        fact(
            "ends",
            rf"(?:^|(?<=\|))({N})(?=\||$)",
            {_written(end) for end in ends},
            where="CodeCanvas",
            least=4,
        ),
    ]
    if x is not None:
        error = float(np.square(made - x).mean())
        facts.append(fact("error", rf"error ({N})", error, where="CodeMap", least=2))
    return facts


# ---- a diffusion of ReLU layers
def kept_at(step: int) -> float:
    """By the products of the paper."""
    f = [np.cos((t / STEPS + 0.008) / 1.008 * np.pi / 2) ** 2 for t in range(STEPS + 1)]
    return float(np.prod([1 - min(1 - f[t] / f[t - 1], 0.999) for t in range(1, step + 1)]))


KEPT = np.array([kept_at(step) for step in range(STEPS + 1)])


def seen(snapshot: Snapshot, x: np.ndarray, step: int) -> np.ndarray:
    """(n, 2) the noise that the network sees in points."""
    tau = np.pi / 2 * step / STEPS
    waves = [wave(k * tau) for k in (1, 2, 4, 8) for wave in (np.sin, np.cos)]
    a = np.column_stack([x, np.tile(waves, (len(x), 1))])
    *hidden, (w, b) = layers_of(snapshot)
    for weights, bias in hidden:
        a = np.maximum(a @ weights + bias, 0)
    return a @ w + b


def mean_of(x: np.ndarray, step: int, said: np.ndarray) -> np.ndarray:
    own = KEPT[step] / KEPT[step - 1]
    return (x - (1 - own) / np.sqrt(1 - KEPT[step]) * said) / np.sqrt(own)


def walked(snapshot: Snapshot, count: int = MADE) -> np.ndarray:
    """(STEPS + 1, count, 2) in the network's units, of the noise that stays the same."""
    noise = np.random.default_rng(0).standard_normal((STEPS + 1, 2000, 2))[:, :count]
    points = np.zeros((STEPS + 1, count, 2))
    points[STEPS] = noise[0]
    for step in range(STEPS, 0, -1):
        own = KEPT[step] / KEPT[step - 1]
        spread = np.sqrt((1 - own) * (1 - KEPT[step - 1]) / (1 - KEPT[step]))
        x = points[step]
        points[step - 1] = mean_of(x, step, seen(snapshot, x, step)) + spread * noise[step]
    return points


def way_facts(snapshot: Snapshot, step: int, point: int, unit: float, extent: float) -> list[Fact]:
    """At that step of the way; ``unit`` is how much of the plane one of the network's units is."""
    points = walked(snapshot, FOLLOWED)
    beyond = int((np.abs(points[step] * unit) > extent).any(axis=1).sum())
    longer = times_of(snapshot, step, unit, extent) if step else 1.0
    facts = [
        fact("step", rf"step (\d+) of (\d+); ({N}) of the variance", step, STEPS, KEPT[step], where="WayMap",
             least=2),
        fact("beyond", wrapped(r"(\d+) points? beyond the edge"), beyond, where="WayMap", least=0),
        fact("times", wrapped(rf"arrows ({N}) times as long"), longer, where="WayMap", least=0),
        fact("hint", r"Page Up and Page Down", where="WayCanvas", least=0),
    ]  # fmt: skip
    x = points[step, point]
    lines = {f"x{str(step).translate(BELOW)}": x}
    if step:
        said = seen(snapshot, x[np.newaxis], step)[0]
        mean = mean_of(x[np.newaxis], step, said[np.newaxis])[0]
        after = points[step - 1, point]
        origin = (x - np.sqrt(1 - KEPT[step]) * said) / np.sqrt(KEPT[step])
        lines |= {"ε̂": said, "x̂₀": origin, "μ": mean, "σ z": after - mean}
        lines[f"x{str(step - 1).translate(BELOW)}"] = after
    return facts + [
        fact(name, wrapped(rf"{name} = \(({N}), ({N})\)"), *values, least=1, slack=2e-3)
        for name, values in lines.items()
    ]  # fmt: skip


def times_of(snapshot: Snapshot, step: int, unit: float, extent: float) -> float:
    """How much longer arrows are than steps: 1, 2 or 5 times a power of ten, the longest 0.8 of its cell."""
    middles = ((np.arange(15) + 0.5) / 15 - 0.5) * 2 * extent / unit
    x = np.stack([axis.ravel() for axis in np.meshgrid(middles, -middles)], axis=1)
    longest = np.hypot(*(mean_of(x, step, seen(snapshot, x, step)) - x).T).max() * unit / (2 * extent)
    allowed = [one * 10.0**power for power in range(-9, 9) for one in (1, 2, 5)]
    return max(one for one in allowed if one * longest <= 0.8 / 15)


def made_facts(points: np.ndarray, dataset) -> list[Fact]:
    """Of (2000, 2) made points of the plane; the data have modes."""
    real, rest = dataset.train_points, dataset.test_points
    within, found = judged(points, dataset.modes)
    real_within, real_found = judged(rest, dataset.modes)
    return [
        fact("data", wrapped(r"(\d+) to learn from, (\d+) to be tested on"), len(real), len(rest),
             where="MadePanel"),
        fact("heaps", r"Ring of (\d)", 8, where="MadePanel"),
        fact("samples", r"Measured on (\d+) points", MADE, where="MadePanel"),
        fact("within", rf"within (\d) sigma(?:: |\|)({P})(?:, |\|)real ones get ({P})", 3, within,
             real_within, where="MeasureRows", slack=2 / MADE),
        fact("modes", rf"modes found(?:: |\|)({N})(?:, |\|)real ones get ({N})", found, real_found,
             where="MeasureRows"),
        fact("distance", rf"distance(?:: |\|)({N})(?:, |\|)real ones get ({N})", apart(points, real),
             apart(rest, real), where="MeasureRows", slack=2e-3),
    ]  # fmt: skip


def judged(points: np.ndarray, modes) -> tuple[float, int]:
    """The share within 3 sigma of the nearest mode, and how many modes have a quarter of their share."""
    away = np.hypot(*(points[:, np.newaxis] - modes.centres).transpose(2, 0, 1))
    at = away.min(axis=1) <= 3 * modes.sigma
    counts = np.bincount(away.argmin(axis=1)[at], minlength=8)
    return float(at.mean()), int((counts >= len(points) / 32).sum())


def apart(one: np.ndarray, other: np.ndarray) -> float:
    """The Jensen-Shannon distance on 30 x 30 cells of the plane and one beyond, in bits."""
    edges = np.linspace(-6, 6, 31)

    def shares(points: np.ndarray) -> np.ndarray:
        counts = np.histogram2d(*points.T, bins=(edges, edges))[0].ravel()
        return np.append(counts, len(points) - counts.sum()) / len(points)

    p, q = shares(one), shares(other)
    m = (p + q) / 2
    bits = [float((s[s > 0] * np.log2(s[s > 0] / m[s > 0])).sum()) for s in (p, q)]
    return float(np.sqrt(max(sum(bits) / 2, 0)))
