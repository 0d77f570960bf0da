"""Agreement between people, and of the machine with people, as a report prints it: in all, by language, by open
question, by kind of material, on the stance.

Kappa is the mean of Cohen's kappa over codes, then over pairs of coders, as in coding/reliability; of the stance it is
one kappa over the segments to which both gave the same code. `kappa_single` is one Cohen's kappa over the whole coding
of a part with one code a unit, as studies of open questions print it. Intervals draw notes, never segments.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
import pandas as pd

from pipeline.agreement.coefficients import (
    FEWEST_NOTES,
    bootstrap_kappa,
    cluster_weights,
    cohen_kappa,
    interval,
    mean_of_defined,
)
from pipeline.decisions.reading import Reading
from pipeline.tables import STANCES, STRAND_OF

COLUMNS = ["between", "part", "group", "pairs", "units", "notes", "kappa", "ci_low", "ci_high", "percent"]
COLUMNS += ["kappa_single"]
PEOPLE = "people and people"
KINDS = {material: "open_answers" if strand == "survey" else strand for material, strand in STRAND_OF.items()}
Stances = dict[tuple[str, str], str]  # by unit and code


class Both(NamedTuple):
    """What two coders said of the units that both decided on."""

    tables: np.ndarray  # (notes, tables, V, V): by what the first (rows) and the second (columns) said
    units: int
    same: int  # units with the same codes; of the stance: codings with the same one
    single: float = np.nan  # one kappa over the whole coding, where no unit has two codes


def agreement_by_part(
    rated: dict[str, pd.DataFrame],
    stances: dict[str, Stances],
    units: pd.DataFrame,
    not_people: Sequence[str],
    n_boot: int,
    seed: int,
) -> pd.DataFrame:
    """coding/agreement: a row for each sort of pair and part; `rated` as of decisions.ratings, `stances` by coder;
    `not_people`: the machine and assistants, each set beside the people."""
    people = [one for one in rated if one not in not_people]
    pairs = {PEOPLE: list(combinations(people, 2))}
    pairs |= {f"{other} and people": [(one, other) for one in people] for other in not_people if other in rated}
    rows = []
    for between, own in pairs.items():
        for part, group, chosen in parts(units):
            tables = [_codes(rated[one], rated[other], units, chosen) for one, other in own]
            rows.append((between, part, group, *_figures(tables, n_boot, seed)))
        rows += _mean_of_questions(rows, between)
        if stances:
            for group, chosen in [("all", np.ones(len(units), dtype=bool)), *kinds(units)]:
                among = units[chosen]
                tables = [_stances(stances.get(one, {}), stances.get(other, {}), among) for one, other in own]
                rows.append((between, "stance", group, *_figures(tables, n_boot, seed)))
    found = pd.DataFrame(rows, columns=COLUMNS)
    found = found[found["units"] > 0]
    of_kinds = found[found["group"].isin(KINDS.values()) & found["part"].isin(["material", "stance"])]
    alone = of_kinds.drop_duplicates(["between", "part"], keep=False).index  # one kind only was coded: it is `all`
    return found.drop(index=alone).reset_index(drop=True)


def _mean_of_questions(rows: list[tuple], between: str) -> list[tuple]:
    """The mean over the open questions, as published studies of them tell it; it has no interval."""
    table = pd.DataFrame(rows, columns=COLUMNS)
    own = table[(table["between"] == between) & (table["part"] == "question") & (table["units"] > 0)]
    if own.empty:
        return []
    kappa, percent, single = (float(own[name].mean(skipna=False)) for name in ("kappa", "percent", "kappa_single"))
    counts = int(own["pairs"].max()), int(own["units"].sum()), int(own["notes"].max())
    return [(between, "question", "mean", *counts, kappa, np.nan, np.nan, percent, single)]


def parts(units: pd.DataFrame) -> Iterator[tuple[str, str, np.ndarray]]:
    """Name of the part, its group, and which units are in it, (N,) bool."""
    yield "all", "all", np.ones(len(units), dtype=bool)
    languages = sorted(units["language"].unique())
    for language in languages if len(languages) > 1 else []:
        yield "language", language, (units["language"] == language).to_numpy()
    questions = units["question"].dropna().unique() if "question" in units else []
    for question in questions if len(questions) > 1 else []:
        yield "question", str(question), (units["question"] == question).to_numpy()
    for kind, chosen in kinds(units):
        yield "material", kind, chosen


def kinds(units: pd.DataFrame) -> Iterator[tuple[str, np.ndarray]]:
    """Each kind of material (see KINDS) and which units are of it, (N,) bool; none where there is one kind only."""
    if "material" not in units:
        return
    own = units["material"].map(KINDS)
    for kind in sorted(own.unique()) if own.nunique() > 1 else []:
        yield kind, (own == kind).to_numpy()


def stances_of_people(people: dict[str, Reading]) -> dict[str, Stances]:
    """By coder, the stance of each code that they assigned; none where nobody wrote one."""
    found: dict[str, Stances] = {}
    for unit, reading in people.items():
        for code in reading.codes:
            for coder, vote in reading.of_people(code).items():
                if vote.word == "assigned" and vote.stance:
                    found.setdefault(coder, {})[unit, code] = vote.stance
    return found


def _codes(one: pd.DataFrame, other: pd.DataFrame, units: pd.DataFrame, chosen: np.ndarray) -> Both:
    """Units by what the two said of each code, (notes, C, 2, 2)."""
    a, b = one.to_numpy(), other.to_numpy()
    decided = ~np.isnan(a) & ~np.isnan(b) & chosen[:, None]
    whole = decided.any(axis=1)
    _, notes = np.unique(units["source"].to_numpy(dtype=str)[whole], return_inverse=True)
    single = _single(np.where(decided, a, 0)[whole], np.where(decided, b, 0)[whole])
    row, code = np.nonzero(decided[whole])
    tables = np.zeros((notes.max(initial=-1) + 1, a.shape[1], 2, 2))
    np.add.at(tables, (notes[row], code, a[whole][row, code].astype(int), b[whole][row, code].astype(int)), 1)
    same = (~decided | (a == b))[whole].all(axis=1)
    return Both(tables, len(same), int(same.sum()), single)


def _single(a: np.ndarray, b: np.ndarray) -> float:
    """Cohen's kappa of two codings (N, C) with one code a unit or none, which is a category of its own; else NaN."""
    if not len(a) or (a.sum(axis=1) > 1).any() or (b.sum(axis=1) > 1).any():
        return np.nan
    said = [np.where(one.any(axis=1), one.argmax(axis=1) + 1, 0) for one in (a, b)]
    table = np.zeros((a.shape[1] + 1, a.shape[1] + 1))
    np.add.at(table, tuple(said), 1)
    return float(cohen_kappa(table))


def _stances(one: Stances, other: Stances, units: pd.DataFrame) -> Both:
    """Codings that both gave, by the stance of each, (notes, 1, S, S)."""
    source = dict(zip(units["unit_id"], units["source"].astype(str), strict=True))
    both = [key for key in one if key in other and key[0] in source]
    _, notes = np.unique(np.array([source[unit] for unit, _ in both], dtype=str), return_inverse=True)
    tables = np.zeros((notes.max(initial=-1) + 1, 1, len(STANCES), len(STANCES)))
    for note, key in zip(notes, both, strict=True):
        tables[note, 0, STANCES.index(one[key]), STANCES.index(other[key])] += 1
    return Both(tables, len(both), sum(one[key] == other[key] for key in both))


def _figures(pairs: list[Both], n_boot: int, seed: int) -> tuple:
    """pairs, units, notes, kappa, ci_low, ci_high, percent, kappa_single: means over the pairs that have units."""
    pairs = [one for one in pairs if one.units]
    if not pairs:
        return 0, 0, 0, np.nan, np.nan, np.nan, np.nan, np.nan
    kappas, samples = zip(*(_kappa(one.tables, n_boot, seed) for one in pairs), strict=True)
    notes = [len(one.tables) for one in pairs]
    low, high = interval(np.mean(samples, axis=0)) if min(notes) >= FEWEST_NOTES else (np.nan, np.nan)
    percent = np.mean([100 * one.same / one.units for one in pairs])
    units = max(one.units for one in pairs)
    single = float(np.mean([one.single for one in pairs]))  # NaN where a pair has units with two codes
    return len(pairs), units, max(notes), float(np.mean(kappas)), low, high, float(percent), single


def _kappa(tables: np.ndarray, n_boot: int, seed: int) -> tuple[float, np.ndarray]:
    """Mean kappa over the codes that either used, and the same in each bootstrap sample (n_boot,)."""
    total = tables.sum(axis=0)
    used = total.sum(axis=(1, 2)) > total[:, 0, 0] if total.shape[-1] == 2 else np.ones(len(total), dtype=bool)
    weights = cluster_weights(len(tables), n_boot, seed)
    with np.errstate(invalid="ignore"):
        kappa, samples = cohen_kappa(total[used]), bootstrap_kappa(tables[:, used], weights)
    return float(mean_of_defined(kappa)), mean_of_defined(samples)
