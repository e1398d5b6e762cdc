"""Keys that lead from the window to presenting and back; the window waits, hidden, with the person's runs."""

from __future__ import annotations

from PySide6.QtCore import Qt

from nnviz.lessons.course import course


def present(person, key, modifier=Qt.KeyboardModifier.NoModifier):
    person.key(key, modifier)
    person.wait(lambda: person.window.presents.now is not None)
    return person.window.presents.now


def test_f5_presents_the_lesson_that_is_open_and_its_end_leads_back(open_window):
    person = open_window()
    window = person.window
    window.learn.open_entry(course()[0], 2)
    person.wait(lambda: window.learn.lesson.runner.told.ready)
    before = person.session.runs.current.snapshot
    there = present(person, Qt.Key.Key_F5)
    assert there.window.isVisible()
    assert not window.isVisible()
    assert (there.presenting.phase, there.runner.place) == ("title", 0)
    there.presenting.next()
    there.end()
    assert window.isVisible()
    assert window.presents.now is None
    assert window.learn.lesson.runner.place == 2  # the pupil's own way is another
    assert person.session.runs.current.snapshot is before
    there = present(person, Qt.Key.Key_F5, Qt.KeyboardModifier.ShiftModifier)
    assert there.runner.place == 2
    there.end()
    assert window.isVisible()
