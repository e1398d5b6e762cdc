"""Training an autoencoder and a diffusion by the Trainer and in PyTorch: float64, the same start and draws.

One loss an update, 50 updates. `python -m tests.training.lone_curves` (with PyTorch installed) writes
pytorch_lone_curves.json, which the tests compare with where there is no PyTorch. What the other side learns
from is drawn and worked out here, by the formulas of the papers.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from nnviz.engine import Dense
from nnviz.training.experiment import Experiment
from nnviz.training.streams import stream
from nnviz.training.trainer import Trainer

STORED = Path(__file__).with_name("pytorch_lone_curves.json")
UPDATES, BATCH = 50, 32
CODE = (Dense(12, "tanh"), "code(2)", Dense(12, "tanh"))
DENSE = (Dense(16, "gelu"), Dense(16, "gelu"))
CASES = {
    "autoencoder": {"objective": "reconstruct", "loss": "binary_crossentropy", "layers": CODE},
    "autoencoder, mse": {"objective": "reconstruct", "loss": "mse", "layers": CODE},
    "autoencoder, sgd, l2": {
        "objective": "reconstruct",
        "loss": "mse",
        "layers": CODE,
        "optimizer": "sgd",
        "learning_rate": 0.5,
        "l2": 0.001,
    },
    "variational autoencoder": {
        "objective": "reconstruct",
        "loss": "mse",
        "layers": (Dense(12, "tanh"), "variational(2, beta=0.05)", Dense(12, "tanh")),
    },
    "diffusion of the ring": {"objective": "denoise", "loss": "mse", "layers": DENSE, "data": "ring_of_8"},
    "diffusion of moons, relu": {
        "objective": "denoise",
        "loss": "mse",
        "layers": (Dense(24, "relu"),),
        "data": "moons",
        "optimizer": "momentum",
        "scale": "quarter",
    },
}
_USUAL = {
    "updates": 0,
    "data": "digits",
    "points": 2000,
    "learning_rate": 0.01,
    "batch_size": BATCH,
    "seed": 5,
}


def trainer_of(name):
    return Trainer(Experiment.on(**{**_USUAL, "updates": 0, "dtype": "float64", **CASES[name]}))


def ours(name):
    """The loss of every update."""
    trainer, curve = trainer_of(name), []
    for _ in range(UPDATES):
        trainer.advance()
        curve.append(trainer.batch_loss)
    return curve


def theirs(name):
    """The same in PyTorch."""
    import torch
    from torch import nn, optim

    torch.set_default_dtype(torch.float64)
    trainer = trainer_of(name)
    modules, masks, divergences = [], stream(5, "masks"), []

    class Drawn(nn.Module):
        """μ + exp(s / 2) ε, and beta KL of N(μ, exp(s)) from N(0, 1) as torch.distributions has it."""

        def __init__(self, layer):
            super().__init__()
            self.halves = nn.ModuleList()
            for weights, bias in (("weights", "bias"), ("spread_weights", "spread_bias")):
                half = nn.Linear(layer.input_size, layer.output_size)
                half.weight.data = torch.tensor(layer.values[weights].T.copy())
                half.bias.data = torch.tensor(layer.values[bias].copy())
                self.halves.append(half)
            self.beta = layer.spec.beta

        def forward(self, x):
            mean, spread = (half(x) for half in self.halves)
            normal = torch.distributions.Normal
            about = normal(mean, torch.exp(spread / 2)), normal(0.0, 1.0)
            whole = torch.distributions.kl_divergence(*about).sum(dim=1).mean()
            divergences.append(self.beta * whole)
            drawn = torch.tensor(masks.standard_normal(tuple(reversed(mean.shape))).T.copy())
            return mean + torch.exp(spread / 2) * drawn

    for layer in trainer.network.layers:
        if layer.spec.kind == "variational":
            modules.append(Drawn(layer))
            continue
        linear = nn.Linear(layer.input_size, layer.output_size)
        linear.weight.data = torch.tensor(layer.weights.T.copy())
        linear.bias.data = torch.tensor(layer.bias.copy())
        kinds = {
            "tanh": nn.Tanh,
            "relu": nn.ReLU,
            "gelu": lambda: nn.GELU(approximate="tanh"),
            "sigmoid": nn.Sigmoid,
        }
        modules += [linear, kinds.get(layer.activation.name, nn.Identity)()]
    model, experiment = nn.Sequential(*modules), trainer.experiment
    weights, biases = ([p for p in model.parameters() if p.ndim == n] for n in (2, 1))
    kind, settings = {
        "sgd": (optim.SGD, {}),
        "momentum": (optim.SGD, {"momentum": 0.9}),
        "adam": (optim.Adam, {}),
    }[experiment.optimizer]
    groups = [{"params": weights, "weight_decay": experiment.l2}, {"params": biases}]
    optimizer = kind(groups, lr=experiment.learning_rate, **settings)
    loss_of = {"mse": nn.functional.mse_loss, "binary_crossentropy": nn.functional.binary_cross_entropy}
    curve = []
    for X, T in lessons(name, trainer.dataset.train_features):
        optimizer.zero_grad()
        divergences.clear()
        loss = loss_of[experiment.loss](model(torch.tensor(X)), torch.tensor(T)) + sum(divergences)
        loss.backward()
        optimizer.step()
        curve.append(loss.item())
    return curve


def lessons(name, points):
    """(X, T) of every update: the same rows, and noise by the formula of the paper."""
    points = points.astype(np.float64)
    order, noise = stream(5, "order"), stream(5, "noise")
    batches = []
    while len(batches) < UPDATES:
        rows = np.arange(len(points))
        order.shuffle(rows)
        batches += [rows[first : first + BATCH] for first in range(0, len(points), BATCH)]
    for chosen in batches[:UPDATES]:
        x = points[chosen]
        if CASES[name]["objective"] == "reconstruct":
            yield x, x
            continue
        steps = noise.integers(1, 51, len(x))
        e = noise.standard_normal(x.shape)
        kept = kept_after(steps)[:, None]
        tau = np.pi / 2 * steps / 50
        waves = [wave(k * tau) for k in (1, 2, 4, 8) for wave in (np.sin, np.cos)]
        yield np.column_stack([np.sqrt(kept) * x + np.sqrt(1 - kept) * e, *waves]), e


def kept_after(steps):
    """What is left of the variance after so many of 50 steps of the cosine schedule (Nichol and Dhariwal):
    beta_t = 1 - f(t) / f(t - 1), 0.999 at most, f(t) = cos((t / T + s) / (1 + s) pi / 2) ** 2."""
    f = [np.cos((t / 50 + 0.008) / 1.008 * np.pi / 2) ** 2 for t in range(51)]
    betas = [min(1 - f[t] / f[t - 1], 0.999) for t in range(1, 51)]
    return np.array([np.prod([1 - beta for beta in betas[:t]]) for t in steps])


if __name__ == "__main__":
    import torch

    stored = {name: theirs(name) for name in CASES}
    about = {"torch": torch.__version__.split("+")[0], "curves": stored}
    STORED.write_text(json.dumps(about, indent=0) + "\n")
