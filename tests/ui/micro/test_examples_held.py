"""No Python object is kept for what the table's model has deleted: Qt makes other things at its address."""

from __future__ import annotations

import gc

import pytest
import shiboken6
from PySide6.QtGui import QStandardItem

from nnviz.drawing.micro.micro_state import MicroState
from nnviz.ui.micro.examples_table import ExamplesTable
from nnviz.ui.theme import Theme, apply_theme
from tests.helpers.micros import EXPERIMENTS, trained_micro


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_a_table_that_is_emptied_leaves_no_object_behind(qtbot, name):
    table = ExamplesTable()
    qtbot.addWidget(table)
    apply_theme(table, Theme("dark"))
    table.show_state(MicroState(trained_micro(name)))
    table.resize(452, 300)
    table.show_state(None)
    gc.collect()
    held = [one for one in shiboken6.getAllValidWrappers() if isinstance(one, QStandardItem)]
    assert not [one for one in held if not shiboken6.createdByPython(one)]
    assert not held
