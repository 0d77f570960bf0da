"""Notes that name who speaks: the turns that the labels of a layout make, and how well that fits."""

import itertools
import re
from collections import Counter, defaultdict
from dataclasses import replace

from pipeline.notes import heads_and_feet, labelled_heads, labels, turn_numbers
from pipeline.notes.labelled_people import LOOSE, abbreviated, accepted, misspelt, strength
from pipeline.notes.layouts import LABELLED, recurring
from pipeline.notes.layouts.layout_base import Layout, Reading, Seen, Turn
from pipeline.notes.note_facts import FACT
from pipeline.notes.passages import SELDOM, SENTENCE_END, TITLE_WORDS, Aside, Passage, unparted, words

CLEAR = {"name: talk", "[name] talk", "name, tab, talk"}  # layouts whose sign hardly stands inside talk
FAINT = {"name talk", "name. talk", "name on its own line"}  # whose sign, or want of one, stands in any sentence
COUNTED = re.compile(r"(?:[A-Z]|\d{1,2}|[IVX]{1,4})\s?[.):–—-]\s")  # `B. Costs`
CUT = re.compile(r"\.{3}|…|[a-zà-ÿ]")  # how a sentence begins whose start is missing
STOPPED = 0.8  # share of a note's turns that end in a stop, from which a line without one is no part of a turn
ENOUGH = 4  # turns that tell how a note's turns are set


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


def _reading(
    passages: list[Passage], opened: dict[int, Seen], rest: list[Seen], layout: Layout, alike: dict[str, str]
) -> Reading:
    """Turns, what was set aside, and the fit."""
    first = min([*opened, *labelled_heads.asked_in_letters(passages, 0, opened)])
    last, below = _below(passages, first, max(opened) + 1)
    labelled_heads.leave_out(passages, opened, layout)
    if not opened:
        return Reading(layout.NAME, [], fit=0.0)
    first = min([*opened, *labelled_heads.asked_in_letters(passages, 0, opened)])
    unnamed = labelled_heads.asked_in_letters(passages[first:last], first, opened)
    titles = _titles_between(passages, opened, first, last)
    italics = _remarks_in_italics(passages, opened, first, last)
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
    cut = _cut_off_at_the_start(aside, turns)
    empty = [turn for turn in turns if not turn.text]
    turns = [turn for turn in turns if turn.text]
    turns, unlabelled = _answers_without_label(turns)
    again = Counter(one.key for one in rest)
    not_taken = [
        passages[one.place].text for one in rest
        if first < one.place < last and (one.strength > 0 or (again[one.key] > 1 and len(one.key.split()) <= 3))
    ]  # fmt: skip
    told = {shown[alike.get(one.key, one.key)] for one in opened.values() if _asks_by_remark(one.header.label)}
    reading = Reading(layout.NAME, turns, aside, not_taken, asking=sorted(told))
    if titles and not _alike([passages[n].text for n in titles]):
        reading.oddities.append(f"{len(titles)} short lines between turns were taken for titles")
    if cut:
        reading.oddities.append("who speaks before the first label was guessed")
    if italics:
        reading.oddities.append(f"{len(italics)} lines in italics between turns were taken for remarks")
    if under := _below_a_title(passages[max(opened) + 1 : last]):
        reading.oddities.append(f"{under} lines stand below a heading after the last speaker")
    if unlabelled:
        reading.oddities.append(f"{unlabelled} answers have no label; who gives them was guessed")
    elif _alone_goes_on(passages, opened, last):
        reading.oddities.append("one turn goes on below, as no other does")
    return _judged(reading, passages, opened, rest, empty, layout)


def _answers_without_label(turns: list[Turn]) -> tuple[list[Turn], int]:
    """Turns, and of how many a label had been left out: where two take turns, a question of a turn that goes on below
    as hardly any other does is answered there, when the next turn is again of who asked."""
    people = Counter(turn.speaker for turn in turns)
    sides = {labels.usual_role(speaker or ""): speaker for speaker in people}
    goes_on = [n for n, turn in enumerate(turns) if len(turn.words) > 1]
    if len(people) != 2 or set(sides) != {"interviewer", "participant"} or len(goes_on) > SELDOM * len(turns):
        return turns, 0
    found: list[Turn] = []
    for n, turn in enumerate(turns):
        again = n + 1 < len(turns) and turns[n + 1].speaker == turn.speaker == sides["interviewer"]
        if n in goes_on and again and turn.words[0].rstrip().endswith("?"):
            found.append(replace(turn, words=turn.words[:1]))
            turn = replace(turn, speaker=sides["participant"], words=turn.words[1:])
        found.append(turn)
    return found, len(found) - len(turns)


def _titles_between(passages: list[Passage], opened: dict[int, Seen], first: int, last: int) -> set[int]:
    """Places of the titles of an interview's parts, where the letters do not tell them: short lines without a stop,
    each alone between a turn that ended and the next, more than once in a note whose turns end in a stop."""
    gapless = unparted(passages)
    found = {
        n for n in range(first + 1, last - 1)
        if n not in opened and n + 1 in opened and (passages[n].opens_paragraph or gapless)
        and not passages[n].title and not passages[n].speaker
        and SENTENCE_END.search(passages[n - 1].text) and not SENTENCE_END.search(passages[n].text)
        and words(passages[n].text) <= TITLE_WORDS and not passages[n].text[:1].islower()
    }  # fmt: skip
    ends = [n - 1 if n - 1 in found else n for n in range(first + 1, last) if n + 1 in opened or n + 1 == last]
    stopped = sum(bool(SENTENCE_END.search(passages[n - 1 if n in found else n].text)) for n in ends)
    return found if len(found) > 1 and stopped >= STOPPED * len(ends) else set()


def _remarks_in_italics(passages: list[Passage], opened: dict[int, Seen], first: int, last: int) -> set[int]:
    """Places of the lines between turns that alone are in italics, and ask nothing: what the typist saw."""
    found = {
        n for n in range(first + 1, last)
        if n not in opened and passages[n].style == "italic" and passages[n].opens_paragraph
        and not passages[n].speaker and not passages[n].text.endswith("?")
    }  # fmt: skip
    italic = sum(passage.style == "italic" for passage in passages[first:last])
    return found if italic == len(found) and italic <= SELDOM * (last - first) else set()


def _alike(titles: list[str]) -> bool:
    """Whether titles have one form: a number or letter before each, a key (`Theme: costs`), or capitals."""
    keys = {match["key"] for title in titles if (match := FACT.fullmatch(title))}
    return all(map(COUNTED.match, titles)) or all(map(str.isupper, titles)) or len(keys) == 1


def _alone_goes_on(passages: list[Passage], opened: dict[int, Seen], last: int) -> bool:
    """Whether one turn alone goes on in a paragraph of its own, or in a line below a full stop."""
    more = [
        n for n in range(min(opened), last)
        if n not in opened and not passages[n].speaker and not passages[n].title
        and (n - 1 not in opened or opened[n - 1].header.said)
    ]  # fmt: skip
    stopped = [n for n in more if SENTENCE_END.search(passages[n - 1].text)]
    kinds = [[n for n in stopped if passages[n].opens_paragraph], stopped if len(stopped) == len(more) else []]
    turns = [{max(place for place in opened if place < n) for n in kind} for kind in kinds]
    return len(opened) >= ENOUGH and any(len(kind) == 1 for kind in turns)


def _below(passages: list[Passage], first: int, start: int) -> tuple[int, list[Aside]]:
    """Where the turns end, and what stands below: what was told afterwards, else facts about the note.

    first: place of the first turn; start: the place after the last label.
    """
    end = start + heads_and_feet.closing(passages[start:])
    thanks = labels.lists()["lines"]["thanks"]
    last = len(passages) - 1
    if end > last > start and passages[last].opens_paragraph and thanks.match(labels.plain(passages[last].text)):
        return last, [Aside(passages[last].text, "heads")]
    if end < len(passages):
        return end, heads_and_feet.afterwards(passages[end:])
    italic = [passage.style == "italic" for passage in passages[first:]]
    if end > start and all(italic[start - first :]) and sum(italic) <= SELDOM * len(italic):  # `Closed with a song.`
        return start, [Aside(passage.text, "remarks") for passage in passages[start:]]
    end = max(start, end - heads_and_feet.foot(passages[first:]))
    return end, [Aside(passage.text, "facts") for passage in passages[end:]]


def _below_a_title(passages: list[Passage]) -> int:
    """How many of the lines below the last label stand under a heading: they may be nobody's talk."""
    titled = [passage.title for passage in passages]
    return titled[titled.index(True) :].count(False) if any(titled) else 0


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


def _cut_off_at_the_start(aside: list[Aside], turns: list[Turn]) -> bool:
    """Whether a note begins inside a turn (`...and then I left.`): of two who take turns, that of the one who does not
    speak next. It is moved from `aside` to `turns`."""
    order = [turn.speaker for turn in turns if turn.text]
    first = [one for one in aside if one.reason == "before"]
    others = sorted({who for who in order if who} - {order[0]}) if order else []
    taken = sum(a != b for a, b in itertools.pairwise(order)) >= STOPPED * (len(order) - 1)
    if len(first) != 1 or len(others) != 1 or not taken or not CUT.match(first[0].text):
        return False
    aside.remove(first[0])
    turns.insert(0, Turn(others[0], [first[0].text]))
    return True


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
