"""A lesson is tried out before a class meets it: what cannot run, gives the answer away, is built wrong."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from nnviz.lessons.beginning import begin_lesson
from nnviz.lessons.checking import check_lesson, lessons_in
from nnviz.lessons.mistakes import Mistakes
from nnviz.lessons.reading import read_lesson
from nnviz.lessons.trial import Trial


@pytest.fixture
def begun(tmp_path: Path) -> Path:
    begin_lesson(tmp_path / "first-step")
    return tmp_path / "first-step"


def changed(folder: Path, old: str, new: str) -> list[str]:
    """The lines of the lesson, with a part of it replaced."""
    file = folder / "lesson.md"
    text = file.read_text(encoding="utf-8")
    assert old in text
    text = text.replace(old, new, 1)
    file.write_text(text, encoding="utf-8")
    return text.split("\n")


def checked(folder: Path) -> list[tuple[int, str]]:
    return [(found.line, f"{'w: ' * found.warning}{found.sentence}") for found in check_lesson(folder)]


def test_the_lesson_to_begin_with_is_without_fault(begun: Path) -> None:
    assert checked(begun) == []
    lesson = read_lesson(begun).lesson
    assert lesson is not None
    assert (lesson.id, lesson.title) == ("first-step", "First step")
    assert [step.kind for step in lesson.steps] == ["hook", "predict", "run", "state", "make"]


CHOICE = """ask = "Which way?"
kind = "choice"
options = [
  { text = "down", when = "dense1.weights[0, 0] < 2 @ update 1" },
  { text = "up", when = "dense1.weights[0, 0] > 2 @ update 1" },
]
"""
NUMBER = """ask = "What is the weight after one step?"
kind = "number"
truth = "dense1.weights[0, 0] @ update 1"
tolerance = 0.01
tries = 2
feedback = [
  { near = 2.4, say = "That is uphill: the step goes against the slope." },
  { near = -2, say = "That is the whole slope. Only a tenth of it is taken." },
]
"""
DRAWN = 'weights = { "dense1.weights" = [[2]] }\n'


@pytest.mark.parametrize(
    ("old", "new", "line", "sentence"),
    [
        (
            "[[2]] }",
            "[[2, 3]] }",
            "~~~experiment",
            "The start values of dense1.weights have the shape 1 × 2,",
        ),
        ('loss = "mse"', 'loss = "msee"', "~~~experiment", "There is no loss “msee”"),
        ("weights[0, 0] @", "weights[1, 0] @", "~~~predict", "“dense1.weights[1, 0] @ update 1” is outside"),
        (
            "weights[0, 0] @",
            "wieghts[0, 0] @",
            "~~~predict",
            "“wieghts” is no number of dense1; did you mean",
        ),
        ('truth = "dense', 'truth = "denze', "~~~predict", "“denze1.weights” is no layer or parameter;"),
        ("@ update 1", "@ update", "truth = ", "“truth”: "),
        (
            "@ update 1",
            "@ epoch 0",
            "~~~predict",
            "w: The answer is to be seen: the step opens at “epoch 0”.",
        ),
        ("a tenth.", "a tenth: 1.6.", "~~~predict", "w: The answer, 1.6, stands in the text of the step."),
        (
            "The loss is the",
            "The network wants the",
            "The network wants",
            "w: “network wants”: a network computes;",
        ),
        ("< 0.0001", "< 10", "~~~puzzle", "w: The goal is reached before anything is done."),
        ("train_loss <", "tran_loss <", "~~~puzzle", "“tran_loss” is no number of a run; did you mean"),
        ("{state}", "{look}", "## Take the step", "w: No “state” follows this run"),
        ("{predict}", "{look}", "## Take the step", "w: Nothing has been predicted before this run."),
        ("{make}", "{change}", "## Ten times", "w: The last step is no “make”: a puzzle ends a lesson."),
        ("{hook}", "{make}", "## One weight", "w: “make” is the last step of a lesson."),
        (
            "lines = [2, 3]",
            "lines = [2, 4]",
            'views = ["loss", "network"]',
            "w: The Python of the lesson has no line 4.",
        ),
        (
            NUMBER,
            CHOICE.replace(">", "<="),
            "~~~predict",
            "Several options are right in this run: “down”, “up”.",
        ),
        (NUMBER, CHOICE.replace(" < 2", " < 1"), "~~~predict", "None of the options is right in this run."),
        ("The slope is twice", "The net knows: twice", "hints = ", "w: “net knows”: a network computes;"),
    ],
)
def test_what_is_wrong_is_told(begun: Path, old: str, new: str, line: str, sentence: str) -> None:
    lines = changed(begun, old, new)
    at = next(number for number, text in enumerate(lines, start=1) if text.startswith(line))
    at -= line.startswith("views")  # what is told of a block as a whole
    found = checked(begun)
    assert (at, sentence) in [(place, said[: len(sentence)]) for place, said in found], found


def test_what_is_said_not_to_be_so_may_be_said(begun: Path) -> None:
    changed(
        begun, "The loss is the", "The network does not want it. Nobody believes that a network thinks: the"
    )
    assert checked(begun) == []


def test_an_answer_that_hangs_on_the_seed(begun: Path) -> None:
    """With other start weights the weight moves the other way, unless the run has a seed of its own."""
    changed(begun, NUMBER, CHOICE.replace("< 2", "< 0").replace("> 2", ">= 0"))
    changed(begun, DRAWN, 'initializer = "normal"\n')
    told = [[said for _, said in checked(begun) if "seed" in said]]
    for seed in range(1, 8):  # signs of start weights are like those of coins
        changed(begun, f"seed = {seed}\n", f"seed = {seed + 1}\n")
        told.append([said for _, said in checked(begun) if "seed" in said])
    assert {len(found) for found in told} == {0, 1}
    hanging = told.index(next(found for found in told if found)) + 1
    changed(begun, f"seed = {8}\n", f"seed = {hanging}\n")
    assert [said for _, said in checked(begun) if "seed" in said] != []
    changed(begun, "bias = false\n", f"bias = false\nseed = {hanging}\n")
    assert [said for _, said in checked(begun) if "seed" in said] == []


def test_a_run_that_takes_too_long_is_told_and_not_waited_for(begun: Path) -> None:
    changed(begun, 'until = "update 1"', 'until = "epoch 1000000"')
    lesson = read_lesson(begun).lesson
    assert lesson is not None
    mistakes = Mistakes("lesson.md")
    trial = Trial(lesson, mistakes, clock=ticking())
    trial.step(lesson.steps[2])
    (found,) = mistakes.all(warnings=True)
    assert found.line == lesson.steps[2].runs[0].line
    assert found.sentence == "The run takes longer than 10 s to get to “epoch 1000000”."


def ticking() -> Callable[[], float]:
    """A clock that goes on by a second whenever it is looked at."""
    seconds = count()
    return lambda: float(next(seconds))


def test_pictures_without_words_and_steps_without_translation(begun: Path) -> None:
    (begun / "media").mkdir()
    (begun / "media" / "a.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', encoding="utf-8")
    (begun / "lang").mkdir()
    keys = ["one-weight", "how-far-does-one-step-go", "take-the-step", "what-happened"]
    french = "+++\n+++\n" + "".join(f"## Un {{#{key}}}\n" for key in keys)
    (begun / "lang" / "fr.md").write_text(french, encoding="utf-8")
    changed(begun, "Say it in one", "![](media/a.svg)\nSay it in one")
    found = [(Path(one.file).name, one.sentence, one.warning) for one in check_lesson(begun)]
    assert found == [
        ("fr.md", "The step “ten-times-as-fast” is missing in this language.", True),
        ("lesson.md", "The picture has no words for who does not see it.", True),
    ]


def test_a_folder_of_lessons_is_all_of_them(begun: Path, tmp_path: Path) -> None:
    begin_lesson(tmp_path / "second")
    (tmp_path / "notes.txt").write_text("no lesson", encoding="utf-8")
    assert lessons_in(tmp_path) == (begun, tmp_path / "second")
    assert lessons_in(begun) == (begun,)
    (tmp_path / "empty").mkdir()
    with pytest.raises(ValueError, match="there is none in it"):
        lessons_in(tmp_path / "empty")


@pytest.mark.parametrize("name", ["Überraschung im Netz", "x", "...", 'a "quoted" \\ name', "{id}", "日本"])
def test_a_lesson_begins_in_any_folder(name: str, tmp_path: Path) -> None:
    begin_lesson(tmp_path / name)
    assert [str(found) for found in read_lesson(tmp_path / name).mistakes] == []
    with pytest.raises(ValueError, match="is not empty"):
        begin_lesson(tmp_path / name)


@pytest.mark.parametrize(
    ("shown", "sentence"),
    [
        ('of = "dense1.weights[0, 3]"', "“dense1.weights[0, 3]” is no number of it."),
        ('select = "dense7[2]"', "There is no layer “dense7”; there are dense1."),
        ('select = "dense1[2]"', "“dense1[2]” is not there: “dense1” has 1, counted from 0."),
        ('select = "inputs[5]"', "“inputs[5]” is not there: “inputs” has 1, counted from 0."),
    ],
)
def test_what_is_looked_at_is_there(begun: Path, shown: str, sentence: str) -> None:
    file = begun / "lesson.md"
    text = file.read_text(encoding="utf-8")
    at = text.index("~~~show\n") + len("~~~show\n")
    old = [
        line
        for line in text[at:].split("~~~")[0].splitlines()
        if line.partition(" ")[0] == shown.partition(" ")[0]
    ]
    for line in old:
        text = text.replace(line + "\n", "", 1)
    file.write_text(text[:at] + shown + "\n" + text[at:], encoding="utf-8")
    assert sentence in [said for _, said in checked(begun)]
