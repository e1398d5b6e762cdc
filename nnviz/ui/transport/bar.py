"""The transport bar: reset, step, play, the unit of a step, the timeline, counter, speed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from nnviz.session.film import Film
from nnviz.session.sentences import told
from nnviz.training.run_source import TRAINED, Ability, RunSource
from nnviz.training.snapshot import Snapshot
from nnviz.training.timeline import Timeline
from nnviz.ui.theme import Theme
from nnviz.ui.transport.parts import PlayButton, ResetButton
from nnviz.ui.transport.readout import Readout
from nnviz.ui.transport.track import TimelineTrack
from nnviz.ui.widgets import Caption, ChoiceChip, IconButton, Segmented, TextLabel
from nnviz.ui.widgets.segmented import Segment

if TYPE_CHECKING:
    from nnviz.training.micro import Micro
    from nnviz.ui.micro.micro_cells import MicroCells


class TransportBar(QWidget):
    """Everything about time: 92 px high at unit 1, at the foot of the window.

    ``reset``, ``track`` and ``readout`` have their own signals, and are told what is theirs alone.
    """

    play_requested = Signal()
    pause_requested = Signal()
    step_requested = Signal()
    step_back_requested = Signal()
    step_unit_requested = Signal(str)  # "epoch", "batch" or "micro"
    place_requested = Signal(int)  # a cell among the micro-steps

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._playing = False
        self._unit, self._forward = "epoch", ""
        self._source = TRAINED
        self._cells: MicroCells | None = None  # made when it is first needed
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Time"))
        self._build()
        self.set_playing(False)
        self.reset.set_seed(0)
        self.readout.set_speed(math.inf)
        self.set_step_unit("epoch")

    # ---- building
    def _build(self) -> None:
        self.track = TimelineTrack()
        self.readout = Readout()
        self._row = QHBoxLayout(self)
        self._row.addLayout(self._build_buttons())
        self._row.addLayout(self._build_units())
        self._row.addWidget(self.track, 1)
        self._row.addWidget(self.readout)

    def _build_buttons(self) -> QHBoxLayout:
        self.reset = ResetButton()
        self._back = IconButton("back", "", size=34)
        self._play = PlayButton()
        self._step = IconButton("fwd", "", size=34)
        self._back.clicked.connect(self.step_back_requested)
        self._play.clicked.connect(self._on_play_clicked)
        self._step.clicked.connect(self.step_requested)
        buttons = QHBoxLayout()
        for button in (self.reset, self._back, self._play, self._step):
            buttons.addWidget(button)
        self._buttons = buttons
        return buttons

    def _build_units(self) -> QVBoxLayout:
        self._units = Segmented(
            [Segment(unit, text, tip=tip) for unit, text, tip in self._unit_words()], self.tr("One step is")
        )
        self._units.chosen.connect(self.step_unit_requested)
        self._unit_chip = ChoiceChip(
            [(unit, text, tip) for unit, text, tip in self._unit_words()],
            self.tr("One step is"),
            self.tr("What one step is"),
        )
        self._unit_chip.chosen.connect(self.step_unit_requested)
        self._units_title = Caption(self.tr("One step is"))
        column = QVBoxLayout()
        column.addStretch(1)
        for widget in (self._units_title, self._units, self._unit_chip, self.readout.speed_chip):
            column.addWidget(widget)
        column.addStretch(1)
        self._units_column = column
        return column

    def _unit_words(self) -> list[tuple[str, str, str]]:
        """What a step can be: its key, its name, and what it does."""
        return [
            ("epoch", self.tr("Epoch"), self.tr("Once through all training samples")),
            ("batch", self.tr("Batch"), self.tr("A batch of samples, then one update")),
            ("micro", self.tr("Micro"), self.tr("One layer of one example at a time, forward and back")),
        ]

    # ---- content
    def show_timeline(
        self, timeline: Timeline | None, snapshot: Snapshot | None, now: float | None = None
    ) -> None:
        """Show how far the run is: its track, and the epoch of ``snapshot``, the one that is shown.

        ``now`` is its test loss, where that is another than at the end of its epoch.
        """
        epoch = snapshot.epoch if snapshot is not None else 0
        self.track.show_timeline(timeline, epoch, now, snapshot)
        self.readout.show_moment(snapshot, round(self.track.content.trained))
        self._show_where()

    def show_source(self, source: RunSource) -> None:
        """What the run that is shown can do; the rest is greyed out, with the reason."""
        if source is self._source:
            return
        self._source = source
        self.track.show_source(source)
        self.readout.set_trainable(source.can("train"))
        self.readout.set_plan_known(source.kind != "watched")
        self.set_playing(self._playing)
        self.set_step_unit(self._unit)

    @property
    def _steps_by(self) -> Ability:
        """What a step takes."""
        return "micro-step" if self._unit == "micro" else "train"

    def _can(self, widget: QWidget, ability: Ability, tip: str) -> None:
        """Whether the widget is on, and what it does, or why it does nothing."""
        why = self._source.why_not(ability)
        widget.setEnabled(not why)
        widget.setToolTip(told(why) if why else tip)

    def show_cursor(self, cursor: int | None) -> None:
        """The epoch looked back at; None for the newest."""
        self.track.show_cursor(cursor)
        self._show_where()

    def show_micro(self, micro: Micro | None) -> None:
        """The cells of a batch's micro-steps in the place of the track; None: the track again."""
        if micro is not None and self._cells is None:
            from nnviz.ui.micro.micro_cells import MicroCells

            self._cells = MicroCells()
            self._cells.set_theme(self._theme)
            self._cells.place_requested.connect(self.place_requested)
            self._row.insertWidget(self._row.indexOf(self.track), self._cells, 1)
        if self._cells is not None:
            self._cells.show_micro(micro)
            self._cells.setVisible(micro is not None)
        self.track.setVisible(micro is None)

    def set_film(self, film: Film | None) -> None:
        """Small pictures along the track, made in idle moments; the film is stopped when another comes."""
        self.track.set_film(film)
        if film is not None:
            film.set_busy(self._playing)

    def set_playing(self, playing: bool) -> None:
        """Whether it plays: the round button offers the other."""
        self._playing = playing
        self.readout.set_playing(playing)
        self._play.set_icon("pause" if playing else "play")
        self._play.setAccessibleName(self.tr("Pause") if playing else self.tr("Play"))
        self._can(
            self._play, self._steps_by, self.tr("Pause (Space)") if playing else self.tr("Play (Space)")
        )
        if self.track.content.film is not None:
            self.track.content.film.set_busy(playing)

    def set_planned_epochs(self, planned: int) -> None:
        """Show after how many epochs training stops; no signal."""
        self.readout.set_planned_epochs(planned)
        self.track.set_planned_epochs(planned)

    def set_step_unit(self, unit: str) -> None:
        """Show what a step is: "epoch", "batch" or "micro"; no signal."""
        self._unit = unit
        self.set_playing(self._playing)
        self._units.set_current(unit)
        self._unit_chip.set_current(unit)
        self.readout.set_unit(unit)
        forward, back = self.tr("Step: train one epoch"), self.tr("Step back: look at the epoch before")
        if unit == "batch":
            forward = self.tr("Step: train one batch")
        elif unit == "micro":
            forward, back = self.tr("Step: one micro-step on"), self.tr("Step back: one micro-step back")
        self._step.setAccessibleName(forward)
        self._forward = self.tr("{what} (Right)").format(what=forward)
        for key, _, tip in self._unit_words():
            self._can(self._units.button(key), "micro-step" if key == "micro" else "train", tip)
        self._can(self.reset, "train", "")
        self._unit_chip.setEnabled(self._source.can("train"))
        self._back.setAccessibleName(back)
        self._back.setToolTip(back)
        self._show_where()

    def _show_where(self) -> None:
        content = self.track.content
        self.readout.show_epoch(content.here)
        self._can(self._step, self._steps_by, self._forward)
        if content.here < content.trained:  # what is there can be gone through
            self._step.setEnabled(True)
        self._back.setEnabled(self._unit == "micro" or (content.travels and content.here > content.first))

    @Slot()
    def _on_play_clicked(self) -> None:
        (self.pause_requested if self._playing else self.play_requested).emit()

    # ---- looks
    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.setFixedHeight(theme.layout("transport"))
        self._row.setContentsMargins(theme.px(16), max(1, round(theme.line("hairline"))), theme.px(16), 0)
        self._row.setSpacing(theme.px(20))
        self._buttons.setSpacing(theme.px(4))
        self._units_column.setSpacing(theme.px(5))
        for widget in (self.reset, self._units_title, self._units):
            widget.setVisible(not theme.projector)
        for chip in (self._unit_chip, self.readout.speed_chip):
            chip.setVisible(theme.projector)
            chip.set_theme(theme)
        for child in self.findChildren(TextLabel):
            child.set_theme(theme)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(1000), self._theme.layout("transport"))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.surface("panel"))
        edge = max(1, round(self._theme.line("hairline")))
        painter.fillRect(0, 0, self.width(), edge, self._theme.surface("hairline"))
        painter.end()
