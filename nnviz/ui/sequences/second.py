"""The second run: another one that reads the same data, beside the one that is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Slot

from nnviz.drawing.numbers import percent
from nnviz.drawing.sequences.asked import Asked
from nnviz.drawing.sequences.content import Content
from nnviz.engine.layers import LAYERS, LayerSpec
from nnviz.session.desk import Desk
from nnviz.session.run import Run
from nnviz.session.runs import Runs
from nnviz.session.sentences import told
from nnviz.session.shown import Shown
from nnviz.training.changes import same_data
from nnviz.training.derived import Moments
from nnviz.training.experiment import Experiment
from nnviz.training.gates import SCHEMES
from nnviz.training.through_time import Blame, Blames, recurrent_places
from nnviz.ui.compare.runs import RunAt, runs_at
from nnviz.ui.in_turn import InTurn
from nnviz.ui.sequences.second_run import OtherSays, SecondRun

_FEW = 8  # classes that have a bar each
_HARDLY = 0.01  # of the last step's blame


class Second(QObject):
    """Finds the second run, says in its ``view`` what that answers, and has it trained on request."""

    def __init__(self, desk: Desk, runs: Runs, view: SecondRun, blames: Blames, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._runs, self._view, self._blames = desk, runs, view, blames
        self._moments = Moments()
        self._in_turn = InTurn(desk, runs, self)
        view.train_requested.connect(self._on_train)

    def _at(self, shown: Shown) -> RunAt | None:
        """The newest other run on the same data, at the epoch shown or as near to it as is held."""
        home, own = shown.experiment.home, _kinds(shown.experiment.layers)
        others = [
            run
            for run in self._runs.of(home)
            if run.letter != shown.who.letter and run.begun and same_data(run.experiment, shown.experiment)
        ]
        others.sort(key=lambda run: _kinds(run.experiment.layers) != own)  # of another kind rather than not
        others = [run for run in others if _kinds(run.experiment.layers)]
        if not others:
            return None
        at = runs_at((others[-1],), shown.epoch, self._moments, shown.sample)[0]
        if at.dataset is None:
            at = replace(at, dataset=shown.dataset)
        return at if at.derived is not None else None

    def show(self, shown: Shown, content: Content | None) -> None:
        """What the second run answers to the sample shown."""
        at = self._at(shown)
        if at is None or content is None:
            self._view.show_other(
                None, offered=_gated(shown.experiment.layers) and shown.who.source.can("train")
            )
            return
        self._view.show_other(self._says(at, content, shown))

    def _says(self, at: RunAt, content: Content, shown: Shown) -> OtherSays:
        name, moment = other_name(at.experiment), at.snapshot
        units: int = next(getattr(one, one.sized) for one in at.experiment.layers if one.kind in SCHEMES)
        title = self.tr("Run {letter}: {name}").format(letter=at.letter, name=name)
        sub = self.tr("%n unit(s)", "", units)
        shares: tuple[tuple[str, float, bool], ...] = ()
        words = []
        asked = content.asked
        if moment is not None and moment.probe is not None and asked is not None and not asked.every_step:
            shares = _shares(moment.probe.output, asked)
        if moment is not None and moment.epoch != shown.epoch:
            words.append(self.tr("At epoch {epoch}.").format(epoch=moment.epoch))
        if shares:
            words.append(self.tr("A guess would be {share}.").format(share=percent(1 / len(shares))))
        blame = self.blame(shown, content)
        if blame is not None and blame[0].shares[0] < _HARDLY:
            words.append(self.tr("Hardly any blame gets back to its first step: see the lowest plot."))
        return OtherSays(title, sub, shares, " ".join(words))

    def blame(self, shown: Shown, content: Content) -> tuple[Blame, str] | None:
        """Its blame over the steps, and its name; None without one."""
        at = self._at(shown)
        if at is None or at.derived is None:
            return None
        places = recurrent_places(at.derived.network)
        if not places or at.derived.network.layers[places[-1]].input_shape[1] != content.steps:
            return None
        return self._blames.of(at.derived, places[-1]), other_name(at.experiment)

    @Slot()
    def _on_train(self) -> None:
        """A plain RNN with as many units, on the same data, from the same seed; then back to this run."""
        run: Run = self._desk.run
        layers = tuple(_plain(layer) for layer in run.experiment.layers)
        self._runs.new(run.experiment.with_(layers=layers))
        self._in_turn.train(self._runs.current.letter, back=run.letter)


def other_name(experiment: Experiment) -> str:
    """``plain RNN``, ``LSTM``: the kind of its last recurrent layer."""
    kind = _kinds(experiment.layers)[-1]
    return "plain RNN" if kind == "rnn" else SCHEMES[kind].label


def _kinds(layers: Sequence[LayerSpec]) -> tuple[str, ...]:
    return tuple(layer.kind for layer in layers if layer.kind in SCHEMES)


def _gated(layers: Sequence[LayerSpec]) -> bool:
    """Whether there is a layer that a plain one could stand for."""
    return any(kind != "rnn" for kind in _kinds(layers))


def _plain(layer: LayerSpec) -> LayerSpec:
    """A plain one in the place of a recurrent layer."""
    if layer.kind not in SCHEMES:
        return layer
    recurrent: Any = layer
    plain: Any = LAYERS["rnn"]
    made: LayerSpec = plain(recurrent.units, every_step=recurrent.every_step)
    return made


def _shares(output: NDArray[Any], asked: Asked) -> tuple[tuple[str, float, bool], ...]:
    one = Asked(np.asarray(output, np.float64)[None], asked.names, False)
    shares = one.shares()[0]
    truth = -1 if asked.truth is None else int(asked.truth[-1])
    if len(shares) > _FEW:
        return ()
    return tuple((told(asked.name(k)), float(share), k == truth) for k, share in enumerate(shares))
