"""The examples of the batch: as rows of numbers, or as small pictures; one of them is the one shown."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QFontMetricsF,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy

from nnviz.drawing import numbers
from nnviz.drawing.micro.examples import Listed, listed, right, shown_number, target_name, window
from nnviz.drawing.micro.micro_state import MicroState
from nnviz.training.chain import Symbol
from nnviz.ui.micro.formula import Pen, mono_font
from nnviz.ui.micro.painted import CENTRE, RIGHT, Painted, paint_heading
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.painted import framed

_ROWS, _COLUMNS = 6, 3  # rows and features of a table
_PICTURES = (8, 4)  # across, down


class ExamplesTable(Painted):
    """Click, arrow keys and wheel choose another example of the batch."""

    def __init__(self) -> None:
        super().__init__()
        self._listed: tuple[Listed, ...] = ()
        self._batch: object = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Examples of this batch"))
        self.setToolTip(
            self.tr("Click an example of the batch to follow it.\nA red line below: answered wrong.")
        )

    def show_state(self, state: MicroState | None) -> None:
        if state is None:
            self._listed, self._batch = (), None
        elif state.micro.batch is not self._batch:
            self._listed, self._batch = listed(state.micro), state.micro.batch
        if state is not None:
            text = self.tr("Example {n} of {all}, target {target}").format(
                n=state.micro.example + 1,
                all=state.micro.batch.n,
                target=target_name(state.micro, state.micro.batch.targets[state.micro.example]),
            )
            self.setAccessibleDescription(text)
        super().show_state(state)

    @property
    def pictures(self) -> bool:
        """Whether the samples are shown as pictures."""
        return self._state is not None and len(self._state.micro.dataset.feature_shape) == 2

    # ---- where the samples are
    def _line(self) -> int:
        return max(self._theme.px(30), round(self._theme.type_px("body") * 2))

    def _top(self) -> int:
        return max(self._theme.px(20), round(self._theme.type_px("section") * 1.5)) + self._theme.px(8)

    def _index(self) -> int:
        """Which of the listed is the example."""
        assert self._state is not None
        example = self._state.micro.example
        return next((i for i, sample in enumerate(self._listed) if sample.row == example), 0)

    def _window(self) -> range:
        room = _PICTURES[0] * _PICTURES[1] if self.pictures else _ROWS
        return window(len(self._listed), room, self._index())

    def _boxes(self) -> list[tuple[int, QRectF]]:
        """The listed samples that are in view, by number."""
        shown, top = self._window(), float(self._top())
        if self.pictures:
            side = (self.width() + self._theme.px(3)) / _PICTURES[0]
            cell = side - self._theme.px(3)
            return [
                (index, QRectF(i % _PICTURES[0] * side, top + i // _PICTURES[0] * side, cell, cell))
                for i, index in enumerate(shown)
            ]
        line = self._line()
        return [(index, QRectF(0, top + (i + 1) * line, self.width(), line)) for i, index in enumerate(shown)]

    def sizeHint(self) -> QSize:
        theme = self._theme
        width = theme.layout("left") - theme.px(33)
        if self._state is None:
            return QSize(width, theme.px(160))
        count = len(self._window())
        if self.pictures:
            rows = -(-count // _PICTURES[0])
            return QSize(width, self._top() + round(rows * (width + theme.px(3)) / _PICTURES[0]))
        return QSize(width, self._top() + (count + 1) * self._line() + 1)

    # ---- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._state is None:
            return
        painter, theme = self._painter(), self._theme
        heading = QRectF(0, 0, self.width(), self._top() - theme.px(8))
        paint_heading(painter, theme, heading, self.tr("Examples"), self._note())
        if self.pictures:
            for index, box in self._boxes():
                self._paint_picture(painter, index, box)
        else:
            self._paint_table(painter)
        if framed(self):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.accent(), theme.line("focus")))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 5, 5)
        painter.end()

    def _note(self) -> str:
        assert self._state is not None
        batch, shown = self._state.micro.batch, self._window()
        if batch.n == 1:
            return self.tr("one at a time")
        whole = batch.snapshot.experiment.batch_size is None
        text = self.tr("all {n} at once") if whole else self.tr("batch of {n}")
        if len(shown) < len(self._listed):
            text = self.tr("{first} to {last} of {n}")
        return text.format(n=numbers.count(batch.n), first=shown.start + 1, last=shown.stop)

    def _paint_picture(self, painter: QPainter, index: int, box: QRectF) -> None:
        assert self._state is not None
        theme, sample = self._theme, self._listed[index]
        rows, columns = self._state.micro.dataset.feature_shape
        rgb = theme.pixel_rgb(sample.inputs.reshape(rows, columns))
        image = QImage(rgb.tobytes(), columns, rows, 4 * columns, QImage.Format.Format_RGB32)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(box, image)
        known = self._state.knows("a", len(self._state.micro.batch.layers) - 1)
        if known and not right(sample.target, sample.answer):
            painter.fillRect(QRectF(box.left(), box.bottom() - 2, box.width(), 3), theme.note("error"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if sample.row == self._state.micro.example:
            painter.setPen(QPen(theme.accent(), 2.5))
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)

    def _paint_table(self, painter: QPainter) -> None:
        assert self._state is not None
        theme, micro, line = self._theme, self._state.micro, float(self._line())
        features = min(_COLUMNS, micro.batch.inputs.shape[1])
        mark = theme.px(60) if features < _COLUMNS else theme.px(14)
        wide = (self.width() - mark) / (features + 1)
        head = QRectF(0, self._top(), wide, line)
        for column in range(features):
            pen = Pen(theme, self._state.symbols, theme.type_px("formula"), theme.text("tertiary"))
            name = pen.symbol(Symbol("x", -1, column))
            at = head.translated(column * wide, 0).center()
            name.paint(painter, at.x() - name.width / 2, at.y() + theme.px(5))
        painter.setFont(theme.font("label"))
        painter.setPen(theme.text("tertiary"))
        painter.drawText(head.translated(features * wide, 0), CENTRE, self.tr("target"))
        self._rule(painter, theme, head.bottom())
        for index, box in self._boxes():
            self._paint_row(painter, self._listed[index], box, features, wide)
            self._rule(painter, theme, box.bottom())

    def _rule(self, painter: QPainter, theme: Theme, y: float) -> None:
        painter.fillRect(
            QRectF(0, y, self.width(), max(1.0, theme.line("hairline"))), theme.surface("hairline")
        )

    def _paint_row(self, painter: QPainter, sample: Listed, box: QRectF, features: int, wide: float) -> None:
        assert self._state is not None
        theme, micro = self._theme, self._state.micro
        here = sample.row == micro.example
        if here:
            painter.fillRect(box, theme.surface("hover"))
        painter.setFont(mono_font(theme, theme.type_px("body"), "semibold" if here else "medium"))
        role = "primary" if here else "secondary" if sample.row is not None else "disabled"
        painter.setPen(theme.text(role))
        texts = [shown_number(float(value)) for value in sample.inputs[:features]]
        texts.append(target_name(micro, sample.target))
        metrics = QFontMetricsF(painter.font())
        for column, text in enumerate(texts):
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, wide - 4)
            painter.drawText(QRectF(column * wide, box.top(), wide, box.height()), CENTRE, text)
        if here:
            painter.setFont(theme.font("caption", weight="semibold"))
            painter.setPen(theme.accent())
            text = self.tr("this one") if features < _COLUMNS else "◂"
            painter.drawText(box.adjusted(0, 0, -theme.px(4), 0), RIGHT, text)

    # ---- mouse and keys
    def _choose(self, index: int) -> None:
        if self._state is None or not 0 <= index < len(self._listed):
            return
        row = self._listed[index].row
        if row is not None and row != self._state.micro.example:
            self.micro_requested.emit(self._state.micro.with_example(row))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = QPointF(event.position())
        if event.button() == Qt.MouseButton.LeftButton and self._state is not None:
            self._choose(next((index for index, box in self._boxes() if box.contains(at)), -1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down (of pictures a row of them), Page Up and Page Down: another example."""
        across = _PICTURES[0] if self.pictures else 1
        step = {
            Qt.Key.Key_Up: -across,
            Qt.Key.Key_Down: across,
            Qt.Key.Key_PageUp: -1,
            Qt.Key.Key_PageDown: 1,
        }.get(Qt.Key(event.key()))
        if step is None or self._state is None:
            event.ignore()
            return
        self._choose(self._index() + step)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self._state is not None and event.angleDelta().y():
            self._choose(self._index() + (-1 if event.angleDelta().y() > 0 else 1))
