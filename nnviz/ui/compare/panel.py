"""The right side of the compare room: what broke, and on what two runs agree."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from nnviz.data import Dataset
from nnviz.session.changes import same_data
from nnviz.session.values import Sample
from nnviz.training.agreement import Agreement, Closeness, agreement
from nnviz.training.plane import plane_maps
from nnviz.training.snapshot import Snapshot
from nnviz.ui.compare.agreement_view import AgreementSquares
from nnviz.ui.compare.broken_card import BrokenCard
from nnviz.ui.compare.disagreements import DisagreementGrid
from nnviz.ui.compare.plane_view import PlaneDisagreement
from nnviz.ui.compare.runs import Run, Runs, find, snapshot_at
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import Caption, SectionTitle
from nnviz.ui.widgets.scroll import Scroll

COUNT_MS = 250  # between two counts while epochs rush in
MAP_CELLS = 96


class ComparePanel(QWidget):
    """The card of the run that broke, over the agreement of the pair given by :meth:`set_pair`.

    ``run_chosen`` comes before ``experiment_requested`` where the way out is that of another run.
    """

    run_chosen = Signal(str)
    experiment_requested = Signal(object, str)
    look_requested = Signal(str, int)
    sample_requested = Signal(str, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._dataset: Dataset | None = None
        self._runs: Runs = ()
        self._current = ""
        self._epoch: int | None = None
        self._pair: tuple[str, str] | None = None
        self._counted: tuple[object, ...] = ()
        self._late = False
        self._pause = QTimer(self, singleShot=True, interval=COUNT_MS)
        self._pause.timeout.connect(self._on_pause_over)
        self.card, self.squares = BrokenCard(), AgreementSquares()
        self.grid, self.plane = DisagreementGrid(), PlaneDisagreement()
        self._title, self._when = SectionTitle(), Caption()
        self._explains = Caption()
        self._explains.setWordWrap(True)
        self._connect()
        self._lay_out()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("What differs in the answers"))

    def _connect(self) -> None:
        self.card.run_chosen.connect(self._on_run_chosen)
        self.card.experiment_requested.connect(self.experiment_requested)
        self.card.look_requested.connect(self.look_requested)
        self.grid.sample_requested.connect(self._on_sample)
        self.plane.sample_requested.connect(self._on_sample)

    def _lay_out(self) -> None:
        body = QWidget()
        self._column = QVBoxLayout(body)
        self._head = QHBoxLayout()
        self._head.addWidget(self._title)
        self._head.addStretch(1)
        self._head.addWidget(self._when)
        self._card_row, self._section = QVBoxLayout(), QVBoxLayout()
        self._card_row.addWidget(self.card)
        self._section.addLayout(self._head)
        for part in (self.squares, self._explains, self.plane, self.grid):
            self._section.addWidget(part)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addLayout(self._card_row)
        self._column.addLayout(self._section)
        self._column.addStretch(1)
        self._scroll = Scroll(body, keyboard=True)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 0, 0, 0)
        whole.addWidget(self._scroll)

    # ---- content
    def set_dataset(self, dataset: Dataset | None) -> None:
        """The samples that both networks are asked about."""
        self._dataset, self._counted = dataset, ()
        self.grid.set_dataset(dataset)
        self._refresh()

    def show_sample(self, sample: Sample | None) -> None:
        """Which of the test samples is shown."""
        index = sample.index if sample is not None and sample.source == "test" else None
        self.grid.set_chosen(-1 if index is None else index)

    def show_runs(self, runs: Runs, current_letter: str, epoch: int | None) -> None:
        """Show what there is to say of ``runs`` at ``epoch`` (None: the newest of each)."""
        self._runs, self._current, self._epoch = tuple(runs), current_letter, epoch
        self._show_card()
        self._refresh_soon()

    @Slot(object)
    def set_pair(self, pair: tuple[str, str] | None) -> None:
        """The letters of the two runs whose answers are counted."""
        self._pair = pair
        self._refresh()

    def _refresh_soon(self) -> None:
        if self._pause.isActive():
            self._late = True
        else:
            self._refresh()

    @Slot()
    def _on_pause_over(self) -> None:
        if self._late:
            self._refresh()

    def _show_card(self) -> None:
        """The current run's story, if it broke, or that of the first that did."""
        broken = [run for run in self._runs if run.diverged is not None]
        told = next((run for run in broken if run.letter == self._current), broken[0] if broken else None)
        self.card.setVisible(told is not None)
        if told is not None:
            self.card.show_run(told, self._data_of(told))

    def _data_of(self, run: Run) -> Dataset | None:
        """The data set of a run, if it is there."""
        if run.dataset is not None:
            return run.dataset
        current = find(self._runs, self._current)
        known = current is None or run is current or same_data(run.experiment, current.experiment)
        return self._dataset if known else None

    def _refresh(self) -> None:
        self._late = False
        if not self.isVisible():
            return
        two = None if self._pair is None else [find(self._runs, letter) for letter in self._pair]
        held = [] if two is None else [None if run is None else snapshot_at(run, self._epoch) for run in two]
        if self._dataset is None or not held or held[0] is None or held[1] is None:
            self._counted = ()
            self._show_only(
                self.tr("Where they disagree"),
                self.tr("As soon as there are two networks, both are asked about every test sample."),
            )
            return
        key = (self._pair, held[0].parameters, held[1].parameters, self._dataset)
        if self._counted and all(a is b for a, b in zip(key, self._counted, strict=True)):
            return
        self._pause.start()
        self._counted = key
        self._count(held[0], held[1], self._dataset)

    def _count(self, first: Snapshot, second: Snapshot, dataset: Dataset) -> None:
        """Ask both networks about every test sample, and show what they say."""
        assert self._pair is not None
        try:
            found = agreement(first, second, dataset)
        except ValueError as sentence:
            self._show_only(self.tr("Nothing to compare"), str(sentence))
            return
        colours = tuple(run.colour for letter in self._pair if (run := find(self._runs, letter)) is not None)
        pair = (self._pair, (colours[0], colours[1]))
        what = self.tr("test images") if len(dataset.feature_shape) == 2 else self.tr("test samples")
        self._title.setText(self.tr("On {0} {1}").format(found.total, what))
        epochs = sorted({first.epoch, second.epoch})
        self._when.setText(self.tr("epoch {0}").format(self.tr(" and ").join(map(str, epochs))))
        self.squares.show_agreement(found, *pair)
        self._explains.setText(self._explanation(found, dataset))
        for part in (self._when, self.squares):
            part.show()
        self.plane.setVisible(dataset.planar)
        self.grid.setVisible(not dataset.planar)
        if dataset.planar:
            maps = (plane_maps(first, dataset, MAP_CELLS), plane_maps(second, dataset, MAP_CELLS))
            self.plane.show_maps(maps, dataset, found, *pair)
        else:
            self.grid.show_agreement(found, *pair)

    def _show_only(self, title: str, text: str) -> None:
        """A title and a sentence, where there is nothing to count."""
        self._title.setText(title)
        self._explains.setText(text)
        for part in (self._when, self.squares, self.plane, self.grid):
            part.hide()

    def _explanation(self, found: Agreement | Closeness, dataset: Dataset) -> str:
        assert self._pair is not None
        one, other = self._pair
        if dataset.planar and isinstance(found, Agreement):
            return self.tr("Filled: where they disagree. Lines: where {0} and {1} change their minds").format(
                one, other
            )
        if dataset.planar:
            return self.tr("Warm: {0} says more than {1}; cool: less").format(one, other)
        if isinstance(found, Closeness):
            return self.tr("Furthest apart: {0} said, the truth, {1} said").format(one, other)
        return self.tr("Where they disagree: {0} said, the truth, {1} said").format(one, other)

    # ---- wishes
    @Slot(str)
    def _on_run_chosen(self, letter: str) -> None:
        if letter != self._current:
            self.run_chosen.emit(letter)

    @Slot(int)
    def _on_sample(self, index: int) -> None:
        self.sample_requested.emit("test", index)

    # ---- looks
    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.setMinimumWidth(theme.layout("right"))
        card, side = theme.px(14), theme.px(16)
        self._card_row.setContentsMargins(card, card, card, 0)
        self._section.setContentsMargins(side, theme.px(16), side, theme.px(16))
        self._section.setSpacing(theme.px(10))
        for part in (self.card, self._title, self._when, self.squares, self._explains, self.plane, self.grid):
            part.set_theme(theme)
        self.update()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.surface("panel"))
        edge = max(1, math.floor(self._theme.line("hairline")))
        painter.fillRect(0, 0, edge, self.height(), self._theme.surface("hairline"))
        painter.end()
