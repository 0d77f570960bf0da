"""Records so much like each other that a person should look at them; none is dropped for it."""

from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from pipeline.cleaning.cells import code_text
from pipeline.survey.rules import NearDuplicates
from pipeline.survey.survey_codebook import SurveyCodebook
from pipeline.survey.variables import OpenAnswer

COPIED_FROM = 40  # an open answer of this many characters is not the same in two records by chance
FIRST_SIGN = 0xE000  # each answer becomes one sign from here on, so that a record is a short string
SIGNS = 0x110000 - FIRST_SIGN
COLUMNS = ["record_a", "record_b", "why", "similarity"]


def near_duplicates(raw: pd.DataFrame, clean: pd.DataFrame, codebook: SurveyCodebook) -> pd.DataFrame:
    """Pairs of kept records: columns record_a, record_b, why (the column that is the same), similarity (percent).

    Records are compared where they share the value of one of the codebook's `blocks` or a long open answer. similarity
    is rapidfuzz's ratio of the two sequences of answers: 200 times the answers in common over the answers given.
    """
    rule = codebook.near_duplicates
    pairs = _pairs(raw, clean, codebook, rule) if rule else {}
    if not rule or not pairs:
        return pd.DataFrame(columns=COLUMNS)
    first, second = (np.array([pair[side] for pair in pairs]) for side in (0, 1))
    strings = _strings(raw.loc[np.unique([first, second])], codebook)
    similarity = process.cpdist(list(strings[first]), list(strings[second]), scorer=fuzz.ratio)
    names = clean["record_id"]
    table = pd.DataFrame(
        {
            "record_a": names[first].to_numpy(),
            "record_b": names[second].to_numpy(),
            "why": list(pairs.values()),
            "similarity": similarity.astype(float).round(1),
        }
    )
    copied = table["why"].map({why: codebook.is_open(why) for why in table["why"].unique()}).astype(bool)
    return table[copied | (table["similarity"] >= rule.at_least)].reset_index(drop=True)


def _pairs(
    raw: pd.DataFrame, clean: pd.DataFrame, codebook: SurveyCodebook, rule: NearDuplicates
) -> dict[tuple[int, int], str]:
    """Pairs of positions that share a value, in order, and the column it is in."""
    blocks = {}
    for variable in codebook.variables:
        if isinstance(variable, OpenAnswer):
            texts = clean[variable.name].fillna("")
            blocks[variable.name] = texts.where(texts.str.len() >= COPIED_FROM, "")
    for column in rule.blocks:
        blocks[column] = raw.loc[clean.index, column].str.strip().str.lower()
    pairs: dict[tuple[Any, Any], str] = {}
    for column, values in blocks.items():
        values = values[values.ne("") & values.duplicated(keep=False)]
        for members in values.groupby(values).groups.values():
            if len(members) <= rule.largest_block:
                for pair in combinations(sorted(members), 2):
                    pairs.setdefault(pair, column)
    return dict(sorted(pairs.items()))


def _strings(raw: pd.DataFrame, codebook: SurveyCodebook) -> pd.Series:
    """Each record as a string with one sign an answer; what is blank or a missing code has none."""
    missing = {"", *(code_text(entry.code) for entry in codebook.missing_codes)}
    strings, next_sign = pd.Series("", index=raw.index, dtype="object"), 0
    for item in codebook.counted_items:
        texts = raw[item].str.strip()
        codes, distinct = pd.factorize(texts)
        signs = [
            "" if text in missing else chr(FIRST_SIGN + (next_sign + number) % SIGNS)
            for number, text in enumerate(distinct)
        ]
        strings += np.array(signs, dtype="object")[codes]
        next_sign += len(distinct)
    return strings
