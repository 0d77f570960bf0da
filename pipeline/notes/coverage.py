"""The account of a note: every word of its file is in a turn, or set aside for a reason that is told."""

from collections import Counter
from dataclasses import dataclass, field

from pipeline.notes.doubts import doubts
from pipeline.notes.labels import letter_only, usual_role
from pipeline.notes.layouts.layout_base import Reading, Turn
from pipeline.notes.passages import REASONS, words
from pipeline.notes.speakers import Roles

SHARE = 0.5  # of a note's words in turns, under which a person should look (labels and stamps do not count as words)
FIT = 0.8  # of the layout, under which a person should look
BEFORE = 0.02  # share of words before the first speaker that nothing explains
FROM_TALK = "who asks was guessed from the talk"
REMARKS = 0.2  # share of words in columns of remarks, over which a person should look
NOT_TAKEN = 0.1  # lines shaped like a label, over turns
LOST = 0.002  # share of words, over which some are lost
AS_WELL = 0.02  # of the fit, between two layouts of which neither fits better


@dataclass(frozen=True)
class Account:
    """What became of a note's words. `looks` are sentences without a name in them: what a person should look at."""

    layout: str
    fit: float
    words_file: int
    words_turns: int
    aside: dict[str, int] = field(default_factory=dict)  # reason -> words
    labels_not_taken: int = 0
    met_once: int = 0
    roles_from: str = ""
    looks: tuple[str, ...] = ()
    evidence: str = ""

    @property
    def words_set_aside(self) -> int:
        return sum(self.aside.values())

    @property
    def share(self) -> float:
        talk = self.words_file - self.aside.get("labels", 0) - self.aside.get("stamps", 0)
        return round(self.words_turns / talk, 4) if talk > 0 else 0.0


def account(reading: Reading, roles: Roles, others: list[Reading], total: int) -> Account:
    """The account of a note as it was read. total: words of the whole file; others: the other layouts' readings."""
    turns = reading.turns
    aside: Counter[str] = Counter()
    for one in reading.aside:
        aside[one.reason] += words(one.text)
    in_turns = sum(words(turn.text) for turn in turns)
    speakers = Counter(turn.speaker for turn in turns if turn.speaker)
    once = sum(count == 1 for count in speakers.values())
    found = Account(
        reading.layout, round(reading.fit, 3), total, in_turns,
        {reason: aside[reason] for reason in REASONS if aside[reason]},
        len(reading.not_taken), once, roles.how,
    )  # fmt: skip
    looks = tuple(_looks(found, reading, roles, others))
    return Account(**{**found.__dict__, "looks": looks, "evidence": _evidence(reading)})


def _looks(found: Account, reading: Reading, roles: Roles, others: list[Reading]) -> list[str]:
    """What a person should look at, and why."""
    return [
        *_words_lost(found), *reading.oddities, *_who_asks(reading.turns, roles), *_low_shares(found),
        *_labels_in_doubt(found, reading, roles, others), *doubts(reading, roles),
    ]  # fmt: skip


def _words_lost(found: Account) -> list[str]:
    missing = abs(found.words_file - found.words_turns - found.words_set_aside)
    lost = missing > max(2, LOST * found.words_file)
    return [f"{missing} words of the file are in no turn and no list"] if lost else []


def _who_asks(turns: list[Turn], roles: Roles) -> list[str]:
    said = []
    if roles.how in ("talk", "nobody named") and not roles.sure:
        said.append(FROM_TALK)
    elif roles.how == "letters":
        said.append("who asks was guessed from bold or italic letters")
    elif not roles.sure:
        said.append("all labels are of one side")
    asking = sum(turn.role == "interviewer" for turn in turns)
    if turns and not asking and roles.how not in ("manifest", "nobody named"):
        said.append("nobody seems to ask")
    if turns and asking == len(turns):
        said.append("nobody seems to answer")
    return said


def _low_shares(found: Account) -> list[str]:
    aside = {reason: found.aside.get(reason, 0) for reason in REASONS}
    said = {
        f"the layout fits poorly ({found.fit:.2f})": found.fit < FIT,
        f"only {100 * found.share:.0f} % of the words are in turns": found.share < SHARE,
        f"{aside['remarks']} words were set aside as remarks": aside["remarks"] > REMARKS * found.words_file,
        f"{aside['before']} words stand before the first speaker": aside["before"] > BEFORE * found.words_file,
    }
    return [sentence for sentence, holds in said.items() if holds]


def _labels_in_doubt(found: Account, reading: Reading, roles: Roles, others: list[Reading]) -> list[str]:
    said = []
    if found.labels_not_taken > NOT_TAKEN * len(reading.turns):
        said.append(f"{found.labels_not_taken} lines look like a label and were read as talk")
    if (weak := _weak_once(reading)) and roles.how != "manifest":
        said.append(f"{weak} of the speakers are met once only")
    if others and reading.fit - others[0].fit < AS_WELL and _differs(reading, others[0]):
        said.append("another layout fits as well and gives other turns")
    return said


def _weak_once(reading: Reading) -> int:
    """Speakers met once whose label is no usual one."""
    speakers = Counter(turn.speaker for turn in reading.turns if turn.speaker)
    return sum(
        count == 1 and (not usual_role(label) or (letter_only(label) and not any(c.isdigit() for c in label)))
        for label, count in speakers.items()
    )


def _differs(one: Reading, other: Reading) -> bool:
    return [(t.speaker, t.text) for t in one.turns] != [(t.speaker, t.text) for t in other.turns]


def _evidence(reading: Reading) -> str:
    """What speaks for who asks, without a name."""
    turns = reading.turns
    asked = sum("?" in turn.text[-40:] for turn in turns if turn.role == "interviewer")
    asks = sum(turn.role == "interviewer" for turn in turns)
    others = sum("?" in turn.text[-40:] for turn in turns if turn.role == "participant")
    return (
        f"{asked} of {asks} turns of the asking side end in a question, {others} of {len(turns) - asks} of the others"
    )
