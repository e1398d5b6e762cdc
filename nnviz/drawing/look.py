"""Colours and lengths of ``resources/tokens.json`` as numbers: 0xffRRGGBB, and px."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from nnviz.assets import read_asset
from nnviz.said import translate

PROJECTOR_HEIGHT: Final = 1080.0  # window height the projector sizes are drawn for
PROJECTOR_UNIT: Final = 1.5  # enlargement of paddings and controls at that height
PROJECTOR_UNIT_MIN: Final = 1.3
PROJECTOR_MIN_TEXT: Final = 16.0  # px, never smaller in front of a class (LOOK.md)
LEAST_LINE: Final = 1 / 18  # of the least text: as wide as a line must be where that can just be read
RAMP_HALF: Final = 252  # entries of the signed table on each side of zero; nine stops divide it
_LARGE: Final = ("hero", "counter")  # text roles that are no part of a panel's running text
GREYS: Final = 256  # steps of the grey of a pixel
#: Stop of the signed ramps that the first two classes take: 3 to 1 at least against the stage.
_CLASS_STOP: Final = {"dark": 7, "light": 7, "projector": 6}
#: Classes 2 to 5. Found by search: any two of the six differ by at least 0.14 in OKLab, by 0.10 with
#: protanopia, deuteranopia or tritanopia; none is near the accent's or the gradient's hue.
_FURTHER: Final = {
    "dark": ("#3F7B04", "#9E4EE5", "#F2408B", "#D7D7D7"),
    "light": ("#0E3703", "#6019A5", "#8D2851", "#8C8C8C"),
    "projector": ("#769358", "#4F2A71", "#4F0918", "#656565"),
}
#: As many classes as there are colours for.
MAX_CLASSES: Final = 6

Rgb = NDArray[np.uint32]


@cache
def tokens() -> dict[str, Any]:
    """The design tokens as read from ``resources/tokens.json``."""
    loaded: dict[str, Any] = json.loads(read_asset("tokens.json"))
    return loaded


@cache
def token_rgb(theme: str, *path: str | int) -> int:
    """A colour of a theme as 0xffRRGGBB."""
    value: Any = tokens()["themes"][theme]
    for key in path:
        value = value[key]
    return _rgb(value)


def _rgb(text: str) -> int:
    return 0xFF000000 | int(text.removeprefix("#"), 16)


def mix(a: int, b: int, share: float) -> int:
    """The colour a ``share`` (0..1) of the way from ``a`` to ``b``."""
    parts = [(c >> shift & 255, d >> shift & 255) for c, d in ((a, b),) for shift in (16, 8, 0)]
    red, green, blue = (round(c + (d - c) * share) for c, d in parts)
    return 0xFF000000 | red << 16 | green << 8 | blue


@dataclass(frozen=True)
class Look:
    """What a drawing takes of a theme: its colours, and its lengths at one enlargement.

    ``text_scale`` is the person's own preference; ``window_height`` (px) matters to the
    projector theme alone, whose sizes grow with the window. So does ``least_text``, in the
    window that a whole room reads: no text is smaller at a height of 1080 px, and no line thinner than a
    share of it.
    """

    theme: str = "dark"
    text_scale: float = 1.0
    window_height: float = PROJECTOR_HEIGHT
    least_text: float = 0.0

    # ---- lengths
    @property
    def projector(self) -> bool:
        return self.theme == "projector"

    @property
    def unit(self) -> float:
        """Enlargement of paddings, controls and the diagram (1 in the normal themes)."""
        if not self.projector:
            return self.text_scale
        grown = PROJECTOR_UNIT * self.window_height / PROJECTOR_HEIGHT
        # Where the smallest text is larger, what stands around it is too: else names have no room.
        larger = max(1.0, self.least_text / float(tokens()["type"]["projector"]["label"]))
        return max(PROJECTOR_UNIT_MIN, grown) * self.text_scale * larger

    def type_px(self, role: str) -> float:
        """Pixel size of a text role of the tokens (``caption``, ``label``, ``body``, ...)."""
        if role == "room":  # what a whole class reads
            size = max(tokens()["type"]["projector"]["room"], self.least_text)
            return max(PROJECTOR_MIN_TEXT, self.on_projector(size))
        normal = float(tokens()["type"]["normal"][role])
        if not self.projector:
            return normal * self.text_scale
        # The projector's largest sizes belong to lesson headings; a panel grows evenly.
        size = float(tokens()["type"]["projector"][role])
        if role not in _LARGE:
            size = max(min(size, normal * 1.75), self.least_text)
        scaled = size * self.window_height / PROJECTOR_HEIGHT
        return max(PROJECTOR_MIN_TEXT, scaled) * self.text_scale

    def on_projector(self, length: float) -> float:
        """A length that is drawn for a projector 1080 px high, at the height there is."""
        return length * self.window_height / PROJECTOR_HEIGHT * self.text_scale

    def line(self, role: str) -> float:
        """Width of a line role of the tokens (``hairline``, ``edge_max`` ...) in px."""
        width = float(tokens()["line_projector" if self.projector else "line"][role])
        return max(width, self.on_projector(self.least_text * LEAST_LINE)) if self.least_text else width

    @property
    def line_widths(self) -> tuple[float, float, float]:
        """The thinnest line of an edge, the widest of a dense gap, and the widest of all (px)."""
        return self.line("edge_min"), self.line("edge_dense_max"), self.line("edge_max")

    # ---- colours
    def surface(self, role: str) -> int:
        """``stage panel raised hover pressed inset hairline outline``."""
        return token_rgb(self.theme, "surface", role)

    def text(self, role: str = "primary") -> int:
        """``primary secondary tertiary disabled on_accent on_strong``."""
        return token_rgb(self.theme, "text", role)

    @property
    def accent(self) -> int:
        """What is here: the selection, the point."""
        return token_rgb(self.theme, "accent", "base")

    @property
    def accent_quiet(self) -> int:
        """The ground of what is here."""
        return token_rgb(self.theme, "accent", "quiet")

    @property
    def gradient(self) -> int:
        """What is a gradient, in text, frame or arrow."""
        return token_rgb(self.theme, "gradient")

    def ramp(self, sign: float, stop: int) -> int:
        """Stop 1..9 of the warm (sign >= 0) or cool ramp."""
        return token_rgb(self.theme, "positive" if sign >= 0 else "negative", stop - 1)

    def signed(self, value: float) -> int:
        """The colour of a signed value in -1..1 (clipped): warm positive, cool negative."""
        clipped = min(1.0, max(-1.0, value)) if value == value else 0.0  # NaN counts as 0
        return int(_signed_table(self.theme)[round(clipped * RAMP_HALF) + RAMP_HALF])

    def signed_rgb(self, values: NDArray[Any]) -> Rgb:
        """Colours (same shape) of signed values, clipped to -1..1; NaN counts as 0."""
        if np.isnan(np.sum(values)):  # nan_to_num takes as long as all the rest
            values = np.nan_to_num(values)
        index = np.rint(np.clip(values, -1.0, 1.0) * RAMP_HALF).astype(np.intp) + RAMP_HALF
        rgb: Rgb = _signed_table(self.theme)[index]
        return rgb

    def pixel(self, value: float) -> int:
        """The colour of an input pixel 0..1 (clipped)."""
        clipped = min(1.0, max(0.0, value)) if value == value else 0.0  # NaN counts as 0
        return int(_pixel_table(self.theme)[round(clipped * GREYS)])

    def pixel_rgb(self, values: NDArray[Any]) -> Rgb:
        """Colours (same shape) of pixel values clipped to 0..1."""
        # fmax takes the number where the other is NaN: a third of the cost of nan_to_num and clip
        index = np.rint(np.fmin(np.fmax(values, 0.0), 1.0) * GREYS).astype(np.intp)
        rgb: Rgb = _pixel_table(self.theme)[index]
        return rgb

    def class_colour(self, index: int, count: int) -> int:
        """The colour of class ``index`` of ``count`` (2 to 6); the first two are the cool and the warm ramp.

        A class keeps its colour when there are more of them. Raises ``IndexError`` for a class there is not.
        """
        if not 0 <= index < min(count, MAX_CLASSES):
            raise IndexError(
                translate("drawing", "There is no class {index} among {count}.").format(
                    index=index, count=count
                )
            )
        if index < 2:
            return self.ramp(1 if index else -1, _CLASS_STOP[self.theme])
        return _rgb(_FURTHER[self.theme][index - 2])


def between(stops: list[int], places: NDArray[Any]) -> Rgb:
    """Colours at ``places`` 0..1 of the way along evenly spaced ``stops``."""
    rgb = np.array([[c >> 16 & 255, c >> 8 & 255, c & 255] for c in stops], dtype=np.float64)
    at = np.arange(len(stops)) / (len(stops) - 1)
    red, green, blue = (np.rint(np.interp(places, at, rgb[:, c])).astype(int) for c in range(3))
    packed: Rgb = (0xFF000000 | (red << 16) | (green << 8) | blue).astype(np.uint32)
    return packed


@cache
def _signed_table(theme: str) -> Rgb:
    """The signed ramp of a theme, ``(2 * RAMP_HALF + 1,)``, read-only."""
    magnitudes = np.arange(1, RAMP_HALF + 1) / RAMP_HALF
    zero = token_rgb(theme, "zero")
    cool, warm = ([zero, *(token_rgb(theme, sign, n) for n in range(9))] for sign in ("negative", "positive"))
    middle = np.array([zero], dtype=np.uint32)
    table = np.concatenate([between(cool, magnitudes)[::-1], middle, between(warm, magnitudes)])
    table.flags.writeable = False
    return table


@cache
def _pixel_table(theme: str) -> Rgb:
    """The grey values of a theme, ``(GREYS + 1,)``, read-only."""
    low, high = (token_rgb(theme, "pixel", end) for end in (0, 1))
    table = np.array([mix(low, high, i / GREYS) for i in range(GREYS + 1)], dtype=np.uint32)
    table.flags.writeable = False
    return table
