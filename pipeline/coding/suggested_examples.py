"""Sentences of what people coded that would make good examples of a code, for a person to take over.

An example helps the machine where it says what the code is about and little else: a sentence near to what people coded
with it and far from the rest, of a readable length, without a replaced name. Codes with enough examples in a language
need none in it.
"""

from collections.abc import Callable

import numpy as np
import pandas as pd

from pipeline.coding.embed import ENOUGH_EXAMPLES, sentences
from pipeline.decisions.themes import ThemesCodebook
from pipeline.study import bare
from pipeline.tables import MACHINE

COLUMNS = ["code", "language", "rank", "unit_id", "text", "stance", "entry"]
MOST = 5  # for each code and language
SHORTEST, LONGEST = 5, 40  # words
OWN = 2  # units of a code in a language from which it can be told what is typical
Encode = Callable[[list[str]], np.ndarray]


def suggested_examples(
    codebook: ThemesCodebook, codings: pd.DataFrame, segments: pd.DataFrame, encode: Encode
) -> pd.DataFrame:
    """coding/suggested_examples: from coding/codings (people's assigned ones) and the segments they are about."""
    given = codings[(codings["origin"] != MACHINE) & (codings["decision"] == "assigned")]
    given = given.merge(segments[["segment_id", "language", "text"]], on="segment_id")
    if given.empty:
        return pd.DataFrame(columns=COLUMNS)
    usual = encode(segments["text"].tolist()).mean(axis=0)
    rows: list[tuple] = []
    for (code_id, language), own in given.groupby(["code", "language"], sort=True):
        if code_id not in codebook.ids:
            continue
        there = [example.text for one, example in codebook[code_id].examples.pairs() if one == language]
        if len(there) < ENOUGH_EXAMPLES and len(own) >= OWN:
            chosen = typical(own, {bare(text) for text in there}, usual, encode)
            rows += [(code_id, language, *row, entry(row[2], row[3])) for row in chosen]
    return pd.DataFrame(rows, columns=COLUMNS)


def typical(own: pd.DataFrame, there: set[str], usual: np.ndarray, encode: Encode) -> list[tuple[int, str, str, str]]:
    """rank, unit, sentence and stance of the most typical sentences of one code's units, one a unit."""
    found = [
        (row.segment_id, sentence, row.stance)
        for row in own.drop_duplicates("segment_id").itertuples()
        for sentence in sentences(row.text)
        if "[" not in sentence and SHORTEST <= len(sentence.split()) <= LONGEST and bare(sentence) not in there
    ]
    if not found:
        return []
    centre = encode(own["text"].tolist()).mean(axis=0) - usual
    score = (encode([sentence for _, sentence, _ in found]) - usual) @ centre
    best: dict[str, tuple[str, str]] = {}
    for at in np.argsort(-score.round(4), kind="stable"):
        unit, sentence, stance = found[at]
        best.setdefault(unit, (sentence, stance))
    return [(rank, unit, *best[unit]) for rank, unit in enumerate(list(best)[:MOST], start=1)]


def entry(text: str, stance: str) -> str:
    """As it stands in codebooks/themes.yaml."""
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'- {{text: "{quoted}", stance: {stance}}}' if isinstance(stance, str) and stance else f'- "{quoted}"'
