"""What breaks a reading is found and named; a reading nothing breaks survives whole."""

import pandas as pd
import pytest

from pipeline.study import Study
from pipeline.triangulation import triangulate
from tests.triangulation.conftest import CODINGS, coded, edit_params, write_tables


def checks(study: Study, finding: str) -> pd.DataFrame:
    triangulate.run(study)
    return looked_at(study, finding)


def looked_at(study: Study, finding: str) -> pd.DataFrame:
    table = study.table("triangulation/robustness")
    return table[table["finding_id"] == finding].set_index("check")


def test_every_check_the_study_allows_is_made(done):
    assert set(looked_at(done, "F1").index) == {
        "without one note",
        "without one group",
        "without one region",
        "coding threshold moved",
        "notes threshold moved",
        "survey threshold moved",
        "weights left out",
        "notes drawn again",
        "respondents drawn again",
        "other seeds",
    }


def test_a_reading_that_hangs_on_one_note_names_it(study):
    few = [row for row in CODINGS if row[1] != "T1_saving"]
    few += [(f"{note}#4", "T1_saving") for note in ("BOR-01", "MUN-01", "BOR-02")]
    write_tables(study, coding__codings=coded(few))
    found = checks(study, "F1")
    assert found.loc["without one note", "breaks"] == "BOR-01;BOR-02;MUN-01"  # three notes are the least to be clear
    assert found.loc["without one note", ["runs", "survived"]].tolist() == [8, 5]
    assert found.loc["without one note", "becomes"] == "partial agreement"
    row = study.table("triangulation/matrix").set_index("finding_id").loc["F1"]
    assert "BOR-01, BOR-02 or MUN-01" in row["breaks_en"] and row["robustness"] < 1


def test_a_direction_that_turns_has_not_survived_even_if_the_label_stays(done):
    found = looked_at(done, "F3")  # two notes of the East for, two of the West against; the other strands are silent
    assert found.loc["without one region", ["becomes", "survived"]].tolist() == ["silence", 0]


def test_robustness_is_the_mean_over_kinds_of_check(done):
    found = looked_at(done, "F2")
    row = done.table("triangulation/matrix").set_index("finding_id").loc["F2"]
    assert row["robustness"] == pytest.approx(found["share"].mean(), abs=1e-4)


def test_what_only_the_machine_coded_is_tested_without_it_and_with_each_coder(study):
    machine = coded([row for row in CODINGS if row[0][:3] != "BOR"])
    people = coded([row for row in CODINGS if row[0][:3] == "BOR"], origin="ana")
    write_tables(study, coding__codings=pd.concat([machine, people], ignore_index=True))
    rows = [row for row in CODINGS if row[0][:3] == "BOR"]
    for coder, kept in (("ana", rows), ("ben", [row for row in rows if row[1] != "T1_saving"])):
        table = coded(kept)[["note_id", "turn", "code", "stance"]]
        table.to_csv(study.raw / f"coding/{coder}.csv", index=False)
    found = checks(study, "F1")
    assert found.loc["one coder's codings", "breaks"] == "ben"  # who found no saving: one note is left
    assert found.loc["people only", "runs"] == 1
    row = study.table("triangulation/matrix").set_index("finding_id").loc["F1"]
    assert "with the codings of ben" in row["breaks_en"] and "avec les codages de ben" in row["breaks_fr"]


def test_a_share_near_its_threshold_does_not_survive_drawing_respondents_again(done):
    table = done.table("triangulation/robustness").set_index(["finding_id", "check"])["share"]
    assert table["F1", "respondents drawn again"] > 0.9  # 79 % against half
    assert table["F5", "respondents drawn again"] < table["F1", "respondents drawn again"]  # 60 % against half


def test_the_seed_decides_the_draws_and_nothing_else(study):
    def table(seed: int) -> pd.DataFrame:
        path = study.root / "params.yaml"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(text[text.index("seed:") :].split("\n")[0], f"seed: {seed}"), encoding="utf-8")
        triangulate.run(Study(study.root))
        return study.table("triangulation/robustness")

    one, other = table(1), table(2)
    drawn = one["check"].isin(["notes drawn again", "respondents drawn again", "other seeds"])
    pd.testing.assert_frame_equal(one[~drawn], other[~drawn])
    assert not one[drawn].equals(other[drawn])


def test_more_draws_are_more_runs(study):
    found = checks(edit_params(study, robustness={"draws": 30, "seeds": 3}), "F1")
    assert found.loc[["notes drawn again", "other seeds"], "runs"].tolist() == [30, 90]


def test_the_machine_alone_is_tested_by_what_it_would_have_said_where_people_decided(study):
    people = coded([row for row in CODINGS if row[1] == "T1_saving"], origin="ana")
    machine = coded([row for row in CODINGS if row[1] != "T1_saving"])
    write_tables(study, coding__codings=pd.concat([people, machine], ignore_index=True))
    on_coded = people[["segment_id", "code"]].assign(assigned=people["segment_id"].isin(["BOR-01#4", "BOR-02#4"]))
    write_tables(study, coding__machine_on_coded=on_coded)
    found = checks(study, "F1")
    assert found.loc["machine only", "survived"] == 0  # it sees two of the four notes, too few to be clear
    assert found.loc["machine only", "becomes"] == "partial agreement"
    row = study.table("triangulation/matrix").set_index("finding_id").loc["F1"]
    assert "with the machine’s codings only" in row["breaks_en"]
    assert checks(study, "F2").loc["machine only", "survived"] == 1
