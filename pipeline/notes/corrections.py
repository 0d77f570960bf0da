"""What a corrected transcript changed: which turns are as they were (even under another number), changed, gone or new.

Codings refer to note, turn and the fingerprint of the turn's raw text. After a note was edited, those on unchanged
turns follow their turn; the others go to review with the old and new text side by side. Nothing is lost silently: every
old turn has a row in the result.
"""

from difflib import SequenceMatcher

import pandas as pd
from rapidfuzz import fuzz, process

from pipeline.study import Study, StudyError, read_csv, write_csv

LEDGER = "coded_turns.csv"  # beside the manifest: the turns as they were when people began to code them
LEDGER_COLUMNS = ["note_id", "turn", "fingerprint", "text"]
COLUMNS = ["note_id", "turn_old", "turn_new", "state", "text_old", "text_new"]
RELATED = 40  # likeness (rapidfuzz token_set_ratio, 0 to 100) from which an edited turn counts as the same turn


def compare(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Old and new segments of the same notes, turn by turn.

    old, new: columns note_id, turn, fingerprint, text (the de-identified text: it is only shown, never compared for
    equality). Returns COLUMNS, one row for each old turn and each new one without an old: `state` is `unchanged` (same
    fingerprint; turn_new may differ), `changed` (both texts), `gone` (no text_new) or `new` (no text_old).
    """
    before, after = dict(list(old.groupby("note_id"))), dict(list(new.groupby("note_id")))
    notes = sorted({*before, *after})
    rows = [row for note in notes for row in _note(note, before.get(note, old[:0]), after.get(note, new[:0]))]
    frame = pd.DataFrame(rows, columns=COLUMNS)
    return frame.astype({"turn_old": "Int64", "turn_new": "Int64"})


def read_ledger(study: Study) -> pd.DataFrame:
    """The turns as they were when people began to code them (LEDGER_COLUMNS); empty where nobody noted them."""
    path = (study.raw / study.params["notes"]["manifest"]).with_name(LEDGER)
    if not path.exists():
        return pd.DataFrame(columns=LEDGER_COLUMNS)
    frame = read_csv(path)
    if missing := [column for column in LEDGER_COLUMNS if column not in frame]:
        raise StudyError(
            study.relative(path), f"no column {', '.join(missing)}", f"columns {', '.join(LEDGER_COLUMNS)}"
        )
    return frame.astype({"turn": int, "fingerprint": str})


def remember(study: Study, again: list[str]) -> int:
    """Note the turns of notes that are not in the ledger yet, and of those in `again`; returns how many notes.

    Run it when coding of a note begins, and for a note (`again`) once people have looked at its corrected turns. The
    ledger holds de-identified text only.
    """
    ledger, now = read_ledger(study), study.table("notes/segments")[LEDGER_COLUMNS]
    if unknown := sorted(set(again) - set(now["note_id"])):
        raise StudyError("remember-turns", f"no note {unknown[0]}", "ids of notes that were read")
    status = study.table("notes/status")
    withdrawn = set(status.loc[status["status"].eq("withdrawn"), "note_id"])  # nothing of such a note stays
    kept = ledger[~ledger["note_id"].isin({*again, *withdrawn})]
    added = now[~now["note_id"].isin(kept["note_id"])]
    frame = pd.concat([kept, added]).sort_values(["note_id", "turn"])
    with study.writing() as out:
        path = (study.raw / study.params["notes"]["manifest"]).with_name(LEDGER)
        write_csv(frame, out.path(study.relative(path)))
    return added["note_id"].nunique()


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
            same = i in unchanged  # then it is shown as the gate reads it today
            rows.append((note, turn, number, *(("unchanged", corrected) if same else ("changed", text)), corrected))
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
