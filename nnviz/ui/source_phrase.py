"""In the place of the settings sentence: where a network comes from that is not trained here."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnviz.data import DATASETS
from nnviz.data.own.own import Own
from nnviz.data.source import Source
from nnviz.session.sentences import told
from nnviz.training.experiment import Experiment
from nnviz.training.run_source import RunSource
from nnviz.training.training_on import with_own
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import ChoiceChip, TextLabel

_NONE = "none"
#: What of one's own can be opened for a network, by the family of what it takes.
_OWN = {"table": "table", "plane": "table", "images": "pictures"}


class SourcePhrase(QWidget):
    """“From “mine.onnx”; it has no data yet: choose some”; what is chosen is learned from its weights on.

    ``experiment_requested(Experiment, str)``: the wished settings, and the name of the change.
    ``own_data_requested("table" or "pictures")``: data of one's own are to be opened for it.
    """

    experiment_requested = Signal(object, str)
    own_data_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._experiment: Experiment | None = None
        self._own: dict[str, Own] = {}  # what is open in other runs, by its key in the menu
        self._kind = ""
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
        self.data.own_requested.connect(self._on_own_requested)

    def show_own(self, owns: Sequence[Own]) -> None:
        """The data of one's own that are open in other runs, the last opened first."""
        self._own = {own.digest: own for own in owns if own.content.there}

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
        like = DATASETS[experiment.data]
        self._kind = _OWN.get(like.family, "")
        names = {"table": self.tr("A table of your own…"), "pictures": self.tr("Pictures of your own…")}
        self.data.set_own(names.get(self._kind, ""))
        opened = [
            (key, self.tr("“{name}”").format(name=own.content.about.get("name", "…")), "")
            for key, own in self._own.items()
            if _OWN.get(DATASETS[own.source].family) == self._kind and own.kind == like.kind
        ]
        self.data.set_choices([(_NONE, self.tr("Choose data"), ""), *opened, *offered])
        self.data.set_current(_NONE)

    @Slot(str)
    def _on_chosen(self, name: str) -> None:
        if self._experiment is None:
            return
        if name in self._own:
            self.experiment_requested.emit(with_own(self._experiment, self._own[name]), self.tr("data"))
        if name not in DATASETS:
            return
        source = DATASETS[name]
        chosen = {"data": name, "scale": source.scale, "test_share": source.test_share, "batch_size": 32}
        self.experiment_requested.emit(self._experiment.with_(**chosen), self.tr("data"))

    @Slot()
    def _on_own_requested(self) -> None:
        self.own_data_requested.emit(self._kind)

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
