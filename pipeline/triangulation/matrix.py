"""triangulation/matrix: the evaluation matrix filled in, one row a finding."""

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from pipeline.language import by_language
from pipeline.tables import MACHINE
from pipeline.tables.lists import joined_list
from pipeline.triangulation import headline, sentences
from pipeline.triangulation.evaluation import EvaluationCodebook, Finding, Question
from pipeline.triangulation.evidence_tables import DIRECTION, behind_tally
from pipeline.triangulation.facts import Facts
from pipeline.triangulation.rule.evidence import DocumentsItem, Tally
from pipeline.triangulation.rule.reading import Reading, Strength

STRANDS = {"survey": "survey", "notes": "notes", "documents": "documents", "admin": "admin", "print": "published"}


def table(
    matrix: EvaluationCodebook,
    facts: dict[str, Facts],
    pieces: pd.DataFrame,
    languages: Sequence[str],
    waiting: pd.Series,
) -> pd.DataFrame:
    """triangulation/matrix: one row a finding. `waiting`: by code, segments of notes that were put to review."""
    questions = {question.id: question for question in matrix.questions}
    rows = []
    for finding in matrix.findings:
        fact, question = facts[finding.id], questions[finding.question]
        rows.append(
            _asked(finding, question, languages)
            | _judged(finding, fact, languages)
            | _held(fact, matrix, languages)
            | _counted(fact)
            | _seen(pieces, finding, waiting)
            | _shown(pieces[pieces["finding_id"] == finding.id], fact)
        )
    return pd.DataFrame(rows)


def _asked(finding: Finding, question: Question, languages: Sequence[str]) -> dict[str, Any]:
    """The question, the statement, and what bears on it, as the codebook has them."""
    return {
        "finding_id": finding.id,
        "question": question.id,
        "theme": question.theme,
        "kind": finding.kind,
        **by_language(question.text, languages, "question"),
        **by_language(finding.statement, languages, "finding"),
        "indicators": _list(tie.indicator for tie in finding.of_survey),
        "codes": _list(tie.code for tie in finding.codes),
        "figures": _list(tie.figure for tie in finding.figures),
        "claims": _list(tie.claim for tie in finding.claims),
    }


def _judged(finding: Finding, fact: Facts, languages: Sequence[str]) -> dict[str, Any]:
    """What the rule says, the sentence that may be written, and how each line reads."""
    judged = fact.judgement
    readings = [f"{one.item.line} ({one.bearing}): {one.reading}" for one in judged.reads]
    return {
        "convergence": judged.convergence,
        "standing": judged.standing,
        "confidence": judged.confidence.grade,
        "confidence_reasons": _list(judged.confidence.reasons),
        "form": judged.headline,
        **{f"headline_{one}": headline.text(finding, fact, one) for one in languages},
        **{f"word_{one}": _list(word.label[one] for word in judged.words) for one in languages},
        "silent": _list(STRANDS[name] for name in judged.silent),
        "readings": "; ".join(readings) or None,
        **{f"{strand}_reading": _reading(fact, name) for name, strand in STRANDS.items()},
    }


def _held(fact: Facts, matrix: EvaluationCodebook, languages: Sequence[str]) -> dict[str, Any]:
    """Who stands where, why, and how far the standing holds."""
    return {
        "carried_by": _list(fact.held("carries")),
        "contested_by": _list(fact.held("contests")),
        "qualified_by": _list(fact.held("qualifies")),
        "ignored_by": _list(fact.held("silent")),
        **{f"reason_{one}": sentences.reason(fact, matrix, one) for one in languages},
        "robustness": 1.0 if fact.check is None else fact.check.kept,
        "weakest_check": None if fact.check is None else fact.check.name,
        **{f"breaks_{one}": sentences.breaks(fact, one) for one in languages},
        "same_notes": _list(fact.same_notes),
        "one_sided": fact.one_sided,
        "searched": fact.searched,
        "accepted": fact.accepted,
    }


def _counted(fact: Facts) -> dict[str, Any]:
    """Notes and documents by the side they take: all, by people, of outsiders."""
    said = fact.said
    return {
        "n_notes": said.speak,
        "n_groups": fact.groups,
        "n_participants": fact.participants,
        "n_notes_for": said.for_,
        "n_notes_against": said.against,
        "n_notes_between": said.reserved,
        "n_people_for": fact.people.for_,
        "n_people_against": fact.people.against,
        "n_people_between": fact.people.reserved,
        "n_outsiders_for": fact.outsiders.for_,
        "n_outsiders_against": fact.outsiders.against,
        "n_outsiders_between": fact.outsiders.reserved,
        **_of_documents(fact),
    }


def _list(items: Iterable[object]) -> str | None:
    return joined_list(map(str, items)) or None


def _seen(pieces: pd.DataFrame, finding: Finding, waiting: pd.Series) -> dict[str, Any]:
    """Of the segments behind the tally those that no person has seen; of those put to review, how many carry a code
    of the finding."""
    behind = behind_tally(pieces, finding.id)
    unseen = behind.loc[behind["origin"] == MACHINE, "source"].nunique()
    return {
        "n_segments_unseen": unseen,
        "all_seen": bool(len(behind)) and unseen == 0,
        "n_waiting": int(waiting.reindex([tie.code for tie in finding.codes if tie.bearing != "context"]).sum()),
    }


def _shown(own: pd.DataFrame, fact: Facts) -> dict[str, Any]:
    """How much of the tally is the machine's; how many segments and open answers stand among a finding's pieces."""
    said, of_notes = fact.said, own["kind"].isin(["segment", "negative case"])
    return {
        "machine_share": round(fact.machine.speak / said.speak, 4) if said.speak else None,
        "n_segments": int((own["kind"] == "segment").sum()),
        "n_segments_against": int((of_notes & (own["direction"] == "contradicts")).sum()),
        "n_open_answers": int((own["kind"] == "open answer").sum()),
    }


def _of_documents(fact: Facts) -> dict[str, int]:
    """Documents for, against and with reservations, by passages that people read."""
    items = [one.item for one in fact.judgement.reads if isinstance(one.item, DocumentsItem)][:1]
    tally = items[0].documents if items else Tally()
    sides = {"for": tally.for_, "against": tally.against, "between": tally.reserved}
    return {f"n_documents_{side}": int(count) for side, count in sides.items()}


def _reading(fact: Facts, name: str) -> str | None:
    """`supports, firm`; empty where the line is silent."""
    line = fact.line(name)
    if line is None or not line.reading.speaks:
        return None
    return f"{DIRECTION[line.reading.meaning]}, {_strength(line.reading)}"


def _strength(reading: Reading) -> str:
    return Strength(reading.strength).name.lower() + (" with reservations" if reading.reserved else "")
