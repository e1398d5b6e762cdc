"""One half of the lower stage: a run's network on the sample, with what it says above."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.data import Dataset
from nnviz.drawing import numbers
from nnviz.session.values import Sample
from nnviz.training.plane import plane_maps
from nnviz.training.snapshot import Snapshot
from nnviz.ui.compare.runs import Run, Runs, probed, snapshot_at
from nnviz.ui.compare.side_parts import BadgeButton, Outline, Words
from nnviz.ui.diagram import DiagramView
from nnviz.ui.playground.field import value_scale
from nnviz.ui.theme import Theme

HEAD = 52  # px at unit 1: the diagram keeps as much free above the network
LEAST = (200, 180)  # px of a diagram
FOOT = 20  # px below the network, for a line of text


class RunSide(QWidget):
    """The network of one run; its letter is a button that lets another run take its place."""

    run_picked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._dataset: Dataset | None = None
        self._run: Run | None = None
        self._shown: Snapshot | None = None
        self._maps_of: Snapshot | None = None
        self._drawn: tuple[object, ...] = ()
        self._note = ""
        self.diagram = DiagramView(bare=True)
        self.diagram.setMinimumSize(*LEAST)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.diagram)
        self._outline = Outline(self.diagram, self)
        self._badge = BadgeButton(self)
        self._badge.picked.connect(self.run_picked)
        self._words = Words(self)

    # ---- content
    def set_dataset(self, dataset: Dataset | None) -> None:
        """What the inputs look like and what the outputs are called."""
        self._dataset = dataset
        self._drawn, self._maps_of = (), None
        if dataset is not None:
            self.diagram.set_dataset_shape(
                dataset.feature_shape, dataset.class_names, dataset.feature_names, value_scale(dataset)
            )

    def show_run(self, run: Run, runs: Runs, epoch: int | None, sample: Sample | None) -> None:
        """Show the network of ``run`` at ``epoch`` (None: the newest) on ``sample``."""
        self._badge.show_runs(run, runs)
        held = snapshot_at(run, epoch)
        key = (run, held, sample, epoch, self._dataset)
        if key == self._drawn:
            return
        self._drawn, self._run = key, run
        snapshot = None if held is None else probed(held, sample)
        self._shown = snapshot
        self._note = self._about(run, snapshot, epoch)
        self._show_maps(snapshot)
        self.diagram.show_snapshot(snapshot)
        truth = None if snapshot is None or snapshot.probe is None else snapshot.probe.label
        self._outline.set_unit(truth)
        answer, verdict, right = self._verdict(snapshot, sample)
        self._words.show_words(answer, verdict, right, self._note)
        name = self.tr("Run {0} {1} {2}. {3}").format(run.letter, answer, verdict, self._note).strip()
        self.setAccessibleName(name)

    @property
    def snapshot(self) -> Snapshot | None:
        """What is shown."""
        return self._shown

    def _show_maps(self, snapshot: Snapshot | None) -> None:
        dataset = self._dataset
        if dataset is None or not dataset.planar:
            return
        fits = snapshot is not None and snapshot.layers[0].weights.shape[0] == dataset.input_size
        if snapshot is None or not fits:
            self.diagram.set_maps(None)
        elif self._maps_of is not snapshot:
            self.diagram.set_maps(plane_maps(snapshot, dataset, self.diagram.map_resolution))
        self._maps_of = snapshot

    def _about(self, run: Run, snapshot: Snapshot | None, epoch: int | None) -> str:
        """Which epoch is shown, where it is not the one of the playhead."""
        if snapshot is None:
            return self.tr("not trained yet")
        if epoch is None or snapshot.epoch == epoch:
            return self.tr("epoch {0}").format(snapshot.epoch) if epoch is None else ""
        newest = snapshot_at(run, None)
        if newest is not None and newest.epoch == snapshot.epoch and epoch > snapshot.epoch:
            good = self.tr("epoch {0}, before it broke") if run.diverged else self.tr("epoch {0}, its last")
            return good.format(snapshot.epoch)
        return self.tr("epoch {0}, the nearest kept").format(snapshot.epoch)

    def _verdict(self, snapshot: Snapshot | None, sample: Sample | None) -> tuple[str, str, bool | None]:
        """What it says, whether that is right in a word, and as a truth value (None: nobody knows)."""
        dataset = self._dataset
        if snapshot is None or snapshot.probe is None or dataset is None:
            return "", "", None
        probe = snapshot.probe
        if dataset.kind == "regression":
            said = float(probe.output.mean())
            text = self.tr("says {0}").format(numbers.plain(said))
            truth = self._true_value(sample)
            if truth is None:
                return text, "", None
            return text, self.tr("off by {0}").format(numbers.plain(abs(said - truth))), None
        answer = probe.answer
        known = answer < len(dataset.class_names)
        text = self.tr("says {0}").format(dataset.class_names[answer] if known else str(answer))
        if probe.label is None:
            return text, "", None
        right = answer == probe.label
        return text, self.tr("right") if right else self.tr("wrong"), right

    def _true_value(self, sample: Sample | None) -> float | None:
        dataset = self._dataset
        if dataset is None or sample is None or sample.index is None or sample.from_person:
            return None
        labels = dataset.test_labels if sample.source == "test" else dataset.train_labels
        return float(labels[sample.index].mean()) if sample.index < len(labels) else None

    # ---- looks
    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        foot = max(theme.px(FOOT), round(theme.type_px("caption") * 1.5))
        self._column.setContentsMargins(0, 0, 0, foot)
        for part in (self.diagram, self._outline, self._badge, self._words):
            part.set_theme(theme)
        self._place()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.surface("stage"))
        painter.end()

    def _place(self) -> None:
        theme = self._theme
        height = theme.px(HEAD)
        size = self._badge.sizeHint()
        left, middle = theme.px(20), height / 2 + theme.px(2)
        self._badge.setGeometry(left, round(middle - size.height() / 2), size.width(), size.height())
        start = left + size.width() + theme.px(8)
        self._words.setGeometry(start, 0, max(0, self.width() - start - theme.px(8)), height)
        self._badge.raise_()
