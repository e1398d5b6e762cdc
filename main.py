"""``python3 main.py ...`` is the command ``nnviz ...`` from a checkout, with whatever Python is at hand."""

import os
import sys
from importlib.util import find_spec
from pathlib import Path


def _hand_over_to_venv() -> None:
    """Starts this program again with the Python that ``setup.sh`` prepared, or ends with a sentence."""
    venv = Path(__file__).resolve().parent / ".venv"
    for python in (venv / "bin" / "python", venv / "Scripts" / "python.exe"):
        if python.exists() and Path(sys.prefix).resolve() != venv:
            os.execv(python, [str(python), __file__, *sys.argv[1:]])
    sys.exit("nnviz is not set up yet: run `sh setup.sh` in its folder first.")


if __name__ == "__main__":
    if find_spec("PySide6") is None:
        _hand_over_to_venv()
    from nnviz.cli import main

    sys.exit(main())
