"""The formulas of a lesson are set before anybody comes to them."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject

from nnviz.lessons.lesson import Show
from nnviz.ui.learn import formulas_ahead
from nnviz.ui.learn.formulas_ahead import FormulasAhead
from tests.helpers.lesson_asked import asked_lesson


def test_what_the_steps_show_is_set_once_each(qtbot, monkeypatch) -> None:
    lesson = asked_lesson()
    shown = Show(views=("activation", "formula"), of="sigmoid, tanh", formula="x^2")
    first = replace(lesson.steps[0], show=shown, body="With $y = 1$ and $$z = 2$$.")
    lesson = replace(lesson, steps=(first, first, *lesson.steps[1:]))
    done: list[str] = []
    monkeypatch.setattr(formulas_ahead, "set_formula", done.append)
    owner = QObject()
    ahead = FormulasAhead(owner)
    ahead.begin(lesson, 0)
    qtbot.waitUntil(lambda: sum("f(" in one for one in done) == 2)
    ahead.end()
    assert {"x^2", "y = 1", "z = 2"} <= set(done)
    assert len(done) == len(set(done))


def test_those_of_the_open_step_come_first_and_one_that_cannot_be_set_hinders_no_other(
    qtbot, monkeypatch
) -> None:
    lesson = asked_lesson()
    first, second, third = (
        replace(lesson.steps[0], body=text) for text in ("$a$ and $b$", "$c$ and $b$", "$d$")
    )
    done: list[str] = []

    def setting(latex: str) -> None:
        done.append(latex)
        raise ValueError("it cannot be set")

    monkeypatch.setattr(formulas_ahead, "set_formula", setting)
    owner = QObject()
    ahead = FormulasAhead(owner)
    ahead.begin(replace(lesson, steps=(first, second, third)), 1)
    qtbot.waitUntil(lambda: done[-1:] == ["a"])
    assert done == ["c", "b", "d", "a"]
    ahead.end()
