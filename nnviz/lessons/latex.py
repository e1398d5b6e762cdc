"""The LaTeX of lessons: a closed list of commands, since an unknown one would be drawn as its name."""

from __future__ import annotations

import difflib
import re
from typing import Final

from nnviz.said import translate

__all__ = ["COMMANDS", "ENVIRONMENTS", "LONGEST", "check_latex"]

LONGEST: Final = 1000

_LETTERS = """
alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi rho
sigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi
Omega ell hbar
"""
_SIGNS = """
cdot times div pm mp le leq ge geq ll gg ne neq approx sim simeq equiv propto to gets mapsto
rightarrow leftarrow leftrightarrow Rightarrow Leftarrow Leftrightarrow longrightarrow uparrow
downarrow in notin ni subset subseteq cup cap setminus emptyset forall exists neg land lor infty
partial nabla odot otimes oplus circ bullet ast star dagger dots ldots cdots vdots ddots prime mid
parallel perp langle rangle lfloor rfloor lceil rceil lVert rVert lvert rvert Vert vert sum prod int
oint bigcup bigcap
"""
_FUNCTIONS = """
lim max min sup inf argmax argmin log ln exp sin cos tan cot sinh cosh tanh arcsin arccos arctan det
dim ker Pr
"""
_FORMS = """
frac dfrac tfrac binom sqrt overset underset underbrace overbrace overline underline hat widehat
tilde widetilde bar vec dot ddot mathbf mathrm mathit mathsf mathtt mathbb mathcal text textbf
textit boldsymbol operatorname left right middle big Big bigg Bigg begin end quad qquad color
textcolor limits nolimits displaystyle textstyle not
"""
COMMANDS: Final = frozenset(f"{_LETTERS} {_SIGNS} {_FUNCTIONS} {_FORMS}".split())
ENVIRONMENTS: Final = ("matrix", "pmatrix", "bmatrix", "vmatrix", "Vmatrix", "cases", "aligned", "array")
_COMMAND = re.compile(r"\\([A-Za-z]+|.)", re.DOTALL)
_ENVIRONMENT = re.compile(r"\\(begin|end)\s*\{([^{}]*)\}")


def check_latex(text: str) -> None:
    """``ValueError`` with one sentence for a formula that could not be set, or not as it is meant."""
    if not text.strip():
        raise ValueError(translate("Lessons", "The formula is empty."))
    if len(text) > LONGEST:
        raise ValueError(
            translate("Lessons", "The formula has {count} characters, and at most {most} are set.").format(
                count=len(text), most=LONGEST
            )
        )
    for found in _COMMAND.finditer(text):
        name = found.group(1)
        if name.isalpha() and name.isascii() and name not in COMMANDS:
            raise ValueError(_unknown(name))
    bare = _COMMAND.sub(lambda found: found.group() if found.group(1).isalpha() else "  ", text)
    _check_braces(bare)
    lefts, rights = (len(re.findall(rf"\\{side}(?![A-Za-z])", bare)) for side in ("left", "right"))
    if lefts != rights:
        raise ValueError(
            translate(
                "Lessons",
                "The formula has {lefts} times \\left and {rights} times \\right; they come in pairs.",
            ).format(lefts=lefts, rights=rights)
        )
    _check_environments(bare)


def _unknown(name: str) -> str:
    near = difflib.get_close_matches(name, COMMANDS, n=1)
    if near:
        sentence = translate("Lessons", "The formula has \\{name}, which is not known; is \\{near} meant?")
        return sentence.format(name=name[:40], near=near[0])
    return translate("Lessons", "The formula has \\{name}, which is not known.").format(name=name[:40])


def _check_braces(text: str) -> None:
    depth = 0
    for letter in text:
        depth += (letter == "{") - (letter == "}")
        if depth < 0:
            raise ValueError(translate("Lessons", "The formula closes a brace } that it has not opened."))
    if depth:
        raise ValueError(
            translate("Lessons", "The formula opens a brace {{ that it does not close.").format()
        )


def _check_environments(text: str) -> None:
    waiting: list[str] = []
    for kind, name in _ENVIRONMENT.findall(text):
        if name not in ENVIRONMENTS:
            sentence = translate(
                "Lessons", "The formula begins or ends {name!r}, which is not known; there are {known}."
            )
            raise ValueError(sentence.format(name=name[:40], known=", ".join(ENVIRONMENTS)))
        if kind == "begin":
            waiting.append(name)
        elif not waiting or waiting.pop() != name:
            sentence = translate("Lessons", "The formula ends {name}, which it has not begun there.")
            raise ValueError(sentence.format(name=name))
    if waiting:
        sentence = translate("Lessons", "The formula begins {name} and does not end it.")
        raise ValueError(sentence.format(name=waiting[-1]))
