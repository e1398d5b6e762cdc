"""A lesson on paper: what a class reads and is asked, and for the teacher the key and the notes."""

from __future__ import annotations

import html
import math
from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QUrl
from PySide6.QtGui import (
    QFontMetricsF,
    QImage,
    QImageReader,
    QPageLayout,
    QPageSize,
    QPdfWriter,
    QTextDocument,
)

from nnviz.lessons.judging import letter_of
from nnviz.lessons.lesson import Check, Lesson, Option, Predict, Step
from nnviz.lessons.prose import as_html
from nnviz.training.written import chosen
from nnviz.ui.learn.formula import formula_picture
from nnviz.ui.learn.prose import on_line
from nnviz.ui.learn.step_path import kind_words
from nnviz.ui.theme import Theme

_INK: Final = "#1b1b1b"
_SOFT: Final = "#5a5a5a"
_TEACHER: Final = "#2f4a6d"
_SIZE: Final = 10.0  # pt of the words: sizes in px would be those of the printer
_PX: Final = 96 / 72  # for each pt
_SHARP: Final = 4.0  # device pixels of a formula for each of these
_WIDEST: Final = 620.0  # px of a picture, as wide as the text of an A4 page
_RESOLUTION: Final = 600
_INDENT: Final = 130  # dots: of all margins this one alone is not scaled


class PrintedLesson(QTextDocument):
    """The lesson as a document; with a ``key``, what is right by the keys of the steps, the teacher's."""

    def __init__(self, lesson: Lesson, key: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self._lesson, self._key = lesson, key
        self._formulas = 0
        theme = Theme("light")
        self._mono = theme.font("body", family="mono").family()
        font = theme.font("body")
        font.setPointSizeF(_SIZE)
        self.setDefaultFont(font)
        self.setDefaultStyleSheet(
            f"body {{ color: {_INK}; }} p, ul, ol {{ margin: 0 0 6px 0; }}"
            f"h1 {{ font-size: 17pt; font-weight: 600; margin: 0 0 4px 0; }}"
            f"h2 {{ font-size: 12pt; font-weight: 600; margin: 16px 0 5px 0; }}"
            f"h3 {{ font-size: 10pt; font-weight: 600; margin: 8px 0 4px 0; }}"
            f"code, pre {{ font-family: '{self._mono}'; font-size: 9pt; }} .soft {{ color: {_SOFT}; }}"
            f"b, strong {{ font-weight: 600; }}"
            f".teacher p, .teacher li {{ color: {_TEACHER}; margin-left: {_INDENT}px; }}"
        )
        for name, content in lesson.media.items():
            self.addResource(QTextDocument.ResourceType.ImageResource.value, QUrl(name), _picture(content))
        self.setMetaInformation(QTextDocument.MetaInformation.DocumentTitle, lesson.title)
        self.setHtml(f"<body>{self._written()}</body>")

    def pdf(self) -> bytes:
        """As a PDF, A4."""
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        writer = QPdfWriter(buffer)
        writer.setResolution(_RESOLUTION)
        writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        writer.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Millimeter)  # the document has its own
        writer.setTitle(self._lesson.title)
        writer.setCreator("nnviz")
        self.print_(writer)
        return bytes(buffer.data().data())

    # ---- what is written
    def _written(self) -> str:
        lesson = self._lesson
        about = [lesson.purpose, lesson.level, self.tr("%n minute(s)", "", lesson.minutes)]
        parts = [
            f"<h1>{html.escape(lesson.title)}</h1>",
            f'<p class="soft">{html.escape(" · ".join(part for part in about if part))}</p>',
            self._prose(lesson.intro),
        ]
        parts += [self._step(number, step) for number, step in enumerate(lesson.steps, start=1)]
        if lesson.summary:
            parts += [_headed("h2", self.tr("In short")), self._prose(lesson.summary)]
        if lesson.words:
            parts.append(_headed("h3", self.tr("Words")))
            parts += [f"<p><b>{self._line(word)}</b>: {self._line(said)}</p>" for word, said in lesson.words]
        if lesson.python:
            parts.append(_headed("h2", self.tr("The same in Python")))
            parts.append(f"<pre>{html.escape(lesson.python)}</pre>")
        return "".join(parts)

    def _step(self, number: int, step: Step) -> str:
        kind = html.escape(kind_words()[step.kind])
        parts = [
            f'<h2>{number}. {self._line(step.title)} <span class="soft">· {kind}</span></h2>',
            self._prose(step.body),
        ]
        if step.show.picture:
            parts.append(f'<p><img src="{html.escape(step.show.picture)}"></p>')
        if step.show.formula:
            parts.append(self._formula(step.show.formula, True))
        if step.predict is not None:
            parts.append(self._question(step.predict))
        for check in (step.check, step.puzzle):
            if check is not None:
                parts.append(self._goal(check))
        if self._key is not None:
            parts.append(self._for_teacher(step, self._key.get(step.key, "")))
        return "".join(parts)

    def _question(self, asked: Predict) -> str:
        parts = [f"<p><b>{self._line(asked.ask)}</b></p>", self._options(asked.options)]
        if asked.kind == "direction":
            ways = self.tr("up  ·  down  ·  the same")
            parts.append(f"<p>{html.escape(ways)}</p>")
        elif asked.kind == "order":
            parts.append(f"<p>{html.escape('  ·  '.join(asked.items))}</p>")
        if self._key is None and asked.kind != "choice":
            unit = f" {html.escape(asked.unit)}" if asked.unit else ""
            said = self.tr("Your answer: {room}").format(room="_" * 24)
            parts.append(f"<p>{html.escape(said)}{unit}</p>")
        return "".join(parts)

    def _goal(self, check: Check) -> str:
        if check.ask:
            return f"<p><b>{self._line(check.ask)}</b></p>{self._options(check.options)}"
        goal = f"<code>{html.escape(check.goal)}</code>"
        within = f" ({html.escape(check.most)})" if check.most else ""
        said = self.tr("Goal: {goal}").format(goal=goal + within)
        return f"<p>{said}</p>"

    def _options(self, options: tuple[Option, ...]) -> str:
        return "".join(
            f"<p>{letter_of(place)}&nbsp;&nbsp;{self._line(option.text)}</p>"
            for place, option in enumerate(options)
        )

    def _for_teacher(self, step: Step, answer: str) -> str:
        """The key, what is said to wrong answers, hints, and the notes, on a ground of their own."""
        parts = []
        if answer:
            said = self.tr("Answer: {answer}").format(answer=answer)
            parts.append(f"<p><b>{html.escape(said)}</b></p>")
        if step.predict is not None:
            for one in step.predict.feedback:
                given = one.given if one.near is None else chosen(one.near)
                parts.append(f"<p>{html.escape(given)}: {self._line(one.say)}</p>")
        checks = [check for check in (step.check, step.puzzle) if check is not None]
        for asked in (step.predict, *checks):
            options = () if asked is None else asked.options
            spoken = [(place, option.say) for place, option in enumerate(options) if option.say]
            parts += [f"<p>{letter_of(place)}: {self._line(words)}</p>" for place, words in spoken]
        for check in checks:
            parts += [f"<p>{self._line(hint)}</p>" for hint in check.hints]
            parts.append(f"<p>{self._line(check.done)}</p>" if check.done else "")
        parts.append(self._prose(step.notes))
        return f'<div class="teacher">{"".join(parts)}</div>'

    def _prose(self, text: str) -> str:
        return as_html(text, self._formula) if text else ""

    def _line(self, text: str) -> str:
        """Markdown that stands in a line."""
        return as_html(text, self._formula).strip().removeprefix("<p>").removesuffix("</p>")

    def _formula(self, latex: str, alone: bool) -> str:
        try:
            picture = formula_picture(latex, 1.15 * _SIZE * _PX, _INK)
        except ValueError:
            written = f"<i>{html.escape(latex)}</i>"
            return f"<p>{written}</p>" if alone else written
        self._formulas += 1
        name = f"formula:{self._formulas}"
        image = on_line(picture, QFontMetricsF(self.defaultFont()), _SHARP)
        self.addResource(QTextDocument.ResourceType.ImageResource.value, QUrl(name), image)
        size = image.deviceIndependentSize()
        box = f'width="{math.ceil(size.width())}" height="{math.ceil(size.height())}"'
        written = f'<img src="{name}" {box} style="vertical-align: middle">'
        return f"<p>{written}</p>" if alone else written


def _headed(tag: str, text: str) -> str:
    return f"<{tag}>{html.escape(text)}</{tag}>"


def _picture(content: bytes) -> QImage:
    """A picture of the lesson, no wider than the text."""
    buffer = QBuffer()
    buffer.setData(content)
    reader = QImageReader(buffer)
    size = reader.size()
    times = _SHARP / 2 * min(1.0, _WIDEST / max(1, size.width()))
    reader.setScaledSize(size * times)
    image = reader.read()
    image.setDevicePixelRatio(_SHARP / 2)
    return image
