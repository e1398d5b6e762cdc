"""``nnviz predict``: what a saved network reads."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from nnviz.cli.parser import Parser
from nnviz.data.ink import InkPicture, prepare
from nnviz.data.ink_image import prepare_image, read_image
from nnviz.data.strokes import read_strokes_npz
from nnviz.files.model import Model, read_model
from nnviz.training.outputs import classes

_PIXELS = 64


def main(arguments: Sequence[str]) -> int:
    """Print a line for each picture or drawing.

    With ``--json`` an object: ``label`` (null for a blank one), ``probabilities`` (one for each class),
    ``seen`` (the 64 inputs, 0 to 16), and ``file`` or ``index``.
    """
    options = _parser().parse_args(arguments)
    if bool(options.pictures) == bool(options.strokes):
        raise ValueError("Give either picture files or --strokes with a file of pen strokes.")
    model = read_model(options.model)
    if model.offset.size != _PIXELS or len(model.class_names) < 2:
        raise ValueError(
            f"“{options.model}” does not read 8x8 pictures: it takes {model.offset.size} inputs "
            f"and tells {len(model.class_names)} classes apart."
        )
    for key, item, picture in _items(options.pictures, options.strokes):
        line = _read(model, picture)
        print(json.dumps({**line, key: item}) if options.json else _sentence(model, line, f"{item}"))
    return 0


def _parser() -> Parser:
    parser = Parser(prog="nnviz predict", description="Say which digits are on pictures or in pen strokes.")
    parser.add_argument(
        "pictures", nargs="*", type=Path, metavar="PICTURE", help="PNG or other picture files"
    )
    parser.add_argument("--model", type=Path, required=True, metavar="FILE.npz", help="saved by nnviz train")
    parser.add_argument("--strokes", type=Path, metavar="FILE.npz", help="pen strokes instead of pictures")
    parser.add_argument("--json", action="store_true", help="print a JSON object for each")
    return parser


def _items(pictures: Sequence[Path], strokes: Path | None) -> Iterator[tuple[str, str | int, InkPicture]]:
    """("file", path, picture) or ("index", number, picture) of each thing to read."""
    for path in pictures:
        yield "file", str(path), prepare_image(read_image(path))
    if strokes is not None:
        drawings = read_strokes_npz(strokes)
        for index in range(len(drawings)):
            yield "index", index, prepare(drawings[index])


def _read(model: Model, picture: InkPicture) -> dict[str, Any]:
    outputs = model.predict(picture.seen[np.newaxis])
    probabilities = (
        outputs[0].tolist() if outputs.shape[1] > 1 else [1 - float(outputs[0, 0]), float(outputs[0, 0])]
    )
    return {
        "label": None if picture.empty else int(classes(outputs)[0]),
        "probabilities": probabilities,
        "seen": picture.seen.tolist(),
    }


def _sentence(model: Model, line: dict[str, Any], item: str) -> str:
    if line["label"] is None:
        return f"{item}: nothing there"
    likely = np.argsort(line["probabilities"])[::-1]
    first, second = (f"{model.class_names[i]} ({line['probabilities'][i]:.1%})" for i in likely[:2])
    return f"{item}: {first}, else {second}"
