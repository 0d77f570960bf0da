"""Which candidates are names, over the whole study, and where everything that identifies somebody stands."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass

from pipeline.notes.names import ORGANISATION_HEADS, PLACE_HEADS, TITLES, Candidate, plain, words

PATTERNS = {
    "e-mail": re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    "link": re.compile(r"(?:https?://|www\.)[^\s<>()\[\]]+[^\s<>()\[\].,;:!?]", re.IGNORECASE),
    "handle": re.compile(r"(?<![\w.])@[A-Za-z_][\w.]{1,30}\w"),
    "phone": re.compile(
        r"(?<![\w-])(?:\+?\d{1,2}[ .-]?)?\(?\d{3}\)?[ .-]?\d{3}[ .-]\d{4}(?:\s*(?:x|ext\.?|poste)\s*\d+)?(?![\w-])"
    ),
}
KINDS = [*PATTERNS, "person", "organisation", "place"]


@dataclass(frozen=True)
class Mention:
    """A stretch of a text that identifies somebody or some place."""

    start: int
    end: int
    kind: str
    text: str


def decide(found: list[Candidate], common: Counter, lexicon: set[str], keep: set[str]) -> dict[str, str]:
    """Names of the study: surface form -> kind.

    found: the candidates of all texts. common: how often each word stands in lower case in the study. lexicon: words
    of the languages that a sentence may open with. keep: names that identify nobody (plain form).
    """
    evidence: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in found:
        for part in _trimmed(candidate, common, lexicon, keep):
            evidence[part.text].append(part)
    names = {}
    for form, seen in evidence.items():
        if kind := _kind(form, seen, common, lexicon, keep):
            names[form] = kind
    return _aliases(names, evidence, keep)


def _trimmed(candidate: Candidate, common: Counter, lexicon: set[str], keep: set[str]) -> list[Candidate]:
    """The candidate without what only opens the sentence and without kept names at its ends."""
    parts = words(candidate.text)
    if (
        candidate.opens
        and len(parts) > 1
        and _ordinary(parts[0].text, common, lexicon)
        and plain(parts[0].text) not in TITLES
    ):
        if not (plain(parts[0].text) in ORGANISATION_HEADS | PLACE_HEADS):
            parts = parts[1:]
    while parts and plain(parts[0].text) in TITLES:
        parts = parts[1:]
    while parts and (plain(parts[0].text) in keep) and len(parts) > 1:
        parts = parts[1:]
    if not parts:
        return []
    start, end = parts[0].start, parts[-1].end
    opens = candidate.opens and start == 0
    return [
        Candidate(
            candidate.text[start:end],
            candidate.start + start,
            candidate.start + end,
            opens,
            candidate.label,
            candidate.cue,
        )
    ]


def _ordinary(word: str, common: Counter, lexicon: set[str]) -> bool:
    return common[plain(word)] > 0 or plain(word) in lexicon


def _kind(form: str, seen: list[Candidate], common: Counter, lexicon: set[str], keep: set[str]) -> str:
    """Kind of a form, or nothing where it is no name."""
    own = [plain(word.text) for word in words(form)]
    if plain(form) in keep or all(word in keep or word.removesuffix("s") in keep for word in own):
        return ""
    inside = [candidate for candidate in seen if not candidate.opens]
    labels = Counter(c.label for c in seen if c.label)
    cues = Counter(c.cue for c in seen if c.cue)
    if len(own) == 1:
        if form.isupper() and len(form) <= 6:
            return ""
        if common[own[0]] > 0 and not (inside and labels):
            return ""
        if not inside and not (labels and own[0] not in lexicon):
            return ""
    elif all(common[word] > 0 or word in lexicon for word in own) and not inside and not labels:
        return ""
    if len(own) > 1 and cues["organisation"]:
        return "organisation"
    votes = labels + Counter({kind: 2 * count for kind, count in cues.items()})
    if not votes:
        return "person" if len(own) <= 2 else "organisation"
    return max(sorted(votes), key=lambda kind: votes[kind])


def _aliases(names: dict[str, str], evidence: dict[str, list[Candidate]], keep: set[str]) -> dict[str, str]:
    """Short forms of names take the kind of the long form: `Sailyard` of `Sailyard Skills`, `Denise` of a full name."""
    heads = {}
    for name, kind in names.items():
        parts = [word.text for word in words(name)]
        if len(parts) > 1 and kind in ("person", "organisation"):
            heads.setdefault(parts[0], kind)
    for form in evidence:
        if form in heads and plain(form) not in keep | ORGANISATION_HEADS | PLACE_HEADS:
            names[form] = heads[form]
    return names


def mentions(text: str, names: dict[str, str], index: dict[str, list[str]], common: Counter) -> list[Mention]:
    """Everything in `text` that identifies somebody: patterns, then names (longest first), none overlapping."""
    found: list[Mention] = []
    for kind, pattern in PATTERNS.items():
        for match in pattern.finditer(text):
            if not any(m.start < match.end() and m.end > match.start() for m in found):
                found.append(Mention(match.start(), match.end(), kind, match[0]))
    end = -1
    for word in words(text):
        if word.start < end or any(m.start <= word.start < m.end for m in found):
            continue
        for name in index.get(word.text, ()):
            stop = word.start + len(name)
            if text[word.start : stop] == name and not text[stop : stop + 1].isalnum():
                if word.opens and " " not in name and common[plain(name)] > 0:
                    continue
                found.append(Mention(word.start, stop, names[name], name))
                end = stop
                break
    return sorted(found, key=lambda mention: mention.start)


def index_of(names: dict[str, str]) -> dict[str, list[str]]:
    """First word -> names that begin with it, longest first."""
    index: dict[str, list[str]] = defaultdict(list)
    for name in sorted(names, key=lambda name: (-len(name), name)):
        index[words(name)[0].text].append(name)
    return index
