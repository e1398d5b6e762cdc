"""A lesson in another language: a file ``lang/fr.md`` with what is said, step by step by its key."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from nnviz.lessons.blocks import Block
from nnviz.lessons.lesson import Check, Lesson, Predict, Show, Step
from nnviz.lessons.markup import Markup, Section, decoded, parted
from nnviz.lessons.mistakes import Mistakes, unknown
from nnviz.lessons.sections import code_of, lines_of, summary_of, taken_out
from nnviz.lessons.vocabulary import SECTIONS, TRANSLATED
from nnviz.said import translate

_Said = dict[str, Any]


def translated(lesson: Lesson, content: bytes, language: str, mistakes: Mistakes) -> Lesson:
    """The lesson with all that the file says in that language; what it lacks stays as it is, and is told.

    Raises ``ValueError`` with one sentence for what is no text.
    """
    markup = parted(decoded(content, mistakes), mistakes)
    front: _Said = {}
    if markup.front is not None:
        front = Block("front", markup.front, markup.front_line, mistakes, TRANSLATED).values
    steps = {step.key: step for step in lesson.steps}
    found: dict[str, Step] = {}
    for section in markup.sections:
        if section.kind in SECTIONS:
            continue
        if not section.key:
            text = translate("Lessons", "The step says no key: write that of the original, as “{{#key}}”.")
            mistakes.add(section.line, text.format())
        elif section.key not in steps:
            mistakes.add(section.line, unknown(translate("Lessons", "step"), section.key, steps))
        elif section.key in found:
            text = translate("Lessons", "The step “{key}” is here twice.").format(key=section.key)
            mistakes.add(section.line, text)
        else:
            found[section.key] = _step(steps[section.key], section, markup, mistakes)
    for key in steps:
        if key not in found:
            text = translate("Lessons", "The step “{key}” is missing in this language.").format(key=key)
            mistakes.add(0, text, warning=True)
    lesson = replace(lesson, **front, language=language)
    if intro := markup.text_of(markup.intro):
        lesson = replace(lesson, intro=intro)
    for section in markup.sections:
        if section.kind == "summary":
            summary, words = summary_of(section, markup, mistakes)
            lesson = replace(lesson, summary=summary, words=words)
        elif section.kind == "python":
            lesson = replace(lesson, python=code_of(section, mistakes) or lesson.python)
    return replace(lesson, steps=tuple(found.get(step.key, step) for step in lesson.steps))


def _step(step: Step, section: Section, markup: Markup, mistakes: Mistakes) -> Step:
    said: _Said = {"title": section.title or step.title}
    if body := markup.text_of(section, lines_of(taken_out(section))):
        said["body"] = body
    if notes := [fence.text.strip() for fence in section.fences if fence.kind == "notes"]:
        said["notes"] = "\n\n".join(notes)
    for fence in section.fences:
        part: Predict | Check | Show | None = (
            getattr(step, fence.kind, None) if fence.kind in _PARTS else None
        )
        if fence.kind not in _PARTS:
            if fence in taken_out(section) and fence.kind != "notes":
                mistakes.add(
                    fence.line, unknown(translate("Lessons", "translated block"), fence.kind, _PARTS)
                )
        elif part is None:
            text = translate("Lessons", "The step has no “{kind}” in the original.").format(kind=fence.kind)
            mistakes.add(fence.line, text)
        else:
            block = Block(fence.kind, fence.text, fence.line, mistakes, TRANSLATED)
            said[fence.kind] = _merged(part, block)
    return replace(step, **said)


_PARTS = ("show", "predict", "check", "puzzle")


def _merged(part: Any, block: Block) -> Any:
    """The part with what the block says; lists item by item, which must be as many."""
    said = dict(block.values)
    for name in ("options", "feedback", "hints"):
        if name not in said:
            continue
        own = getattr(part, name)
        if len(own) != len(said[name]):
            text = translate("Lessons", "“{name}” has {count} items, and {own} in the original.")
            block.wrong(text.format(name=name, count=len(said[name]), own=len(own)), name)
            del said[name]
        elif name != "hints":
            said[name] = tuple(replace(one, **new) for one, new in zip(own, said[name], strict=True))
    return replace(part, **said)
