"""A lesson's run, trained without a window, is to the last bit the one that the window trains."""

from __future__ import annotations

from nnviz.lessons.lesson import Asked
from nnviz.lessons.moment import Moment
from nnviz.lessons.recorded import Recorded
from nnviz.lessons.setup import set_up
from nnviz.session.run import Run


def test_opened_at_a_moment_and_trained_on_it_comes_to_the_recorded_bits(open_session) -> None:
    setup = set_up(
        Asked(
            settings={
                "data": "xor",
                "layers": [3],
                "loss": "binary_crossentropy",
                "epochs": 12,
                "batch_size": 2,
            },
            weights={"dense2.weights": [[0.5], [-0.5], [1.0]]},
        ),
        5,
    )
    recorded, stage = Recorded(setup), open_session()
    parts = recorded.run_parts(Moment("update", 7))  # in the middle of epoch 4
    run = Run("A", "A", 0, parts.experiment, parts.timeline, parts.snapshot, parts.dataset)
    stage.session.runs.open([run], "A")
    stage.session.training.play()
    stage.wait_until(lambda: stage.session.runs.current.snapshot.epoch == 12)
    trained = stage.session.runs.current
    for epoch, snapshot in trained.timeline.snapshots.items():
        known = recorded.snapshot(Moment("epoch", epoch))
        assert snapshot.parameters.tobytes() == known.parameters.tobytes(), epoch
        assert snapshot.metrics.values == known.metrics.values, epoch
    expected = recorded.timeline(Moment("epoch", 12))
    assert [*trained.timeline.snapshots] == [*expected.snapshots]
    assert trained.timeline.metrics.numbers.tobytes() == expected.metrics.numbers.tobytes()
