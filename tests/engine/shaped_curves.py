"""Training over pictures and sequences in nnviz and in PyTorch: float64, the same start, data and order.

One loss an update, 50 updates. `python -m tests.engine.shaped_curves` (with PyTorch installed) writes
pytorch_shaped_curves.json, which the tests compare with where there is no PyTorch.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from nnviz.engine import LAYERS, BatchNorm, Dense, Network, make_optimizer
from nnviz.engine.layers import layers_in
from tests.engine import torch_steps

STORED = Path(__file__).with_name("pytorch_shaped_curves.json")
UPDATES, SAMPLES, BATCH, CLASSES = 50, 40, 8, 3
PICTURE, SEQUENCE = (2, 9, 8), (3, 12)

BASE = {"shape": PICTURE, "optimizer": "adam", "rate": 0.01, "l2": 0.0, "every_step": False}
LAYERS_OF = {
    "conv, dense": "conv(4, 3)",
    "conv, maxpool, conv, maxpool": "conv(4, 3), maxpool(2), conv(6, 3), maxpool(2)",
    "conv, globalmaxpool": "conv(4, 3), globalmaxpool",
    "conv, globalavgpool, dense": "conv(4, 5), globalavgpool, 6",
    "no padding": "conv(4, 3, padding=valid), conv(3, 2, padding=valid)",
    "stride": "conv(4, 3, stride=2), conv(3, 3, stride=3, padding=valid)",
    "even kernels": "conv(4, 2), conv(3, 4, stride=2)",
    "no bias": "conv(4, 3, bias=no), maxpool(3), conv(5, 1)",
    "averages": "conv(4, 3), avgpool(3), conv(5, 2), avgpool(2)",
    "batch normalisation": "batchnorm, conv(4, 3), batchnorm, maxpool(2), conv(3, 3), globalavgpool",
    "flatten": "conv(4, 3), flatten, 8, 6",
    "pooling first": "maxpool(2), conv(4, 3)",
}
SEQUENCES = {
    "conv1d": "conv1d(4, 3), maxpool(2), conv1d(5, 2), globalmaxpool",
    "conv1d, stride, averages": "conv1d(4, 5, stride=2), avgpool(2), conv1d(5, 3, padding=valid), flatten",
    "conv1d, batch normalisation": "conv1d(4, 3), batchnorm, globalavgpool",
    "rnn": "rnn(6)",
    "rnn, relu": "rnn(6, relu)",
    "rnn on rnn": "rnn(4, every_step), 3, rnn(5), 6",
    "lstm": "lstm(5)",
    "lstm, forget bias": "lstm(5, forget_bias=3)",
    "lstm on lstm": "lstm(4, every_step), lstm(3)",
    "lstm, every step, batch normalisation": "lstm(4, every_step), batchnorm, globalmaxpool",
    "gru": "gru(5)",
    "gru on gru": "gru(4, every_step), gru(3)",
    "lstm both ways": "lstm(4, bidirectional)",
    "rnn both ways, every step": "rnn(3, bidirectional, every_step), gru(3, bidirectional), 4",
    "gru, every step, flatten": "conv1d(4, 3), gru(3, every_step), flatten, 5",
}
# What is asked at every step, or in words of one flatten at the end, once.
STEPS = {
    "dense at every step": "8, 5",
    "embedding": "embedding(6)",
    "learned positions": "embedding(6), positions(learned), 5",
    "positions of sines": "embedding(7), positions(sine), 5",
    "layer normalisation": "8, layernorm, 5",
    "attention": "embedding(6), positions(learned), attention(2)",
    "attention, one head": "positions(sine), attention(1), flatten",
    "full attention": "embedding(8), positions(learned), attention(4, full), flatten",
    "residual": "6, residual(8, residual(5, 8), 6), flatten",
    "two blocks of a transformer": "embedding(8), positions(learned), residual(layernorm, attention(2)), "
    "residual(layernorm, 16, 8), residual(layernorm, attention(2)), residual(layernorm, 16, 8), layernorm",
}


def cases():
    """Name -> what is trained."""
    table = {name: {**BASE, "layers": text} for name, text in LAYERS_OF.items()}
    table |= {name: {**BASE, "layers": text, "shape": SEQUENCE} for name, text in SEQUENCES.items()}
    for name, text in STEPS.items():
        table[name] = {**BASE, "layers": text, "shape": SEQUENCE, "every_step": "flatten" not in text}
    usual = LAYERS_OF["conv, maxpool, conv, maxpool"]
    table["momentum"] = {**BASE, "layers": usual, "optimizer": "momentum"}
    table["rnn, sgd"] = {**table["rnn"], "optimizer": "sgd", "rate": 0.1}
    table["lstm, momentum"] = {**table["lstm"], "optimizer": "momentum", "rate": 0.05}
    table["gru, l2"] = {**table["gru"], "optimizer": "sgd", "rate": 0.1, "l2": 0.05}
    table["l2"] = {**BASE, "layers": usual, "optimizer": "sgd", "rate": 0.05, "l2": 0.05}
    return table


def data(shape, every_step=False):
    """X (n, *shape), T (n, 3) one-hot, or at every step (n, steps) classes, -1 where nothing is asked."""
    rng = np.random.default_rng(21)
    X = rng.normal(size=(SAMPLES, *shape))
    if every_step:
        return X, rng.integers(-1, CLASSES, (SAMPLES, shape[1]))
    return X, np.eye(CLASSES)[rng.integers(0, CLASSES, SAMPLES)]


def batches():
    rng = np.random.default_rng(23)
    return [rng.choice(SAMPLES, BATCH, replace=False) for _ in range(UPDATES)]


def network_of(case):
    """The network at its start."""
    layers = [*layers_in(case["layers"], LAYERS), Dense(CLASSES, "softmax")]
    network = Network(case["shape"], layers, "categorical_crossentropy", dtype="float64", l2=case["l2"])
    rng = np.random.default_rng(22)
    network.initialize(rng)
    for block in network.blocks:
        if block.parameter.role != "scale":
            block.of(network.parameters)[...] += 0.1 * rng.normal(size=block.parameter.shape)
    return network


def ours(case):
    """The loss of every update."""
    network = network_of(case)
    optimizer = make_optimizer(case["optimizer"], network.size, "float64", case["rate"])
    samples = network.prepare(*data(case["shape"], case["every_step"]))
    curve = []
    for rows in batches():
        curve.append(network.gradient_step_rows(samples, rows))
        optimizer.step(network.parameters, network.gradients)
    return curve


def theirs(case):
    """The same in PyTorch."""
    import torch
    from torch import nn, optim

    torch.set_default_dtype(torch.float64)
    network = network_of(case)
    model = _torch_model(network.layers)
    weights = [p for p in model.parameters() if p.ndim > 1]
    others = [p for p in model.parameters() if p.ndim == 1]
    groups = [{"params": weights, "weight_decay": case["l2"]}, {"params": others}]
    kind, settings = {
        "sgd": (optim.SGD, {}),
        "momentum": (optim.SGD, {"momentum": 0.9}),
        "adam": (optim.Adam, {}),
    }[case["optimizer"]]
    optimizer = kind(groups, lr=case["rate"], **settings)
    X, T = (torch.tensor(values) for values in data(case["shape"], case["every_step"]))
    curve = []
    for rows in batches():
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(
            model(X[rows]), T[rows], ignore_index=-1 if case["every_step"] else -100
        )
        loss.backward()
        optimizer.step()
        curve.append(loss.item())
    return curve


def _torch_model(layers):
    """All layers, those of a residual in it."""
    from torch import nn

    parts, counts = [], []
    for layer in layers:
        if not layer.spec.over:
            parts.append(nn.Sequential(*_torch_layer(layer)))
            counts.append(1)
            continue
        within, left = [], layer.spec.over
        while left:
            within.insert(0, parts.pop())
            left -= counts.pop()
        parts.append(torch_steps.Residual(within))
        counts.append(layer.spec.over + 1)
    return nn.Sequential(*parts)


def _torch_layer(layer):
    """The modules that do what that layer does, with its weights."""
    import torch
    from torch import nn

    if len(layer.input_shape) == 2 and (module := torch_steps.module_of(layer)) is not None:
        return [module]
    spec, values = layer.spec, {k: torch.tensor(v.copy()) for k, v in layer.values.items()}
    flat = len(layer.input_shape) == 2
    if isinstance(spec, Dense):
        module = nn.Linear(layer.input_size, spec.units)
        module.weight.data, module.bias.data = values["weights"].T.contiguous(), values["bias"]
        after = [nn.ReLU()] if spec.activation == "relu" else []
        return [torch_steps.AtEveryStep(module), *after] if flat else [nn.Flatten(), module, *after]
    if isinstance(spec, BatchNorm):
        module = (nn.BatchNorm1d if flat else nn.BatchNorm2d)(layer.input_shape[0])
        module.weight.data, module.bias.data = values["scale"], values["shift"]
        return [module]
    if spec.kind in ("conv", "conv1d"):
        kind = nn.Conv1d if flat else nn.Conv2d
        edges = (
            (nn.ZeroPad1d if flat else nn.ZeroPad2d)(_edges(layer))
            if spec.padding == "same"
            else nn.Identity()
        )
        module = kind(layer.input_shape[0], spec.filters, spec.size, spec.stride, bias=spec.bias)
        module.weight.data = values["weights"]
        if spec.bias:
            module.bias.data = values["bias"]
        return [edges, module, *([nn.ReLU()] if spec.activation == "relu" else [])]
    if spec.kind in ("rnn", "lstm", "gru", "bidirectional"):
        return [_recurrent(layer, values)]
    pools = {"max_pool": (nn.MaxPool1d, nn.MaxPool2d), "avg_pool": (nn.AvgPool1d, nn.AvgPool2d)}
    if spec.kind in pools:
        return [pools[spec.kind][not flat](spec.size)]
    whole = {
        "global_max_pool": (nn.AdaptiveMaxPool1d, nn.AdaptiveMaxPool2d),
        "global_avg_pool": (nn.AdaptiveAvgPool1d, nn.AdaptiveAvgPool2d),
    }
    return [whole[spec.kind][not flat](1)] if spec.kind in whole else [nn.Flatten()]


def _recurrent(layer, values):
    """A module over (n, features, time). But for a GRU it learns one of its two biases, as ours has one."""
    from torch import nn

    spec, both = layer.spec, layer.spec.kind == "bidirectional"
    kind = getattr(nn, (spec.way if both else spec.kind).upper())
    relu = {"nonlinearity": "relu"} if getattr(spec, "relu", False) else {}
    module = kind(layer.input_shape[0], spec.units, batch_first=True, bidirectional=both, **relu)
    for ours, their in (("", ""), ("back_", "_reverse"))[: 1 + both]:
        getattr(module, f"weight_ih_l0{their}").data = values[f"{ours}input_weights"].T.contiguous()
        getattr(module, f"weight_hh_l0{their}").data = values[f"{ours}state_weights"].T.contiguous()
        bias = values[f"{ours}bias"]
        getattr(module, f"bias_ih_l0{their}").data = bias
        other = getattr(module, f"bias_hh_l0{their}")
        other.data = values.get(f"{ours}state_bias", 0 * bias)
        other.requires_grad = f"{ours}state_bias" in values

    class Reading(nn.Module):
        def __init__(self):
            super().__init__()
            self.reads = module

        def forward(self, x):
            h, ends = self.reads(x.transpose(1, 2))
            if spec.every_step:
                return h.transpose(1, 2)
            ends = ends[0] if isinstance(ends, tuple) else ends
            return ends.transpose(0, 1).flatten(1)

    return Reading()


def _edges(layer):
    """Zeros before and after each axis, the last axis first, as PyTorch has it."""
    before, found = (layer.spec.size - 1) // 2, []
    for length in reversed(layer.input_shape[1:]):
        places = -(-length // layer.spec.stride)
        needed = (places - 1) * layer.spec.stride + layer.spec.size - length
        found += [before, max(0, needed - before)]
    return tuple(found)


if __name__ == "__main__":
    import torch

    stored = {name: theirs(case) for name, case in cases().items()}
    about = {"torch": torch.__version__.split("+")[0], "curves": stored}
    STORED.write_text(json.dumps(about, indent=0) + "\n")
