"""In which language an open answer is written: the text decides where it is clear, else the respondent's language."""

import functools

import pandas as pd

SURE = 0.9  # probability from which the text decides


def languages_of(texts: pd.Series, respondent: pd.Series | None) -> pd.Series:
    """`en` or `fr` for each text; `respondent` holds the language in which each one answered, on the same index."""
    distinct = {text: _identify(text) for text in texts.unique()}
    found = texts.map({text: language for text, (language, _) in distinct.items()})
    sure = texts.map({text: probability >= SURE for text, (_, probability) in distinct.items()}).astype(bool)
    if respondent is None:
        return found
    return found.where(sure | respondent.isna(), respondent)


@functools.cache
def _identifier():
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(["en", "fr"])
    return identifier


def _identify(text: str) -> tuple[str, float]:
    language, probability = _identifier().classify(text)
    return language, float(probability)
