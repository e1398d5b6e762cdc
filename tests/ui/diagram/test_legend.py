"""The legend's strip beside something that lies over its end."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from nnviz.ui.diagram.legend import Legend
from nnviz.ui.theme import Theme


def test_what_is_covered_stays_empty(qtbot):
    stage = QWidget()
    qtbot.addWidget(stage)
    stage.resize(900, 60)
    legend = Legend(stage)
    legend.set_theme(Theme("light"))
    legend.set_strip(True)
    legend.set_numbers(397, 4736, (0.5, 0.7))
    legend.show()
    stage.show()
    qtbot.waitExposed(stage)

    def written(left, right):
        image = legend.grab().toImage()
        ground = image.pixel(image.width() - 1, 0)
        columns, rows = range(left, min(right, image.width())), range(image.height())
        return any(image.pixel(x, y) != ground for x in columns for y in rows)

    after = legend.choice.width() + 4
    assert written(after + 180, 900)
    legend.set_covered(450)
    assert written(after, 880 - 450)
    assert not written(legend.width() - 450, 900)
    legend.set_covered(legend.width() - after - 20)
    assert not written(after, 900)
    legend.set_covered(0)
    assert written(after + 180, 900)
