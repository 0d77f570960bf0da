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
    base_cells = below if of_partners and below is not None else above
    there = base_cells[base_cells["group"].ne("")]
    groups = [name for name in breakdown.groups if name in set(there["group"])] if breakdown else []
    groups += sorted(set(there["group"]) - set(groups))
    tops, bottoms = _by_group(above), _by_group(below) if below is not None else {}
    total = _amount(above[above["group"].ne("")], figure.of)
    rows = []
    for group in groups:
        mine = tops.get(group, above.iloc[:0])
        value, low, high = _amount(mine, figure.of) * figure.factor, np.nan, np.nan
        if figure.share_of_all:
            value = 100 * value / total if total else np.nan
        if figure.under:
            value, low, high = _ratio(mine, bottoms.get(group, above.iloc[:0]), figure, of_partners, seed)
        members = there[there["group"].eq(group)]
        rows.append((group, value, members["owner"].nunique() if owner else int(members["counts"].sum()), low, high))
    frame = pd.DataFrame(rows, columns=["group", "value", "base", "low", "high"])
    hide = np.zeros(len(frame), dtype=bool)
    if owner and breakdown is not None:
        others = set(base_cells["owner"].dropna()) - set(there["owner"].dropna())
        partners = frame["base"].gt(0).to_numpy()  # what no partner did is no partner's secret
        hide[partners] = suppressed(frame["base"].to_numpy()[partners], least, len(others))
    frame["suppressed"] = hide
    frame.loc[hide, ["value", "low", "high", "base"]] = np.nan
    return frame


def _by_group(cells: pd.DataFrame) -> dict[str, pd.DataFrame]:
    return {str(group): rows for group, rows in cells.groupby("group", sort=False)}


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
    cells["owner"] = rows[owner] if owner else None
    cells["distinct"] = rows[quantity.distinct].where(counts) if quantity.distinct else None
    return cells


def _groups(rows: pd.DataFrame, breakdown: Breakdown | None) -> list[str]:
    """The group of each row; several columns give `a|b`; "" where a column is missing."""
    if breakdown is None:
        return [ALL] * len(rows)
    texts = [mapped(rows[name], code_text) for name in breakdown.columns]
    return ["|".join(values) if all(values) else "" for values in zip(*texts, strict=True)]


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
    sums = pd.concat([cells.groupby("owner")["amount"].sum() for cells in (above, below)], axis=1).sort_index()
    if not of_partners or figure.of.distinct or len(sums) < FEWEST_DRAWN:
        return ratio, np.nan, np.nan
    x, y = sums.fillna(0).to_numpy().T
    draws = np.random.default_rng(seed).integers(len(x), size=(DRAWS, len(x)))
    tops, bottoms = x[draws].sum(axis=1), y[draws].sum(axis=1)
    drawn = figure.factor * tops[bottoms > 0] / bottoms[bottoms > 0]
    low, high = np.quantile(drawn, [0.025, 0.975])
    return ratio, float(low), float(high)
