"""What excites a map most: real pictures of the data in order, each with the window that does."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.drawing import numbers
from nnviz.session.sentences import told
from nnviz.session.shown import Shown
from nnviz.training.exciting import Exciting, strongest
from nnviz.training.places import Place
from nnviz.training.receptive import fields
from nnviz.ui.canvas.pixels import Raster, picture_image, raster_of
from nnviz.ui.plain import show_tip
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import Caption
from nnviz.ui.widgets.painted import STEPS, PaintedWidget, framed

COUNT, _COLUMNS = 12, 4
_SIDE, _GAP = 84, 10  # px at unit 1
_SLICE_MS = 0


class ExcitingView(QWidget):
    """``sample_requested(index)``: this test image is to be shown."""

    sample_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: Shown | None = None
        self._asked: tuple[object, int, int] | None = None
        self._running: Iterator[tuple[Exciting, ...] | None] | None = None
        self._slice = QTimer(self, singleShot=True, interval=_SLICE_MS)
        self._slice.timeout.connect(self._on_slice)
        self.head = Caption(self.tr("The test images on which this map is the most active, and where."))
        self.head.setWordWrap(True)
        self.pictures = ExcitingPictures()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.head)
        self._column.addWidget(self.pictures)
        self.pictures.chosen.connect(self.sample_requested)

    def show_moment(self, shown: Shown, place: Place) -> None:
        """Ask the network of that moment, a slice of the pictures at a time."""
        asked = shown.snapshot.parameters, place.layer, place.unit
        if self._asked is not None and asked[0] is self._asked[0] and asked[1:] == self._asked[1:]:
            return
        self._asked, self._shown = asked, shown
        self._running = strongest(shown.network, shown.dataset.test_features, place.layer, place.unit, COUNT)
        self._slice.start()

    @Slot()
    def _on_slice(self) -> None:
        running, shown = self._running, self._shown
        if running is None or shown is None:
            return
        found = next(running, None)
        if found is None:
            self._slice.start()
            return
        self._running = None
        self.pictures.show_found(shown, found)

    def settle(self) -> None:
        """Go through to the end, now."""
        while self._running is not None:
            self._on_slice()
        self._slice.stop()

    def stop(self) -> None:
        """Nobody looks any more."""
        self._slice.stop()
        self._running, self._asked = None, None

    def set_theme(self, theme: Theme) -> None:
        self._column.setSpacing(theme.px(8))


class ExcitingPictures(PaintedWidget):
    """The pictures themselves; arrow keys go along them, a click or Enter asks for one: ``chosen(index)``."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__(row=True)
        self._shown: Shown | None = None
        self._raster: Raster | None = None
        self._found: tuple[Exciting, ...] = ()
        self._at = 0
        self._frames: list[QRectF] = []
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(self.tr("Images that excite the map most"))

    @property
    def found(self) -> tuple[Exciting, ...]:
        """What is shown, the most active first."""
        return self._found

    def show_found(self, shown: Shown, found: tuple[Exciting, ...]) -> None:
        """Other pictures."""
        self._shown, self._found, self._at = shown, found, 0
        self._raster = raster_of(shown.dataset)
        self._frames = [self._window(shown, one.place) for one in found]
        self.setAccessibleDescription("; ".join(map(self._words, range(len(found)))))
        self._fit()
        self.update()

    @staticmethod
    def _window(shown: Shown, place: Place) -> QRectF:
        """What of the picture is seen from there, in pixels of it."""
        field = fields(shown.network.layers, place.layer, place.unit, place.row, place.column)[-1]
        rows, columns = field.on_map
        return QRectF(columns[0], rows[0], columns[-1] + 1 - columns[0], rows[-1] + 1 - rows[0])

    def _words(self, at: int) -> str:
        assert self._shown is not None
        one, dataset = self._found[at], self._shown.dataset
        label = int(dataset.test_labels[one.index])
        name = dataset.class_names[label] if dataset.class_names and label >= 0 else ""
        return self.tr("{rank}: test image {n}, {name}, {value} at row {row}, column {column}").format(
            rank=at + 1, n=one.index + 1, name=told(name), value=numbers.fitted(one.value),
            row=one.place.row + 1, column=one.place.column + 1,
        )  # fmt: skip

    # ---- places
    @property
    def _line(self) -> int:
        return round(self._theme.type_px("caption") * 1.5)

    def _box(self, at: int) -> QRectF:
        side, gap = self._theme.px(_SIDE), self._theme.px(_GAP)
        row, column = divmod(at, _COLUMNS)
        return QRectF(column * (side + gap), row * (side + self._line + gap), side, side)

    def _fit(self) -> None:
        rows = -(-max(1, len(self._found)) // _COLUMNS)
        self.setFixedHeight(rows * (self._theme.px(_SIDE) + self._line + self._theme.px(_GAP)))

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(_COLUMNS * self._theme.px(_SIDE + _GAP), self.height())

    def _at_point(self, point: QPointF) -> int | None:
        return next((at for at in range(len(self._found)) if self._box(at).contains(point)), None)

    # ---- pointer and keys
    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = self._at_point(event.position())
        if at is not None and event.button() == Qt.MouseButton.LeftButton:
            self._at = at
            self.chosen.emit(self._found[at].index)
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, count = Qt.Key(event.key()), len(self._found)
        step = {Qt.Key.Key_Up: -_COLUMNS, Qt.Key.Key_Down: _COLUMNS}.get(key, STEPS.get(key, 0))
        if step and count:
            self._at = min(max(0, self._at + step), count - 1)
            self.update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and count:
            self.chosen.emit(self._found[self._at].index)
        else:
            event.ignore()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            at = self._at_point(QPointF(event.pos()))
            show_tip(event.globalPos(), "" if at is None else self._words(at), self)
            return True
        return super().event(event)

    # ---- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        shown, raster, theme = self._shown, self._raster, self._theme
        if shown is None or raster is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        dataset = shown.dataset
        for at, one in enumerate(self._found):
            box = self._box(at)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
            shares = raster.shares(dataset.raw(dataset.test_features[one.index]))
            painter.drawImage(box, picture_image(shares, theme))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            window = self._frames[at]
            down, across = box.height() / raster.rows, box.width() / raster.columns
            seen = QRectF(box.x() + window.x() * across, box.y() + window.y() * down,
                          window.width() * across, window.height() * down)  # fmt: skip
            painter.setPen(QPen(theme.accent(), theme.line("playhead")))
            painter.drawRect(seen)
            if framed(self) and at == self._at:
                painter.setPen(QPen(theme.text(), theme.line("focus")))
                painter.drawRoundedRect(box.adjusted(-1, -1, 1, 1), 4, 4)
            painter.setFont(theme.font("caption", family="mono"))
            painter.setPen(theme.text("secondary"))
            below = QRectF(box.x(), box.bottom() + 1, box.width(), self._line)
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, numbers.fitted(one.value))
        painter.end()
