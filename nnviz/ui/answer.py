"""The network's answer to the shown sample, and how sure it is."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.data import Dataset
from nnviz.drawing.answer import Answer, describe, honest
from nnviz.session.sentences import told
from nnviz.training.reading import Reading
from nnviz.training.samples import Sample
from nnviz.training.snapshot import Snapshot
from nnviz.ui.theme import Theme

_COMPACT = "counter"  # the text role of an answer in one line


class AnswerView(QWidget):
    """The answer in large, as in M1: hero digit, certainty, runners-up, and the loss if it is known."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._dataset: Dataset | None = None
        self._snapshot: Snapshot | None = None
        self._drawn = True  # whether somebody drew or brought the sample, and meant its label
        self._reading: Reading | None = None
        self._number = ""
        self._compact = False
        self._other: Answer | None = None  # what somebody else has to say in its place
        self._answer = describe(None, None)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Answer"))
        self._tell()

    @property
    def answer(self) -> Answer:
        """What is shown."""
        return self._answer

    def set_dataset(self, dataset: Dataset | None) -> None:
        """What a sample is, and what its classes are called."""
        self._dataset = dataset
        self._refresh()

    def show_sample(self, sample: Sample | None) -> None:
        """Where the shown sample, and its label, come from."""
        drawn = sample is None or sample.from_person
        if drawn != self._drawn:
            self._drawn = drawn
            self._refresh()

    def show_snapshot(self, snapshot: Snapshot | None) -> None:
        """Show the answer to the snapshot's sample; without a sample, ask for one."""
        self._snapshot = snapshot
        self._refresh()

    def show_reading(self, reading: Reading | None) -> None:
        """Show the calibrated answer to the sample instead of the raw one; None for the raw one."""
        if reading is not self._reading:
            self._reading = reading
            self._refresh()

    def set_compact(self, compact: bool) -> None:
        """In one line, where something else needs the room; the rest is told where the pointer rests."""
        if compact != self._compact:
            self._compact = compact
            self._tell()
            self.updateGeometry()
            self.update()

    @Slot(str)
    def show_number(self, number: str) -> None:
        """Of which number the answer is one digit; "" for none."""
        if number != self._number:
            self._number = number
            self._refresh()

    def show_answer(self, answer: Answer | None) -> None:
        """Show this one in the place of what a snapshot says of its sample; None: that again."""
        self._other = answer
        self._refresh()

    def _refresh(self) -> None:
        snapshot, reading, dataset = self._snapshot, self._reading, self._dataset
        answer = self._other or describe(snapshot, dataset, drawn=self._drawn)
        shares = None if snapshot is None else snapshot.probabilities
        if reading is not None and dataset is not None and shares is not None:
            answer = honest(answer, reading, dataset.class_names, float(shares.max()))
        answer = replace(
            answer,
            headline=told(answer.headline),
            detail=told(answer.detail),
            label=told(answer.label),
            tips=tuple(map(told, answer.tips)),
        )
        if self._number:
            of = self.tr("This is one digit of {number}; {detail}")
            answer = replace(answer, detail=of.format(number=self._number, detail=answer.detail))
        if answer != self._answer:
            self._answer = answer
            self._tell()
            self.update()

    def _tell(self) -> None:
        answer = self._answer
        parts = (answer.headline, answer.detail, answer.label)
        self.setAccessibleDescription(". ".join(part for part in parts if part))
        hidden = parts[1:] if self._compact else ()
        self.setToolTip("\n".join(part for part in (*hidden, *answer.tips) if part))

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        theme = self._theme
        if self._compact:
            return QSize(theme.layout("right"), round(theme.type_px(_COMPACT) * 1.25) + 2 * theme.px(7))
        text = sum(
            QFontMetricsF(font).height()
            for font in (self._headline_font(), *[theme.font(theme.room("label"))] * 2)
        )
        content = max(theme.type_px("hero"), text + 2 * theme.px(2))
        return QSize(theme.layout("right"), round(content) + 2 * theme.px(16))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(240), self.sizeHint().height())

    def _headline_font(self) -> QFont:
        font = self._theme.font("body", weight="semibold")
        larger = round(15 * self._theme.type_px("body") / 13)
        if self._theme.projector:
            larger = round(1.3 * self._theme.type_px("room"))
        font.setPixelSize(max(font.pixelSize(), larger))
        return font

    # ---- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inner = QRectF(self.rect()).adjusted(theme.px(16), 0, -theme.px(16), 0)
        column = self._paint_digit(painter, inner)
        inner.setLeft(inner.left() + column + theme.px(16))
        self._paint_lines(painter, inner)
        painter.end()

    def _paint_digit(self, painter: QPainter, inner: QRectF) -> float:
        """The answer in hero size; returns the width of its column."""
        theme = self._theme
        hero = theme.font(_COMPACT if self._compact else "hero", weight="semibold")
        hero.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, -hero.pixelSize() / 30)
        metrics = QFontMetricsF(hero)
        text = self._answer.digit
        width = max(metrics.horizontalAdvance("4"), float(theme.px(0 if self._compact else 40)))
        room = inner.width() * (0.4 if len(text) <= 2 else 0.3)
        if metrics.horizontalAdvance(text) > room:  # names of other data sets are longer than a digit
            hero.setPixelSize(max(12, round(hero.pixelSize() * room / metrics.horizontalAdvance(text))))
            width = room
        width = max(width, min(room, metrics.horizontalAdvance(text)))
        box = QRectF(inner.left(), inner.top(), width, inner.height())
        if text:
            painter.setFont(hero)
            painter.setPen(theme.text("tertiary" if self._answer.doubtful else "primary"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, text)
        else:
            self._paint_nothing(painter, box)
        return width

    def _paint_nothing(self, painter: QPainter, box: QRectF) -> None:
        """A dashed frame where the answer will be."""
        theme = self._theme
        side = min(box.width(), box.height())
        frame = QRectF(0, 0, side, side * 1.25)
        frame.moveCenter(box.center())
        pen = painter.pen()
        pen.setColor(theme.surface("outline"))
        pen.setWidthF(1.5 * theme.line("hairline"))
        pen.setDashPattern([3, 3])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(frame, theme.px(6), theme.px(6))

    def _paint_lines(self, painter: QPainter, inner: QRectF) -> None:
        theme, answer = self._theme, self._answer
        lines = [(answer.headline, self._headline_font(), theme.text())]
        if answer.detail and not self._compact:
            lines.append((answer.detail, theme.font(theme.room("label")), theme.text("tertiary")))
        if answer.label and not self._compact:
            color = theme.text("secondary") if answer.verdict is not False else theme.note("error")
            lines.append((answer.label, theme.font(theme.room("label")), color))
        gap = theme.px(3)
        lines = [
            (part, font, color)
            for place, (text, font, color) in enumerate(lines)
            for part in (_in_two(text, QFontMetricsF(font), inner.width()) if place == 1 else [text])
        ]
        heights = [QFontMetricsF(font).height() for _, font, _ in lines]
        y = inner.center().y() - (sum(heights) + gap * (len(lines) - 1)) / 2
        for (text, font, color), height in zip(lines, heights, strict=True):
            painter.setFont(font)
            painter.setPen(color)
            shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
            painter.drawText(
                QRectF(inner.left(), y, inner.width(), height), Qt.AlignmentFlag.AlignVCenter, shown
            )
            y += height + gap


def _in_two(text: str, metrics: QFontMetricsF, width: float) -> list[str]:
    """The text in one line, or in two where its words need more than ``width`` px."""
    words = text.split(" ")
    fits = len(words)
    while fits > 1 and metrics.horizontalAdvance(" ".join(words[:fits])) > width:
        fits -= 1
    return [part for part in (" ".join(words[:fits]), " ".join(words[fits:])) if part]
