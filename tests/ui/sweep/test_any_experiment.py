"""Whatever is learned, many runs of it can be asked: the panel shows it, and the pictures can be drawn."""

from __future__ import annotations

import pytest

from nnviz.drawing.lessons.paper import Paper
from nnviz.drawing.look import Look
from nnviz.drawing.sweep.always import AlwaysPicture
from nnviz.drawing.sweep.reached import ReachedPicture
from nnviz.drawing.sweep.scene import SweepScene
from nnviz.training.experiment import Experiment
from nnviz.training.many.axes import Axis, checked, offered, usual_values
from nnviz.training.presets import NAMED, PRESETS
from nnviz.ui.sweep.panel import SweepPanel
from nnviz.ui.sweep.plan import first_plan

EXPERIMENTS = {
    **PRESETS,
    **{f"{home} {name}": preset.experiment for home in NAMED for name, preset in NAMED[home].items()},
    "values": Experiment.on("waves"),
    "no layers": Experiment.on("xor", layers=()),
    "typed": Experiment.on("moons", layers="4").with_(loss="abs(y - t)**3"),
}


@pytest.mark.parametrize("experiment", EXPERIMENTS.values(), ids=EXPERIMENTS)
def test_it_is_asked_and_drawn(qapp, experiment: Experiment) -> None:
    plan = first_plan(experiment, "A")
    plan.sweep.validated()
    panel = SweepPanel(plan)
    assert panel.claim.measured.current == plan.sweep.claim.kind(experiment.kinds).name
    scene = SweepScene(plan.sweep)
    for picture in (AlwaysPicture, ReachedPicture):
        assert picture(Paper(500, 300, Look("dark")), scene).draw()
    assert plan.of_run(Experiment.on("moons", epochs=3), "B").sweep.validated()
    panel.deleteLater()


@pytest.mark.parametrize("experiment", PRESETS.values(), ids=PRESETS)
def test_the_values_to_begin_with_can_be_had(experiment: Experiment) -> None:
    for name in offered(experiment):
        axis = checked(Axis(name, usual_values(experiment, name)), experiment)
        assert len(axis.values) > 1 or axis.values == (None,), name
