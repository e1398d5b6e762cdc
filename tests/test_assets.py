"""The bundled fonts, icons and colours are there, whole, and found."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from nnviz.assets import asset_path, read_asset

FONTS = sorted(path.name for path in asset_path("fonts").glob("*.ttf"))
ICONS = sorted(path.name for path in asset_path("icons").glob("*.svg"))
MATH_SIGNS = "Σ∂·ŷαβγδεηθλμσφω∑∇√∞≤≥≈≠×−∈→←"


def test_missing_asset_is_one_sentence():
    with pytest.raises(FileNotFoundError, match=r"nnviz's file icons/none\.svg is missing"):
        read_asset("icons", "none.svg")


def test_packed_resources_go_first(tmp_path):
    """In an installed wheel the resources lie inside the package, whatever stands beside it."""
    package = tmp_path / "nnviz"
    (package / "resources").mkdir(parents=True)
    (tmp_path / "resources").mkdir()
    for module in ("__init__.py", "assets.py"):
        (package / module).write_bytes((Path(asset_path()).parent / "nnviz" / module).read_bytes())
    program = "from nnviz.assets import asset_path; print(asset_path())"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert Path(done.stdout.strip()) == package / "resources"


def test_tokens_give_each_theme_the_same_names():
    def names(tree):
        if isinstance(tree, dict):
            return {key: names(value) for key, value in tree.items()}
        return len(tree) if isinstance(tree, list) else None

    themes = json.loads(read_asset("tokens.json"))["themes"]
    assert set(themes) == {"dark", "light", "projector"}
    assert names(themes["dark"]) == names(themes["light"]) == names(themes["projector"])


@pytest.mark.parametrize("name", FONTS)
def test_font_loads_with_its_family_and_has_a_licence(name, qapp):
    from PySide6.QtGui import QFontDatabase

    stem = name.partition("-")[0]
    family = {"Inter": "Inter", "JetBrainsMono": "JetBrains Mono", "STIXTwoText": "STIX Two Text"}[stem]
    font = QFontDatabase.addApplicationFontFromData(read_asset("fonts", name))
    assert family in QFontDatabase.applicationFontFamilies(font)
    assert b"SIL OPEN FONT LICENSE Version 1.1" in read_asset("fonts", f"{stem}-OFL.txt")


@pytest.mark.parametrize("name", [name for name in FONTS if name.startswith("STIX")])
def test_formula_fonts_have_the_signs_of_formulas(name, qapp):
    from PySide6.QtGui import QRawFont

    font = QRawFont(read_asset("fonts", name), 16.0)
    assert [sign for sign in MATH_SIGNS if not font.supportsCharacter(ord(sign))] == []


def test_interface_font_can_set_figures_in_columns(qapp):
    from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF

    QFontDatabase.addApplicationFontFromData(read_asset("fonts", "Inter-Regular.ttf"))
    font = QFont("Inter")
    font.setPixelSize(20)
    plain = QFontMetricsF(font)
    font.setFeature(QFont.Tag("tnum"), 1)
    tabular = QFontMetricsF(font)
    assert plain.horizontalAdvance("111.1") < plain.horizontalAdvance("888.8")
    assert tabular.horizontalAdvance("111.1") == tabular.horizontalAdvance("888.8")


@pytest.mark.parametrize("name", ICONS)
def test_icon_is_drawn_and_takes_its_colour(name, qapp):
    from PySide6.QtCore import QByteArray
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    svg = read_asset("icons", name)
    if name != "nnviz.svg":
        assert not re.search(rb"#[0-9a-fA-F]{3}", svg), "one-colour icons say currentColor"
    image = QImage(40, 40, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(svg.replace(b"currentColor", b"#ff0000"))).render(painter)
    painter.end()
    inked = [pixel for x in range(40) for y in range(40) if (pixel := image.pixelColor(x, y)).alpha() > 200]
    assert len(inked) > 15
    if name != "nnviz.svg":
        assert all(pixel.red() > 200 and pixel.blue() < 50 for pixel in inked)


def test_every_icon_named_in_the_interface_exists():
    named = set()
    for source in (Path(asset_path()).parent / "nnviz").rglob("*.py"):
        named |= set(re.findall(r"\bicon(?:_pixmap)?\(\s*\"([a-z-]+)\"", source.read_text(encoding="utf-8")))
    assert {f"{name}.svg" for name in named} <= set(ICONS)
