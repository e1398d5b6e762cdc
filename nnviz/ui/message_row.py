"""The row below the stage: the newest message or, without one, where in time one is."""

from __future__ import annotations

from collections import deque

from PySide6.QtCore import QPointF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCharFormat,
    QTextLayout,
)
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from nnviz.drawing import numbers
from nnviz.ui.icons import icon_pixmap
from nnviz.ui.plain import plain_tip
from nnviz.ui.preset_note import Note, OfferButtons
from nnviz.ui.ratio import device_ratio
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import IconButton, PushButton

KEPT = 50  # messages in the list
_LINES = 2
_ICONS = {"info": "info", "warning": "warn", "error": "warn"}


class MessageRow(QWidget):
    """What happened, why, one way out, and close. It has a place of its own and covers nothing.

    A newer message replaces an older one, which stays among the ``earlier``. Without a message it says where
    in time one is, and leads back from an earlier epoch; at the newest it has the note on a preset, whose
    offers also stand beside what happened. With the projector theme it is there only while it has a message,
    an earlier epoch or a note to tell of; ``set_apart`` from the workspace, only while it has a message.
    """

    action_requested = Signal(str)
    closed = Signal()  # by the person
    newest_requested = Signal()
    branch_requested = Signal()
    offer_taken = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._message: tuple[str, str, str] | None = None  # kind, title, text
        self._action_id = ""
        self._cursor: int | None = None
        self._share: float | None = None
        self._newest = self._here = 0
        self._earlier: deque[tuple[str, str, str]] = deque(maxlen=KEPT)
        self._note: Note | None = None
        self._apart = self._waits = False
        self._words = _Words(self)
        self._action = PushButton("…")
        self._branch = PushButton(self.tr("Branch from here"))
        self._branch.setToolTip(
            self.tr("A new run goes on from this moment, with any settings; what was trained later stays")
        )
        self._onward = PushButton("…", "right", kind="outline", icon_last=True)
        self._onward.setToolTip(self.tr("Back to the newest epoch (End, in the timeline)"))
        self._close = IconButton("x", self.tr("Close this message"), small=True)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._words, 1)
        self._offers = OfferButtons(self)
        self._offers.requested.connect(self.offer_taken)
        self._row.addWidget(self._offers)
        for button in (self._branch, self._onward, self._action, self._close):
            self._row.addWidget(button)
        self._action.clicked.connect(self._on_action)
        self._close.clicked.connect(self._on_close)
        self._branch.clicked.connect(self.branch_requested)
        self._onward.clicked.connect(self.newest_requested)
        self._show()

    # ---- content
    def show_message(
        self,
        kind: str,
        title: str,
        text: str,
        action: str = "",
        action_id: str = "",
        *,
        by_itself: bool = False,
    ) -> None:
        """Show a message; ``kind`` is ``info``, ``warning`` or ``error``. What comes ``by_itself`` and is no
        trouble is about the workspace, and waits while the row stands below a page."""
        self._message, self._action_id = (kind, title, text), action_id
        self._waits = by_itself and kind == "info"
        if not self._earlier or self._earlier[0] != self._message:
            self._earlier.appendleft(self._message)
        self._action.setText(action)
        self._action.setAccessibleName(action)
        self._show()

    def clear(self) -> None:
        """The message leaves; it stays among the earlier ones."""
        self._message = None
        self._show()

    def show_note(self, note: Note | None) -> None:
        """What there is to say of the preset that is shown."""
        if note != self._note:
            self._note = note
            self._show()

    def set_apart(self, apart: bool) -> None:
        """Whether it stands below a page, which has no moment and no preset."""
        self._apart = apart
        self._show()

    def show_moment(self, cursor: int | None, newest: int, here: int) -> None:
        """The epoch looked at, None for the newest, which is ``newest``; the one shown until it is there.

        Who begins to look back has read the message.
        """
        if cursor is not None and self._cursor is None:
            self._message = None
        self._cursor, self._newest, self._here = cursor, newest, here
        self._show()

    def show_recomputing(self, share: float | None) -> None:
        """How much of the moment looked at is recomputed, 0 to 1; None: it is there."""
        self._share = share
        self._show()

    @property
    def text(self) -> str:
        """The message; "" without one."""
        return " ".join(part for part in self._message[1:] if part) if self._message else ""

    @property
    def tells_trouble(self) -> bool:
        """Whether it says at present that something went wrong, or what to try where something does."""
        if self._message is not None:
            return self._message[0] != "info"
        return self._resting is not None and self._resting.fails

    @property
    def _resting(self) -> Note | None:
        """The note, while the newest moment is shown."""
        return self._note if self._cursor is None and not self._apart else None

    @property
    def state(self) -> str:
        """Where in time one is; "" at the newest epoch."""
        if self._cursor is None:
            return ""
        epoch = numbers.count(self._cursor)
        if self._share is None:
            return self.tr("Looking back at epoch {n}").format(n=epoch)
        return self.tr("Recomputing epoch {n}: {share}").format(n=epoch, share=numbers.percent(self._share))

    @property
    def _meanwhile(self) -> str:
        """Whose numbers stand here until an epoch has been recomputed; else where the run goes on to."""
        if self._here != self._cursor:
            return self.tr("Until then this is epoch {n}.").format(n=numbers.count(self._here))
        return self.tr("The run goes on to epoch {n}.").format(n=numbers.count(self._newest))

    @property
    def earlier(self) -> list[tuple[str, str, str]]:
        """Kind, title and text of all messages, the newest first."""
        return list(self._earlier)

    def _show(self) -> None:
        message, note = self._message, self._resting
        back = message is None and self._cursor is not None
        if message is not None:
            self._words.show_words(_ICONS[message[0]], message[1], message[2], message[0])
        elif back:
            self._words.show_words("info", self.state, self._meanwhile, "")
        elif note is not None:
            icon, kind = ("warn", "warning") if note.fails else ("", "")
            self._words.show_words(icon, note.title, note.text, kind)
        else:
            self._words.show_words("", "", self.tr("This is the newest moment."), "")
        newest = numbers.count(self._newest)
        self._onward.setText(self.tr("Go to {n}").format(n=newest))
        self._onward.setAccessibleName(self.tr("Go to epoch {n}, the newest").format(n=newest))
        self._action.setVisible(message is not None and bool(self._action.text()))
        self._close.setVisible(message is not None)
        told_of = note is not None and (message is None or message[0] == "info")
        self._offers.show_offers(note.offers if note is not None and told_of else ())
        for button in (self._branch, self._onward):
            button.setVisible(back)
        resting = f"{note.title}. {note.text}" if note is not None else ""
        self.setAccessibleName(self.text or self.state or resting)
        self.setAccessibleDescription(self._meanwhile if back else "")
        self._show_row()
        self.update()

    def _show_row(self) -> None:
        message = None if self._apart and self._waits else self._message
        told_of = message or (not self._apart and (self._note or self._cursor is not None))
        self.setVisible(bool(told_of) or not (self._apart or self._theme.projector))

    # ---- wishes
    @Slot()
    def _on_action(self) -> None:
        action_id = self._action_id
        self.clear()
        self.action_requested.emit(action_id)

    @Slot()
    def _on_close(self) -> None:
        self.clear()
        self.closed.emit()

    # ---- looks
    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.setFixedHeight(theme.layout("message"))
        self._row.setContentsMargins(theme.px(20), 0, theme.px(12), 0)
        self._row.setSpacing(theme.px(12))
        self._offers.set_theme(theme)
        self._show_row()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        note = self._resting
        kind = self._message[0] if self._message else "warning" if note is not None and note.fails else ""
        if kind:
            painter.fillRect(self.rect(), theme.note({"info": "ok"}.get(kind, kind), "bg"))
        else:
            painter.fillRect(self.rect(), theme.surface("stage"))
            painter.fillRect(0, 0, self.width(), round(theme.line("hairline")), theme.surface("hairline"))
        painter.end()


class _Words(QWidget):
    """An icon, a title and a sentence in at most two lines; what is cut off is in the tooltip."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._icon, self._title, self._text, self._kind = "", "", "", ""
        self._lines = QTextLayout()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)

    def show_words(self, icon: str, title: str, text: str, kind: str) -> None:
        """``kind`` is that of a message, "" for none."""
        if (icon, title, text, kind) != (self._icon, self._title, self._text, self._kind):
            self._icon, self._title, self._text, self._kind = icon, title, text, kind
            self._arrange()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(80), 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()

    @property
    def _left(self) -> int:
        return self._theme.px(28) if self._icon else 0

    def _arrange(self) -> None:
        """Break the words into lines, as many as there are places for."""
        whole = f"{self._title}  {self._text}".strip()
        width = max(1.0, float(self.width() - self._left))
        self._lines = self._in_lines(whole, width)
        cut = self._lines.lineCount() > _LINES
        if cut:
            start = self._lines.lineAt(_LINES - 1).textStart()
            metrics = QFontMetricsF(self._theme.font("body"))
            last = metrics.elidedText(whole[start:], Qt.TextElideMode.ElideRight, width - metrics.height())
            self._lines = self._in_lines(whole[:start] + last, width)
        self.setToolTip(plain_tip(whole, wrapped=True) if cut else "")
        self.update()

    def _in_lines(self, words: str, width: float) -> QTextLayout:
        """The title in bold and in the colour of the message."""
        bold = QTextCharFormat()
        bold.setFontWeight(QFont.Weight.DemiBold)
        bold.setForeground(self._colour("primary"))
        span = QTextLayout.FormatRange()
        span.start, span.length, span.format = 0, min(len(words), len(self._title)), bold
        layout = QTextLayout(words, self._theme.font("body"))
        layout.setFormats([span])
        layout.beginLayout()
        top = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            line.setPosition(QPointF(0, top))
            top += line.height()
        layout.endLayout()
        return layout

    def _colour(self, otherwise: str) -> QColor:
        kind = {"info": "ok"}.get(self._kind, self._kind)
        return self._theme.note(kind) if kind else self._theme.text(otherwise)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, lines = self._theme, self._lines
        painter = QPainter(self)
        if self._icon:
            size = theme.px(18)
            icon = icon_pixmap(self._icon, self._colour("secondary").rgba(), size, device_ratio(self))
            painter.drawPixmap(QPointF(0, (self.height() - size) / 2), icon)
        shown = [lines.lineAt(row) for row in range(min(_LINES, lines.lineCount()))]
        painter.setPen(theme.text("primary" if self._title or self._kind else "tertiary"))
        lines.draw(painter, QPointF(self._left, (self.height() - sum(line.height() for line in shown)) / 2))
        painter.end()
