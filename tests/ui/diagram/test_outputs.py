"""What stands beside the inputs and the outputs has room for itself."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QFontMetricsF, QImage, QPainter

from nnviz.drawing.part import Names
from nnviz.drawing.plan import arrange
from nnviz.drawing.shapes import Answers, Shares, bar_radius
from nnviz.training.experiment import Experiment
from nnviz.ui.appearance import dress
from nnviz.ui.diagram.outputs import AnswerPainter, SharePainter
from nnviz.ui.theme import Theme
from tests.helpers.parts import dense_parts

# Height of the window, and the stage that it leaves.
STAGES = [
    (700, 589, 430),
    (768, 519, 586),
    (1080, 650, 864),
    (768, 850, 500),
    (900, 846, 650),
    (1080, 1206, 790),
    (1440, 1600, 1050),
]


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


@pytest.mark.parametrize("data", ["iris", "diabetes"])
@pytest.mark.parametrize("name", ["dark", "projector"])
def test_short_names_of_inputs_are_written_in_full(qapp, data, name):
    """Also where there are three letters, and one of them is an m."""
    dress(qapp)
    theme, names = Theme(name, window_height=1080), Experiment.on(data).dataset().feature_names
    parts = dense_parts((len(names), 16, 1), (len(names),))
    layout = arrange(parts, 1206, 790, theme.unit, far=name == "projector", names=Names(features=names))
    font = QFontMetricsF(theme.font("caption"))
    assert max(map(font.horizontalAdvance, names)) <= layout.inputs.name_width


@pytest.mark.parametrize(("width", "height"), [(519, 586), (650, 864), (850, 586)])
def test_a_bar_without_room_beside_its_number_is_no_dot(qapp, width, height):
    dress(qapp)
    theme = Theme("projector", window_height=1080 if height > 800 else 768)
    layout = arrange(dense_parts((64, 32, 16, 10), (8, 8)), width, height, theme.unit, far=True)
    box, values = layout.layers[-1], np.full(10, 0.02)
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(theme.surface("stage"))
    painter = QPainter(image)
    number = QFontMetricsF(theme.font(theme.room("caption"), weight="semibold", family="mono"))
    free = layout.labels.bar_width - number.horizontalAdvance(">99 %") - theme.px(6)
    AnswerPainter(Answers(box, layout.labels, ("",) * 10, 3, True), theme, 1.0).paint(
        painter, Answers(box, layout.labels, ("",) * 10, 3, True), None
    )
    SharePainter(Shares(box, layout.labels, values, 3), theme, 1.0).paint(
        painter, Shares(box, layout.labels, values, 3), None
    )
    painter.end()
    end = round(layout.labels.bar_x + max(2.0, free))
    row = [image.pixelColor(x, round(box.y[0])) for x in range(round(layout.labels.bar_x), end)]
    painted = [colour for colour in row if colour != theme.surface("stage")]
    thick = 2 * bar_radius(layout.labels, theme.unit)
    assert bool(painted) == (free >= 2 * thick)


@pytest.mark.parametrize(("width", "height"), [(300, 300), (430, 460), (650, 864)])
def test_a_percentage_is_never_cut_to_another(qapp, width, height):
    """A narrow diagram in front of a class, as in Compare: “>99 %” would read “9 %” within its bar."""
    dress(qapp)
    theme = Theme("projector", window_height=1080)
    layout = arrange(dense_parts((20, 8, 4), (20,)), width, height, theme.unit, far=False)
    shape = Shares(layout.layers[-1], layout.labels, np.array([0.999, 0.0, 0.0, 0.0]), 0)
    image = QImage(width + 200, height, QImage.Format.Format_RGB32)
    image.fill(theme.surface("stage"))
    painter = QPainter(image)
    share = SharePainter(shape, theme, 1.0)
    share.paint(painter, shape, None)
    painter.end()
    y = round(shape.box.y[0] + layout.labels.apart)
    number = QFontMetricsF(theme.font(theme.room("caption"), weight="semibold", family="mono"))
    ground, half = theme.surface("stage"), round(number.height() / 2)
    inked = [
        x
        for x in range(image.width())
        if any(image.pixelColor(x, row) != ground for row in range(y - half, y + half))
    ]
    assert inked[-1] - inked[0] >= 0.85 * number.horizontalAdvance(">99 %")
