"""Lesson files as somebody hostile or hurried makes them: a sentence for each fault, and no crash."""

from __future__ import annotations

import io
import itertools
import os
import stat
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from nnviz.files.lesson_files import MOST_PICTURE, MOST_TEXT
from nnviz.lessons.mistakes import Mistakes
from nnviz.lessons.reading import Read, read_front, read_lesson
from nnviz.lessons.structure import check_structure
from nnviz.lessons.trial import Trial
from nnviz.lessons.vocabulary import TABLES
from tests.helpers.counts import count
from tests.lessons.test_reading import GOOD, PLANTED, lesson_in

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9"/></svg>'
SHOWN = GOOD.replace("views = [", 'picture = "cell.svg"\nalt = "A cell"\nviews = ["picture", ', 1)


def png(width: int = 4, height: int = 3) -> bytes:
    file = io.BytesIO()
    Image.new("L", (width, height)).save(file, "PNG")
    return file.getvalue()


def zipped(path: Path, entries: Mapping[str, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return path


def only_sentence(read: Read) -> str:
    """Of a file of which nothing can be opened."""
    assert read.lesson is None
    (mistake,) = read.mistakes
    assert_sentence(mistake.sentence)
    return mistake.sentence


def assert_sentence(text: str) -> None:
    assert text.endswith((".", "?"))
    assert text[0].isupper() or text[0] in "“0123456789"
    assert "\n" not in text
    assert len(text) < 700


# Zips


def test_a_zip_is_the_same_lesson_with_or_without_its_folder(tmp_path: Path) -> None:
    folder = lesson_in(tmp_path)
    plain = zipped(tmp_path / "a.nnlesson", {"lesson.md": GOOD})
    inside = zipped(
        tmp_path / "b.nnlesson",
        {"down/lesson.md": GOOD, "__MACOSX/down/._lesson.md": b"\0", "down/.DS_Store": b"\0"},
    )
    lessons = [read_lesson(path).lesson for path in (folder, plain, inside)]
    assert lessons[0] == lessons[1] == lessons[2]
    assert read_lesson(plain).mistakes == read_lesson(inside).mistakes == ()


@pytest.mark.parametrize(
    "name",
    ["../lesson.md", "/etc/lesson.md", "a/../../b.md", "media\\..\\x.png", "C:/x.png", "media/../x.png"],
)
def test_a_zip_with_a_path_out_of_it_is_refused(name: str, tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.nnlesson", {"lesson.md": GOOD, name: b"x"})
    assert "leads out of it" in only_sentence(read_lesson(path))


def test_a_zip_with_a_link_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.nnlesson"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("lesson.md", GOOD)
        link = zipfile.ZipInfo("media/a.png")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    assert "leads out of it" in only_sentence(read_lesson(path))


def test_bombs_are_refused_before_they_are_unpacked(tmp_path: Path) -> None:
    bomb = zipped(tmp_path / "a.nnlesson", {"lesson.md": b" " * 20_000_000})
    assert "unpacks to far more" in only_sentence(read_lesson(bomb))
    many = zipped(tmp_path / "b.nnlesson", {"lesson.md": GOOD} | {f"media/{n}.png": b"" for n in range(2500)})
    assert "more than" in only_sentence(read_lesson(many))
    large = zipped(tmp_path / "c.nnlesson", {"lesson.md": GOOD + "x" * MOST_TEXT})
    assert "longer than 0.15 MB" in only_sentence(read_lesson(large))


def test_what_is_no_lesson(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for name, content in (("a.nnlesson", b""), ("b.nnlesson", b"PK\3\4" + bytes(90)), ("c.txt", b"Hello")):
        (tmp_path / name).write_bytes(content)
    (tmp_path / "zero.md").write_bytes(b"+++\n\0\n+++\n")
    (tmp_path / "large.md").write_bytes(b"x" * (MOST_TEXT + 1))
    other = zipped(tmp_path / "d.nnlesson", {"a.txt": b"nothing"})
    paths = ["none", "none.md", "none.nnlesson", "empty", "a.nnlesson", "b.nnlesson", "c.txt", "zero.md"]
    sentences = [only_sentence(read_lesson(tmp_path / name)) for name in (*paths, "large.md")]
    assert "no “lesson.md” in it" in only_sentence(read_lesson(other))
    assert "zero bytes" in sentences[7]
    assert "it takes more than 0.15 MB" in sentences[8]
    assert all(read_front(tmp_path / name) is None for name in paths)


# Folders


def test_links_out_of_a_folder_are_not_followed(tmp_path: Path) -> None:
    folder = lesson_in(tmp_path)
    secret = tmp_path / "secret.png"
    secret.write_bytes(png())
    (folder / "media").mkdir()
    (folder / "media" / "a.png").symlink_to(secret)
    found = read_lesson(folder)
    assert found.lesson is not None
    assert found.lesson.media == {}
    assert [mistake.sentence for mistake in found.mistakes] == ["It was left out: it is a link."]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    folder = lesson_in(tmp_path)
    os.mkfifo(folder / "lang" / "fr.md")
    found = read_lesson(folder, "fr")
    assert found.lesson is not None
    assert ["no ordinary file" in mistake.sentence for mistake in found.mistakes] == [True]


# Pictures


def with_picture(folder: Path, name: str, content: bytes) -> Read:
    (lesson_in(folder, SHOWN.replace("cell.svg", name)) / "media").mkdir()
    (folder / "media" / name).write_bytes(content)
    return read_lesson(folder)


@pytest.mark.parametrize(("name", "content"), [("cell.svg", SVG.encode()), ("cell.png", png())])
def test_a_picture_is_there_by_its_name(name: str, content: bytes, tmp_path: Path) -> None:
    found = with_picture(tmp_path, name, content)
    assert found.mistakes == ()
    assert found.lesson is not None
    assert found.lesson.steps[1].show.picture == f"media/{name}"
    assert found.lesson.media == {f"media/{name}": content}


HOSTILE_PICTURES = {
    "a.png": (b"\x89PNG\r\n\x1a\n" + bytes(40), "It is no PNG, or damaged."),
    "b.png": (SVG.encode(), "It is no PNG, or damaged."),
    "c.jpg": (png(), "It is no JPEG, or damaged."),
    "d.gif": (b"GIF89a", "It is no picture for a lesson: PNG, JPEG and SVG are."),
    "e.svg": (SVG.replace("<path", '<image href="/etc/passwd"/><path').encode(), "It has “image”,"),
    "f.svg": (b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + SVG.encode(), "It defines entities,"),
    "g.svg": (SVG.replace("<path", "<script>1</script><path").encode(), "It has “script”,"),
    "h.svg": (SVG.replace("M0", 'M0" fill="url(http://x/y)').encode(), "It wants something from outside"),
    "i.svg": (SVG.replace("<path", '<use href="#a"/><path').encode(), "It has “use”,"),
    "j.svg": (b"<svg>", "It is no SVG, or damaged."),
    "k.svg": (SVG.replace("<path", "<g>" * 60 + "<path").encode(), "It is too large a drawing."),
    "l.svg": (SVG.replace("M0", 'M0" onload="x').encode(), "It wants something from outside"),
    "m.png": (bytes(MOST_PICTURE + 1), "It was left out: it takes 4.0 MB, and at most 4 are read."),
}


@pytest.mark.parametrize("name", HOSTILE_PICTURES)
def test_a_hostile_picture_is_left_out_in_a_sentence(name: str, tmp_path: Path) -> None:
    content, sentence = HOSTILE_PICTURES[name]
    found = with_picture(tmp_path, name, content)
    assert found.lesson is not None
    assert found.lesson.media == {}
    told = {mistake.file: mistake.sentence for mistake in found.mistakes}
    assert told[str(tmp_path / "media" / name)].startswith(sentence)
    assert told[str(tmp_path / "lesson.md")] == f"There is no picture “{name}” in “media”."


def test_a_picture_of_too_many_pixels(tmp_path: Path) -> None:
    found = with_picture(tmp_path, "a.png", png(5000, 5000))
    assert found.mistakes[-1].sentence == "It is too large: over 16 million pixels."


# Fuzz


FUZZ = settings(
    max_examples=count(60, 2_000),
    deadline=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.function_scoped_fixture,
    ],
)
KEYS = sorted({key for table in TABLES.values() for key in table})
VALUES = st.one_of(
    st.sampled_from(
        (
            "1",
            "-1",
            "0.5",
            "nan",
            "inf",
            "1e400",
            "9" * 400,
            "true",
            "[]",
            "[[]]",
            "{}",
            '""',
            "''",
            "[1, [2]]",
            "1979-05-27",
            '"""\nx',
            '"\\u0000"',
            '"\\ud800"',
            "[{}]",
            "{ a = { b = 1 } }",
            "[[1], [2, 3]]",
            "x",
            "[" * 200,
            "[" * 3000,
            '"x"',
            "[1, 2, 3]",
            "[0, 1]",
            '["a"]',
            "0x" + "f" * 4000,
            "[{ text = 1 }]",
        )
    ),
    st.text(max_size=12).map(lambda text: f'"{text}"'),
    st.integers().map(str),
    st.floats().map(str),
)
LINES = st.one_of(
    st.sampled_from(
        (
            "+++",
            "~~~",
            "```",
            "~~~predict",
            "```experiment",
            "~~~ check",
            "> ~~~show",
            "- ~~~notes",
            "---",
            "$$",
            "## {predict}",
            "## A {}",
            "## A {#}",
            "## A {look run}",
            "## A {#a #b}",
            "### Words",
            "- **a**: b",
            "# One",
            "## {summary}",
            "## {python}",
            "```python",
            "![](a)",
            "![a](file:///etc/passwd)",
            "| a |",
            "[[options]]",
            "[options]",
            "=",
            "\x00",
            "\x1b[2J",
            "\u202e",
            "\x85\x0c",
            "<script>",
            "![",
            "****",
        )
    ),
    st.tuples(st.sampled_from(KEYS), VALUES).map(" = ".join),
    st.text(max_size=30),
)


def broken(data: st.DataObject) -> bytes:
    """A lesson with some lines changed, added, taken out or turned round; perhaps bytes that are none."""
    lines = data.draw(st.sampled_from([GOOD, PLANTED, SHOWN])).split("\n")
    for _ in range(data.draw(st.integers(1, 12))):
        at = data.draw(st.integers(0, len(lines)))
        kind = data.draw(st.sampled_from(["insert", "delete", "replace", "cut", "value", "twice"]))
        if kind == "insert" or at >= len(lines):
            lines.insert(at, data.draw(LINES))
        elif kind == "delete":
            del lines[at]
        elif kind == "replace":
            lines[at] = data.draw(LINES)
        elif kind == "cut":
            lines[at] = lines[at][: data.draw(st.integers(0, 40))]
        elif kind == "twice":
            lines.insert(at, lines[at])
        elif "=" in lines[at]:
            lines[at] = f"{lines[at].partition('=')[0]}= {data.draw(VALUES)}"
    content = "\n".join(lines).encode("utf-8", errors="replace")
    return content + data.draw(st.sampled_from([b"", b"", b"", b"\xff", b"\r", b"\xef\xbb\xbf"]))


@FUZZ
@given(data=st.data())
def test_a_broken_file_is_told_and_opened_as_far_as_it_can(data: st.DataObject, tmp_path: Path) -> None:
    path = tmp_path / "broken.md"
    content = broken(data)
    path.write_bytes(content)
    found = read_lesson(path)
    ends = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 1
    for mistake in found.mistakes:
        assert mistake.file == str(path)
        assert 0 <= mistake.line <= ends
        assert_sentence(mistake.sentence)
    assert (found.lesson is None) == (b"\0" in content)
    if found.lesson is not None:
        keys = [step.key for step in found.lesson.steps]
        assert len(keys) == len(set(keys))


@FUZZ
@given(data=st.data())
def test_a_broken_translation_leaves_the_lesson(data: st.DataObject, tmp_path: Path) -> None:
    folder = lesson_in(tmp_path)
    (folder / "lang" / "fr.md").write_bytes(broken(data))
    found = read_lesson(folder, "fr")
    assert found.lesson is not None
    assert [step.key for step in found.lesson.steps] == ["how-far-does-one-step-go", "it", "why"]
    for mistake in found.mistakes:
        assert mistake.file == str(folder / "lang" / "fr.md")
        assert_sentence(mistake.sentence)


@settings(max_examples=count(30, 500), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_zip_is_refused_or_opened(data: st.DataObject, tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.nnlesson", {"lesson.md": SHOWN, "media/cell.svg": SVG, "lang/fr.md": GOOD})
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(content)
    for mistake in read_lesson(path, "fr").mistakes:
        assert_sentence(mistake.sentence)


@settings(
    max_examples=count(25, 1_000),
    deadline=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.function_scoped_fixture,
    ],
)
@given(data=st.data())
def test_what_opens_of_a_broken_file_can_be_tried_out(data: st.DataObject, tmp_path: Path) -> None:
    """By a clock that lets no run go on for long."""
    path = tmp_path / "broken.md"
    path.write_bytes(broken(data))
    lesson = read_lesson(path).lesson
    if lesson is None:
        return
    mistakes, ticks = Mistakes("broken.md"), itertools.count()
    trial = Trial(lesson, mistakes, clock=lambda: float(next(ticks)))
    for step in lesson.steps:
        trial.step(step)
    check_structure(lesson, mistakes)
    for mistake in (*mistakes.all(), *mistakes.all(warnings=True)):
        assert_sentence(mistake.sentence)
