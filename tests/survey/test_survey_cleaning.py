"""The study's export, cleaned by the evaluation team's rules."""

import pandas as pd
import pytest
from replaying import replayed_survey
from survey_helpers import ROOT, clean_with, study_in

from pipeline.study import StudyError
from pipeline.survey import clean
from pipeline.survey.change_log import clean_text
from pipeline.survey.variables import Date


def drops(study) -> dict[str, list[str]]:
    log = study.table("survey/cleaning_log")
    rows = log[log["rule"].str.startswith("drop:")]
    return {rule.removeprefix("drop:"): list(ids) for rule, ids in rows.groupby("rule")["record_id"]}


def value(study, record: str, variable: str):
    return study.table("survey/cleaned").set_index("record_id").loc[record, variable]


def rule(study, record: str, variable: str) -> str:
    log = study.table("survey/cleaning_log")
    return log.loc[(log["record_id"] == record) & (log["variable"] == variable), "rule"].item()


# --- who is kept ---


def test_seventy_of_eighty_three_records_are_kept_each_drop_with_its_reason(cleaned):
    found = {reason: len(records) for reason, records in drops(cleaned).items()}
    assert found == {"test": 3, "no_consent": 3, "duplicate": 4, "partial": 3}
    assert len(cleaned.table("survey/cleaned")) == 70


CORE = ["Q7_first", "Q8_tried", *(f"Q10_{n}" for n in range(1, 9)), "Q12_hired", "Q13_future", "Q14_pandemic"]
CORE += ["Q15_recommend"]
MISSING_CODES = {"R_1032": "-9", "R_1034": "-8", "R_1036": "6", "R_1037": "0", "R_1038": "", "R_1039": "-5"}
SAME_NETWORK = ("R_1044", "R_1045", "R_1046")


@pytest.fixture(scope="module")
def edited(raw, tmp_path_factory):
    """The export with cells changed, for each test in records of its own, cleaned once."""
    cells = {
        # tests, refusals, starts before the launch
        ("R_1013", "Status"): "1", ("R_1013", "Q0_consent"): "2", ("R_1014", "Q0_consent"): "",
        ("R_1016", "RecipientEmail"): " TEST@example.org", ("R_1017", "StartDate"): "9/19/2021 11:59:59 PM",
        # two answers of one person
        ("R_1020", "RecipientEmail"): "One@example.org ", ("R_1021", "RecipientEmail"): "one@EXAMPLE.org",
        ("R_1020", "Q7_first"): "-9",
        ("R_1005", "RecipientEmail"): "two@example.org", ("R_1006", "RecipientEmail"): "two@example.org",
        ("R_1005", "Q13_future"): "-8", ("R_1006", "Q13_future"): "77",
        ("R_1005", "Q16_benefits"): "", ("R_1005", "Q17_obstacles"): "",
        **{("R_1023", name): text for name, text in raw.set_index("ResponseId").loc["R_1024"].items()
           if name not in ("StartDate", "EndDate")},
        ("R_1023", "StartDate"): "2021-09-20 09:00:00", ("R_1023", "EndDate"): "2021-09-20 09:20:00",
        **{(record, "RecipientEmail"): " " for record in SAME_NETWORK},
        **{(record, "IPAddress"): "192.0.2.7" for record in SAME_NETWORK},
        # too few answers, and just enough
        **{("R_1028", name): "-9" for name in CORE[:7]}, **{("R_1029", name): "99" for name in CORE[:8]},
        # values
        **{(record, "Q10_3"): code for record, code in MISSING_CODES.items()},
        ("R_1040", "Q12_hired"): "2", ("R_1040", "Q12b_n"): "3", ("R_1041", "Q8_tried"): "-8", ("R_1041", "Q9_4"): "1",
        ("R_1049", "Q1_province"): "ask Marie Tremblay, 514-555-0101",
        ("R_1050", "StartDate"): "10/5/2021 1:00:00 PM", ("R_1050", "EndDate"): "2021-10-06 01:00:01",
        **{("R_1051", f"Q10_{number}"): "4" for number in range(1, 9)},
    }  # fmt: skip
    return clean_with(raw, cells, tmp_path_factory.mktemp("edited"))


def test_the_first_rule_that_applies_is_the_reason(edited):
    found = drops(edited)
    assert "R_1013" in found["test"] and "R_1013" not in found["no_consent"]
    assert "R_1014" in found["no_consent"]


def test_tests_are_known_by_address_or_by_a_start_before_the_launch(edited):
    assert {"R_1016", "R_1017"} <= set(drops(edited)["test"])


def test_the_fuller_of_two_answers_of_one_person_is_kept(edited):
    assert "R_1020" in drops(edited)["duplicate"]


def test_dont_know_counts_as_an_answer_and_an_undeclared_code_does_not(edited):
    assert "R_1006" in drops(edited)["duplicate"]
    log = edited.table("survey/cleaning_log")
    assert log.loc[log["record_id"].eq("R_1006"), "detail"].tolist() == ["kept R_1005"]


def test_equal_duplicates_the_earliest_start_is_kept(edited):
    assert "R_1024" in drops(edited)["duplicate"]


def test_a_blank_address_matches_nothing_and_neither_does_the_same_network(edited):
    assert not set(SAME_NETWORK) & set(drops(edited)["duplicate"])


def test_fewer_than_seven_core_answers_is_partial_whatever_the_tool_says(edited):
    assert "R_1029" in drops(edited)["partial"] and "R_1028" not in drops(edited)["partial"]


# --- values ---


def test_clean_variables_have_the_names_and_order_of_the_published_list(cleaned):
    names = pd.read_csv(ROOT / "raw/survey/clean_names.csv")["clean_name"].tolist()
    answers = {"benefits", "obstacles", "suggestions"}  # these go through the gate first
    columns = cleaned.table("survey/cleaned").columns.tolist()
    assert [name for name in columns if name in names] == [name for name in names if name not in answers]
    assert set(cleaned.table("survey/answers")["variable"]) == answers


def test_missing_and_undeclared_codes_and_blanks_are_missing(edited):
    kept = edited.table("survey/cleaned").set_index("record_id")
    assert kept.loc[list(MISSING_CODES), "know_supervision"].isna().all()
    rules = [rule(edited, record, "know_supervision") for record in ("R_1032", "R_1036", "R_1039")]
    assert rules == ["missing:-9", "undeclared", "undeclared"]


def test_the_reverse_worded_item_is_turned(cleaned, raw):
    kept = cleaned.table("survey/cleaned").set_index("record_id")
    before = pd.to_numeric(raw.set_index("ResponseId").loc[kept.index, "Q10_1"])
    valid = before.between(1, 5)
    assert (kept.loc[valid, "ease_process"] == 6 - before[valid]).all()


def test_a_contradiction_with_the_routing_answer_is_set_aside_and_flagged(edited):
    kept = edited.table("survey/cleaned").set_index("record_id")
    assert pd.isna(kept.loc["R_1040", "hired_n"]) and pd.isna(kept.loc["R_1041", "form_challenge"])
    assert kept.loc[["R_1040", "R_1041"], "flag_skip"].tolist() == [1, 1]
    assert rule(edited, "R_1040", "hired_n") == "skip"


@pytest.mark.parametrize(
    ("text", "province", "region"),
    [
        ("  P.Q.\u00a0", "QC", "Quebec"),
        ("QuÃ©bec", "QC", "Quebec"),
        ("île-du-prince-édouard", "PE", "Atlantic"),
        ("Sask.", "SK", "Prairies"),
        ("T.N.-O.", "NT", "North"),
        ("Newfoundland & Labrador", "NL", "Atlantic"),
        ("colombie britannique", "BC", "BC"),
        ("Toronto, Ontario", "ON", "Ontario"),
        ("Manitboa", "MB", "Prairies"),
    ],
)
def test_region_spellings_are_merged(text, province, region, codebook):
    from pipeline.survey.derive import lookup
    from pipeline.survey.values import clean_column

    found = clean_column(pd.Series([text]), codebook.variable("province"), codebook)["clean"]
    assert found.tolist() == [province]
    assert lookup(found, codebook.variable("region")).tolist() == [region]


def test_an_unknown_province_is_missing_and_left_for_a_person(edited):
    assert pd.isna(value(edited, "R_1049", "province")) and pd.isna(value(edited, "R_1049", "region"))
    page = (edited.processed / "survey/quality.en.html").read_text(encoding="utf-8")
    assert "ask (masked) (masked), (masked)" in page and "spelling:unknown" in page  # what may identify is not repeated
    assert "Tremblay" not in edited.table("survey/cleaning_log").to_csv()
    assert edited.table("survey/cleaned")["weight"].sum() == pytest.approx(480)


def test_durations_and_flags(edited):
    assert value(edited, "R_1050", "duration_min") == 720.02
    assert value(edited, "R_1050", "flag_long") == 1
    assert value(edited, "R_1051", "flag_straightliner") == 1
    kept = edited.table("survey/cleaned")
    assert (kept["flag_speeder"] == (kept["duration_min"] < kept["duration_min"].median() / 3)).all()


def test_open_answers_are_mended_tidied_and_told_in_their_language(cleaned):
    answers = cleaned.table("survey/answers").set_index(["record_id", "variable"])
    assert answers.loc[("R_1039", "benefits"), "text"].startswith(
        "Des étudiants motivés, déjà formés aux logiciels récents"
    )
    assert "desk; new ideas" in answers.loc[("R_1026", "benefits"), "text"]
    assert answers["text"].equals(answers["text"].str.strip())
    assert answers.loc[("R_1039", "benefits"), "language"] == "fr"


def test_only_answers_of_kept_records_go_on(cleaned):
    assert set(cleaned.table("survey/answers")["record_id"]) <= set(cleaned.table("survey/cleaned")["record_id"])


# --- promises ---


def test_raw_plus_log_is_clean(cleaned, raw, codebook):
    kept = cleaned.table("survey/cleaned").set_index("record_id", drop=False)
    again = replayed_survey(raw, cleaned.table("survey/cleaning_log"), codebook)
    assert again.index.tolist() == kept.index.tolist()
    for name in again.columns:
        assert again[name].tolist() == clean_text(kept[name]).tolist(), name


def test_sav_csv_and_xlsx_give_identical_respondents(cleaned, tmp_path):
    labelled = pd.read_csv(ROOT / "raw/survey/employer_survey.csv", sep=";", dtype=str, keep_default_na=False)
    labelled.to_excel(tmp_path / "employer_survey.xlsx", index=False)
    for number, export in enumerate([ROOT / "raw/survey/employer_survey.csv", tmp_path / "employer_survey.xlsx"]):
        study = study_in(tmp_path / str(number), export)
        clean.run(study)
        for table in ("survey/cleaned", "survey/answers"):
            pd.testing.assert_frame_equal(study.table(table), cleaned.table(table))


def test_two_runs_give_the_same_bytes(cleaned, tmp_path):
    study = study_in(tmp_path)
    clean.run(study)
    for path in sorted(cleaned.processed.rglob("*.*")):
        assert (study.root / path.relative_to(cleaned.root)).read_bytes() == path.read_bytes(), path.name


def test_no_address_network_or_open_answer_stands_in_what_is_written(cleaned, raw):
    words = {text.strip() for name in ("RecipientEmail", "IPAddress") for text in raw[name]} - {""}
    words |= {
        text[:40]
        for name in ("Q16_benefits", "Q17_obstacles", "Q18_suggestions")
        for text in raw[name]
        if len(text) > 40
    }
    for path in sorted(cleaned.processed.rglob("*.*")):
        if path.stem != "answers":
            text = pd.read_parquet(path).to_csv() if path.suffix == ".parquet" else path.read_text(encoding="utf-8")
            assert not [word for word in words if word in text], path.name


# --- mistakes ---


def test_no_record_left_is_one_sentence_and_nothing_is_written(raw, clean_edited, tmp_path):
    with pytest.raises(StudyError, match="0 records are left"):
        clean_edited({(record, "Q0_consent"): "2" for record in raw["ResponseId"]})
    assert not list((tmp_path / "study").rglob("*.parquet"))


def test_the_last_day_of_the_period_belongs_to_it_to_its_last_minute(codebook):
    dates = [one for one in codebook.variables if isinstance(one, Date) and codebook.dates[one.dates].last]
    last = pd.Timestamp(codebook.dates[dates[0].dates].last)
    at = pd.DataFrame({"record_id": ["R_1"], **{one.name: last + pd.Timedelta(hours=23, minutes=59) for one in dates}})
    clean.check_window(at, codebook, "export.csv")
    with pytest.raises(StudyError, match="out of range"):
        clean.check_window(at.assign(**{dates[0].name: last + pd.Timedelta(days=1)}), codebook, "export.csv")


def test_a_date_out_of_range_names_record_and_period(clean_edited):
    with pytest.raises(StudyError, match=r"R_1005, StartDate.*2021-12-01.*2021-09-20 to 2021-11-05"):
        clean_edited({("R_1005", "StartDate"): "12/1/2021 9:00:00 AM"})


def test_a_duplicate_identifier_is_named(raw, clean_edited):
    with pytest.raises(StudyError, match="R_1006 stands there more than once"):
        clean_edited({("R_1005", "ResponseId"): "R_1006"})


def test_an_answer_that_another_wave_offered_is_named(clean_edited):
    with pytest.raises(StudyError, match=r"Q13_future: the answer 'Twice as many'.*between waves"):
        clean_edited({("R_1005", "Q13_future"): "Twice as many"})
