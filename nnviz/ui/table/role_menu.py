"""The menu of a column: what it is for, and how it enters."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from nnviz.data.own.edits import different
from nnviz.data.own.recipe import TableRecipe
from nnviz.data.own.table import Column

translate = QCoreApplication.translate


def role_menu(column: Column, recipe: TableRecipe, parent: QWidget) -> QMenu:
    """Its actions hold (name of the column, way): a way to enter, "" for left out, or what is learned of it
    (“classification”, “regression”)."""
    menu, numbers = QMenu(parent), column.numbers is not None
    count = different(column)
    ways = {
        "number": (translate("RoleMenu", "Input, as a number"), numbers),
        "yes_no": (translate("RoleMenu", "Input, as 0 or 1"), count == 2),
        "category": (translate("RoleMenu", "Input, one for each of its {n} values").format(n=count), True),
        "": (translate("RoleMenu", "Left out"), True),
        "classification": (translate("RoleMenu", "Answer, as classes"), count > 1),
        "regression": (translate("RoleMenu", "Answer, as a value"), numbers and count > 1),
    }
    now = dict(recipe.inputs).get(column.name, "")
    if column.name == recipe.target:
        now = recipe.learn
    for way, (text, can) in ways.items():
        if not can:
            continue
        if way == "classification":
            menu.addSeparator()
        action = QAction(text, menu)
        action.setCheckable(True)
        action.setChecked(way == now)
        action.setEnabled(column.name != recipe.target or way in ("classification", "regression"))
        action.setData((column.name, way))
        menu.addAction(action)
    return menu
