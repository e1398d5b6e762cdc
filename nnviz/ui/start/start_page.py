"""The page that nnviz begins with: one live network, and the doors to everything else."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from nnviz.session.desk import Desk
from nnviz.session.recent_work import RecentFile
from nnviz.ui.more_ways import MoreWays
from nnviz.ui.start.door import Door
from nnviz.ui.start.live_network import LiveNetwork
from nnviz.ui.start.recent_cards import RecentCards
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import Caption, SectionTitle, TextLabel
from nnviz.ui.widgets.ground import Ground
from nnviz.ui.widgets.scroll import Scroll

_MARGIN, _MARGIN_LEAST, _MOST = 96, 28, 1600  # px at unit 1 beside it, and how wide all of it gets
_HEIGHT = 452  # of the network, where there is room
_NARROW = 780  # a page narrower than this, without its margins, has the doors below the network
_LOW = 760  # a page lower than this has its headings closer together


class StartPage(Ground):
    """A network to watch, and the doors.

    ``network_requested``: the one that is watched, in the Playground; ``again_requested``: it from its start;
    ``digits_requested``, ``lesson_requested``, ``table_requested``, ``way_requested(action)``: other doors;
    ``file_requested(Path)``: a project used before; ``shown_at_start_changed(bool)``.
    """

    network_requested = Signal()
    again_requested = Signal()
    digits_requested = Signal()
    lesson_requested = Signal()
    table_requested = Signal()
    way_requested = Signal(str)
    file_requested = Signal(object)
    shown_at_start_changed = Signal(bool)

    def __init__(self, desk: Desk, *, at_start: bool, parent: QWidget | None = None) -> None:
        super().__init__("panel", parent=parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Start"))
        self._headline = TextLabel(self.tr("Watch a network learn"), "headline", weight="semibold")
        self._motto = TextLabel(
            self.tr("Nothing here is a recording: every number is worked out while you watch."),
            "title",
            "secondary",
        )
        self._motto.setWordWrap(True)
        self.live = LiveNetwork(desk)
        self.digits = Door("digit", self.tr("Draw a digit"))
        self.digits.show_words(
            self.tr("A network that has never seen your hand will say what it reads, and why.")
        )
        self.lesson = Door("neuron", self.tr("Take a lesson"))
        self.lesson.show_words(self.tr("One idea at a time, and you guess before you see."))
        self.table = Door("table", self.tr("Open my own data"))
        self.table.show_words(
            self.tr("A table of yours, or one to try: which column can be told from the others?")
        )
        self._all_doors = (self.digits, self.lesson, self.table)
        self.more = MoreWays()
        self.more.way_requested.connect(self.way_requested)
        self._recent_title = SectionTitle(self.tr("Go on where you left off"))
        self.recent = RecentCards()
        self._promise = Caption(self.tr("Runs without the internet. Nothing leaves this computer."))
        self.at_start = QCheckBox(self.tr("Show this page at the start"))
        self.at_start.setChecked(at_start)
        self._lay_out()
        self.live.opened.connect(self.network_requested)
        self.live.again_requested.connect(self.again_requested)
        self.digits.clicked.connect(self.digits_requested)
        self.lesson.clicked.connect(self.lesson_requested)
        self.table.clicked.connect(self.table_requested)
        self.recent.chosen.connect(self.file_requested)
        self.at_start.toggled.connect(self.shown_at_start_changed)
        self.show_files(())

    def _lay_out(self) -> None:
        body = QWidget()
        self._column = QVBoxLayout(body)
        self._column.setSpacing(0)
        for label in (self._headline, self._motto, self._recent_title):
            label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        for label in (self._headline, self._motto):
            self._column.addWidget(label)
        self._row = QHBoxLayout()
        self._row.addWidget(self.live, 64)
        self._doors = QVBoxLayout()
        for door in self._all_doors:
            self._doors.addWidget(door, 1)
        self._row.addLayout(self._doors, 36)
        self._column.addLayout(self._row, 8)
        self._column.addWidget(self.more)
        self._column.addWidget(self._recent_title)
        self._column.addWidget(self.recent)
        self._column.addStretch(1)
        self._foot = QHBoxLayout()
        self._foot.addWidget(self._promise, 1)
        self._foot.addWidget(self.at_start)
        self._column.addLayout(self._foot)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(Scroll(body, keyboard=True))

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keys are those of the one button that plays."""
        super().focusInEvent(event)
        self.live.play.setFocus(event.reason())

    def _arrange(self) -> None:
        """Margins and gaps: smaller in a small window, and all of it no wider than can be read."""
        theme, low = self._theme, self.height() < self._theme.px(_LOW)
        margin = max(theme.px(_MARGIN_LEAST), min(theme.px(_MARGIN), round(self.width() * 0.066)))
        margin = max(margin, (self.width() - theme.px(_MOST)) // 2)
        top = theme.px(14 if low else 36)
        self._column.setContentsMargins(margin, top, margin, theme.px(10 if low else 28))
        self._motto.setContentsMargins(0, theme.px(2 if low else 6), 0, theme.px(14 if low else 38))
        narrow = self.width() - 2 * margin < theme.px(_NARROW)
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._row.setDirection(down if narrow else across)
        inner = self.width() - 2 * margin
        fit = inner >= sum(door.minimumSizeHint().width() for door in self._all_doors) + 2 * theme.px(16)
        self._doors.setDirection(across if narrow and fit else down)
        self._row.setSpacing(theme.px(20 if low else 32))
        self._doors.setSpacing(theme.px(16))
        self.more.setContentsMargins(0, theme.px(6 if low else 12), 0, 0)
        self._recent_title.setContentsMargins(0, theme.px(14 if low else 28), 0, theme.px(8))
        self._foot.setContentsMargins(0, theme.px(10 if low else 30), 0, 0)
        most = max(theme.px(_HEIGHT), round(self.height() * 0.56))
        most = min(most, max(theme.px(260), round(self.height() * 0.72)))  # the button that plays is seen
        self.live.setMaximumHeight(most)
        for door in self._all_doors:
            door.setMaximumHeight((most - 2 * theme.px(16)) // 3)

    # ---- content
    def show_lesson(self, words: str, done: int, count: int) -> None:
        """What the door to the lessons leads to; of no lessons there is no door."""
        self.lesson.setVisible(bool(count))
        self.lesson.show_words(words, (done, count))

    def show_files(self, files: Sequence[RecentFile]) -> None:
        """The projects used last; none at all before there is one."""
        self.recent.show_files(files)
        self._recent_title.setVisible(bool(files))
        self.recent.setVisible(bool(files))
