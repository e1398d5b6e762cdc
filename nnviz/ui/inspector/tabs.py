"""The foot of the right panel: what is selected, the layers, or the results."""

from __future__ import annotations

from PySide6.QtCore import QSize, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnviz.data import Dataset
from nnviz.drawing.selection import Selection
from nnviz.training.samples import Sample
from nnviz.training.snapshot import Snapshot
from nnviz.training.timeline import Timeline
from nnviz.ui.inspector.layers_view import LayersView
from nnviz.ui.inspector.results_view import ResultsView
from nnviz.ui.inspector.view import InspectorView
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import Segmented
from nnviz.ui.widgets.scroll import Scroll
from nnviz.ui.widgets.segmented import Segment

COUNT_MS = 250  # how often all test samples are counted anew while it trains


class InspectorTabs(QWidget):
    """Three views of the shown moment, one at a time; only that one is kept up to date."""

    selection_requested = Signal(object)  # Selection
    sample_requested = Signal(str, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._snapshot: Snapshot | None = None
        self._dataset: Dataset | None = None
        self.inspector, self.layers, self.results = InspectorView(), LayersView(), ResultsView()
        self.switch = Segmented(
            [
                Segment("selection", self.tr("Inspect"), tip=self.tr("The arithmetic of what is selected")),
                Segment(
                    "layers",
                    self.tr("Layers"),
                    tip=self.tr("How weights, activations and gradients are spread"),
                ),
                Segment("results", self.tr("Results"), tip=self.tr("Which classes are mistaken for which")),
            ],
            self.tr("What is shown below"),
            small=True,
        )
        self._due = QTimer(self, singleShot=True, interval=COUNT_MS)
        self._due.timeout.connect(self._on_due)
        self._scrolls = {"layers": Scroll(self.layers), "results": Scroll(self.results)}
        self._scrolls["results"].room_changed.connect(self.results.set_room)
        self._column = QVBoxLayout(self)
        self._row = QHBoxLayout()
        self._row.addWidget(self.switch)
        self._row.addStretch(1)
        self._column.addLayout(self._row)
        self._column.addWidget(self.inspector, 1)
        for scroll in self._scrolls.values():
            self._column.addWidget(scroll, 1)
            scroll.hide()
        self._spread = False
        self.switch.chosen.connect(self.open)
        self.inspector.selection_requested.connect(self.selection_requested)
        self.results.sample_requested.connect(self.sample_requested)

    @Slot(str)
    def open(self, name: str) -> None:
        """Show "selection", "layers" or "results"."""
        if self._spread:
            return
        self.switch.set_current(name)
        self.inspector.setVisible(name == "selection")
        for key, scroll in self._scrolls.items():
            scroll.setVisible(key == name)
        self._on_due()

    def spread(self) -> list[QWidget]:
        """From now on only what is selected is shown here; layers and results are handed over, to stand
        elsewhere at the same time."""
        self.open("selection")
        self._spread = True
        self.switch.hide()
        for scroll in self._scrolls.values():
            self._column.removeWidget(scroll)
            scroll.show()
        self._on_due()
        return list(self._scrolls.values())

    def gather(self) -> None:
        """Layers and results come back behind their switch."""
        self._spread = False
        for scroll in self._scrolls.values():
            self._column.addWidget(scroll, 1)
        self.switch.show()
        self.open("selection")

    def show_snapshot(self, snapshot: Snapshot | None) -> None:
        """Show another moment."""
        same = (
            snapshot is not None
            and self._snapshot is not None
            and (snapshot.parameters is self._snapshot.parameters)
        )
        self._snapshot = snapshot
        self.inspector.show_snapshot(snapshot)
        self._offer_results(snapshot is None or snapshot.ends.learns_labels)
        if not same and (self._spread or self.switch.current != "selection") and not self._due.isActive():
            self._due.start()

    def _offer_results(self, there: bool) -> None:
        """Whether there is something to count of what it says: it is to say the labels."""
        self.switch.button("results").setEnabled(there)
        if self._spread:
            self._scrolls["results"].setVisible(there)
        if not there and self.switch.current == "results":
            self.open("selection")

    @Slot()
    def _on_due(self) -> None:
        snapshot, dataset = self._snapshot, self._dataset
        if snapshot is None or dataset is None or not snapshot.takes(dataset):
            return
        if self._spread or self.switch.current == "layers":
            self.layers.show_moment(snapshot, dataset)
        if snapshot.ends.learns_labels and (self._spread or self.switch.current == "results"):
            self.results.show_moment(snapshot, dataset)

    def settle(self) -> None:
        """Count what is shown now, rather than soon."""
        self._due.stop()
        self._on_due()
        self.inspector.settle()

    def show_timeline(self, timeline: Timeline | None) -> None:
        """Where earlier numbers are looked up."""
        self.inspector.show_timeline(timeline)

    def show_selection(self, selection: Selection | None) -> None:
        """Show the arithmetic of something else."""
        self.inspector.show_selection(selection)
        if selection is not None:
            self.open("selection")

    def show_sample(self, sample: Sample | None) -> None:
        """Where the shown sample comes from."""
        self.inspector.show_sample(sample)

    def set_dataset(self, dataset: Dataset | None) -> None:
        """Names of inputs and outputs, and the samples that are counted."""
        self._dataset = dataset
        self.inspector.set_dataset(dataset)

    # ---- looks
    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._column.setContentsMargins(0, theme.px(8), 0, 0)
        self._column.setSpacing(0)
        self._row.setContentsMargins(theme.px(12), 0, theme.px(16), 0)
        for view in (self.layers, self.results):
            view.setContentsMargins(theme.px(16), theme.px(10), theme.px(16), theme.px(8))

    def sizeHint(self) -> QSize:
        return self.inspector.sizeHint() + QSize(0, self.switch.sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return self.inspector.minimumSizeHint() + QSize(0, self.switch.sizeHint().height())

    @property
    def comfortable_height(self) -> int:
        """Enough for a neuron of a hidden layer with few bars; what is higher scrolls."""
        return self.inspector.comfortable_height + self.switch.sizeHint().height()
