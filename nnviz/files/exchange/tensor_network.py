"""A network whose weights are in a safetensors file: under PyTorch's names or nnviz's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from nnviz.files.exchange.brought import Brought, Wanted
from nnviz.files.exchange.npz_network import named_groups
from nnviz.files.exchange.tensors import Tensors
from nnviz.files.exchange.torch_names import as_numbers, groups_of
from nnviz.files.exchange.weights import network_of, ordered
from nnviz.files.exchange.written_here import network_written_here

#: What a file may say of itself, by the names that the options have; the first three are words.
SAID = ("activation", "output_activation", "layers", "input_shape", "classes")
_OWN = (".weights", ".input_weights", ".scale")


def network_in(tensors: Tensors, wanted: Wanted) -> Brought:
    """The network. Raises ``ValueError`` with one sentence, also where something has to be said first."""
    arrays = as_numbers(tensors.arrays)
    if (known := network_written_here(arrays, tensors.metadata)) is not None:
        return known
    wanted = said_by(tensors.metadata, wanted)
    ours = any(name.endswith(_OWN) for name in arrays)
    groups = named_groups(arrays) if ours else ordered(groups_of(arrays))
    return network_of(groups, wanted, classes=wanted.classes)


def said_by(metadata: Mapping[str, str], wanted: Wanted) -> Wanted:
    """What a person says, and what the file says of itself where they say nothing."""
    said = {name: metadata[name] for name in SAID if name in metadata and getattr(wanted, name) is None}
    words: dict[str, Any] = {name: said[name] for name in SAID[:3] if name in said}
    wanted = replace(wanted, **words)
    if "classes" in said:
        wanted = replace(wanted, classes=tuple(one.strip() for one in said["classes"].split(",")))
    shape = said.get("input_shape", "").lower().split("x")
    if all(size.isdigit() and len(size) < 7 for size in shape):
        wanted = replace(wanted, input_shape=tuple(map(int, shape)))
    return wanted
