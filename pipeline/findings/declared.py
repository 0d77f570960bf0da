"""Figures that a study works out from others, each declared with its formula: reports/chapters/derived.yaml.

    derived:
      realised_of_target:
        label: {en: Realized opportunities against the target, fr: Occasions réalisées par rapport à la cible}
        parts: {realised: admin.opportunities_realised, target: published.P20}
        formula: 100 * realised / target
        unit: percent

A part is any evidence id that has a value; the entry of the figure leads to the entries of its parts.
"""

import ast
import operator
from collections.abc import Callable, Mapping
from typing import Any

import pydantic

from pipeline.language import Label
from pipeline.study import StrictModel, Study, load_model_if_any

FILE = "derived.yaml"
_OPERATIONS: dict[type, Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


class Derived(StrictModel):
    """One figure worked out from others."""

    label: Label
    parts: dict[str, str]  # a name in the formula, and the evidence id it stands for
    formula: str  # + - * / and brackets
    unit: str = ""  # percent, CAD; empty: a plain number

    @pydantic.model_validator(mode="after")
    def _formula_uses_its_parts(self) -> "Derived":
        names = {node.id for node in ast.walk(_tree(self.formula)) if isinstance(node, ast.Name)}
        if names != set(self.parts):
            wrong = ", ".join(sorted(names ^ set(self.parts)))
            raise ValueError(f"formula and parts do not name the same: {wrong}")
        return self


class DerivedFigures(StrictModel):
    """reports/chapters/derived.yaml."""

    derived: dict[str, Derived] = {}


def load(study: Study) -> dict[str, Derived]:
    """The derived figures a study declares, by name; none where there is no such file."""
    return load_model_if_any(study.reports / "chapters" / FILE, DerivedFigures, study.languages).derived


def worked_out(formula: str, values: Mapping[str, float]) -> float:
    """The formula with the values of its parts. Raises ZeroDivisionError.

    >>> worked_out("100 * a / (b - 1)", {"a": 1, "b": 5})
    25.0
    """
    return _value(_tree(formula).body, values)


def _tree(formula: str) -> ast.Expression:
    try:
        tree = ast.parse(formula, mode="eval")
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, int):
                float(node.value)
        _value(tree.body, {})
    except (SyntaxError, RecursionError, MemoryError, OverflowError) as error:  # rows of signs or digits without end
        raise ValueError(f"the formula {formula[:60]!r} cannot be read") from error
    except (KeyError, ZeroDivisionError):
        pass  # it has no values yet
    return tree


def _value(node: Any, values: Mapping[str, float]) -> float:
    match node:
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.Name(id=name):
            return values[name]
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return -_value(inner, values)
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in _OPERATIONS:
            return _OPERATIONS[type(sign)](_value(left, values), _value(right, values))
    raise ValueError("a formula holds names, numbers, + - * / and brackets only")
