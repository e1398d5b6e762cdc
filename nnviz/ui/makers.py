"""What makes each workspace of a window when it is first opened: one table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from nnviz.session.desk import Desk
from nnviz.session.hands import MyDigits
from nnviz.session.reader_run import ReaderRun
from nnviz.session.runs import Runs
from nnviz.session.settings import Settings
from nnviz.session.signals import Signals
from nnviz.ui.answers import Answers
from nnviz.ui.looks import Looks
from nnviz.ui.picture_input import PictureInput
from nnviz.ui.preset_wishes import PresetWishes
from nnviz.ui.table.opening import TableOpening
from nnviz.ui.views import Views
from nnviz.ui.workspaces.digits import Digits
from nnviz.ui.workspaces.place import Make
from nnviz.ui.workspaces.workspace import Workspace


@dataclass(frozen=True)
class Parts:
    """What a workspace can be made of: the views that several share, and what its wishes go to."""

    views: Views
    desk: Desk
    looks: Looks
    signals: Signals
    runs: Runs
    answers: Answers
    pictures: PictureInput
    presets: PresetWishes
    tables: TableOpening | None


def _digits(parts: Parts) -> Workspace:
    views = parts.views
    return Digits(parts.desk, parts.pictures, views.stage, views.results, parts.answers)


def _images(parts: Parts) -> Workspace:
    from nnviz.ui.workspaces.images import Images

    return Images(parts.desk, parts.pictures, parts.views.stage)


def _playground(parts: Parts) -> Workspace:
    from nnviz.ui.workspaces.playground import Playground  # here, where it delays no window

    made = Playground(parts.desk, parts.views.stage, parts.looks.preferences.drawn_points, parts.views)
    made.drawn_changed.connect(parts.looks.remember_drawn)
    made.results.clear_ghosts_requested.connect(parts.runs.clear_ghosts)
    parts.signals.ghosts_changed.connect(made.results.set_ghosts)
    return made


def _autoencoder(parts: Parts) -> Workspace:
    from nnviz.ui.workspaces.autoencoder import Autoencoder

    return Autoencoder(parts.desk, parts.pictures, parts.views.stage)


def _adversarial(parts: Parts) -> Workspace:
    from nnviz.ui.workspaces.adversarial import Adversarial

    made = Adversarial(parts.desk, parts.views.stage, parts.views)
    made.panel.preset_requested.connect(parts.presets.begin)
    return made


def _diffusion(parts: Parts) -> Workspace:
    from nnviz.ui.workspaces.diffusion import Diffusion

    return Diffusion(parts.desk, parts.views.stage, parts.views)


def _sequences(parts: Parts) -> Workspace:
    from nnviz.ui.workspaces.sequences import Sequences

    made = Sequences(parts.desk, parts.runs, parts.signals, parts.views.stage, parts.views)
    made.stage_changed.connect(parts.views.show_stage)
    made.recipe.diagram_requested.connect(parts.desk.show_diagram)
    made.recipe.experiment_requested.connect(parts.desk.change)
    made.recipe.preset_requested.connect(parts.presets.begin)
    made.recipe.more_requested.connect(parts.views.recipe.more_requested)
    made.recipe.own_requested.connect(parts.views.recipe.own_requested)
    made.recipe.own_data_requested.connect(parts.views.recipe.own_data_requested)
    return made


def _table(parts: Parts) -> Workspace:
    from nnviz.ui.workspaces.table import TableWorkspace

    made = TableWorkspace(parts.desk, parts.views.stage, parts.views)
    if parts.tables is not None:  # in a lesson nobody opens another
        made.panel.open_requested.connect(parts.tables.ask)
        made.panel.paste_requested.connect(parts.tables.paste)
        made.panel.way_requested.connect(parts.tables.way_requested)
    return made


def _micro(parts: Parts) -> Workspace:
    from nnviz.ui.workspaces.micro import MicroWorkspace

    made = MicroWorkspace(parts.desk, parts.views)
    made.recipe.experiment_requested.connect(parts.desk.change)
    made.recipe.preset_requested.connect(parts.presets.begin)
    made.recipe.more_requested.connect(parts.views.recipe.more_requested)
    made.recipe.own_requested.connect(parts.views.recipe.own_requested)
    made.recipe.own_data_requested.connect(parts.views.recipe.own_data_requested)
    return made


def _compare(parts: Parts) -> Workspace:
    from nnviz.ui.workspaces.compare import Compare

    made = Compare(parts.desk, parts.runs, parts.signals, parts.views)
    made.lanes_changed.connect(parts.views.transport.track.show_runs)
    made.sample_requested.connect(parts.views.results.sample_requested)
    parts.presets.pair_requested.connect(made.show_pair)
    return made


def _sweep(parts: Parts) -> Workspace:
    from nnviz.ui.workspaces.many_runs import ManyRuns

    memory = parts.looks.preferences.borders
    made = ManyRuns(parts.desk, parts.runs, parts.signals, memory, parts.views)
    parts.views.add_foot(made.stage, made.foot)
    made.leave_requested.connect(parts.views.header.leave_sweep)
    made.pair_requested.connect(parts.presets.compare_runs)
    return made


#: By name: those of ``WORKSPACES``, behind a stroke of an objective that has views of its own there, and the
#: three that are opened from any of them.
MAKERS: dict[str, Callable[[Parts], Workspace]] = {
    "digits": _digits,
    "images": _images,
    "playground": _playground,
    "sequences": _sequences,
    "generate/adversarial": _adversarial,
    "generate/reconstruct": _autoencoder,
    "generate/denoise": _diffusion,
    "table": _table,
    "micro": _micro,
    "compare": _compare,
    "sweep": _sweep,
}


def makers(
    views: Views,
    desk: Desk,
    looks: Looks,
    signals: Signals,
    runs: Runs,
    settings: Settings,
    reader: ReaderRun,
    my_digits: MyDigits,
    tables: TableOpening | None = None,
) -> tuple[Answers, PresetWishes, dict[str, Make]]:
    """The answers below the diagram's results, the wishes of presets, and what makes each workspace."""
    answers = Answers(desk, settings, reader, my_digits, views.input_panel, views.results)
    pictures = PictureInput(desk, views.input_panel)
    presets = PresetWishes(desk, runs, views)
    presets.message_raised.connect(signals.message_raised)
    views.recipe.preset_requested.connect(presets.begin)
    views.message_row.offer_taken.connect(presets.act)
    parts = Parts(views, desk, looks, signals, runs, answers, pictures, presets, tables)
    return answers, presets, {name: partial(make, parts) for name, make in MAKERS.items()}
