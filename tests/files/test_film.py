"""Films: every frame is in them, in its colours, and what cannot be one replaces nothing."""

import io
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nnviz.data.saving import whole_file
from nnviz.files import film as film_file
from nnviz.files.film import FILMS, FilmError, check_film, write_film

RED, BLUE, GREEN = (200, 30, 20), (10, 40, 220), (20, 160, 60)


def frames():
    for colour in (RED, BLUE, GREEN):
        frame = np.full((20, 30, 3), 255, np.uint8)
        frame[5:15, 5:25] = colour
        yield frame


def film(frames, kind, frames_per_second=5):
    out = io.BytesIO()
    write_film(out, frames, kind, frames_per_second)
    return out.getvalue()


@pytest.mark.parametrize("kind", FILMS)
def test_every_frame_is_there_in_its_colours(kind):
    picture = Image.open(io.BytesIO(film(frames(), kind, 5)))
    assert (picture.n_frames, picture.size) == (3, (30, 20))
    for index, colour in enumerate((RED, BLUE, GREEN)):
        picture.seek(index)
        seen = np.asarray(picture.convert("RGB"), dtype=int)
        assert np.abs(seen[10, 15] - colour).max() <= 12, index
        assert np.abs(seen[1, 1] - 255).max() <= 12, index
        assert picture.info["duration"] == 200


def test_frames_are_taken_one_at_a_time_from_a_generator():
    taken = []

    def counted():
        for frame in frames():
            taken.append(len(taken))
            yield frame

    film(counted(), "gif", 5)
    assert taken == [0, 1, 2]


def test_a_gif_holds_of_each_frame_what_has_changed_and_shows_all_of_it():
    rng = np.random.default_rng(0)
    paints = [frame.copy() for frame in frames()]
    for place in range(6):
        frame = paints[-1].copy()
        top, left = rng.integers(0, 15, 2)
        frame[top : top + 4, left : left + 9] = rng.integers(0, 256, 3)
        paints += [frame, frame] if place % 2 else [frame]  # twice the same as well
    picture = Image.open(io.BytesIO(film(iter(paints), "gif")))
    assert picture.n_frames == len(paints)
    for index, paint in enumerate(paints):
        picture.seek(index)
        assert np.abs(np.asarray(picture.convert("RGB"), int) - paint).max() <= 12, index
    many = np.repeat(rng.choice([0, 90, 255], (200, 200, 1)).astype(np.uint8), 3, axis=2)
    changed = many.copy()
    changed[7, 9] = 255 - changed[7, 9]
    one, two = (len(film(iter(shown), "gif")) for shown in ([many], [many, changed]))
    assert two < 1.5 * one


#: Most memory of a process that makes a film of a kind of a number of frames, in the system's unit.
LARGE = """
import resource, sys, tempfile
import numpy as np
from nnviz.files.film import write_film

def frames(count):
    paper = np.random.default_rng(0).integers(0, 256, (100, 160, 3), np.uint8).repeat(10, 0).repeat(10, 1)
    for number in range(count):
        frame = paper.copy()
        frame[[0, -1], [0, -1]] = number * 9  # from corner to corner something has changed
        yield frame

with tempfile.TemporaryFile() as file:
    write_film(file, frames(int(sys.argv[2])), sys.argv[1], 5)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@pytest.mark.parametrize("kind", FILMS)
def test_memory_does_not_grow_with_the_frames(kind):
    few, many = (
        int(
            subprocess.run([sys.executable, "-c", LARGE, kind, count], capture_output=True, check=True).stdout
        )
        for count in ("3", "14")
    )
    assert many < 1.15 * few


def test_a_webp_holds_of_each_frame_what_has_changed_and_shows_all_of_it():
    rng = np.random.default_rng(0)
    paints = [frame.copy() for frame in frames()]
    for place in range(6):
        frame = paints[-1].copy()
        top, left = rng.integers(0, 15, 2)
        frame[top : top + 4, left : left + 9] = rng.integers(0, 256, 3)
        paints += [frame, frame] if place % 2 else [frame]  # twice the same as well
    picture = Image.open(io.BytesIO(film(iter(paints), "webp", 8)))
    assert (picture.n_frames, picture.size, picture.info["loop"]) == (len(paints), (30, 20), 0)
    for index, paint in enumerate(paints):
        picture.seek(index)
        away = np.abs(np.asarray(picture.convert("RGB"), int) - paint)
        assert np.median(away) <= 4, index
        assert (away > 40).mean() < 0.06, index  # at edges: colour is kept for 2 x 2 pixels at once
        assert picture.info["duration"] == 125
    paper = rng.integers(0, 256, (200, 200, 3), np.uint8)
    changed = paper.copy()
    changed[7, 9] = 255 - changed[7, 9]
    one, two = (len(film(iter(shown), "webp")) for shown in ([paper], [paper, changed]))
    assert two < one + 300


def test_a_webp_is_made_of_chunks_as_the_format_says():
    """Read by its specification: RIFF, VP8X, ANIM, and for each frame an ANMF with one picture in it."""
    content = film(frames(), "webp", 5)
    assert content[:4] + content[8:12] == b"RIFFWEBP"
    assert int.from_bytes(content[4:8], "little") == len(content) - 8
    chunks, at = [], 12
    while at < len(content):
        size = int.from_bytes(content[at + 4 : at + 8], "little")
        chunks.append((content[at : at + 4], content[at + 8 : at + 8 + size]))
        at += 8 + size + size % 2
    assert at == len(content)
    assert [name for name, _ in chunks] == [b"VP8X", b"ANIM", b"ANMF", b"ANMF", b"ANMF"]
    assert chunks[0][1] == bytes([2, 0, 0, 0, 29, 0, 0, 19, 0, 0])
    assert chunks[1][1] == bytes(6)
    # The second: what has changed is 20 x 10 from (5, 5), and a place is even; 200 ms.
    assert chunks[3][1][:20] == bytes([2, 0, 0, 2, 0, 0, 20, 0, 0, 10, 0, 0, 200, 0, 0, 2]) + b"VP8 "


def test_a_webp_that_grows_too_large_is_a_sentence(monkeypatch):
    monkeypatch.setattr(film_file, "_MOST_WEBP_BYTES", 100)
    with pytest.raises(FilmError, match=r"larger than a WebP can be, 4 GB: choose a smaller scale\."):
        film(frames(), "webp")


def test_what_cannot_be_is_a_sentence():
    with pytest.raises(FilmError, match=r"no film of the kind “avi”; there are gif, webp\."):
        film(frames(), "avi", 5)
    with pytest.raises(FilmError, match=r"needs at least one picture\."):
        film(iter(()), "gif", 5)


@pytest.mark.parametrize(
    ("kind", "size", "why"),
    [
        ("webp", (16_384, 100), "and WebP takes at most 16,383 a side: choose a smaller scale."),
        ("webp", (100, 16_384), "and WebP takes at most 16,383 a side: choose a smaller scale."),
        ("gif", (65_536, 100), "and GIF takes at most 65,535 a side: choose a smaller scale."),
        ("gif", (11_520, 7_200), "and at most 36 million pixels are taken: choose a smaller scale."),
    ],
)
def test_a_film_that_is_too_large_is_known_before_it_begins(kind, size, why):
    width, height = size
    with pytest.raises(FilmError) as caught:
        check_film(kind, width, height, 120)
    assert str(caught.value) == (f"The film would have 120 pictures of {width:,} x {height:,} pixels, {why}")
    check_film(kind, 5_760, 3_600, 120)


def test_the_largest_sides_can_be_made():
    tall = np.zeros((16_383, 2, 3), np.uint8)
    assert Image.open(io.BytesIO(film(iter([tall, 255 - tall]), "webp"))).size == (2, 16_383)
    wide = np.zeros((2, 65_535, 3), np.uint8)
    assert Image.open(io.BytesIO(film(iter([wide, 255 - wide]), "gif"))).size == (65_535, 2)


@pytest.mark.parametrize("kind", FILMS)
@pytest.mark.parametrize("error", [RuntimeError("encoder"), KeyError("x"), MemoryError(), OSError("encoder")])
def test_whatever_the_encoder_raises_the_film_that_was_there_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, error: Exception
) -> None:
    path = tmp_path / f"film.{kind}"
    path.write_bytes(b"a good film")

    def fails(out, frames, milliseconds):
        next(frames)
        out.write(b"half")
        raise error

    broken = film_file.FilmKind("Broken", 1000, fails)
    monkeypatch.setitem(film_file.FILMS, kind, broken)
    with pytest.raises(ValueError, match=r"\.$"), whole_file(path) as file:
        write_film(file, frames(), kind, 5)
    assert path.read_bytes() == b"a good film"
    assert [*tmp_path.iterdir()] == [path]


def test_frames_of_different_sizes_are_a_sentence():
    with pytest.raises(FilmError, match="has changed its size"):
        film(iter([np.zeros((4, 4, 3), np.uint8), np.zeros((4, 5, 3), np.uint8)]), "webp", 5)
