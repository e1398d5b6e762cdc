"""Qt's tooltips beside those that the diagram paints."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QLabel, QToolTip, QWidget

from nnviz.ui.style import style_sheet
from nnviz.ui.theme import Theme


def test_a_tooltip_is_no_higher_than_a_line_with_a_little_room(qtbot, qapp):
    """Qt puts room of its own around the text: that of the style sheet came on top of it, 42 px in all."""
    owner = QWidget()
    qtbot.addWidget(owner)
    owner.resize(300, 200)
    owner.show()
    before = qapp.styleSheet()
    qapp.setStyleSheet(style_sheet(Theme()))
    try:
        QToolTip.showText(owner.mapToGlobal(QPoint(50, 50)), "18 neurons, ReLU", owner)
        tips = [w for w in QApplication.topLevelWidgets() if w.inherits("QTipLabel") and w.isVisible()]
        assert len(tips) == 1
        tip = tips[0]
        assert isinstance(tip, QLabel)
        assert tip.height() <= tip.fontMetrics().height() + 14
    finally:
        QToolTip.hideText()
        qapp.setStyleSheet(before)
