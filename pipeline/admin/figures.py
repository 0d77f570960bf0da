"""The codebook's figures, worked out overall and by group, with small groups hidden and intervals of ratios."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.admin.codebook import AdminCodebook
from pipeline.admin.conditions import all_hold
from pipeline.admin.declared_figures import Breakdown, Figure, Mix, Quantity
from pipeline.admin.readings import LIST
from pipeline.cleaning.cells import code_text, mapped
from pipeline.cleaning.disclosure import suppressed
from pipeline.cleaning.entries import Text
from pipeline.study import StudyError

OVERALL = "overall"
EVERYTHING = Text(en="All", fr="Ensemble")
DRAWS = 2000  # bootstrap samples of partners behind each interval
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
    by_name = {breakdown.name: breakdown for breakdown in codebook.breakdowns}
    parts = []
    for figure in codebook.figures:
        parts.append(_figure(figure, None, tables, codebook, seed))
        parts += [_figure(figure, by_name[name], tables, codebook, seed) for name in figure.by]
    return pd.concat(parts, ignore_index=True)


def _figure(
    figure: Figure, breakdown: Breakdown | None, tables: dict[str, pd.DataFrame], codebook: AdminCodebook, seed: int
) -> pd.DataFrame:
    """One figure in all groups of one breakdown (None: overall)."""
    above, owner = _cells(figure.of, figure, breakdown, tables, codebook)
    below = None
    if figure.under:
        below, other = _cells(figure.under, figure, breakdown, tables, codebook)
    groups = list(dict.fromkeys([*(breakdown.groups if breakdown else ["all"]), *sorted(set(above["group"]))]))
    total = _amount(above, figure.of)
    rows = []
    for group in groups:
        mine = above[above["group"].eq(group)]
        value, low, high = _amount(mine, figure.of) * figure.factor, np.nan, np.nan
        if figure.share_of_all:
            value = 100 * value / total if total else np.nan
        if below is not None:
            value, low, high = _ratio(mine, below[below["group"].eq(group)], figure, owner == other, seed)
        base = mine["owner"].nunique() if owner else len(mine)
        rows.append((group, value, base, low, high))
    frame = pd.DataFrame(rows, columns=["group", "value", "base", "low", "high"])
    hide = np.zeros(len(frame), dtype=bool)
    if owner and breakdown is not None:
        outside = tables[figure.of.table].shape[0] - len(above)  # rows without a group, or left out by the tests
        hide = suppressed(frame["base"].to_numpy(), codebook.least_partners, codebook.least_partners * (outside > 0))
    frame["suppressed"] = hide
    frame.loc[hide, ["value", "low", "high", "base"]] = np.nan
    unit = "partners" if owner else ("organisations" if codebook.tables[figure.of.table].same else "rows")
    frame = frame.assign(
        indicator=figure.name, breakdown=breakdown.name if breakdown else OVERALL, unit=figure.unit, base_unit=unit
    )
    names = breakdown.groups if breakdown else {"all": EVERYTHING}
    for language in ("en", "fr"):
        frame[f"label_{language}"] = figure.label[language]
        frame[f"group_{language}"] = [names[group][language] if group in names else group for group in frame["group"]]
    return frame[[*COLUMNS, "label_en", "label_fr", "group_en", "group_fr"]]


def _cells(
    quantity: Quantity,
    figure: Figure,
    breakdown: Breakdown | None,
    tables: dict[str, pd.DataFrame],
    codebook: AdminCodebook,
) -> tuple[pd.DataFrame, str | None]:
    """(rows that count: columns group, owner, amount; the owner's column). Rows without a group are in none."""
    whole = joined(quantity.table, tables, codebook)
    place = f"figures > {figure.name}"
    wanted = [quantity.sum, quantity.distinct, *(breakdown.columns if breakdown else [])]
    wanted += [test.column for test in [*quantity.where, *figure.where]]
    if absent := [name for name in wanted if name is not None and name not in whole.rows]:
        found = ", ".join(whole.rows.columns)
        raise StudyError("codebooks/admin.yaml", f"{place}: {quantity.table} has no `{absent[0]}`", f"one of {found}")
    rows = whole.rows[all_hold([*quantity.where, *figure.where], whole.rows)]
    group = pd.Series("all", index=rows.index)
    if breakdown:
        texts = [mapped(rows[name], code_text) for name in breakdown.columns]
        filled = np.logical_and.reduce([text.ne("") for text in texts])
        rows, group = rows[filled], pd.concat(texts, axis=1).agg("|".join, axis=1)[filled]
    amount = rows[quantity.sum].astype("float64") if quantity.sum else pd.Series(1.0, index=rows.index)
    cells = pd.DataFrame({"group": group, "amount": amount})
    cells["owner"] = rows[whole.owner] if whole.owner else None
    if quantity.distinct:
        cells["distinct"] = rows[quantity.distinct]
    return cells, whole.owner


def _amount(cells: pd.DataFrame, quantity: Quantity) -> float:
    """Missing adds nothing to a sum; `a;b` counts as two values."""
    if quantity.distinct:
        return float(len({value for text in cells["distinct"].dropna() for value in str(text).split(LIST)}))
    return float(cells["amount"].sum())


def _ratio(
    above: pd.DataFrame, below: pd.DataFrame, figure: Figure, of_partners: bool, seed: int
) -> tuple[float, float, float]:
    """(ratio, low, high): sum over sum, NaN where nothing is below the line.

    The interval comes of drawing partners anew (percentile bootstrap); NaN for fewer than three, and where the two sums
    are not of the same partners.
    """
    denominator = _amount(below, figure.under) if figure.under else 0.0
    if denominator == 0:
        return np.nan, np.nan, np.nan
    ratio = figure.factor * _amount(above, figure.of) / denominator
    if not of_partners or figure.of.distinct or above["owner"].nunique() < 3:
        return ratio, np.nan, np.nan
    sums = pd.concat(
        {"above": above.groupby("owner")["amount"].sum(), "below": below.groupby("owner")["amount"].sum()}, axis=1
    )
    x, y = sums.sort_index().fillna(0).to_numpy().T
    draws = np.random.default_rng(seed).integers(len(x), size=(DRAWS, len(x)))
    tops, bottoms = x[draws].sum(axis=1), y[draws].sum(axis=1)
    drawn = figure.factor * tops[bottoms > 0] / bottoms[bottoms > 0]
    low, high = np.quantile(drawn, [0.025, 0.975])
    return ratio, float(low), float(high)
