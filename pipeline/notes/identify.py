"""Which candidates are names, over the whole study, and where everything that identifies somebody stands in a text."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, replace

from pipeline.notes.lexicon import plain, word_list
from pipeline.notes.names import TO_PERSON, Candidate, Word, words

_STREET = r"street|st|avenue|ave|road|rd|drive|dr|lane|boulevard|blvd|crescent|court|highway|hwy"
PATTERNS = {
    "e-mail": re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    "link": re.compile(r"(?:https?://|www\.)[^\s<>()\[\]]+[^\s<>()\[\].,;:!?]", re.IGNORECASE),
    "handle": re.compile(r"(?<![\w.])@[A-Za-z_][\w.]{0,30}\w"),
    "phone": re.compile(
        r"(?<![\w.-])(?:\+?\d{1,3}[ .-]?)?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}"
        r"(?: ?(?:x|ext\.?|poste) ?\d+)?(?![\w-])"
        r"|(?<![\w.-])\d{3}-\d{4}(?![\w-])|(?<!\w)\+\d{1,3}(?:[ .-]?\d{1,4}){3,5}(?!\w)"
        r"|(?<![\w.-])0\d(?:[ .]\d{2}){4}(?!\w)|(?<!\w)[2-9]\d{9}(?!\w)"
    ),
    "address": re.compile(
        rf"(?<!\w)\d{{1,5}}[a-z]? (?:[A-Z][\w'’-]+ ){{1,3}}(?i:{_STREET})\b\.?"
        r"|(?<!\w)\d{1,5},? (?:rue|avenue|boulevard|chemin|rang|place) (?:[a-zéèà'’]+ ){0,3}[A-ZÉÈÀ][\w'’-]+"
        r"|\b[ABCEGHJ-NPRSTVXY]\d[A-Z] ?\d[A-Z]\d\b"
    ),
}
NAMES = ["person", "organisation", "place"]
KINDS = [*NAMES, *PATTERNS]


@dataclass(frozen=True)
class Mention:
    """A stretch of a text that identifies somebody or some place."""

    start: int
    end: int
    kind: str
    text: str  # as the key knows it (`Ada` where the text has `Adas`)


@dataclass(frozen=True)
class Names:
    """The names of a study: form -> kind; short forms -> the long forms they may stand for."""

    kinds: dict[str, str]
    longer: dict[str, list[str]]
    by_first: dict[str, list[str]]  # first word -> names, longest first
    ordinary: frozenset[str]  # names that are ordinary words too: no name where they open a sentence


def decide(found: list[Candidate], lower: Counter, keep: set[str], told: dict[str, str]) -> Names:
    """The names among all candidates of a study.

    lower: how often each word stands in lower case in the study. keep: plain forms of names that identify nobody.
    told: form -> kind of names that people gave (speaker labels, the study's replace-list).
    """
    evidence: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in found:
        part = _trimmed(candidate, lower, keep)
        evidence[part.text].append(part)
    kinds = {form: kind for form, seen in evidence.items() if (kind := _kind(seen, lower, keep))} | told
    longer = _short_forms(kinds, evidence, keep)
    for short, names in longer.items():
        kinds[short] = kinds[names[0]]
    by_first: dict[str, list[str]] = defaultdict(list)
    for name in sorted(kinds, key=lambda name: (-len(name), name)):
        if parts := words(name):
            by_first[parts[0].text].append(name)
    ordinary = {
        form for form in kinds
        if form not in told and " " not in form and lower[plain(form)]
    }  # fmt: skip
    return Names(kinds, longer, dict(by_first), frozenset(ordinary))


def _trimmed(candidate: Candidate, lower: Counter, keep: set[str]) -> Candidate:
    """The candidate without a first word that only opens the sentence, and without kept names at its ends."""
    rows = candidate.words
    heads = word_list("organisation_heads") | word_list("place_heads")
    if candidate.opens and len(rows) > 1 and plain(rows[0][0]) not in heads and not _opens_name(candidate, lower, keep):
        rows = rows[1:]
    if len(rows) > 1 and plain(rows[-1][0]) in keep - heads and rows[0][2] == "name":
        rows = rows[:-1]
    text = candidate.text[rows[0][1] : rows[-1][1] + len(rows[-1][0])]
    return replace(candidate, text=text, words=rows, opens=candidate.opens and rows[0] is candidate.words[0])


def _opens_name(candidate: Candidate, lower: Counter, keep: set[str]) -> bool:
    """Whether the first word of a run that opens a sentence belongs to the name (`Two Rivers is`, `Ada Roy says`)."""
    (first, _, kind), *rest = candidate.words
    if all(plain(word) in keep for word, *_ in rest):
        return False
    if kind == "name":
        return plain(first) not in keep
    if all(other != "name" for *_, other in rest):
        return candidate.tag in ("PROPN", "NUM", "ADJ", "NOUN") and plain(first) not in keep - word_list("directions")
    return candidate.tag == "PROPN" and not lower[plain(first)] and not TO_PERSON.search(f"{first} ")


def _kind(seen: list[Candidate], lower: Counter, keep: set[str]) -> str:
    """Kind of a form, or nothing where it is no name."""
    form, own = seen[0].text, [plain(text) for text, *_ in seen[0].words]
    labels, cues = Counter(c.label for c in seen if c.label), Counter(cue for c in seen for cue in c.cues)
    introduced = len(own) == 1 and cues["introduced"] and labels["person"]  # `I'm Jordan`: a country too
    if _kept(form, own, keep) and not introduced:
        return ""
    kinds = [
        "word" if lower[word] or text.isupper() else kind
        for (text, _, kind), word in zip(seen[0].words, own, strict=True)
    ]
    if len(own) == 1 and not _single(seen, lower[own[0]], labels, cues):
        return ""
    if len(own) > 1 and "name" not in kinds:
        acronym = any(text.isupper() for text, *_ in seen[0].words)
        seems = labels or any(not candidate.opens or candidate.tag in ("PROPN", "NUM") for candidate in seen)
        if acronym or not seems:
            return ""
    votes = labels + cues
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


def _single(seen: list[Candidate], lower: int, labels: Counter, cues: Counter) -> bool:
    """Whether a single capitalised word is a name. lower: how often it stands in lower case in the study."""
    form, _, kind = seen[0].words[0]
    if form.removesuffix("s").isupper() and len(form) <= 6:
        return bool(cues["introduced"]) and len(form) == 2 and form.lower() not in word_list("job_acronyms")
    if len(form) < 3:
        return False
    inside = any(not candidate.opens for candidate in seen)
    proper = sum(candidate.tag == "PROPN" for candidate in seen) * 2 >= len(seen)
    noun = sum(candidate.tag in ("PROPN", "NOUN", "ADJ", "X") for candidate in seen) * 2 >= len(seen)
    called = cues["person"] >= 2 and (kind == "name" or (proper if kind == "word" else noun))
    if kind != "word":
        return (inside or proper or called or bool(labels)) and (bool(labels) or called or not lower)
    if lower:
        return inside and bool(cues["introduced"] or (labels["person"] and called))
    return (inside and noun) or called or (proper and bool(cues["opens turn"] and labels["person"]))


def _short_forms(kinds: dict[str, str], evidence: dict[str, list[Candidate]], keep: set[str]) -> dict[str, list[str]]:
    """Short form -> long forms: `Ada` of a full name, `Tidal` of `Tidal Skills`, `Val-X` of `Cégep de Val-X`."""
    heads, links = word_list("organisation_heads"), word_list("links")
    longer: dict[str, list[str]] = defaultdict(list)
    for name in sorted(kinds):
        parts = [word.text for word in words(name)]
        if len(parts) < 2 or kinds[name] == "place":
            continue
        if kinds[name] == "person":
            shorts = {parts[0], parts[-1]}
        else:
            core = [part for part in parts if plain(part) not in heads]
            while core and plain(core[0]) in links:
                core = core[1:]
            shorts = {" ".join(core)} if 0 < len(core) < len(parts) and core[-1][0].isupper() else set()
        for short in sorted(shorts):
            known = [
                c for c in evidence.get(short, []) if " " in short or c.words[0][2] != "word" or c.label == "person"
            ]
            public = plain(short) in heads | links or (plain(short) in keep and short != parts[0])
            place = kinds[name] == "organisation" and any("place" in candidate.cues for candidate in known)
            if known and not (public or place) and short[:1].isupper() and len(short) > 2:
                longer[short].append(name)
    return dict(longer)


def mentions(text: str, names: Names, kinds: set[str]) -> list[Mention]:
    """Everything in `text` that identifies somebody: patterns, then names (longest first), none overlapping."""
    found: list[Mention] = []
    for kind, pattern in PATTERNS.items():
        for match in pattern.finditer(text) if kind in kinds else ():
            if not any(m.start < match.end() and m.end > match.start() for m in found):
                found.append(Mention(match.start(), match.end(), kind, match[0]))
    patterns, end = list(found), -1
    for word in words(text):
        if word.start < end or any(m.start <= word.start < m.end for m in patterns):
            continue
        if name := _named(text, word, names):
            end = word.start + len(name)
            if text[end : end + 1] == "s":  # `Adas`
                end += 1
            if names.kinds[name] in kinds:
                found.append(Mention(word.start, end, names.kinds[name], name))
    return sorted(found, key=lambda mention: mention.start)


def _named(text: str, word: Word, names: Names) -> str | None:
    """The longest name that stands at `word`."""
    for key in (word.text, word.text.removesuffix("s")):
        for name in names.by_first.get(key, ()):
            stop = word.start + len(name)
            tail = text[stop : stop + 2]
            bounded = not tail[:1].isalnum() or (tail[:1] == "s" and not tail[1:].isalnum())
            if text.startswith(name, word.start) and bounded and not (word.opens and name in names.ordinary):
                return name
    return None
