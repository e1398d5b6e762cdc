"""Layers over the steps of a sequence in PyTorch; every module takes and gives (n, features, steps)."""

from __future__ import annotations

import numpy as np

try:
    import torch
    from torch import nn
except ImportError:
    torch = nn = None

if nn is not None:

    class AtEveryStep(nn.Module):
        """A module for (..., features)."""

        def __init__(self, module):
            super().__init__()
            self.module = module

        def forward(self, x):
            return self.module(x.transpose(1, 2)).transpose(1, 2)

    class Positions(nn.Module):
        def __init__(self, added, learned):
            super().__init__()
            if learned:
                self.added = nn.Parameter(added)
            else:
                self.register_buffer("added", added)

        def forward(self, x):
            return x + self.added.T

    class Attention(nn.Module):
        def __init__(self, layer):
            super().__init__()
            values = {name: torch.tensor(v.copy()) for name, v in layer.values.items()}
            made = ("query", "key", "value")
            self.inner = nn.MultiheadAttention(layer.input_shape[0], layer.spec.heads, batch_first=True)
            self.inner.in_proj_weight.data = torch.cat([values[f"{name}_weights"].T for name in made])
            self.inner.in_proj_bias.data = torch.cat([values[f"{name}_bias"] for name in made])
            self.inner.out_proj.weight.data = values["output_weights"].T.contiguous()
            self.inner.out_proj.bias.data = values["output_bias"]
            steps = layer.input_shape[1]
            later = torch.triu(torch.ones(steps, steps, dtype=torch.bool), 1)
            self.mask = None if layer.spec.full else later

        def forward(self, x):
            x = x.transpose(1, 2)
            return self.inner(x, x, x, attn_mask=self.mask, need_weights=False)[0].transpose(1, 2)

    class Residual(nn.Module):
        def __init__(self, within):
            super().__init__()
            self.within = nn.Sequential(*within)

        def forward(self, x):
            return x + self.within(x)


def module_of(layer):
    """The module with the weights of that layer; None for one of another kind."""
    kind, values = layer.spec.kind, {name: torch.tensor(v.copy()) for name, v in layer.values.items()}
    if kind == "attention":
        return Attention(layer)
    if kind == "positions":
        learned = layer.spec.form == "learned"
        return Positions(values["weights"] if learned else torch.tensor(_sines(*layer.input_shape)), learned)
    if kind == "layer_norm":
        inner = nn.LayerNorm(layer.input_shape[0], eps=layer.spec.eps)
        inner.weight.data, inner.bias.data = values["scale"], values["shift"]
        return AtEveryStep(inner)
    if kind == "embedding":
        inner = nn.Linear(*layer.values["weights"].shape, bias=False)
        inner.weight.data = values["weights"].T.contiguous()
        return AtEveryStep(inner)
    return None


def _sines(features, steps):
    """(steps, features), number by number as the paper has it."""
    table = np.zeros((steps, features))
    for t in range(steps):
        for f in range(features):
            angle = t / 10000 ** (2 * (f // 2) / features)
            table[t, f] = np.cos(angle) if f % 2 else np.sin(angle)
    return table
