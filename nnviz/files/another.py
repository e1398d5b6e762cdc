"""Another nnviz in a process of its own, whatever folder this one was started in."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from nnviz.assets import package_parent

_START = "import sys; sys.path.append({folder!r}); from nnviz.cli import main; sys.exit(main())"


def another_nnviz(arguments: Sequence[str]) -> list[str]:
    """The program and its arguments for ``nnviz ARGUMENTS``.

    With ``-P`` Python does not look for modules where it is started: a ``random.py`` of the person's own in
    that folder is not taken for Python's. It writes UTF-8, whatever the terminal does.
    """
    start = _START.format(folder=str(package_parent()))
    return [sys.executable, "-P", "-X", "utf8", "-c", start, *arguments]
