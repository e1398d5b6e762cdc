"""Presenting a lesson: a Session for the class, the laptop's window, the room's, and all wires between."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QWidget

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
from nnviz.ui.learn.views.view import ViewParts
from nnviz.ui.looks import Looks
from nnviz.ui.present.awake import Awake
from nnviz.ui.present.back_row_watch import BackRowWatch
from nnviz.ui.present.class_wishes import ClassWishes
from nnviz.ui.present.keys import PresentingKeys
from nnviz.ui.present.marks import Marks
from nnviz.ui.present.mirror import Mirror
from nnviz.ui.present.page import PresenterPage
from nnviz.ui.present.presenter_window import PresenterWindow
from nnviz.ui.present.room_view import RoomView
from nnviz.ui.present.room_window import RoomScene, RoomWindow
from nnviz.ui.present.screens import ScreenName, Screens, screen_title
from nnviz.ui.style import style_sheet
from nnviz.ui.theme import apply_theme
from nnviz.ui.window_place import place_window

#: When what comes next is painted, ms: first the room has what comes now.
SPARE_MS = 150


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
        self.back_row = BackRowWatch(
            self.presenting, self.view, self.spare, self.page.notes.back_row, self.looks, self
        )
        self.page.set_pictures(self.back_row.picture_of)
        self.back_row.pictured.connect(self.page.show_next)
        self.class_wishes = ClassWishes(
            self.presenting, self.back_row, self.page.asks, self.looks, self.window, self
        )
        self._spare_due = QTimer(self)
        self._spare_due.setSingleShot(True)
        self._spare_due.setInterval(SPARE_MS)
        self._spare_due.timeout.connect(self._show_spare)
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
        wishes = self.class_wishes
        head.group_wished.connect(wishes.on_group)
        head.save_wished.connect(wishes.on_save)
        head.back_row_wished.connect(wishes.on_back_row)
        head.keys_wished.connect(wishes.on_keys)
        page.size_wished.connect(partial(self.looks.set, "notes_px"))
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
        self.back_row.begin()

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
        self._spare_due.stop()
        self.back_row.shut_down()
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
        self._spare_due.start()
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
            self.back_row.look()

    @Slot()
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
            "present_keys": self.class_wishes.on_keys,
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
