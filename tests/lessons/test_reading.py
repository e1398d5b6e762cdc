"""A lesson file is read whole, and every mistake of it is told with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from nnviz.lessons.lesson import Feedback, Option
from nnviz.lessons.reading import Read, read_front, read_lesson

GOOD = """\
+++
format = 1
id = "downhill"
title = "One step downhill"
minutes = 10
seed = 3
prerequisites = ["neuron"]
purpose = "See one weight change."
+++
Before the first step.

## How far does one step go? {predict}
The weight is 2, and $w^{2}$ is the loss.

~~~experiment
rows = [[1.0, 0.0]]          # inputs and target
layers = []
bias = false
loss = "mse"
weights = { "dense1.weights" = [[2.0]] }
learning_rate = 0.1
allow = ["learning_rate"]
~~~
~~~predict
ask = "What is w after one step?"
kind = "number"
truth = "dense1.weights[0, 0] @ update 1"
tolerance = 0.01
tries = 2
feedback = [{ near = 2.4, say = "The sign." }, { near = -2.0, say = "The rate." }]
~~~
After the blocks.

```python
print("stays")
```

## Run it {run #it}
~~~experiment
like = "how-far-does-one-step-go"
at = "update 1"
~~~
~~~show
views = ["loss", "network"]
of = "dense1.weights[0, 0]"
span = [-3, 3]
~~~

## Why {why}
~~~check
ask = "Why did it get smaller?"
[[options]]
text = "The slope is positive."
right = true
[[options]]
text = "Weights shrink."
say = "Not by themselves."
~~~
~~~notes
Let them *talk*.
~~~

## In short {summary}
One step.

### Words
- **slope**: how steep
  it is
- **rate**: how far

## The same {python}
```python
w = 2 - 0.1 * 4
print(w)
```
"""


def lesson_in(folder: Path, text: str = GOOD, **languages: str) -> Path:
    (folder / "lang").mkdir(exist_ok=True)
    (folder / "lesson.md").write_text(text, encoding="utf-8")
    for language, said in languages.items():
        (folder / "lang" / f"{language}.md").write_text(said, encoding="utf-8")
    return folder


def read(folder: Path, text: str) -> Read:
    return read_lesson(lesson_in(folder, text))


def told(folder: Path, text: str) -> list[tuple[int, str]]:
    return [(mistake.line, mistake.sentence) for mistake in read(folder, text).mistakes]


def test_a_lesson_without_mistakes(tmp_path: Path) -> None:
    found = read(tmp_path, GOOD)
    lesson = found.lesson
    assert found.mistakes == ()
    assert lesson is not None
    assert (lesson.id, lesson.title, lesson.minutes, lesson.seed) == ("downhill", "One step downhill", 10, 3)
    assert (lesson.prerequisites, lesson.purpose) == (("neuron",), "See one weight change.")
    assert lesson.intro == "Before the first step."
    first, second, third = lesson.steps
    assert (first.key, first.kind, first.line) == ("how-far-does-one-step-go", "predict", 12)
    assert first.body.startswith("The weight is 2, and $w^{2}$ is the loss.")
    assert first.body.endswith('After the blocks.\n\n```python\nprint("stays")\n```')
    assert "~~~" not in first.body
    (run,) = first.runs
    assert run.settings == {"layers": (), "loss": "mse", "learning_rate": 0.1}
    assert (run.rows, run.bias, run.weights) == (((1.0, 0.0),), False, {"dense1.weights": ((2.0,),)})
    assert (run.line, run.at, run.allow) == (15, "epoch 0", ("learning_rate",))
    asked = first.predict
    assert asked is not None
    assert (asked.truth, asked.tries, asked.line) == ("dense1.weights[0, 0] @ update 1", 2, 24)
    assert asked.feedback == (Feedback(near=2.4, say="The sign."), Feedback(near=-2.0, say="The rate."))
    assert (second.key, second.kind) == ("it", "run")
    assert (second.runs[0].at, second.runs[0].rows) == ("update 1", run.rows)
    assert (second.show.views, second.show.span) == (("loss", "network"), (-3.0, 3.0))
    assert third.runs == second.runs
    assert third.check is not None
    assert third.check.options == (
        Option(text="The slope is positive.", right=True),
        Option(text="Weights shrink.", say="Not by themselves."),
    )
    assert third.notes == "Let them *talk*."
    assert lesson.summary == "One step."
    assert lesson.words == (("slope", "how steep it is"), ("rate", "how far"))
    assert lesson.python == "w = 2 - 0.1 * 4\nprint(w)"


def test_a_folder_its_text_and_a_bare_file_are_the_same_lesson(tmp_path: Path) -> None:
    folder = lesson_in(tmp_path)
    bare = tmp_path / "other.md"
    bare.write_bytes((folder / "lesson.md").read_bytes().replace(b"\n", b"\r\n"))
    lessons = [read_lesson(path).lesson for path in (folder, folder / "lesson.md", bare)]
    assert lessons[0] == lessons[1] == lessons[2]


def test_the_front_alone_says_what_a_list_of_lessons_shows(tmp_path: Path) -> None:
    front = read_front(lesson_in(tmp_path))
    assert front is not None
    assert (front.title, front.purpose, front.steps) == ("One step downhill", "See one weight change.", ())
    assert read_front(tmp_path / "none") is None


PLANTED = """\
+++
format = 1
id = "Down hill"
titel = "One step"
+++
## How far? {predcit}
~~~experiment
lerning_rate = 0.1
loss = 3
rows = [[1, 0],
        [1]]
weights = { "dense1.weights" = [["a"]] }
allow = ["leraning_rate"]
epochs = -1
~~~
~~~predict
ask = "w?"
kind = "nubmer"
~~~
## How far? {predict}
~~~predict
ask = "w?"
kind = "choice"
tolerance = 0.1
options = [
  { text = "up", right = true },
  { text = "down", rigth = true },
  { text = "same", right = true },
]
~~~
## Look {look}
~~~shwo
views = ["network"]
~~~
~~~show
views = ["netwrok"]
span = [3, -3]
~~~
## Broken {look}
~~~check
goal = "train_loss < 0.01"
done = all of it
~~~
![a cell](http://example.org/cell.png)
"""

SENTENCES = [
    (1, "“title” is missing: the title of the lesson."),
    (3, "“id” must be a name of small letters, digits and “-”, not “Down hill”."),
    (4, "“titel” is no key of “front”; did you mean “title”?"),
    (6, "“predcit” is no kind of step; did you mean “predict”?"),
    (8, "“lerning_rate” is no key of “experiment”; did you mean “learning_rate”?"),
    (9, "“loss” must be a value that this setting can have, not 3."),
    (10, "“rows”: row 1 has 1 numbers, and the first has 2."),
    (12, '“weights” must be numbers by name, as { "dense1.bias" = [0.5] }, not a table.'),
    (13, "“allow”: “leraning_rate” is no control; did you mean “learning_rate”?"),
    (14, "The number of epochs must be from 0 to 10000000, not -1."),
    (18, "“kind”: “nubmer” is no choice here; did you mean “number”?"),
    (20, "Another step has the key “how-far”: give this one its own, as “{… #other}”."),
    (24, "“tolerance” belongs to “number”, “direction”, “curve”, not to “choice”."),
    (27, "“rigth” is no key of “option”; did you mean “right”?"),
    (28, "Exactly one option must be right; 2 are."),
    (32, "“shwo” is no block here; did you mean “show”?"),
    (36, "“views”: “netwrok” is no choice here; did you mean “network”?"),
    (37, "“span” must be two numbers as [0, 1], the smaller first, not [3, -3]."),
    (42, "This is no TOML: a value is no number, no text in quotes and no list in [ ]."),
    (44, "Nothing is loaded from elsewhere: put the picture into “media”."),
]


def test_twenty_planted_mistakes_are_twenty_sentences_with_their_lines(tmp_path: Path) -> None:
    assert len(SENTENCES) == 20
    assert told(tmp_path, PLANTED) == SENTENCES


def test_it_opens_as_far_as_it_can(tmp_path: Path) -> None:
    lesson = read(tmp_path, PLANTED).lesson
    assert lesson is not None
    assert lesson.title == tmp_path.name
    assert [step.title for step in lesson.steps] == ["How far?", "How far?", "Look", "Broken"]
    assert len({step.key for step in lesson.steps}) == 4
    assert lesson.steps[1].predict is not None
    assert [option.text for option in lesson.steps[1].predict.options] == ["up", "down", "same"]
    assert lesson.steps[3].check is None


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ('at = "epoch five"', "“at”: “epoch five” is no moment of a run: write “epoch 5”,"),
        ('until = "step 3"', "“until”: “step 3” is no moment of a run:"),
        ('sample = "picture 3"', "“sample”: “picture 3” names no sample: write “row 0”,"),
        ('at = "last"\nbias = 0', "“bias” must be true or false, not 0."),
        ('name = "B2"', "“name” must be one letter from A to H, not “B2”."),
        ("name = [", "This is no TOML: "),
        (
            'allow = ["run", "step", "epoch", "seed"]',
            "“allow”: it has 4 items, and from 0 to 3 are possible.",
        ),
        ('data = "spirale"', "There is no data set “spirale”; there are "),
        ("learning_rate = nan", "The learning rate must be from "),
    ],
)
def test_a_run_that_cannot_be_is_told_in_its_line(line: str, sentence: str, tmp_path: Path) -> None:
    text = GOOD.replace('at = "update 1"', line)
    ((at, said),) = told(tmp_path, text)
    assert at == text[: text.index(line)].count("\n") + 1 + line.count("\n")
    assert said.startswith(sentence)


@pytest.mark.parametrize(
    ("old", "new", "line", "sentence"),
    [
        ("+++\nformat", "format", 1, "The file must begin with its front matter, between two lines “+++”."),
        ('change."\n+++\n', 'change."\n', 1, "The front matter has no second line “+++”."),
        ("format = 1", "format = 2", 2, "It is of format 2; this nnviz reads format 1."),
        ("{why}", "{why run}", 49, "A step has one kind, not also “run”."),
        ("{why}", "{why #Why}", 49, "A key is of small letters, digits and “-”, not “Why”."),
        ("## Why {why}", "## {why}", 49, "The step has no title."),
        ("## Run it {run #it}", "## Run it {predict #it}", 38, "A step “predict” needs a “predict” block."),
        (
            "## Run it {run #it}",
            "## Run it {make #it}",
            38,
            "A step “make” needs a “puzzle” or “check” block.",
        ),
        ("- **rate**: how far", "- rate: how far", 69, "A word of the glossary is written as"),
        (
            "```python\nw = 2",
            "```python\n" + "#\n" * 25 + "w = 2",
            72,
            "“The same in Python” has at most 25 lines",
        ),
        ("Let them *talk*.\n~~~", "Let them *talk*.", 59, "The block that begins here is not closed."),
        (
            "Before the first",
            "```show\n```\nBefore the first",
            10,
            "“show” is no block here; there are text, python.",
        ),
        ("right = true\n", "", 52, "Exactly one option must be right; 0 are."),
        (
            "right = true\n",
            'right = true\nwhen = "a > 1"\n',
            52,
            "Options have either “when” or one “right”, not both.",
        ),
        ('kind = "number"', 'kind = "order"', 24, "A prediction of the kind “order” needs “items”."),
        ('ask = "Why did', 'goal = "train_loss < 1"\nask = "Why did', 50, "“check” needs either a “goal”,"),
    ],
)
def test_a_mistake_of_the_whole_has_its_line(
    old: str, new: str, line: int, sentence: str, tmp_path: Path
) -> None:
    assert old in GOOD
    found = told(tmp_path, GOOD.replace(old, new, 1))
    assert (line, sentence) in [(at, said[: len(sentence)]) for at, said in found]


def test_a_text_of_another_language(tmp_path: Path) -> None:
    french = """\
+++
title = "Un pas"
minutes = 3
+++
## Combien ? {#how-far-does-one-step-go}
Le poids est 2.
~~~predict
ask = "Combien vaut w ?"
feedback = [{ say = "Le signe." }, { say = "Le taux." }]
truth = "dense1.bias[0]"
~~~
## Pourquoi {#whi}
## En bref {summary}
Un pas.
### Mots
- **pente** : inclinaison
"""
    folder = lesson_in(tmp_path, fr=french)
    found = read_lesson(folder, "fr")
    assert found.languages == ("en", "fr")
    assert found.lesson is not None
    assert (found.lesson.title, found.lesson.language) == ("Un pas", "fr")
    first, second, _ = found.lesson.steps
    assert (first.title, first.body, second.title) == ("Combien ?", "Le poids est 2.", "Run it")
    assert first.predict is not None
    assert (first.predict.ask, first.predict.truth) == ("Combien vaut w ?", "dense1.weights[0, 0] @ update 1")
    assert first.predict.feedback == (
        Feedback(near=2.4, say="Le signe."),
        Feedback(near=-2.0, say="Le taux."),
    )
    assert (found.lesson.summary, found.lesson.words) == ("Un pas.", (("pente", "inclinaison"),))
    assert found.lesson.digest == read_lesson(folder).lesson.digest  # type: ignore[union-attr]
    assert [(mistake.line, mistake.sentence) for mistake in found.mistakes] == [
        (3, "“minutes” is no key of “front”; there are title, level, purpose."),
        (10, "“truth” is no key of “predict”; there are ask, unit, options, feedback."),
        (12, "“whi” is no step; did you mean “why”?"),
    ]
    assert [(warning.line, warning.sentence) for warning in found.warnings] == [
        (0, "The step “it” is missing in this language."),
        (0, "The step “why” is missing in this language."),
    ]
    assert read_lesson(folder, "de").lesson == read_lesson(folder).lesson
