"""The claim as a sentence whose words are controls."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnviz.session.sentences import told
from nnviz.training.experiment import Experiment
from nnviz.training.many.claim import Claim, Sign
from nnviz.training.measures import Kinds, Metric
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.chips import ChoiceChip, NumberChip
from nnviz.ui.widgets.flow_layout import FlowLayout
from nnviz.ui.widgets.labels import TextLabel

_MOST = 1e12


class ClaimRow(QWidget):
    """``claim_requested(Claim)``: that is to be claimed. A claim with “>” reads as one with “>=” here."""

    claim_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._claim = Claim("test_accuracy", ">=", 0.9, 50)
        self._kinds = Kinds()
        self._theme = Theme()
        self.measured = ChoiceChip(
            [("", "", "")], self.tr("What is measured"), self.tr("What the claim is about")
        )
        self.verb = ChoiceChip(
            [
                (">= within", self.tr("reaches"), self.tr("At some epoch in time, and be it once")),
                ("<= within", self.tr("gets down to"), self.tr("At some epoch in time, and be it once")),
                (">= end", self.tr("ends at or above"), self.tr("At the end of the run")),
                ("<= end", self.tr("ends at or below"), self.tr("At the end of the run")),
            ],
            self.tr("What it does"),
            self.tr("Whether it must be so in time, or at the end"),
        )
        tip = self.tr("Drag sideways or click to type. Runs that have ended are judged anew.")
        self.percent = NumberChip(self.tr("Value in percent"), tip, (0, 100), 90)
        self.value = NumberChip(self.tr("Value"), tip, (-_MOST, _MOST), 0.1)
        self.within = NumberChip(self.tr("Epochs"), tip, (0, 1), 1, integer=True)
        self._shares, self._values = self._phrase(self.percent, "%"), self._phrase(self.value, "")
        self._in_time = QWidget()
        row = QHBoxLayout(self._in_time)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(TextLabel(self.tr("within"), "body", "tertiary"))
        row.addWidget(self.within)
        row.addWidget(TextLabel(self.tr("epochs"), "body", "tertiary"))
        self._row = row
        self._flow = FlowLayout(self)
        self._flow.setContentsMargins(0, 0, 0, 0)
        for part in (self.measured, self.verb, self._shares, self._values, self._in_time):
            self._flow.addWidget(part)
        self.measured.chosen.connect(self._on_metric)
        self.verb.chosen.connect(self._on_verb)
        self.percent.value_requested.connect(self._on_percent)
        self.value.value_requested.connect(self._on_value)
        self.within.value_requested.connect(self._on_within)

    def _phrase(self, chip: QWidget, after: str) -> QWidget:
        phrase = QWidget()
        row = QHBoxLayout(phrase)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(3)
        row.addWidget(chip)
        row.addWidget(TextLabel(after, "body", "tertiary"))
        return phrase

    def show_claim(self, claim: Claim, experiment: Experiment) -> None:
        """Show it; the metrics of that experiment can be chosen."""
        self._claim, self._kinds = claim, experiment.kinds
        kind = claim.kind(self._kinds)
        self.measured.set_choices([(one.name, told(one.short), told(one.words)) for one in self._kinds])
        self.measured.set_current(kind.name)
        self.verb.set_current(f"{_loosely(claim.sign)} {'end' if claim.within is None else 'within'}")
        shares = kind.unit == "share"
        self._shares.setVisible(shares)
        self._values.setVisible(not shares)
        if shares:
            self.percent.set_value(round(100 * claim.value, 10))
        else:
            self.value.set_value(claim.value)
        self.within.set_limits((0, max(1, experiment.epochs)))
        self.within.set_value(experiment.epochs if claim.within is None else claim.within)
        self._in_time.setVisible(claim.within is not None)
        self._flow.invalidate()
        self.updateGeometry()

    @Slot(str)
    def _on_metric(self, name: str) -> None:
        kind = self._kinds[self._kinds.places[name]]
        sign, value = _usual(kind)
        self.claim_requested.emit(replace(self._claim, metric=name, sign=sign, value=value))

    @Slot(str)
    def _on_verb(self, key: str) -> None:
        way, when = key.split(" ")
        sign: Sign = ">=" if way == ">=" else "<="
        within = None if when == "end" else int(self.within.value)
        self.claim_requested.emit(replace(self._claim, sign=sign, within=within))

    @Slot(float)
    def _on_percent(self, value: float) -> None:
        self.claim_requested.emit(replace(self._claim, value=value / 100))

    @Slot(float)
    def _on_value(self, value: float) -> None:
        self.claim_requested.emit(replace(self._claim, value=value))

    @Slot(float)
    def _on_within(self, value: float) -> None:
        self.claim_requested.emit(replace(self._claim, within=int(value)))

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._flow.setSpacing(theme.px(5))
        self._row.setSpacing(theme.px(5))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._flow.heightForWidth(width)

    def sizeHint(self) -> QSize:
        wide = self._theme.px(260)
        return QSize(wide, self.heightForWidth(wide))


def _loosely(sign: Sign) -> str:
    return ">=" if sign in (">", ">=") else "<="


def _usual(kind: Metric) -> tuple[Sign, float]:
    """What one asks of it first: its goal, or of a loss that it is small."""
    if kind.reached is not None:
        return ">=", kind.reached[0]
    return (">=", 0.9) if kind.unit in ("share", "r2") else ("<=", 0.1)
