"""The notes as they would stand had they been coded otherwise: by people only, by the machine only, by the other
coder, or with the machine's threshold moved. Each is one more run of a robustness check."""

from collections.abc import Callable

import pandas as pd

from pipeline.decisions.read import load_decisions
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
    if (by_machine := machine_only(study, codings)) is not None:
        found["machine only", MACHINE] = coded(by_machine, read)
    if machine.any():
        cut = assigned.loc[machine, "score"].quantile([0.1, 0.25])
        for share, score in cut.items():
            kept = assigned[~machine | (assigned["score"] >= score)]
            found["coding threshold moved", f"without the {share:.0%} least sure"] = coded(kept, read)
        counted = codings[codings["decision"].isin(["assigned", "review"])]
        found["coding threshold moved", "with those that wait for review"] = coded(counted, read)
    return found


def machine_only(study: Study, codings: pd.DataFrame) -> pd.DataFrame | None:
    """What the machine alone would have assigned (COLUMNS): its codings, and what it says where people decided.

    None without the table `coding/machine_on_coded`. That table says nothing of stance: it is the one the segment has
    in `codings`, and where it has none the one the code has most often.
    """
    if not study.has_table("coding/machine_on_coded"):
        return None
    assigned = codings[codings["decision"] == "assigned"]
    instead = study.table("coding/machine_on_coded")
    instead = instead.loc[instead["assigned"], ["segment_id", "code"]]

    stances = assigned.groupby("segment_id")["stance"].agg(_most_often)
    usual = assigned.groupby("code")["stance"].agg(_most_often)
    stance = instead["segment_id"].map(stances).fillna(instead["code"].map(usual)).fillna("neutral")
    note = instead["segment_id"].str.rsplit("#", n=1)
    instead = instead.assign(stance=stance, note_id=note.str[0], turn=note.str[1].astype(int))
    own = assigned.loc[assigned["origin"] == MACHINE, COLUMNS]
    return pd.concat([own, instead[COLUMNS]]).drop_duplicates(["segment_id", "code"])


def _most_often(stances: pd.Series) -> str:
    return stances.value_counts().sort_index().idxmax()
