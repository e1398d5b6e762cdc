"""A plot with its heading that goes leaves nothing behind, where Qt makes other things."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget, QWidgetItem

from nnviz.ui.plots.curve_part import CurvePart
from nnviz.ui.plots.header import CurveHeader


def items():
    """The items of layouts that Python knows of."""
    return {id(one) for one in shiboken6.getAllValidWrappers() if isinstance(one, QWidgetItem)}


def test_a_part_that_goes_leaves_no_item_of_a_layout_behind(qtbot):
    view = QWidget()
    qtbot.addWidget(view)
    column, before = QVBoxLayout(view), items()
    part = CurvePart(CurveHeader(""), epoch_texts=True)
    column.addLayout(part)
    assert len(items() - before) == 2, "the heading and the grid that holds the place"
    plot = QLabel()
    part.put(plot)
    assert part.itemAt(1).widget() is plot
    assert part.stretch(1) == 1
    part.remove()
    column.removeItem(part)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert not items() - before
