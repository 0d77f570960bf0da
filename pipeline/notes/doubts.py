"""What makes a reading doubtful whatever layout it comes from: signs in the turns and in what was set aside.

Each sign is a function of the turns that gives a sentence without a name in it, or nothing.
"""

import itertools
import re
from collections.abc import Callable, Iterator

from pipeline.notes import labels
from pipeline.notes.layouts.layout_base import Reading, Turn
from pipeline.notes.note_facts import FACT, is_fact
from pipeline.notes.passages import SENTENCE_END, TITLE_WORDS, words
from pipeline.notes.speakers import Roles

PUNCTUATED = 0.8  # share of turns that end a sentence, from which one that does not is odd
MOST = 0.5  # share of turns that ask, from which a side asks
TURNS = 6  # turns that tell whether two people take turns
FEWEST = 4  # turns, from which one of two people twice in a row is odd
SELDOM = 0.1  # share of turns, up to which what they do is odd
TIME = re.compile(r"^\W?\d{1,2}:\d{2}(?::\d{2})?\b|\b\d{1,2}:\d{2}:\d{2}\W?$|[.?!]\W+\d{1,2}:\d{2}\W?$")
BEHIND = 3  # words behind a comma after a label, from which they may be talk
SPEECH = 8  # words of a line set aside, from which it may be speech
SIGN = r"\s*[:：\-–—>|\])]"
NO_SPEECH = ("heads", "tool", "labels")  # reasons that a sentence is seldom set aside for


def doubts(reading: Reading, roles: Roles) -> list[str]:
    """Sentences about what a person should look at."""
    found = (sign(reading, roles) for sign in SIGNS)
    return [sentence for sentence in found if sentence]


def _titles_inside(reading: Reading, roles: Roles) -> str:
    """Short lines without a stop between the sentences of a turn, where turns end with a stop: heads, feet, remarks."""
    titles = [
        [piece for before, piece, after in _places(turn) if _title(before, piece, after)] for turn in reading.turns
    ]
    spoken = [
        [word for word in turn.words if word not in inside] for turn, inside in zip(reading.turns, titles, strict=True)
    ]
    ends = [bool(SENTENCE_END.search(said[-1])) for said in spoken if said]
    if sum(ends) < PUNCTUATED * len(ends):
        return ""
    count = sum(map(len, titles))
    return f"{count} short lines without a stop stand inside turns" if count else ""


def _places(turn: Turn) -> Iterator[tuple[str, str, str]]:
    """Each line of a turn but its first, with the ones before and after it."""
    said = [piece for piece in turn.words if piece]
    yield from zip(said, said[1:], [*said[2:], ""], strict=False)


def _title(before: str, piece: str, after: str) -> bool:
    goes_on = after[:1].islower() or re.search(r"[,;:–—-]$", piece)
    stops = bool(SENTENCE_END.search(before)) or before.endswith("]")
    return stops and not SENTENCE_END.search(piece) and not goes_on and words(piece) <= TITLE_WORDS


def _labels_inside(reading: Reading, roles: Roles) -> str:
    """A speaker's label and a sign at the start of a line, or after a stop, inside somebody's turn."""
    known = {turn.speaker.strip() for turn in reading.turns if turn.speaker}
    if not known:
        return ""
    named = "|".join(re.escape(label) for label in sorted(known, key=len, reverse=True))
    inside = re.compile(rf"(?:^|[.?!…]\s+)(?:{named}){SIGN}\s", re.IGNORECASE)
    opening = re.compile(rf"(?:{named})(?:[,;.]?\s+[\"«“¿¡]?[A-ZÀ-Þ]|[,;.]\s)")
    count = sum(
        bool(inside.search(piece) or (place and opening.match(piece) and len(piece.split()[0]) > 1))
        for turn in reading.turns
        for place, piece in enumerate(turn.words)
    )
    return f"{count} lines read as talk hold a speaker's label" if count else ""


def _talk_in_labels(reading: Reading, roles: Roles) -> str:
    """Words behind a speaker's label, outside brackets, that were taken for a part of it."""
    known = {labels.plain(turn.speaker) for turn in reading.turns if turn.speaker}
    count = sum(
        any(plain.startswith(f"{label},") and words(plain[len(label) :]) >= BEHIND for label in known)
        for one in reading.aside
        if one.reason == "labels" and (plain := labels.plain(labels.REMARK.sub("", one.text)))
    )
    return f"{count} labels are longer than their speakers' others" if count else ""


def _twice_in_a_row(reading: Reading, roles: Roles) -> str:
    """One of two speakers has two turns in a row, where they nearly always take turns: a label was lost."""
    order = [turn.speaker for turn in reading.turns]
    again = sum(a == b for a, b in itertools.pairwise(order))
    if len(set(order)) != 2 or len(order) < FEWEST or not 0 < again <= max(1, SELDOM * len(order)):
        return ""
    return f"{again} speakers seem to speak twice in a row"


def _times_inside(reading: Reading, roles: Roles) -> str:
    """Several turns begin or end with a time of a recording."""
    count = sum(bool(TIME.search(turn.text)) for turn in reading.turns)
    return f"{count} turns begin or end with a time" if count >= max(3, SELDOM * len(reading.turns)) else ""


def _interpreted(reading: Reading, roles: Roles) -> str:
    """An interpreter speaks: whose words they are, nobody says."""
    spoken = {turn.speaker for turn in reading.turns if turn.speaker and labels.interprets(turn.speaker)}
    return "an interpreter speaks: for which side was guessed" if spoken and roles.how != "manifest" else ""


def _fact_as_first_turn(reading: Reading, roles: Roles) -> str:
    """The first turn is the only one of a label that may be the key of a fact: `Participants: five of the team.`"""
    first = reading.turns[0].speaker or ""
    alone = sum(turn.speaker == first for turn in reading.turns) == 1 and len(reading.turns) >= TURNS
    return "the first turn may be a fact about the note" if alone and is_fact(first) else ""


def _answers_to_oneself(reading: Reading, roles: Roles) -> str:
    """A turn of who asks goes on with no question on the line below a question: the answer to it."""
    count = sum(
        before.endswith("?") and "?" not in piece and words(piece) >= 2
        for turn in reading.turns
        if turn.role == "interviewer"
        for before, piece, _ in _places(turn)
    )
    return f"{count} lines below questions may be the answers" if count and reading.turns[0].speaker else ""


def _facts_inside(reading: Reading, roles: Roles) -> str:
    """Lines inside a turn that are shaped like facts about the note: `Place: her kitchen`."""
    spoken = labels.lists()["spoken_keys"] | labels.lists()["parts_of_an_answer"]
    lines = [FACT.fullmatch(piece) for turn in reading.turns for _, piece, _ in _places(turn)]
    count = sum(
        match is not None and is_fact(match["key"]) and not set(labels.plain(match["key"]).split()) & spoken
        and words(match["value"]) <= TITLE_WORDS and not SENTENCE_END.search(match["value"])
        for match in lines
    )  # fmt: skip
    return f"{count} lines inside turns look like facts about the note" if count else ""


def _other_side_asks(reading: Reading, roles: Roles) -> str:
    """Who answers by letters or by the head of the note asks more than who asks."""
    if roles.how not in ("labels", "head") or not roles.interviewer:
        return ""
    if roles.how == "labels" and not all(labels.letter_only(label) for label in roles.interviewer):
        return ""
    asks = [turn.text for turn in reading.turns if turn.role == "interviewer"]
    answers = [turn.text for turn in reading.turns if turn.role == "participant"]
    if _asking(answers) > MOST and _asking(asks) < MOST:
        return "who answers asks more than who asks"
    return ""


def _asking(texts: list[str]) -> float:
    return sum("?" in text for text in texts) / len(texts) if texts else 0.0


def _questions_inside(reading: Reading, roles: Roles) -> str:
    """Lines inside an answer that ask somebody: a question whose label was lost."""
    address = labels.lists()["speech"]["address"]
    count = sum(
        piece.endswith("?") and bool(SENTENCE_END.search(before)) and bool(address.search(labels.plain(piece)))
        for turn in reading.turns
        if turn.role == "participant"
        for before, piece, _ in _places(turn)
    )
    return f"{count} lines inside answers ask somebody" if count and reading.turns[0].speaker else ""


def _speech_set_aside(reading: Reading, roles: Roles) -> str:
    """Whole sentences among heads, labels and a program's lines; questions to somebody anywhere."""
    address = labels.lists()["speech"]["address"]
    count = sum(
        words(one.text) >= SPEECH
        and bool(SENTENCE_END.search(one.text))
        and (
            one.reason in NO_SPEECH
            or (one.reason == "facts" and one.text.endswith("?") and bool(address.search(labels.plain(one.text))))
        )
        for one in reading.aside
    )
    return f"{count} lines set aside look like speech" if count else ""


SIGNS: tuple[Callable[[Reading, Roles], str], ...] = (
    _titles_inside,
    _labels_inside,
    _talk_in_labels,
    _twice_in_a_row,
    _times_inside,
    _interpreted,
    _fact_as_first_turn,
    _facts_inside,
    _answers_to_oneself,
    _other_side_asks,
    _questions_inside,
    _speech_set_aside,
)
