"""The notes as they would stand had they been coded otherwise: by people only, by the machine only, by the other
coder, or with the machine's threshold moved. Each is one more run of a robustness check."""

from collections.abc import Callable

import pandas as pd

from pipeline.coding.decisions import load_decisions
from pipeline.study import Study
from pipeline.triangulation.notes_strand import NotesStrand

MACHINE = "machine"
COLUMNS = ["segment_id", "note_id", "turn", "code", "stance"]


def variants(
    study: Study, read: pd.DataFrame, coded: Callable[[pd.DataFrame, pd.DataFrame], NotesStrand]
) -> dict[tuple[str, str], NotesStrand]:
    """Strands by kind of check and run; `coded` makes one from codings and notes (note_id, stakeholder, region)."""
    codings = study.table("coding/codings")
    codings = codings[codings["source"] == "notes"]
    assigned = codings[codings["decision"] == "assigned"]
    machine = assigned["origin"] == MACHINE
    decisions = load_decisions(study)
    found: dict[tuple[str, str], NotesStrand] = {}

    by_people = read[read["note_id"].isin(set(decisions["note_id"]) | set(assigned.loc[~machine, "note_id"]))]
    if len(by_people):
        found["people only", "people"] = coded(assigned[~machine], by_people)
    for coder in sorted(decisions["coder"].unique()):
        own = decisions[(decisions["coder"] == coder) & (decisions["decision"] != "review")]
        kept = assigned[~assigned["note_id"].isin(set(own["note_id"]))]
        mine = own.loc[own["decision"] == "assigned", COLUMNS]
        found["one coder's codings", coder] = coded(pd.concat([kept[COLUMNS], mine], ignore_index=True), read)
    if machine.any():
        cut = assigned.loc[machine, "score"].quantile([0.1, 0.25])
        for share, score in cut.items():
            kept = assigned[~machine | (assigned["score"] >= score)]
            found["coding threshold moved", f"without the {share:.0%} least sure"] = coded(kept, read)
        counted = codings[codings["decision"].isin(["assigned", "review"])]
        found["coding threshold moved", "with those that wait for review"] = coded(counted, read)
    return found
