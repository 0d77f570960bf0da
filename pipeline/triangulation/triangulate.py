"""Stage `triangulate`: set survey, notes and published figures side by side for each finding of
codebooks/evaluation.yaml.

For each finding: evidence from each strand, a convergence label by a written rule (convergence.py), which groups
carry or contest it (groups.py), the cases against it, and whether the reading survives when evidence is taken away
(robustness.py). A strand the study does not have is silent, and every sentence says so.
"""

import pandas as pd

from pipeline.study import Study
from pipeline.triangulation import evidence_tables, groups, joint_display, metrics, robustness, settings
from pipeline.triangulation import matrix as matrix_rows
from pipeline.triangulation.convergence import converge
from pipeline.triangulation.evaluation import EvaluationCodebook
from pipeline.triangulation.facts import collect
from pipeline.triangulation.tables_read import Inputs, check_codes, gather, load


def run(study: Study) -> None:
    params = settings.read(study)
    seed, disclosure = study.params["study"]["seed"], study.params["study"]["disclosure_threshold"]
    matrix = study.codebook("evaluation", EvaluationCodebook)
    ids = [finding.id for finding in matrix.findings]
    inputs = load(study)
    check_codes(study, matrix)

    strands, variants = gather(study, matrix, inputs, params)
    readings = strands.readings()
    runs = robustness.checks(strands, params.robustness, seed, variants)
    survived = robustness.table(ids, robustness.outcomes(*readings)[0], runs)
    positions = None
    if strands.notes is not None:
        positions = groups.positions(strands.notes, ids, params.groups, params.robustness.draws, seed)
    facts = collect(matrix, strands, readings, converge(*readings), positions, survived)

    pieces, records = gather_evidence(study, matrix, inputs, strands)
    rows = matrix_rows.table(matrix, facts, pieces, survived, strands.notes)
    display = joint_display.table(matrix, facts, pieces)

    with study.writing() as out:
        out.table("triangulation/matrix", rows)
        out.table("triangulation/evidence", pieces)
        out.table("triangulation/evidence_records", records)
        out.table("triangulation/robustness", survived)
        out.table("triangulation/groups", groups.disclosed(positions, disclosure))
        out.table("triangulation/negative_cases", evidence_tables.negative_cases(pieces))
        out.table("triangulation/joint_display", display)
        out.json("processed/metrics/triangulation.json", metrics.summary(rows, survived, inputs.published, strands))


def gather_evidence(
    study: Study, matrix: EvaluationCodebook, inputs: Inputs, strands: robustness.Strands
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """triangulation/evidence in the order of the findings, and triangulation/evidence_records."""
    pieces, records = [], []
    if strands.survey is not None:
        source = f"raw/{study.params['survey']['export']}"
        rows, who = evidence_tables.of_survey(matrix, strands.survey, source)
        pieces.append(rows)
        records.append(who)
    if strands.notes is not None:
        pieces.append(evidence_tables.of_notes(matrix, inputs.codings, inputs.segments))
    if inputs.answers is not None and inputs.answer_codings is not None:
        rows, who = evidence_tables.of_open_answers(matrix, inputs.answer_codings, inputs.answers)
        pieces.append(rows)
        records.append(who)
    if strands.published is not None:
        pieces.append(evidence_tables.of_published(matrix, strands.published))
    return evidence_tables.together(matrix, pieces), evidence_tables.joined(records)
