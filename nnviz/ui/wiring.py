"""Which wish of which view goes where: most to the Session, some by way of ``Wishes``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nnviz.ui.main_window import MainWindow


def connect_views(window: MainWindow) -> None:
    """Connect what the person does in the views of ``window``."""
    session, wishes = window.session, window.wishes
    window.transport.play_requested.connect(session.play)
    window.transport.pause_requested.connect(session.pause)
    window.transport.step_requested.connect(session.step)
    window.transport.reset_requested.connect(session.reset)
    window.transport.new_weights_requested.connect(session.new_weights)
    window.transport.speed_requested.connect(session.set_speed)
    window.transport.epochs_requested.connect(wishes.on_epochs)
    window.transport.step_back_requested.connect(session.step_back)
    window.transport.step_unit_requested.connect(session.set_step_unit)
    window.transport.epoch_requested.connect(session.look_at)
    window.transport.newest_requested.connect(session.look_at_newest)
    window.recipe.experiment_requested.connect(session.change_experiment)
    window.recipe.more_requested.connect(window.sheets.more_settings)
    window.header.undo_requested.connect(session.undo)
    window.header.redo_requested.connect(session.redo)
    window.header.workspace_requested.connect(wishes.on_workspace)
    window.header.compare_requested.connect(window.rooms.compare)
    runs = window.header.runs
    runs.reader_chosen.connect(wishes.on_reader)
    runs.run_chosen.connect(wishes.on_run)
    runs.new_run_requested.connect(wishes.on_new_run)
    runs.branch_requested.connect(wishes.on_branch)
    runs.rename_requested.connect(session.rename_run)
    runs.share_requested.connect(session.share_start)
    runs.remove_requested.connect(session.remove_run)
    window.message_row.newest_requested.connect(session.look_at_newest)
    window.message_row.branch_requested.connect(wishes.on_branch)
    window.message_row.action_requested.connect(session.act)
    window.input_panel.drawing_changed.connect(wishes.on_drawing)
    window.input_panel.sample_requested.connect(wishes.on_sample)
    window.input_panel.label_requested.connect(session.set_label)
    window.input_panel.pen_used.connect(session.running.give_way)
    window.diagram.units_requested.connect(wishes.on_units)
    window.diagram.layer_added_requested.connect(wishes.on_layer_added)
    window.diagram.layer_removed_requested.connect(wishes.on_layer_removed)
    window.diagram.activation_requested.connect(wishes.on_layer_activation)
    window.diagram.edit_requested.connect(wishes.on_edit)
    window.diagram.cut_requested.connect(wishes.on_cut)
    window.diagram.freeze_requested.connect(wishes.on_freeze)
    window.diagram.finding_requested.connect(wishes.on_finding)
    window.diagram.selection_changed.connect(window.results.show_selection)
    window.results.selection_requested.connect(window.diagram.select)
    window.results.sample_requested.connect(wishes.on_sample_of)
    window.results.clear_ghosts_requested.connect(session.clear_ghosts)
