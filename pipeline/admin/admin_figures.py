"""The codebook's figures, worked out overall and by group, with small groups hidden and intervals of ratios."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.admin.admin_codebook import AdminCodebook
from pipeline.admin.conditions import all_hold
from pipeline.admin.declared_figures import Breakdown, Figure, Quantity
from pipeline.admin.owners import NOBODY, Joined, in_rows, joined, with_mixes
from pipeline.admin.readings import LIST
from pipeline.cleaning.cells import code_text, mapped
from pipeline.cleaning.disclosure import suppressed
from pipeline.language import phrase
from pipeline.study import StudyError

OVERALL, ALL = "overall", "all"
DRAWS = 2000  # bootstrap samples of partners behind each interval
FEWEST_DRAWN = 3  # of fewer no interval says anything
COLUMNS = ["indicator", "breakdown", "group", "value", "unit", "base", "base_unit", "low", "high", "suppressed"]


def worked_out(tables: dict[str, pd.DataFrame], codebook: AdminCodebook, seed: int) -> pd.DataFrame:
    """The table `admin/indicators`: every figure overall and by its breakdowns, in the codebook's order.

    tables: the clean tables by name. Groups with fewer than `least_partners` partners are hidden, and others with them
    until none can be worked out by subtraction; the overall row never is. Columns as COLUMNS, with labels.
    """
    whole = joined(with_mixes(tables, codebook), codebook)
    whole |= {long.name: in_rows(whole[long.table], long) for long in codebook.long}
    by_name = {breakdown.name: breakdown for breakdown in codebook.breakdowns}
    known: dict[tuple[str, str], Groups] = {}

    def groups(table: str, breakdown: Breakdown | None, figure: Figure) -> Groups:
        key = (table, breakdown.name if breakdown else OVERALL)
        if key not in known:
            _has(whole[table].rows, breakdown.columns if breakdown else [], table, figure)
            known[key] = _groups(whole[table].rows, breakdown)
        return known[key]

    columns: dict[str, list] = {}
    owners = {name: table.belongs_to for name, table in codebook.tables.items() if table.belongs_to}
    owned = {one for name, of in owners.items() if of.name for one in (name, of.table)}
    for figure in codebook.figures:
        source = codebook.source_of(figure.of.table)
        unit = "organisations" if codebook.tables[source].same else "rows"
        unit = "partners" if source in owned else unit  # a key alone makes no partner of a row
        above = _counted(figure.of, figure, whole, unit)
        below = _counted(figure.under, figure, whole, unit) if figure.under else None
        for breakdown in [None, *(by_name[name] for name in figure.by)]:
            of = [groups(part.table, breakdown, figure) for part in (figure.of, figure.under) if part]
            cells = _figure(figure, breakdown, (above, below), of, codebook.least_partners, seed)
            for name, values in (cells | _labels(figure, breakdown, unit, cells["group"])).items():
                columns.setdefault(name, []).extend(values)
    labels = [name for name in columns if name not in COLUMNS]
    return pd.DataFrame(columns)[[*COLUMNS, *labels]]


@dataclass(frozen=True)
class Counted:
    """The rows of a table that a figure looks at."""

    table: Joined
    looked_at: np.ndarray  # (N,) which rows of the table; the others below are of these, (M,)
    amount: np.ndarray  # 0 where they are not
    in_base: np.ndarray  # where rows are what is counted: those with the number that is added up
    of_rows: bool  # the base is rows, whosever they are
    distinct: list | None  # values to tell apart, None where they are not


@dataclass(frozen=True)
class Groups:
    """The group of each row of a table: its position among `names`, -1 where a column is missing."""

    names: list[str]
    of: np.ndarray


def _figure(
    figure: Figure, breakdown: Breakdown | None, parts: tuple[Counted, Counted | None], of: list[Groups], least: int,
    seed: int,
) -> dict[str, list]:  # fmt: skip
    """One figure in all groups of one breakdown (None: overall): group, value, base, low, high, suppressed.

    parts: what counts above the line, and below it in a ratio; of: their groups. The base is the partners of the group,
    whether or not they have something that counts; of a ratio, those below the line. Groups of which there is no row
    are left out.
    """
    above, below = parts
    owner = above.table.owner
    of_partners = owner is not None and below is not None and below.table.owner == owner
    looked_at, groups_of_it = (below, of[1]) if of_partners and below is not None else (above, of[0])
    groups = _groups_in_order(groups_of_it, looked_at, breakdown)
    tops = _by_owner(above, of[0], groups)
    values = _distinct(above, of[0], groups) if figure.of.distinct else tops.sum(axis=1)
    low = high = np.full(len(groups), np.nan)
    if below is not None:
        bottoms = _by_owner(below, of[1], groups)
        under = bottoms.sum(axis=1)
        values = np.divide(values, under, out=np.full(len(groups), np.nan), where=under > 0)
        if of_partners and not figure.of.distinct:
            low, high = _intervals(tops, bottoms, seed)
    factor = 100 / values.sum() if figure.share_of_all and values.sum() else figure.factor
    base, others = _base(looked_at, groups_of_it, groups)
    hide = np.zeros(len(groups), dtype=bool)
    if owner and breakdown is not None:
        partners = base > 0  # what no partner did is no partner's secret
        hide[partners] = suppressed(base[partners], least, others)
    shown = {"value": values * factor, "base": base, "low": low * factor, "high": high * factor}
    cells = {name: np.where(hide, np.nan, numbers).tolist() for name, numbers in shown.items()}
    return {"group": groups, **cells, "suppressed": hide.tolist()}


def _base(cells: Counted, groups: Groups, names: list[str]) -> tuple[np.ndarray, int]:
    """Partners of each group, (G,), or rows that count where rows are nobody's; and how many partners are in none."""
    at = _places(groups, names)[cells.looked_at]
    there = (at >= 0) & cells.in_base
    if cells.of_rows:
        return np.bincount(at[there], minlength=len(names)).astype(float), int((cells.in_base & (at < 0)).sum())
    owners = cells.table.owners[cells.looked_at]
    partners = owners != cells.table.names.index(NOBODY)
    met = np.zeros((len(names), len(cells.table.names)), dtype=bool)
    met[at[there & partners], owners[there & partners]] = True
    outside = set(owners[partners].tolist()) - set(owners[there].tolist())
    return met.sum(axis=1).astype(float), len(outside)


def _groups_in_order(groups: Groups, cells: Counted, breakdown: Breakdown | None) -> list[str]:
    """The groups that have rows: the codebook's in its order, then others by name."""
    there = {groups.names[at] for at in np.unique(groups.of[cells.looked_at]).tolist() if at >= 0}
    declared = [name for name in breakdown.groups if name in there] if breakdown else []
    return declared + sorted(there - set(declared))


def _places(groups: Groups, names: list[str]) -> np.ndarray:
    """(N,) position of each row's group among `names`; -1 of what is in none of them."""
    return np.array([*(names.index(name) if name in names else -1 for name in groups.names), -1])[groups.of]


def _by_owner(cells: Counted, groups: Groups, names: list[str]) -> np.ndarray:
    """Sums, (G, O): a row a group, a column an owner (one of them nobody)."""
    at = _places(groups, names)[cells.looked_at]
    there = at >= 0
    owners = len(cells.table.names)
    place = at[there] * owners + cells.table.owners[cells.looked_at][there]
    return np.bincount(place, cells.amount[there], minlength=len(names) * owners).reshape(len(names), owners)


def _distinct(cells: Counted, groups: Groups, names: list[str]) -> np.ndarray:
    """How many distinct values each group has; `a;b` is two."""
    found: list[set[str]] = [set() for _ in names]
    for at, text in zip(_places(groups, names)[cells.looked_at].tolist(), cells.distinct or [], strict=True):
        if at >= 0 and text is not None:
            found[at] |= set(str(text).split(LIST))
    return np.array([len(values) for values in found], dtype=float)


def _intervals(tops: np.ndarray, bottoms: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """(low, high), (G,) each: 95 % of the ratio of sums when partners are drawn anew (percentile bootstrap).

    tops, bottoms: (G, O) sums by partner, the first column nobody's. NaN for groups of fewer than FEWEST_DRAWN
    partners. A draw with nothing below the line is left out.
    """
    low, high = np.full(len(tops), np.nan), np.full(len(tops), np.nan)
    for group, (x, y) in enumerate(zip(tops[:, 1:], bottoms[:, 1:], strict=True)):
        mine = (x != 0) | (y != 0)
        if mine.sum() >= FEWEST_DRAWN:
            draws = np.random.default_rng(seed).integers(mine.sum(), size=(DRAWS, mine.sum()))
            over, under = x[mine][draws].sum(axis=1), y[mine][draws].sum(axis=1)
            low[group], high[group] = np.quantile(over[under > 0] / under[under > 0], [0.025, 0.975])
    return low, high


def _labels(figure: Figure, breakdown: Breakdown | None, unit: str, groups: list[str]) -> dict[str, list]:
    """The columns that name a figure and its groups, a value a group."""
    languages = list(figure.label.root)
    names = breakdown.groups if breakdown else {ALL: phrase("admin", "everything", languages)}
    same = {"indicator": figure.name, "unit": figure.unit, "base_unit": unit}
    same |= {"breakdown": breakdown.name if breakdown else OVERALL}
    same |= {f"label_{language}": figure.label[language] for language in languages}
    of_groups = {
        f"group_{language}": [names[group][language] if group in names else group for group in groups]
        for language in languages
    }
    return {name: [value] * len(groups) for name, value in same.items()} | of_groups


def _counted(quantity: Quantity, figure: Figure, whole: dict[str, Joined], unit: str) -> Counted:
    table = whole[quantity.table]
    wanted = [quantity.sum, quantity.distinct, *(test.column for test in [*quantity.where, *figure.where])]
    _has(table.rows, [name for name in wanted if name is not None], quantity.table, figure)
    looked_at = all_hold(figure.where, table.rows)
    rows = table.rows[looked_at]
    counts = all_hold(quantity.where, rows)
    amount = rows[quantity.sum].astype("float64") if quantity.sum else pd.Series(1.0, index=rows.index)
    in_base = counts & amount.notna() if unit == "rows" else counts | (table.owner is not None)
    distinct = None
    if quantity.distinct:
        values = rows[quantity.distinct]
        distinct = values.astype("object").where(counts & values.notna(), None).tolist()
    places = np.flatnonzero(looked_at.to_numpy())
    amount = amount.where(counts, 0.0).fillna(0)
    of_rows = unit == "rows" or table.owner is None
    return Counted(table, places, amount.to_numpy(), in_base.to_numpy(), of_rows, distinct)


def _has(rows: pd.DataFrame, columns: list[str], table: str, figure: Figure) -> None:
    if absent := [name for name in columns if name not in rows]:
        place, found = f"figures > {figure.name}", ", ".join(rows.columns)
        raise StudyError("codebooks/admin.yaml", f"{place}: {table} has no `{absent[0]}`", f"one of {found}")


def _groups(rows: pd.DataFrame, breakdown: Breakdown | None) -> Groups:
    """Several columns give `a|b`; a row with a missing column is in none."""
    if breakdown is None:
        return Groups([ALL], np.zeros(len(rows), dtype=int))
    texts = [mapped(rows[name], code_text).tolist() for name in breakdown.columns]
    joint = ["|".join(values) if all(values) else None for values in zip(*texts, strict=True)]
    of, names = pd.factorize(np.array(joint, dtype=object))
    return Groups([str(name) for name in names], of)
