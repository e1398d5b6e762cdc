"""Checking a lesson: its file, how it is built, its words, and a trial of all its runs and truths."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from nnviz.files.lesson_files import MAIN, read_files
from nnviz.lessons.markup import decoded, parted
from nnviz.lessons.mistakes import Mistake, Mistakes
from nnviz.lessons.reading import read_lesson
from nnviz.lessons.structure import check_structure
from nnviz.lessons.trial import Trial
from nnviz.lessons.wording import check_words
from nnviz.said import translate


def check_lesson(path: Path, told: Callable[[float], None] = lambda share: None) -> tuple[Mistake, ...]:
    """All mistakes and warnings, by file and line; ``told`` is given the share that has been tried out."""
    read = read_lesson(path)
    found = {*read.mistakes, *read.warnings}
    if read.lesson is None:
        return tuple(sorted(found))
    for language in read.languages[1:]:
        other = read_lesson(path, language)
        found |= {*other.mistakes, *other.warnings}
    files = read_files(path)
    mistakes = Mistakes(files.named(files.main))
    if read.lesson.language.startswith("en"):
        unheard = Mistakes("")
        check_words(parted(decoded(files.text, unheard), unheard), mistakes)
    check_structure(read.lesson, mistakes)
    trial = Trial(read.lesson, mistakes)
    for number, step in enumerate(read.lesson.steps, start=1):
        trial.step(step)
        told(number / len(read.lesson.steps))
    return tuple(sorted(found | {*mistakes.all(), *mistakes.all(warnings=True)}))


def lessons_in(path: Path) -> tuple[Path, ...]:
    """The lesson at ``path``, or all in the folder that it is.

    Raises ``ValueError`` with one sentence if there is none.
    """
    try:
        if not path.is_dir() or (path / MAIN).exists():
            return (path,)
        found = tuple(_inside(path))
    except OSError as error:
        raise ValueError(
            translate("Lessons", "“{path}” cannot be read: {why}.").format(path=path, why=error.strerror)
        ) from None
    if not found:
        raise ValueError(
            translate("Lessons", "“{path}” is no lesson, and there is none in it.").format(path=path)
        )
    return found


def _inside(folder: Path) -> Iterator[Path]:
    for inner in sorted(folder.iterdir()):
        if inner.suffix.lower() == ".nnlesson" or (inner / MAIN).is_file():
            yield inner
