"""Text of a lesson as it was written: paragraphs, lists, code, formulas and the lesson's own pictures."""

from __future__ import annotations

import html
import math
from collections.abc import Mapping
from typing import Any, Final

from PySide6.QtCore import QSize, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QFontMetricsF, QImage, QKeyEvent, QPainter, QResizeEvent, QTextDocument
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextBrowser, QWidget

from nnviz.lessons.markup import DOOR, DOORS
from nnviz.lessons.prose import as_html
from nnviz.ui.learn.formula import FormulaPicture, formula_picture
from nnviz.ui.ratio import device_ratio
from nnviz.ui.theme import Theme

#: The letters of a formula are set so many times as large as the words around it, to look alike.
_LETTERS: Final = 1.15


class Prose(QTextBrowser):
    """As high as its text; nothing of it is loaded but pictures of the lesson.

    ``door_requested(kind, name)``: a link to a workspace or to another lesson was pressed. No other link
    leads anywhere.
    """

    door_requested = Signal(str, str)

    def __init__(
        self, role: str = "body", color: str = "primary", parent: QWidget | None = None, *, room: bool = False
    ) -> None:
        super().__init__(parent)
        self._role, self._color, self._room = role, color, room
        self._theme, self._text = Theme(), ""
        self._media: Mapping[str, bytes] = {}
        self._pictures: dict[str, QImage] = {}  # of formulas, by the names that the text has for them
        self._size = 13.0
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.anchorClicked.connect(self._on_anchor)
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
            doors = DOOR.search(text) is not None
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus if doors else Qt.FocusPolicy.NoFocus)
            self._write()
        self.setVisible(bool(text))

    @Slot(QUrl)
    def _on_anchor(self, link: QUrl) -> None:
        kind, _, name = link.toString().partition(":")
        if kind in DOORS:
            self.door_requested.emit(kind, name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tab goes from door to door, Enter through one; what turns pages does so."""
        if event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._write()

    def _write(self) -> None:
        theme = self._theme
        role = theme.room(self._role) if self._room else self._role
        document = self.document()
        document.setDefaultFont(theme.font(role))
        document.setIndentWidth(theme.px(18))
        mono = theme.font(role, family="mono").family()
        math_family = theme.font(role, family="math").family()
        document.setDefaultStyleSheet(
            f"body {{ color: {theme.text(self._color).name()}; }}"
            f"p, li {{ line-height: {theme.px(5)}px; -qt-line-height-type: line-distance; }}"
            f"p {{ margin-top: 0; margin-bottom: {theme.px(8)}px; }}"
            f"ul, ol {{ margin-top: 0; margin-bottom: {theme.px(8)}px; }}"
            f"code, pre {{ font-family: '{mono}'; }}"
            f"strong {{ font-weight: 600; }}"
            f".latex {{ font-family: '{math_family}'; font-style: italic; }}"
            f"h3 {{ font-size: {round(theme.type_px(role))}px; font-weight: 600; }}"
            f"td, th {{ padding: {theme.px(3)}px {theme.px(6)}px; }}"
            f"a {{ color: {theme.text(self._color).name()}; text-decoration: none; }}"
            f"a.door {{ color: {theme.accent().name()}; text-decoration: underline; }}"
        )
        self._pictures.clear()
        self._size = theme.type_px(role)
        written = as_html(self._text, self._formula)
        for kind in DOORS:
            written = written.replace(f'<a href="{kind}:', f'<a class="door" href="{kind}:')
        self.setHtml(f"<body>{written}</body>")
        self._fit()

    def _formula(self, latex: str, alone: bool) -> str:
        """A formula on the line of the words; one that cannot be set stands there as it was written."""
        try:
            picture = formula_picture(latex, _LETTERS * self._size, self._theme.text(self._color).name())
        except ValueError:
            text = f'<span class="latex">{html.escape(latex)}</span>'
            return f"<p>{text}</p>" if alone else text
        name = f"formula:{len(self._pictures)}"
        image = self._pictures[name] = on_line(
            picture, QFontMetricsF(self.document().defaultFont()), device_ratio(self)
        )
        size = image.deviceIndependentSize()
        box = f'width="{size.width()}" height="{size.height()}"'
        img = f'<img src="{name}" {box} style="vertical-align: middle">'
        return f"<p>{img}</p>" if alone else img

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """A picture of the lesson; anything else is not there."""
        path = name.toString() if isinstance(name, QUrl) else name
        if path in self._pictures:
            return self._pictures[path]
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


def on_line(picture: FormulaPicture, metrics: QFontMetricsF, ratio: float) -> QImage:
    """The formula with as much room above or below as brings it onto the line: Qt aligns the middle of an
    image with half the height of an x, and not its foot with the line. ``ratio``: device pixels a px."""
    above, below = picture.baseline, picture.height - picture.baseline
    lift = above - below - metrics.xHeight() / 2
    top, bottom = max(0.0, -lift), max(0.0, lift)
    wide, high = picture.width, top + picture.height + bottom
    size = QSize(max(1, math.ceil(wide * ratio)), max(1, math.ceil(high * ratio)))
    image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    picture.paint(painter, 0, top)
    painter.end()
    return image
