"""The reader of a run folder, while it grows: what is new since it was looked at last.

Whatever is in it is taken to be written by somebody else, perhaps half copied, perhaps hostile. Nothing
outside the folder is opened: files are found by the few names that they have, and none that is a link.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from nnviz.data.ordinary import open_ordinary
from nnviz.data.saving import why_not
from nnviz.files.watching.about import MOST_BYTES, About, about_in
from nnviz.files.watching.names import METRICS, RUN, checkpoint_epoch, checkpoint_name
from nnviz.files.watching.rows import MOST_LINE, Row, row_in
from nnviz.said import Sentence, translate

#: Bytes of the metrics that are read at a time, and checkpoints that are counted.
MOST_AT_ONCE = 4_000_000
MOST_CHECKPOINTS = 100_000
_TAIL = 64  # bytes, by which a file that was written anew in its place is known

Stamp = tuple[int, int, int]


@dataclass(frozen=True)
class News:
    """What was found: ``rows`` of the metrics that are new, ``checkpoints`` that are, by their epochs.

    ``again``: the run began again, and what was told of it before is to be forgotten from its first row or
    checkpoint here on. ``more``: not all was read yet.
    """

    rows: tuple[Row, ...] = ()
    checkpoints: tuple[int, ...] = ()
    again: bool = False
    more: bool = False


class RunFolder:
    """A run folder as it was found at the last look. ``told`` is what is wrong with it, in sentences."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.about: About | None = None
        self.told: tuple[Sentence | str, ...] = ()
        self.gone = False
        self._stamps: dict[str, Stamp] = {}
        self._trouble: dict[str, str] = {}
        self._checkpoints: dict[int, Stamp] = {}
        self._offset = 0
        self._digest, self._tail = hashlib.blake2b(), b""
        self._bad_lines = 0

    @property
    def checkpoints(self) -> tuple[int, ...]:
        """The epochs that there are parameters of, ascending."""
        return tuple(sorted(self._checkpoints))

    def checkpoint(self, epoch: int) -> Path:
        """The file of one of them."""
        return self.path / checkpoint_name(epoch)

    def look(self) -> News:
        """Read what is new. A folder that is gone has nothing new, and what was read is still there."""
        try:
            files = self._files()
        except OSError as error:
            self.gone = True
            gone = error.errno in (errno.ENOENT, errno.ENOTDIR)
            text = translate("Files", "“{path}” cannot be read: {why}.")
            if gone:
                text = translate("Files", "The folder “{path}” is not there.")
            self.told = (text.format(path=self.path, why=why_not(error)),)
            return News()
        self.gone = False
        self._look_at_run(files.get(RUN))
        rows, again, more = self._look_at_metrics(files.get(METRICS))
        checkpoints = self._look_at_checkpoints(files)
        self.told = tuple(self._trouble.values())
        return News(rows, checkpoints, again, more)

    def _files(self) -> dict[str, Stamp]:
        """The ordinary files in it, no links, each with what changes when it does."""
        found: dict[str, Stamp] = {}
        self._trouble.pop("links", None)
        with os.scandir(self.path) as entries:
            for entry in entries:
                if entry.name not in (RUN, METRICS) and checkpoint_epoch(entry.name) is None:
                    continue
                try:
                    about = entry.stat(follow_symlinks=False)
                except OSError:  # gone since
                    continue
                if stat.S_ISREG(about.st_mode):
                    found[entry.name] = (about.st_size, about.st_mtime_ns, about.st_ino)
                else:
                    text = translate("Files", "“{name}” is no ordinary file, and is not followed.")
                    self._trouble["links"] = text.format(name=entry.name)
                if len(found) > MOST_CHECKPOINTS:
                    break
        return found

    # ---- run.json
    def _look_at_run(self, stamp: Stamp | None) -> None:
        if stamp is None:
            if self.about is None:
                text = translate("Files", "There is no run.json in “{path}” yet.")
                self._trouble[RUN] = text.format(path=self.path)
            return
        if self._stamps.get(RUN) == stamp:
            return
        self._stamps[RUN] = stamp
        try:
            with open_ordinary(self.path / RUN, MOST_BYTES) as file:
                about = about_in(file.read(MOST_BYTES + 1))
        except ValueError as error:
            text = translate("Files", "run.json cannot be used: {error}")
            self._trouble[RUN] = text.format(error=str(error))
            return
        self._trouble.pop(RUN, None)
        self.about = about

    # ---- metrics.jsonl
    def _look_at_metrics(self, stamp: Stamp | None) -> tuple[tuple[Row, ...], bool, bool]:
        """The rows that are new, whether they begin again, and whether there are more."""
        if stamp is None or (self._stamps.get(METRICS) == stamp and stamp[0] <= self._offset):
            return (), False, False
        try:
            with open_ordinary(self.path / METRICS) as file:
                again = not self._goes_on(file, stamp)
                if again:
                    self._offset, self._digest, self._tail = 0, hashlib.blake2b(), b""
                    self._bad_lines = 0
                    file.seek(0)
                content = file.read(MOST_AT_ONCE)
        except (ValueError, OSError) as error:
            self._trouble[METRICS] = str(error)
            return (), False, False
        self._stamps[METRICS] = stamp
        self._trouble.pop(METRICS, None)
        whole = content.rfind(b"\n") + 1
        if not whole and len(content) > MOST_LINE:
            whole = len(content)  # no line of ours is as long: left out
        self._offset += whole
        self._digest.update(content[:whole])
        self._tail = content[:whole][-_TAIL:] or self._tail
        lines = content[:whole].splitlines()
        rows = tuple(row for row in map(row_in, lines) if row is not None)
        self._bad_lines += len(lines) - len(rows)
        if self._bad_lines:
            text = translate("Files", "{count} lines of metrics.jsonl tell nothing, and are left out.")
            if self._bad_lines == 1:
                text = translate("Files", "A line of metrics.jsonl tells nothing, and is left out.")
            self._trouble["lines"] = text.format(count=self._bad_lines)
        return rows, again, len(content) == MOST_AT_ONCE

    def _goes_on(self, file: BinaryIO, stamp: Stamp) -> bool:
        """Whether what was read of it is still its beginning; then it is read from there on."""
        before = self._stamps.get(METRICS)
        if before is None or not self._offset:
            return True
        if before[2] == stamp[2] and stamp[0] >= self._offset:  # the same file, and not shorter
            file.seek(self._offset - len(self._tail))
            return file.read(len(self._tail)) == self._tail
        digest, left = hashlib.blake2b(), self._offset
        while left and (part := file.read(min(left, MOST_AT_ONCE))):
            digest.update(part)
            left -= len(part)
        return not left and digest.digest() == self._digest.digest()

    # ---- checkpoints
    def _look_at_checkpoints(self, files: dict[str, Stamp]) -> tuple[int, ...]:
        """Those that are new, or others than before."""
        found = {
            epoch: stamp for name, stamp in files.items() if (epoch := checkpoint_epoch(name)) is not None
        }
        new = tuple(sorted(epoch for epoch, stamp in found.items() if self._checkpoints.get(epoch) != stamp))
        self._checkpoints = found
        return new
