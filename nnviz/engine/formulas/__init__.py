"""Formulas as trees: read, computed, derived by the rules of calculus, written. NumPy only."""

from nnviz.engine.formulas.deriving import Derivation, Step, derivation, derivative
from nnviz.engine.formulas.identities import outputs_named, with_names
from nnviz.engine.formulas.reading import read_formula
from nnviz.engine.formulas.rules import RULES
from nnviz.engine.formulas.tree import Node
from nnviz.engine.formulas.values import value_of
from nnviz.engine.formulas.writing import latex, plain

__all__ = [
    "RULES",
    "Derivation",
    "Node",
    "Step",
    "derivation",
    "derivative",
    "latex",
    "outputs_named",
    "plain",
    "read_formula",
    "value_of",
    "with_names",
]
