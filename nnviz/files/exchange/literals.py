"""Numbers as the text of a program: short arrays within it, long ones in a file beside it."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.files.exchange.plan import count_of

INSIDE = 400
"""As many numbers stand in the program itself; more are a file beside it."""


def array_text(array: NDArray[Any]) -> str:
    """The array as an expression that gives the same bits again."""
    kind = "" if array.dtype == np.int64 else f", np.{array.dtype}"
    values = array.tolist() if array.dtype != np.float32 else _shortest(array)
    return f"np.array({_rows(values)}{kind})"


def _shortest(array: NDArray[Any]) -> Any:
    """Of float32 the shortest numbers that become it again."""
    return np.array([float(str(value)) for value in array.ravel()]).reshape(array.shape).tolist()


def _rows(values: Any) -> str:
    text = repr(values)
    if len(text) < 88 or not isinstance(values, list) or not isinstance(values[0], list):
        return text.replace("nan", "np.nan")
    rows = ",\n    ".join(_rows(row) for row in values)
    return f"[\n    {rows},\n]"


def data_text(
    arrays: Mapping[str, Mapping[str, NDArray[Any]]], beside: str, inside: bool = False
) -> tuple[str, bytes | None]:
    """(the lines that define the arrays, what is to be written beside the program, if anything).

    ``arrays`` are by the name of a dictionary, or "" for names of their own. ``inside``: nothing is written
    beside it; what is long stands in the text as it would in that file.
    """
    lines = []
    if sum(map(count_of, arrays.values())) <= INSIDE:
        for group, named in arrays.items():
            if not group:
                lines += [f"{name} = {array_text(array)}" for name, array in named.items()]
            elif named:
                inner = "".join(f'    "{name}": {array_text(array)},\n' for name, array in named.items())
                lines.append(f"{group} = {{\n{inner}}}")
            else:
                lines.append(f"{group} = {{}}")
        return "\n".join(lines), None
    kept = {
        f"{group}/{name}".lstrip("/"): one for group, named in arrays.items() for name, one in named.items()
    }
    content = io.BytesIO()
    np.savez_compressed(content, allow_pickle=False, **kept)
    if inside:
        packed = base64.b64encode(content.getvalue()).decode()
        rows = [packed[first : first + 96] for first in range(0, len(packed), 96)]
        lines += ['packed = """', *rows, '"""', "saved = np.load(io.BytesIO(base64.b64decode(packed)))"]
    else:
        lines.append(f'saved = np.load(Path(__file__).with_name("{beside}"))')
    for group, named in arrays.items():
        if not group:
            lines += [f'{name} = saved["{name}"]' for name in named]
        elif named:
            cut = len(group) + 1
            taken = f'{{name[{cut}:]: saved[name] for name in saved if name.startswith("{group}/")}}'
            lines.append(f"{group} = {taken}")
        else:
            lines.append(f"{group} = {{}}")
    return "\n".join(lines), None if inside else content.getvalue()
