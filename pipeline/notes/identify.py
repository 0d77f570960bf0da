"""Which candidates are names, over the whole study, and where everything that identifies somebody stands in a text."""

from collections import Counter, defaultdict
from dataclasses import dataclass, replace

from pipeline.notes import patterns
from pipeline.notes.lexicon import plain, word_list
from pipeline.notes.name_evidence import WORD_ENDING, acts, kind_of
from pipeline.notes.names import NAMES, TO_PERSON, Candidate
from pipeline.notes.tokens import Word, words

KINDS = [*NAMES, *patterns.KINDS]


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
    ordinary: frozenset[str]  # names that are ordinary words too: where they open a sentence, a name only at `opening`
    opening: frozenset[tuple[str, int]] = frozenset()  # (text, offset)


def decide(found: dict[str, list[Candidate]], lower: Counter, keep: set[str], told: dict[str, str]) -> Names:
    """The names among all candidates of a study.

    found: text -> its candidates. lower: how often each word stands in lower case in the study. keep: plain forms of
    names that identify nobody.
    told: form -> kind of names that people gave (speaker labels, the study's replace-list).
    """
    evidence: dict[str, list[Candidate]] = defaultdict(list)
    where: dict[str, list[tuple[str, int]]] = defaultdict(list)  # forms that seem names where they open a sentence
    for text, candidates in found.items():
        for candidate in candidates:
            part = _trimmed(candidate, lower, keep)
            evidence[part.text].append(part)
            if part.opens and acts(part):
                where[part.text].append((text, part.start))
    kinds = {form: kind for form, seen in evidence.items() if (kind := kind_of(seen, lower, keep))} | told
    longer = _short_forms(kinds, evidence, keep)
    for short, names in longer.items():
        kinds[short] = kinds[names[0]]
    by_first: dict[str, list[str]] = defaultdict(list)
    for name in sorted(kinds, key=lambda name: (-len(name), name)):
        if parts := words(name):
            for first in dict.fromkeys([parts[0].text, name.split(" ")[0]]):  # `Islet`, `L'Islet`
                by_first[first].append(name)
    ordinary = {
        form for form in kinds
        if form not in told and " " not in form and lower[plain(form)]
    }  # fmt: skip
    opening = frozenset(place for form in ordinary for place in where[form])
    return Names(kinds, longer, dict(by_first), frozenset(ordinary), opening)


def _trimmed(candidate: Candidate, lower: Counter, keep: set[str]) -> Candidate:
    """The candidate without a first word that only opens the sentence, an office before a person's name (`Director X`),
    and kept names at its ends."""
    rows, tags = candidate.words, candidate.tags
    heads = word_list("organisation_heads") | word_list("place_heads")
    if candidate.opens and len(rows) > 1 and plain(rows[0][0]) not in heads and not _opens_name(candidate, lower, keep):
        rows, tags = rows[1:], tags[1:]
    while (
        len(rows) > 1
        and _office(rows[0][0])
        and rows[1][2] == "name"
        and not any(plain(row[0]) in heads for row in rows)
    ):
        rows, tags = rows[1:], tags[1:]
    if len(rows) > 1 and plain(rows[-1][0]) in keep - heads and rows[0][2] == "name":
        rows = rows[:-1]
    first = rows[0][1]
    text = candidate.text[first : rows[-1][1] + len(rows[-1][0])]
    opens = candidate.opens and rows[0] is candidate.words[0]
    return replace(candidate, text=text, words=rows, tags=tags, opens=opens, start=candidate.start + first)


def _office(word: str) -> bool:
    return plain(word) in word_list("person_nouns") | word_list("generic_words")


def _opens_name(candidate: Candidate, lower: Counter, keep: set[str]) -> bool:
    """Whether the first word of a run that opens a sentence belongs to the name (`Two Rivers is`, `Ada Roy says`)."""
    (first, _, kind), *rest = candidate.words
    if all(plain(word) in keep for word, *_ in rest):
        return False
    if kind == "name":
        return plain(first) not in keep
    if all(other != "name" for *_, other in rest):
        return candidate.tag in ("PROPN", "NUM", "ADJ", "NOUN") and plain(first) not in keep - word_list("directions")
    if WORD_ENDING.search(first) and "first name" not in candidate.cues:
        return False
    return candidate.tag == "PROPN" and not lower[plain(first)] and not TO_PERSON.search(f"{first} ")


def _short_forms(kinds: dict[str, str], evidence: dict[str, list[Candidate]], keep: set[str]) -> dict[str, list[str]]:
    """Short form -> long forms: `Ada` of a full name, `Tidal` of `Tidal Skills`, `Val-X` of `Cégep de Val-X`."""
    heads, links = word_list("organisation_heads"), word_list("links")
    longer: dict[str, list[str]] = defaultdict(list)
    for name in sorted(kinds):
        parts = [word.text for word in words(name)]
        if len(parts) < 2 or kinds[name] == "place":
            continue
        if kinds[name] == "person":
            shorts = {parts[0], parts[-1].split()[-1]}
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


def mentions(text: str, cased: str, names: Names, kinds: set[str]) -> list[Mention]:
    """Everything in `text` that identifies somebody: patterns, then names (longest first), none overlapping.

    cased: the text as a careful typist would case it, of the same length; names are looked for there.
    """
    found = [Mention(start, end, kind, text[start:end]) for start, end, kind in patterns.found(text, kinds)]
    shaped, end = list(found), -1
    for word in words(cased):
        if word.start < end or any(m.start <= word.start < m.end for m in shaped):
            continue
        if name := _named(cased, word, names):
            end = word.start + len(name)
            if cased[end : end + 1] == "s":  # `Adas`
                end += 1
            elif name.startswith("St. ") and cased[end : end + 2] in ("'s", "’s"):  # `St. John's` is the town itself
                end += 2
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
            if text.startswith(name, word.start) and bounded and not _only_opens(text, word, name, names):
                return name
    return None


def _only_opens(text: str, word: Word, name: str, names: Names) -> bool:
    """Whether a name that is an ordinary word too is that word here: it opens a sentence."""
    return word.opens and name in names.ordinary and (text, word.start) not in names.opening
