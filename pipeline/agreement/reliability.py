"""Agreement between coders, code by code and over all codes; the machine is one more coder, never the referee.

The machine's coding of a note that people coded was learned from other notes: it is as blind as a second person.
"""

import sys

import numpy as np
import pandas as pd

from pipeline.agreement.agreement_by_part import Stances, agreement_by_part, stances_of_people
from pipeline.agreement.alternative_annotator import alternative_annotators
from pipeline.agreement.assistant_ratings import (
    assistant_ratings,
    assistant_stances,
    calibration,
)
from pipeline.agreement.coder_pairs import pairs_of_assistants, reliability
from pipeline.decisions.ratings import ratings
from pipeline.decisions.reading import readings
from pipeline.decisions.record import from_table
from pipeline.decisions.scopes import in_scope, question_words
from pipeline.decisions.themes import ThemesCodebook
from pipeline.study import Study, as_typed
from pipeline.tables import MACHINE, DataFrame
from pipeline.tables.decisions import Units

VERDICTS = ["good enough", "only suggests", "not known"]
GOOD, FAIR, BESIDE_PEOPLE = 0.6, 0.4, 0.1  # kappas: see `verdict`
FEWEST_UNITS = 5
ONE_WORD = (
    "{coder}: only says which codes apply, so that no agreement with {coder} can be told. "
    "Where {coder} went through whole notes in another program, `python -m pipeline import FILE --whole-notes` says so."
)


def run(study: Study) -> None:
    # load
    codebook = study.codebook("themes", ThemesCodebook)
    units = study.table("coding/units")
    people = readings(from_table(study.table("coding/decisions")))
    settings = study.params["coding"]["reliability"]
    machine = study.table_if_any("coding/machine_on_coded")
    said = study.table_or_empty("coding/assistant_codings")
    seed, n_boot = study.params["study"]["seed"], settings["bootstrap"]
    # process
    rated = ratings(people, units["unit_id"].tolist(), codebook.ids)
    stances = stances_of_people(people) | assistant_stances(said)
    if machine is not None:
        rated[MACHINE] = machine_rating(machine, units, codebook.ids)
        stances[MACHINE] = machine_stances(machine)
    rated, unsaid = with_both_words(rated)
    for coder in unsaid:
        print(as_typed(ONE_WORD.format(coder=coder)), file=sys.stderr)
    everybody = within_scope(rated | assistant_ratings(said, units, codebook.ids), units, codebook)
    rated = {coder: everybody[coder] for coder in rated}
    beside = {coder: everybody[coder] for coder in everybody if coder not in rated}
    table = reliability(rated, units, codebook.ids, n_boot, seed)
    of_assistants = pairs_of_assistants(beside, rated, units, codebook.ids, n_boot, seed)
    not_people = [one for one in (MACHINE, *beside) if one in everybody]
    by_part = agreement_by_part(everybody, stances, units, not_people, n_boot, seed)
    stands_in = alternative_annotators(everybody, units, not_people, settings["epsilon"])
    people_alone = {coder: one for coder, one in rated.items() if coder != MACHINE}
    of_codes = by_code(table, codebook.ids)
    counted = {word: of_codes.loc[of_codes["machine_coding"] == word, "code"].tolist() for word in VERDICTS}
    # save
    with study.writing() as out:
        out.table("coding/reliability", table)
        out.table("coding/agreement_by_code", of_codes)
        out.table("coding/agreement", by_part)
        out.table("coding/alternative_annotator", stands_in)
        out.table("coding/assistant_agreement", of_assistants)
        out.table("coding/assistant_calibration", calibration(said, people_alone))
        figures = summary(pd.concat([table, of_assistants])) | {"machine_coding": counted}
        out.json("processed/metrics/reliability.json", figures)


def with_both_words(rated: dict[str, pd.DataFrame]) -> tuple[dict[str, pd.DataFrame], list[str]]:
    """(the ratings, without those of coders who only ever said that a code applies; these coders). Beside somebody who
    never says that a code does not apply, kappa is 0 whatever both mean, and percent is of one side alone."""
    unsaid = [
        coder for coder, table in rated.items() if (table == 1).any(axis=None) and not (table == 0).any(axis=None)
    ]
    return {coder: table * np.nan if coder in unsaid else table for coder, table in rated.items()}, unsaid


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
    if not rated:
        return rated
    allowed = in_scope([code.scope for code in codebook.active], question_words(units), units["material"])
    given = np.logical_or.reduce([table.to_numpy() == 1 for table in rated.values()])
    return {coder: table.where(allowed | given) for coder, table in rated.items()}


def machine_stances(predicted: pd.DataFrame) -> Stances:
    """The machine's stance on each code that it gave to a segment which people coded; none where it knows none."""
    given = predicted[predicted["assigned"].astype(bool) & predicted["stance"].notna()]
    return dict(zip(zip(given["segment_id"], given["code"], strict=True), given["stance"], strict=True))


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
