"""The laptop's page while presenting: what the room sees, what comes next, notes, hands, steps, clock."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from nnviz.session.lesson_runner import StepShown
from nnviz.session.presenting import Presenting, Room
from nnviz.session.presenting_phases import COUNTING, answers_of, asks
from nnviz.session.shown import Shown
from nnviz.ui.learn.controls import ControlRow
from nnviz.ui.present.answers_told import answered
from nnviz.ui.present.ask_row import AskRow
from nnviz.ui.present.hands_panel import HandsPanel
from nnviz.ui.present.head import PresenterHead
from nnviz.ui.present.marks import Marks
from nnviz.ui.present.mirror import Mirror
from nnviz.ui.present.notes_panel import NotesPanel
from nnviz.ui.present.phase_bar import PhaseBar, phase_name
from nnviz.ui.present.room_picture import RoomPicture
from nnviz.ui.present.room_window import RoomScene
from nnviz.ui.present.screens import Screens
from nnviz.ui.present.steps_panel import StepsPanel
from nnviz.ui.present.tools import ToolRow
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import Caption, TextLabel
from nnviz.ui.widgets.ground import Ground
from nnviz.ui.widgets.painted import PaintedWidget

_LEFT, _RIGHT, _DRAWER = 252, 392, 300
_NARROW = 1180  # px at unit 1 below which the right column is as narrow as a drawer


class LiveDot(PaintedWidget):
    """Whether the room is live, frozen or blank, as a dot: full in the accent, a ring, or dark."""

    def __init__(self) -> None:
        super().__init__()
        self._room: Room = "live"
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_state(self, room: Room) -> None:
        """The room is that."""
        self._room = room
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(16), self._theme.px(16))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = theme.px(9)
        painter.setPen(QPen(theme.text("secondary"), 1.5) if self._room != "live" else Qt.PenStyle.NoPen)
        painter.setBrush(theme.accent() if self._room == "live" else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QRectF(1, (self.height() - side) / 2, side, side))
        painter.end()


class PresenterPage(QWidget):
    """Shows what ``presenting`` is at, and leads to it what is wished here."""

    size_wished = Signal(int)

    def __init__(
        self,
        presenting: Presenting,
        mirror: Mirror,
        marks: Marks,
        screens: Screens,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._presenting, self._theme = presenting, Theme()
        self._scene: RoomScene | None = None  # where there is no window for it
        self._spare: Mirror | None = None
        self._picture_of: Callable[[int], QPixmap] = lambda place: QPixmap()
        self.head, self.asks = PresenterHead(presenting, screens), AskRow()
        self.steps, self.notes = StepsPanel(presenting), NotesPanel()
        self.bar, self.hands = PhaseBar(presenting), HandsPanel()
        self.controls = ControlRow(presenting.runner)
        self.picture, self.tools = RoomPicture(mirror, marks), ToolRow(marks)
        self._state = TextLabel("", "body", weight="semibold")
        self._dot = LiveDot()
        self._hint = Caption(self.tr("point here: the dot appears there"))
        self._build()
        self._wire()

    def _build(self) -> None:
        self._line = QWidget()
        line = QHBoxLayout(self._line)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self._dot)
        line.addWidget(self._state, 1)
        line.addWidget(self._hint)
        self._centre = Ground("stage")
        self._middle = QVBoxLayout(self._centre)
        self._middle.addWidget(self._line)
        self._middle.addWidget(self.picture, 5)
        self._middle.addWidget(self.tools)
        self._middle.addWidget(self.controls)
        self._middle.addWidget(self.hands, 2)
        self._right = QWidget()
        self._column = QVBoxLayout(self._right)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.notes, 1)
        self._body = QHBoxLayout()
        self._body.setSpacing(1)
        self._body.addWidget(self.steps)
        self._body.addWidget(self._centre, 1)
        self._body.addWidget(self._right)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.asks)
        column.addLayout(self._body, 1)
        column.addWidget(self.bar)

    def _wire(self) -> None:
        there = self._presenting
        there.changed.connect(self.show_presenting)
        there.runner.desk.shown_changed.connect(self._on_shown)
        self.head.room_wished.connect(there.show_room)
        self.head.counting_wished.connect(there.set_counting)
        self.steps.step_wished.connect(there.jump)
        self.notes.back_row.show_wished.connect(there.jump)
        self.notes.size_wished.connect(self.size_wished)
        self.bar.next_wished.connect(there.next)
        self.bar.back_wished.connect(there.back)
        self.hands.counted.connect(self._on_counted)

    # ---- what is shown
    def set_spare(self, spare: Mirror | None) -> None:
        """A second view of the room, which nobody sees there: what comes next, or what is being prepared."""
        self._spare = spare
        if spare is not None:
            spare.changed.connect(self.show_next)

    @Slot()
    def show_presenting(self) -> None:
        """All of it, as it is."""
        there = self._presenting
        self.head.show_state()
        self.steps.show_steps()
        self.bar.show_phase()
        self.picture.show_state(there.room)
        self._state.setText(self._state_text())
        self._dot.show_state(there.room)
        hands, told = there.hands, there.runner.told
        on_card = there.phase in ("title", "end")
        self.hands.setVisible(hands is not None and not on_card)
        if hands is not None:
            self.hands.show_hands(hands)
        if told is not None:
            room = there.now_told
            right = None if room is None else answered(room).right
            self.notes.show_step(told.step, right)
            self._show_controls(told)
        self.show_next()
        self._ask_of_escape()

    def _show_controls(self, told: StepShown) -> None:
        """Those of a step that asks nothing, or has been revealed: before that they would tell."""
        free = self._presenting.phase == "reveal" or not asks(told.step)
        self.controls.show_step(told)
        self.controls.python.hide()
        self.controls.keep.hide()
        on_card = self._presenting.phase in ("title", "end")
        self.controls.setVisible(bool(self.controls.controls) and free and not on_card)

    @Slot(object)
    def _on_shown(self, shown: Shown | None) -> None:
        if shown is not None and self.controls.isVisible():
            self.controls.show_moment(shown)

    def _state_text(self) -> str:
        room = self._presenting.room
        if room == "frozen":
            return self.tr("The room is frozen at this")
        if room in ("black", "white"):
            return self.tr("The room is black") if room == "black" else self.tr("The room is white")
        return self.tr("What the room sees now")

    @Slot()
    def show_next(self) -> None:
        """What comes next: of the same step what is prepared, of another how it opens, once that is known;
        else its title. It computes nothing."""
        there, lesson = self._presenting, self._presenting.lesson
        if lesson is None:
            return
        if there.frozen:
            picture = QPixmap() if self._spare is None else self._spare.picture
            self.notes.show_next(
                self.tr("You prepare: {phase}").format(phase=phase_name(there.phase)), picture, ""
            )
            return
        coming, place = there.coming, there.runner.place
        if coming is not None and there.phase != "title":
            computed = coming not in ("reveal", "run") and self._spare is not None
            picture = self._spare.picture if computed and self._spare is not None else QPixmap()
            words = self.tr("The answer is worked out when it is revealed.") if coming == "reveal" else ""
            title = self.tr("the answer") if coming == "reveal" else phase_name(coming)
            self.notes.show_next(self.tr("Next: {what}").format(what=title), picture, words)
            return
        at = 0 if there.phase == "title" else place + 1
        picture = QPixmap()
        if at < len(lesson.steps):
            title, picture = lesson.steps[at].title, self._picture_of(at)
            words = self.tr("Step {n}: {title}").format(n=at + 1, title=title)
        else:
            title = words = self.tr("the end")
        self.notes.show_next(self.tr("Next: {what}").format(what=title), picture, words)

    def set_pictures(self, picture_of: Callable[[int], QPixmap]) -> None:
        """Where pictures of steps to come are had; a null one is not known yet."""
        self._picture_of = picture_of

    def _ask_of_escape(self) -> None:
        if self._presenting.warned:
            self.asks.ask("escape", self.tr("Esc once more asks whether to end presenting."))
        else:
            self.asks.put_away("escape")

    @Slot(int, object, str)
    def _on_counted(self, answer: int, count: int | None, turn: str) -> None:
        self._presenting.count(answer, count, turn)

    def count_now(self) -> None:
        """Where hands are counted, the first field has the keys."""
        turn, told = COUNTING.get(self._presenting.phase), self._presenting.runner.told
        if turn is not None and told is not None and answers_of(told.step):
            self.hands.go_to("before" if turn == "before" else "after")

    # ---- one window
    def show_in_here(self, scene: RoomScene | None) -> None:
        """The room's scene in this very window, with the notes in a drawer; None: it has a window again."""
        if scene is self._scene:
            return
        self._scene = scene
        single = scene is not None
        for part in (self.steps, self._line, self.picture, self.tools):
            part.setVisible(not single)
        for part in (self.head, self._right, self.bar):
            part.show()
        self.notes.thumbnail.setVisible(not single)
        self.hands.set_narrow(single)
        if scene is not None:
            self._middle.insertWidget(0, scene, 1)
            scene.show()
            self._column.insertWidget(0, self.hands)
        else:
            self._middle.addWidget(self.hands, 2)
        self._place()

    @property
    def single(self) -> bool:
        """Whether the room is shown in this window."""
        return self._scene is not None

    @Slot()
    def toggle_notes(self) -> None:
        """In one window: drawer, head and phases, or the room alone."""
        if self.single:
            shown = self._right.isHidden()
            for part in (self.head, self._right, self.bar):
                part.setVisible(shown)

    # ---- looks
    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._place()

    def _place(self) -> None:
        theme = self._theme
        narrow = self.single or self.width() < _NARROW * theme.unit
        self.steps.setFixedWidth(theme.px(_LEFT if not narrow else 200))
        self._right.setFixedWidth(theme.px(_DRAWER if narrow else _RIGHT))
        side = 0 if self.single else theme.px(24)
        self._middle.setContentsMargins(side, 0 if self.single else theme.px(10), side, side and theme.px(16))
        self._middle.setSpacing(theme.px(8))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()
