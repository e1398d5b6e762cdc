"""An exception in a method that Qt calls while Python calls Qt is one that can be caught, and not the end."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
import nnviz.ui
from PySide6.QtWidgets import QApplication, QWidget

class Failing(QWidget):
    def resizeEvent(self, event):
        {raises}

application = QApplication(["nnviz", "-platform", "offscreen"])
try:
    Failing().show()
except {kind} as error:
    print("caught", error)
"""


@pytest.mark.parametrize(
    ("raises", "kind", "text"),
    [
        ("int('x')", "ValueError", "invalid literal"),
        ("[][1]", "IndexError", "list index out of range"),
        ("raise ValueError('of Python')", "ValueError", "of Python"),
    ],
)
def test_what_an_override_raises_is_caught_where_qt_was_called(raises, kind, text):
    program = PROGRAM.format(raises=raises, kind=kind)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, text in done.stdout) == (0, True), done.stderr
