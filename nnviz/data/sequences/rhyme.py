"""A rhyme of which the next character is to be said, at every character of a part of it."""

from __future__ import annotations

import numpy as np

from nnviz.data.dataset import Following, RawData, split
from nnviz.data.sequences.symbols import of_symbols

#: Jane Taylor, "The Star", in "Rhymes for the Nursery", 1806, the first two stanzas; in small letters.
TEXT = """\
twinkle, twinkle, little star,
how i wonder what you are!
up above the world so high,
like a diamond in the sky.

when the blazing sun is gone,
when he nothing shines upon,
then you show your little light,
twinkle, twinkle, all the night.

"""
STEPS = 32  # characters of a part
SYMBOLS = tuple(sorted(set(TEXT)))


def rhyme(seed: int, test_share: float) -> RawData:
    """The parts of ``STEPS`` characters that begin at each of the rhyme's; after its end it begins again.

    Which are kept for testing ``seed`` decides. They overlap with those that are learned: it is one rhyme,
    and to be known by heart.
    """
    count = len(TEXT)
    characters = np.array([SYMBOLS.index(character) for character in TEXT])
    places = (np.arange(count)[:, np.newaxis] + np.arange(STEPS + 1)) % count
    rows = characters[places]
    tested = np.zeros(count, dtype=bool)
    tested[split(count, test_share, seed)[1]] = True
    return of_symbols(SYMBOLS, rows[:, :-1], rows[:, 1:], SYMBOLS, tested=tested, following=Following())
