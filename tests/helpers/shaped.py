"""What layers of windows should give, worked out place by place as their definitions have it."""

from __future__ import annotations

import itertools

import numpy as np


def padding(length, size, stride, padded):
    """(zeros before, zeros after, places) along one axis."""
    if not padded:
        return 0, 0, (length - size) // stride + 1
    places = (length + stride - 1) // stride
    before = (size - 1) // 2
    return before, max(0, (places - 1) * stride + size - before - length), places


def convolved(x, weights, bias, stride=1, padded=True):
    """(n, filters, rows, columns) of x (n, channels, rows, columns); a sequence has neither rows."""
    if x.ndim == 3:
        return _rows(x[:, :, None], weights[:, :, None], bias, (1, stride), padded)[:, :, 0]
    return _rows(x, weights, bias, (stride, stride), padded)


def _rows(x, weights, bias, stride, padded):
    edges = [
        padding(length, size, step, padded)
        for length, size, step in zip(x.shape[2:], weights.shape[2:], stride, strict=True)
    ]
    padded_x = np.pad(x, ((0, 0), (0, 0), *(edge[:2] for edge in edges)))
    out = np.zeros((len(x), len(weights), *(edge[2] for edge in edges)))
    for n, f, r, q in np.ndindex(out.shape):
        top, left = r * stride[0], q * stride[1]
        window = padded_x[n, :, top : top + weights.shape[2], left : left + weights.shape[3]]
        out[n, f, r, q] = (window * weights[f]).sum() + (0 if bias is None else bias[f])
    return out


def pooled(x, size, choose):
    """(n, channels, *places): `choose` of the list of the values of each window, row by row."""
    places = [length // size for length in x.shape[2:]]
    out = np.zeros((*x.shape[:2], *places))
    for n, c in np.ndindex(x.shape[:2]):
        for place in np.ndindex(*places):
            inside = itertools.product(range(size), repeat=len(places))
            spots = [tuple(p * size + i for p, i in zip(place, shift, strict=True)) for shift in inside]
            out[(n, c, *place)] = choose([x[(n, c, *spot)] for spot in spots])
    return out


def first_of_the_largest(values):
    """Where the largest stands; the first of equals."""
    return max(range(len(values)), key=lambda k: (values[k], -k))
