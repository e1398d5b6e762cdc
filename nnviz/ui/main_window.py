"""The one window: its rooms, and every connection between the views and the Session."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from nnviz.session.preferences import LinesMode, Preferences
from nnviz.session.session import Session
from nnviz.ui.actions import Actions
from nnviz.ui.appearance import theme_for
from nnviz.ui.canvas import InputPanel
from nnviz.ui.diagram import DiagramView
from nnviz.ui.facts import Facts
from nnviz.ui.fault_dialog import FaultDialog
from nnviz.ui.header import HeaderBar
from nnviz.ui.recipe import RecipeBar
from nnviz.ui.results_panel import ResultsPanel
from nnviz.ui.sheet_opener import SheetOpener
from nnviz.ui.style import style_sheet
from nnviz.ui.theme import THEMES, Theme, apply_theme
from nnviz.ui.transport import TransportBar
from nnviz.ui.widgets import MessageBar
from nnviz.ui.wishes import Wishes

FOLD_WIDTH = 1280  # below this many px (times the theme's unit) the side panels fold into drawers
SMALLEST = (1024, 700)
FIRST_SIZE = (1440, 900)

Side = Literal["left", "right", ""]


class MainWindow(QMainWindow):
    """Header, input panel, settings sentence over the diagram, results panel, transport bar."""

    def __init__(self, session: Session, preferences: Preferences) -> None:
        super().__init__()
        self._session, self._preferences = session, preferences
        self._drawer: Side = "left"
        self._theme = Theme()
        self.setWindowTitle("nnviz")
        self.setMinimumSize(*SMALLEST)
        self.actions_ = Actions(preferences.shortcuts, self)
        self.header = HeaderBar([("digits", self.tr("Digits"))])
        self.input_panel = InputPanel()
        self.recipe = RecipeBar(session.experiment)
        self.diagram = DiagramView()
        self.results = ResultsPanel()
        self.transport = TransportBar()
        self._wishes = Wishes(session, self)
        self._sheets = SheetOpener(self)
        self._lay_out()
        self._facts = Facts(self)
        session.fault_raised.connect(self.show_fault)
        self._connect_views()
        self._connect_actions()
        self._restore()

    # ---- building
    def _lay_out(self) -> None:
        self._centre = QWidget()
        column = QVBoxLayout(self._centre)
        body = QWidget()
        row = QHBoxLayout(body)
        root = QWidget()
        whole = QVBoxLayout(root)
        for layout in (column, row, whole):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        column.addWidget(self.recipe)
        column.addWidget(self.diagram, 1)
        self.message_bar = MessageBar(self.diagram)  # over the stage: neurons never move
        row.addWidget(self.input_panel)
        row.addWidget(self._centre, 1)
        row.addWidget(self.results)
        whole.addWidget(self.header)
        whole.addWidget(body, 1)
        whole.addWidget(self.transport)
        self.setCentralWidget(root)

    def _connect_views(self) -> None:
        session, wishes = self._session, self._wishes
        self.transport.play_requested.connect(session.play)
        self.transport.pause_requested.connect(session.pause)
        self.transport.step_requested.connect(session.step)
        self.transport.reset_requested.connect(session.reset)
        self.transport.new_weights_requested.connect(session.new_weights)
        self.transport.speed_requested.connect(session.set_speed)
        self.transport.epochs_requested.connect(wishes.on_epochs)
        self.recipe.experiment_requested.connect(session.change_experiment)
        self.header.undo_requested.connect(session.undo)
        self.header.redo_requested.connect(session.redo)
        self.recipe.more_requested.connect(self._sheets.more_settings)
        self.message_bar.action_requested.connect(session.act)
        self.input_panel.drawing_changed.connect(wishes.on_drawing)
        self.input_panel.sample_requested.connect(wishes.on_sample)
        self.input_panel.label_requested.connect(session.set_label)
        self.input_panel.brush_changed.connect(self._on_brush_changed)
        self.diagram.units_requested.connect(wishes.on_units)
        self.diagram.layer_added_requested.connect(wishes.on_layer_added)
        self.diagram.layer_removed_requested.connect(wishes.on_layer_removed)
        self.diagram.activation_requested.connect(wishes.on_layer_activation)
        self.diagram.lines_requested.connect(self._on_lines_requested)
        self.diagram.selection_changed.connect(self.results.show_selection)
        self.results.selection_requested.connect(self.diagram.select)
        self.results.clear_ghosts_requested.connect(session.clear_ghosts)
        self.header.theme_requested.connect(self._on_theme_requested)
        self.header.drawer_requested.connect(self._on_drawer_requested)

    def _connect_actions(self) -> None:
        actions, session = self.actions_, self._session
        for name, slot in (
            ("play", session.toggle_playing),
            ("step", session.step),
            ("reset", session.reset),
            ("new_weights", session.new_weights),
            ("undo", session.undo),
            ("redo", session.redo),
            ("lines_signal", self._on_lines_signal),
            ("lines_weights", self._on_lines_weights),
            ("lines_gradient", self._on_lines_gradient),
            ("left", self._on_left),
            ("right", self._on_right),
            ("theme", self._on_next_theme),
            ("full_screen", self._on_full_screen),
            ("shortcuts", self._sheets.shortcuts),
            ("preferences", self._sheets.preferences),
            ("quit", self.close),
        ):
            actions[name].triggered.connect(slot)
        self.addActions(list(actions.by_name.values()))
        about = self._sheets.about_action()
        self.header.set_help_actions(
            [*(actions[name] for name in ("shortcuts", "preferences", "full_screen")), about]
        )

    def _restore(self) -> None:
        self.resize(*FIRST_SIZE)
        if not self._preferences.geometry.isEmpty():
            self.restoreGeometry(self._preferences.geometry)
        self.input_panel.set_brush(self._preferences.brush)
        self.diagram.set_lines(self._preferences.lines)
        self.transport.set_speed(self._session.speed)
        self._facts.show_settings()
        self.refresh_theme()

    @Slot()
    def start(self) -> None:
        """What comes after the first frame: read the data, then build the plots."""
        self._session.start()
        QTimer.singleShot(0, self.results.finish_start)

    # ---- appearance
    @property
    def preferences(self) -> Preferences:
        return self._preferences

    @property
    def session(self) -> Session:
        return self._session

    @property
    def sheets(self) -> SheetOpener:
        return self._sheets

    @property
    def wishes(self) -> Wishes:
        return self._wishes

    @property
    def theme(self) -> Theme:
        return self._theme

    def refresh_theme(self) -> None:
        """Dress the window as the preferences and its height say."""
        theme = theme_for(self._preferences, self.height())
        if theme != self._theme or not self.styleSheet():
            self._theme = theme
            self.setPalette(theme.palette())
            self.setFont(theme.font("body"))
            self.setStyleSheet(style_sheet(theme))
            apply_theme(self, theme)
        self._fold()

    def _fold(self) -> None:
        folded = self.width() < FOLD_WIDTH * self._theme.unit
        self.input_panel.setVisible(not folded or self._drawer == "left")
        self.results.setVisible(not folded or self._drawer == "right")
        self.header.set_folded(folded, self._drawer)

    def set_preference(self, field: str, value: object) -> None:
        """Take one changed preference, show it, and remember it."""
        setattr(self._preferences, field, value)
        if field == "shortcuts":
            self.actions_.set_keys(self._preferences.shortcuts)
        self.refresh_theme()
        self._preferences.save()

    def open_drawer(self, side: Side) -> None:
        """In a narrow window, open one side panel, or close it when it is open."""
        self._drawer = "" if side == self._drawer else side
        self._fold()

    @Slot(str)
    def show_fault(self, trace: str) -> None:
        """An internal error: say it, keep the window usable."""
        FaultDialog.report(trace, self)

    # ---- what the person does to the window itself
    def set_lines(self, mode: LinesMode) -> None:
        """What the diagram's lines show."""
        self._preferences.lines = mode
        self.diagram.set_lines(mode)

    @Slot(str)
    def _on_lines_requested(self, mode: LinesMode) -> None:
        self.set_lines(mode)

    @Slot()
    def _on_lines_signal(self) -> None:
        self.set_lines("signal")

    @Slot()
    def _on_lines_weights(self) -> None:
        self.set_lines("weights")

    @Slot()
    def _on_lines_gradient(self) -> None:
        self.set_lines("gradient")

    @Slot(float)
    def _on_brush_changed(self, brush: float) -> None:
        self._preferences.brush = brush

    @Slot(str)
    def _on_theme_requested(self, name: str) -> None:
        self.set_preference("theme", name)

    @Slot()
    def _on_next_theme(self) -> None:
        self.set_preference("theme", THEMES[(THEMES.index(self._theme.name) + 1) % len(THEMES)])

    @Slot(str)
    def _on_drawer_requested(self, side: Side) -> None:
        self.open_drawer(side)

    @Slot()
    def _on_left(self) -> None:
        self.open_drawer("left")

    @Slot()
    def _on_right(self) -> None:
        self.open_drawer("right")

    @Slot()
    def _on_full_screen(self) -> None:
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    # ---- Qt
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Plain keys that the focused control had no use for."""
        action = self.actions_.for_key(event)
        if action is None:
            super().keyPressEvent(event)
        elif not event.isAutoRepeat() or action is self.actions_["step"]:
            action.trigger()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab was pressed: from now on the control in focus is framed."""
        self._frame_focus(True)
        return super().focusNextPrevChild(forward)

    def _frame_focus(self, on: bool) -> None:
        if bool(self.property("keyboard_focus")) != on:
            self.setProperty("keyboard_focus", on)
            focused = self.focusWidget()
            if focused is not None:
                focused.update()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        handle = self.windowHandle()
        if handle is not None:
            handle.installEventFilter(self)  # only the window's own few events pass here

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A mouse press: the frame around the focused control is not needed any more."""
        if event.type() == QEvent.Type.MouseButtonPress:
            self._frame_focus(False)
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.refresh_theme()

    def closeEvent(self, event: QCloseEvent) -> None:
        """End the training thread and remember how the window was left."""
        self._session.shut_down()
        self._preferences.geometry = self.saveGeometry()
        self._preferences.experiment = self._session.experiment
        self._preferences.speed = self._session.speed
        self._preferences.save()
        super().closeEvent(event)
