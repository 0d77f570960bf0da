"""Figures of a code hold those of the codes below it."""

import pandas as pd

from pipeline.decisions.themes import ThemesCodebook


def with_parents(codings: pd.DataFrame, codebook: ThemesCodebook) -> pd.DataFrame:
    """`codings` (segment_id, code, ...) and, for each, a row of each code above it that the segment does not carry.

    A unit that carries two codes of one parent carries the parent once; of several rows the first is repeated.
    """
    above = {code.id: codebook.ancestors(code.id) for code in codebook.codes if code.parent}
    if not above or codings.empty:
        return codings
    lifted = codings.assign(code=codings["code"].map(lambda code: above.get(code, [])))
    lifted = lifted.explode("code").dropna(subset="code")
    return pd.concat([codings, lifted], ignore_index=True).drop_duplicates(["segment_id", "code"], ignore_index=True)
