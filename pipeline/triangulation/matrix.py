"""triangulation/matrix: the evaluation matrix filled in, one row a finding."""

import numpy as np
import pandas as pd

from pipeline.tables import CONVERGENCE
from pipeline.triangulation import breaks, sentences
from pipeline.triangulation.convergence import Reading, converge
from pipeline.triangulation.evaluation import EvaluationCodebook
from pipeline.triangulation.evidence_tables import DIRECTION
from pipeline.triangulation.facts import STRAND_NAMES, Facts
from pipeline.triangulation.notes_strand import NotesStrand

STANDING = {1: "borne out", 0: "open", -1: "contradicted"}


def table(
    matrix: EvaluationCodebook,
    facts: dict[str, Facts],
    pieces: pd.DataFrame,
    survived: pd.DataFrame,
    notes: NotesStrand | None,
) -> pd.DataFrame:
    """triangulation/matrix: one row a finding."""
    questions = {question.id: question for question in matrix.questions}
    counts = pieces.groupby(["finding_id", "kind"]).size()
    against = (
        pieces[(pieces["kind"] == "segment") & (pieces["direction"] == "contradicts")].groupby("finding_id").size()
    )
    rows = []
    for at, finding in enumerate(matrix.findings):
        fact, question = facts[finding.id], questions[finding.question]
        en, fr = sentences.reason(fact, matrix)
        breaks_en, breaks_fr = breaks.sentence_pair(survived[survived["finding_id"] == finding.id], matrix)
        spoken = [one for one in STRAND_NAMES if one in fact.readings or (one == "published" and fact.echoes)]
        between = between_groups(notes, at) if notes else "silence"
        rows.append(
            {
                "finding_id": finding.id,
                "question": question.id,
                "theme": question.theme,
                "question_en": question.text.en,
                "question_fr": question.text.fr,
                "finding_en": finding.statement.en,
                "finding_fr": finding.statement.fr,
                "indicators": ";".join(one.indicator for one in finding.indicators) or None,
                "codes": ";".join(one.code for one in finding.codes) or None,
                "claims": ";".join(one.claim for one in finding.claims) or None,
                "convergence": fact.label,
                "standing": STANDING[fact.standing],
                "silent": ";".join(one for one in STRAND_NAMES if one not in spoken) or None,
                **{f"{one}_reading": reading_text(fact, one) for one in STRAND_NAMES},
                "carried_by": ";".join(fact.carried) or None,
                "contested_by": ";".join(fact.contested) or None,
                "ignored_by": ";".join(fact.ignored) or None,
                "between_groups": between,
                "reason_en": en,
                "reason_fr": fr,
                "robustness": fact.robustness,
                "breaks_en": breaks_en,
                "breaks_fr": breaks_fr,
                "n_notes": fact.raised,
                "n_groups": fact.groups,
                "n_notes_for": fact.sides[0],
                "n_notes_against": fact.sides[1],
                "n_notes_between": fact.sides[2],
                "n_segments": int(counts.get((finding.id, "segment"), 0)),
                "n_segments_against": int(against.get(finding.id, 0)),
                "n_open_answers": int(counts.get((finding.id, "open answer"), 0)),
            }
        )
    return pd.DataFrame(rows)


def reading_text(fact: Facts, strand: str) -> str | None:
    """`supports, strong`; empty where the strand is silent."""
    if strand not in fact.readings:
        return None
    meaning, strong = fact.readings[strand]
    return f"{DIRECTION[meaning]}, {'strong' if strong else 'weak'}"


def between_groups(notes: NotesStrand, at: int) -> str:
    """The same labels between stakeholder groups: each group whose notes take a side is read as a strand of its own.

    A group speaks with two notes or more. Fewer than two groups that speak: silence.
    """
    side = notes.sides[:, at]
    readings = []
    for group in np.unique(notes.notes["stakeholder"].to_numpy(dtype=str)):
        own = side[(notes.notes["stakeholder"] == group).to_numpy()]
        own = own[~np.isnan(own)]
        if len(own) >= 2:
            tilt = own.mean()
            meaning = 1.0 if tilt > notes.balance else -1.0 if tilt < -notes.balance else 0.0
            readings.append(Reading(np.array([[meaning]]), np.array([[True]])))
    return CONVERGENCE[int(converge(*readings)[0][0, 0])] if readings else "silence"
