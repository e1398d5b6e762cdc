"""The data sets by name."""

from __future__ import annotations

from collections.abc import Callable

from nnviz.data.dataset import Dataset
from nnviz.data.digits import digits

#: Every data set: name -> function with the keywords ``test_share``, ``split_seed`` and ``scale``.
DATASETS: dict[str, Callable[..., Dataset]] = {"digits": digits}


def load_dataset(
    name: str, *, test_share: float = 0.2, split_seed: int = 42, scale: str = "sixteenth"
) -> Dataset:
    """The data set of that name, split and scaled.

    Raises ``ValueError`` for an unknown name or scale, and for a share that leaves a part empty.
    """
    if name not in DATASETS:
        raise ValueError(f"There is no data set “{name}”; there are {', '.join(DATASETS)}.")
    return DATASETS[name](test_share=test_share, split_seed=split_seed, scale=scale)
