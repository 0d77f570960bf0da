"""Whether a capitalised form is a name, from all that speaks for it in a study, and of what kind."""

import re
from collections import Counter

from pipeline.notes.lexicon import plain, word_list
from pipeline.notes.names import NAMES, Candidate

INITIALLED = re.compile(r"(?:[A-ZÀ-Þ]\.[ -]?)+[A-ZÀ-Þ](?:[a-zà-ÿ'’A-ZÀ-Þ-]*)")
WORD_ENDING = re.compile(r"(?:ly|ment|ing|ed|er|ir|re|ez|ons|tion|té|ance|ence|age|ity|ness)$")  # of words, not names


def kind_of(seen: list[Candidate], lower: Counter, keep: set[str]) -> str:
    """Kind of a form, or nothing where it is no name."""
    form, own = seen[0].text, [plain(text) for text, *_ in seen[0].words]
    labels, cues = Counter(c.label for c in seen if c.label), Counter(cue for c in seen for cue in c.cues)
    introduced = len(own) == 1 and cues["introduced"] and labels["person"]  # `I'm Jordan`: a country too
    if (_kept(form, own, keep) or _generic(seen[0].words, cues)) and not introduced:
        return ""
    kinds = [
        "word" if lower[word] or text.isupper() else kind
        for (text, _, kind), word in zip(seen[0].words, own, strict=True)
    ]
    if len(own) == 1 and not _single(seen, lower[own[0]], labels, cues):
        return ""
    if len(own) > 1 and "name" not in kinds:
        acronym = any(text.isupper() for text, *_ in seen[0].words) and not cues["organisation"]
        seems = labels or any(not candidate.opens or candidate.tag in ("PROPN", "NUM") for candidate in seen)
        if acronym or not seems:
            return ""
    votes = labels + cues
    if cues["first name"]:
        votes["place"] -= 2 * cues["on the map"]  # most first names are towns somewhere
    if "name" not in kinds and len(own) > 1 and cues["person"] < 2:
        votes["person"] = 0
    if not any(votes[kind] for kind in NAMES):
        return "person" if len(own) <= 2 and "word" not in kinds else "organisation"
    return max(NAMES, key=lambda kind: votes[kind])


def _kept(form: str, own: list[str], keep: set[str]) -> bool:
    """Whether a form, or each of its words (also as plurals, or the capitalised parts of a compound), is kept."""

    def known(word: str) -> bool:
        return plain(word) in keep or plain(word).removesuffix("s") in keep

    capitals = [part for part in re.split(r"[- ]", form) if part[:1].isupper()]
    return (
        known(form) or all(word in keep or word.removesuffix("s") in keep for word in own) or all(map(known, capitals))
    )


def _generic(rows: list[tuple[str, int, str]], cues: Counter) -> bool:
    """Whether a run is an office, a field of study, a document (`Program Officer`, `Final Report`).

    It is of ordinary words, one of them such a word; in a name with a head (`Centre de formation X`), all capitals.
    """
    generic = word_list("generic_words")
    heads = word_list("organisation_heads") | word_list("place_heads")
    if cues["on the map"] or (len(rows) == 1 and cues["first name"]):
        return False
    if any(kind == "name" and "-" not in text for text, _, kind in rows):
        return False
    capitals = [
        {part, part.removesuffix("s")} for text, *_ in rows if text[0].isupper() for part in plain(text).split("-")
    ]
    if any(part & heads - generic for part in capitals):
        return all(part & (heads | generic) for part in capitals) and (
            len(rows) == 1 or any(part & generic for part in capitals)
        )
    return any(part & generic for part in capitals)


def _single(seen: list[Candidate], lower: int, labels: Counter, cues: Counter) -> bool:
    """Whether a single capitalised word is a name. lower: how often it stands in lower case in the study."""
    form, _, kind = seen[0].words[0]
    if INITIALLED.fullmatch(form):
        return len(form) <= 4 or kind != "word" or bool(cues["person"] or labels["person"])
    if form.removesuffix("s").isupper() and len(form) <= 6:
        return _acronym(form, kind, labels, cues)
    if len(form) < 3:
        return False
    inside = any(not candidate.opens for candidate in seen)
    proper = sum(candidate.tag == "PROPN" for candidate in seen) * 2 >= len(seen)
    noun = sum(candidate.tag in ("PROPN", "NOUN", "ADJ", "X") for candidate in seen) * 2 >= len(seen)
    somebody = cues["person"] - cues["first name"]
    if cues["determined"] == len(seen) and kind != "name":
        return False
    if cues["first name"] and kind != "name":  # a word too: `Rose`, `Hope`
        acting = any(candidate.opens and acts(candidate) for candidate in seen)
        standing = [c for c in seen if not c.opens and (kind == "both" or c.tag == "PROPN" or c.label == "person")]
        meant = bool(standing) and (not lower or bool(labels["person"] or somebody))
        return acting or meant or bool(cues["introduced"] or (cues["opens turn"] and labels["person"]))
    called = cues["person"] >= 2 and (kind == "name" or (proper if kind == "word" else noun))
    placed = cues["place"] >= 2 or cues["organisation"] >= 2
    if kind == "name":
        return (inside or proper or called or bool(labels)) and (bool(labels) or called or not lower)
    if not inside:
        answers = cues["opens turn"] and labels["person"] and not WORD_ENDING.search(form)
        return not lower and (called or (proper and (placed or bool(answers))))
    if lower:
        return bool(cues["introduced"] or (labels["person"] and called))
    return called or (placed and bool(labels)) or (noun and (bool(labels) or placed or kind == "both"))


def _acronym(form: str, kind: str, labels: Counter, cues: Counter) -> bool:
    """Whether capitals alone are a person (`AJ`) or an institution (`from NXYZ`, `l'UXYZ`), no usual abbreviation."""
    low = form.lower().removesuffix("s")
    if low in word_list("acronyms") | word_list("job_acronyms"):
        return False
    if len(form) == 2:
        somebody = cues["person"] or labels["person"]
        return bool(cues["introduced"] or (low in word_list("nicknames") and somebody))
    return kind != "word" and bool(cues["institution"] or cues["organisation"])


def acts(candidate: Candidate) -> bool:
    """Whether a first name that opens a sentence is somebody there (`Hope ran`), not a word (`Hope for more`)."""
    cues = Counter(candidate.cues)
    person = cues["person"] - cues["first name"] >= 1 or candidate.label == "person"
    return bool(cues["first name"]) and person and (candidate.tag == "PROPN" or cues["person"] >= 4)
