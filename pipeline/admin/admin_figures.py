"""The codebook's figures, worked out overall and by group, with small groups hidden and intervals of ratios."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.admin.admin_codebook import AdminCodebook
from pipeline.admin.conditions import all_hold
from pipeline.admin.declared_figures import Breakdown, Figure, Mix, Quantity
from pipeline.admin.readings import LIST
from pipeline.cleaning.cells import code_text, mapped
from pipeline.cleaning.disclosure import suppressed
from pipeline.language import phrase
from pipeline.study import StudyError

OVERALL, ALL = "overall", "all"
NOBODY = ""  # the owner of what the programme runs itself
DRAWS = 2000  # bootstrap samples of partners behind each interval
FEWEST_DRAWN = 3  # of fewer no interval says anything
COLUMNS = ["indicator", "breakdown", "group", "value", "unit", "base", "base_unit", "low", "high", "suppressed"]


@dataclass(frozen=True)
class Joined:
    """A table with the columns of its owner; `owner`: the name of the column that says whose a row is, or None."""

    rows: pd.DataFrame
    owner: str | None


def joined(name: str, tables: dict[str, pd.DataFrame], codebook: AdminCodebook) -> Joined:
    """Each row of a table with its owner's columns, where the table has none of that name."""
    table, rows = codebook.tables[name], tables[name]
    if table.belongs_to is None:
        return Joined(rows, table.key)
    owner = codebook.tables[table.belongs_to.table]
    others = tables[table.belongs_to.table]
    more = [column for column in others.columns if column not in rows.columns]
    return Joined(rows.merge(others[[owner.key, *more]], on=owner.key, how="left"), owner.key)


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


def worked_out(tables: dict[str, pd.DataFrame], codebook: AdminCodebook, seed: int) -> pd.DataFrame:
    """The table `admin/indicators`: every figure overall and by its breakdowns, in the codebook's order.

    tables: the clean tables by name. Groups with fewer than `least_partners` partners are hidden, and others with them
    until none can be worked out by subtraction; the overall row never is. Columns as COLUMNS, with labels.
    """
    tables = with_mixes(tables, codebook)
    whole = {name: joined(name, tables, codebook) for name in tables}
    by_name = {breakdown.name: breakdown for breakdown in codebook.breakdowns}
    parts = []
    for figure in codebook.figures:
        unit = "organisations" if codebook.tables[figure.of.table].same else "rows"
        for breakdown in [None, *(by_name[name] for name in figure.by)]:
            cells = _figure(figure, breakdown, whole, codebook.least_partners, seed)
            cells["base_unit"] = "partners" if whole[figure.of.table].owner else unit
            parts.append(_labelled(cells, figure, breakdown))
    return pd.concat(parts, ignore_index=True)


def _figure(
    figure: Figure, breakdown: Breakdown | None, whole: dict[str, Joined], least: int, seed: int
) -> pd.DataFrame:
    """One figure in all groups of one breakdown (None: overall): group, value, base, low, high, suppressed.

    The base is the partners of the group, whether or not they have something that counts; of a ratio, those below the
    line. Groups of which there is no row are left out.
    """
    above = _cells(figure.of, figure, breakdown, whole)
    below = _cells(figure.under, figure, breakdown, whole) if figure.under else None
    owner = whole[figure.of.table].owner
    of_partners = owner is not None and figure.under is not None and whole[figure.under.table].owner == owner
    looked_at = below if of_partners and below is not None else above
    groups = _groups_in_order(looked_at, breakdown)
    tops, bottoms = _by_owner(above, groups), _by_owner(below, groups) if below is not None else None
    values = _distinct(above, groups) if figure.of.distinct else tops.sum(axis=1).to_numpy()
    low = high = np.full(len(groups), np.nan)
    if bottoms is not None:
        under = bottoms.sum(axis=1).to_numpy()
        values = np.divide(values, under, out=np.full(len(groups), np.nan), where=under > 0)
        if of_partners and not figure.of.distinct:
            low, high = _intervals(tops, bottoms, seed)
    factor = 100 / values.sum() if figure.share_of_all and values.sum() else figure.factor
    there = looked_at[looked_at["group"].isin(groups)]
    members = there[there["owner"].ne(NOBODY)].groupby("group")["owner"].nunique() if owner else None
    base = (
        (members if members is not None else there[there["counts"]].groupby("group").size()).reindex(groups).fillna(0)
    )
    frame = pd.DataFrame({"group": groups, "value": values * factor, "base": base.fillna(0).to_numpy(dtype=float)})
    frame["low"], frame["high"] = low * factor, high * factor
    hide = np.zeros(len(frame), dtype=bool)
    if owner and breakdown is not None:
        others = set(looked_at["owner"]) - set(there["owner"]) - {NOBODY}
        partners = frame["base"].gt(0).to_numpy()  # what no partner did is no partner's secret
        hide[partners] = suppressed(frame["base"].to_numpy()[partners], least, len(others))
    frame["suppressed"] = hide
    frame.loc[hide, ["value", "low", "high", "base"]] = np.nan
    return frame


def _groups_in_order(cells: pd.DataFrame, breakdown: Breakdown | None) -> list[str]:
    """The groups that have rows: the codebook's in its order, then others by name."""
    there = set(cells["group"]) - {""}
    declared = [name for name in breakdown.groups if name in there] if breakdown else []
    return declared + sorted(there - set(declared))


def _by_owner(cells: pd.DataFrame, groups: list[str]) -> pd.DataFrame:
    """Sums, (G, O): a row a group, a column an owner (one of them nobody)."""
    return cells.groupby(["group", "owner"])["amount"].sum().unstack(fill_value=0.0).reindex(groups, fill_value=0.0)


def _distinct(cells: pd.DataFrame, groups: list[str]) -> np.ndarray:
    """How many distinct values each group has; `a;b` is two."""
    found: dict[str, set[str]] = {group: set() for group in groups}
    for group, text in cells.loc[cells["distinct"].notna(), ["group", "distinct"]].itertuples(index=False):
        if group in found:
            found[group] |= set(str(text).split(LIST))
    return np.array([len(values) for values in found.values()], dtype=float)


def _intervals(tops: pd.DataFrame, bottoms: pd.DataFrame, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """(low, high), (G,) each: 95 % of the ratio of sums when partners are drawn anew (percentile bootstrap).

    NaN for groups of fewer than FEWEST_DRAWN partners. A draw with nothing below the line is left out.
    """
    owners = sorted((set(tops.columns) | set(bottoms.columns)) - {NOBODY})
    above = tops.reindex(columns=owners, fill_value=0.0).to_numpy()
    below = bottoms.reindex(columns=owners, fill_value=0.0).to_numpy()
    low, high = np.full(len(above), np.nan), np.full(len(above), np.nan)
    for group, (x, y) in enumerate(zip(above, below, strict=True)):
        mine = (x != 0) | (y != 0)
        if mine.sum() >= FEWEST_DRAWN:
            draws = np.random.default_rng(seed).integers(mine.sum(), size=(DRAWS, mine.sum()))
            over, under = x[mine][draws].sum(axis=1), y[mine][draws].sum(axis=1)
            low[group], high[group] = np.quantile(over[under > 0] / under[under > 0], [0.025, 0.975])
    return low, high


def _labelled(cells: pd.DataFrame, figure: Figure, breakdown: Breakdown | None) -> pd.DataFrame:
    cells["indicator"], cells["unit"] = figure.name, figure.unit
    cells["breakdown"] = breakdown.name if breakdown else OVERALL
    languages = list(figure.label.root)
    names = breakdown.groups if breakdown else {ALL: phrase("admin", "everything", languages)}
    for language in languages:
        cells[f"label_{language}"] = figure.label[language]
        cells[f"group_{language}"] = [names[group][language] if group in names else group for group in cells["group"]]
    return cells[[*COLUMNS, *(f"{name}_{language}" for name in ("label", "group") for language in languages)]]


def _cells(quantity: Quantity, figure: Figure, breakdown: Breakdown | None, whole: dict[str, Joined]) -> pd.DataFrame:
    """Rows of a table that the figure looks at: columns group ("": none), owner, counts (the tests of the quantity are
    passed), amount (0 where they are not), distinct."""
    rows, owner = whole[quantity.table].rows, whole[quantity.table].owner
    wanted = [quantity.sum, quantity.distinct, *(breakdown.columns if breakdown else [])]
    wanted += [test.column for test in [*quantity.where, *figure.where]]
    if absent := [name for name in wanted if name is not None and name not in rows]:
        place, found = f"figures > {figure.name}", ", ".join(rows.columns)
        raise StudyError("codebooks/admin.yaml", f"{place}: {quantity.table} has no `{absent[0]}`", f"one of {found}")
    rows = rows[all_hold(figure.where, rows)]
    counts = all_hold(quantity.where, rows)
    amount = rows[quantity.sum].astype("float64").fillna(0) if quantity.sum else pd.Series(1.0, index=rows.index)
    cells = pd.DataFrame({"group": _groups(rows, breakdown), "counts": counts, "amount": amount.where(counts, 0.0)})
    cells["owner"] = rows[owner].fillna(NOBODY) if owner else NOBODY
    cells["distinct"] = rows[quantity.distinct].where(counts) if quantity.distinct else None
    return cells


def _groups(rows: pd.DataFrame, breakdown: Breakdown | None) -> list[str]:
    """The group of each row; several columns give `a|b`; "" where a column is missing."""
    if breakdown is None:
        return [ALL] * len(rows)
    texts = [mapped(rows[name], code_text) for name in breakdown.columns]
    return ["|".join(values) if all(values) else "" for values in zip(*texts, strict=True)]
