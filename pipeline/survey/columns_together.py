"""Columns of one question, seen together: boxes to tick, or items that share one scale."""

from dataclasses import replace

import pandas as pd

from pipeline.cleaning.cells import code_text
from pipeline.cleaning.entries import Text
from pipeline.survey.batteries import item_label, stem_and_item, ticks
from pipeline.survey.drafted_columns import Answer, Column, coded, scale_answer
from pipeline.survey.export_files import Export
from pipeline.survey.scales import ordered


def seen_together(columns: list[Column], texts: pd.DataFrame, export: Export, keys: list[str]) -> dict[str, Column]:
    """The columns of one question, seen together: boxes to tick, or items that share one scale."""
    columns = [
        column for column in columns if column.name not in keys and column.kind not in ("personal", "identifier")
    ]
    changed: dict[str, Column] = {}
    tickable = {}
    for column in columns:
        distinct = set(texts[column.name].str.strip()) - {""}
        tick = ticks(distinct, item_label(column.name, export.variables[column.name].label)) if distinct else None
        if tick and column.kind in ("number", "category", "text") and not export.variables[column.name].values:
            tickable[column.name] = (tick, distinct)
    if len(tickable) > 1 or (tickable and any(stem_and_item(name) for name in tickable)):
        for name, (tick, distinct) in tickable.items():
            changed[name] = _ticked(name, tick, distinct)
    words = [
        c
        for c in columns
        if c.name not in changed and not export.variables[c.name].values and c.kind in ("category", "text")
    ]
    if len(words) > 1:
        changed |= _one_scale(words, texts)
    return changed


def of_dichotomies(name: str, counted: str, texts: pd.Series, export: Export) -> Column:
    """A column of a multiple-response set of dichotomies: the counted value is a tick, any other is none."""
    missing = {code_text(code) for code in export.variables[name].missing}
    return _ticked(name, counted, set(texts.str.strip()) - {"", *missing})


def _ticked(name: str, tick: str, distinct: set[str]) -> Column:
    answers = [Answer(coded(tick), 1, Text(en="Ticked", fr="Coché"))]
    for text in sorted(distinct - {tick}):
        answers.insert(0, Answer(coded(text), 0, Text(en="Not ticked", fr="Non coché")))
    return Column(name, "category", tuple(answers), tick=1)


def _one_scale(columns: list[Column], texts: pd.DataFrame) -> dict[str, Column]:
    """Items whose words are of one scale or one list share it, with the points that only others chose."""
    cells = pd.concat([texts[column.name].str.strip() for column in columns])
    cells = cells[cells.ne("")]
    scale = ordered(sorted(cells.unique()), len(cells)) if len(cells) else None
    if scale:
        answers = tuple(scale_answer(point) for point in scale)
        return {column.name: replace(column, kind="category", answers=answers) for column in columns}
    return {}
