"""One network on a stage: its diagram, and where several play its name and whether it is its turn."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnviz.training.snapshot import Snapshot
from nnviz.ui.diagram import DiagramView
from nnviz.ui.icons import icon_pixmap
from nnviz.ui.plain import plain_tip
from nnviz.ui.ratio import device_ratio
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import TextLabel
from nnviz.ui.widgets.painted import Face, PaintedButton, PaintedWidget

_SIDE_LEAST = 240  # px of a diagram that has another beside it
_LOCK = 14  # px at unit 1


class NetworkSide(QWidget):
    """One network under its name, which only stands there where several play."""

    def __init__(self) -> None:
        super().__init__()
        self._theme = Theme()
        self.head, self.diagram = _Head(), DiagramView()
        self._least = self.diagram.minimumWidth()
        self._row = QHBoxLayout()
        self._about, self._turn = TextLabel("", "body", "secondary"), _Turn()
        self._frame = _Frame(self)
        self._row.addWidget(self.head)
        self._row.addWidget(self._about)
        self._row.addWidget(self._turn)
        self._row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._row)
        column.addWidget(self.diagram, 1)
        self.show_name("", looked_at=True)

    def show_name(self, name: str, looked_at: bool) -> None:
        """The name, and whether it is the network that is looked at; "" where it is the only one."""
        self.head.show_name(name, looked_at)
        self._about.setVisible(bool(name))
        if not name:
            self._turn.hide()
            self._frame.hide()
        self.diagram.setMinimumWidth(_SIDE_LEAST if name else self._least)
        self._margins()

    def show_about(self, snapshot: Snapshot, *, its_turn: bool) -> None:
        """The sizes of its layers, whether it is an average, and whether it is the one that moves next."""
        sizes = " → ".join(map(str, [snapshot.ends.size, *(layer.units for layer in snapshot.layers)]))
        average = snapshot.shows_average
        self._about.setText(self.tr("{sizes}, its average").format(sizes=sizes) if average else sizes)
        why = self.tr("The average of its last updates, to look at; what learns can be changed by hand")
        self._about.setToolTip(plain_tip(why if average else ""))
        self._turn.show_turn(its_turn)
        self._turn.show()
        self._frame.setVisible(its_turn)
        self._frame.raise_()

    def _margins(self) -> None:
        side, top = (self._theme.px(12), self._theme.px(8)) if not self.head.isHidden() else (0, 0)
        self._row.setContentsMargins(side, top, side, 0)
        self._row.setSpacing(self._theme.px(10))

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._margins()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        gap = self._theme.px(4)
        self._frame.setGeometry(self.rect().adjusted(gap, gap, -gap, -gap))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._theme.surface("stage"))
        painter.end()


class _Frame(PaintedWidget):
    """Around the network that moves next."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.accent(), self._theme.px(2)))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
        painter.end()


class _Turn(PaintedWidget):
    """A tag on the network that moves next, or a lock on one that is held meanwhile."""

    def __init__(self) -> None:
        super().__init__()
        self._next, self._words = True, ""
        self.show_turn(True)
        self.hide()

    def show_turn(self, moves: bool) -> None:
        """Whether it moves next, or is held."""
        self._next = moves
        self._words = self.tr("its turn") if moves else self.tr("held")
        self.setAccessibleName(self._words)
        why = self.tr("This network moves next")
        held = self.tr("This network stays as it is while the other moves")
        self.setToolTip(plain_tip(why if moves else held))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(self._theme.font("label", weight="semibold"))
        wide = metrics.horizontalAdvance(self._words) + 2 * self._theme.px(8)
        wide += 0 if self._next else self._theme.px(_LOCK)
        return QSize(round(wide), round(metrics.height() + self._theme.px(6)))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        high = self.sizeHint().height()
        box = QRectF(0, (self.height() - high) / 2, self.width(), high)
        painter.setFont(theme.font("label", weight="semibold"))
        if self._next:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.accent())
            painter.drawRoundedRect(box, theme.px(5), theme.px(5))
            painter.setPen(theme.surface("stage"))
        else:
            ink, side = theme.text("tertiary"), theme.px(_LOCK)
            lock = icon_pixmap("lock", ink.rgba(), side, device_ratio(self))
            painter.drawPixmap(round(box.x()), round(box.center().y() - side / 2), lock)
            painter.setPen(ink)
            box = box.adjusted(side, 0, 0, 0)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._words)
        painter.end()


class _Head(PaintedButton):
    """The name of a network; pressed, it is the one that is looked at."""

    def __init__(self) -> None:
        super().__init__()
        self.setCheckable(True)
        self.hide()

    def show_name(self, name: str, looked_at: bool) -> None:
        self.setVisible(bool(name))
        self.setChecked(looked_at)
        if name != self.accessibleName():
            self.setText(name)
            self.setAccessibleName(name)
            self.setToolTip(plain_tip(self.tr("Look at this network: its numbers, its settings")))
            self.updateGeometry()

    def nextCheckState(self) -> None:
        """It stays as it is until it is shown to be the other."""

    def set_theme(self, theme: Theme) -> None:
        self.setFont(theme.font("section", weight="semibold"))
        super().set_theme(theme)

    def sizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance(self.text()) + 2 * self._theme.px(10) + 2
        return QSize(width, max(self._theme.px(26), self.fontMetrics().height() + 4))

    def face(self) -> Face:
        theme, on = self._theme, self.isChecked()
        ink = theme.text("primary" if on or self.lit else "secondary")
        return Face(ink, theme.surface("raised") if on else None, theme.accent() if on else None)
