"""Notes that name who speaks: which of a layout's labels are people, the turns they make, and how well that fits."""

import itertools
import re
from collections import Counter, defaultdict
from types import ModuleType, SimpleNamespace

from rapidfuzz.distance import OSA

from pipeline.notes import labelled_heads, labels, surroundings
from pipeline.notes.layout_files import PATTERN
from pipeline.notes.layouts import LABELLED
from pipeline.notes.layouts.layout_base import Header, Reading, Seen, Turn
from pipeline.notes.passages import Aside, Passage, words

SURE = 2.0  # strength of a label that is somebody wherever it stands
SHORT = 5  # words of what may be a label though none of them is a name
TIMED = 1.0  # what a time beside a label adds to its strength
SET_APART = 0.6  # what bold letters, a heading or a bracket add

Layout = ModuleType | SimpleNamespace  # of layouts/, or made of a study's layouts.yaml


def read(passages: list[Passage], layout: Layout, known: labels.Known) -> Reading | None:
    """`passages` in one of the layouts that name people; None where nobody is named in it.

    A label taken in `layout` is taken in the other layouts' forms too (`P2:`, once `P2 –`).
    """
    listed = surroundings.listed(passages)
    seen = [
        Seen(place, found, _strength(found, passage, known, layout), labels.key(found.label))
        for place, passage in enumerate(passages)
        if (found := layout.header(passage)) and place not in listed
    ]
    taken = accepted(seen, passages, known, layout)
    if not taken:
        return None
    alike = misspelt(Counter(one.key for one in seen if one.key in taken))
    opened: dict[int, Seen] = {one.place: one for one in seen if one.key in taken}
    _in_other_forms(opened, passages, layout, taken, listed)
    return _reading(passages, opened, [one for one in seen if one.place not in opened], layout, alike)


def accepted(seen: list[Seen], passages: list[Passage], known: labels.Known, layout: Layout) -> set[str]:
    """The keys of the labels that are people.

    Surely those with a usual label, those a person named, and names; a capitalised word if it comes again; an everyday
    word (`Pros:`) only where nothing else names anybody.
    """
    if layout.NAME == PATTERN:  # a person says what a label is
        return {one.key for one in seen}
    best: dict[str, float] = {}
    times: Counter[str] = Counter()
    paragraphs: Counter[str] = Counter()
    for one in seen:
        best[one.key] = max(best.get(one.key, 0.0), one.strength)
        times[one.key] += 1
        paragraphs[one.key] += passages[one.place].opens_paragraph
    loose = layout.NAME in LOOSE
    alike = _marked_alike(seen, passages, best)
    usual = {k for k, s in best.items() if s >= 3}
    answering = _after_questions(seen, usual, passages)
    sure = {k for k, s in best.items() if s >= SURE and (not loose or times[k] >= 2 or s >= 3 or k in answering)}
    again = {
        k for k, s in best.items()
        if s >= 0.9 and (times[k] >= 3 or paragraphs[k] >= 2 or (times[k] == 2 and s >= 1.4))
    }  # fmt: skip
    if _both_sides(usual):  # `Pros:` in an answer; a person answers a question sooner or later
        again = {k for k in again if best[k] >= 1.4 or k in answering}
    every = _every_line(seen, passages, times)
    if loose:  # only where such a label comes again, or is a usual one
        again = {k for k in again if best[k] >= 1.4}
        if not usual and len(sure | again | every) < 2:
            return set()
    least = 1.4 if _both_sides(usual) else 1.0
    once = {
        k for k, s in best.items()
        if s >= least and times[k] == 1 and not loose and k not in sure | again
        and _beside(k, seen, passages, sure | again)
    }  # fmt: skip
    once |= {k for k in sure if times[k] == 1 and (best[k] < 3 or len(k) == 1)}
    late = {k for k in once if _begins_low(k, seen, {k for k in usual | sure | again if times[k] > 1})}
    sure, once = sure - late, once - late
    answers = {k for k, count in answering.items() if count >= 2 or len(k.split()) <= 2}
    found = (sure | again | once | alike | answers | every) - _counted(seen, times)
    if not any(k in usual for k in found) and len(found) < 2:
        # Everyday words may be people after all (`Foreman:`, `Clerk:`), where they take turns.
        weak = {k for k, s in best.items() if s >= 0.4 and (times[k] >= 3 or paragraphs[k] >= 2)}
        weak |= {k for k in best if times[k] >= 3 and paragraphs[k] >= 3 and len(k.split()) <= SHORT}
        if not loose and len(weak | found) >= 2 and _take_turns(seen, weak | found):
            found |= weak
    return found


# Layouts whose sign also stands inside talk (a dash, a stop, a name alone on a line).
LOOSE = {"name – talk", "name. talk", "name talk", "name on its own line", "[name] talk"}


def _strength(found: Header, passage: Passage, known: labels.Known, layout: Layout) -> float:
    if passage.speaker:
        return 3.0
    strength = labels.strength(found.label, known)
    if (
        labels.letter_only(found.label)
        and found.label.strip()[:1].islower()
        and not any(c.isdigit() for c in found.label)
    ):
        strength = 1.0 if layout.NAME == "name: talk" else 0.0
    if strength >= 3:
        return strength
    if passage.timed_label and strength >= 0.4:
        strength += TIMED
    lead = passage.lead.strip(" :：\t")
    if (lead and labels.key(lead) == labels.key(found.label)) or (passage.style and not found.said):
        strength += SET_APART if strength >= 0.4 else 0.0
    return min(strength, 2.9)


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


def _begins_low(label: str, seen: list[Seen], others: set[str]) -> bool:
    """Whether a label met once goes on in small letters (`Lundi : fermé.`) where people begin a sentence."""
    own = next(one for one in seen if one.key == label)
    begin = [one.header.said[0] for one in seen if one.key in others - {label} and one.header.said[:1].isalpha()]
    return own.header.said[:1].islower() and bool(begin) and sum(map(str.isupper, begin)) > 0.9 * len(begin)


def _every_line(seen: list[Seen], passages: list[Passage], times: Counter) -> set[str]:
    """Labels that open nearly every line, each more than once and in turn: people, whatever they are called."""
    nobody = labels.lists()["parts_of_an_answer"]
    said: dict[str, set[str]] = defaultdict(set)
    for one in seen:
        said[one.key].add(one.header.said)
    often = {
        k for k, count in times.items()
        if count >= 2 and len(said[k]) > 1 and len(k.split()) <= SHORT and k not in nobody
        and (labels.usual_role(k) or not surroundings.is_fact(k))
    }  # fmt: skip
    if _both_sides(often):  # `Her: You again?` is told, where interviewer and participant have labels
        often -= labels.lists()["pronouns"]
    places = [one.place for one in seen if one.key in often and one.header.said]
    if len(often) < 2 or len(places) < 4:
        return set()
    between = passages[places[0] : places[-1] + 1]
    opening = sum(passage.opens_paragraph for passage in between[1:])
    lines = opening + 1 if opening > surroundings.SELDOM * len(between) else len(between)
    return often if len(places) >= 0.85 * lines and _take_turns(seen, often) else set()


def _both_sides(usual: set[str]) -> bool:
    return {"interviewer", "participant"} <= {labels.usual_role(key) for key in usual}


def _after_questions(seen: list[Seen], usual: set[str], passages: list[Passage]) -> Counter:
    """How often each label follows what the interviewer said: who answers is a person, whatever they are called."""
    asks = {key for key in usual if labels.usual_role(key) == "interviewer"}
    stops = sum(bool(surroundings.SENTENCE_END.search(passage.text)) for passage in passages)
    unpunctuated = stops < 0.2 * len(passages)
    return Counter(
        b.key
        for a, b in itertools.pairwise(seen)
        if a.key in asks
        and b.key not in asks
        and (unpunctuated or surroundings.SENTENCE_END.search(passages[b.place - 1].text))
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


def misspelt(times: Counter) -> dict[str, str]:
    """Names met once that are one or two letters off one that comes often: key -> key."""
    often = [name for name, count in times.items() if count >= 3]
    found = {}
    for name, count in times.items():
        if count > 1 or len(name) < 6 or any(sign.isdigit() for sign in name):
            continue
        near = [other for other in often if OSA.distance(name, other) <= (1 if len(name) < 10 else 2)]
        if len(near) == 1:
            found[name] = near[0]
    return found


def _in_other_forms(
    opened: dict[int, Seen], passages: list[Passage], layout: Layout, taken: set[str], listed: set[int]
) -> None:
    """Lines that open a turn in another layout's form, with a label that was taken or is a usual word with a number."""
    usual = {one.key for one in opened.values() if labels.usual_role(one.header.label)}
    often = Counter(one.key for one in opened.values())
    written = {one.header.label for one in opened.values()}
    for place, passage in enumerate(passages):
        if place in opened or place in listed or (layout.NAME in LOOSE and passage.speaker):
            continue
        for other in LABELLED:
            found = other.header(passage) if other is not layout else None
            if not found:
                continue
            key = labels.key(found.label)
            sure = (key in usual or often[key] >= 2) and key in taken
            if other.NAME in ("name talk", "name. talk") and labels.letter_only(found.label):
                sure = sure and any(sign.isdigit() for sign in found.label)
            if not sure and other.NAME in ("name: talk", "[name] talk", "name, tab, talk") and usual:
                role = labels.usual_role(found.label)
                sure = role is not None and not labels.letter_only(found.label)
            if other.NAME == "name on its own line" and labels.letter_only(found.label):
                sure = sure and found.label in written  # a lone `a` is a word that goes on, beside `A:`
            if sure:
                opened[place] = Seen(place, found, 3.0, key)
                taken.add(key)
                break


def _reading(
    passages: list[Passage], opened: dict[int, Seen], rest: list[Seen], layout: Layout, alike: dict[str, str]
) -> Reading:
    """Turns, what was set aside, and the fit."""
    first = min([*opened, *labelled_heads.asked_in_letters(passages, 0, opened)])
    last = max(len(passages) - surroundings.foot(passages[first:]), max(opened) + 1)
    labelled_heads.leave_out(passages, opened)
    if not opened:
        return Reading(layout.NAME, [], fit=0.0)
    first = min([*opened, *labelled_heads.asked_in_letters(passages, 0, opened)])
    unnamed = labelled_heads.asked_in_letters(passages[first:last], first, opened)
    shown = _shown([one for _, one in sorted(opened.items())], alike)
    aside = surroundings.head(passages[:first])
    turns: list[Turn] = []
    for place in range(first, last):
        passage, one = passages[place], opened.get(place)
        if one is not None:
            if one.header.label != passage.speaker:
                ends = passage.text.endswith(one.header.said)
                opening = passage.text[: len(passage.text) - len(one.header.said)] if ends else one.header.label
                aside.append(Aside(opening.strip(), "labels"))
            speaker = shown[alike.get(one.key, one.key)]
            _open(turns, speaker, one.header.said, passage)
        elif place in unnamed:
            turns.append(Turn(None, [passage.text], passage.start_s, passage.end_s, "interviewer", passage.style))
        elif passage.style == "heading" or (
            passage.style == "bold" and not surroundings.SENTENCE_END.search(passage.text)
        ):
            aside.append(Aside(passage.text, "heads"))
        else:
            if turns[-1].start_s is None and not turns[-1].text:
                turns[-1].start_s = passage.start_s
            turns[-1].words.append(passage.text)
            turns[-1].end_s = passage.end_s if passage.end_s is not None else turns[-1].end_s
    aside += [Aside(passage.text, "facts") for passage in passages[last:]]
    empty = [turn for turn in turns if not turn.text]
    turns = [turn for turn in turns if turn.text]
    again = Counter(one.key for one in rest)
    not_taken = [
        passages[one.place].text for one in rest
        if first < one.place < last and (one.strength > 0 or (again[one.key] > 1 and len(one.key.split()) <= 3))
    ]  # fmt: skip
    return _judged(Reading(layout.NAME, turns, aside, not_taken), passages, opened, rest, empty, layout)


def _open(turns: list[Turn], speaker: str, said: str, passage: Passage) -> None:
    """A turn opens; one more cue or row of the same speaker goes on."""
    goes_on = passage.start_s is not None and turns and turns[-1].speaker == speaker and passage.speaker
    if goes_on:
        turns[-1].words.append(said)
        turns[-1].end_s = passage.end_s if passage.end_s is not None else turns[-1].end_s
    else:
        turns.append(Turn(speaker, [said], passage.start_s, passage.end_s))


def _shown(opened: list[Seen], alike: dict[str, str]) -> dict[str, str]:
    """How each person is written, without remarks: the commonest form, of equals one with a usual word spelt right."""
    forms: dict[str, Counter] = defaultdict(Counter)
    for one in opened:
        forms[alike.get(one.key, one.key)][_without_remarks(one.header.label)] += 1 if one.key in alike else 1000
    return {
        key: max(
            counted, key=lambda form: (labels.stem_and_number(form)[0] in labels.bare_letters(form), counted[form])
        )
        for key, counted in forms.items()
    }


def _without_remarks(label: str) -> str:
    form = label.strip(" *_~#:：")
    if labels.INCLUSIVE_BRACKETS.search(form):
        return form
    rest = labels.REMARK.sub("", form).strip()
    return rest if rest and form[:1] not in "[(<{" else labels.bare(form)


def _judged(
    reading: Reading,
    passages: list[Passage],
    opened: dict[int, Seen],
    rest: list[Seen],
    empty: list[Turn],
    layout: Layout,
) -> Reading:
    """The fit: the share of the words that were read, less what is odd about the turns."""
    turns = reading.turns
    total = sum(words(passage.text) for passage in passages)
    unread = sum(words(one.text) for one in reading.aside if one.reason == "before")
    speakers = Counter(turn.speaker for turn in turns)
    if not turns:
        return reading
    fit = 1.0 - unread / max(1, total)
    strengths = [one.strength for one in opened.values()]
    fit -= 0.25 * (1 - min(1.0, sum(strengths) / len(strengths) / 3))
    fit -= 0.2 * len(empty) / (len(turns) + len(empty))
    if silent := sum(not labels.usual_role(turn.speaker or "") for turn in empty):
        reading.oddities.append(f"{silent} lines read as labels have no words after them")
    if len(speakers) == 1:
        fit -= 0.15
    once = [name for name, count in speakers.items() if count == 1]
    fit -= 0.15 * len(once) / len(turns)
    left = sum(
        _hidden(passage, layout)
        for place, passage in enumerate(passages)
        if place not in opened and place > min(opened)
    )
    fit -= 0.5 * min(1.0, left / (len(turns) + left))
    odd = [one for one in rest if one.strength >= 1 and min(opened) < one.place]
    fit -= 0.3 * min(1.0, len(odd) / len(turns))
    repeats = sum(a.speaker == b.speaker for a, b in itertools.pairwise(turns))
    fit -= 0.1 * repeats / len(turns) if not any(p.start_s is not None for p in passages) else 0.0
    own = sum(layout.header(passages[place]) is not None for place in opened)
    fit -= 0.3 * (1 - own / len(opened))  # turns that only another layout's form opens
    if layout.NAME in LOOSE:
        fit -= 0.03
    reading.fit = max(0.0, round(fit, 4))
    return reading


def _hidden(passage: Passage, layout: Layout) -> bool:
    """Whether a line read as talk opens with somebody's usual label in another layout's form, or with a timed name."""
    if passage.speaker:
        return False
    for other in LABELLED:
        found = other.header(passage)
        if found and labels.usual_role(found.label) and not labels.letter_only(found.label):
            return True
        if (
            found
            and passage.timed_label
            and other.NAME in ("name on its own line", "name: talk")
            and labels.like_a_name(found.label)
        ):
            return True
    return False
