"""Names that one part of `codebooks/admin.yaml` uses and another has to declare: every mistake, with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline.admin.columns import Chosen, Date, Later, Listed, Spelled
from pipeline.study.declared_names import Mistake, declared

if TYPE_CHECKING:
    from pipeline.admin.admin_codebook import AdminCodebook, AdminTable

NAME = re.compile(r"[a-z][a-z0-9_]*")
TAKEN = ("cleaning_log", "indicators", "named", "names", "organisation_pairs")  # tables that the stages make


def mistakes(book: AdminCodebook) -> list[Mistake]:
    """All mistakes, in the order of the file's sections; those of columns once every table's owner is there."""
    owners = [*_owners(book)]
    return [*owners, *([] if owners else [*_columns(book), *_long(book)]), *_figures(book)]


def _owners(book: AdminCodebook) -> Iterator[Mistake]:
    above: list[str] = []
    for name, table in book.tables.items():
        if not NAME.fullmatch(name) or name in TAKEN:
            yield ("tables", name), f"the name {name!r}: small letters, digits and _, and none of {', '.join(TAKEN)}"
        if table.belongs_to:
            place, owner = ("tables", name, "belongs_to"), table.belongs_to.table
            yield from declared(place, f"table {name}", [owner], book.tables, "tables")
            if owner in book.tables and book.tables[owner].key is None:
                yield place, f"table {name} belongs to {owner}, which has no `key`"
            if owner in book.tables and owner not in above:
                yield place, f"table {name} belongs to {owner}, which has to stand above it"
        above.append(name)


def _columns(book: AdminCodebook) -> Iterator[Mistake]:
    for name, table in book.tables.items():
        place, who, columns = ("tables", name), f"table {name}", book.columns_of(name)
        if table.belongs_to:
            owner = table.belongs_to
            of_owner = book.columns_of(owner.table)
            yield from declared((*place, "belongs_to"), who, owner.names, of_owner, f"tables > {owner.table} > columns")
        for twice in sorted({column for column in columns if columns.count(column) > 1}):
            yield (*place, "columns"), f"{who}: column {twice} stands there more than once"
        yield from declared(place, who, _used(table), columns, f"tables > {name} > columns")
        for number, column in enumerate(table.columns):
            at, what = (*place, "columns", number), f"column {column.name}"
            if isinstance(column, (Spelled, Listed)) and book.spellings_of is None:
                yield from declared(at, what, [column.spellings], book.spellings, "spellings")
            if isinstance(column, Chosen):
                yield from declared(at, what, [column.choices], book.choices, "choices")
            if isinstance(column, Date):
                yield from declared(at, what, [column.dates], book.dates, "dates")


def _long(book: AdminCodebook) -> Iterator[Mistake]:
    for number, long in enumerate(book.long):
        place, who = ("long", number), f"long table {long.name}"
        yield from declared(place, who, [long.table], book.tables, "tables")
        if long.table in book.tables:
            there = book.columns_of(long.table)
            yield from declared((*place, "columns"), who, long.columns, there, f"tables > {long.table} > columns")
        if long.name in book.tables:
            yield place, f"{who}: a table has this name already"


def _figures(book: AdminCodebook) -> Iterator[Mistake]:
    breakdowns = {breakdown.name for breakdown in book.breakdowns}
    for number, figure in enumerate(book.figures):
        place, who = ("figures", number), f"figure {figure.name}"
        yield from declared((*place, "by"), who, figure.by, breakdowns, "breakdowns")
        for field, quantity in (("of", figure.of), ("under", figure.under)):
            if quantity:
                known = [*book.tables, *(long.name for long in book.long)]
                yield from declared((*place, field), who, [quantity.table], known, "tables")


def _used(table: AdminTable) -> list[str]:
    """Columns that the rules of a table name."""
    used = [test.column for rule in table.drop for test in [*rule.any, *rule.all]]
    for rule in table.drop:
        used += rule.written
        used += [rule.keep_highest.of, *rule.keep_highest.within] if rule.keep_highest else []
    for missing in table.set_missing:
        used += [missing.when.column, *missing.columns]
    for column in table.columns:
        of = getattr(column, "of", [])
        used += [*(of if isinstance(of, list) else [of]), *([column.than] if isinstance(column, Later) else [])]
    used += [*filter(None, (table.belongs_to.number, table.belongs_to.name))] if table.belongs_to else []
    used += table.amendments.replaces if table.amendments else []
    used += [table.same.name, table.same.other_name, table.same.website, *table.same.alike_in] if table.same else []
    return [*used, *filter(None, (table.key, table.rows))]
