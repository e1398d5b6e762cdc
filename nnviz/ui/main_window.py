"""The one window. Its first frame needs no view; ``start()`` builds them all and lets the Session begin."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QLocale, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QWidget

from nnviz.ui.appearance import theme_for
from nnviz.ui.focus_frame import FocusFrame
from nnviz.ui.looks import Looks
from nnviz.ui.opening import Opening
from nnviz.ui.theme import Theme, apply_theme
from nnviz.ui.window_place import fit_frame, place_window

if TYPE_CHECKING:
    from nnviz.session.desk import Desk
    from nnviz.session.preferences import Preferences
    from nnviz.session.session import Session
    from nnviz.ui.workspaces.workspace import Workspace

FOLD_WIDTH = 1280  # below this many px (times the theme's unit) the side panels fold into drawers

Side = Literal["left", "right", ""]


class MainWindow(QMainWindow):
    """Header, a workspace (input panel, stage, results panel), transport bar.

    ``session`` is the Session, or what makes it: called by ``start()``, so that the first frame waits for
    nothing that the Session imports. ``painted`` is emitted once, after that frame; ``start()`` comes next.
    Before it the window has no views. ``reading``: the Reader is shown once there are digits. A window that
    ``follows`` another one's Desk shows what that shows; it neither ends the Session nor is remembered.
    """

    painted = Signal()

    def __init__(
        self,
        session: Session | Callable[[], Session],
        preferences: Preferences,
        *,
        reading: bool = False,
        at_start: bool = False,
        follows: Desk | None = None,
    ) -> None:
        super().__init__()
        self._session_given, self._reading, self._follows = session, reading, follows
        self._at_start = at_start
        self._started = False
        self._drawer: Side = "left"  # in a narrow window, which has room for one
        self._hidden: frozenset[Side] = frozenset()  # in a wide one
        self.looks = Looks(preferences, self)
        self.looks.changed.connect(self._on_preference)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self.refresh_theme)
        self._undressed: set[QWidget] = set()
        self._focus_frame = FocusFrame(self)
        self.setWindowTitle("nnviz")
        self._opening = Opening(page=at_start)
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
        self.session: Session = given() if callable(given) else given
        self.desk = self.session.desk(reading=self._reading, parent=self)
        self._build()
        self._connect()
        self._restore()
        self.session.start()
        if self._follows is not None:
            self.desk.follow(self._follows)
        QTimer.singleShot(0, self.results.finish_start)

    def _build(self) -> None:
        from nnviz.ui.makers import makers
        from nnviz.ui.table.opening import TableOpening
        from nnviz.ui.views import Views
        from nnviz.ui.workspaces.place import Place

        views = Views(self.desk.experiment, self.looks.preferences.borders, self)
        self.header, self.recipe, self.message_row = views.header, views.recipe, views.message_row
        self.input_panel, self.diagram, self.results = views.input_panel, views.diagram, views.results
        self.transport, self.views = views.transport, views
        session = self.session
        self.tables = tables = TableOpening(self, self.desk, session.runs, self.looks)
        tables.message_raised.connect(session.signals.message_raised)
        self.answers, presets, made = makers(
            views,
            self.desk,
            self.looks,
            session.signals,
            session.runs,
            session.settings,
            session.reader,
            session.my_digits,
            tables,
        )
        self.place = Place(self.desk, made, self)
        presets.compare_requested.connect(self.place.compare)
        self.place.built.connect(self._on_built)
        self.place.opened.connect(self._on_opened)

    def _connect(self) -> None:
        from nnviz.session.projects import Projects
        from nnviz.ui.actions import Actions
        from nnviz.ui.commands import Commands
        from nnviz.ui.controller import Controller
        from nnviz.ui.learn.learn import Learn
        from nnviz.ui.pages import Pages
        from nnviz.ui.present.presents import Presents
        from nnviz.ui.projects import ProjectFiles
        from nnviz.ui.projects.project_view import ProjectView
        from nnviz.ui.sheet_opener import SheetOpener
        from nnviz.ui.ways_in import WaysIn

        session, desk, views, looks = self.session, self.desk, self.views, self.looks
        signals, runs, training = session.signals, session.runs, session.training
        self.actions_ = actions = Actions(looks.preferences.shortcuts, self)
        digits, doodles = session.my_digits, session.my_doodles
        sheets = SheetOpener(self, looks, desk, signals, session.reader, digits, doodles, self.message_row)
        self.controller = Controller(
            views, desk, self.place, sheets, signals, runs, training, session.settings
        )
        wishes, network = self.controller.wishes, self.controller.network
        self.project_view = view = ProjectView(desk, self.input_panel, self.views.stage, looks)
        projects = Projects(runs, training, signals, desk, looks.preferences, view.now, self)
        self.project_files = files = ProjectFiles(self, projects, view, desk, looks, actions)
        self.ways_in = WaysIn(self, self.input_panel, actions, desk, wishes, files, self.tables)
        self.commands = Commands(actions, views, looks, desk, wishes, network, self.place, sheets)
        self.pages = pages = Pages(views, actions, self)
        language = QLocale().name().partition("_")[0]
        self.learn = learn = Learn(pages, looks, desk, runs, projects, session.progress, language, self)
        self.presents = presents = Presents(looks, session.presenting_folder, language, self, self)
        self.header.start_requested.connect(learn.open_start)
        self.header.learn_requested.connect(learn.open)
        learn.workspace_requested.connect(wishes.on_workspace)
        learn.way_requested.connect(actions.trigger)
        self.tables.way_requested.connect(actions.trigger)
        actions["present"].triggered.connect(learn.present)
        actions["present_step"].triggered.connect(learn.present_step)
        actions["keep_step"].triggered.connect(learn.keep_step)
        learn.file_requested.connect(files.open)
        learn.mistakes_found.connect(sheets.mistakes)
        learn.message_raised.connect(signals.message_raised)
        learn.present_requested.connect(presents.begin)
        learn.fault_raised.connect(self.show_fault)
        self.ways_in.lesson_requested.connect(learn.open_file)
        self.ways_in.folder_requested.connect(sheets.read_pictures)
        sheets.pictures_taken.connect(wishes.on_pictures)
        self.ways_in.watching_requested.connect(session.watching.watch)
        session.watching.begun.connect(self._on_watched)
        sheets.doodles_taken.connect(wishes.on_doodles)
        sheets.pictures_taken_for_network.connect(wishes.on_own_for_network)
        self.recipe.own_data_requested.connect(self._on_own_data)
        for leaving in (
            self.header.workspace_requested,
            projects.opened,
            self.ways_in.panel_wanted,
            sheets.pictures_taken,
            self.tables.begun,
            session.watching.begun,
            sheets.doodles_taken,
        ):
            leaving.connect(pages.leave)
        self.header.add_menu(files.menu)
        view.lines_requested.connect(self.commands.set_lines)
        projects.message_raised.connect(signals.message_raised)
        projects.fault_raised.connect(self.show_fault)
        self.message_row.action_requested.connect(files.act)
        self.message_row.action_requested.connect(sheets.act)
        self.ways_in.message_raised.connect(signals.message_raised)
        self.ways_in.panel_wanted.connect(self._on_panel_wanted)
        self.answers.calibration_shown.connect(sheets.calibration)
        self.answers.message_raised.connect(signals.message_raised)
        self.results.foot.hand_requested.connect(sheets.hand_round)
        sheets.export_requested.connect(self._on_export)
        signals.fault_raised.connect(self.show_fault)
        self.header.drawer_requested.connect(self.open_drawer)
        for name, slot in (
            ("left", self._on_left),
            ("right", self._on_right),
            ("full_screen", self._on_full_screen),
            ("quit", self.close),
        ):
            actions[name].triggered.connect(slot)
        self.addActions(list(actions.by_name.values()))
        self.sheets = sheets

    @Slot(str)
    def _on_own_data(self, kind: str) -> None:
        """Data of one's own are to be opened for the network that came without any."""
        ask = {"table": self.tables.ask_for_network, "pictures": self.sheets.pictures_for_network}
        ask[kind]()

    def _restore(self) -> None:
        """Show the views as they were left, in the place of the first frame."""
        self.input_panel.set_brush(self.looks.preferences.brush)
        self.views.stage.set_lines(self.looks.preferences.lines)
        self.controller.begin()
        self._started = True
        self._dress()
        self._fold()
        self.setCentralWidget(self.views)  # deletes the first frame
        self.views.show()
        self._focus_frame.watch()
        if self._at_start:
            self.learn.open_start()
            return
        self.setFocus()  # else Qt gives the keys to the first control: Right would change the workspace

    # ---- appearance
    @property
    def theme(self) -> Theme:
        return self.looks.theme

    @Slot()
    def refresh_theme(self) -> None:
        """Dress the window as the preferences, the system and its size say."""
        theme = theme_for(self.looks.preferences, self.size())
        changed, self.looks.theme = theme != self.theme, theme
        if not self._started:
            self._opening.set_theme(theme)
        elif changed:
            self._dress()
        self._fold()

    def _dress(self) -> None:
        from nnviz.ui.style import style_sheet

        theme = self.theme
        self.setPalette(theme.palette())
        self.setFont(theme.font("body"))
        self.setStyleSheet(style_sheet(theme))
        # A workspace that is not open is dressed when it is opened: a theme for all would be waited for.
        self._undressed = self.views.parts - _parts(self.place.current)
        apply_theme(self, theme, self._undressed)
        self._fill_menu()
        self.views.remember(self._borders_key)

    def _fill_menu(self) -> None:
        """What the menu holds beside the project; on a projector also what the header has else."""
        actions, menu, far = self.actions_, self.project_files.menu, self.theme.projector
        program = [
            ("sweep", "pictures", "doodles", "hands"),
            ("take_out", "export", "keep_step"),
            ("preferences", "full_screen"),
            ("quit",),
        ]
        if far:
            program = [
                ("undo", "redo", "compare"),
                *program[:3],
                ("shortcuts", "messages", "about"),
                ("quit",),
            ]
        menu.set_groups([[actions[name] for name in group] for group in program])
        menu.set_runs(self.header.runs if far else None)

    @property
    def _narrow(self) -> bool:
        return self.width() < FOLD_WIDTH * self.theme.unit

    def _fold(self) -> None:
        if not self._started:
            self._opening.set_panels(not self._narrow or self.theme.projector)
            return
        sides = {self._drawer} if self._narrow else {"left", "right"} - self._hidden
        self.views.fold(sides)
        self.header.set_folded(len(sides) < 2 and not self.theme.projector, sides)

    @Slot(object)
    def _on_built(self, workspace: Workspace) -> None:
        """Take in the views of a workspace."""
        self.views.add(workspace)
        if self._started:
            self._undressed |= _parts(workspace)

    @Slot(str)
    def _on_opened(self, name: str) -> None:
        """Let this workspace stand between the bars; its stage comes last, and has its size at once."""
        there = self.place.current
        self.views.clear()
        for part in self._undressed & _parts(there):
            self._undressed.discard(part)
            apply_theme(part, self.theme)
        self.views.open(self._borders_key, there)

    @property
    def _borders_key(self) -> str:
        """What the person's own borders are kept by."""
        return f"{self.place.name}/{self.theme.name}"

    @Slot(str)
    def _on_preference(self, field: str) -> None:
        """A preference is another."""
        if field == "shortcuts":
            self.actions_.set_keys(self.looks.preferences.shortcuts)
        self.refresh_theme()

    @Slot()
    def _on_export(self) -> None:
        from nnviz.ui.export.export_sheet import ExportSheet  # here, where it delays no window

        self.sheets.present("export", ExportSheet(self, self.place, self.desk, self.looks))

    @Slot(object)
    def _on_watched(self, run: object) -> None:
        """A run of another program has come: it is looked at, not the Reader."""
        self.desk.show_reader(False)

    @Slot()
    def _on_panel_wanted(self) -> None:
        if not self.place.current.left.isVisible():
            self.open_drawer("left")

    @Slot()
    def _on_left(self) -> None:
        self.open_drawer("left")

    @Slot()
    def _on_right(self) -> None:
        self.open_drawer("right")

    @Slot()
    def _on_full_screen(self) -> None:
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    @Slot(str)
    def open_drawer(self, side: Side) -> None:
        """Open one side panel, or close it when it is open; a narrow window has room for one of them."""
        if self.theme.projector:
            self.views.toggle(side)
            return
        if self._narrow:
            self._drawer = "" if side == self._drawer else side
        else:
            self._hidden ^= {side}
        self._fold()

    @Slot(str)
    def show_fault(self, trace: str) -> None:
        """An internal error: say it, keep the window usable."""
        from nnviz.ui.fault_dialog import FaultDialog

        FaultDialog.report(trace, self)

    # ---- Qt
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Plain keys that the focused control had no use for."""
        if self._started and self.pages.name:
            self._act_on(event)
            return
        if self._started and self.views.enlarged and event.key() == Qt.Key.Key_Escape:
            self.views.shrink()
            return
        if self._started and self.views.drawer and event.key() == Qt.Key.Key_Escape:
            self.views.open_drawer("")
            return
        self._act_on(event)

    def _act_on(self, event: QKeyEvent) -> None:
        action = self.actions_.for_key(event) if self._started else None
        if action is None:
            super().keyPressEvent(event)
        elif not event.isAutoRepeat() or action in (self.actions_["step"], self.actions_["step_back"]):
            action.trigger()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab was pressed."""
        return super().focusNextPrevChild(forward) if self._focus_frame.tabbed() else True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._started:
            self._focus_frame.watch()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.refresh_theme()

    def end_work(self) -> None:
        """End all that this window does in the background, and wait for it: a thread that is deleted while
        it runs ends the program. With the first window of a Session ends what the Session does."""
        if self._started:
            self.project_files.shut_down()
            self.presents.shut_down()
            self.learn.shut_down()
            self.place.shut_down()
            self.desk.shut_down()
            if self._follows is None:
                self.session.shut_down()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about unsaved changes; end the training thread and remember how the window was left."""
        if self._started and not self.project_files.may_close():
            event.ignore()
            return
        preferences = self.looks.preferences
        preferences.geometry = self.saveGeometry()
        self.end_work()
        if self._follows is None:
            if self._started:
                preferences.experiment = self.session.runs.current.experiment
                preferences.speed = self.session.story_speed.own
            preferences.save()
        super().closeEvent(event)


def _parts(workspace: Workspace) -> set[QWidget]:
    return {workspace.left, workspace.stage, workspace.right}
