"""The network's answer to the shown sample, and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.data import Dataset
from nnviz.drawing import numbers
from nnviz.session.values import Sample
from nnviz.training.reading import Reading
from nnviz.training.snapshot import Snapshot
from nnviz.ui.theme import Theme

_RUNNER_UP = 0.01  # probability from which a runner-up is worth a word


@dataclass(frozen=True)
class Answer:
    """What AnswerView says: the class shown large, a headline, and up to two quiet lines.

    ``verdict`` is True where the class meant is known and right, False where it is wrong. ``doubtful``: the
    digit is no more than a guess. ``tip``: where its numbers come from.
    """

    digit: str
    headline: str
    detail: str
    label: str = ""
    verdict: bool | None = None
    doubtful: bool = False
    tip: str = ""


def _tr(text: str) -> str:
    return QCoreApplication.translate("AnswerView", text)


def describe(snapshot: Snapshot | None, class_names: tuple[str, ...], sample: Sample | None = None) -> Answer:
    """The answer of ``snapshot`` to its sample in words; an invitation where there is no sample.

    ``sample`` tells a label that somebody meant from one that the sample came with.
    """
    if snapshot is None or snapshot.probe is None:
        return Answer("", _tr("Draw a digit"), _tr("the answer follows your pen"))
    probe = snapshot.probe
    shares = np.asarray(probe.output, dtype=np.float64)
    if not np.isfinite(shares).all():
        return Answer("?", _tr("No answer"), _tr("its numbers have grown beyond all bounds"))
    if shares.size == 1:  # one sigmoid unit tells two classes apart
        shares = np.array([1 - shares[0], shares[0]])
    order = np.argsort(-shares, kind="stable")
    best = probe.answer

    def name(index: int) -> str:
        return class_names[index] if index < len(class_names) else str(index)

    headline = _tr("{share} sure it is {a} {name}").format(
        share=numbers.percent(float(shares[best])), a=numbers.article(name(best)), name=name(best)
    )
    if snapshot.untrained:
        detail = _tr("it has not learned yet: a guess")
    else:
        detail = _runners_up([(name(int(k)), float(shares[k])) for k in order if k != best][:2])
    if probe.label is None or probe.loss is None:
        return Answer(name(best), headline, detail)
    drawn = sample is None or sample.from_person
    label = (_tr("You meant {name}") if drawn else _tr("It is {name}")).format(name=name(probe.label))
    label = f"{label}  ·  {_tr('loss')} {numbers.fitted(float(probe.loss), 2)}"
    return Answer(name(best), headline, detail, label, probe.label == best)


def honest(answer: Answer, reading: Reading, class_names: tuple[str, ...], raw: float) -> Answer:
    """The same answer as far as it can be trusted: a calibrated share, two digits, or none.

    ``raw`` is the share of the output neuron that ``answer`` names, which the diagram shows beside it.
    """
    best, second = class_names[reading.best], class_names[reading.runner_up]
    shares = [numbers.percent(float(reading.probabilities[k])) for k in (reading.best, reading.runner_up)]
    verdict, once = answer.verdict, numbers.percent(raw)
    tip = _calibrated_tip(reading, answer.digit, once)
    if reading.verdict == "no digit":
        headline, detail = _no_digit(reading, class_names)
        return Answer("?", headline, detail, answer.label, verdict, True, tip)
    if reading.doubt:
        headline = _tr("Perhaps {a} {name}").format(a=numbers.article(best), name=best)
        return Answer(best, headline, _why_doubtful(reading), answer.label, verdict, True, tip)
    if reading.verdict == "not sure":
        headline = _tr("Not sure: {best} or {second}").format(best=best, second=second)
        detail = _tr("{best}: {share}, {second}: {other}; raw {once}")
    else:
        headline = _tr("{share} sure it is {a} {name}").format(
            share=shares[0], a=numbers.article(best), name=best
        )
        detail = _tr("runner-up {second} ({other}); raw {once}")
    said = f"{once} {answer.digit}" if answer.digit != best else once
    detail = detail.format(best=best, share=shares[0], second=second, other=shares[1], once=said)
    return Answer(best, headline, detail, answer.label, verdict, reading.verdict == "not sure", tip)


def _no_digit(reading: Reading, class_names: tuple[str, ...]) -> tuple[str, str]:
    """Headline and detail of what is no digit."""
    if reading.doubt == "sign":
        return _tr("This is a sign, and no digit"), _tr("a point, a comma, a plus or the like")
    headline = _tr("This is no digit I know")
    if reading.nearest is None:
        return headline, ""
    nearest = class_names[reading.nearest]
    detail = _tr("nearest: {a} {name}, {distance} away; limit {limit}").format(
        a=numbers.article(nearest),
        name=nearest,
        distance=numbers.plain(reading.distance, 1),
        limit=numbers.plain(reading.limit, 1),
    )
    return headline, detail


def _why_doubtful(reading: Reading) -> str:
    if reading.doubt == "cut off":
        return _tr("it reaches the edge: part of it may be missing")
    return _tr("a patch and no line: the sheet may not be found")


def _calibrated_tip(reading: Reading, raw_name: str, raw: str) -> str:
    """Where the numbers come from, of which the diagram shows others."""
    if reading.passes > 1:
        read = _tr(
            "Calibrated: the mean of {count} readings, as it is and turned a little either way, made to be "
            "right as often as it says."
        ).format(count=reading.passes)
    else:
        read = _tr("Calibrated: made to be right as often as it says.")
    shown = _tr("The diagram shows the output neurons as they are, read once: {raw} for {name}.")
    parts = [read, shown.format(raw=raw, name=raw_name)]
    if reading.nearest is not None:
        distance = _tr(
            "Distance: how far its 64 pixels are from those of the nearest digit learned, {distance} on "
            "average. 99 of 100 digits lie within {usual}, and a tenth more is let in where it is sure: "
            "{limit} here."
        )
        said = (numbers.plain(number, 2) for number in (reading.distance, reading.usual, reading.limit))
        parts.append(distance.format(**dict(zip(("distance", "usual", "limit"), said, strict=True))))
    return "\n".join(parts)


def _runners_up(others: list[tuple[str, float]]) -> str:
    """``could be 5 (6 %) or 7 (5 %)`` of (class, probability) pairs, the likeliest first."""
    likely = [f"{name} ({numbers.percent(share)})" for name, share in others if share >= _RUNNER_UP]
    if not likely:
        return _tr("nothing else comes near")
    return _tr("could be {choices}").format(choices=f" {_tr('or')} ".join(likely))


class AnswerView(QWidget):
    """The answer in large, as in M1: hero digit, certainty, runners-up, and the loss if it is known."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._class_names: tuple[str, ...] = ()
        self._snapshot: Snapshot | None = None
        self._sample: Sample | None = None
        self._reading: Reading | None = None
        self._number = ""
        self._answer = describe(None, ())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Answer"))
        self._tell()

    @property
    def answer(self) -> Answer:
        """What is shown."""
        return self._answer

    def set_dataset(self, dataset: Dataset | None) -> None:
        """The names of the classes come from ``dataset``."""
        self._class_names = dataset.class_names if dataset is not None else ()
        self.show_snapshot(self._snapshot)

    def show_sample(self, sample: Sample | None) -> None:
        """Where the shown sample, and its label, come from."""
        self._sample = sample
        self.show_snapshot(self._snapshot)

    def show_snapshot(self, snapshot: Snapshot | None) -> None:
        """Show the answer to the snapshot's sample; without a sample, ask for one."""
        self._snapshot = snapshot
        self._refresh()

    def show_reading(self, reading: Reading | None) -> None:
        """Show the calibrated answer to the sample instead of the raw one; None for the raw one."""
        self._reading = reading
        self._refresh()

    @Slot(str)
    def show_number(self, number: str) -> None:
        """Of which number the answer is one digit; "" for none."""
        if number != self._number:
            self._number = number
            self._refresh()

    def _refresh(self) -> None:
        snapshot, reading = self._snapshot, self._reading
        answer = describe(snapshot, self._class_names, self._sample)
        if reading is not None and snapshot is not None and snapshot.probe is not None:
            answer = honest(answer, reading, self._class_names, float(np.max(snapshot.probe.output)))
        if self._number:
            of = _tr("This is one digit of {number}; {detail}")
            answer = replace(answer, detail=of.format(number=self._number, detail=answer.detail))
        if answer != self._answer:
            self._answer = answer
            self._tell()
            self.update()

    def _tell(self) -> None:
        answer = self._answer
        parts = (answer.headline, answer.detail, answer.label)
        self.setAccessibleDescription(". ".join(part for part in parts if part))
        self.setToolTip(answer.tip)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        theme = self._theme
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
        hero = theme.font("hero", weight="semibold")
        hero.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, -2 * theme.type_px("hero") / 60)
        metrics = QFontMetricsF(hero)
        text = self._answer.digit
        width = max(metrics.horizontalAdvance("4"), float(theme.px(40)))
        room = inner.width() * 0.4
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
        if answer.detail:
            lines.append((answer.detail, theme.font(theme.room("label")), theme.text("tertiary")))
        if answer.label:
            color = theme.text("secondary") if answer.verdict else theme.note("error")
            lines.append((answer.label, theme.font(theme.room("label")), color))
        gap = theme.px(3)
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
