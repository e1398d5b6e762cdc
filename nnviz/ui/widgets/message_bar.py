"""An inline message: what happened, why, and one way out. Never modal."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from nnviz.ui.theme import Theme
from nnviz.ui.widgets.buttons import IconButton, PushButton

INFO_MS = 8000  # how long good news stays


class MessageBar(QWidget):
    """A tinted strip with a title, a sentence, an optional action, and a close button.

    It lies over the top of its parent and keeps to its width, so that nothing below it moves.
    """

    action_requested = Signal(str)
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._stage = parent
        parent.installEventFilter(self)
        self._theme = Theme()
        self._kind = "info"
        self._action_id = ""
        self._title, self._text = QLabel(), QLabel()
        self._text.setWordWrap(True)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._action = PushButton("…", kind="strong")
        self._close = IconButton("x", self.tr("Close this message"), small=True)
        texts = QVBoxLayout()
        texts.setSpacing(1)
        texts.addWidget(self._title)
        texts.addWidget(self._text)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 10, 8)
        row.setSpacing(12)
        row.addLayout(texts, 1)
        row.addWidget(self._action)
        row.addWidget(self._close)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(INFO_MS)
        self._patience.timeout.connect(self._on_patience_over)
        self._action.clicked.connect(self._on_action)
        self._close.clicked.connect(self._on_close)
        self.hide()

    def show_message(self, kind: str, title: str, text: str, action: str = "", action_id: str = "") -> None:
        """Show a message; ``kind`` is ``info``, ``warning`` or ``error``."""
        self._kind, self._action_id = kind, action_id
        self._title.setText(title)
        self._title.setVisible(bool(title))
        self._text.setText(text)
        self._action.setText(action)
        self._action.setAccessibleName(action)
        self._action.setVisible(bool(action))
        self._action.updateGeometry()
        self.setAccessibleName(f"{title} {text}")
        self.set_theme(self._theme)
        self.show()
        self._place()
        self.raise_()
        if kind == "info":
            self._patience.start()
        else:
            self._patience.stop()

    def lie_over(self, stage: QWidget) -> None:
        """Lie over another widget from now on, with what it says."""
        if stage is self._stage:
            return
        shown = not self.isHidden()
        self._stage.removeEventFilter(self)
        self._stage = stage
        stage.installEventFilter(self)
        self.setParent(stage)  # which hides it, and dresses its words as the stage's
        self.set_theme(self._theme)
        if shown:
            self.show()
            self.raise_()
            if self._kind == "info":
                self._patience.start()

    @Slot()
    def _on_patience_over(self) -> None:
        """Good news goes by itself, unless somebody is about to act on it."""
        if self.underMouse() or self._holds_focus():
            self._patience.start()
        else:
            self.hide()

    def _holds_focus(self) -> bool:
        focused = QApplication.focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    def hideEvent(self, event: QHideEvent) -> None:
        self._patience.stop()
        super().hideEvent(event)

    def _place(self) -> None:
        width = self._stage.width()
        self.setGeometry(0, 0, width, max(self.heightForWidth(width), self.minimumSizeHint().height()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the parent's width."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    @property
    def text(self) -> str:
        """What it says at present."""
        return f"{self._title.text()} {self._text.text()}".strip()

    @property
    def tells_trouble(self) -> bool:
        """Whether it says at present that something went wrong."""
        return not self.isHidden() and self._kind != "info"

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        token = {"info": "ok"}.get(self._kind, self._kind)
        self._title.setFont(theme.font("body", weight="semibold"))
        self._text.setFont(theme.font("label"))
        for label, color in ((self._title, theme.note(token)), (self._text, theme.text())):
            palette = QPalette(label.palette())
            palette.setColor(QPalette.ColorRole.WindowText, color)
            label.setPalette(palette)
        self._place()
        self.update()

    @Slot()
    def _on_action(self) -> None:
        action_id = self._action_id
        self.hide()
        self.action_requested.emit(action_id)

    @Slot()
    def _on_close(self) -> None:
        self.hide()
        self.closed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        token = {"info": "ok"}.get(self._kind, self._kind)
        painter = QPainter(self)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.note(token, "bg"))
        painter.drawRect(QRectF(self.rect()))
        painter.end()
