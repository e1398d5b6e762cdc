"""What one points with in the room: a button for each."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnviz.ui.present.marks import Marks, Tool
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import PushButton


class ToolRow(QWidget):
    """Pointer, spotlight, lens, pen; and away with what was drawn."""

    def __init__(self, marks: Marks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._marks = marks
        names: dict[Tool, tuple[str, str]] = {
            "pointer": (self.tr("Pointer"), "laser"),
            "spotlight": (self.tr("Spotlight"), "spot"),
            "lens": (self.tr("Lens"), "lens"),
            "draw": (self.tr("Draw"), "pen"),
        }
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addStretch(1)
        self.buttons: dict[Tool, PushButton] = {}
        for tool, (text, icon) in names.items():
            button = self.buttons[tool] = PushButton(text, icon, kind="ghost")
            button.setCheckable(True)
            button.clicked.connect(partial(self._on_clicked, tool))
            self._row.addWidget(button)
        self.clear = PushButton(self.tr("Clear"), "trash", kind="ghost")
        self.clear.setToolTip(self.tr("Away with what was drawn; a new step does it by itself"))
        self.clear.clicked.connect(marks.clear)
        self._row.addWidget(self.clear)
        self._row.addStretch(1)
        marks.tool_changed.connect(self._show)
        self._show()

    @Slot()
    def _on_clicked(self, tool: Tool) -> None:
        self._marks.choose(tool)
        self._show()

    @Slot()
    def _show(self) -> None:
        for tool, button in self.buttons.items():
            button.setChecked(tool == self._marks.tool)
        self.clear.setEnabled(bool(self._marks.strokes))

    def set_theme(self, theme: Theme) -> None:
        self._row.setSpacing(theme.px(4))
