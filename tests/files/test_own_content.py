"""Data of one's own are kept once in a project, beside the weights of a model, and are the same again."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest

from nnviz.data.own.pictures import picture_content
from nnviz.files.model import read_model, write_model
from nnviz.files.project import Project, SavedRun, read_project, write_project
from nnviz.training.doodles import doodles_experiment, own_doodles
from nnviz.training.experiment import Experiment
from nnviz.training.own_pictures import own_pictures, pictures_experiment
from nnviz.training.timeline import Timeline
from nnviz.training.trainer import Trainer
from tests.data.own.made import MASS, SPECIES, own
from tests.helpers.doodles import CLASSES as DRAWN
from tests.helpers.doodles import doodles

CLASSES = Experiment.on("own_table", own=own(SPECIES), epochs=2)
VALUES = Experiment.on("own_table", own=own(MASS), epochs=2)


def _project(*experiments: Experiment) -> bytes:
    runs = [
        SavedRun(letter=letter, name=letter, colour=0, experiment=experiment, timeline=Timeline())
        for letter, experiment in zip("ABC", experiments, strict=False)
    ]
    return write_project(Project(runs=tuple(runs), current="A"))


def test_a_project_has_the_content_once_and_every_run_gets_it_back() -> None:
    content = _project(CLASSES, VALUES, CLASSES.with_(learning_rate=0.5))
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert [name for name in names if "numbers" in name] == ["own-1-numbers.npy"]
    read = [run.experiment for run in read_project(io.BytesIO(content)).runs]
    assert read == [CLASSES, VALUES, CLASSES.with_(learning_rate=0.5)]
    for experiment in read:
        assert experiment.own is not None
        assert experiment.own.content.there
    assert np.array_equal(read[0].dataset().train_features, CLASSES.dataset().train_features)


def test_a_project_without_such_data_does_not_speak_of_them() -> None:
    with zipfile.ZipFile(io.BytesIO(_project(Experiment()))) as archive:
        assert b"contents" not in archive.read("project.json")


def _changed(content: bytes, name: str, old: bytes, new: bytes) -> io.BytesIO:
    """The project with some bytes of an entry replaced, or without it."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(changed, "w") as other:
        for entry in archive.namelist():
            data = archive.read(entry)
            assert entry != name or old in data
            if entry != name or new:
                other.writestr(entry, data.replace(old, new, 1) if entry == name else data)
    return changed


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("own-1-words.npy", b"Dream", b"Drama"),
        ("own-1-words.npy", b"", b""),
        ("project.json", b'"|u1",[', b'"|u1",[9'),
        ("project.json", b'"|u1",[', b'"|O1",['),
        ("project.json", b'"<i4",[', b'"<i4",[-1,'),
        ("project.json", b'"birds.csv"', b'"bears.csv"'),
        ("project.json", b'"contents":[{', b'"contents":[],"unknown":[{'),
        ("project.json", b'"learn":"classification"', b'"learn":"clairvoyance"'),
        ("project.json", b'"source":"own_table"', b'"source":"own_fables"'),
        ("project.json", b'"source":"own_table"', b'"source":"iris"'),
    ],
)
def test_data_that_are_not_what_they_say_are_refused_in_a_sentence(name: str, old: bytes, new: bytes) -> None:
    with pytest.raises(ValueError, match=r"cannot be opened: .*\.$"):
        read_project(_changed(_project(CLASSES), name, old, new))


def test_a_project_that_lacks_the_data_says_so() -> None:
    with zipfile.ZipFile(io.BytesIO(_project(CLASSES))) as archive:
        text = archive.read("project.json")
    at = text.index(b'"contents":')
    end = text.index(b'"experiments":')
    alone = io.BytesIO()
    with zipfile.ZipFile(alone, "w") as other:
        other.writestr("project.json", text[:at] + text[end:])
    with pytest.raises(ValueError, match="are missing"):
        read_project(alone)


@pytest.mark.parametrize("experiment", [CLASSES, VALUES])
def test_a_model_holds_its_experiment_with_the_data(experiment: Experiment, tmp_path: Path) -> None:
    trainer = Trainer(experiment)
    write_model(tmp_path / "m.npz", trainer.snapshot(), trainer.dataset)
    model = read_model(tmp_path / "m.npz")
    assert model.experiment == experiment
    assert model.experiment.own is not None
    assert model.experiment.own.content.there
    again = model.experiment.dataset()
    assert np.array_equal(again.test_features, trainer.dataset.test_features)


def test_a_model_whose_data_were_changed_is_refused(tmp_path: Path) -> None:
    trainer = Trainer(CLASSES)
    write_model(tmp_path / "m.npz", trainer.snapshot(), trainer.dataset)
    with np.load(tmp_path / "m.npz") as file:
        arrays = dict(file)
    np.savez(tmp_path / "x.npz", **{**arrays, "own.about": np.array("[[[")})
    with pytest.raises(ValueError, match="not what they say"):
        read_model(tmp_path / "x.npz")
    arrays["own.codes"] = arrays["own.codes"] + 1
    np.savez(tmp_path / "y.npz", **arrays)
    known = read_model(tmp_path / "y.npz").experiment
    assert known.own is not None
    assert not known.own.content.there  # other data than those that it learned from are none of its own
    with pytest.raises(ValueError, match="are not here"):
        known.dataset()


def test_a_content_that_is_too_large_is_left_out_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nnviz.files.own_content.MOST_CONTENT", 100)
    content = _project(CLASSES)
    assert not [name for name in zipfile.ZipFile(io.BytesIO(content)).namelist() if name.startswith("own-")]
    (run,) = read_project(io.BytesIO(content)).runs
    assert run.experiment == CLASSES
    with pytest.raises(ValueError, match="are not here"):
        run.experiment.dataset()
    trainer = Trainer(VALUES)
    write_model(tmp_path / "m.npz", trainer.snapshot(), trainer.dataset)
    model = read_model(tmp_path / "m.npz")
    assert model.experiment == VALUES
    assert model.entered is not None
    assert trainer.dataset.entered is not None
    assert model.entered.columns == trainer.dataset.entered.columns
    assert model.entered.target == trainer.dataset.entered.target


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"first": 1', '"first": 2'),
        ('"factor": ', '"factor": "", "x": '),
        ('"enters": "number"', '"enters": "magic"'),
        ('"words": ["Ade"', '"words": [1'),
        ('"columns": [', '"columns": [{}, '),
        ('{"columns"', '{"column"'),
        ('{"columns"', "[" * 5000),
    ],
)
def test_columns_that_cannot_be_are_refused(tmp_path: Path, old: str, new: str) -> None:
    trainer = Trainer(VALUES)
    write_model(tmp_path / "m.npz", trainer.snapshot(), trainer.dataset)
    with np.load(tmp_path / "m.npz") as file:
        arrays = dict(file)
    text = str(arrays["own.entered"])
    assert old in text
    np.savez(tmp_path / "x.npz", **{**arrays, "own.entered": np.array(text.replace(old, new, 1))})
    with pytest.raises(ValueError, match=r"columns of the table are not .*\.$"):
        read_model(tmp_path / "x.npz")


def _pictures() -> Experiment:
    pixels = np.random.default_rng(0).integers(0, 256, (12, 16, 16, 1)).astype(np.uint8)
    files = [f"{place}.png" for place in range(12)]
    return pictures_experiment(
        own_pictures(picture_content("spots", pixels, np.arange(12) % 3, ("a", "b", "c"), files))
    )


@pytest.mark.parametrize(
    "made",
    [lambda: doodles_experiment(own_doodles(doodles(3), DRAWN)), _pictures],
    ids=["doodles", "pictures"],
)
def test_what_is_drawn_or_brought_comes_back_with_the_project(made, tmp_path: Path) -> None:
    experiment = made()
    (run,) = read_project(io.BytesIO(_project(experiment))).runs
    assert run.experiment == experiment
    assert np.array_equal(run.experiment.dataset().train_features, experiment.dataset().train_features)
