"""How fast two networks learn against each other beside PyTorch: a whole iteration, and where its time goes.

    python benchmarks/adversarial.py [--rounds 15] [--parts]

An iteration is: draw rows and noise, the discriminator on real and on made points with R1 (or the gradient
penalty), Adam, the generator by way of the discriminator, Adam, and the average of the generator. PyTorch
takes R1 by its double backward, with Adam(fused=True) and without, the average by one call over all
parameters; the better is the rival. The rest is as beside/pytorch.py says.
"""

from __future__ import annotations

from dataclasses import dataclass

from beside.pytorch import Step, main, median, torch  # sets the number of threads

import numpy as np  # isort: skip

from nnviz.engine import Dense
from nnviz.training.experiment import Experiment
from nnviz.training.trainer import Trainer


@dataclass(frozen=True)
class Work:
    """One row of the table: data, hidden layers of both, and how many times PyTorch's speed."""

    name: str
    data: str
    generator: tuple[int, ...]
    discriminator: tuple[int, ...]
    noise: int
    batch: int
    r1: float
    floor: float
    aim: float


WORKS = (
    Work("ring, 64-64, R1, batch 128", "ring_of_8", (64, 64), (64, 64), 2, 128, 0.02, 3.0, 3.5),
    Work("ring, 64-64, batch 128", "ring_of_8", (64, 64), (64, 64), 2, 128, 0.0, 3.0, 3.5),
    Work("grid, 64-64-64, R1, batch 128", "grid_of_25", (64,) * 3, (64,) * 3, 2, 128, 0.02, 2.5, 3.0),
    Work("digits, 128-128, R1, batch 64", "digits", (128, 128), (128, 128), 16, 64, 0.1, 2.0, 2.5),
)
AVERAGING, RATE = 0.995, 0.002


def ours(work: Work) -> Trainer:
    layers = {
        f"{name}.layers": tuple(Dense(units, "leaky_relu", 0.2) for units in sizes)
        for name, sizes in (("generator", work.generator), ("discriminator", work.discriminator))
    }
    rates = {f"{name}.learning_rate": RATE for name in ("generator", "discriminator")}
    game = {"r1": work.r1, "averaging": AVERAGING, "noise_numbers": work.noise, "updates": 100_000}
    return Trainer(
        Experiment.on(
            work.data, objective="adversarial", points=2000, batch_size=work.batch, **layers, **rates, **game
        )
    )


def pytorch(work: Work, *, fused: bool) -> Step:
    from torch import nn, optim
    from torch.nn import functional

    torch.set_num_threads(1)
    torch.manual_seed(0)
    points = torch.tensor(ours(work).dataset.train_features)

    def model(inputs: int, sizes: tuple[int, ...], outputs: int) -> nn.Module:
        modules: list[nn.Module] = []
        for before, after in zip((inputs, *sizes), sizes, strict=False):
            modules += [nn.Linear(before, after), nn.LeakyReLU(0.2)]
        return nn.Sequential(*modules, nn.Linear(sizes[-1], outputs))

    ends = (nn.Sigmoid(),) if work.data == "digits" else ()
    generator = nn.Sequential(model(work.noise, work.generator, points.shape[1]), *ends)
    judge = model(points.shape[1], work.discriminator, 1)
    makes, judges = (optim.Adam(one.parameters(), lr=RATE, fused=fused) for one in (generator, judge))
    averaged = [p.detach().clone() for p in generator.parameters()]
    ones, zeros = torch.ones(work.batch, 1), torch.zeros(work.batch, 1)
    loss_of = functional.binary_cross_entropy_with_logits

    def step(turn: int) -> None:
        real = points[torch.randint(len(points), (work.batch,))]
        with torch.no_grad():
            made = generator(torch.randn(work.batch, work.noise))
        if work.r1:
            real.requires_grad_(True)
        said = judge(real)
        loss = loss_of(said, ones) + loss_of(judge(made), zeros)
        if work.r1:
            (slopes,) = torch.autograd.grad(said.sum(), real, create_graph=True)
            loss = loss + work.r1 / 2 * slopes.square().sum(1).mean()
        judges.zero_grad(set_to_none=True)
        loss.backward()
        judges.step()
        makes.zero_grad(set_to_none=True)
        loss_of(judge(generator(torch.randn(work.batch, work.noise))), ones).backward()
        makes.step()
        torch._foreach_lerp_(averaged, [p.detach() for p in generator.parameters()], 1 - AVERAGING)

    return step


def steps_of(work: Work) -> dict[str, Step]:
    """Ours, and PyTorch's in both its ways."""
    trainer = ours(work)
    steps: dict[str, Step] = {"ours": lambda turn: trainer.advance()}
    ways = () if torch is None else (False, True)
    return steps | {f"fused {fused}": pytorch(work, fused=fused) for fused in ways}


def parts(work: Work) -> None:
    """Where the time of an iteration goes."""
    trainer = ours(work)
    trainer.advance()
    game, rows = trainer.game, np.arange(work.batch)
    turns = game.turns(work.batch)
    whole, update = median(trainer.advance), median(lambda: game.update(rows))
    print(f"{work.name}: {whole:.0f} us, of which the update {update:.0f}")
    for name, call in (
        ("discriminator on real", lambda: turns.judge_real(game.real[: work.batch])),
        ("generator, and discriminator on made", turns.judge_made),
        ("penalties", turns.penalise),
        ("generator's turn", turns.mislead),
        ("Adam of the discriminator", game.discriminator.update),
        ("Adam of the generator, and its average", game.generator.update),
    ):
        print(f"    {median(call):7.1f}  {name}")


if __name__ == "__main__":
    main(__doc__, WORKS, steps_of, parts)
