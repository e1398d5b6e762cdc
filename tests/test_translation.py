"""Every text is ready for translation: found by Qt's plain tool, with its context and its plural."""

from __future__ import annotations

import ast
import copy
import gc
import pickle
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain

import pytest
from PySide6.QtCore import QCoreApplication, QObject, QTranslator

from nnviz.said import Sentence, translate
from nnviz.session.sentences import told
from tests.helpers.texts import ENGLISH, ROOT, find_plurals, find_texts, release


@dataclass(frozen=True)
class Call:
    """A call of ``tr``, or of a ``translate`` that is of words; its text, None unless it is a literal."""

    file: str  # within nnviz
    line: int
    name: str
    context: str | None
    text: str | None
    arguments: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


def literal(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def calls_in(file: str, node: ast.AST, within: str = "") -> Iterator[Call]:
    """The calls below ``node`` within a class; ``tr`` takes that for the context."""
    within = node.name if isinstance(node, ast.ClassDef) else within
    if isinstance(node, ast.Call) and node.args:
        on = getattr(getattr(node.func, "value", None), "id", "QCoreApplication")
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name == "tr":
            context = within if isinstance(node.func, ast.Attribute) else ""
            yield Call(file, node.lineno, name, context, literal(node.args[0]), len(node.args))
        elif name == "translate" and on == "QCoreApplication" and len(node.args) > 1:  # no painter's
            said = [literal(argument) for argument in node.args[:2]]
            yield Call(file, node.lineno, name, said[0], said[1], len(node.args) + len(node.keywords))
    for child in ast.iter_child_nodes(node):
        yield from calls_in(file, child, within)


NNVIZ = ROOT / "nnviz"


@cache
def trees() -> dict[str, ast.Module]:
    """All of nnviz, by file; not as this is imported, which every worker does."""
    paths = sorted(NNVIZ.rglob("*.py"))
    found = {p.relative_to(NNVIZ).as_posix(): ast.parse(p.read_text(encoding="utf-8")) for p in paths}
    gc.freeze()  # else each test would search a million nodes for what it has left behind
    return found


@cache
def nodes() -> list[tuple[str, ast.AST]]:
    """Every node of them, with its file."""
    return [(file, node) for file, tree in trees().items() for node in ast.walk(tree)]


@cache
def calls() -> list[Call]:
    """All calls for texts, but of the file which looks up what others have marked."""
    found = [calls_in(file, tree) for file, tree in trees().items() if file != "session/sentences.py"]
    return [*chain.from_iterable(found)]


@pytest.fixture(scope="module")
def found(tmp_path_factory) -> set[tuple[str, str]]:
    """(context, text) of all that lupdate finds."""
    root = find_texts(tmp_path_factory.mktemp("texts") / "nnviz.ts")
    return {
        (context.findtext("name"), message.findtext("source"))
        for context in root.iter("context")
        for message in context.iter("message")
    }


def test_texts_are_literals():
    assert [str(call) for call in calls() if call.text is None] == []


def test_qts_own_tool_finds_every_text_with_its_context(found):
    known = [call for call in calls() if call.text is not None]
    assert [str(call) for call in known if not call.context] == []
    assert [str(call) for call in known if (call.context, call.text) not in found] == []


def test_nobody_has_a_function_of_his_own_for_texts():
    """Its texts would have no context, or one that lupdate does not see."""
    own = [
        f"{file}:{node.lineno}"
        for file, node in nodes()
        if isinstance(node, ast.FunctionDef) and node.name in ("tr", "_tr", "translate", "_translate")
        if file != "said.py"
    ]
    assert own == []


#: Raised where something else is told instead.
NEVER_READ = (
    "a key is there twice",
    "nested too deeply",
    "There have to be as many answers as test images.",
)
#: Faults of nnviz itself or of its installation, which nobody is to read but who cures them.
FAULTS = ("AssertionError", "AttributeError", "FileNotFoundError", "NotImplementedError", "RuntimeError")


def test_whatever_is_raised_for_a_person_to_read_can_be_translated():
    """Its sentence is no literal and no f-string of its own."""
    raised = [
        (file, node.exc)
        for file, node in nodes()
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and node.exc.args
    ]
    bare = [
        f"{file}:{error.lineno}"
        for file, error in raised
        if isinstance(error.args[0], ast.JoinedStr) or literal(error.args[0]) not in (None, *NEVER_READ)
        if getattr(error.func, "id", "") not in FAULTS
    ]
    assert bare == []


# ---- one and many
def test_the_english_plurals_are_those_of_the_code(tmp_path):
    """If not: ``python -m tests.helpers.texts``."""
    now = tmp_path / "now.ts"
    now.write_bytes(ENGLISH.read_bytes())
    messages = list(find_plurals(now).iter("message"))
    assert messages
    for message in messages:
        source, translation = message.findtext("source"), message.find("translation")
        assert translation.attrib == {}, f"{source} is new"
        one, many = (form.text for form in translation)
        assert "%n" in many
        assert "(s)" not in one + many
        assert sorted(re.findall(r"{\w*}", one)) == sorted(re.findall(r"{\w*}", source))
    assert now.read_text().count("<source>") == ENGLISH.read_text().count("<source>"), "some are gone"


def test_the_plurals_that_the_program_loads_are_those_for_the_translators(tmp_path):
    """If not: ``python -m tests.helpers.texts``."""
    release(ENGLISH, tmp_path / "now.qm")
    assert (tmp_path / "now.qm").read_bytes() == ENGLISH.with_suffix(".qm").read_bytes()


def test_lupdate_takes_every_plural_for_one():
    """It knows ``tr(text, "", n)``, but not ``translate(...)``."""
    plural = [call for call in calls() if "%n" in (call.text or "")]
    assert [str(call) for call in plural if call.name != "tr" or call.arguments != 3] == []


def test_nobody_derives_from_a_class_with_plurals():
    """``tr`` of the derived class would look for the plural in that one only."""
    classes = [node for _, node in nodes() if isinstance(node, ast.ClassDef)]
    bases = {getattr(base, "attr", getattr(base, "id", "")) for node in classes for base in node.bases}
    plural = {call.context for call in calls() if "%n" in (call.text or "")}
    assert plural
    assert plural.isdisjoint(bases)


class RunsMenu(QObject):
    def runs(self, n: int) -> str:
        return self.tr("%n run(s)", "", n)


def test_the_window_says_one_run_and_two_runs(qapp):
    assert [RunsMenu().runs(n) for n in (0, 1, 2)] == ["0 runs", "1 run", "2 runs"]


# ---- sentences of the packages without Qt
GERMAN = {
    "The rate must be {rate:.2f}: {why}.": "{why}, also muss die Rate {rate:.2f} sein.",
    "it is {name}": "sie ist {name}",
}


class German(QTranslator):
    def isEmpty(self) -> bool:
        return False

    def translate(self, context: str, text: str, comment: str = "", n: int = -1) -> str:
        return GERMAN.get(text, text) if context == "engine" else text


def rate_error() -> ValueError:
    why = translate("engine", "it is {name}").format(name="schlecht")
    return ValueError(translate("engine", "The rate must be {rate:.2f}: {why}.").format(rate=0.5, why=why))


@pytest.fixture
def german(qapp) -> Iterator[None]:
    translator = German()
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)


def test_a_sentence_is_english_where_nobody_translates():
    error = rate_error()
    assert f"{error}" == "The rate must be 0.50: it is schlecht."
    assert told(error) == told(str(error)) == f"{error}"
    assert type(told(error)) is str


@pytest.mark.usefixtures("german")
def test_a_sentence_is_told_in_the_language_of_the_window():
    assert told(rate_error()) == "sie ist schlecht, also muss die Rate 0.50 sein."
    assert told(str(rate_error())) == told(rate_error())


def test_texts_that_are_no_sentences_are_told_as_they_are(qapp):
    assert told("a {name}") == "a {name}"
    assert told(OSError(2, "No such file")) == "[Errno 2] No such file"
    assert told(translate("engine", "it is {name}")) == "it is {name}"
    assert QCoreApplication.translate("engine", "it is {name}") == "it is {name}"


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda said: pickle.loads(pickle.dumps(said))])
def test_a_copied_sentence_can_still_be_translated(again):
    said = str(rate_error())
    copied = again(said)
    assert isinstance(copied, Sentence)
    assert (copied, copied.template, copied.values) == (said, said.template, said.values)
