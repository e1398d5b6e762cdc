"""Handwriting that others have published on OpenML, fetched by scikit-learn and counted for the network."""

from __future__ import annotations

import shutil
import socket
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal
from urllib.error import HTTPError, URLError

import numpy as np
from numpy.typing import NDArray

from nnviz.data.digits import digits
from nnviz.data.hands.pictures import count_pictures
from nnviz.data.hands.published import PUBLISHED, Published
from nnviz.data.hands.store import Counts, hands_folder
from nnviz.said import translate

_PATIENCE = 30.0  # seconds without a byte
_LOOK = 0.25  # seconds between two looks at how much has come

Stage = Literal["connect", "download", "read", "count"]
#: Told what is going on, and how much of it is done, 0..1; None where nobody knows.
Progress = Callable[[Stage, float | None], None]


def fetch(name: str, progress: Progress) -> tuple[Counts, Counts, Counts | None]:
    """Counts (n, 64), labels (n,), and pixels (n, side * side) of a published set.

    Of optdigits, which was published as counts, there are no others; the digits that scikit-learn has are
    left out of it.

    Waits for the network without a chance to be asked to stop: run it in a process of its own. What was
    downloaded is removed in the end; what a fetch that was killed has left is used by the next.
    Raises ``ValueError`` with one sentence if it cannot be reached or is not what it was.
    """
    if name not in PUBLISHED:
        raise ValueError(
            translate("Data", "There is no handwriting “{name}” to get; there is {published}.").format(
                name=name, published=", ".join(PUBLISHED)
            )
        )
    source = PUBLISHED[name]
    folder = hands_folder() / "download" / name
    for left in folder.rglob("tmp*"):  # of a download that was cancelled
        shutil.rmtree(left, ignore_errors=True)
    progress("connect", None)
    with _watched(folder, source.size, progress):
        pictures, labels = _fetched(source, folder)
    pixels, digit = _checked(source, pictures, labels)
    progress("count", 0.0)
    counts = (
        pixels
        if source.side == 8
        else count_pictures(
            pixels.reshape(-1, source.side, source.side),
            lambda done: progress("count", done / len(pixels)),
        )
    )
    shutil.rmtree(folder, ignore_errors=True)
    kept = counts.any(axis=1) & ~_known(counts)
    return counts[kept], digit[kept], None if counts is pixels else pixels[kept]


def _fetched(source: Published, folder: Path) -> tuple[Any, Any]:
    from sklearn.datasets import fetch_openml

    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(_PATIENCE)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about trying again
            bunch: Any = fetch_openml(
                data_id=source.number,
                data_home=str(folder),
                as_frame=False,
                parser="liac-arff",
                n_retries=1,
            )
        return bunch.data, bunch.target
    except HTTPError as error:
        raise ValueError(
            translate(
                "Data", "OpenML answers with an error ({code}); {label} cannot be got just now."
            ).format(code=error.code, label=source.label)
        ) from None
    except (URLError, TimeoutError, ConnectionError, EOFError):
        raise ValueError(
            translate(
                "Data",
                "OpenML cannot be reached, so {label} cannot be got: this computer seems to be offline.",
            ).format(label=source.label)
        ) from None
    except OSError as error:
        raise ValueError(
            translate("Data", "{label} cannot be kept: {why}.").format(
                label=source.label, why=error.strerror or error
            )
        ) from None
    except Exception:  # whatever a parser says about a file that is not what it should be
        shutil.rmtree(folder, ignore_errors=True)
        raise ValueError(
            translate("Data", "What came from OpenML as {label} is damaged; please try again.").format(
                label=source.label
            )
        ) from None
    finally:
        socket.setdefaulttimeout(before)


def _checked(source: Published, pictures: Any, labels: Any) -> tuple[Counts, Counts]:
    """The pixels (n, side * side) and labels (n,) as bytes, if they are such."""
    try:
        pixels = np.asarray(pictures, dtype=np.float64)
        digit = np.asarray(labels).astype(np.float64)
        good = (
            pixels.ndim == 2
            and pixels.shape[1] == source.side**2
            and digit.shape == pixels.shape[:1]
            and bool(np.isin(digit, np.arange(10)).all())
            and bool(((pixels >= 0) & (pixels <= source.largest)).all())
        )
    except (TypeError, ValueError):
        good = False
    if not good:
        raise ValueError(
            translate("Data", "What came from OpenML as {label} are no pictures of digits.").format(
                label=source.label
            )
        )
    return pixels.astype(np.uint8), digit.astype(np.uint8)


def _known(counts: Counts) -> NDArray[np.bool_]:
    """(n,) whether scikit-learn has the very same picture: what was learned must not be in what tests."""
    known = {row.tobytes() for row in digits().features.astype(np.uint8)}
    return np.array([row.tobytes() in known for row in counts], dtype=bool)


@contextmanager
def _watched(folder: Path, size: int, progress: Progress) -> Iterator[None]:
    """Tell how far the download is, from the file that grows in the folder; scikit-learn does not say."""
    over = threading.Event()

    def watch() -> None:
        began = False
        while not over.wait(_LOOK):
            come = sum(_size(path) for path in folder.rglob("tmp*/*"))
            if come:
                began = True
                progress("download", min(come / size, 0.99))
            elif began:
                progress("read", None)

    thread = threading.Thread(target=watch, name="download")
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # it has just been moved to its place
        return 0
