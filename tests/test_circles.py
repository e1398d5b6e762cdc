"""No import goes in a circle: neither between modules nor between packages, not even for types alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

import grimp
import pytest


def circle(imports: Mapping[str, Iterable[str]]) -> list[str]:
    """The names of a circle of these imports, empty if there is none."""
    try:
        TopologicalSorter({name: set(names) for name, names in imports.items()}).prepare()
    except CycleError as found:
        return list(found.args[1])
    return []


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    """All imports, those under TYPE_CHECKING and inside functions too."""
    return grimp.build_graph("nnviz", cache_dir=None)


def imports_between(graph: grimp.ImportGraph, package: str) -> dict[str, set[str]]:
    """Which of a package's modules and packages imports which, with all that is inside them."""
    children = graph.find_children(package)

    def inside(module: str) -> str | None:
        return next((child for child in children if f"{module}.".startswith(f"{child}.")), None)

    found: dict[str, set[str]] = defaultdict(set)
    for module in graph.modules:
        importer = inside(module)
        for imported in graph.find_modules_directly_imported_by(module):
            other = inside(imported)
            if importer is not None and other is not None and other != importer:
                found[importer].add(other)
    return found


def test_a_circle_is_found() -> None:
    assert set(circle({"a": ["b"], "b": ["c"], "c": ["a"], "d": ["a"]})) == {"a", "b", "c"}
    assert not circle({"a": ["b", "c"], "b": ["c"]})


def test_no_module_imports_itself_by_way_of_others(graph: grimp.ImportGraph) -> None:
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    assert sum(map(len, imports.values())) > 1000
    assert circle(imports) == []


def test_no_package_imports_itself_by_way_of_others(graph: grimp.ImportGraph) -> None:
    packages = [module for module in graph.modules if graph.find_children(module)]
    assert "nnviz.ui.diagram" in packages
    circles = {package: circle(imports_between(graph, package)) for package in packages}
    assert {package: found for package, found in circles.items() if found} == {}
