"""Chips: the words of the settings sentence that are controls, chosen from a menu, or dragged and typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent, QMoveEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QMenu, QSizePolicy, QWidget

from nnviz.drawing.numbers import chosen
from nnviz.ui.plain import plain_item, plain_tip
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.number_field import NumberField
from nnviz.ui.widgets.painted import Face, PaintedButton

DRAG_FACTOR = 1.02  # change of a dragged number per pixel (LOOK.md)
KEY_FACTOR = 1.1
_TYPED = "0.000001"  # as wide as a field to type in is at least


class Chip(PaintedButton):
    """The common face of a chip: a rounded box with its value. A click leaves the keys where they were."""

    def __init__(self, name: str, tip: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._name, self._family = name, "ui"
        self.setToolTip(tip)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_theme(self, theme: Theme) -> None:
        self.setFont(theme.font("body", weight="medium", family=self._family))
        super().set_theme(theme)

    def say(self, text: str) -> None:
        """Show this value."""
        self.setText(text)
        self.setAccessibleName(f"{self._name}: {text}")
        self.updateGeometry()

    def _extra_width(self) -> int:
        return 0

    def sizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance(self.text()) + 2 * self._theme.px(7) + 1
        height = max(self._theme.px(26), self.fontMetrics().height() + 4)
        return QSize(width + self._extra_width(), height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def face(self) -> Face:
        theme, over = self._theme, self.underMouse()
        edge = theme.surface("outline" if over else "hairline"), theme.line("hairline")
        ink = theme.text("primary" if self.isEnabled() else "disabled")
        return Face(ink, theme.surface("hover" if over else "raised"), *edge, focus_inside=False)


class ChoiceChip(Chip):
    """A word chosen from a menu. Emits ``chosen(key)`` when the person chooses.

    Where it offers ``own`` there is an entry for what is in no list: ``own_requested()``.
    """

    chosen = Signal(str)
    own_requested = Signal()

    def __init__(
        self,
        choices: Sequence[tuple[str, str, str]],
        name: str,
        tip: str,
        *,
        heading: str = "",
        states: frozenset[str] = frozenset(),
        own: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """``choices``: (key, text, what it does); ``heading`` says in the menu what a choice will do.
        Those of ``states`` can be shown, but nobody can choose them."""
        super().__init__(name, tip, parent)
        self._states = states
        self._choices = list(choices)
        self._heading, self._own = heading, own
        self._icon_name, self._icon_last = "chev", True
        self._icon_side, self._icon_gap = 13, 4
        self.pressed.connect(self.open_menu)
        self.set_current(self._choices[0][0])

    @property
    def current(self) -> str:
        return self._current

    def set_own(self, own: str) -> None:
        """The entry for what is in no list from now on, empty for none."""
        self._own = own

    def set_choices(self, choices: Sequence[tuple[str, str, str]]) -> None:
        """Offer others from now on."""
        self._choices = list(choices)

    def set_current(self, key: str) -> None:
        """Show ``key`` as chosen, without a signal; what is not offered is shown as a state, by its key."""
        texts = {choice: text for choice, text, _ in self._choices}
        if key not in texts:
            self._choices.append((key, key, ""))
            self._states |= {key}
            texts[key] = key
        self._current = key
        self.say(texts[key])

    def _extra_width(self) -> int:
        return self._theme.px(14)

    @Slot()
    def open_menu(self) -> None:
        """Show the choices below the chip, each with its sentence as a tooltip."""
        self.setDown(False)  # the menu has the pointer from now on
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        if self._heading:
            menu.addAction(self._heading).setEnabled(False)
            menu.addSeparator()
        for key, text, tip in self._choices:
            if key in self._states and key != self._current:
                continue
            action = QAction(plain_item(text), menu)
            action.setCheckable(True)
            action.setChecked(key == self._current)
            action.setToolTip(plain_tip(tip))
            action.setData(key)
            action.setEnabled(key not in self._states)
            menu.addAction(action)
        if self._own:
            menu.addSeparator()
            menu.addAction(self._own).triggered.connect(self.own_requested)
        menu.triggered.connect(self._on_triggered)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))

    @Slot(QAction)
    def _on_triggered(self, action: QAction) -> None:
        key = action.data()
        if key is not None and key != self._current:
            self.chosen.emit(key)

    def _step(self, by: int) -> None:
        keys = [key for key, _, _ in self._choices if key not in self._states or key == self._current]
        index = min(len(keys) - 1, max(0, keys.index(self._current) + by))
        if keys[index] != self._current and keys[index] not in self._states:
            self.chosen.emit(keys[index])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_F4:
                self.open_menu()
            case Qt.Key.Key_Down:
                self._step(1)
            case Qt.Key.Key_Up:
                self._step(-1)
            case _:
                super().keyPressEvent(event)


class NumberChip(Chip):
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
        self._editor: NumberField | None = None
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        self.clicked.connect(self.edit)
        self.say(self._words())

    @property
    def value(self) -> float:
        return self._value

    def set_value(self, value: float) -> None:
        """Show ``value``, without a signal."""
        if value != self._value:
            self._value = value
            self.say(self._words())

    def set_limits(self, limits: tuple[float, float]) -> None:
        """From now on it can be from the one to the other."""
        self._limits = limits

    def _words(self) -> str:
        words = {value: word for word, value in self._specials.items()}
        if self._value in words:
            return words[self._value]
        return f"{self._value:.0f}" if self._integer else chosen(self._value)

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
        super().mousePressEvent(event)
        if self.isDown():
            self._press_x, self._press_value = event.position().x(), self._value

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._press_x is None:
            return
        moved = event.position().x() - self._press_x
        if abs(moved) >= QApplication.startDragDistance() // 2 or not self.isDown():
            self.setDown(False)  # dragged, not clicked
            self._ask(self._scaled(self._press_value, DRAG_FACTOR**moved))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._press_x = None
        super().mouseReleaseEvent(event)

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
                super().keyPressEvent(event)

    # ---- typing
    @Slot()
    def edit(self) -> None:
        """Open the text field over the chip, which makes room for it."""
        if self._editor is not None:
            return
        editor = NumberField(
            self.text(), self._limits, self.parentWidget() or self, whole=self._integer, words=self._specials
        )
        editor.setObjectName("chip_editor")
        editor.setFont(self.font())
        editor.setAccessibleName(self._name)
        editor.setGeometry(self.geometry())
        editor.entered.connect(self._on_entered)
        editor.given_up.connect(self._on_given_up)
        self._editor = editor
        self.updateGeometry()
        editor.open()

    def _extra_width(self) -> int:
        if self._editor is None:
            return 0
        width_of = self.fontMetrics().horizontalAdvance
        return max(0, width_of(_TYPED) - width_of(self.text()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._follow()

    def moveEvent(self, event: QMoveEvent) -> None:
        self._follow()

    def _follow(self) -> None:
        if self._editor is not None:
            self._editor.setGeometry(self.geometry())

    @Slot(float, bool)
    def _on_entered(self, number: float, stays: bool) -> None:
        self._close_editor(stays)
        self._ask(number)

    @Slot()
    def _on_given_up(self) -> None:
        self._close_editor(self._editor is not None and self._editor.hasFocus())

    def _close_editor(self, stays: bool) -> None:
        editor, self._editor = self._editor, None
        if editor is not None:
            if stays:
                self.setFocus()
            editor.hide()
            editor.deleteLater()
            self.updateGeometry()
