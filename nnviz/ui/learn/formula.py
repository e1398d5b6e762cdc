"""Formulas as pictures: LaTeX set by ziamath, which no other module imports, and painted by Qt as paths."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass, replace
from functools import lru_cache

from PySide6.QtCore import QByteArray, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.lessons.latex import check_latex
from nnviz.said import translate
from nnviz.session.sentences import told
from nnviz.ui.theme import Theme

__all__ = ["FormulaLabel", "FormulaPicture", "formula_picture"]

_KEPT = 512  # pictures; one has some kB
_SET_AT = 24.0  # px
_INK = "#123456"  # a colour that stands for the one asked for


@dataclass(frozen=True)
class FormulaPicture:
    """A formula as it is set: its size in px, and how far below its top the line is on which words stand."""

    latex: str
    width: float
    height: float
    baseline: float
    svg: bytes

    def paint(self, painter: QPainter, left: float, top: float) -> None:
        """Paint it with its corner there."""
        QSvgRenderer(QByteArray(self.svg)).render(painter, QRectF(left, top, self.width, self.height))

    def image(self, ratio: float = 1.0) -> QImage:
        """As an image without ground, for text that takes images; ``ratio`` device pixels for each px."""
        image = QImage(
            max(1, round(self.width * ratio)),
            max(1, round(self.height * ratio)),
            QImage.Format.Format_ARGB32_Premultiplied,
        )
        image.setDevicePixelRatio(ratio)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        self.paint(painter, 0, 0)
        painter.end()
        return image

    def scaled(self, times: float) -> FormulaPicture:
        """The same, so many times as large."""
        width, height, baseline = times * self.width, times * self.height, times * self.baseline
        return replace(self, width=width, height=height, baseline=baseline)


def formula_picture(latex: str, size: float, colour: str) -> FormulaPicture:
    """The formula with letters ``size`` px high, in a colour such as “#dddddd”.

    Raises ``ValueError`` with one sentence for what cannot be set.
    """
    return _coloured(latex, colour).scaled(size / _SET_AT)


@lru_cache(maxsize=_KEPT)
def _coloured(latex: str, colour: str) -> FormulaPicture:
    picture = set_formula(latex)
    return replace(picture, svg=picture.svg.replace(_INK.encode(), colour.encode()))


@lru_cache(maxsize=_KEPT)
def set_formula(latex: str) -> FormulaPicture:
    """Set once, which is what takes long, in any thread; sizes and colours are those of this one picture.

    Raises ``ValueError`` with one sentence for what cannot be set.
    """
    check_latex(latex)
    try:
        svg = _svg(latex)
    except Exception as error:  # its errors have no text, and are of many kinds
        raise ValueError(
            translate(
                "Learn", "The formula {latex} cannot be set: a part of it is missing, or stands there twice."
            ).format(latex=latex[:80])
        ) from error
    box = re.search(r'viewBox="([^"]+)"', svg)
    assert box is not None
    _left, top, width, height = map(float, box.group(1).split())
    return FormulaPicture(latex, width, height, -top, svg.encode())


def _svg(latex: str) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of how it finds its font, on Python 3.11
        from ziamath.config import config  # here, where it delays no window
        from ziamath.zmath import Latex

        config.svg2 = False  # QtSvg knows SVG 1.1 only: else it shows a scrap, and says nothing
        return str(Latex(latex, size=_SET_AT, color=_INK).svg())


class FormulaLabel(QWidget):
    """A formula, as large as there is room and at most ``size`` of the theme (``body``, ``display`` ...).

    What cannot be set is a sentence in its place. Who cannot see it is told the LaTeX.
    """

    def __init__(
        self, latex: str = "", size: str = "body", *, grown: float = 1.0, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._latex, self._size, self._grown = Theme(), "", size, grown
        self._middle = False
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_latex(latex)

    @property
    def latex(self) -> str:
        return self._latex

    @property
    def fault(self) -> str:
        """Why it cannot be set, empty where it can."""
        try:
            self._picture()
        except ValueError as sentence:
            return told(sentence)
        return ""

    def set_latex(self, latex: str) -> None:
        """Show another one; an empty text shows nothing."""
        self._latex = latex
        self.setAccessibleName(latex)
        self.updateGeometry()
        self.update()

    def set_grown(self, grown: float) -> None:
        """How many times as large as text of its size."""
        if grown != self._grown:
            self._grown = grown
            self.updateGeometry()
            self.update()

    def set_centred(self, centred: bool) -> None:
        """Whether it stands in the middle of its room, else at the left."""
        self._middle = centred
        self.update()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.updateGeometry()
        self.update()

    def _picture(self) -> FormulaPicture | None:
        if not self._latex:
            return None
        size = self._theme.font(self._size).pixelSize() * self._grown
        colour = self._theme.text().name(QColor.NameFormat.HexRgb)
        return formula_picture(self._latex, size, colour)

    def sizeHint(self) -> QSize:
        try:
            picture = self._picture()
        except ValueError:
            return QSize(0, self.fontMetrics().height() * 2)
        return QSize(0, 0) if picture is None else QSize(round(picture.width) + 2, round(picture.height) + 2)

    def minimumSizeHint(self) -> QSize:
        """It shrinks to half of what it would like."""
        hint = self.sizeHint()
        return QSize(hint.width() // 2, hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        try:
            picture = self._picture()
        except ValueError as sentence:
            painter.setPen(self._theme.text("secondary"))
            painter.setFont(self._theme.font("body"))
            flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(self.rect(), flags, told(sentence))
        else:
            if picture is not None:
                self._paint_picture(painter, picture)
        painter.end()

    def _paint_picture(self, painter: QPainter, picture: FormulaPicture) -> None:
        shrunk = min(1.0, self.width() / picture.width, self.height() / picture.height)
        spare = QPointF(self.width() - shrunk * picture.width, self.height() - shrunk * picture.height) / 2
        painter.translate(spare.x() if self._middle else 0, spare.y())
        painter.scale(shrunk, shrunk)
        picture.paint(painter, 0, 0)
