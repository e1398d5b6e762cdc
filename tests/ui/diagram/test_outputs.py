"""What stands beside the outputs has room for itself."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFontMetricsF

from nnviz.drawing.plan import arrange
from nnviz.ui.appearance import dress
from nnviz.ui.theme import Theme
from tests.helpers.parts import dense_parts

# Height of the window, and the stage that it leaves.
STAGES = [(700, 589, 430), (768, 850, 500), (900, 846, 650), (1080, 1206, 790), (1440, 1600, 1050)]


@pytest.mark.parametrize("hidden", [(32,), (16, 16), (16, 16, 16), (24, 16, 12, 8)])
@pytest.mark.parametrize(("window", "width", "height"), STAGES)
def test_in_front_of_a_class_no_number_meets_a_name_or_the_edge(qapp, window, width, height, hidden):
    """The widest number, in the wider of its fonts, beside the widest name of one letter."""
    dress(qapp)
    theme = Theme("projector", window_height=window)
    labels = arrange(dense_parts((64, *hidden, 10), (8, 8)), width, height, theme.unit, far=True).labels
    number = theme.font(theme.room("caption"), weight="semibold", family="mono")
    name = theme.font("body", weight="bold")
    name.setPixelSize(round(24 * theme.unit))
    end = labels.bar_x + labels.bar_width
    assert end - QFontMetricsF(number).horizontalAdvance(">99 %") >= (
        labels.text_x + QFontMetricsF(name).horizontalAdvance("8") / 2
    )
    assert end <= width
