"""The rules read once more, record by record and without the codebook, on a noisy survey: same people, same values.

An independent reading of raw/survey/rules.md in plain Python. Hours and dates have tests of their own.
"""

import numpy as np
import pandas as pd
import pytest
from survey_helpers import study_in

from pipeline.survey import clean

SCALES = {
    "Q7_first": {1, 2}, "Q8_tried": {1, 2}, "Q12_hired": {1, 2}, "Q13_future": {1, 2, 3, 4}, "Q14_pandemic": {1, 2, 3},
    "Q15_recommend": set(range(11)), "Q2_size": {1, 2, 3, 4}, "Q4_rural": {1, 2}, "Q5_lang": {1, 2, 3, 4},
    **{f"Q10_{n}": {1, 2, 3, 4, 5} for n in range(1, 9)}, **{f"Q9_{n}": {0, 1} for n in range(1, 10)},
}  # fmt: skip
CORE = [
    "Q7_first",
    "Q8_tried",
    *(f"Q10_{n}" for n in range(1, 9)),
    "Q12_hired",
    "Q13_future",
    "Q14_pandemic",
    "Q15_recommend",
]
SECTORS = {11, 21, 22, 23, 31, 41, 44, 48, 51, 52, 53, 54, 56, 61, 62, 71, 72, 81, 91}


def number(text: str) -> float | None:
    return float(text) if text.strip() else None


def answered(row: dict, name: str) -> bool:
    if name in SCALES or name in ("Q2_size_1", "Q3_naics") or name.startswith("Q6_") or name == "Q12b_n":
        code = number(row[name])
        if code in (None, -9, -7):
            return False
        if code == -8:
            return True
        if name.startswith("Q6_"):
            return code >= 0
        if name == "Q12b_n":
            return code >= 1
        return code in (
            SECTORS if name == "Q3_naics" else SCALES[name.removesuffix("_1") if name == "Q2_size_1" else name]
        )
    return bool(row[name].strip())


def reasons(rows: list[dict], starts: dict) -> dict[str, str]:
    everything = [name for name in rows[0] if name.startswith("Q") and name != "Q0_consent"]
    found, best = {}, {}
    for row in rows:
        identifier, mail = row["ResponseId"], row["RecipientEmail"].strip().lower()
        if number(row["Status"]) == 1 or mail.startswith("test@") or starts[identifier] < pd.Timestamp("2021-09-20"):
            found[identifier] = "test"
        elif number(row["Q0_consent"]) != 1:
            found[identifier] = "no_consent"
        elif mail:
            core = sum(answered(row, name) for name in CORE)
            total = sum(answered(row, name) for name in everything)
            rank = (-core, -total, starts[identifier])
            if mail not in best:
                best[mail] = (rank, identifier)
            elif rank < best[mail][0]:
                found[best[mail][1]] = "duplicate"
                best[mail] = (rank, identifier)
            else:
                found[identifier] = "duplicate"
    for row in rows:
        if row["ResponseId"] not in found and sum(answered(row, name) for name in CORE) < 7:
            found[row["ResponseId"]] = "partial"
    return found


@pytest.fixture(scope="module")
def noisy(raw) -> pd.DataFrame:
    """600 records drawn from the export; one cell in eight from another record, codes and addresses disturbed."""
    chance = np.random.default_rng(7)
    table = raw.iloc[chance.integers(0, len(raw), 600)].reset_index(drop=True)
    for name in table:
        if name not in ("StartDate", "EndDate"):
            other = table[name].iloc[chance.permutation(len(table))].reset_index(drop=True)
            table[name] = table[name].where(chance.random(len(table)) > 0.125, other)
        if name.startswith(("Q7", "Q8", "Q9", "Q10", "Q12", "Q13", "Q14", "Q15")):
            codes = pd.Series(chance.choice(["-9", "-8", "-7", "", "6", "99", "1", "2"], len(table)))
            table[name] = table[name].where(chance.random(len(table)) > 0.25, codes)
    table["ResponseId"] = [f"R_{n:04d}" for n in range(len(table))]
    table["RecipientEmail"] = [f"  Person{n}@Example.org" if n % 3 else "" for n in chance.integers(0, 400, len(table))]
    return table


def test_a_reading_record_by_record_keeps_the_same_people_and_values(noisy, tmp_path):
    path = tmp_path / "noisy.csv"
    noisy.to_csv(path, index=False, encoding="utf-8-sig")
    study = study_in(tmp_path / "study", path)
    clean.run(study)

    log = study.table("survey/cleaning_log")
    drops = log[log["rule"].str.startswith("drop:")]
    kept = study.table("survey/cleaned").set_index("record_id")
    starts = _starts(noisy, study)
    by_hand = reasons(noisy.to_dict("records"), starts)
    assert dict(zip(drops["record_id"], drops["rule"].str.removeprefix("drop:"), strict=True)) == by_hand
    assert kept.index.tolist() == [name for name in noisy["ResponseId"] if name not in by_hand]
    assert {"test", "no_consent", "duplicate", "partial"} == set(by_hand.values())

    for row in noisy.set_index("ResponseId", drop=False).loc[kept.index].to_dict("records"):
        person = kept.loc[row["ResponseId"]]
        tried, hired = number(row["Q8_tried"]), number(row["Q12_hired"])
        expected = {
            "first_wil": {1: 1, 2: 0}.get(number(row["Q7_first"])),
            "tried_emerging": {1: 1, 2: 0}.get(tried),
            "rural": {1: 0, 2: 1}.get(number(row["Q4_rural"])),
            "ease_process": {code: 6 - code for code in range(1, 6)}.get(number(row["Q10_1"])),
            "new_ideas": number(row["Q10_6"]) if number(row["Q10_6"]) in SCALES["Q10_6"] else None,
            "form_bootcamp": number(row["Q9_7"]) if tried == 1 and number(row["Q9_7"]) in (0, 1) else None,
            "hired_n": number(row["Q12b_n"]) if hired == 1 and (number(row["Q12b_n"]) or 0) >= 1 else None,
            "recommend": number(row["Q15_recommend"]) if number(row["Q15_recommend"]) in range(11) else None,
            "flag_straightliner": int(len({row[f"Q10_{n}"] for n in range(1, 9)}) == 1 and row["Q10_1"] != ""),
        }
        found = {name: None if pd.isna(person[name]) else person[name] for name in expected}
        assert found == expected, row["ResponseId"]


def _starts(noisy: pd.DataFrame, study) -> dict[str, pd.Timestamp]:
    from pipeline.cleaning.dates import read_dates
    from pipeline.survey.survey_codebook import SurveyCodebook

    reading = study.codebook("survey", SurveyCodebook).dates["browser"]
    return dict(zip(noisy["ResponseId"], read_dates(noisy["StartDate"], reading), strict=True))
