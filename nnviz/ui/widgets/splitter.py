"""Qt's splitter with a painted grip: by mouse and arrow keys, restored by a double click, remembered."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping, Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSplitter, QSplitterHandle, QWidget

from nnviz.ui.theme import Theme

STEP = 16  # px of an arrow key
Sizes = MutableMapping[str, list[int]]


class Splitter(QSplitter):
    """Panes side by side, or one below the other.

    ``defaults`` says how they share so many px when nobody has moved anything. Of what was moved in another
    size, the pane ``flexible`` takes the difference; without one all take their part. ``line``: a hairline is
    painted between the panes, which have none of their own.
    """

    def __init__(
        self,
        orientation: Qt.Orientation,
        defaults: Callable[[int], Sequence[int]],
        *,
        flexible: int | None = None,
        line: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(orientation, parent)
        self._defaults, self._flexible, self.line = defaults, flexible, line
        self._memory: Sizes = {}
        self._key = ""
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1 if line else 0)
        self.splitterMoved.connect(self._on_moved)

    def remember(self, memory: Sizes, key: str) -> None:
        """Keep what the person moves in ``memory`` under this key, and take what is there."""
        self._memory, self._key = memory, key
        self.arrange()

    @property
    def panes(self) -> list[QWidget]:
        """What it holds, in order."""
        return [pane for place in range(self.count()) if (pane := self.widget(place)) is not None]

    @property
    def extent(self) -> int:
        """How many px there are to share."""
        return self.width() if self.orientation() == Qt.Orientation.Horizontal else self.height()

    def arrange(self) -> None:
        """Share the room as it was left here, else by default."""
        kept = self._memory.get(self._key)
        if kept is None or len(kept) != self.count():
            self.setSizes(list(self._defaults(self.extent)))
            return
        sizes = list(kept)
        if self._flexible is not None:
            shown = sum(size for pane, size in zip(self.panes, sizes, strict=True) if not pane.isHidden())
            sizes[self._flexible] = max(1, sizes[self._flexible] + self.extent - shown)
        self.setSizes(sizes)

    @Slot()
    def restore(self) -> None:
        """As if nobody had moved anything."""
        self._memory.pop(self._key, None)
        self.arrange()

    @Slot()
    def _on_moved(self) -> None:
        before = self._memory.get(self._key) or list(self._defaults(self.extent))
        every = zip(self.panes, self.sizes(), before, strict=True)
        self._memory[self._key] = [old if pane.isHidden() else size for pane, size, old in every]

    def set_theme(self, theme: Theme) -> None:
        self.arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    def createHandle(self) -> QSplitterHandle:
        return Grip(self.orientation(), self)


class Grip(QSplitterHandle):
    """The border of two panes: a short bar to take hold of, in a zone that is wider than it looks."""

    def __init__(self, orientation: Qt.Orientation, splitter: Splitter) -> None:
        super().__init__(orientation, splitter)
        self._theme, self._splitter = Theme(), splitter
        self._along = orientation == Qt.Orientation.Vertical  # whether the line lies
        self._grabbed = 0.0
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(self.tr("Border between two parts"))
        self.setToolTip(self.tr("Drag it or use the arrow keys; a double click restores it"))

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        half = 12 if theme.projector else 4
        self.setContentsMargins(*((0, half, 0, half) if self._along else (half, 0, half, 0)))
        self._splitter.refresh()
        self.update()

    def sizeHint(self) -> QSize:
        width = self._splitter.handleWidth()
        return QSize(width, width)

    @property
    def movable(self) -> bool:
        """Whether one of the panes beside it can be another size."""
        place = self._splitter.indexOf(self)
        for pane in self._splitter.panes[place - 1 : place + 1]:
            least, most = pane.minimumSize(), pane.maximumSize()
            if (least.height() == most.height()) if self._along else (least.width() == most.width()):
                return False
        return True

    @property
    def _border(self) -> int:
        """Where the panes meet, in px of the splitter."""
        margins = self.contentsMargins()
        return self.y() + margins.top() if self._along else self.x() + margins.left()

    def _move(self, border: float) -> None:
        self.moveSplitter(self.closestLegalPosition(round(border)))

    def _at(self, event: QMouseEvent) -> float:
        place = self._splitter.mapFromGlobal(event.globalPosition())
        return place.y() if self._along else place.x()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._grabbed = self._at(event) - self._border

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton and self.movable:
            self._move(self._at(event) - self._grabbed)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Nothing is left to do."""

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._splitter.restore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        less, more = (Qt.Key.Key_Up, Qt.Key.Key_Down) if self._along else (Qt.Key.Key_Left, Qt.Key.Key_Right)
        if event.key() in (less, more) and self.movable:
            self._move(self._border + (STEP if event.key() == more else -STEP))
        else:
            event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Not as Qt has it, which cuts a narrow handle down to its line."""
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        if self._splitter.line:
            painter.fillRect(self.contentsRect(), theme.surface("hairline"))
        if self.movable:
            length, width = (64, 8) if theme.projector else (40, 4) if theme.large else (28, 4)
            box = QRectF(0, 0, *((length, width) if self._along else (width, length)))
            box.moveCenter(QRectF(self.rect()).center())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            lit = self.underMouse() or self.hasFocus()
            painter.setBrush(theme.text() if lit else theme.surface("outline"))
            painter.drawRoundedRect(box, width / 2, width / 2)
        painter.end()
