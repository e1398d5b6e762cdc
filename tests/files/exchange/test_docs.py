"""docs/exchange.md tells every form, and what it is called and ends in."""

from __future__ import annotations

import re
from pathlib import Path

from nnviz.files.exchange.formats import FORMATS

PAGE = (Path(__file__).parents[3] / "docs" / "exchange.md").read_text(encoding="utf-8")


def test_every_form_stands_in_the_table() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (\.\w+) \|", PAGE, re.MULTILINE)
    assert rows == [(name, entry.ending) for name, entry in FORMATS.items()]
