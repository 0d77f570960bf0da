"""The figures triangulation promises, measured on this study. Nothing here is timed; see triangulation.py.

    python -m bench.triangulation_figures  # in the repository's folder, after `dvc repro`

Prints one JSON object: findings with a label, a reason in both languages and evidence or a stated silence from each
strand; evidence rows that lead back to a record or a turn of raw/; figures in print by verdict.
"""

import json
from pathlib import Path

import pandas as pd
import pyreadstat

from pipeline.study import Study

STUDY = Study(Path(__file__).parents[1])
STRANDS = {"survey", "notes", "published"}


def complete_findings() -> int:
    matrix = STUDY.table("triangulation/matrix")
    spoken = STUDY.table("triangulation/evidence").groupby("finding_id")["strand"].agg(set)
    complete = 0
    for row in matrix.itertuples():
        silent = set() if pd.isna(row.silent) else set(row.silent.split(";"))
        all_strands = silent | spoken.get(row.finding_id, set()) == STRANDS
        complete += all_strands and len(row.reason_en) > 20 and len(row.reason_fr) > 20 and row.convergence != ""
    return complete


def traced_rows() -> int:
    """Rows whose source stands in raw/: a turn of a note, a record of the export, a claim of the published figures."""
    evidence = STUDY.table("triangulation/evidence")
    records = STUDY.table("triangulation/evidence_records")
    manifest = pd.read_csv(STUDY.raw / STUDY.params["notes"]["manifest"], dtype=str)
    files = {row.note_id for row in manifest.itertuples() if (STUDY.raw / row.file).exists()}
    # Which turns a note has is known behind the gate only; of it, nothing but the numbers is read.
    turns = STUDY.table("notes/turns")
    known = set(turns.loc[turns["note_id"].isin(files), "note_id"] + "#" + turns["turn"].astype(str))
    export, _ = pyreadstat.read_sav(STUDY.raw / STUDY.params["survey"]["export"])
    identifiers = set(export.astype(str).to_numpy().ravel())
    claims = set(pd.read_csv(STUDY.raw / STUDY.params["triangulation"]["published"])["claim"])
    behind = records.groupby("evidence_id")["record_id"].agg(lambda ids: set(ids) <= identifiers)
    traced = 0
    for row in evidence.itertuples():
        if row.strand == "published":
            traced += row.source in claims
        elif row.kind == "segment":
            traced += row.source in known
        else:
            traced += bool(behind.get(row.evidence_id, False))
    return traced


def main() -> None:
    published = STUDY.table("triangulation/published")
    matrix = STUDY.table("triangulation/matrix")
    result = {
        "findings": len(matrix),
        "findings_complete": int(complete_findings()),
        "labels": matrix["convergence"].value_counts().to_dict(),
        "evidence_rows": len(STUDY.table("triangulation/evidence")),
        "evidence_rows_traced": int(traced_rows()),
        "figures_in_print": len(published),
        "verdicts": published["verdict"].value_counts().to_dict(),
        "inconsistent": published.loc[published["verdict"] == "inconsistent", "claim"].tolist(),
        "impossible_with_stated_base": published.loc[published["grim"].notna(), "claim"].tolist(),
    }
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
