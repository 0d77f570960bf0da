"""Columns of one question, seen together: boxes to tick, or items that share one scale."""

from dataclasses import replace
from itertools import pairwise

import pandas as pd

from pipeline.cleaning.cells import code_text
from pipeline.cleaning.entries import Text
from pipeline.survey.batteries import OTHER, item_label, stem_and_item, ticks
from pipeline.survey.drafted_columns import Answer, Column, both, coded, scale_answer
from pipeline.survey.export_files import Export, VariableInfo
from pipeline.survey.scales import ordered


def seen_together(columns: list[Column], texts: pd.DataFrame, export: Export, keys: list[str]) -> dict[str, Column]:
    """The columns of one question, seen together: boxes to tick, or items that share one scale."""
    columns = [
        column for column in columns if column.name not in keys and column.kind not in ("personal", "identifier")
    ]
    changed: dict[str, Column] = {}
    tickable = {}
    for column in columns:
        info = export.variables[column.name]
        distinct = set(_given(texts[column.name], info).unique())
        if info.values:
            tick = _only_code(info, distinct)
        else:
            tick = ticks(distinct, item_label(column.name, info.label)) if distinct else None
        if tick and column.kind in ("number", "category", "text"):
            tickable[column.name] = (tick, distinct)
    labelled = [name for name in tickable if export.variables[name].values]
    if len(labelled) == 1:  # one alone may be any question with one label
        del tickable[labelled[0]]
    says_no = [
        name
        for name, (tick, distinct) in tickable.items()
        if {text.casefold() for text in distinct} - {tick.casefold()}
    ]
    if not blank_together(says_no, texts, export):
        tickable = {name: found for name, found in tickable.items() if name not in says_no}
    unchosen = [column for column in columns if _is_blank(column, texts)] if len(tickable) > 1 else []
    for column in unchosen:
        shared = {tick for tick, _ in tickable.values()}
        tick = shared.pop() if len(shared) == 1 else item_label(column.name, export.variables[column.name].label)
        tickable[column.name] = (tick, set())
    if len(tickable) > 1 or (tickable and any(stem_and_item(name) for name in tickable)):
        for name, (tick, distinct) in tickable.items():
            labels = export.variables[name].values.values()
            changed[name] = box(tick, distinct, name, tuple(str(label) for label in labels))
    yes = [column for column in columns if column.name not in changed and _says_yes(column)]
    if len(yes) > 1 and blank_together([column.name for column in yes], texts, export):
        changed |= {column.name: replace(column, tick=1) for column in yes}
    words = [
        c
        for c in columns
        if c.name not in changed and not export.variables[c.name].values and c.kind in ("category", "text")
    ]
    if len(words) > 1:
        changed |= _one_scale(words, texts, export)
    return changed


def blank_together(names: list[str], texts: pd.DataFrame, export: Export) -> bool:
    """Are columns that say yes and no boxes of one question: who left one blank left all? Else each has a base of its
    own, as questions have that were not put to the same people."""
    answered = pd.DataFrame({name: _is_given(texts[name], export.variables[name]) for name in names})
    return answered.empty or bool(answered.eq(answered.iloc[:, 0], axis=0).all(axis=None))


def _is_blank(column: Column, texts: pd.DataFrame) -> bool:
    """May a column be a box that nobody ticked: nothing in it, and not the place for what people write themselves?"""
    parts = stem_and_item(column.name)
    return bool(parts and texts[column.name].str.strip().eq("").all() and not OTHER.search(parts[1]))


def _says_yes(column: Column) -> bool:
    """Are the two answers that a file labels yes (1) and no, or a tick and none?"""
    labels = {str(answer.label["en"]): answer.clean for answer in column.answers}
    if column.kind != "category" or column.tick is not None or len(labels) != 2:
        return False
    scale = ordered(sorted(labels), 2) or []
    yes = ticks({*labels}, "") or next((point.written[0] for point in scale[1:] if len(scale) == 2), "")
    return labels.get(yes) == 1 and (len(scale) == 0 or scale[0].clean == 0)


def side_by_side(columns: list[Column], texts: pd.DataFrame, export: Export) -> dict[str, Column]:
    """Columns side by side whose words are of one scale, as grids without a common name are written: they share its
    answers, so that a point that nobody chose in one of them has the same code in all."""
    changed: dict[str, Column] = {}
    run: list[Column] = []
    for column in [*columns, None]:
        if column and _is_scale([column], texts, export) and _is_scale([*run, column], texts, export):
            run.append(column)
            continue
        if len(run) > 1:
            changed |= _one_scale(run, texts, export)
        run = [column] if column and _is_scale([column], texts, export) else []
    return changed


def with_beside(columns: list[Column], texts: pd.DataFrame) -> dict[str, Column]:
    """Questions with a column for another answer right behind them (`Which? - Other (please specify)`) that is filled
    only where none of their own was chosen: it is one more of their answers."""
    changed: dict[str, Column] = {}
    for column, behind in pairwise(columns):
        parts = stem_and_item(behind.name)
        if column.kind != "category" or column.tick or behind.kind != "open" or not parts or parts[0] != column.name:
            continue
        chosen, written = (texts[one.name].str.strip().ne("") for one in (column, behind))
        if (chosen & written).any() or not written.any() or any(not isinstance(a.clean, str) for a in column.answers):
            continue
        other = Answer(parts[1], parts[1], both(parts[1]))
        extra = column.extra | {"beside": {"column": behind.name, "answer": other.clean}}
        changed[column.name] = replace(column, answers=(*column.answers, other), extra=extra)
    return changed


def _is_scale(columns: list[Column], texts: pd.DataFrame, export: Export) -> bool:
    """Are all the words of these columns points of one scale, of more than yes and no?"""
    if any(column.kind != "category" or column.tick or export.variables[column.name].values for column in columns):
        return False
    cells = _cells(columns, texts, export)
    scale = ordered(sorted(cells.unique()), len(cells)) if len(cells) else None
    return bool(scale) and len(scale) > 3  # type: ignore[arg-type]


def _only_code(info: VariableInfo, distinct: set[str]) -> str | None:
    """The code of a column that holds no other, with a label for it alone: as SPSS files hold what was ticked."""
    codes = {code_text(code) for code in info.values}
    return next(iter(codes)) if len(codes) == 1 and distinct == codes else None


def _given(cells: pd.Series, info: VariableInfo) -> pd.Series:
    """The cells that hold an answer, without blanks around it."""
    return cells.str.strip()[_is_given(cells, info)]


def _is_given(cells: pd.Series, info: VariableInfo) -> pd.Series:
    return ~cells.str.strip().isin(["", *map(code_text, info.missing)])


def _cells(columns: list[Column], texts: pd.DataFrame, export: Export) -> pd.Series:
    return pd.concat([_given(texts[column.name], export.variables[column.name]) for column in columns])


def of_dichotomies(name: str, counted: str, texts: pd.Series, export: Export) -> Column:
    """A column of a multiple-response set of dichotomies: the counted value is a tick, any other is none."""
    missing = {code_text(code) for code in export.variables[name].missing}
    return box(counted, set(texts.str.strip()) - {"", *missing}, name)


def box(tick: str, distinct: set[str], name: str, labels: tuple[str, ...] = ()) -> Column:
    """A box; `labels`: of its tick, where the file has them."""
    answers = [Answer(coded(tick), 1, Text(en="Ticked", fr="Coché"), labels)]
    for text in sorted(text for text in distinct if text.casefold() != tick.casefold()):
        answers.insert(0, Answer(coded(text), 0, Text(en="Not ticked", fr="Non coché")))
    return Column(name, "category", tuple(answers), tick=1)


def _one_scale(columns: list[Column], texts: pd.DataFrame, export: Export) -> dict[str, Column]:
    """Items whose words are of one scale or one list share it, with the points that only others chose."""
    cells = _cells(columns, texts, export)
    scale = ordered(sorted(cells.unique()), len(cells)) if len(cells) else None
    if scale:
        answers = tuple(scale_answer(point) for point in scale)
        tick = 1 if [answer.clean for answer in answers] == [0, 1] else None  # `Yes` or `No` to each of several
        return {column.name: replace(column, kind="category", answers=answers, tick=tick) for column in columns}
    return {}
