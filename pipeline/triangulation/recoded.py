"""The notes as they would stand had they been coded otherwise: by people only, by the machine only, by the other
coder, or with the machine's threshold moved. Each is one more run of a robustness check."""

from collections.abc import Callable

import pandas as pd

from pipeline.decisions.reading import Reading, readings
from pipeline.decisions.record import from_table
from pipeline.study import Study
from pipeline.triangulation.notes_strand import NotesStrand

MACHINE = "machine"
NOTES = ["interview", "focus_group"]
COLUMNS = ["segment_id", "note_id", "turn", "code", "stance"]


def variants(
    study: Study, read: pd.DataFrame, coded: Callable[[pd.DataFrame, pd.DataFrame], NotesStrand]
) -> dict[tuple[str, str], NotesStrand]:
    """Strands by kind of check and run; `coded` makes one from codings and notes (note_id, stakeholder, region)."""
    codings = study.table("coding/codings")
    codings = codings[codings["source"] == "notes"]
    assigned = codings[codings["decision"] == "assigned"]
    machine = assigned["origin"] == MACHINE
    people = readings(from_table(study.table("coding/decisions")))
    units = study.table("coding/units").set_index("unit_id")
    found: dict[tuple[str, str], NotesStrand] = {}

    by_people = read[read["note_id"].isin(coded_by_people(units, people))]
    if len(by_people):
        found["people only", "people"] = coded(assigned[~machine], by_people)
    for coder in sorted({coder for reading in people.values() for coder in reading.coders()}):
        found["one coder's codings", coder] = coded(as_one_coder(assigned, people, coder, units), read)
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


def coded_by_people(units: pd.DataFrame, people: dict[str, Reading]) -> set[str]:
    """The notes that people coded: somebody is through with half of their units at least. One turn that was settled
    does not make a note one that people coded."""
    through = pd.Series([bool(people[unit].complete) if unit in people else False for unit in units.index], units.index)
    share = through.groupby(units["source"]).mean()
    return set(share.index[share >= 0.5])


def as_one_coder(assigned: pd.DataFrame, people: dict[str, Reading], coder: str, units: pd.DataFrame) -> pd.DataFrame:
    """The assigned codings (COLUMNS) where this coder did not decide, and the coder's own where they did."""
    pairs = zip(assigned["segment_id"], assigned["code"], strict=True)
    decided = [unit in people and people[unit].of(coder, code) is not None for unit, code in pairs]
    own = [
        (unit, units.at[unit, "source"], units.at[unit, "position"], code, vote.stance)
        for unit, reading in people.items()
        if unit in units.index and units.at[unit, "material"] in NOTES
        for code in reading.codes
        if (vote := reading.of(coder, code)) and vote.word == "assigned"
    ]
    kept = assigned.loc[[not one for one in decided], COLUMNS]
    return pd.concat([kept, pd.DataFrame(own, columns=COLUMNS)], ignore_index=True)


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
    units = study.table("coding/units").set_index("unit_id")
    instead = instead.assign(stance=stance).join(units[["source", "position", "material"]], on="segment_id")
    instead = instead[instead["material"].isin(NOTES)].rename(columns={"source": "note_id", "position": "turn"})
    own = assigned.loc[assigned["origin"] == MACHINE, COLUMNS]
    return pd.concat([own, instead[COLUMNS]]).drop_duplicates(["segment_id", "code"])


def _most_often(stances: pd.Series) -> str:
    return stances.value_counts().sort_index().idxmax()
