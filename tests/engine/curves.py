"""The same training in nnviz and in PyTorch: float64, the same start, data and order; one loss an epoch.

`python -m tests.engine.curves` (with PyTorch installed) writes pytorch_curves.json, which the tests compare
with where there is no PyTorch.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from nnviz.engine import LOSSES, OPTIMIZERS, SCHEDULES, Dense, Network, make_optimizer, schedule
from tests.helpers.networks import dense_layers

STORED = Path(__file__).with_name("pytorch_curves.json")
TORCH_VERSION = "2.13.0"
EPOCHS, SAMPLES, BATCH, INPUTS, OUTPUTS = 50, 23, 8, 3, 3

BASE = {
    "hidden": "tanh",
    "last": "softmax",
    "loss": "categorical_crossentropy",
    "optimizer": "adam",
    "rate": 0.01,
    "schedule": "constant",
    "settings": {},
    "l2": 0.0,
    "clip": 0.0,
    "batch_norm": False,
}
SETTINGS = {
    "step": {"epochs": 20, "gamma": 0.5},
    "exponential": {"gamma": 0.95},
    "cosine": {"epochs": 40},
    "linear": {"epochs": 30, "gamma": 0.1},
    "warmup": {"epochs": 10, "start": 0.25},
}
ACTIVATIONS = (
    "linear",
    "sigmoid",
    "tanh",
    "relu",
    "leaky_relu",
    "elu",
    "softmax",
    "softplus",
    "gelu",
    "silu",
)


def cases():
    """Name -> what differs from BASE."""
    table = {f"optimizer {name}": {"optimizer": name} for name in OPTIMIZERS}
    table |= {
        f"schedule {name}": {
            "schedule": name,
            "settings": SETTINGS.get(name, {}),
            "optimizer": "sgd",
            "rate": 0.1,
        }
        for name in SCHEDULES
    }
    table |= {f"activation {name}": {"hidden": name} for name in ACTIVATIONS}
    for name, entry in LOSSES.items():
        for last in entry.activations:
            table[f"loss {name} over {last}"] = {"loss": name, "last": last}
    table["l2"] = {"l2": 0.05}
    table["clip"] = {"clip": 0.02, "optimizer": "sgd", "rate": 1.0}
    table["batch norm"] = {"batch_norm": True}
    return {name: {**BASE, **change} for name, change in table.items()}


def data(loss):
    """X (n, 3), T (n, 3): one-hot, or numbers for a regression."""
    rng = np.random.default_rng(11)
    X = rng.normal(size=(SAMPLES, INPUTS))
    T = np.eye(OUTPUTS)[rng.integers(0, OUTPUTS, SAMPLES)]
    return X, T if LOSSES[loss].classification else T + 0.3 * rng.normal(size=T.shape)


def start():
    """W1, b1, W2, b2."""
    rng = np.random.default_rng(12)
    return [rng.normal(size=shape) * 0.5 for shape in ((INPUTS, 5), (5,), (5, OUTPUTS), (OUTPUTS,))]


def orders():
    rng = np.random.default_rng(13)
    return [rng.permutation(SAMPLES) for _ in range(EPOCHS)]


def ours(case):
    """The mean of the batch losses of every epoch."""
    from nnviz.engine import BatchNorm
    from nnviz.engine.regularizers import clip_by_norm

    layers = [
        Dense(5, case["hidden"]),
        *([BatchNorm()] if case["batch_norm"] else []),
        Dense(OUTPUTS, case["last"]),
    ]
    network = Network(INPUTS, layers, case["loss"], dtype="float64", l2=case["l2"])
    first, second = dense_layers(network)
    first.weights[...], first.bias[...], second.weights[...], second.bias[...] = start()
    optimizer = make_optimizer(case["optimizer"], network.size, "float64", case["rate"])
    factor = schedule(case["schedule"], **case["settings"])
    samples = network.prepare(*data(case["loss"]))
    curve = []
    for epoch, order in enumerate(orders()):
        losses = []
        for begin in range(0, SAMPLES, BATCH):
            losses.append(network.gradient_step_rows(samples, order[begin : begin + BATCH]))
            if case["clip"]:
                clip_by_norm(network.gradients, case["clip"])
            # A rate of 0 is no rate to us; the cosine ends there, and nothing moves any more.
            rate = case["rate"] * factor(epoch)
            if rate > 0:
                optimizer.learning_rate = rate
                optimizer.step(network.parameters, network.gradients)
        curve.append(float(np.mean(losses)))
    return curve


def theirs(case):
    """The same in PyTorch."""
    import torch
    from torch import nn

    torch.set_default_dtype(torch.float64)
    W1, b1, W2, b2 = (torch.tensor(values) for values in start())
    first, second = nn.Linear(INPUTS, 5), nn.Linear(5, OUTPUTS)
    with torch.no_grad():
        first.weight.copy_(W1.T), first.bias.copy_(b1), second.weight.copy_(W2.T), second.bias.copy_(b2)
    between = [nn.BatchNorm1d(5)] if case["batch_norm"] else []
    model = nn.Sequential(first, _torch_activation(case["hidden"]), *between, second)
    weights = [p for layer in (first, second) for p in [layer.weight]]
    others = [p for p in model.parameters() if all(p is not w for w in weights)]
    optimizer = _torch_optimizer(case, weights, others)
    scheduler = _torch_schedule(case, optimizer)
    loss_of = _torch_loss(case)
    X, T = (torch.tensor(values) for values in data(case["loss"]))
    curve = []
    for order in orders():
        losses = []
        for begin in range(0, SAMPLES, BATCH):
            rows = torch.tensor(order[begin : begin + BATCH])
            optimizer.zero_grad()
            loss = loss_of(model(X[rows]), T[rows])
            loss.backward()
            if case["clip"]:
                torch.nn.utils.clip_grad_norm_(model.parameters(), case["clip"])
            optimizer.step()
            losses.append(loss.item())
        scheduler.step()
        curve.append(float(np.mean(losses)))
    return curve


def _torch_activation(name):
    from torch import nn

    return {
        "linear": nn.Identity,
        "sigmoid": nn.Sigmoid,
        "tanh": nn.Tanh,
        "relu": nn.ReLU,
        "leaky_relu": nn.LeakyReLU,
        "elu": nn.ELU,
        "softmax": lambda: nn.Softmax(dim=1),
        "softplus": nn.Softplus,
        "gelu": lambda: nn.GELU(approximate="tanh"),
        "silu": nn.SiLU,
    }[name]()


def _torch_loss(case):
    from torch import nn

    if case["loss"] == "categorical_crossentropy":
        return nn.CrossEntropyLoss()
    if case["loss"] == "binary_crossentropy":
        return nn.BCEWithLogitsLoss()
    after = _torch_activation(case["last"])
    plain = {
        "mse": nn.MSELoss(),
        "half_squared_error": lambda a, t: 0.5 * ((a - t) ** 2).sum(),
        "huber": nn.HuberLoss(),
        "mae": nn.L1Loss(),
    }[case["loss"]]
    return lambda z, t: plain(after(z), t)


def _torch_optimizer(case, weights, others):
    from torch import optim

    groups = [{"params": weights, "weight_decay": case["l2"]}, {"params": others, "weight_decay": 0.0}]
    if case["optimizer"] == "adamw":
        groups = [{"params": weights + others}]
    kind, settings = {
        "sgd": (optim.SGD, {}),
        "momentum": (optim.SGD, {"momentum": 0.9}),
        "nesterov": (optim.SGD, {"momentum": 0.9, "nesterov": True}),
        "adagrad": (optim.Adagrad, {}),
        "rmsprop": (optim.RMSprop, {}),
        "adam": (optim.Adam, {}),
        "adamw": (optim.AdamW, {}),
    }[case["optimizer"]]
    return kind(groups, lr=case["rate"], **settings)


def _torch_schedule(case, optimizer):
    from torch.optim import lr_scheduler as s

    v = case["settings"]
    if case["schedule"] == "constant":
        return s.LambdaLR(optimizer, lambda epoch: 1.0)
    if case["schedule"] == "step":
        return s.StepLR(optimizer, v["epochs"], v["gamma"])
    if case["schedule"] == "exponential":
        return s.ExponentialLR(optimizer, v["gamma"])
    if case["schedule"] == "linear":
        return s.LinearLR(optimizer, start_factor=1.0, end_factor=v["gamma"], total_iters=v["epochs"])
    if case["schedule"] == "warmup":
        return s.LinearLR(optimizer, start_factor=v["start"], total_iters=v["epochs"])
    # Past its end PyTorch's cosine rises again; ours stays at 0.
    down = s.CosineAnnealingLR(optimizer, v["epochs"])
    return s.SequentialLR(optimizer, [down, s.LambdaLR(optimizer, lambda epoch: 0.0)], [v["epochs"]])


if __name__ == "__main__":
    import torch

    curves = {name: theirs(case) for name, case in cases().items()}
    STORED.write_text(
        json.dumps({"torch": torch.__version__.split("+")[0], "curves": curves}, indent=0) + "\n"
    )
