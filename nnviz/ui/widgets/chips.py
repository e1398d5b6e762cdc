"""Chips: the words of the settings sentence that are controls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QSizePolicy, QToolTip, QWidget

from nnviz.ui.icons import icon_pixmap
from nnviz.ui.ratio import device_ratio
from nnviz.ui.theme import Theme

DRAG_FACTOR = 1.02  # change of a dragged number per pixel (LOOK.md)
KEY_FACTOR = 1.1


class _Chip(QWidget):
    """The common face of a chip: a rounded box with its value."""

    def __init__(self, name: str, tip: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._name = name
        self._family = "ui"
        self.setToolTip(tip)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def text(self) -> str:
        """The value as shown."""
        raise NotImplementedError

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.setFont(theme.font("body", weight="medium", family=self._family))
        self._refresh()

    def _refresh(self) -> None:
        self.setAccessibleName(f"{self._name}: {self.text()}")
        self.updateGeometry()
        self.update()

    def _extra_width(self) -> int:
        return 0

    def sizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance(self.text()) + 2 * self._theme.px(7) + 1
        height = max(self._theme.px(26), self.fontMetrics().height() + 4)
        return QSize(width + self._extra_width(), height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused = self.hasFocus() and bool(self.window().property("keyboard_focus"))
        edge = theme.accent() if focused else theme.surface("outline" if self.underMouse() else "hairline")
        painter.setPen(QPen(edge, theme.line("focus") if focused else theme.line("hairline")))
        painter.setBrush(theme.surface("hover" if self.underMouse() else "raised"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), theme.px(6), theme.px(6))
        painter.setPen(theme.text("primary" if self.isEnabled() else "disabled"))
        painter.setFont(self.font())
        left = theme.px(7)
        box = QRectF(left, 0, self.width() - left, self.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())
        self._paint_extra(painter)
        painter.end()

    def _paint_extra(self, painter: QPainter) -> None:
        """Subclasses draw their mark here."""


class ChoiceChip(_Chip):
    """A word chosen from a menu. Emits ``chosen(key)`` when the person chooses."""

    chosen = Signal(str)

    def __init__(
        self,
        choices: Sequence[tuple[str, str, str]],
        name: str,
        tip: str,
        *,
        heading: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """``choices``: (key, text, what it does); ``heading`` says in the menu what a choice will do."""
        super().__init__(name, tip, parent)
        self._choices = list(choices)
        self._heading = heading
        self._current = self._choices[0][0]
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    @property
    def current(self) -> str:
        return self._current

    def text(self) -> str:
        return next(text for key, text, _ in self._choices if key == self._current)

    def set_current(self, key: str) -> None:
        """Show ``key`` as chosen, without a signal. Raises ValueError for an unknown key."""
        if not any(choice[0] == key for choice in self._choices):
            raise ValueError(f"{self._name} has no choice {key!r}.")
        self._current = key
        self._refresh()

    def _extra_width(self) -> int:
        return self._theme.px(14)

    def _paint_extra(self, painter: QPainter) -> None:
        size = self._theme.px(13)
        color = self._theme.text("tertiary").rgba()
        pixmap = icon_pixmap("chev", color, size, device_ratio(self))
        painter.drawPixmap(self.width() - size - self._theme.px(4), (self.height() - size) // 2, pixmap)

    def open_menu(self) -> None:
        """Show the choices below the chip, each with its sentence as a tooltip."""
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        if self._heading:
            menu.addAction(self._heading).setEnabled(False)
            menu.addSeparator()
        for key, text, tip in self._choices:
            action = QAction(text, menu)
            action.setCheckable(True)
            action.setChecked(key == self._current)
            action.setToolTip(tip)
            action.setData(key)
            menu.addAction(action)
        menu.triggered.connect(self._on_triggered)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))

    @Slot(QAction)
    def _on_triggered(self, action: QAction) -> None:
        key = str(action.data())
        if key != self._current:
            self.chosen.emit(key)

    def _step(self, by: int) -> None:
        keys = [key for key, _, _ in self._choices]
        index = min(len(keys) - 1, max(0, keys.index(self._current) + by))
        if keys[index] != self._current:
            self.chosen.emit(keys[index])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.open_menu()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_F4:
                self.open_menu()
            case Qt.Key.Key_Down:
                self._step(1)
            case Qt.Key.Key_Up:
                self._step(-1)
            case _:
                event.ignore()


class NumberChip(_Chip):
    """A number: drag sideways, wheel or arrow keys to change it, double-click or Enter to type.

    Emits ``value_requested(float)``; the value shown changes only through :meth:`set_value`,
    but while dragging it follows the pointer. ``specials`` are words for values, e.g.
    ``{"full": 0}``.
    """

    value_requested = Signal(float)

    def __init__(
        self,
        name: str,
        tip: str,
        limits: tuple[float, float],
        value: float,
        *,
        integer: bool = False,
        specials: Mapping[str, float] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, tip, parent)
        self._limits, self._value, self._integer = limits, value, integer
        self._specials = dict(specials or {})
        self._family = "mono"
        self._press_x: float | None = None
        self._press_value = value
        self._dragged = False
        self._editor: QLineEdit | None = None
        self.setCursor(Qt.CursorShape.SizeHorCursor)

    @property
    def value(self) -> float:
        return self._value

    def set_value(self, value: float) -> None:
        """Show ``value``, without a signal."""
        if value != self._value:
            self._value = value
            self._refresh()

    def text(self) -> str:
        for word, value in self._specials.items():
            if value == self._value:
                return word
        return f"{self._value:.0f}" if self._integer else f"{self._value:.6g}"

    def _legal(self, value: float) -> float:
        low, high = self._limits
        rounded = round(value) if self._integer else float(f"{value:.2g}")
        return min(high, max(low, rounded))

    def _ask(self, value: float) -> None:
        if value != self._value:
            self.set_value(value)
            self.value_requested.emit(value)

    def _scaled(self, start: float, factor: float) -> float:
        """``start`` times ``factor``, but at least one step away when it can move at all."""
        if start == 0:
            first = 1.0 if self._integer else 1e-4
            return self._legal(first * factor if factor > 1 else 0.0)
        value = self._legal(start * factor)
        if self._integer and value == start and factor != 1:
            value = self._legal(start + (1 if factor > 1 else -1))
        return value

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._press_x, self._press_value, self._dragged = event.position().x(), self._value, False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._press_x is None:
            return
        moved = event.position().x() - self._press_x
        if abs(moved) >= QApplication.startDragDistance() // 2 or self._dragged:
            self._dragged = True
            self._ask(self._scaled(self._press_value, DRAG_FACTOR**moved))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._press_x is not None and not self._dragged:
            self.edit()
        self._press_x = None

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            self._ask(self._scaled(self._value, KEY_FACTOR if event.angleDelta().y() > 0 else 1 / KEY_FACTOR))
            event.accept()
        else:
            event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_F2:
                self.edit()
            case Qt.Key.Key_Up:
                self._ask(self._scaled(self._value, KEY_FACTOR))
            case Qt.Key.Key_Down:
                self._ask(self._scaled(self._value, 1 / KEY_FACTOR))
            case _:
                event.ignore()

    # ---- typing
    def edit(self) -> None:
        """Open the text field over the chip."""
        if self._editor is not None:
            return
        editor = QLineEdit(self.text(), self.parentWidget() or self)
        editor.setObjectName("chip_editor")
        editor.setFont(self.font())
        editor.setAccessibleName(self._name)
        editor.setGeometry(self.geometry().adjusted(0, 0, self._theme.px(24), 0))
        editor.returnPressed.connect(self._on_return)
        editor.installEventFilter(self)
        self._editor = editor
        editor.selectAll()
        editor.show()
        editor.setFocus()

    @Slot()
    def _on_return(self) -> None:
        if self._editor is None:
            return
        text = self._editor.text().strip().lower().replace("\N{MINUS SIGN}", "-")
        low, high = self._limits
        number = self._specials.get(text)
        if number is None:
            try:
                number = float(text)
            except ValueError:
                number = float("nan")
            if self._integer and number != round(number if number == number else 0):
                number = float("nan")
            if not low <= number <= high:
                self._refuse(text)
                return
        self._close_editor()
        self._ask(number)

    def _refuse(self, text: str) -> None:
        low, high = self._limits
        words = "".join(f", or {word}" for word in self._specials)
        kind = self.tr("a whole number") if self._integer else self.tr("a number")
        sentence = self.tr("{text} does not fit here: give {kind} from {low} to {high}{words}.").format(
            text=text or self.tr("Nothing"), kind=kind, low=f"{low:g}", high=f"{high:g}", words=words
        )
        editor = self._editor
        if editor is not None:
            editor.selectAll()
            QToolTip.showText(editor.mapToGlobal(QPoint(0, editor.height())), sentence, editor)

    def _close_editor(self) -> None:
        editor, self._editor = self._editor, None
        if editor is not None:
            editor.removeEventFilter(self)
            editor.hide()
            editor.deleteLater()
            self.setFocus()

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if watched is self._editor:
            if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
                if event.key() == Qt.Key.Key_Escape:
                    self._close_editor()
                    return True
            elif event.type() == QEvent.Type.FocusOut:
                self._close_editor()
        return False
