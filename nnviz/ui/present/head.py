"""The line above everything: what is presented, what the room sees, and where the room's window is."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from nnviz.session.presenting import Presenting, Room
from nnviz.ui.logo import LOGO_SIZE, logo_pixmap
from nnviz.ui.present.screens import Screens, screen_title
from nnviz.ui.ratio import device_ratio
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import Caption, PushButton, Segmented, TextLabel
from nnviz.ui.widgets.ground import Ground
from nnviz.ui.widgets.segmented import Segment


class PresenterHead(Ground):
    """``room_wished(name)``: live, frozen, black or white; ``screen_wished(QScreen)``, ``plain_wished`` and
    ``none_wished``: where the room's window is to be; ``end_wished``; ``group_wished``, ``save_wished``,
    ``back_row_wished``, ``keys_wished`` and ``counting_wished`` of the menu of the class.
    """

    room_wished = Signal(str)
    screen_wished = Signal(object)
    plain_wished = Signal()
    none_wished = Signal()
    end_wished = Signal()
    group_wished = Signal()
    save_wished = Signal()
    back_row_wished = Signal()
    keys_wished = Signal()
    counting_wished = Signal(bool)

    def __init__(self, presenting: Presenting, screens: Screens, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._presenting, self._screens = presenting, screens
        self._title = TextLabel("", "body", weight="semibold")
        self.room = Segmented(
            [
                Segment("live", self.tr("Live"), tip=self.tr("The room sees what is shown here")),
                Segment("frozen", self.tr("Frozen  F"), tip=self.tr("The room stays at this moment")),
                Segment("black", self.tr("Black  B"), tip=self.tr("The room is black; W makes it white")),
            ],
            self.tr("The room sees"),
        )
        self.room.chosen.connect(self.room_wished)
        self._class = PushButton(self.tr("Class"), "chev", kind="ghost", icon_last=True)
        self._class.setToolTip(self.tr("Which class, its hands as a file, the back row"))
        self._where = PushButton("", "room", kind="ghost")
        self._where.setToolTip(self.tr("Where the room's window is"))
        self.swap = PushButton(self.tr("Swap screens"), "swap")
        self.swap.setToolTip(self.tr("The room's window here, and this one there"))
        end = PushButton(self.tr("End"))
        end.setToolTip(self.tr("End presenting"))
        self._class.clicked.connect(self._on_class)
        self._where.clicked.connect(self._on_where)
        self.swap.clicked.connect(screens.swap)
        end.clicked.connect(self.end_wished)
        screens.changed.connect(self.show_screens)
        self._row = QHBoxLayout(self)
        self._row.addSpacing(LOGO_SIZE + 8)  # the mark is painted there
        self._row.addWidget(TextLabel("nnviz", "title", weight="semibold"))
        self._row.addWidget(TextLabel(self.tr("presenting"), "body", "tertiary"))
        self._row.addWidget(self._title, 1)
        self._row.addWidget(Caption(self.tr("The room sees")))
        self._row.addWidget(self.room)
        self._row.addStretch(1)
        for button in (self._class, self._where, self.swap, end):
            self._row.addWidget(button)
        self.show_screens()

    def show_state(self) -> None:
        """What presenting is at."""
        there = self._presenting
        self._title.setText("" if there.lesson is None else there.lesson.title)
        white = there.room == "white"
        self.room.set_text("black", self.tr("White  W") if white else self.tr("Black  B"))
        shown: dict[Room, str] = {"live": "live", "frozen": "frozen", "black": "black", "white": "black"}
        self.room.set_current(shown[there.room])
        self._class.setText(there.group or self.tr("Class"))
        self._class.updateGeometry()

    @Slot()
    def show_screens(self) -> None:
        """Where the room's window is."""
        screen = self._screens.of_room
        self._where.setText(self.tr("Room's window") if screen is None else screen_title(screen))
        self._where.setAccessibleName(self._where.text())
        self._where.updateGeometry()
        self.swap.setEnabled(len(self._screens.all) > 1 and screen is not None)

    def where_menu(self) -> QMenu:
        """The screens, by what they are called."""
        menu = QMenu(self)
        for number, screen in enumerate(self._screens.all, 1):
            action = menu.addAction(f"{number}  {screen_title(screen)}")
            action.setCheckable(True)
            action.setChecked(screen is self._screens.of_room)
            action.triggered.connect(partial(self.screen_wished.emit, screen))
        menu.addSeparator()
        self._add(menu, self.tr("Show the numbers on the screens")).triggered.connect(self._screens.identify)
        self._add(menu, self.tr("As a window to be dragged")).triggered.connect(self.plain_wished)
        self._add(menu, self.tr("In this window, with the notes beside")).triggered.connect(self.none_wished)
        return menu

    def class_menu(self) -> QMenu:
        """What concerns the class."""
        menu = QMenu(self)
        self._add(menu, self.tr("Another class, from the start …")).triggered.connect(self.group_wished)
        self._add(menu, self.tr("Save the hands as CSV …")).triggered.connect(self.save_wished)
        self._add(menu, self.tr("The back row …")).triggered.connect(self.back_row_wished)
        self._add(menu, self.tr("Keys while presenting  F1")).triggered.connect(self.keys_wished)
        counting = self._add(menu, self.tr("Count hands"))
        counting.setCheckable(True)
        counting.setChecked(self._presenting.counting)
        counting.toggled.connect(self.counting_wished)
        return menu

    @staticmethod
    def _add(menu: QMenu, text: str) -> QAction:
        return menu.addAction(text)

    @Slot()
    def _on_where(self) -> None:
        self._open(self.where_menu(), self._where)

    @Slot()
    def _on_class(self) -> None:
        self._open(self.class_menu(), self._class)

    @staticmethod
    def _open(menu: QMenu, below: QWidget) -> None:
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(below.mapToGlobal(below.rect().bottomLeft()))

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.setFixedHeight(theme.px(52))
        self._row.setContentsMargins(theme.px(16), 0, theme.px(16), 0)
        self._row.setSpacing(theme.px(10))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.fillRect(0, self.height() - 1, self.width(), 1, self._theme.surface("hairline"))
        mark = logo_pixmap(self._theme, device_ratio(self))
        painter.drawPixmap(self._theme.px(16), (self.height() - self._theme.px(LOGO_SIZE)) // 2, mark)
        painter.end()
