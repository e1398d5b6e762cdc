"""``nnviz lesson``: begun, checked, told with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from nnviz import cli
from nnviz.lessons.back_row import BackRow
from nnviz.lessons.lesson import Lesson
from nnviz.lessons.mistakes import Mistake
from nnviz.lessons.reading import read_lesson
from tests.lessons.test_collected import hand_in
from tests.lessons.test_reading import PLANTED, SENTENCES


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, list[str], str]:
    status = cli.main(["lesson", *map(str, arguments)])
    captured = capsys.readouterr()
    return status, captured.out.splitlines(), captured.err


def test_a_lesson_that_is_begun_is_without_fault(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "new", "course/first-step") == (0, [str(Path("course/first-step/lesson.md"))], "")
    assert run(capsys, "check", "--strict", "course") == (0, [], "")
    status, lines, error = run(capsys, "new", "course/first-step")
    assert (status, lines) == (2, [])
    assert error == "nnviz: “course/first-step” is not empty: name a new folder.\n"


def test_every_mistake_is_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    Path("planted.md").write_text(PLANTED, encoding="utf-8")
    status, lines, error = run(capsys, "check", "planted.md")
    assert status == 2
    mistakes = [line for line in lines if "warning: " not in line]
    for line, sentence in SENTENCES:
        assert f"planted.md:{line}: {sentence}" in mistakes
    assert error == f"nnviz: There are {len(mistakes)} mistakes.\n"
    assert lines == sorted(lines, key=lambda line: int(line.split(":")[1]))


def test_warnings_count_with_strict(capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "new", "a")
    text = Path("a/lesson.md").read_text(encoding="utf-8")
    Path("a/lesson.md").write_text(text.replace("{make}", "{change}"), encoding="utf-8")
    said = f"{Path('a/lesson.md')}:80: warning: The last step is no “make”: a puzzle ends a lesson."
    assert run(capsys, "check", "a") == (0, [said], "")
    assert run(capsys, "check", "a", "--strict") == (1, [said], "")


def test_all_of_several_are_checked(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("a.md", "b.md"):
        Path(name).write_text("## One {look}\n", encoding="utf-8")
    status, lines, error = run(capsys, "check", "a.md", "missing", "b.md")
    assert status == 2
    assert {line.split(":")[0] for line in lines} == {"a.md", "missing", "b.md"}
    assert "missing: “missing” cannot be read: No such file or directory." in lines
    assert error == "nnviz: There are 3 mistakes.\n"


def test_what_cannot_be_presented_is_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    Path("none.md").write_text("+++\nformat = 1\n+++\n", encoding="utf-8")
    status, lines, error = run(capsys, "present", "none.md")
    assert (status, lines) == (2, [])
    assert error.startswith("nnviz: ")
    assert error.count("\n") == 1
    run(capsys, "new", "a")
    status, lines, error = run(capsys, "present", "a", "--step", "99")
    assert (status, lines) == (2, [])
    assert error.startswith("nnviz: “a” has ")
    assert error.endswith("there is no step 99.\n")
    assert run(capsys, "present", "missing")[0] == 2


def test_answers_of_a_class_are_told_and_saved(capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "new", "first-step")
    lesson = read_lesson(Path("first-step")).lesson
    assert lesson is not None
    for name, value in (("Ada", 1.6), ("Ben", 2.4)):
        hand_in(Path("class"), lesson, name, value, value == 1.6)
    status, lines, error = run(capsys, "answers", "class", "--csv", "out.csv", "--lesson", "first-step")
    assert (status, error) == (0, "")
    question = "What is the weight after one step?"
    assert lines == [f"First step: {question} 2 answered, 1 of 2 right", "     1  1.6", "     1  2.4"]
    saved = Path("out.csv").read_bytes()
    assert saved.startswith(b"\xef\xbb\xbflesson,version,name,")
    assert b"Ada" in saved
    assert run(capsys, "answers", "class", "--csv", "out.csv", "--hide-names")[0] == 0
    assert b"Ada" not in Path("out.csv").read_bytes()
    status, lines, error = run(capsys, "answers", "first-step")
    assert (status, lines) == (2, [])
    assert error == "nnviz: “first-step” has no files of answers (.nnanswers).\n"


def test_a_lesson_is_printed_with_and_without_the_key(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(capsys, "new", "first-step")
    printed: list[tuple[str, object]] = []
    monkeypatch.setattr(
        "nnviz.app.printing.pdf_of", lambda lesson, key: printed.append((lesson.title, key)) or b"%PDF-"
    )
    assert run(capsys, "print", "first-step", "out.pdf") == (0, [], "")
    assert run(capsys, "print", "first-step", "--key", "key.pdf") == (0, [], "")
    assert printed == [("First step", None), ("First step", {"how-far-does-one-step-go": "1.6"})]
    assert Path("key.pdf").read_bytes() == b"%PDF-"
    status, lines, error = run(capsys, "print", "missing", "out.pdf")
    assert (status, lines, error.count("\n")) == (2, [], 1)
    status, lines, error = run(capsys, "print", "first-step", "no/such/folder.pdf")
    assert (status, lines, error.count("\n")) == (2, [], 1)
    assert len(printed) == 2


def test_what_the_back_row_cannot_read_is_warned_of(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(capsys, "new", "first-step")
    asked: list[float] = []

    def check_room(lesson: Lesson, file: str, row: BackRow) -> tuple[Mistake, ...]:
        asked.append(row.distance)
        return (Mistake(file, lesson.steps[1].line, "It is small.", True),)

    monkeypatch.setattr("nnviz.app.room_check.check_room", check_room)
    assert run(capsys, "check", "first-step", "--strict") == (0, [], "")
    said = f"{Path('first-step/lesson.md')}:36: warning: It is small."
    assert run(capsys, "check", "first-step", "--strict", "--rows", 8) == (1, [said], "")
    assert asked == [BackRow.of_rows(8).distance]
    status, lines, error = run(capsys, "check", "first-step", "--rows", 0)
    assert (status, lines, error.count("\n")) == (2, [], 1)
