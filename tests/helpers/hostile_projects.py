"""Project files as somebody hostile would make them; the benchmark of refusals takes them too."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import numpy as np

from nnviz.files.project import write_project
from tests.helpers.projects import full_project


@cache
def good_file() -> bytes:
    """A project file that can be read."""
    return write_project(full_project())


def entries_of(content: bytes) -> dict[str, bytes]:
    """What is in a zip, by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(entries: Mapping[str, bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    """A zip of these entries."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in entries.items():
            archive.writestr(zipfile.ZipInfo(name), content, compression)
    return buffer.getvalue()


def with_entries(changes: Mapping[str, bytes | None], compression: int = zipfile.ZIP_STORED) -> bytes:
    """The good file with some entries replaced, or, for None, left out."""
    entries: dict[str, Any] = {**entries_of(good_file()), **changes}
    return packed({name: content for name, content in entries.items() if content is not None}, compression)


def with_text(change: Callable[[dict[str, Any]], object]) -> bytes:
    """The good file with its text changed in place."""
    values = json.loads(entries_of(good_file())["project.json"])
    change(values)
    return with_entries({"project.json": json.dumps(values).encode()})


def with_array(name: str, change: Callable[[Any], Any]) -> bytes:
    """The good file with one array replaced."""
    array = np.load(io.BytesIO(entries_of(good_file())[f"{name}.npy"]))
    return with_entries({f"{name}.npy": npy(change(array))})


def npy(array: Any, *, pickled: bool = False) -> bytes:
    """An array as the bytes of an ``.npy`` file."""
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, np.asarray(array), allow_pickle=pickled)
    return buffer.getvalue()


def header(text: str, body: bytes = b"", version: bytes = b"\x01\x00") -> bytes:
    """An ``.npy`` file with whatever header."""
    length = struct.pack("<H" if version == b"\x01\x00" else "<I", len(text))
    return b"\x93NUMPY" + version + length + text.encode() + body


def _set(name: str, index: Any, value: float) -> bytes:
    def change(array: Any) -> Any:
        array[index] = value
        return array

    return with_array(name, change)


def _swollen(name: str, size: int) -> bytes:
    """The good file with one entry that unpacks to ``size`` zeros."""
    return with_entries({name: bytes(size)}, zipfile.ZIP_DEFLATED)


def _many_entries(count: int) -> bytes:
    return packed({f"a{number}.npy": b"" for number in range(count)})


def large_and_wrong_at_the_end(rows: int, compression: int = zipfile.ZIP_STORED) -> bytes:
    """A run of ``rows`` snapshots of 2.5 MB each, right in all but the very last number that is looked at."""
    values = json.loads(entries_of(good_file())["project.json"])
    run = {**values["runs"][0], "begins": [], "changes": [], "edits": 0, "between": False}
    run |= {"snapshots": rows, "epochs": 0, "marks": [], "experiment": 0}
    shapes = {"dense1.weights": [0, [64, 4096]], "dense1.bias": [64 * 4096, [4096]]}
    shapes |= {"dense2.weights": [65 * 4096, [4096, 10]], "dense2.bias": [65 * 4096 + 40960, [10]]}
    player = {"name": "network", "inputs": [64], "outputs": 10, "parameters": shapes, "running": {}}
    run |= {"players": [player | {"averaged": False}], "generators": ["order"]}
    values |= {"runs": [run], "ghosts": [], "drawing": None, "current": "A"}
    values["experiments"] = [
        {
            "networks": {"network": {"layers": [{"kind": "dense", "units": 4096}]}},
            "optimizers": {"network": {"name": "momentum"}},
            "objective": {"name": "supervised"},
        }
    ]
    size = 65 * 4096 + 4097 * 10
    moments = np.zeros((rows, 5), "i8")
    moments[:, 0] = np.arange(rows)
    weights = np.tile(np.random.default_rng(0).standard_normal(size, "f4"), (rows, 1))
    arrays = {
        "metrics": np.zeros((0, 5)),
        "moments": moments,
        "scores": np.zeros((rows, 10)),
        "order": np.tile(np.array([1, 1, 1, 1, 0, 0], "u8"), (rows, 1)),
        "network-steps": np.zeros(rows, "i8"),
        "network-cut": np.zeros(0),
        "network-running": np.zeros((rows, 0), "f4"),
        "statistics": weights[:, : 3 * 4106].reshape(rows, 3, 4106),
        "network-parameters": weights,
        "network-memory-velocity": weights,
    }
    entries = {"project.json": json.dumps(values).encode()}
    content = packed(
        entries | {f"run-1-{name}.npy": npy(array) for name, array in arrays.items()}, compression
    )
    flipped = bytearray(content)
    flipped[content.rindex(b"PK\x01\x02") + 16] ^= 1  # the check sum of the last array
    return bytes(flipped)


def _run(changes: Mapping[str, Any]) -> bytes:
    return with_text(lambda values: values["runs"][0].update(changes))


def _player(changes: Mapping[str, Any]) -> bytes:
    return with_text(lambda values: values["runs"][0]["players"][0].update(changes))


def _experiment(changes: Mapping[str, Any]) -> bytes:
    return with_text(lambda values: values["experiments"][0].update(changes))


def _many_experiments(values: dict[str, Any]) -> None:
    values["experiments"] += [{"seed": i} for i in range(10_000)]


def _long_lists(values: dict[str, Any]) -> None:
    cut = [[0, 0, 0]] * 1000
    kept = {"keep": 1000, "then": []}
    values["experiments"] += [{"networks": {"network": {"cut": value}}} for value in [cut] + [kept] * 8_000]


_TEXT = "project.json"
_P = "run-1-network-parameters"
_DEEP = b'{"format":' + b"[" * 900_000 + b"]" * 900_000 + b"}"
_WIDE = b'{"format":[' + b"[]," * 600_000 + b"[]]}"

#: By what is wrong with it: how such a file is made, and a part of the sentence that refuses it.
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing in it": (lambda: b"", "damaged, or no project"),
    "no zip": (lambda: b"PK\x03\x04" * 1000, "damaged, or no project"),
    "a zip of something else": (lambda: packed({"readme.txt": b"hello"}), "belongs into no project"),
    "an empty zip": (lambda: packed({}), "damaged, or no project"),
    "cut short": (lambda: good_file()[:-5000], "damaged, or no project"),
    "cut at its end": (lambda: good_file()[:-1], "damaged, or no project"),
    "longer than it was": (lambda: good_file() + b"\0" * 100, "damaged, or no project"),
    "a flipped bit": (
        lambda: good_file()[:20_000] + bytes([good_file()[20_000] ^ 1]) + good_file()[20_001:],
        "damaged, or no project",
    ),
    "a bomb in the text": (lambda: _swollen(_TEXT, 300_000_000), "unpacks to far more"),
    "a bomb in an array": (lambda: _swollen(f"{_P}.npy", 200_000_000), "unpacks to far more"),
    "many small bombs": (
        lambda: packed({f"a{number}.npy": bytes(999_000) for number in range(300)}, zipfile.ZIP_DEFLATED),
        "takes 300 MB, and at most 256 are read",
    ),
    "a small bomb": (lambda: _swollen(f"{_P}.npy", 999_000), "none that nnviz writes"),
    "a long text": (lambda: with_entries({_TEXT: b" " * 2_000_001}), "text is longer"),
    "deep JSON": (lambda: with_entries({_TEXT: _DEEP}), "not JSON as nnviz"),
    "JSON as deep as Python goes": (
        lambda: with_entries({_TEXT: b'{"format":' + b"[" * 900 + b"]" * 900 + b"}"}),
        "not JSON as nnviz",
    ),
    "wide JSON": (lambda: with_entries({_TEXT: _WIDE}), "no project of nnviz"),
    "NaN in JSON": (lambda: with_entries({_TEXT: b'{"format":NaN}'}), "not JSON as nnviz"),
    "infinity in JSON": (lambda: with_entries({_TEXT: b'{"format":1e999}'}), "not JSON as nnviz"),
    "a number of a million digits": (
        lambda: with_entries({_TEXT: b'{"format":' + b"9" * 1_000_000 + b"}"}),
        "not JSON as nnviz",
    ),
    "a key twice": (lambda: with_entries({_TEXT: b'{"format":1,"format":1}'}), "not JSON as nnviz"),
    "text in no known code": (lambda: with_entries({_TEXT: b'{"format":"\xff"}'}), "not JSON as nnviz"),
    "JSON that is a list": (lambda: with_entries({_TEXT: b"[]"}), "something else where the project"),
    "another format": (lambda: with_text(lambda v: v.update(format="x")), "no project of nnviz"),
    "a newer version": (lambda: with_text(lambda v: v.update(version=3, new=1)), "by a newer nnviz"),
    "version 0": (lambda: with_text(lambda v: v.update(version=0)), "“version” of the project"),
    "version true": (lambda: with_text(lambda v: v.update(version=True)), "“version” of the project"),
    "an unknown entry": (lambda: with_text(lambda v: v.update(jump=1)), "unknown entry “jump”"),
    "no runs": (lambda: with_text(lambda v: v.update(runs=[])), "runs that are not there"),
    "too many runs": (lambda: with_text(lambda v: v.update(runs=v["runs"] * 50)), "“runs” of the project"),
    "a run twice": (lambda: with_text(lambda v: v.update(runs=v["runs"][:1] * 2)), "runs that are not there"),
    "runs that are numbers": (lambda: with_text(lambda v: v.update(runs=[1])), "“runs” of the project"),
    "no such current run": (lambda: with_text(lambda v: v.update(current="Z")), "runs that are not there"),
    "a cursor before the start": (lambda: with_text(lambda v: v.update(cursor=-1)), "“cursor”"),
    "a cursor that is a text": (lambda: with_text(lambda v: v.update(cursor="7")), "“cursor”"),
    "a view that is a list": (lambda: with_text(lambda v: v.update(view=[])), "runs that are not there"),
    "a name of nothing": (lambda: _run({"name": "\u2028\n"}), "“name” of a run"),
    "a long name": (lambda: _run({"name": "a" * 101}), "“name” of a run"),
    "a number of another experiment": (lambda: _run({"experiment": 99}), "“experiment” of a run"),
    "a fraction of a snapshot": (lambda: _run({"snapshots": 1.5}), "“snapshots” of a run"),
    "more snapshots than rows": (lambda: _run({"snapshots": 13}), "is not one of 13 × 5"),
    "millions of snapshots": (lambda: _run({"snapshots": 10**9}), "“snapshots” of a run"),
    "another number of inputs": (lambda: _player({"inputs": [3]}), "not where its text says"),
    "very many inputs": (lambda: _player({"inputs": [100_000] * 4}), "do not fit|not where"),
    "no outputs": (lambda: _player({"outputs": 0}), "“outputs” of a network"),
    "inputs of no shape": (lambda: _player({"inputs": []}), "“inputs” of a network"),
    "inputs that are texts": (lambda: _player({"inputs": ["2"]}), "“inputs” of a network"),
    "a network of another name": (lambda: _player({"name": "critic"}), "others than its settings say"),
    "no network": (lambda: _run({"players": []}), "do not go together"),
    "a network too many": (lambda: _run({"players": [{}, {}]}), "“players” of a run"),
    "a network that is a number": (lambda: _run({"players": [7]}), "where a network should be"),
    "weights elsewhere": (
        lambda: _player({"parameters": {"dense1.weights": [0, [2, 4]]}}),
        "not where its text says",
    ),
    "a mean that is not there": (lambda: _player({"averaged": True}), "-averaged” is missing"),
    "a generator of no name": (lambda: _run({"generators": ["order", "dice"]}), "“generators” of a run"),
    "no order": (lambda: _run({"generators": ["masks"]}), "“generators” of a run"),
    "metrics of no name": (lambda: _run({"metrics": ["luck"]}), "“metrics” of a run"),
    "an unknown objective": (
        lambda: _experiment({"objective": {"name": "no such"}}),
        "There is no objective",
    ),
    "networks of another objective": (
        lambda: _experiment({"networks": {"maker": {"initializer": "he"}}}),
        "needs the networks network, each with an optimiser, not maker, network",
    ),
    "ghosts of no name": (lambda: with_text(lambda v: v.update(ghosts=[[3, ["luck"]]])), "“ghosts”"),
    "ghosts without names": (lambda: with_text(lambda v: v.update(ghosts=[3])), "“ghosts”"),
    "a stride of 0": (lambda: _run({"stride": 0}), "“stride” of a run"),
    "a beginning without a snapshot": (lambda: _run({"begins": [99]}), "begins where it has no snapshot"),
    "a mark of an unknown kind": (lambda: _run({"marks": [[1, "a", "b"]]}), "“marks” of a run"),
    "a change of what cannot change": (
        lambda: with_text(lambda v: v["runs"][0]["changes"][0].__setitem__(3, "data")),
        "a change of settings that cannot be",
    ),
    "a change to what cannot be": (
        lambda: with_text(lambda v: v["runs"][0]["changes"][0].__setitem__(4, -5)),
        "settings that cannot be",
    ),
    "changes in no order": (
        lambda: with_text(lambda v: v["runs"][0]["changes"][0].__setitem__(1, 6)),
        "in no order that can be",
    ),
    "a list that keeps more than there was": (
        lambda: with_text(lambda v: v["runs"][0]["changes"][3].__setitem__(4, {"keep": 9, "then": []})),
        "cut edge must be",
    ),
    "how a run broke, in numbers": (lambda: _run({"diverged": [1, 2, 3]}), "“diverged” of a run"),
    "a branch of a number": (lambda: _run({"parent": [1, 2]}), "“parent” of a run"),
    "an unknown data set": (lambda: _experiment({"data": {"name": "no such"}}), "There is no data set"),
    "a setting out of range": (lambda: _experiment({"noise": 1e9}), "settings that cannot be"),
    "a setting of another type": (lambda: _experiment({"stop": {"epochs": "x"}}), "settings that cannot be"),
    "layers that are too large": (
        lambda: _experiment({"networks": {"network": {"layers": [{"kind": "dense", "units": 4096}] * 32}}}),
        "not where its text says",
    ),
    "layers that are no layers": (
        lambda: _experiment({"networks": {"network": {"layers": [[]]}}}),
        "settings that cannot be",
    ),
    "an unknown setting": (lambda: _experiment({"jump": 1}), "has no setting “jump”"),
    "another network in between": (
        lambda: with_text(lambda v: v["experiments"][1].update(objective={"loss": "mse"})),
        "different networks",
    ),
    "an optimiser without its memory": (
        lambda: with_text(lambda v: v["experiments"][1].update(optimizers={"network": {"name": "sgd"}})),
        "memory-(first|second)” is not one of",
    ),
    "very many experiments": (lambda: with_text(_many_experiments), "“experiments” of the project"),
    "lists that grow as they are read": (lambda: with_text(_long_lists), "longer lists|settings that cannot"),
    "an array left out": (lambda: with_entries({f"{_P}.npy": None}), f"array “{_P}” is missing"),
    "an array too many": (lambda: with_entries({"run-9-a.npy": npy([1.0])}), "belongs into no project"),
    "a path": (lambda: with_entries({"../../evil.npy": b""}), "belongs into no project"),
    "an absolute path": (lambda: with_entries({"/etc/passwd": b""}), "belongs into no project"),
    "a name of many letters": (lambda: with_entries({"a" * 60_000 + ".npy": b""}), "belongs into no project"),
    "thousands of entries": (lambda: _many_entries(3_000), "more than 1,000 entries"),
    "very many entries": (lambda: _many_entries(60_000), "more than 1,000 entries"),
    "weights that are no number": (lambda: _set(_P, (3, 2), np.nan), "infinite or none at all"),
    "weights that are infinite": (lambda: _set(_P, (-1, -1), np.inf), "infinite or none at all"),
    "weights of another type": (lambda: with_array(_P, lambda a: a.astype("f8")), "of the type float32"),
    "weights that are complex": (lambda: with_array(_P, lambda a: a.astype("c8")), "none that nnviz writes"),
    "weights that are text": (lambda: with_array(_P, lambda a: a.astype("U9")), "none that nnviz writes"),
    "weights turned round": (lambda: with_array(_P, lambda a: a.T), "none that nnviz writes|is not one of"),
    "weights for one snapshot less": (lambda: with_array(_P, lambda a: a[1:]), "is not one of"),
    "a pickled array": (
        lambda: with_entries({f"{_P}.npy": npy(np.array([{}], object), pickled=True)}),
        "none that nnviz writes",
    ),
    "epochs that fall": (lambda: _set("run-2-metrics", (1, 0), 0), "do not rise"),
    "epochs that are no number": (lambda: _set("run-2-metrics", (1, 0), np.nan), "do not rise"),
    "half an epoch": (lambda: _set("run-2-metrics", (1, 0), 0.5), "do not rise"),
    "snapshots that go back": (lambda: _set("run-2-moments", (1, 0), 0), "do not rise"),
    "steps below 0": (lambda: _set("run-2-moments", (1, 1), -1), "steps that cannot be"),
    "a snapshot of no experiment": (lambda: _set("run-2-moments", (1, 4), 99), "do not go together"),
    "best of no epoch": (lambda: _set("run-2-scores", (1, 5), -1), "epochs that cannot be"),
    "a generator in no state": (lambda: _set("run-2-order", (0, 4), 7), "no generator is in"),
    "masks in no state": (lambda: _set("run-2-masks", (0, 3), 2), "no generator is in"),
    "an edit of no weight": (lambda: _set("run-1-edits", (0, 5), 99), "not there"),
    "an edit to no number": (lambda: _set("run-1-edits", (0, 6), np.nan), "cannot be"),
    "a stroke longer than the drawing": (lambda: _set("drawing-lengths", 0, 99), "strokes that cannot be"),
    "a point far away": (lambda: _set("drawing-points", (0, 0), 1e300), "far off the canvas"),
    "a header of 60,000 letters": (
        lambda: with_entries({f"{_P}.npy": header("(" * 60_000)}),
        "none that nnviz writes",
    ),
    "a header of gigabytes": (
        lambda: with_entries({f"{_P}.npy": b"\x93NUMPY\x02\x00" + b"\xff" * 4}),
        "none that nnviz writes",
    ),
    "a header that is a program": (
        lambda: with_entries({f"{_P}.npy": header("__import__('os').abort()\n")}),
        "none that nnviz writes",
    ),
    "a header that promises too much": (
        lambda: with_entries(
            {f"{_P}.npy": header("{'descr': '<f4', 'fortran_order': False, 'shape': (9999999999, 22), }\n")}
        ),
        "is not one of",
    ),
    "wrong in its very last number": (lambda: large_and_wrong_at_the_end(2), "damaged, or no project"),
}  # fmt: skip
