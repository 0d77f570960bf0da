"""Stage `triangulate`: read every line of evidence of each finding of codebooks/evaluation.yaml, and judge by the rule.

For each finding: how each line reads, whether the lines converge, whether the statement stands and with what
confidence (rule/, specified in docs/triangulation.md), which check is its weakest (robustness.py), which groups and
regions carry, contest or qualify it (groups.py), and the cases against it. A line the study does not have is silent.
Beside them, what each document says on each question (document_review.py). Then what a person should look at: passages
that may speak against a finding, sources that none uses (near_passages.py).
"""

import pandas as pd

from pipeline.study import Study
from pipeline.triangulation import (
    document_review,
    evidence_tables,
    facts,
    groups,
    joint_display,
    lines_gathered,
    matrix,
    metrics,
    near_passages,
    robustness,
    tables_read,
)
from pipeline.triangulation.evidence_base import EvidenceBase
from pipeline.triangulation.tables_read import Inputs


def run_stage(study: Study) -> None:
    """The findings judged, then what speaks against them looked for; in one go, since both read the same tables."""
    near_passages.run(study, run(study))


def run(study: Study) -> Inputs:
    """Judge the findings. Returns the tables that were read."""
    # load
    gathered = lines_gathered.gather(study)
    inputs, material, codebook = gathered.inputs, gathered.material, gathered.material.matrix
    # process
    coders = {}
    if material.notes is not None and inputs.codings is not None:
        people = tables_read.decided(study)
        coders = lines_gathered.by_each_coder(study, people, material.notes, codebook, inputs.codings)
    survived = robustness.table(material, coders, gathered.counted)
    positions = groups.table(material)
    known = facts.collect(material, survived, positions, inputs.segments)
    pieces, records = gather_evidence(study, inputs, material)
    rows = matrix.table(codebook, known, pieces, study.languages, inputs.waiting)
    documents = document_review.of_study(study, codebook)
    # save
    with study.writing() as out:
        out.table("triangulation/matrix", rows)
        out.table("triangulation/evidence", pieces)
        out.table("triangulation/evidence_records", records)
        out.table("triangulation/robustness", survived)
        out.table("triangulation/groups", positions)
        out.table("triangulation/shared_notes", material.shared_notes)
        out.table("triangulation/negative_cases", evidence_tables.negative_cases(pieces))
        out.table("triangulation/joint_display", joint_display.table(codebook, known, pieces, study.languages))
        if documents is not None:
            out.table("triangulation/document_review", documents)
        out.json("processed/metrics/triangulation.json", metrics.summary(rows, survived, material))
    return inputs


def gather_evidence(study: Study, inputs: Inputs, material: EvidenceBase) -> tuple[pd.DataFrame, pd.DataFrame]:
    """triangulation/evidence in the order of the findings, and triangulation/evidence_records."""
    pieces, records = [], []
    if material.survey is not None:
        source = f"raw/{study.params['survey']['export']}"
        rows, who = evidence_tables.of_survey(material, material.survey, source)
        pieces.append(rows)
        records.append(who)
    if inputs.codings is not None and inputs.segments is not None:
        notes = evidence_tables.of_notes(material.matrix, inputs.codings, inputs.segments, material.searches)
        pieces.append(notes)
        pieces.append(evidence_tables.of_negative_cases(material, inputs.segments))
    if inputs.document_codings is not None and inputs.passages is not None:
        pieces.append(evidence_tables.of_documents(material.matrix, inputs.document_codings, inputs.passages))
    if inputs.answers is not None and inputs.answer_codings is not None:
        rows, who = evidence_tables.of_open_answers(material.matrix, inputs.answer_codings, inputs.answers)
        pieces.append(rows)
        records.append(who)
    pieces.append(evidence_tables.of_numbers(material))
    return evidence_tables.together(material.matrix, pieces), evidence_tables.joined(records)
