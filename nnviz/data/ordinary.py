"""Files opened to be read if they are ordinary ones: a pipe would be waited for, a device has no end."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

from nnviz.said import translate

_NO_WAIT = getattr(os, "O_NONBLOCK", 0)  # opening a pipe does not wait for who writes into it


def open_ordinary(path: Path, most: int | None = None) -> BinaryIO:
    """The file, opened. Raises ``ValueError`` with one sentence if it cannot be read, is no ordinary file, or
    has more than ``most`` bytes."""
    try:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        file = os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | _NO_WAIT), "rb")
    except OSError as error:
        raise ValueError(
            translate("Data", "“{path}” cannot be read: {why}.").format(
                path=path, why=error.strerror or error
            )
        ) from None
    except ValueError:
        raise ValueError(
            translate("Data", "“{path}” cannot be read: its name has a zero byte.").format(path=path)
        ) from None
    about = os.fstat(file.fileno())
    if not stat.S_ISREG(about.st_mode):
        file.close()
        raise ValueError(
            translate("Data", "“{path}” cannot be read: it is no ordinary file.").format(path=path)
        )
    if most is not None and about.st_size > most:
        file.close()
        raise ValueError(
            translate("Data", "“{path}” has {st_size:,.0f} MB, and at most {most:,.0f} are read.").format(
                path=path, st_size=about.st_size / 1e6, most=most / 1e6
            )
        )
    return file
