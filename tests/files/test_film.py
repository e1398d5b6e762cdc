"""Films: every frame is in them, in its colours."""

import io

import numpy as np
import pytest
from PIL import Image

from nnviz.files.film import FILMS, film

RED, BLUE, GREEN = (200, 30, 20), (10, 40, 220), (20, 160, 60)


def frames():
    for colour in (RED, BLUE, GREEN):
        frame = np.full((20, 30, 3), 255, np.uint8)
        frame[5:15, 5:25] = colour
        yield frame


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


def test_what_cannot_be_is_a_sentence():
    with pytest.raises(ValueError, match=r"no film of the kind “avi”; there are gif, webp\."):
        film(frames(), "avi", 5)
    with pytest.raises(ValueError, match=r"needs at least one picture\."):
        film(iter(()), "gif", 5)
