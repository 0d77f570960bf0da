"""May the machine stand in for a coder? The alternative annotator test.

Calderon, N., Reichart, R., & Dror, R. (2025). The alternative annotator test for LLM-as-a-judge: How to statistically
justify replacing human annotators with LLMs. ACL 2025. Each coder is left out in turn; over the units they coded, the
machine and the coder left out are set beside the remaining coders. The machine wins a unit where it agrees with them at
least as well, the coder where they do; the machine may stand in for this coder where it wins at most `epsilon` less
often, tested one-sided at 5 % with the correction of Benjamini and Yekutieli (2001) over coders. It passes where it may
stand in for at least half of them.

Agreement on a unit is the Jaccard index of two sets of codes. Units of one note are not independent: the variance is
that of notes. The paper asks for three coders or more; with two, each is set beside the other one alone.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from pipeline.agreement.coefficients import FEWEST_NOTES
from pipeline.tables import DataFrame
from pipeline.tables.decisions import Units

COLUMNS = ["coder", "units", "notes", "machine_wins", "coder_wins", "epsilon", "p", "p_corrected", "stands_in"]
LEVEL, FEWEST_UNITS = 0.05, 30
ALL = "all"


def alternative_annotators(
    rated: dict[str, pd.DataFrame], units: DataFrame[Units], not_people: Sequence[str], epsilon: float
) -> pd.DataFrame:
    """coding/alternative_annotator: the test for the machine and for each assistant, one after the other."""
    people = {name: table for name, table in rated.items() if name not in not_people}
    found = [
        alternative_annotator(people | {one: rated[one]}, units, one, epsilon).assign(annotator=one)
        for one in not_people
    ]
    filled = [one for one in found if len(one)]
    return pd.concat(filled, ignore_index=True) if filled else pd.DataFrame(columns=["annotator", *COLUMNS])


def alternative_annotator(
    rated: dict[str, pd.DataFrame], units: pd.DataFrame, machine: str, epsilon: float
) -> pd.DataFrame:
    """A row a coder left out, and a row `all`: the share of coders it may stand in for.

    `rated` as of decisions.ratings. `epsilon`: how much less often the machine may win, since it costs less (the paper:
    .2 for experts, .1 for crowd workers). `stands_in` is empty where there are too few units or notes to tell.
    """
    people = [name for name in rated if name != machine]
    if machine not in rated or len(people) < 2:
        return pd.DataFrame(columns=COLUMNS)
    notes = units["source"].to_numpy(dtype=str)
    rows = []
    for left_out in people:
        rest = [rated[name].to_numpy() for name in people if name != left_out]
        rows.append((left_out, *_one(rated[machine].to_numpy(), rated[left_out].to_numpy(), rest, notes, epsilon)))
    found = pd.DataFrame(rows, columns=["coder", "units", "notes", "machine_wins", "coder_wins", "epsilon", "p"])
    found["p_corrected"] = benjamini_yekutieli(found["p"].to_numpy(float))
    found["stands_in"] = (found["p_corrected"] < LEVEL).astype("boolean").mask(found["p"].isna())
    tested = found.dropna(subset=["p"])
    overall = {
        "coder": ALL, "units": int(found["units"].max()), "notes": int(found["notes"].max()), "epsilon": epsilon,
        "machine_wins": tested["machine_wins"].mean(), "coder_wins": tested["coder_wins"].mean(),
        "stands_in": pd.NA if tested.empty else bool(tested["stands_in"].mean() >= 0.5),
    }  # fmt: skip
    return pd.concat([pd.DataFrame([overall]).reindex(columns=COLUMNS), found[COLUMNS]], ignore_index=True).astype(
        {"stands_in": "boolean", "p": float, "p_corrected": float}
    )


def _one(machine: np.ndarray, own: np.ndarray, rest: list[np.ndarray], notes: np.ndarray, epsilon: float) -> tuple:
    """units, notes, machine_wins, coder_wins, epsilon, p of one coder left out; arrays (N, C), NaN not decided."""
    whole = [~np.isnan(one).any(axis=1) for one in rest]
    chosen = ~np.isnan(machine).any(axis=1) & ~np.isnan(own).any(axis=1) & np.any(whole, axis=0)
    if not chosen.any():
        return 0, 0, np.nan, np.nan, epsilon, np.nan
    of_machine, of_coder = (_beside(one[chosen], [other[chosen] for other in rest]) for one in (machine, own))
    machine_wins, coder_wins = of_machine >= of_coder, of_coder >= of_machine
    lost = coder_wins.astype(float) - machine_wins  # how much more often the coder wins
    p = _p(lost - epsilon, notes[chosen])
    enough = len(lost) >= FEWEST_UNITS and p is not None
    figures = (float(machine_wins.mean()), float(coder_wins.mean()), epsilon)
    return len(lost), len(np.unique(notes[chosen])), *figures, p if enough else np.nan


def _beside(one: np.ndarray, rest: list[np.ndarray]) -> np.ndarray:
    """(N,) mean Jaccard index of one coder's sets of codes with those of each other coder who coded the unit."""
    found = np.full((len(rest), len(one)), np.nan)
    for at, other in enumerate(rest):
        whole = ~np.isnan(other).any(axis=1)
        either = ((one == 1) | (other == 1)).sum(axis=1)
        both = ((one == 1) & (other == 1)).sum(axis=1)
        found[at] = np.where(whole, np.where(either == 0, 1.0, both / np.maximum(either, 1)), np.nan)
    return np.nanmean(found, axis=0)


def _p(over: np.ndarray, notes: np.ndarray) -> float | None:
    """One-sided p that the mean of `over` (N,) is below 0, by t with the variance of notes; None: too few notes."""
    names, at = np.unique(notes, return_inverse=True)
    if len(names) < FEWEST_NOTES:
        return None
    residuals = np.bincount(at, over - over.mean())
    error = np.sqrt((residuals**2).sum() * len(names) / (len(names) - 1)) / len(over)
    if error == 0:
        return float(over.mean() >= 0)
    from scipy.special import stdtr  # a tenth of a second that the codebook's report does without

    return float(stdtr(len(names) - 1, over.mean() / error))


def benjamini_yekutieli(p: np.ndarray) -> np.ndarray:
    """Corrected p values, in the order given; NaN stays.

    >>> benjamini_yekutieli(np.array([0.01, 0.04])).round(3).tolist()
    [0.03, 0.06]
    """
    there = np.flatnonzero(~np.isnan(p))
    m = len(there)
    order = there[np.argsort(p[there])]
    harmonic = (1 / np.arange(1, m + 1)).sum()
    stepped = p[order] * m * harmonic / np.arange(1, m + 1)
    corrected = np.full(len(p), np.nan)
    corrected[order] = np.minimum(np.minimum.accumulate(stepped[::-1])[::-1], 1)
    return corrected
