"""What a corrected transcript changed: which turns are as they were (even under another number), changed, gone or new.

Codings refer to note, turn and the fingerprint of the turn's raw text. After a note was edited, those on unchanged
turns follow their turn; the others go to review with the old and new text side by side. Nothing is lost silently: every
old turn has a row in the result.
"""

from difflib import SequenceMatcher

import pandas as pd
from rapidfuzz import fuzz, process

COLUMNS = ["note_id", "turn_old", "turn_new", "state", "text_old", "text_new"]
RELATED = 40  # likeness (rapidfuzz token_set_ratio, 0 to 100) from which an edited turn counts as the same turn


def compare(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Old and new segments of the same notes, turn by turn.

    old, new: columns note_id, turn, fingerprint, text (the de-identified text: it is only shown, never compared for
    equality). Returns COLUMNS, one row for each old turn and each new one without an old: `state` is `unchanged` (same
    fingerprint; turn_new may differ), `changed` (both texts), `gone` (no text_new) or `new` (no text_old).
    """
    notes = sorted({*old["note_id"], *new["note_id"]})
    rows = [row for note in notes for row in _note(note, old[old["note_id"] == note], new[new["note_id"] == note])]
    frame = pd.DataFrame(rows, columns=COLUMNS)
    return frame.astype({"turn_old": "Int64", "turn_new": "Int64"})


def _note(note: str, old: pd.DataFrame, new: pd.DataFrame) -> list[tuple]:
    """Rows of one note: runs of equal fingerprints first, then moved turns, then likeness within what is left."""
    before = list(old.sort_values("turn")[["turn", "fingerprint", "text"]].itertuples(index=False, name=None))
    after = list(new.sort_values("turn")[["turn", "fingerprint", "text"]].itertuples(index=False, name=None))
    pairs: dict[int, int] = {}
    matcher = SequenceMatcher(None, [row[1] for row in before], [row[1] for row in after], autojunk=False)
    for block in matcher.get_matching_blocks():
        pairs |= {block.a + step: block.b + step for step in range(block.size)}
    _moved(before, after, pairs)
    unchanged = set(pairs)
    _edited(before, after, pairs)

    rows = []
    for i, (turn, _, text) in enumerate(before):
        if i not in pairs:
            rows.append((note, turn, None, "gone", text, None))
        else:
            number, _, corrected = after[pairs[i]]
            rows.append((note, turn, number, "unchanged" if i in unchanged else "changed", text, corrected))
    taken = set(pairs.values())
    return rows + [(note, None, row[0], "new", None, row[2]) for j, row in enumerate(after) if j not in taken]


def _moved(before: list[tuple], after: list[tuple], pairs: dict[int, int]) -> None:
    """Pair equal turns that stand in another order, where their fingerprint is the only one of its kind left."""
    taken = set(pairs.values())
    left = [j for j in range(len(after)) if j not in taken]
    for i in range(len(before)):
        same = [j for j in left if after[j][1] == before[i][1]] if i not in pairs else []
        if len(same) == 1:
            pairs[i] = same[0]
            left.remove(same[0])


def _edited(before: list[tuple], after: list[tuple], pairs: dict[int, int]) -> None:
    """Pair what is left by likeness, each old turn with the most like new one between its paired neighbours."""
    for i in range(len(before)):
        if i in pairs:
            continue
        low = max((pairs[k] for k in pairs if k < i), default=-1)
        high = min((pairs[k] for k in pairs if k > i and pairs[k] > low), default=len(after))
        open_places = [j for j in range(low + 1, high) if j not in set(pairs.values())]
        best = process.extractOne(
            before[i][2], {j: after[j][2] for j in open_places}, scorer=fuzz.token_set_ratio, score_cutoff=RELATED
        )
        if best is not None:
            pairs[i] = best[2]
