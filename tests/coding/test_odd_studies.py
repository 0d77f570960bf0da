"""Codebooks and codings at the edges: nothing stops that could go on, and nothing is invented."""

import re

import pandas as pd
import pytest
from ruamel.yaml import YAML

from pipeline.agreement import reliability
from pipeline.coding import themes_report, topics
from pipeline.decisions import decide, review
from tests.coding.small import codings, small_study, units
from tests.coding.test_topics import Codes


@pytest.fixture
def study(tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1640995200")  # as the command line does
    study = small_study(tmp_path)
    monkeypatch.setattr(topics.embed, "study_encoder", Codes)
    return study


def run_all(study):
    decide.run(study)
    topics.run(study)
    reliability.run(study)
    themes_report.run(study)
    review.run(study)
    return study.table("coding/code_health").set_index("code")


def code(number: int, **more) -> dict:
    label = {"en": f"Code {number}", "fr": f"Code {number}"}
    return {"id": f"X{number}", "theme": "gain", "label": label} | more


def write_codebook(study, codes):
    themes = [{"id": "gain", "label": {"en": "Gains", "fr": "Gains"}}]
    with (study.codebooks / "themes.yaml").open("w", encoding="utf-8") as file:
        YAML().dump({"themes": themes, "codes": codes}, file)
    with study.writing() as out:
        out.table("coding/codings", codings().assign(code="X1").drop_duplicates(["segment_id"]))
    for path in (study.root / "raw/coding").iterdir():
        path.unlink()


def test_the_report_tells_each_code_with_its_figures_exemplars_and_borders(study):
    health = run_all(study)
    assert health.loc["T1_saving", ["segments", "notes", "groups", "never_used"]].tolist() == [6, 6, 3, False]
    assert health.loc["T3_neighbours", "waiting"] == 6
    assert health.loc["T1_saving", "cohesion"] > 0.5
    unused = health.index[health["never_used"]]
    assert len(unused) and health.loc[unused, "advice_en"].str.startswith("Never used").all()
    english = (study.reports / "codebook.en.html").read_text(encoding="utf-8")
    french = (study.reports / "codebook.fr.html").read_text(encoding="utf-8")
    assert "Saves money" in english and "Fait économiser" in french
    assert "@font-face { font-family: 'Source Sans Pro'" in english  # the look of the findings, on any machine
    shown = " ".join(english.split())
    assert any(words in shown for words in ("I paid five dollars", "Emprunter la perceuse"))
    assert re.search(r"[A-Z]{3}-0\d#\d+; coded T\d_", shown)  # places and codes as they are, no escape left
    assert "Exemplars" in english and "Exemples types" in french
    assert "codes came with note" in " ".join(english.split()) and "est venu avec la note" in " ".join(french.split())
    assert "Jamais utilisé" in french
    first = {path.name: path.read_bytes() for path in study.reports.glob("codebook.*")}
    themes_report.run(study)
    assert first == {path.name: path.read_bytes() for path in study.reports.glob("codebook.*")}
    assert {"codebook.en.docx", "codebook.fr.docx"} <= set(first)


def test_the_last_new_code_is_told_beside_saturation_and_what_met_once_is_no_pair():
    curve = pd.DataFrame({"position": [1, 2, 3, 4], "cumulative": [3, 4, 4, 5]})
    assert themes_report.all_met(curve) == {"codes": 5, "note": 4}
    pairs = pd.DataFrame({"code_a": ["X1", "X1"], "code_b": ["X2", "X3"], "segments": [2, 1], "lift": [1.5, 7.08]})
    assert [row["code_b"] for row in themes_report.standing_together(pairs, "en")] == ["X2"]


def test_a_codebook_with_one_code(study):
    write_codebook(study, [code(1)])
    health = run_all(study)
    assert health.loc["X1", "segments"] == 24 and health.loc["X1", "waiting"] == 6
    assert pd.isna(health.loc["X1", "nearest"]) and "No example" in health.loc["X1", "advice_en"]


def test_a_code_whose_scope_fits_no_unit_is_told(study):
    write_codebook(study, [code(1), code(2, scope={"asked": ["Q99"]}), code(3, scope={"materials": ["interview"]})])
    health = run_all(study)
    told = health["advice_en"].str.contains("Its scope fits no unit")
    assert told.to_dict() == {"X1": False, "X2": True, "X3": False}


def test_a_codebook_with_300_codes_without_a_definition_or_an_example(study):
    write_codebook(study, [code(number) for number in range(1, 301)])
    decide.run(study)
    topics.run(study)
    reliability.run(study)
    review.run(study)
    assert set(study.table("coding/topics")["nearest_code"].dropna()) <= {f"X{number}" for number in range(1, 301)}


def test_retired_and_merged_codes_keep_their_place_in_the_report(study):
    write_codebook(study, [code(1), code(2, retired=True), code(3, merged_into="X1")])
    health = run_all(study)
    assert health["status"].tolist() == ["in use", "retired", "merged into X1"]
    assert not health.loc["X2", "never_used"]
    french = (study.reports / "codebook.fr.html").read_text(encoding="utf-8")
    assert "(retiré)" in french and "(fondu dans X1)" in french


def test_all_notes_from_one_group_and_nobody_coded(study):
    with study.writing() as out:
        out.table("coding/units", units().assign(stakeholder="borrower", region="south"))
    for path in (study.root / "raw/coding").iterdir():
        path.unlink()
    health = run_all(study)
    assert study.table("coding/decisions").empty and study.table("coding/reliability").empty
    assert "Heard from one group only (borrower)." in health.loc["T1_saving", "advice_en"]
