"""Every number of Compare is that of the two networks shown, each fed in its own scaling, on test samples
that neither has learned. See ``test_truth.py``.
"""

from __future__ import annotations

import pytest

from nnviz.engine import Dense
from nnviz.ui.theme import apply_theme
from tests.helpers.truth_compare import Pair, comparison
from tests.helpers.truth_facts import audit
from tests.helpers.truth_moment import common
from tests.helpers.truth_texts import texts
from tests.helpers.truth_window import right_of, trained

OTHERWISE = {
    "like data": {"learning_rate": 0.01},
    "unlike scaling": {"scale": "standard"},
    "unlike split": {"test_share": 0.4, "split_seed": 7},
}


@pytest.mark.parametrize("name", OTHERWISE)
def test_two_runs(open_window, name: str) -> None:
    """Once 263 of 360 were right instead of 319, and 285 of 360 had been learned by A."""
    person = open_window(layers=(Dense(6, "relu"),), epochs=4)
    first, runs, desk = trained(person, 2), person.session.runs, person.desk
    runs.new(desk.experiment.with_(**OTHERWISE[name]))
    person.wait(lambda: runs.current.letter == "B" and runs.current.snapshot is not None)
    desk.advance(3)
    person.wait(lambda: desk.shown.epoch == 3 and not desk.playing)
    person.click(person.window.header.compare_button)
    pair = Pair(right_of(first), right_of(runs.current))
    pair.second.raw, pair.second.label = pair.first.raw, pair.first.label  # the same sample for both
    counted = f"On {len(pair.shared)} test"
    person.wait(lambda: any(counted in said.text for said in texts(person.window)))
    apply_theme(person.window, person.window.theme)
    faults = audit(texts(person.window), [*comparison(pair), *common(pair.second)])
    assert not faults, "\n".join(faults)
