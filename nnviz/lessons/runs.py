"""The runs of a step, as its ``experiment`` blocks ask for them, alone or like one of before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from nnviz.lessons.blocks import Block
from nnviz.lessons.lesson import Asked, Step
from nnviz.lessons.mistakes import unknown
from nnviz.said import translate

#: Keys of a block that are fields of ``Asked`` and not settings.
_OWN = ("name", "rows", "targets", "classes", "bias", "weights", "at", "until", "then", "sample", "allow")


def runs_from(blocks: Iterable[Block], key: str, steps: Sequence[Step]) -> tuple[Asked, ...]:
    """The runs of the step of that ``key`` after those ``steps``, those of the last where it has none."""
    runs: list[Asked] = []
    for block in (usable := [block for block in blocks if not block.spoilt]):
        earlier = {step.key: step.runs for step in steps} | {key: tuple(runs)}
        asked = _like(block, _asked(block), {name: known for name, known in earlier.items() if known})
        if asked.name in {run.name for run in runs}:
            text = translate("Lessons", "Another run of this step is called “{name}” already.")
            block.wrong(text.format(name=asked.name), "name")
        else:
            runs.append(asked)
    return tuple(runs) if usable or not steps else steps[-1].runs


def _asked(block: Block) -> Asked:
    values = dict(block.values)
    if "rows" in values and "data" in values:
        block.wrong(translate("Lessons", "“rows” are the data: there is no “data” beside them."), "data")
    if "rows" in values and len(values["rows"][0]) <= values.get("targets", 1):
        block.wrong(translate("Lessons", "A row needs at least one input before its targets."), "rows")
        del values["rows"]
    own = {name: values[name] for name in _OWN if name in values}
    if not isinstance(own.get("classes", True), bool):
        del own["classes"]  # how many there are, which is a setting
    settings = {name: value for name, value in values.items() if name not in own and name != "like"}
    return Asked(line=block.line, settings=settings, **own)


def _like(block: Block, asked: Asked, earlier: dict[str, tuple[Asked, ...]]) -> Asked:
    """The run with all that it has from the one of another step, or of its own, that it is ``like``."""
    wanted = block.values.get("like")
    if wanted is None:
        return asked
    if wanted not in earlier:
        block.wrong(unknown(translate("Lessons", "earlier step with a run"), wanted, earlier), "like")
        return asked
    base = next((run for run in earlier[wanted] if run.name == asked.name), earlier[wanted][0])
    given = {name: getattr(asked, name) for name in block.values if name in _OWN}
    if not isinstance(block.values.get("classes", True), bool):
        del given["classes"]
    settings = {**base.settings, **asked.settings}
    return replace(base, **{**given, "name": asked.name, "line": asked.line, "settings": settings})
