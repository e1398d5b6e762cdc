import io
import json
import math
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nnviz.engine import OPTIMIZERS
from nnviz.files import project as project_files
from nnviz.files.project import Project, SavedRun, read_project, write_project
from nnviz.training.edits import Change, Edit
from nnviz.training.experiment import Experiment
from nnviz.training.measures import MetricsTable
from nnviz.training.objectives import OBJECTIVES
from nnviz.training.timeline import Timeline
from nnviz.training.trainer import Trainer
from tests.helpers.pair import PAIR
from tests.helpers.projects import PLAIN, RICH, full_project, same_snapshot, trained
from tests.helpers.timelines import table

OLD = sorted((Path(__file__).parent / "made_by_0_1_0").glob("*.nnviz"))


def again(project: Project) -> Project:
    return read_project(io.BytesIO(write_project(project)))


def same_timeline(one: Timeline, other: Timeline) -> None:
    assert one.metrics.kinds == other.metrics.kinds
    np.testing.assert_array_equal(one.metrics.numbers, other.metrics.numbers)
    assert [*one.snapshots] == [*other.snapshots]
    for mine, theirs in zip(one.snapshots.values(), other.snapshots.values(), strict=True):
        same_snapshot(mine, theirs)
    assert (one.stride, one.begins, one.changes) == (other.stride, other.begins, other.changes)
    assert (one.marks, one.noted) == (other.marks, other.noted)


def same_runs(saved: Project, read: Project) -> None:
    for mine, theirs in zip(saved.runs, read.runs, strict=True):
        for name in ("letter", "name", "colour", "experiment", "diverged", "parent"):
            assert getattr(mine, name) == getattr(theirs, name)
        same_timeline(mine.timeline, theirs.timeline)
        assert (mine.snapshot is None) == (theirs.snapshot is None)
        if mine.snapshot and theirs.snapshot:
            same_snapshot(mine.snapshot, theirs.snapshot)


def test_everything_comes_back_to_the_last_bit() -> None:
    saved, read = full_project(), again(full_project())
    same_runs(saved, read)
    assert (saved.current, saved.cursor, saved.view) == (read.current, read.cursor, read.view)
    for mine, theirs in zip(saved.ghosts, read.ghosts, strict=True):
        same_timeline(mine, theirs)
    assert saved.drawing
    assert read.drawing
    assert read.drawing.label == saved.drawing.label
    for mine, theirs in zip(saved.drawing.strokes, read.drawing.strokes, strict=True):
        np.testing.assert_array_equal(mine, theirs)


def test_the_same_project_gives_the_same_bytes_however_often_it_was_read() -> None:
    content = write_project(full_project())
    assert write_project(read_project(io.BytesIO(content))) == content


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_run_read_back_goes_on_as_the_one_that_was_never_saved(optimizer: str) -> None:
    experiment = replace(RICH, optimizer=optimizer, epochs=2, layers=RICH.layers)
    trainer, timeline = trained(experiment)
    trainer.change(epochs=4)
    trainer.advance()  # one batch into the next epoch
    saved = SavedRun(
        letter="A",
        name="A",
        colour=0,
        experiment=trainer.experiment,
        timeline=timeline,
        snapshot=trainer.snapshot(),
    )
    read = again(Project(runs=(saved,), current="A")).runs[0]
    assert read.snapshot
    assert read.snapshot.position > 0
    goes_on = Trainer(read.experiment, trainer.dataset, start=read.snapshot)
    for one in (trainer, goes_on):
        for _ in one.run():
            pass
    same_snapshot(trainer.snapshot(), goes_on.snapshot())


def test_a_timeline_read_back_thins_out_as_the_one_that_was_never_saved(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("nnviz.training.timeline.SNAPSHOT_COUNT", 8)
    first, last = replace(PLAIN, epochs=21), replace(PLAIN, epochs=90)
    trainer, timeline = trained(first)
    run = SavedRun(letter="A", name="A", colour=0, experiment=first, timeline=timeline.until())
    read = again(Project(runs=(run,), current="A")).runs[0].timeline
    trainer.change(epochs=last.epochs)
    for _ in trainer.run():
        for history in (timeline, read):
            history.keep(trainer.snapshot())
    assert [*read.snapshots] == [*timeline.snapshots]
    assert read.stride == timeline.stride


def test_snapshots_are_thinned_out_where_a_file_has_no_room_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    timelines = [trained(experiment)[1] for experiment in (PLAIN, RICH)]
    runs = tuple(
        SavedRun(
            letter=letter, name=letter, colour=0, experiment=timeline.newest.experiment, timeline=timeline
        )
        for letter, timeline in zip("AB", timelines, strict=True)
        if timeline.newest
    )
    room = sum(run.nbytes for run in runs) * 4 // 5 + 4_000  # names and headers count for something here
    monkeypatch.setattr(project_files, "MOST_BYTES", room)
    read = again(Project(runs=runs, current="A"))
    for mine, theirs in zip(timelines, read.runs, strict=True):
        held = [*theirs.timeline.snapshots]
        assert held[0] == 0
        assert held[-1] == [*mine.snapshots][-1]
        np.testing.assert_array_equal(theirs.timeline.epochs, mine.epochs)
    assert sum(len(run.timeline.snapshots) for run in read.runs) < sum(len(t.snapshots) for t in timelines)
    monkeypatch.setattr(project_files, "MOST_BYTES", 1000)
    with pytest.raises(ValueError, match=r"a project holds at most 0: remove a run"):
        write_project(Project(runs=runs, current="A"))


def test_a_file_needs_neither_pickle_nor_nnviz() -> None:
    project = full_project()
    with zipfile.ZipFile(io.BytesIO(write_project(project))) as archive:
        text = json.loads(archive.read("project.json"), parse_constant=pytest.fail)
        assert text["runs"][1]["name"] == "größer, ×2"
        for name in archive.namelist():
            if name.endswith(".npy"):
                array = np.load(io.BytesIO(archive.read(name)), allow_pickle=False)
                assert array.dtype.kind in "fiu"
        parameters = np.load(io.BytesIO(archive.read("run-2-network-parameters.npy")))
    newest = project.runs[1].timeline.newest
    assert newest
    np.testing.assert_array_equal(parameters[-1], newest.parameters)


def test_a_file_that_another_program_packed_again_is_read() -> None:
    content, packed = write_project(full_project()), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(packed, "w", 8) as other:
        for name in reversed(archive.namelist()):
            other.writestr(name, archive.read(name))
    assert write_project(read_project(packed)) == content


def test_a_thousand_edits_and_changes_keep_their_order() -> None:
    rng = np.random.default_rng(0)
    cut: tuple[tuple[int, int, int], ...] = ()
    changes = []
    for step in range(1000):
        if rng.random() < 0.3:
            edge = (0, int(rng.integers(2)), int(rng.integers(4)))
            cut = tuple(held for held in cut if held != edge) if edge in cut else (*cut, edge)
            changes.append(Change(step, step // 10, "cut", cut))
        elif rng.random() < 0.5:
            changes.append(Change(step, step // 10, "edit", Edit(1, 2, 0, float(rng.normal()))))
        else:
            changes.append(Change(step, step // 10, "learning_rate", float(rng.uniform(0.001, 1))))
    timeline = full_project().runs[0].timeline.until()
    timeline = Timeline.restored(
        MetricsTable(), timeline.snapshots.values(), begins=(), stride=1, changes=changes, marks=()
    )
    run = replace(full_project().runs[0], timeline=timeline, snapshot=None)
    content = write_project(Project(runs=(run,), current="A"))
    assert read_project(io.BytesIO(content)).runs[0].timeline.changes == tuple(changes)
    assert len(content) < 150_000  # cut edges are told as what differs


def test_a_network_over_pictures_comes_back_with_its_frozen_filters_and_their_change() -> None:
    experiment = Experiment.on(
        "digits",
        layers="conv(4, 3), maxpool(2), conv(5, 3, stride=2, padding=valid, bias=no), batchnorm, 6",
        frozen=((0, 1), 2),
        cut=((0, 8, 3),),
        epochs=2,
    )
    trainer, timeline = trained(experiment)
    changes = (Change(trainer.snapshot().step, 2, "frozen", ((0, 2), (1, 4), 3)),)
    timeline = Timeline.restored(
        timeline.metrics, timeline.snapshots.values(), begins=(), stride=1, changes=changes, marks=()
    )
    run = SavedRun(letter="A", name="maps", colour=0, experiment=experiment, timeline=timeline)
    read = again(Project(runs=(run,), current="A")).runs[0]
    assert read.experiment == experiment
    assert read.timeline.changes == changes
    same_timeline(timeline, read.timeline)


def test_points_drawn_by_hand_are_written_once_for_all_settings_with_them() -> None:
    points = tuple((float(x) / 10, -float(x) / 20, float(x % 3)) for x in range(50))
    drawn = Experiment.on("drawn", drawn=points, classes=3)
    others = [replace(drawn, learning_rate=rate, frozen=(0,)) for rate in (0.1, 0.2, 0.3)]
    more = replace(drawn, drawn=(*points, (1.0, 1.0, 2.0)))
    other_data = Experiment.on("moons", drawn=points)
    experiments = [drawn, *others, more, other_data, replace(drawn, epochs=7)]
    runs = tuple(
        SavedRun(letter=letter, name=letter, colour=0, experiment=experiment, timeline=Timeline())
        for letter, experiment in zip("ABCDEFG", experiments, strict=True)
    )
    content = write_project(Project(runs=runs, current="A"))
    assert [run.experiment for run in read_project(io.BytesIO(content)).runs] == experiments
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert len(archive.read("project.json")) < 6_000


def test_metrics_without_a_number_are_kept_and_json_has_none(tmp_path: Path) -> None:
    timeline = Timeline()
    timeline.append_metrics(table([[0, 1, math.nan, 0.5, -math.inf], [1, 1, 2, 0.5, 0.5]]))
    run = SavedRun(letter="A", name="A", colour=0, experiment=PLAIN, timeline=timeline)
    read = again(Project(runs=(run,), current="A"))
    same_timeline(timeline, read.runs[0].timeline)
    with pytest.raises(ValueError, match="JSON"):
        write_project(Project(runs=(run,), current="A", view={"speed": math.inf}))


@pytest.mark.parametrize("path", OLD, ids=lambda path: path.stem)
def test_what_0_1_0_saved_is_saved_anew_and_is_the_same(path: Path) -> None:
    old = read_project(path)
    assert json.loads(zipfile.ZipFile(path).read("project.json"))["version"] == 1
    same_runs(old, again(old))


def test_a_run_whose_optimiser_was_changed_keeps_what_each_remembers() -> None:
    first, timeline = trained(PLAIN.with_(epochs=3))
    begun = Trainer(PLAIN.with_(optimizer="rmsprop"), start=first.snapshot())
    timeline.begin(begun.snapshot())
    for _ in range(3):
        begun.advance(99)
        timeline.append_metrics(MetricsTable.of([begun.metrics]))
        timeline.keep(begun.snapshot())
    run = SavedRun(letter="A", name="A", colour=0, experiment=begun.experiment, timeline=timeline)
    (read,) = again(Project(runs=(run,), current="A")).runs
    same_timeline(timeline, read.timeline)
    remembered = [set(one.optimizer_state) for one in read.timeline.snapshots.values()]
    assert remembered == [{"steps", "first", "second"}] * 3 + [{"steps", "squares"}] * 4


@pytest.mark.parametrize(
    ("data", "settings", "arrays", "metric"),
    [
        (
            "ring",
            {"objective": "pair", "critic.optimizer": "sgd"},
            ("maker-averaged", "critic-parameters", "noise"),
            "distance",
        ),
        (
            "ring_of_8",
            {"objective": "adversarial", "averaging": 0.9, "r1": 0.1, "updates": 9},
            ("generator-averaged", "discriminator-parameters", "noise"),
            "discriminator_loss",
        ),
    ],
)
def test_two_networks_and_a_mean_come_back_and_go_on(
    monkeypatch: pytest.MonkeyPatch, data: str, settings: dict[str, object], arrays: tuple[str], metric: str
) -> None:
    monkeypatch.setitem(OBJECTIVES, PAIR.name, PAIR)
    common = {"points": 60, "batch_size": 16, "epochs": 4, "seed": 3}
    trainer, timeline = trained(Experiment.on(data, **common | settings))
    second = trainer.experiment.players[1]
    trainer.change(**{f"{second}.learning_rate": 0.25})
    trainer.advance()
    timeline.add_changes(trainer.changes)
    run = SavedRun(
        letter="A",
        name="A",
        colour=0,
        experiment=trainer.experiment,
        timeline=timeline,
        snapshot=trainer.snapshot(),
    )
    content = write_project(Project(runs=(run,), current="A", ghosts=(timeline,)))
    project = read_project(io.BytesIO(content))
    same_runs(Project(runs=(run,), current="A"), project)
    same_timeline(project.ghosts[0].until(), again(project).ghosts[0])
    assert project.ghosts[0].values(metric).tolist() == timeline.values(metric).tolist()
    moment = project.runs[0].snapshot
    assert moment is not None
    onward = Trainer(project.runs[0].experiment, trainer.dataset, start=moment)
    onward.advance(5)
    trainer.advance(5)
    same_snapshot(trainer.snapshot(), onward.snapshot())
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = set(archive.namelist())
    assert {f"run-1-{array}.npy" for array in arrays} <= names
