"""The codebook as a document: every variable with its question, codes, distribution and a small chart."""

from typing import Any

import jinja2

from pipeline.cleaning.cells import code_text
from pipeline.language import Words, colon, number
from pipeline.survey.distributions import Distribution
from pipeline.survey.survey_codebook import SurveyCodebook
from pipeline.survey.variables import Category, Variable


def codebook_html(spreads: dict[str, Distribution], records: int, codebook: SurveyCodebook, language: str) -> str:
    """One self-contained page in `language`; bars are drawn in the page itself."""
    entries = []
    for name, spread in spreads.items():
        variable = codebook.variable(name)
        entries.append(
            {
                "name": variable.name,
                "label": variable.label[language],
                "question": variable.question[language],
                "raw": variable.raw if isinstance(variable, Variable) else None,
                "reversed": isinstance(variable, Category) and variable.reverse,
                "only_if": _condition(variable),
                "spread": spread,
                "largest": max([bar.percent for bar in spread.bars if bar.percent is not None], default=0),
            }
        )
    return render("codebook.html.jinja", language, codebook=codebook, entries=entries, records=records)


def render(template: str, language: str, **content: Any) -> str:
    """A template of this folder with the language's words and number format."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("pipeline.survey"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["number"] = lambda value, decimals=1: number(value, language, decimals)
    words = Words("survey_documents", language).phrases
    return environment.get_template(template).render(
        language=language, words=words, colon=colon(language).rstrip(), **content
    )


def _condition(variable: Any) -> str | None:
    condition = getattr(variable, "only_if", None)
    if condition is None:
        return None
    if condition.in_list is not None:
        return f"{condition.variable} = {', '.join(code_text(code) for code in condition.in_list)}"
    if condition.not_equals is not None:
        return f"{condition.variable} ≠ {code_text(condition.not_equals)}"
    return f"{condition.variable} = {code_text(condition.equals)}"
