"""The bars of the window, the views of its first workspace, and the columns between for all of them."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnviz.session.sentences import told
from nnviz.training.experiment import Experiment
from nnviz.training.workspaces import WORKSPACES
from nnviz.ui.canvas import InputPanel
from nnviz.ui.enlarging import LargePart, Waiting
from nnviz.ui.header import HeaderBar
from nnviz.ui.message_row import MessageRow
from nnviz.ui.network_stage import NetworkStage
from nnviz.ui.rail import Rail
from nnviz.ui.results_column import ResultsColumn
from nnviz.ui.results_panel import ResultsPanel
from nnviz.ui.theme import Theme, apply_theme
from nnviz.ui.transport import TransportBar
from nnviz.ui.widgets import SectionTitle
from nnviz.ui.widgets.splitter import Sizes, Splitter
from nnviz.ui.workspaces.workspace import Workspace

DIAGRAM_LEAST = 480  # px that the borders leave to the stage
RIGHT_MOST = 0.48  # of the window's width that the right column takes, unless it needs more


class Views(QWidget):
    """Header, a workspace (input panel, stage, results panel), transport bar.

    ``stage`` is the settings sentence over the diagram, the stage of more than one workspace; below every
    stage lies the ``message_row``. ``memory`` is where the widths are kept that the person gives the columns.
    """

    def __init__(self, experiment: Experiment, memory: Sizes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        titles = [(name, told(workspace.label)) for name, workspace in WORKSPACES.items()]
        self._memory, self._theme = memory, Theme()
        self.header = HeaderBar(titles)
        self.input_panel = InputPanel()
        self.stage = NetworkStage(experiment)
        self.diagram, self.recipe = self.stage.diagram, self.stage.recipe
        self.results = ResultsPanel()
        self.transport = TransportBar()
        self._lay_out()

    def _lay_out(self) -> None:
        whole = _column(self)
        self._left, self._centre, self._right = Column(self.input_panel), QWidget(), Column(self.results)
        self._panel: QWidget = self.input_panel
        self._stage = Column(self.stage)
        self.message_row = MessageRow(self._centre)
        centre = _column(self._centre)
        centre.addWidget(self._stage, 1)
        centre.addWidget(self.message_row)
        self._centre.setMinimumWidth(DIAGRAM_LEAST)
        self._columns = Splitter(Qt.Orientation.Horizontal, self._widths, flexible=1, line=False)
        for place in (self._left, self._centre, self._right):
            self._columns.addWidget(place)
        self.rail = Rail(self)
        self._settings = SettingsDrawer()
        self._left.add(self._settings)
        self._drawer = ""  # "input" or "settings", in front of a class
        self.rail.drawer_requested.connect(self.open_drawer)
        self.rail.inspect_requested.connect(self.inspect)
        self._work = QWidget()  # all below the header, unless a page stands there
        work = _column(self._work)
        body = QHBoxLayout()
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        body.addWidget(self.rail)
        body.addWidget(self._columns, 1)
        self._enlarged: tuple[ResultsColumn, LargePart, QWidget] | None = None  # whose, the part, the stage
        self._connect(self.results)
        self._page: QWidget | None = None
        work.addLayout(body, 1)
        work.addWidget(self.transport)
        whole.addWidget(self.header)
        whole.addWidget(self._work, 1)
        self._whole, self._below_stage, self._below = whole, centre, work
        self._feet: dict[QWidget, QWidget] = {}  # by the stage that has one

    # ---- pages
    def show_page(self, page: QWidget | None) -> None:
        """Let this stand below the header in the place of the workspace; None: the workspace again.

        Messages are told below it, while there are any.
        """
        before, self._page = self._page, page
        if before is page:
            return
        self.message_row.set_apart(page is not None)
        if page is None:
            self._below_stage.addWidget(self.message_row)
        else:
            if self._whole.indexOf(page) < 0:
                self._whole.insertWidget(1, page, 1)
                apply_theme(page, self._theme)
            self._whole.addWidget(self.message_row)
        if before is not None:
            before.hide()
        self._work.setVisible(page is None)
        if page is not None:
            page.show()
        apply_theme(self.message_row, self._theme)  # it takes another parent's style sheet

    # ---- what is folded away in front of a class
    def set_theme(self, theme: Theme) -> None:
        if theme.projector != self._theme.projector:
            if theme.projector:
                self._settings.hold(self.recipe)
            else:
                self.stage.hold(self.recipe)
                self._drawer = ""
        self._theme = theme

    @Slot(str)
    def open_drawer(self, name: str) -> None:
        """Open "input" or "settings" at the left of a projector's stage; "" closes them."""
        self._drawer = name
        self._left.show_only(self._settings if name == "settings" else self._panel)
        self.rail.show_open(name, self._inspected)
        self.show_sides(left=bool(name), right=not name or self._room_for_all)

    @Slot(str)
    def inspect(self, name: str) -> None:
        """Show "selection" or "results" in the right column in the place of the curves; "" the curves."""
        column = self._right.shown
        if isinstance(column, ResultsColumn):
            column.inspect(name)

    @Slot(str)
    def _on_inspected(self, name: str) -> None:
        self.rail.show_open(self._drawer, name)

    def toggle(self, side: str) -> None:
        """The panel of that side, by its key: the left drawer, or the results in the right column."""
        if side == "left":
            self.open_drawer("" if self._drawer == "input" else "input")
        else:
            self.inspect("" if self._inspected else "results")

    @property
    def drawer(self) -> str:
        """The drawer that is open at the left of a projector's stage."""
        return self._drawer

    @property
    def _inspected(self) -> str:
        column = self._right.shown
        return column.inspected if isinstance(column, ResultsColumn) else ""

    @property
    def _room_for_all(self) -> bool:
        """Whether drawer, stage and right column can stand side by side."""
        wide = self.rail.width() + self._left.wide + self._right.wide
        return self.width() >= wide + DIAGRAM_LEAST

    def fold(self, sides: Collection[str]) -> None:
        """Show the panels of these ``sides``, "left" and "right"; in front of a class the drawer decides."""
        if self._theme.projector:
            self.open_drawer(self._drawer)
        else:
            self._left.show_only(self._panel)
            self.show_sides(left="left" in sides, right="right" in sides)

    def _widths(self, width: int) -> list[int]:
        """How wide the columns are when nobody has moved a border: the panels as they like it.

        A panel that is hidden has its width, too, for when it comes back; until then the stage has the room.
        """
        sides = self._left, self._right
        likes = [place.wide for place in sides]
        likes[1] = min(likes[1], max(self._right.shown.minimumWidth(), round(self.width() * RIGHT_MOST)))
        beside = sum(wide for place, wide in zip(sides, likes, strict=True) if not place.isHidden())
        return [likes[0], max(DIAGRAM_LEAST, width - beside), likes[1]]

    def add(self, workspace: Workspace) -> None:
        """Give the views of a workspace their places, hidden; those that have one keep it."""
        right = workspace.right
        if isinstance(right, ResultsColumn) and right not in self._right.held:
            self._connect(right)
        self._left.add(workspace.left)
        self._stage.add(workspace.stage)
        self._right.add(right)

    def add_foot(self, stage: QWidget, foot: QWidget) -> None:
        """What takes the place of the timeline while that stage is there."""
        foot.hide()
        self._feet[stage] = foot
        self._below.addWidget(foot)
        apply_theme(foot, self._theme)

    def _connect(self, column: ResultsColumn) -> None:
        column.enlarge_requested.connect(self.enlarge)
        column.inspected_changed.connect(self._on_inspected)

    # ---- enlarging
    @property
    def enlarged(self) -> bool:
        """Whether a part of the right column stands in the stage."""
        return self._enlarged is not None

    @Slot(object)
    def enlarge(self, part: LargePart) -> None:
        """Put this part of the right column into the stage or, when it is there, back."""
        if self._enlarged is not None:
            self.shrink()
            return
        column, stage = self._right.shown, self._stage.shown
        if isinstance(column, ResultsColumn) and part in column.large_parts:
            waiting = Waiting(stage, self._theme)
            waiting.back_requested.connect(self.shrink)
            self._enlarged = column, part, stage
            column.give(part, waiting)
            self._stage.release(stage)  # it keeps its size, in which it is looked at
            self._stage.add(part)
            self._stage.show_only(part)
            part.set_enlarged(True)
            apply_theme(part, self._theme)  # a style sheet takes the colours of what changes its place

    @Slot()
    def shrink(self) -> None:
        """What is enlarged goes back to its place, and the stage comes back to its own."""
        if self._enlarged is not None:
            column, part, stage = self._enlarged
            self._enlarged = None
            self._stage.release(part)
            column.take_back()
            self._stage.add(stage)
            self._stage.show_only(stage)
            part.set_enlarged(False)
            apply_theme(part, self._theme)

    @Slot()
    def enlarge_or_shrink(self) -> None:
        """The part under the pointer or in focus, else the first of the right column."""
        column = self._right.shown
        parts = column.large_parts if isinstance(column, ResultsColumn) else []
        focused = self.focusWidget()
        near = [part for part in parts if part.underMouse() or (focused and part.isAncestorOf(focused))]
        for part in (near or parts)[:1]:
            self.enlarge(part)

    def open(self, key: str, workspace: Workspace) -> None:
        """Let these stand between the bars; the stage comes last, and has its size at once."""
        self._panel = workspace.left
        self._left.show_only(self._settings if self._drawer == "settings" else self._panel)
        self._right.show_only(workspace.right)
        self.rail.name_input(key.partition("/")[0])
        self.rail.show_inspecting(isinstance(workspace.right, ResultsColumn))
        self.remember(key)
        for stage, foot in self._feet.items():
            foot.setVisible(stage is workspace.stage)
        self.transport.setVisible(workspace.stage not in self._feet)
        self._stage.show_only(workspace.stage)

    @Slot(object)
    def show_stage(self, stage: QWidget) -> None:
        """The workspace that is open has another stage now."""
        self.shrink()
        self._stage.add(stage)
        apply_theme(stage, self._theme)
        self._stage.show_only(stage)

    def remember(self, key: str) -> None:
        """Take the borders that the person has moved here, which are kept by ``key``."""
        self._columns.remember(self._memory, f"{key}/columns")
        for panel in self._right.held:
            if isinstance(panel, ResultsColumn):
                panel.remember(self._memory, f"{key}/parts")

    def show_sides(self, *, left: bool, right: bool) -> None:
        """Which panels are there."""
        self._left.setVisible(left)
        self._right.setVisible(right)
        self._columns.arrange()

    @property
    def parts(self) -> set[QWidget]:
        """The panels and stages of all workspaces built; what is enlarged is a part of its panel."""
        guests = {self._settings, self._enlarged[1]} if self._enlarged is not None else {self._settings}
        return {*self._left.held, *self._stage.held, *self._right.held} - guests

    def clear(self) -> None:
        """Hide the stage, lest it takes the width of the panels."""
        self.shrink()
        for widget in self._stage.held:
            widget.hide()


class SettingsDrawer(QWidget):
    """The sentence of the settings, where it does not stand over the diagram."""

    def __init__(self) -> None:
        super().__init__()
        self._theme = Theme()
        self._title = SectionTitle(self.tr("Settings"))
        self._column = _column(self)
        self._column.setContentsMargins(0, 0, 1, 0)  # the line to the stage
        self._column.addWidget(self._title)
        self._column.addStretch(1)

    def hold(self, recipe: QWidget) -> None:
        """Take the sentence."""
        self._column.insertWidget(1, recipe)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._title.setContentsMargins(theme.px(16), theme.px(14), theme.px(16), theme.px(8))
        self.setMinimumWidth(theme.layout("left"))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.surface("panel"))
        painter.fillRect(self.width() - 1, 0, 1, self.height(), self._theme.surface("hairline"))
        painter.end()


class Column(QWidget):
    """Holds what stands here in one workspace or another; one of them is shown."""

    def __init__(self, first: QWidget) -> None:
        super().__init__()
        self._theme = Theme()
        self.held: list[QWidget] = []
        self._column = _column(self)
        self.add(first)
        first.show()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Of a panel's colour, for a part of one that is enlarged paints no ground of its own."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._theme.surface("panel"))
        painter.end()

    def add(self, widget: QWidget) -> None:
        """Take one more, hidden."""
        if widget not in self.held:
            widget.hide()
            self._column.addWidget(widget)
            self.held.append(widget)

    def show_only(self, widget: QWidget) -> None:
        """Show this one."""
        for other in self.held:
            if other is not widget:
                other.hide()
        widget.show()

    def release(self, widget: QWidget) -> None:
        """It goes elsewhere, or is looked at from there."""
        widget.hide()
        self._column.removeWidget(widget)
        self.held.remove(widget)

    @property
    def shown(self) -> QWidget:
        """The one that is shown."""
        return next((widget for widget in self.held if not widget.isHidden()), self.held[0])

    @property
    def wide(self) -> int:
        """How wide the one that is shown likes to be."""
        return max(self.shown.sizeHint().width(), self.shown.minimumWidth())


def _column(widget: QWidget) -> QVBoxLayout:
    """Its layout, without gaps."""
    layout = QVBoxLayout(widget)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    return layout
