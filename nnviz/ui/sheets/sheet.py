"""The common frame of the small windows."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from nnviz.ui.plain import plain_title
from nnviz.ui.style import style_sheet
from nnviz.ui.theme import Theme, apply_theme
from nnviz.ui.widgets import PushButton, TextLabel


class Sheet(QDialog):
    """A titled dialog with a Close button; Escape closes it, and closing deletes it.

    It blocks nothing: training and drawing go on behind it.
    """

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(plain_title(title))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("keyboard_focus", True)
        self._title = TextLabel(title, "title", weight="semibold")
        self.body = QVBoxLayout()
        self.close_button = PushButton(self.tr("Close"))
        self.close_button.clicked.connect(self.close)
        self.buttons = QHBoxLayout()
        self.buttons.addStretch(1)
        self.buttons.addWidget(self.close_button)
        self._column = QVBoxLayout(self)
        self._column.setSizeConstraint(QLayout.SizeConstraint.SetMinimumSize)
        self._column.addWidget(self._title)
        self._column.addLayout(self.body, 1)
        self._column.addLayout(self.buttons)

    def set_theme(self, theme: Theme) -> None:
        margin = theme.px(20)
        self._column.setContentsMargins(margin, margin, margin, margin)
        self._column.setSpacing(theme.px(16))
        self.body.setSpacing(theme.px(8))

    def present(self, theme: Theme) -> None:
        """Dress it in ``theme`` and show it."""
        self.setFont(theme.font("body"))
        self.setPalette(theme.palette())
        self.setStyleSheet(style_sheet(theme))
        for widget in (self, *self.findChildren(QWidget)):
            widget.ensurePolished()  # a style sheet takes away the palettes that were set before
        apply_theme(self, theme)
        self.adjustSize()
        self.show()
        self.raise_()
        self.activateWindow()
