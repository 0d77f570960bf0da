"""Cells of administrative tables to clean values, each with the rule that made it."""

import re
from collections.abc import Callable, Mapping

import pandas as pd

from pipeline.admin.admin_codebook import AdminCodebook
from pipeline.admin.columns import (
    AnyColumn,
    Attribute,
    Choices,
    Chosen,
    Date,
    Every,
    Identifier,
    Later,
    Listed,
    Lookup,
    Number,
    Period,
    Spelled,
    Steps,
    Words,
)
from pipeline.admin.periods import quarter
from pipeline.cleaning.cells import code_text, mapped
from pipeline.cleaning.dates import read_dates
from pipeline.cleaning.entries import Code
from pipeline.cleaning.texts import Speller, tidied
from pipeline.cleaning.written_numbers import first_whole_number, without_letter, without_marks, written_number
from pipeline.study import StudyError, limited

Read = tuple[Code | None, str]  # clean value or None, and the rule
LONGEST = 5  # seconds of the processor for one cell and one pattern
LIST = ";"  # between the values of a list


class Readings:
    """Reads the columns of a study's administrative tables.

    spellers: by name of the spelling table; attributes: the files among them, index: code.
    """

    def __init__(
        self, codebook: AdminCodebook, spellers: Mapping[str, Speller], attributes: Mapping[str, pd.DataFrame]
    ):
        self.codebook, self.spellers, self.attributes = codebook, spellers, attributes

    def cells(self, raw: pd.Series, column: AnyColumn) -> pd.DataFrame:
        """Columns `clean` and `rule` for the cells of one column of a file, on the index of `raw`."""
        if isinstance(column, Date):
            days = read_dates(raw, self.codebook.dates[column.dates])
            clean = days.dt.strftime("%Y-%m-%d").astype("str").where(days.notna())
            rule = pd.Series("date:read", index=raw.index).where(days.notna(), "date:unread")
            return pd.DataFrame({"clean": clean, "rule": rule.where(raw.str.strip().ne(""), "blank")})
        reader = self._reader(column)
        codes, distinct = pd.factorize(raw)
        read = [reader(text) for text in distinct]
        clean = pd.Series([value for value, _ in read], dtype="object").astype(self.dtype(column))
        rules = pd.Series([rule for _, rule in read], dtype="str")
        return pd.DataFrame({"clean": clean.take(codes).array, "rule": rules.take(codes).array}, index=raw.index)

    def dtype(self, column: AnyColumn) -> str:
        """`Int64` for whole numbers and whole codes, `float64` for other numbers, `str` for texts."""
        if isinstance(column, Number):
            return "Int64" if column.whole else "float64"
        if isinstance(column, Chosen):
            choices = self.codebook.choices[column.choices]
            codes = [choice.clean for choice in choices.values]
            codes += [choices.otherwise] if choices.otherwise is not None else []
            return "Int64" if all(isinstance(code, int) for code in codes) else "str"
        return "str"

    def _reader(self, column: AnyColumn) -> Callable[[str], Read]:
        if isinstance(column, Identifier):
            return lambda text: identifier(text, column.pattern)
        if isinstance(column, Words):
            return lambda text: words(text, column.pattern)
        if isinstance(column, Number):
            return lambda text: number(text, column, self.codebook.currency)
        if isinstance(column, Chosen):
            return lambda text: choice(text, self.codebook.choices[column.choices])
        if isinstance(column, Spelled):
            return lambda text: spelled(text, self.spellers[column.spellings])
        if isinstance(column, Listed):
            return lambda text: listed(text, column, self.spellers[column.spellings])
        if isinstance(column, Period):
            return lambda text: period(text, column)
        raise TypeError(f"{column.kind} is not read from a cell")


def matched(how: Callable, pattern: str, text: str, flags: int = 0) -> re.Match | None:
    """`how` (re.search, re.fullmatch) of a pattern that people wrote. Raises StudyError for one without an end."""
    try:
        with limited(LONGEST):
            return how(pattern, text, flags)
    except TimeoutError as error:
        expected = f"a pattern that is done with a cell of {len(text)} characters in {LONGEST} seconds"
        todo = "Take out a repetition of a repetition, such as `(a+)+`."
        raise StudyError("codebooks/admin.yaml", f"the pattern `{pattern}` has no end", expected, todo) from error


def identifier(text: str, pattern: str) -> Read:
    plain = re.sub(r"\s+", "-", text.strip().upper())
    if not plain:
        return None, "blank"
    found = matched(re.fullmatch, pattern, plain)
    if found is None:
        return None, "identifier:unread"
    return (found[1] if found.re.groups else found[0]), "identifier"


def words(text: str, pattern: str | None) -> Read:
    clean = tidied(text)
    if pattern is None:
        return (clean or None), ("tidy" if clean else "blank")
    found = matched(re.search, pattern, clean)
    return (tidied(found[1]), "pattern") if found else (None, "pattern:none")


def number(text: str, column: Number, currency: str) -> Read:
    value = first_whole_number(text) if column.first else written_number(text, currency)
    unmarked = "" if column.first or value is not None else without_letter(without_marks(text))
    value = value if value is not None else written_number(unmarked, currency)
    if value is None or (column.whole and value != int(value)):
        rule = "blank" if not text.strip() else "number:text"
        return (None, rule) if column.blank is None else (_whole(column.blank, column), rule)
    return _whole(value, column), "number:marked" if unmarked else "number"


def _whole(value: float, column: Number) -> int | float:
    return int(value) if column.whole else float(value)


def choice(text: str, choices: Choices) -> Read:
    plain = tidied(text)
    for entry in choices.values:
        if matched(re.search, entry.matches, plain, re.IGNORECASE):
            return entry.clean, "choice"
    return choices.otherwise, "choice:otherwise"


def spelled(text: str, speller: Speller) -> Read:
    value, how = speller.look_up(text)
    return value, f"spelling:{how}"


def listed(text: str, column: Listed, speller: Speller) -> Read:
    """The values of a list, each once, in the order written; one that is unknown is left out and told in the rule."""
    plain = tidied(text)
    if column.pattern is not None:
        found = matched(re.search, column.pattern, plain, re.IGNORECASE)
        plain = found[1] if found else ""
    if not plain:
        return None, "blank"
    parts = [part.strip() for part in re.split("|".join(map(re.escape, column.separators)), plain) if part.strip()]
    values, unknown = [], False
    for part in parts:
        sides = [part, *part.split("/")]  # two languages beside a slash: either will do
        value = next((clean for side in sides if (clean := speller.listed(side)) is not None), None)
        unknown |= value is None
        if value is not None and value not in values:
            values.append(value)
    return (LIST.join(map(code_text, values)) or None), ("list:unknown" if unknown else "list")


def period(text: str, column: Period) -> Read:
    if not text.strip():
        return None, "blank"
    value = quarter(text, column.first_month, tuple(column.letters), tuple(column.languages))
    return value, "period" if value else "period:unread"


def made(
    table: pd.DataFrame, column: Lookup | Attribute | Later | Steps | Every, attributes: Mapping[str, pd.DataFrame]
) -> pd.Series:
    """A column made from other clean columns of `table`, on its index.

    attributes: spelling files by name, index: code.
    """
    if isinstance(column, Attribute):
        said = attributes[column.spellings][column.column].str.strip()
        values = mapped(table[column.of], code_text).map(said)
        return values.astype("Int64" if said.str.fullmatch(r"\d+").all() else "str")
    if isinstance(column, Lookup):
        group = {code_text(code): group for group, codes in column.groups.items() for code in codes}
        return mapped(table[column.of], code_text).map(group).astype("str")
    if isinstance(column, Later):
        both = table[column.of].notna() & table[column.than].notna()
        later = mapped(table[column.of], code_text).gt(mapped(table[column.than], code_text))
        return later.astype("Int64").where(both)
    if isinstance(column, Every):
        columns = table[column.of]
        return columns.eq(1).all(axis=1).astype("Int64").where(columns.notna().all(axis=1))
    texts = mapped(table[column.of], code_text)
    result = pd.Series(pd.NA, index=table.index, dtype="object")
    for step in column.steps:
        result[texts.ge(step.start) & texts.ne("")] = step.clean
    whole = all(isinstance(step.clean, int) for step in column.steps)
    return result.astype("Int64" if whole else "str")
