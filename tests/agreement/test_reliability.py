"""Agreement between coders as the stage reports it."""

import numpy as np
import pandas as pd
import pytest

from pipeline.agreement import reliability as stage
from pipeline.agreement.reliability import by_code, reliability, verdict
from pipeline.decisions import decide, decision_log
from pipeline.decisions.decision_log import Decision
from pipeline.decisions.ratings import ratings
from pipeline.decisions.reading import readings
from pipeline.decisions.record import CodingDecision
from tests.coding.small import coder_rows, segments, small_study

CODES = ["T1_saving", "T2_repair_skills", "T3_neighbours", "T4_hours_access", "T5_less_waste", "T6_liability"]


def run(study):
    decide.run(study)
    stage.run(study)


@pytest.fixture
def study(tmp_path):
    study = small_study(tmp_path)
    ben = coder_rows(["BOR-01", "BOR-02"], T5_less_waste="T1_saving")
    ben.to_csv(tmp_path / "raw/coding/ben.csv", index=False)
    return study


def test_rows_for_each_code_and_for_all(study):
    run(study)
    table = study.table("coding/reliability").set_index("code")
    assert table.loc["all", "n"] == 12 and table.loc["all", "notes"] == 2
    assert table.loc["T2_repair_skills", "kappa"] == 1
    assert table.loc["T1_saving", ["n_a", "n_b"]].tolist() == [2, 4]
    # ana 2, ben 4 of 12, together 2: observed 10/12, by chance 2/12 * 4/12 + 10/12 * 8/12.
    assert table.loc["T1_saving", "kappa"] == pytest.approx((10 / 12 - 88 / 144) / (1 - 88 / 144))
    assert table.loc["T5_less_waste", "kappa"] == pytest.approx(0)
    assert table.loc["all", "percent"] == pytest.approx(100 * 10 / 12)
    used = table.loc[[code for code in table.index if code != "all"], "kappa"].dropna()
    assert table.loc["all", "kappa"] == pytest.approx(used.mean())


def test_a_code_neither_used_has_no_kappa(study):
    run(study)
    table = study.table("coding/reliability").set_index("code")
    unused = [code for code in table.index if table.loc[code, "n_a"] == table.loc[code, "n_b"] == 0]
    assert unused and table.loc[unused, "kappa"].isna().all()


def test_the_machine_is_one_more_coder(study):
    blind = segments()[["segment_id"]].assign(code="T1_saving", stance="neutral")
    blind["assigned"] = blind["segment_id"].str.endswith("#2")
    with study.writing() as out:
        out.table("coding/machine_on_coded", blind)
    run(study)
    table = study.table("coding/reliability")
    pairs = set(zip(table["coder_a"], table["coder_b"], strict=True))
    assert pairs == {("ana", "ben"), ("ana", "machine"), ("ben", "machine")}
    row = table[(table["code"] == "T1_saving") & (table["coder_a"] == "ana") & (table["coder_b"] == "machine")]
    assert row["kappa"].item() == 1 and row["n"].item() == 18


def test_three_people_get_one_alpha_for_all_of_them(study):
    coder_rows(["BOR-01"]).to_csv(study.root / "raw/coding/carla.csv", index=False)
    run(study)
    table = study.table("coding/reliability")
    together = table[table["coder_a"] == "people"].set_index("code")
    assert together.loc["all", "n"] == 12
    assert together.loc["T2_repair_skills", "alpha"] == 1
    assert 0 < together.loc["all", "alpha"] < 1


def test_disagreements_are_listed_and_settled(study):
    decide.run(study)
    table = study.table("coding/disagreements")
    assert table[["segment_id", "code", "in_favour", "against"]].values.tolist() == [
        ["BOR-01#10", "T1_saving", "ben", "ana"],
        ["BOR-01#10", "T5_less_waste", "ana", "ben"],
        ["BOR-02#10", "T1_saving", "ben", "ana"],
        ["BOR-02#10", "T5_less_waste", "ana", "ben"],
    ]
    assert table["settled"].isna().all()
    settled = pd.DataFrame([("BOR-01", 10, "T5_less_waste", "neutral")], columns=["note_id", "turn", "code", "stance"])
    settled.to_csv(study.root / "raw/coding/adjudicated.csv", index=False)
    decide.run(study)
    assert study.table("coding/disagreements")["settled"].fillna("").tolist() == ["no", "yes", "", ""]


def test_who_decided_about_one_code_decided_about_no_other():
    said = [
        CodingDecision("BOR-01#2", "T1_saving", "dora", "assigned"),
        CodingDecision("BOR-01#4", "T2_repair_skills", "dora", "rejected"),
    ]
    rating = ratings(readings(said), segments()["segment_id"].tolist(), CODES)["dora"]
    assert rating.loc["BOR-01#2", "T1_saving"] == 1 and rating.loc["BOR-01#4", "T2_repair_skills"] == 0
    assert rating.notna().to_numpy().sum() == 2


def test_who_contradicts_himself_counts_as_undecided_but_for_what_he_says_once():
    said = [
        CodingDecision("BOR-01#2", "T1_saving", "dora", "assigned", file="raw/coding/dora.csv", whole=True),
        CodingDecision("BOR-01#2", "T3_neighbours", "dora", "assigned", file="raw/coding/dora.csv", whole=True),
        CodingDecision("BOR-01#2", "T1_saving", "dora", "rejected", file="raw/coding/filled.xlsx"),
    ]
    rating = ratings(readings(said), ["BOR-01#2"], CODES)["dora"].loc["BOR-01#2"]
    assert rating["T3_neighbours"] == 1
    assert rating.drop("T3_neighbours").isna().all()


def test_nobody_has_coded_yet(study):
    for path in (study.root / "raw/coding").iterdir():
        path.unlink()
    run(study)
    assert study.table("coding/reliability").empty and study.table("coding/disagreements").empty


def test_one_coder_alone_has_nobody_to_agree_with(study):
    (study.root / "raw/coding/ben.csv").unlink()
    run(study)
    assert study.table("coding/reliability").empty


def test_intervals_draw_notes_so_that_few_notes_give_none(study):
    run(study)
    row = study.table("coding/reliability").set_index("code").loc["T1_saving"]
    assert row["notes"] == 2 and np.isnan(row["ci_low"])
    everyone = coder_rows(["BOR-01", "BOR-02", "BOR-03", "MUN-01", "VOL-01"])
    everyone.to_csv(study.root / "raw/coding/ana.csv", index=False)
    everyone.iloc[1:].to_csv(study.root / "raw/coding/ben.csv", index=False)
    run(study)
    row = study.table("coding/reliability").set_index("code").loc["T2_repair_skills"]
    assert row["notes"] == 5 and row["ci_low"] == 1


@pytest.mark.parametrize(
    ("figures", "word"),
    [
        ({"machine": 0.75, "machine_low": 0.5, "people": 0.95, "units": 20}, "good enough"),
        ({"machine": 0.75, "machine_low": 0.1, "people": 0.95, "units": 20}, "only suggests"),
        ({"machine": 0.45, "machine_low": 0.2, "people": 0.5, "units": 20}, "good enough"),  # people do no better
        ({"machine": 0.2, "machine_low": 0.1, "people": 0.2, "units": 20}, "only suggests"),
        ({"machine": 0.9, "machine_low": 0.7, "people": float("nan"), "units": 3}, "not known"),
        ({"machine": 0.6, "machine_low": 0.4, "people": float("nan"), "units": 5}, "good enough"),  # each bar just met
        ({"machine": 0.9, "machine_low": 0.7, "people": float("nan"), "units": 4}, "not known"),
        ({"machine": 0.9, "machine_low": float("nan"), "people": 0.9, "units": 20}, "not known"),  # of four notes
        ({"machine": 0.2, "machine_low": float("nan"), "people": 0.9, "units": 20}, "only suggests"),
        ({"machine": 0.59, "machine_low": 0.5, "people": float("nan"), "units": 20}, "only suggests"),
        ({"machine": 0.4, "machine_low": 0.1, "people": 0.5, "units": 20}, "good enough"),
    ],
)
def test_machine_coding_is_counted_where_it_agrees_with_people(figures, word):
    assert verdict(figures) == word


def test_units_a_code_is_judged_on_are_those_that_people_gave_it():
    pair = {"code": "X", "kappa": 0.8, "ci_low": 0.5}
    rows = [
        pair | {"coder_a": "ana", "coder_b": "machine", "n_a": 7, "n_b": 40},
        pair | {"coder_a": "machine", "coder_b": "ben", "n_a": 50, "n_b": 3},
        pair | {"coder_a": "ana", "coder_b": "ben", "n_a": 90, "n_b": 90, "kappa": 0.6},
    ]
    row = by_code(pd.DataFrame(rows), ["X"]).iloc[0]
    assert (row["units"], row["people"], row["machine"], row["machine_low"]) == (7, 0.6, 0.8, 0.5)


def test_a_unit_counts_for_two_coders_only_where_both_decided():
    units = pd.DataFrame({"unit_id": list("abcd"), "source": list("1122")})
    one = pd.DataFrame({"x": [1.0, 0, 1, np.nan]}, index=list("abcd"))
    other = pd.DataFrame({"x": [1.0, 0, np.nan, 1]}, index=list("abcd"))
    table = reliability({"ann": one, "bob": other}, units, ["x"], 10, 0).set_index("code")
    assert (table.loc["x", "n"], table.loc["all", "n"], table.loc["all", "notes"]) == (2, 2, 1)


def test_notes_that_only_one_of_two_coded_change_no_interval():
    units = pd.DataFrame({"unit_id": [f"u{n}" for n in range(60)], "source": [f"n{n // 2}" for n in range(60)]})
    random = np.random.default_rng(1)
    one = pd.DataFrame({"x": random.integers(0, 2, 60).astype(float)}, index=units["unit_id"])
    other = one.where(random.random((60, 1)) < 0.8, 1 - one)
    other.iloc[40:] = np.nan
    both = reliability({"ann": one[:40], "bob": other[:40]}, units[:40], ["x"], 200, 0)
    pd.testing.assert_frame_equal(reliability({"ann": one, "bob": other}, units, ["x"], 200, 0), both)


def test_a_coding_of_one_code_a_segment_has_one_kappa_over_all_codes():
    units = pd.DataFrame({"unit_id": list("abcd"), "source": list("1122")})
    one = pd.DataFrame({"x": [1.0, 1, 0, 0], "y": [0.0, 0, 1, 1]}, index=list("abcd"))
    other = pd.DataFrame({"x": [1.0, 0, 0, 0], "y": [0.0, 1, 1, 1]}, index=list("abcd"))
    overall = reliability({"ann": one, "bob": other}, units, ["x", "y"], 10, 0).set_index("code").loc["all"]
    assert overall["kappa_single"] == pytest.approx(0.5)
    both = one.assign(y=1.0)
    overall = reliability({"ann": both, "bob": other}, units, ["x", "y"], 10, 0).set_index("code").loc["all"]
    assert np.isnan(overall["kappa_single"])


def test_a_machine_that_was_set_beside_nobody_is_not_told_of(study, capsys):
    (study.raw / "coding/ana.csv").unlink()
    (study.raw / "coding/ben.csv").unlink()
    with study.writing() as out:
        out.table(
            "coding/machine_on_coded", segments()[["segment_id"]].assign(code="", stance=None, assigned=False)[:0]
        )
    run(study)
    assert "only says" not in capsys.readouterr().err


def only_yes(study):
    """Dora gave in another program what Ana gave, and said nothing of the rest."""
    ana = pd.read_csv(study.raw / "coding/ana.csv").dropna(subset="code")
    made = [
        Decision(
            when="2026-09-03T10:00:00.000000", who="dora", segment_id=f"{row.note_id}#{row.turn}", note_id=row.note_id,
            turn=row.turn, code=row.code, decision="assigned",
        )
        for row in ana.itertuples()
    ]  # fmt: skip
    decision_log.append(study, made)


def test_no_agreement_is_told_with_a_coder_who_never_says_that_a_code_does_not_apply(study, capsys):
    run(study)
    alone = study.table("coding/agreement")
    only_yes(study)
    run(study)
    table = study.table("coding/reliability")
    assert "dora" not in {*table["coder_a"], *table["coder_b"]}
    pd.testing.assert_frame_equal(study.table("coding/agreement"), alone)  # kappa 0 with dora would halve it
    assert "dora: only says which codes apply" in capsys.readouterr().err
