"""A first codebooks/admin.yaml from a programme's own lists: what each column seems to be, and figures to begin with.

Columns that name somebody get pseudonyms, long texts are not passed on; what is a guess is said on top of the file.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.admin.admin_checks import TAKEN
from pipeline.admin.readings import identifier
from pipeline.admin.workbook import YEAR, Sheet, filled_down, read_rows, sheets_of
from pipeline.cleaning.written_numbers import without_letter, without_marks, written_number
from pipeline.language import phrase
from pipeline.scaffold.admin_sheets import (
    REMARKS,
    UNKNOWN,
    Place,
    goes_on_below,
    is_contents,
    is_prose,
    is_share,
    is_year,
    of_several_measures,
    rows_of,
    sums_across,
    tables_in,
)
from pipeline.study import folded, without_accents
from pipeline.survey.date_columns import MONTHS_IN, date_formats
from pipeline.survey.export_files import VariableInfo
from pipeline.survey.personal import OPEN_FROM, is_personal

NUMBERED = r"^((?=.*\d)[\w./#-]+)$"  # no `Total` or `* Before tax.`
FEW = 15  # distinct values up to which a column is a list of categories
KEY = re.compile(
    r"\b(no|n[o°]|num|number|num[ée]ro|id|code|ref|reference|r[ée]f[ée]rence|file|dossier|expediente)\b", re.I
)
COUNT = re.compile(r"(?:number|nombre|nb|nbre|count|sum|somme)\.?\s(?:of|de|du|des|d['’])", re.IGNORECASE)  # no key
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
GROUPS = re.compile(  # what a heading says of places, kinds and periods, whose names are no people's
    r"\br[ée]gions?|provinc|territo|g[ée]ograph|countr|\bpays\b|\bcit(?:y|ies)\b|\bvilles?\b|municipal|district|\bsites?\b"
    r"|\bcent(?:re|er)s?\b|\boffices?\b|\bbureaux?\b|location|\blieux?\b|program|\bservices?\b|activit|sect(?:or|eur)"
    r"|cat[ée]gor|\btypes?\b|stat(?:us|ut)|\bsexe?\b|gender|\bgenre|\bgroup|\b[aâ]ges?\b|months?\b|\bmois\b|\byears?\b"
    r"|\bann[ée]es?\b|quarter|trimest|p[ée]riod|exercice|motif|\breasons?\b|\braisons?\b|indica[tc]|\br[ée]gimes?\b"
    r"|[ée]tiquettes de lignes|row labels",
    re.IGNORECASE,
)
REGISTERED = r"\d{9,11}"  # of businesses, of people, of phones
HEADING_MARKS = r"\s*(?:[*†‡§]+|[¹²³⁰-⁹]+|\(\d{1,2}\))+$"
NAMELESS = r"(?:[\d\s/.,:;#–—-]|\b(?:FY|AF|EF|Exercice|[QT]\d|[A-Z]{1,4}(?=[-\d])))+"  # 2020-21, FY2021-22 Q3, E-001
FULL_NAME = r"[^\W\d_a-z][\w'’.-]+(?:\s(?:de|du|la|le|des|van|von|di|da|del)|\s[^\W\d_a-z][\w'’.-]*){1,3}"


@dataclass
class Draft:
    """The parts of the codebook while tables are added one by one."""

    languages: list[str]
    place: str
    tables: dict[str, Any] = field(default_factory=dict)
    spellings: dict[str, Any] = field(default_factory=dict)
    formats: dict[tuple[str, ...], str] = field(default_factory=dict)
    breakdowns: dict[str, Any] = field(default_factory=dict)
    figures: list[dict[str, Any]] = field(default_factory=list)
    told: list[str] = field(default_factory=list)


def draft(files: list[Path], place: str, languages: list[str]) -> tuple[dict[str, Any], list[str]]:
    """(the codebook's content, what was guessed, a sentence each) of workbooks and CSV files that will lie in
    raw/`place`. Raises StudyError for a file that cannot be read."""
    book = Draft(languages, place)
    for path in files:
        sheets = sheets_of(path, path.name)
        for sheet in sheets:
            if not sheet.shown:
                book.told.append(f"{path.name}, {sheet.title}: the sheet is hidden; left out.")
                continue
            for table in tables_in(sheet):
                _add_table(book, path, sheet, table, {one.title for one in sheets} - {sheet.title})
    _tell_apart(book)
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


def _add_table(book: Draft, path: Path, sheet: Sheet, place: Place, titles: set[str]) -> None:
    """A table with its columns, and figures of it: how many rows, and the sum of each column of amounts."""
    where = f"{path.name}, {place.title}"
    reading: dict[str, Any] = sheet.reading | {"header_rows": place.header_rows}
    reading |= {"last_row": place.last_row} if place.last_row else {}
    rows = rows_of(read_rows(path, path.name, **reading))
    cells, foot = rows.records, rows.foot
    if cells.empty or is_prose(cells) or is_contents(cells, titles):
        why = "no rows below a header" if cells.empty else "sentences and no table" if is_prose(cells) else "a contents"
        book.told.append(f"{where}: {why}; left out.")
        return
    book.told += [f"{where}: {line}" for line in rows.told]
    across = sums_across(cells)
    book.told += [f"{where}: {total} is the sum of {first} to {last}." for total, (first, last) in across.items()]
    grouped = [heading for heading in cells.columns[:2] if goes_on_below(cells, heading)]
    for heading in grouped:
        book.told.append(f"{heading}: a blank cell is read as the text above it (`down`).")
        cells[heading] = filled_down(cells[heading])
    table = _free(_id(place.title), {*book.tables, *TAKEN})
    key = _key_of(cells)
    entry: dict[str, Any] = {"file": f"{book.place}/{path.name}", "label": dict.fromkeys(book.languages, place.title)}
    entry |= reading
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
        elif column["kind"] == "number" and not is_year(cells[heading]) and not is_share(heading, cells[heading]):
            amounts.append((name, heading))
    if rows.sections:
        groups.append(_section(book, entry, rows.sections))
    if len(foot):
        kept = _drop(book, entry, cells, foot)
        left_out = "they have no identifier" if key else "a rule drops them; look whether none of them is a record"
        left_out = "some by a rule; look whether none of them is a record" if key and "drop" in entry else left_out
        number = len(foot) - kept
        book.told += [f"{where}: rows of totals or notes are left out: {number}, since {left_out}."] if number else []
        book.told += (
            [f"{where}: rows of totals or notes are still counted: {kept}; drop them by a rule."] if kept else []
        )
    book.tables[table] = entry
    label = _phrases(book.languages, "admin.rows", table=place.title)
    _add_figure(book, f"{table}_rows", label, "rows", {"table": table}, groups)
    if amounts and (measure := of_several_measures(cells)):
        book.told.append(f"{where}: rows differ in {measure}, so that no column is added up.")
        amounts = []
    for name, heading in amounts:
        label = _phrases(book.languages, "admin.sum", column=_plain(heading))
        _add_figure(book, f"{table}_{name}", label, "total", {"table": table, "sum": name}, groups)


def _tell_apart(book: Draft) -> None:
    """Figures of several tables with one label get their table's."""
    labels = Counter(tuple(one["label"].values()) for one in book.figures)
    for one in book.figures:
        if labels[tuple(one["label"].values())] > 1:
            table = book.tables[one["of"]["table"]]["label"]
            one["label"] = {language: f"{table[language]}: {text}" for language, text in one["label"].items()}


def _add_figure(book: Draft, name: str, label: dict[str, str], unit: str, of: dict[str, str], by: list[str]) -> None:
    name = _free(name, {one["name"] for one in book.figures})
    book.figures.append({"name": name, "label": label, "unit": unit, "of": of, **({"by": by} if by else {})})


def _column(book: Draft, heading: str, name: str, cells: pd.Series, is_key: bool) -> dict[str, Any]:
    """One column as the codebook declares it: what names somebody before all else."""
    given = cells[cells.str.strip() != ""].str.strip()
    known = given[~given.str.fullmatch(UNKNOWN)]
    column: dict[str, Any] = {"name": name, "kind": "text", "raw": heading}
    if is_key:
        return column | {"kind": "identifier", "pattern": NUMBERED}
    if given.empty:
        return column | {"helper": True}
    if why := _kept_back(heading, cells, known):
        book.told.append(f"{heading}: {why}")
        return column | {"helper": True}
    dates = date_formats(known, VariableInfo(heading, heading), None)
    if dates is not None and dates.kind == "date":
        formats = book.formats.setdefault(dates.formats, f"dates_{len(book.formats) + 1}")
        return column | {"kind": "date", "dates": formats}
    numbers = _numbers(heading, known)
    if numbers and sum(one is not None for one in numbers) > 0.8 * len(numbers):
        whole = all(one is None or float(one).is_integer() for one in numbers)
        return column | {"kind": "number", "whole": whole}
    return column | _of_texts(book, heading, name, given)


def _kept_back(heading: str, cells: pd.Series, known: pd.Series) -> str:
    """Why a column is not passed on, whatever its cells look like: it identifies people or businesses; "" if not."""
    if not known.str.fullmatch(r"\d{1,4}").all() and is_personal(heading, heading, cells, None):
        return "" if BODY.search(heading) else "looks personal; it is not passed on."
    is_registered = known.str.fullmatch(REGISTERED).all() and known.str.len().nunique() == 1
    if is_registered and not known.str.endswith("00").all():
        return "looks like numbers of a register; it is not added up, nor passed on."
    return ""


def _numbers(heading: str, known: pd.Series) -> list[float | None]:
    """The numbers of a column, None for other cells. Letters beside them are passed over under a year, and where most
    numbers have none: `1A`, `2A` alone are codes."""
    numbers = [written_number(without_marks(text)) for text in known]
    if 2 * sum(one is not None for one in numbers) > len(numbers) or YEAR.fullmatch(heading):
        lettered = [written_number(without_letter(text)) for text in known]
        return [one if one is not None else other for one, other in zip(numbers, lettered, strict=True)]
    return numbers


def _of_texts(book: Draft, heading: str, name: str, given: pd.Series) -> dict[str, Any]:
    """What a column of texts is besides its name: whom it names, a list of categories, or not passed on."""
    if PERSON.search(heading):
        return {"names": "person"}
    if BODY.search(heading):
        return {"names": "organisation"}
    if given.str.fullmatch(FULL_NAME).mean() > 0.9:
        book.told.append(f"{heading}: may name people, and gets pseudonyms; a list of places is `kind: spelling`.")
        return {"names": "person"}
    if given.str.fullmatch(NAMELESS).all():
        return {}
    if _few(given, heading) and not REMARKS.search(heading):
        return {"kind": "spelling", "spellings": _spellings(book, name, given)}
    if GROUPS.search(heading) and given.str.len().mean() < OPEN_FROM:
        return {}
    book.told.append(f"{heading}: free text is not passed on (`helper`), since it may name people.")
    return {"helper": True}


def _section(book: Draft, entry: dict[str, Any], texts: list[str]) -> str:
    """Give a table the column of its sections, and a breakdown by them (`Region: North` is the region North)."""
    parts = [text.partition(":") for text in texts]
    shared = {kind.strip() for kind, colon, name in parts if colon and name.strip()}
    is_named = len(shared) == 1 and all(colon and name.strip() for _, colon, name in parts)
    title = dict.fromkeys(book.languages, *shared) if is_named else _phrases(book.languages, "admin.group")
    name = _free(_id(next(iter(title.values()))), {one["name"] for one in entry["columns"]} | {*book.breakdowns})
    of = entry["columns"][0]["name"]
    entry["columns"].append({"name": name, "kind": "section", "of": of, "texts": texts})
    labels = [part[2].strip() if is_named else text for text, part in zip(texts, parts, strict=True)]
    groups = {text: dict.fromkeys(book.languages, label) for text, label in zip(texts, labels, strict=True)}
    book.breakdowns[name] = {"name": name, "columns": [name], "label": title, "groups": groups}
    return name


def _drop(book: Draft, entry: dict[str, Any], records: pd.DataFrame, foot: pd.DataFrame) -> int:
    """Give a table a rule that drops its rows of totals and notes by the text of their first filled cell, where no
    record has it; how many of them have a text that a record has, too."""
    columns = {column["raw"]: column for column in entry["columns"] if "raw" in column}
    written: dict[str, list[str]] = {}
    kept = 0
    for row in foot.to_dict("records"):
        heading, text = next((heading, cell.strip()) for heading, cell in row.items() if cell.strip())
        if columns[heading]["kind"] == "identifier" and identifier(text, NUMBERED)[0] is None:
            continue  # no row at all; `Subtotal Q1` is read as an identifier
        if records[heading].str.strip().eq(text).any():
            kept += 1
        elif text not in written.setdefault(columns[heading]["name"], []):
            written[columns[heading]["name"]].append(text)
    if written:
        label = _phrases(book.languages, "admin.totals")
        entry["drop"] = [{"reason": "total", "label": label, "written": written}]
    return kept


def _few(given: pd.Series, heading: str) -> bool:
    """Are the texts a list of categories: few, short, and most of them (some, where the heading says that they are
    groups) there more than once?"""
    distinct = given.map(folded).nunique()
    again = distinct < len(given) if GROUPS.search(heading) else 2 * distinct <= len(given)
    return distinct <= FEW and again and given.str.len().mean() < OPEN_FROM


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
    return {"name": name, "columns": [name], "label": dict.fromkeys(book.languages, _plain(heading)), "groups": groups}


def _key_of(cells: pd.DataFrame) -> str | None:
    """The column that names a row: filled and different in each, called a number or code, or the first of all."""
    for heading in cells:
        texts = cells[heading].str.strip()
        if COUNT.match(str(heading)) or date_formats(texts[texts.ne("")], VariableInfo(heading, heading), None):
            continue
        usual = texts.str.fullmatch(r"[\w./#-]*\d[\w./#-]*").all()
        if usual and texts.is_unique and (KEY.search(str(heading)) or heading == cells.columns[0]):
            return str(heading)
    return None


def _plain(heading: str) -> str:
    """A heading in one line, without the marks of footnotes."""
    return re.sub(HEADING_MARKS, "", " ".join(heading.split())) or heading


def _id(text: str) -> str:
    name = re.sub(r"\W+", "_", without_accents(_plain(text))).strip("_").lower()[:40]
    return name if name[:1].isalpha() else f"t_{name}".rstrip("_")


def _free(name: str, taken: Any) -> str:
    while name in taken:
        name += "_"
    return name


def _phrases(languages: list[str], key: str, **labels: str) -> dict[str, str]:
    return dict(phrase("scaffold", key, languages, **labels).root)
