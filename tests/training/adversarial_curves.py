"""Two networks against each other by the Trainer and in PyTorch: float64, the same start and draws.

Four numbers an update, 50 updates: the loss of the discriminator, what its penalties add, the loss of the
generator, and the mean of the averaged parameters. `python -m tests.training.adversarial_curves` (with
PyTorch installed) writes pytorch_adversarial_curves.json, which the tests compare with where there is no
PyTorch. The other side has its losses and penalties from PyTorch's own functions and its double backward.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from nnviz.engine import Dense
from nnviz.training.experiment import Experiment
from nnviz.training.streams import stream
from nnviz.training.trainer import Trainer

STORED = Path(__file__).with_name("pytorch_adversarial_curves.json")
UPDATES, BATCH = 50, 16
LEAKY = (Dense(12, "leaky_relu", 0.2), Dense(10, "leaky_relu", 0.2))
CASES = {
    "non_saturating": {},
    "minimax": {"loss": "minimax", "generator.optimizer": "momentum"},
    "least_squares": {"loss": "least_squares", "discriminator.layers": (Dense(12, "relu"),)},
    "wasserstein": {"loss": "wasserstein", "discriminator_steps": 3, "gradient_penalty": 0.4},
    "wasserstein_clipped": {"loss": "wasserstein_clipped", "weight_clip": 0.2, "discriminator_steps": 2},
    "non_saturating, R1, averaging, linear": {
        "r1": 0.5,
        "averaging": 0.95,
        "schedule": "linear",
        "schedule_epochs": 10,
        "generator.beta1": 0.5,
        "discriminator.beta1": 0.5,
        "discriminator.learning_rate": 0.02,
    },
    "least_squares, R1": {"loss": "least_squares", "r1": 1.0, "noise_numbers": 5},
    "wasserstein, R1, tanh generator": {
        "loss": "wasserstein",
        "r1": 0.2,
        "generator.layers": (Dense(9, "tanh"),),
        "discriminator.layers": (Dense(8, "relu"), Dense(7, "linear"), Dense(6, "leaky_relu")),
    },
    "minimax, simultaneous, sgd": {
        "loss": "minimax",
        "simultaneous": True,
        "r1": 0.3,
        "generator.optimizer": "sgd",
        "discriminator.optimizer": "sgd",
        "generator.learning_rate": 0.2,
        "discriminator.learning_rate": 0.2,
    },
    "digits, R1, l2": {
        "data": "digits",
        "r1": 0.1,
        "l2": 0.01,
        "noise_numbers": 4,
        "averaging": 0.9,
    },
}
_USUAL = {"objective": "adversarial", "data": "ring_of_8", "points": 500, "batch_size": BATCH, "seed": 5}
_LAYERS = {"generator.layers": LEAKY, "discriminator.layers": LEAKY, "updates": 5}
_RATES = {"generator.learning_rate": 0.01, "discriminator.learning_rate": 0.01}


def trainer_of(name):
    return Trainer(Experiment.on(**{**_USUAL, **_LAYERS, **_RATES, "dtype": "float64", **CASES[name]}))


def ours(name):
    """(UPDATES, 4) by the micro-steps, which end where the updates do."""
    trainer, curve = trainer_of(name), []
    for _ in range(UPDATES):
        losses, term = {"real": 0.0, "made": 0.0}, 0.0
        for step in trainer.micro_steps():
            if step.part == "real" and step.kind == "input":
                losses, term = {}, 0.0  # of the last turn of the discriminator
            if step.kind == "loss":
                losses[step.part] = float(step.values)
            term += float(step.values) if step.kind == "term" else 0.0
        average = trainer.players[0].averaged
        curve.append(
            [
                losses["real"] + losses["made"],
                term,
                losses["maker"],
                0.0 if average is None else float(average.mean()),
            ]
        )
    return curve


def theirs(name):
    """The same in PyTorch."""
    import torch
    from torch import nn, optim
    from torch.nn import functional as f

    torch.set_default_dtype(torch.float64)
    trainer = trainer_of(name)
    experiment, real = trainer.experiment, torch.tensor(trainer.dataset.train_features.astype(np.float64))
    generator, judge = (_model(player.network, nn, torch) for player in trainer.players)
    last = trainer.players[0].network.layers[-1].activation.name
    finish = {"sigmoid": torch.sigmoid, "linear": lambda z: z}[last]

    def optimizer_of(model, place):
        spec = experiment.optimizers[place]
        weights, biases = ([p for p in model.parameters() if p.ndim == n] for n in (2, 1))
        groups = [{"params": weights, "weight_decay": experiment.l2}, {"params": biases}]
        if spec.name == "adam":
            return optim.Adam(groups, lr=spec.learning_rate, betas=(spec.beta1, spec.beta2))
        return optim.SGD(groups, lr=spec.learning_rate, momentum=0.9 if spec.name == "momentum" else 0)

    optimizers = [optimizer_of(generator, 0), optimizer_of(judge, 1)]
    rates = [[group["lr"] for group in one.param_groups] for one in optimizers]

    def loss_of(scores, is_real):
        target = torch.full_like(scores, float(is_real))
        if experiment.loss in ("minimax", "non_saturating"):
            return f.binary_cross_entropy_with_logits(scores, target)
        if experiment.loss == "least_squares":
            return f.mse_loss(scores, target)
        return -scores.mean() if is_real else scores.mean()

    def slopes_at(x):
        x = x.clone().requires_grad_(True)
        return torch.autograd.grad(judge(x).sum(), x, create_graph=True)[0]

    order, noise = stream(5, "order"), stream(5, "noise")
    turns, averaged, curve = experiment.discriminator_steps, None, []
    if experiment.averaging:
        averaged = [p.detach().clone() for p in generator.parameters()]
    for update in range(UPDATES):
        if experiment.schedule == "linear":
            factor = 1 - 0.9 * min(update // 5 / experiment.schedule_epochs, 1)
            for one, own in zip(optimizers, rates, strict=True):
                for group, rate in zip(one.param_groups, own, strict=True):
                    group["lr"] = rate * factor
        rows = order.integers(len(real), size=turns * BATCH).reshape(turns, BATCH)

        def draw():
            return torch.tensor(noise.standard_normal((BATCH, experiment.noise_numbers)))

        for chosen in rows:
            x, made = real[chosen], finish(generator(draw())).detach()
            loss, term = loss_of(judge(x), True) + loss_of(judge(made), False), torch.tensor(0.0)
            if experiment.r1:
                term = term + experiment.r1 / 2 * slopes_at(x).square().sum(1).mean()
            if experiment.loss == "wasserstein":
                share = torch.tensor(noise.random((BATCH, 1)))
                lengths = slopes_at(share * x + (1 - share) * made).norm(dim=1)
                term = term + experiment.gradient_penalty * (lengths - 1).square().mean()
            optimizers[1].zero_grad()
            (loss + term).backward()
            kept = [p.grad.clone() for p in judge.parameters()]
            if not experiment.simultaneous:
                optimizers[1].step()
            if experiment.loss == "wasserstein_clipped":
                for p in judge.parameters():
                    p.data.clamp_(-experiment.weight_clip, experiment.weight_clip)
        says = judge(finish(generator(draw())))
        misled = -loss_of(says, False) if experiment.loss == "minimax" else loss_of(says, True)
        optimizers[0].zero_grad()
        misled.backward()
        if experiment.simultaneous:
            for p, gradient in zip(judge.parameters(), kept, strict=True):
                p.grad = gradient
            optimizers[1].step()
        optimizers[0].step()
        mean = 0.0
        if averaged is not None:
            for kept_mean, p in zip(averaged, generator.parameters(), strict=True):
                kept_mean.mul_(experiment.averaging).add_(p.detach(), alpha=1 - experiment.averaging)
            mean = torch.cat([one.flatten() for one in averaged]).mean().item()
        curve.append([loss.item(), term.item(), misled.item(), mean])
    return curve


def _model(network, nn, torch):
    """The network without its last activation."""
    modules = []
    for layer in network.layers:
        linear = nn.Linear(layer.input_size, layer.output_size)
        linear.weight.data = torch.tensor(layer.weights.T.copy())
        linear.bias.data = torch.tensor(layer.bias.copy())
        kinds = {
            "tanh": nn.Tanh,
            "relu": nn.ReLU,
            "leaky_relu": lambda layer=layer: nn.LeakyReLU(layer.activation.parameter[1]),
        }
        modules += [linear, kinds.get(layer.activation.name, nn.Identity)()]
    return nn.Sequential(*modules[:-1])


if __name__ == "__main__":
    import torch

    stored = {name: theirs(name) for name in CASES}
    about = {"torch": torch.__version__.split("+")[0], "curves": stored}
    STORED.write_text(json.dumps(about, indent=0) + "\n")
