"""Small controls that every panel shares."""

from nnviz.ui.widgets.buttons import IconButton, PushButton
from nnviz.ui.widgets.chips import ChoiceChip, NumberChip
from nnviz.ui.widgets.labels import Caption, SectionTitle, TextLabel
from nnviz.ui.widgets.segmented import Segmented
from nnviz.ui.widgets.slider import Slider

__all__ = [
    "Caption",
    "ChoiceChip",
    "IconButton",
    "NumberChip",
    "PushButton",
    "SectionTitle",
    "Segmented",
    "Slider",
    "TextLabel",
]
