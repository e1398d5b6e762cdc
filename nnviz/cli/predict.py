"""``nnviz predict``: what the Reader, or a saved network, reads."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.cli.ending import UNUSABLE, is_sentence, say
from nnviz.cli.parser import Parser
from nnviz.cli.predict_made import given_back, make, told_back
from nnviz.cli.predict_rows import answer_rows
from nnviz.cli.predict_text import FURTHEST, TextReader
from nnviz.cli.tables import add_reading_options
from nnviz.data.framed import prepare_image_in, prepare_in
from nnviz.data.frames import Frame
from nnviz.data.ink import InkPicture, prepare
from nnviz.data.ink_image import prepare_image
from nnviz.data.picture_file import read_image
from nnviz.data.strokes import Strokes, read_strokes_npz
from nnviz.files.model import Model, read_model
from nnviz.said import translate
from nnviz.training.outputs import classes
from nnviz.training.reading import Reading, read_digit, read_number, read_picture

_PIXELS = 64

Drawing = Strokes | NDArray[np.float32]
Answer = tuple[dict[str, Any], str]  # for JSON, and for people


def main(arguments: Sequence[str]) -> int:
    """Print a line for each picture or drawing; what cannot be read is said, and the others are read.

    Exit status 2 says that something could not be read.

    With ``--json`` an object: ``label`` (null for a blank one and for what is no digit), ``probabilities``
    (one for each class), ``confidence`` (the largest of them), ``seen`` (the inputs, in units of the data:
    64 from 0 to 16 of digits), and ``file`` or ``index``; without ``--model`` also ``verdict``,
    ``runner_up`` and ``doubt`` (why it is not sure or no digit, "" for nothing), and with ``--row`` a list of
    these, each with its ``box``, as ``digits``. Of an autoencoder what ``given_back`` gives, of what a
    diffusion or a generator makes ``made`` and ``index``. Of a table see ``answer_rows``. Of a text what
    ``TextReader.read`` gives, and ``text``.
    """
    options = _parser().parse_args(arguments)
    if options.csv is not None:
        return answer_rows(options)
    if options.made is not None:
        return make(options)
    if sum(map(bool, (options.pictures, options.strokes, options.text))) != 1:
        raise ValueError(
            translate(
                "Cli",
                "Give picture files, or --strokes with a file of pen strokes, or --text with a sequence.",
            )
        )
    if options.text:
        return _read_texts(options)
    if options.model and options.row:
        raise ValueError(translate("Cli", "Several digits in a row are read without --model."))
    read = _with_model(options.model) if options.model else _read_row if options.row else _read_one
    status = 0
    for key, item, drawing in _items(options.pictures, options.strokes):
        try:
            line, sentence = read(drawing())
        except ValueError as wrong:
            if not is_sentence(wrong):
                raise
            say(str(wrong))
            status = UNUSABLE
            continue
        print(json.dumps({**line, key: item}) if options.json else f"{item}: {sentence}")
    return status


def _parser() -> Parser:
    parser = Parser(
        prog="nnviz predict",
        description=translate(
            "Cli",
            "Say what is on pictures or in pen strokes: digits, or what the model learned. Of a "
            "sequence, what a model of sequences answers, or how it goes on.",
        ),
    )
    parser.add_argument(
        "pictures",
        nargs="*",
        type=Path,
        metavar="PICTURE",
        help=translate("Cli", "PNG or other picture files"),
    )
    parser.add_argument(
        "--model",
        type=Path,
        metavar="FILE.npz",
        help=translate("Cli", "saved by nnviz train (default: the Reader)"),
    )
    parser.add_argument(
        "--strokes", type=Path, metavar="FILE.npz", help=translate("Cli", "pen strokes instead of pictures")
    )
    parser.add_argument(
        "--text",
        action="append",
        metavar="TEXT",
        help=translate(
            "Cli", "a sequence of symbols, or of numbers, that a model reads and goes on with; once or more"
        ),
    )
    parser.add_argument(
        "--count",
        type=int,
        metavar="N",
        help=translate("Cli", "symbols to go on by (default: to the end, {most} at most)").format(
            most=FURTHEST
        ),
    )
    parser.add_argument(
        "--temperature",
        type=float,
        metavar="X",
        help=translate(
            "Cli", "0: the likeliest symbol, 1: drawn as likely as said (default: what suits the data)"
        ),
    )
    parser.add_argument("--seed", type=int, default=0, help=translate("Cli", "seed of what is drawn"))
    parser.add_argument(
        "--made",
        type=int,
        metavar="N",
        help=translate(
            "Cli",
            "points that a diffusion, or samples that a generator, makes of noise that stays the same, "
            "instead of reading",
        ),
    )
    parser.add_argument("--row", action="store_true", help=translate("Cli", "several digits side by side"))
    parser.add_argument(
        "--csv",
        type=Path,
        metavar="FILE",
        help=translate("Cli", "the rows of a table instead of pictures, for a model that learned one"),
    )
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FILE.csv",
        help=translate("Cli", "write the rows with their answers instead of printing them"),
    )
    parser.add_argument("--json", action="store_true", help=translate("Cli", "print a JSON object for each"))
    add_reading_options(parser)
    return parser


def _read_texts(options: Namespace) -> int:
    """Print a line for each text."""
    if options.model is None:
        raise ValueError(translate("Cli", "A text is read by a network of yours: name it with --model."))
    reader = TextReader(options.model, options.count, options.temperature, options.seed)
    status = 0
    for text in options.text:
        try:
            line, sentence = reader.read(text)
        except ValueError as wrong:
            if not is_sentence(wrong):
                raise
            say(str(wrong))
            status = UNUSABLE
            continue
        print(json.dumps({"text": text, **line}) if options.json else f"{text}: {sentence}")
    return status


def _items(
    pictures: Sequence[Path], strokes: Path | None
) -> Iterator[tuple[str, str | int, Callable[[], Drawing]]]:
    """("file", path, what gives its grey values) or ("index", number, what gives strokes) of each."""
    for path in pictures:
        yield "file", str(path), partial(read_image, path)
    if strokes is not None:
        drawings = read_strokes_npz(strokes)
        for index in range(len(drawings)):
            yield "index", index, partial(drawings.__getitem__, index)


def _read_one(drawing: Drawing) -> Answer:
    reading = read_picture(drawing) if isinstance(drawing, np.ndarray) else read_digit(drawing)
    return _values(reading), f"{reading.sentence} ({reading.confidence:.1%})"


def _read_row(drawing: Drawing) -> Answer:
    readings = read_number(drawing)
    number = "".join("?" if reading.label is None else f"{reading.label}" for reading in readings)
    doubts = dict.fromkeys(
        f"{'?' if one.label is None else one.label}: {one.sentence}" for one in readings if one.doubt
    )
    return {"digits": [_values(one) | {"box": one.box} for one in readings]}, " – ".join(
        [number or "There is nothing to read.", *doubts]
    )


def _values(reading: Reading) -> dict[str, Any]:
    return {
        "label": reading.label,
        "probabilities": reading.probabilities.tolist(),
        "confidence": reading.confidence,
        "verdict": reading.verdict,
        "runner_up": reading.runner_up,
        "doubt": reading.doubt,
        "seen": reading.seen.tolist(),
    }


def _with_model(path: Path) -> Callable[[Drawing], Answer]:
    """What reads a drawing with the network in that file."""
    model = read_model(path)
    if model.ends.itself:
        return partial(_given_back, model)
    frame = model.experiment.source.frame
    pixels = _PIXELS if frame is None else frame.side**2
    if model.offset.size != pixels or len(model.class_names) < 2:
        raise ValueError(
            translate(
                "Cli",
                "“{path}” does not read pictures: it takes {size} inputs and tells {count} classes apart.",
            ).format(path=path, size=model.offset.size, count=len(model.class_names))
        )

    def read(drawing: Drawing) -> Answer:
        line = _answer(model, _seen(frame, drawing))
        return line, _sentence(model, line)

    return read


def _given_back(model: Model, drawing: Drawing) -> Answer:
    line = given_back(model, _seen(None, drawing))
    return line, told_back(line)


def _seen(frame: Frame | None, drawing: Drawing) -> InkPicture:
    """What a network that learned such pictures is to see; without a frame they are digits of 8 x 8."""
    if isinstance(drawing, np.ndarray):
        return prepare_image(drawing) if frame is None else prepare_image_in(frame, drawing)
    return prepare(drawing) if frame is None else prepare_in(frame, drawing)


def _answer(model: Model, picture: InkPicture) -> dict[str, Any]:
    outputs = model.predict(picture.seen[np.newaxis])
    probabilities = (
        outputs[0].tolist() if outputs.shape[1] > 1 else [1 - float(outputs[0, 0]), float(outputs[0, 0])]
    )
    return {
        "label": None if picture.empty else int(classes(outputs)[0]),
        "probabilities": probabilities,
        "confidence": max(probabilities),
        "seen": picture.seen.tolist(),
    }


def _sentence(model: Model, line: dict[str, Any]) -> str:
    if line["label"] is None:
        return "nothing there"
    likely = np.argsort(line["probabilities"])[::-1]
    first, second = (f"{model.class_names[i]} ({line['probabilities'][i]:.1%})" for i in likely[:2])
    return f"{first}, else {second}"
