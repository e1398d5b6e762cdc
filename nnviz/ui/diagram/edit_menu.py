"""The context menu of an edge, a neuron or an input of the diagram."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from nnviz.drawing.scene import Scene
from nnviz.drawing.selection import Selection
from nnviz.session.sentences import told
from nnviz.training.diagnosis import Finding
from nnviz.ui.diagram.editing import Editing


class EditMenu(QObject):
    """Makes the menus; ``finding_requested(Finding)`` when one of its warnings is chosen."""

    finding_requested = Signal(object)

    def __init__(self, scene: Scene, editing: Editing, parent: QWidget) -> None:
        super().__init__(parent)
        self._scene, self._editing, self._parent = scene, editing, parent
        self._target: Selection | None = None

    def menu(self, target: Selection) -> QMenu | None:
        """The menu of ``target``; None where there is nothing to be done."""
        target = target.whole
        words = self._scene.words(target)
        if not self._editing.enabled or words is None or target.kind == "input":
            return None
        self._target = target
        menu = QMenu(self._parent)
        menu.addAction(told(words[0])).setEnabled(False)
        menu.addSeparator()
        if target.kind == "edge":
            self._fill_edge(menu, target)
        else:
            self._fill_neuron(menu, target)
        menu.triggered.connect(self._on_chosen)
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    def _fill_edge(self, menu: QMenu, target: Selection) -> None:
        cut = self._scene.is_cut(target)
        if not cut:
            _add(menu, self.tr("Type a weight…"), "type", self.tr("Enter"))
            _add(menu, self.tr("Set to 0"), "zero")
        _add(menu, self.tr("Restore the edge") if cut else self.tr("Cut the edge"), "cut", self.tr("Del"))

    def _fill_neuron(self, menu: QMenu, target: Selection) -> None:
        _add(menu, self.tr("Type a bias…"), "type", self.tr("Enter"))
        _add(menu, self.tr("Set the bias to 0"), "zero")
        menu.addSeparator()
        self._fill_freezing(menu, target)
        found = self._scene.findings_of(target)
        if found:
            menu.addSeparator()
        for finding in found:
            menu.addAction(finding.text).setData(finding)

    def _fill_freezing(self, menu: QMenu, target: Selection) -> None:
        layer, alone = (self._scene.is_frozen(target.layer, unit) for unit in (None, target.unit))
        if not layer and self._scene.is_filter(target):
            learn, freeze = self.tr("Let the filter learn again"), self.tr("Freeze the filter")
            _add(menu, learn if alone else freeze, "freeze_unit")
        elif not layer:
            learn, freeze = self.tr("Let the neuron learn again"), self.tr("Freeze the neuron")
            _add(menu, learn if alone else freeze, "freeze_unit")
        _add(menu, self.tr("Let the layer learn again") if layer else self.tr("Freeze the layer"), "freeze")

    @Slot(QAction)
    def _on_chosen(self, action: QAction) -> None:
        chosen, target, editing = action.data(), self._target, self._editing
        if isinstance(chosen, Finding):
            self.finding_requested.emit(chosen)
        elif target is None:
            return
        elif chosen == "type":
            editing.type_number(target)
        elif chosen == "zero":
            editing.set(target, 0.0)
        elif chosen == "cut":
            editing.toggle_cut(target)
        elif chosen == "freeze":
            editing.freeze_requested.emit(target.layer, None, not self._scene.is_frozen(target.layer))
        elif chosen == "freeze_unit":
            frozen = self._scene.is_frozen(target.layer, target.unit)
            editing.freeze_requested.emit(target.layer, target.unit, not frozen)


def _add(menu: QMenu, text: str, key: str, shortcut: str = "") -> None:
    """An entry; its key is told, but acts in the diagram itself."""
    menu.addAction(f"{text}\t{shortcut}" if shortcut else text).setData(key)
