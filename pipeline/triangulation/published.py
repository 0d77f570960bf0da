"""The figures in print and what should hold between them: `raw/published/figures.csv` and `relations.csv`.

figures.csv: claim, section, value, unit, precision, base, indicator, restates, statement.
relations.csv: relation (`sum` or `ratio`), left (`F1+F2`, `F1/F2`), right (a claim), statement.
"""

import re
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from pipeline.study import StudyError, read_people_table
from pipeline.triangulation.precision import PERCENT, WORDS, decimals_of

FIGURES = ["claim", "section", "value", "unit", "precision", "base", "indicator", "restates", "statement"]
OPTIONAL = ["due"]
RELATIONS = ["relation", "left", "right", "statement"]
SIGNS = {"sum": "+", "ratio": "/"}


@dataclass(frozen=True)
class Claim:
    """One figure in print."""

    id: str
    value: float
    decimals: int
    unit: str
    precision: str
    base: str  # who the percentage is of; empty for a count
    indicator: str
    restates: str  # the claim it says again; empty for none
    section: str
    statement: str
    due: str = ""  # of a target, YYYY, YYYY-MM or YYYY-MM-DD; the column may be left out

    @property
    def is_percent(self) -> bool:
        return self.unit == PERCENT

    @property
    def rounding(self) -> float:
        """How far the true value may lie from the printed one: half a unit for a percentage, 0 for a whole count."""
        return 0.5 * 10**-self.decimals if self.is_percent or self.decimals else 0.0


@dataclass(frozen=True)
class Relation:
    kind: str  # `sum` or `ratio`
    left: tuple[str, ...]
    right: str
    statement: str

    @property
    def text(self) -> str:
        return f" {SIGNS[self.kind]} ".join(self.left)

    def value(self, values: dict[str, float], percent: bool) -> float | None:
        """The left side in numbers, a ratio times 100 where the right side is a `percent`; None for a division by 0."""
        parts = [values[one] for one in self.left]
        if self.kind == "sum":
            return sum(parts)
        if parts[1] == 0:
            return None
        return parts[0] / parts[1] * (100 if percent else 1)


def read_claims(path: Path, shown: str) -> dict[str, Claim]:
    """The figures by claim id, in the order of the file. Raises StudyError naming file and line."""
    claims: dict[str, Claim] = {}
    for line, row in _rows(path, shown, FIGURES):
        where = f"{shown}, line {line}"
        if not row["claim"] or row["claim"] in claims:
            found = f"the claim {row['claim']!r} stands more than once" if row["claim"] else "a row without a claim id"
            raise StudyError(where, found, "one id for each figure")
        if empty := [column for column in ("unit", "statement") if not row[column]]:
            raise StudyError(where, f"{' and '.join(empty)} empty", "percent or what is counted, and the sentence")
        if row["precision"] not in WORDS:
            raise StudyError(where, f"the precision is {row['precision']!r}", "one of " + ", ".join(WORDS))
        try:
            value = float(row["value"])
        except ValueError:
            raise StudyError(where, f"the value is {row['value']!r}", "a number with a decimal point") from None
        if row["unit"] == PERCENT and not 0 <= value <= 100:
            raise StudyError(where, f"the value is {row['value']} percent", "a percentage from 0 to 100")
        claims[row["claim"]] = Claim(
            row["claim"], value, decimals_of(row["value"]), row["unit"], row["precision"],
            row["base"], row["indicator"], row["restates"], row["section"], row["statement"], row.get("due", ""),
        )  # fmt: skip
    for claim in claims.values():
        if claim.restates and claim.restates not in claims:
            raise StudyError(
                shown, f"claim {claim.id} restates {claim.restates!r}, which is not in the file", "a claim id"
            )
    _refuse_circles({claim.id: {claim.restates} for claim in claims.values() if claim.restates}, shown, "restates")
    return claims


def read_relations(path: Path, shown: str, claims: dict[str, Claim]) -> list[Relation]:
    """The sums and ratios that should hold; no file means none. Raises StudyError naming file and line."""
    if not path.exists():
        return []
    relations = []
    for line, row in _rows(path, shown, RELATIONS):
        where = f"{shown}, line {line}"
        if row["relation"] not in SIGNS:
            raise StudyError(where, f"the relation is {row['relation']!r}", "sum or ratio")
        left = tuple(part for part in re.split(rf"\s*[{SIGNS[row['relation']]}]\s*", row["left"]) if part)
        if row["relation"] == "ratio" and len(left) != 2:
            raise StudyError(where, f"the left side is {row['left']!r}", "two claims, such as P1/P2")
        for one in (*left, row["right"]):
            if one not in claims:
                raise StudyError(where, f"{one!r} is not a claim of the published figures", "claim ids of figures.csv")
        relations.append(Relation(row["relation"], left, row["right"], row["statement"]))
    needs: dict[str, set[str]] = {}
    for relation in relations:
        needs.setdefault(relation.right, set()).update(relation.left)
    _refuse_circles(needs, shown, "is worked out from")
    return relations


def _rows(path: Path, shown: str, columns: list[str]) -> list[tuple[int, dict[str, str]]]:
    """Line number (the header is line 1) and cells of each row, as text."""
    if not path.exists():
        raise StudyError(
            shown, "the file is not there", todo="Put the published figures there, or leave out the stage."
        )
    frame = read_people_table(path, shown, columns)
    return [
        (line, {column: row[column] for column in (*columns, *OPTIONAL) if column in row})
        for line, row in zip(frame.index, frame.to_dict("records"), strict=True)
    ]


def _refuse_circles(needs: dict[str, set[str]], shown: str, verb: str) -> None:
    """Raises StudyError where figures are worked out from one another in a circle: nothing would be tested by that."""
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        first, *rest = reversed(error.args[1])
        circle = first + f" {verb} " + f", which {verb} ".join(rest)
        raise StudyError(
            shown, f"the relations are circular: {circle}", "each figure worked out from others"
        ) from error
