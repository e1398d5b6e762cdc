"""Picture files as grey values, and why something cannot be read."""

from __future__ import annotations

import contextlib
import io
import os
import struct
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nnviz.data.ink_image import prepare_image
from nnviz.data.opened import open_picture
from nnviz.data.picture_file import read_image
from tests.data.test_ink_image import SIDE, distance, painted


@pytest.mark.parametrize("suffix", ["png", "jpg", "gif", "bmp"])
def test_picture_files_are_read(tmp_path, suffix):
    path = tmp_path / f"digit.{suffix}"
    Image.fromarray(painted(4)).save(path)
    grey = read_image(path)
    assert (grey.shape, grey.dtype) == ((SIDE, SIDE), np.float32)
    assert distance(prepare_image(grey), prepare_image(painted(4))) < 0.3


@pytest.mark.parametrize("light", [0, 255])
def test_transparent_paper(tmp_path, light):
    alpha = 255 - painted(7)
    Image.merge("LA", [Image.new("L", (SIDE, SIDE), light), Image.fromarray(alpha)]).save(tmp_path / "a.png")
    assert distance(prepare_image(read_image(tmp_path / "a.png")), prepare_image(painted(7))) < 0.3


def test_sixteen_bits_and_turned_cameras(tmp_path):
    Image.fromarray(painted(2).astype(np.uint16) * 200).save(tmp_path / "deep.png")
    assert distance(prepare_image(read_image(tmp_path / "deep.png")), prepare_image(painted(2))) < 0.3
    turned = Image.fromarray(painted(2)).transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112] = 6  # "turn by 90 degrees clockwise to see it upright"
    turned.save(tmp_path / "turned.jpg", exif=exif)
    assert distance(prepare_image(read_image(tmp_path / "turned.jpg")), prepare_image(painted(2))) < 0.5


def test_what_cannot_be_read_is_a_sentence(tmp_path, monkeypatch):
    with pytest.raises(ValueError, match=r"is not there\.$"):
        read_image(tmp_path / "none.png")
    (tmp_path / "text.png").write_text("no picture")
    with pytest.raises(ValueError, match=r"is no picture that can be read"):
        read_image(tmp_path / "text.png")
    Image.fromarray(painted(1)).save(tmp_path / "cut.png")
    (tmp_path / "cut.png").write_bytes((tmp_path / "cut.png").read_bytes()[:200])
    with pytest.raises(ValueError, match=r"is a damaged picture"):
        read_image(tmp_path / "cut.png")
    monkeypatch.setattr("nnviz.data.picture_file.MOST_PIXELS", 1000)
    Image.fromarray(painted(1)).save(tmp_path / "large.png")
    with pytest.raises(ValueError, match=r"is too large"):
        read_image(tmp_path / "large.png")


EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 90 90\n%%EndComments\nshowpage\n%%EOF\n"


@pytest.mark.skipif(os.name == "nt", reason="a script that stands in for a program")
@pytest.mark.parametrize("name", ["digit.png", "digit.eps", "digit.jpg"])
def test_a_picture_starts_no_other_program_whatever_its_content_is(tmp_path, monkeypatch, name):
    """Pillow has Ghostscript draw what is EPS by its content."""
    folder, trap = tmp_path / "bin", tmp_path / "run"
    folder.mkdir()
    for program in ("gs", "gswin64c", "gswin32c"):
        (folder / program).write_text(f"#!/bin/sh\necho run >> '{trap}'\n")
        (folder / program).chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    (tmp_path / name).write_bytes(EPS)
    for source in (tmp_path / name, EPS):
        with pytest.raises(ValueError, match="is a PostScript file, which cannot be read here"):
            open_picture(source, name)
    assert not trap.exists()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty."),
        (b"%PDF-1.7\n1 0 obj", "is a PDF, which cannot be read here: save it as PNG or JPEG"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "is a HEIC photo"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "is a HEIC photo"),
        (b"\0\0\0\x18ftypisom\0\0\0\0", "is a film"),
        (b"\xef\xbb\xbf  <svg xmlns='...'></svg>", "is a drawing in SVG"),
        (b"PK\x03\x04" + bytes(60), "is a packed file, perhaps a project or a text document"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "is a damaged picture"),
        (b"\xff\xd8\xff\xe0" + bytes(50), "is a damaged picture"),
        (b"RIFF\0\0\0\0WEBPVP8 " + bytes(50), "is a damaged picture"),
        (b"P5 3 3 255 12", "is a damaged picture"),
        (b"Dear diary", "is no picture that can be read: PNG, JPEG, WebP, GIF, BMP or TIFF are."),
    ],
)
def test_why_it_is_no_picture_is_said(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "photo.png"
    path.write_bytes(content)
    for source, name in ((path, f"“{path}”"), (io.BytesIO(content), "“photo”")):
        with pytest.raises(ValueError) as told:
            read_image(source, "" if source is path else name)
        assert str(told.value).startswith(f"{name} {reason}")


@pytest.mark.skipif(sys.platform == "win32", reason="these are files of Unix")
def test_what_is_no_ordinary_file_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    (tmp_path / "loop.png").symlink_to(tmp_path / "loop.png")
    for path, reason in (
        (tmp_path, "is a folder; a picture is needed."),
        (tmp_path / "pipe.png", "is no ordinary file"),
        (Path("/dev/zero"), "is no ordinary file"),
        (tmp_path / ("x" * 300), "cannot be read: file name too long."),
        (tmp_path / "loop.png", "cannot be read: too many levels of symbolic links."),
    ):
        with pytest.raises(ValueError) as told:
            read_image(path)
        assert str(told.value).startswith(f"“{path}” {reason}")


def test_a_file_that_may_not_be_read_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"")
    (tmp_path / "a.png").chmod(0)
    if os.access(tmp_path / "a.png", os.R_OK):
        pytest.skip("root may read anything")
    with pytest.raises(ValueError, match=r"cannot be read: permission denied\.$"):
        read_image(tmp_path / "a.png")


def test_libraries_say_nothing_by_themselves(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file = io.BytesIO()
    Image.fromarray(painted(4)).convert("1").save(file, "TIFF", compression="group4")
    content = bytearray(file.getvalue())
    content[9:60] = bytes(51)
    (tmp_path / "damaged.tif").write_bytes(content)
    with contextlib.suppress(ValueError):
        read_image(tmp_path / "damaged.tif")
    print("said afterwards", file=sys.stderr)
    os.write(2, b"and by others\n")
    assert capfd.readouterr().err == "said afterwards\nand by others\n"


def png_with_exif(exif: bytes) -> bytes:
    file = io.BytesIO()
    Image.fromarray(painted(4)).save(file, "PNG")
    content = file.getvalue()
    chunk = b"eXIf" + exif
    packed = struct.pack(">I", len(exif)) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return content[:33] + packed + content[33:]  # after the signature and IHDR


@pytest.mark.parametrize(
    "exif",
    [
        b"",
        b"nonsense",
        b"MM\0*",
        b"MM\0*\0\0\0\x08\xff\xff" + bytes(12),
        b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x63\0\0\0\0\0\0\0",  # turned by 99
        b"MM\0*\xff\xff\xff\xff",
    ],
)
def test_what_is_written_about_a_picture_may_be_nonsense(exif: bytes) -> None:
    grey = read_image(io.BytesIO(png_with_exif(exif)))
    assert distance(prepare_image(grey), prepare_image(painted(4))) < 0.3
    file = io.BytesIO()
    Image.fromarray(painted(4)).convert("RGB").save(file, "WEBP", lossless=True, exif=b"Exif\0\0" + exif)
    grey = read_image(io.BytesIO(file.getvalue()))
    assert distance(prepare_image(grey), prepare_image(painted(4))) < 0.3
