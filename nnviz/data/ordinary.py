"""Files opened to be read if they are ordinary ones: a pipe would be waited for, a device has no end."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

_NO_WAIT = getattr(os, "O_NONBLOCK", 0)  # opening a pipe does not wait for who writes into it


def open_ordinary(path: Path, most: int | None = None) -> BinaryIO:
    """The file, opened. Raises ``ValueError`` with one sentence if it cannot be read, is no ordinary file, or
    has more than ``most`` bytes."""
    try:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        file = os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | _NO_WAIT), "rb")
    except OSError as error:
        raise ValueError(f"“{path}” cannot be read: {error.strerror or error}.") from None
    except ValueError:
        raise ValueError(f"“{path}” cannot be read: its name has a zero byte.") from None
    about = os.fstat(file.fileno())
    if not stat.S_ISREG(about.st_mode):
        file.close()
        raise ValueError(f"“{path}” cannot be read: it is no ordinary file.")
    if most is not None and about.st_size > most:
        file.close()
        raise ValueError(
            f"“{path}” has {about.st_size / 1e6:,.0f} MB, and at most {most / 1e6:,.0f} are read."
        )
    return file
