"""Stage `decisions`: what people decided, as read, and what stands; on what they differ, for adjudication; and, apart,
what assistants said."""

import pandas as pd

from pipeline.decisions import assistants, record
from pipeline.decisions.differences import conflicts, differences
from pipeline.decisions.read import follower, read
from pipeline.decisions.reading import readings
from pipeline.decisions.standing import standing_table
from pipeline.study import Study, collecting
from pipeline.tables import DataFrame
from pipeline.tables.decisions import Units


def run(study: Study) -> None:
    # load
    units = study.table("coding/units")
    follow = follower(study)
    decisions = read(study, follow.codebook)
    by_assistants = assistants.read(study, follow)
    # check
    with collecting() as mistakes:
        assistants.check_names(study, {one.who for one in decisions}, mistakes)
    # process
    found = readings(decisions)
    order = units["unit_id"].tolist()
    # save
    with study.writing() as out:
        out.table("coding/decisions", record.table(decisions))
        out.table("coding/standing", standing_table(found, order))
        out.table("coding/disagreements", in_place(differences(found, order), units))
        out.table("coding/assistant_codings", assistants.codings_table(by_assistants, follow.codebook))
        out.table("coding/assistant_replies", assistants.replies_table(by_assistants))
        out.table("coding/conflicts", in_place(conflicts(decisions, found, order), units))


def in_place(rows: pd.DataFrame, units: DataFrame[Units]) -> pd.DataFrame:
    """`rows` of units with their source and position, as people name them: segment_id, note_id, turn, then the rest."""
    place = units.set_index("unit_id")[["source", "position"]].rename(columns={"source": "note_id", "position": "turn"})
    joined = rows.join(place, on="unit_id").rename(columns={"unit_id": "segment_id"})
    rest = [column for column in rows.columns if column not in ("unit_id", "about")]
    return joined[["segment_id", "note_id", "turn", *rest, *(["about"] if "about" in rows else [])]]
