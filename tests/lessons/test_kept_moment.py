"""A moment that is kept as a step of a lesson is that moment again, to the last bit."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.engine import Dense
from nnviz.lessons.kept_moment import with_moment
from nnviz.lessons.reading import read_lesson
from nnviz.lessons.recorded import Recorded
from nnviz.lessons.setup import set_up
from nnviz.training.edits import Edit
from nnviz.training.experiment import Experiment
from nnviz.training.samples import sample_of
from nnviz.training.timeline import Timeline
from nnviz.training.trainer import Trainer

XOR = Experiment.on("xor", layers=(Dense(3, "tanh"), Dense(2, "relu")), learning_rate=0.05, seed=4)
TWO = ((1.0, 0.5, 1.0), (0.0, 0.25, 0.0))
ROWS = Experiment(data="rows", rows=TWO, layers=(), loss="mse", dtype="float64", batch_size=None)
BY_TWOS = XOR.with_(batch_size=2, momentum=0.5, optimizer="momentum")


def trained(experiment: Experiment, updates: int, edit: Edit | None = None):
    trainer, timeline = Trainer(experiment), Timeline()
    timeline.begin(trainer.snapshot())
    for _ in range(updates):
        trainer.advance()
    if edit is not None:
        trainer.edit(edit)
        trainer.advance()
    timeline.add_changes(trainer.changes)
    return trainer, timeline, trainer.snapshot()


def again(tmp_path, text: str, step: int = 0):
    """The run of that step, as it opens."""
    file = tmp_path / "lesson.md"
    file.write_text(text)
    read = read_lesson(file)
    assert read.lesson is not None
    assert not read.mistakes
    setup = set_up(read.lesson.steps[step].runs[0])
    return read.lesson.steps[step], Recorded(setup).run_parts(setup.at)


@pytest.mark.parametrize(
    "experiment", [XOR, XOR.with_(batch_size=2, momentum=0.5, optimizer="momentum"), ROWS]
)
def test_the_step_opens_at_that_very_moment(tmp_path, experiment: Experiment) -> None:
    trainer, timeline, moment = trained(experiment, 7)
    sample = sample_of(trainer.dataset, "train", 1)
    step, parts = again(tmp_path, with_moment("", "Mine", experiment, moment, timeline, sample))
    np.testing.assert_array_equal(parts.snapshot.parameters, moment.parameters)
    assert (parts.snapshot.step, step.runs[0].sample) == (moment.step, "train 1")


def test_what_was_changed_by_hand_is_kept_as_numbers(tmp_path) -> None:
    _, timeline, moment = trained(XOR, 3, Edit(0, 0, 0, 2.5))
    _, parts = again(tmp_path, with_moment("", "Mine", XOR, moment, timeline))
    np.testing.assert_array_equal(parts.snapshot.parameters, moment.parameters)
    assert parts.snapshot.step == 0


def test_it_is_put_behind_the_last_step_under_a_key_of_its_own(tmp_path) -> None:
    _, timeline, moment = trained(XOR, 2)
    text = with_moment("", "Mine", XOR, moment, timeline)
    text += "\n## In short {summary}\n\nA line.\n"
    text = with_moment(text, "Mine", ROWS, *reversed(trained(ROWS, 1)[1:]))
    file = tmp_path / "lesson.md"
    file.write_text(text)
    lesson = read_lesson(file).lesson
    assert lesson is not None
    assert [step.key for step in lesson.steps] == ["moment-1", "moment-2"]
    assert lesson.summary == "A line."


def test_what_a_lesson_file_cannot_say_is_a_sentence() -> None:
    drawn = Experiment.on("xor").with_(
        data="drawn", drawn=((0.0, 0.0, 0), (1.0, 1.0, 1), (0.5, 0.1, 0), (0.2, 0.9, 1))
    )
    _, timeline, moment = trained(drawn, 1)
    with pytest.raises(ValueError, match="cannot be written into a lesson file"):
        with_moment("", "Mine", drawn, moment, timeline)
