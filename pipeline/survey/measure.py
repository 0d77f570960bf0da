"""Stage `measure`: the codebook's indicators, overall and by group, and the differences between groups.

Beside them the clean survey as a data manager passes it on: labelled SPSS files, codebook documents, DDI-Codebook XML.
"""

from pipeline.language import Words
from pipeline.study import Study
from pipeline.survey.batteries_reliability import reliability
from pipeline.survey.codebook_document import codebook_html
from pipeline.survey.compare import compared
from pipeline.survey.ddi import ddi_xml
from pipeline.survey.distributions import distributions
from pipeline.survey.indicators import groupings, hidden, measured, measures, sample_design
from pipeline.survey.labelled_sav import write_sav
from pipeline.survey.labelled_workbook import write_xlsx
from pipeline.survey.results_workbook import write_results
from pipeline.survey.survey_codebook import SurveyCodebook

OF_CLEANING = ("item_nonresponse", "missing_patterns", "response_rates")  # tables that the stage `clean` leaves


def run(study: Study) -> None:
    codebook = study.codebook("survey", SurveyCodebook)
    respondents = study.table("survey/respondents")

    figures, groups = measures(respondents, codebook), groupings(respondents, codebook)
    threshold = study.params["study"]["disclosure_threshold"]
    hide = hidden(figures, groups, threshold)
    design = sample_design(respondents, codebook)
    indicators = measured(figures, groups, hide, respondents["weight"].to_numpy(dtype=float), design)
    comparisons = compared(figures, groups, hide)

    spreads = distributions(respondents, codebook, threshold)
    scales = reliability(respondents, codebook, threshold)
    results = {"indicators": indicators, "comparisons": comparisons, "reliability": scales}
    results |= {name: study.table(f"survey/{name}") for name in OF_CLEANING if study.has_table(f"survey/{name}")}
    with study.writing() as out:
        out.table("survey/indicators", indicators)
        out.table("survey/comparisons", comparisons)
        out.table("survey/reliability", scales)
        for language in study.languages:
            words = Words("survey_documents", language, study)
            write_results(out.path(f"processed/survey/results.{language}.xlsx"), results, codebook, language, words)
            write_sav(out.path(f"processed/survey/respondents.{language}.sav"), respondents, codebook, language)
            write_xlsx(out.path(f"processed/survey/respondents.{language}.xlsx"), respondents, codebook, language)
            out.text(
                f"processed/survey/codebook.{language}.html",
                codebook_html(spreads, len(respondents), codebook, language),
            )
        out.text(
            "processed/survey/ddi.xml", ddi_xml(respondents, spreads, codebook, f"respondents.{study.languages[0]}.sav")
        )
