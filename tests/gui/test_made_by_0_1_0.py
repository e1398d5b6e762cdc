"""Projects that version 0.1.0 made open in the real window, one after the other, as they were left."""

from pathlib import Path

import numpy as np

from nnviz.drawing.selection import Selection
from tests.files.test_made_by_0_1_0 import FOLDER, PROJECTS, RUNS
from tests.gui.conftest import Person


def opened(person: Person, path: Path) -> None:
    files, letters = person.window.project_files, [*RUNS[path.stem]]
    files.open(path)
    person.wait(lambda: not files.projects.busy)
    assert files.projects.path == path
    assert [run.letter for run in person.session.runs.all] == letters
    person.wait(lambda: person.desk.shown is not None)


def test_each_opens_after_each_other_and_shows_its_newest_moment(person: Person) -> None:
    session = person.session
    desk = person.desk
    for name in PROJECTS:
        opened(person, FOLDER / f"{name}.nnviz")
        held = RUNS[name][session.runs.current.letter]
        person.wait(lambda: desk.dataset is not None)
        assert session.runs.current.snapshot is not None
        assert (
            float(session.runs.current.snapshot.parameters[0]),
            float(session.runs.current.snapshot.parameters[-1]),
        ) == held.parameters
        assert session.runs.current.timeline.epochs[-1] == held.last[0]
        person.qtbot.wait(50)  # the views are told, which may not fail


def test_drawings_stand_in_the_canvas_as_what_they_are_meant_to_be(person: Person) -> None:
    desk = person.desk
    window = person.window
    opened(person, FOLDER / "drawing.nnviz")
    person.wait(lambda: desk.sample is not None and desk.sample.source == "drawing")
    assert (len(person.canvas.strokes), desk.sample.label) == (1, 3)
    assert window.diagram.selection == Selection("neuron", 0, 5)
    opened(person, FOLDER / "several_digits.nnviz")
    person.wait(lambda: desk.sample is not None and desk.sample.label == 7)
    drawn = window.input_panel.drawn
    assert (drawn.index, drawn.labels) == (0, (7, None, 1))
    opened(person, FOLDER / "reader.nnviz")
    person.wait(lambda: desk.reading)


def test_each_goes_on_where_it_was(person: Person) -> None:
    session = person.session
    desk = person.desk
    opened(person, FOLDER / "looking_back.nnviz")
    person.wait(lambda: desk.cursor == 2)
    assert (desk.sample.source, desk.sample.index, session.training.speed) == ("train", 12, 12)
    opened(person, FOLDER / "micro_steps.nnviz")
    person.wait(lambda: desk.micro is not None)
    assert desk.experiment.frozen == (1,)
    opened(person, FOLDER / "broken.nnviz")
    assert session.runs.current.diverged is not None


def test_a_thinned_epoch_is_computed_again_and_training_goes_on(person: Person) -> None:
    session = person.session
    desk = person.desk
    opened(person, FOLDER / "thinned.nnviz")
    desk.look_at(107)
    person.wait(lambda: desk.shown is not None and desk.shown.epoch == 107)
    np.testing.assert_allclose(desk.shown.snapshot.metrics.train_loss, 0.3517053425312042, rtol=1e-4)
    desk.look_at_newest()
    desk.advance(1)
    person.wait(
        lambda: session.runs.current.snapshot is not None and session.runs.current.snapshot.epoch == 531
    )
