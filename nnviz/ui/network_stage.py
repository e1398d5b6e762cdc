"""The stage of more than one workspace: the settings sentence over the diagram of each network that plays."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnviz.drawing.selection import Selection
from nnviz.session.sentences import capital
from nnviz.session.shown import Shown
from nnviz.training.experiment import Experiment
from nnviz.training.objectives import OBJECTIVES
from nnviz.training.snapshot import EdgeKind, Snapshot
from nnviz.ui.diagram import DiagramView
from nnviz.ui.diagram.ends import name_ends
from nnviz.ui.plain import plain_tip
from nnviz.ui.recipe import RecipeBar
from nnviz.ui.theme import Theme, apply_theme
from nnviz.ui.widgets import TextLabel
from nnviz.ui.widgets.painted import Face, PaintedButton, PaintedWidget

_SIDE_LEAST = 240  # px of a diagram that has another beside it


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
        self.recipe = RecipeBar(experiment)
        self._sides: list[_Side] = []
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
        side, place = _Side(), len(self._sides)
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
        if shown.another_history(before):
            for diagram in diagrams:
                diagram.set_timeline(shown.timeline)
        if before is None or shown.findings != before.findings:
            self.diagram.set_findings(shown.findings)

    def show_network(self, shown: Shown) -> None:
        """The networks with the sample in them."""
        self._make_room(shown.players, shown.player)
        turn = OBJECTIVES[shown.experiment.objective].opens
        for place, (side, snapshot) in enumerate(zip(self._sides, shown.networks, strict=False)):
            side.diagram.show_snapshot(snapshot)
            if len(shown.networks) > 1:
                side.show_about(snapshot, its_turn=place == turn)

    # ---- looks
    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._theme.surface("hairline"))
        painter.end()


class _Side(QWidget):
    """One network under its name, which only stands there where several play."""

    def __init__(self) -> None:
        super().__init__()
        self._theme = Theme()
        self.head, self.diagram = _Head(), DiagramView()
        self._least = self.diagram.minimumWidth()
        self._row = QHBoxLayout()
        self._about, self._turn = TextLabel("", "body", "secondary"), _Turn()
        self._row.addWidget(self.head)
        self._row.addWidget(self._about)
        self._row.addWidget(self._turn)
        self._row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._row)
        column.addWidget(self.diagram, 1)
        self.show_name("", looked_at=True)

    def show_name(self, name: str, looked_at: bool) -> None:
        """The name, and whether it is the network that is looked at; "" where it is the only one."""
        self.head.show_name(name, looked_at)
        self._about.setVisible(bool(name))
        if not name:
            self._turn.hide()
        self.diagram.setMinimumWidth(_SIDE_LEAST if name else self._least)
        self._margins()

    def show_about(self, snapshot: Snapshot, *, its_turn: bool) -> None:
        """The sizes of its layers, whether it is an average, and whether it is the one that moves next."""
        sizes = " → ".join(map(str, [snapshot.ends.size, *(layer.units for layer in snapshot.layers)]))
        average = snapshot.shows_average
        self._about.setText(self.tr("{sizes}, its average").format(sizes=sizes) if average else sizes)
        why = self.tr("The average of its last updates, to look at; what learns can be changed by hand")
        self._about.setToolTip(plain_tip(why if average else ""))
        self._turn.setVisible(its_turn)

    def _margins(self) -> None:
        side, top = (self._theme.px(12), self._theme.px(8)) if not self.head.isHidden() else (0, 0)
        self._row.setContentsMargins(side, top, side, 0)
        self._row.setSpacing(self._theme.px(10))

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._margins()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._theme.surface("stage"))
        painter.end()


class _Turn(PaintedWidget):
    """A tag on the network that moves next."""

    def __init__(self) -> None:
        super().__init__()
        self._words = self.tr("its turn")
        self.setAccessibleName(self._words)
        self.setToolTip(plain_tip(self.tr("This network moves next")))
        self.hide()

    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(self._theme.font("label", weight="semibold"))
        wide = metrics.horizontalAdvance(self._words) + 2 * self._theme.px(8)
        return QSize(round(wide), round(metrics.height() + self._theme.px(6)))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        high = self.sizeHint().height()
        box = QRectF(0, (self.height() - high) / 2, self.width(), high)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.accent())
        painter.drawRoundedRect(box, theme.px(5), theme.px(5))
        painter.setFont(theme.font("label", weight="semibold"))
        painter.setPen(theme.surface("stage"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._words)
        painter.end()


class _Head(PaintedButton):
    """The name of a network; pressed, it is the one that is looked at."""

    def __init__(self) -> None:
        super().__init__()
        self.setCheckable(True)
        self.hide()

    def show_name(self, name: str, looked_at: bool) -> None:
        self.setVisible(bool(name))
        self.setChecked(looked_at)
        if name != self.accessibleName():
            self.setText(name)
            self.setAccessibleName(name)
            self.setToolTip(plain_tip(self.tr("Look at this network: its numbers, its settings")))
            self.updateGeometry()

    def nextCheckState(self) -> None:
        """It stays as it is until it is shown to be the other."""

    def set_theme(self, theme: Theme) -> None:
        self.setFont(theme.font("section", weight="semibold"))
        super().set_theme(theme)

    def sizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance(self.text()) + 2 * self._theme.px(10) + 2
        return QSize(width, max(self._theme.px(26), self.fontMetrics().height() + 4))

    def face(self) -> Face:
        theme, on = self._theme, self.isChecked()
        ink = theme.text("primary" if on or self.lit else "secondary")
        return Face(ink, theme.surface("raised") if on else None, theme.accent() if on else None)
