"""Run by .ci/run with the Python of an environment that holds nothing but the installed wheel.

    python check_wheel.py CHECKOUT

Every resource of the checkout must be found by the installed package, outside the checkout, and unchanged;
the fonts must load and every icon must be drawn.
"""

import os
import sys
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtSvg import QSvgRenderer

from nnviz.assets import asset_path

checkout = Path(sys.argv[1]).resolve()
installed = asset_path().resolve()
assert checkout not in installed.parents, f"{installed} lies in the checkout"
assert Path(sys.prefix).resolve() in installed.parents, f"{installed} lies outside of {sys.prefix}"

ours = {
    path.relative_to(checkout / "resources") for path in (checkout / "resources").rglob("*") if path.is_file()
}
changed = [
    str(path)
    for path in ours
    if asset_path(*path.parts).read_bytes() != (checkout / "resources" / path).read_bytes()
]
assert not changed, f"changed on the way: {changed}"

app = QGuiApplication([])
fonts = sorted(installed.glob("fonts/*.ttf"))
icons = sorted(installed.glob("icons/*.svg"))
assert fonts
assert icons
families = {
    name
    for font in fonts
    for name in QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(font)))
}
assert {"Inter", "JetBrains Mono", "STIX Two Text"} <= families, families
assert all(QSvgRenderer(str(icon)).isValid() for icon in icons)
print(f"{len(ours)} resources, {len(fonts)} fonts and {len(icons)} icons are found in the installed wheel")
