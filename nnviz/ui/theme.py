"""Every colour and size of the window, read from ``resources/tokens.json``.

A :class:`Theme` is a frozen value. Widgets take it through ``set_theme(theme)``;
:func:`apply_theme` hands it to every widget below a root that has that method.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, Final, Protocol, runtime_checkable

from numpy.typing import NDArray
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from nnviz.drawing.look import PROJECTOR_HEIGHT, Look, Rgb, token_rgb, tokens

THEMES: Final = ("dark", "light", "projector")
RUN_HUES: Final = 6
_NEVER_LESS: Final = ("header", "transport", "message", "left")  # of a low projector's window
LARGE: Final = 1.15  # of text and controls in a large window


def mix(a: QColor, b: QColor, t: float) -> QColor:
    """The colour a fraction ``t`` (0..1) of the way from ``a`` to ``b``."""
    return QColor(
        round(a.red() + (b.red() - a.red()) * t),
        round(a.green() + (b.green() - a.green()) * t),
        round(a.blue() + (b.blue() - a.blue()) * t),
    )


def with_alpha(color: QColor, alpha: float) -> QColor:
    """``color`` with an opacity of ``alpha`` (0..1)."""
    faded = QColor(color)
    faded.setAlphaF(min(1.0, max(0.0, alpha)))
    return faded


@cache
def _font(family: str, size: int, weight: str, italic: bool) -> QFont:
    """A font of the tokens; paint events ask for the same few again and again."""
    font = QFont(tokens()["font"][family])
    font.setPixelSize(size)
    font.setWeight(QFont.Weight(int(tokens()["weight"].get(weight, 700))))
    font.setItalic(italic)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if family == "ui":
        for feature in tokens()["font"]["features"]:
            font.setFeature(QFont.Tag(feature), 1)
    elif family == "mono":
        font.setFeature(QFont.Tag("zero"), 0)
        font.setFeature(QFont.Tag("calt"), 0)
    return font


@cache
def _look(name: str, text_scale: float, window_height: float, least_text: float) -> Look:
    return Look(name, text_scale, window_height, least_text)


@dataclass(frozen=True)
class Theme:
    """One look: colours, type sizes and line widths, at one enlargement.

    ``text_scale`` is the person's own preference; ``window_height`` (px) matters to the
    projector theme alone, whose sizes grow with the window. ``large``: the window is, and so is all in it.
    ``least_text`` is that of :class:`Look`.
    """

    name: str = "dark"
    text_scale: float = 1.0
    window_height: float = PROJECTOR_HEIGHT
    reduce_motion: bool = False
    large: bool = False
    least_text: float = 0.0

    # ---- sizes
    @property
    def projector(self) -> bool:
        return self.name == "projector"

    @cached_property  # these two are asked thousands of times a frame
    def unit(self) -> float:
        """Enlargement of paddings, controls and the diagram (1 in the normal themes)."""
        return self.look.unit

    @cached_property
    def look(self) -> Look:
        """What a drawing of a network takes of it."""
        large = LARGE if self.large and not self.projector else 1.0
        return _look(self.name, self.text_scale * large, self.window_height, self.least_text)

    def px(self, value: float) -> int:
        """A length of the design in whole device-independent pixels, never below 1 for value > 0."""
        return max(1, round(value * self.unit)) if value > 0 else 0

    def type_px(self, role: str) -> float:
        """Pixel size of a text role of the tokens (``caption``, ``label``, ``body``, ...)."""
        return self.look.type_px(role)

    def line(self, role: str) -> float:
        """Width of a line role of the tokens (``hairline``, ``curve_test``, ...) in px."""
        return self.look.line(role)

    def motion(self, role: str) -> int:
        """Duration in ms of a motion role (``quick``, ``value``, ``sheet``, ...); 0 when reduced."""
        return 0 if self.reduce_motion else int(tokens()["motion"][role])

    def layout(self, role: str) -> int:
        """A length of the layout table (``header``, ``left``, ...), enlarged."""
        far = tokens()["layout"]["projector"]
        if self.projector and role in far:
            least = self.px(float(tokens()["layout"][role])) if role in _NEVER_LESS else 0
            return max(least, round(self.look.on_projector(far[role])))
        return self.px(float(tokens()["layout"][role]))

    def room(self, role: str) -> str:
        """The text role of what everybody in the room reads: ``role``, but on a projector the room's own."""
        return "room" if self.projector else role

    # ---- text
    def font(
        self, role: str = "body", *, weight: str = "regular", family: str = "ui", italic: bool = False
    ) -> QFont:
        """A font for a text role; ``family`` is ``ui``, ``mono`` or ``math``."""
        return QFont(_font(family, max(1, round(self.type_px(role))), weight, italic))

    # ---- colours
    def _color(self, *path: str) -> QColor:
        return QColor.fromRgb(token_rgb(self.name, *path))

    def surface(self, role: str) -> QColor:
        """``stage panel raised hover pressed inset hairline outline``."""
        return self._color("surface", role)

    def text(self, role: str = "primary") -> QColor:
        """``primary secondary tertiary disabled on_accent on_strong``."""
        return self._color("text", role)

    def accent(self, role: str = "base") -> QColor:
        """``base hover quiet``."""
        return self._color("accent", role)

    def curve(self, role: str) -> QColor:
        """``train test gap``."""
        return self._color("curve", role)

    def run(self, letter: str) -> QColor:
        """The hue of a run, ``A`` to ``D``."""
        return self._color("runs", letter)

    def run_colour(self, index: int) -> QColor:
        """The hue of the run number ``index``: four of their own, then the two of text; from the seventh on
        they come again, and :meth:`run_outlined` tells apart."""
        return (*(self.run(letter) for letter in "ABCD"), self.text(), self.text("tertiary"))[
            index % RUN_HUES
        ]

    @staticmethod
    def run_outlined(index: int) -> bool:
        """Whether the letter of the run number ``index`` stands in an outline, for another has its hue."""
        return index >= RUN_HUES

    def note(self, kind: str, part: str = "fg") -> QColor:
        """Message colours: kind ``warning error ok``, part ``fg`` or ``bg``."""
        return self._color(kind, part)

    @property
    def strong(self) -> QColor:
        return self._color("strong")

    @property
    def gradient(self) -> QColor:
        return self._color("gradient")

    @property
    def gradient_quiet(self) -> QColor:
        return self._color("gradient_quiet")

    @property
    def zero(self) -> QColor:
        return self._color("zero")

    def ramp(self, sign: float, stop: int) -> QColor:
        """Stop 1..9 of the warm (sign >= 0) or cool ramp."""
        return QColor.fromRgb(self.look.ramp(sign, stop))

    def signed(self, value: float) -> QColor:
        """The colour of a signed value in -1..1 (clipped): warm positive, cool negative."""
        return QColor.fromRgb(self.look.signed(value))

    def signed_rgb(self, values: NDArray[Any]) -> Rgb:
        """0xffRRGGBB (uint32, same shape) for signed values, clipped to -1..1; NaN counts as 0."""
        return self.look.signed_rgb(values)

    def pixel(self, value: float) -> QColor:
        """The colour of an input pixel 0..1 (clipped)."""
        return QColor.fromRgb(self.look.pixel(value))

    def pixel_rgb(self, values: NDArray[Any]) -> Rgb:
        """0xffRRGGBB (uint32, same shape) for pixel values clipped to 0..1."""
        return self.look.pixel_rgb(values)

    def class_colour(self, index: int, count: int) -> QColor:
        """The colour of class ``index`` of ``count`` on the plane; see ``Look``."""
        return QColor.fromRgb(self.look.class_colour(index, count))

    def palette(self) -> QPalette:
        """The palette for Qt's standard widgets (Fusion style)."""
        roles = QPalette.ColorRole
        palette = QPalette()
        for role, color in (
            (roles.Window, self.surface("panel")),
            (roles.WindowText, self.text()),
            (roles.Base, self.surface("raised")),
            (roles.AlternateBase, self.surface("hover")),
            (roles.Text, self.text()),
            (roles.Button, self.surface("raised")),
            (roles.ButtonText, self.text()),
            (roles.ToolTipBase, self.strong),
            (roles.ToolTipText, self.text("on_strong")),
            (roles.PlaceholderText, self.text("tertiary")),
            (roles.Highlight, self.accent()),
            (roles.HighlightedText, self.text("on_accent")),
            (roles.Link, self.accent()),
            (roles.Mid, self.surface("outline")),
            (roles.Light, self.surface("hover")),
            (roles.Dark, self.surface("hairline")),
        ):
            palette.setColor(role, color)
        for role in (roles.WindowText, roles.Text, roles.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.text("disabled"))
        return palette


@runtime_checkable
class Themed(Protocol):
    """A widget that takes the theme."""

    def set_theme(self, theme: Theme) -> None: ...


def apply_theme(root: QWidget, theme: Theme, but: Iterable[QWidget] = ()) -> None:
    """Hand ``theme`` to ``root`` and to every widget below it that takes one, ``but`` these and theirs."""
    left_out = {id(widget) for part in but for widget in (part, *part.findChildren(QWidget))}
    for widget in (root, *root.findChildren(QWidget)):
        # A widget may lay itself out anew for the theme: handles of splitters come and go then.
        # hasattr: to be asked whether it is Themed takes a widget ten times as long.
        if isValid(widget) and id(widget) not in left_out and hasattr(widget, "set_theme"):
            widget.set_theme(theme)
