"""Links of the pages lead somewhere, and their pictures are made by the commands that stand there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from nnviz.cli import screenshot
from nnviz.training.workspaces import WORKSPACES

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
TEXT = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
#: A line may go on in the next: with a backslash in a block, as it likes in the text.
COMMANDS = re.findall(r"nnviz (screenshot (?:[^\n`]|\\?\n(?!nnviz|`))+?docs/pictures/[\w-]+\.png)", TEXT)


def headings(page: Path) -> set[str]:
    """The anchors of a page, as GitHub makes them."""
    titles = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


DOORS = {
    "workspace": set(WORKSPACES),
    "lesson": {path.name.partition("-")[2] for path in (ROOT / "resources" / "lessons").iterdir()},
}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)]+)\)", page.read_text(encoding="utf-8")):
        door, _, behind = target.partition(":")
        if door in DOORS:
            assert behind in DOORS[door], target
            continue
        name, _, heading = target.partition("#")
        other = page.parent / name if name else page
        assert other.exists(), target
        assert not heading or heading in headings(other), target


def test_every_picture_is_shown_and_has_its_command() -> None:
    pictures = {path.name for path in (ROOT / "docs" / "pictures").glob("*.png")}
    assert pictures == set(re.findall(r"!\[[^\]]+\]\((?:docs/)?pictures/([\w-]+\.png)\)", TEXT))
    made = {command.rpartition("/")[2] for command in COMMANDS}
    likewise = {"centring-on.png", "digits-light.png", "digits-projector.png"}  # said in words
    assert made | likewise == pictures


@pytest.mark.parametrize("command", COMMANDS)
def test_the_command_of_a_picture_can_be_given(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[object] = []
    monkeypatch.setattr("nnviz.app.screenshot.screenshot", taken.append)
    assert screenshot.main(shlex.split(command.replace("\\\n", " "))[1:]) == 0
    assert len(taken) == 1


def test_every_benchmark_is_named() -> None:
    page = (ROOT / "docs" / "developing.md").read_text(encoding="utf-8")
    table = page.partition("\n## Benchmarks\n")[2].partition("\n## ")[0]
    named = {
        word
        for row in table.splitlines()
        if row.startswith("| `")
        for word in row.split("|")[1].split("`")[1::2]
    }
    assert named == {path.stem for path in (ROOT / "benchmarks").glob("*.py")}


NAMED = re.findall(r"`([\w/]+\.py)::(test_\w+)`", TEXT)


def test_the_table_of_abilities_names_tests() -> None:
    assert len(NAMED) >= 50


@pytest.mark.parametrize("file", sorted({file for file, _ in NAMED}))
def test_tests_that_the_pages_name_are_there(file: str) -> None:
    there = re.findall(r"^def (test_\w+)", (ROOT / "tests" / file).read_text(encoding="utf-8"), re.MULTILINE)
    assert {name for other, name in NAMED if other == file} <= set(there)
