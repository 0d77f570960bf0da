"""Which of a layout's labels are people: usual words, names, and what comes again or stands as people's labels do."""

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from pipeline.notes import labels
from pipeline.notes.layout_files import PATTERN
from pipeline.notes.layouts import recurring
from pipeline.notes.layouts.layout_base import Header, Layout, Seen
from pipeline.notes.note_facts import is_fact
from pipeline.notes.passages import SELDOM, SENTENCE_END, Passage, unparted

USUAL = 3.0  # strength of a usual label, or one that a person named
SURE = 2.0  # of one that is somebody wherever it stands
LIKELY = 1.4  # of one that is somebody where it comes twice
PERHAPS = 1.0
EVERYDAY = 0.4  # of a word that is somebody only where nothing else names anybody
SHORT = 5  # words of what may be a label though none of them is a name
TIMED = 1.0  # what a time beside a label adds to its strength
SET_APART = 0.6  # what bold letters, a heading or a bracket add


@dataclass(frozen=True)
class Signs:
    """What speaks for each label of a layout, by its key, being a person."""

    best: dict[str, float]  # its strength where that is greatest
    times: Counter  # lines that it opens
    paragraphs: Counter  # those among them that open a paragraph
    loose: bool  # the layout's sign also stands inside talk
    parted: bool  # blank lines part paragraphs
    bracketed: bool = False  # the layout's sign is a pair of brackets

    @property
    def usual(self) -> set[str]:
        return {key for key, strength in self.best.items() if strength >= USUAL}

    def at_least(self, strength: float) -> set[str]:
        return {key for key, best in self.best.items() if best >= strength}


def accepted(seen: list[Seen], passages: list[Passage], layout: Layout) -> set[str]:
    """The keys of the labels that are people.

    Surely those with a usual label, those a person named, and names; a capitalised word if it comes again; an everyday
    word (`Pros:`) only where nothing else names anybody.
    """
    if layout.NAME in (PATTERN, recurring.NAME):  # a person says what a label is, or all lines do
        return {one.key for one in seen}
    signs = _signs(seen, passages, layout)
    answering = _after_questions(seen, signs.usual, passages)
    sure, again = _sure(signs, answering), _again(signs, answering)
    every, alike = _every_line(seen, passages, signs.times), _marked_alike(seen, passages, signs.best)
    if signs.loose and not signs.bracketed and not signs.usual and len(sure | again | every | alike) < 2:
        return set()
    once = _once(signs, seen, passages, sure | again)
    answers = {key for key, count in answering.items() if count >= 2 or len(key.split()) <= 2}
    found = (sure | once) - _late(signs, seen, sure, again, once)
    found |= again | answers | every | alike
    found -= _counted(seen, signs.times) | _facts_again(seen)
    if not found & signs.usual and len(found) < 2:
        found |= _everyday(signs, seen, found)
    found |= _as_the_others(seen, passages, layout, found)
    return found | {one.key for one in seen if _together(one.header.label, found)}


def _signs(seen: list[Seen], passages: list[Passage], layout: Layout) -> Signs:
    best: dict[str, float] = {}
    for one in seen:
        best[one.key] = max(best.get(one.key, 0.0), one.strength)
    gapless = unparted(passages)
    opening = [one.key for one in seen if passages[one.place].opens_paragraph or gapless]
    return Signs(
        best,
        Counter(one.key for one in seen),
        Counter(opening),
        layout.NAME in LOOSE,
        not gapless,
        layout.NAME == "[name] talk",
    )


def _sure(signs: Signs, answering: Counter) -> set[str]:
    """Usual labels and names; of a loose layout only names that come again or answer somebody."""
    found = signs.at_least(SURE)
    if not signs.loose:
        return found
    return {key for key in found if signs.times[key] >= 2 or key in signs.usual or key in answering}


def _again(signs: Signs, answering: Counter) -> set[str]:
    """Labels that come again as people's do; `Pros:` in an answer does too, but a person sooner or later answers."""
    found = {
        key for key in signs.at_least(labels.OFTEN)
        if signs.times[key] >= 3 or signs.paragraphs[key] >= 2
        or (signs.times[key] == 2 and signs.best[key] >= LIKELY)
    }  # fmt: skip
    if _both_sides(signs.usual):
        found = {key for key in found if signs.best[key] >= LIKELY or key in answering}
    if not signs.loose:
        return found
    opening = {key for key in found if signs.parted and signs.paragraphs[key] == signs.times[key] > 1}
    return found & (signs.at_least(LIKELY) | (opening & signs.at_least(PERHAPS)))


def _once(signs: Signs, seen: list[Seen], passages: list[Passage], others: set[str]) -> set[str]:
    """Labels met once that stand as the others do."""
    if signs.loose:
        return set()
    least = LIKELY if _both_sides(signs.usual) else PERHAPS
    return {
        key for key in signs.at_least(least) - others
        if signs.times[key] == 1 and _beside(key, seen, passages, others)
    }  # fmt: skip


def _late(signs: Signs, seen: list[Seen], sure: set[str], again: set[str], once: set[str]) -> set[str]:
    """Labels met once, no usual ones, that go on in small letters where those met more often do not."""
    others = {key for key in signs.usual | sure | again if signs.times[key] > 1}
    single = {key for key in sure - signs.usual if signs.times[key] == 1}
    single |= {key for key in sure if signs.times[key] == 1 and len(key) == 1}  # `I` may be a word
    return {key for key in once | single if _begins_low(key, seen, others)}


def _everyday(signs: Signs, seen: list[Seen], found: set[str]) -> set[str]:
    """Everyday words that may be people after all (`Foreman:`, `Clerk:`), where they take turns."""
    times, paragraphs = signs.times, signs.paragraphs
    weak = {key for key in signs.at_least(EVERYDAY) if times[key] >= 3 or paragraphs[key] >= 2}
    weak |= {key for key in times if times[key] >= 3 and paragraphs[key] >= 3 and len(key.split()) <= SHORT}
    turns = (not signs.loose or signs.bracketed) and len(weak | found) >= 2 and _take_turns(seen, weak | found)
    return weak if turns else set()


def _as_the_others(seen: list[Seen], passages: list[Passage], layout: Layout, found: set[str]) -> set[str]:
    """Labels that come again, or look like the others, in a note nearly all of whose paragraphs open with a label."""
    taken = [one.place for one in seen if one.key in found]
    if layout.NAME not in SIGNED or len(taken) < ENOUGH:
        return set()
    written = {_written(one.header.label) for one in seen if one.key in found}
    nobody = labels.lists()["parts_of_an_answer"] | labels.lists()["pronouns"]
    times = Counter(one.key for one in seen)
    alike = {
        one.place: one.key for one in seen
        if one.key not in found | nobody and not is_fact(one.header.label)
        and (times[one.key] > 1 or _written(one.header.label) in written)
        and one.header.said and not one.header.said[0].islower() and len(one.key.split()) <= SHORT
    }  # fmt: skip
    gapless = unparted(passages)
    bare = [
        n for n in range(taken[0], taken[-1])
        if n not in taken and n not in alike and (gapless or passages[n].opens_paragraph) and not passages[n].title
    ]  # fmt: skip
    regular = len(bare) <= SELDOM * len(taken) and len(alike) <= len(taken)
    return {key for place, key in alike.items() if taken[0] < place < taken[-1]} if regular else set()


def _written(label: str) -> str:
    """How a label is written: `Xx xx` for `Le fils`, `XX` for `TINA`, `Xx #` for `Speaker 2`."""
    words = labels.bare(label).split()
    return " ".join(
        "#" if any(map(str.isdigit, word)) else "XX" if word.isupper() else "Xx" if word[0].isupper() else "xx"
        for word in words
    )


def _together(label: str, found: set[str]) -> bool:
    """Whether a label names several who speak alone elsewhere: `Anne's mother and Louis's father`."""
    parts = [labels.key(part) for part in labels.JOINT.split(labels.bare(label)) if part]
    return len(parts) > 1 and set(parts) <= found


SIGNED = {"name: talk", "[name] talk", "name, tab, talk"}  # whose sign hardly stands inside talk
ENOUGH = 4  # turns that tell how a note's labels are written
# Layouts whose sign also stands inside talk (a dash, a stop, a name alone on a line).
LOOSE = {"name – talk", "name. talk", "name talk", "name on its own line", "[name] talk"}


def strength(found: Header, passage: Passage, known: labels.Known, layout: Layout) -> float:
    """How surely a label is somebody in `layout`: 3 a usual word or one a person named, 0 nobody."""
    if passage.speaker:
        return USUAL
    sure = labels.strength(found.label, known)
    if layout.NAME == recurring.NAME:
        return max(sure, SURE)
    if (
        labels.letter_only(found.label)
        and found.label.strip()[:1].islower()
        and not any(c.isdigit() for c in found.label)
    ):
        sure = 1.0 if layout.NAME == "name: talk" else 0.0
    if sure >= USUAL:
        return sure
    if passage.timed_label and not found.said:
        sure = max(sure, EVERYDAY)  # `marta_q` and a time, nothing else on the line
    if passage.timed_label and sure >= EVERYDAY:
        sure += TIMED
    lead = passage.lead.strip(" :：\t")
    if (lead and labels.key(lead) == labels.key(found.label)) or (passage.style and not found.said):
        sure += SET_APART if sure >= EVERYDAY else 0.0
    return min(sure, 2.9)


def _beside(label: str, seen: list[Seen], passages: list[Passage], others: set[str]) -> bool:
    """Whether somebody met once stands as the others do: opening a paragraph, with a time where they have one."""
    if len(others) < 2:
        return False
    own = next(one for one in seen if one.key == label)
    rest = [one for one in seen if one.key in others]
    opens = sum(passages[one.place].opens_paragraph for one in rest) / len(rest)
    timed = sum(passages[one.place].timed_label for one in rest) / len(rest)
    bold = sum(bool(passages[one.place].lead or passages[one.place].style) for one in rest) / len(rest)
    mine = passages[own.place]
    if (opens > 0.8 and not mine.opens_paragraph) or (timed > 0.8 and not mine.timed_label):
        return False
    return not (bold > 0.8 and not (mine.lead or mine.style))


def _counted(seen: list[Seen], times: Counter) -> set[str]:
    """Numbers that only count the points of an answer: 1, 2, 3, each once and in order."""
    order = [one.key for one in seen if labels.NUMBERED.fullmatch(one.header.label.strip())]
    counts = [int(re.sub(r"\D", "", key)) for key in order]
    in_order = len(order) > 1 and counts == list(range(1, len(order) + 1))
    return set(order) if in_order and all(times[key] == 1 for key in order) else set()


def _facts_again(seen: list[Seen]) -> set[str]:
    """Keys of facts that come again among the turns, never with a sentence: `Theme: costs`, `Theme: staff`."""
    lines: dict[str, list[str]] = defaultdict(list)
    for one in seen:
        lines[one.key].append(one.header.said)
    spoken = [bool(SENTENCE_END.search(one.header.said)) for one in seen]
    return {
        key for key, said in lines.items()
        if len(said) > 1 and is_fact(key) and not labels.usual_role(key) and all(said)
        and not any(SENTENCE_END.search(text) for text in said) and 2 * sum(spoken) > len(spoken)
    }  # fmt: skip


def _begins_low(label: str, seen: list[Seen], others: set[str]) -> bool:
    """Whether a label met once goes on in small letters (`Lundi : fermé.`) where people begin a sentence."""
    own = next(one for one in seen if one.key == label)
    begin = [one.header.said[0] for one in seen if one.key in others - {label} and one.header.said[:1].isalpha()]
    return own.header.said[:1].islower() and bool(begin) and sum(map(str.isupper, begin)) > 0.9 * len(begin)


def _every_line(seen: list[Seen], passages: list[Passage], times: Counter) -> set[str]:
    """Labels that open nearly every line, each more than once and in turn: people, whatever they are called."""
    nobody = labels.lists()["parts_of_an_answer"] - {one.key for one in seen if one.strength >= labels.OFTEN}
    said: dict[str, set[str]] = defaultdict(set)
    for one in seen:
        said[one.key].add(one.header.said)
    often = {
        k for k, count in times.items()
        if count >= 2 and len(said[k]) > 1 and len(k.split()) <= SHORT and k not in nobody
        and (labels.usual_role(k) or not is_fact(k))
    }  # fmt: skip
    if _both_sides(often):  # `Her: You again?` is told, where interviewer and participant have labels
        often -= labels.lists()["pronouns"]
    places = [one.place for one in seen if one.key in often and one.header.said]
    if len(often) < 2 or len(places) < 4:
        return set()
    between = passages[places[0] : places[-1] + 1]
    opening = sum(passage.opens_paragraph for passage in between[1:])
    lines = opening + 1 if opening > SELDOM * len(between) else len(between)
    return often if len(places) >= 0.85 * lines and _take_turns(seen, often) else set()


def _both_sides(usual: set[str]) -> bool:
    return {"interviewer", "participant"} <= {labels.usual_role(key) for key in usual}


def _after_questions(seen: list[Seen], usual: set[str], passages: list[Passage]) -> Counter:
    """How often each label follows what the interviewer said: who answers is a person, whatever they are called."""
    asks = {key for key in usual if labels.usual_role(key) == "interviewer"}
    stops = sum(bool(SENTENCE_END.search(passage.text)) for passage in passages)
    unpunctuated = stops < 0.2 * len(passages)
    return Counter(
        b.key
        for a, b in itertools.pairwise(seen)
        if a.key in asks and b.key not in asks and (unpunctuated or SENTENCE_END.search(passages[b.place - 1].text))
    )


def _marked_alike(seen: list[Seen], passages: list[Passage], best: dict[str, float]) -> set[str]:
    """Labels that are set apart just as those of sure people are: by stars, bold letters, brackets, a time."""
    sure = [one for one in seen if best[one.key] >= SURE]
    marks = {one.place: _marks(one, passages[one.place]) for one in seen}
    common = [m for m in MARKS if sure and sum(m in marks[one.place] for one in sure) >= 0.9 * len(sure)]
    if not common or len({one.key for one in sure}) < 1 or len(sure) < 2:
        return set()
    keys = {one.key for one in seen}
    return {
        k for k in keys
        if len(k.split()) <= 4 and all(set(common) <= marks[one.place] for one in seen if one.key == k)
    }  # fmt: skip


MARKS = ("stars", "bold", "time", "brackets")


def _marks(one: Seen, passage: Passage) -> set[str]:
    text, label = passage.text.lstrip(" >-–—"), one.header.label
    found = {"stars"} if text.startswith(("**", "__", "*")) else set()
    lead = passage.lead.strip(" :：\t")
    found |= {"bold"} if (lead and labels.key(lead) == one.key) or (passage.style and not one.header.said) else set()
    found |= {"time"} if passage.timed_label else set()
    return found | ({"brackets"} if label[:1] in "[(<{" else set())


def _take_turns(seen: list[Seen], found: set[str]) -> bool:
    order = [one.key for one in seen if one.key in found]
    changes = sum(a != b for a, b in itertools.pairwise(order))
    return len(order) >= 3 and changes >= 0.6 * (len(order) - 1)


def abbreviated(labels_taken: Iterable[str]) -> dict[str, str]:
    """Initials by which somebody is named who has the full name elsewhere: key -> key, `mq` -> `marta quill`."""
    written = {labels.key(label): labels.bare(label) for label in labels_taken}
    initials = {key for key, label in written.items() if labels.INITIALS.fullmatch(label) and len(key) > 1}
    of: dict[str, list[str]] = defaultdict(list)
    for key, label in written.items():
        if len(parts := [part for part in re.split(r"[\s-]+", label) if part]) > 1 and not labels.usual_role(label):
            of["".join(labels.plain(part)[:1] for part in parts)].append(key)
    return {short: of[compact][0] for short in initials if len(of[compact := re.sub(r"\W", "", short)]) == 1}


def misspelt(times: Counter) -> dict[str, str]:
    """Names met once that are one or two letters off one that comes often: key -> key."""
    often = [name for name, count in times.items() if count >= 3]
    found = {}
    for name, count in times.items():
        lettered = len(name.split()[-1]) == 1  # `Participant C` is another person than `Participant A`
        if count > 1 or len(name) < 6 or lettered or any(sign.isdigit() for sign in name):
            continue
        near = [other for other in often if OSA.distance(name, other) <= (1 if len(name) < 10 else 2)]
        if len(near) == 1:
            found[name] = near[0]
    return found
