"""All wires of a window: what its views wish goes down to Desk and Session, what is shown comes up."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Slot

from nnviz.data.own.own import Own
from nnviz.session.desk import Desk
from nnviz.session.film import Film
from nnviz.session.messages import Message
from nnviz.session.runs import Runs
from nnviz.session.settings import Settings
from nnviz.session.shown import Shown
from nnviz.session.signals import Signals
from nnviz.session.training import Training
from nnviz.training.experiment import Experiment
from nnviz.ui.diagram import DiagramView
from nnviz.ui.guarded import Teller, tell
from nnviz.ui.network_wishes import NetworkWishes
from nnviz.ui.preset_note import note_of
from nnviz.ui.sheet_opener import SheetOpener
from nnviz.ui.views import Views
from nnviz.ui.wishes import Wishes
from nnviz.ui.workspaces.place import Place


class Controller(QObject):
    """Leads each wish to the part that grants it, and shows each moment once, in the bars and the open
    workspace. A view that fails keeps no other from being told, nor the next moment from being shown.
    """

    def __init__(
        self,
        views: Views,
        desk: Desk,
        place: Place,
        sheets: SheetOpener,
        signals: Signals,
        runs: Runs,
        training: Training,
        settings: Settings,
    ) -> None:
        super().__init__(views)
        self._views, self._desk, self._place, self._sheets = views, desk, place, sheets
        self._runs, self._training, self._signals = runs, training, signals
        self.wishes = Wishes(desk, runs, settings, self)
        self.network = NetworkWishes(desk, None, self)  # the one that is looked at
        self.network.message_raised.connect(signals.message_raised)
        self._shown: Shown | None = None
        self._film: Film | None = None
        self._told: Message | None = None
        self._waiting: Message | None = None  # it comes by itself, and an error stands
        self._showing = self._again = False
        self._connect_down()
        self._connect_up(signals)

    # ---- down: what the person wishes
    def _connect_down(self) -> None:
        desk, runs, wishes, views = self._desk, self._runs, self.wishes, self._views
        transport, header, menu = views.transport, views.header, views.header.runs
        transport.play_requested.connect(desk.play)
        transport.pause_requested.connect(desk.pause)
        transport.step_requested.connect(desk.step)
        transport.step_back_requested.connect(desk.step_back)
        transport.step_unit_requested.connect(desk.set_step_unit)
        transport.track.epoch_requested.connect(desk.look_at)
        transport.track.newest_requested.connect(desk.look_at_newest)
        transport.place_requested.connect(wishes.on_place)
        transport.readout.epochs_requested.connect(wishes.on_epochs)
        transport.readout.speed_requested.connect(self._training.set_speed)
        transport.reset.reset_requested.connect(wishes.on_reset)
        transport.reset.new_weights_requested.connect(wishes.on_new_weights)
        header.undo_requested.connect(wishes.on_undo)
        header.redo_requested.connect(wishes.on_redo)
        header.workspace_requested.connect(self._place.leave_sweep)
        header.workspace_requested.connect(wishes.on_workspace)
        header.compare_requested.connect(self._place.compare)
        header.sweep_requested.connect(self._place.sweep)
        menu.reader_chosen.connect(wishes.on_reader)
        menu.run_chosen.connect(wishes.on_run)
        menu.new_run_requested.connect(wishes.on_new_run)
        menu.branch_requested.connect(desk.branch)
        menu.rename_requested.connect(runs.rename)
        menu.share_requested.connect(runs.share_start)
        menu.remove_requested.connect(runs.remove)
        views.message_row.newest_requested.connect(desk.look_at_newest)
        views.message_row.branch_requested.connect(desk.branch)
        views.message_row.action_requested.connect(desk.act)
        views.message_row.closed.connect(self._on_message_closed)
        views.recipe.experiment_requested.connect(desk.change)
        views.recipe.diagram_requested.connect(desk.show_diagram)
        views.recipe.more_requested.connect(self._sheets.more_settings)
        views.recipe.own_requested.connect(self._sheets.own)
        panel, results = views.input_panel, views.results
        panel.drawing_changed.connect(wishes.on_drawing)
        panel.samples.sample_requested.connect(wishes.on_sample)
        panel.label_requested.connect(desk.set_label)
        panel.pen_used.connect(self._training.give_way)
        views.stage.network_requested.connect(desk.look_at_network)
        views.stage.network_added.connect(self._on_network_added)
        self._on_network_added(0, views.diagram)
        views.diagram.selection_changed.connect(results.show_selection)
        results.selection_requested.connect(views.stage.select)
        results.sample_requested.connect(wishes.on_sample_of)
        results.clear_ghosts_requested.connect(runs.clear_ghosts)

    @Slot(int, object)
    def _on_network_added(self, place: int, diagram: DiagramView) -> None:
        """What is wished of the network in that diagram."""
        network = NetworkWishes(self._desk, place, self)
        network.message_raised.connect(self._signals.message_raised)
        diagram.units_requested.connect(network.on_units)
        diagram.layer_added_requested.connect(network.on_layer_added)
        diagram.kind_added_requested.connect(network.on_kind_added)
        diagram.setting_requested.connect(network.on_layer_setting)
        diagram.place_removed_requested.connect(network.on_place_removed)
        diagram.layer_removed_requested.connect(network.on_layer_removed)
        diagram.activation_requested.connect(network.on_layer_activation)
        diagram.own_activation_requested.connect(partial(self._on_own_activation, network))
        diagram.edit_requested.connect(network.on_edit)
        diagram.cut_requested.connect(network.on_cut)
        diagram.freeze_requested.connect(network.on_freeze)
        diagram.finding_requested.connect(self.wishes.on_finding)
        diagram.selection_changed.connect(network.on_selected)

    def _on_own_activation(self, network: NetworkWishes, layer: int, now: str) -> None:
        self._sheets.own_of_layer(now, partial(network.on_layer_activation, layer))

    # ---- up: what there is to show
    def _connect_up(self, signals: Signals) -> None:
        desk, views = self._desk, self._views
        desk.shown_changed.connect(self._on_shown)
        desk.step_unit_changed.connect(self._on_step_unit_changed)
        desk.playing_changed.connect(self._on_playing_changed)
        desk.recomputing_changed.connect(views.transport.track.show_recomputing)
        desk.recomputing_changed.connect(views.message_row.show_recomputing)
        signals.experiment_changed.connect(self._on_settings_changed)
        signals.run_started.connect(self._on_settings_changed)
        signals.runs_changed.connect(self._on_runs_changed)
        signals.ghosts_changed.connect(views.results.set_ghosts)
        signals.speed_changed.connect(views.transport.readout.set_speed)
        signals.undo_changed.connect(views.header.set_undo)
        signals.message_raised.connect(self._on_message)
        self._place.opened.connect(self._on_opened)

    def begin(self) -> None:
        """Show what there is, in the workspace that it belongs to."""
        self._views.transport.readout.set_speed(self._training.speed)
        self.show_settings()
        self._on_shown()

    @Slot()
    def _on_shown(self) -> None:
        """Show the moment once; what showing it brings about is shown after it."""
        self._training.give_way_to_showing()
        if self._showing:
            self._again = True
            return
        self._showing = self._again = True
        while self._again:
            self._again = False
            tell(self._show, self._desk.shown)
        self._showing = False

    def _show(self, shown: Shown | None) -> None:
        before, self._shown = self._shown, shown
        if shown is None:
            return
        tell = Teller()
        if before is None or _settings(shown) != _settings(before):
            self.show_settings()
        if before is None or (shown.dataset, shown.reading) != (before.dataset, before.reading):
            tell(self._show_dataset, shown)
        if before is None or (shown.who, shown.reading) != (before.who, before.reading):
            self._show_runs()
        transport = self._views.transport
        if before is None or shown.planned != before.planned:
            tell(transport.set_planned_epochs, shown.planned)
        if before is None or shown.micro is not before.micro:
            tell(transport.show_micro, shown.micro)
        if shown.another_history(before) or shown.another_network(before):
            tell(transport.show_timeline, shown.timeline, shown.snapshot, _loss_now(shown))
        if before is None or shown.cursor != before.cursor:
            tell(transport.show_cursor, shown.cursor)
            tell(self._views.header.runs.set_cursor, shown.cursor)
        if before is None or _in_time(shown) != _in_time(before):
            tell(self._views.message_row.show_moment, shown.cursor, shown.newest, shown.epoch)
        tell(self._views.recipe.show_rate, shown.rate)
        tell(self._views.recipe.show_side, shown.as_diagram)
        self._place.show(shown)
        if self._place.current.stage is self._views.stage:  # else the diagram may have another network
            tell(self._views.stage.select, self._desk.selection)  # being told, a view may have selected
        if tell.failed:  # all of the next is told to those that were left half told
            self._shown = None

    def _show_dataset(self, shown: Shown) -> None:
        transport, before = self._views.transport, self._film
        transport.readout.set_dataset(shown.dataset)
        if before is None or before.dataset is not shown.dataset:
            self._film = Film(shown.dataset, self)
            if before is not None:
                before.deleteLater()
        transport.set_film(None if shown.reading else self._film)

    def show_settings(self) -> None:
        """The settings of what is shown, in the workspace that it belongs to."""
        desk, transport = self._desk, self._views.transport
        experiment, shown = desk.experiment, desk.shown
        self._place.choose()
        tell(self._views.header.set_workspace, self._place.home)
        tell(transport.reset.set_seed, experiment.seed)
        tell(transport.set_planned_epochs, experiment.epochs if shown is None else shown.planned)
        tell(self._sheets.show_experiment, experiment)
        tell(self._views.recipe.source.show_own, self._own_data())
        tell(self._views.recipe.show_source, desk.run.source)
        tell(transport.show_source, desk.run.source)
        tell(self._views.recipe.show_experiment, experiment)
        self._place.show_settings()
        self._show_note()

    def _own_data(self) -> list[Own]:
        """The data of one's own that runs learn, the last opened first, each once."""
        found = [run.experiment.own for run in reversed(self._runs.all)]
        return list(dict.fromkeys(own for own in found if own is not None))

    def _show_note(self) -> None:
        """What there is to say of the preset that is shown."""
        row, comparing = self._views.message_row, self._place.comparing
        tell(row.show_note, note_of(self._desk.experiment, comparing))

    @Slot()
    def _on_settings_changed(self) -> None:
        self.show_settings()

    @Slot()
    def _on_runs_changed(self) -> None:
        self._show_runs()

    def _show_runs(self) -> None:
        desk, menu = self._desk, self._views.header.runs
        runs = self._runs.of(desk.run.experiment.home)
        menu.show_runs(runs, desk.run.letter, comparing=self._place.comparing)
        menu.set_reader(desk.reader_there, desk.reading)

    @Slot(str)
    def _on_opened(self, name: str) -> None:
        place = self._place
        self._views.header.set_beside(comparing=place.comparing, sweeping=place.sweeping)
        if name != "compare":
            self._views.transport.track.show_runs(())
        self._show_note()
        self._show_runs()

    @Slot(str)
    def _on_step_unit_changed(self, unit: str) -> None:
        tell(self._views.transport.set_step_unit, unit)
        self._place.choose()

    @Slot(bool)
    def _on_playing_changed(self, playing: bool) -> None:
        tell(self._views.transport.set_playing, playing)
        tell(self._views.stage.set_playing, playing)

    @Slot(object)
    def _on_message(self, message: Message | None) -> None:
        row = self._views.message_row
        if message is None or message.over:
            about = "run" if message is None else message.about
            if self._waiting is not None and self._waiting.ended_by(about):
                self._waiting = None
            if self._told is not None and self._told.ended_by(about):
                row.clear()
        elif message.by_itself and row.tells_trouble:
            self._waiting = message
        else:
            told_of = self._told
            if message.by_itself and row.text and told_of is not None and told_of.by_itself:
                self._waiting = told_of if told_of.kind == "info" else self._waiting
            self._told = message
            way_out = message.action, message.action_id
            row.show_message(message.kind, message.title, message.text, *way_out, by_itself=message.by_itself)

    @Slot()
    def _on_message_closed(self) -> None:
        message, self._waiting = self._waiting, None
        if message is not None:
            self._on_message(message)


def _loss_now(shown: Shown) -> float | None:
    """The main metric of the network shown where it is none of the timeline's, and quickly known."""
    measured = None if shown.derived.slow_to_measure else shown.measured_now
    return None if measured is None else measured.get(measured.kinds.main)


def _settings(shown: Shown) -> tuple[Experiment, int, bool]:
    """What decides which settings are shown: also of which network they are."""
    return shown.experiment, shown.player, shown.reading


def _in_time(shown: Shown) -> tuple[int | None, int, int]:
    return shown.cursor, shown.newest, shown.epoch
