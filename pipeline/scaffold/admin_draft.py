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
from pipeline.admin.workbook import Sheet, filled_down, read_rows, sheets_of
from pipeline.language import phrase
from pipeline.scaffold.admin_columns import (
    BODY,
    GROUPS,
    NAMELESS,
    PERSON,
    are_names,
    free_name,
    is_amount,
    is_kind,
    is_list,
    kept_back,
    key_of,
    numbers_in,
    of_several,
    plain_heading,
    repeated_number,
    short_name,
)
from pipeline.scaffold.admin_sheets import (
    REMARKS,
    UNKNOWN,
    Place,
    Rows,
    goes_on_below,
    is_contents,
    is_prose,
    of_several_measures,
    rows_of,
    sums_across,
    tables_in,
)
from pipeline.scaffold.keyed_tables import NUMBERED, Keyed, Link, links, owners
from pipeline.scaffold.period_columns import in_time, repeated
from pipeline.study import first_of, folded
from pipeline.survey.date_columns import MONTHS_IN, date_formats
from pipeline.survey.export_files import VariableInfo
from pipeline.survey.personal import OPEN_FROM


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
    groups: dict[str, list[str]] = field(default_factory=dict)  # by table its breakdowns
    long: list[dict[str, Any]] = field(default_factory=list)
    told: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Found:
    """A table of a file as it was read. where: for sentences; reading: what `read_rows` was told; grouped: columns in
    which blank cells mean the text above."""

    where: str
    title: str
    path: Path
    reading: dict[str, Any]
    rows: Rows
    grouped: list[str]
    key: str | None


def draft(files: list[Path], place: str, languages: list[str]) -> tuple[dict[str, Any], list[str]]:
    """(the codebook's content, what was guessed, a sentence each) of workbooks and CSV files that will lie in
    raw/`place`. Raises StudyError for a file that cannot be read."""
    book = Draft(languages, place)
    tables = _tables(book, files)
    linked = links([Keyed(one.rows.records, one.key) for one in tables])
    names: dict[int, str] = {}
    for at in sorted(range(len(tables)), key=lambda at: len(owners(at, linked))):  # what others point at first
        link = linked.get(at)
        names[at] = _add_table(book, tables[at], link, names[link.owner] if link else "")
    _tell_apart(book)
    content: dict[str, Any] = {"title": _phrases(languages, "admin.title")}
    content |= {"spellings": book.spellings} if book.spellings else {}
    months = list(dict.fromkeys([*languages, *MONTHS_IN]))
    content |= (
        {"dates": {name: {"languages": months, "formats": [*used]} for used, name in book.formats.items()}}
        if book.formats
        else {}
    )
    content |= {"tables": book.tables} | ({"long": book.long} if book.long else {})
    content |= {"breakdowns": list(book.breakdowns.values()), "figures": book.figures}
    return content, book.told


def _tables(book: Draft, files: list[Path]) -> list[Found]:
    """The tables of the files, in their order; what is none is told."""
    found = []
    for path in files:
        sheets = sheets_of(path, path.name)
        for sheet in sheets:
            if not sheet.shown:
                book.told.append(f"{path.name}, {sheet.title}: the sheet is hidden; left out.")
                continue
            titles = {one.title for one in sheets} - {sheet.title}
            found += [one for table in tables_in(sheet) if (one := _table(book, path, sheet, table, titles))]
    return found


def _table(book: Draft, path: Path, sheet: Sheet, place: Place, titles: set[str]) -> Found | None:
    where = f"{path.name}, {place.title}"
    reading: dict[str, Any] = sheet.reading | {"header_rows": place.header_rows}
    reading |= {"last_row": place.last_row} if place.last_row else {}
    rows = rows_of(read_rows(path, path.name, **reading))
    cells = rows.records
    if cells.empty or is_prose(cells) or is_contents(cells, titles):
        why = "no rows below a header" if cells.empty else "sentences and no table" if is_prose(cells) else "a contents"
        book.told.append(f"{where}: {why}; left out.")
        return None
    grouped = [heading for heading in cells.columns[:2] if goes_on_below(cells, heading)]
    for heading in grouped:
        cells[heading] = filled_down(cells[heading])
    return Found(where, place.title, path, reading, rows, grouped, key_of(cells))


def _add_table(book: Draft, found: Found, link: Link | None, owner: str) -> str:
    """A table with its columns, and figures of it: how many rows, and the sum of each column of amounts; its name.

    link: the column that points at the table `owner`.
    """
    where, cells, foot, key = found.where, found.rows.records, found.rows.foot, found.key
    book.told += [f"{where}: {line}" for line in found.rows.told]
    across = sums_across(cells)
    book.told += [f"{where}: {total} is the sum of {first} to {last}." for total, (first, last) in across.items()]
    book.told += [f"{heading}: a blank cell is read as the text above it (`down`)." for heading in found.grouped]
    table = free_name(short_name(found.title), {*book.tables, *TAKEN})
    entry: dict[str, Any] = {"file": f"{book.place}/{found.path.name}"}
    entry |= {"label": dict.fromkeys(book.languages, found.title)} | found.reading
    entry |= {"key": short_name(key), "rows": short_name(key)} if key else {}
    entry["columns"], groups, amounts = [], [], []
    taken = {"row", "org"} | ({book.tables[owner]["key"]} if owner else set())
    again = None if key or link else repeated_number(cells)
    for heading in cells:
        name = free_name(short_name(heading), {one["name"] for one in entry["columns"]} | taken)
        is_link = link is not None and heading == link.heading
        column = _column(book, heading, name, cells[heading], heading == key or is_link)
        column |= {"down": True} if heading in found.grouped else {}
        column |= {"helper": True} if is_link else {}
        entry["columns"].append(column)
        if column["kind"] == "spelling":
            groups.append(name)
            book.breakdowns.setdefault(name, _breakdown(book, heading, name, column["spellings"]))
        elif column["kind"] == "number" and is_amount(heading, cells, again):
            amounts.append((name, heading))
    if found.rows.sections:
        groups.append(_section(book, entry, found.rows.sections))
    if link:
        groups += _belongs(book, entry, found, link, owner)
    elif again:
        book.told.append(f"{where}: {again} stands in several rows; where one amends another, say so (`amendments`).")
    if len(foot):
        _tell_foot(book, entry, found, _drop(book, entry, cells, foot))
    book.tables[table] = entry
    book.groups[table] = groups
    label = _phrases(book.languages, "admin.rows", table=found.title)
    _add_figure(book, f"{table}_rows", label, "rows", {"table": table}, groups)
    _add_sums(book, table, found, _by_time(book, table, found, amounts, across))
    return table


def _belongs(book: Draft, entry: dict[str, Any], found: Found, link: Link, owner: str) -> list[str]:
    """Say whose rows a table has; the groups that the owner gives them."""
    other, columns = book.tables[owner], [one["name"] for one in entry["columns"]]
    number = next(one["name"] for one in entry["columns"] if one["raw"] == link.heading)
    entry["belongs_to"] = {"table": owner, "number": number}
    entry |= {"key": other["key"]} if link.heading == found.key else {}
    entry |= {"rows": number} if link.heading == found.key else {}
    title = next(iter(other["label"].values()))
    book.told.append(f"{found.where}: {link.heading} says which row of {title} a row belongs to, and so its groups.")
    if link.unknown:
        book.told.append(f"{found.where}: {first_of(link.unknown, most=5)} is no number of {title}.")
    return [group for group in book.groups[owner] if group not in columns]


def _tell_foot(book: Draft, entry: dict[str, Any], found: Found, kept: int) -> None:
    left_out = "they have no identifier" if found.key else "a rule drops them; look whether none of them is a record"
    left_out = "some by a rule; look whether none of them is a record" if found.key and "drop" in entry else left_out
    number, said = len(found.rows.foot) - kept, f"{found.where}: rows of totals or notes are"
    book.told += [f"{said} left out: {number}, since {left_out}."] if number else []
    book.told += [f"{said} still counted: {kept}; drop them by a rule."] if kept else []


def _by_time(
    book: Draft,
    table: str,
    found: Found,
    amounts: list[tuple[str, str]],
    across: dict[str, tuple[str, str]],
) -> list[tuple[str, str]]:
    """Draft columns of one number at several times as one figure by month, quarter or year; the other amounts.

    Years are, too, where a column has their sum: else they may be how many there were at a time.
    """
    cells, names = found.rows.records, {heading: name for name, heading in amounts}
    if of_several_measures(cells):
        return amounts
    for (kind, rest), headings in repeated([heading for _, heading in amounts]).items():
        total = next((one for one, ends in across.items() if [*_between(cells, *ends)] == headings), None)
        if kind == "year" and total is None:
            continue
        columns = [names.pop(heading) for heading in headings]
        names.pop(total or "", None)
        groups = {name: dict.fromkeys(book.languages, one) for name, one in zip(columns, headings, strict=True)}
        taken = {one["name"] for one in book.tables[table]["columns"]}
        time = free_name(kind, taken | {name for name, one in book.breakdowns.items() if one["groups"] != groups})
        label = _phrases(book.languages, f"admin.{kind}")
        book.breakdowns[time] = {"name": time, "columns": [time], "label": label, "groups": groups}
        long = free_name(f"{table}_by_{kind}", {*book.tables, *TAKEN, *(one["name"] for one in book.long)})
        value = free_name("value", taken)
        book.long.append({"name": long, "table": table, "columns": columns, "time": time, "value": value})
        ends = f"{headings[0]} to {headings[-1]}"
        book.told.append(f"{found.where}: {ends} are one number by {kind}; if it is a state, do not add it up.")
        what = rest if re.search(r"[^\W\d_]", rest) else found.title
        label = _phrases(book.languages, "admin.sum", column=plain_heading(what))
        _add_figure(book, long, label, "total", {"table": long, "sum": value}, [time, *book.groups[table]])
    return [(name, heading) for name, heading in amounts if heading in names]


def _between(cells: pd.DataFrame, first: str, last: str) -> list[str]:
    return [*cells.loc[:, first:last]]


def _add_sums(book: Draft, table: str, found: Found, amounts: list[tuple[str, str]]) -> None:
    """The sum of each column of amounts; where rows differ in a unit or currency, of each of these apart."""
    cells, groups = found.rows.records, book.groups[table]
    measure = of_several_measures(cells) if amounts else ""
    parts: list[tuple[str, list[dict[str, Any]]]] = [("", [])]
    if measure:
        column = next(one for one in book.tables[table]["columns"] if one["raw"] == measure)
        is_listed = column["kind"] == "spelling"
        parts = []
        if is_listed:
            said = {folded(text) for text in cells[measure]}
            values = [one["clean"] for one in book.spellings[column["spellings"]]["values"]]
            parts = [
                (f", {value}", [{"column": column["name"], "is": [value]}]) for value in values if folded(value) in said
            ]
        so = "columns are added up for each of them apart" if is_listed else "no column is added up"
        book.told.append(f"{found.where}: rows differ in {measure}, so that {so}.")
        groups = [group for group in groups if group != column["name"]]
    for name, heading in amounts:
        for said_of, where in parts:
            label = _phrases(book.languages, "admin.sum", column=f"{plain_heading(heading)}{said_of}")
            of = {"table": table, "sum": name} | ({"where": where} if where else {})
            _add_figure(book, f"{table}_{short_name(name + said_of)}", label, "total", of, groups)


def _tell_apart(book: Draft) -> None:
    """Figures of several tables with one label get their table's."""
    sources = {one["name"]: one["table"] for one in book.long}
    labels = Counter(tuple(one["label"].values()) for one in book.figures)
    for one in book.figures:
        if labels[tuple(one["label"].values())] > 1:
            table = book.tables[sources.get(one["of"]["table"], one["of"]["table"])]["label"]
            one["label"] = {language: f"{table[language]}: {text}" for language, text in one["label"].items()}


def _add_figure(book: Draft, name: str, label: dict[str, str], unit: str, of: dict[str, Any], by: list[str]) -> None:
    name = free_name(name, {one["name"] for one in book.figures})
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
    if why := kept_back(heading, cells, known):
        book.told.append(f"{heading}: {why}")
        return column | {"helper": True}
    dates = date_formats(known, VariableInfo(heading, heading), None)
    if dates is not None and dates.kind == "date":
        formats = book.formats.setdefault(dates.formats, f"dates_{len(book.formats) + 1}")
        return column | {"kind": "date", "dates": formats}
    numbers = numbers_in(heading, known)
    if numbers and sum(one is not None for one in numbers) > 0.8 * len(numbers):
        whole = all(one is None or float(one).is_integer() for one in numbers)
        return column | {"kind": "number", "whole": whole}
    return column | _of_texts(book, heading, name, given)


def _of_texts(book: Draft, heading: str, name: str, given: pd.Series) -> dict[str, Any]:
    """What a column of texts is besides its name: whom it names, a list of categories, or not passed on."""
    if not is_kind(heading, given) and PERSON.search(heading):
        return {"names": "person"}
    if not is_kind(heading, given) and BODY.search(heading):
        return {"names": "organisation"}
    if are_names(heading, given):
        book.told.append(f"{heading}: may name people, and gets pseudonyms; a list of places is `kind: spelling`.")
        return {"names": "person"}
    if given.str.fullmatch(NAMELESS).all():
        return {}
    if is_list(given, heading) and not REMARKS.search(heading):
        if several := of_several(given):
            book.told.append(f"{heading}: `{several}` says more than one of these; to count each, see `kind: list`.")
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
    name = free_name(
        short_name(next(iter(title.values()))), {one["name"] for one in entry["columns"]} | {*book.breakdowns}
    )
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


def _spellings(book: Draft, name: str, given: pd.Series) -> str:
    """The name of a table of these values; one table serves all columns that share it."""
    values = [
        {"clean": text, "label": dict.fromkeys(book.languages, text), "spellings": []}
        for text in in_time(texts.mode()[0] for _, texts in given.groupby(given.map(folded)))  # as most write it
    ]
    for known, entry in book.spellings.items():
        if {one["clean"] for one in values} <= {one["clean"] for one in entry["values"]}:
            return known
    own = free_name(name, book.spellings)
    book.spellings[own] = {"values": values}
    return own


def _breakdown(book: Draft, heading: str, name: str, spellings: str) -> dict[str, Any]:
    groups = {one["clean"]: one["label"] for one in book.spellings[spellings]["values"]}
    return {
        "name": name,
        "columns": [name],
        "label": dict.fromkeys(book.languages, plain_heading(heading)),
        "groups": groups,
    }


def _phrases(languages: list[str], key: str, **labels: str) -> dict[str, str]:
    return dict(phrase("scaffold", key, languages, **labels).root)
