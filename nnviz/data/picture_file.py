"""A picture file as grey values; of what is no such file, the reason why it cannot be read.

Files are opened as if somebody hostile had made them: ordinary ones only, of the formats listed, and their
size is known before they are unpacked.
"""

from __future__ import annotations

import os
import stat
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import BinaryIO, TypeVar

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from nnviz.data.raster import Floats
from nnviz.data.saving import why_not
from nnviz.said import translate

Values = TypeVar("Values")

MOST_PIXELS = 60_000_000
#: What a file is taken for, whatever it is called. Pillow knows more, and starts programs for some of it.
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "PPM", "AVIF")
_KEPT_SIDE = 1024  # pixels of the longer side that are kept of a file
_HEAD = 64  # bytes of a file that say what it is
_STANDARD_ERROR = 2

#: How files begin that are pictures; Pillow may still find them damaged.
_PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")
#: How files begin that people take for pictures: (from which byte on, with which bytes, what they are).
_OTHERS = (
    (0, b"%PDF", translate("Data", "a PDF")),
    (0, b"%!PS", translate("Data", "a PostScript file")),
    (0, b"\xc5\xd0\xd3\xc6", translate("Data", "a PostScript file")),
    (0, b"<svg", translate("Data", "a drawing in SVG")),
    (0, b"<?xml", translate("Data", "a drawing in SVG, or other XML")),
    (0, b"8BPS", translate("Data", "a Photoshop file")),
    (0, b"\xff\x0a", translate("Data", "a JPEG XL picture")),
    (0, b"\0\0\0\x0cJXL ", translate("Data", "a JPEG XL picture")),
    (0, b"\0\0\0\x0cjP  ", translate("Data", "a JPEG 2000 picture")),
    (0, b"\0\0\x01\0", translate("Data", "an icon")),
    (0, b"PK\x03\x04", translate("Data", "a packed file, perhaps a project or a text document")),
    (4, b"ftyphei", translate("Data", "a HEIC photo")),
    (4, b"ftyphev", translate("Data", "a HEIC photo")),
    (4, b"ftypmif1", translate("Data", "a HEIC photo")),
    (4, b"ftypmsf1", translate("Data", "a HEIC photo")),
    (4, b"ftypavi", translate("Data", "an AVIF picture")),
    (4, b"ftypcrx", translate("Data", "a camera's raw picture")),
    (4, b"ftyp", translate("Data", "a film")),
)


def read_image(source: Path | BinaryIO, name: str = "") -> Floats:
    """A picture file as grey values, (h, w) float32, 0 black to 1 white, turned as the camera was held.

    Large pictures are made smaller; what is transparent becomes white paper, black where all else is light.
    Raises ``ValueError`` with one sentence, in which the file is called ``name`` or by its path, for what
    cannot be read, is no picture, or has over 60 million pixels.
    """
    return _opened(source, name, "L", _grey)


def read_colours(source: Path, name: str) -> NDArray[np.uint8]:
    """A picture file as (h, w, 3) counts of red, green and blue, else as ``read_image``; what is transparent
    becomes white."""
    return _opened(source, name, "RGB", _colours)


def _opened(source: Path | BinaryIO, name: str, mode: str, values: Callable[[Image.Image], Values]) -> Values:
    """What ``values`` makes of the picture; a JPEG need only be unpacked in that ``mode``."""
    name = name or f"“{source}”"
    try:
        if isinstance(source, Path):
            _check_ordinary(source, name)
            with source.open("rb") as file:
                return _read(file, name, mode, values)
        return _read(source, name, mode, values)
    except (FileNotFoundError, NotADirectoryError):
        raise ValueError(translate("Data", "{name} is not there.").format(name=name)) from None
    except OSError as error:
        raise ValueError(
            translate("Data", "{name} cannot be read: {why}.").format(name=name, why=why_not(error))
        ) from None


def _check_ordinary(path: Path, name: str) -> None:
    """Anything but a file might be waited for without end."""
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        raise ValueError(translate("Data", "{name} is a folder; a picture is needed.").format(name=name))
    if not stat.S_ISREG(mode):
        raise ValueError(translate("Data", "{name} is no ordinary file, and is not read.").format(name=name))


def _read(file: BinaryIO, name: str, mode: str, values: Callable[[Image.Image], Values]) -> Values:
    """The same of an open file. Raises ``OSError`` if it cannot be read at all."""
    head = file.read(_HEAD)
    file.seek(0)
    try:
        with _libraries_silent(), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's about size and damage, both dealt with here
            with Image.open(file, formats=_formats()) as image:
                if image.width * image.height > MOST_PIXELS:
                    raise Image.DecompressionBombError
                image.draft(mode, (_KEPT_SIDE, _KEPT_SIDE))
                return values(_upright(image))
    except Image.DecompressionBombError:
        raise ValueError(
            translate("Data", "{name} is too large: over {most_pixels} million pixels.").format(
                name=name, most_pixels=MOST_PIXELS // 1_000_000
            )
        ) from None
    except MemoryError:
        raise ValueError(
            translate("Data", "{name} is too large for this computer's memory.").format(name=name)
        ) from None
    except Exception:  # a damaged file makes Pillow raise nearly anything
        raise ValueError(_why_no_picture(head, name)) from None


@contextmanager
def _libraries_silent() -> Iterator[None]:
    """What libtiff finds wrong it writes to the standard error by itself, before anything can be said of it.

    On the command line, that is: where pictures are read beside a window, others may be writing there.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    try:
        kept = os.dup(_STANDARD_ERROR)
    except OSError:  # there is none
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, _STANDARD_ERROR)
    try:
        yield
    finally:
        os.dup2(kept, _STANDARD_ERROR)
        os.close(kept)
        os.close(nowhere)


@cache
def _formats() -> tuple[str, ...]:
    """Those of ``FORMATS`` that this Pillow knows."""
    Image.init()
    return tuple(name for name in FORMATS if name in Image.OPEN)


def _upright(image: Image.Image) -> Image.Image:
    """As the camera was held, where the file says so in a way that can be understood."""
    image.load()  # so that damage of the picture is not taken for that of what is written about it
    with suppress(Exception):
        return ImageOps.exif_transpose(image)
    return image


def _why_no_picture(head: bytes, name: str) -> str:
    """What the file is that begins like this and cannot be read as a picture."""
    if not head:
        return translate("Data", "{name} is empty.").format(name=name)
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    for start, begins, what in _OTHERS:
        if head[start:].startswith(begins) or (not start and text.startswith(begins)):
            return translate(
                "Data", "{name} is {what}, which cannot be read here: save it as PNG or JPEG, and open that."
            ).format(name=name, what=what)
    webp = head.startswith(b"RIFF") and head[8:12] == b"WEBP"
    netpbm = head[:1] == b"P" and head[1:2].isdigit()
    if head.startswith(_PICTURES) or webp or netpbm:
        return translate("Data", "{name} is a damaged picture: it cannot be read.").format(name=name)
    return translate(
        "Data", "{name} is no picture that can be read: PNG, JPEG, WebP, GIF, BMP or TIFF are."
    ).format(name=name)


def _grey(image: Image.Image) -> Floats:
    """A picture of any mode as grey values 0..1, its longer side at most 1,024 to 2,047 pixels."""
    factor = max(1, max(image.size) // _KEPT_SIDE)
    if image.mode.startswith(("I", "F")):  # 16 bits or more a pixel: scaled to what there is
        values = np.asarray(image, dtype=np.float64)[::factor, ::factor]
        low, high = values.min(), values.max()
        if not np.isfinite([low, high]).all():
            raise ValueError(translate("Data", "a pixel is no number"))
        return np.asarray((values - low) / max(high - low, 1e-9), dtype=np.float32)
    both = np.asarray(image.convert("RGBA").convert("LA").reduce(factor), dtype=np.float32) / 255
    light, opacity = both[..., 0], both[..., 1]
    paper = 0.0 if opacity.min() < 0.5 and light[opacity >= 0.5].mean() > 0.75 else 1.0
    return np.asarray(light * opacity + paper * (1 - opacity), dtype=np.float32)


def _colours(image: Image.Image) -> NDArray[np.uint8]:
    """Red, green and blue of a picture of any mode, its longer side at most 1,024 to 2,047 pixels."""
    if image.mode.startswith(("I", "F")):
        return np.repeat(np.round(_grey(image)[..., None] * 255), 3, axis=-1).astype(np.uint8)
    seen = image.convert("RGBA").reduce(max(1, max(image.size) // _KEPT_SIDE))
    paper = Image.new("RGBA", seen.size, "white")
    return np.asarray(Image.alpha_composite(paper, seen).convert("RGB"))
