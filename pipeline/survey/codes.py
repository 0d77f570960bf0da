"""An export in the codebook's own terms: every declared column as text codes, whether it came as codes or as labels."""

import difflib
import re

import pandas as pd

from pipeline.cleaning.cells import code_text, mapped
from pipeline.cleaning.entries import Answer
from pipeline.cleaning.texts import key, repaired
from pipeline.study import StudyError
from pipeline.survey.exports import Export
from pipeline.survey.survey_codebook import SurveyCodebook
from pipeline.survey.variables import Number, RawColumn

WHOLE = re.compile(r"^\s*(-?\d+)\.0+\s*$")  # a whole number that a program wrote with decimals


def code_key(text: str) -> str:
    """What spellings of one code share; -1 and 1 stay two codes."""
    return ("-" if text.strip().startswith("-") else "") + key(repaired(text))


def raw_codes(export: Export, codebook: SurveyCodebook) -> pd.DataFrame:
    """The export's declared columns as text: codes for answers (labels are read back to codes), the rest as written.

    Index: position in the file. Raises StudyError for missing, unknown or repeated columns, identifiers that are blank
    or repeated, and labels that are not those of the codebook.
    """
    _check_columns(export, codebook)
    frame = {}
    for column in codebook.columns:
        series = export.frame[column.raw].reset_index(drop=True)
        texts = mapped(series, code_text)
        if column.answers or column.missing or isinstance(column, Number):
            labels = _labels(column, codebook)
            texts = mapped(texts, lambda text, labels=labels: _code(text, labels))
        if column.answers:
            _check_labels(export, column, codebook)
            _check_codes(export, column, texts, codebook)
        frame[column.raw] = texts
    raw = pd.DataFrame(frame)
    _check_identifiers(export, raw[codebook.identifier.raw].str.strip())
    return raw


def _code(text: str, labels: dict[str, str]) -> str:
    """The code of a label; a text that is the code itself in another spelling stays, so that its cleaning is logged."""
    plain = code_key(text)
    code = labels.get(plain, text)
    if plain == code_key(code):
        return WHOLE.sub(r"\1", text)
    return code


def _texts(answer: Answer) -> list[str]:
    """The labels under which an export may carry this answer."""
    return [answer.label.en, answer.label.fr, f"{answer.label.en} / {answer.label.fr}", *answer.also]


def _labels(column: RawColumn, codebook: SurveyCodebook) -> dict[str, str]:
    """Label, in either language, -> code; labels as `code_key`."""
    answers = codebook.answers.get(column.answers or "", [])
    labels = {code_key(text): code_text(answer.raw) for answer in answers for text in _texts(answer)}
    if column.answers or column.missing:
        for missing in codebook.missing_codes:
            for label in (missing.label.en, missing.label.fr):
                labels.setdefault(code_key(label), code_text(missing.code))
    # A label that is itself another answer's code could not be told from it.
    codes = {code_text(answer.raw) for answer in answers}
    return {label: code for label, code in labels.items() if label and (label not in codes or label == code)}


def _check_columns(export: Export, codebook: SurveyCodebook) -> None:
    found, declared = list(export.frame.columns), [column.raw for column in codebook.columns]
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


def _check_identifiers(export: Export, identifiers: pd.Series) -> None:
    blank = identifiers.eq("")
    if blank.any():
        place = f"{export.path}, record {int(blank.idxmax()) + 1}"
        raise StudyError(place, "no identifier", f"one in {identifiers.name}")
    repeated = sorted(identifiers[identifiers.duplicated()].unique())
    if repeated:
        todo = "Take the second copy out, or export it again."
        raise StudyError(
            export.path, f"{', '.join(repeated[:5])} stands there more than once", f"each {identifiers.name} once", todo
        )


CHANGED = "The answers changed between waves: give this wave its own codebook, or list the label under `also`."


def _check_labels(export: Export, column: RawColumn, codebook: SurveyCodebook) -> None:
    """The labels inside an SPSS or Stata file say the same as the codebook: a code may not change its meaning."""
    meanings = {code_text(answer.raw): _texts(answer) for answer in codebook.answers[column.answers]}
    for entry in codebook.missing_codes:
        meanings.setdefault(code_text(entry.code), [entry.label.en, entry.label.fr])
    for code, label in export.variables[column.raw].values.items():
        known = meanings.get(code_text(code))
        if known is None or key(label) not in {key(text) for text in known}:
            found = f"code {code_text(code)} is labelled {label!r}"
            expected = repr(known[0]) if known else "a code of codebooks/survey.yaml"
            raise StudyError(f"{export.path}, {column.raw}", found, expected, CHANGED)


def _check_codes(export: Export, column: RawColumn, codes: pd.Series, codebook: SurveyCodebook) -> None:
    """In a column of answers every cell is a code or a known label; numbers that nobody declared are cleaned later."""
    if not column.answers:
        return
    declared = {code_key(code_text(answer.raw)) for answer in codebook.answers[column.answers]}
    for text in codes.unique():
        if text.strip() and code_key(text) not in declared and not is_number(text):
            found = f"the answer {text.strip()!r} is none of the labels or codes"
            raise StudyError(f"{export.path}, {column.raw}", found, "those of codebooks/survey.yaml", CHANGED)


def is_number(text: str) -> bool:
    try:
        float(text.replace(",", "."))
    except ValueError:
        return False
    return True
