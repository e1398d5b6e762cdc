"""``nnviz lesson print``: a lesson as a PDF, for the class or, with the key, for the teacher."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Any

from nnviz.cli.progress import Progress
from nnviz.said import translate


def add_print(commands: Any) -> None:
    """Add the command and its options to those of ``nnviz lesson``."""
    parser = commands.add_parser(
        "print",
        help=translate("Cli", "save a lesson as a PDF"),
        description=translate("Cli", "Save a lesson as a PDF: text, questions, summary and words."),
    )
    parser.add_argument(
        "path", type=Path, metavar="PATH", help=translate("Cli", "a lesson's folder, .nnlesson or .md file")
    )
    parser.add_argument("output", type=Path, metavar="OUT.pdf", help=translate("Cli", "the file to write"))
    parser.add_argument(
        "--key",
        action="store_true",
        help=translate("Cli", "with what is right, worked out now, and the teacher's notes"),
    )
    parser.add_argument(
        "--language",
        default="",
        metavar="CODE",
        help=translate("Cli", "in that language, as “fr”, where the lesson is there in it"),
    )


def print_lesson(options: Namespace) -> int:
    """Write the PDF. Raises ``ValueError`` with one sentence for a lesson that cannot be opened."""
    from nnviz.data.saving import save_bytes
    from nnviz.files.outputs import check_output
    from nnviz.lessons.key import key_of
    from nnviz.lessons.reading import read_lesson

    check_output(options.output)
    read = read_lesson(options.path, options.language)
    if read.lesson is None:
        raise ValueError(read.mistakes[0].sentence)
    key = None
    if options.key:
        with Progress() as progress:
            key = key_of(read.lesson, progress.show_share)
    from nnviz.app.printing import pdf_of

    save_bytes(options.output, pdf_of(read.lesson, key))
    return 0
