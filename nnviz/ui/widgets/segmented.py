"""A row of words or icons of which one is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from nnviz.ui.plain import plain_tip
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.painted import ButtonRow, Face, PaintedButton

EDGE = 2  # px around the choices


@dataclass(frozen=True)
class Segment:
    """One choice: its key, its text, and optionally an icon shown instead of the text."""

    key: str
    text: str
    icon: str = ""
    tip: str = ""


class _Choice(PaintedButton):
    """One of them: a button of the group, raised while it is chosen."""

    def __init__(self, segment: Segment, small: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self.key, self._icon_name, self._small = segment.key, segment.icon, small
        self.setText("" if segment.icon else segment.text)
        self.setCheckable(True)
        self.setAccessibleName(segment.text)
        self.setToolTip(plain_tip(segment.tip or (segment.text if segment.icon else "")))

    def set_theme(self, theme: Theme) -> None:
        self.setFont(theme.font("caption" if self._small else "label", weight="medium"))
        super().set_theme(theme)

    def sizeHint(self) -> QSize:
        theme, metrics = self._theme, self.fontMetrics()
        words = metrics.horizontalAdvance(self.text()) + 2 * theme.px(8 if self._small else 10) + 2
        height = max(theme.px(22 if self._small else 24), metrics.height() + 2)
        return QSize(theme.px(28) if self._icon_name else words, height)

    def face(self) -> Face:
        theme, on = self._theme, self.isChecked()
        ink = theme.text("primary" if on or self.underMouse() else "secondary")
        ground, edge = (theme.surface("raised"), theme.surface("outline")) if on else (None, None)
        font = theme.font("caption" if self._small else "label", weight="semibold" if on else "medium")
        ink = ink if self.isEnabled() else theme.text("disabled")
        return Face(ink, ground, edge, radius=5, focus_inside=False, font=font)


class Segmented(ButtonRow):
    """Choose one of a few; arrow keys move the choice. Emits ``chosen(key)`` when the person does."""

    chosen = Signal(str)

    def __init__(
        self,
        segments: Sequence[Segment] | Sequence[tuple[str, str]],
        name: str,
        *,
        small: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, exclusive=True)
        self._name = name
        row = QHBoxLayout(self)
        row.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        row.setSpacing(1)
        self._choices: dict[str, _Choice] = {}
        for segment in (s if isinstance(s, Segment) else Segment(*s) for s in segments):
            choice = self._choices[segment.key] = _Choice(segment, small, self)
            self.add(choice)
            row.addWidget(choice)
        self._current = next(iter(self._choices))
        self.group.buttonClicked.connect(self._on_clicked)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._tell()

    @property
    def current(self) -> str:
        """The key of the chosen segment."""
        return self._current

    def button(self, key: str) -> QAbstractButton:
        """The button of a segment."""
        return self._choices[key]

    def set_current(self, key: str) -> None:
        """Show ``key`` as chosen, without a signal; "" for none of them."""
        if key != self._current and (key in self._choices or not key):
            self._current = key
            self._tell()

    def set_text(self, key: str, text: str) -> None:
        """Change the text of one segment (a count, say)."""
        choice = self._choices[key]
        if choice.text() != text:
            choice.setText(text)
            choice.setAccessibleName(text)
            choice.updateGeometry()
            self._tell()

    def _tell(self) -> None:
        if not self._current:
            self._tell_none()
            return
        choice = self._choices[self._current]
        choice.setChecked(True)
        if any(other.hasFocus() for other in self.buttons):
            choice.setFocus(Qt.FocusReason.OtherFocusReason)
        self.setFocusProxy(choice)
        self.setAccessibleName(f"{self._name}: {choice.accessibleName()}")

    def _tell_none(self) -> None:
        self.group.setExclusive(False)  # else the group keeps the one that was chosen
        for choice in self._choices.values():
            choice.setChecked(False)
        self.group.setExclusive(True)
        self.setFocusProxy(next(iter(self._choices.values())))
        self.setAccessibleName(self._name)

    @Slot(QAbstractButton)
    def _on_clicked(self, choice: QAbstractButton) -> None:
        if isinstance(choice, _Choice) and choice.key != self._current:
            self.set_current(choice.key)
            self.chosen.emit(choice.key)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.surface("hover"))
        painter.drawRoundedRect(QRectF(self.rect()), self._theme.px(7), self._theme.px(7))
        painter.end()
