"""The common frame of the small windows."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFormLayout, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from nnviz.ui.plain import plain_title
from nnviz.ui.style import style_sheet
from nnviz.ui.theme import Theme, apply_theme
from nnviz.ui.widgets import PushButton, TextLabel

_LINE = 420  # px that a line of running text is wide at least


class Sheet(QDialog):
    """A titled dialog with a Close button; Escape closes it, and closing deletes it.

    It blocks nothing: training and drawing go on behind it.
    """

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(plain_title(title))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("keyboard_focus", True)
        self.body = QVBoxLayout()
        self.close_button = PushButton(self.tr("Close"))
        self.close_button.clicked.connect(self.close)
        self.buttons = QHBoxLayout()
        self.buttons.addStretch(1)
        self.buttons.addWidget(self.close_button)
        self._column = QVBoxLayout(self)
        self._column.setSizeConstraint(QLayout.SizeConstraint.SetMinimumSize)
        self._column.addWidget(TextLabel(title, "title", weight="semibold"))
        self._column.addLayout(self.body, 1)
        self._column.addLayout(self.buttons)

    # ---- what most sheets have in their body
    def add_form(self, rows: Iterable[tuple[str, QWidget]]) -> QFormLayout:
        """Controls below one another, each with its words at the left."""
        form = QFormLayout()
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        for text, control in rows:
            form.addRow(TextLabel(text, "label", "secondary"), control)
        self.body.addLayout(form)
        return form

    def add_row(self, *widgets: QWidget | None) -> None:
        """Widgets side by side; None is a gap that grows."""
        row = QHBoxLayout()
        for widget in widgets:
            if widget is None:
                row.addStretch(1)
            else:
                row.addWidget(widget)
        self.body.addLayout(row)

    def add_words(self, text: str, role: str = "label", color: str = "secondary") -> TextLabel:
        """A paragraph."""
        label = TextLabel(text, role, color)
        label.setWordWrap(True)
        label.setMinimumWidth(_LINE)
        self.body.addWidget(label)
        return label

    # ---- looks
    def set_theme(self, theme: Theme) -> None:
        margin = theme.px(20)
        self._column.setContentsMargins(margin, margin, margin, margin)
        self._column.setSpacing(theme.px(16))
        self.body.setSpacing(theme.px(8))

    @property
    def _first(self) -> QWidget:
        """The control where the keys begin: the first in the body, if it has any."""
        policy = Qt.FocusPolicy.TabFocus
        every = (widget for widget in self.findChildren(QWidget) if widget.focusPolicy() & policy)
        usable = (widget for widget in every if widget.isVisibleTo(self) and widget.isEnabled())
        return next((widget for widget in usable if widget is not self.close_button), self.close_button)

    def present(self, theme: Theme) -> None:
        """Dress it in ``theme`` and show it."""
        self.setFont(theme.font("body"))
        self.setPalette(theme.palette())
        self.setStyleSheet(style_sheet(theme))
        for widget in (self, *self.findChildren(QWidget)):
            widget.ensurePolished()  # a style sheet takes away the palettes that were set before
        apply_theme(self, theme)
        self.adjustSize()
        if self.focusWidget() is None:  # else the sheet has said where
            self._first.setFocus(Qt.FocusReason.TabFocusReason)
        self.show()
        self.raise_()
        self.activateWindow()
