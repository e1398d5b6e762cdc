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
    assert [run.letter for run in person.session.runs] == letters
    person.wait(lambda: person.session.shown is not None)


def test_each_opens_after_each_other_and_shows_its_newest_moment(person: Person) -> None:
    session = person.session
    for name in PROJECTS:
        opened(person, FOLDER / f"{name}.nnviz")
        held = RUNS[name][session.run.letter]
        person.wait(lambda: session.dataset is not None)
        assert session.snapshot is not None
        assert (
            float(session.snapshot.parameters[0]),
            float(session.snapshot.parameters[-1]),
        ) == held.parameters
        assert session.timeline.epochs[-1] == held.last[0]
        person.qtbot.wait(50)  # the views are told, which may not fail


def test_drawings_stand_in_the_canvas_as_what_they_are_meant_to_be(person: Person) -> None:
    session, window = person.session, person.window
    opened(person, FOLDER / "drawing.nnviz")
    person.wait(lambda: session.sample is not None and session.sample.source == "drawing")
    assert (len(person.canvas.strokes), session.sample.label) == (1, 3)
    assert window.diagram.selection == Selection("neuron", 0, 5)
    opened(person, FOLDER / "several_digits.nnviz")
    person.wait(lambda: session.sample is not None and session.sample.label == 7)
    assert window.input_panel.digits == (0, (7, None, 1))
    opened(person, FOLDER / "reader.nnviz")
    person.wait(lambda: session.reading)


def test_each_goes_on_where_it_was(person: Person) -> None:
    session = person.session
    opened(person, FOLDER / "looking_back.nnviz")
    person.wait(lambda: session.cursor == 2)
    assert (session.sample.source, session.sample.index, session.speed) == ("train", 12, 12)
    opened(person, FOLDER / "micro_steps.nnviz")
    person.wait(lambda: session.micro is not None)
    assert session.experiment.frozen == (1,)
    opened(person, FOLDER / "broken.nnviz")
    assert session.run.diverged is not None


def test_a_thinned_epoch_is_computed_again_and_training_goes_on(person: Person) -> None:
    session = person.session
    opened(person, FOLDER / "thinned.nnviz")
    session.look_at(107)
    person.wait(lambda: session.shown is not None and session.shown.epoch == 107)
    np.testing.assert_allclose(session.shown.metrics.train_loss, 0.3517053425312042, rtol=1e-4)
    session.look_at_newest()
    session.advance(1)
    person.wait(lambda: session.snapshot is not None and session.snapshot.epoch == 531)
