"""Raw codes of one column to clean values, and the rule behind each change."""

from collections.abc import Callable

import pandas as pd

from pipeline.cleaning.cells import code_text
from pipeline.cleaning.dates import read_dates
from pipeline.cleaning.entries import MissingCode, numbers_of
from pipeline.cleaning.texts import Speller, repaired, tidied
from pipeline.study import StudyError
from pipeline.survey.amounts import AmountReader, Unread
from pipeline.survey.answers import NUMBER, parted, parting_mark
from pipeline.survey.codes import declared_codes, labels_of, number_reader
from pipeline.survey.number_cells import NumberReader
from pipeline.survey.survey_codebook import SurveyCodebook
from pipeline.survey.variables import (
    Amount,
    Category,
    Date,
    Identifier,
    Number,
    RawColumn,
    Spelling,
    Ticked,
    Variable,
)

Cleaner = Callable[[str], tuple[object, str]]  # raw text -> (clean value or None, rule)


def clean_column(raw: pd.Series, variable: Variable, codebook: SurveyCodebook) -> pd.DataFrame:
    """Columns `clean` (missing as NA) and `rule` (what made it, also where nothing changed), on the index of `raw`."""
    if isinstance(variable, Date):
        dates = read_dates(raw, codebook.dates[variable.dates], variable.raw)
        cells, missing = raw.str.strip(), missing_codes(variable, codebook)
        rule = pd.Series("date:read", index=raw.index).where(dates.notna(), "date:unread")
        rule = rule.mask(dates.isna() & cells.isin(missing), "missing:" + cells)
        return pd.DataFrame({"clean": dates, "rule": rule.where(cells.ne(""), "blank")})
    cleaner = cleaner_of(variable, codebook, raw)
    codes, distinct = pd.factorize(raw)
    cleaned = [cleaner(text) for text in distinct]
    clean = pd.Series([value for value, _ in cleaned], dtype="object").astype(dtype_of(variable, codebook))
    rules = pd.Series([rule for _, rule in cleaned], dtype="str")
    return pd.DataFrame({"clean": clean.take(codes).array, "rule": rules.take(codes).array}, index=raw.index)


def with_beside(cells: pd.DataFrame, written: pd.Series, answer: object) -> pd.DataFrame:
    """The cells of `clean_column`, with `answer` where nothing was chosen and something was written beside it."""
    wrote = cells["rule"].eq("blank") & written.str.strip().ne("")
    return cells.assign(clean=cells["clean"].mask(wrote, answer), rule=cells["rule"].mask(wrote, "written_beside"))


def dtype_of(variable: Variable, codebook: SurveyCodebook) -> str:
    """`Int64` for whole codes and numbers, `float64` for other numbers, `str` for texts."""
    if isinstance(variable, Number):
        return "Int64" if variable.integer else "float64"
    if isinstance(variable, Amount):
        return "float64"
    values = codebook.values(variable.name)
    return "Int64" if values and all(isinstance(value, int) for value in values) else "str"


def cleaner_of(variable: Variable, codebook: SurveyCodebook, raw: pd.Series) -> Cleaner:
    """The cleaner of a variable; `raw`: all its cells, which together say how numbers are marked."""
    if isinstance(variable, Category):
        return _category(variable, codebook)
    if isinstance(variable, Ticked):
        return _ticked(variable, codebook)
    if isinstance(variable, Number):
        return _number(variable, number_reader(raw, variable), codebook)
    if isinstance(variable, Amount):
        return _amount(variable, codebook)
    if isinstance(variable, Spelling):
        return _spelling(variable, codebook)
    if isinstance(variable, Identifier):
        return lambda text: (text.strip(), "tidy")
    return _text(missing_codes(variable, codebook))


def missing_codes(column: RawColumn, codebook: SurveyCodebook) -> dict[str, MissingCode]:
    """The missing codes of a column; a text that declares none takes those of the codebook that nobody would write.

    These are negative numbers and words: 99, or the letter that Stata writes for a missing number, can be an answer.
    """
    is_text = not (column.answers or column.missing or isinstance(column, Number))
    codes = {code_text(entry.code): entry for entry in codebook.missing_codes}
    if is_text:
        return {
            code: entry
            for code, entry in codes.items()
            if not NUMBER.fullmatch(code.lstrip("-")) or code[0] == "-"
            if len(code) > 1
        }
    return {code: entry for code, entry in codes.items() if entry.code in column.missing}


def _category(variable: Category, codebook: SurveyCodebook) -> Cleaner:
    answers = codebook.answers[variable.answers]
    codes = declared_codes(variable, codebook)
    clean = {code_text(answer.raw): answer.clean for answer in answers}
    rule = "recode"
    if variable.reverse:
        ends = numbers_of(answers)
        clean = {code: min(ends) + max(ends) - value for code, value in zip(clean, ends, strict=True)}
        rule = "reverse"

    def read(text: str) -> tuple[object, str]:
        value = clean.get(codes.find(text) or "")
        return value, rule if value is not None else "undeclared"

    return _answered(read, missing_codes(variable, codebook), tidied)


def _answered(read: Cleaner, missing: dict[str, MissingCode], tidy: Callable[[str], str]) -> Cleaner:
    """`read` for what stands in a cell once tidied, unless that is nothing or a missing code."""

    def cleaner(raw: str) -> tuple[object, str]:
        text = tidy(raw)
        if not text:
            return None, "blank"
        if text in missing:
            return None, f"missing:{text}"
        return read(text)

    return cleaner


def _mended(text: str) -> str:
    return tidied(repaired(text))


def _number(variable: Number, reader: NumberReader, codebook: SurveyCodebook) -> Cleaner:
    def read(text: str) -> tuple[object, str]:
        value = reader.value(text)
        if value is not None and any(span.holds(value) for span in variable.missing_ranges):
            return None, "missing:range"
        return reader.read(text)

    return _answered(read, missing_codes(variable, codebook), str.strip)


def _ticked(variable: Ticked, codebook: SurveyCodebook) -> Cleaner:
    codes, labels = declared_codes(variable, codebook), labels_of(variable, codebook)
    by_lines = "\n" in (variable.separator or "")

    def known(part: str) -> str | None:
        return codes.find(part) or labels.find(part)

    def read(text: str) -> tuple[object, str]:
        parts = parted(text, variable.separator or None, known)
        found = [known(part) for part in parts]
        for part, one in zip(parts, found, strict=True):
            if not one and (mark := parting_mark(part, known)):
                raise StudyError(
                    variable.raw,
                    f"{part!r} holds several answers, parted by {mark!r}",
                    f"answers parted by {variable.separator!r}, as codebooks/survey.yaml says",
                    f"Say `separator: {mark!r}` for these variables.",
                )
        return int(code_text(variable.ticked) in found), "ticked" if all(found) else "ticked:unlisted"

    return _answered(read, missing_codes(variable, codebook), str.strip if by_lines else tidied)


def _amount(variable: Amount, codebook: SurveyCodebook) -> Cleaner:
    reader = AmountReader(codebook.amounts[variable.amount])

    def read(text: str) -> tuple[object, str]:
        try:
            amount = reader.read(text)
        except Unread:
            return None, "amount:unread"
        if amount is None:
            return None, "amount:none"
        if (variable.min is not None and amount < variable.min) or (variable.max is not None and amount > variable.max):
            return None, "undeclared"
        return amount, "amount:words" if reader.unknown_words(text) else "amount:read"

    return _answered(read, missing_codes(variable, codebook), _mended)


def _spelling(variable: Spelling, codebook: SurveyCodebook) -> Cleaner:
    speller = Speller(codebook.spellings[variable.spellings])

    def read(text: str) -> tuple[object, str]:
        value, how = speller.look_up(text)
        return value, f"spelling:{how}"

    return _answered(read, missing_codes(variable, codebook), _mended)


def _text(missing: dict[str, MissingCode]) -> Cleaner:
    def cleaner(text: str) -> tuple[object, str]:
        mended = repaired(text)
        clean = tidied(mended)
        if clean in missing:
            return None, f"missing:{clean}"
        return (clean or None), ("encoding" if mended != text else "tidy")

    return cleaner
