"""Candidates for names in one text: capitalised runs, with what the language models and the words around say of them.

Pure and per text, so it is cached by content and can run anywhere; whether a candidate is a name is decided over the
whole study, in identify.py.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise, takewhile

from pipeline.notes import language_models
from pipeline.notes.language_models import HOUSE, Seen
from pipeline.notes.lexicon import Lexicon, kept_everywhere, plain, word_list
from pipeline.notes.name_features import around, own
from pipeline.notes.spacy_import import stop_words
from pipeline.notes.spans import Spans
from pipeline.notes.tokens import Word, words

INVERTED = re.compile(r"-(?:vous|moi|nous|toi|tu|je|ils?|elles?|on|ce|ci|là|t-.*|les?|la|lui|leur|y|en)$")
ADJECTIVE = re.compile(r"(?:ique|al|ale|el|elle|aire|ier|ière|ien|ienne|ois|oise|ais|aise)$")
CODE = re.compile(r"[A-Z]{0,4}\d{3,}\w*")  # `N01442`
NEGATED = re.compile(r"['’]t\b")  # `Don't`
TO_PLACE = re.compile(r"\b(?:in|from|to|near|at|outside|around) $")
POSSESSED = re.compile(r"['’]s? ")
JOINS = re.compile(r" |-| & | ?l['’]| ?d['’]| de l['’]")
NAMES = ["person", "organisation", "place"]
UNSEEN = "no model of its language"  # feature of the candidates of such a text
SMALL = "mostly written small"  # of those, of one word that texts of many languages do not write with a capital
LONGEST = 7  # words in a name; runs are longer only where headings are


@dataclass(frozen=True)
class Candidate:
    """A stretch of a capitalised run that may be a name, with its features (name_features.py)."""

    text: str
    start: int  # offset in the text
    opens: bool
    kinds: list[str]  # of each word: `word`, `name` or `both`, as the lexicon has it
    features: list[str]
    layers: list[float] = field(default_factory=list)  # sentence_layers.py: a score for each of NAMES; empty: not asked
    last: int = 0  # offset of its last word

    @property
    def end(self) -> int:
        return self.start + len(self.text)


class Sight:
    """What the language models see in a text, by place."""

    def __init__(self, labels: list[tuple[int, int, str]], tags: dict[int, str]):
        self.labels, self.tags = labels, tags
        self.by_place = Spans((start, end) for start, end, _ in labels)
        self.tagged = sorted(tags)

    def labels_at(self, start: int, end: int) -> list[tuple[int, int, str]]:
        return [self.labels[number] for number in self.by_place.overlapping(start, end)]

    def tag_before(self, start: int) -> str:
        at = bisect_left(self.tagged, start)
        return self.tags[self.tagged[at - 1]] if at else ""

    def tag_after(self, end: int) -> str:
        at = bisect_left(self.tagged, end)
        return self.tags[self.tagged[at]] if at < len(self.tagged) else ""


def candidates(text: str, language: str, question: bool, known: Lexicon, typed: str | None = None) -> list[Candidate]:
    """Stretches of capitalised runs with their features, but for what the language models see. question: an
    interviewer's turn, which calls people; typed: the text before its names were capitalised (casing.py), of the same
    length."""
    told = {language} | ({"question"} if question else set())
    told |= {UNSEEN} if language_models.without_model([language]) else set()
    return [
        _candidate(text, run, first, last, known, told, typed or text)
        for run in _runs(text, known)
        for first in range(len(run))
        for last in range(first + 1, min(first + LONGEST, len(run)) + 1)
        if (first == 0 or _large(run[first].text)) and _may_end(run[last - 1].text)
        if not _saint(run[last - 1].text) and not (first and _saint(run[first - 1].text))
    ]


def seen(found: list[Candidate], sight: Seen) -> list[Candidate]:
    """Candidates of a text with the features of what the language models see there."""
    seeing = Sight(*sight)
    return [replace(one, features=sorted({*one.features, *_seen(one, seeing)})) for one in found]


def _seen(candidate: Candidate, sight: Sight) -> set[str]:
    start, end = candidate.start, candidate.end
    found = {f"tag before {sight.tag_before(start)}", f"tag after {sight.tag_after(end)}"}
    found |= {f"first tag {sight.tags.get(start, '')}", f"last tag {sight.tags.get(candidate.last, '')}"}
    for begun, done, label in sight.labels_at(start, end):
        found.add(f"seen as {label}" if begun <= start and done >= end else f"partly seen as {label}")
        found |= {"seen exactly"} if (begun, done) == (start, end) else set()
    return found


def _saint(word: str) -> bool:
    """Whether a word belongs to the name that follows it: `St. John`, `Ste Anne`."""
    return plain(word) in ("st", "ste")


def _may_end(word: str) -> bool:
    return _large(word) or plain(word) in word_list("company_forms") | word_list("company_kin")


def _large(word: str) -> bool:
    """Whether a word begins with a capital, or with a letter that has none and begins names (`ʔaxa`)."""
    return word[0].isupper() or word[0] in "ʔʕ"


def _candidate(
    text: str, run: list[Word], first: int, last: int, known: Lexicon, told: set[str], typed: str
) -> Candidate:
    """The stretch of `run` from word `first` to before `last`."""
    part = run[first:last]
    start, end = part[0].start, part[-1].end
    features = told | around(text, start, end) | own(part, known)
    features |= {"opens"} if part[0].opens else set()
    features |= {"typed small"} if typed[start:end].islower() else set()
    features |= {"typed large"} if typed[start:end].isupper() and text[start:end] != typed[start:end] else set()
    features |= {"run before"} if first else set()
    features |= {"run after"} if last < len(run) else set()
    if UNSEEN in told and len(part) == 1 and part[0].text.lower() in known.ordinary_words:
        features.add(SMALL)
    kinds = [known.kind(word.text.split(". ")[-1]) for word in part]
    return Candidate(text[start:end], start, part[0].opens, kinds, sorted(features), last=part[-1].start)


def _runs(text: str, known: Lexicon) -> Iterator[list[Word]]:
    """Runs of capitalised words; small or adjective words only between a head (`University`, `Cégep`) and the rest, or
    a particle between the names of a person."""
    rows = words(text)
    run: list[Word] = []
    held: list[Word] = []  # belong to the run if a capital follows
    for number, word in enumerate(rows):
        between = text[(held or run)[-1].end : word.start] if run else ""
        owned = POSSESSED.fullmatch(between) is not None and (_head(word.text) or _place_of_words(text, run, known))
        joined = bool(run) and (owned or JOINS.fullmatch(between) is not None) and not word.opens
        capital = _large(word.text) and word.text != "I" and not INVERTED.search(word.text) and not _title(word.text)
        capital = capital and not NEGATED.match(text, word.end) and not CODE.fullmatch(word.text)
        if joined and ((capital and _belongs(word, run, held, known)) or _ends_name(word.text, held)):
            run += [*held, word]
            held = []
        elif joined and not capital and len(held) < 6 and _linking(rows[number : number + 5], run, held, known):
            held.append(word)
        else:
            if run:
                yield run
            run, held = ([word] if capital or _after_title(rows, number) else []), []
    if run:
        yield run


def _place_of_words(text: str, run: list[Word], known: Lexicon) -> bool:
    """Whether a run may begin a place named by words (`in Heart's Content`): one of them after in, to, from ..."""
    words_only = len(run) == 1 and known.kind(run[0].text) != "name" and not known.first_name(run[0].text)
    return words_only and TO_PLACE.search(text[: run[0].start]) is not None


def _after_title(rows: list[Word], number: int) -> bool:
    """Whether a small particle begins the name after a title: `Dr. von X`, `Mme des X`."""
    if number == 0 or plain(rows[number].text) not in word_list("particles") or rows[number].opens:
        return False
    return _title(rows[number - 1].text) and any(_large(row.text) for row in rows[number + 1 : number + 2])


def _title(word: str) -> bool:
    return plain(word) in word_list("titles")


def _head(word: str) -> bool:
    low = plain(word)
    return any(form in word_list("organisation_heads") | word_list("place_heads") for form in (low, low.rstrip("s")))


def _leads(word: str) -> bool:
    """Whether small words may follow in an institution's name; not after a country (`Canada pays less than the X`)."""
    return _head(word) and plain(word) not in kept_everywhere()


def _ends_name(word: str, held: list[Word]) -> bool:
    """What ends a company's name in lower case: `X inc.`, `X et fils`."""
    small = [plain(part.text) for part in held]
    return plain(word) in word_list("company_forms" if not held else "company_kin") and small in ([], ["et"], ["and"])


def _belongs(word: Word, run: list[Word], held: list[Word], known: Lexicon) -> bool:
    """Whether a capitalised word after the held small ones goes on with the run."""
    small = {plain(part.text) for part in held}
    if not small:
        return True
    if any(_head(part.text) for part in run):  # `College of Arts and Trades`, but two names in `X College and the Y`
        return not ({"and", "et"} & small and (_head(word.text) or len(held) > 1))
    return bool({"and", "et", "of"} & small) or not (_head(word.text) or word.text in known.places)


def _linking(rows: list[Word], run: list[Word], held: list[Word], known: Lexicon) -> bool:
    """Whether a small word, the first of `rows`, may stand inside the name that `run` begins: `University of X`,
    `École technique du X`, `Centre de services scolaire des X`, `Sons of X Foundry`, `Jean de la X`."""
    word, (first, *more) = rows[0].text, run
    low = plain(word)
    if not any(_leads(part.text) for part in run):
        if low in ("and", "et") and not held and rows[1:] and plain(rows[1].text) in word_list("company_kin"):
            return True
        if low in ("and", "et", "of"):
            after = list(takewhile(lambda part: part.text[0].isupper() and not part.opens, rows[1:]))
            return not held and not known.first_name(first.text) and any(_head(part.text) for part in after[1:])
        if plain(first.text) in word_list("particles") and low in word_list("particles") and not more:
            return True  # `Van den X`, `De la X`
        given = known.first_name(first.text)
        named = len(more) < 2 and known.kind(first.text) != "word" and (given or first.text not in known.places)
        return low in word_list("particles") and (bool(held) or (named and (not first.opens or given)))
    if low in word_list("links"):
        return True
    if not word.islower():
        return False
    linked = low not in stop_words(*HOUSE)  # but `le Comité se réunit le Mardi`
    linked = linked and any(
        plain(one.text) in word_list("links") and two.text[0].isupper() for one, two in pairwise(rows[1:])
    )
    if not held:  # `Centre d'amitié autochtone de X`
        return _leads(run[-1].text) and (bool(ADJECTIVE.search(low)) or linked)
    return len(word) > 3 and (held[-1].text in ("des", "de", "du") or bool(ADJECTIVE.search(low)) or linked)
