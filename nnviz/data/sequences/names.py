"""Names that a small grammar invents; of each the next letter is to be said, and where it ends."""

from __future__ import annotations

import re

import numpy as np

from nnviz.data.dataset import Following, RawData
from nnviz.data.sequences.symbols import of_symbols, padded
from nnviz.data.steady import last_ones

NAMES = 400  # of which a fifth is kept for testing
#: Two or three syllables, of a consonant and a vowel each, and perhaps a last consonant.
CONSONANTS, VOWELS, LAST = "bdfgklmnrstv", "aeiou", "lnrs"
GRAMMAR = re.compile(f"(?:[{CONSONANTS}][{VOWELS}]){{2,3}}[{LAST}]?")
#: Before a name and behind it: what is read first, and what is said last.
BORDER = "."
SYMBOLS = (BORDER, *sorted(set(CONSONANTS + VOWELS + LAST)))
_LONG, _CLOSED = 0.4, 0.5  # how many have a third syllable, and a last consonant


def names(seed: int, test_share: float) -> RawData:
    """``NAMES`` names drawn by ``seed``, no two alike: read from the border on, and asked what comes next."""
    invented = invent(np.random.default_rng(seed), NAMES)
    spelled = [[SYMBOLS.index(letter) for letter in (BORDER, *name, BORDER)] for name in invented]
    rows = padded([letters[:-1] for letters in spelled])
    labels = padded([letters[1:] for letters in spelled])
    return of_symbols(
        SYMBOLS,
        rows,
        labels,
        SYMBOLS,
        tested=last_ones(NAMES, test_share),
        following=Following(BORDER, BORDER),
    )


def invent(generator: np.random.Generator, count: int) -> list[str]:
    """So many names of the grammar, no two alike."""
    found: dict[str, None] = {}
    while len(found) < count:
        syllables = 2 + int(generator.random() < _LONG)
        letters = [
            kind[int(generator.integers(len(kind)))]
            for _ in range(syllables)
            for kind in (CONSONANTS, VOWELS)
        ]
        letters += [LAST[int(generator.integers(len(LAST)))]] if generator.random() < _CLOSED else []
        found["".join(letters)] = None
    return [*found]
