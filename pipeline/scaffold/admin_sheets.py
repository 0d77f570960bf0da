"""Where the tables of an office's sheet are: their header, and which rows are records and which are sums and notes."""

import re
from dataclasses import dataclass
from itertools import groupby

import pandas as pd

from pipeline.admin.workbook import UNIT, Sheet
from pipeline.cleaning.written_numbers import without_letter, without_marks, written_number
from pipeline.study import folded

HEADER_WITHIN = 10  # rows in which the header is looked for
YEARS = (1900, 2100)
SUMS = 5  # rows from which one column of sums tells a row of totals; two columns tell it in any table
WORDS = 3  # of a cell that stands alone in its row, from which it is a note and no number of a record
SHARE = re.compile(r"%|percent|pour ?cent|\brates?\b|\btaux\b|\bratio\b|\bshares?\b|proportion", re.IGNORECASE)
BALANCE = re.compile(r"\bsoldes?\b|\bbalances?\b|cumul|running|\bto date\b", re.IGNORECASE)  # goes on from row to row
MEASURES = re.compile(
    r"^unit[eé]?s?\b|\bunit of|\bunité de|indicat(?:or|eur)|currency|\bdevises?\b|monnaie", re.IGNORECASE
)
SUMMED = re.compile(r"(grand |sub-?|sous-)?tota(l|ls|ux)\b|(sum|somme|moyenne|average)$", re.IGNORECASE)
SUM_OF = re.compile(r"(.+?)[\s:–-]+(?:sub-?|sous-)?tota(?:l|ls|ux)", re.IGNORECASE)  # `North Total`, as Excel writes it
WHOLE = re.compile(r"(?:all|overall|ensemble|tou(?:s|te)s|canada|national|combined|both sexes)\b", re.IGNORECASE)
REMARKS = re.compile(r"comment|remark|remarque|\bnotes?\b|observa[ct]ion", re.IGNORECASE)  # about anybody
UNKNOWN = (
    r"(?i:[-–—.…*?]+|n\.?\s?/?[ad]\.?|s\.?\s?/?o\.?|tbd|tbc|à (?:venir|confirmer)|unknown|inconnu|<\s?\d+|nil|néant"
    r"|sans objet|not (?:available|applicable)|non (?:disponible|applicable)"
    r"|[xf]|suppressed|supprim[ée]|confiden\w+)"  # as statistical offices mark what they keep back
)


@dataclass(frozen=True)
class Place:
    """A table in a sheet: its name, the rows down to the names of its columns, and its last row where another table
    follows (else None)."""

    title: str
    header_rows: int
    last_row: int | None


def tables_in(sheet: Sheet) -> list[Place]:
    """The tables of a sheet, one below the other. One that follows begins, after a blank row and perhaps a title, with
    words over a column of numbers."""
    rows = sheet.cells
    first = _header_row(rows)
    starts = [(sheet.title, 0, first + 1)]
    for begin, end in _blocks(rows):
        block = rows[begin:end]
        head = next((at for at, row in enumerate(block) if len(_filled(row)) > 1), None)
        if begin > first and head is not None and _is_header(block[head:]):
            title = next(iter(_filled(block[0]))) if head else sheet.title
            starts.append((title, begin, begin + head + 1))
    ends = [begin for _, begin, _ in starts[1:]]
    return [Place(title, rows, last) for (title, _, rows), last in zip(starts, [*ends, None], strict=True)]


def _blocks(rows: list[list[str]]) -> list[tuple[int, int]]:
    """Where rows begin and end between which no row is blank."""
    runs = groupby(range(len(rows)), key=lambda at: bool(_filled(rows[at])))
    return [(places[0], places[-1] + 1) for there, run in runs if there and (places := [*run])]


def _filled(row: list[str]) -> list[str]:
    return [cell.strip() for cell in row if cell.strip()]


def _is_header(block: list[list[str]]) -> bool:
    """Do different words stand in the first of these rows, and numbers below one of them?"""
    names = _filled(block[0])
    if len({*names}) < len(names) or any(_number(name) is not None or re.fullmatch(UNKNOWN, name) for name in names):
        return False
    return any(
        name.strip() and below and all(_number(cell) is not None for cell in below)
        for at, name in enumerate(block[0])
        if (below := [row[at] for row in block[1:] if row[at].strip() and not re.fullmatch(UNKNOWN, row[at].strip())])
    )


def _header_row(rows: list[list[str]]) -> int:
    """The first row that fills most of the table's width: titles above it fill a cell or two, and filters a block of
    their own. Where it has gaps, the row below it, if that has words in each of them over columns of numbers: a header
    of groups and names; so a row of units."""
    width = max((len(_filled(row)) for row in rows[: 2 * HEADER_WITHIN]), default=0)
    fit = [at for at, row in enumerate(rows[:HEADER_WITHIN]) if len(_filled(row)) >= 0.6 * width and _names(rows, at)]
    wider = (
        later
        for at in fit[:1]
        for later in fit[1:]
        if len(_filled(rows[later])) > len(_filled(rows[at])) and not all(map(_filled, rows[at:later]))
    )
    at = next(wider, fit[0] if fit else 0)
    gaps = [place for place, cell in enumerate(rows[at]) if not cell.strip()]
    below = rows[at + 1 :]
    goes_on = below and (_names_gaps(below, gaps) or _are_units(below) or _names_again(below))
    return at + 1 if goes_on else at


def _names(rows: list[list[str]], at: int) -> bool:
    """May a row be a header: words, or beside one of them years over numbers that are none?"""
    numbers = {place: number for place, cell in enumerate(rows[at]) if (number := written_number(cell)) is not None}
    years = [*numbers.values()]
    if not years:
        return True
    below = [
        number for row in rows[at + 1 :] for place in numbers if (number := written_number(row[place])) is not None
    ]
    in_order = years == sorted({*years}) or years == sorted({*years}, reverse=True)
    return bool(
        in_order and all(map(_in_years, years)) and 0 not in numbers and below and not any(map(_in_years, below))
    )


def _in_years(number: float) -> bool:
    return YEARS[0] <= number <= YEARS[1] and number.is_integer()


def _names_gaps(below: list[list[str]], gaps: list[int]) -> bool:
    named, *records = below[: HEADER_WITHIN + 1]
    gaps = [place for place in gaps if named[place].strip()]
    has_numbers = [any(written_number(one[place]) is not None for one in records) for place in gaps]
    return bool(gaps) and all(has_numbers) and not any(written_number(cell) is not None for cell in named)


def _are_units(below: list[list[str]]) -> bool:
    """Does the row below the names say in what numbers are counted (`($000)`), and nothing else?"""
    units = _filled(below[0])
    return bool(units) and not below[0][0].strip() and all(UNIT.fullmatch(one) for one in units)


def _names_again(below: list[list[str]]) -> bool:
    """Does the row below the names hold them once more, in another language: words in every column, over numbers in two
    columns or more, all else of which are numbers?"""
    words, *records = below
    if not all(words) or len({*words}) < len(words) or any(re.fullmatch(UNKNOWN, word.strip()) for word in words):
        return False
    columns = [[row[at].strip() for row in records if row[at].strip()] for at in range(len(words))]
    known = [[cell for cell in cells if not re.fullmatch(UNKNOWN, cell)] for cells in columns]
    of_numbers = [at for at, cells in enumerate(known) if cells and all(_number(cell) is not None for cell in cells)]
    return len(of_numbers) > 1 and all(_number(words[at]) is None for at in of_numbers)


@dataclass(frozen=True)
class Rows:
    """The rows of a table. foot: sums, notes, marks explained; sections: texts of the first column that head the rows
    below them; told: what was made of all these, a sentence each."""

    records: pd.DataFrame
    foot: pd.DataFrame
    sections: list[str]
    told: list[str]


def rows_of(cells: pd.DataFrame) -> Rows:
    """The rows of a table (texts, index: the row in the file), parted."""
    last_gap = max((row for row in cells.index if not _filled([*cells.loc[row]])), default=0)
    cells = cells[cells.ne("").any(axis=1)]
    texts = {folded(text) for heading in cells.columns[:2] for text in cells[heading]}
    is_foot = cells.apply(lambda row: _is_no_record(row, texts), axis=1) if len(cells) else cells.any(axis=1)
    numbers = _numbers(cells)
    if last_gap and len(tail := cells[(cells.index > last_gap) & ~is_foot]):
        above = numbers[(numbers.index < last_gap) & ~is_foot].notna().any(axis=1)
        if above.sum() > 1 and above.mean() > 0.8 and not numbers.loc[tail.index].notna().any(axis=None):
            is_foot[tail.index] = True
    told: list[str] = []
    if sections := _sections(cells, is_foot):
        is_foot[sections] = True
        told.append(f"rows of one text head those below them, as a column of their own: {_first(cells, sections)}.")
    foot, records = cells[is_foot], cells[~is_foot]
    total, is_sure = _row_of_sums(records)
    if total is not None:
        words = f"row {total} ({next(text for text in records.loc[total] if text.strip())})"
        says = "is a total of the others" if is_sure else "may be a total of the others; it is still counted"
        told.append(f"{words} {says}.")
    if is_sure:
        foot, records = pd.concat([foot, records.loc[[total]]]), records.drop(total)
    if heads := _rows_of_groups(records):
        told.append(f"rows of groups are the sums of the rows below them, and left out: {_first(records, heads)}.")
        foot, records = pd.concat([foot, records.loc[heads]]), records.drop(heads)
    names = cells.loc[sections or heads].iloc[:, 0].str.strip()
    is_told_apart = names.is_unique and not names.isin(records.iloc[:, 0].str.strip()).any()
    return Rows(records, foot, [*names] if is_told_apart else [], told)


def _first(cells: pd.DataFrame, rows: list[int]) -> str:
    return ", ".join(cells.loc[rows].iloc[:, 0].str.strip())


def _sections(cells: pd.DataFrame, is_foot: pd.Series) -> list[int]:
    """The rows with nothing but a text in the first column that head the records below them: two or more, the first
    above all records, each right above one."""
    if cells.empty:
        return []
    filled = cells.map(lambda cell: bool(cell.strip()))
    is_alone = filled.iloc[:, 0] & filled.sum(axis=1).eq(1) & ~cells.iloc[:, 0].str.strip().str.match(SUMMED)
    is_record = ~is_alone & ~is_foot
    heads = [int(row) for row in cells.index[is_alone & is_record.shift(-1, fill_value=False)]]
    return heads if cells.shape[1] > 2 and len(heads) > 1 and heads[0] < is_record.idxmax() else []


def _number(text: str) -> float | None:
    return written_number(without_letter(without_marks(text)))


def _numbers(cells: pd.DataFrame) -> pd.DataFrame:
    return cells.map(_number).astype("float64")


def _is_no_record(row: pd.Series, texts: set[str]) -> bool:
    """Is a row a sum or a note that somebody wrote among or below the records? texts: those of the first columns."""
    filled = _filled([*row])
    says = len(filled) == 1 and (len(filled[0].split()) > WORDS or not re.search(r"\d", row.iloc[0]))
    of = SUM_OF.fullmatch(filled[0])
    return len(row) > 2 and bool(SUMMED.match(filled[0]) or says or (of and folded(of[1]) in texts))


def is_prose(cells: pd.DataFrame) -> bool:
    """Is a sheet of one column a read-me: sentences, and no list of names or numbers?"""
    return cells.shape[1] == 1 and cells.iloc[:, 0].str.split().str.len().mean() > WORDS


def is_contents(cells: pd.DataFrame, titles: set[str]) -> bool:
    """Does a table list the other sheets of its workbook?"""
    return any(cells[heading].str.strip().isin(titles).mean() > 0.5 for heading in cells) and cells.shape[1] < 4


def _row_of_sums(cells: pd.DataFrame) -> tuple[int | None, bool]:
    """(the first or last row, where each of its numbers is the sum of all others (`All sites`), whether that is sure).

    Where other rows keep numbers back, and the row's numbers are at least what is left adds up to, its name decides:
    that of a whole (`Canada`, `All regions`) is sure.
    """
    numbers = _numbers(cells)
    columns = [name for name in cells if _adds_up(str(name), cells[name], numbers[name])]
    for row in (cells.index[-1], cells.index[0]) if len(cells) > 2 else ():
        totals = numbers.loc[row, columns].dropna()
        others = numbers.drop(row)[totals.index]
        enough = len(totals) > 1 or (len(totals) and len(cells) > SUMS)
        sums = others.sum()
        if not enough or sums.eq(0).any() or re.search(r"\d", cells.loc[row].iloc[0]):
            continue
        if (totals - sums).abs().le(1e-6 * sums.abs()).all():
            return int(row), True
        if others.isna().any().any() and totals.ge(sums).all():
            name = next(iter(_filled([*cells.loc[row]])))
            return int(row), bool(WHOLE.match(name) or SUM_OF.fullmatch(name))
    return None, False


def _rows_of_groups(cells: pd.DataFrame) -> list[int]:
    """The rows of groups in a table (a pivot table's) where each stands above its members as their sum; none unless
    the whole table is made of such groups, several of them of several members where one column alone says so."""
    numbers = _numbers(cells)
    columns = [name for name in cells if _adds_up(str(name), cells[name], numbers[name])]
    values = numbers[columns].fillna(0)
    heads, at, several = [], 0, 0
    while columns and at < len(values):
        sums = values.iloc[at + 1 :].cumsum()
        even = (sums - values.iloc[at]).abs().le(1e-6 * values.iloc[at].abs()).all(axis=1)
        if not even.any() or values.iloc[at].eq(0).all():
            return []
        heads.append(int(cells.index[at]))
        members = int(even.argmax()) + 1
        several |= members > 1
        at += members + 1
    enough = several > 0 if len(columns) > 1 else several > 1 and len(cells) > SUMS
    return heads if enough and len(heads) > 1 else []


def _adds_up(heading: str, cells: pd.Series, numbers: pd.Series) -> bool:
    """May the numbers of a column be added: most of its cells are numbers, and no years or shares?"""
    return bool(numbers.notna().mean() > 0.5) and not is_share(heading, cells) and not is_year(cells)


def goes_on_below(cells: pd.DataFrame, heading: str) -> bool:
    """Does a text in a column hold for the rows below it, where its cell is blank (and the rest of the row is not)?

    Then each text stands there once, the first row has one, and blank cells are at least a quarter.
    """
    texts = cells[heading].str.strip()
    blank, given = texts.eq(""), texts[texts.ne("")]
    if blank.iloc[0] or blank.mean() < 0.25 or len(given) < 2 or not given.is_unique:
        return False
    if given.map(lambda text: written_number(text) is not None).any() or REMARKS.search(heading):
        return False
    filled = cells.drop(columns=heading).apply(lambda column: column.str.strip().ne("")).sum(axis=1)
    return bool(filled[blank].min() >= filled[~blank].min() and filled[blank].min() > 0)


def sums_across(cells: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """Columns that are in each row the sum of three or more right before them -> the first and last of these."""
    numbers = _numbers(cells)
    found = {}
    for at, heading in enumerate(cells):
        for first in range(at - 2):
            parts, total = numbers.iloc[:, first:at], numbers.iloc[:, at]
            whole = parts.notna().any(axis=1) & total.notna()
            if parts.notna().any().all() and whole.sum() > 1 and (parts.sum(axis=1) - total)[whole].abs().max() < 1e-6:
                found[str(heading)] = (str(cells.columns[first]), str(cells.columns[at - 1]))
                break
    return found


def counts_within(cells: pd.Series, numbers: pd.Series) -> bool:
    """Do the cells count the rows of one number, in their order, from 0 or 1: an agreement, then its amendments?"""
    counts = cells.map(_number).astype("float64")
    places = counts.groupby(numbers.str.strip()).cumcount()
    return bool((counts - places).isin([0, 1]).all() and (counts - places).nunique() == 1)


def of_several_measures(cells: pd.DataFrame) -> str:
    """The column that says in what each row's numbers are counted, where that differs; "" where there is none."""
    for heading in cells:
        said = cells[heading].str.strip()
        if MEASURES.search(str(heading)) and said[said.ne("")].nunique() > 1:
            return str(heading)
    return ""


def is_year(cells: pd.Series) -> bool:
    numbers = [written_number(text) for text in cells if text.strip()]
    return all(one is not None and YEARS[0] <= one <= YEARS[1] for one in numbers)


def is_share(heading: str, cells: pd.Series) -> bool:
    """Are the numbers of a column parts of something, or balances, whose sum says nothing?"""
    given = cells[cells.str.strip() != ""]
    numbers = [number for text in given if (number := written_number(text)) is not None]
    parts = all(0 <= number <= 1 for number in numbers) and not all(number.is_integer() for number in numbers)
    return parts or bool(SHARE.search(heading) or BALANCE.search(heading)) or given.str.contains("%").mean() > 0.5
