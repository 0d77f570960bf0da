"""From passages to speaker turns: find the labels, cut at them, work out who asks and who answers."""

import re
from collections import Counter
from dataclasses import dataclass, field

from pipeline.notes.lexicon import word_list
from pipeline.notes.passages import Passage
from pipeline.study import folded

STAMP = r"[\[(]?\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?[\])]?"
# `INT:`, `Participant 2 :`, `[00:01:02] Mme Roy:`; a label is short and begins with a letter.
LABEL = re.compile(
    rf"(?:{STAMP}\s*[-–]?\s*)?(?P<label>[^\W\d_][\w.'’()/ -]{{0,39}}?)\s*(?:{STAMP})?\s*[:：]\s*(?P<said>.*)"
)
# `Speaker 1  0:03` alone on its line, the talk below it.
LABEL_LINE = re.compile(rf"(?P<label>[^\W\d_][\w.'’()/ -]{{0,39}}?)\s+{STAMP}")


@dataclass
class Turn:
    """One speaker's turn as it was said. `role` is filled by `roles`."""

    speaker: str | None
    words: list[str]
    start_s: float | None = None
    end_s: float | None = None
    role: str = "participant"
    heading: bool = False

    @property
    def text(self) -> str:
        return " ".join(word for word in self.words if word)


@dataclass(frozen=True)
class Roles:
    """Which labels ask and which answer; `sure` where labels alone settled it."""

    interviewer: list[str] = field(default_factory=list)
    participants: list[str] = field(default_factory=list)
    sure: bool = True


def turns_of(passages: list[Passage], known: set[str] = frozenset()) -> list[Turn]:
    """Turns in order. What stands before the first speaker (title, date, mode) is not speech.

    known: labels a person gave in the manifest. Without any label, each paragraph is a turn.
    """
    passages = without_header(passages)
    labels = find_labels(passages) | {plain(label) for label in known}
    turns: list[Turn] = []
    for passage in passages:
        speaker, said = _speaker(passage, labels)
        timed = passage.start_s is not None
        if speaker is not None and not (timed and turns and turns[-1].speaker == speaker):
            turns.append(Turn(speaker, [said], passage.start_s, passage.end_s))
        elif turns and not passage.heading:
            turns[-1].words.append(said)
            turns[-1].end_s = passage.end_s if timed else turns[-1].end_s
        elif not turns and timed:
            turns.append(Turn(None, [said], passage.start_s, passage.end_s))
    if not turns:
        turns = _unlabelled(passages)
    return [turn for turn in turns if turn.text]


def without_header(passages: list[Passage]) -> list[Passage]:
    """The passages after the lines about the note at its head (`Date: ...`, and beside them `Interviewer: A. Roy`)."""
    after = 0
    for number, passage in enumerate(passages):
        found = LABEL.fullmatch(passage.text) if passage.speaker is None else None
        key, said = (plain(found["label"]), found["said"]) if found else ("", passage.text)
        if key.split(" ")[0] in word_list("header_keys"):
            after = number + 1
        elif not passage.heading and not (after and key and len(said.split()) <= 5 and said[-1:] not in set(".?!…")):
            break
    return passages[after:]


def find_labels(passages: list[Passage]) -> set[str]:
    """The speaker labels of a note, in plain form.

    A word before a colon is a label if it is a usual one for an interviewer or participant, or if it comes again at
    the start of lines (three times; twice at the start of paragraphs).
    """
    lines, paragraphs, usual = Counter(), Counter(), set()
    for passage in passages:
        if passage.speaker is not None:
            continue
        found = LABEL_LINE.fullmatch(passage.text) or LABEL.fullmatch(passage.text)
        if not found or not found["label"][0].isupper() or len(found["label"].split()) > 4:
            continue
        label = plain(found["label"])
        lines[label] += 1
        paragraphs[label] += passage.opens_paragraph
        if usual_role(label):
            usual.add(label)
    again = {label for label in lines if lines[label] >= 3 or paragraphs[label] >= 2}
    return usual | again


def _speaker(passage: Passage, labels: set[str]) -> tuple[str | None, str]:
    """(label as written, what was said) of a passage; label None where it goes on from the one before."""
    if passage.speaker is not None:
        return passage.speaker, passage.text
    found = LABEL_LINE.fullmatch(passage.text) or LABEL.fullmatch(passage.text)
    if found and plain(found["label"]) in labels:
        return found["label"].strip(), found.groupdict().get("said") or ""
    return None, passage.text


def _unlabelled(passages: list[Passage]) -> list[Turn]:
    """A note without labels: a turn for each paragraph; headings and short paragraphs that end in `?` are questions."""
    turns: list[Turn] = []
    for passage in passages:
        if turns and not passage.opens_paragraph:
            turns[-1].words.append(passage.text)
        else:
            turns.append(Turn(None, [passage.text], heading=passage.heading))
    first = next((i for i, turn in enumerate(turns) if turn.text.endswith("?")), 0)
    turns = [turn for turn in turns[first:] if turn.text.endswith("?") or not turn.heading]
    for turn in turns:
        short = len(turn.text.split()) <= 40
        turn.role = "interviewer" if turn.text.endswith("?") and (turn.heading or short) else "participant"
    return turns


def plain(label: str) -> str:
    """A label without case, accents, stops and spaces at its ends: `Intervieweuse ` and `INTERVIEWEUSE` are one."""
    return re.sub(r"\s+", " ", folded(label).replace(".", " ")).strip()


def usual_role(label: str) -> str | None:
    """`interviewer` or `participant` where the label is a usual one (numbered or not), else None."""
    stem = re.sub(r"[\s#-]*\d+[a-z]?$", "", plain(label))
    if stem in word_list("asking_labels"):
        return "interviewer"
    return "participant" if stem in word_list("answering_labels") else None


def roles(turns: list[Turn], interviewer: list[str] = (), participants: list[str] = ()) -> Roles:
    """Who asks and who answers, from the labels and the talk; a person's word (the two lists) goes first.

    Labels that are usual for both sides settle it. Else the talk does: an interviewer asks in most turns, says less
    in each, and mostly speaks first.
    """
    labels = list(dict.fromkeys(turn.speaker for turn in turns if turn.speaker))
    if interviewer or participants:
        asking = {plain(label) for label in interviewer}
        answering = {plain(label) for label in participants}
        asks = [x for x in labels if plain(x) in asking or (not asking and plain(x) not in answering)]
        return Roles(asks, _without(labels, asks))
    usual = {label: usual_role(label) for label in labels}
    asks = [label for label in labels if usual[label] == "interviewer"]
    if set(usual.values()) == {"interviewer", "participant"} and _asking(turns, asks) >= _asking(
        turns, _without(labels, asks)
    ):
        return Roles(asks, _without(labels, asks))
    if len(labels) == 1:
        asks = asks if _asking(turns, labels) > 0.5 else []
        return Roles(asks, _without(labels, asks), sure=bool(usual[labels[0]]))
    return _by_talk(turns, labels)


def _without(labels: list[str], taken: list[str]) -> list[str]:
    return [label for label in labels if label not in taken]


def _by_talk(turns: list[Turn], labels: list[str]) -> Roles:
    """The speaker who most asks is the interviewer."""
    if not labels:
        return Roles(sure=False)
    first = turns[0].speaker
    length = {label: _length(turns, label) for label in labels}
    longest = max(length.values())
    points = {
        label: _asking(turns, [label]) + 0.5 * (1 - length[label] / longest) + 0.2 * (label == first)
        for label in labels
    }
    best = max(labels, key=lambda label: points[label])
    asks = [best] if _asking(turns, [best]) > 0.3 else []
    return Roles(asks, _without(labels, asks), sure=False)


def _asking(turns: list[Turn], labels: list[str]) -> float:
    """Share of these speakers' turns that hold a question near their end."""
    own = [turn.text for turn in turns if turn.speaker in labels]
    return sum("?" in text[-40:] for text in own) / len(own) if own else 0.0


def _length(turns: list[Turn], label: str) -> float:
    own = [len(turn.text.split()) for turn in turns if turn.speaker == label]
    return sum(own) / len(own)
