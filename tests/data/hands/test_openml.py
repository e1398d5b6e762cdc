"""Handwriting from OpenML: a server on this computer stands for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request

import numpy as np
import pytest

from nnviz.data.digits import digits
from nnviz.data.hands import openml as module
from nnviz.data.hands.openml import fetch
from nnviz.data.hands.pictures import count_pictures
from tests.helpers.openml import OpenML, openml_server
from tests.helpers.small_pictures import small_pictures


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenML]:
    from sklearn.datasets import _openml

    with openml_server() as server:
        real = _openml.urlopen

        def urlopen(request: Request) -> object:
            url = request.full_url.replace("https://www.openml.org", server.address)
            return real(Request(url, headers=dict(request.header_items())))

        monkeypatch.setattr(_openml, "urlopen", urlopen)
        yield server


def heard() -> tuple[list[tuple[str, float | None]], module.Progress]:
    told: list[tuple[str, float | None]] = []
    return told, lambda stage, share: told.append((stage, share))


def test_optdigits_come_without_the_digits_that_scikit_learn_has(server: OpenML, folder: Path):
    known = digits().features[:30].astype(np.uint8)
    others = np.random.default_rng(1).integers(0, 17, (20, 64)).astype(np.uint8)
    labels = (np.arange(50) % 10).astype(np.uint8)
    server.publish(28, np.concatenate([known, others]), labels)

    counts, kept, pixels = fetch("optdigits", lambda stage, share: None)

    np.testing.assert_array_equal(counts, others)
    np.testing.assert_array_equal(kept, labels[30:])
    assert pixels is None, "the counts are what was published"
    assert not list(folder.rglob("*.gz"))  # the download is not kept twice


def test_mnist_is_counted_as_everything_else_is(server: OpenML):
    pictures, labels = small_pictures(20)
    server.publish(554, pictures.reshape(20, -1), labels)
    told, progress = heard()

    counts, kept, pixels = fetch("mnist", progress)

    np.testing.assert_array_equal(counts, count_pictures(pictures))
    np.testing.assert_array_equal(pixels, pictures.reshape(20, -1))
    np.testing.assert_array_equal(kept, labels)
    assert told[0] == ("connect", None)
    assert told[-1] == ("count", 1.0)


def test_how_far_the_download_is_is_told(server: OpenML, monkeypatch):
    monkeypatch.setattr(module, "_LOOK", 0.02)
    pictures = np.random.default_rng(2).integers(0, 17, (3_000, 64)).astype(np.uint8)
    server.publish(28, pictures, (np.arange(3_000) % 10).astype(np.uint8))
    server.drip = 0.02
    told, progress = heard()
    fetch("optdigits", progress)
    shares = [share for stage, share in told if stage == "download"]
    assert shares == sorted(shares)
    assert 0 < shares[0] < 1
    assert ("read", None) in told


def test_what_was_downloaded_before_a_kill_is_not_downloaded_again(server: OpenML, monkeypatch):
    pictures, labels = small_pictures(10)
    server.publish(554, pictures.reshape(10, -1), labels)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(module, "count_pictures", killed)
        with pytest.raises(KeyboardInterrupt):
            fetch("mnist", lambda stage, share: None)
    asked = len(server.asked)
    fetch("mnist", lambda stage, share: None)
    assert len(server.asked) == asked


def test_offline_is_a_sentence(monkeypatch):
    from sklearn.datasets import _openml

    def nowhere(request: Request) -> None:
        raise _openml.URLError("no route to host")

    monkeypatch.setattr(_openml, "urlopen", nowhere)
    monkeypatch.setattr(_openml.time, "sleep", lambda seconds: None)
    with pytest.raises(ValueError, match="seems to be offline"):
        fetch("mnist", lambda stage, share: None)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"status": 503}, r"answers with an error \(503\)"),
        ({"wrong": True}, "is damaged"),
        ({"files": {}}, "is damaged"),
    ],
)
def test_trouble_at_openml_is_a_sentence(server: OpenML, monkeypatch, change, sentence):
    from sklearn.datasets import _openml

    monkeypatch.setattr(_openml.time, "sleep", lambda seconds: None)
    pictures, labels = small_pictures(10)
    server.publish(554, pictures.reshape(10, -1), labels)
    for name, value in change.items():
        setattr(server, name, value)
    with pytest.raises(ValueError, match=sentence):
        fetch("mnist", lambda stage, share: None)


def test_other_pictures_than_expected_are_refused(server: OpenML):
    server.publish(28, np.full((10, 64), 17, np.uint8), np.arange(10, dtype=np.uint8))
    server.publish(554, np.zeros((10, 783), np.uint8), np.arange(10, dtype=np.uint8))
    for name in ("optdigits", "mnist"):
        with pytest.raises(ValueError, match="no pictures of digits"):
            fetch(name, lambda stage, share: None)
    with pytest.raises(ValueError, match="no handwriting “emnist”"):
        fetch("emnist", lambda stage, share: None)
