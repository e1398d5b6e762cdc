import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage

from nnviz.app.replay import ReplayOptions, replay
from nnviz.files.project import Drawing, Project, SavedRun, write_project
from nnviz.training.experiment import Experiment
from nnviz.training.presets import PLAYGROUND
from tests.helpers.projects import full_project, trained

SIZE = (1024, 700)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of ten epochs of which every fourth is held, so that the others are recomputed."""
    _, timeline = trained(Experiment(epochs=10))
    run = SavedRun(
        letter="A",
        name="A",
        colour=0,
        experiment=Experiment(epochs=10),
        timeline=timeline.until(most=4),
    )
    path = tmp_path_factory.mktemp("replay") / "p.nnviz"
    path.write_bytes(write_project(Project(runs=(run,), current="A")))
    assert len(timeline.until(most=4).snapshots) <= 4
    return path


def pixels(path: Path) -> np.ndarray:
    image = QImage(str(path)).convertToFormat(QImage.Format.Format_RGB32)
    assert (image.width(), image.height()) == SIZE
    return np.array(image.constBits()).reshape(SIZE[1], SIZE[0], 4)


def command(*words: object) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, as the scale of an application is set before it begins."""
    line = [sys.executable, "-W", "error", "-m", "nnviz", "replay", *map(str, words)]
    return subprocess.run(line, timeout=240, capture_output=True, text=True)


def test_each_frame_is_the_window_at_its_epoch(file: Path, tmp_path: Path) -> None:
    some, again = tmp_path / "some", tmp_path / "again"
    done = command(file, "--frames", some, "--every", 3, "--size", "1024x700")
    assert (done.stderr, done.stdout) == ("", f"5 frames in “{some}”.\n")
    names = sorted(path.name for path in some.iterdir())
    assert names == [f"frame-{number:05}.png" for number in range(1, 6)]  # epochs 0, 3, 6, 9, 10
    frames = [pixels(some / name) for name in names]
    for one, other in pairwise(frames):
        assert (one != other).any(axis=2).mean() > 0.005  # the lines have moved
    done = command(file, "--frames", again, "--every", 10, "--size", "1024x700", "--run", "a")
    assert done.returncode == 0, done.stderr
    middle = slice(100, 500), slice(300, 700)  # of the diagram
    first, last = (pixels(again / name)[middle] for name in names[:2])
    assert (first == frames[0][middle]).mean() > 0.99
    assert (last == frames[-1][middle]).mean() > 0.99


def test_a_size_the_window_cannot_have_is_a_sentence(file: Path, tmp_path: Path) -> None:
    done = command(file, "--frames", tmp_path / "frames", "--size", "10x10")
    assert done.returncode == 2
    assert done.stderr.startswith("nnviz: The window cannot be 10x10")


@pytest.mark.parametrize("shown", ["A", "B"])
def test_a_labelled_drawing_beside_a_run_on_the_plane(tmp_path: Path, shown: str) -> None:
    """The drawing is a digit, and no point of the plane."""
    plane, digits = replace(PLAYGROUND, epochs=2), Experiment(epochs=2)
    runs = tuple(
        SavedRun(letter=letter, name=letter, colour=0, experiment=experiment, timeline=trained(experiment)[1])
        for letter, experiment in (("A", plane), ("B", digits))
    )
    stroke = np.array([[0.5, 0.2], [0.5, 0.5], [0.5, 0.8]], dtype=np.float32)
    project = Project(runs=runs, current="A", drawing=Drawing((stroke,), 1))
    (tmp_path / "p.nnviz").write_bytes(write_project(project))
    done = command(tmp_path / "p.nnviz", "--frames", tmp_path / "f", "--run", shown, "--size", "1024x700")
    assert (done.returncode, done.stderr) == (0, "")
    assert len([*(tmp_path / "f").iterdir()]) == 3


def test_the_maps_of_a_network_of_pictures_are_those_of_each_epoch(tmp_path: Path) -> None:
    """Frames differ where the maps are, and the last is the picture that is taken of that epoch alone."""
    experiment = Experiment.on("shapes", layers=("conv(8, 5)", "maxpool(2)", "globalmaxpool"), epochs=2)
    run = SavedRun(letter="A", name="A", colour=0, experiment=experiment, timeline=trained(experiment)[1])
    (tmp_path / "p.nnviz").write_bytes(write_project(Project(runs=(run,), current="A")))
    for folder, every in (("all", 1), ("last", 2)):
        done = command(
            tmp_path / "p.nnviz", "--frames", tmp_path / folder, "--every", every, "--size", "1024x700"
        )
        assert (done.returncode, done.stderr) == (0, "")
    middle = slice(150, 550), slice(150, 700)  # of the diagram
    frames = [pixels(path)[middle] for path in sorted((tmp_path / "all").iterdir())]
    assert len(frames) == 3
    for one, other in pairwise(frames):
        assert (one != other).any(axis=2).mean() > 0.005
    last = pixels(tmp_path / "last" / "frame-00002.png")[middle]
    assert (last == frames[-1]).mean() > 0.99


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"every": 0}, "every 0 epochs cannot be"),
        ({"run": "Z"}, "no run “Z” in the project; there are A"),
        ({"theme": "pink"}, "no theme “pink”"),
        ({"scale": 9.0}, "scale must be"),
        ({"file": Path("none.nnviz")}, "cannot be read: No such file"),
        ({"frames": Path("/dev/null")}, "is no folder"),
        ({"frames": Path("x" * 300)}, "file name too long"),
        ({"frames": Path("no") / "folder"}, "There is no folder “no” to make “folder” in"),
    ],
)
def test_what_cannot_be_is_a_sentence(
    file: Path, tmp_path: Path, changes: dict[str, object], sentence: str
) -> None:
    options = ReplayOptions(file=file, frames=tmp_path / "frames", size=SIZE)
    with pytest.raises(ValueError, match=sentence):
        replay(replace(options, **changes))


def test_frames_are_never_mixed_and_an_untrained_run_has_none(file: Path, tmp_path: Path) -> None:
    (tmp_path / "frame-00009.png").write_bytes(b"")
    with pytest.raises(ValueError, match="holds frames already"):
        replay(ReplayOptions(file=file, frames=tmp_path))
    run = full_project().runs[0]
    empty = replace(run, timeline=run.timeline.until(most=0), snapshot=None)
    empty = replace(empty, timeline=type(run.timeline)())
    (tmp_path / "p.nnviz").write_bytes(write_project(Project(runs=(empty,), current="A")))
    with pytest.raises(ValueError, match="has not been trained yet"):
        replay(ReplayOptions(file=tmp_path / "p.nnviz", frames=tmp_path / "f"))
