"""Stage `measure`: the codebook's indicators, overall and by group, and the differences between groups."""

from pipeline.study import Study
from pipeline.survey.codebook import SurveyCodebook
from pipeline.survey.compare import compared
from pipeline.survey.indicators import groupings, hidden, measured, measures


def run(study: Study) -> None:
    codebook = study.codebook("survey", SurveyCodebook)
    respondents = study.table("survey/respondents")

    figures, groups = measures(respondents, codebook), groupings(respondents, codebook)
    hide = hidden(figures, groups, study.params["study"]["disclosure_threshold"])
    indicators = measured(figures, groups, hide, respondents["weight"].to_numpy(dtype=float))
    comparisons = compared(figures, groups, hide)

    with study.writing() as out:
        out.table("survey/indicators", indicators)
        out.table("survey/comparisons", comparisons)
