"""Films: animated GIF and WebP, made of pictures that come one by one; at most two are in memory."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import SEEK_END, BytesIO
from itertools import chain
from typing import IO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from nnviz.said import translate

Frame = NDArray[np.uint8]

#: Of one picture: encoding takes some twenty bytes for each.
MOST_PIXELS = 36_000_000
_MOST_WEBP_BYTES = 2**32 - 10


def _write_webp(out: IO[bytes], frames: Iterator[Frame], milliseconds: int) -> None:
    """As Google's “WebP Container Specification” says; Pillow's own animations hold every frame.

    Of each picture but the first only the rectangle that has changed. ``out`` can seek.
    """
    begin, size = out.tell(), 0
    seen: Frame | None = None
    for frame in frames:
        if seen is None:
            height, width = frame.shape[:2]
            box = (0, 0, width, height)
            head = struct.pack("<B3x", 2) + _uint24(width - 1, height - 1)  # 2: it is an animation
            out.write(b"RIFF\0\0\0\0WEBP" + _chunk(b"VP8X", head) + _chunk(b"ANIM", bytes(6)))
        else:
            left, top, right, bottom = _changed(seen, frame)
            box = (left & ~1, top & ~1, right, bottom)  # the format has even places only
        still = BytesIO()
        left, top, right, bottom = box
        picture = Image.fromarray(np.ascontiguousarray(frame[top:bottom, left:right]))
        picture.save(still, "WEBP", quality=90, method=2)
        place = _uint24(left // 2, top // 2, right - left - 1, bottom - top - 1, milliseconds)
        # After the 12 bytes of the still file's own head stands its one chunk, for it has no alpha.
        out.write(_chunk(b"ANMF", place + b"\2" + still.getvalue()[12:]))  # 2: put over what was there
        seen, size = frame, out.tell() - begin - 8
        if size > _MOST_WEBP_BYTES:
            raise FilmError(
                translate("Files", "The film is larger than a WebP can be, 4 GB: choose a smaller scale.")
            )
    out.seek(begin + 4)
    out.write(struct.pack("<I", size))
    out.seek(0, SEEK_END)


def _uint24(*numbers: int) -> bytes:
    return b"".join(number.to_bytes(3, "little") for number in numbers)


def _chunk(name: bytes, content: bytes) -> bytes:
    return name + struct.pack("<I", len(content)) + content + bytes(len(content) % 2)


def _write_gif(out: IO[bytes], frames: Iterator[Frame], milliseconds: int) -> None:
    """Of each picture but the first only the rectangle that has changed; Pillow would hold all of them."""
    seen: Frame | None = None
    for frame in frames:
        # 256 colours, those of the frame itself: flat grounds stay flat without dither.
        picture = Image.fromarray(frame).quantize(method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        colours = np.asarray(picture.convert("RGB"))
        if seen is None:
            height, width = colours.shape[:2]
            out.write(b"GIF89a" + struct.pack("<2H3B", width, height, 0x70, 0, 0))
            out.write(b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00")  # again and again
            box = (0, 0, width, height)
        else:
            box = _changed(seen, colours)
        out.write(b"\x21\xf9\x04\x04" + struct.pack("<HBB", milliseconds // 10, 0, 0))
        out.write(_gif_image(picture.crop(box), box[:2]))
        seen = colours
    out.write(b";")


def _changed(before: Frame, after: Frame) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of the smallest rectangle with all that differs, one pixel at least."""
    differs = (before != after).any(axis=2)
    rows, columns = np.flatnonzero(differs.any(axis=1)), np.flatnonzero(differs.any(axis=0))
    if not rows.size:
        return 0, 0, 1, 1
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _gif_image(picture: Image.Image, place: tuple[int, int]) -> bytes:
    """A picture and its palette as they stand in a GIF: taken out of a file of that picture alone."""
    file = BytesIO()
    picture.save(file, "GIF", optimize=False, interlace=False)
    content = file.getvalue()
    size = content[10] & 7  # the file's colours are 2 ** (size + 1), after its first 13 bytes
    at = 13 + 3 * 2 ** (size + 1)
    colours = content[13:at]
    while content[at : at + 1] == b"\x21":  # extensions: two bytes, then blocks up to an empty one
        at += 2
        while content[at]:
            at += 1 + content[at]
        at += 1
    head = struct.pack("<c4HB", b",", *place, *picture.size, 0x80 | size)
    return head + colours + content[at + 10 : -1]


@dataclass(frozen=True)
class FilmKind:
    """``most`` pixels a side; ``write(file, frames, milliseconds a frame)``."""

    title: str
    most: int
    write: Callable[[IO[bytes], Iterator[Frame], int], None]


#: By the ending of their files.
FILMS: dict[str, FilmKind] = {
    "gif": FilmKind("GIF", 65_535, _write_gif),
    "webp": FilmKind("WebP", 16_383, _write_webp),
}


class FilmError(ValueError):
    """Why there can be no such film, in a sentence."""


def check_film(kind: str, width: int, height: int, count: int) -> None:
    """Raise ``FilmError`` unless a film of ``count`` pictures of that size can be made."""
    if kind not in FILMS:
        raise FilmError(
            translate("Files", "There is no film of the kind “{kind}”; there are {films}.").format(
                kind=kind, films=", ".join(FILMS)
            )
        )
    if count < 1:
        raise FilmError(translate("Files", "A film needs at least one picture."))
    film = FILMS[kind]
    wanted = translate("Files", "The film would have {count:,} pictures of {width:,} x {height:,} pixels")
    wanted = wanted.format(count=count, width=width, height=height)
    if max(width, height) > film.most:
        raise FilmError(
            translate(
                "Files", "{wanted}, and {title} takes at most {most:,} a side: choose a smaller scale."
            ).format(wanted=wanted, title=film.title, most=film.most)
        )
    if width * height > MOST_PIXELS:
        raise FilmError(
            translate(
                "Files",
                "{wanted}, and at most {most_pixels:g} million pixels are taken: choose a smaller scale.",
            ).format(wanted=wanted, most_pixels=MOST_PIXELS / 1e6)
        )


def write_film(out: IO[bytes], frames: Iterator[Frame], kind: str, frames_per_second: float) -> None:
    """Write the film of the ``frames``, each (height, width, 3) uint8 and all of one size, again and again.

    Frames are taken one at a time. Raises ``FilmError`` for what cannot be, ``OSError`` where ``out`` does.
    """
    first = next(frames, None)
    height, width = (0, 0) if first is None else first.shape[:2]
    check_film(kind, width, height, 0 if first is None else 1)
    assert first is not None
    milliseconds = max(20, round(1000 / frames_per_second))
    try:
        FILMS[kind].write(out, _of_one_size(chain([first], frames)), milliseconds)
    except (FilmError, OSError):
        raise
    except MemoryError:
        raise FilmError(
            translate("Files", "There is too little memory for this film: choose a smaller scale.")
        ) from None
    except Exception as error:  # whatever the encoder raises
        raise FilmError(
            translate("Files", "The film cannot be made, for its encoder says “{error}”.").format(error=error)
        ) from None


def _of_one_size(frames: Iterator[Frame]) -> Iterator[Frame]:
    shape = None
    for frame in frames:
        if shape not in (None, frame.shape):
            raise FilmError(
                translate(
                    "Files", "What is filmed has changed its size: leave it as it is while the film is made."
                )
            )
        shape = frame.shape
        yield frame
