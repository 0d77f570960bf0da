"""How surely the machine holds a segment to be about the codes of a finding, from what the stage `code` made of it."""

import numpy as np
import pandas as pd

from pipeline.decisions.themes import ThemesCodebook
from pipeline.study import Study
from pipeline.triangulation.evaluation import EvaluationCodebook, Finding

SCORES = "coding/scores.parquet"
UNHEARD = 1e-4  # no probability is taken to be lower: the decimals the stage `code` keeps


def scores(study: Study) -> pd.DataFrame:
    """Probabilities of codes by unit (index segment_id, a column a code); without columns where nothing was coded."""
    path = study.processed / SCORES
    return pd.read_parquet(path).set_index("segment_id") if path.exists() else pd.DataFrame()


def of_findings(
    matrix: EvaluationCodebook, themes: ThemesCodebook | None, probabilities: pd.DataFrame, ids: list[str]
) -> np.ndarray:
    """(units of `ids`, findings): the logarithm of the share that the finding's codes have in all that is heard.

    A share and not a probability: what people say against a finding is unlike what was coded, so that the machine is
    sure of no code, and yet surer of this one than of others. Of several codes the one heard best; a code is heard in
    the codes below it; 0 for a finding with no code.
    """
    found = np.zeros((len(ids), len(matrix.findings)))
    if probabilities.empty:
        return found
    heard = probabilities.reindex(ids).fillna(0).clip(lower=UNHEARD)
    shares = np.log(heard).sub(np.log(heard.sum(axis=1)), axis=0)
    for column, finding in enumerate(matrix.findings):
        own = [code for code in shares if code in _codes(finding, themes)]
        if own:
            found[:, column] = shares[own].max(axis=1)
    return found


def _codes(finding: Finding, themes: ThemesCodebook | None) -> set[str]:
    """The finding's codes and those below them."""
    tied = {tie.code for tie in finding.codes}
    below = {code.id for code in themes.codes if tied & set(themes.ancestors(code.id))} if themes else set()
    return tied | below
