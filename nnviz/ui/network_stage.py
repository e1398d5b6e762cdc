"""The stage of more than one workspace: the settings sentence over the diagram of each network that plays."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnviz.drawing.named_row import RowInput, row_inputs, row_title, said_values, shown_inputs
from nnviz.drawing.selection import Selection
from nnviz.session.sentences import capital
from nnviz.session.shown import Shown
from nnviz.training.experiment import Experiment
from nnviz.training.objectives import OBJECTIVES
from nnviz.training.samples import Sample
from nnviz.training.snapshot import EdgeKind
from nnviz.ui.diagram import DiagramView
from nnviz.ui.diagram.ends import name_ends
from nnviz.ui.network_side import NetworkSide
from nnviz.ui.recipe import RecipeBar
from nnviz.ui.theme import Theme, apply_theme


class NetworkStage(QWidget):
    """Shows a moment's settings, networks, history and findings.

    ``diagram`` is that of the first network; those of others stand beside it while they play.
    ``network_added(place, diagram)``: a network more is drawn; ``network_requested(place)``: it is to be the
    one that is looked at.
    """

    network_added = Signal(int, object)
    network_requested = Signal(int)

    def __init__(self, experiment: Experiment, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._lines: EdgeKind = "signal"
        self._playing = False
        self._opened: tuple[Sample, tuple[int, ...]] | None = None  # of a row: its inputs with a bead
        self.recipe = RecipeBar(experiment)
        self._sides: list[NetworkSide] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.recipe)
        self._row = QHBoxLayout()
        self._row.setSpacing(1)  # a hairline, of the ground between them
        self._column.addLayout(self._row, 1)
        self._add()
        self.diagram = self._sides[0].diagram

    def _add(self) -> None:
        side, place = NetworkSide(), len(self._sides)
        side.head.clicked.connect(lambda: self.network_requested.emit(place))
        self._sides.append(side)
        self._row.addWidget(side, 1)

    def hold(self, recipe: RecipeBar) -> None:
        """Take the sentence back that stood elsewhere."""
        self._column.insertWidget(0, recipe)

    # ---- the networks
    @property
    def looked_at(self) -> DiagramView:
        """The diagram of the network that is looked at."""
        return next((side.diagram for side in self._sides if side.head.isChecked()), self.diagram)

    @property
    def diagrams(self) -> tuple[DiagramView, ...]:
        """Those that have been drawn, also if they play no more."""
        return tuple(side.diagram for side in self._sides)

    def _make_room(self, names: tuple[str, ...], looked_at: int) -> None:
        """A side for each network that plays."""
        while len(self._sides) < len(names):
            self._add()
            side = self._sides[-1]
            apply_theme(side, self._theme)
            side.diagram.set_lines(self._lines)
            side.diagram.set_playing(self._playing)
            self.network_added.emit(len(self._sides) - 1, side.diagram)
        several = len(names) > 1
        for place, side in enumerate(self._sides):
            side.setVisible(place < len(names))
            side.show_name(
                capital(names[place]) if several and place < len(names) else "", place == looked_at
            )

    def set_lines(self, kind: EdgeKind) -> None:
        """Let the lines of all show "signal", "weights" or "gradient"."""
        self._lines = kind
        for diagram in self.diagrams:
            diagram.set_lines(kind)

    def set_playing(self, playing: bool) -> None:
        """While it plays the pictures are the quick ones."""
        self._playing = playing
        for diagram in self.diagrams:
            diagram.set_playing(playing)

    def select(self, selection: Selection | None) -> None:
        """Select in the diagram of the network that it is in, which knows of no other; in those nothing."""
        for place, diagram in enumerate(self.diagrams):
            mine = selection is not None and selection.player == place
            wanted = replace(selection, player=0) if selection is not None and mine else None
            if diagram.selection != wanted:
                diagram.select(wanted)

    def rest_now(self) -> None:
        """Paint the full pictures at once, for a screenshot."""
        for diagram in self.diagrams:
            diagram.rest_now()

    # ---- what is shown
    def set_names(self, shown: Shown) -> None:
        """Names of inputs and outputs."""
        self._make_room(shown.players, shown.player)
        for diagram, snapshot in zip(self.diagrams, shown.networks, strict=False):
            name_ends(diagram, shown.dataset, snapshot.ends)

    def show_about(self, shown: Shown, before: Shown | None) -> None:
        """All but the networks themselves."""
        diagrams = self.diagrams[: len(shown.networks)]
        for diagram in diagrams:
            diagram.set_changeable(shown.reading or shown.who.source.can("edit"))
        if shown.another_history(before):
            for diagram in diagrams:
                diagram.set_timeline(shown.timeline)
        if before is None or shown.findings != before.findings:
            self.diagram.set_findings(shown.findings)

    def show_network(self, shown: Shown) -> None:
        """The networks with the sample in them."""
        self._make_room(shown.players, shown.player)
        experiment = shown.experiment
        turn = None if experiment.simultaneous else OBJECTIVES[experiment.objective].opens
        for place, (side, snapshot) in enumerate(zip(self._sides, shown.networks, strict=False)):
            side.diagram.set_row(*self._row_of(shown))
            side.diagram.show_snapshot(snapshot)
            if len(shown.networks) > 1:
                side.show_about(snapshot, its_turn=turn is None or place == turn)

    def _row_of(
        self, shown: Shown
    ) -> tuple[tuple[RowInput, ...] | None, str, tuple[int, ...], tuple[str, ...]]:
        """What enters, of a row of a table, and which row it is; of many inputs those that have a bead of
        their own, which stay as long as the row does."""
        row = row_inputs(shown.sample, shown.dataset)
        if row is None or shown.sample is None:
            return None, "", (), ()
        if self._opened is None or self._opened[0] is not shown.sample:
            self._opened = shown.sample, shown_inputs(shown.snapshot)
        said = said_values(shown.snapshot, shown.dataset)
        return row, capital(row_title(shown.sample)), self._opened[1], said

    # ---- looks
    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._theme.surface("hairline"))
        painter.end()
