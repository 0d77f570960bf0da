"""The repository's own matrix uses what the study has."""

import pandas as pd

from pipeline.decisions.themes import ThemesCodebook
from pipeline.study import Study
from pipeline.triangulation.evaluation import EvaluationCodebook
from tests.triangulation.conftest import ROOT

STUDY = Study(ROOT)
MATRIX = STUDY.codebook("evaluation", EvaluationCodebook)
FIGURES = pd.read_csv(ROOT / "raw/published/figures.csv")


def test_every_code_has_a_finding():
    used = {tie.code for finding in MATRIX.findings for tie in finding.codes}
    assert used == set(STUDY.codebook("themes", ThemesCodebook).ids)


def test_every_survey_figure_in_print_has_a_finding_with_its_indicator():
    percentages = FIGURES[(FIGURES["unit"] == "percent") & (FIGURES["base"] == "employers")]
    used = {tie.claim for finding in MATRIX.findings for tie in finding.claims}
    measured = {tie.indicator for finding in MATRIX.findings for tie in finding.indicators}
    assert set(percentages["claim"]) <= used
    assert set(percentages["indicator"]) <= measured


def test_every_group_and_region_of_the_manifest_has_a_name_in_both_languages():
    manifest = pd.read_csv(ROOT / "raw/interviews/manifest.csv")
    assert set(manifest["stakeholder"]) | set(manifest["region"]) == set(MATRIX.groups)


def test_a_statement_says_most_where_half_is_its_threshold():
    for finding in MATRIX.findings:
        if any(tie.at_least == 50 for tie in finding.indicators):
            assert "most employers" in finding.statement.en.lower(), finding.id
            assert "plupart des employeurs" in finding.statement.fr, finding.id
