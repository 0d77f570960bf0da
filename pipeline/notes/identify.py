"""Which candidates are names, over the whole study, and where everything that identifies somebody stands in a text."""

import re
from collections import Counter, defaultdict
from collections.abc import Set
from dataclasses import dataclass
from functools import cache

from pipeline.notes import patterns
from pipeline.notes.language_models import HOUSE
from pipeline.notes.lexicon import kept_everywhere, kept_group, plain, word_list
from pipeline.notes.name_model import probabilities
from pipeline.notes.names import NAMES, SMALL, UNSEEN, Candidate
from pipeline.notes.spacy_import import stop_words
from pipeline.notes.spans import Spans
from pipeline.notes.tokens import JOINED_INITIALS, Word, words

KINDS = [*NAMES, *patterns.KINDS]
DOUBTFUL = 0.4  # the same where a capital says little: ordinary words, or a sentence's first
LISTED = 0.75  # the same for what is listed as nobody's: months, countries, tools
LIKELY = 0.1  # probability of being a name from which a candidate is one: a name left costs more than a word taken
ANY = 1e-9  # the same for a capital inside a sentence whose language no model reads: whatever the study does not keep
WIDER = 0.2  # the same for a longer stretch around a name
MAPPED = 0.01  # the same for a town of the lists inside a sentence where the model of its language sees one too
TOWN = {"on the map", "seen as place", "seen exactly"}
INITIALLED = {"2 words", "a first name", "initial", "stop after"}  # `Julie R.`
SEEN_FIRST_NAME = {"a first name", "seen as person", "seen exactly"}
NUMBERED = re.compile(r"[A-Z]{1,2}\d{1,4}[A-Z]?")  # `Q7`, `TD1`, `B12`, `T4A`
SELDOM = 3  # times as often as it is taken for a name that a word opens a sentence, from which it is none
INITIAL = re.compile(r" (?:[A-HJ-ZÀ-Þb-zà-ÿ]\.)(?!\w)")  # `Julie R.`, not `Julie I`


Scored = tuple[Candidate, dict[str, float]]  # with the probability of each kind, and of `nothing`


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
    ordinary: frozenset[str]  # names that are ordinary words too: where they open a sentence, names only at `places`
    public: frozenset[str] = frozenset()  # of those, what identifies nobody in any study (`May`): only there anywhere
    places: frozenset[tuple[str, int]] = frozenset()  # (text, offset)


def decide(found: dict[str, list[Candidate]], lower: Counter, keep: set[str], told: dict[str, str]) -> Names:
    """The names among all candidates of a study.

    found: text -> its candidates. lower: how often each word stands in lower case in the study. keep: plain forms of
    the names that the study keeps. told: form -> kind of names that people gave (speaker labels, the replace-list).
    """
    written = {candidate.text: candidate.kinds for rows in reversed(found.values()) for candidate in reversed(rows)}
    chosen = {text: _chosen(candidates, lower, keep) for text, candidates in found.items()}
    seldom = _seldom(found, chosen, written, lower)
    chosen = {text: [row for row in picked if row[0].text not in seldom] for text, picked in chosen.items()}
    votes: dict[str, Counter] = defaultdict(Counter)
    for picked in chosen.values():
        for candidate, shares in picked:
            votes[candidate.text].update({kind: shares[kind] for kind in NAMES})
    kinds = {form: max(NAMES, key=lambda kind: seen[kind]) for form, seen in votes.items()} | told
    longer = _short_forms(kinds, found, keep)
    for short, names in longer.items():
        kinds.setdefault(short, kinds[names[0]])
    ordinary = frozenset(form for form in kinds if form not in told and _ordinary(form, written, lower))
    telling = kinds.keys() - ordinary
    for form in written:
        if form not in kinds and (part := _name_within(form, telling)) and not _kept(form, keep):
            kinds[form] = kinds[part]
    by_first: dict[str, list[str]] = defaultdict(list)
    for name in sorted(kinds, key=lambda name: (-len(name), name)):
        if parts := words(name):
            for first in dict.fromkeys([parts[0].text, name.split(" ")[0]]):  # `Islet`, `L'Islet`
                by_first[first].append(name)
    places = frozenset(
        (text, candidate.start)
        for text, picked in chosen.items()
        for candidate, _ in picked
        if candidate.text in ordinary
    )
    public = frozenset(form for form in ordinary if _kept(form, kept_everywhere()))
    return Names(kinds, longer, dict(by_first), ordinary, public, places)


def _seldom(
    found: dict[str, list[Candidate]], chosen: dict[str, list[Scored]], written: dict[str, list[str]], lower: Counter
) -> set[str]:
    """Ordinary words that were taken for names only where they open a sentence, and there seldom: among thousands of
    sentences some word that is nobody's (`Thanks`, `Mornings`) looks like a name once, and would stand in the key."""
    opening = Counter(one.text for rows in found.values() for one in rows if one.opens)
    taken = Counter(one.text for picked in chosen.values() for one, _ in picked)
    inside = {
        one.text for picked in chosen.values() for one, _ in picked if not one.opens or "a first name" in one.features
    }
    return {
        form
        for form, times in taken.items()
        if form not in inside and SELDOM * times < opening[form] and _ordinary(form, written, lower)
    }


def scored(candidates: list[Candidate], lower: Counter, keep: set[str]) -> list[dict[str, float]]:
    """Probability of each kind, and of `nothing`, for the candidates of one text; what the study keeps is nothing."""
    found = [dict.fromkeys(NAMES, 0.0) | {"nothing": 1.0} for _ in candidates]
    asked: list[int] = []
    for number, candidate in enumerate(candidates):
        if names_nobody(candidate) or _opens_only(candidate, lower):
            continue
        initialled = INITIALLED.issubset(candidate.features) or re.fullmatch(JOINED_INITIALS, candidate.text)
        if initialled and not _kept(candidate.text, keep):
            found[number] |= {"nothing": 0.0, "person": 1.0}
        else:
            asked.append(number)
    rows = [candidates[n] for n in asked]
    spans = [(row.start, row.end, features_of(row, lower), row.layers) for row in rows]
    for number, shares in zip(asked, probabilities(spans), strict=True):
        if not _kept(candidates[number].text, keep):  # what is kept competes: no `The X` is taken where `X` is kept
            found[number] = shares
    return found


def names_nobody(candidate: Candidate) -> bool:
    """Whether it is, whatever stands around it, a usual abbreviation, a word that opens sentences, or an office, unit
    or document only."""
    if _abbreviation(candidate):
        return True
    return "a first name" not in candidate.features and (_generic(candidate.text) or said_to_nobody(candidate))


def features_of(candidate: Candidate, lower: Counter) -> set[str]:
    """The features of a candidate, with those that the study or general knowledge of names adds."""
    parts = [plain(word.text) for word in words(candidate.text)]
    found = set(candidate.features)
    if _kept(candidate.text, kept_everywhere()):
        found.add("identifies nobody")
    elif any(part in kept_everywhere() for part in parts):
        found.add("partly identifies nobody")
    if all(lower[part] for part in parts):
        found.add("in small letters too")
    return found


def _chosen(candidates: list[Candidate], lower: Counter, keep: set[str]) -> list[Scored]:
    """The likeliest candidates of one text that do not overlap, with their probabilities."""
    rows = list(zip(candidates, scored(candidates, lower, keep), strict=True))
    rows.sort(key=lambda row: (row[1]["nothing"], row[0].start, -row[0].end))
    by_place = Spans((candidate.start, candidate.end) for candidate, _ in rows)
    picked: list[Scored] = []
    taken: set[int] = set()  # places of the letters of what is picked
    for candidate, shares in rows:
        least = DOUBTFUL if _says_little(candidate) else LIKELY
        if TOWN.issubset(candidate.features) and not candidate.opens:
            least = MAPPED
        verb = candidate.opens and {"1 words", "ends like a word"} <= set(candidate.features)  # `Onboarding took weeks`
        if UNSEEN in candidate.features and not candidate.opens:
            least = ANY
        if _kept(candidate.text, kept_everywhere()) or (verb and "a first name" not in candidate.features):
            least = LISTED
        free = taken.isdisjoint(range(candidate.start, candidate.end))
        # a name's end is harder to tell than that there is one: the longer stretches around it speak for it too
        around = [rows[number] for number in by_place.around(candidate.start, candidate.end)]
        together = sum(1 - others["nothing"] for _, others in around)
        if free and 1 - shares["nothing"] >= min(LIKELY, least) and together >= least:
            picked.append(_widened(candidate, shares, around, taken))
            taken.update(range(picked[-1][0].start, picked[-1][0].end))
    return picked


def _widened(candidate: Candidate, shares: dict[str, float], around: list[Scored], taken: set[int]) -> Scored:
    """The longest candidate around one that is a name of its own likely enough: half a name left is a name left."""
    least = max(WIDER, (1 - shares["nothing"]) / 2)
    longer = [
        (other, others)
        for other, others in around
        if 1 - others["nothing"] >= least and taken.isdisjoint(range(other.start, other.end))
    ]
    return max([(candidate, shares), *longer], key=lambda row: row[0].end - row[0].start)


def _says_little(candidate: Candidate) -> bool:
    """Whether the capital says little: the name is of ordinary words and no first name, or opens a sentence, unless the
    language model sees a first name there."""
    if set(candidate.features) >= SEEN_FIRST_NAME:
        return False
    if candidate.opens and "name" not in candidate.kinds:
        return True
    return all(kind == "word" for kind in candidate.kinds) and "a first name" not in candidate.features


def _abbreviation(candidate: Candidate) -> bool:
    """Whether it is a usual abbreviation (`PDF`, `VPs`) or a word that opens sentences (`Everybody`)."""
    form = candidate.text.replace(".", "")  # `S.I.N.`
    if NUMBERED.fullmatch(form):
        return True
    if form.removesuffix("s").isupper():
        usual = word_list("acronyms") | word_list("job_acronyms")
        return plain(form) in usual or plain(form).removesuffix("s") in usual
    if "a first name" in candidate.features:
        return False
    return plain(form) in word_list("openers") or plain(form) in _common_words()


def said_to_nobody(candidate: Candidate) -> bool:
    """Whether it is a greeting or another word that is said to nobody in particular, or a feast, or begins with such a
    word, or a verb that asks, that opens a sentence (`Faque Denis arrive`, `Did Ada call?`)."""
    if plain(candidate.text) in kept_group("interjections") | kept_group("holidays"):
        return True
    first, *others = candidate.text.split()
    asks = bool(others) and plain(first) in word_list("auxiliaries")
    return candidate.opens and (asks or plain(first.rstrip(",")) in kept_group("interjections"))


@cache
def _common_words() -> frozenset[str]:
    """The commonest words of the house's languages (`Comme`, `However`), but those that are first names too."""
    return stop_words(*HOUSE) - {"may", "will"}


def _opens_only(candidate: Candidate, lower: Counter) -> bool:
    """Whether, in a language that no model reads, a word has its capital from opening a sentence only."""
    if UNSEEN not in candidate.features or not candidate.opens or "a first name" in candidate.features:
        return False
    return SMALL in candidate.features or all(lower[plain(word.text)] for word in words(candidate.text))


def _generic(form: str) -> bool:
    """Whether a form is an office, unit or document only (`Co-op Office`, `HR Manager`): nothing in it names one."""
    common = word_list("organisation_heads") | word_list("generic_words")

    def known(word: str) -> bool:
        return word in common or word.removesuffix("s") in common

    capitals = [word.text for word in words(form) if word.text[:1].isupper()]
    parts = [plain(text) for text in capitals if not (text.isupper() and plain(text) in word_list("acronyms"))]
    office = len(parts) == len(capitals) or set(parts) <= word_list("generic_words")
    return bool(parts) and office and all(known(part) or all(map(known, part.split("-"))) for part in parts)


def _ordinary(form: str, written: dict[str, list[str]], lower: Counter) -> bool:
    """Whether a name is an ordinary word (or words) as well, so that it is one only where it was seen to be.

    written: the kinds of each candidate's words, by its text, as it stands first.
    """
    parts = words(form)
    if lower and all(lower[plain(part.text)] for part in parts):
        return True
    return all(kind == "word" for kind in written.get(form, ["name"])) or _kept(form, kept_everywhere())


def _kept(form: str, keep: set[str] | frozenset[str]) -> bool:
    """Whether a form, or each of its words (also as plurals, or the capitalised parts of a compound), is kept."""

    def known(word: str) -> bool:
        return plain(word) in keep or plain(word).removesuffix("s") in keep

    capitals = [part for part in re.split(r"[- ]", form) if part[:1].isupper()]
    return (
        known(form) or all(known(word.text) for word in words(form)) or (bool(capitals) and all(map(known, capitals)))
    )


def _name_within(form: str, names: Set[str]) -> str | None:
    """A name that stands in a word between hyphens: `Saint-Laurent` in `Bas-Saint-Laurent`, which would tell it."""
    parts = form.split("-")
    pieces = ("-".join(parts[start:end]) for start in range(len(parts)) for end in range(len(parts), start, -1))
    return next((piece for piece in pieces if piece in names), None) if len(parts) > 1 and " " not in form else None


def _short_forms(
    kinds: dict[str, str], found: dict[str, list[Candidate]], keep: set[str]
) -> dict[str, list[str]]:  # fmt: skip
    """Short form -> long forms: `Ada` of a full name, `Tidal` of `Tidal Skills`, `Val-X` of `Cégep de Val-X`."""
    heads, links = word_list("organisation_heads"), word_list("links")
    evidence: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in (candidate for candidates in found.values() for candidate in candidates):
        evidence[candidate.text].append(candidate)
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
                c
                for c in evidence.get(short, [])
                if " " in short or c.kinds[0] != "word" or "seen as person" in c.features
            ]
            public = plain(short) in heads | links or (plain(short) in keep and short != parts[0])
            place = kinds[name] == "organisation" and any(
                {"in", "on the map"} & set(candidate.features) for candidate in known
            )
            if known and not (public or place) and short[:1].isupper() and len(short) > 2:
                longer[short].append(name)
    return dict(longer)


def mentions(text: str, cased: str, shapes: list[patterns.Shape], names: Names, kinds: set[str]) -> list[Mention]:
    """Everything in `text` that identifies somebody: patterns, then names (longest first), none overlapping.

    cased: the text as a careful typist would case it, of the same length; names are looked for there. shapes: those
    of the text (patterns.shapes).
    """
    found = [Mention(start, end, kind, text[start:end]) for start, end, kind in patterns.among(shapes, kinds)]
    shaped, end = list(found), -1
    for word in words(cased):
        if word.start < end or any(m.start <= word.start < m.end for m in shaped):
            continue
        if name := _named(cased, word, names):
            end, kind = word.start + len(name), names.kinds[name]
            if cased[end : end + 1] == "s":  # `Adas`
                end += 1
            elif name.startswith("St. ") and cased[end : end + 2] in ("'s", "’s"):  # `St. John's` is the town itself
                end += 2
            elif names.kinds[name] == "person" and (initial := INITIAL.match(text, end)):
                end, name = initial.end(), cased[word.start : initial.end()]  # `Julie R.` is not `Julie B.`
            if kind in kinds:
                found.append(Mention(word.start, end, kind, name))
    return sorted(found, key=lambda mention: mention.start)


def _named(text: str, word: Word, names: Names) -> str | None:
    """The longest name that stands at `word`."""
    for key in (word.text, word.text.removesuffix("s")):
        for name in names.by_first.get(key, ()):
            stop = word.start + len(name)
            tail = text[stop : stop + 2]
            bounded = not tail[:1].isalnum() or (tail[:1] == "s" and not tail[1:].isalnum())
            if text.startswith(name, word.start) and bounded and not _only_a_word(text, word, name, names):
                return name
    return None


def _only_a_word(text: str, word: Word, name: str, names: Names) -> bool:
    """Whether a name that is an ordinary word too is that word here."""
    doubtful = name in names.public or (word.opens and name in names.ordinary)
    return doubtful and (text, word.start) not in names.places
