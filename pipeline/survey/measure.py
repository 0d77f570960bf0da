"""Stage `measure`: the codebook's indicators, overall and by group, weighted and not."""

from pipeline.study import Study
from pipeline.survey.codebook import SurveyCodebook
from pipeline.survey.indicators import measured


def run(study: Study) -> None:
    codebook = study.codebook("survey", SurveyCodebook)
    respondents = study.table("survey/respondents")
    indicators = measured(respondents, codebook, study.params["study"]["disclosure_threshold"])
    with study.writing() as out:
        out.table("survey/indicators", indicators)
