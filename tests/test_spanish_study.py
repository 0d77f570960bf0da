"""A study in a third language, and in that one only: nothing but data files makes it one."""

import shutil
from pathlib import Path

import pytest

from pipeline.findings import report
from pipeline.language import missing_words
from pipeline.notes import deidentify
from pipeline.study import Study
from pipeline.survey import clean, measure
from pipeline.triangulation import reconcile, triangulate

HERE = Path(__file__).parent / "study_es"


@pytest.fixture(scope="module")
def study(tmp_path_factory) -> Study:
    """Two gardens, asked in Spanish: from the export (Windows-1252, semicolons) to the matrix."""
    folder = tmp_path_factory.mktemp("es") / "study"
    shutil.copytree(HERE, folder)
    made = Study(folder)
    for stage in (clean, deidentify, measure, reconcile, triangulate):
        stage.run(made)
    return made


@pytest.fixture(scope="module")
def findings(study) -> str:
    return report.compose_all(study)[0][0].markdown


def test_the_findings_are_written_in_spanish(findings):
    assert (
        "**Algunos datos indican que la mayoría cosecha verduras.** [75\u00a0% (27 de 36)](annex.es.html#" in findings
    )
    assert "un intervalo de [59\u00a0% a 86\u00a0%](annex.es.html#" in findings
    assert ": Tabla 1. Indicadores de la encuesta, todas las personas" in findings


def test_why_a_finding_stands_and_what_a_printed_figure_is_worth_are_said_in_spanish(study):
    matrix = study.table("triangulation/matrix").set_index("finding_id")
    assert matrix.loc["H1", "reason_es"].startswith("Fundada con reservas, confianza baja (")
    assert "75\u00a0% de 36 vecinas y vecinos" in matrix.loc["H1", "reason_es"]
    assert matrix.loc["H2", "reason_es"].startswith("No fundada: la encuesta: en contra, firme")
    published = study.table("triangulation/published")
    assert published["note_es"].tolist() == ["Los datos dan 27 de 36 respuestas, 75,00\u00a0%, como está impreso."]


def test_tables_have_a_column_for_the_language_of_the_study_and_for_no_other(study):
    columns = set(study.table("triangulation/matrix").columns) | set(study.table("survey/indicators").columns)
    assert {"finding_es", "headline_es", "reason_es", "label_es"} <= columns
    assert [column for column in columns if column.endswith(("_en", "_fr"))] == []


def test_the_survey_s_documents_are_those_of_the_study_s_language(study):
    made = sorted(path.name for path in (study.processed / "survey").glob("*.es.*"))
    assert {"codebook.es.html", "quality.es.html", "respondents.es.sav"} <= set(made)
    assert list((study.processed / "survey").glob("*.en.*")) == []


def test_the_study_s_own_words_go_first_and_what_is_missing_is_listed(study, findings):
    missing = missing_words("es", study)
    assert "findings.back.nowhere" in missing and "findings.table" not in missing
