"""The sentences of the diagram: for tooltips, for the legend, and for who cannot see it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QCoreApplication

from nnviz.drawing.numbers import MINUS, fitted, percent
from nnviz.drawing.selection import Selection
from nnviz.engine.activations import ACTIVATIONS
from nnviz.training.snapshot import Snapshot


def tr(text: str) -> str:
    """``text`` in the language of the window."""
    return QCoreApplication.translate("Diagram", text)


def activation_label(name: str) -> str:
    """How an activation is written: ReLU, softmax ..."""
    return ACTIVATIONS[name].label if name in ACTIVATIONS else name


def input_name(unit: int, shape: Sequence[int], features: Sequence[str] = ()) -> str:
    """What feature ``unit`` is called: its row and column in a picture, else its name if it has one."""
    if len(shape) == 2 and min(shape) > 1:
        row, column = divmod(unit, shape[1])
        return tr("row {row} col {column}").format(row=row + 1, column=column + 1)
    if unit < len(features):
        return features[unit]
    return tr("input {number}").format(number=unit + 1)


def neuron_name(layer: int, unit: int, snapshot: Snapshot, classes: Sequence[str]) -> str:
    """What a neuron is called: ``Output 4``, ``Output``, ``Hidden neuron 6``, ``Hidden 2, neuron 6``."""
    layers = len(snapshot.layers)
    if layer == layers - 1:
        if snapshot.layers[-1].units == 1:
            return tr("Output")
        return tr("Output {name}").format(name=classes[unit] if unit < len(classes) else unit + 1)
    if layers == 2:
        return tr("Hidden neuron {number}").format(number=unit + 1)
    return tr("Hidden {layer}, neuron {number}").format(layer=layer + 1, number=unit + 1)


def describe(
    selection: Selection, snapshot: Snapshot, shape: Sequence[int], classes: Sequence[str],
    earlier: Snapshot | None = None, features: Sequence[str] = (),
) -> tuple[str, str]:  # fmt: skip
    """A title and one line of numbers for what is selected."""
    if selection.kind == "input":
        return _input(selection.unit, snapshot, shape, features)
    if selection.kind == "edge":
        return _edge(selection, snapshot, shape, classes, earlier, features)
    return _neuron(selection, snapshot, classes)


def _input(unit: int, snapshot: Snapshot, shape: Sequence[int], features: Sequence[str]) -> tuple[str, str]:
    name = input_name(unit, shape, features)
    title = tr("Pixel {place}").format(place=name) if len(shape) == 2 else name[:1].upper() + name[1:]
    if unit < len(features) and len(shape) != 2:
        title = tr("Input {name}").format(name=name)
    if snapshot.probe is None:
        return title, tr("no sample")
    return title, tr("enters as {value}").format(value=fitted(float(snapshot.probe.inputs[unit]), 3))


def _neuron(selection: Selection, snapshot: Snapshot, classes: Sequence[str]) -> tuple[str, str]:
    k, unit = selection.layer, selection.unit
    layer, probe, count = snapshot.layers[k], snapshot.probe, len(snapshot.layers)
    title = f"{neuron_name(k, unit, snapshot, classes)}, {activation_label(layer.activation)}"
    bias = tr("bias {value}").format(value=fitted(float(layer.bias[unit]), 2, sign=True))
    parts = [bias]
    if probe is not None:
        a = float(probe.a[k][unit])
        shown = percent(a) if layer.activation == "softmax" else fitted(a, 3)
        parts = [f"z = {fitted(float(probe.z[k][unit]), 3, sign=True)}", f"a = {shown}", bias]
    if k < count - 1 and never_fires(snapshot, k)[unit]:
        parts.append(tr("never fires"))
    return title, " · ".join(parts)


def _edge(
    selection: Selection, snapshot: Snapshot, shape: Sequence[int], classes: Sequence[str],
    earlier: Snapshot | None, features: Sequence[str],
) -> tuple[str, str]:  # fmt: skip
    k, unit, source = selection.layer, selection.unit, selection.source
    start = input_name(source, shape, features) if k == 0 else neuron_name(k - 1, source, snapshot, classes)
    named = k == 0 and source < len(features)
    title = f"{start if named else start[:1].upper() + start[1:]} → {neuron_name(k, unit, snapshot, classes)}"
    w = float(snapshot.layers[k].weights[source, unit])
    text = f"w = {fitted(w, 3, sign=True)}"
    if earlier is not None and earlier.layers[k].weights.shape == snapshot.layers[k].weights.shape:
        before = fitted(float(earlier.layers[k].weights[source, unit]), 3, sign=True)
        text += tr(" ({value} at epoch {epoch})").format(value=before, epoch=earlier.epoch)
    if (k, source, unit) in snapshot.experiment.cut:
        text += tr(" · cut: held at 0")
    probe = snapshot.probe
    if probe is not None:
        entering = float(probe.entering[k][source])
        text += f" · w·a = {fitted(w * entering, 3, sign=True)}"
        if probe.dz is not None:
            text += f" · ∂L/∂w = {fitted(entering * float(probe.dz[k][unit]), 4, sign=True)}"
    return title, text


def never_fires(snapshot: Snapshot, layer: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """(units,) whether a unit was 0 for every sample of the fixed batch."""
    statistics = snapshot.statistics[layer]
    dead: np.ndarray[tuple[int], np.dtype[np.bool_]] = (np.asarray(statistics.firing) == 0) & (
        np.asarray(statistics.mean) == 0
    )
    return dead


def clip_text(clips: Sequence[float]) -> str:
    """Where colour and width are full, gap by gap; the range of it for many gaps."""
    if not clips:
        return ""
    if len(clips) <= 3:
        return " | ".join(f"±{fitted(c, 2)}" for c in clips)
    return f"±{fitted(min(clips), 2)} … ±{fitted(max(clips), 2)}"


def sentence(title: str, text: str) -> str:
    """A title and numbers as one sentence to be read aloud."""
    return f"{title}: {text}".replace(MINUS, tr("minus "))
