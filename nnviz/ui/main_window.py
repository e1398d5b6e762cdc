"""The one window. Its first frame needs no view; ``start()`` builds them all and lets the Session begin."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QWidget

from nnviz.ui.appearance import theme_for
from nnviz.ui.opening import Opening
from nnviz.ui.theme import Theme, apply_theme
from nnviz.ui.window_place import fit_frame, place_window

if TYPE_CHECKING:
    from nnviz.session.preferences import LinesMode, Preferences
    from nnviz.session.run import Run
    from nnviz.session.session import Session
    from nnviz.ui.rooms.room import Room
    from nnviz.ui.sheet_opener import SheetOpener
    from nnviz.ui.wishes import Wishes

FOLD_WIDTH = 1280  # below this many px (times the theme's unit) the side panels fold into drawers

Side = Literal["left", "right", ""]


class MainWindow(QMainWindow):
    """Header, a room (input panel, stage, results panel), transport bar.

    ``session`` is the Session, or what makes it: called by ``start()``, so that the first frame waits for
    nothing that the Session imports. ``painted`` is emitted once, after that frame; ``start()`` comes next.
    Before it the window has no views.
    """

    painted = Signal()

    def __init__(self, session: Session | Callable[[], Session], preferences: Preferences) -> None:
        super().__init__()
        self._session_given, self._preferences = session, preferences
        self._started = False
        self._drawer: Side = "left"
        self._theme = Theme()
        self._undressed: set[QWidget] = set()
        self.setWindowTitle("nnviz")
        self._opening = Opening()
        self._opening.painted.connect(self.painted)
        self.setCentralWidget(self._opening)
        place_window(self, preferences.geometry)
        self._placed_size = self.size()
        self.refresh_theme()

    # ---- building
    @Slot()
    def start(self) -> None:
        """What comes after the first frame: build the views, read the data, then build the plots."""
        if self.size() == self._placed_size:  # nobody has asked for another
            fit_frame(self)
        given = self._session_given
        self._session: Session = given() if callable(given) else given
        self._build()
        self._connect()
        self._restore()
        self._session.start()
        QTimer.singleShot(0, self.results.finish_start)

    def _build(self) -> None:
        from nnviz.ui.views import Views

        views = Views(self._session.experiment, self._preferences.borders, self)
        self.header, self.recipe, self.message_row = views.header, views.recipe, views.message_row
        self.input_panel, self.diagram, self.results = views.input_panel, views.diagram, views.results
        self.transport, self.network_stage = views.transport, views.network_stage
        self.views = views

    def _connect(self) -> None:
        from nnviz.ui.actions import Actions
        from nnviz.ui.commands import Commands
        from nnviz.ui.facts import Facts
        from nnviz.ui.projects import ProjectFiles
        from nnviz.ui.readings import Readings
        from nnviz.ui.rooms.rooms import Rooms
        from nnviz.ui.sheet_opener import SheetOpener
        from nnviz.ui.training_images import TrainingImages
        from nnviz.ui.ways_in import WaysIn
        from nnviz.ui.wiring import connect_views
        from nnviz.ui.wishes import Wishes

        self.actions_ = Actions(self._preferences.shortcuts, self)
        self._wishes = Wishes(self._session, self)
        self._sheets = SheetOpener(self)
        self.rooms = Rooms(self)
        self._facts = Facts(self)
        self._readings = Readings(self)
        self.project_files = ProjectFiles(self)
        self._commands = Commands(self)
        self.ways_in = WaysIn(self)
        self._training_images = TrainingImages(self)
        connect_views(self)
        self._session.fault_raised.connect(self.show_fault)

    def _restore(self) -> None:
        """Show the views as they were left, in the place of the first frame."""
        self.input_panel.set_brush(self._preferences.brush)
        self.diagram.set_lines(self._preferences.lines)
        self.transport.set_speed(self._session.speed)
        self._facts.show_settings()
        self._started = True
        self._dress()
        self._fold()
        self.setCentralWidget(self.views)  # deletes the first frame
        self.views.show()
        self._watch_presses()

    # ---- appearance
    @property
    def preferences(self) -> Preferences:
        return self._preferences

    @property
    def session(self) -> Session:
        return self._session

    @property
    def runs_here(self) -> tuple[Run, ...]:
        """The runs of the workspace that is shown."""
        from nnviz.training.presets import workspace_of

        here = workspace_of(self._session.experiment.data)
        return tuple(run for run in self._session.runs if workspace_of(run.experiment.data) == here)

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
        theme = theme_for(self._preferences, self.size())
        changed, self._theme = theme != self._theme, theme
        if not self._started:
            self._opening.set_theme(theme)
        elif changed:
            self._dress()
        self._fold()

    def _dress(self) -> None:
        from nnviz.ui.style import style_sheet

        theme = self._theme
        self.setPalette(theme.palette())
        self.setFont(theme.font("body"))
        self.setStyleSheet(style_sheet(theme))
        room = self.rooms.current
        # A room that is not open is dressed when it is opened: a theme for all of them would be waited for.
        self._undressed = self.views.parts - {room.left, room.stage, room.right}
        apply_theme(self, theme, self._undressed)
        self._commands.fill_menu()
        self.views.remember(self._borders_key)

    def _fold(self) -> None:
        folded = self.width() < FOLD_WIDTH * self._theme.unit
        if not self._started:
            self._opening.set_panels(not folded)
            return
        self.views.fold(narrow=folded, drawer=self._drawer)
        self.header.set_folded(folded and not self._theme.projector, self._drawer)

    def add_room(self, room: Room) -> None:
        """Take in the views of a room that has been built; they are shown by :meth:`show_room`."""
        self.views.add_room(room.left, room.stage, room.right)
        if self._started:
            self._undressed |= {room.left, room.stage, room.right}

    def show_room(self, room: Room) -> None:
        """Let this room stand between the bars; its stage comes last, and has its size at once."""
        self.views.clear()
        for part in self._undressed & {room.left, room.stage, room.right}:
            self._undressed.discard(part)
            apply_theme(part, self._theme)
        self.views.show_room(self._borders_key, room.left, room.stage, room.right)

    @property
    def _borders_key(self) -> str:
        """What the person's own borders are kept by."""
        return f"{self.rooms.name}/{self._theme.name}"

    def set_preference(self, field: str, value: object) -> None:
        """Take one changed preference, show it, and remember it."""
        setattr(self._preferences, field, value)
        if field == "shortcuts":
            self.actions_.set_keys(self._preferences.shortcuts)
        self.refresh_theme()
        self._preferences.save()

    def set_lines(self, mode: LinesMode) -> None:
        """What the diagram's lines show."""
        self._preferences.lines = mode
        self.diagram.set_lines(mode)

    def open_drawer(self, side: Side) -> None:
        """In a narrow window, open one side panel, or close it when it is open."""
        if self._theme.projector:
            self.views.toggle(side)
            return
        self._drawer = "" if side == self._drawer else side
        self._fold()

    @Slot(str)
    def show_fault(self, trace: str) -> None:
        """An internal error: say it, keep the window usable."""
        from nnviz.ui.fault_dialog import FaultDialog

        FaultDialog.report(trace, self)

    # ---- Qt
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Plain keys that the focused control had no use for."""
        if self._started and self.views.enlarged and event.key() == Qt.Key.Key_Escape:
            self.views.shrink()
            return
        if self._started and self.views.drawer and event.key() == Qt.Key.Key_Escape:
            self.views.open_drawer("")
            return
        action = self.actions_.for_key(event) if self._started else None
        if action is None:
            super().keyPressEvent(event)
        elif not event.isAutoRepeat() or action in (self.actions_["step"], self.actions_["step_back"]):
            action.trigger()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab was pressed: from now on the control in focus is framed.

        Qt asks for the next control also where the one in focus was hidden or switched off: nobody pressed
        Tab then, and keys are the window's.
        """
        focused = self.focusWidget()
        if focused is not None and not (focused.isVisible() and focused.isEnabled()):
            self.setFocus()
            return True
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
        if self._started:
            self._watch_presses()

    def _watch_presses(self) -> None:
        handle = self.windowHandle()
        if handle is not None:
            handle.installEventFilter(self)  # only the window's own few events pass here

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A mouse press: who uses the mouse has left the control that Tab came to, and needs no frame."""
        if event.type() == QEvent.Type.MouseButtonPress:
            self._frame_focus(False)
            focused = self.focusWidget()
            if focused is not None and not focused.focusPolicy() & Qt.FocusPolicy.ClickFocus:
                self.setFocus()
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.refresh_theme()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about unsaved changes; end the training thread and remember how the window was left."""
        if self._started and not self.project_files.may_close():
            event.ignore()
            return
        self._preferences.geometry = self.saveGeometry()
        if self._started:
            self.project_files.shut_down()
            self._session.shut_down()
            self._preferences.experiment = self._session.experiment
            self._preferences.speed = self._session.speed
        self._preferences.save()
        super().closeEvent(event)
