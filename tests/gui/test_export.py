"""Pictures and films from the real window."""

from __future__ import annotations

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from nnviz.files.film import FILMS, FilmKind
from nnviz.ui.export.export_sheet import ExportSheet

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def sheet(open_window):
    person = open_window(epochs=10)
    person.desk.advance(6)
    person.wait(lambda: person.session.runs.current.snapshot.epoch >= 6)
    person.key(Qt.Key.Key_E, CONTROL)
    found = person.window.findChild(ExportSheet)
    assert found.isVisible()
    return person, found


def test_the_keys_begin_at_the_first_control(sheet):
    _, shown = sheet
    assert shown.subject.isAncestorOf(shown.focusWidget())


@pytest.mark.parametrize("subject", ["stage", "right", "all"])
def test_pictures_of_every_kind(sheet, tmp_path, subject):
    _, shown = sheet
    shown.subject.set_current(subject)
    for kind, start in {"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF-"}.items():
        shown.kind.set_current(kind)
        path = tmp_path / f"picture.{kind}"
        shown.save_as(path)
        assert shown.said.text() == f"Saved in “{path}”."
        assert path.read_bytes().startswith(start)
        assert path.stat().st_size > 10_000


def test_the_picture_is_copied_at_its_scale(sheet):
    person, shown = sheet
    shown.subject.set_current("all")
    shown.scale.value_requested.emit(2.0)
    person.click(shown.copy_button)
    image = QGuiApplication.clipboard().image()
    assert (image.width(), image.height()) == (2880, 1800)


@pytest.mark.parametrize("kind", ["gif", "webp"])
def test_a_film_shows_every_epoch_once_and_looks_back_to_where_it_was(sheet, tmp_path, kind):
    person, shown = sheet
    shown.kind.chosen.emit(kind)
    shown.kind.set_current(kind)
    shown.subject.set_current("right")
    shown.scale.value_requested.emit(0.5)
    path = tmp_path / f"film.{kind}"
    shown.save_as(path)
    person.wait(lambda: path.exists())
    person.wait(lambda: shown.said.text() == f"Saved in “{path}”.")
    with Image.open(path) as film:
        assert film.n_frames == 7
        assert film.size[0] == round(person.window.results.width() * 0.5)
    assert person.desk.cursor is None


def test_a_film_can_be_left_off(sheet, tmp_path):
    person, shown = sheet
    shown.kind.set_current("gif")
    shown.subject.set_current("all")
    shown.save_as(tmp_path / "film.gif")
    person.click(shown.cancel_button)
    person.wait(lambda: shown.said.text() == "No film was made.")
    assert not (tmp_path / "film.gif").exists()
    assert person.desk.cursor is None


def test_the_sheet_may_be_closed_in_the_middle_of_a_film(sheet, tmp_path):
    person, shown = sheet
    shown.kind.set_current("webp")
    shown.subject.set_current("all")
    shown.save_as(tmp_path / "film.webp")
    person.wait(lambda: shown.bar.value() >= 1)
    shown.close()
    assert not (tmp_path / "film.webp").exists()
    assert person.desk.cursor is None


def test_escape_leaves_a_film_off_and_looks_at_the_newest_again(sheet, tmp_path):
    person, found = sheet
    found.kind.set_current("gif")
    found.save_as(tmp_path / "film.gif")
    person.wait(lambda: person.desk.cursor is not None)
    person.qtbot.keyClick(found, Qt.Key.Key_Escape)
    assert person.desk.cursor is None
    assert not (tmp_path / "film.gif").exists()


def test_a_file_that_the_dialog_did_not_ask_about_is_not_replaced(sheet, tmp_path):
    _, shown = sheet
    shown.kind.set_current("png")
    there = tmp_path / "network.jpg.png"
    there.write_bytes(b"precious")
    shown.save_named(tmp_path / "network.jpg")
    assert there.read_bytes() == b"precious"
    assert shown.said.text() == "“network.jpg.png” is there already: pick it in the dialog to replace it."
    shown.save_named(tmp_path / "other")
    assert (tmp_path / "other.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(("kind", "side"), [("webp", "16,383"), ("gif", "36 million")])
def test_a_film_that_is_too_large_is_said_before_it_begins(sheet, tmp_path, kind, side):
    person, shown = sheet
    path = tmp_path / f"film.{kind}"
    path.write_bytes(b"a good film")
    shown.kind.set_current(kind)
    shown.subject.set_current("all")
    shown.scale.set_value(8.0)
    person.window.resize(2100, 1000)
    shown.save_as(path)
    assert "The film would have" in shown.said.text()
    assert " pictures of 16,800 x " in shown.said.text()
    assert side in shown.said.text()
    assert not shown.cancel_button.isVisible()
    assert path.read_bytes() == b"a good film"
    assert [*tmp_path.glob("*film*")] == [path]


def test_whatever_the_encoder_raises_the_film_that_was_there_stays(sheet, tmp_path, monkeypatch):
    person, shown = sheet
    path = tmp_path / "film.webp"
    path.write_bytes(b"a good film")

    def fails(out, frames, milliseconds):
        next(frames)
        raise RuntimeError("invalid argument")

    monkeypatch.setitem(FILMS, "webp", FilmKind("WebP", 16_383, fails))
    shown.kind.set_current("webp")
    shown.save_as(path)
    person.wait(lambda: "invalid argument" in shown.said.text())
    person.wait(lambda: not shown.cancel_button.isVisible())
    assert path.read_bytes() == b"a good film"
    assert [*tmp_path.glob("*film*")] == [path]
    assert person.desk.cursor is None


def test_a_film_of_what_cannot_be_painted_ends(sheet, tmp_path, monkeypatch):
    person, shown = sheet
    path = tmp_path / "film.gif"
    path.write_bytes(b"a good film")

    def fails(*given):
        raise ValueError("A picture of that size is too large.")

    monkeypatch.setattr("nnviz.ui.export.export_sheet.picture", fails)
    shown.kind.set_current("gif")
    shown.save_as(path)
    person.wait(lambda: shown.said.text() == "A picture of that size is too large.")
    assert not shown.cancel_button.isVisible()
    assert path.read_bytes() == b"a good film"
    assert person.desk.cursor is None
