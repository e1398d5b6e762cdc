"""A table of TOML checked by the vocabulary: every mistake of it, each with its line, and the rest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nnviz.lessons.lesson import Check, Feedback, Option, Predict, Show
from nnviz.lessons.mistakes import Mistakes, unknown
from nnviz.lessons.toml_lines import Path, TomlError, read_toml
from nnviz.lessons.values import taken
from nnviz.lessons.vocabulary import NEEDS, TABLES, Key
from nnviz.said import translate

Tables = Mapping[str, Mapping[str, Key]]


class Block:
    """A table of a lesson file: ``values`` are those of its keys that can be used.

    ``line`` is that of its fence. ``spoilt`` is True if it is no TOML at all, so that nothing is known of it.
    """

    def __init__(self, table: str, text: str, line: int, mistakes: Mistakes, tables: Tables = TABLES) -> None:
        self.table, self.line, self.spoilt = table, line, False
        self.values: dict[str, Any] = {}
        self._mistakes, self._tables = mistakes, tables
        self._lines: dict[Path, int] = {}
        self._given: frozenset[str] = frozenset()
        try:
            raw, self._lines = read_toml(text)
        except TomlError as fault:
            self.spoilt = True
            ending = text.rstrip().count("\n") + 1
            mistakes.add(line + (fault.line or ending), str(fault))
            return
        self._given = frozenset(raw)
        self.values = self._checked(table, raw, ())

    def line_of(self, *path: str | int) -> int:
        """The line in the file of a key, or of an item of its list."""
        return self.line + self._lines.get(path, 0)

    def gives(self, key: str) -> bool:
        """Whether the key is there, whatever its value."""
        return key in self._given

    def wrong(self, sentence: str, *path: str | int) -> None:
        """A mistake at a key, or without one at the block."""
        self._mistakes.add(self.line_of(*path), sentence)

    def _checked(self, table: str, raw: Mapping[str, Any], path: Path) -> dict[str, Any]:
        keys = self._tables[table]
        what = translate("Lessons", "key of “{table}”").format(table=table)
        found = {}
        for name, value in raw.items():
            key = keys.get(name)
            if key is None:
                self.wrong(unknown(what, name, keys), *path, name)
                continue
            try:
                read = taken(name, value, key)
            except ValueError as sentence:
                self.wrong(str(sentence), *path, name)
                continue
            if key.of:
                read = [self._checked(key.of, item, (*path, name, at)) for at, item in enumerate(read)]
            found[name] = read
        for name, key in keys.items():
            if key.needed and name not in raw:
                text = translate("Lessons", "“{name}” is missing: {says}.")
                self.wrong(text.format(name=name, says=key.says), *path)
        return found


def show_from(block: Block) -> Show:
    """What a ``show`` block puts on the stage."""
    values = dict(block.values)
    if "picture" in values:
        values["picture"] = f"media/{values['picture'].removeprefix('media/')}"
        values.setdefault("views", ("picture",))
    if "formula" in values:
        values.setdefault("views", ("formula",))
    for view in ("picture", "formula"):
        if view in values.get("views", ()) and not block.gives(view):
            text = translate("Lessons", "The view “{view}” needs “{view}”, which says what is shown.")
            block.wrong(text.format(view=view), "views")
    return Show(line=block.line, **values)


def predict_from(block: Block) -> Predict | None:
    """The prediction of a ``predict`` block; None where it cannot be asked."""
    values = dict(block.values)
    if "ask" not in values or "kind" not in values:
        return None
    kind = values["kind"]
    for name, key in TABLES["predict"].items():
        if key.only and block.gives(name) and kind not in key.only:
            text = translate("Lessons", "“{name}” belongs to {kinds}, not to “{kind}”.")
            block.wrong(text.format(name=name, kinds=_quoted(key.only), kind=kind), name)
            values.pop(name, None)
    for name in NEEDS[kind]:
        if not block.gives(name):
            text = translate("Lessons", "A prediction of the kind “{kind}” needs “{name}”.")
            block.wrong(text.format(name=name, kind=kind))
    if not all(name in values for name in NEEDS[kind]):
        return None
    values["options"] = _options(block)
    values["feedback"] = _feedback(block, kind)
    if kind == "choice" and not values["options"]:
        return None
    return Predict(line=block.line, **values)


def check_from(block: Block) -> Check | None:
    """The goal or question of a ``check`` or ``puzzle`` block; None where it has neither."""
    values = dict(block.values)
    if block.gives("goal") == block.gives("ask"):
        block.wrong(
            translate(
                "Lessons",
                "“{table}” needs either a “goal”, a claim about the run, or “ask” with “options”.",
            ).format(table=block.table)
        )
        return None
    if block.gives("ask") and not block.gives("options"):
        block.wrong(translate("Lessons", "A question needs “options” to choose from."), "ask")
    if block.gives("goal") and block.gives("options"):
        block.wrong(translate("Lessons", "“options” belong to “ask”, not to “goal”."), "options")
        values.pop("options", None)
    values["options"] = _options(block) if "ask" in values else ()
    if not values.get("goal") and not values["options"]:
        return None
    return Check(line=block.line, **values)


def _quoted(names: tuple[str, ...]) -> str:
    return ", ".join(f"“{name}”" for name in names)


def _options(block: Block) -> tuple[Option, ...]:
    """The options that can be read, exactly one of which is to be right."""
    given = block.values.get("options", [])
    claims = [at for at, option in enumerate(given) if "when" in option]
    right = [at for at, option in enumerate(given) if option.get("right")]
    if given and claims and right:
        text = translate("Lessons", "Options have either “when” or one “right”, not both.")
        block.wrong(text, "options", right[0])
    elif given and not claims and len(right) != 1 and block.gives("options"):
        text = translate("Lessons", "Exactly one option must be right; {count} are.")
        block.wrong(text.format(count=len(right)), "options", *right[1:2])
    texts = [option["text"] for option in given if "text" in option]
    for at, option in enumerate(given):
        if option.get("text") in texts[:at] and at == len(texts[:at]):
            block.wrong(translate("Lessons", "Another option has the same text."), "options", at, "text")
    return tuple(Option(**option) for option in given if "text" in option)


def _feedback(block: Block, kind: str) -> tuple[Feedback, ...]:
    wanted, other = ("near", "given") if kind == "number" else ("given", "near")
    kept = []
    for at, item in enumerate(block.values.get("feedback", [])):
        if other in item or wanted not in item:
            text = translate("Lessons", "Feedback to “{kind}” names the answer with “{wanted}”.")
            block.wrong(text.format(kind=kind, wanted=wanted), "feedback", at)
        elif "say" in item:
            kept.append(Feedback(**item))
    return tuple(kept)
