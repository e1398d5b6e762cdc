"""``nnviz lesson``: begin, check, present and print lessons, collect what a class has answered."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from nnviz.cli.lesson_answers import add_answers, tell_answers
from nnviz.cli.lesson_print import add_print, print_lesson
from nnviz.cli.lesson_shots import add_shots, save_shots
from nnviz.cli.parser import Parser
from nnviz.cli.progress import Progress
from nnviz.said import translate

if TYPE_CHECKING:
    from nnviz.lessons.back_row import BackRow
    from nnviz.lessons.mistakes import Mistake


def main(arguments: Sequence[str]) -> int:
    """Do what is asked for; the exit status of ``check --strict`` is 1 if there are warnings alone."""
    options = _parser().parse_args(arguments)
    commands: dict[str, Callable[[Namespace], int]] = {
        "new": _new,
        "check": _check,
        "present": _present,
        "print": print_lesson,
        "shots": save_shots,
        "answers": tell_answers,
    }
    return commands[options.command](options)


def _parser() -> Parser:
    parser = Parser(
        prog="nnviz lesson",
        description=translate("Cli", "Write lessons: docs/lessons.md says what stands in one."),
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    new = commands.add_parser("new", help=translate("Cli", "begin a lesson in a new folder"))
    new.add_argument("folder", type=Path, metavar="DIR", help=translate("Cli", "the folder"))
    check = commands.add_parser(
        "check",
        help=translate("Cli", "list what is wrong with lessons"),
        description=translate(
            "Cli",
            "List all mistakes of lessons as FILE:LINE: sentence, then those found by trying every run and "
            "question out. The exit status is 2 if there are any.",
        ),
    )
    check.add_argument(
        "paths",
        nargs="+",
        type=Path,
        metavar="PATH",
        help=translate("Cli", "a lesson's folder, .nnlesson or .md file, or a folder of lessons"),
    )
    check.add_argument(
        "--strict", action="store_true", help=translate("Cli", "warnings count too, as exit status 1")
    )
    check.add_argument(
        "--rows",
        type=int,
        metavar="N",
        help=translate("Cli", "warn too of what the back row cannot read in the room, of so many rows"),
    )
    present = commands.add_parser(
        "present",
        help=translate("Cli", "present a lesson to a class, on two screens if there are two"),
    )
    present.add_argument(
        "path", type=Path, metavar="PATH", help=translate("Cli", "a lesson's folder, .nnlesson or .md file")
    )
    present.add_argument(
        "--step",
        type=int,
        default=1,
        metavar="N",
        help=translate("Cli", "begin at that step, counted from 1, without the title"),
    )
    add_print(commands)
    add_shots(commands)
    add_answers(commands)
    return parser


def _new(options: Namespace) -> int:
    from nnviz.lessons.beginning import begin_lesson

    print(begin_lesson(options.folder))
    return 0


def _check(options: Namespace) -> int:
    """Print a line for each mistake and warning. Raises ``ValueError`` with how many mistakes there are."""
    from nnviz.lessons.back_row import BackRow
    from nnviz.lessons.checking import check_lesson, lessons_in

    if options.rows is not None and options.rows < 1:
        raise ValueError(translate("Cli", "A room has 1 row or more, not {rows}.").format(rows=options.rows))
    row = None if options.rows is None else BackRow.of_rows(options.rows)
    paths = [path for given in options.paths for path in lessons_in(given)]
    mistakes = warnings = 0
    with Progress() as progress:
        for number, path in enumerate(paths):

            def show(share: float, before: int = number) -> None:
                progress.show_share((before + share) / len(paths))

            for found in sorted((*check_lesson(path, show), *_too_small(path, row))):
                mistakes += not found.warning
                warnings += found.warning
                print(found, flush=True)
    if mistakes:
        text = translate("Cli", "There are {count} mistakes.")
        if mistakes == 1:
            text = translate("Cli", "There is 1 mistake.")
        raise ValueError(text.format(count=mistakes))
    return 1 if warnings and options.strict else 0


def _too_small(path: Path, row: BackRow | None) -> tuple[Mistake, ...]:
    """What that row cannot read; nothing where none is asked about."""
    from nnviz.files.lesson_files import read_files
    from nnviz.lessons.reading import read_lesson

    lesson = None if row is None else read_lesson(path).lesson
    if row is None or lesson is None:
        return ()
    from nnviz.app.room_check import check_room

    files = read_files(path)
    return check_room(lesson, files.named(files.main), row)


def _present(options: Namespace) -> int:
    """Present until that is ended. Raises ``ValueError`` where nothing of the lesson can be shown."""
    from nnviz.lessons.reading import read_lesson

    read = read_lesson(options.path)
    lesson = read.lesson
    if lesson is None or not lesson.steps:
        first = next(iter(read.mistakes), None)
        raise ValueError(
            translate("Cli", "“{path}” has no step to present.").format(path=options.path)
            if first is None
            else str(first)
        )
    if not 1 <= options.step <= len(lesson.steps):
        raise ValueError(
            translate("Cli", "“{path}” has {count} steps; there is no step {step}.").format(
                path=options.path, count=len(lesson.steps), step=options.step
            )
        )
    from nnviz.app import presenting

    return presenting.run(["nnviz"], lesson, options.step - 1)
