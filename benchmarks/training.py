"""How fast the engine trains, beside scikit-learn, PyTorch (if installed) and a plain NumPy program.

    python benchmarks/training.py [--rounds 7] [--quick]

Everyone does the same work: the same network, batch size, number type and number of epochs, the data
shuffled each epoch (but for the full batch, whose order is no matter), the loss recorded; one BLAS
thread for all. The peers take turns in every round, and the medians are
compared: the ratios hold on a noisy machine where the times do not. Times are CPU time, since everyone
has one thread: what else the machine does then counts for less.
"""

from __future__ import annotations

import argparse
import itertools
import os
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np  # noqa: E402

from nnviz.engine import Dense, Network, make_optimizer  # noqa: E402

try:
    import torch
except ImportError:
    torch = None

Run = Callable[[], float]
"""Trains for some epochs and returns the seconds one epoch took."""


@dataclass(frozen=True)
class Work:
    """One row of the table."""

    name: str
    hidden: tuple[int, ...]
    activation: str
    X: np.ndarray
    y: np.ndarray
    batch: int
    optimizer: str
    epochs: int
    targets: dict[str, float]

    @property
    def classes(self) -> int:
        return int(self.y.max()) + 1

    @property
    def outputs(self) -> int:
        return 1 if self.classes == 2 else self.classes

    @property
    def flops(self) -> float:
        """Multiplications and additions of the matrix products of an epoch."""
        sizes = (self.X.shape[1], *self.hidden, self.outputs)
        pairs = [a * b for a, b in itertools.pairwise(sizes)]
        return 2.0 * len(self.X) * (2 * sum(pairs) + sum(pairs[1:]))


RATE = {"sgd": 0.01, "adam": 0.001}


def _network(work: Work) -> Network:
    last, loss = (
        ("sigmoid", "binary_crossentropy") if work.outputs == 1 else ("softmax", "categorical_crossentropy")
    )
    layers = [*(Dense(units, work.activation) for units in work.hidden), Dense(work.outputs, last)]
    network = Network(work.X.shape[1], layers, loss)
    network.initialize(np.random.default_rng(0))
    return network


def ours(work: Work, evaluated: bool = False) -> Run:
    def run() -> float:
        rng = np.random.default_rng(0)
        network = _network(work)
        optimizer = make_optimizer(work.optimizer, network.size, "float32", RATE[work.optimizer])
        samples = network.prepare(work.X, work.y)
        test = network.prepare(work.X[: len(work.X) // 4], work.y[: len(work.X) // 4])
        order, count = np.arange(len(work.X)), len(work.X)
        curve = []
        start = time.process_time()
        for _ in range(work.epochs):
            total = 0.0
            if work.batch >= count:
                total = network.gradient_step_rows(samples) * count
                optimizer.step(network.parameters, network.gradients)
            else:
                rng.shuffle(order)
                for begin in range(0, count, work.batch):
                    rows = order[begin : begin + work.batch]
                    total += network.gradient_step_rows(samples, rows) * len(rows)
                    optimizer.step(network.parameters, network.gradients)
            curve.append(total / count)
            if evaluated:
                curve.append(network.evaluate_samples(samples)[0])
                curve.append(network.evaluate_samples(test)[0])
        return (time.process_time() - start) / work.epochs

    return run


def scikit_learn(work: Work) -> Run:
    from sklearn.neural_network import MLPClassifier

    def run() -> float:
        model = MLPClassifier(
            work.hidden,
            activation=work.activation,
            solver=work.optimizer,
            alpha=0.0,
            batch_size=min(work.batch, len(work.X)),
            learning_rate_init=RATE[work.optimizer],
            momentum=0.0,
            max_iter=work.epochs,
            tol=0.0,
            n_iter_no_change=work.epochs + 1,
            random_state=0,
        )
        start = time.process_time()
        model.fit(work.X, work.y)
        return (time.process_time() - start) / model.n_iter_

    return run


def pytorch(work: Work, fused: bool) -> Run:
    from torch import nn, optim

    activation = {"relu": nn.ReLU, "tanh": nn.Tanh}[work.activation]

    def run() -> float:
        torch.manual_seed(0)
        sizes, layers = (work.X.shape[1], *work.hidden), []
        for a, b in itertools.pairwise(sizes):
            layers += [nn.Linear(a, b), activation()]
        model = nn.Sequential(*layers, nn.Linear(sizes[-1], work.outputs))
        loss_of = nn.BCEWithLogitsLoss() if work.outputs == 1 else nn.CrossEntropyLoss()
        kind = optim.SGD if work.optimizer == "sgd" else optim.Adam
        optimizer = kind(model.parameters(), lr=RATE[work.optimizer], fused=fused)
        X = torch.from_numpy(work.X)
        y = torch.from_numpy(work.y.astype(np.float32)[:, None] if work.outputs == 1 else work.y)
        count, curve = len(X), []
        start = time.process_time()
        for _ in range(work.epochs):
            total = torch.zeros(())
            order = None if work.batch >= count else torch.randperm(count)
            for begin in range(0, count, work.batch):
                rows = slice(None) if order is None else order[begin : begin + work.batch]
                optimizer.zero_grad(set_to_none=True)
                loss = loss_of(model(X[rows]), y[rows])
                loss.backward()
                optimizer.step()
                total += loss.detach()
            curve.append(total.item())
        return (time.process_time() - start) / work.epochs

    return run


def digits() -> tuple[np.ndarray, np.ndarray]:
    """The training part of case D1: 1,437 digits, min-max scaled per pixel; and all of it."""
    from sklearn.datasets import load_digits

    X, y = load_digits(return_X_y=True)
    spread = X.max(axis=0) - X.min(axis=0)
    return ((X - X.min(axis=0)) / np.where(spread, spread, 1)).astype(np.float32), y.astype(np.int64)


def works(epochs: float) -> list[Work]:
    """The rows of the table; `epochs` scales how long each is trained."""
    rng = np.random.default_rng(0)
    X2 = rng.normal(size=(200, 2)).astype(np.float32)
    y2 = (X2[:, 0] * X2[:, 1] > 0).astype(np.int64)
    Xd, yd = (values[:1437] for values in digits())
    Xb, yb = rng.random((6400, 784), dtype=np.float32), rng.integers(0, 10, 6400)
    rows: list[Work] = []
    for optimizer in ("sgd", "adam"):

        def add(name, hidden, activation, X, y, batch, number, optimizer=optimizer, **targets):
            count = max(2, round(number * epochs))
            rows.append(Work(name, hidden, activation, X, y, batch, optimizer, count, targets))

        add("2-4-2-1, 200, full batch", (4, 2), "tanh", X2, y2, 200, 400, sklearn=8, torch=8)
        add("2-4-2-1, 200, batch 10", (4, 2), "tanh", X2, y2, 10, 40, sklearn=8, torch=8)
        add("64-64-10 digits, batch 32", (64,), "relu", Xd, yd, 32, 12, sklearn=5, torch=5)
        add("64-64-10 digits, full batch", (64,), "relu", Xd, yd, 1437, 100, sklearn=3, torch=2)
        add("784-128-64-10, 6400, batch 128", (128, 64), "relu", Xb, yb, 128, 3, sklearn=1.8, torch=1.5)
    return rows


def interleaved(runs: dict[str, Run], rounds: int) -> dict[str, float]:
    """The median seconds of each, one run of each per round; the first round warms up."""
    times: dict[str, list[float]] = {name: [] for name in runs}
    for turn in range(rounds + 1):
        for name, run in runs.items():
            seconds = run()
            if turn:
                times[name].append(seconds)
    return {name: statistics.median(values) for name, values in times.items()}


def peak() -> float:
    """FLOP/s of one large float32 matrix product."""
    A = np.ones((1024, 1024), np.float32)
    out = np.empty_like(A)
    best = float("inf")
    for _ in range(15):
        start = time.process_time()
        np.dot(A, A, out=out)
        best = min(best, time.process_time() - start)
    return 2.0 * 1024**3 / best


def _timed(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def table(rounds: int, epochs: float) -> None:
    most = peak()
    print(
        f"one core's peak: {most / 1e9:.0f} GFLOP/s in float32; microseconds an epoch, medians of {rounds}\n"
        "k = 1: with both losses evaluated after every epoch; GEMM: share of the peak"
    )
    print(f"{'work':38}{'nnviz':>9}{'k = 1':>9}{'sklearn':>17}{'torch, best':>17}   wanted    GEMM")
    for work in works(epochs):
        runs = {"ours": ours(work), "evaluated": ours(work, evaluated=True), "sklearn": scikit_learn(work)}
        if torch is not None:
            runs |= {"eager": pytorch(work, False), "fused": pytorch(work, True)}
        medians = interleaved(runs, rounds)
        mine = medians["ours"]
        cells = f"{mine * 1e6:9.0f}{medians['evaluated'] * 1e6:9.0f}"
        cells += f"{medians['sklearn'] * 1e6:9.0f} ({medians['sklearn'] / mine:4.1f}x)"
        if torch is None:
            cells += f"{'not installed':>17}"
        else:
            best = min(medians["eager"], medians["fused"])
            cells += f"{best * 1e6:9.0f} ({best / mine:4.1f}x)"
        wanted = " / ".join(f"{value:g}x" for value in work.targets.values())
        print(
            f"{work.name + ', ' + work.optimizer:38}{cells}   {wanted:10}{work.flops / mine / most:4.0%}",
            flush=True,
        )


def shares(work: Work) -> None:
    """Where the time of a step goes: every bound operation of the step timed by itself."""
    network = _network(work)
    optimizer = make_optimizer(work.optimizer, network.size, "float32", 1e-9)
    samples = network.prepare(work.X, work.y)
    rows = None if work.batch >= len(work.X) else np.arange(work.batch)
    network.gradient_step_rows(samples, rows)
    program = network._last
    assert program is not None
    spent = {"products": 0.0, "activations": 0.0, "loss": _median(program._evaluate)}
    for operation in (*program._forward, *program._backward):
        kind = "products" if getattr(operation, "func", None) is np.dot else "activations"
        spent[kind] += _median(operation)
    spent["optimiser"] = _median(lambda: optimizer.step(network.parameters, network.gradients))
    whole = _median(lambda: network.gradient_step_rows(samples, rows)) + spent["optimiser"]
    spent["gathering and calls"] = max(0.0, whole - sum(spent.values()))
    parts = ", ".join(f"{name} {seconds / whole:.0%}" for name, seconds in spent.items())
    print(f"{work.name}, {work.optimizer}: {whole * 1e6:.0f} us a step: {parts}")


def _median(call: Callable[[], object]) -> float:
    return statistics.median(_timed(call) for _ in range(101))


def case_d1(rounds: int, epochs: int) -> None:
    """Case D1 against the tutorial's plain program, train and test loss recorded every epoch by both."""
    X, y = digits()
    order = np.random.RandomState(42).permutation(len(X))
    test, train = order[:360], order[360:]
    split = (X[train].astype(float), y[train], X[test].astype(float), y[test])
    runs = {
        "plain": lambda: plain_numpy(*split, epochs),
        "float32": lambda: engine_d1("float32", *split, epochs),
        "float64": lambda: engine_d1("float64", *split, epochs),
    }
    medians = interleaved(runs, rounds)
    print(f"case D1, {epochs} epochs: plain NumPy {medians['plain'] * 1e6:.0f}", end="")
    for name, wanted in (("float32", 3.2), ("float64", 1.3)):
        ratio = medians["plain"] / medians[name]
        print(f"; nnviz {name} {medians[name] * 1e6:.0f} ({ratio:.2f}x, wanted {wanted}x)", end="")
    print()


def plain_numpy(X: np.ndarray, y: np.ndarray, Xt: np.ndarray, yt: np.ndarray, epochs: int) -> float:
    """The tutorial's way: float64, a new array for every intermediate value."""
    rng = np.random.default_rng(0)
    W1, b1, W2, b2 = (
        rng.normal(size=(64, 64)),
        np.zeros((1, 64)),
        rng.normal(size=(64, 10)),
        np.zeros((1, 10)),
    )
    T, Tt = np.eye(10)[y], np.eye(10)[yt]

    def forward(X: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        a1 = 1 / (1 + np.exp(-(X @ W1 + b1)))
        z2 = a1 @ W2 + b2
        e = np.exp(z2 - np.max(z2, axis=1, keepdims=True))
        return a1, e / np.sum(e, axis=1, keepdims=True)

    curve = []
    start = time.process_time()
    for _ in range(epochs):
        a1, a2 = forward(X)
        curve.append(-np.mean(np.sum(T * np.log(a2 + 1e-9), axis=1)))
        dz2 = (a2 - T) / len(X)
        dW2, db2 = a1.T @ dz2, np.sum(dz2, axis=0, keepdims=True)
        dz1 = (dz2 @ W2.T) * a1 * (1 - a1)
        dW1, db1 = X.T @ dz1, np.sum(dz1, axis=0, keepdims=True)
        W1, b1, W2, b2 = W1 - 0.1 * dW1, b1 - 0.1 * db1, W2 - 0.1 * dW2, b2 - 0.1 * db2
        curve.append(-np.mean(np.sum(Tt * np.log(forward(Xt)[1] + 1e-9), axis=1)))
    return (time.process_time() - start) / epochs


def engine_d1(dtype: str, X: np.ndarray, y: np.ndarray, Xt: np.ndarray, yt: np.ndarray, epochs: int) -> float:
    network = Network(
        64, [Dense(64, "sigmoid"), Dense(10, "softmax")], "categorical_crossentropy", dtype=dtype
    )
    network.initialize(np.random.default_rng(0), "normal")
    optimizer = make_optimizer("sgd", network.size, dtype, 0.1)
    train, test = network.prepare(X, y), network.prepare(Xt, yt)
    curve = []
    start = time.process_time()
    for _ in range(epochs):
        curve.append(network.gradient_step_rows(train))
        optimizer.step(network.parameters, network.gradients)
        curve.append(network.evaluate_samples(test)[0])
    return (time.process_time() - start) / epochs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--quick", action="store_true", help="a tenth of the epochs and 3 rounds")
    options = parser.parse_args()
    warnings.simplefilter("ignore")  # scikit-learn says that so few epochs do not converge
    if torch is not None:
        torch.set_num_threads(1)
    rounds, epochs = (3, 0.2) if options.quick else (options.rounds, 1.0)
    table(rounds, epochs)
    for work in works(epochs):
        if work.batch > 100 and work.X.shape[1] > 2:
            shares(work)
    case_d1(rounds, 100 if options.quick else 1000)


if __name__ == "__main__":
    main()
