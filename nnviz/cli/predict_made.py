"""What a saved network makes: of a picture the picture that it gives back, or points of noise."""

from __future__ import annotations

import json
from argparse import Namespace
from typing import Any

import numpy as np

from nnviz.data.ink import InkPicture
from nnviz.files.model import Model, read_maker
from nnviz.said import translate
from nnviz.training.diffusion import POINTS, way
from nnviz.training.reconstruct import INK, code_place, codes


def given_back(model: Model, picture: InkPicture) -> dict[str, Any]:
    """The picture that an autoencoder makes of one, in the same units, and the code between the two.

    ``error`` is the mean squared error of its pixels, 0 to 1.
    """
    features = ((picture.seen[np.newaxis] - model.offset) * model.factor).astype(np.float32)
    made, place = model.raw(model.network.predict(features))[0], code_place(model.network.specs)
    code = [] if place is None else codes(model.network, place, features)[0].tolist()
    error = float(np.square((made - picture.seen) / INK).mean())
    return {"code": code, "given_back": made.tolist(), "error": error, "seen": picture.seen.tolist()}


def told_back(line: dict[str, Any]) -> str:
    """The same for people."""
    code = ", ".join(f"{number:.3g}" for number in line["code"])
    return f"given back with an error of {line['error']:.4f}, by the code {code or 'of no layer'}"


def make(options: Namespace) -> int:
    """Print so many points as are asked for, each with its number."""
    if options.model is None:
        raise ValueError(translate("Cli", "Points are made by a network of yours: name it with --model."))
    model, count = read_maker(options.model), options.made
    if not 1 <= count <= POINTS:
        raise ValueError(
            translate("Cli", "{option} must be from {low} to {high}, not {value}.").format(
                option="--made", low=1, high=POINTS, value=count
            )
        )
    if model.ends.timed:
        made = way(model.network, count).made
    else:
        made = model.network.predict(model.ends.drawn(count))
    for index, point in enumerate(model.raw(made).tolist()):
        values = ", ".join(f"{value:.4f}" for value in point)
        print(json.dumps({"made": point, "index": index}) if options.json else f"{index}: {values}")
    return 0
