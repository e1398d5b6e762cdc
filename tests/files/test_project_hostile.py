import io
import json
import os
import zipfile
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nnviz.files.project import read_project, write_project
from tests.helpers.counts import count
from tests.helpers.hostile_projects import HOSTILE, entries_of, good_file, packed, with_array


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_refused_in_a_sentence(what: str, tmp_path: Path) -> None:
    make, sentence = HOSTILE[what]
    path = tmp_path / "project.nnviz"
    path.write_bytes(make())
    with pytest.raises(ValueError, match=sentence) as caught:
        read_project(path)
    assert_sentence(caught.value, path)


def assert_sentence(error: ValueError, path: Path | None = None) -> None:
    text = str(error)
    assert text.startswith(f"“{path}” cannot be " if path else "This file cannot be opened: ")
    assert "\n" not in text
    assert len(text) < 600 + len(str(path))
    assert text.endswith(".")


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="cannot be read: No such file"):
        read_project(tmp_path / "none.nnviz")
    with pytest.raises(ValueError, match="cannot be read: Is a directory"):
        read_project(tmp_path)
    if hasattr(os, "mkfifo"):
        pipe = tmp_path / "pipe.nnviz"
        os.mkfifo(pipe)
        with pytest.raises(ValueError, match="no ordinary file"):
            read_project(pipe)  # and is not waited for


def read_or_refused(content: bytes) -> None:
    """A file is refused in a sentence, or whole: all that was read can be used and saved again."""
    try:
        project = read_project(io.BytesIO(content))
    except ValueError as error:
        assert_sentence(error)
        return
    for run in project.runs:
        for snapshot in run.snapshots:
            snapshot.network()
    again = write_project(project)
    assert write_project(read_project(io.BytesIO(again))) == again


FUZZ = settings(
    max_examples=count(50, 5_000),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@FUZZ
@given(st.data())
def test_a_file_with_changed_bytes_is_refused_or_whole(data: st.DataObject) -> None:
    content = bytearray(good_file())
    for _ in range(data.draw(st.integers(1, 4))):
        if not content:
            break
        start = data.draw(st.integers(0, len(content) - 1))
        kind = data.draw(st.sampled_from(["set", "cut", "insert", "truncate"]))
        if kind == "set":
            new = data.draw(st.binary(min_size=1, max_size=8))
            content[start : start + len(new)] = new
        elif kind == "cut":
            del content[start : start + data.draw(st.integers(1, 1000))]
        elif kind == "insert":
            content[start:start] = data.draw(st.binary(min_size=1, max_size=100))
        else:
            del content[start:]
    read_or_refused(bytes(content))


#: Values that are likely to be wrong, for any place of the text.
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.sampled_from(
        [0, 1, -1, 2, 13, 2**31, 2**53, 10**18, 0.5, 1e300, -1e-300, "", "A", "xor", [], {}, [[]]]
    ),
    st.floats(allow_nan=True, allow_infinity=True),
    st.text(max_size=20),
    st.lists(st.integers(-1, 5), max_size=5),
    st.recursive(st.integers(0, 3), lambda inner: st.lists(inner, max_size=3), max_leaves=10),
)


def change_somewhere(values: Any, data: st.DataObject) -> None:
    """Walk down the text to some place, and set, drop, repeat or swap what is there."""
    while True:
        keys = [*values] if isinstance(values, dict) else range(len(values))
        key = data.draw(st.sampled_from(keys))
        inner = values[key]
        if isinstance(inner, list | dict) and inner and data.draw(st.integers(0, 4)):
            values = inner
            continue
        kind = data.draw(st.sampled_from(["set", "set", "drop", "repeat"]))
        if kind == "set":
            values[key] = deepcopy(data.draw(ODD))  # it may be changed in turn, and ODD must not be
        elif kind == "drop":
            del values[key]
        elif isinstance(values, list):
            values.insert(data.draw(st.integers(0, len(values))), inner)
        else:
            values[data.draw(st.text(max_size=5))] = inner
        return


@FUZZ
@given(st.data())
def test_a_file_with_a_changed_text_is_refused_or_whole(data: st.DataObject) -> None:
    entries = entries_of(good_file())
    values = json.loads(entries["project.json"])
    for _ in range(data.draw(st.integers(1, 3))):
        change_somewhere(values, data)
        if not values:
            break
    read_or_refused(packed({**entries, "project.json": json.dumps(values).encode()}))


@FUZZ
@given(st.data())
def test_a_file_with_changed_entries_is_refused_or_whole(data: st.DataObject) -> None:
    """Bytes of entries are changed below the zip's check sums."""
    entries = entries_of(good_file())
    for _ in range(data.draw(st.integers(1, 3))):
        name = data.draw(st.sampled_from(sorted(entries)))
        kind = data.draw(st.sampled_from(["bytes", "bytes", "drop", "rename", "other", "repeat rows"]))
        if kind == "bytes" and entries[name]:
            content = bytearray(entries[name])
            start = data.draw(st.integers(0, len(content) - 1))
            new = data.draw(st.binary(min_size=1, max_size=16))
            content[start : start + len(new)] = new
            entries[name] = bytes(content)
        elif kind == "drop":
            del entries[name]
        elif kind == "rename":
            entries[data.draw(st.text(min_size=1, max_size=12))] = entries.pop(name)
        elif kind == "repeat rows":
            entries[name] += entries[name][-data.draw(st.integers(1, 100)) :]
        else:
            entries[name] = entries[data.draw(st.sampled_from(sorted(entries)))]
        if not entries:
            break
    method = data.draw(st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]))
    read_or_refused(packed(entries, method))


def test_a_variance_below_0_is_refused() -> None:
    def change(running: np.ndarray) -> np.ndarray:
        running[0, 7] = -0.5  # five means, then five variances
        return running

    with pytest.raises(ValueError, match="it has a variance below 0"):
        read_project(io.BytesIO(with_array("run-2-network-running", change)))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda v: v["runs"][0].update(inputs=0), "do not go together"),
        (lambda v: v["runs"][0].update(inputs=3), "is not one of"),
        (lambda v: v["runs"][0].update(outputs=7), "is not one of"),
        (lambda v: v["runs"][0].update(players=[]), "unknown entry “players”"),
        (lambda v: v["experiments"][0].update(optimizer="sgd"), "belongs into no project"),
        (lambda v: v["experiments"][0].update(dtype="float32"), "is not one of"),
        (lambda v: v["experiments"][0].update(jump=1), "has no setting “jump”"),
        (lambda v: v["experiments"][0].update(layers="many"), "must be a list of layers"),
        (lambda v: v.update(ghosts=[[0, []]]), "“ghosts”"),
        (lambda v: v.update(version=2), "“play|lacks|“ghosts"),
    ],
)
def test_a_hostile_file_of_version_1_is_refused_as_well(
    tmp_path: Path, change: Callable[[dict[str, Any]], object], sentence: str
) -> None:
    entries = entries_of((Path(__file__).parent / "made_by_0_1_0" / "settings.nnviz").read_bytes())
    values = json.loads(entries["project.json"])
    change(values)
    path = tmp_path / "old.nnviz"
    path.write_bytes(packed(entries | {"project.json": json.dumps(values).encode()}))
    with pytest.raises(ValueError, match=sentence):
        read_project(path)
