"""Reading options: mistakes become sentences, names may be written in any of the usual ways."""

from __future__ import annotations

import argparse
import re
from typing import Any, NoReturn

from nnviz.said import translate

_NAMED = re.compile(r"\s*[A-Za-z]\w+(-\w\w+)*\s*")  # “leaky-relu”, but not “y-t”

_WITHOUT_VALUE = re.compile(r"argument (?:-\w/)?(--[\w-]+): expected one argument")


class Parser(argparse.ArgumentParser):
    """An argument parser whose complaints are ``ValueError``s with one sentence."""

    def __init__(self, *, raw: bool = False, **settings: Any) -> None:
        form = argparse.RawDescriptionHelpFormatter if raw else _Formatter
        super().__init__(formatter_class=form, allow_abbrev=False, **settings)
        self._negative_number_matcher = re.compile(r"-[\d.]")  # “-2,1” is a value too: no option begins so

    def print_help(self, file: Any = None) -> None:
        """Print the help. Raises ``OSError`` if it cannot be written, which argparse itself passes over."""
        print(self.format_help(), end="", file=file)

    def error(self, message: str) -> NoReturn:
        """Raise the complaint as a sentence."""
        sentence = message[0].upper() + message[1:].rstrip(".")
        if (missing := _WITHOUT_VALUE.fullmatch(message)) is not None:
            text = translate(
                "Cli", "{sentence}, which stands after “=” where it begins with “-”: {option}=-x"
            )
            sentence = text.format(sentence=sentence, option=missing[1])
        raise ValueError(
            translate("Cli", "{sentence}; “{prog} --help” lists what there is.").format(
                sentence=sentence, prog=self.prog
            )
        )


class _Formatter(argparse.ArgumentDefaultsHelpFormatter):
    """Adds each default to its help; switches and options without one stay as they are."""

    def _get_help_string(self, action: argparse.Action) -> str | None:
        if action.default in (None, "", (), argparse.SUPPRESS) or isinstance(action.default, bool):
            return action.help
        return super()._get_help_string(action)


def name(text: str) -> str:
    """A name from a table: “Leaky-ReLU” is leaky_relu."""
    return text.strip().lower().replace("-", "_")


def function(text: str) -> str:
    """A name from a table, or a formula as it is typed."""
    return name(text) if _NAMED.fullmatch(text) else text.strip()


def functions(text: str) -> tuple[str, ...]:
    """The same, several separated by commas; those within brackets are the formula's own."""
    found, depth = [""], 0
    for letter in text:
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth <= 0:
            found.append("")
        else:
            found[-1] += letter
    return tuple(map(function, found))


def names(text: str) -> tuple[str, ...]:
    """Names separated by commas."""
    return tuple(name(part) for part in text.split(","))


def batch_size(text: str) -> int | None:
    """A number of samples; None for “full”."""
    try:
        return None if name(text) == "full" else int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            translate("Cli", "a batch is a number of samples or “full”, not “{text}”").format(text=text)
        ) from None


def point(text: str) -> tuple[float, float]:
    """A place of the plane, as in “1.5,-2”."""
    try:
        x1, x2 = (float(part) for part in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(
            translate("Cli", "a point is written as in “1.5,-2”, not “{text}”").format(text=text)
        ) from None
    return x1, x2


def window_size(text: str) -> tuple[int, int]:
    """Width and height, as in “1440x900”."""
    try:
        width, height = text.lower().split("x")
        return int(width), int(height)
    except ValueError:
        raise argparse.ArgumentTypeError(
            translate("Cli", "a size is written as in “1440x900”, not “{text}”").format(text=text)
        ) from None
