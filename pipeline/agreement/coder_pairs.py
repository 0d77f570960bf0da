"""Agreement of two coders (and of all people together), code by code and over all codes, with intervals."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from pipeline.agreement.coefficients import (
    FEWEST_NOTES,
    bootstrap_alpha,
    bootstrap_kappa,
    cluster_weights,
    cohen_kappa,
    contingency,
    distance_matrix,
    fleiss_kappa,
    gwet_ac1,
    interval,
    krippendorff_alpha,
    masi_distance,
    mean_of_defined,
    percent_agreement,
    value_counts,
    values_of,
)
from pipeline.tables import MACHINE, DataFrame
from pipeline.tables.decisions import Units

COLUMNS = ["code", "coder_a", "coder_b", "n", "notes", "alpha", "alpha_ci_low", "alpha_ci_high", "kappa", "ci_low"]
COLUMNS += ["ci_high", "ac1", "percent", "n_a", "n_b", "fleiss", "kappa_single"]


@dataclass(frozen=True)
class Pair:
    """Two coders and what both coded: (N units, C codes), 1 or 0, NaN where one of them did not decide."""

    coder_a: str
    coder_b: str
    a: np.ndarray
    b: np.ndarray
    notes: np.ndarray  # (N,), the number of each unit's source (note, record or document), from 0
    n_notes: int


def reliability(
    rated: dict[str, pd.DataFrame], units: pd.DataFrame, codes: list[str], n_boot: int, seed: int
) -> pd.DataFrame:
    """One row a pair of coders and code, and a row `all`; columns as in `Reliability` of pipeline/tables.

    On the `all` row: alpha of the sets of codes with the MASI distance, kappa and AC1 as means over the codes that at
    least one of the two used, percent the share of segments with the same set of codes; kappa_single is one Cohen's
    kappa over the whole coding, as studies with one code a segment print it (empty where a segment has more). With
    three people or more, rows `people` and `people` give alpha, Fleiss' kappa, AC1 and percent over all of them (on
    `all`, Fleiss' kappa of a coding with one code a segment). Intervals: bootstrap by note, 95 %.
    """
    rows = _rows_of(combinations(rated, 2), rated, units, codes, n_boot, seed)
    people = [name for name in rated if name != MACHINE]
    if len(people) > 2:
        rows += _people_rows([rated[name] for name in people], codes)
    return pd.DataFrame(rows, columns=COLUMNS)


def pairs_of_assistants(
    beside: dict[str, pd.DataFrame],
    rated: dict[str, pd.DataFrame],
    units: DataFrame[Units],
    codes: list[str],
    n_boot: int,
    seed: int,
) -> pd.DataFrame:
    """coding/assistant_agreement: as `reliability`, of each assistant with each person, the machine, and another
    assistant. Apart, so that no reader of coding/reliability takes an assistant for a person."""
    pairs = [(one, other) for one in beside for other in rated]
    rows = _rows_of([*pairs, *combinations(beside, 2)], rated | beside, units, codes, n_boot, seed)
    return pd.DataFrame(rows, columns=COLUMNS)


def _rows_of(
    pairs: Iterable[tuple[str, str]],
    rated: dict[str, pd.DataFrame],
    units: pd.DataFrame,
    codes: list[str],
    n_boot: int,
    seed: int,
) -> list[dict]:
    rows = []
    for one, other in pairs:
        pair = _pair(one, other, rated, units)
        if len(pair.a):
            weights = cluster_weights(pair.n_notes, n_boot, seed)
            rows += _pair_rows(pair, codes, weights)
    return rows


def _pair(one: str, other: str, rated: dict[str, pd.DataFrame], units: pd.DataFrame) -> Pair:
    a, b = rated[one].to_numpy(), rated[other].to_numpy()
    both = (~np.isnan(a) & ~np.isnan(b)).any(axis=1)
    _, notes = np.unique(units["source"].to_numpy(dtype=str)[both], return_inverse=True)
    return Pair(one, other, a[both], b[both], notes, int(notes.max()) + 1 if len(notes) else 0)


def _pair_rows(pair: Pair, codes: list[str], weights: np.ndarray) -> list[dict]:
    decided = ~np.isnan(pair.a) & ~np.isnan(pair.b)
    tables = _contingency_by_note(pair, decided)
    kappas, samples = cohen_kappa(tables.sum(axis=0)), bootstrap_kappa(tables, weights)
    used = (pair.a == 1).any(axis=0) | (pair.b == 1).any(axis=0)
    rows = []
    for index, code in enumerate(codes):
        units = decided[:, index]
        counts = value_counts([pair.a[units, index], pair.b[units, index]], [0.0, 1.0])
        alphas = bootstrap_alpha(counts, pair.notes[units], weights)
        rows.append(
            _row(pair, code, units, krippendorff_alpha(counts), alphas, kappas[index], samples[:, index])
            | {"ac1": gwet_ac1(counts), "percent": 100 * percent_agreement(counts)}
            | {"n_a": int((pair.a[units, index] == 1).sum()), "n_b": int((pair.b[units, index] == 1).sum())}
        )
    ac1 = np.array([row["ac1"] for row in rows])
    return [_all_row(pair, codes, decided.all(axis=1), weights, kappas, samples, ac1, used), *rows]


def _contingency_by_note(pair: Pair, decided: np.ndarray) -> np.ndarray:
    """Shape (n_notes, C, 2, 2): segments by what the first (rows) and the second coder (columns) said."""
    tables = np.zeros((pair.n_notes, pair.a.shape[1], 2, 2))
    segment, code = np.nonzero(decided)
    said = pair.a[segment, code].astype(int), pair.b[segment, code].astype(int)
    np.add.at(tables, (pair.notes[segment], code, *said), 1)
    return tables


def _all_row(
    pair: Pair,
    codes: list[str],
    whole: np.ndarray,
    weights: np.ndarray,
    kappas: np.ndarray,
    samples: np.ndarray,
    ac1: np.ndarray,
    used: np.ndarray,
) -> dict:
    sets = [_sets(rating[whole], codes) for rating in (pair.a, pair.b)]
    values = values_of(sets)
    counts, distance = value_counts(sets, values), distance_matrix(values, masi_distance)
    alphas = bootstrap_alpha(counts, pair.notes[whole], weights, distance)
    kappa = mean_of_defined(kappas[used])
    row = _row(
        pair, "all", whole, krippendorff_alpha(counts, distance), alphas, kappa, mean_of_defined(samples[:, used])
    )
    coded = [sum(bool(codes_of) for codes_of in one) for one in sets]
    whole_coding = {"kappa_single": cohen_kappa(contingency(sets[0], sets[1], values)) if _is_single(sets) else np.nan}
    agreed = {"ac1": mean_of_defined(ac1[used]), "percent": 100 * percent_agreement(counts)}
    return row | agreed | whole_coding | {"n_a": coded[0], "n_b": coded[1]}


def _is_single(sets: Sequence[Sequence[frozenset[str] | None]]) -> bool:
    """Did nobody give two codes to one segment?"""
    return all(len(codes_of) < 2 for one in sets for codes_of in one if codes_of is not None)


def _sets(rating: np.ndarray, codes: list[str]) -> list[frozenset[str]]:
    return [frozenset(code for code, value in zip(codes, row, strict=True) if value == 1) for row in rating]


def _row(
    pair: Pair,
    code: str,
    units: np.ndarray,
    alpha: float,
    alphas: np.ndarray,
    kappa: np.ndarray,
    kappas: np.ndarray,
) -> dict:
    enough = len(np.unique(pair.notes[units])) >= FEWEST_NOTES
    (alpha_low, alpha_high), (low, high) = (interval(one if enough else one[:0]) for one in (alphas, kappas))
    return {
        "code": code,
        "coder_a": pair.coder_a,
        "coder_b": pair.coder_b,
        "n": int(units.sum()),
        "notes": len(np.unique(pair.notes[units])),
        "alpha": alpha,
        "alpha_ci_low": alpha_low,
        "alpha_ci_high": alpha_high,
        "kappa": float(kappa),
        "ci_low": low,
        "ci_high": high,
    }


def _people_rows(ratings: list[pd.DataFrame], codes: list[str]) -> list[dict]:
    """Alpha, AC1 and percent over all people; a segment counts where at least two of them decided."""
    rows = []
    for index, code in enumerate(codes):
        said = [[None if np.isnan(value) else value for value in rating.iloc[:, index]] for rating in ratings]
        rows.append(_people_row(code, value_counts(said, [0.0, 1.0]), None))
    sets = [[None if np.isnan(row).any() else _sets(row[None], codes)[0] for row in r.to_numpy()] for r in ratings]
    values = values_of(sets)
    overall = _people_row("all", value_counts(sets, values), distance_matrix(values, masi_distance))
    if not _is_single(sets):
        overall["fleiss"] = np.nan
    return [overall, *rows]


def _people_row(code: str, counts: np.ndarray, distance: np.ndarray | None) -> dict:
    return {
        "code": code,
        "coder_a": "people",
        "coder_b": "people",
        "n": int((counts.sum(axis=1) >= 2).sum()),
        "alpha": krippendorff_alpha(counts, distance),
        "fleiss": fleiss_kappa(counts),
        "ac1": gwet_ac1(counts) if code != "all" else np.nan,
        "percent": 100 * percent_agreement(counts),
    }
