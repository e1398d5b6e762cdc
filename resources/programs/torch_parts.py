"""What programs of PyTorch are put together from beside its own layers (files/exchange).

Values are (samples, features, places ...). `MASKS` is the generator of dropout and of variational codes.
"""

import numpy as np
import torch
from torch import nn

MASKS = np.random.default_rng()


def drawn(draw, x):
    """Random numbers shaped as x (n, features, places ...), drawn as nnviz draws them."""
    numbers = draw((*x.shape[1:], len(x)), dtype=x.numpy(force=True).dtype)
    return torch.from_numpy(np.moveaxis(numbers, -1, 0).copy())


class Dropout(nn.Module):
    """While training each number is left out with that probability, and what is kept made larger."""

    def __init__(self, rate):
        super().__init__()
        self.rate = rate

    def forward(self, x):
        return x * (drawn(MASKS.random, x) >= self.rate) / (1 - self.rate) if self.training else x


class Function(nn.Module):
    """An activation that was typed as a formula."""

    def __init__(self, function):
        super().__init__()
        self.forward = function


class AtEveryStep(nn.Module):
    """A layer over the features of (n, features, steps), at every step by itself."""

    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def forward(self, x):
        return self.inner(x.movedim(1, -1)).movedim(-1, 1)


class Reads(nn.Module):
    """A recurrent layer over (n, features, steps): what it knows after every step, or after the last."""

    def __init__(self, inner, every_step):
        super().__init__()
        self.inner, self.every_step = inner, every_step

    def forward(self, x):
        states, end = self.inner(x.transpose(1, 2))
        if self.every_step:
            return states.transpose(1, 2)
        return torch.cat(tuple(end[0] if isinstance(end, tuple) else end), dim=1)


def one_bias(network):
    """nnviz has one bias where PyTorch has two: the second stays 0."""
    for name, parameter in network.named_parameters():
        if ".bias_hh_" in name and not isinstance(network.get_submodule(name.rpartition(".")[0]), nn.GRU):
            parameter.requires_grad_(False)


class LargestOfMap(nn.Module):
    """The largest number of each map."""

    def forward(self, x):
        return x.flatten(2).max(dim=2).values


class MeanOfMap(nn.Module):
    """The mean of each map."""

    def forward(self, x):
        return x.flatten(2).mean(dim=2)


class Positions(nn.Module):
    """Adds a vector for every step, which is learned."""

    def __init__(self, features, steps):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(features, steps))

    def forward(self, x):
        return x + self.weight


class SinePositions(nn.Module):
    """Adds sines and cosines that say which step it is."""

    def forward(self, x):
        feature, step = np.arange(x.shape[1])[:, None], np.arange(x.shape[2])
        angle = step / 10000 ** (feature // 2 * 2 / x.shape[1])
        return x + torch.from_numpy(np.where(feature % 2 == 0, np.sin(angle), np.cos(angle))).to(x.dtype)


class Attention(nn.Module):
    """Every step takes from the steps up to it (full: from all) what answers to what it asks for."""

    def __init__(self, features, heads, full):
        super().__init__()
        self.query, self.key, self.value, self.output = (nn.Linear(features, features) for _ in range(4))
        self.heads, self.full = heads, full

    def forward(self, x):
        n, steps, features = x.shape
        parts = (part(x).reshape(n, steps, self.heads, -1) for part in (self.query, self.key, self.value))
        q, k, v = (part.transpose(1, 2) for part in parts)
        mixed = nn.functional.scaled_dot_product_attention(q, k, v, is_causal=not self.full)
        return self.output(mixed.transpose(1, 2).reshape(n, steps, features))


class Residual(nn.Module):
    """What enters some layers is added to what they make of it."""

    def __init__(self, *layers):
        super().__init__()
        self.inner = nn.Sequential(*layers)

    def forward(self, x):
        return x + self.inner(x)


class Variational(nn.Module):
    """A code drawn around its means; `beta` times its divergence from N(0, 1) is added to the loss."""

    def __init__(self, inputs, units, beta):
        super().__init__()
        self.mean, self.spread, self.beta = nn.Linear(inputs, units), nn.Linear(inputs, units), beta

    def forward(self, x):
        mean, self.added = self.mean(x), 0.0
        if not self.training:
            return mean
        spread = self.spread(x)
        each = mean.square() + spread.exp() - 1 - spread
        self.added = self.beta / 2 * each.sum() / len(x)
        return mean + drawn(MASKS.standard_normal, mean) * (spread / 2).exp()


def added(network):
    """What layers add to the loss."""
    return sum(layer.added for layer in network.modules() if isinstance(layer, Variational))


def penalty(network, weights, l1, l2):
    """What is added to the loss for the size of the weights."""
    held = [network.get_parameter(name) for name in weights]
    return sum(l1 * w.abs().sum() + l2 / 2 * w.square().sum() for w in held)


def limit_norms(network, weights, limit):
    """The weights that lead into a unit scaled down to that norm, if they are longer."""
    with torch.no_grad():
        for rows in (network.get_parameter(name).flatten(1) for name in weights):
            rows *= limit / rows.norm(dim=1, keepdim=True).clamp(min=limit)
