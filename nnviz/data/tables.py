"""Tables of numbers: truth tables, the tutorials' examples, and scikit-learn's classic sets."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnviz.data.dataset import RawData

_BITS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])


def truth_table(outputs: tuple[int, int, int, int]) -> RawData:
    """A logic function of two inputs, given by its outputs for 00, 01, 10 and 11."""
    return RawData(_BITS, np.array(outputs), ("false", "true"), ("a", "b"))


def three_bits() -> RawData:
    """Case B3: three inputs, of which the first is the answer."""
    inputs = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]])
    return RawData(inputs, np.array([0, 0, 1, 1]), ("0", "1"))


def two_layers() -> RawData:
    """Case L1: three samples, and what the tutorial's two linear layers make of them."""
    inputs = np.array([[1, 2, 3, 2.5], [2, 5, -1, 2], [-1.5, 2.7, 3.3, -0.8]])
    first = np.array([[-0.2, -0.27, -0.5, 1], [0.5, 0.91, -0.5, -0.33], [0.2, 0.8, -0.5, 1]])
    second = np.array([[0.2, -0.27, -0.5], [0.5, 0.91, -0.5], [-0.44, 0.8, -0.5]])
    hidden = inputs @ first.T + np.array([2, 3, 0.5])
    return RawData(inputs, hidden @ second.T + np.array([-1, 3, 0.5]))


def scikit_learn(name: str) -> RawData:
    """One of scikit-learn's tables by the name of its loader, ``load_<name>``; importing it takes seconds."""
    from sklearn import datasets

    # Diabetes comes standardised unless asked for as it was measured.
    options = {"scaled": False} if name == "diabetes" else {}
    bunch: Any = getattr(datasets, f"load_{name}")(**options)
    classes = tuple(str(target) for target in getattr(bunch, "target_names", ()))
    return RawData(bunch.data, bunch.target, classes, tuple(str(feature) for feature in bunch.feature_names))
