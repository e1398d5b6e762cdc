"""Parts of menus about layers: what may be added somewhere, and the settings of one that is there."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from nnviz.drawing.naming import activation_label
from nnviz.drawing.numbers import percent
from nnviz.drawing.offer_words import given_words, kind_words
from nnviz.engine.activations import ACTIVATIONS
from nnviz.engine.layers import LayerSpec
from nnviz.session.sentences import told
from nnviz.training.structure import NOT_HIDDEN, Offer, activation_of

translate = QCoreApplication.translate
UNIT_CHOICES = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512)
UNITS_MAX = 512


def add_choice(menu: QMenu, text: str, data: tuple[str, object], chosen: bool) -> QAction:
    """One of several values, of which one is ``chosen``."""
    action = menu.addAction(text)
    action.setCheckable(True)
    action.setChecked(chosen)
    action.setData(data)
    return action


def layer_menu(parent: QWidget, spec: LayerSpec, units: int, place: int) -> QMenu:
    """A menu with what can be chosen of the layer with ``units`` at that place: their number, its settings,
    its activation."""
    menu = QMenu(parent)
    if spec.sized:
        filters = translate("LayerMenu", "Filters"), translate("LayerMenu", "Neurons")
        part = menu.addMenu(filters[spec.sized != "filters"])
        for number in sorted({*UNIT_CHOICES, units}):
            add_choice(part, str(number), ("units", number), number == units)
    add_settings(menu, spec, place)
    if (activation := activation_of(spec)) is not None:
        names = menu.addMenu(translate("LayerMenu", "Activation"))
        offered = [name for name in ACTIVATIONS if name not in NOT_HIDDEN]
        for name in dict.fromkeys((*offered, activation)):
            text = told(activation_label(name))
            action = add_choice(names, text, ("activation", name), name == activation)
            action.setEnabled(name in offered or name not in ACTIVATIONS)
        names.addSeparator()
        names.addAction(translate("LayerMenu", "Your own…")).setData(("own", activation))
    return menu


def offers_menu(offered: Sequence[Offer], parent: QWidget) -> QMenu:
    """What may stand there, each with the shape it gives. What may not can be chosen too: it is said why."""
    menu = QMenu(parent)
    menu.setToolTipsVisible(True)
    menu.setAccessibleName(translate("LayerMenu", "Add a layer"))
    for offer in offered:
        given = translate("LayerMenu", "does not fit here") if offer.refusal else told(given_words(offer))
        action = menu.addAction(f"{_title(offer.spec)}\t{given}")
        action.setToolTip(told(offer.refusal) if offer.refusal else told(offer.spec.purpose))
        action.setData(offer.spec)
    return menu


def add_settings(menu: QMenu, spec: LayerSpec, place: int) -> None:
    """A menu for each setting of the layer at that place that has a few usual values."""
    for name, title, values in _choices():
        now = getattr(spec, name, None)
        if now is None or spec.sized == name:
            continue
        part = menu.addMenu(title)
        offered = [value for value in values if type(value) is type(now)]
        for value in dict.fromkeys(sorted({*offered, now}) if name != "padding" else offered):
            text = percent(value) if isinstance(value, float) else _word(value)
            add_choice(part, text, ("setting", (place, name, value)), value == now)


def add_passing(menu: QMenu, spec: LayerSpec, place: int) -> None:
    """The settings of a layer that stands behind one with a header, and how it goes."""
    part = menu.addMenu(_title(spec))
    add_settings(part, spec, place)
    part.addAction(translate("LayerMenu", "Remove")).setData(("remove_place", place))


def _title(spec: LayerSpec) -> str:
    """What a layer is, as a line of a menu begins."""
    words = told(kind_words(spec))
    return words[:1].upper() + words[1:]


def _choices() -> tuple[tuple[str, str, tuple[object, ...]], ...]:
    """The settings that are offered, each with its title and its usual values."""
    return (
        ("size", translate("LayerMenu", "Size"), (1, 2, 3, 4, 5, 7)),
        ("stride", translate("LayerMenu", "Stride"), (1, 2, 3)),
        ("padding", translate("LayerMenu", "Padding"), ("same", "valid")),
        ("rate", translate("LayerMenu", "Share left out"), (0.1, 0.2, 0.3, 0.5)),
    )


def _word(value: object) -> str:
    """A value as the menu has it."""
    words = {
        "same": translate("LayerMenu", "same: a window round every pixel, 0 beyond the edge"),
        "valid": translate("LayerMenu", "valid: windows within the picture"),
    }
    return words.get(str(value), str(value))
