"""What diagram, answer and input panel of Images may say, worked out apart from the code that is judged."""

from __future__ import annotations

import re
from types import SimpleNamespace

import numpy as np

from nnviz.data.dataset import Dataset
from tests.helpers.truth_answer import article, raw_answer
from tests.helpers.truth_facts import Fact, N, P, agrees, fact
from tests.helpers.truth_images import Floats, OwnPictureLayer, OwnPictures

_DOWN = 2.0 / 3.0  # never more lines are left out than that


def answer_facts(own: OwnPictures, dataset: Dataset, label: int) -> list[Fact]:
    """The answer, as large as there is room for."""
    return raw_answer(
        SimpleNamespace(shares=own.output, dataset=dataset, label=label, loss=own.loss, probable=True)
    )


def output_facts(own: OwnPictures) -> list[Fact]:
    """The shares beside the outputs: of those below 0.95 % there is none."""
    shares = [share for share in own.output.tolist() if share >= 0.0095]

    def all_of_them(match: re.Match[str]) -> bool:
        printed = match[0].split("|")
        return len(printed) == len(shares) and all(map(agrees, printed, shares))

    pattern = rf"^{P}(?:\|{P})*$"
    return [fact("outputs", rf"(?=({pattern[1:-1]}$))^{pattern[1:]}", all_of_them, where="DiagramView")]


def header_facts(own: OwnPictures) -> list[Fact]:
    """What stands over the layers, and what enters and leaves."""
    facts = [
        fact("pixels", r"(\d+) pixels", own.layers[0].x.size, where="Title", least=1),
        fact("picture", r"^(\d+) × (\d+)$", *own.layers[0].x.shape[1:], where="Title", least=0),
        fact("outputs", r"Output(?:\|| )(\d+), Softmax", len(own.output), where="Title"),
        fact("neurons", r"^(\d+) neurons, Softmax", len(own.output), where="Title"),
        fact("behind", r"after hidden layer (\d+)", None, where="AddLayerButton", least=0),
    ]
    maps = [layer for layer in own.layers if layer.a.ndim == 3]
    sizes = {(*conv.a.shape[1:], *pool.a.shape[1:]) for conv, pool in zip(maps[::2], maps[1::2], strict=True)}

    def smaller(match: re.Match[str]) -> bool:
        return tuple(map(int, match.groups())) in sizes

    for conv in maps[::2]:
        side = conv.spec.size
        words = rf"({len(conv.a)}) filters, (\d+) × (\d+)"
        facts.append(fact(f"{conv.name}, filters", words, len(conv.a), side, side, where="Title", least=3))
    return [
        *facts,
        fact("maps", r"(\d+) × (\d+) → (\d+) × (\d+)$", smaller, *[None] * 3, where="Title", least=6),
        fact("stride", r"stride (\d+)", 1, where="Title", least=2),
        fact("key", r"Ctrl\+(0)", 0, where="DiagramView"),
    ]


def legend_facts(own: OwnPictures) -> list[Fact]:
    """At which signals the lines are in full colour, and how many lines there are."""
    first, second, last = own.layers[0], own.layers[2], own.layers[-1]
    full = []
    for conv in (first, second):
        sent = np.zeros((len(conv.x), len(conv.a)))
        for row, column in np.ndindex(conv.a.shape[1:]):
            window = conv.window(row, column)[0]
            sent += np.einsum("cij,fcij->cf", window, conv.numbers["weights"])
        full.append(float(np.abs(sent).max()))
    maps = own.layers[3].a
    each = last.x.ravel()[:, None] * last.numbers["weights"]
    full.append(float(np.abs(each.reshape(len(maps), -1, len(own.output)).sum(axis=1)).max()))
    lines = sum(
        before * after
        for before, after in ((1, len(first.a)), (len(first.a), len(second.a)), (len(maps), len(own.output)))
    )
    values = r" \| ".join([rf"±({N})"] * 3)
    told = rf"full at Σ w·a = {values}. (\d+) of (\d+) lines"
    painted = rf"full at \|Σ \|w·a = {values}\|(\d+) of (\d+) lines"

    def some(printed: re.Match[str]) -> bool:
        return lines * _DOWN <= int(printed[4]) <= lines

    return [
        fact("legend", told, *full, some, lines, where="Legend"),
        fact("legend, painted", painted.replace(" ", r"[ |]"), *full, some, lines, where="Legend"),
    ]


def cell_facts(own: OwnPictures, dataset: Dataset, unit: int, row: int, column: int) -> list[Fact]:
    """What is told of a cell of the second convolution of DESIGN, which has seen ten by ten pixels.

    It is in full colour at three quarters of the largest over the first 64 test images.
    """
    at = own.layers[2]
    pictures = np.asarray(dataset.test_features[:64], np.float64).reshape(-1, 28, 28)
    full = 0.75 * float(
        _convolved(own.layers[2], _shrunk(_convolved(own.layers[0], pictures[:, None]))).max()
    )
    seen = 2 * row + 1, 2 * row + 10, 2 * column + 1, 2 * column + 10
    pattern = (
        rf"^Map (\d+) of conv (\d+), row (\d+) column (\d+): z = ({N}) · a = ({N}) "
        rf"\(full colour at ({N})\) · sees rows (\d+)–(\d+), columns (\d+)–(\d+)$"
    )
    numbers = float(at.z[unit, row, column]), float(at.a[unit, row, column]), full
    return [fact("cell", pattern, unit + 1, 2, row + 1, column + 1, *numbers, *seen, where="DiagramView")]


# ---- the input panel
def _convolved(conv: OwnPictureLayer, x: Floats) -> Floats:
    """(n, filters, rows, columns) what ReLU lets through, of many at once."""
    size = conv.spec.size
    windows = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(2, 3))
    z = np.einsum("ncrqij,fcij->nfrq", windows, conv.numbers["weights"], optimize=True)
    return np.maximum(0, z + conv.numbers["bias"][:, None, None])


def _shrunk(a: Floats) -> Floats:
    """The largest of every two by two."""
    n, filters, down, across = a.shape
    return a.reshape(n, filters, down // 2, 2, across // 2, 2).max(axis=(3, 5))


def answers_of(own: OwnPictures, pictures: Floats) -> Floats:
    """(n,) what the network of DESIGN answers to pictures (n, 28, 28)."""
    found, last = [], own.layers[-1]
    for part in np.array_split(pictures[:, None], -(-len(pictures) // 100)):
        x = _shrunk(_convolved(own.layers[2], _shrunk(_convolved(own.layers[0], part))))
        found.append((x.reshape(len(x), -1) @ last.numbers["weights"] + last.numbers["bias"]).argmax(axis=1))
    return np.concatenate(found)


def panel_facts(own: OwnPictures, dataset: Dataset, index: int) -> list[Fact]:
    """Which test image it is, its pixels, and how many test images are answered wrong."""
    pictures = np.asarray(dataset.test_features, np.float64).reshape(-1, 28, 28)
    wrong = int((answers_of(own, pictures) != dataset.test_labels).sum())
    name, picture = dataset.class_names[int(dataset.test_labels[index])], pictures[index]

    def pixels(match: re.Match[str]) -> bool:
        printed = match[1].split()
        return len(printed) == picture.size and all(map(agrees, printed, picture.ravel().tolist()))

    image = rf"Test image (\d+): {article(name)} (\w+)"
    return [
        fact("image", image, index + 1, name, where="PanelBody", least=2),
        fact("pixels", r"\n((?:\d\.\d\d\s?)+)$", pixels, where="Sample"),
        fact("wrong", r"^Wrong (\d+)\s*$", wrong, where="PanelBody", least=2),
    ]
