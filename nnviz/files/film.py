"""Films: animated GIF and WebP, made of pictures that come one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Frame = NDArray[np.uint8]


def _paletted(frame: Frame) -> Image.Image:
    """256 colours, those of the frame itself: flat grounds stay flat without dither."""
    return Image.fromarray(frame).quantize(method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)


#: File endings, and what Pillow is told for each: how a frame is brought in, and how the film is written.
FILMS: dict[str, tuple[Callable[[Frame], Image.Image], dict[str, Any]]] = {
    "gif": (_paletted, {"format": "GIF", "disposal": 1, "optimize": False}),
    "webp": (Image.fromarray, {"format": "WEBP", "quality": 90, "method": 2}),
}


def film(frames: Iterator[Frame], kind: str, frames_per_second: float) -> bytes:
    """The film of the ``frames``, each (height, width, 3) uint8 and all of one size, again and again.

    Frames are taken one at a time. Raises ``ValueError`` with one sentence for an unknown ``kind`` and where
    there is no frame.
    """
    if kind not in FILMS:
        raise ValueError(f"There is no film of the kind “{kind}”; there are {', '.join(FILMS)}.")
    bring, settings = FILMS[kind]
    pictures = map(bring, frames)
    first = next(pictures, None)
    if first is None:
        raise ValueError("A film needs at least one picture.")
    out = BytesIO()
    first.save(
        out,
        save_all=True,
        append_images=chain(pictures),
        duration=max(20, round(1000 / frames_per_second)),
        loop=0,
        **settings,
    )
    return out.getvalue()
