"""``nnviz lesson answers``: what a class has handed in, as a spread and a table."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nnviz.said import translate

if TYPE_CHECKING:
    from nnviz.lessons.lesson import Lesson


def add_answers(commands: Any) -> None:
    """Add the command and its options to those of ``nnviz lesson``."""
    answers = commands.add_parser(
        "answers",
        help=translate("Cli", "put the answers of a class into a table"),
        description=translate(
            "Cli",
            "Read the files of answers (.nnanswers) in a folder, say how they are spread, and write a table. "
            "These files are not proof against tampering.",
        ),
    )
    answers.add_argument("folder", type=Path, metavar="FOLDER", help=translate("Cli", "where the files are"))
    answers.add_argument(
        "--csv",
        type=Path,
        metavar="OUT.csv",
        help=translate("Cli", "write a line for each answer here"),
    )
    answers.add_argument(
        "--lesson",
        type=Path,
        metavar="PATH",
        help=translate("Cli", "the lesson, where it is none of the course: its questions are named"),
    )
    answers.add_argument(
        "--hide-names", action="store_true", help=translate("Cli", "numbers in place of names")
    )


def tell_answers(options: Namespace) -> int:
    """Print how the answers to each question are spread; what is wrong with a file goes to the end."""
    from nnviz.data.saving import save_bytes
    from nnviz.files.outputs import check_outputs
    from nnviz.lessons.collected import as_csv, collect, spreads

    check_outputs({"--csv": options.csv})
    known = _known(options.lesson)
    collected = collect(options.folder, known, hidden=options.hide_names)
    for spread in spreads(collected, known):
        text = translate("Cli", "{lesson}: {question} {count} answered, {right} of {revealed} right").format(
            lesson=spread.lesson,
            question=spread.question,
            count=spread.count,
            right=spread.right,
            revealed=spread.revealed,
        )
        print(text)
        for answer, count in spread.answers:
            print(f"{count:6}  {answer}")
    for note in collected.notes:
        print(note)
    if options.csv is not None:
        save_bytes(options.csv, as_csv(collected, known).encode("utf-8-sig"))
    return 0


def _known(path: Path | None) -> Callable[[str], Lesson | None]:
    """The lessons that answers can be of: the course's, and the one at ``path``."""
    from nnviz.lessons.course import entry_of
    from nnviz.lessons.reading import read_lesson

    own = None
    if path is not None:
        read = read_lesson(path)
        if read.lesson is None:
            raise ValueError(read.mistakes[0].sentence)
        own = read.lesson

    @cache
    def known(name: str) -> Lesson | None:
        if own is not None and own.id == name:
            return own
        entry = entry_of(name)
        return None if entry is None else entry.read().lesson

    return known
