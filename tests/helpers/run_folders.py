"""Run folders as other programs write them: by the writer, by hand, and by a process that can be killed."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

#: What a program does that knows of nnviz nothing but the writer: plain NumPy, for ever.
LOOP = """
import sys, time
import numpy as np
from nnviz import RunWriter
rng = np.random.default_rng(0)
X = rng.standard_normal((60, 2)).astype("float32")
t = (X[:, :1] * X[:, 1:] > 0).astype("float32")
W, b, V, c = (rng.standard_normal(s).astype("float32") for s in ((2, 5), (5,), (5, 1), (1,)))
run = RunWriter(sys.argv[1], [W, b, V, c], layers="5, 1", activation="tanh", outputs="sigmoid",
                loss="binary_crossentropy", classes=["no", "yes"], probes=X[:8], labels=t[:8, 0],
                probe_names=[f"point {i}" for i in range(8)], go_on="go_on" in sys.argv)
print("begun", flush=True)
epochs = int(sys.argv[2])
while run.epoch < epochs:
    a = np.tanh(X @ W + b)
    y = 1 / (1 + np.exp(-(a @ V + c)))
    dz = (y - t) / len(X)
    da = (dz @ V.T) * (1 - a * a)
    for value, slope in ((W, X.T @ da), (b, da.sum(0)), (V, a.T @ dz), (c, dz.sum(0))):
        value -= 0.5 * slope
    loss = -np.mean(t * np.log(y) + (1 - t) * np.log(1 - y))
    run.record(loss=loss, val_accuracy=np.mean((y > 0.5) == t))
    print(run.epoch, flush=True)
    time.sleep(float(sys.argv[3]))
"""


def tensors(arrays: Mapping[str, np.ndarray]) -> bytes:
    """A safetensors file of float32, made by hand."""
    about, content = {}, b""
    for name, array in arrays.items():
        data = np.ascontiguousarray(array, "<f4").tobytes()
        span = [len(content), len(content) + len(data)]
        about[name] = {"dtype": "F32", "shape": [*array.shape], "data_offsets": span}
        content += data
    text = json.dumps(about).encode()
    return struct.pack("<Q", len(text)) + text + content


def parameters(seed: int = 0) -> dict[str, np.ndarray]:
    """Those of a network 3 - 4 - 2."""
    rng = np.random.default_rng(seed)
    shapes = {"dense1.weights": (3, 4), "dense1.bias": (4,), "dense2.weights": (4, 2), "dense2.bias": (2,)}
    return {name: rng.standard_normal(shape).astype(np.float32) for name, shape in shapes.items()}


def written_by_hand(
    folder: Path, *, epochs: Sequence[int] = (0, 1, 2), rows: Sequence[str] | None = None, **about: object
) -> Path:
    """A run folder 3 - 4 - 2 without the writer; ``about`` are entries of run.json."""
    folder.mkdir(parents=True, exist_ok=True)
    entries = {
        "format": "nnviz run",
        "version": 1,
        "inputs": [3],
        "layers": [{"layer": "4", "activation": "tanh"}, {"layer": "2", "activation": "softmax"}],
    }
    (folder / "run.json").write_text(json.dumps(entries | about))
    for epoch in epochs:
        checkpoint(folder, epoch)
    lines = [json.dumps({"epoch": epoch, "loss": 1 / (1 + epoch)}) for epoch in epochs]
    (folder / "metrics.jsonl").write_text("".join(f"{line}\n" for line in rows or lines))
    return folder


def checkpoint(folder: Path, epoch: int, arrays: Mapping[str, np.ndarray] | None = None) -> Path:
    """The parameters of an epoch, which are others in each."""
    path = folder / f"checkpoint-{epoch:08d}.safetensors"
    path.write_bytes(tensors(parameters(epoch) if arrays is None else arrays))
    return path
