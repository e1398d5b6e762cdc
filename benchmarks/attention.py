"""How fast a small transformer learns beside PyTorch: a whole step, and where its time goes.

    python benchmarks/attention.py [--rounds 15] [--parts]

A step is: gather the batch's samples, forward, loss at the steps that are asked, backward, Adam. Symbols come
in, blocks of layer normalisation, causal attention and two dense layers follow, and the next symbols are
asked of the second half of the steps, as where a sequence is to be reversed. PyTorch takes symbols as numbers
and looks up its embedding; it attends by its scaled_dot_product_attention or by products and a softmax
written out, with Adam(fused=True) and without: the best of the four is the rival. The rest is as
beside/pytorch.py says.
"""

from __future__ import annotations

from dataclasses import dataclass

from beside.pytorch import Step, batches, learning, main, tell_parts, torch  # sets the number of threads

import numpy as np  # isort: skip

from nnviz.engine import Dense, Network, Samples
from nnviz.engine.program import Program
from nnviz.training.settings import read_layers


@dataclass(frozen=True)
class Work:
    """One row of the table: the steps of a sequence, the batch, and how many times PyTorch's speed."""

    steps: int
    batch: int
    size: int
    heads: int
    blocks: int
    floor: float
    aim: float

    @property
    def name(self) -> str:
        return f"T={self.steps} B={self.batch} d={self.size} h={self.heads} L={self.blocks}"

    @property
    def layers(self) -> str:
        block = (
            f"residual(layernorm, attention({self.heads})), residual(layernorm, {4 * self.size}, {self.size})"
        )
        return f"embedding({self.size}), positions(learned), {', '.join([block] * self.blocks)}, layernorm"


WORKS = (
    Work(11, 64, 32, 1, 2, 1.5, 1.7),
    Work(11, 64, 32, 2, 2, 1.5, 1.7),
    Work(11, 32, 32, 2, 2, 1.5, 1.9),
    Work(32, 32, 48, 3, 3, 1.2, 1.3),
)
SAMPLES, SYMBOLS = 1024, 10


def data(work: Work) -> tuple[np.ndarray, np.ndarray]:
    """Symbols (n, steps), and what is asked (n, steps): -1 in the first half."""
    rng = np.random.default_rng(0)
    X, T = rng.integers(0, SYMBOLS, (2, SAMPLES, work.steps))
    T[:, : work.steps // 2] = -1
    return X, T


def prepared(work: Work) -> tuple[Network, Samples]:
    layers = [*read_layers(work.layers), Dense(SYMBOLS, "softmax")]
    network = Network((SYMBOLS, work.steps), layers, "categorical_crossentropy")
    network.initialize(np.random.default_rng(0))
    X, T = data(work)
    return network, network.prepare(np.moveaxis(np.eye(SYMBOLS)[X], -1, 1), T)


def pytorch(work: Work, *, fused: bool, written_out: bool) -> Step:
    from torch import nn, optim
    from torch.nn import functional

    torch.set_num_threads(1)
    torch.manual_seed(0)

    class Attention(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.three, self.last = nn.Linear(work.size, 3 * work.size), nn.Linear(work.size, work.size)
            mask = torch.full((work.steps, work.steps), float("-inf")).triu(1)
            self.register_buffer("mask", mask)

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            n, steps, size = x.shape
            three = self.three(x).view(n, steps, 3, work.heads, -1).permute(2, 0, 3, 1, 4)
            q, k, v = three.unbind(0)
            if written_out:
                scores = q @ k.transpose(2, 3) / q.shape[-1] ** 0.5 + self.mask
                mixed = scores.softmax(-1) @ v
            else:
                mixed = functional.scaled_dot_product_attention(q, k, v, is_causal=True)
            return self.last(mixed.transpose(1, 2).reshape(n, steps, size))

    class Block(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.norms = nn.ModuleList([nn.LayerNorm(work.size), nn.LayerNorm(work.size)])
            self.attention = Attention()
            wide = 4 * work.size
            self.dense = nn.Sequential(nn.Linear(work.size, wide), nn.ReLU(), nn.Linear(wide, work.size))

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            x = x + self.attention(self.norms[0](x))
            return x + self.dense(self.norms[1](x))

    embedding, positions = nn.Embedding(SYMBOLS, work.size), nn.Parameter(torch.randn(work.steps, work.size))
    blocks = [Block() for _ in range(work.blocks)]
    rest = nn.Sequential(*blocks, nn.LayerNorm(work.size), nn.Linear(work.size, SYMBOLS))
    optimizer = optim.Adam([*embedding.parameters(), positions, *rest.parameters()], lr=0.001, fused=fused)
    X, T = map(torch.tensor, data(work))
    rows = [torch.tensor(one) for one in batches(SAMPLES, work.batch)]

    def step(turn: int) -> None:
        of = rows[turn % 64]
        optimizer.zero_grad(set_to_none=True)
        answers = rest(embedding(X[of]) + positions)
        functional.cross_entropy(answers.flatten(0, 1), T[of].flatten(), ignore_index=-1).backward()
        optimizer.step()

    return step


def steps_of(work: Work) -> dict[str, Step]:
    """Ours, and PyTorch's in all its ways."""
    steps: dict[str, Step] = {"ours": learning(*prepared(work), work.batch)}
    ways = [] if torch is None else [(fused, out) for fused in (False, True) for out in (False, True)]
    return steps | {f"{way}": pytorch(work, fused=way[0], written_out=way[1]) for way in ways}


def parts(work: Work) -> None:
    """Where the time of a batch's operations goes."""
    network, samples = prepared(work)
    own = Samples.empty(work.batch, network.input_size, network.output_size, network.dtype)
    own.inputs[...], own.targets[...] = samples.inputs[: work.batch], samples.targets[:, : work.batch]
    tell_parts(work.name, network, Program(network.layers, network.loss, own, training=True))


if __name__ == "__main__":
    main(__doc__, WORKS, steps_of, parts)
