"""Chips: the words of the settings sentence that are controls."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from nnviz.ui.icons import icon_pixmap
from nnviz.ui.plain import plain_item, plain_tip
from nnviz.ui.ratio import device_ratio
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.painted import framed


class Chip(QWidget):
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
        focused = framed(self)
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


class ChoiceChip(Chip):
    """A word chosen from a menu. Emits ``chosen(key)`` when the person chooses."""

    chosen = Signal(str)

    def __init__(
        self,
        choices: Sequence[tuple[str, str, str]],
        name: str,
        tip: str,
        *,
        heading: str = "",
        states: frozenset[str] = frozenset(),
        parent: QWidget | None = None,
    ) -> None:
        """``choices``: (key, text, what it does); ``heading`` says in the menu what a choice will do.
        Those of ``states`` can be shown, but nobody can choose them."""
        super().__init__(name, tip, parent)
        self._states = states
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
            if key in self._states and key != self._current:
                continue
            action = QAction(plain_item(text), menu)
            action.setCheckable(True)
            action.setChecked(key == self._current)
            action.setToolTip(plain_tip(tip))
            action.setData(key)
            action.setEnabled(key not in self._states)
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
        keys = [key for key, _, _ in self._choices if key not in self._states or key == self._current]
        index = min(len(keys) - 1, max(0, keys.index(self._current) + by))
        if keys[index] != self._current and keys[index] not in self._states:
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
