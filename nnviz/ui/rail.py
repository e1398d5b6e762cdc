"""The rail at the left edge of a projector: it names every part that is folded away, and opens it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.ui.icons import icon_pixmap
from nnviz.ui.ratio import device_ratio
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.painted import PaintedButton, paint_focus

translate = QCoreApplication.translate


class RailButton(PaintedButton):
    """An icon over a word; on while its part is open."""

    def __init__(self, icon_name: str, word: str, tip: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self.setText(word)
        self.setCheckable(True)
        self.setAccessibleName(word)
        self.setToolTip(tip)

    def name(self, icon_name: str, word: str) -> None:
        """Name another part."""
        self._icon_name = icon_name
        self.setText(word)
        self.setAccessibleName(word)

    def set_theme(self, theme: Theme) -> None:
        self.setFont(theme.font("label", weight="medium"))
        super().set_theme(theme)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.layout("rail"), self._theme.px(58))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(4, 1, -4, -1)
        if self.isChecked() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.surface("pressed" if self.isChecked() else "hover"))
            painter.drawRoundedRect(box, theme.px(6), theme.px(6))
        paint_focus(painter, self, theme, box, theme.px(6))
        size = theme.px(20)
        icon = icon_pixmap(self._icon_name, theme.text().rgba(), size, device_ratio(self))
        painter.drawPixmap(QPointF((self.width() - size) / 2, theme.px(8)), icon)
        painter.setPen(theme.text())
        words = QRectF(0, theme.px(8) + size, self.width(), self.height() - theme.px(8) - size)
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, self.text())
        painter.end()


class Rail(QWidget):
    """``drawer_requested``: "input" or "settings" is to be open at the left, "" neither.
    ``inspect_requested``: "selection" or "results" is to stand in the place of the curves, "" the curves."""

    drawer_requested = Signal(str)
    inspect_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._input = RailButton("brush", "", translate("Rail", "The data, or what is read (F2)"), self)
        self._settings = RailButton(
            "gear", translate("Rail", "Settings"), translate("Rail", "How it learns"), self
        )
        self._inspect = RailButton(
            "eye", translate("Rail", "Inspect"), translate("Rail", "The arithmetic of what is selected"), self
        )
        self._results = RailButton(
            "check", translate("Rail", "Results"), translate("Rail", "What is mistaken for what (F3)"), self
        )
        self._column = QVBoxLayout(self)
        for button in (self._input, self._settings):
            self._column.addWidget(button)
        self._column.addStretch(1)
        for button in (self._inspect, self._results):
            self._column.addWidget(button)
        for button in (self._input, self._settings, self._inspect, self._results):
            button.clicked.connect(self._on_clicked)
        self.setAccessibleName(translate("Rail", "Parts that are folded away"))
        self.show_open("", "")
        self.name_input("digits")

    def name_input(self, room: str) -> None:
        """What the left drawer of this room holds."""
        icon, word = {
            "digits": ("brush", translate("Rail", "Draw")),
            "playground": ("points", translate("Rail", "Data")),
            "table": ("table", translate("Rail", "Table")),
            "micro": ("image", translate("Rail", "Batch")),
            "compare": ("cmp", translate("Rail", "Runs")),
        }.get(room, ("image", translate("Rail", "Input")))
        self._input.name(icon, word)

    def show_inspecting(self, on: bool) -> None:
        """Whether there is something to inspect in the right column."""
        for button in (self._inspect, self._results):
            button.setVisible(on)

    def show_open(self, drawer: str, inspected: str) -> None:
        """Which drawer is open, and what is shown in the right column."""
        self._input.setChecked(drawer == "input")
        self._settings.setChecked(drawer == "settings")
        self._inspect.setChecked(inspected == "selection")
        self._results.setChecked(inspected == "results")

    @Slot()
    def _on_clicked(self) -> None:
        button = self.sender()
        if not isinstance(button, RailButton):
            return
        on = button.isChecked()
        for other, name, signal in (
            (self._input, "input", self.drawer_requested),
            (self._settings, "settings", self.drawer_requested),
            (self._inspect, "selection", self.inspect_requested),
            (self._results, "results", self.inspect_requested),
        ):
            if button is other:
                signal.emit(name if on else "")

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.setFixedWidth(theme.layout("rail"))
        self._column.setContentsMargins(0, theme.px(12), 0, theme.px(12))
        self._column.setSpacing(theme.px(6))
        self.setVisible(theme.projector)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.surface("panel"))
        edge = max(1, round(self._theme.line("hairline")))
        painter.fillRect(self.width() - edge, 0, edge, self.height(), self._theme.surface("hairline"))
        painter.end()
