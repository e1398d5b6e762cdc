"""One half of the lower stage: a run's network on the sample, with what it says above."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.data import Dataset
from nnviz.drawing import numbers
from nnviz.session.derived import Derived
from nnviz.training.snapshot import Snapshot
from nnviz.ui.compare.runs import RunAt, Runs, true_value, when
from nnviz.ui.compare.side_parts import BadgeButton, Outline, Words
from nnviz.ui.diagram import DiagramView
from nnviz.ui.playground.field import value_scale
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.ground import Ground

HEAD = 52  # px at unit 1: the diagram keeps as much free above the network
LEAST = (200, 180)  # px of a diagram
FOOT = 20  # px below the network, for a line of text


class RunSide(Ground):
    """The network of one run; its letter is a button that lets another run take its place."""

    run_picked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("stage", parent=parent)
        self._dataset: Dataset | None = None
        self._shown: Snapshot | None = None
        self._maps_of: Derived | None = None
        self._drawn: tuple[object, ...] = ()
        self.diagram = DiagramView(bare=True)
        self.diagram.setMinimumSize(*LEAST)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.diagram)
        self._outline = Outline(self.diagram, self)
        self._badge = BadgeButton(self)
        self._badge.picked.connect(self.run_picked)
        self._words = Words(self)

    # ---- content
    def show_run(self, run: RunAt, runs: Runs) -> None:
        """Show the network of ``run`` on the sample, in the data that it learned."""
        self._badge.show_runs(run, runs)
        key = (run.letter, run.moment, run.sample, run.epoch, run.dataset)
        if key == self._drawn:
            return
        self._drawn = key
        self._set_dataset(run.dataset)
        self._shown = snapshot = run.snapshot
        self._show_maps(run)
        self.diagram.show_snapshot(snapshot)
        truth = None if snapshot is None or snapshot.probe is None else snapshot.probe.label
        self._outline.set_unit(truth)
        answer, verdict, right = self._verdict(run)
        note = self._about(run)
        self._words.show_words(answer, verdict, right, note)
        name = self.tr("Run {0} {1} {2}. {3}").format(run.letter, answer, verdict, note).strip()
        self.setAccessibleName(name)

    @property
    def snapshot(self) -> Snapshot | None:
        """What is shown."""
        return self._shown

    def _set_dataset(self, dataset: Dataset | None) -> None:
        """What the inputs look like and what the outputs are called."""
        if dataset is not None and dataset is not self._dataset:
            self._dataset, self._maps_of = dataset, None
            self.diagram.set_dataset_shape(
                dataset.feature_shape, dataset.class_names, dataset.feature_names, value_scale(dataset)
            )

    def _show_maps(self, run: RunAt) -> None:
        if run.derived is None or run.dataset is None or not run.dataset.planar:
            self.diagram.set_maps(None)
        elif self._maps_of is not run.derived:
            self.diagram.set_maps(run.derived.maps(self.diagram.map_resolution))
        self._maps_of = run.derived

    def _about(self, run: RunAt) -> str:
        """Which epoch is shown, where it is not the one of the playhead; or that it knows no such sample."""
        moment = run.moment
        if moment is None:
            return self.tr("not trained yet")
        if run.sample is None:
            return self.tr("the sample is none of its data")
        return when(run)

    def _verdict(self, run: RunAt) -> tuple[str, str, bool | None]:
        """What it says, whether that is right in a word, and as a truth value (None: nobody knows)."""
        snapshot, dataset = run.snapshot, run.dataset
        if snapshot is None or snapshot.probe is None or dataset is None:
            return "", "", None
        probe = snapshot.probe
        if dataset.kind == "regression":
            said = float(probe.output.mean())
            text = self.tr("says {0}").format(numbers.plain(said))
            truth = true_value(run)
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

    # ---- looks
    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        foot = max(theme.px(FOOT), round(theme.type_px("caption") * 1.5))
        self._column.setContentsMargins(0, 0, 0, foot)
        for part in (self.diagram, self._outline, self._badge, self._words):
            part.set_theme(theme)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def _place(self) -> None:
        theme = self._theme
        height = theme.px(HEAD)
        size = self._badge.sizeHint()
        left, middle = theme.px(20), height / 2 + theme.px(2)
        self._badge.setGeometry(left, round(middle - size.height() / 2), size.width(), size.height())
        start = left + size.width() + theme.px(8)
        self._words.setGeometry(start, 0, max(0, self.width() - start - theme.px(8)), height)
        self._badge.raise_()
