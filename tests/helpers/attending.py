"""A small transformer gone through by hand, one sample and one step at a time, apart from the engine."""

from __future__ import annotations

import numpy as np


def norm(x, scale, shift, eps=1e-5):
    """x (features, T): each column less its mean, over its deviation."""
    mean, spread = x.mean(axis=0), np.sqrt(x.var(axis=0) + eps)
    return (x - mean) / spread * scale[:, None] + shift[:, None]


def attention(x, p, name, heads, *, full=False):
    """What attention makes of x (features, T): its numbers by head, step by step."""
    w = {key: np.asarray(p[f"{name}.{key}"], np.float64) for key in _KEYS}
    size, steps = x.shape[0] // heads, x.shape[1]
    rows = {one: w[f"{one}_weights"].T @ x + w[f"{one}_bias"][:, None] for one in ("query", "key", "value")}
    scores, shares = np.full((2, heads, steps, steps), np.nan)
    values = rows["value"].reshape(heads, size, steps)
    mixed = np.zeros((heads, size, steps))
    for head in range(heads):
        part = slice(head * size, (head + 1) * size)
        for t in range(steps):
            seen = range(steps) if full else range(t + 1)
            for s in seen:
                scores[head, t, s] = rows["query"][part, t] @ rows["key"][part, s] / np.sqrt(size)
            powers = np.exp(scores[head, t, list(seen)])
            shares[head, t, list(seen)] = powers / powers.sum()
            for s in seen:
                mixed[head, :, t] += shares[head, t, s] * values[head, :, s]
    out = w["output_weights"].T @ mixed.reshape(-1, steps) + w["output_bias"][:, None]
    return {"scores": scores, "shares": shares, "values": values, "mixed": mixed, "a": out}


_KEYS = [f"{one}_{part}" for one in ("query", "key", "value", "output") for part in ("weights", "bias")]


def transformer(x, p, heads):
    """One-hot x (symbols, T) through an embedding, learned positions, a block of attention, a block of two
    dense layers and the last one, whose softmax is returned with all on the way."""
    p = {name: np.asarray(values, np.float64) for name, values in p.items()}
    start = p["embedding1.weights"].T @ x + p["positions1.weights"].T
    looked = attention(norm(start, p["layernorm1.scale"], p["layernorm1.shift"]), p, "attention1", heads)
    lane = start + looked["a"]
    x = norm(lane, p["layernorm2.scale"], p["layernorm2.shift"])
    hidden = np.maximum(0, p["dense1.weights"].T @ x + p["dense1.bias"][:, None])
    thought = lane + p["dense2.weights"].T @ hidden + p["dense2.bias"][:, None]
    z = p["dense3.weights"].T @ thought + p["dense3.bias"][:, None]
    powers = np.exp(z - z.max(axis=0))
    return {**looked, "start": start, "looked": lane, "thought": thought, "says": powers / powers.sum(axis=0)}
