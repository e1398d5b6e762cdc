"""Every number of the micro-steps, at the newest moment and looking back, is that of the batch that is, or
was, learned from it. See ``test_truth.py``.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QApplication

from nnviz.engine import Dense
from nnviz.ui.theme import apply_theme
from tests.gui.conftest import Person
from tests.helpers.truth_facts import audit
from tests.helpers.truth_micro import Steps, micro_steps
from tests.helpers.truth_moment import common
from tests.helpers.truth_network import OwnNetwork
from tests.helpers.truth_texts import texts
from tests.helpers.truth_window import right_of, trained


def step_through(person: Person, epoch: int, example: int) -> Steps:
    """Look at every place of the batch after that epoch."""
    desk, run = person.desk, person.session.runs.current
    snapshot = run.timeline.exact(epoch)
    right = right_of(run, snapshot, back=desk.cursor is not None)
    rows, targets = right.data.inputs["train"], right.data.labels["train"].astype(float)
    micro = desk.micro.with_example(example)
    for place in range(len(micro.cells)):
        desk.set_micro(micro.at(place))
        QApplication.processEvents()
        apply_theme(person.window, person.window.theme)  # what is kept as a picture is painted anew
        steps = Steps.at(snapshot, right.experiment, rows, targets, desk.micro)
        faults = audit(texts(person.window), [*micro_steps(steps, epoch), *common(right)])
        assert not faults, f"epoch {epoch}, place {place}:\n" + "\n".join(faults)
    return steps


def test_micro_steps_at_the_newest_and_looking_back(open_window) -> None:
    person = open_window(
        data="xor",
        layers=(Dense(3, "sigmoid"),),
        scale="none",
        loss="half_squared_error",
        optimizer="sgd",
        learning_rate=0.5,
        l2=0.1,
        batch_size=None,
        epochs=6,
    )
    run, desk = trained(person, 3), person.desk
    desk.set_step_unit("micro")
    person.wait(lambda: desk.micro is not None)
    step_through(person, 3, 3)
    desk.look_at(1)
    person.wait(lambda: desk.micro is not None and desk.micro.snapshot.epoch == 1)
    steps = step_through(person, 1, 1)
    after = OwnNetwork(run.timeline.exact(2)).dense[steps.layer].weights[steps.source, steps.unit]
    np.testing.assert_allclose(steps.weight - steps.step, after, atol=1e-6)  # the batch that was learned
