"""What looks as if it measures a finding and is not among its evidence: for the evaluator to accept or dismiss, once.

A finding's statement is set beside the label of every indicator and administrative figure, every passage of every
document, and every open question with its answers. What the finding uses already is left out: the measures that it
names, and the documents and questions in which one of its codes was assigned. What the evaluator says of a candidate
stands in raw/judgement/silence.csv.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from pipeline.coding.vectors import unit
from pipeline.tables import DataFrame
from pipeline.tables.survey import Indicators
from pipeline.triangulation.evaluation import EvaluationCodebook, Finding

Encode = Callable[[list[str]], np.ndarray]
MOST = {"survey": 5, "admin": 5, "documents": 3, "open_answers": 1}  # named for each finding
MEASURES = ("survey", "admin")
COLUMNS = ["finding_id", "rank", "candidate", "label", "similarity", "decision", "reason", "by"]


class Candidate(NamedTuple):
    name: str  # `survey:INDICATOR`, `admin:FIGURE`, `documents:DOC`, `open_answers:QUESTION`
    label: str  # what a person reads of it
    text: str  # what is set beside the statement

    @property
    def line(self) -> str:
        return self.name.split(":")[0]


@dataclass(frozen=True)
class Sources:
    """C candidates, several of one name where a document or question has many texts."""

    candidates: list[Candidate]
    coded: dict[str, set[str]]  # by name: codes assigned in this document, or in answers to this question


def of_measures(indicators: DataFrame[Indicators] | None, admin: pd.DataFrame | None) -> list[Candidate]:
    """Everything that is a number, by its label (in the study's first language that has one)."""
    found: dict[str, Candidate] = {}
    for line, table in (("survey", indicators), ("admin", admin)):
        labels = [] if table is None else sorted(one for one in table.columns if one.startswith("label_"))
        if table is not None and labels:
            overall = table[table["breakdown"] == "overall"].drop_duplicates("indicator")
            for row in overall.itertuples():
                label = str(getattr(row, labels[0]))
                found[f"{line}:{row.indicator}"] = Candidate(f"{line}:{row.indicator}", label, label)
    return list(found.values())


def of_units(units: pd.DataFrame | None, codings: pd.DataFrame | None) -> Sources:
    """Passages of documents and open answers, from coding/units and the assigned codings (segment_id, code).

    An answer is somebody's own words: what is shown of a question is its wording.
    """
    found: list[Candidate] = []
    coded: dict[str, set[str]] = {}
    if units is None:
        return Sources(found, coded)
    names = {}
    for row in units[units["material"].isin(["document", "open_answer"])].itertuples():
        of_document = row.material == "document"
        name = f"documents:{row.source}" if of_document else f"open_answers:{row.question}"
        names[row.unit_id] = name
        asked = str(row.asked) if pd.notna(row.asked) else ""
        if of_document:
            found.append(Candidate(name, f"{row.unit_id}: {row.text}", row.text))
        else:
            found += [Candidate(name, asked or row.question, text) for text in (asked, row.text) if text]
    if codings is not None:
        for unit, code in zip(codings["segment_id"], codings["code"], strict=True):
            if unit in names:
                coded.setdefault(names[unit], set()).add(code)
    return Sources(list(dict.fromkeys(found)), coded)


def unused(matrix: EvaluationCodebook, sources: Sources, encode: Encode, said: pd.DataFrame) -> pd.DataFrame:
    """triangulation/silence: for each finding what is nearest to its statement, and what people said of it."""
    vectors = unit(np.asarray(encode([one.text for one in sources.candidates])))
    statements = unit(np.asarray(encode([finding.statement.values()[0] for finding in matrix.findings])))
    judged = said.drop_duplicates(["finding_id", "candidate"], keep="last").set_index(["finding_id", "candidate"])
    rows = []
    for finding, vector in zip(matrix.findings, statements, strict=True):
        near = nearest(sources.candidates, vectors @ vector, used(finding, sources))
        for rank, (similarity, one) in enumerate(near, start=1):
            words = judged.loc[(finding.id, one.name)] if (finding.id, one.name) in judged.index else {}
            rows.append(
                {
                    "finding_id": finding.id, "rank": rank, "candidate": one.name, "label": one.label,
                    "similarity": round(similarity, 3), "decision": words.get("decision"),
                    "reason": words.get("reason"), "by": words.get("by"),
                }
            )  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)


def nearest(candidates: list[Candidate], similarity: np.ndarray, left_out: set[str]) -> list[tuple[float, Candidate]]:
    """The nearest text of each name, as many names a line as MOST allows, the nearest first; measures share five."""
    order = sorted(range(len(candidates)), key=lambda at: (-similarity[at], candidates[at].name))
    best: dict[str, tuple[float, Candidate]] = {}
    for at in order:
        if candidates[at].name not in left_out:
            best.setdefault(candidates[at].name, (float(similarity[at]), candidates[at]))
    taken: dict[str, int] = {}
    kept = []
    for one in best.values():
        line = "measure" if one[1].line in MEASURES else one[1].line
        taken[line] = taken.get(line, 0) + 1
        if taken[line] <= MOST[one[1].line]:
            kept.append(one)
    return kept


def used(finding: Finding, sources: Sources) -> set[str]:
    """Names of the candidates that are among the finding's evidence already."""
    codes = {tie.code for tie in finding.codes}
    names = {f"survey:{tie.indicator}" for tie in finding.of_survey}
    names |= {f"admin:{tie.figure}" for tie in finding.figures}
    return names | {name for name, coded in sources.coded.items() if coded & codes}
