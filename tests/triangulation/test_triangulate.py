"""The stage from tables to tables, on the small study."""

import json
import re

import pandas as pd
import pytest

from pipeline.study import Study, StudyError
from pipeline.survey import measure
from pipeline.triangulation import triangulate
from tests.triangulation.conftest import CODINGS, coded, edit_params, respondents, segments, write_tables

OUTPUTS = ["matrix", "evidence", "evidence_records", "robustness", "groups", "negative_cases", "joint_display"]


def matrix(study: Study) -> pd.DataFrame:
    triangulate.run(study)
    return study.table("triangulation/matrix").set_index("finding_id")


def looked_at(done: Study) -> pd.DataFrame:
    return done.table("triangulation/matrix").set_index("finding_id")


def rewrite(study: Study, old: str, new: str) -> Study:
    path = study.codebooks / "evaluation.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return study


def test_strands_that_agree_differ_or_say_nothing_get_their_label(done):
    found = looked_at(done)
    assert found.loc["F1", ["convergence", "standing"]].tolist() == ["agreement", "borne out"]  # 30 of 38, four notes
    assert found.loc["F2", ["convergence", "standing"]].tolist() == ["dissonance", "open"]  # 12 of 40, four notes
    assert found.loc["F3", ["convergence", "standing"]].tolist() == ["silence", "open"]
    assert found.loc["F4", "silent"] == "survey;notes;published"
    assert found.loc["F6", "silent"] == "survey;published"


def test_where_interviews_claim_more_than_the_survey_shows_the_reason_says_so(done):
    found = looked_at(done)
    assert "the interviews claim more than the survey shows" in found.loc["F2", "reason_en"]
    assert "les entrevues en disent plus" in found.loc["F2", "reason_fr"]
    assert "claim more" not in found.loc["F1", "reason_en"]


def test_each_reason_is_one_sentence_that_names_the_evidence_with_its_base(done):
    reasons = looked_at(done)["reason_en"]
    assert "79% of 38 members" in reasons["F1"] and "4 notes for, 0 against" in reasons["F1"]
    assert all(reason.endswith(".") and ". " not in reason for reason in reasons)


def test_french_keeps_its_spaces_and_commas(done):
    texts = looked_at(done)[["reason_fr", "breaks_fr"]].stack().dropna()
    assert not any(re.search(r"[^\u00a0][:;%»]", text) for text in texts)


def test_figures_in_print_that_come_from_the_survey_are_no_second_voice(done):
    found = looked_at(done).loc["F1"]
    assert pd.isna(found["published_reading"]) and pd.isna(found["silent"])
    assert "come from the survey" in found["reason_en"]


def test_every_finding_has_evidence_from_each_strand_or_a_stated_silence(done):
    found = looked_at(done)
    spoken = done.table("triangulation/evidence").groupby("finding_id")["strand"].agg(set)
    for finding, row in found.iterrows():
        silent = set() if pd.isna(row["silent"]) else set(row["silent"].split(";"))
        assert silent | spoken.get(finding, set()) == {"survey", "notes", "published"}


def test_every_piece_of_evidence_leads_back(done):
    evidence = done.table("triangulation/evidence")
    records = done.table("triangulation/evidence_records")
    assert evidence["evidence_id"].is_unique
    by_kind = dict(list(evidence.groupby("kind")))
    assert set(by_kind["segment"]["source"]) <= set(segments()["segment_id"])
    assert set(by_kind["indicator"]["source"]) == {"raw/survey/members.sav"}
    assert set(by_kind["figure"]["source"]) <= set(done.table("triangulation/published")["claim"])
    own = records[records["evidence_id"] == "E-F1-S-saved_money"]
    assert (len(own), own["counted"].sum()) == (38, 30)  # two did not answer, and are not in the base
    assert set(records["record_id"]) <= set(respondents()["record_id"])


def test_evidence_keeps_its_id_when_other_evidence_comes_and_goes(study):
    triangulate.run(study)
    before = set(study.table("triangulation/evidence")["evidence_id"])
    write_tables(study, coding__codings=coded([("VOL-02#2", "T1_saving"), *CODINGS]))
    triangulate.run(study)
    after = set(study.table("triangulation/evidence")["evidence_id"])
    assert after - before == {"E-F1-N-VOL-02#2-T1_saving"} and before < after


def test_cases_against_are_all_kept_the_strongest_first(study):
    rows = [*CODINGS, ("MUN-01#14", "T1_saving", "mixed"), ("VOL-01#14", "T1_saving", "critical")]
    person = coded([("VOL-02#14", "T1_saving", "critical")], origin="ana")
    write_tables(study, coding__codings=pd.concat([coded(rows), person], ignore_index=True))
    triangulate.run(study)
    cases = study.table("triangulation/negative_cases")
    assert cases.loc[cases["finding_id"] == "F1", "source"].tolist() == ["VOL-02#14", "VOL-01#14", "MUN-01#14"]
    shown = study.table("triangulation/joint_display").set_index("finding_id")
    assert shown.loc["F1", ["counter_source_en", "counter_source_fr"]].tolist() == ["VOL-01#14", "VOL-02#14"]


def test_a_note_counts_once_however_much_it_says(study):
    chatty = [("BOR-01#2", "T3_neighbours"), ("BOR-01#4", "T3_neighbours"), ("BOR-01#14", "T3_neighbours")]
    write_tables(study, coding__codings=coded([*CODINGS, *chatty]))
    found = matrix(study).loc["F3"]
    assert found[["n_notes_for", "n_notes_against", "n_segments"]].tolist() == [2, 2, 7]
    assert found["standing"] == "open"


def test_rejected_and_waiting_codings_are_no_evidence(study):
    table = coded(CODINGS)
    table.loc[table["code"] == "T1_saving", "decision"] = ["rejected", "review", "review", "rejected"]
    write_tables(study, coding__codings=table)
    found = matrix(study).loc["F1"]
    assert (found["n_notes"], found["silent"]) == (0, "notes")


def test_open_survey_answers_are_shown_but_never_counted_with_the_notes(study):
    answer = coded([("M001#0", "T1_saving", "critical")])
    answer = answer.assign(segment_id="M001#comment", note_id="M001", turn=0, source="survey")
    answers = pd.DataFrame(
        [("M001#comment", "M001", "comment", "en", "It cost me more.")],
        columns=["segment_id", "record_id", "variable", "language", "text"],
    )
    codings = pd.concat([coded(CODINGS), answer], ignore_index=True)
    write_tables(study, coding__codings=codings, survey__open_answers=answers)
    found = matrix(study).loc["F1"]
    assert found[["n_notes", "n_notes_against", "n_open_answers"]].tolist() == [4, 0, 1]
    evidence = study.table("triangulation/evidence").set_index("evidence_id")
    assert evidence.loc["E-F1-O-M001#comment-T1_saving", ["strand", "direction"]].tolist() == ["survey", "contradicts"]
    records = study.table("triangulation/evidence_records")
    assert "M001" in records.loc[records["evidence_id"].str.startswith("E-F1-O"), "record_id"].tolist()


def test_a_study_of_notes_only_runs_and_says_so(bare):
    write_tables(bare, notes__segments=segments(), coding__codings=coded(CODINGS))
    found = matrix(bare)
    assert set(found["convergence"]) == {"silence"}
    assert found["reason_en"].str.contains("the study lacks the survey and the figures in print").all()
    assert found["reason_fr"].str.contains("manquent à l’étude").all()


def test_a_study_of_the_survey_only_runs_and_says_so(bare):
    write_tables(bare, survey__respondents=respondents())
    measure.run(bare)
    found = matrix(bare)
    assert found["n_notes"].sum() == 0 and found["carried_by"].isna().all()
    assert found["reason_en"].str.contains("the study lacks the notes and the figures in print").all()
    assert len(bare.table("triangulation/negative_cases")) == 0


def test_an_empty_table_is_a_strand_the_study_does_not_have(bare):
    write_tables(bare, notes__segments=segments().iloc[:0], coding__codings=coded(CODINGS).iloc[:0])
    write_tables(bare, survey__respondents=respondents())
    measure.run(bare)
    assert matrix(bare)["reason_en"].str.contains("the study lacks the notes").all()


def test_notes_nobody_coded_say_nothing_but_are_there(study):
    write_tables(study, coding__codings=coded(CODINGS).assign(decision="review"))
    found = matrix(study)
    assert found["silent"].str.contains("notes").all()
    assert not found["reason_en"].str.contains("lacks the notes").any()


def test_without_a_survey_its_figures_in_print_speak_for_themselves(study):
    for path in (study.processed / "survey").iterdir():
        path.unlink()
    from pipeline.triangulation import reconcile

    reconcile.run(study)
    found = matrix(study).loc["F1"]
    assert found["published_reading"] == "supports, strong" and found["convergence"] == "agreement"


def test_a_study_with_nothing_to_triangulate_is_told(bare):
    with pytest.raises(StudyError, match="no survey, no coded notes"):
        triangulate.run(bare)


def test_the_same_input_gives_the_same_bytes(study):
    def written() -> dict:
        triangulate.run(study)
        files = [study.processed / f"triangulation/{name}.csv" for name in OUTPUTS]
        return {path.name: path.read_bytes() for path in [*files, study.processed / "metrics/triangulation.json"]}

    before = written()
    write_tables(study, coding__codings=coded(CODINGS).iloc[::-1])
    assert written() == before


def test_metrics_name_the_label_of_each_finding(done):
    metrics = json.loads((done.processed / "metrics/triangulation.json").read_text(encoding="utf-8"))
    assert metrics["finding"]["F2"] == "dissonance, open"
    by_theme = {"agreement": 1, "partial_agreement": 0, "dissonance": 1, "silence": 2}
    assert metrics["labels_by_theme"]["gain"] == by_theme
    assert metrics["agrees"]["F1"] == 1 and metrics["rule_version"] == 1
    assert metrics["base"] == {"notes": 8, "respondents": 40}


def test_the_joint_display_quotes_each_language_where_it_can(done):
    row = done.table("triangulation/joint_display").set_index("finding_id").loc["F1"]
    assert (row["quote_language_en"], row["quote_language_fr"]) == ("en", "fr")
    assert row["quote_text_fr"] == "What was said in BOR-02#4"
    assert row["meta_inference_en"].startswith("It can be stated")


MISTAKES = [
    ("code: T1_saving", "code: T1_savings", ["finding F1", "themes.yaml", "Did you mean 'T1_saving'?"]),
    ("indicator: saved_money", "indicator: saved_mony", ["finding F1", "saved_mony", "Did you mean 'saved_money'?"]),
    ("indicator: saved_money, at_least: 50", "indicator: saved_money", ["line", "needs at_least or at_most"]),
    ("indicator: saved_money", "indicator: visits_mean", ["visits_mean", "not a share"]),
    ("saved_money, at", "saved_money, breakdown: district, group: South, at", ["South", "district East"]),
    ("claims: [F1]", "claims: [F77]", ["finding F1", "F77"]),
    ("at_least: 50", "at_lest: 50", ["at_lest"]),
    ("id: Q2, theme: running", "id: Q2, theme: walking", ["walking"]),
    ("question: Q2", "question: Q1", ["Q2", "no finding"]),
    ("id: F2\n", "id: F1\n", ["'F1'", "more than once"]),
    ("supports: supportive}]\n    claims", "supports: sportive}]\n    claims", ["supports"]),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "words"), MISTAKES)
def test_each_mistake_of_the_matrix_is_one_sentence_and_nothing_is_written(study, old, new, words):
    with pytest.raises(StudyError, match=r"evaluation\.yaml") as error:
        triangulate.run(rewrite(study, old, new))
    assert all(word in str(error.value) for word in words), str(error.value)
    assert not study.has_table("triangulation/matrix")


def test_a_code_that_was_renamed_names_the_new_one(study):
    themes = study.codebooks / "themes.yaml"
    text = themes.read_text(encoding="utf-8")
    themes.write_text(text.replace("id: T1_saving", "id: T1_money\n    renamed_from: [T1_saving]"), encoding="utf-8")
    with pytest.raises(StudyError, match="now 'T1_money'"):
        triangulate.run(study)


def test_indicators_older_than_the_respondents_are_told(study):
    write_tables(study, survey__respondents=respondents().iloc[:-4])
    with pytest.raises(StudyError, match=r"stands at 30 of 38.*pipeline measure"):
        triangulate.run(study)


def test_a_suppressed_group_says_nothing(study):
    rewrite(
        study,
        "[{indicator: saved_money, at_least: 50}]",
        "[{indicator: saved_money, at_least: 50, breakdown: district, group: West}]",
    )
    found = matrix(study).loc["F1"]
    assert found["survey_reading"].startswith("supports") and "of 19 members" in found["reason_en"]
    study = Study(study.root)
    params = (study.root / "params.yaml").read_text(encoding="utf-8")
    (study.root / "params.yaml").write_text(
        params.replace("disclosure_threshold: 5", "disclosure_threshold: 30"), encoding="utf-8"
    )
    study = Study(study.root)
    measure.run(study)
    found = matrix(study).loc["F1"]
    assert pd.isna(found["survey_reading"]) and "of 19" not in found["reason_en"]
    evidence = study.table("triangulation/evidence")
    assert not evidence["evidence_id"].str.startswith("E-F1-S").any()


def test_another_rule_setting_changes_the_label(study):
    edit_params(study, prominent={"notes": 5})
    assert matrix(Study(study.root)).loc["F1", "convergence"] == "partial agreement"
