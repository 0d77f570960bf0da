"""What a data manager gets: labelled files, codebook, quality report, DDI."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree
from survey_helpers import ROOT

from pipeline.survey.codebook_document import codebook_html
from pipeline.survey.ddi import DDI, ddi_xml
from pipeline.survey.distributions import distribution, distributions
from pipeline.survey.exports import read_export
from pipeline.survey.labelled_sav import write_sav


@pytest.fixture(scope="module")
def respondents(cleaned):
    return cleaned.table("survey/cleaned")


def test_the_clean_file_carries_labels_in_each_language(respondents, codebook, tmp_path):
    for language, size, yes in (("en", "20-99 employees", "Yes"), ("fr", "20 à 99 employés", "Oui")):
        path = tmp_path / f"{language}.sav"
        write_sav(path, respondents, codebook, language)
        export = read_export(path)
        assert len(export.frame) == 70
        assert export.variables["size_band"].values[2.0] == size
        assert export.variables["first_wil"].values == {1.0: yes, 0.0: "No" if language == "en" else "Non"}
        assert export.frame["first_wil"].sum() == 22
        assert export.variables["duration_min"].measure == "scale"


def test_the_clean_file_is_the_same_bytes_at_any_hour(respondents, codebook, tmp_path):
    respondents.to_parquet(tmp_path / "respondents.parquet")
    code = (
        "import sys; from pathlib import Path; import pandas as pd; from pipeline.study import Study;"
        "from pipeline.survey.survey_codebook import SurveyCodebook;"
        "from pipeline.survey.labelled_sav import write_sav;"
        f"book = Study(Path({str(ROOT)!r})).codebook('survey', SurveyCodebook);"
        "write_sav(Path('again.sav'), pd.read_parquet('respondents.parquet'), book, 'fr')"
    )
    elsewhere = os.environ | {"TZ": "Asia/Tokyo", "PYTHONPATH": str(ROOT), "SOURCE_DATE_EPOCH": "1640995200"}
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=elsewhere, check=True)
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = "1640995200"
    try:
        write_sav(tmp_path / "here.sav", respondents, codebook, "fr")
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
    assert (tmp_path / "here.sav").read_bytes() == (tmp_path / "again.sav").read_bytes()


def test_the_codebook_document_shows_every_variable_with_question_codes_and_chart(respondents, codebook):
    spreads = distributions(respondents, codebook, 5)
    for language, words in (("en", ["not shown"]), ("fr", ["non affiché", "63,3"])):
        page = etree.HTML(codebook_html(spreads, 70, codebook, language))
        assert page.getroottree().getroot().get("lang") == language
        assert {section.get("id") for section in page.iter("section")} == set(respondents.columns)
        text = " ".join(page.itertext())
        assert codebook.variable("pandemic").question[language] in text
        assert all(word in text for word in words)
        assert len(list(page.iter("rect"))) > 100


def test_small_categories_and_extreme_numbers_are_not_told(respondents, codebook):
    provinces = distribution(respondents["province"], "province", codebook, 5)
    assert all(bar.count is None or bar.count >= 5 for bar in provinces.bars)
    future = distribution(respondents["future"], "future", codebook, 5)
    assert [bar.count for bar in future.bars] == [38, 18, 3, 1]  # how everybody answered stands
    hosted = distribution(respondents["hosted_2021"], "hosted_2021", codebook, 5)
    assert sum(bar.count for bar in hosted.bars) == hosted.valid
    assert all(bar.count >= 5 for bar in hosted.bars)
    assert "120" not in " ".join(bar.label.en for bar in hosted.bars)


def test_the_quality_report_tells_drops_days_flags_and_missing_answers(cleaned):
    page = (cleaned.processed / "survey/quality.fr.html").read_text(encoding="utf-8")
    for words in ("14,6", "N'a pas accepté de participer", "2021-10-20", "Effet de plan", "Non-réponse partielle"):
        assert words.replace("'", "&#39;") in page or words in page, words
    table = cleaned.table("survey/item_nonresponse")
    assert (table.drop(columns="variable").sum(axis=1) == 70).all()
    undeclared = table.set_index("variable")["undeclared"]
    assert undeclared[undeclared > 0].to_dict() == {
        "know_supervision": 1,
        "fill_gaps": 1,
        "productivity": 1,
        "recommend": 1,
    }


def test_records_that_share_a_network_and_their_answers_are_shown_to_a_person(clean_edited, raw):
    copy = raw.set_index("ResponseId").loc["R_1009"]
    same = {
        ("R_1010", name): text for name, text in copy.items() if name not in ("RecipientEmail", "StartDate", "EndDate")
    }
    pairs = clean_edited(same).table("survey/near_duplicates")
    assert pairs[["record_a", "record_b", "similarity"]].to_numpy().tolist() == [["R_1009", "R_1010", 100.0]]


def test_ddi_keeps_to_the_elements_their_order_and_words_of_its_schema(respondents, codebook):
    grammar = etree.RelaxNG(etree.parse(str(Path(__file__).with_name("ddi_2_5_reduced.rng"))))
    text = ddi_xml(respondents, distributions(respondents, codebook, 5), codebook, "respondents.en.sav")
    grammar.assertValid(etree.fromstring(text.encode()))
    broken = text.replace("<qstnLit>", "<labl>", 1).replace("</qstnLit>", "</labl>", 1)
    assert not grammar.validate(etree.fromstring(broken.encode()))


def test_ddi_describes_every_variable_in_both_languages(respondents, codebook):
    spreads = distributions(respondents, codebook, 5)
    root = etree.fromstring(ddi_xml(respondents, spreads, codebook, "respondents.en.sav").encode())
    space = {"d": DDI}
    assert root.tag == f"{{{DDI}}}codeBook" and root.get("version") == "2.5"
    variables = root.findall("d:dataDscr/d:var", space)
    assert [variable.get("name") for variable in variables] == respondents.columns.tolist()
    language = "{http://www.w3.org/XML/1998/namespace}lang"
    for variable in variables:
        assert {label.get(language) for label in variable.findall("d:labl", space)} == {"en", "fr"}
    size = next(variable for variable in variables if variable.get("name") == "size_band")
    assert [c.findtext("d:catStat", namespaces=space) for c in size.findall("d:catgry", space)] == [
        "23",
        "19",
        "15",
        "13",
    ]
    assert root.findtext(".//d:caseQnty", namespaces=space) == "70"
    order = [etree.QName(child).localname for child in size]
    assert order == sorted(order, key=["labl", "qstn", "valrng", "sumStat", "catgry", "varFormat"].index)
