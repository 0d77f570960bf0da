"""Stage `reconcile`: recompute and test every figure already in print.

Four tests, each told in published_tests.csv; a verdict for each figure in published.csv:

1. `data`: the indicator recomputed from the cleaned survey (or a count of records), unweighted as it was printed.
2. `restatement`: the same fact in another section. A failure is told on both claims.
3. `relation`: sums and ratios between figures. A failure is told on every claim of it: it cannot say which is wrong.
4. `grim`: could any whole number of the stated base give this percentage? Only for percentages printed as exact.

Verdicts, the first that fits: `not yet due` where a target falls short before its time; `overstated` or `understated`
where the data give less or more than the wording allows; `inconsistent` where a sum or ratio fails, or a restatement
that no data settle; `reproduced` where the number comes out at the decimals printed; `rounding` where it comes out
only within its wording ("nearly", "more than"); `impossible` where no whole number of its base gives a percentage and
no data explain it (weights could); `not testable` where there is nothing to work it out from.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from pipeline.study import Study, StudyError, read_csv
from pipeline.tables import is_table
from pipeline.triangulation import explain, grim, settings
from pipeline.triangulation.precision import agreement
from pipeline.triangulation.published import Claim, Relation, read_claims, read_relations
from pipeline.triangulation.rule import counts
from pipeline.triangulation.settings import Counted, CountedRows, Wording

COLUMNS = [
    "claim", "section", "statement", "indicator", "unit", "precision", "published", "recomputed", "n", "from_survey",
    "verdict", "grim",
]  # fmt: skip


@dataclass(frozen=True)
class Test:
    """One test of one claim; `against` is the indicator, the other claim, the relation, or who the base is."""

    claim: str
    test: str  # data, restatement, relation, grim
    against: str
    actual: float | None  # what the claim was set against; empty for grim
    result: str  # exact, wording, fails
    works_out: bool  # whether `actual` is this claim's own value (a claim on the left of a sum is only touched by it)
    base: float | None = None


@dataclass(frozen=True)
class Recomputed:
    value: float
    base: float | None


def run(study: Study) -> None:
    # load
    params = settings.read(study)
    claims = read_claims(study.raw / params.published, f"raw/{params.published}")
    relations = read_relations(study.raw / params.relations, f"raw/{params.relations}", claims)
    recomputed = recompute(study, params.counts)
    bases = stated_bases(params.bases, claims)
    # process
    tests = run_tests(claims, relations, recomputed, bases, params.wording)
    smallest_share = params.grim_smallest_share
    rows = [
        _row(claim, claims, tests, recomputed, bases, smallest_share, params.as_of, study.languages)
        for claim in claims.values()
    ]
    columns = [*COLUMNS, *(f"note_{language}" for language in study.languages)]
    # save
    with study.writing() as out:
        out.table("triangulation/published", pd.DataFrame(rows, columns=columns))
        made = pd.DataFrame([vars(test) for test in tests], columns=list(Test.__annotations__))
        out.table("triangulation/published_tests", made)


def recompute(study: Study, counted: dict[str, Counted]) -> dict[str, Recomputed]:
    """What the data give for each indicator: shares of the survey, administrative figures, and counts of records.

    `counted` maps an indicator to the table whose rows it counts, or those rows of it that a column names. Tables that
    are not there give nothing: a study may have no survey.
    """
    values: dict[str, Recomputed] = {}
    figures = study.table_or_empty("admin/indicators")
    for row in figures[(figures["breakdown"] == "overall") & figures["value"].notna()].itertuples():
        values[row.indicator] = Recomputed(row.value, None)
    indicators = study.table_or_empty("survey/indicators")
    for row in indicators[(indicators["breakdown"] == "overall") & indicators["percent"].notna()].itertuples():
        values[row.indicator] = Recomputed(row.percent, row.denominator)
    for indicator, one in counted.items():
        rows = _counted_rows(study, indicator, CountedRows(table=one) if isinstance(one, str) else one)
        if rows is not None:
            values[indicator] = Recomputed(float(len(rows)), None)
    return values


def _counted_rows(study: Study, indicator: str, counted: CountedRows) -> pd.DataFrame | None:
    """The rows that a figure counts; None where the table is not there. Raises StudyError for a wrong name."""
    place = f"params.yaml > triangulation > counts > {indicator}"
    if counted.file:
        path = study.raw / counted.file
        rows = read_csv(path) if path.exists() else None
    elif not is_table(counted.table):
        raise StudyError(place, f"the table {counted.table!r}", "a declared table")
    else:
        rows = study.table_if_any(counted.table)
    for column, value in counted.where.items():
        if rows is not None and column not in rows:
            raise StudyError(place, f"no column {column!r}", "one of " + ", ".join(rows.columns))
        rows = None if rows is None else rows[rows[column].astype(str) == value]
    return rows


def in_units(value: float, unit: str) -> float:
    """A value in the unit of print: `million_cad` counts millions.

    >>> in_units(10_497_850, "million_cad"), in_units(42, "partnerships")
    (10.49785, 42)
    """
    scales = {"million": 1e6, "thousand": 1e3, "billion": 1e9}
    return value / scales.get(unit.split("_")[0], 1) if unit.split("_")[0] in scales else value


def stated_bases(bases: dict[str, str], claims: dict[str, Claim]) -> dict[str, int]:
    """How many stand behind the word in the column `base`, from the claim that states it. Raises StudyError."""
    for name, claim in bases.items():
        if claim not in claims:
            raise StudyError(
                "params.yaml", f"triangulation: bases: {name} names the claim {claim!r}", "a published claim"
            )
    return {name: int(claims[claim].value) for name, claim in bases.items()}


def run_tests(
    claims: dict[str, Claim],
    relations: list[Relation],
    recomputed: dict[str, Recomputed],
    bases: dict[str, int],
    allowed: Wording,
) -> list[Test]:
    """Every test that can be made, claim by claim in the order of the file."""

    def compare(claim: Claim, actual: float) -> str:
        return agreement(claim.value, claim.decimals, claim.precision, claim.unit, actual, allowed) or "fails"

    tests = []
    for claim in claims.values():
        found = recomputed.get(claim.indicator)
        if found is not None:
            value = in_units(found.value, claim.unit)
            tests.append(Test(claim.id, "data", claim.indicator, value, compare(claim, value), True, found.base))
        if claim.restates:
            other = claims[claim.restates]
            result = _better(compare(claim, other.value), compare(other, claim.value))
            tests.append(Test(claim.id, "restatement", other.id, other.value, result, True))
            tests.append(Test(other.id, "restatement", claim.id, claim.value, result, False))
        if claim.is_percent and claim.precision == "exact" and claim.base in bases:
            fits = grim.possible(claim.value, claim.decimals, bases[claim.base])
            tests.append(
                Test(claim.id, "grim", claim.base, None, "exact" if fits else "fails", False, bases[claim.base])
            )
    for relation in relations:
        tests += _relation_tests(relation, claims, compare)
    order = {claim: at for at, claim in enumerate(claims)}
    return sorted(tests, key=lambda test: (order[test.claim], test.test, test.against))


def _better(one: str, other: str) -> str:
    """Two figures agree if the words of either allow for the other."""
    return min(one, other, key=["exact", "wording", "fails"].index)


def _relation_tests(relation: Relation, claims: dict[str, Claim], compare: Callable[[Claim, float], str]) -> list[Test]:
    """The relation on each claim it touches. Rounded parts may shift a sum of percentages by half a unit each."""
    right, text = claims[relation.right], f"{relation.text} = {relation.right}"
    actual = relation.value({one: claims[one].value for one in relation.left}, right.is_percent)
    result = "fails" if actual is None else compare(right, actual)
    slack = sum(claims[one].rounding for one in relation.left) if relation.kind == "sum" else 0.0
    if result == "fails" and slack and actual is not None and abs(actual - right.value) <= slack + right.rounding:
        result = "wording"
    return [Test(one, "relation", text, actual, result, one == right.id) for one in (*relation.left, right.id)]


def _row(
    claim: Claim,
    claims: dict[str, Claim],
    tests: list[Test],
    recomputed: dict[str, Recomputed],
    bases: dict[str, int],
    smallest_share: float,
    as_of: str | None,
    languages: list[str],
) -> dict:
    own = [test for test in tests if test.claim == claim.id]
    best, found = working_out(own), recomputed.get(claim.indicator)
    impossible = any(test.test == "grim" and test.result == "fails" for test in own)
    fitting = []
    if impossible:
        stated = bases[claim.base]
        fitting = grim.fitting_bases(claim.value, claim.decimals, stated, round(stated * smallest_share))
    verdict = verdict_of(own, claim, as_of)
    doubts = {test.claim: test.against for test in tests if test.test == "relation" and test.result == "fails"}
    return {
        "claim": claim.id,
        "section": claim.section,
        "statement": claim.statement,
        "indicator": claim.indicator or None,
        "unit": claim.unit,
        "precision": claim.precision,
        "published": claim.value,
        "recomputed": best.actual if best else None,
        "n": found.base if found else None,
        "from_survey": found is not None and found.base is not None,
        "verdict": verdict,
        "grim": ";".join(map(str, fitting)) or None,
        **{f"note_{one}": explain.figure(claim, own, claims, fitting, doubts, one) for one in languages},
    }


def verdict_of(own: list[Test], claim: Claim, as_of: str | None) -> str:
    """The verdict the tests of one claim add up to; see the head of this module."""
    best = working_out(own)
    data = best if best is not None and best.test == "data" else None
    if data is not None and data.result == "fails" and data.actual is not None:
        short = data.actual < claim.value
        if short and claim.due and as_of and counts.day(claim.due) > counts.day(as_of):
            return "not yet due"
        return "overstated" if short == (claim.precision != "at_most") else "understated"
    if any(test.result == "fails" for test in own if test.test == "relation"):
        return "inconsistent"
    if data is None and any(test.result == "fails" for test in own if test.test == "restatement"):
        return "inconsistent"
    if best is not None and best.test != "restatement":
        return "reproduced" if best.result == "exact" else "rounding"
    if any(test.result == "fails" for test in own if test.test == "grim"):
        return "impossible"
    # A figure that only says another one again, word for word, has not been worked out from anything.
    return "rounding" if best is not None and best.result == "wording" else "not testable"


def working_out(own: list[Test]) -> Test | None:
    """The test that says most about a claim's value: the data, failing that a relation, then what it restates."""
    for kind in ("data", "relation", "restatement"):
        for test in own:
            if test.test == kind and test.works_out:
                return test
    return None
