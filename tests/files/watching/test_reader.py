"""The reader of run folders: as they grow, half there, taken away, and written by somebody hostile."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys

import numpy as np
import pytest

from nnviz.files.watching.watched import Found, Watched
from tests.helpers.counts import count
from tests.helpers.run_folders import LOOP, checkpoint, parameters, written_by_hand


def all_of(watched: Watched) -> tuple[dict[int, np.ndarray], dict[int, float], Found]:
    """The first layer's weights by epoch, the loss by epoch, and the last look, after looking until all is
    read."""
    weights, losses, looks = {}, {}, 0
    while True:
        found = watched.look()
        if found.again or found.anew:
            losses.clear()
        if found.again:
            weights.clear()
        weights |= {moment.epoch: moment.layers[0].weights for moment in found.moments}
        table = found.metrics
        losses |= dict(zip(map(int, table.epochs), table.values("train_loss").tolist(), strict=True))
        looks += 1
        if looks > 1 and not found.more and found.empty:
            return weights, losses, found


def test_what_was_written_is_read(tmp_path):
    about = {"classes": ["cat", "dog"], "loss": "categorical_crossentropy"}
    folder = written_by_hand(tmp_path / "run", epochs=range(12), **about)
    weights, losses, found = all_of(Watched(folder))
    assert [*weights] == [*range(12)]
    for epoch, found_weights in weights.items():
        np.testing.assert_array_equal(found_weights, parameters(epoch)["dense1.weights"])
    assert losses == {epoch: 1 / (1 + epoch) for epoch in range(12)}
    assert found.placed.dataset.class_names == ("cat", "dog")
    assert found.told == ()


def test_it_is_read_as_it_grows_each_thing_once(tmp_path):
    folder = written_by_hand(tmp_path / "run", epochs=(0,))
    watched = Watched(folder)
    assert [*all_of(watched)[0]] == [0]
    metrics = folder / "metrics.jsonl"
    checkpoint(folder, 1)
    with metrics.open("a") as file:
        file.write('{"epoch": 1, "loss": 0.')  # the line is not whole yet
    assert not len(watched.look().metrics)
    with metrics.open("a") as file:
        file.write('5, "val_loss": 0.75}\n{"epoch": 2, "loss": 0.25, "speed": 3}\n')
    found = watched.look()
    assert (found.anew, [moment.epoch for moment in found.moments]) == (True, [1])  # there are more columns
    assert [kind.name for kind in found.metrics.kinds] == ["train_loss", "test_loss", "speed"]
    np.testing.assert_array_equal(
        found.metrics.numbers, [[0, 1, np.nan, np.nan], [1, 0.5, 0.75, np.nan], [2, 0.25, np.nan, 3]]
    )
    moment = found.moments[0]
    assert (moment.metrics.train_loss, moment.metrics.test_loss) == (0.5, 0.75)
    assert watched.look().empty


def test_a_run_that_begins_again_is_read_again(tmp_path):
    folder = written_by_hand(tmp_path / "run", epochs=range(6))
    watched = Watched(folder)
    all_of(watched)
    os.replace(shutil.copy(folder / "metrics.jsonl", tmp_path / "copy"), folder / "metrics.jsonl")
    assert watched.look().empty  # copied anew by another computer, it is still the same
    for epoch in (4, 5):
        (folder / f"checkpoint-{epoch:08d}.safetensors").unlink()
    checkpoint(folder, 3, parameters(33))
    (tmp_path / "new").write_text("".join(json.dumps({"epoch": e, "loss": e}) + "\n" for e in range(4)))
    os.replace(tmp_path / "new", folder / "metrics.jsonl")
    weights, losses, _ = all_of(watched)
    assert [*weights] == [*losses] == [0, 1, 2, 3]
    np.testing.assert_array_equal(weights[3], parameters(33)["dense1.weights"])


def test_of_very_many_checkpoints_as_many_are_held_as_have_room_and_others_are_read_when_asked(
    tmp_path, monkeypatch
):
    monkeypatch.setattr("nnviz.files.watching.watched.capacity", lambda size: 10)
    watched = Watched(written_by_hand(tmp_path / "run", epochs=range(50)))
    weights, losses, _ = all_of(watched)
    assert len(weights) <= 10
    assert {0, 49} <= {*weights}
    assert (len(losses), watched.epochs) == (50, tuple(range(50)))
    missing = next(epoch for epoch in range(50) if epoch not in weights)
    np.testing.assert_array_equal(
        watched.moment(missing).layers[0].weights, parameters(missing)["dense1.weights"]
    )


def test_samples_that_came_along_have_names_labels_and_statistics(tmp_path):
    folder = written_by_hand(tmp_path / "run", loss="categorical_crossentropy", classes=["cat", "dog"])
    samples = np.random.default_rng(0).standard_normal((300, 3)).astype(np.float32)
    names = [f"animal {number}" for number in range(300)]
    np.savez(folder / "probe.npz", samples=samples, labels=np.arange(300) % 3, names=names)
    found = Watched(folder).look()
    dataset, moment = found.placed.dataset, found.moments[-1]
    np.testing.assert_array_equal(dataset.test_features, samples[:200])
    assert dataset.test_labels[:4].tolist() == [0, 1, -1, 0]  # of class 2 there is none
    assert dataset.sample_names[:2] == ("animal 0", "animal 1")
    held = parameters(2)
    activations = np.tanh(samples[:200] @ held["dense1.weights"] + held["dense1.bias"])
    np.testing.assert_allclose(moment.statistics[0].mean, activations.mean(axis=0), atol=1e-5)
    probed = moment.probed(samples[5], label=1)
    assert probed.probe.loss > 0


def test_gradients_that_came_along_are_kept_with_the_moment(tmp_path):
    folder = written_by_hand(tmp_path / "run", epochs=(0, 1))
    slopes = {f"gradient.{name}": array for name, array in parameters(7).items()}
    checkpoint(folder, 1, parameters(1) | slopes)
    first, second = Watched(folder).look().moments
    assert first.players[0].given is None
    expected = np.concatenate([array.ravel() for array in parameters(7).values()])
    np.testing.assert_array_equal(second.players[0].given, expected)


# ---- what is half there
def test_of_a_folder_that_is_half_there_it_is_said_what_is_missing(tmp_path):
    folder = tmp_path / "run"
    watched = Watched(folder)
    found = watched.look()
    assert found.gone
    assert "is not there" in found.told[0]
    folder.mkdir()
    assert "There is no run.json" in watched.look().told[0]
    whole = written_by_hand(tmp_path / "whole")
    text = (whole / "run.json").read_bytes()
    (folder / "run.json").write_bytes(text[:40])
    assert "run.json cannot be used" in watched.look().told[0]
    (folder / "run.json").write_bytes(text)
    assert watched.look().told == ("There are no parameters in the folder yet.",)
    content = (whole / "checkpoint-00000000.safetensors").read_bytes()
    (folder / "checkpoint-00000000.safetensors").write_bytes(content[: len(content) // 2])
    assert "it is cut off" in watched.look().told[-1]
    (folder / "checkpoint-00000000.safetensors").write_bytes(content)
    assert [*all_of(watched)[0]] == [0]
    shutil.rmtree(folder)
    found = watched.look()
    assert (found.gone, found.empty) == (True, True)
    shutil.copytree(whole, folder)
    assert not watched.look().gone


def test_parameters_that_cannot_be_shown_are_left_out_and_the_others_shown(tmp_path):
    folder = written_by_hand(tmp_path / "run", epochs=range(4))
    nan = parameters(1) | {"dense1.bias": np.array([1, np.nan, 2, 3])}
    checkpoint(folder, 1, nan)
    checkpoint(folder, 2, {"dense1.weights": np.zeros((3, 4))})
    weights, losses, found = all_of(Watched(folder))
    assert ([*weights], [*losses]) == ([0, 3], [0, 1, 2, 3])
    assert "epoch 2 are left out" in found.told[-1]


def test_nothing_is_followed_out_of_the_folder(tmp_path):
    folder = written_by_hand(tmp_path / "run", epochs=(0, 1))
    outside = written_by_hand(tmp_path / "outside", epochs=(0, 5))
    (folder / "checkpoint-00000005.safetensors").symlink_to(outside / "checkpoint-00000005.safetensors")
    (folder / "metrics.jsonl").unlink()
    (folder / "metrics.jsonl").symlink_to(outside / "metrics.jsonl")
    np.savez(outside / "probe.npz", samples=np.zeros((2, 3)))
    (folder / "probe.npz").symlink_to(outside / "probe.npz")
    watched = Watched(folder)
    weights, losses, found = all_of(watched)
    assert ([*weights], losses, watched.epochs) == ([0, 1], {}, (0, 1))
    assert not len(found.placed.dataset.test_features)
    assert "is not followed" in " ".join(found.told)


@pytest.mark.parametrize(
    ("about", "sentence"),
    [
        ({"format": "other"}, "says of itself"),
        ({"version": 2}, "of version 2"),
        ({"inputs": []}, "1 to 3 sizes"),
        ({"inputs": [3, -1]}, "no list of sizes"),
        ({"inputs": [10**9]}, "no list of sizes"),
        ({"layers": []}, "no list of layers"),
        ({"layers": ["4"] * 2000}, "no list of layers"),
        ({"layers": [7]}, "Layer 1 is no layer"),
        ({"layers": ["30000000", "2"]}, "parameters; at most"),
        ({"layers": [{"layer": "warp(3)"}]}, "There is no layer"),
        ({"layers": [{"layer": "4", "activation": "../x"}]}, "run.json cannot be used"),
        ({"layers": [{"unknown": "X", "parameters": {"w": [-1]}}]}, "no names with sizes"),
        ({"layers": [{"unknown": "X", "parameters": {"a.b": [1], "a_b": [1]}}]}, "no names with sizes"),
        ({"layers": ["conv(3, 3)", "2"]}, "takes pictures"),
    ],
)
def test_a_run_that_cannot_be_is_a_sentence(tmp_path, about, sentence):
    found = Watched(written_by_hand(tmp_path / "run", **about)).look()
    assert found.placed is None
    assert sentence in " ".join(found.told)
    assert len(found.metrics) == 3  # what is there is read


def test_lines_that_tell_nothing_are_left_out_and_counted(tmp_path):
    lines = [
        '{"epoch": 0, "loss": 1}', "{", "[]", '{"epoch": -1}', '{"epoch": true}', '{"epoch": 1e300}',
        '{"loss": 3}', "[" * 5000, '{"epoch": 1, "loss": "NaN", "a": "text", "b": [1], "c": null}',
        '{"epoch": 1, "big": ' + "9" * 400 + "}", '{"step": 4, "loss": 2}', '{"epoch": 2, "loss": 9}',
    ]  # fmt: skip
    folder = written_by_hand(tmp_path / "run", epochs=(0,), rows=lines)
    with (folder / "metrics.jsonl").open("ab") as file:
        file.write(b"\xff\x00\n" + b"x" * 70_000 + b"\n")
    found = Watched(folder).look()
    np.testing.assert_array_equal(found.metrics.epochs, [0, 1, 4])
    np.testing.assert_array_equal(found.metrics.values("train_loss"), [1, np.nan, 2])
    assert found.metrics.values("big")[1] == np.inf
    assert "9 lines of metrics.jsonl tell nothing" in " ".join(found.told)


def test_hostile_folders_end_in_sentences(tmp_path):
    """Every file of a run with bytes changed, cut and doubled: whatever is left is read."""
    rng = random.Random(0)
    whole = written_by_hand(tmp_path / "whole", classes=["a", "b"])
    np.savez(whole / "probe.npz", samples=np.ones((4, 3)), labels=np.zeros(4))
    files = {path.name: path.read_bytes() for path in whole.iterdir()}
    folder = tmp_path / "run"
    for _ in range(count(60, 2000)):
        folder.mkdir()
        spoiled = rng.choice([*files])
        for name, content in files.items():
            (folder / name).write_bytes(_spoiled(content, rng) if name == spoiled else content)
        _, _, found = all_of(Watched(folder))
        assert all(isinstance(sentence, str) for sentence in found.told)
        shutil.rmtree(folder)


def _spoiled(content: bytes, rng: random.Random) -> bytes:
    spoiled = bytearray(content)
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(spoiled)) if spoiled else 0
        kind = rng.randrange(4)
        if kind == 0:
            spoiled[at : at + 1] = bytes([rng.randrange(256)])
        elif kind == 1:
            del spoiled[at : at + rng.randint(1, 50)]
        elif kind == 2:
            spoiled[at:at] = spoiled[at : at + rng.randint(1, 50)]
        else:
            spoiled[at : at + 8] = rng.choice([b"9" * 8, b"null", b"-1", b"[]", b'"', b"\xff" * 8])
    return bytes(spoiled)


# ---- a program of its own
def test_a_loop_that_is_killed_in_mid_write_and_gone_on_with_is_read_all_the_way(tmp_path):
    folder = tmp_path / "run"
    first = subprocess.Popen(
        [sys.executable, "-c", LOOP, str(folder), "100000", "0"], stdout=subprocess.PIPE, text=True
    )
    while first.stdout.readline().strip() not in ("40", ""):
        pass
    first.kill()
    first.wait()
    first.stdout.close()
    watched = Watched(folder)
    weights, losses, found = all_of(watched)
    last = max(losses)
    assert last >= 40
    assert max(weights) >= last
    assert found.told == ("It takes 2 numbers: they are taken as a point of the plane.",)
    subprocess.run(
        [sys.executable, "-c", LOOP, str(folder), str(last + 20), "0", "go_on"],
        check=True,
        capture_output=True,
    )
    _, losses, found = all_of(watched)
    assert max(losses) == last + 20
    assert not found.gone
