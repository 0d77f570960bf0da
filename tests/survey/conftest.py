"""The study's own export, cleaned as it is and with edits, for the tests of the survey room."""

from collections.abc import Callable

import pandas as pd
import pytest
from survey_helpers import ROOT, clean_with, study_in

from pipeline.study import Study
from pipeline.survey import clean
from pipeline.survey.codes import raw_codes
from pipeline.survey.exports import read_export
from pipeline.survey.survey_codebook import SurveyCodebook
from tests.once import made_once


@pytest.fixture(scope="session")
def codebook() -> SurveyCodebook:
    return Study(ROOT).codebook("survey", SurveyCodebook)


@pytest.fixture(scope="session")
def raw(codebook) -> pd.DataFrame:
    """The export as text codes."""
    return raw_codes(read_export(ROOT / "raw/survey/employer_survey.sav"), codebook)


@pytest.fixture(scope="session")
def cleaned(tmp_path_factory) -> Study:
    """The project's survey, cleaned."""
    return Study(made_once(tmp_path_factory, "cleaned", lambda folder: clean.run(study_in(folder))))


@pytest.fixture
def clean_edited(raw, tmp_path) -> Callable[[dict], Study]:
    """Clean the export with some cells changed: `clean_edited({("R_1005", "Q10_2"): "99"})`."""

    return lambda cells: clean_with(raw, cells, tmp_path)
