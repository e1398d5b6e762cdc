"""A claim over many seeds on the stage: a disc for each, hidden until it is revealed."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt

from nnviz.drawing.lessons.marks import Disc
from nnviz.lessons.lesson import Predict
from nnviz.training.many.outcome import Outcome, each_seed
from tests.helpers.lessons import rows_of, run_of, told_of

CLAIM = "share(12 seeds, train_loss < 0.1 within 5 epochs)"
HELD = [seed % 3 == 0 for seed in range(12)]  # 4 of 12


def outcomes() -> tuple[Outcome, ...]:
    return tuple(each_seed(range(12), HELD.__getitem__))


def test_each_seed_has_its_disc_and_the_share_its_interval(on_stage) -> None:
    asked = Predict(ask="How often?", kind="number", truth=CLAIM)
    told = replace(told_of("seeds", predict=asked), question=asked, phase="ask", outcomes=outcomes())
    pupil = on_stage(run_of(rows_of([[0.0, 1.0]])), told)
    paper = pupil.paper("seeds")
    discs = [mark for mark in paper.sheet.marks if isinstance(mark, Disc)]
    assert [disc.fill for disc in discs] == [None] * 12  # nothing is given away
    assert pupil.texts("seeds") == ["12 seeds: each draws other start weights and another order."]
    pupil.stage.show_step(replace(told, phase="revealed"))
    discs = [mark for mark in paper.sheet.marks if isinstance(mark, Disc)]
    assert [disc.fill is not None for disc in discs] == HELD
    said = [text.replace("\xa0", " ").replace("\u202f", " ") for text in pupil.texts("seeds")]
    assert said == [
        "It holds for 4 of 12 seeds: 33 %",
        "Of all seeds that there are, for between 14 % and 61 %, with 95 % confidence",
    ]
    pupil.press("seeds", Qt.Key.Key_Right)
    assert "claim" in paper.accessibleDescription()


def test_where_nothing_is_asked_over_seeds_it_says_so(on_stage) -> None:
    pupil = on_stage(run_of(rows_of([[0.0, 1.0]])), told_of("seeds"))
    assert pupil.texts("seeds") == ["Nothing is asked over several seeds here."]
