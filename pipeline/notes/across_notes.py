"""Who asks, told across the notes of a study: whoever asks in many of them and answers in none.

It settles the notes in which who asks could only be guessed from their own talk, two who ask in one of them, too. A
guess as well, though one that rests on more.
"""

from collections import defaultdict
from collections.abc import Sequence

from pipeline.notes import labels
from pipeline.notes.speakers import asking

MANY = 3  # notes in which somebody asks
ASKS, ANSWERS = 0.3, 0.15  # share of somebody's turns that ask: from where they ask, up to where they answer

Rows = list[dict]  # of notes/turns


def who_asks(notes: Sequence[Rows]) -> dict[str, int]:
    """The people who ask in many notes and answer in none (by `labels.key`), and in how many they ask.

    Letters and numbers (`A`, `Speaker 2`) are other people in each note.
    """
    asked: dict[str, int] = defaultdict(int)
    answered = set()
    for rows in notes:
        for speaker in _named(rows):
            own = [row for row in rows if row["speaker"] == speaker]
            share, key = asking([row["text"] for row in own]), labels.key(speaker)
            if share > ASKS:
                asked[key] += 1
            elif share <= ANSWERS and own[0]["role"] != "interviewer":
                answered.add(key)
    return {key: count for key, count in asked.items() if count >= MANY and key not in answered}


def settled(rows: Rows, hosts: dict[str, int]) -> tuple[Rows, int]:
    """The turns with the roles that `hosts` (from `who_asks`) give, and in how many notes its own host asks; 0 and the
    turns as they are where the note has none of them, or nobody else."""
    here = {speaker for speaker in _named(rows) if labels.key(speaker) in hosts}
    if not here or {row["speaker"] for row in rows} <= here:
        return rows, 0
    told = [row | {"role": "interviewer" if row["speaker"] in here else "participant"} for row in rows]
    return told, min(hosts[labels.key(speaker)] for speaker in here)


def _named(rows: Rows) -> list[str]:
    """The speakers whose label may be a person's name, in order."""
    found = dict.fromkeys(row["speaker"] for row in rows if row["speaker"])
    return [label for label in found if not labels.usual_role(label) and _letters(label) > 1]


def _letters(label: str) -> int:
    """How many letters a label has; none where it counts people (`Speaker 2`)."""
    return 0 if any(sign.isdigit() for sign in label) else sum(map(str.isalpha, label))
