"""What an override of Qt's raises is always an exception, never the bare text of one.

Up to Python 3.11 an exception that C code raises, as ``int("x")`` does, is a type and a text until somebody
catches it. PySide 6.11 takes the text for the exception where an override raises it that Qt has called while
Python called Qt, as ``show()`` calls ``resizeEvent``; and ends the program. A ``try`` on the way is enough.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from types import FunctionType
from typing import Any

import shiboken6


def _whole(override: Callable[..., Any]) -> Callable[..., Any]:
    """The same, from which only whole exceptions come."""

    @wraps(override)
    def called(*args: Any, **named: Any) -> Any:
        try:
            return override(*args, **named)
        finally:
            pass

    return called


def _of_qt(cls: type, name: str) -> bool:
    """Whether Qt has a method of that name, which it may call."""
    return any(type(vars(base).get(name)).__name__ == "method_descriptor" for base in cls.__mro__[1:])


def _begin(cls: Any, /, **named: Any) -> None:
    """A class made from one of Qt's."""
    super(shiboken6.Object, cls).__init_subclass__(**named)
    for name, value in list(vars(cls).items()):
        if isinstance(value, FunctionType) and not name.startswith("__") and _of_qt(cls, name):
            setattr(cls, name, _whole(value))


def install() -> None:
    """For every class that is made from now on."""
    made_from: Any = shiboken6.Object
    if sys.version_info < (3, 12):
        made_from.__init_subclass__ = classmethod(_begin)
