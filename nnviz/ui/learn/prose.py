"""Text of a lesson as it was written: paragraphs, lists, code, formulas and the lesson's own pictures."""

from __future__ import annotations

import html
import math
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QImage, QResizeEvent, QTextDocument
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextBrowser, QWidget

from nnviz.lessons.prose import as_html
from nnviz.ui.theme import Theme


def _formula(latex: str, alone: bool) -> str:
    """A formula as it was written, until there is a picture of it."""
    text = f'<span class="math">{html.escape(latex)}</span>'
    return f"<p>{text}</p>" if alone else text


class Prose(QTextBrowser):
    """As high as its text; nothing of it is loaded but pictures of the lesson, and no link leads anywhere."""

    def __init__(
        self, role: str = "body", color: str = "primary", parent: QWidget | None = None, *, room: bool = False
    ) -> None:
        super().__init__(parent)
        self._role, self._color, self._room = role, color, room
        self._theme, self._text = Theme(), ""
        self._media: Mapping[str, bytes] = {}
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setStyleSheet("QTextBrowser { background: transparent; border: 0; }")
        self.document().setDocumentMargin(0)
        self.setAccessibleName(self.tr("Text of the lesson"))

    @property
    def text(self) -> str:
        """The Markdown that is shown."""
        return self._text

    def show_text(self, text: str, media: Mapping[str, bytes] | None = None) -> None:
        """Show this Markdown, with pictures out of ``media`` by their names."""
        self._media = media or {}
        if text != self._text:
            self._text = text
            self._write()
        self.setVisible(bool(text))

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._write()

    def _write(self) -> None:
        theme = self._theme
        role = theme.room(self._role) if self._room else self._role
        document = self.document()
        document.setDefaultFont(theme.font(role))
        mono = theme.font(role, family="mono").family()
        math_family = theme.font(role, family="math").family()
        document.setDefaultStyleSheet(
            f"body {{ color: {theme.text(self._color).name()}; }}"
            f"p {{ line-height: 140%; margin-top: 0; margin-bottom: {theme.px(8)}px; }}"
            f"code, pre {{ font-family: '{mono}'; }}"
            f".math {{ font-family: '{math_family}'; font-style: italic; }}"
            f"h3 {{ font-size: {round(theme.type_px(role))}px; font-weight: 600; }}"
            f"td, th {{ padding: {theme.px(3)}px {theme.px(6)}px; }}"
            f"a {{ color: {theme.text(self._color).name()}; text-decoration: none; }}"
        )
        self.setHtml(f"<body>{as_html(self._text, _formula)}</body>")
        self._fit()

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """A picture of the lesson; anything else is not there."""
        path = name.toString() if isinstance(name, QUrl) else name
        content = self._media.get(path) or self._media.get(path.rpartition("/")[2])
        if content is None or kind != QTextDocument.ResourceType.ImageResource.value:
            return None
        image = QImage.fromData(content)
        wide = max(1, self.viewport().width())
        if image.width() > wide:
            image = image.scaledToWidth(wide, Qt.TransformationMode.SmoothTransformation)
        return image

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(200), self._height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(80), self._height())

    def _height(self) -> int:
        document = self.document()
        document.setTextWidth(max(1, self.viewport().width()))
        return math.ceil(document.size().height())

    def _fit(self) -> None:
        if self.height() != (height := self._height()):
            self.setFixedHeight(height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()
