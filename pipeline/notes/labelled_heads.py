"""Notes that name who speaks: which labels of the head are facts about the note, and what tells an unnamed asker."""

from collections import Counter

from pipeline.notes import labels
from pipeline.notes.heads_and_feet import is_list_head, is_section_head
from pipeline.notes.layouts import numbered_questions
from pipeline.notes.layouts.layout_base import Seen
from pipeline.notes.legends import MEANT
from pipeline.notes.note_facts import FACT, is_fact
from pipeline.notes.passages import SENTENCE_END, TITLE_WORDS, Passage, words


def leave_out(passages: list[Passage], opened: dict[int, Seen]) -> None:
    """Take from `opened` the first labels that are facts of the head, or say what the labels mean."""
    times = Counter(one.key for one in opened.values())
    for place in _listed_labels(passages, opened, times):
        del opened[place]
    meant: int | None = None  # the last line that said what a label means
    while opened:
        first = min(opened)
        if _means(opened[first], passages, times, meant == first - 1):
            meant = first
        elif not (
            _is_fact(opened[first], passages, opened)
            or _opens_facts(first, times, passages, opened)
            or _is_met_among_facts(opened[first], passages, times)
            or _lists_speakers(opened[first], opened)
        ):
            return
        del opened[first]


def _listed_labels(passages: list[Passage], opened: dict[int, Seen], times: Counter) -> list[int]:
    """Places of the lines below `Present:` that say a little of each label that speaks later: `STUDENT 1: civil`."""
    first = min(opened)
    heads = [n for n in range(first) if is_list_head(passages[n]) and not is_section_head(passages[n])]
    if not heads or not all(FACT.fullmatch(p.text) for p in passages[heads[-1] + 1 : first]):
        return []
    found: list[int] = []
    for place in range(first, max(opened) + 1):
        one = opened.get(place)
        said = one.header.said if one else ""
        if one is None or not said or SENTENCE_END.search(said) or words(said) > TITLE_WORDS:
            break
        if one.key in {opened[n].key for n in found}:
            return []  # somebody speaks twice: short turns
        found.append(place)
    return found if len(found) > 1 and all(times[opened[n].key] > 1 for n in found) else []


def _means(one: Seen, passages: list[Passage], times: Counter, goes_on: bool) -> bool:
    """Whether a line says what a label means, as one above it did: `E : enquêtrice`, `L : locataire`."""
    label, said = one.header.label, one.header.said
    if passages[one.place].speaker or not said or words(said) > MEANT or SENTENCE_END.search(said):
        return False
    if times[one.key] < 2 or len(label) > 4:
        return False
    name, _, part = said.partition(", ")  # `SC : Sylvie Caron, chercheuse`
    role = labels.usual_role(said) or (labels.like_a_name(name) and labels.usual_role(part))
    return goes_on or bool(role)


def _is_fact(one: Seen, passages: list[Passage], opened: dict[int, Seen]) -> bool:
    """Whether the first label taken is a fact of the head (`Interviewer: A. Roy`), its line among facts."""
    passage, said = passages[one.place], one.header.said
    if passage.speaker or not said or words(said) > 6 or SENTENCE_END.search(said):
        return False
    names = labels.usual_role(one.header.label) is not None and labels.like_a_name(said)
    fact = is_fact(one.header.label) or names  # `Interviewé : Theo Pettipas`, among facts
    above = passages[: one.place]
    among = any((match := FACT.fullmatch(p.text)) and is_fact(match["key"]) for p in above)
    after = passages[one.place + 1] if one.place + 1 < len(passages) else None
    below = after is not None and (match := FACT.fullmatch(after.text)) and is_fact(match["key"])
    if after is not None and _names_a_role(after):
        below = True
    if not fact or not (among or below):
        return False
    return labels.like_a_name(said) or words(said) <= 4 or said[0].isdigit()


def _lists_speakers(one: Seen, opened: dict[int, Seen]) -> bool:
    """Whether a line names those who speak below it: `Participants: Ann, Bo Li, You`."""
    names = [labels.key(name.strip()) for name in one.header.said.split(",")]
    return len(names) > 1 and set(names) <= {other.key for other in opened.values()}


def _is_met_among_facts(one: Seen, passages: list[Passage], times: Counter) -> bool:
    """Whether a label met once tells who somebody is: no sentence, a fact below it (`Enquêtée : Lise, 44 ans`)."""
    said = one.header.said
    if passages[one.place].speaker or times[one.key] > 1 or not said or SENTENCE_END.search(said):
        return False
    after = passages[one.place + 1 : one.place + 2]
    below = [match for p in after if (match := FACT.fullmatch(p.text))]
    return words(said) <= TITLE_WORDS and any(is_fact(match["key"]) for match in below)


def _names_a_role(passage: Passage) -> bool:
    """Whether a line names who has a usual role, and nothing else: `Interviewé : Theo Pettipas (TP)`."""
    match = FACT.fullmatch(passage.text)
    return match is not None and bool(labels.usual_role(match["key"])) and labels.like_a_name(match["value"])


def _opens_facts(first: int, times: Counter, passages: list[Passage], opened: dict[int, Seen]) -> bool:
    """Whether the first label taken, met once, opens the facts of the head: more lines like it follow (`Case: 17`)."""
    one = opened[first]
    said = one.header.said
    usual = labels.usual_role(one.header.label)
    if passages[first].speaker or not said or SENTENCE_END.search(said) or len(opened) < 3:
        return False
    if times[one.key] > 1 or usual:
        return False
    following = passages[first + 1 : min(place for place in opened if place > first)]
    if len(following) == 1 and is_fact(one.header.label) and is_section_head(following[0]):
        return True  # one fact alone, then `Verbatim`
    facts = [bool(FACT.fullmatch(p.text)) and words(p.text) <= TITLE_WORDS for p in following]
    return all(facts) and (bool(facts) or any(sign.isdigit() for sign in said))


def asked_in_letters(passages: list[Passage], start: int, opened: dict[int, Seen]) -> set[int]:
    """Places of an interviewer's turns that only their letters or numbers tell: all in italics or bold, most of them
    questions, or numbered questions, where everybody else has a label and nobody's label asks."""
    if any(labels.usual_role(one.header.label) == "interviewer" for one in opened.values()):
        return set()
    numbered = {
        n for n, p in enumerate(passages, start)
        if n not in opened and not p.speaker and p.opens_paragraph and numbered_questions.LINE.fullmatch(p.text)
        and p.text.endswith("?")
    }  # fmt: skip
    if len(numbered) >= 2:
        return numbered
    for style in ("italic", "bold"):
        alone = [n for n, p in enumerate(passages, start) if p.style == style and n not in opened and not p.speaker]
        asked = [n for n in alone if passages[n - start].text.endswith("?")]
        if len(asked) >= 2 and 2 * len(asked) > len(alone):
            return set(alone)
    return set()
