"""``nnviz export``: a run, or a saved network, taken out in a form of other programs."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from threadpoolctl import threadpool_limits

from nnviz.cli import parser as read
from nnviz.cli.ending import say
from nnviz.cli.parser import Parser
from nnviz.data.saving import save_bytes
from nnviz.drawing.notebook import draw
from nnviz.files.exchange.formats import FORMATS, take_out
from nnviz.files.exchange.subjects import subject_of
from nnviz.files.exchange.trained import scaled_answers
from nnviz.files.outputs import check_outputs
from nnviz.said import translate

#: How the file of a lesson ends; a folder is one too.
LESSONS = (".nnlesson", ".md")


def main(arguments: Sequence[str]) -> int:
    """Write the file, and what belongs beside it; print what was written."""
    options = _parser().parse_args(arguments)
    kind = _kind(options)
    check_outputs({"OUT": options.out}, {"FILE": options.file})
    if options.file.is_dir() or options.file.suffix.lower() in LESSONS:
        return _lesson(options.file, options.out, kind)
    with threadpool_limits(limits=1, user_api="blas"):
        subject = subject_of(options.file, options.run, options.network)
        if FORMATS[kind].drawn and subject.snapshot is not None:
            subject = replace(subject, diagram=draw(subject.snapshot).svg)
        written = take_out(subject, kind, options.out, keep=(options.file,))
    target = scaled_answers(subject) if kind == "safetensors" else None
    if target is not None:
        text = translate(
            "Cli",
            "Its answers are scaled: “{name}” is answer / {factor:.9g} + {offset:.9g}, as “target” says in "
            "the file.",
        )
        say(text.format(name=target.name, factor=target.factor, offset=target.offset))
    print(" ".join(f"“{path}”" for path in written))
    return 0


def _lesson(path: Path, out: Path, kind: str) -> int:
    """Write a lesson as a notebook; it can be nothing else."""
    from nnviz.lessons.notebook import lesson_notebook
    from nnviz.lessons.reading import read_lesson

    if kind != "notebook":
        raise ValueError(
            translate("Cli", "A lesson can be taken out as a notebook, not as {kind}.").format(kind=kind)
        )
    read = read_lesson(path)
    if read.lesson is None:
        raise ValueError(read.mistakes[0].sentence)
    save_bytes(out, lesson_notebook(read.lesson))
    print(f"“{out}”")
    return 0


def _kind(options: Namespace) -> str:
    """The form that is asked for, or that the ending of the file says."""
    if options.kind:
        if options.kind not in FORMATS:
            raise ValueError(
                translate("Cli", "There is no form “{kind}” to take out; there are {kinds}.").format(
                    kind=options.kind, kinds=", ".join(FORMATS)
                )
            )
        return str(options.kind)
    ending = options.out.suffix.lower()
    known = [name for name, entry in FORMATS.items() if entry.ending == ending]
    if len(known) != 1:
        raise ValueError(
            translate("Cli", "Say with --as what “{out}” is to be: {kinds}.").format(
                out=options.out, kinds=", ".join(known or FORMATS)
            )
        )
    return known[0]


def _parser() -> Parser:
    kinds = "\n".join(f"  {name:12}{entry.label}: {entry.purpose}" for name, entry in FORMATS.items())
    parser = Parser(
        prog="nnviz export",
        description=translate(
            "Cli",
            "Take out a run of a project, or a network that nnviz train saved: as a program, as a model, as "
            "what came of it.",
        ),
        epilog=f"forms:\n{kinds}",
        raw=True,
    )
    add = parser.add_argument
    add(
        "file",
        type=Path,
        metavar="FILE",
        help=translate("Cli", "a project (.nnviz), what --save wrote, or a lesson"),
    )
    add("out", type=Path, metavar="OUT", help=translate("Cli", "the file to write"))
    add(
        "--as",
        dest="kind",
        type=read.name,
        default="",
        metavar="FORM",
        help=translate("Cli", "the form, one of those below (default: what the ending of OUT says)"),
    )
    add(
        "--run",
        default="",
        metavar="LETTER",
        help=translate("Cli", "the run of the project (default: the current one)"),
    )
    add(
        "--network",
        default="",
        metavar="NAME",
        help=translate("Cli", "of several networks the one to take out (default: the first)"),
    )
    return parser
