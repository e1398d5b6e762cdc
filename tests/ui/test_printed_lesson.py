"""A lesson on paper: the class has the questions, the teacher the answers too."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QTextDocument
from pytestqt.qtbot import QtBot

from nnviz.app.printing import pdf_of
from nnviz.lessons.beginning import begin_lesson
from nnviz.lessons.key import key_of
from nnviz.lessons.lesson import Check, Lesson, Option, Predict
from nnviz.lessons.reading import read_lesson
from nnviz.session.sentences import told
from nnviz.ui.learn.printed import PrintedLesson

SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="900" height="300"><rect width="900" height="300"/></svg>'
)


@pytest.fixture
def lesson(tmp_path: Path) -> Lesson:
    begin_lesson(tmp_path / "first-step")
    lesson = read_lesson(tmp_path / "first-step").lesson
    assert lesson is not None
    return lesson


def text_of(document: QTextDocument) -> str:
    return document.toPlainText().replace("\xa0", " ")


def test_the_class_has_the_questions_and_no_answers(qtbot: QtBot, lesson: Lesson) -> None:
    text = text_of(PrintedLesson(lesson))
    assert text.startswith("First step\nSee one weight take one step. · beginner · 10 minutes\n")
    assert "2. How far does one step go? · Predict" in text
    assert "What is the weight after one step?\nYour answer: ____" in text
    assert "Goal: train_loss < 0.0001 (1 update)" in text
    assert "slope: how fast the loss grows with the weight" in text
    assert "print(weight - rate * slope)" in text
    for hidden in ("1.6", "uphill", "Only you see this", "Half of the slope"):
        assert hidden not in text


def test_the_teacher_has_the_answers_worked_out_of_the_runs(qtbot: QtBot, lesson: Lesson) -> None:
    shares: list[float] = []
    key = key_of(lesson, shares.append)
    assert {name: told(answer) for name, answer in key.items()} == {"how-far-does-one-step-go": "1.6"}
    assert shares == [0.2, 0.4, 0.6, 0.8, 1.0]
    text = text_of(PrintedLesson(lesson, {name: told(answer) for name, answer in key.items()}))
    assert "What is the weight after one step?\nAnswer: 1.6\n2.4: That is uphill:" in text
    assert "Only you see this. Ask:" in text
    assert "Half of the slope is the weight" in text
    assert "Your answer" not in text


def test_options_have_letters_and_the_key_names_the_right_one(qtbot: QtBot, lesson: Lesson) -> None:
    options = (Option(text="up", say="No."), Option(text="down $w^2$", right=True))
    asked = Predict(ask="Which way?", kind="choice", options=options)
    steps = (
        replace(lesson.steps[0], predict=asked),
        replace(lesson.steps[1], predict=replace(asked, options=options[:1])),
        replace(lesson.steps[3], check=Check(ask="Why?", options=options)),
    )
    lesson = replace(lesson, steps=steps)
    key = {name: told(answer) for name, answer in key_of(lesson).items()}
    assert key == {
        "one-weight": "B  down $w^2$",
        "how-far-does-one-step-go": "None of the answers is so of this run.",
        "what-happened": "B  down $w^2$",
    }
    assert "Which way?\nA  up\nB  down \ufffc\n" in text_of(PrintedLesson(lesson))
    assert "A: No." in text_of(PrintedLesson(lesson, key))


def test_a_truth_that_cannot_be_said_says_so(lesson: Lesson) -> None:
    asked = lesson.steps[1].predict
    assert asked is not None
    step = replace(lesson.steps[1], predict=replace(asked, truth="dense7.bias[0]"))
    (answer,) = key_of(replace(lesson, steps=(step,))).values()
    assert told(answer).startswith("It cannot be worked out: “dense7.bias” is no layer or parameter;")


def test_a_wide_picture_fits_the_page(qtbot: QtBot, lesson: Lesson) -> None:
    step = replace(lesson.steps[0], body="![A box](media/box.svg)")
    document = PrintedLesson(replace(lesson, steps=(step,), media={"media/box.svg": SVG}))
    image = document.resource(QTextDocument.ResourceType.ImageResource.value, "media/box.svg")
    assert image.deviceIndependentSize().width() <= 620
    assert image.width() > image.deviceIndependentSize().width()
    assert pdf_of(replace(lesson, steps=(step,)))[:5] == b"%PDF-"
