"""What a second run on the same data answers to the same sequence; without one, a button that trains it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from nnviz.drawing.numbers import percent
from nnviz.session.sentences import told
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import Caption, PushButton, SectionTitle
from nnviz.ui.widgets.painted import PaintedWidget

_HIGH = 54  # px at unit 1


@dataclass(frozen=True)
class OtherSays:
    """``title`` says whose, ``sub`` how large it is; ``shares`` are (class, share, whether it is right)."""

    title: str
    sub: str
    shares: tuple[tuple[str, float, bool], ...]
    words: str


class ShareBars(PaintedWidget):
    """A bar for each class, side by side."""

    def __init__(self) -> None:
        super().__init__(row=True)
        self._shares: tuple[tuple[str, float, bool], ...] = ()
        self.setAccessibleName(self.tr("What the second run says"))

    def show_shares(self, shares: tuple[tuple[str, float, bool], ...]) -> None:
        """Show other shares."""
        self._shares = shares
        self.setAccessibleDescription(
            ", ".join(f"{told(name)} {percent(share)}" for name, share, _ in shares)
        )
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(200), self._theme.px(_HIGH))

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._shares:
            return
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pitch = self.width() / len(self._shares)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        for place, (name, share, right) in enumerate(self._shares):
            x, wide = place * pitch, pitch - theme.px(12)
            painter.setFont(theme.font("label", weight="semibold" if right else "regular"))
            painter.setPen(theme.text("primary" if right else "secondary"))
            painter.drawText(QRectF(x, 0, pitch, theme.px(20)), left, told(name))
            bar = QRectF(x, theme.px(23), wide, theme.px(7))
            painter.setPen(Qt.PenStyle.NoPen)
            for part, colour in ((1.0, theme.surface("hover")), (share, theme.text("tertiary"))):
                painter.setBrush(colour)
                box = QRectF(bar.left(), bar.top(), max(bar.height() * 0.6, bar.width() * part), bar.height())
                painter.drawRoundedRect(box, bar.height() / 2, bar.height() / 2)
            painter.setFont(theme.font("caption", family="mono"))
            painter.setPen(theme.text("secondary"))
            painter.drawText(QRectF(x, theme.px(34), pitch, theme.px(18)), left, percent(share))
        painter.end()


class SecondRun(QWidget):
    """``train_requested()``: the second run is to be trained."""

    train_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.sub = SectionTitle(self.tr("Same data, plain RNN")), Caption()
        self.bars, self.words = ShareBars(), Caption()
        self.words.setWordWrap(True)
        self.train = PushButton(self.tr("Train a plain RNN beside it"), small=True)
        self.train.setToolTip(
            self.tr("Trains one more run on the same data, with as many units but no gates, and comes back")
        )
        self.train.clicked.connect(self.train_requested)
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.sub)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(head)
        self._column.addWidget(self.bars)
        self._column.addWidget(self.words)
        self._column.addWidget(self.train, 0, Qt.AlignmentFlag.AlignLeft)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.show_other(None)

    def show_other(self, other: OtherSays | None, *, offered: bool = True) -> None:
        """What it says; None where there is no second run, which is ``offered`` then."""
        self.bars.setVisible(other is not None and bool(other.shares))
        self.words.setVisible(other is not None and bool(other.words))
        self.train.setVisible(other is None and offered)
        self.sub.setText("" if other is None else other.sub)
        self.title.setText(self.tr("Same data, plain RNN") if other is None else other.title)
        self.setVisible(other is not None or offered)
        if other is not None:
            self.bars.show_shares(other.shares)
            self.words.setText(other.words)

    def set_theme(self, theme: Theme) -> None:
        self._column.setSpacing(theme.px(6))
        self.bars.setFixedHeight(theme.px(_HIGH))
