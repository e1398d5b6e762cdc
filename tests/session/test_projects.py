import errno
import math
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import numpy as np
import pytest

from nnviz.data.saving import save_bytes
from nnviz.engine import Dense
from nnviz.files.project import Drawing, read_project, write_project
from nnviz.session import background_jobs
from nnviz.session.preferences import Preferences
from nnviz.session.projects import MOST_RECENT, Projects
from nnviz.session.recovery import MOST_KEPT, Recovery
from nnviz.session.runner import build
from nnviz.training.edits import Edit
from nnviz.training.experiment import Experiment
from nnviz.training.samples import sample_of
from nnviz.training.trainer import Trainer
from tests.helpers.counts import count
from tests.helpers.projects import full_project, same_snapshot
from tests.session.conftest import Stage

Open = Callable[..., Projects]


@pytest.fixture
def projects_of(qtbot) -> Iterator[Open]:
    """Makes the Projects of a stage's Session, with what it says in ``.heard``."""
    made: list[Projects] = []

    def projects_of(stage: Stage, view: Callable = lambda: ({}, None)) -> Projects:
        projects = Projects(
            stage.session.runs,
            stage.session.training,
            stage.session.signals,
            stage.desk,
            Preferences(),
            view,
        )
        projects.heard = []
        projects.message_raised.connect(projects.heard.append)
        projects.fault_raised.connect(pytest.fail)
        made.append(projects)
        return projects

    yield projects_of
    for projects in made:
        projects.shut_down()


def saved(stage: Stage, projects: Projects, path: Path | None = None) -> None:
    projects.save(path)
    stage.wait_until(lambda: not projects.busy)


def opened(stage: Stage, projects: Projects, path: Path) -> None:
    projects.open(path)
    stage.wait_until(lambda: not projects.busy, timeout=10_000)


def test_a_session_comes_back_as_it_was_and_trains_on_bit_for_bit(
    open_session: Callable[..., Stage], projects_of: Open, tmp_path: Path
) -> None:
    stage = open_session(batch_size=256, epochs=50)
    session = stage.session
    desk = stage.desk
    stage.train_to(6)
    desk.edit(Edit(0, 3, 1, 0.75))
    desk.cut(1, 2, 4)
    session.settings.reset()
    stage.wait_for_run()
    stage.train_to(5)
    desk.edit(Edit(0, 3, 1, 0.75))
    desk.cut(1, 2, 4)
    desk.change(replace(desk.experiment, learning_rate=0.02), "rate")
    desk.set_step_unit("batch")
    desk.step()
    stage.wait_until(lambda: bool(session.runs.current.snapshot and session.runs.current.snapshot.position))
    desk.look_at(2)
    desk.branch()
    stage.wait_until(lambda: len(session.runs.all) == 2 and session.runs.current.letter == "B")
    session.training.set_speed(12)
    desk.set_sample(sample_of(desk.dataset, "test", 7))
    session.runs.rename("A", "first")
    session.runs.choose("A")
    desk.look_at(3)
    stage.wait(100)
    projects = projects_of(stage)
    path = tmp_path / "a.nnviz"
    saved(stage, projects, path)
    assert projects.heard == []

    other = open_session(data="moons", points=20)
    again = projects_of(other)
    opened(other, again, path)
    back, there = other.session, other.desk
    other.wait_until(lambda: there.shown is not None and there.shown.epoch == 3)
    assert [(run.letter, run.name, run.colour, run.parent) for run in back.runs.all] == [
        (run.letter, run.name, run.colour, run.parent) for run in session.runs.all
    ]
    assert (back.runs.current.letter, there.cursor, back.training.speed, there.step_unit) == (
        "A",
        3,
        12,
        "batch",
    )
    assert there.sample is not None
    assert (there.sample.source, there.sample.index) == ("test", 7)
    assert len(back.runs.ghosts) == len(session.runs.ghosts) == 1
    for mine, theirs in zip(session.runs.all, back.runs.all, strict=True):
        assert mine.experiment == theirs.experiment
        assert mine.timeline.changes == theirs.timeline.changes
        assert [*mine.timeline.snapshots] == [*theirs.timeline.snapshots]
        same_snapshot(mine.snapshot, theirs.snapshot)
    for one in (desk, there):
        one.set_step_unit("epoch")
        one.advance(3)
    for one in (stage, other):
        one.wait_until(lambda: one.epoch == 8 and one.session.runs.current.snapshot.position == 0)  # noqa: B023
    same_snapshot(session.runs.current.snapshot, back.runs.current.snapshot)


def test_a_run_that_was_left_before_it_was_there_comes_back_with_the_weights_that_it_kept(
    open_session: Callable[..., Stage],
    projects_of: Open,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stage = open_session(batch_size=256)
    session, desk = stage.session, stage.desk
    stage.train_to(3)
    trained = session.runs.current.snapshot
    gate = Event()

    def held_up(*arguments: Any) -> Any:
        gate.wait(10)
        return build(*arguments)

    monkeypatch.setattr("nnviz.session.training.build", held_up)
    layers = (*desk.experiment.layers, Dense(3, "tanh"))
    desk.change(replace(desk.experiment, layers=layers), "layer")
    session.runs.new()
    assert not session.runs.find("A").begun
    gate.set()
    stage.wait_for_run()
    projects = projects_of(stage)
    path = tmp_path / "a.nnviz"
    saved(stage, projects, path)

    other = open_session(data="moons", points=20)
    opened(other, projects_of(other), path)
    runs = other.session.runs
    runs.choose("A")
    other.wait_for_run()
    back = runs.current.snapshot
    assert (back.epoch, [layer.units for layer in back.layers]) == (0, [4, 3, 10])
    np.testing.assert_array_equal(back.layers[0].weights, trained.layers[0].weights)
    assert not np.array_equal(
        trained.layers[0].weights, Trainer(back.experiment).snapshot().layers[0].weights
    )
    for one in (stage, other):  # and both go on alike
        one.session.runs.choose("A")
        one.wait_for_run()
        one.train_to(2)
    same_snapshot(session.runs.current.snapshot, back_now := runs.current.snapshot)
    assert back_now.epoch == 2


def test_what_there_is_to_save_is_known(stage: Stage, projects_of: Open, tmp_path: Path) -> None:
    canvas: list[np.ndarray] = []
    session = stage.session
    desk = stage.desk
    projects = projects_of(stage, lambda: ({"lines": "weights"}, Drawing(tuple(canvas))))
    told: list[bool] = []
    projects.modified_changed.connect(told.append)
    assert not projects.look()
    session.training.set_speed(3)
    desk.set_sample(sample_of(desk.dataset, "test", 3))
    assert not projects.look()  # neither is kept for its own sake

    def one_change(change: Callable[[], object], until: Callable[[], bool]) -> None:
        change()
        stage.wait_until(until)
        stage.wait_until(lambda: projects.modified)
        saved(stage, projects, tmp_path / "p.nnviz")
        assert not projects.modified

    one_change(lambda: stage.train_to(1), lambda: True)
    rate = replace(desk.experiment, learning_rate=0.5)
    one_change(lambda: desk.change(rate, "rate"), lambda: desk.experiment == rate)
    one_change(lambda: desk.edit(Edit(0, 0, 0, 1.0)), lambda: bool(session.runs.current.snapshot.changes))
    one_change(lambda: session.runs.rename("A", "mine"), lambda: True)
    one_change(session.runs.new, lambda: len(session.runs.all) == 2)
    stage.wait_for_run()
    saved(stage, projects)
    canvas.append(np.array([[0.1, 0.2]]))
    assert projects.look()
    saved(stage, projects)
    assert told[:2] == [True, False]
    assert read_project(tmp_path / "p.nnviz").view["lines"] == "weights"


def test_new_begins_without_a_file(stage: Stage, projects_of: Open, tmp_path: Path) -> None:
    projects = projects_of(stage)
    stage.train_to(3)
    stage.session.settings.reset()
    saved(stage, projects, tmp_path / "p.nnviz")
    assert projects.path == tmp_path / "p.nnviz"
    projects.new(Experiment.on("moons"))
    stage.wait_until(lambda: projects.path is None)
    stage.wait_until(lambda: stage.desk.dataset is not None and stage.epoch == 0)
    assert stage.desk.dataset.name == "moons"
    assert not projects.look()
    assert stage.session.runs.ghosts == ()
    with pytest.raises(ValueError, match="needs the name of a file"):
        projects.save()


def test_what_cannot_be_saved_or_opened_is_a_sentence_and_changes_nothing(
    stage: Stage, projects_of: Open, tmp_path: Path
) -> None:
    projects = projects_of(stage)
    stage.train_to(2)
    before = stage.session.runs.current.snapshot
    failed: list[int] = []
    projects.failed.connect(lambda: failed.append(1))
    saved(stage, projects, tmp_path / "no folder" / "p.nnviz")
    (tmp_path / "bad.nnviz").write_bytes(b"PK")
    opened(stage, projects, tmp_path / "bad.nnviz")
    opened(stage, projects, tmp_path / "none.nnviz")
    run = full_project().runs[0]
    wrong = replace(run, experiment=replace(run.experiment, features=("x1", "x2", "x1x2")))
    (tmp_path / "wrong.nnviz").write_bytes(write_project(replace(full_project(), runs=(wrong,), current="A")))
    opened(stage, projects, tmp_path / "wrong.nnviz")
    texts = [message.text for message in projects.heard]
    assert "cannot be written" in texts[0]
    assert "damaged" in texts[1]
    assert "No such file" in texts[2]
    assert "cannot be opened" in texts[3]
    assert len(failed) == 4
    assert stage.session.runs.current.snapshot is before
    assert (projects.path, projects.recent) == (None, ())


def test_what_takes_long_is_said(
    stage: Stage, projects_of: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert background_jobs.TELL_MS == 1000
    monkeypatch.setattr(background_jobs, "TELL_MS", 10)
    projects = projects_of(stage)

    def slowly(path: Path, content: bytes) -> None:
        time.sleep(0.2)
        save_bytes(path, content)

    monkeypatch.setattr("nnviz.session.projects.save_bytes", slowly)
    saved(stage, projects, tmp_path / "p.nnviz")
    assert [message.title for message in projects.heard] == ["Saving “p.nnviz”", ""]
    assert projects.heard[-1].over, "it has been saved: nothing is said any more"


def test_the_files_used_last_are_kept(stage: Stage, projects_of: Open, tmp_path: Path) -> None:
    projects = projects_of(stage)
    for number in range(MOST_RECENT + 3):
        saved(stage, projects, tmp_path / f"{number}")
    saved(stage, projects, tmp_path / "5.nnviz")
    (tmp_path / "9.nnviz").unlink()
    assert [path.stem for path in projects.recent] == ["5", "12", "11", "10", "8", "7", "6", "4", "3"]
    assert Preferences.load().recent[0] == str(tmp_path / "5.nnviz")


# ---- against loss
def test_what_a_crash_left_is_offered_once_and_kept(
    open_session: Callable[..., Stage], projects_of: Open, tmp_path: Path
) -> None:
    folder = tmp_path / "recovery"
    stage = open_session()
    crashed = projects_of(stage)
    crashed.protect(folder)
    assert crashed.heard == []
    saved(stage, crashed, tmp_path / "mine.nnviz")
    stage.train_to(4)
    crashed.look()
    crashed.autosave()
    stage.wait_until(lambda: not crashed.busy)
    assert len([*folder.glob("running-*.nnviz")]) == 1
    other = open_session()
    while_it_runs = projects_of(other)
    while_it_runs.protect(folder)
    assert while_it_runs.heard == []
    (left,) = folder.glob("running-*.nnviz")
    content = left.read_bytes()
    crashed.shut_down()
    left.write_bytes(content)  # as when its process had ended without a word

    after = projects_of(other)
    after.protect(folder)
    (offer,) = after.heard
    assert (offer.action, offer.action_id) == ("Go on with it", "recover")
    after.act("recover")
    other.wait_until(lambda: not after.busy)
    assert (other.epoch, after.path, after.modified) == (4, tmp_path / "mine.nnviz", True)
    assert len(after.recent) == 1

    later = projects_of(open_session())
    later.protect(folder)
    assert later.heard == []  # offered once
    assert len([*folder.glob("unsaved-*.nnviz")]) == 1  # and not lost


def test_what_a_crash_left_is_offered_after_what_the_start_says(
    open_session: Callable[..., Stage], projects_of: Open, tmp_path: Path
) -> None:
    (tmp_path / "running-1.nnviz").write_bytes(write_project(full_project()))
    stage = open_session(start=False)
    projects = projects_of(stage)
    heard: list[object] = []
    stage.desk.shown_changed.connect(lambda _: heard.append("shown"))
    projects.message_raised.connect(heard.append)
    projects.protect(tmp_path)
    assert heard == []
    stage.session.start()
    stage.wait_until(lambda: len(heard) > 1)
    assert heard[0] == "shown"
    assert heard[-1].action_id == "recover"
    stage.train_to(2)
    assert len([entry for entry in heard if entry != "shown"]) == 1


def test_nothing_is_left_of_a_session_that_ended_well(
    stage: Stage, projects_of: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nnviz.session.projects.AUTOSAVE_MS", 20)
    projects = projects_of(stage)
    projects.protect(tmp_path / "r")
    stage.train_to(2)
    stage.wait_until(lambda: any((tmp_path / "r").glob("*.nnviz")))  # by itself
    stage.wait_until(lambda: not projects.busy)
    saved(stage, projects, tmp_path / "p.nnviz")
    assert not [*(tmp_path / "r").glob("*.nnviz")]
    stage.train_to(3)
    projects.autosave()
    projects.shut_down()
    assert not [*(tmp_path / "r").iterdir()]


def test_of_what_nobody_wanted_the_newest_are_kept(tmp_path: Path) -> None:
    for number in range(MOST_KEPT + 5):
        (tmp_path / f"running-{number}.nnviz").write_bytes(b"")
    recovery = Recovery(tmp_path)
    recovery.begin()
    assert recovery.left() is not None
    assert len([*tmp_path.glob("unsaved-*.nnviz")]) == MOST_KEPT
    assert recovery.left() is None
    recovery.end()


def test_without_a_folder_for_autosaves_a_sentence_says_so(
    stage: Stage, projects_of: Open, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    projects = projects_of(stage)
    projects.protect(tmp_path / "file" / "r")
    assert projects.heard[0].title == "Nothing is saved by itself"
    assert not projects.protected


SAVER = """
import sys
from pathlib import Path
from nnviz.files.project import read_project, write_project
from nnviz.data.saving import save_bytes
path = Path(sys.argv[1])
contents = [Path(name).read_bytes() for name in sys.argv[2:]]
print("ready", flush=True)
while True:
    for content in contents:
        save_bytes(path, content)
"""


def test_killed_at_any_instant_the_old_file_or_the_new_one_is_whole(tmp_path: Path) -> None:
    run = full_project().runs[1]
    contents = [write_project(full_project()), write_project(replace(full_project(), runs=(run,)))]
    names = []
    for number, content in enumerate(contents):
        names.append(str(tmp_path / f"{number}.nnviz"))
        Path(names[-1]).write_bytes(content)
    path = tmp_path / "target" / "p.nnviz"
    path.parent.mkdir()
    path.write_bytes(contents[0])
    rng = np.random.default_rng(0)
    found = set()
    for _ in range(count(10, 200)):
        saver = subprocess.Popen([sys.executable, "-c", SAVER, str(path), *names], stdout=subprocess.PIPE)
        assert saver.stdout
        saver.stdout.readline()
        time.sleep(float(rng.uniform(0, 0.05)))
        saver.kill()
        saver.wait()
        saver.stdout.close()
        held = path.read_bytes()
        assert held in contents
        found.add(contents.index(held))
        read_project(path)
    assert found == {0, 1}


def test_the_numbers_of_a_project_are_those_of_a_trainer_that_was_never_saved(
    open_session: Callable[..., Stage], projects_of: Open, tmp_path: Path
) -> None:
    """Saved and opened again at every few epochs, a run is the one that went through."""
    settings = {"batch_size": 300, "epochs": 12, "optimizer": "adam"}
    stage = open_session(**settings)
    projects = projects_of(stage)
    for epoch in (3, 6, 9):
        stage.train_to(epoch)
        saved(stage, projects, tmp_path / "p.nnviz")
        opened(stage, projects, tmp_path / "p.nnviz")
        stage.wait(50)
    stage.train_to(12)
    trainer = Trainer(stage.desk.experiment, stage.desk.dataset)
    for _ in trainer.run():
        pass
    same_snapshot(trainer.snapshot(), stage.session.runs.current.snapshot)
    assert stage.session.runs.current.timeline.epochs.tolist() == [*range(13)]
    assert math.isinf(stage.session.training.speed)


@pytest.mark.parametrize(
    ("name", "kept"),
    [("Lesson 1.5", "Lesson 1.5.nnviz"), ("a", "a.nnviz"), ("b.NNVIZ", "b.NNVIZ"), ("c.nnviz", "c.nnviz")],
)
def test_the_ending_is_added_unless_it_is_there(
    stage: Stage, projects_of: Open, tmp_path: Path, name: str, kept: str
) -> None:
    projects = projects_of(stage)
    saved(stage, projects, tmp_path / name)
    assert projects.path == tmp_path / kept
    read_project(tmp_path / kept)


@pytest.mark.skipif(os.name == "nt" or sys.platform == "darwin", reason="names there are texts")
def test_a_file_whose_name_is_no_text_is_opened_and_saved(
    stage: Stage, projects_of: Open, tmp_path: Path
) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/d\xe9j\xe0.nnviz"))
    path.write_bytes(write_project(full_project()))
    projects = projects_of(stage)
    projects.protect(tmp_path / "r")
    opened(stage, projects, path)
    assert projects.heard == []
    stage.session.runs.rename("B", "other")
    projects.autosave()
    stage.wait_until(lambda: not projects.busy)
    (autosaved,) = (tmp_path / "r").glob("*.nnviz")
    assert read_project(autosaved).view["file"] == str(path)
    saved(stage, projects)
    assert projects.heard == []
    assert {run.name for run in read_project(path).runs} == {"A", "other"}
    assert projects.recent == (path,)
    assert Preferences.load().recent == [str(path)]


@pytest.mark.skipif(os.name == "nt", reason="as POSIX has it")
def test_a_project_that_is_a_symbolic_link_stays_one(stage: Stage, projects_of: Open, tmp_path: Path) -> None:
    (tmp_path / "link.nnviz").symlink_to(tmp_path / "real.nnviz")
    saved(stage, projects_of(stage), tmp_path / "link.nnviz")
    assert (tmp_path / "link.nnviz").is_symlink()
    read_project(tmp_path / "real.nnviz")


def test_a_full_disk_is_named(
    stage: Stage, projects_of: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    projects = projects_of(stage)
    saved(stage, projects, tmp_path / "p.nnviz")
    before = (tmp_path / "p.nnviz").read_bytes()
    stage.train_to(1)

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("nnviz.data.saving.os.fsync", full)
    saved(stage, projects)
    assert projects.heard[-1].text.endswith("p.nnviz” cannot be written: the disk is full.")
    assert (tmp_path / "p.nnviz").read_bytes() == before
    assert [*tmp_path.glob("*p.nnviz*")] == [tmp_path / "p.nnviz"]


KILLED = """
import sys
from pathlib import Path
from nnviz.session.recovery import Recovery
recovery = Recovery(Path(sys.argv[1]))
recovery.begin()
print("ready", flush=True)
sys.stdin.read()
"""


def test_the_lock_of_a_window_that_was_killed_goes(tmp_path: Path) -> None:
    command = [sys.executable, "-c", KILLED, str(tmp_path)]
    killed = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    runs = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    for one in (killed, runs):
        assert one.stdout is not None
        one.stdout.readline()
    killed.kill()
    killed.communicate()
    recovery = Recovery(tmp_path)
    recovery.begin()
    assert len([*tmp_path.glob("*.lock")]) == 3
    assert recovery.left() is None
    assert len([*tmp_path.glob("*.lock")]) == 2  # its own, and that of the one that still runs
    runs.communicate()
    recovery.end()


def test_what_is_saved_while_it_trains_as_fast_as_it_goes_opens(
    open_session: Callable[..., Stage], projects_of: Open, tmp_path: Path
) -> None:
    """Epochs are held that come after the moment that was shown last."""
    stage = open_session(data="moons", points=40)
    projects, path = projects_of(stage), tmp_path / "a.nnviz"
    stage.desk.play()
    for _ in range(6):
        then = stage.epoch
        stage.wait_until(lambda: stage.epoch > then + 30)  # noqa: B023 - called at once
        saved(stage, projects, path)
        (run,) = read_project(path).runs
        assert run.timeline.newest is not None
        assert run.timeline.newest.epoch >= then
    stage.desk.pause()
    assert projects.heard == []


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("two\xa0words", "two words"),
        ("学\u3000習", "学 習"),
        ("👩\u200d🔬", "👩\u200d🔬"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("a\tb\nc\u2028d", "a b c d"),
        ("\x1b[0m\x00x\u202e", "[0mx"),
        ("\ud800", "A"),
        (" \t\n", "A"),
    ],
)
def test_a_run_of_any_name_is_saved_and_opened(
    stage: Stage, projects_of: Open, tmp_path: Path, typed: str, name: str
) -> None:
    stage.session.runs.rename("A", typed)
    assert stage.session.runs.current.name == name
    projects, path = projects_of(stage), tmp_path / "a.nnviz"
    saved(stage, projects, path)
    assert [run.name for run in read_project(path).runs] == [name]
    assert projects.heard == []
