"""In the place of the settings sentence: where a network comes from that is not trained here."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnviz.data import DATASETS
from nnviz.data.source import Source
from nnviz.session.sentences import told
from nnviz.training.experiment import Experiment
from nnviz.training.run_source import RunSource
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import ChoiceChip, TextLabel

_NONE = "none"


class SourcePhrase(QWidget):
    """“From “mine.onnx”; it has no data yet: choose some”; what is chosen is learned from its weights on.

    ``experiment_requested(Experiment, str)``: the wished settings, and the name of the change.
    """

    experiment_requested = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._experiment: Experiment | None = None
        self._words = TextLabel("", "body", "secondary")
        self.data = ChoiceChip(
            [(_NONE, self.tr("Choose data"), "")],
            self.tr("Data to train it on with"),
            self.tr("Data that fit it, from which it trains on"),
            heading=self.tr("It trains on from the weights it has; Ctrl+Z takes the data away"),
            states=frozenset({_NONE}),
        )
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self._words)
        self._row.addWidget(self.data)
        self.data.chosen.connect(self._on_chosen)

    def show_source(self, source: RunSource, experiment: Experiment) -> None:
        """Say where it comes from, and offer the data of its family."""
        self._experiment = experiment
        imported = source.kind == "imported"
        text = self.tr("From “{name}”, which came without data.")
        if not imported:
            text = told(source.why_not("train"))
        self._words.setText(text.format(name=source.name) if imported else text)
        told_of = "\n".join(told(one) for one in source.told)
        self._words.setToolTip(told_of)
        self.data.setVisible(imported)
        offered = [
            (name, told(one.label), told(one.purpose))
            for name, one in DATASETS.items()
            if _offered(one, DATASETS[experiment.data])
        ]
        self.data.set_choices([(_NONE, self.tr("Choose data"), ""), *offered])
        self.data.set_current(_NONE)

    @Slot(str)
    def _on_chosen(self, name: str) -> None:
        if self._experiment is None or name not in DATASETS or name == _NONE:
            return
        source = DATASETS[name]
        chosen = {"data": name, "scale": source.scale, "test_share": source.test_share, "batch_size": 32}
        self.experiment_requested.emit(self._experiment.with_(**chosen), self.tr("data"))

    def set_theme(self, theme: Theme) -> None:
        self._row.setSpacing(theme.px(8))
        self.setMinimumHeight(self.data.sizeHint().height())  # also without it the words stand in the middle


def _offered(source: Source, like: Source) -> bool:
    """Whether a person can choose it for a network with no data of that family, now."""
    plain = not (source.unchosen or source.by_hand or source.given or source.own)
    alike = (source.family, source.kind) == (like.family, like.kind)
    return plain and alike and _there(source)


def _there(source: Source) -> bool:
    try:
        if source.check_there is not None:
            source.check_there()
    except ValueError:
        return False
    return True
