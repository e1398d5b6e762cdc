"""The data sets of sequences, in the order in which they are offered: lines of the table of data sets."""

from __future__ import annotations

from collections.abc import Callable

from nnviz.data.dataset import Kind, RawData
from nnviz.data.sequences.anbn import anbn
from nnviz.data.sequences.digit_rows import digit_rows
from nnviz.data.sequences.digits_again import reverse, sort
from nnviz.data.sequences.echo import echo
from nnviz.data.sequences.names import names
from nnviz.data.sequences.rhyme import rhyme
from nnviz.data.sequences.sine_sequence import sine_sequence
from nnviz.data.sequences.temporal_order import temporal_order
from nnviz.data.source import Source
from nnviz.said import translate


def _made(
    name: str,
    label: str,
    purpose: str,
    make: Callable[..., RawData],
    takes: tuple[str, ...] = (),
    *,
    share: float = 0.2,
    kind: Kind = "classification",
    at_the_end: bool = False,
) -> Source:
    return Source(
        name,
        label,
        purpose,
        "none",
        "sequences",
        kind,
        make=make,
        takes=takes,
        test_share=share,
        every_step=not at_the_end,
    )


SEQUENCES: tuple[Source, ...] = (
    _made(
        "temporal_order",
        translate("Data", "Temporal order"),
        translate("Data", "Which of two keys came first, asked long after both: needs a memory."),
        temporal_order,
        ("length",),
        share=0.3333,
        at_the_end=True,
    ),
    _made(
        "echo",
        translate("Data", "Echo"),
        translate("Data", "Say each letter again some steps after it was read."),
        echo,
        ("length", "delay"),
    ),
    Source(
        "anbn",
        translate("Data", "As many b as a"),
        translate("Data", "1 to 10 a, then b: say when there are as many. Needs to count."),
        "none",
        "sequences",
        load=anbn,
        whole=True,
        every_step=True,
    ),
    _made(
        "rhyme",
        translate("Data", "Rhyme"),
        translate("Data", "“Twinkle, twinkle, little star”: foretell each next character."),
        rhyme,
    ),
    _made(
        "names",
        translate("Data", "Names"),
        translate("Data", "400 invented names: foretell each next letter, and the end."),
        names,
    ),
    Source(
        "digit_rows",
        translate("Data", "Digits row by row"),
        translate("Data", "The digits of 8×8 pixels, of which a row is read at each step."),
        "sixteenth",
        "sequences",
        load=digit_rows,
    ),
    _made(
        "sine_sequence",
        translate("Data", "Sine"),
        translate("Data", "A sine of one frequency, begun anywhere: foretell each next value."),
        sine_sequence,
        ("length",),
        kind="regression",
    ),
    _made(
        "reverse",
        translate("Data", "Reverse"),
        translate("Data", "Say six digits backwards: each answer stands mirrored in what was read."),
        reverse,
        share=0.1111,
    ),
    _made(
        "sort",
        translate("Data", "Sort"),
        translate("Data", "Say six digits again, the smallest first."),
        sort,
        share=0.1111,
    ),
)
