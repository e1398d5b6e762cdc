"""More handwriting, got by a child process from a server on this computer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QProcess

from nnviz.data.hands.store import kept_sets, read_set
from nnviz.session.more_hands import MoreHands
from tests.helpers.openml import OpenML, openml_server
from tests.helpers.small_pictures import small_pictures

WAIT_MS = 60_000  # a child imports scikit-learn, on a machine that may be busy


@dataclass
class Heard:
    """Everything a MoreHands emitted."""

    more: MoreHands
    progress: list[tuple[str, float]] = field(default_factory=list)
    done: list[tuple[str, int]] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    trained: list[bool] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.more.progressed.connect(lambda *said: self.progress.append(said))
        self.more.done.connect(lambda *said: self.done.append(said))
        self.more.failed.connect(self.failed.append)


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenML]:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    with openml_server() as server:
        monkeypatch.setenv("PYTHONPATH", f"{server.hide_from(tmp_path / 'detour')}:{Path.cwd()}")
        yield server


@pytest.fixture
def heard(qapp, monkeypatch: pytest.MonkeyPatch) -> Iterator[Heard]:
    """What a MoreHands does; training the Reader, a minute's work, is only noted."""
    more = MoreHands()
    heard = Heard(more)
    monkeypatch.setattr(more, "train", lambda: heard.trained.append(True))
    yield heard
    more.shut_down()


def test_a_set_comes_with_progress_and_is_trained_with(heard: Heard, server: OpenML, qtbot):
    pictures = np.random.default_rng(1).integers(0, 17, (60, 64)).astype(np.uint8)
    server.publish(28, pictures, (np.arange(60) % 10).astype(np.uint8))
    heard.more.get("optdigits")
    assert heard.more.busy
    heard.more.get("mnist")  # one at a time: nothing happens
    qtbot.waitUntil(lambda: not heard.more.busy, timeout=WAIT_MS)
    assert heard.failed == []
    assert heard.done == [("optdigits", 60)]
    assert heard.trained == [True]
    assert heard.progress[0] == ("connect", -1)
    np.testing.assert_array_equal(read_set("optdigits")[0], pictures)


def test_cancelled_nothing_has_changed_and_the_next_try_gets_it(heard: Heard, server: OpenML, qtbot):
    rng = np.random.default_rng(2)
    server.publish(
        28, rng.integers(0, 17, (3_000, 64)).astype(np.uint8), (np.arange(3_000) % 10).astype(np.uint8)
    )
    server.drip = 0.2
    heard.more.get("optdigits")
    qtbot.waitUntil(lambda: any(doing == "download" for doing, _ in heard.progress), timeout=WAIT_MS)
    heard.more.cancel()
    qtbot.waitUntil(lambda: not heard.more.busy, timeout=WAIT_MS)
    assert heard.failed == [""]
    assert kept_sets() == ()

    server.drip = 0.0
    heard.more.get("optdigits")
    qtbot.waitUntil(lambda: not heard.more.busy, timeout=WAIT_MS)
    assert heard.done == [("optdigits", 3_000)]


def test_offline_is_one_sentence(heard: Heard, server: OpenML, tmp_path: Path, qtbot):
    (tmp_path / "detour" / "sitecustomize.py").write_text(
        "import time, urllib.request, urllib.error\n"
        "def urlopen(*_, **__): raise urllib.error.URLError('no route to host')\n"
        "urllib.request.urlopen = urlopen\n"
        "time.sleep = lambda seconds: None\n"
    )
    heard.more.get("mnist")
    qtbot.waitUntil(lambda: not heard.more.busy, timeout=WAIT_MS)
    assert heard.failed == [
        "OpenML cannot be reached, so MNIST cannot be got: this computer seems to be offline."
    ]
    assert heard.trained == []


def test_a_file_is_opened_and_one_that_cannot_be_is_a_sentence(heard: Heard, server: OpenML, tmp_path, qtbot):
    pictures, labels = small_pictures(20)
    np.savez(tmp_path / "Klasse 7b.npz", images=pictures, labels=labels)
    heard.more.open(tmp_path / "Klasse 7b.npz")
    qtbot.waitUntil(lambda: not heard.more.busy, timeout=WAIT_MS)
    assert heard.done == [("klasse-7b", 20)]

    (tmp_path / "text.npz").write_text("no archive")
    heard.more.open(tmp_path / "text.npz")
    qtbot.waitUntil(lambda: not heard.more.busy, timeout=WAIT_MS)
    assert len(heard.failed) == 1
    assert heard.failed[0].endswith("it is damaged, or no .npz file.")


def test_what_was_found_in_a_set_is_told_until_the_next_comes(heard: Heard, server: OpenML, tmp_path, qtbot):
    pictures, labels = small_pictures(20)
    np.savez(tmp_path / "lying.npz", images=pictures.swapaxes(1, 2), labels=labels)
    np.savez(tmp_path / "upright.npz", images=pictures[:15], labels=labels[:15])
    for name, notes in (
        ("lying", ("They came with rows and columns exchanged, and were put upright.",)),
        ("upright", ()),
    ):
        heard.more.open(tmp_path / f"{name}.npz")
        qtbot.waitUntil(lambda: not heard.more.busy, timeout=WAIT_MS)
        assert heard.more.notes == notes


def test_a_file_beside_the_person_is_not_taken_for_one_of_pythons(
    heard: Heard, server: OpenML, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot
):
    """Python looks for modules first where it is started, unless it is told not to."""
    for name in ("random", "types", "json", "PIL", "numpy", "nnviz"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit(f'taken for {__name__}')")
    pictures, labels = small_pictures(20)
    np.savez(tmp_path / "mine.npz", images=pictures, labels=labels)
    monkeypatch.chdir(tmp_path)
    heard.more.open(tmp_path / "mine.npz")
    qtbot.waitUntil(lambda: not heard.more.busy, timeout=WAIT_MS)
    assert (heard.failed, heard.done) == ([], [("mine", 20)])


def test_a_program_that_ends_meanwhile_leaves_no_child(heard: Heard, server: OpenML, qtbot):
    server.publish(28, np.zeros((3_000, 64), np.uint8), np.zeros(3_000, np.uint8))
    heard.more.get("optdigits")
    process = heard.more.findChild(QProcess)
    qtbot.waitUntil(lambda: process.processId() > 0, timeout=WAIT_MS)
    child = Path(f"/proc/{process.processId()}")
    heard.more.shut_down()
    assert not heard.more.busy
    assert not child.exists()
    assert (heard.done, heard.failed) == ([], [])


def test_a_python_that_is_not_there_is_a_sentence(heard: Heard, monkeypatch, qtbot):
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    heard.more.get("mnist")
    qtbot.waitUntil(lambda: bool(heard.failed), timeout=WAIT_MS)
    assert heard.failed == ["Another nnviz cannot be started in the background."]
    assert not heard.more.busy
