"""Model files of other programs by their ending: one table, which opening, dropping and importing share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from nnviz.files.exchange.brought import Brought, Wanted, as_run
from nnviz.files.exchange.npz_network import read_npz
from nnviz.files.exchange.onnx_model import read_onnx
from nnviz.files.exchange.tensor_network import network_in
from nnviz.files.exchange.tensors import read_tensors
from nnviz.files.project import Project
from nnviz.said import Sentence, translate


def _read_safetensors(path: Path, wanted: Wanted) -> Brought:
    return network_in(read_tensors(path), wanted)


#: What is read, by the ending of its name.
READERS: dict[str, Callable[[Path, Wanted], Brought]] = {
    ".onnx": read_onnx,
    ".safetensors": _read_safetensors,
    ".npz": read_npz,
}

_PICKLE = translate(
    "Exchange",
    "“{name}” can hold a program, which nnviz does not run: save the model as ONNX or safetensors, or give "
    "it to nnviz in Python.",
)
_KERAS = translate(
    "Exchange",
    "“{name}” is a file of Keras: give the model to nnviz in Python, nnviz.from_keras(model).",
)
_REFUSED: dict[str, Sentence] = {
    **dict.fromkeys((".pt", ".pth", ".pkl", ".pickle", ".joblib", ".ckpt", ".bin"), _PICKLE),
    **dict.fromkeys((".keras", ".h5", ".hdf5"), _KERAS),
}


def is_model(path: Path | str) -> bool:
    """Whether this is opened as a model: by its ending."""
    return Path(path).suffix.lower() in (*READERS, *_REFUSED)


def read_model_file(path: Path, wanted: Wanted | None = None) -> Brought:
    """The network in a model file; ``wanted`` says what the file does not.

    Raises ``ValueError`` with one sentence for what cannot be taken, and where something has to be said.
    """
    ending = path.suffix.lower()
    if ending in _REFUSED:
        raise ValueError(_REFUSED[ending].format(name=path.name))
    if ending not in READERS:
        raise ValueError(
            translate("Exchange", "“{name}” is no model that is read; these are: {endings}.").format(
                name=path.name, endings=", ".join(READERS)
            )
        )
    return READERS[ending](path, wanted or Wanted())


def model_project(path: Path, wanted: Wanted | None = None) -> Project:
    """The model as a project of one run without training. Raises ``ValueError`` as ``read_model_file``."""
    return Project(runs=(as_run(read_model_file(path, wanted), path.name, wanted),), current="A")
