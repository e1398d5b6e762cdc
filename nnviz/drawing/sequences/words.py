"""What is said of a cell of the stage: where the pointer is, and to who cannot see it."""

from __future__ import annotations

from nnviz.drawing.numbers import fitted, percent
from nnviz.drawing.sequences.content import Content, Strip
from nnviz.drawing.sequences.log_axis import ratio_words
from nnviz.said import Sentence, joined, translate


def unit_title(content: Content, unit: int) -> Sentence:
    """``cell 4``, ``unit 4``."""
    return translate("Sequences", "{unit} {n}").format(unit=content.layer.scheme.unit, n=unit + 1)


def folded_words(shown: int, units: int) -> Sentence:
    """How many of the units have a row."""
    return translate("Sequences", "{n} of {all}").format(n=shown, all=units)


def cell_words(content: Content, strip: Strip, unit: int, step: int) -> Sentence:
    """A cell of a strip: ``f (keep) of cell 4 at step 14: 0.702; colours are full at 1``."""
    return translate(
        "Sequences",
        "{name} ({word}) of {unit} at step {step}: {value}. Colours are full at {full}; 0 has none.",
    ).format(
        name=strip.name,
        word=strip.word,
        unit=unit_title(content, unit),
        step=step + 1,
        value=fitted(float(strip.values[unit, step]), 3),
        full=fitted(strip.full, 2),
    )


def conveyor_words(content: Content, unit: int, step: int) -> Sentence:
    """``cell 4 at step 14: kept +1.615 + written −0.230 = 1.385; forgotten +0.694``."""
    made = content.conveyor
    held = fitted(float(made.held[unit, step]), 3, sign=True)
    if made.kept is None:
        return translate("Sequences", "{unit} at step {step}: {held}, written anew").format(
            unit=unit_title(content, unit), step=step + 1, held=held
        )
    return translate(
        "Sequences", "{unit} at step {step}: kept {kept}, written {written}: {held}; forgotten {forgotten}"
    ).format(
        unit=unit_title(content, unit),
        step=step + 1,
        kept=fitted(float(made.kept[unit, step]), 3, sign=True),
        written=fitted(float(made.written[unit, step]), 3, sign=True),
        held=held,
        forgotten=fitted(float(made.forgotten[unit, step]), 3, sign=True),
    )


def read_words(content: Content, step: int) -> Sentence:
    """What is read at a step, and how much blame there is for it."""
    symbol = content.reads.text(step)
    text = translate("Sequences", "Step {step} reads {symbol}.").format(step=step + 1, symbol=symbol)
    if content.reads.symbols and not symbol:
        text = translate("Sequences", "Step {step} reads nothing: the sequence is over.").format(
            step=step + 1
        )
    if not content.reads.symbols:
        text = translate("Sequences", "Step {step} reads {numbers}.").format(
            step=step + 1, numbers=", ".join(fitted(float(v), 2) for v in content.reads.values[:, step])
        )
    if content.slopes is None:
        return text
    slope = translate("Sequences", "|∂L/∂x| there is {value}.").format(
        value=fitted(float(content.slopes[step]), 4)
    )
    return joined((text, slope))


def asked_words(content: Content, step: int) -> Sentence | str:
    """What the network says at a step, with its share."""
    asked = content.asked
    if asked is None:
        return ""
    if not asked.names:
        return translate("Sequences", "At step {step} it says {value}.").format(
            step=step + 1, value=fitted(float(asked.outputs[step, 0]), 3)
        )
    if asked.every_step and not asked.asks[step]:
        return translate("Sequences", "At step {step} nothing is asked.").format(step=step + 1)
    said = int(asked.said[step])
    text = translate("Sequences", "Asked at step {step} it would say {name} ({share}).")
    if asked.every_step:
        text = translate("Sequences", "At step {step} it says {name} ({share}).")
    share = float(asked.shares()[step, said])
    return text.format(step=step + 1, name=asked.name(said), share=percent(share))


def blame_words(content: Content, step: int) -> Sentence | str:
    """How much blame gets back to a step."""
    if content.blame is None:
        return ""
    found = [
        translate("Sequences", "{line}: {value}").format(
            line=line.name, value=ratio_words(float(line.values[step])) or "–"
        )
        for line in content.blame.lines
    ]
    return translate("Sequences", "Blame at step {step}, as a share of the last step's: {lines}.").format(
        step=step + 1, lines=joined(found, ", ")
    )


def step_words(content: Content, unit: int, step: int) -> Sentence:
    """All that a step has, for who cannot see it."""
    parts = (
        read_words(content, step),
        conveyor_words(content, unit, step),
        asked_words(content, step),
        blame_words(content, step),
    )
    return joined([part for part in parts if part])
