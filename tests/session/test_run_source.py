"""A run that is not trained here: shown as it is, kept in projects, trained on once it has data that fit."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import numpy as np
import pytest

from nnviz.engine import Dense
from nnviz.files.exchange.brought import Brought, as_project
from nnviz.files.project import read_project, write_project
from nnviz.session.project_state import project_of, runs_of
from nnviz.training.edits import Edit
from nnviz.training.run_source import RUN_SOURCES, TRAINED, RunSource
from nnviz.training.samples import Sample
from nnviz.training.snapshot import UNKNOWN_UPDATES
from tests.session.conftest import Stage

WEIGHTS = {
    "dense1.weights": np.linspace(-1, 1, 64 * 5).reshape(64, 5),
    "dense1.bias": np.linspace(0, 1, 5),
    "dense2.weights": np.linspace(-1, 1, 50).reshape(5, 10),
    "dense2.bias": np.linspace(-1, 0, 10),
}
BROUGHT = Brought((Dense(5, "tanh"), Dense(10, "softmax")), (64,), WEIGHTS)


@pytest.fixture
def imported(open_session: Callable[..., Stage]) -> Stage:
    stage = open_session()
    project = read_project(BytesIO(write_project(as_project(BROUGHT, "mine.onnx"))))
    stage.session.runs.open(runs_of(project), project.current)
    return stage


def test_all_kinds_of_sources_say_why_not() -> None:
    for kind, line in RUN_SOURCES.items():
        source = RunSource(kind, "mine.onnx")
        assert {*source.abilities} | {*line.cannot} == {*TRAINED.abilities}
        for ability in TRAINED.abilities:
            assert bool(source.why_not(ability)) != source.can(ability)


def test_an_imported_run_is_shown_without_being_trained(imported: Stage) -> None:
    run = imported.session.runs.current
    assert (run.source.kind, run.source.name) == ("imported", "mine.onnx")
    assert run.snapshot is not None
    assert run.snapshot.learned_before == UNKNOWN_UPDATES
    assert not run.snapshot.untrained
    assert imported.session.training.thread_now is None
    assert imported.desk.shown is not None
    assert imported.desk.shown.who.source is run.source
    assert np.isnan(imported.desk.shown.metrics.values).all()


@pytest.mark.parametrize(
    "act",
    [
        lambda stage: stage.desk.play(),
        lambda stage: stage.desk.advance(1),
        lambda stage: stage.desk.edit(Edit(0, 0, 0, 1.0)),
        lambda stage: stage.desk.cut(0, 0, 0),
        lambda stage: stage.desk.set_step_unit("micro"),
        lambda stage: stage.session.settings.reset(),
        lambda stage: stage.session.settings.new_weights(),
        lambda stage: stage.session.runs.new(),
        lambda stage: stage.desk.change(stage.desk.experiment.with_(layers=(7,)), "layers"),
    ],
)
def test_what_it_cannot_do_is_said_and_changes_nothing(imported: Stage, act: Callable[[Stage], None]) -> None:
    before = imported.session.runs.current.snapshot
    act(imported)
    assert imported.heard.message is not None
    assert "mine.onnx" in imported.heard.message.text
    assert not imported.desk.playing
    assert imported.desk.step_unit == "epoch"
    assert imported.session.runs.current.snapshot is before
    assert len(imported.session.runs.all) == 1


def test_it_is_kept_in_a_project(imported: Stage) -> None:
    session = imported.session
    project = project_of(session.runs, session.training, imported.desk, {}, None)
    (run,) = runs_of(read_project(BytesIO(write_project(project))))
    (old,) = session.runs.all
    assert (run.source.kind, run.source.name, run.source.told) == ("imported", "mine.onnx", old.source.told)
    assert run.dataset is run.source.data
    assert run.dataset is not None
    assert old.dataset is not None
    assert run.dataset.class_names == old.dataset.class_names
    np.testing.assert_array_equal(run.dataset.factor, np.full(64, 1 / 16))
    np.testing.assert_array_equal(run.snapshot.parameters, old.snapshot.parameters)


def test_with_data_that_fit_it_trains_on_from_its_weights_and_undo_takes_them_away(imported: Stage) -> None:
    desk, session = imported.desk, imported.session
    desk.change(desk.experiment.with_(data="digits", scale="sixteenth", batch_size=64), "data")
    imported.wait_for_run()
    run = session.runs.current
    assert imported.heard.message is not None
    assert "Undo takes the data away" in imported.heard.message.text
    assert imported.heard.message.kind == "info"
    assert run.source is TRAINED
    assert run.experiment.data == "digits"
    named = run.snapshot.network().blocks
    np.testing.assert_allclose(named[0].of(run.snapshot.parameters), WEIGHTS["dense1.weights"], rtol=1e-6)
    imported.train_to(1)
    session.settings.undo()
    assert session.runs.current.source.kind == "imported"
    assert desk.shown is not None
    assert desk.shown.snapshot.epoch == 0


def test_data_that_do_not_fit_are_refused_in_a_sentence(imported: Stage) -> None:
    desk = imported.desk
    desk.change(desk.experiment.with_(data="iris", scale="standard"), "data")
    assert imported.heard.message is not None
    assert "(64,)" in imported.heard.message.text
    assert imported.session.runs.current.source.kind == "imported"


def test_a_sample_of_which_it_is_known_what_it_is_can_be_stepped_through(imported: Stage) -> None:
    desk = imported.desk
    features = np.linspace(0, 1, 64, dtype=np.float32)
    sample = Sample(features, 3, "drawing", seen=16 * features, strokes=(), dataset=desk.dataset)
    desk.set_sample(sample)
    desk.set_step_unit("micro")
    micro = desk.micro
    assert micro is not None
    assert [cell.phase for cell in micro.cells] == ["forward"] * 5 + ["loss"] + ["backward"] * 8
    hidden = np.tanh(features @ WEIGHTS["dense1.weights"] + WEIGHTS["dense1.bias"])
    np.testing.assert_allclose(micro.batch.layers[0].a[0], hidden, atol=1e-6)
    sums = hidden @ WEIGHTS["dense2.weights"] + WEIGHTS["dense2.bias"]
    shares = np.exp(sums - sums.max()) / np.exp(sums - sums.max()).sum()
    assert micro.batch.mean_loss == pytest.approx(-np.log(shares[3]), rel=1e-5)
    for _ in micro.cells:
        desk.step()
    assert desk.micro is not None
    assert desk.micro.place == len(micro.cells) - 1
    assert imported.session.runs.current.snapshot.step == 0
    desk.set_label(None)
    assert desk.micro is None


def test_data_that_enter_otherwise_than_it_was_fed_are_warned_of(imported: Stage) -> None:
    desk = imported.desk
    desk.change(desk.experiment.with_(data="digits", scale="minmax", batch_size=64), "data")
    imported.wait_for_run()
    assert imported.heard.message is not None
    assert imported.heard.message.kind == "warning"
    assert "not how they entered before" in imported.heard.message.text
