"""The few elements of SVG that a drawing is written with."""

from __future__ import annotations

import struct
import zlib
from base64 import b64encode

import numpy as np

from nnviz.drawing.layout import Rect
from nnviz.drawing.look import Rgb

SHARP = 64  # pixels across up to which an image is enlarged, for programs that would blur it


def hexed(colour: int) -> str:
    """0xffRRGGBB as SVG has it."""
    return f"#{int(colour) & 0xFFFFFF:06x}"


def rectangle(rect: Rect, radius: float, fill: str, stroke: int | None = None) -> str:
    """A rectangle with round corners."""
    x, y, width, height = rect
    line = "" if stroke is None else f' stroke="{hexed(stroke)}"'
    round_by = f' rx="{radius:.2f}"' if radius else ""
    place = f'x="{x:.2f}" y="{y:.2f}" width="{width:.2f}" height="{height:.2f}"'
    return f'<rect {place}{round_by} fill="{fill}"{line}/>'


def circle(
    x: float, y: float, radius: float, fill: int | None, stroke: int | None = None, width: float = 1.0,
    more: str = "",
) -> str:  # fmt: skip
    """A disc, or without ``fill`` a ring."""
    inside = "none" if fill is None else hexed(fill)
    line = "" if stroke is None else f' stroke="{hexed(stroke)}" stroke-width="{width:.2f}"'
    return f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{radius:.2f}" fill="{inside}"{line}{more}/>'


def image(rect: Rect, rgb: Rgb) -> str:
    """Pixels (rows, columns) as an image, each a square with sharp edges."""
    x, y, width, height = rect
    times = max(1, SHARP // max(rgb.shape))
    data = b64encode(png(rgb.repeat(times, axis=0).repeat(times, axis=1))).decode()
    return (
        f'<image x="{x:.2f}" y="{y:.2f}" width="{width:.2f}" height="{height:.2f}" '
        f'preserveAspectRatio="none" image-rendering="pixelated" href="data:image/png;base64,{data}"/>'
    )


def png(rgb: Rgb) -> bytes:
    """(rows, columns) 0xffRRGGBB as a PNG file."""
    rows, columns = rgb.shape
    channels = np.stack([rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255], axis=-1).astype(np.uint8)
    lines = np.zeros((rows, 1 + 3 * columns), dtype=np.uint8)  # each begins with its filter: none
    lines[:, 1:] = channels.reshape(rows, -1)
    header = struct.pack(">IIBBBBB", columns, rows, 8, 2, 0, 0, 0)
    parts = (
        (b"IHDR", header), (b"IDAT", zlib.compress(lines.tobytes())), (b"IEND", b""),
    )  # fmt: skip
    found = b"\x89PNG\r\n\x1a\n"
    for name, data in parts:
        found += struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    return found
