"""Presenting a lesson: a Session for the class, the laptop's window, the room's, and all wires between."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QResizeEvent, QScreen
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from nnviz.lessons.back_row import BackRow, Mark, too_small
from nnviz.lessons.lesson import Lesson
from nnviz.session.lesson_progress import Progress
from nnviz.session.lesson_runner import LessonRunner
from nnviz.session.preferences import Preferences
from nnviz.session.presenting import Presenting, RoomTold
from nnviz.session.presenting_kept import PresentingFolder
from nnviz.session.presenting_phases import COUNTING
from nnviz.session.session import Session
from nnviz.training.experiment import Experiment
from nnviz.ui.appearance import theme_for
from nnviz.ui.fault_dialog import FaultDialog
from nnviz.ui.focus_frame import FocusFrame
from nnviz.ui.learn.views.view import ViewParts
from nnviz.ui.looks import Looks
from nnviz.ui.present.awake import Awake
from nnviz.ui.present.back_row_check import marks_in
from nnviz.ui.present.class_sheets import BackRowSheet, GroupSheet, KeysSheet
from nnviz.ui.present.keys import PresentingKeys
from nnviz.ui.present.marks import Marks
from nnviz.ui.present.mirror import Mirror
from nnviz.ui.present.page import PresenterPage
from nnviz.ui.present.room_view import RoomView
from nnviz.ui.present.room_window import RoomScene, RoomWindow
from nnviz.ui.present.screens import ScreenName, Screens, screen_title
from nnviz.ui.sheets.sheet import Sheet
from nnviz.ui.style import style_sheet
from nnviz.ui.theme import apply_theme
from nnviz.ui.window_place import place_window

_SMALLEST = (1024, 700)
#: When what the room shows is measured for its back row, ms after it has changed.
CHECK_MS = 700


class PresenterWindow(QWidget):
    """The laptop's window while presenting; closing it asks whether to end."""

    closing = Signal()
    resized = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle(self.tr("nnviz: presenting"))
        self.setMinimumSize(*_SMALLEST)
        self.may_close = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._frame = FocusFrame(self)

    def take(self, page: PresenterPage) -> None:
        """Let that page fill it."""
        self._column.addWidget(page)

    def watch(self) -> None:
        """See the presses of the mouse, once it is shown."""
        self._frame.watch()
        self.setFocus()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab was pressed."""
        return super().focusNextPrevChild(forward) if self._frame.tabbed() else True

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.may_close:
            super().closeEvent(event)
        else:
            event.ignore()
            self.closing.emit()


class Presentation(QObject):
    """Presents ``lesson`` from :meth:`begin` until ``ended``; nobody's runs but its own are touched.

    ``next_lesson_wished``: Next was pressed on the card after the last step; whoever knows the next lesson
    calls :meth:`present`. ``folder`` is where the hands of all classes are kept, None for nowhere; ``group``
    is the class that comes first.
    """

    ended = Signal()
    next_lesson_wished = Signal()

    def __init__(
        self,
        preferences: Preferences,
        folder: Path | None,
        *,
        group: str = "",
        awake: Awake | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.looks = Looks(preferences, self)
        self.session = Session(Experiment.on("xor"), parent=self)  # until the lesson has runs of its own
        self.desk = self.session.desk(parent=self)
        room_desk = self.session.desk(parent=self)
        self.runner = LessonRunner(self.session, self.desk, Progress(parent=self), self)
        self.presenting = Presenting(
            self.runner, room_desk, PresentingFolder(folder), group=group, parent=self
        )
        self.marks, self.awake = Marks(self), awake or Awake(parent=self)
        self.view = RoomView(room_desk, ViewParts.of(self.session, room_desk, self.looks, by_hand=False))
        self.spare = RoomView(self.desk, ViewParts.of(self.session, self.desk, self.looks, by_hand=False))
        self._mirror = Mirror(self.view, self)
        self._spare_mirror = Mirror(self.spare, self)
        self.scene = RoomScene(self.view, self.marks, self._mirror.magnified)
        self.window, self.room = PresenterWindow(), RoomWindow(self.scene)
        self.screens = Screens(self.window, self.room, self)
        self.page = PresenterPage(self.presenting, self._mirror, self.marks, self.screens)
        self.page.set_spare(self._spare_mirror)
        self.page.notes.set_size(preferences.notes_px)
        self.window.take(self.page)
        self.keys = PresentingKeys(preferences.shortcuts, self)
        self._at: tuple[str, str] | None = None  # the step and the phase that were shown last
        self._rooms_desk = room_desk
        self._over = False
        self._check = QTimer(self)
        self._check.setSingleShot(True)
        self._check.setInterval(CHECK_MS)
        self._check.timeout.connect(self.check_back_row)
        self._wire()

    def _wire(self) -> None:
        there, page, keys, screens = self.presenting, self.page, self.keys, self.screens
        there.changed.connect(self._on_changed)
        there.room_changed.connect(self._on_room)
        there.end_asked.connect(self.ask_to_end)
        there.lesson_over.connect(self.next_lesson_wished)
        self.runner.fault_raised.connect(self.show_fault)
        self.session.signals.fault_raised.connect(self.show_fault)
        self.view.told_changed.connect(self._mirror.stale)
        self.spare.told_changed.connect(self._spare_mirror.stale)
        self.scene.resized.connect(self._on_resized)
        self.room.closing.connect(self._on_none_wished)
        self.room.screen_changed.connect(self._mirror.stale)
        keys.watch(self.window)
        keys.watch(self.room)
        keys.wished.connect(self._on_key)
        keys.jump_typed.connect(page.steps.show_typed)
        keys.jump_wished.connect(there.jump)
        screens.offered.connect(self._on_offered)
        screens.unplugged.connect(self._on_unplugged)
        head = page.head
        head.screen_wished.connect(self.show_on)
        head.plain_wished.connect(self._on_plain_wished)
        head.none_wished.connect(self._on_none_wished)
        head.end_wished.connect(self.ask_to_end)
        head.group_wished.connect(self._on_group_wished)
        head.save_wished.connect(self._on_save_wished)
        head.back_row_wished.connect(self._on_back_row_wished)
        head.keys_wished.connect(self._on_keys_wished)
        page.size_wished.connect(partial(self.looks.set, "notes_px"))
        page.notes.back_row.enlarge_wished.connect(self._on_enlarge)
        self.window.closing.connect(self.ask_to_end)
        self.window.resized.connect(self._dress)
        self.awake.changed.connect(self._say_awake)

    # ---- beginning and ending
    def begin(self, lesson: Lesson, at: int = 0, *, card: bool = True, beside: QWidget | None = None) -> None:
        """Present that lesson, in a window where ``beside`` is; the room's is on another screen, if there is
        one, else in this window."""
        preferences = self.looks.preferences
        place_window(self.window, preferences.geometry)
        if beside is not None:
            self.window.setGeometry(beside.geometry())
        self.session.start()
        self.present(lesson, at, card=card)
        self._dress()
        self.window.show()
        self.window.watch()
        screen = self.screens.likely(ScreenName.read(preferences.room_screen))
        if screen is not None:
            self.show_on(screen)
        else:
            self._show_in_here()
        self.window.activateWindow()
        self.awake.hold()
        self._say_awake()

    def present(self, lesson: Lesson, at: int = 0, *, card: bool = True) -> None:
        """Another lesson, from its title card."""
        self.presenting.begin(lesson, at, card=card)

    @Slot()
    def ask_to_end(self) -> None:
        """Ask, in the window, whether to end; nothing stops meanwhile."""
        self.page.asks.ask(
            "end",
            self.tr("End presenting? The room's window closes; the hands that were counted are kept."),
            (self.tr("End"), self.end),
            (self.tr("Go on"), self.window.setFocus),
        )

    @Slot()
    def end(self) -> None:
        """Close both windows and wait for all that is done in the background."""
        if self._over:
            return
        self._over = True
        self.awake.release()
        self._check.stop()
        self.presenting.end()
        self.screens.shut_down()
        for mirror in (self._mirror, self._spare_mirror):
            mirror.shut_down()
        self.marks.leave()
        self.keys.forget()
        self.page.steps.clock.shut_down()
        for view in (self.view, self.spare):
            view.shut_down()
        self.runner.leave()
        self.runner.shut_down()
        for desk in (self.desk, self._rooms_desk):
            desk.shut_down()
        self.session.shut_down()
        self.window.may_close = True
        self.room.hide()
        self.ended.emit()  # whoever waits is shown again before the last window closes, which would be an end
        self.window.close()
        for widget in (self.room, self.window, self.spare):
            widget.deleteLater()

    @Slot(str)
    def show_fault(self, trace: str) -> None:
        """An internal error: say it on the laptop, and go on."""
        FaultDialog.report(trace, self.window)

    # ---- what is shown
    @Slot()
    def _on_changed(self) -> None:
        there = self.presenting
        told = there.runner.told
        self.scene.show_state(there.room)
        self._show_spare()
        if told is None:
            return
        at = (told.step.key, there.phase)
        if at != self._at:
            if self._at is None or self._at[0] != told.step.key:
                self.marks.clear()
            self._at = at
            if there.phase in COUNTING:
                self.page.count_now()
            elif self.window.focusWidget() is not None:
                self.window.setFocus()

    @Slot()
    def _on_room(self) -> None:
        told = self.presenting.room_told
        if told is not None:
            self.view.show_room(told)
            self._check.start()  # what is animated has come to rest by then

    def _show_spare(self) -> None:
        """What comes next in the same step, or what is prepared while the room is frozen."""
        there, told = self.presenting, self.presenting.now_told
        if told is None or (there.phase in ("title", "end") and not there.frozen):
            return
        coming = there.coming
        if not there.frozen and (coming is None or coming in ("reveal", "run")):
            return
        phase = there.phase if there.frozen or coming is None else coming
        self.spare.show_room(RoomTold(told.lesson, told.told, phase, told.hands))

    @Slot()
    def _on_resized(self) -> None:
        """The room is of another size, or in another window; so is what comes next."""
        self.spare.resize(self.view.size())
        self._mirror.watch()
        self._spare_mirror.stale()

    @Slot()
    def _dress(self) -> None:
        theme = theme_for(self.looks.preferences, self.window.size())
        if theme != self.looks.theme or not self.window.styleSheet():
            self.looks.theme = theme
            self.window.setPalette(theme.palette())
            self.window.setFont(theme.font("body"))
            self.window.setStyleSheet(style_sheet(theme))
            apply_theme(self.page, theme, (self.scene,))

    # ---- keys
    @Slot(str)
    def _on_key(self, name: str) -> None:
        there = self.presenting
        asked = self.page.asks.about == "end"
        wishes: dict[str, Callable[[], object]] = {
            "present_next": there.next,
            "present_back": there.back,
            "present_freeze": partial(there.freeze, not there.frozen),
            "present_black": partial(there.blank, "black"),
            "present_white": partial(there.blank, "white"),
            "present_live": partial(there.show_room, "live"),
            "present_escape": partial(self.page.asks.put_away, "end") if asked else there.escape,
            "present_here": there.next if there.phase == "title" else there.live,
            "present_keys": self._on_keys_wished,
            "present_notes": self.page.toggle_notes,
            "present_room": self._toggle_full,
        }
        if asked and name != "present_escape":
            self.page.asks.put_away("end")
        wishes[name]()

    def _toggle_full(self) -> None:
        if self.page.single:
            full = self.window.isFullScreen()
            (self.window.showNormal if full else self.window.showFullScreen)()
        else:
            self.room.toggle_full()

    # ---- where the room's window is
    @Slot(object)
    def show_on(self, screen: QScreen) -> None:
        """The room's window on that screen, which is remembered."""
        self.page.asks.put_away("screen")
        self.page.show_in_here(None)
        self.room.take(self.scene)
        self.screens.show_room(screen)
        self.looks.set("room_screen", ScreenName.of(screen).kept)
        self._mirror.watch()
        self.window.activateWindow()

    @Slot()
    def _on_plain_wished(self) -> None:
        self.page.show_in_here(None)
        self.room.take(self.scene)
        self.screens.show_plain()
        self._mirror.watch()

    @Slot()
    def _on_none_wished(self) -> None:
        self.screens.take_away()
        self._show_in_here()

    def _show_in_here(self) -> None:
        self.page.show_in_here(self.scene)
        self._mirror.watch()

    @Slot(object)
    def _on_offered(self, screen: QScreen) -> None:
        text = self.tr("Show the lesson on {screen}?").format(screen=screen_title(screen))
        show = partial(self._show_if_there, ScreenName.of(screen))
        self.page.asks.ask(
            "screen", text, (self.tr("Show it there"), show), (self.tr("Not now"), self.window.setFocus)
        )

    def _show_if_there(self, name: ScreenName) -> None:
        found = next((one for one in self.screens.all if ScreenName.of(one) == name), None)
        if found is not None:
            self.show_on(found)

    @Slot()
    def _on_unplugged(self) -> None:
        self.page.asks.ask(
            "screen",
            self.tr("The room's screen is unplugged. Its window is kept; plug the screen in again to go on."),
            (self.tr("Show it in this window"), self._on_none_wished),
        )

    @Slot()
    def _say_awake(self) -> None:
        if self.awake.said:
            self.page.asks.ask("awake", self.awake.said, (self.tr("All right"), self.window.setFocus))

    # ---- the class
    @Slot()
    def _on_group_wished(self) -> None:
        sheet = GroupSheet(self.presenting.group, self.presenting.tallies.groups, self.window)
        sheet.group_chosen.connect(self.presenting.again)
        self._present_sheet(sheet)

    @Slot()
    def _on_back_row_wished(self) -> None:
        sheet = BackRowSheet(self.back_row, self.window)
        sheet.row_chosen.connect(self.set_back_row)
        self._present_sheet(sheet)

    @Slot()
    def _on_keys_wished(self) -> None:
        self._present_sheet(KeysSheet(self.looks.preferences.shortcuts, self.window))

    def _present_sheet(self, sheet: Sheet) -> None:
        sheet.present(self.looks.theme)

    @Slot()
    def _on_save_wished(self) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self.window, self.tr("Save the hands"), "hands.csv", "CSV (*.csv)"
        )
        if name:
            self.save_hands(Path(name))

    def save_hands(self, path: Path) -> None:
        """The hands of all classes as CSV; what cannot be written is a sentence in the window."""
        try:
            path.write_text(self.presenting.tallies.csv(), encoding="utf-8-sig", newline="")
        except OSError as error:
            text = self.tr("“{name}” cannot be written: {why}.").format(name=path.name, why=error.strerror)
        else:
            text = self.tr("The hands are in “{name}”.").format(name=path.name)
        self.page.asks.ask("saved", text, (self.tr("All right"), self.window.setFocus))

    # ---- the back row
    @property
    def back_row(self) -> BackRow:
        """Where the last row sits."""
        return BackRow(*self.looks.preferences.back_row)

    @Slot(object)
    def set_back_row(self, row: BackRow) -> None:
        """Where the last row sits; remembered."""
        self.looks.set("back_row", (row.distance, row.picture))
        self.check_back_row()

    @Slot()
    def _on_enlarge(self) -> None:
        for view in (self.view, self.spare):
            view.set_larger(self.back_row.larger)
        self._mirror.stale()
        self.check_back_row()

    @Slot()
    def check_back_row(self) -> None:
        """Before the class is asked anything: what of this step its back row cannot read."""
        there, card = self.presenting, self.page.notes.back_row
        if there.room != "live" or there.phase in ("title", "end", "reveal"):
            return
        found = too_small(marks_in(self.view), self.back_row)
        said = [self._small(mark) for mark in found]
        if self.view.words.overflow:
            said.append(self.tr("There are more words than the room's window has place for."))
        card.setVisible(bool(said))
        if said:
            can = bool(found) and self._can_enlarge
            card.warn(there.runner.place + 1, " ".join(said), can_enlarge=can)

    @property
    def _can_enlarge(self) -> bool:
        return self.view.theme.least_text < 36 * self.back_row.larger - 0.5

    def _small(self, mark: Mark) -> str:
        row = self.back_row
        floor = row.line if mark.line else row.text
        text = self.tr("{what} is {px} px. From row {row}, on a picture {height} m high, it takes {floor}.")
        return text.format(
            what=mark.what,
            px=f"{mark.size:.3g}",
            row=row.rows,
            height=f"{row.picture:g}",
            floor=f"{floor:.3g}",
        )
