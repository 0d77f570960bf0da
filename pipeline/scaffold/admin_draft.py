"""A first codebooks/admin.yaml from a programme's own lists: what each column seems to be, and figures to begin with.

Columns that name somebody get pseudonyms, long texts are not passed on; what is a guess is said on top of the file.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.admin.admin_checks import TAKEN
from pipeline.admin.workbook import Sheet, filled_down, read_rows, sheets_of
from pipeline.cleaning.written_numbers import without_marks, written_number
from pipeline.language import phrase
from pipeline.study import folded, without_accents
from pipeline.survey.date_columns import MONTHS_IN, date_formats
from pipeline.survey.export_files import VariableInfo
from pipeline.survey.personal import OPEN_FROM, is_personal

HEADER_WITHIN = 10  # rows in which the header is looked for
FEW = 15  # distinct values up to which a column is a list of categories
KEY = re.compile(
    r"\b(no|n[o°]|num|number|num[ée]ro|id|code|ref|reference|r[ée]f[ée]rence|file|dossier|expediente)\b", re.I
)
PERSON = re.compile(
    r"contact|person|responsab|manager|officer|agent|signator|signataire|coordinat|director|directeur|directrice|"
    r"interlocut|worker|intervenant|encargad|gestionnaire|conseill|advisor",
    re.IGNORECASE,
)
BODY = re.compile(
    r"organi[sz]|organism|partner|partenaire|recipient|b[ée]n[ée]ficiaire|employe|company|entreprise|supplier|"
    r"fournisseur|provider|prestataire|contractor|vendor|proveedor|grantee|holder|titulaire|empresa|socio|client|agency|agence|\bnames?\b|\bnoms?\b|\bnombre\b",
    re.IGNORECASE,
)
REMARKS = re.compile(r"comment|remark|remarque|\bnotes?\b|observa[ct]ion", re.IGNORECASE)  # about anybody
SHARE = re.compile(r"%|percent|pour ?cent|\brates?\b|\btaux\b|\bratio\b|\bshares?\b|proportion", re.IGNORECASE)
SUMMED = re.compile(r"(grand |sub-?|sous-)?tota(l|ls|ux)\b|(sum|somme|moyenne|average)$", re.IGNORECASE)
UNKNOWN = (
    r"(?i:[-–—.*?]+|n\.?/?[ad]\.?|s\.?/?o\.?|tbd|tbc|à (?:venir|confirmer)|unknown|inconnu|<\s?\d+"
    r"|[xf]|suppressed|supprim[ée]|confiden\w+)"  # as statistical offices mark what they keep back
)
NAMELESS = r"(?:[\d\s/.,:;#–—-]|\b(?:FY|AF|EF|Exercice|[QT]\d|[A-Z]{1,4}(?=[-\d])))+"  # 2020-21, FY2021-22 Q3, E-001
FULL_NAME = r"[^\W\d_a-z][\w'’.-]+(?:\s(?:de|du|la|le|des|van|von|di|da|del)|\s[^\W\d_a-z][\w'’.-]*){1,3}"
YEARS = (1900, 2100)
SUMS = 5  # rows from which one column of sums tells a row of totals; two columns tell it in any table
WORDS = 3  # of a cell that stands alone in its row, from which it is a note and no number of a record


@dataclass
class Draft:
    """The parts of the codebook while tables are added one by one."""

    languages: list[str]
    tables: dict[str, Any] = field(default_factory=dict)
    spellings: dict[str, Any] = field(default_factory=dict)
    formats: dict[tuple[str, ...], str] = field(default_factory=dict)
    breakdowns: dict[str, Any] = field(default_factory=dict)
    figures: list[dict[str, Any]] = field(default_factory=list)
    told: list[str] = field(default_factory=list)


def draft(files: list[Path], place: str, languages: list[str]) -> tuple[dict[str, Any], list[str]]:
    """(the codebook's content, what was guessed, a sentence each) of workbooks and CSV files that will lie in
    raw/`place`. Raises StudyError for a file that cannot be read."""
    book = Draft(languages)
    for path in files:
        for sheet in sheets_of(path, path.name):
            _add_table(book, path, sheet, place)
    content: dict[str, Any] = {"title": _phrases(languages, "admin.title")}
    content |= {"spellings": book.spellings} if book.spellings else {}
    months = list(dict.fromkeys([*languages, *MONTHS_IN]))
    content |= (
        {"dates": {name: {"languages": months, "formats": [*used]} for used, name in book.formats.items()}}
        if book.formats
        else {}
    )
    content |= {"tables": book.tables, "breakdowns": list(book.breakdowns.values()), "figures": book.figures}
    return content, book.told


def _add_table(book: Draft, path: Path, sheet: Sheet, place: str) -> None:
    """A table with its columns, and figures of it: how many rows, and the sum of each column of amounts."""
    header = _header_row(sheet.cells) + 1
    cells = read_rows(path, path.name, header_rows=header, **sheet.reading)
    cells = cells[cells.ne("").any(axis=1)]
    is_foot = cells.apply(_is_no_record, axis=1)
    foot, cells = cells[is_foot], cells[~is_foot]
    if cells.empty or _is_prose(cells):
        why = "no rows below a header" if cells.empty else "sentences and no table"
        book.told.append(f"{path.name}, {sheet.title}: {why}; left out.")
        return
    total, is_sure = _row_of_sums(cells)
    if total is not None:
        words = f"row {total} ({next(text for text in cells.loc[total] if text.strip())})"
        says = "is the sum of the others" if is_sure else "may be a total of the others; it is still counted"
        book.told.append(f"{path.name}, {sheet.title}: {words} {says}.")
    if is_sure:
        foot, cells = pd.concat([foot, cells.loc[[total]]]), cells.drop(total)
    grouped = [heading for heading in cells.columns[:2] if _goes_on_below(cells, heading)]
    for heading in grouped:
        book.told.append(f"{heading}: a blank cell is read as the text above it (`down`).")
        cells[heading] = filled_down(cells[heading])
    table = _free(_id(sheet.title), {*book.tables, *TAKEN})
    key = _key_of(cells)
    entry: dict[str, Any] = {"file": f"{place}/{path.name}", "label": dict.fromkeys(book.languages, sheet.title)}
    entry |= sheet.reading | {"header_rows": header}
    entry |= {"key": _id(key), "rows": _id(key)} if key else {}
    entry["columns"], groups, amounts = [], [], []
    for heading in cells:
        name = _free(_id(heading), {one["name"] for one in entry["columns"]} | {"row", "org"})
        column = _column(book, heading, name, cells[heading], heading == key)
        column |= {"down": True} if heading in grouped else {}
        entry["columns"].append(column)
        if column["kind"] == "spelling":
            groups.append(name)
            book.breakdowns.setdefault(name, _breakdown(book, heading, name, column["spellings"]))
        elif column["kind"] == "number" and not _is_year(cells[heading]) and not _is_share(heading, cells[heading]):
            amounts.append((name, heading))
    if len(foot):
        kept = 0 if key else _drop(book, entry, cells, foot)
        left_out = "they have no identifier" if key else "a rule drops them; look whether none of them is a record"
        number, title = len(foot) - kept, f"{path.name}, {sheet.title}"
        book.told += [f"{title}: rows of totals or notes are left out: {number}, since {left_out}."] if number else []
        book.told += (
            [f"{title}: rows of totals or notes are still counted: {kept}; drop them by a rule."] if kept else []
        )
    book.tables[table] = entry
    label = _phrases(book.languages, "admin.rows", table=sheet.title)
    _add_figure(book, f"{table}_rows", label, "rows", {"table": table}, groups)
    for name, heading in amounts:
        label = _phrases(book.languages, "admin.sum", column=heading)
        _add_figure(book, f"{table}_{name}", label, "total", {"table": table, "sum": name}, groups)


def _add_figure(book: Draft, name: str, label: dict[str, str], unit: str, of: dict[str, str], by: list[str]) -> None:
    name = _free(name, {one["name"] for one in book.figures})
    book.figures.append({"name": name, "label": label, "unit": unit, "of": of, **({"by": by} if by else {})})


def _column(book: Draft, heading: str, name: str, cells: pd.Series, is_key: bool) -> dict[str, Any]:
    """One column as the codebook declares it: what names somebody before all else."""
    given = cells[cells.str.strip() != ""].str.strip()
    known = given[~given.str.fullmatch(UNKNOWN)]
    column: dict[str, Any] = {"name": name, "kind": "text", "raw": heading}
    if is_key:
        return column | {"kind": "identifier", "pattern": r"^((?=.*\d)[\w./#-]+)$"}  # no `Total` or `* Before tax.`
    if given.empty:
        return column | {"helper": True}
    info = VariableInfo(heading, heading)
    dates = date_formats(known, info, None)
    if dates is not None and dates.kind == "date":
        return column | {
            "kind": "date",
            "dates": book.formats.setdefault(dates.formats, f"dates_{len(book.formats) + 1}"),
        }
    numbers = [written_number(without_marks(text)) for text in known]
    if numbers and sum(one is not None for one in numbers) > 0.8 * len(numbers):
        whole = all(one is None or float(one).is_integer() for one in numbers)
        return column | {"kind": "number", "whole": whole}
    if is_personal(heading, heading, cells, None) and not BODY.search(heading):
        book.told.append(f"{heading}: looks personal; it is not passed on.")
        return column | {"helper": True}
    if PERSON.search(heading):
        return column | {"names": "person"}
    if BODY.search(heading):
        return column | {"names": "organisation"}
    if given.str.fullmatch(FULL_NAME).mean() > 0.9:
        book.told.append(f"{heading}: may name people, and gets pseudonyms; a list of places is `kind: spelling`.")
        return column | {"names": "person"}
    if given.str.fullmatch(NAMELESS).all():
        return column
    if _few(given) and not REMARKS.search(heading):
        return column | {"kind": "spelling", "spellings": _spellings(book, name, given)}
    book.told.append(f"{heading}: free text is not passed on (`helper`), since it may name people.")
    return column | {"helper": True}


def _drop(book: Draft, entry: dict[str, Any], records: pd.DataFrame, foot: pd.DataFrame) -> int:
    """Give a table a rule that drops its rows of totals and notes; how many of them no rule can tell from a record.

    They are known by their first filled cell: its text in a column of texts, and in a column of categories, where such
    a text is no category, by the category that every record has and they have not.
    """
    columns = {column["raw"]: column for column in entry["columns"]}
    tests: dict[str, dict[str, Any]] = {}
    kept = 0
    for row in foot.to_dict("records"):
        heading, text = next((heading, cell.strip()) for heading, cell in row.items() if cell.strip())
        name, kind = columns[heading]["name"], columns[heading]["kind"]
        if kind == "text":
            tests.setdefault(name, {"column": name, "is": []})["is"].append(text)
        elif kind == "spelling" and records[heading].str.strip().ne("").all():
            tests[name] = {"column": name, "filled": False}
        else:
            kept += 1
    if tests:
        label = _phrases(book.languages, "admin.totals")
        entry["drop"] = [{"reason": "total", "label": label, "any": list(tests.values())}]
    return kept


def _few(given: pd.Series) -> bool:
    """Are the texts a list of categories: few, short, and most of them there more than once?"""
    distinct = given.map(folded).nunique()
    return distinct <= FEW and 2 * distinct <= len(given) and given.str.len().mean() < OPEN_FROM


def _spellings(book: Draft, name: str, given: pd.Series) -> str:
    """The name of a table of these values; one table serves all columns that share it."""
    values = [
        {"clean": text, "label": dict.fromkeys(book.languages, text), "spellings": []}
        for text in sorted(texts.mode()[0] for _, texts in given.groupby(given.map(folded)))  # as most write it
    ]
    for known, entry in book.spellings.items():
        if {one["clean"] for one in values} <= {one["clean"] for one in entry["values"]}:
            return known
    own = _free(name, book.spellings)
    book.spellings[own] = {"values": values}
    return own


def _breakdown(book: Draft, heading: str, name: str, spellings: str) -> dict[str, Any]:
    groups = {one["clean"]: one["label"] for one in book.spellings[spellings]["values"]}
    return {"name": name, "columns": [name], "label": dict.fromkeys(book.languages, heading), "groups": groups}


def _key_of(cells: pd.DataFrame) -> str | None:
    """The column that names a row: filled and different in each, called a number or code, or the first of all."""
    for heading in cells:
        texts = cells[heading].str.strip()
        usual = texts.str.fullmatch(r"[\w./#-]*\d[\w./#-]*").all()
        if usual and texts.is_unique and (KEY.search(str(heading)) or heading == cells.columns[0]):
            return str(heading)
    return None


def _is_no_record(row: pd.Series) -> bool:
    """Is a row a sum or a note that somebody wrote among or below the records?"""
    filled = [text.strip() for text in row if text.strip()]
    says = len(filled) == 1 and (len(filled[0].split()) > WORDS or not re.search(r"\d", row.iloc[0]))
    return len(row) > 2 and bool(SUMMED.match(filled[0]) or says)


def _is_prose(cells: pd.DataFrame) -> bool:
    """Is a sheet of one column a read-me: sentences, and no list of names or numbers?"""
    return cells.shape[1] == 1 and cells.iloc[:, 0].str.split().str.len().mean() > WORDS


def _row_of_sums(cells: pd.DataFrame) -> tuple[int | None, bool]:
    """(the first or last row, where each of its numbers is the sum of all others (`All sites`), whether that is sure).

    It is not where other rows keep numbers back, and the row's numbers are more than what is left adds up to.
    """
    numbers = cells.map(lambda text: written_number(without_marks(text))).astype("float64")
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
            return int(row), False
    return None, False


def _adds_up(heading: str, cells: pd.Series, numbers: pd.Series) -> bool:
    """May the numbers of a column be added: most of its cells are numbers, and no years or shares?"""
    return bool(numbers.notna().mean() > 0.5) and not _is_share(heading, cells) and not _is_year(cells)


def _goes_on_below(cells: pd.DataFrame, heading: str) -> bool:
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


def _header_row(rows: list[list[str]]) -> int:
    """The first row that fills most of the table's width: titles above it fill a cell or two. Where it has gaps, the
    row below it, if that has words in each of them over columns of numbers: a header of groups and names."""
    width = max((sum(bool(cell.strip()) for cell in row) for row in rows[: 2 * HEADER_WITHIN]), default=0)
    for number, row in enumerate(rows[:HEADER_WITHIN]):
        filled = [cell for cell in row if cell.strip()]
        if len(filled) >= 0.6 * width and not any(written_number(cell) is not None for cell in filled):
            gaps = [place for place, cell in enumerate(row) if not cell.strip()]
            below = rows[number + 1 :]
            return number + 1 if gaps and below and _names_gaps(below, gaps) else number
    return 0


def _names_gaps(below: list[list[str]], gaps: list[int]) -> bool:
    named, *records = below[: HEADER_WITHIN + 1]
    gaps = [place for place in gaps if named[place].strip()]
    has_numbers = [any(written_number(one[place]) is not None for one in records) for place in gaps]
    return bool(gaps) and all(has_numbers) and not any(written_number(cell) is not None for cell in named)


def _is_year(cells: pd.Series) -> bool:
    numbers = [written_number(text) for text in cells if text.strip()]
    return all(one is not None and YEARS[0] <= one <= YEARS[1] for one in numbers)


def _is_share(heading: str, cells: pd.Series) -> bool:
    """Are the numbers of a column parts of something, whose sum says nothing?"""
    given = cells[cells.str.strip() != ""]
    numbers = [number for text in given if (number := written_number(text)) is not None]
    parts = all(0 <= number <= 1 for number in numbers) and not all(number.is_integer() for number in numbers)
    return parts or bool(SHARE.search(heading)) or given.str.contains("%").mean() > 0.5


def _id(text: str) -> str:
    name = re.sub(r"\W+", "_", without_accents(text)).strip("_").lower()[:40]
    return name if name[:1].isalpha() else f"t_{name}".rstrip("_")


def _free(name: str, taken: Any) -> str:
    while name in taken:
        name += "_"
    return name


def _phrases(languages: list[str], key: str, **labels: str) -> dict[str, str]:
    return dict(phrase("scaffold", key, languages, **labels).root)
