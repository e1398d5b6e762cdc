"""The look is what the tokens say."""

from __future__ import annotations

import json

import numpy as np
import pytest
from PySide6.QtGui import QColor, QRawFont
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.assets import asset_path, read_asset
from nnviz.ui.fonts import load_fonts
from nnviz.ui.theme import THEMES, Theme, apply_theme, mix, tokens
from nnviz.ui.widgets import TextLabel


def _luminance(color: QColor) -> float:
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in color.getRgbF()[:3]]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def _contrast(a: QColor, b: QColor) -> float:
    light, dark = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", THEMES)
def test_signed_colours_pass_through_the_stops(name: str) -> None:
    theme = Theme(name)
    ramps = json.loads(read_asset("tokens.json"))["themes"][name]
    for stop in range(1, 10):
        assert theme.signed(stop / 9).name().upper() == pytest.approx(ramps["positive"][stop - 1])
        assert theme.signed(-stop / 9).name().upper() == pytest.approx(ramps["negative"][stop - 1])
    assert theme.signed(0.0) == theme.zero
    assert theme.signed(7.0) == theme.signed(1.0)


def test_signed_table_takes_arrays_and_counts_nan_as_zero() -> None:
    theme = Theme("dark")
    values = np.array([[-1.0, np.nan], [0.0, 1.0]])
    rgb = theme.signed_rgb(values)
    assert rgb.shape == (2, 2)
    assert rgb.dtype == np.uint32
    assert rgb[0, 1] == rgb[1, 0]
    assert QColor.fromRgb(int(rgb[1, 1])) == theme.ramp(1, 9)


@pytest.mark.parametrize("name", THEMES)
def test_text_is_legible(name: str) -> None:
    theme = Theme(name)
    for ground in ("stage", "panel"):
        assert _contrast(theme.text("primary"), theme.surface(ground)) >= 16.7
        assert _contrast(theme.text("secondary"), theme.surface(ground)) >= 7.8
        assert _contrast(theme.text("tertiary"), theme.surface(ground)) >= 4.7


def test_projector_text_is_never_under_16_px() -> None:
    for height in (700, 1080, 1440):
        theme = Theme("projector", window_height=height)
        assert min(theme.type_px(role) for role in tokens()["type"]["normal"]) >= 16
    assert Theme("projector", window_height=1080).type_px("caption") > Theme("dark").type_px("caption") * 1.5


def test_sizes_follow_the_text_scale() -> None:
    assert Theme("dark", text_scale=1.5).px(10) == 15
    assert Theme("dark", text_scale=1.5).type_px("body") == pytest.approx(19.5)
    assert Theme("dark").px(0) == 0
    assert Theme("dark").px(0.2) == 1


def test_reduced_motion_is_none() -> None:
    assert Theme("dark").motion("value") == 140
    assert Theme("dark", reduce_motion=True).motion("value") == 0


def test_mix_ends_at_its_colours() -> None:
    a, b = QColor("#102030"), QColor("#506070")
    assert mix(a, b, 0) == a
    assert mix(a, b, 1) == b
    assert mix(a, b, 0.5) == QColor("#304050")


def test_bundled_fonts_are_what_is_drawn(qapp) -> None:
    from PySide6.QtGui import QFontInfo

    assert load_fonts() >= 8
    theme = Theme()
    for family in ("ui", "mono", "math"):
        assert QFontInfo(theme.font("body", family=family)).family() == tokens()["font"][family]


def test_apply_theme_reaches_every_child(qtbot) -> None:
    root = QWidget()
    qtbot.addWidget(root)
    label = TextLabel("x", "title", "secondary")
    QVBoxLayout(root).addWidget(label)
    apply_theme(root, Theme("light", 1.2))
    assert label.palette().windowText().color() == Theme("light").text("secondary")
    assert label.font().pixelSize() == 18


@pytest.mark.parametrize("name", THEMES)
def test_six_runs_have_hues_of_their_own_and_more_are_outlined(name):
    theme = Theme(name)
    hues = [theme.run_colour(index).name() for index in range(6)]
    assert len(set(hues)) == 6
    assert hues[4:] == [theme.text().name(), theme.text("tertiary").name()]
    assert [theme.run_outlined(index) for index in range(8)] == [False] * 6 + [True] * 2


@pytest.mark.parametrize("cut", ["Regular", "Medium", "SemiBold"])
def test_a_minus_is_as_wide_as_a_plus_and_no_hyphen(qapp, cut):
    font = QRawFont(str(asset_path("fonts", f"JetBrainsMono-{cut}.ttf")), 100.0)
    glyphs = font.glyphIndexesForString("-−+")
    hyphen, minus, plus = (font.pathForGlyph(glyph).boundingRect() for glyph in glyphs)
    assert minus.width() == pytest.approx(plus.width(), abs=1)
    assert minus.width() > 1.3 * hyphen.width()
    assert minus.center().y() == pytest.approx(plus.center().y(), abs=1)
    advances = font.advancesForGlyphIndexes(font.glyphIndexesForString("−0"))
    assert advances[0] == advances[1], "numbers stay in columns"
