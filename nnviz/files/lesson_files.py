"""The files of a lesson: a folder, the same zipped (``*.nnlesson``), or one text; read as if hostile.

What belongs to a lesson is ``lesson.md``, ``lang/fr.md`` and so on, and pictures in ``media/``. Links are not
followed, nothing is unpacked to the disk, and sizes are known before anything is unpacked. Other files are
passed over.
"""

from __future__ import annotations

import re
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

from nnviz.data.npz import DamagedError, check_end
from nnviz.data.ordinary import open_ordinary
from nnviz.data.saving import why_not
from nnviz.files.project_archive import ZIP_FAULTS, check_entry
from nnviz.said import translate

MAIN = "lesson.md"
MOST_TEXT = 150_000  # bytes of each text
MOST_PICTURE = 4_000_000  # bytes
MOST_FILES = 200
MOST_TOGETHER = 40_000_000  # bytes
_MOST_ENTRIES = 2_000
_ENDING = ".nnlesson"

_LANGUAGE = re.compile(r"lang/([a-z]{2,3}(?:-[A-Z]{2})?)\.md")
_MEDIA = re.compile(r"media/[A-Za-z0-9][A-Za-z0-9_.-]{0,80}")


@dataclass(frozen=True)
class LessonFiles:
    """What stands in a lesson: its text, those of other languages, its pictures by name (“media/a.png”).

    ``faults`` are names of files that cannot be used, each with a sentence. ``place`` is before all names.
    """

    place: str
    main: str
    text: bytes
    languages: dict[str, bytes] = field(default_factory=dict)
    media: dict[str, bytes] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)

    def named(self, name: str) -> str:
        """The file of that name as people would name it."""
        return str(Path(self.place) / name)


def read_files(path: Path, *, only_text: bool = False) -> LessonFiles:
    """The files of the lesson at ``path``; with ``only_text`` of a folder no more than its own text.

    Raises ``ValueError`` with one sentence if there is none, or nothing of it can be used.
    """
    try:
        if path.is_dir():
            return _folder(path, MAIN, only_text)
        if path.name == MAIN:
            return _folder(path.parent, MAIN, only_text)
        if path.suffix.lower() == ".md":
            return LessonFiles(str(path.parent), path.name, _read(path, MOST_TEXT))
    except (OSError, ValueError) as error:
        if isinstance(error, ValueError) and str(error).endswith("."):
            raise
        why = why_not(error) if isinstance(error, OSError) else str(error)
        raise ValueError(
            translate("Files", "“{path}” cannot be read: {why}.").format(path=path, why=why)
        ) from None
    if path.suffix.lower() not in (_ENDING, ".zip") and path.is_file():
        raise ValueError(
            translate(
                "Files", "“{path}” is no lesson: that is a folder, a file “.nnlesson” or “.md”."
            ).format(path=path)
        )
    with open_ordinary(path, MOST_TOGETHER) as file:
        try:
            return _Zip(file, str(path)).files
        except DamagedError as error:
            raise ValueError(
                translate("Files", "“{path}” cannot be used: {error}.").format(path=path, error=error)
            ) from None
        except (*ZIP_FAULTS, ValueError, OverflowError, OSError):
            raise ValueError(
                translate("Files", "“{path}” cannot be used: it is damaged, or no lesson.").format(path=path)
            ) from None


def _read(path: Path, most: int) -> bytes:
    with open_ordinary(path) as file:
        content = file.read(most + 1)
    if len(content) > most:
        text = translate("Files", "“{path}” cannot be read: it takes more than {most:g} MB.")
        raise ValueError(text.format(path=path, most=most / 1e6))
    return content


def _wanted(name: str) -> int:
    """How many bytes a file of that name may have, 0 if it belongs into no lesson."""
    if name == MAIN or _LANGUAGE.fullmatch(name):
        return MOST_TEXT
    return MOST_PICTURE if _MEDIA.fullmatch(name) else 0


class _Collected:
    """The files taken in so far."""

    def __init__(self) -> None:
        self.texts: dict[str, bytes] = {}
        self.media: dict[str, bytes] = {}
        self.faults: dict[str, str] = {}
        self._together = 0

    def room_for(self, name: str, size: int) -> bool:
        """Whether a file of that size may still be taken; if not, that is a fault."""
        if len(self.texts) + len(self.media) >= MOST_FILES:
            text = translate("Files", "It was left out: a lesson has at most {most} files.")
            self.faults[name] = text.format(most=MOST_FILES)
        elif size > _wanted(name):
            text = translate(
                "Files", "It was left out: it takes {size:.1f} MB, and at most {most:g} are read."
            )
            self.faults[name] = text.format(size=size / 1e6, most=_wanted(name) / 1e6)
        elif self._together + size > MOST_TOGETHER:
            text = translate("Files", "It was left out: a lesson takes at most {most:.0f} MB together.")
            self.faults[name] = text.format(most=MOST_TOGETHER / 1e6)
        else:
            self._together += size
            return True
        return False

    def take(self, name: str, content: bytes) -> None:
        (self.media if name.startswith("media/") else self.texts)[name] = content

    def files(self, place: str) -> LessonFiles:
        languages = {
            found[1]: text for name, text in self.texts.items() if (found := _LANGUAGE.fullmatch(name))
        }
        return LessonFiles(place, MAIN, self.texts[MAIN], languages, self.media, self.faults)


def _folder(folder: Path, main: str, only_text: bool) -> LessonFiles:
    if not (folder / main).exists():
        raise ValueError(
            translate("Files", "“{path}” is no lesson: there is no “{main}” in it.").format(
                path=folder, main=main
            )
        )
    text = _read(folder / main, MOST_TEXT)
    if only_text:
        return LessonFiles(str(folder), main, text)
    collected = _Collected()
    collected.take(MAIN, text)
    for name, path in _inside(folder):
        if path.is_symlink() or path.parent.is_symlink():
            collected.faults[name] = translate("Files", "It was left out: it is a link.")
            continue
        try:
            if collected.room_for(name, path.stat().st_size):
                collected.take(name, _read(path, _wanted(name)))
        except (OSError, ValueError) as error:
            why = why_not(error) if isinstance(error, OSError) else str(error)
            collected.faults[name] = translate("Files", "It was left out: {why}").format(why=why)
    return collected.files(str(folder))


def _inside(folder: Path) -> Iterator[tuple[str, Path]]:
    """What belongs to a lesson in the folders for that, by name."""
    for inner in ("lang", "media"):
        if (folder / inner).is_dir():
            for path in sorted((folder / inner).iterdir()):
                if _wanted(name := f"{inner}/{path.name}"):
                    yield name, path


class _Zip:
    """A lesson's zip. Raises ``DamagedError``, or what a damaged zip makes Python raise."""

    def __init__(self, file: IO[bytes], place: str) -> None:
        check_end(file, translate("Files", "it is damaged, or no lesson"))
        self._archive = zipfile.ZipFile(file)
        entries = self._entries()
        if MAIN not in entries:
            raise DamagedError(translate("Files", "there is no “{main}” in it").format(main=MAIN))
        collected = _Collected()
        for name in sorted(entries, key=lambda name: (name != MAIN, name)):
            if collected.room_for(name, entries[name].file_size):
                with self._archive.open(entries[name]) as content:
                    collected.take(name, content.read())
        if MAIN in collected.faults:
            raise DamagedError(
                translate("Files", "its “{main}” is longer than {most:g} MB").format(
                    main=MAIN, most=MOST_TEXT / 1e6
                )
            )
        self.files = collected.files(place)

    def _entries(self) -> dict[str, zipfile.ZipInfo]:
        """What belongs to the lesson, by its name within it."""
        listed = self._archive.infolist()
        if len(listed) > _MOST_ENTRIES:
            raise DamagedError(
                translate("Files", "it holds more than {most:,} entries").format(most=_MOST_ENTRIES)
            )
        plain = {}
        for entry in listed:
            name = entry.filename
            if _leads_out(name) or stat.S_ISLNK(entry.external_attr >> 16):
                raise DamagedError(translate("Files", "it holds a path or link that leads out of it"))
            if name in plain:
                raise DamagedError(translate("Files", "it holds two files of one name"))
            if not entry.is_dir():
                plain[name] = entry
        top = _top(plain)
        kept = {name.removeprefix(top): entry for name, entry in plain.items() if name.startswith(top)}
        wanted = {name: entry for name, entry in kept.items() if _wanted(name)}
        for entry in wanted.values():
            check_entry(entry)
        return wanted


def _leads_out(name: str) -> bool:
    path = PurePosixPath(name)
    return path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name or "\0" in name


def _top(names: dict[str, zipfile.ZipInfo]) -> str:
    """The folder that was zipped, with its “/”, where its files were not zipped by themselves."""
    if MAIN in names:
        return ""
    tops = [name.removesuffix(MAIN) for name in names if name.endswith(f"/{MAIN}") and name.count("/") == 1]
    return tops[0] if len(tops) == 1 else ""
