"""Reading a lesson: everything that is wrong with its files, and the lesson as far as it can be opened."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from nnviz.files.lesson_files import LessonFiles, read_files
from nnviz.files.lesson_media import check_picture
from nnviz.lessons.blocks import Block, check_from, predict_from, show_from
from nnviz.lessons.lesson import KINDS, Lesson, Show, Step
from nnviz.lessons.markup import DOORS, Fence, Markup, Section, decoded, parted
from nnviz.lessons.mistakes import Mistake, Mistakes, unknown
from nnviz.lessons.runs import runs_from
from nnviz.lessons.sections import code_of, lines_of, slug, summary_of, taken_out
from nnviz.lessons.translated import translated
from nnviz.lessons.vocabulary import BLOCKS, CODE, FORMAT, MOST_STEPS, SECTIONS
from nnviz.said import translate
from nnviz.training.workspaces import WORKSPACES


@dataclass(frozen=True)
class Read:
    """What came of reading: the lesson, None if there is nothing to open; all mistakes, by file and line;
    the languages that it is there in, its own first; and what is no mistake, but better mended."""

    lesson: Lesson | None
    mistakes: tuple[Mistake, ...] = ()
    languages: tuple[str, ...] = ()
    warnings: tuple[Mistake, ...] = ()


def read_lesson(path: Path, language: str = "") -> Read:
    """The lesson in a folder, a ``*.nnlesson`` or a ``.md``, in that language where it is there in it.

    Nothing is raised for what is wrong with it.
    """
    try:
        files = read_files(path)
    except ValueError as sentence:
        return Read(None, (Mistake(str(path), 0, str(sentence)),))
    found = [Mistake(files.named(name), 0, why) for name, why in files.faults.items()]
    media = {}
    for name, content in files.media.items():
        try:
            check_picture(name, content)
            media[name] = content
        except ValueError as sentence:
            found.append(Mistake(files.named(name), 0, str(sentence)))
    mistakes = Mistakes(files.named(files.main))
    try:
        markup = parted(decoded(files.text, mistakes), mistakes)
    except ValueError as sentence:
        return Read(None, (*found, Mistake(files.named(files.main), 0, str(sentence))))
    lesson = replace(_Reader(markup, mistakes, frozenset(media), path.stem).lesson(), media=media)
    found += mistakes.all()
    languages = (lesson.language, *(name for name in sorted(files.languages) if name != lesson.language))
    warnings = mistakes.all(warnings=True)
    if language in files.languages and language != lesson.language:
        lesson, said = _in_language(lesson, files, language)
        found += said.all()
        warnings += said.all(warnings=True)
    return Read(lesson, tuple(sorted(found)), languages, warnings)


def read_front(path: Path) -> Lesson | None:
    """The lesson without its steps, for a list of lessons; None if it cannot be opened."""
    try:
        files = read_files(path, only_text=True)
        text, _, _ = decoded(files.text, Mistakes("")).partition("\n## ")
    except ValueError:
        return None
    markup = parted(text, Mistakes(""))
    front = _Reader(markup, Mistakes(""), frozenset(), path.stem).front()
    return replace(front, intro=markup.text_of(markup.intro), digest="")


def _in_language(lesson: Lesson, files: LessonFiles, language: str) -> tuple[Lesson, Mistakes]:
    mistakes = Mistakes(files.named(f"lang/{language}.md"))
    try:
        lesson = translated(lesson, files.languages[language], language, mistakes)
    except ValueError as sentence:
        mistakes.add(0, str(sentence))
    return lesson, mistakes


class _Reader:
    """Makes the lesson of a text that has been taken apart, and tells every mistake."""

    def __init__(self, markup: Markup, mistakes: Mistakes, media: frozenset[str], stem: str) -> None:
        self._markup, self._mistakes, self._media, self._stem = markup, mistakes, media, stem
        self._steps: list[Step] = []

    def lesson(self) -> Lesson:
        """All of it."""
        markup, front = self._markup, self.front()
        self._check_pictures(markup.intro)
        self._check_code(markup.intro)
        summary, python = "", ""
        words: tuple[tuple[str, str], ...] = ()
        for section in markup.sections:
            self._check_pictures(section)
            self._check_links(section)
            if section.kind in SECTIONS:
                self._check_code(section)
            if section.kind == "summary":
                summary, words = summary_of(section, markup, self._mistakes)
            elif section.kind == "python":
                python = code_of(section, self._mistakes)
            elif len(self._steps) == MOST_STEPS:
                text = translate("Lessons", "A lesson has at most {most} steps.")
                self._wrong(section.line, text.format(most=MOST_STEPS))
                break
            else:
                self._steps.append(self._step(section))
        if not self._steps:
            text = translate("Lessons", "There is no step: that is a heading as “## How far? {{predict}}”.")
            self._wrong(len(markup.lines), text.format())
        return replace(
            front,
            steps=tuple(self._steps),
            summary=summary,
            words=words,
            python=python,
            intro=markup.text_of(markup.intro, lines_of(taken_out(markup.intro))),
        )

    def front(self) -> Lesson:
        """What the front matter says."""
        markup = self._markup
        values: dict[str, Any] = {}
        if markup.front is not None:
            block = Block("front", markup.front, markup.front_line, self._mistakes)
            values = dict(block.values)
            if (written := values.pop("format", FORMAT)) != FORMAT:
                text = translate("Lessons", "It is of format {written}; this nnviz reads format {format}.")
                block.wrong(text.format(written=written, format=FORMAT), "format")
        values.setdefault("id", slug(self._stem))
        values.setdefault("title", self._stem)
        for name in ("prerequisites",):
            values[name] = tuple(values.get(name, ()))
        whole = "\n".join(markup.lines).strip()
        return Lesson(**values, digest=hashlib.sha256(whole.encode()).hexdigest()[:16])

    def _wrong(self, line: int, sentence: str) -> None:
        self._mistakes.add(line, sentence)

    def _check_code(self, section: Section) -> None:
        """What is no step has code alone."""
        for fence in section.fences:
            self._is_block(fence, ())

    def _check_pictures(self, section: Section) -> None:
        for picture in section.pictures:
            self._check_there(picture.source, picture.line)
            if not picture.alt.strip():
                self._mistakes.add(picture.line, _no_alternative(), warning=True)

    def _check_links(self, section: Section) -> None:
        """A link is a door to a workspace or to a lesson."""
        for link in section.links:
            kind, _, name = link.target.partition(":")
            if kind == "workspace" and name not in WORKSPACES:
                self._wrong(link.line, unknown(translate("Lessons", "workspace"), name, WORKSPACES))
            elif kind not in DOORS:
                text = translate(
                    "Lessons",
                    "A link leads to “workspace:NAME” or “lesson:ID” alone; this one is plain text.",
                )
                self._mistakes.add(link.line, text, warning=True)

    def _check_there(self, source: str, line: int) -> None:
        if source in self._media:
            return
        if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//", source):
            text = translate("Lessons", "Nothing is loaded from elsewhere: put the picture into “media”.")
            self._wrong(line, text)
            return
        name = source.removeprefix("media/")
        names = [known.removeprefix("media/") for known in sorted(self._media)]
        if names:
            self._wrong(line, unknown(translate("Lessons", "picture in “media”"), name, names))
        else:
            text = translate("Lessons", "There is no picture “{name}” in “media”.").format(name=name[:40])
            self._wrong(line, text)

    def _step(self, section: Section) -> Step:
        kind = self._kind(section)
        key = self._key(section)
        blocks = self._blocks(section)
        runs = runs_from(blocks["experiment"], key, self._steps)
        show = show_from(blocks["show"][0]) if blocks["show"] else Show()
        if show.picture:
            self._check_there(show.picture, blocks["show"][0].line_of("picture"))
            if not show.alt:
                line = blocks["show"][0].line_of("picture")
                self._mistakes.add(line, _no_alternative(), warning=True)
        predict = [predict_from(block) for block in blocks["predict"]]
        check = [check_from(block) for block in blocks["check"] if not block.spoilt]
        puzzle = [check_from(block) for block in blocks["puzzle"] if not block.spoilt]
        if kind == "predict" and not blocks["predict"]:
            self._wrong(section.line, translate("Lessons", "A step “predict” needs a “predict” block."))
        if kind == "make" and not blocks["puzzle"] and not blocks["check"]:
            self._wrong(
                section.line, translate("Lessons", "A step “make” needs a “puzzle” or “check” block.")
            )
        notes = [fence for fence in section.fences if fence.kind == "notes"]
        return Step(
            key=key,
            title=section.title,
            kind=kind,
            line=section.line,
            body=self._markup.text_of(section, lines_of(taken_out(section))),
            runs=runs,
            show=show,
            predict=predict[0] if predict else None,
            check=check[0] if check else None,
            puzzle=puzzle[0] if puzzle else None,
            notes="\n\n".join(fence.text.strip() for fence in notes),
        )

    def _kind(self, section: Section) -> Any:
        known = (*KINDS, *SECTIONS)
        if not section.title:
            self._wrong(section.line, translate("Lessons", "The step has no title."))
        if not section.kind:
            text = translate(
                "Lessons", "The step has no kind: write one in braces, as “{{look}}”; there are {names}."
            )
            self._wrong(section.line, text.format(names=", ".join(known)))
        elif section.kind not in KINDS:
            self._wrong(section.line, unknown(translate("Lessons", "kind of step"), section.kind, known))
        return section.kind if section.kind in KINDS else "look"

    def _key(self, section: Section) -> str:
        key = section.key or slug(section.title)
        if key in {step.key for step in self._steps}:
            text = translate(
                "Lessons", "Another step has the key “{key}”: give this one its own, as “{{… #other}}”."
            )
            self._wrong(section.line, text.format(key=key))
            key = f"{key}-{len(self._steps) + 1}"
        return key

    def _blocks(self, section: Section) -> dict[str, list[Block]]:
        """The TOML of a step, by the kind of block; those too many are told and left out."""
        blocks: dict[str, list[Block]] = {kind: [] for kind in BLOCKS}
        for fence in section.fences:
            if not self._is_block(fence, (*BLOCKS, "notes")) or fence.kind == "notes":
                continue
            if len(blocks[fence.kind]) == BLOCKS[fence.kind]:
                text = translate("Lessons", "A step has at most {most} “{kind}”; this is one more.")
                self._wrong(fence.line, text.format(most=BLOCKS[fence.kind], kind=fence.kind))
            else:
                blocks[fence.kind].append(Block(fence.kind, fence.text, fence.line, self._mistakes))
        return blocks

    def _is_block(self, fence: Fence, known: tuple[str, ...]) -> bool:
        """Whether it is one of these blocks; what is neither that nor code is told."""
        if not fence.closed:
            self._wrong(fence.line, translate("Lessons", "The block that begins here is not closed."))
        if fence.kind not in known and fence.kind not in CODE:
            self._wrong(
                fence.line, unknown(translate("Lessons", "block here"), fence.kind, (*known, *CODE[1:]))
            )
        return fence.kind in known


def _no_alternative() -> str:
    return translate("Lessons", "The picture has no words for who does not see it.")
