"""The workspaces of the window: which data and objectives each takes. ``presets`` say what it begins with."""

from __future__ import annotations

from dataclasses import dataclass

from nnviz.said import Sentence, translate


@dataclass(frozen=True)
class Workspace:
    """One line of the table: ``families`` of data sets and ``objectives`` that it takes, by name.

    Of those that it took ``formerly`` files may name it still.
    """

    name: str
    label: Sentence
    purpose: str
    families: tuple[str, ...]
    objectives: tuple[str, ...] = ("supervised",)
    formerly: tuple[str, ...] = ()


#: In the order of their tabs.
WORKSPACES: dict[str, Workspace] = {
    workspace.name: workspace
    for workspace in (
        Workspace(
            "playground",
            translate("Training", "Playground"),
            translate("Training", "Points of a plane, and what is said of each."),
            ("plane",),
        ),
        Workspace(
            "digits",
            translate("Training", "Digits"),
            translate("Training", "Digits that are drawn or opened."),
            ("digits",),
            formerly=("table",),
        ),
        Workspace(
            "images",
            translate("Training", "Images"),
            translate("Training", "Pictures of any size, and kernels that find their parts."),
            ("images", "digits"),
        ),
        Workspace(
            "sequences",
            translate("Training", "Sequences"),
            translate("Training", "Symbols or values one after the other, and networks that remember."),
            ("sequences",),
        ),
        Workspace(
            "generate",
            translate("Training", "Generate"),
            translate("Training", "Networks that make samples: points, and pictures of digits."),
            ("plane", "digits"),
            ("adversarial", "reconstruct", "denoise"),
        ),
        Workspace(
            "table",
            translate("Training", "My data"),
            translate("Training", "Tables: rows of named numbers, your own or those that are there."),
            ("table",),
        ),
    )
}


def home_of(family: str, objective: str) -> str:
    """The first workspace that takes both, "" where none does."""
    taking = (
        one.name for one in WORKSPACES.values() if family in one.families and objective in one.objectives
    )
    return next(taking, "")


def left_by(name: str, family: str) -> bool:
    """Whether data of that family were at home in the workspace of that name once, and are no longer."""
    return name in WORKSPACES and family in WORKSPACES[name].formerly


def check_workspace(name: str) -> None:
    """Raise ``ValueError`` with one sentence unless there is a workspace of that name."""
    if not isinstance(name, str) or name not in WORKSPACES:
        raise ValueError(
            translate("Training", "There is no workspace “{name}”; there are {workspaces}.").format(
                name=name, workspaces=", ".join(WORKSPACES)
            )
        )


def check_taken(name: str, data: str, family: str, objective: str) -> None:
    """Raise ``ValueError`` with one sentence unless that workspace takes such data, and the objective."""
    check_workspace(name)
    if family not in WORKSPACES[name].families:
        home = home_of(family, objective)
        raise ValueError(
            translate(
                "Training", "The data set “{data}” is none of the workspace “{name}” but of “{home}”."
            ).format(data=data, name=name, home=home)
        )
    if objective not in WORKSPACES[name].objectives:
        raise ValueError(
            translate("Training", "The workspace “{name}” has no objective “{objective}”.").format(
                name=name, objective=objective
            )
        )
