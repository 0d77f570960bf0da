"""Texts as a careful typist would case them, so that names are seen in chat style and in capitals too."""

import re

from pipeline.notes.language_models import HOUSE
from pipeline.notes.lexicon import Lexicon, plain, word_list
from pipeline.notes.spacy_import import stop_words
from pipeline.notes.tokens import Word, words

SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
# What stands before somebody, in lower case too.
CALLS = {"ask", "told", "named", "hired", "thank", "met", "mr", "mrs", "ms", "dr", "mme", "mlle", "madame", "monsieur"}
TO_PLACE = {"in", "from", "near", "to", "at", "outside", "à", "de", "vers"}
INITIAL = re.compile(r" [^\W\d_](?:\.|(?= (?:and|et)\b)|$)")  # `jordan b.`
SHORT = 4  # letters under which a word in lower case is never taken for a name


def recased(text: str, known: Lexicon) -> str:
    """`text`, of the same length, with names that stand in lower case capitalised and shouted sentences calmed.

    In lower case only first names and places that are no words, and what follows them, count; in a sentence without any
    capital, or of capitals only, so does every word that no dictionary lists and every first name that is no common
    word, for the model to judge.
    """
    letters = list(text)
    for sentence in SENTENCE.finditer(text):
        rows = words(sentence[0])
        shouted = _shouted(rows)
        small = _small(rows)
        named = _names(sentence[0], rows, known, shouted, small)
        if shouted or small:
            apart = [number for number, word in enumerate(rows) if shouted or word.text.islower()]  # no `PPE`
            named |= {number for number in apart if _may_be_name(rows[number].text, known)}
        for number, word in enumerate(rows):
            start, end = sentence.start() + word.start, sentence.start() + word.end
            address = text[max(0, start - 1) : start] in {"@", ".", "/", "_"} or text[end : end + 1] in {"@", "_"}
            if address or not (shouted or number in named):
                continue
            calm = word.text.lower()
            letters[start:end] = _capital(calm) if number in named or number == 0 else calm
    made = "".join(letters)
    return made if len(made) == len(text) else text


def _shouted(rows: list[Word]) -> bool:
    """Whether a sentence of three words or more has no small letter."""
    lettered = [word.text for word in rows if word.text[0].isalpha() and len(word.text) > 1]
    return len(lettered) >= 3 and all(word.isupper() for word in lettered)


def _small(rows: list[Word]) -> bool:
    """Whether a sentence of three words or more is typed without any capital, but for `I` and abbreviations."""
    small = [
        word.text for word in rows if word.text[0].isalpha() and not (word.text.isupper() or word.text[:2] == "I'")
    ]
    return len(small) >= 3 and all(word.islower() for word in small)


def _may_be_name(word: str, known: Lexicon) -> bool:
    """Whether a word without a capital of its own is no common one."""
    low = word.lower()
    common = low in known.ordinary_words or plain(low) in word_list("titles") | word_list("openers")
    unknown = known.kind(low) != "word" and low not in known.dictionary
    return len(low) >= 3 and not common and (unknown or known.first_name(low))


def _names(sentence: str, rows: list[Word], known: Lexicon, shouted: bool, small: bool) -> set[int]:
    """Which words of a sentence are names, whatever their case; it is shouted if in capitals only, small if in none."""
    heads = word_list("organisation_heads")
    found: set[int] = set()
    for number, word in enumerate(rows):
        low = word.text.lower()
        if not (shouted or word.text.islower()) or plain(low) in word_list("titles") | word_list("openers"):
            continue
        unknown = known.kind(low) == "name"
        initialled = INITIAL.match(sentence, word.end) is not None
        name = unknown and len(low) >= SHORT and low not in known.ordinary_words
        town = low in known.lower_places
        town = town and plain(low) not in word_list("generic_words")
        placed = town and low in known.names and number > 0 and _leads_to_place(rows, number, found)
        listed = known.first_name(low) or town
        called = number > 0 and word.text.islower() and plain(rows[number - 1].text) in CALLS
        family = unknown and number - 1 in found
        given = shouted and known.first_name(low) and known.kind(low) == "both"
        hyphened = town and "-" in low and low not in known.dictionary
        if (name and (listed or called)) or family or given or hyphened or placed:
            found.add(number)
        if listed and initialled and known.first_name(low):
            found |= {number, number + 1}
        elif number and _leads_to_place(rows, number, found):
            found.update(range(number, number + _place(rows[number : number + 3], known, shouted or small)))
    for number, word in enumerate(rows):
        if plain(word.text) in heads and (shouted or word.text.islower()) and _founded(rows, number, known, shouted):
            first = number - 1 if known.kind(rows[number - 1].text.lower()) == "name" else number - 2
            found.update(range(first, number + 1))
        after = rows[number + 1 : number + 2]
        if small and plain(word.text) in word_list("first_heads") and after and _unknown(after[0], known):
            found |= {number, number + 1}
    return found


def _unknown(word: Word, known: Lexicon) -> bool:
    """Whether a word in small letters is in no list of ordinary words (`transport bellefeuille`)."""
    low = word.text.lower()
    return len(low) >= SHORT and known.kind(low) == "name" and low not in known.ordinary_words


def _founded(rows: list[Word], head: int, known: Lexicon, shouted: bool) -> bool:
    """Whether the head of an organisation (`union`) stands after a word that is none (`bluewater credit union`)."""
    last = rows[head - 1].text.lower() if head else ""
    if shouted and last and last not in known.ordinary_words and last not in stop_words(*HOUSE):
        return True
    before = [known.kind(row.text.lower()) == "name" and (shouted or row.text.islower()) for row in rows[:head]]
    if not shouted and plain(rows[head].text) not in word_list("sure_heads"):
        return False
    return before[-1:] == [True] or (before[-2:-1] == [True] and plain(rows[head - 1].text) in word_list("inner_words"))


def _leads_to_place(rows: list[Word], number: int, found: set[int]) -> bool:
    before = plain(rows[number - 1].text)
    return before in TO_PLACE or (before in ("and", "or", "et", "ou") and number - 2 in found)


def _place(rows: list[Word], known: Lexicon, uncased: bool) -> int:
    """How many words make a place of several, not all of them ordinary words (`thunder bay`, but not `high level`):
    there the model judges, and only in a sentence whose case says nothing."""
    for size in (3, 2):
        part = [row.text.lower() for row in rows[:size]]
        if len(part) == size and " ".join(part) in known.lower_places:
            return size if uncased or any(known.kind(word) != "word" for word in part) else 0
    return 0


def _capital(word: str) -> str:
    return "-".join(part[:1].upper() + part[1:] for part in word.split("-"))
