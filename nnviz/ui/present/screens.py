"""Screens by their names: which one the room looks at, which is remembered, what comes and goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, QPoint, QRect, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QScreen
from PySide6.QtWidgets import QWidget

from nnviz.ui.theme import Theme

#: How long the numbers of the screens stand there.
NUMBERS_MS = 3000
_PLAIN = 960, 540  # px, of the room's window where it is none of a whole screen
_OF_NUMBER = 240, 200  # px, of the small window with a screen's number


@dataclass(frozen=True)
class ScreenName:
    """What a screen is known by: never where it stands, which changes with a plug."""

    name: str
    model: str = ""
    serial: str = ""

    @classmethod
    def of(cls, screen: QScreen) -> ScreenName:
        return cls(screen.name(), screen.model(), screen.serialNumber())

    @classmethod
    def read(cls, kept: Sequence[str]) -> ScreenName | None:
        """As it was remembered; None if that was nothing."""
        return cls(*kept) if len(kept) == 3 and any(kept) else None

    @property
    def kept(self) -> list[str]:
        """To be remembered."""
        return [self.name, self.model, self.serial]

    def likeness(self, other: ScreenName) -> int:
        """How many of the three say the same; -1 where one contradicts. An empty one matches anything.

        A serial number tells alone: the same projector may be at another plug, which changes its name.
        """
        if self.serial and self.serial == other.serial and self.model == other.model:
            return 3
        pairs = list(zip(self.kept, other.kept, strict=True))
        if any(mine and theirs and mine != theirs for mine, theirs in pairs):
            return -1
        return sum(bool(mine) and mine == theirs for mine, theirs in pairs)


def find_screen(wanted: ScreenName | None, screens: Sequence[QScreen]) -> QScreen | None:
    """The screen that is most like the one wanted; None where all contradict, or nothing is wanted."""
    if wanted is None:
        return None
    likely = [(wanted.likeness(ScreenName.of(screen)), -place) for place, screen in enumerate(screens)]
    best = max(likely, default=(-1, 0))
    return screens[-best[1]] if best[0] > 0 else None


def screen_title(screen: QScreen) -> str:
    """As a person knows it: its model or name, and its size in its own pixels."""
    size, ratio = screen.size(), screen.devicePixelRatio()
    name = screen.model() or screen.name()
    return f"{name}, {round(size.width() * ratio)} × {round(size.height() * ratio)}"


def put_on(window: QWidget, screen: QScreen, *, full: bool) -> None:
    """Show ``window`` on that screen, full or as a plain window.

    Wayland asks for a screen only when a window goes full screen, X11 and Windows go by the place: hence
    both, always in this order. Where the system places windows as it likes, a person can drag this one.
    """
    if window.isFullScreen():
        window.showNormal()
    window.setScreen(screen)
    area = screen.availableGeometry()
    if full:
        window.move(screen.geometry().topLeft())
        window.showFullScreen()
        return
    size = window.size().boundedTo(area.size())
    corner = QPoint(area.width() - size.width(), area.height() - size.height()) / 2
    window.setGeometry(QRect(area.topLeft() + corner, size))
    window.show()


class Screens(QObject):
    """Keeps the ``room``'s window on its screen, and ``laptop``'s on another.

    ``offered(QScreen)``: one has been plugged in, which nobody is moved to. ``unplugged``: the room's has
    gone; its window is hidden and kept. ``changed``: the room's window is elsewhere, or nowhere.
    """

    offered = Signal(object)
    unplugged = Signal()
    changed = Signal()

    def __init__(self, laptop: QWidget, room: QWidget, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._laptop, self._room = laptop, room
        self.of_room: QScreen | None = None
        self._numbers: list[QWidget] = []
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.screenAdded.connect(self._on_added)
            application.screenRemoved.connect(self._on_removed)

    @property
    def all(self) -> list[QScreen]:
        """Those that there are, the first one first."""
        return QGuiApplication.screens()

    @property
    def others(self) -> list[QScreen]:
        """Those that the laptop's window is not on."""
        mine = self._laptop.screen()
        return [screen for screen in self.all if screen is not mine]

    def likely(self, remembered: ScreenName | None) -> QScreen | None:
        """Where the room would be shown: the screen remembered, else another; None with only one."""
        others = self.others
        return find_screen(remembered, others) or (others[0] if others else None)

    def show_room(self, screen: QScreen) -> None:
        """The room's window on that screen, full. Where the laptop's is there, the two change places."""
        if screen is self._laptop.screen() and len(self.all) > 1:
            other = self.of_room or next(one for one in self.all if one is not screen)
            full = self._laptop.isFullScreen()
            put_on(self._laptop, other, full=full)
        self.of_room = screen
        put_on(self._room, screen, full=True)
        self.changed.emit()

    def show_plain(self) -> None:
        """The room's window as one that can be dragged anywhere, and made full screen there."""
        self.of_room = None
        self._room.showNormal()
        self._room.resize(*_PLAIN)
        put_on(self._room, self._laptop.screen(), full=False)
        self.changed.emit()

    def take_away(self) -> None:
        """No window for the room."""
        self.of_room = None
        self._room.hide()
        self.changed.emit()

    @Slot()
    def swap(self) -> None:
        """The room where the laptop's window is, and the other way round."""
        if self._room.isVisible() and len(self.all) > 1:
            self.show_room(self._laptop.screen())

    @Slot()
    def identify(self) -> None:
        """A big number on each screen, for a moment."""
        self._hide_numbers()
        for number, screen in enumerate(self.all, 1):
            sign = _Number(number)
            sign.setScreen(screen)
            area = screen.availableGeometry()
            sign.setGeometry(area.left() + 40, area.top() + 40, *_OF_NUMBER)
            sign.show()
            self._numbers.append(sign)
        QTimer.singleShot(NUMBERS_MS, self, self._hide_numbers)

    @property
    def numbers(self) -> list[tuple[str, QScreen]]:
        """What stands on which screen at present."""
        return [(sign.accessibleName(), sign.screen()) for sign in self._numbers]

    @Slot()
    def _hide_numbers(self) -> None:
        for sign in self._numbers:
            sign.close()
            sign.deleteLater()
        self._numbers = []

    # ---- plugs
    @Slot(QScreen)
    def _on_added(self, screen: QScreen) -> None:
        self.offered.emit(screen)

    @Slot(QScreen)
    def _on_removed(self, screen: QScreen) -> None:
        """Qt moves windows to another screen, where the room's would cover the notes."""
        if screen is not self.of_room:
            return
        self.of_room = None
        self._room.hide()
        self.unplugged.emit()
        self.changed.emit()
        # The window system may show it again while it tells of the screens that are left.
        QTimer.singleShot(0, self, partial(self._stay_hidden, self._room))

    def _stay_hidden(self, room: QWidget) -> None:
        if self.of_room is None and room.isFullScreen():
            room.hide()

    def shut_down(self) -> None:
        """Nothing stands on any screen any more."""
        self._hide_numbers()


class _Number(QWidget):
    """A screen's number, large enough to be seen from the lectern."""

    def __init__(self, number: int) -> None:
        flags = Qt.WindowType.ToolTip | Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint
        super().__init__(None, flags)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAccessibleName(str(number))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = Theme("projector"), QPainter(self)
        painter.fillRect(self.rect(), theme.accent())
        painter.setPen(theme.text("on_accent"))
        font = theme.font("hero", weight="semibold")
        font.setPixelSize(round(self.height() * 0.7))
        painter.setFont(font)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.accessibleName())
        painter.end()
