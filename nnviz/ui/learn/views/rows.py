"""The training samples as rows on a lesson's stage, with what the network says to each, live."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from nnviz.drawing.lessons.paper import Paper
from nnviz.drawing.lessons.rows import MOST_INPUTS, Row, TablePicture, TableScene
from nnviz.session.lesson_runner import StepShown
from nnviz.session.sentences import told as translated
from nnviz.session.shown import Shown
from nnviz.training.outputs import classes
from nnviz.training.samples import sample_of
from nnviz.ui.learn.views.hiding import hidden_of, hides_values
from nnviz.ui.learn.views.view import ViewParts
from nnviz.ui.paper_view import PaperView

_ROWS = "rows"  # as the step asks for the rows without what they come to


class TableView(QObject):
    """Rows with inputs, targets, outputs and errors, or with classes and answers; see ``LessonView``.

    A click on a row, or Enter, sends it through the network.
    """

    answer_offered = Signal(object)

    def __init__(self, parts: ViewParts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self._paper = PaperView(self.tr("Samples"), self._draw)
        self._paper.spot_pressed.connect(self._on_pressed)
        self._shown: Shown | None = None
        self._scene: TableScene | None = None
        self._told: StepShown | None = None

    @property
    def widget(self) -> QWidget:
        return self._paper

    def show_step(self, told: StepShown) -> None:
        self._told = told
        self._show()

    def show(self, shown: Shown, before: Shown | None) -> None:
        self._shown = shown
        if shown.another_network(before) or before is None or shown.sample is not before.sample:
            self._scene = scene_of(shown)
            self._show()
        elif shown.micro is not before.micro:
            self._show()

    def _show(self) -> None:
        """What is asked for is not to be seen."""
        shown, scene = self._shown, self._scene
        if shown is not None and scene is not None:
            hidden = hidden_of(self._told, shown, len(shown.snapshot.layers) - 1)
            unseen = hides_values(self._told, shown) or hidden.measured
            alone = self._told is not None and self._told.step.show.of == _ROWS
            self._scene = replace(scene, unseen=unseen, summed=not alone)
        self._paper.redraw()

    def _draw(self, paper: Paper) -> str:
        if self._scene is None or not self._scene.rows:
            text = self.tr("This network has no rows of a table to learn from.")
            grey = paper.look.text("secondary")
            paper.words(text, paper.width / 2, paper.height / 2, paper.size("body"), grey)
            return text
        return TablePicture(paper, self._scene).draw()

    @Slot(str)
    def _on_pressed(self, name: str) -> None:
        kind, _, number = name.partition(":")
        if kind == "row" and self._shown is not None and self._parts.by_hand:
            self._parts.desk.set_sample(sample_of(self._shown.dataset, "train", int(number)))

    def settle(self) -> None:
        """Nothing is put off."""

    def shut_down(self) -> None:
        """Nothing is done in the background."""


def scene_of(shown: Shown) -> TableScene | None:
    """The training rows with the outputs of the moment; None where there are none of samples."""
    dataset, ends = shown.dataset, shown.snapshot.ends
    if not ends.learns_samples or ends.itself or dataset.every_step:
        return None
    outputs = np.asarray(shown.derived.outputs("train"))
    raw = dataset.raw(dataset.train_features)[:, :MOST_INPUTS]
    sample = shown.sample
    at = sample.index if sample is not None and sample.source == "train" and not sample.copy else None
    return TableScene(
        rows=tuple(_rows(raw, np.asarray(dataset.train_labels), outputs, dataset.class_names)),
        inputs=dataset.feature_names,
        classes=dataset.class_names,
        shown=-1 if at is None else at,
        loss=shown.metrics.get("train_loss"),
        loss_name=translated(shown.network.loss.label),
    )


def _rows(
    raw: NDArray[Any], labels: NDArray[Any], outputs: NDArray[Any], names: tuple[str, ...]
) -> list[Row]:
    """(n, d) inputs, (n,) or (n, k) labels, (n, k) outputs as rows."""
    inputs = [tuple(row) for row in _plain(raw)]
    if names:
        answers = classes(outputs)
        return [
            Row(
                k + 1,
                inputs[k],
                label=int(label),
                answer=int(answers[k]),
                share=_share(outputs[k], answers[k]),
            )
            for k, label in enumerate(labels)
        ]
    targets = labels.reshape(len(labels), -1)
    rows = zip(inputs, _plain(targets), _plain(outputs), strict=True)
    return [Row(k + 1, one, tuple(wanted), tuple(out)) for k, (one, wanted, out) in enumerate(rows)]


def _share(outputs: NDArray[Any], answer: int) -> float:
    """How sure the answer is: its share, of one output that of its side."""
    return float(outputs[answer] if len(outputs) > 1 else outputs[0] if answer else 1 - outputs[0])


def _plain(values: NDArray[Any]) -> list[list[float]]:
    """Numbers as they were written: what is held in 32 bits is no 0.30000001."""
    short = values.dtype == np.float32
    return [[float(f"{one:.7g}") if short else float(one) for one in row] for row in values.tolist()]
