"""Stage `clean`: the survey tool's export to kept, clean, weighted respondents, with a log of every change.

All rules are the codebook's. raw + log = clean: replaying `cleaning_log` on the export's codes gives the clean values
(`replay` does it; open answers are told in the log without their words, since these have not passed the gate yet).
"""

import sys

import pandas as pd

from pipeline.language import Words
from pipeline.study import Study, StudyError
from pipeline.survey.change_log import cleaning_log
from pipeline.survey.codes import raw_codes
from pipeline.survey.derive import derived_before_drops, flags
from pipeline.survey.drops import answered_items, drop_reasons, holds
from pipeline.survey.exports import read_export
from pipeline.survey.languages import languages_of
from pipeline.survey.near import near_duplicates
from pipeline.survey.nonresponse import factors
from pipeline.survey.quality import by_day, item_nonresponse, quality_html
from pipeline.survey.response import missing_patterns, response_rates
from pipeline.survey.survey_codebook import SurveyCodebook
from pipeline.survey.values import clean_column, with_beside
from pipeline.survey.variables import Category, Date, Keys, OpenAnswer, Variable
from pipeline.survey.weights import rake, read_margins


def run(study: Study) -> None:
    # Load: the export as codes, the population it stands for.
    codebook = study.codebook("survey", SurveyCodebook)
    path = study.raw / _setting(study, "export")
    export = read_export(path, codebook.encoding, codebook.rows_below_header)
    raw = raw_codes(export, codebook)
    margins = read_margins(study.raw / _setting(study, "population_margins"), codebook) if codebook.margins else {}
    where = study.relative(path)
    for remark in export.remarks:
        print(f"{where}: {remark}", file=sys.stderr)

    # Process: clean every value, drop records, set aside what routing rules out, flag, weight.
    everyone, rules = clean_values(raw, codebook)
    everyone = derived_before_drops(everyone, codebook)
    answered = answered_items(raw, codebook)
    reasons = drop_reasons(raw, everyone, answered, codebook)
    kept = reasons["reason"].eq("")
    if not kept.any():
        todo = "Check `drop` in codebooks/survey.yaml against the export."
        raise StudyError(where, "0 records are left after the drop rules", "at least one", todo)
    clean, broken = skip_logic(raw[kept], everyone[kept], rules, codebook)
    clean = flags(clean, raw[kept], broken, codebook)
    clean["weight"], weighting = weights(clean, margins, codebook, study, where)

    # Check: dates lie in the field period; what is missing and what a person should look at is told.
    check_window(clean, codebook, where)
    log = cleaning_log(raw, clean, reasons, rules, codebook)
    nonresponse, near = item_nonresponse(clean, rules, codebook), near_duplicates(raw, clean, codebook)
    patterns = missing_patterns(answered.loc[kept, codebook.core_items], study.params["study"]["disclosure_threshold"])
    words = {language: Words("survey", language, study) for language in study.languages}
    summary, days = metrics(reasons, clean, codebook, weighting), by_day(everyone, kept, codebook)
    rates = response_rates(summary["dropped"], len(clean), codebook, words)

    # Save: open answers apart, since they have not passed the gate.
    open_names = [variable.name for variable in codebook.variables if isinstance(variable, OpenAnswer)]
    columns = [variable.name for variable in codebook.variables if variable.name not in open_names]
    with study.writing() as out:
        out.table("survey/cleaned", clean[columns])
        out.table("survey/answers", open_answers(clean, open_names, codebook))
        out.table("survey/cleaning_log", log)
        out.table("survey/item_nonresponse", nonresponse)
        out.table("survey/near_duplicates", near)
        out.table("survey/missing_patterns", patterns)
        out.table("survey/response_rates", rates)
        out.json("processed/metrics/survey.json", summary)
        for language in study.languages:
            report = quality_html(codebook, summary, days, nonresponse, log, near, clean, language)
            out.text(f"processed/survey/quality.{language}.html", report)


def weights(
    clean: pd.DataFrame, margins: dict[str, pd.Series], codebook: SurveyCodebook, study: Study, where: str
) -> tuple[pd.Series, dict]:
    """The weight of each record kept, from design weights over non-response to the margins; and a report on them."""
    rule = codebook.weighting
    base = pd.Series(1.0, index=clean.index)
    if rule.base:
        base = clean[rule.base].astype("float64")
        if not (base > 0).all():
            found = f"{rule.base} is missing or not above 0 in {int((~(base > 0)).sum())} records"
            raise StudyError(where, found, "a design weight for every record kept")
    if rule.nonresponse:
        missed = rule.nonresponse
        base = base * factors(clean, study.raw / missed.sample, missed.known, rule.base, missed.method, where)
    if margins:
        return rake(clean, margins, where, base, rule.largest)
    return base, {}


def _setting(study: Study, name: str) -> str:
    """A file of the survey, as params.yaml names it."""
    try:
        return study.params["survey"][name]
    except (KeyError, TypeError) as error:
        raise StudyError("params.yaml", f"no `{name}` under `survey`", "the name of a file under raw/") from error


def clean_values(raw: pd.DataFrame, codebook: SurveyCodebook) -> tuple[pd.DataFrame, dict[str, pd.Series]]:
    """Clean values by variable and, for each variable, the rule behind each cell. Both indexed as `raw`."""
    clean, rules = {}, {}
    for variable in codebook.variables:
        if isinstance(variable, Keys):
            clean[variable.name] = raw[variable.raw]
        elif isinstance(variable, Variable):
            cells = clean_column(raw[variable.raw], variable, codebook)
            if isinstance(variable, Category) and variable.beside:
                cells = with_beside(cells, raw[variable.beside.column], variable.beside.answer)
            clean[variable.name], rules[variable.name] = cells["clean"], cells["rule"]
    return pd.DataFrame(clean, index=raw.index), rules


def skip_logic(
    raw: pd.DataFrame, clean: pd.DataFrame, rules: dict[str, pd.Series], codebook: SurveyCodebook
) -> tuple[pd.DataFrame, pd.Series]:
    """Answers that the routing answer rules out become missing; also: which records had one. Changes `rules` too."""
    broken = pd.Series(False, index=clean.index)
    for variable in codebook.variables:
        if isinstance(variable, Variable) and variable.only_if:
            against = ~holds(variable.only_if, raw, clean) & clean[variable.name].notna()
            clean.loc[against, variable.name] = pd.NA
            rules[variable.name].loc[against[against].index] = "skip"
            broken |= against
    return clean, broken


def check_window(clean: pd.DataFrame, codebook: SurveyCodebook, where: str) -> None:
    """Dates of the records kept lie in the field period. Raises StudyError with the first that does not."""
    for variable in codebook.variables:
        if not isinstance(variable, Date):
            continue
        reading = codebook.dates[variable.dates]
        dates, outside = clean[variable.name], pd.Series(False, index=clean.index)
        if reading.first:
            outside |= dates < pd.Timestamp(reading.first)
        if reading.last:
            outside |= dates >= pd.Timestamp(reading.last) + pd.Timedelta(days=1)
        if outside.any():
            record = clean.loc[outside, "record_id"].iloc[0]
            raise StudyError(
                f"{where}, record {record}, {variable.raw}",
                f"the date {dates[outside].iloc[0]} is out of range ({int(outside.sum())} such records)",
                f"a date from {reading.first} to {reading.last}",
                "Correct the export, or the period or the formats under `dates` in codebooks/survey.yaml.",
            )


def open_answers(clean: pd.DataFrame, names: list[str], codebook: SurveyCodebook) -> pd.DataFrame:
    """One row an open answer: record_id, variable, language, text. In the order of records, then of variables."""
    rows = clean[["record_id", *names]].melt("record_id", var_name="variable", value_name="text", ignore_index=False)
    rows = rows[rows["text"].notna()].sort_index(kind="stable")
    respondent = clean[codebook.language].reindex(rows.index) if codebook.language else None
    rows["language"] = languages_of(rows["text"], respondent, codebook.languages)
    return rows[["record_id", "variable", "language", "text"]]


def metrics(reasons: pd.DataFrame, clean: pd.DataFrame, codebook: SurveyCodebook, weighting: dict) -> dict:
    """What `dvc metrics` shows: records kept and dropped by reason, flags, response, weighting."""
    dropped = reasons["reason"].value_counts()
    flagged = {name: int(clean[name].sum()) for name in clean if name.startswith("flag_")}
    content = {
        "records": len(reasons),
        "kept": len(clean),
        "dropped": {rule.reason: int(dropped.get(rule.reason, 0)) for rule in codebook.drop},
        "flagged": flagged,
    }
    if weighting:
        content["weighting"] = weighting
        content["response_percent"] = round(100 * len(clean) / weighting["population"], 2)
    return content
