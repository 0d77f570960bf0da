"""Records so much like each other that a person should look at them; none is dropped for it."""

from itertools import combinations

import pandas as pd
from rapidfuzz import fuzz

from pipeline.survey.codebook import SurveyCodebook
from pipeline.survey.variables import OpenAnswer

COPIED_FROM = 40  # an open answer of this many characters is not the same in two records by chance


def near_duplicates(raw: pd.DataFrame, clean: pd.DataFrame, codebook: SurveyCodebook) -> pd.DataFrame:
    """Pairs of kept records: columns record_a, record_b, why (`same COLUMN` or `same VARIABLE`), similarity (percent).

    Records are compared within blocks: the same value in one of the codebook's `blocks`, or the same open answer. The
    similarity is the mean of rapidfuzz's ratio over the items that both answered.
    """
    rule = codebook.near_duplicates
    if rule is None:
        return pd.DataFrame(columns=["record_a", "record_b", "why", "similarity"])
    items = raw.loc[clean.index, codebook.all_items or codebook.core_items].to_numpy()
    place = {index: number for number, index in enumerate(clean.index)}
    pairs = {}
    for column, values in _blocks(raw, clean, codebook).items():
        for members in values[values.ne("")].groupby(values).groups.values():
            if 2 <= len(members) <= rule.largest_block:
                for a, b in combinations(sorted(members), 2):
                    pairs.setdefault((a, b), column)
    rows = []
    for (a, b), column in sorted(pairs.items()):
        similarity = _similarity(items[place[a]], items[place[b]])
        copied = codebook.is_open(column)
        if similarity >= rule.at_least or copied:
            rows.append((clean.at[a, "record_id"], clean.at[b, "record_id"], column, round(similarity, 1)))
    return pd.DataFrame(rows, columns=["record_a", "record_b", "why", "similarity"])


def _blocks(raw: pd.DataFrame, clean: pd.DataFrame, codebook: SurveyCodebook) -> dict[str, pd.Series]:
    blocks = {}
    for variable in codebook.variables:
        if isinstance(variable, OpenAnswer):
            texts = clean[variable.name].fillna("")
            blocks[variable.name] = texts.where(texts.str.len() >= COPIED_FROM, "")
    for column in codebook.near_duplicates.blocks:
        blocks[column] = raw.loc[clean.index, column].str.strip().str.lower()
    return blocks


def _similarity(a, b) -> float:
    both = [(x, y) for x, y in zip(a, b, strict=True) if x and y]
    return sum(fuzz.ratio(x, y) for x, y in both) / len(both) if both else 0.0
