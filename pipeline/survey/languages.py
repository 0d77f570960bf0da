"""In which language an open answer is written: the text decides where it is clear, else the respondent's language."""

import functools
from collections.abc import Sequence
from typing import Any

import pandas as pd

SURE = 0.9  # probability from which the text decides


def languages_of(texts: pd.Series, respondent: pd.Series | None, languages: Sequence[str]) -> pd.Series:
    """One of `languages` for each text; `respondent`: in which each one answered, on the same index."""
    distinct = {text: _identify(text, tuple(languages)) for text in texts.unique()}
    found = texts.map({text: language for text, (language, _) in distinct.items()})
    sure = texts.map({text: probability >= SURE for text, (_, probability) in distinct.items()}).astype(bool)
    if respondent is None:
        return found
    return found.where(sure | respondent.isna(), respondent)


@functools.cache
def _identifier(languages: tuple[str, ...]) -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(languages))
    return identifier


def _identify(text: str, languages: tuple[str, ...]) -> tuple[str, float]:
    if len(languages) == 1:
        return languages[0], 1.0
    language, probability = _identifier(languages).classify(text)
    return language, float(probability)
