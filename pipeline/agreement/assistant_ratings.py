"""What assistants said (coding/assistant_codings) as agreement reads a coder: ratings, stances, and how far their
scores can be believed."""

import numpy as np
import pandas as pd

from pipeline.tables import DataFrame
from pipeline.tables.decisions import Units

BANDS = 10
COLUMNS = ["coder", "from_score", "to_score", "codings", "mean_score", "given_by_people"]


def assistant_ratings(said: pd.DataFrame, units: DataFrame[Units], codes: list[str]) -> dict[str, pd.DataFrame]:
    """A table an assistant, as of `decisions.ratings`: 1 given, 0 not, NaN where it decided nothing."""
    return {
        str(coder): own.pivot(index="unit_id", columns="code", values="assigned")
        .reindex(index=pd.Index(units["unit_id"], name="unit_id"), columns=codes)
        .astype(float)
        for coder, own in said.groupby("coder", sort=True)
    }


def assistant_stances(said: pd.DataFrame) -> dict[str, dict[tuple[str, str], str]]:
    """By assistant, unit and code, the stance it gave with a code."""
    found: dict[str, dict[tuple[str, str], str]] = {}
    given = said[said["assigned"].astype(bool) & said["stance"].notna()]
    for row in given.itertuples():
        found.setdefault(row.coder, {})[row.unit_id, row.code] = row.stance
    return found


def calibration(said: pd.DataFrame, people: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """coding/assistant_calibration: scores in BANDS bands of equal width, and how often people gave the code there.

    `people`: ratings by coder. Where people differ the share who gave the code counts.
    """
    scored = said.dropna(subset="score")
    tables = list(people.values())
    if scored.empty or not tables:
        return pd.DataFrame(columns=COLUMNS)
    values = np.stack([table.to_numpy() for table in tables])
    there = ~np.isnan(values)
    with np.errstate(invalid="ignore"):
        share = np.where(there.any(axis=0), np.nansum(values, axis=0) / there.sum(axis=0), np.nan)
    given = pd.DataFrame(share, index=tables[0].index, columns=tables[0].columns).rename_axis("unit_id")
    long = given.melt(ignore_index=False, var_name="code", value_name="given").reset_index().dropna(subset="given")
    both = scored.merge(long, on=["unit_id", "code"])
    both["band"] = np.minimum((both["score"] * BANDS).astype(int), BANDS - 1)
    table = both.groupby(["coder", "band"], as_index=False).agg(
        codings=("score", "size"), mean_score=("score", "mean"), given_by_people=("given", "mean")
    )
    table = table.assign(from_score=table["band"] / BANDS, to_score=(table["band"] + 1) / BANDS)
    return table[COLUMNS]
