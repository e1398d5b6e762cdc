"""A lesson that is presented on its own: after a crash it goes on where it was."""

from __future__ import annotations

from dataclasses import replace

from nnviz.app.presenting import where_it_was
from nnviz.session.presenting_kept import Kept, PresentingFolder
from tests.helpers.lesson_made import a_lesson


def test_it_comes_back_at_the_step_of_that_lesson_alone(tmp_path):
    lesson, folder = a_lesson(), PresentingFolder(tmp_path)
    assert where_it_was(lesson, folder) == 0
    folder.keep_place(Kept(lesson.id, "why", "talk", "10 b"))
    assert where_it_was(lesson, folder) == 3
    assert where_it_was(replace(lesson, id="another"), folder) == 0
    assert where_it_was(replace(lesson, steps=lesson.steps[:3]), folder) == 0
    folder.forget_place()
    assert where_it_was(lesson, folder) == 0
