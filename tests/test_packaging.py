"""What a newcomer gets: the lock, the two commands of the README, the wheel with its resources."""

from __future__ import annotations

import email
import importlib.metadata
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import nnviz

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")


def locked_versions() -> dict[str, set[str]]:
    """The versions the lock names for each package (one, or one for each range of Python versions)."""
    versions: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([a-z0-9-]+)==(\S+)", LOCK, re.MULTILINE):
        versions.setdefault(name, set()).add(version)
    return versions


@pytest.mark.parametrize(
    "wanted", [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"]], ids=str
)
def test_lock_has_every_dependency_in_a_version_allowed(wanted):
    requirement = Requirement(wanted)
    versions = locked_versions()[canonicalize_name(requirement.name)]
    assert all(version in requirement.specifier for version in versions)


def test_lock_is_hashed_and_names_no_registry():
    entries = [entry for entry in re.split(r"\n(?=\S)", LOCK) if not entry.startswith("#")]
    assert len(entries) == sum(map(len, locked_versions().values()))
    assert all("--hash=sha256:" in entry for entry in entries)
    assert not re.search(r"://|--(extra-)?index|--find-links|--trusted-host", LOCK)


def packages_needed(wanted: list[str]) -> set[str]:
    """The names of these distributions and of all that they need in turn, as they are installed here."""
    found: set[str] = set()
    waiting = [Requirement(text) for text in wanted]
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if name in found or (requirement.marker and not requirement.marker.evaluate({"extra": ""})):
            continue
        found.add(name)
        waiting += map(Requirement, importlib.metadata.requires(name) or [])
    return found


def test_notices_name_every_library_that_comes_with_nnviz():
    notices = (ROOT / "THIRD_PARTY_NOTICES.md").read_text(encoding="utf-8")
    named = {canonicalize_name(word) for word in re.findall(r"[\w-]+", notices)}
    assert packages_needed(PROJECT["project"]["dependencies"]) - named == set()


def test_the_judge_of_formulas_is_no_part_of_nnviz():
    assert packages_needed(PROJECT["project"]["dependencies"]).isdisjoint({"sympy", "mpmath"})


def test_importing_nnviz_brings_none_of_the_large_libraries():
    program = "import sys, nnviz, nnviz.cli; print(*sorted(m.partition('.')[0] for m in sys.modules))"
    late = {"PySide6", "shiboken6", "pyqtgraph", "sklearn", "scipy", "markdown_it", "ziamath", "sympy"}
    late |= {"safetensors", "onnx"}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert set(done.stdout.split()).isdisjoint(late)


def test_main_py_sends_a_python_without_qt_to_setup(tmp_path):
    (tmp_path / "main.py").write_bytes((ROOT / "main.py").read_bytes())
    done = subprocess.run([sys.executable, "-S", tmp_path / "main.py"], capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr == "nnviz is not set up yet: run `sh setup.sh` in its folder first.\n"


def test_main_py_hands_over_to_the_environment_beside_it(tmp_path):
    (tmp_path / "main.py").write_bytes((ROOT / "main.py").read_bytes())
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    python.chmod(0o755)
    command = [sys.executable, "-S", tmp_path / "main.py", "train", "--data", "two words"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [str(tmp_path / "main.py"), "train", "--data", "two words"]


def build(target: str, source: Path, into: Path) -> Path:
    """Builds an sdist or a wheel of ``source`` as a build front end does; the path of the archive."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", into]
    subprocess.run(command, cwd=source, check=True, capture_output=True, text=True)
    (archive,) = into.iterdir()
    return archive


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built from the sdist, so that both are known to be whole."""
    sdist = build("sdist", ROOT, tmp_path_factory.mktemp("sdist"))
    unpacked = tmp_path_factory.mktemp("unpacked")
    subprocess.run(["tar", "-xzf", sdist, "-C", unpacked], check=True)
    (source,) = unpacked.iterdir()
    with zipfile.ZipFile(build("wheel", source, tmp_path_factory.mktemp("wheel"))) as archive:
        yield archive


def test_wheel_carries_every_module_and_every_resource(wheel):
    ignored = {"__pycache__"}
    expected = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "nnviz").rglob("*")
        if path.is_file() and not ignored & set(path.parts)
    } | {
        f"nnviz/{path.relative_to(ROOT).as_posix()}"
        for path in (ROOT / "resources").rglob("*")
        if path.is_file()
    }
    carried = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert carried == expected


def test_wheel_metadata(wheel):
    def read(name: str) -> str:
        (path,) = [path for path in wheel.namelist() if path.endswith(f".dist-info/{name}")]
        return wheel.read(path).decode()

    metadata = email.message_from_string(read("METADATA"))
    assert metadata["Name"] == "nnviz-desktop"
    assert metadata["Version"] == nnviz.__version__
    assert metadata["Requires-Python"] == ">=3.11"
    licences = set(metadata.get_all("License-File"))
    assert {"LICENSE", "THIRD_PARTY_NOTICES.md", "resources/fonts/Inter-OFL.txt"} <= licences
    assert "[console_scripts]\nnnviz = nnviz.cli:main" in read("entry_points.txt")
    assert "[gui_scripts]\nnnviz-gui = nnviz.cli:main" in read("entry_points.txt")
