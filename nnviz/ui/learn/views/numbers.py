"""The matrices of a layer on a lesson's stage: a row to a sample, a column to a neuron."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from nnviz.drawing.lessons.matrices import MatrixPicture, MatrixScene, matrix
from nnviz.drawing.lessons.paper import Paper
from nnviz.lessons.named import Named, read_named
from nnviz.said import translate
from nnviz.session.lesson_runner import StepShown
from nnviz.session.sentences import told as translated
from nnviz.session.shown import Shown
from nnviz.ui.learn.views.hiding import asked_now, hidden_of
from nnviz.ui.learn.views.view import ViewParts
from nnviz.ui.paper_view import PaperView

_MOST_ROWS = 8  # training samples that are all shown; of more there is the one that is sent through
_GRADIENTS = "gradients"


class NumbersView(QObject):
    """X · W + b = Z of the layer that the step names, or with “dense1.gradients” its weights and their
    gradients; see ``LessonView``. What is asked for, or not worked out yet, is not shown."""

    answer_offered = Signal(object)

    def __init__(self, parts: ViewParts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._paper = PaperView(self.tr("Matrices"), self._draw)
        self._paper.spot_changed.connect(self._on_spot)
        self._told: StepShown | None = None
        self._shown: Shown | None = None
        self._scene: MatrixScene | None = None
        self._cell = (0, 0)
        self._why = ""

    @property
    def widget(self) -> QWidget:
        return self._paper

    def show_step(self, told: StepShown) -> None:
        if self._told is None or told.step is not self._told.step:
            self._cell = (0, 0)
        self._told = told
        if self._shown is not None:
            self._show()

    def show(self, shown: Shown, before: Shown | None) -> None:
        if shown.another_moment(before) or before is None or shown.micro is not before.micro:
            self._shown = shown
            self._show()

    def _show(self) -> None:
        shown = self._shown
        assert shown is not None
        try:
            named = self._named(shown)
            self._scene, self._why = self._made(shown, named), ""
        except ValueError as sentence:
            self._scene, self._why = None, translated(sentence)
        self._paper.redraw()

    def _named(self, shown: Shown) -> Named:
        of = self._told.step.show.of if self._told is not None else ""
        return read_named(of) if of else Named(shown.snapshot.layers[0].name)

    def _made(self, shown: Shown, named: Named) -> MatrixScene:
        """Raises ``ValueError`` with one sentence where the layer is no dense one."""
        place = named.place(shown.snapshot)
        state = shown.snapshot.layers[place]
        if state.weights.ndim != 2 or state.weights.shape[1] != state.units or len(state.shape) > 1:
            raise ValueError(translate("Lessons", "{name} is no dense layer.").format(name=named.layer))
        if named.block == _GRADIENTS:
            return self._of_gradients(shown, place)
        end = str(place + 1) if len(shown.snapshot.layers) > 1 else ""
        entering, sums, outputs = self._values(shown, place)
        hidden = hidden_of(self._told, shown, place)
        name = state.activation
        unknown = hidden.sums or (hidden.outputs and name == "linear")
        cut = all((place, -1, unit) in shown.snapshot.experiment.cut for unit in range(state.units))
        rows, columns = sums.shape
        cell = min(self._cell[0], rows - 1), min(self._cell[1], columns - 1)
        before = "X" if place == 0 else f"A{place}"
        return MatrixScene(
            entering=matrix(before, entering, self.tr("what enters, a row to a sample")),
            weights=matrix(f"W{end}", state.weights, self.tr("weights, a column to a neuron"), "·"),
            bias=None if cut else matrix(f"b{end}", state.bias, self.tr("biases"), "+"),
            sums=matrix(f"Z{end}", sums, self.tr("sums"), "=", hidden=unknown),
            outputs=None if name == "linear" else matrix(
                f"A{end}", outputs, self.tr("what comes out"), "→", hidden=hidden.outputs
            ),
            activation=name,
            cell=cell,
        )  # fmt: skip

    @staticmethod
    def _values(shown: Shown, place: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """(rows, ...) what enters, the sums, what comes out: of all training samples where they are few."""
        snapshot, dataset, network = shown.snapshot, shown.dataset, shown.network
        where = snapshot.layers[place].place
        probe = snapshot.probe
        features = dataset.train_features
        few = len(features) <= _MOST_ROWS
        inputs = features if few else None if probe is None else np.asarray(probe.inputs)[np.newaxis]
        if inputs is None:
            raise ValueError(translate("Lessons", "No sample is sent through the network."))
        entering, sums, outputs = [], [], []
        for one in inputs:
            trace = network.trace(one)
            entering.append(np.ravel(trace.layers[where - 1].a if where else one))
            sums.append(np.ravel(trace.layers[where].z))
            outputs.append(np.ravel(trace.layers[where].a))
        return np.array(entering), np.array(sums), np.array(outputs)

    def _of_gradients(self, shown: Shown, place: int) -> MatrixScene:
        """Weights and biases, and the gradients of the loss over all training samples."""
        snapshot, dataset = shown.snapshot, shown.dataset
        if not snapshot.ends.learns_samples:
            raise ValueError(translate("Lessons", "What this network learns has no such loss."))
        network = snapshot.network()
        network.gradient_step(dataset.train_features, dataset.train_labels)
        where = snapshot.layers[place].place
        slopes = {
            block.parameter.name: block.of(network.gradients)
            for block in network.blocks
            if block.layer == where
        }
        state, end = snapshot.layers[place], str(place + 1) if len(snapshot.layers) > 1 else ""
        asked = "gradient" in asked_now(self._told, shown)
        said = self.tr("gradients of the loss over all training samples")
        return MatrixScene(
            others=(
                matrix(f"W{end}", state.weights, self.tr("weights, a column to a neuron")),
                matrix(f"dW{end}", slopes["weights"], said, hidden=asked, gradient=True),
                matrix(f"b{end}", state.bias, self.tr("biases")),
                matrix(f"db{end}", slopes["bias"], said, hidden=asked, gradient=True),
            )
        )

    def _draw(self, paper: Paper) -> str:
        if self._scene is None:
            size = paper.size("body")
            paper.words(self._why, paper.width / 2, paper.height / 2, size, paper.look.text("secondary"))
            return self._why
        return MatrixPicture(paper, self._scene).draw()

    @Slot(str)
    def _on_spot(self, name: str) -> None:
        """Another number of the result is spelled out."""
        _, _, place = name.partition(":")
        if self._scene is not None and self._scene.sums is not None and place:
            row, _, column = place.partition(",")
            self._cell = int(row), int(column)
            self._scene = replace(self._scene, cell=self._cell)
            self._paper.redraw()

    def settle(self) -> None:
        """Nothing is put off."""

    def shut_down(self) -> None:
        """Nothing is done in the background."""
