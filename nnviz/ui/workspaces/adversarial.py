"""Generate, for two networks against each other: their diagrams, and the plane where their points meet."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from nnviz.data import Dataset
from nnviz.drawing.generate.meeting import SHEET, DigitSheet, digits_of, maker
from nnviz.engine import Network
from nnviz.session.desk import Desk
from nnviz.session.shown import Shown
from nnviz.training.experiment import Experiment
from nnviz.training.generated import SAMPLES, placed
from nnviz.training.plane import PlaneMaps, noise_maps, plane_maps
from nnviz.training.snapshot import probe, sent
from nnviz.ui.canvas.pixels import raster_of
from nnviz.ui.generate.game_panel import WALK, GamePanel
from nnviz.ui.generate.meet_map import MeetMap
from nnviz.ui.guarded import Teller
from nnviz.ui.map_column import MapColumn
from nnviz.ui.network_stage import NetworkStage

Floats = NDArray[np.floating[Any]]

_SHARES = (0.56, 0.26, 0.18)  # of the right column: the plane, the curves, the inspector
_INSPECTOR = 150  # px of it at unit 1, at least
_COARSER = 2  # times than in the Playground: a tile of two networks side by side is half as large
_Key = tuple[bytes, Floats, Dataset, int]


class Adversarial(QObject):
    """How good the points are, both networks with one made point on its way through them, and the plane; see
    ``Workspace``."""

    def __init__(self, desk: Desk, stage: NetworkStage, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._stage = desk, stage
        self._shown: Shown | None = None
        self._followed, self._own = 0, None  # which of the noise that stays the same, or noise of one's own
        self._mapped: tuple[_Key, PlaneMaps, PlaneMaps] | None = None  # what the tiles show, and of whom
        self.panel, self.map = GamePanel(), MeetMap()
        self._results = MapColumn(self.map, shares=_SHARES, least=_INSPECTOR)
        self._results.selection_requested.connect(stage.diagram.select)
        stage.diagram.selection_changed.connect(self._results.show_selection)
        self.map.point_chosen.connect(self._on_point)
        self.map.learner_wished.connect(desk.show_learner)
        self.map.only.alone_requested.connect(desk.move_alone)
        self.panel.pad.noise_chosen.connect(self._on_noise)
        self.panel.walked.connect(self._on_walked)
        desk.playing_changed.connect(self.map.set_playing)
        self._results.finish_start()

    _own: Floats | None

    @property
    def left(self) -> QWidget:
        return self.panel

    @property
    def stage(self) -> QWidget:
        return self._stage

    @property
    def right(self) -> QWidget:
        return self._results

    def show_settings(self, experiment: Experiment) -> None:
        """Nothing here has settings of its own: the sentence is every workspace's."""

    def show(self, shown: Shown, before: Shown | None, tell: Teller) -> None:
        results, stage, self._shown = self._results, self._stage, shown
        if shown.other_names(before):
            tell(stage.set_names, shown)
        if before is None or shown.dataset is not before.dataset:
            tell(results.set_dataset, shown.dataset)
        if before is None or shown.planned != before.planned:
            tell(results.set_planned_epochs, shown.planned)
        if shown.another_history(before) or shown.another_network(before):
            tell(results.show_timeline, shown.timeline, shown.epoch, shown)
        tell(stage.show_about, shown, before)
        if before is None or shown.networks is not before.networks:
            tell(self.map.show_moment, shown, before)
            tell(self._show_panel)
            tell(self._send)

    def _show_panel(self) -> None:
        if self._shown is not None and self.map.meeting is not None:
            self.panel.show_moment(self._shown, self.map.meeting)

    def _noise(self, shown: Shown) -> tuple[Floats, Floats]:
        """(n, k) that stays the same, and (k,) that of the point that is followed."""
        still = shown.networks[0].ends.drawn(SAMPLES)
        return still, still[self._followed] if self._own is None else self._own

    def _send(self) -> None:
        """The noise that is followed goes through the generator whose samples are shown, the learner or its
        average, and what it makes through the other."""
        shown = self._shown
        if shown is None:
            return
        still, noise = self._noise(shown)
        self._show_made(shown, noise)
        generator, discriminator = shown.networks
        if self.map.meeting is not None and not self.map.meeting.learner:
            generator = generator.averaged(0, shown.dataset.test_features)
        network = generator.network()
        made = probe(network, noise)
        judged = sent(discriminator.network(), discriminator.ends, made.output, None)
        point = placed(shown.dataset, made.output[np.newaxis])[0] if shown.dataset.planar else None
        self._show_maps(shown, network, noise, point)
        self.panel.show_noise(still, noise, point, float(judged.output[0]))
        networks = replace(generator, probe=made), replace(discriminator, probe=judged)
        self._stage.show_network(replace(shown, snapshot=networks[shown.player], networks=networks))
        self._results.show_snapshot(networks[shown.player])

    def _show_maps(self, shown: Shown, generator: Network, noise: Floats, point: Floats | None) -> None:
        """Every neuron as a tile: of the generator over the noise, of the discriminator over the plane."""
        first, second = self._stage.diagrams[:2]
        if point is None or len(noise) != 2:
            for diagram in (first, second):
                diagram.set_maps(None)
                diagram.set_point(None)
            return
        cells = first.map_resolution // _COARSER
        judge, data = shown.networks[1], shown.dataset
        key = generator.parameters.tobytes(), judge.parameters, data, cells
        if self._mapped is None or not _same(self._mapped[0], key):  # another point leaves them as they are
            self._mapped = key, noise_maps(generator, cells), plane_maps(judge, data, cells)
        _, made, said = self._mapped
        first.set_maps(made)
        second.set_maps(said)
        first.set_point((float(noise[0]), float(noise[1])))
        second.set_point((float(point[0]), float(point[1])))

    def _show_made(self, shown: Shown, noise: Floats) -> None:
        """What is made of that noise, by whom the points or digits shown are made."""
        met = self.map.meeting
        if met is None:
            return
        made = maker(shown.networks[0], learner=met.learner).predict(noise[np.newaxis])
        digit = isinstance(met, DigitSheet)
        self.map.show_point(self._followed, None if digit else placed(shown.dataset, made)[0])
        raster = raster_of(shown.dataset)
        self.panel.show_digit(digits_of(made, shown.dataset)[0] if digit else None, raster)

    # ---- what the person does
    @Slot(int)
    def _on_walked(self, step: int) -> None:
        """So far from the noise of the digit that is followed to that of the next."""
        if self._shown is not None:
            still = self._shown.networks[0].ends.drawn(SAMPLES)
            here, there = still[self._followed], still[(self._followed + 1) % SHEET]
            self._own = None if not step else here + (there - here) * (step / WALK)
            self._send()

    @Slot(int)
    def _on_point(self, index: int) -> None:
        self._followed, self._own = index, None
        self.panel.walk.setValue(0)
        self._send()

    @Slot(object)
    def _on_noise(self, noise: Floats) -> None:
        self._own = noise
        self._send()

    def settle(self) -> None:
        self._results.settle()

    def shut_down(self) -> None:
        """Nothing is done in the background."""


def _same(one: _Key, other: _Key) -> bool:
    return one[0] == other[0] and one[1] is other[1] and one[2] is other[2] and one[3] == other[3]
