"""The survey as DDI-Codebook 2.5 XML, which data archives and catalogues read; elements in the order of its schema."""

from typing import Any

import pandas as pd
from lxml import etree

from pipeline.cleaning.cells import code_text
from pipeline.cleaning.entries import Text
from pipeline.language import Words
from pipeline.study import fixed_moment
from pipeline.survey.distributions import Bar, Distribution
from pipeline.survey.survey_codebook import SurveyCodebook
from pipeline.survey.variables import Date, Variable
from pipeline.tables import DataFrame
from pipeline.tables.survey import Respondents

DDI = "ddi:codebook:2_5"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
SCHEMA = f"{DDI} https://ddialliance.org/Specification/DDI-Codebook/2.5/XMLSchema/codebook.xsd"


def ddi_xml(
    respondents: DataFrame[Respondents], spreads: dict[str, Distribution], codebook: SurveyCodebook, file_name: str
) -> str:
    """The document, in both languages; counts under the threshold are left out as in the codebook document."""
    root = etree.Element(f"{{{DDI}}}codeBook", nsmap={None: DDI, "xsi": XSI}, version="2.5")
    root.set(f"{{{XSI}}}schemaLocation", SCHEMA)
    root.set(LANG, codebook.languages[0])
    _document(root, codebook)
    _study(root, respondents, codebook)
    _file(root, respondents, file_name)
    described = _add(root, "dataDscr")
    for number, (name, spread) in enumerate(spreads.items(), start=1):
        numeric = pd.api.types.is_numeric_dtype(respondents[name])
        _variable(described, f"V{number}", codebook.variable(name), spread, numeric)
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True).decode("utf-8")


def _add(parent: etree._Element, name: str, text: str | None = None, /, **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{DDI}}}{name}", attributes)
    element.text = text
    return element


def _both(parent: etree._Element, name: str, text: Text, **attributes: str) -> None:
    """The element once for each language."""
    for language, said in text.root.items():
        _add(parent, name, said, **attributes).set(LANG, language)


def _titles(parent: etree._Element, codebook: SurveyCodebook) -> None:
    statement = _add(parent, "titlStmt")
    first, *others = codebook.languages
    _add(statement, "titl", codebook.title[first]).set(LANG, first)
    for language in others:
        _add(statement, "parTitl", codebook.title[language]).set(LANG, language)


def _produced(parent: etree._Element, codebook: SurveyCodebook) -> None:
    statement = _add(parent, "prodStmt")
    _both(statement, "producer", codebook.producer)
    moment = fixed_moment()
    _add(statement, "prodDate", f"{moment:%Y-%m-%d}", date=f"{moment:%Y-%m-%d}")


def _document(root: etree._Element, codebook: SurveyCodebook) -> None:
    citation = _add(_add(root, "docDscr"), "citation")
    _titles(citation, codebook)
    _produced(citation, codebook)


def _study(root: etree._Element, respondents: DataFrame[Respondents], codebook: SurveyCodebook) -> None:
    study = _add(root, "stdyDscr")
    citation = _add(study, "citation")
    _titles(citation, codebook)
    _produced(citation, codebook)
    info = _add(study, "stdyInfo")
    _both(info, "abstract", codebook.abstract)
    summary = _add(info, "sumDscr")
    period = [codebook.dates[variable.dates] for variable in codebook.variables if isinstance(variable, Date)]
    for event, day in (("start", period[0].first), ("end", period[0].last)) if period else ():
        if day:
            _add(summary, "collDate", f"{day:%Y-%m-%d}", event=event, date=f"{day:%Y-%m-%d}")
    _both(summary, "universe", codebook.population)
    method = _add(study, "method")
    if codebook.margins:
        collection = _add(method, "dataColl")
        names = [codebook.variable(margin.variable).label for margin in codebook.margins]
        for language in codebook.languages:
            text = Words("survey_documents", language)("raked_by", names=", ".join(name[language] for name in names))
            _add(collection, "weight", text).set(LANG, language)
    _add(_add(method, "anlyInfo"), "respRate", f"{len(respondents)} / {respondents['weight'].sum():.0f}")


def _file(root: etree._Element, respondents: DataFrame[Respondents], name: str) -> None:
    text = _add(_add(root, "fileDscr", ID="F1"), "fileTxt")
    _add(text, "fileName", name)
    dimensions = _add(text, "dimensns")
    _add(dimensions, "caseQnty", str(len(respondents)))
    _add(dimensions, "varQnty", str(respondents.shape[1]))
    _add(text, "fileType", "SPSS")


def _variable(parent: etree._Element, identifier: str, variable: Any, spread: Distribution, numeric: bool) -> None:
    scale = numeric and spread.mean is not None
    element = _add(
        parent, "var", ID=identifier, name=variable.name, files="F1", intrvl="contin" if scale else "discrete"
    )
    if variable.kind == "weight":
        element.set("wgt", "wgt")
    _both(element, "labl", variable.label)
    if isinstance(variable, Variable):
        for language, said in variable.question.root.items():
            question = _add(element, "qstn")
            question.set(LANG, language)
            _add(question, "qstnLit", said)
        if variable.min is not None or variable.max is not None:
            ends = {"min": variable.min, "max": variable.max}
            limits = {name: code_text(end) for name, end in ends.items() if end is not None}
            _add(_add(element, "valrng"), "range", **limits)
    for kind, count in (("vald", spread.valid), ("invd", spread.missing)):
        _add(element, "sumStat", str(count), type=kind)
    if spread.mean is not None and spread.quartiles is not None:
        for kind, number in (("mean", spread.mean), ("medn", spread.quartiles[1]), ("stdev", spread.deviation)):
            if number is not None:
                _add(element, "sumStat", f"{number:.4f}", type=kind)
    for bar in spread.bars:
        if bar.code:
            _category(element, bar)
    _add(element, "varFormat", type="numeric" if numeric else "character")


def _category(parent: etree._Element, bar: Bar) -> None:
    category = _add(parent, "catgry")
    _add(category, "catValu", bar.code)
    _both(category, "labl", bar.label)
    if bar.count is not None:
        _add(category, "catStat", str(bar.count), type="freq")
