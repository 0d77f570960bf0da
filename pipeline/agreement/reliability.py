"""Agreement between coders, code by code and over all codes; the machine is one more coder, never the referee.

The machine's coding of a note that people coded was learned from other notes: it is as blind as a second person.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from pipeline.agreement.agreement_by_part import Stances, agreement_by_part, stances_of_people
from pipeline.agreement.alternative_annotator import alternative_annotators
from pipeline.agreement.assistant_ratings import (
    assistant_ratings,
    assistant_stances,
    assistants_said,
    calibration,
)
from pipeline.agreement.coefficients import (
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
    percent_agreement,
    value_counts,
    values_of,
)
from pipeline.decisions.ratings import ratings
from pipeline.decisions.reading import readings
from pipeline.decisions.record import from_table
from pipeline.decisions.themes import ThemesCodebook
from pipeline.study import Study
from pipeline.tables import DataFrame
from pipeline.tables.decisions import Units

MACHINE = "machine"
VERDICTS = ["good enough", "only suggests", "not known"]
GOOD, FAIR, BESIDE_PEOPLE = 0.6, 0.4, 0.1  # kappas: see `verdict`
FEWEST_UNITS = 5
FEWEST_NOTES = 5  # a bootstrap by note needs some notes to draw from; with fewer there is no interval


@dataclass(frozen=True)
class Pair:
    """Two coders and what both coded: (N units, C codes), 1 or 0, NaN where one of them did not decide."""

    coder_a: str
    coder_b: str
    a: np.ndarray
    b: np.ndarray
    notes: np.ndarray  # (N,), the number of each unit's source (note, record or document), from 0
    n_notes: int


def run(study: Study) -> None:
    codebook = study.codebook("themes", ThemesCodebook)
    units = study.table("coding/units")
    people = readings(from_table(study.table("coding/decisions")))
    settings = study.params["coding"]["reliability"]

    rated = ratings(people, units["unit_id"].tolist(), codebook.ids)
    if study.has_table("coding/machine_on_coded"):
        rated[MACHINE] = machine_rating(study.table("coding/machine_on_coded"), units, codebook.ids)
    seed, n_boot = study.params["study"]["seed"], settings["bootstrap"]
    said = assistants_said(study)
    everybody = within_scope(rated | assistant_ratings(said, units, codebook.ids), units, codebook)
    rated = {coder: everybody[coder] for coder in rated}
    beside = {coder: everybody[coder] for coder in everybody if coder not in rated}
    table = reliability(rated, units, codebook.ids, n_boot, seed)
    of_assistants = pairs_of_assistants(beside, rated, units, codebook.ids, n_boot, seed)

    stances = stances_of_people(people) | assistant_stances(said)
    if study.has_table("coding/machine_on_coded"):
        stances[MACHINE] = machine_stances(study.table("coding/machine_on_coded"))
    not_people = [one for one in (MACHINE, *beside) if one in everybody]
    by_part = agreement_by_part(everybody, stances, units, not_people, n_boot, seed)
    stands_in = alternative_annotators(everybody, units, not_people, settings["epsilon"])
    people_alone = {coder: one for coder, one in rated.items() if coder != MACHINE}
    of_codes = by_code(table, codebook.ids)
    counted = {word: of_codes.loc[of_codes["machine_coding"] == word, "code"].tolist() for word in VERDICTS}

    with study.writing() as out:
        out.table("coding/reliability", table)
        out.table("coding/agreement_by_code", of_codes)
        out.table("coding/agreement", by_part)
        out.table("coding/alternative_annotator", stands_in)
        out.table("coding/assistant_agreement", of_assistants)
        out.table("coding/assistant_calibration", calibration(said, people_alone))
        figures = summary(pd.concat([table, of_assistants])) | {"machine_coding": counted}
        out.json("processed/metrics/reliability.json", figures)


def machine_rating(predicted: pd.DataFrame, units: DataFrame[Units], codes: list[str]) -> pd.DataFrame:
    """The machine's own coding of what people coded, as in `decisions.ratings`.

    `predicted`: segment_id, code, assigned (boolean), a row for each segment and code it decided on.
    """
    table = predicted.pivot(index="segment_id", columns="code", values="assigned")
    return table.reindex(index=units["unit_id"], columns=codes).astype(float)


def within_scope(
    rated: dict[str, pd.DataFrame], units: DataFrame[Units], codebook: ThemesCodebook
) -> dict[str, pd.DataFrame]:
    """The ratings without those of codes that a unit could not be given (other questions, other material): nobody
    decided there, unless somebody gave the code all the same."""
    scoped = [code for code in codebook.active if code.scope.asked or code.scope.materials]
    if not scoped or not rated:
        return rated
    asked = (units["question"].fillna("") + " " + units["asked"].fillna("")).tolist()
    outside = pd.DataFrame(False, index=units["unit_id"], columns=codebook.ids)
    for code in scoped:
        places = zip(asked, units["material"], strict=True)
        outside[code.id] = [not code.scope.holds(question, material) for question, material in places]
    given = np.logical_or.reduce([table.to_numpy() == 1 for table in rated.values()])
    return {coder: table.mask(outside.to_numpy() & ~given) for coder, table in rated.items()}


def machine_stances(predicted: pd.DataFrame) -> Stances:
    """The machine's stance on each code that it gave to a segment which people coded; none where it knows none."""
    given = predicted[predicted["assigned"].astype(bool) & predicted["stance"].notna()]
    return dict(zip(zip(given["segment_id"], given["code"], strict=True), given["stance"], strict=True))


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


COLUMNS = ["code", "coder_a", "coder_b", "n", "notes", "alpha", "alpha_ci_low", "alpha_ci_high", "kappa", "ci_low"]
COLUMNS += ["ci_high", "ac1", "percent", "n_a", "n_b", "fleiss", "kappa_single"]


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
    kappa = _mean(kappas[used])
    row = _row(pair, "all", whole, krippendorff_alpha(counts, distance), alphas, kappa, _mean(samples[:, used]))
    coded = [sum(bool(codes_of) for codes_of in one) for one in sets]
    whole_coding = {"kappa_single": cohen_kappa(contingency(sets[0], sets[1], values)) if _is_single(sets) else np.nan}
    agreed = {"ac1": _mean(ac1[used]), "percent": 100 * percent_agreement(counts)}
    return row | agreed | whole_coding | {"n_a": coded[0], "n_b": coded[1]}


def _is_single(sets: Sequence[Sequence[frozenset[str] | None]]) -> bool:
    """Did nobody give two codes to one segment?"""
    return all(len(codes_of) < 2 for one in sets for codes_of in one if codes_of is not None)


def _sets(rating: np.ndarray, codes: list[str]) -> list[frozenset[str]]:
    return [frozenset(code for code, value in zip(codes, row, strict=True) if value == 1) for row in rating]


def _mean(values: np.ndarray) -> np.ndarray:
    """Mean over the last axis of what is defined; NaN where nothing is."""
    defined = ~np.isnan(values)
    with np.errstate(invalid="ignore"):
        mean = np.where(defined, values, 0).sum(axis=-1) / np.where(defined.any(axis=-1), defined.sum(axis=-1), np.nan)
    return mean[()]


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


def by_code(table: pd.DataFrame, codes: list[str]) -> pd.DataFrame:
    """Mean kappa a code over pairs of people, and over pairs of a person and the machine, and what follows for the
    machine's coding; for `dvc plots`.

    Columns: code, people, machine, machine_low (mean lower bound), units (that a person gave the code, at most, among
    those the machine coded blind), machine_coding (see `verdict`).
    """
    pairs = table[(table["code"] != "all") & (table["coder_a"] != "people")]
    with_machine = (pairs["coder_a"] == MACHINE) | (pairs["coder_b"] == MACHINE)
    means = [pairs[chosen].groupby("code")["kappa"].mean().reindex(codes) for chosen in (~with_machine, with_machine)]
    beside = pairs[with_machine]
    by_people = beside["n_b"].where(beside["coder_a"] == MACHINE, beside["n_a"])
    found = pd.DataFrame({"code": codes, "people": means[0].to_numpy(float), "machine": means[1].to_numpy(float)})
    found["machine_low"] = beside.groupby("code")["ci_low"].mean().reindex(codes).to_numpy(float)
    found["units"] = by_people.groupby(beside["code"]).max().reindex(codes).fillna(0).to_numpy(int)
    return found.assign(machine_coding=[verdict(row) for row in found.to_dict("records")])


def verdict(row: dict) -> str:
    """Is the machine's coding of a code good enough to be counted?

    `good enough`: kappa of at least GOOD with a lower bound of at least FAIR (substantial and fair agreement in the
    words of Landis and Koch 1977), or no further from people than BESIDE_PEOPLE from what they reach among themselves.
    `only suggests`: less. `not known`: people gave the code to fewer than FEWEST_UNITS segments; or it looks good
    enough on fewer than FEWEST_NOTES notes, of which no interval can be told.
    """
    if row["units"] < FEWEST_UNITS or np.isnan(row["machine"]):
        return "not known"
    clear = row["machine"] >= GOOD and not row["machine_low"] < FAIR
    like_people = not np.isnan(row["people"]) and row["machine"] >= max(FAIR, row["people"] - BESIDE_PEOPLE)
    if not (clear or like_people):
        return "only suggests"
    return "not known" if np.isnan(row["machine_low"]) else "good enough"


def summary(table: pd.DataFrame) -> dict[str, dict[str, float | int | None]]:
    """The `all` rows as metrics: `{"coder_a and coder_b": {"kappa": ..., "alpha": ..., "percent": ..., "n": ...}}`."""
    overall = table[table["code"] == "all"]
    figures = ["n", "alpha", "kappa", "ac1", "percent"]
    return {
        f"{row['coder_a']} and {row['coder_b']}": {
            name: None if pd.isna(row[name]) else round(row[name], 4) for name in figures
        }
        for row in overall.to_dict("records")
    }
