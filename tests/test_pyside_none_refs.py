"""The installed PySide6 keeps its references to None, True and False."""

from __future__ import annotations

import ctypes
import json
import subprocess
import sys
from pathlib import Path

from tests.helpers.references import references_lost

PROGRAM = Path(__file__).parent / "helpers" / "references.py"


def test_no_reference_is_lost_on_emissions_and_calls():
    done = subprocess.run([sys.executable, PROGRAM], capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, f"this PySide6 ended the process:\n{done.stderr[-2000:]}"
    report = json.loads(done.stdout)
    # A fault costs at least one reference a run; a few come and go with the interpreter's own caches.
    allowed = report["repeat"] // 10
    faults = {
        f"{action}: {name}": lost
        for action, by_name in report["lost"].items()
        for name, lost in by_name.items()
        if abs(lost) > allowed
    }
    assert not faults, f"references lost in {report['repeat']} runs of this PySide6: {faults}"


def test_a_lost_reference_is_noticed():
    thing, decref, incref = object(), ctypes.pythonapi.Py_DecRef, ctypes.pythonapi.Py_IncRef
    for function in (decref, incref):
        function.argtypes, function.restype = [ctypes.py_object], None
    spare = [thing] * 1000
    try:
        assert references_lost(lambda: decref(thing), [thing], repeat=300) == [300]
    finally:
        for _ in range(301):
            incref(thing)
    del spare
    assert references_lost(lambda: None, [thing], repeat=300) == [0]
