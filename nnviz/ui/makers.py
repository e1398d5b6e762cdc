"""What makes each workspace of a window when it is first opened."""

from __future__ import annotations

from nnviz.session.desk import Desk
from nnviz.session.hands import MyDigits
from nnviz.session.reader_run import ReaderRun
from nnviz.session.runs import Runs
from nnviz.session.settings import Settings
from nnviz.session.signals import Signals
from nnviz.ui.answers import Answers
from nnviz.ui.looks import Looks
from nnviz.ui.views import Views
from nnviz.ui.workspaces.digits import Digits
from nnviz.ui.workspaces.place import Make
from nnviz.ui.workspaces.workspace import Workspace


def makers(
    views: Views,
    desk: Desk,
    looks: Looks,
    signals: Signals,
    runs: Runs,
    settings: Settings,
    reader: ReaderRun,
    my_digits: MyDigits,
) -> tuple[Answers, dict[str, Make]]:
    """The answers below the diagram's results, and by name what makes each workspace."""
    answers = Answers(desk, settings, reader, my_digits, views.input_panel, views.results)

    def digits() -> Workspace:
        return Digits(desk, views.input_panel, views.stage, views.results, answers)

    def playground() -> Workspace:
        from nnviz.ui.workspaces.playground import Playground  # here, where it delays no window

        made = Playground(desk, views.stage, looks.preferences.drawn_points, views)
        made.drawn_changed.connect(looks.remember_drawn)
        made.results.clear_ghosts_requested.connect(runs.clear_ghosts)
        signals.ghosts_changed.connect(made.results.set_ghosts)
        return made

    def micro() -> Workspace:
        from nnviz.ui.workspaces.micro import MicroWorkspace

        made = MicroWorkspace(desk, views)
        made.recipe.experiment_requested.connect(desk.change)
        made.recipe.more_requested.connect(views.recipe.more_requested)
        return made

    def compare() -> Workspace:
        from nnviz.ui.workspaces.compare import Compare

        made = Compare(desk, runs, signals, views)
        made.lanes_changed.connect(views.transport.show_runs)
        made.sample_requested.connect(views.results.sample_requested)
        return made

    return answers, {"digits": digits, "playground": playground, "micro": micro, "compare": compare}
