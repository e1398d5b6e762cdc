"""All texts of nnviz as Qt's own tool finds them, and the English plurals: ``python -m tests.helpers.texts``.

That command brings ``resources/translations/nnviz_en.ts`` and its ``.qm`` up to date with the code: a new
"%n run(s)" gets the forms "%n run" and "%n runs"; forms written by hand stay.
"""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[2]
ENGLISH = ROOT / "resources" / "translations" / "nnviz_en.ts"


def run(tool: str, *words: str | Path) -> None:
    """One of Qt's tools for translators; raises ``CalledProcessError`` if it does."""
    path = Path(sysconfig.get_path("scripts")) / tool
    subprocess.run([path, *words], cwd=ROOT, check=True, capture_output=True)


def find_texts(ts: Path, *options: str) -> ElementTree.Element:
    """What plain ``pyside6-lupdate`` finds in all of nnviz, written to ``ts``."""
    names = ts.with_suffix(".list")
    names.write_text("\n".join(map(str, sorted((ROOT / "nnviz").rglob("*.py")))))
    try:
        run("pyside6-lupdate", *options, f"@{names}", "-ts", ts)
    finally:
        names.unlink()
    return ElementTree.parse(ts).getroot()


def find_plurals(ts: Path) -> ElementTree.Element:
    """The texts with "%n", in ``ts``, which may have been there with its English forms."""
    english = "-source-language en -target-language en -pluralonly -no-obsolete -locations none"
    return find_texts(ts, *english.split(), "-disable-heuristic", "similartext")


def release(ts: Path, qm: Path) -> None:
    """Write the file that the program loads."""
    run("pyside6-lrelease", ts, "-qm", qm)


def main() -> None:
    root = find_plurals(ENGLISH)
    for message in root.iter("message"):
        translation, source = message.find("translation"), message.findtext("source")
        if translation.attrib.pop("type", None):
            for form, ending in zip(translation, ("", "s"), strict=True):
                form.text = source.replace("(s)", ending)
    text = ElementTree.tostring(root, encoding="unicode")
    ENGLISH.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{text}\n', encoding="utf-8")
    release(ENGLISH, ENGLISH.with_suffix(".qm"))


if __name__ == "__main__":
    sys.exit(main())
