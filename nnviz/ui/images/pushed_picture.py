"""The picture with what pushed, place by place, and with a patch that can be erased from it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen

from nnviz.drawing import numbers
from nnviz.drawing.images.grid import scale_of
from nnviz.session.sentences import told
from nnviz.session.shown import Shown
from nnviz.training.erasing import Erased, Patch, erase, usual_side
from nnviz.training.lattice import lattice
from nnviz.training.pushes import Pushes
from nnviz.ui.canvas.pixels import picture_image, raster_of
from nnviz.ui.theme import with_alpha
from nnviz.ui.widgets.painted import PaintedWidget, framed

_SIDE = 168  # px at unit 1
_ARROWS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class PushedPicture(PaintedWidget):
    """The pointer, or arrow keys, erase a patch: what the network says then stands beside the picture."""

    def __init__(self) -> None:
        super().__init__(row=True)
        self._shown: Shown | None = None
        self._pushes: Pushes | None = None
        self._map: int | None = None
        self._centre: tuple[int, int] | None = None
        self._erased: Erased | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName(self.tr("What pushed, on the picture"))
        self.setToolTip(self.tr("Point at the picture, or use the arrow keys, to erase a part of it and see"))

    @property
    def erased(self) -> Erased | None:
        """What the network says without the patch; None while nothing is erased."""
        return self._erased

    def show_pushes(self, shown: Shown, found: Pushes, map_: int | None) -> None:
        """Show what all maps push, or with ``map_`` that one."""
        self._shown, self._pushes, self._map = shown, found, map_
        self._ask()

    # ---- erasing
    def _ask(self) -> None:
        shown = self._shown
        raster = None if shown is None else raster_of(shown.dataset)
        if shown is None or shown.probe is None or self._centre is None or raster is None:
            self._erased = None
        else:
            shape = raster.rows, raster.columns
            patch = Patch.around(*self._centre, usual_side(shape), shape)
            self._erased = erase(shown.network, shown.dataset, shown.probe.inputs, patch)
        self.setAccessibleDescription(" ".join(self._lines()))
        self.update()

    def _move_to(self, centre: tuple[int, int] | None) -> None:
        if centre != self._centre:
            self._centre = centre
            self._ask()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        raster = None if self._shown is None else raster_of(self._shown.dataset)
        box, point = self._box, event.position()
        if raster is None or not box.contains(point):
            self._move_to(None)
            return
        row = int((point.y() - box.y()) / box.height() * raster.rows)
        column = int((point.x() - box.x()) / box.width() * raster.columns)
        self._move_to((min(row, raster.rows - 1), min(column, raster.columns - 1)))

    def leaveEvent(self, event: QEvent) -> None:
        self._move_to(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._move_to(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        raster = None if self._shown is None else raster_of(self._shown.dataset)
        step = _ARROWS.get(Qt.Key(event.key()))
        if raster is None or step is None:
            if event.key() == Qt.Key.Key_Escape and self._centre is not None:
                self._move_to(None)
            else:
                event.ignore()
            return
        row, column = self._centre or (raster.rows // 2, raster.columns // 2)
        if self._centre is not None:
            row, column = row + step[0], column + step[1]
        self._move_to((min(max(0, row), raster.rows - 1), min(max(0, column), raster.columns - 1)))

    # ---- words
    def _lines(self) -> list[str]:
        shown, found, erased = self._shown, self._pushes, self._erased
        if shown is None or found is None:
            return []
        names = shown.dataset.class_names
        if erased is None:
            return [
                self.tr("Warm places pushed it there, cool ones away."),
                self.tr("Point at a part to erase it."),
            ]

        def name(at: int) -> str:
            return told(names[at]) if at < len(names) else str(at)

        words = self.tr("{name} {share}")
        if shown.snapshot.probabilities is None:
            said = [
                numbers.plain(float(one))
                for one in (erased.outputs[erased.answer], erased.before[found.answer])
            ]
        else:
            said = [
                numbers.percent(float(one))
                for one in (erased.outputs[erased.answer], erased.before[found.answer])
            ]
        without = words.format(name=name(erased.answer), share=said[0])
        before = words.format(name=name(found.answer), share=said[1])
        return [
            self.tr("Without this part: {answer}").format(answer=without),
            self.tr("With it: {answer}").format(answer=before),
        ]

    # ---- places and painting
    @property
    def _box(self) -> QRectF:
        side = float(self._theme.px(_SIDE))
        raster = None if self._shown is None else raster_of(self._shown.dataset)
        if raster is None:
            return QRectF(0, 0, side, side)
        scale = side / max(raster.rows, raster.columns)
        return QRectF(0, 0, raster.columns * scale, raster.rows * scale)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(240), self._theme.px(_SIDE) + 2)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        shown, found, theme = self._shown, self._pushes, self._theme
        raster = None if shown is None else raster_of(shown.dataset)
        if shown is None or found is None or shown.probe is None or raster is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = self._box
        inputs = shown.probe.inputs if self._erased is None else self._erased.patched
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(box, picture_image(raster.shares(shown.dataset.raw(inputs)), theme))
        self._paint_pushes(painter, shown, found, box, raster.rows, raster.columns)
        if self._erased is not None:
            patch = self._erased.patch
            down, across = box.height() / raster.rows, box.width() / raster.columns
            wide, high = patch.right - patch.left, patch.bottom - patch.top
            place = QRectF(patch.left * across, patch.top * down, wide * across, high * down)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.accent(), theme.line("focus")))
            painter.drawRect(place)
        if framed(self) and self._erased is None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.accent(), theme.line("focus")))
            painter.drawRect(box.adjusted(1, 1, -1, -1))
        self._paint_words(painter, box)
        painter.end()

    def _paint_pushes(
        self, painter: QPainter, shown: Shown, found: Pushes, box: QRectF, rows: int, columns: int
    ) -> None:
        """A square about the middle of what each place sees, as large as from one place to the next."""
        values = found.values.sum(axis=0) if self._map is None else found.values[self._map]
        where = lattice(shown.network, found.layer)
        scale = scale_of(values)
        down, across = box.height() / rows, box.width() / columns
        painter.save()
        painter.setClipRect(box)
        painter.setPen(Qt.PenStyle.NoPen)
        for row, column in np.ndindex(values.shape):
            share = float(values[row, column]) / scale
            if share == 0:
                continue
            middle = QPointF(
                (where.first[1] + column * where.pitch[1]) * across,
                (where.first[0] + row * where.pitch[0]) * down,
            )
            square = QRectF(0, 0, where.pitch[1] * across, where.pitch[0] * down)
            square.moveCenter(middle)
            colour: QColor = self._theme.ramp(share, 7)
            painter.setBrush(with_alpha(colour, 0.75 * abs(share)))
            painter.drawRect(square)
        painter.restore()

    def _paint_words(self, painter: QPainter, box: QRectF) -> None:
        theme = self._theme
        painter.setFont(theme.font("label"))
        painter.setPen(theme.text("secondary"))
        room = QRectF(box.right() + theme.px(12), 0, self.width() - box.right() - theme.px(12), box.height())
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, int(flags) | int(Qt.TextFlag.TextWordWrap), "\n".join(self._lines()))
