"""Stage `decisions`: what people decided, as read, and what stands; on what they differ, for adjudication."""

import pandas as pd

from pipeline.decisions import record
from pipeline.decisions.differences import conflicts, differences
from pipeline.decisions.read import read
from pipeline.decisions.reading import readings
from pipeline.decisions.standing import standing_table
from pipeline.study import Study


def run(study: Study) -> None:
    units = study.table("coding/units")
    decisions = read(study)

    found = readings(decisions)
    order = units["unit_id"].tolist()

    with study.writing() as out:
        out.table("coding/decisions", record.table(decisions))
        out.table("coding/standing", standing_table(found, order))
        out.table("coding/disagreements", in_place(differences(found, order), units))
        out.table("coding/conflicts", in_place(conflicts(decisions, found, order), units))


def in_place(rows: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """`rows` of units with their source and position, as people name them: segment_id, note_id, turn, then the rest."""
    place = units.set_index("unit_id")[["source", "position"]].rename(columns={"source": "note_id", "position": "turn"})
    joined = rows.join(place, on="unit_id").rename(columns={"unit_id": "segment_id"})
    rest = [column for column in rows.columns if column not in ("unit_id", "about")]
    return joined[["segment_id", "note_id", "turn", *rest, *(["about"] if "about" in rows else [])]]
