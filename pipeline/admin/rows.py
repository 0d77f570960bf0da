"""Rules for whole rows: which are data, which amend another, whose they are, which are dropped and why."""

import re

import pandas as pd

from pipeline.admin.admin_codebook import AdminTable, Amendments, BelongsTo, Drop, Highest
from pipeline.admin.conditions import all_hold, any_holds
from pipeline.admin.readings import matched
from pipeline.admin.working import Working
from pipeline.study import folded


def not_data(work: Working, table: AdminTable) -> None:
    """Headings, totals and notes: rows whose identifier cannot be read are no data; blank ones never are, and are not
    told."""
    if table.rows is None:
        work.drop(work.file.index[work.file.apply(lambda cells: cells.str.strip().eq("")).all(axis=1)], "not_data")
    else:
        work.drop(work.clean.index[work.clean[table.rows].isna()], "not_data")


def amend(work: Working, key: str, rule: Amendments) -> None:
    """Amending rows overrule the cells of the row that they amend, the later the stronger, and go.

    They are told from the first by their raw identifier; what they say beyond `replaces` is a remark. One that amends
    nothing stays a row of its own.
    """
    raw = work.raw[key].map(lambda text: re.sub(r"\s+", "-", text.strip().upper()))
    amends = raw.map(lambda text: matched(re.search, rule.matches, text) is not None) & work.left
    first = {value: row for row, value in work.clean.loc[work.left & ~amends, key].items()}
    for row in work.clean.index[amends]:
        amended = first.get(work.clean.at[row, key])
        if amended is None:
            continue
        for name in rule.replaces:
            if pd.notna(work.clean.at[row, name]):
                work.put(pd.Index([amended]), name, work.clean.at[row, name], "amendment")
        work.drop(pd.Index([row]), "amendment", pd.Series(f"amends row {amended}", index=[row]))


def belong(work: Working, rule: BelongsTo, owners: pd.DataFrame, key: str) -> None:
    """Columns `key`, the owner's name and `run_by`; the key alone where no names are told. owners: the clean table that
    rows belong to."""
    number = work.clean[rule.number]
    known = set(owners[key])
    if rule.name is None:
        owner = number.where(number.isin(known))
        work.add(key, owner.astype("str"), "belongs_to")
        work.rules[key] = work.rules[key].where(owner.notna(), "belongs_to:unknown")
        return
    by_name = {
        folded(name): owner for column in reversed(rule.names) for owner, name in _filled(owners, key, column).items()
    }
    own = {folded(name.strip()): by for name, by in rule.own.items()}
    written = work.clean[rule.name].map(folded, na_action="ignore")
    owner = number.where(number.isin(known), written.map(by_name).where(number.isna()))
    names = owners.set_index(key)[rule.names[0]]
    run_by = written.map(own).where(owner.isna())
    work.add(key, owner.astype("str"), "belongs_to")
    work.add(rule.names[0], owner.map(names).fillna(work.clean[rule.name]).astype("str"), "belongs_to")
    work.add("run_by", run_by.fillna(rule.run_by).astype("str"), "belongs_to")
    nobody = owner.isna() & run_by.isna()  # stays, under the name as written; metrics tell how many there are
    work.rules[key] = work.rules[key].where(~nobody, "belongs_to:unknown")


def _filled(owners: pd.DataFrame, key: str, column: str) -> dict[str, str]:
    there = owners[owners[column].notna()]
    return dict(zip(there[key], there[column], strict=True))


def drop_rows(work: Working, rules: list[Drop]) -> None:
    """Reasons in the codebook's order, each for the rows that the earlier ones left."""
    for rule in rules:
        left = work.clean[work.left]
        details = None
        if rule.identical:
            first = _first_alike(work.file[work.left])
            out = first.index[first != first.index]
            details = "kept row " + first[out].astype("str")
        elif rule.written:
            cells = work.raw.loc[left.index]
            says = [cells[name].str.strip().isin(texts) for name, texts in rule.written.items()]
            out = left.index[pd.concat(says, axis=1).any(axis=1)]
        elif rule.keep_highest:
            out = _lower(left, rule.keep_highest)
        else:
            out = left.index[any_holds(rule.any, left) if rule.any else all_hold(rule.all, left)]
        work.drop(out, rule.reason, details)


def _first_alike(file: pd.DataFrame) -> pd.Series:
    """For each row the first that is the same in every column, blanks at the ends aside."""
    plain = file.apply(lambda column: column.str.strip())
    return (
        pd.Series(file.index, index=file.index).groupby([plain[name] for name in plain], sort=False).transform("first")
    )


def _lower(left: pd.DataFrame, rule: Highest) -> pd.Index:
    """Rows below the highest value among those alike; where none can be read nothing is dropped."""
    highest = left.groupby(rule.within, dropna=False)[rule.of].transform("max")
    return left.index[left[rule.of].lt(highest).fillna(False).astype(bool)]


def set_missing(work: Working, table: AdminTable) -> None:
    for rule in table.set_missing:
        rows = work.clean.index[rule.when.holds(work.clean)]
        for name in rule.columns:
            work.put(rows, name, pd.NA, rule.reason)
