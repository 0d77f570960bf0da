"""Notes that name who speaks: the turns that the labels of a layout make, and how well that fits."""

import itertools
import re
from collections import Counter, defaultdict

from pipeline.notes import beside_turns, heads_and_feet, labelled_heads, labels, turn_numbers
from pipeline.notes.labelled_people import LOOSE, abbreviated, accepted, misspelt, strength
from pipeline.notes.layouts import LABELLED, recurring
from pipeline.notes.layouts.layout_base import Header, Layout, Reading, Seen, Turn
from pipeline.notes.passages import SELDOM, SENTENCE_END, Aside, Passage, words

CLEAR = {"name: talk", "[name] talk", "name, tab, talk"}  # layouts whose sign hardly stands inside talk
SLIP = re.compile(
    r"(?P<label>[^\W\d_]+\s?\d+[a-z]?)[,;.]?\s+(?=[\"«“¿¡]?[A-ZÀ-Þ])"
)  # `p01, No`, where others are `p01:`
FAINT = {"name talk", "name. talk", "name on its own line"}  # whose sign, or want of one, stands in any sentence


def read(passages: list[Passage], layout: Layout, known: labels.Known) -> Reading | None:
    """`passages` in one of the layouts that name people; None where nobody is named in it.

    A label taken in `layout` is taken in the other layouts' forms too (`P2:`, once `P2 –`).
    """
    listed = heads_and_feet.listed(passages)
    counting = turn_numbers.counting(passages)
    headers = {
        place: turn_numbers.uncounted(found, counting)
        for place, passage in enumerate(passages)
        if (found := layout.header(passage)) and place not in listed
    }
    seen = [
        Seen(place, found, strength(found, passages[place], known, layout), labels.key(found.label))
        for place, found in headers.items()
    ]
    taken = accepted(seen, passages, layout)
    if not taken:
        return None
    alike = misspelt(Counter(one.key for one in seen if one.key in taken))
    alike |= abbreviated(one.header.label for one in seen if one.key in taken)
    opened: dict[int, Seen] = {one.place: one for one in seen if one.key in taken}
    _in_other_forms(opened, passages, layout, taken, listed, counting)
    return _reading(passages, opened, [one for one in seen if one.place not in opened], layout, alike)


def _in_other_forms(
    opened: dict[int, Seen],
    passages: list[Passage],
    layout: Layout,
    taken: set[str],
    listed: set[int],
    counting: frozenset[str],
) -> None:
    """Lines that open a turn in another layout's form, with a label that was taken or is a usual word."""
    usual = {one.key for one in opened.values() if labels.usual_role(one.header.label)}
    often = Counter(one.key for one in opened.values())
    written = {labels.bare(one.header.label).rstrip(".") for one in opened.values()}
    low = sum(one.header.said[:1].islower() for one in opened.values())
    begins_high = low <= SELDOM * len(opened)
    for place, passage in enumerate(passages):
        if place in opened or place in listed or (layout.NAME in LOOSE and passage.speaker):
            continue
        goes_on = not passage.opens_paragraph and not (place and SENTENCE_END.search(passages[place - 1].text))
        for other in LABELLED:
            found = other.header(passage) if other is not layout else None
            if not found:
                continue
            found = turn_numbers.uncounted(found, counting)
            key = labels.key(found.label)
            letter = labels.letter_only(found.label)
            sure = key in taken and (key in usual or often[key] >= 2)
            if other.NAME == "name talk" and begins_high and found.said[:1].islower():
                continue  # `RT and MF are the researchers`
            unwritten = labels.bare(found.label).rstrip(".") not in written
            if other.NAME in FAINT and unwritten:  # `He called me | STUDENT all day.`, a lone `a`
                sure = sure and not goes_on and not (letter and not any(sign.isdigit() for sign in found.label))
            if sure or (usual and other.NAME in CLEAR and labels.usual_role(found.label) and not letter):
                opened[place] = Seen(place, found, 3.0, key)
                taken.add(key)
                break
        slipped = SLIP.match(passage.text) if place not in opened and not goes_on else None
        if slipped and slipped["label"] in written and often[key := labels.key(slipped["label"])] > 1:
            opened[place] = Seen(place, Header(slipped["label"], passage.text[slipped.end() :]), 3.0, key)


def _reading(
    passages: list[Passage], opened: dict[int, Seen], rest: list[Seen], layout: Layout, alike: dict[str, str]
) -> Reading:
    """Turns, what was set aside, and the fit."""
    first = min([*opened, *labelled_heads.asked_in_letters(passages, 0, opened)])
    last, below = beside_turns.below_the_talk(passages, first, max(opened) + 1)
    labelled_heads.leave_out(passages, opened, layout)
    if not opened:
        return Reading(layout.NAME, [], fit=0.0)
    first = min([*opened, *labelled_heads.asked_in_letters(passages, 0, opened)])
    unnamed = labelled_heads.asked_in_letters(passages[first:last], first, opened)
    titles = beside_turns.titles_between(passages, opened, first, last)
    italics = beside_turns.remarks_in_italics(passages, opened, first, last)
    shown = _shown([one for _, one in sorted(opened.items())], alike)
    aside = heads_and_feet.head(passages[:first])
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
        elif place in italics:
            aside.append(Aside(passage.text, "remarks"))
        elif passage.title or place in titles:
            aside.append(Aside(passage.text, "heads"))
        else:
            if turns[-1].start_s is None and not turns[-1].text:
                turns[-1].start_s = passage.start_s
            turns[-1].words.append(passage.text)
            turns[-1].end_s = passage.end_s if passage.end_s is not None else turns[-1].end_s
    aside += below
    cut = beside_turns.cut_off_at_the_start(aside, turns)
    empty = [turn for turn in turns if not turn.text]
    turns = [turn for turn in turns if turn.text]
    turns, unlabelled = beside_turns.answers_without_label(turns)
    again = Counter(one.key for one in rest)
    not_taken = [
        passages[one.place].text for one in rest
        if first < one.place < last and (one.strength > 0 or (again[one.key] > 1 and len(one.key.split()) <= 3))
    ]  # fmt: skip
    told = {shown[alike.get(one.key, one.key)] for one in opened.values() if _asks_by_remark(one.header.label)}
    reading = Reading(layout.NAME, turns, aside, not_taken, asking=sorted(told))
    if titles and not beside_turns.alike([passages[n].text for n in titles]):
        reading.oddities.append(f"{len(titles)} short lines between turns were taken for titles")
    if cut:
        reading.oddities.append("who speaks before the first label was guessed")
    if italics:
        reading.oddities.append(f"{len(italics)} lines in italics between turns were taken for remarks")
    if under := beside_turns.below_a_title(passages[max(opened) + 1 : last]):
        reading.oddities.append(f"{under} lines stand below a heading after the last speaker")
    if unlabelled:
        reading.oddities.append(f"{unlabelled} answers have no label; who gives them was guessed")
    elif beside_turns.alone_goes_on(passages, opened, last):
        reading.oddities.append("one turn goes on below, as no other does")
    return _judged(reading, passages, opened, rest, empty, layout)


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


def _asks_by_remark(label: str) -> bool:
    """Whether a remark beside a name says that this is who asks: `Asha (mod)`."""
    return labels.usual_role(label) == "interviewer" and not labels.usual_role(_without_remarks(label))


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
    if len(opened) == 1 and len(turns) > 1:  # all others are told by their letters alone
        fit -= 0.3
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
    answered_below = sum(
        one.header.said.endswith("?") and place + 1 < len(passages) and place + 1 not in opened
        for place, one in opened.items() if labels.usual_role(one.header.label) == "interviewer"
    )  # fmt: skip
    fit -= 0.3 * (2 * answered_below > len(opened))  # only one side has a label
    if layout.NAME in {*LOOSE, recurring.NAME}:
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
