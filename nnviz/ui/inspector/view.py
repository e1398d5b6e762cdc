"""The Inspector: the arithmetic of what is selected in the diagram."""

from __future__ import annotations

from PySide6.QtCore import QSize, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnviz.data import Dataset
from nnviz.drawing.inspector.content import Content
from nnviz.drawing.inspector.names import Names
from nnviz.drawing.inspector.selected import describe, neighbour, siblings
from nnviz.drawing.selection import Selection
from nnviz.session.sentences import told
from nnviz.training.augmentation import learned_count
from nnviz.training.reasons import Why
from nnviz.training.samples import Sample, sample_name
from nnviz.training.snapshot import Snapshot
from nnviz.training.timeline import Timeline
from nnviz.ui.inspector.formulas import FactRows, FormulaRows
from nnviz.ui.inspector.head import Head
from nnviz.ui.inspector.tracks import Tracks
from nnviz.ui.inspector.waterfall import Waterfall
from nnviz.ui.inspector.why import WhyView
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import IconButton, SectionTitle
from nnviz.ui.widgets.scroll import Scroll

TRACKS_MS = 250  # how often the curves over the epochs are worked out anew while it trains


class InspectorView(QWidget):
    """Shows the neuron, line or input that is selected, else the network as a whole."""

    selection_requested = Signal(object)  # Selection

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._snapshot: Snapshot | None = None
        self._timeline: Timeline | None = None
        self._dataset: Dataset | None = None
        self._sample_name: str | None = None
        self._selection: Selection | None = None
        self._content = Content("")
        self._build()
        self._refresh()

    def _build(self) -> None:
        self._title = SectionTitle()
        self._previous = IconButton("left", self.tr("Previous"), small=True)
        self._next = IconButton("right", self.tr("Next"), small=True)
        self._previous.clicked.connect(self._on_previous)
        self._next.clicked.connect(self._on_next)
        self._head, self._waterfall, self.reasons = Head(), Waterfall(), WhyView()
        self._formulas, self._facts, self.tracks = FormulaRows(), FactRows(), Tracks()
        self.tracks.selection_requested.connect(self.selection_requested)
        self._tracks_due = QTimer(self, singleShot=True, interval=TRACKS_MS)
        self._tracks_due.timeout.connect(self._on_tracks_due)
        top = QHBoxLayout()
        top.addWidget(self._title, 1)
        top.addWidget(self._previous)
        top.addWidget(self._next)
        self._inner = QWidget()
        self._column = QVBoxLayout(self._inner)
        self._column.addLayout(top)
        for part in (self._head, self.reasons, self._waterfall, self._formulas, self._facts, self.tracks):
            self._column.addWidget(part, 1 if part is self._waterfall else 0)
        self._column.addStretch(0)
        self._scroll = Scroll(self._inner, keyboard=True)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._scroll)

    # ---- what is shown
    @property
    def content(self) -> Content:
        """What is shown, as a value."""
        return self._content

    @property
    def selection(self) -> Selection | None:
        return self._selection

    def show_snapshot(self, snapshot: Snapshot | None) -> None:
        """Show the numbers of another moment."""
        before, self._snapshot = self._snapshot, snapshot
        self._refresh()
        if snapshot is not None and before is not None and snapshot.player != before.player:
            self.settle()
        elif snapshot is not None:
            self.tracks.show_now(snapshot, self._at(snapshot))
        if not self._tracks_due.isActive():
            self._tracks_due.start()

    def _at(self, snapshot: Snapshot) -> float:
        dataset = self._dataset
        return snapshot.epochs_done(1 if dataset is None else learned_count(snapshot.experiment, dataset))

    @Slot()
    def _on_tracks_due(self) -> None:
        if self._snapshot is not None and self._timeline is not None and self.tracks.any:
            names = Names.of(self._snapshot, self._dataset)
            self.tracks.show_moment(self._snapshot, self._timeline, names, self._at(self._snapshot))

    def settle(self) -> None:
        """Work out the curves over the epochs now, rather than soon."""
        self._tracks_due.stop()
        self._on_tracks_due()

    def show_timeline(self, timeline: Timeline | None) -> None:
        """Where earlier weights are looked up; shown with the next snapshot."""
        self._timeline = timeline

    def show_selection(self, selection: Selection | None) -> None:
        """Show something else; None for the network as a whole."""
        if selection != self._selection:
            self._selection = selection
            self._waterfall.fold()
            self._refresh()
            self.tracks.show_selection(selection)
            self._on_tracks_due()

    def set_dataset(self, dataset: Dataset | None) -> None:
        """The names of inputs and outputs come from ``dataset``."""
        self._dataset = dataset
        self._refresh()

    def show_sample(self, sample: Sample | None) -> None:
        """Where the shown sample comes from."""
        name = None if sample is None else sample_name(sample)
        if name != self._sample_name:
            self._sample_name = name
            self._refresh()

    def show_why(self, why: Why | None, epoch: int | None = None) -> None:
        """Show why the network answers as it does; None where there is nothing to say.

        ``epoch``: the reasons are of that moment, and stay for a while although another is shown.
        """
        self.reasons.show_why(why, self._dataset.class_names if self._dataset is not None else (), epoch)

    def _refresh(self) -> None:
        snapshot, selection = self._snapshot, self._selection
        self._content = content = describe(
            snapshot, self._dataset, self._timeline, selection, self._sample_name
        )
        self._title.setText(told(content.title))
        several = snapshot is not None and selection is not None and siblings(snapshot, selection) > 1
        self._previous.setVisible(several)
        self._next.setVisible(several)
        self._head.show_content(content)
        self._waterfall.show_sums(content.caption, content.contributions)
        self._formulas.show_formulas(content.formulas)
        self._facts.show_facts(content.summary)
        self._tell()

    def _tell(self) -> None:
        """The numbers as text, for those who listen to the window."""
        content = self._content
        lines = [f"{f.left} {told(f.middle)} {told(f.value)}" for f in content.formulas]
        lines += [f"{told(name)}: {told(value)}" for name, value in content.summary]
        self.setAccessibleName(told(content.title))
        self.setAccessibleDescription("; ".join([told(content.hint), *lines]))

    # ---- the neighbours
    def _step(self, by: int) -> None:
        if self._snapshot is not None and self._selection is not None:
            moved = neighbour(self._snapshot, self._selection, by)
            if moved is not None:
                self.selection_requested.emit(moved)

    @Slot()
    def _on_previous(self) -> None:
        self._step(-1)

    @Slot()
    def _on_next(self) -> None:
        self._step(1)

    # ---- looks
    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._column.setContentsMargins(theme.px(16), theme.px(10), theme.px(16), theme.px(8))
        self._column.setSpacing(theme.px(6))
        for part in (
            self._title,
            self._previous,
            self._next,
            self._head,
            self.reasons,
            self._waterfall,
            self._formulas,
            self._facts,
            self.tracks,
        ):
            part.set_theme(theme)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.layout("right"), self._theme.px(400))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(240), self._theme.px(120))

    @property
    def comfortable_height(self) -> int:
        """Enough for a neuron of a hidden layer with few bars; what is higher scrolls."""
        return self._theme.px(312 if self._theme.projector else 300)
