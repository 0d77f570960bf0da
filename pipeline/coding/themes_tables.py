"""Where codes stand: together with which other codes, and in which groups of people.

Notes, not segments, are what percentages count: the segments of one note are one person's (or one group's) words.
"""

from itertools import combinations

import numpy as np
import pandas as pd

from pipeline.coding.materials import is_main
from pipeline.survey.estimates import wilson
from pipeline.tables import DataFrame
from pipeline.tables.coding import Codings

BREAKDOWNS = ["stakeholder", "region", "language"]


def counted(codings: DataFrame[Codings]) -> pd.DataFrame:
    """The codings that count as the study's coding: assigned, in its main material (open answers are counted apart)."""
    return codings[(codings["decision"] == "assigned") & is_main(codings["source"])]


def cooccurrence(codings: pd.DataFrame, n_segments: int) -> pd.DataFrame:
    """Pairs of codes that stand on the same segment, most frequent first.

    `codings`: segment_id, note_id, code, one row a segment and code; `n_segments`: all segments, coded or not.
    Columns: code_a, code_b, segments (both codes), notes (in which that happens), jaccard (both / either, 0 to 1),
    lift (both, over what chance would give if the two codes were independent; 1 is chance).
    """
    per_code = codings.groupby("code")["segment_id"].nunique()
    pairs = [
        (*pair, segment_id, note_id)
        for (segment_id, note_id), codes in codings.groupby(["segment_id", "note_id"])["code"]
        for pair in combinations(sorted(set(codes)), 2)
    ]
    frame = pd.DataFrame(pairs, columns=["code_a", "code_b", "segment_id", "note_id"])
    table = (
        frame.groupby(["code_a", "code_b"])
        .agg(segments=("segment_id", "nunique"), notes=("note_id", "nunique"))
        .reset_index()
    )
    a, b = table["code_a"].map(per_code).astype(float), table["code_b"].map(per_code).astype(float)
    table["jaccard"] = table["segments"] / (a + b - table["segments"])
    table["lift"] = table["segments"] * n_segments / (a * b)
    return table.sort_values(["segments", "code_a", "code_b"], ascending=[False, True, True], ignore_index=True)


def code_groups(codings: pd.DataFrame, segments: pd.DataFrame, codes: list[str], threshold: int) -> pd.DataFrame:
    """In how many notes of each group a code stands: one row a code, breakdown and group, and a row over all notes.

    Columns: code, breakdown (`overall`, stakeholder, region, language), group, notes (with the code), base (notes in
    the group), percent (0 to 100), ci_low, ci_high (Wilson, 95 %), segments (with the code), suppressed: groups with
    a base under `threshold` show no figure. A note in two languages counts in both.
    """
    labelled = segments.assign(overall="all")
    rows = []
    for breakdown in ["overall", *BREAKDOWNS]:
        group_of = labelled.set_index("segment_id")[breakdown]
        coded = codings.assign(group=codings["segment_id"].map(group_of)).groupby(["group", "code"])
        in_notes, in_segments = (coded[unit].nunique().to_dict() for unit in ("note_id", "segment_id"))
        for group, base in labelled.groupby(breakdown)["note_id"].nunique().items():
            rows += [
                (code, breakdown, group, in_notes.get((group, code), 0), base, in_segments.get((group, code), 0))
                for code in codes
            ]
    table = pd.DataFrame(rows, columns=["code", "breakdown", "group", "notes", "base", "segments"])
    low, high = wilson(table["notes"].to_numpy(), table["base"].to_numpy())
    table = table.assign(percent=100 * table["notes"] / table["base"], ci_low=100 * low, ci_high=100 * high)
    table["suppressed"] = (table["base"] < threshold) & (table["breakdown"] != "overall")
    figures = ["notes", "segments", "percent", "ci_low", "ci_high"]
    table[figures] = table[figures].astype(float).where(~table["suppressed"], np.nan)
    return table[
        ["code", "breakdown", "group", "notes", "base", "percent", "ci_low", "ci_high", "segments", "suppressed"]
    ]
