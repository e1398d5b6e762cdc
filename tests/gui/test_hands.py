"""My digits and more handwriting in the real window."""

from __future__ import annotations

from nnviz.ui.sheets.hands_sheet import HandsSheet
from tests.helpers.strokes import DIGIT_STROKES, as_arrays


def test_the_help_menu_opens_it_with_what_was_taught(person):
    person.session.my_digits.add(as_arrays(DIGIT_STROKES[7]), 7)
    opener = person.window.actions_["hands"]
    opener.trigger()
    sheet = person.window.findChild(HandsSheet)
    assert sheet.isVisible()
    assert sheet.list.count() == 1
    opener.trigger()
    sheets = [sheet for sheet in person.window.findChildren(HandsSheet) if sheet.isVisible()]
    assert len(sheets) == 1  # not a second one
    sheets[0].close()
