"""An export in the codebook's own terms: every declared column as text codes, whether it came as codes or as labels."""

import difflib
import re

import pandas as pd

from pipeline.cleaning.cells import code_text, mapped
from pipeline.cleaning.entries import Answer, MissingCode
from pipeline.study import StudyError, first_of
from pipeline.survey.answers import Meanings, alike, code_with_label, exact, several
from pipeline.survey.exports import Export
from pipeline.survey.headers import tidy_name
from pipeline.survey.number_cells import NumberReader
from pipeline.survey.personal import MAIL, PHONE
from pipeline.survey.survey_codebook import SurveyCodebook
from pipeline.survey.survey_sheets import number_text
from pipeline.survey.variables import Identifier, Keys, Number, RawColumn, Ticked

WHOLE = re.compile(r"^\s*(-?\d+)\.0+\s*$")  # a whole number that a program wrote with decimals
CHANGED = "The answers changed between waves: give this wave its own codebook, or list the label under `also`."


def raw_codes(export: Export, codebook: SurveyCodebook) -> pd.DataFrame:
    """The export's declared columns as text: codes for answers (labels are read back to codes), the rest as written.

    Index: position in the file. Raises StudyError for missing, unknown or repeated columns, identifiers that are blank
    or repeated, labels that are not those of the codebook, and cells that can be read in two ways.
    """
    _check_columns(export, codebook)
    found = {tidy_name(name): name for name in export.frame}
    frame = {}
    for column in codebook.columns:
        name = found[column.raw]
        series = export.frame[name].reset_index(drop=True)
        if isinstance(column, Number) and export.variables[name].numeric:
            texts = mapped(series, lambda value: number_text(value) if isinstance(value, float) else code_text(value))
        else:
            texts = mapped(series, code_text)
        if (column.answers or column.missing or isinstance(column, Number)) and not isinstance(column, Ticked):
            if column.answers:
                _check_labels(export, name, column, codebook)
            texts = _coded(texts, column, codebook, f"{export.path}, {column.raw}", export.variables[name].numeric)
        if isinstance(column, Number):
            number_reader(texts, column, str(export.path))
        frame[column.raw] = texts
    raw = pd.DataFrame(frame, index=pd.RangeIndex(len(export.frame)))
    identifier = codebook.identifier
    if isinstance(identifier, Keys):
        raw[identifier.raw] = _joined(raw, identifier)
    _check_identifiers(export, raw[identifier.raw].str.strip(), identifier)
    return raw


def number_reader(texts: pd.Series, column: Number, where: str = "the export") -> NumberReader:
    """The reader of a column of numbers: what its cells other than missing codes say about its marks."""
    missing = {code_text(code) for code in column.missing}
    return NumberReader([text for text in texts.unique() if text.strip() not in missing], column, where)


def declared_codes(column: RawColumn, codebook: SurveyCodebook) -> Meanings:
    """The codes of a column's answers; each stands for itself."""
    answers = codebook.answers.get(column.answers or "", [])
    return Meanings(((code_text(answer.raw), code_text(answer.raw)) for answer in answers), numbers=True)


def labels_of(column: RawColumn, codebook: SurveyCodebook) -> Meanings:
    """The labels, in either language, under which an export may carry a column's answers and missing codes."""
    answers = codebook.answers.get(column.answers or "", [])
    pairs = [(text, code_text(answer.raw)) for answer in answers for text in _texts(answer)]
    known = {alike(text) for text, _ in pairs}
    for missing in codebook.missing_codes:
        pairs += [(text, code_text(missing.code)) for text in _texts(missing) if alike(text) not in known]
    return Meanings(pairs)


def _texts(answer: Answer | MissingCode) -> list[str]:
    return [*answer.label.values(), " / ".join(answer.label.values()), *answer.also]


def _coded(texts: pd.Series, column: RawColumn, codebook: SurveyCodebook, where: str, numeric: bool) -> pd.Series:
    """The cells of a column with labels read back to codes. A code in another spelling stays, so that it is logged.

    Raises StudyError for a cell that is no answer, several answers, or one of two.
    """
    codes, labels = declared_codes(column, codebook), labels_of(column, codebook)
    missing = Meanings(((code_text(code), code_text(code)) for code in column.missing), numbers=True)
    distinct = [text for text in texts.unique() if text.strip()]
    by_code = {text: codes.find(text) or missing.find(text) for text in distinct}
    by_label = {text: labels.all(text) for text in distinct}
    holds = getattr(column, "holds", None) or ("codes" if numeric else _holds(by_code, by_label, where))
    result = {}
    for text in distinct:
        code, labelled = by_code[text], by_label[text]
        if labelled and (holds == "labels" or code is None):
            if len(labelled) > 1:
                both = " and ".join(sorted(labelled))
                raise StudyError(where, f"the label {text.strip()!r} stands for the codes {both}", "an export of codes")
            result[text] = next(iter(labelled))
        elif code is None and (own := code_with_label(text, codes, labels) or code_with_label(text, missing, labels)):
            result[text] = own
        elif code is None and column.answers and several(text, codes, labels):
            todo = "For a question with several answers use the kind `ticked` with its `separator`."
            raise StudyError(where, f"the cell {text.strip()!r} holds several answers", "one", todo)
        elif code is None and column.answers and not is_number(text):
            near = difflib.get_close_matches(exact(text), labels.known(), n=1, cutoff=0.8)
            hint = f" (The nearest is {near[0]!r}.)" if near else ""
            found = f"the answer {text.strip()!r} is none of the labels or codes"
            raise StudyError(where, found, "those of codebooks/survey.yaml", CHANGED + hint)
        elif code is not None and missing.find(text) == code:
            result[text] = code
        else:
            result[text] = WHOLE.sub(r"\1", text) if column.answers else text
    other = isinstance(column, Number) or bool(column.missing_ranges)
    known = any(codes.find(code) or missing.find(code) for code in result.values())
    if column.answers and not other and result and not known:
        found = f"none of its values ({first_of(sorted(distinct), 5)}) is the code of an answer"
        todo = "Declare them under `answers`, or export the codes that stand there."  # else all would be missing
        raise StudyError(where, found, "those of codebooks/survey.yaml", todo)
    return mapped(texts, lambda text: result.get(text, text))


def _holds(by_code: dict[str, str | None], by_label: dict[str, set[str]], where: str) -> str:
    """Whether a column holds `codes` or `labels`, where some texts are the code of one answer, the label of another."""
    unclear = [text for text in by_code if by_code[text] and by_label[text] and by_label[text] != {by_code[text]}]
    if not unclear:
        return "codes"
    only_codes = any(by_code[text] and not by_label[text] for text in by_code)
    only_labels = any(by_label[text] and not by_code[text] for text in by_code)
    if only_codes == only_labels:
        found = f"{unclear[0].strip()!r} is the code of one answer and the label of another"
        todo = "Say `holds: codes` or `holds: labels` for this variable in codebooks/survey.yaml."
        raise StudyError(where, found, "cells that can be read in one way", todo)
    return "codes" if only_codes else "labels"


def _check_columns(export: Export, codebook: SurveyCodebook) -> None:
    found, declared = [tidy_name(name) for name in export.frame], [column.raw for column in codebook.columns]
    repeated = sorted({name for name in found if found.count(name) > 1})
    if repeated:
        raise StudyError(export.path, f"two columns are named {', '.join(repeated)}", "each name once")
    absent = [name for name in declared if name not in found]
    if absent:
        near = {name: difflib.get_close_matches(name, found, n=1, cutoff=0.8) for name in absent}
        hint = [f"{match[0]} may be {name}" for name, match in near.items() if match and match[0] not in declared]
        todo = "Export it with these columns, or take them out of the codebook." + "".join(f" ({h})" for h in hint[:3])
        raise StudyError(export.path, f"no column {', '.join(absent)}", "all columns of codebooks/survey.yaml", todo)
    unknown = [name for name in found if name not in declared]
    if unknown:
        todo = "Declare it there under `variables` or `set_aside`."
        raise StudyError(export.path, f"unknown column {', '.join(unknown)}", "those of codebooks/survey.yaml", todo)
    if export.frame.empty:
        raise StudyError(export.path, "no records", "at least one", "Export it again.")


def _joined(raw: pd.DataFrame, identifier: Keys) -> pd.Series:
    """The identifier of each record: its keys with a stroke between; without keys its place in the file, from 1."""
    if not identifier.columns:
        return pd.Series(range(1, len(raw) + 1), index=raw.index).astype("str")
    keys = raw[identifier.columns[0]].str.strip()
    for column in identifier.columns[1:]:
        keys = keys + "|" + raw[column].str.strip()
    return keys


def _check_identifiers(export: Export, identifiers: pd.Series, identifier: Identifier | Keys) -> None:
    name = " and ".join(identifier.columns) if isinstance(identifier, Keys) else identifier.raw
    blank = identifiers.eq("") | (identifiers.str.startswith("|") if isinstance(identifier, Keys) else False)
    if blank.any():
        place = f"{export.path}, record {int(blank.idxmax()) + 1}"
        raise StudyError(place, "no identifier", f"one in {name}")
    if identifiers.str.contains(MAIL).any() or identifiers.str.match(PHONE).mean() > 0.5:
        todo = (
            "Use a number that the survey program gives. Without one: the kind `keys` without columns for record_id, "
            f"the place in the file, and {name} under `set_aside`, with `personal: true`."
        )
        found = f"{name} holds addresses or telephone numbers of people, and every table names records by it"
        raise StudyError(export.path, found, "a number or code that identifies nobody", todo)
    repeated = sorted(identifiers[identifiers.duplicated()].unique())
    if repeated:
        todo = (
            "Take the second copy out or export it again; where a person may have several records (waves, visits, "
            "events), use the kind `keys` for record_id; to keep one of them by a rule, `keys` without columns, the "
            f"place in the file, and `drop: duplicates: {{key: {name}}}`."
        )
        raise StudyError(
            export.path, f"{', '.join(repeated[:5])} stands there more than once", f"each {name} once", todo
        )


def _check_labels(export: Export, name: str, column: RawColumn, codebook: SurveyCodebook) -> None:
    """The labels inside an SPSS or Stata file say the same as the codebook: a code may not change its meaning."""
    meanings = {code_text(answer.raw): _texts(answer) for answer in codebook.answers[column.answers or ""]}
    for entry in codebook.missing_codes:
        meanings.setdefault(code_text(entry.code), _texts(entry))
    for code, label in export.variables[name].values.items():
        known = meanings.get(code_text(code))
        if known is None or alike(label) not in {alike(text) for text in known}:
            found = f"code {code_text(code)} is labelled {label!r}"
            expected = repr(known[0]) if known else "a code of codebooks/survey.yaml"
            raise StudyError(f"{export.path}, {column.raw}", found, expected, CHANGED)


def is_number(text: str) -> bool:
    """Is this a plain number (a code nobody declared is cleaned later; a word nobody declared stops the stage)?"""
    try:
        float(text.replace(",", "."))
    except ValueError:
        return False
    return True
