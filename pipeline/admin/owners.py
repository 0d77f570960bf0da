"""Tables for the figures: each row with what is known of its owner, owners with what their rows add up to."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.admin.admin_codebook import AdminCodebook, Long
from pipeline.admin.conditions import all_hold
from pipeline.admin.declared_figures import Mix
from pipeline.study import StudyError

PLACE = " place"  # no name of a column
NOBODY = ""  # the owner of what the programme runs itself


@dataclass(frozen=True)
class Joined:
    """A table with the columns of its owner, a row of it being whose `owners` says (NOBODY: the programme's own)."""

    rows: pd.DataFrame
    owner: str | None  # the name of the column that says whose a row is; None: rows are nobody's
    owners: np.ndarray  # (N,) position among `names`
    names: list[str]  # of all owners of that column, in whatever table; sorted


def joined(tables: dict[str, pd.DataFrame], codebook: AdminCodebook) -> dict[str, Joined]:
    """Each table, its rows with their owner's columns, where the table has none of that name."""
    whole = {name: _with_owner(name, tables, codebook) for name in tables}
    found: dict[str | None, pd.Index] = {}
    for owner in {owner for _, owner in whole.values()}:
        mine = [rows[owner].fillna(NOBODY) for rows, of in whole.values() if of == owner] if owner else []
        found[owner] = pd.Index(sorted({NOBODY}.union(*mine)))
    return {
        name: Joined(rows, owner, _positions(rows, owner, found[owner]), list(found[owner]))
        for name, (rows, owner) in whole.items()
    }


def in_rows(table: Joined, long: Long) -> Joined:
    """The table `long`: several rows for one of `table`, in the order of its rows, then of the columns."""
    rows = table.rows.assign(**{PLACE: range(len(table.rows))})
    kept = [name for name in rows if name not in long.columns]
    rows = rows.melt(kept, long.columns, long.time, long.value).dropna(subset=[long.value])
    rows = rows.sort_values(PLACE, kind="stable", ignore_index=True)
    return Joined(rows.drop(columns=PLACE), table.owner, table.owners[rows[PLACE]], table.names)


def _with_owner(name: str, tables: dict[str, pd.DataFrame], codebook: AdminCodebook) -> tuple[pd.DataFrame, str | None]:
    table, rows = codebook.tables[name], tables[name]
    if table.belongs_to is None:
        return rows, table.key
    owner = codebook.tables[table.belongs_to.table]
    others, _ = _with_owner(table.belongs_to.table, tables, codebook)
    more = [column for column in others.columns if column not in rows.columns]
    return rows.merge(others[[owner.key, *more]], on=owner.key, how="left"), owner.key


def _positions(rows: pd.DataFrame, owner: str | None, names: pd.Index) -> np.ndarray:
    return names.get_indexer(rows[owner].fillna(NOBODY)) if owner else np.zeros(len(rows), dtype=int)


def with_mixes(tables: dict[str, pd.DataFrame], codebook: AdminCodebook) -> dict[str, pd.DataFrame]:
    """The tables, owners with the columns that are worked out from the rows that belong to them."""
    tables = dict(tables)
    for mix in codebook.mixes:
        belongs = codebook.tables[mix.table].belongs_to
        if belongs is None:
            raise StudyError(
                "codebooks/admin.yaml", f"mixes > {mix.name}: {mix.table} belongs to nobody", "`belongs_to`"
            )
        key = codebook.tables[belongs.table].key
        owners = tables[belongs.table]
        tables[belongs.table] = owners.assign(**{mix.name: owners[key].map(_mixed(tables[mix.table], mix, key))})
    return tables


def _mixed(rows: pd.DataFrame, mix: Mix, key: str | None) -> pd.Series:
    """Index: owner; value: the step or the top value. Owners whose sum is 0 have none."""
    values = rows[mix.column].astype("float64").fillna(0)
    total = values.groupby(rows[key]).sum()
    total = total[total > 0]
    if mix.top is not None:
        sums = values.groupby([rows[key], rows[mix.top]]).sum().reset_index(name="sum")
        sums = sums.sort_values([key, "sum", mix.top], ascending=[True, False, True], kind="stable")
        return sums.drop_duplicates(key).set_index(key)[mix.top].reindex(total.index)
    part = values.where(all_hold(mix.where, rows), 0).groupby(rows[key]).sum().reindex(total.index) / total
    steps = pd.Series(pd.NA, index=total.index, dtype="object")
    for step in mix.steps:
        steps[part >= step.start] = step.clean
    return steps.astype("str")
