"""The row of classes that says what a drawing is meant to be, so that it has a loss and a gradient."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from nnviz.ui.plain import plain_tip
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.painted import PaintedButton, paint_focus

_ARROWS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}


class ClassButton(PaintedButton):
    """One class of the row."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.fixed = False  # shows the label of a sample, which nobody can change
        self.setText(name)
        self.setShortcut(QKeySequence())  # which an & in it would be
        self.setCheckable(True)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, on = self._theme, self.isChecked()
        over = self.underMouse() and not self.fixed
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box, radius = QRectF(self.rect()), float(theme.px(5))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.strong if on else theme.surface("hover" if over else "raised"))
        painter.drawRoundedRect(box, radius, radius)
        if not on and theme.name == "light":  # raised is white there, hardly seen on the panel
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.surface("hairline"), 1))
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        color = theme.text("on_strong") if on else theme.text("tertiary" if self.fixed else "secondary")
        painter.setPen(color)
        painter.setFont(theme.font("label", weight="semibold" if on else "medium"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.text())
        paint_focus(painter, self, theme, box.adjusted(1, 1, -1, -1), radius)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ARROWS:
            event.ignore()  # the row's
        else:
            super().keyPressEvent(event)


class LabelRow(QWidget):
    """One class can be on, or none; arrow keys go along the row. ``label_requested(int | None)``."""

    label_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._label: int | None = None
        self._fixed = False
        self._buttons: list[ClassButton] = []
        self.set_classes([str(digit) for digit in range(10)])

    @property
    def label(self) -> int | None:
        """The class that is on."""
        return self._label

    def set_classes(self, names: Sequence[str]) -> None:
        """The classes of the data set."""
        if [button.text() for button in self._buttons] == list(names):
            return
        for button in self._buttons:
            button.hide()
            button.deleteLater()
        self._buttons = [ClassButton(name, self) for name in names]
        for button in self._buttons:
            button.clicked.connect(self._on_clicked)
            button.show()
        self.set_theme(self._theme)
        self._label = None
        self._show()

    def show_label(self, label: int | None, fixed: bool) -> None:
        """Which class is on; ``fixed``: it is the label of a sample and cannot be changed."""
        if (label, fixed) != (self._label, self._fixed):
            self._label, self._fixed = label, fixed
            self._show()

    def _show(self) -> None:
        label, fixed = self._label, self._fixed
        stop = label if label is not None and label < len(self._buttons) else 0
        for k, button in enumerate(self._buttons):
            button.setChecked(k == label)
            button.fixed = fixed
            button.setCursor(Qt.CursorShape.ArrowCursor if fixed else Qt.CursorShape.PointingHandCursor)
            clicked_only = fixed or k != stop
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus if clicked_only else Qt.FocusPolicy.TabFocus)
            name = button.text()
            words = self.tr("The sample is a {0}") if fixed else self.tr("You meant {0}")
            button.setAccessibleName(words.format(name))
            tip = self.tr("You meant {0} (key {0}). Gives the drawing a loss and a gradient; trains nothing.")
            button.setToolTip("" if fixed else plain_tip(tip.format(name)))
            button.update()

    def toggle(self, label: int) -> None:
        """Turn a class on, or off if it was on, and tell. Does nothing for a sample or an unknown class."""
        if self._fixed or not 0 <= label < len(self._buttons):
            return
        self.show_label(None if label == self._label else label, False)
        self.label_requested.emit(self._label)

    @Slot()
    def _on_clicked(self) -> None:
        button = self.sender()
        if isinstance(button, ClassButton):
            if self._fixed:
                button.setChecked(self._buttons.index(button) == self._label)
            else:
                self.toggle(self._buttons.index(button))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _ARROWS.get(Qt.Key(event.key()), 0)
        focused = [k for k, button in enumerate(self._buttons) if button.hasFocus()]
        if step and focused:
            self._buttons[(focused[0] + step) % len(self._buttons)].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            event.ignore()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for button in self._buttons:
            button.set_theme(theme)
        self.updateGeometry()
        self._place()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(240), self._theme.px(24))

    def resizeEvent(self, event: QEvent) -> None:
        self._place()

    def _place(self) -> None:
        """Buttons of whole pixels, so that all edges are sharp."""
        gap, count = self._theme.px(3), max(1, len(self._buttons))
        pitch = (self.width() + gap) / count
        for k, button in enumerate(self._buttons):
            left, right = round(k * pitch), round((k + 1) * pitch) - gap
            button.setGeometry(left, 0, max(1, right - left), self.height())
