"""What presenting keeps on the disk, and its stopwatch."""

from __future__ import annotations

import logging

from nnviz.lessons.tallies import Hands, Tallies
from nnviz.session.presenting_kept import Kept, PresentingFolder
from nnviz.session.stopwatch import Stopwatch


def test_where_it_was_comes_back_after_a_crash_and_only_then(tmp_path):
    kept = Kept("one-step", "lands", "talk", "10 b")
    PresentingFolder(tmp_path / "new").keep_place(kept)
    after = PresentingFolder(tmp_path / "new")
    assert after.place() == kept
    after.forget_place()
    assert PresentingFolder(tmp_path / "new").place() is None


def test_damaged_files_are_as_none(tmp_path):
    for text in ("", "{", "[]", '{"lesson": 1}', '{"lesson": "", "step": "", "phase": "", "group": ""}'):
        (tmp_path / "presenting.json").write_text(text)
        (tmp_path / "hands.json").write_bytes(b"\xff\xfe\x00")
        folder = PresentingFolder(tmp_path)
        assert folder.place() is None
        assert folder.tallies() == Tallies()


def test_hands_are_kept(tmp_path):
    tallies = Tallies().keeping("10 b", "one-step", "lands", Hands("?", ("a", "b"), (3, None)))
    PresentingFolder(tmp_path).keep_tallies(tallies)
    assert PresentingFolder(tmp_path).tallies() == tallies


def test_a_folder_that_cannot_be_written_is_said_once(tmp_path, caplog):
    (tmp_path / "file").write_text("")
    folder = PresentingFolder(tmp_path / "file")
    with caplog.at_level(logging.WARNING):
        folder.keep_place(Kept("a", "b", "ask"))
        folder.keep_tallies(Tallies())
    assert len(caplog.records) == 1
    assert PresentingFolder(None).place() is None


def test_the_stopwatch_runs_rests_and_begins_again():
    watch = Stopwatch()
    assert watch.seconds(100.0) == 0
    watch = watch.started(100.0)
    assert watch.started(104.0).seconds(110.0) == 10
    rested = watch.paused(110.0)
    assert rested.seconds(500.0) == 10
    assert rested.started(500.0).seconds(501.0) == 11
    assert watch.reset(110.0).seconds(112.0) == 2
    assert rested.reset(110.0).seconds(112.0) == 0
