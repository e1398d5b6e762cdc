"""The results of a network that answers at every step of a sequence: each answer that is asked counts."""

from __future__ import annotations

import numpy as np

from nnviz.training.experiment import Experiment
from nnviz.training.outputs import classes
from nnviz.training.trainer import Trainer
from nnviz.ui.appearance import dress
from nnviz.ui.inspector.results_view import ResultsView


def test_each_answer_that_is_asked_is_counted(qapp, qtbot):
    dress(qapp)
    trainer = Trainer(Experiment.on("anbn", layers="lstm(2, every_step)", workspace="sequences"))
    view, data = ResultsView(), trainer.dataset
    qtbot.addWidget(view)
    view.show_moment(trainer.snapshot(), data)
    said = classes(trainer.network.predict(data.test_features))
    pairs = [
        (label, answer)
        for labels, answers in zip(data.test_labels.tolist(), said.tolist(), strict=True)
        for label, answer in zip(labels, answers, strict=True)
        if label >= 0
    ]
    right = sum(label == answer for label, answer in pairs)
    assert view.said.text() == f"{right:,} of {len(pairs):,} answers to test samples are right."
    view.open_cell(*pairs[0])
    assert view.samples.count()
    assert np.asarray(data.test_labels).ndim == 2
