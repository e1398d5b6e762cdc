"""One of the curves' plots with its heading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.ui.plots.header import CurveHeader
from nnviz.ui.plots.parts import Placeholder
from nnviz.ui.theme import Theme

if TYPE_CHECKING:
    from nnviz.ui.plots.curve_plot import CurvePlot


class CurvePart(QVBoxLayout):
    """The ``header`` and the ``plot`` below it; until that is there, an empty grid holds its place."""

    def __init__(self, header: CurveHeader, *, epoch_texts: bool) -> None:
        super().__init__()
        self.header = header
        self.plot: CurvePlot | None = None
        self._ground: Placeholder | None = Placeholder(epoch_texts)
        self.addWidget(header)
        self.addWidget(self._ground, 1)

    @property
    def place(self) -> QWidget:
        """What stands below the heading."""
        place = self.plot or self._ground
        assert place is not None
        return place

    def put(self, plot: CurvePlot) -> None:
        """Have the plot in the place of the grid."""
        ground, self._ground, self.plot = self._ground, None, plot
        if ground is not None:
            self._let_go(ground)
            self.addWidget(plot, 1)

    def remove(self) -> None:
        """Let go of all of it."""
        for gone in (self.header, self.place):
            self._let_go(gone)

    def _let_go(self, widget: QWidget) -> None:
        """Take it out and delete it. Of one that is deleted in its place, Python would keep the item of the
        layout, which is deleted with it; and what Qt makes at its address would be taken for that.
        """
        self.removeWidget(widget)
        widget.hide()
        widget.deleteLater()

    def set_theme(self, theme: Theme) -> None:
        self.setSpacing(theme.px(2))
        for one in (self.header, self._ground, self.plot):
            if one is not None:
                one.set_theme(theme)
