"""Where the codebook lets a code be given: by the question that a unit answers, and by its material."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from pipeline.decisions.themes import Scope
from pipeline.tables import DataFrame
from pipeline.tables.decisions import Units


def question_words(units: DataFrame[Units]) -> pd.Series:
    """The question that each unit answers, as scopes name it: the survey's variable, and the words that were asked."""
    return (units["question"].fillna("") + " " + units["asked"].fillna("")).str.strip()


def in_scope(scopes: Sequence[Scope], asked: pd.Series, material: pd.Series) -> np.ndarray:
    """May a code of this scope be given to the unit? Booleans, (units, scopes); `asked`: as of `question_words`."""
    kinds = list(zip(asked, material, strict=True))
    allowed = {kind: [scope.holds(*kind) for scope in scopes] for kind in dict.fromkeys(kinds)}
    return np.array([allowed[kind] for kind in kinds], bool).reshape(len(kinds), len(scopes))
