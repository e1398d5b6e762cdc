"""What stands over the stage besides the network: headers, legend, the button that shows all of it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRect
from PySide6.QtWidgets import QWidget

from nnviz.drawing.layout import DiagramLayout
from nnviz.drawing.scene import Scene
from nnviz.drawing.viewport import Viewport
from nnviz.ui.diagram.header_bar import HeaderBar
from nnviz.ui.diagram.legend import Legend
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import IconButton


class Furniture:
    """Headers, legend and button as children of ``stage``; ``bare``: none of them is ever shown."""

    def __init__(self, stage: QWidget, bare: bool) -> None:
        self._stage, self._bare, self._theme = stage, bare, Theme()
        self.headers = HeaderBar(stage)
        self.legend = Legend(stage)
        tip = QCoreApplication.translate("DiagramView", "Show the whole network (Ctrl+0)")
        self.fit = IconButton("zoom-fit", tip, small=True, parent=stage)
        tip = QCoreApplication.translate("DiagramView", "Colour each map in its own scale, not the layer’s")
        self.scale = IconButton("scale", tip, small=True, parent=stage)
        self.scale.setCheckable(True)
        self.scale.hide()
        if bare:
            self.set_bare(True)

    def set_bare(self, bare: bool) -> None:
        """Whether none of them is shown; else they are once the network is laid out anew."""
        self._bare = bare
        self.fit.setVisible(not bare)
        if bare:
            self.hide()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for part in (self.legend, self.headers, self.fit, self.scale):
            part.set_theme(theme)

    def corner(self) -> tuple[float, float]:
        """The ground in px at unit 1 that the legend takes in the bottom left corner."""
        if self._bare:
            return 0.0, 0.0
        block, unit = self.legend.block, self._theme.unit
        return block.width() / unit, block.height() / unit + 20

    def hide(self) -> None:
        """Before there is a network."""
        self.headers.hide()
        self.legend.hide()
        self.scale.hide()

    def set_strip(self, layout: DiagramLayout) -> None:
        """The legend is a strip or a block, as the layout has it."""
        self.legend.set_strip(layout.strip)
        self.legend.set_layout(layout)

    def place(self, scene: Scene, layout: DiagramLayout, viewport: Viewport) -> None:
        """Show what belongs to this layout, where it belongs."""
        moment = scene.moment
        if self._bare or scene.snapshot is None or moment is None:
            return
        theme, stage = self._theme, self._stage
        left, bottom = (theme.px(12), theme.px(10)) if layout.strip else (theme.px(28), theme.px(16))
        self.legend.move(left, stage.height() - bottom - self.legend.height())
        self.legend.show()
        size, edge = self.fit.sizeHint(), theme.px(12)
        self.fit.resize(size)
        self.fit.move(stage.width() - edge - size.width(), stage.height() - edge - size.height())
        self.fit.raise_()
        self.scale.setVisible(bool(layout.maps))
        self.scale.resize(size)
        self.scale.move(self.fit.x() - size.width() - theme.px(8), self.fit.y())
        self.scale.raise_()
        self.headers.show_network(scene.snapshot, layout, moment.parts, scene.row_title)
        self.headers.place(layout, viewport)

    def changing(self, layout: DiagramLayout, inputs: bool) -> QRect:
        """What a new snapshot paints anew; without ``inputs`` these are as they were."""
        stage = self._stage
        left = 0 if inputs or layout.planar else int(layout.inputs.right)
        whole = QRect(left, self._theme.px(40), stage.width() - left, stage.height())
        if layout.strip and not self._bare:
            whole.setBottom(self.legend.y() - 1)
        return whole.intersected(stage.rect())
