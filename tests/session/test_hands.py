"""My digits: kept, undoable, never lost."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QLockFile

from nnviz.data.hands import drawings
from nnviz.data.strokes import read_strokes_npz, write_strokes_npz
from nnviz.session.hands import MyDigits
from nnviz.session.messages import Message
from tests.helpers.counts import count
from tests.helpers.strokes import DIGIT_STROKES, as_arrays

SEVEN = as_arrays(DIGIT_STROKES[7])


@pytest.fixture
def file(tmp_path: Path, qapp) -> Path:
    return tmp_path / "data" / "my-digits.npz"


def opened(file: Path | None) -> tuple[MyDigits, list[Message], list[bool]]:
    digits = MyDigits(file)
    told: list[Message] = []
    changes: list[bool] = []
    digits.message_raised.connect(told.append)
    digits.changed.connect(lambda: changes.append(True))
    return digits, told, changes


def test_what_was_drawn_is_there_at_the_next_start(file):
    digits, told, changes = opened(file)
    ids = [digits.add(as_arrays(DIGIT_STROKES[label]), label) for label in (7, 1, 7)]

    again, _, _ = opened(file)

    assert [digit.id for digit in again.drawings] == ids
    assert again.counts == (0, 1, 0, 0, 0, 0, 0, 2, 0, 0)
    for stroke, drawn in zip(again.drawings[0].strokes, SEVEN, strict=True):
        np.testing.assert_allclose(stroke, drawn, atol=1e-6)
    assert again.drawings[0].when == digits.drawings[0].when
    assert len(changes) == 3
    assert not told


def test_nothing_is_read_or_made_before_it_is_needed(file):
    MyDigits(file)
    assert not file.parent.exists()


def test_without_a_file_nothing_is_kept(qapp, tmp_path):
    digits = MyDigits()
    digits.add(SEVEN, 7)
    assert digits.counts[7] == 1
    assert not list(tmp_path.iterdir())


def test_deleting_one_comes_back_as_a_value_that_restores_it(file):
    digits, _, _ = opened(file)
    ids = [digits.add(as_arrays(DIGIT_STROKES[label]), label) for label in (3, 4, 5)]
    gone = digits.remove(ids[1])
    assert [digit.label for digit in digits.drawings] == [3, 5]

    digits.restore(gone)

    assert [digit.id for digit in digits.drawings] == ids
    assert [digit.id for digit in MyDigits(file).drawings] == ids


def test_deleting_all_comes_back_too(file):
    digits, _, changes = opened(file)
    for label in range(10):
        digits.add(as_arrays(DIGIT_STROKES[label]), label)
    gone = digits.clear()
    assert MyDigits(file).drawings == ()
    digits.restore(gone)
    assert digits.counts == (1,) * 10
    before = len(changes)
    assert digits.remove(12345) == ()
    assert len(changes) == before


def test_what_is_exported_is_the_shared_format_and_is_imported_once(file, tmp_path):
    digits, _, _ = opened(file)
    digits.add(SEVEN, 7)
    digits.export(tmp_path / "mine.npz")
    collection = read_strokes_npz(tmp_path / "mine.npz")
    assert collection.labels.tolist() == [7]
    np.testing.assert_allclose(collection[0][0], SEVEN[0], atol=1e-6)

    assert digits.import_(tmp_path / "mine.npz") == ()  # they are there already
    digits.clear()
    new = digits.import_(tmp_path / "mine.npz")
    assert [digit.label for digit in new] == [7]
    assert digits.drawings == new


def test_a_collection_of_somebody_else_is_imported(file, tmp_path):
    write_strokes_npz(tmp_path / "other.npz", [as_arrays(DIGIT_STROKES[1]), SEVEN], [1, 7])
    digits, _, _ = opened(file)
    digits.import_(tmp_path / "other.npz")
    assert digits.counts[1] == digits.counts[7] == 1


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda path: path.write_bytes(b"PK\x03\x04 no archive"), "no .npz file"),
        (lambda path: None, "cannot be read"),
        (lambda path: path.mkdir(), "cannot be read"),
        (lambda path: write_strokes_npz(path, [SEVEN]), "has no labels"),
        (lambda path: np.savez(path, points=np.zeros(3)), "no collection of strokes"),
        (lambda path: write_strokes_npz(path, [SEVEN] * 2_001, [7] * 2_001), "at most 2,000"),
        (lambda path: write_strokes_npz(path, [[[(1e9, 0)]]], [7]), "far off the canvas"),
    ],
)
def test_what_cannot_be_imported_is_one_sentence_and_changes_nothing(file, tmp_path, make, sentence):
    digits, _, _ = opened(file)
    digits.add(SEVEN, 7)
    make(tmp_path / "bad.npz")
    with pytest.raises(ValueError, match=sentence):
        digits.import_(tmp_path / "bad.npz")
    assert digits.counts[7] == 1


def test_a_damaged_file_is_put_aside_and_said(file):
    MyDigits(file).add(SEVEN, 7)
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])

    digits, told, _ = opened(file)

    assert digits.drawings == ()
    assert len(told) == 1
    aside = file.with_name("my-digits-damaged-1.npz")
    assert str(aside) in told[0].text
    assert aside.read_bytes() == whole[: len(whole) // 2]
    digits.add(SEVEN, 7)
    assert MyDigits(file).counts[7] == 1


def test_where_nothing_can_be_written_they_stay_for_this_time_and_it_is_said(tmp_path, qapp):
    (tmp_path / "file").write_text("where a folder should be")
    digits, told, _ = opened(tmp_path / "file" / "my-digits.npz")
    digits.add(SEVEN, 7)
    assert digits.counts[7] == 1
    assert "cannot be kept" in told[-1].text
    with pytest.raises(ValueError, match="cannot be written"):
        digits.export(tmp_path / "file" / "mine.npz")


def test_two_windows_keep_what_the_other_has_drawn(file):
    one, two = MyDigits(file), MyDigits(file)
    one.add(SEVEN, 7)
    two.add(as_arrays(DIGIT_STROKES[1]), 1)
    one.add(as_arrays(DIGIT_STROKES[2]), 2)
    assert [digit.label for digit in two.drawings] == [7, 1, 2]


@pytest.mark.parametrize(
    ("strokes", "label", "sentence"),
    [
        ([], 7, "at least one"),
        ([np.zeros((0, 2))], 7, "at least one"),
        ([[(float("nan"), 0.5)]], 7, "far off"),
        ([[1, 2, 3]], 7, "list of points"),
        ([np.zeros((20_001, 2))], 7, "at most 20,000"),
        (SEVEN, 10, "one of the digits"),
        (SEVEN, True, "one of the digits"),
    ],
)
def test_what_is_no_labelled_drawing_is_refused(file, strokes, label, sentence):
    with pytest.raises(ValueError, match=sentence):
        MyDigits(file).add(strokes, label)
    assert not file.exists()


def test_there_is_an_end_to_how_many(file, monkeypatch):
    from nnviz.session import kept_drawings

    monkeypatch.setattr(kept_drawings, "MOST_DRAWINGS", 2)
    digits = MyDigits(file)
    digits.add(SEVEN, 7)
    digits.add(SEVEN, 7)
    with pytest.raises(ValueError, match="at most 2 drawings"):
        digits.add(SEVEN, 7)
    assert digits.counts[7] == len(MyDigits(file).drawings) == 2


def test_what_was_drawn_is_not_changed_by_who_drew_it(qapp):
    stroke = np.array([[0.2, 0.2], [0.8, 0.8]])
    digits = MyDigits()
    digits.add([stroke], 1)
    stroke[:] = 0
    assert digits.drawings[0].strokes[0][1, 0] == np.float32(0.8)
    with pytest.raises(ValueError, match="read-only"):
        digits.drawings[0].strokes[0][0, 0] = 1


def test_a_program_killed_while_it_saves_leaves_the_file_whole(file):
    """Killed at any moment of a stream of savings, the file holds all that was saved before or one more."""
    MyDigits(file).add(SEVEN, 7)
    script = (
        "import sys, pathlib, numpy as np\n"
        "from nnviz.session.hands import MyDigits\n"
        "digits = MyDigits(pathlib.Path(sys.argv[1]))\n"
        "while True:\n"
        "    digits.add([np.random.rand(500, 2)], 1)\n"
        "    print(len(digits.drawings), flush=True)\n"
    )
    writer = subprocess.Popen([sys.executable, "-c", script, str(file)], stdout=subprocess.PIPE, text=True)
    said = 0
    for line in writer.stdout:
        said = int(line)
        if said >= 20:
            writer.kill()
            break
    rest = writer.stdout.read().split()
    writer.wait()
    writer.stdout.close()
    said = int(rest[-1]) if rest else said
    digits, told, _ = opened(file)
    assert len(digits.drawings) in (said, said + 1)
    assert not told


ADDS = """
import sys
from pathlib import Path
from nnviz.session.hands import MyDigits
digits = MyDigits(Path(sys.argv[1]))
sys.stdin.readline()
for number in range(int(sys.argv[2])):
    digits.add([[(0.1, 0.1), (0.2, 0.8), (0.3, number / 100)]], 1)
"""


def test_windows_that_add_at_the_same_time_lose_none(file):
    windows, each = 3, count(25, 100)
    writers = [
        subprocess.Popen([sys.executable, "-c", ADDS, str(file), str(each)], stdin=subprocess.PIPE)
        for _ in range(windows)
    ]
    for writer in writers:  # all at once
        writer.stdin.write(b"\n")
        writer.stdin.close()
    assert [writer.wait(60) for writer in writers] == [0] * windows
    assert len(MyDigits(file).drawings) == windows * each


def test_where_another_window_holds_on_to_the_file_it_is_said_and_nothing_is_lost(file, monkeypatch):
    monkeypatch.setattr("nnviz.session.kept_drawings.LOCK_SECONDS", 0.05)
    digits, told, _ = opened(file)
    digits.add(SEVEN, 7)
    lock = QLockFile(f"{file}.lock")
    assert lock.tryLock(0)
    with pytest.raises(ValueError, match="Another nnviz holds on to My digits"):
        digits.add(SEVEN, 7)
    assert digits.clear() == ()
    assert "holds on" in told[-1].text
    lock.unlock()
    assert len(MyDigits(file).drawings) == len(digits.drawings) == 1
    digits.add(SEVEN, 7)
    assert len(MyDigits(file).drawings) == 2


def test_counts_are_what_the_canvas_would_show(qapp):
    from nnviz.data.ink import prepare

    digits = MyDigits()
    digits.add(SEVEN, 7)
    digits.add([[(0.5, 0.5)]], 1)  # too small for a digit
    counts, labels = drawings.counted(digits.drawings)
    assert labels.tolist() == [7]
    np.testing.assert_array_equal(counts[0], prepare(digits.drawings[0].strokes).seen)


def test_a_digit_of_a_picture_is_kept_as_its_counts_and_shares_the_file(file, tmp_path):
    counts = np.arange(64) % 17
    digits, _, _ = opened(file)
    digits.add(SEVEN, 7)
    kept = digits.add_counts(counts, 4)
    again, told, _ = opened(file)
    assert [digit.label for digit in again.drawings] == [7, 4]
    assert again.drawings[0].counts is None
    assert again.drawings[1].id == kept
    np.testing.assert_array_equal(again.drawings[1].counts, counts)
    learned, labels = drawings.counted(again.drawings)
    assert labels.tolist() == [7, 4]
    np.testing.assert_array_equal(learned[1], counts)
    assert not told
    again.export(tmp_path / "given.npz")
    other = MyDigits()
    assert len(other.import_(tmp_path / "given.npz")) == 2
    assert len(other.import_(tmp_path / "given.npz")) == 0, "each only once"
    (gone,) = again.remove(kept)
    again.restore([gone])
    assert again.drawings[1].id == kept


def test_a_file_without_pictures_is_as_it_always_was(file):
    digits, _, _ = opened(file)
    digits.add(SEVEN, 7)
    with np.load(file) as arrays:
        assert "counts" not in arrays.files


@pytest.mark.parametrize(
    "counts", [np.zeros(64), np.full(64, 17), np.full(63, 3), np.full(64, np.nan)], ids=lambda c: f"{c[0]}"
)
def test_what_is_no_picture_of_a_digit_is_refused(qapp, counts):
    with pytest.raises(ValueError, match=r"counts|ink"):
        MyDigits().add_counts(counts, 3)
