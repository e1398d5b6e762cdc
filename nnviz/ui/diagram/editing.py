"""Changing weights and biases by hand: drag, wheel and keys turned into Edits, cuts and freezes."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from nnviz.drawing.numbers import fitted
from nnviz.drawing.scene import Scene
from nnviz.drawing.selection import Selection
from nnviz.training.edits import Edit

REACH_PX = 60.0  # of dragging that the largest weight of the layer is worth
NOTCH = 1 / 12  # of that reach, for a notch of the wheel or a press of a key
FINE = 0.1
SLACK = 4.0  # px of moving that are still a click


@dataclass
class _Grip:
    """What is held by the mouse."""

    target: Selection
    start: float
    value: float
    y: float
    moved: bool = False


class Editing(QObject):
    """Emits what the person wants of the network of ``scene``; not ``enabled``, it is only to be looked at,
    and so is an average, of which nothing is trained.

    ``edit_requested(Edit)``; ``cut_requested(layer, source, unit, on)``; ``freeze_requested`` with (layer,
    unit, on), the unit None for all of the layer; ``typing_requested(Selection)``: a number is to be typed
    for it; ``held_changed``: what ``note`` says.
    """

    edit_requested = Signal(object)
    cut_requested = Signal(int, int, int, bool)
    freeze_requested = Signal(int, object, bool)
    typing_requested = Signal(object)
    held_changed = Signal()

    def __init__(self, scene: Scene, parent: QObject) -> None:
        super().__init__(parent)
        self._scene = scene
        self._grip: _Grip | None = None
        self._on = True

    @property
    def enabled(self) -> bool:
        """Whether anything can be changed here now."""
        snapshot = self._scene.snapshot
        return self._on and (snapshot is None or not snapshot.shows_average)

    @enabled.setter
    def enabled(self, on: bool) -> None:
        self._on = on

    # ---- what there is
    def editable(self, target: object) -> bool:
        """Whether ``target`` has a number that can be changed: an edge its weight, a neuron its bias."""
        if not self.enabled or not isinstance(target, Selection):
            return False
        return self._scene.single(target) and not self._scene.is_cut(target)

    # ---- wishes
    def set(self, target: Selection, value: float) -> None:
        """Ask for the number ``value``."""
        source = target.source if target.kind == "edge" else None
        self.edit_requested.emit(Edit(target.layer, source, target.unit, value))

    def nudge(self, target: Selection | None, notches: float, fine: bool) -> bool:
        """Ask for a little more, or less; whether ``target`` has a number."""
        if target is None or not self.editable(target):
            return False
        step = self._scene.reach(target) * NOTCH * (FINE if fine else 1.0)
        self.set(target, _rounded(self._scene.value(target) + notches * step))
        return True

    def toggle_cut(self, target: Selection | None) -> bool:
        """Cut an edge, or restore it; whether ``target`` is one."""
        if not self.enabled or target is None or target.kind != "edge" or not self._scene.single(target):
            return False
        self.cut_requested.emit(target.layer, target.source, target.unit, not self._scene.is_cut(target))
        return True

    def type_number(self, target: object) -> bool:
        """Let the person type; whether ``target`` has a number."""
        if not self.editable(target):
            return False
        self.typing_requested.emit(target)
        return True

    # ---- dragging
    @property
    def held(self) -> Selection | None:
        """What is being dragged."""
        return self._grip.target if self._grip is not None and self._grip.moved else None

    @property
    def note(self) -> tuple[str, str] | None:
        """The number that is being dragged, and where it began."""
        grip = self._grip
        if grip is None or not grip.moved:
            return None
        symbol = "w" if grip.target.kind == "edge" else "b"
        number = f"{symbol} = {fitted(grip.value, 3, sign=True)}"
        return number, self.tr("from {start} · Shift: finely").format(start=fitted(grip.start, 3, sign=True))

    def press(self, target: object, y: float) -> bool:
        """Take hold of ``target``; whether it can be dragged."""
        if not isinstance(target, Selection) or not self.editable(target):
            return False
        value = self._scene.value(target)
        self._grip = _Grip(target, value, value, y)
        return True

    def drag(self, y: float, fine: bool) -> bool:
        """Follow the pointer: upwards is more. Whether anything is held."""
        grip = self._grip
        if grip is None:
            return False
        if not grip.moved and abs(y - grip.y) <= SLACK:
            return True
        if not self.editable(grip.target):
            self.release()
            return False
        grip.value += (grip.y - y) * self._scene.reach(grip.target) / REACH_PX * (FINE if fine else 1.0)
        grip.y, grip.moved = y, True
        grip.value = _rounded(grip.value)
        self.set(grip.target, grip.value)
        self.held_changed.emit()
        return True

    def release(self) -> bool:
        """Let go; whether it had been dragged, and was no click."""
        grip, self._grip = self._grip, None
        if grip is None or not grip.moved:
            return False
        self.held_changed.emit()
        return True


def _rounded(value: float) -> float:
    """Four digits are enough for a hand."""
    return float(f"{value:.4g}")
