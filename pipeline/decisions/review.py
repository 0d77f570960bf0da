"""The review workbook: the segments where a person's decision is worth most, one row a suggestion.

`make review` writes reports/review/review.xlsx. A person fills it in and saves it under raw/coding, where the next
`dvc repro` reads it (see review_reading). A workbook somebody has begun to fill in is never overwritten.
"""

import numpy as np
import pandas as pd

from pipeline.agreement.reliability import disagreements
from pipeline.decisions.conflicts import conflicts
from pipeline.decisions.decision_log import ADJUDICATED
from pipeline.decisions.read import load_decisions
from pipeline.decisions.review_reading import DISAGREED, named_coder, read_review
from pipeline.decisions.review_sheets import blank_workbook, review_workbook
from pipeline.decisions.themes import ThemesCodebook
from pipeline.study import Study, StudyError, save_workbook

UNCERTAIN, CANDIDATE, CHANGED = (
    "uncertain · incertain",
    "candidate code · code possible",
    "changed text · texte modifié",
)
SPLIT = "split code · code scindé"
REASONS = [DISAGREED, CHANGED, SPLIT, UNCERTAIN, CANDIDATE]  # in the order in which they are listed for one segment
COLUMNS = ["segment_id", "reason", "code", "score", "rationale", "stance", "priority"]


def run(study: Study) -> str:
    """Writes the workbook; returns a sentence that says where it is and what is in it."""
    codebook = study.codebook("themes", ThemesCodebook)
    segments = study.table("notes/segments")
    codings = study.table("coding/codings")
    decisions = load_decisions(study)
    topics = study.table("coding/topics") if study.has_table("coding/topics") else None

    rows = worth_deciding(codings, decisions, segments, topics, study.params["coding"]["review"]["rows"])
    path = "reports/review/review.xlsx"
    refuse_to_overwrite(study, path, decisions)
    with study.writing() as out:
        save_workbook(review_workbook(rows, segments, codebook), out.path(path))
    counts = rows["reason"].value_counts()
    told = ", ".join(f"{counts[reason]} {reason.split(' · ')[0]}" for reason in REASONS if reason in counts)
    return f"{path}: {len(rows)} rows ({told or 'nothing to review'}). Fill it in and save it under raw/coding."


def coding_sheet(study: Study, notes: list[str], draw: int, coder: str) -> str:
    """Writes a blank coding sheet for `coder`, for the notes named or `draw` notes drawn over the groups.

    Nothing that anybody (or the machine) decided is shown, so that two people can code the same notes blind.
    Raises StudyError for a note that is not there.
    """
    codebook = study.codebook("themes", ThemesCodebook)
    segments = study.table("notes/segments")
    known = segments["note_id"].unique().tolist()
    for note in notes:
        if note not in known:
            raise StudyError("coding-sheet", f"note {note!r}", f"one of {', '.join(known)}")
    notes = notes or drawn_notes(segments, load_decisions(study), coder, draw, study.params["study"]["seed"])
    path = f"reports/review/coding_{coder}.xlsx"
    refuse_to_overwrite(study, path, load_decisions(study))
    chosen = segments[segments["note_id"].isin(notes)]
    with study.writing() as out:
        save_workbook(blank_workbook(chosen, codebook, coder), out.path(path))
    return f"{path}: {len(chosen)} turns of {', '.join(notes)}. Fill it in and save it under raw/coding."


def drawn_notes(segments: pd.DataFrame, decisions: pd.DataFrame, coder: str, draw: int, seed: int) -> list[str]:
    """`draw` notes this coder has not coded: groups take turns, notes coded by others first, at random among those."""
    own = set(decisions.loc[decisions["coder"] == coder, "note_id"])
    by_others = set(decisions["note_id"]) - own
    notes = segments.drop_duplicates("note_id")
    notes = notes[~notes["note_id"].isin(own)].sample(frac=1, random_state=seed)
    notes = notes.assign(alone=~notes["note_id"].isin(by_others)).sort_values("alone", kind="stable")
    turn = notes.groupby("stakeholder").cumcount()
    return sorted(notes.assign(turn=turn).sort_values(["turn", "alone"], kind="stable")["note_id"].head(draw))


def worth_deciding(
    codings: pd.DataFrame, decisions: pd.DataFrame, segments: pd.DataFrame, topics: pd.DataFrame | None, limit: int
) -> pd.DataFrame:
    """The rows of the workbook, most worth deciding first, the rows of one segment together.

    Columns: COLUMNS; priority 1 is worth most. Open disagreements, changed texts and split codes are all listed; then
    the most uncertain segments, and a tenth of exemplars of candidate topics, as make up `limit` rows.
    """
    must = [_disagreed(decisions, segments), _unsaid(decisions), _changed(decisions, segments), _split(decisions)]
    must = pd.concat(must, ignore_index=True).drop_duplicates(["segment_id", "code"])
    left = max(0, limit - len(must))
    new = _candidates(topics, segments)
    new = new[~new["segment_id"].isin(must["segment_id"])].sort_values("priority", kind="stable").head(left // 10)
    open_rows = _uncertain(codings)
    open_rows = open_rows[~open_rows["segment_id"].isin(must["segment_id"])]
    first = open_rows.groupby("segment_id")["priority"].transform("min")
    open_rows = open_rows.assign(first=first).sort_values(["first", "segment_id"], kind="stable")
    running = open_rows.groupby("segment_id", sort=False).size().cumsum()
    chosen = running.index[running <= left - len(new)]  # whole segments: all that is open about a segment, or nothing
    rows = pd.concat([must, open_rows[open_rows["segment_id"].isin(chosen)], new], ignore_index=True)
    order = {segment_id: index for index, segment_id in enumerate(rows["segment_id"].drop_duplicates())}
    rows = rows.assign(order=rows["segment_id"].map(order), rank=rows["reason"].map(REASONS.index))
    rows = rows.sort_values(["order", "rank", "priority", "code"], kind="stable")
    return rows.reset_index(drop=True)[COLUMNS]


def _disagreed(decisions: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    table = disagreements(decisions, segments)
    table = table[table["settled"].isna()]
    stance = decisions.drop_duplicates(["segment_id", "code"]).set_index(["segment_id", "code"])["stance"]
    return pd.DataFrame(
        {
            "segment_id": table["segment_id"],
            "reason": DISAGREED,
            "code": table["code"],
            "rationale": [f"{row.in_favour}: {_YES}; {row.against}: {_NO}" for row in table.itertuples()],
            "stance": [stance.get((row.segment_id, row.code), "neutral") for row in table.itertuples()],
            "priority": 1.0,
        },
        columns=COLUMNS,
    )


_YES, _NO = "✓", "✗"


def _unsaid(decisions: pd.DataFrame) -> pd.DataFrame:
    """What one person said in one file and unsaid in another, and nobody has settled."""
    settled = decisions[decisions["coder"] == ADJUDICATED]
    done = set(zip(settled["segment_id"], settled["code"], strict=True))
    found = [row for row in conflicts(decisions).itertuples() if (row.segment_id, row.code) not in done]
    return pd.DataFrame(
        {
            "segment_id": [row.segment_id for row in found],
            "reason": DISAGREED,
            "code": [row.code for row in found],
            "rationale": [f"{row.coder}: {_YES} {row.in_favour}; {_NO} {row.against}" for row in found],
            "stance": "neutral",
            "priority": 1.0,
        },
        columns=COLUMNS,
    )


def _changed(decisions: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    """Decisions about words that have been corrected since."""
    now = decisions["segment_id"].map(segments.set_index("segment_id")["fingerprint"])
    known = decisions["fingerprint"].notna() & (decisions["fingerprint"] != "") & now.notna()
    latest = decisions[decisions["fingerprint"] == now][["segment_id", "code", "coder"]]
    stale = decisions[known & (decisions["fingerprint"] != now) & decisions["code"].notna()]
    stale = stale.merge(latest, on=["segment_id", "code", "coder"], how="left", indicator=True)
    stale = stale[(stale["_merge"] == "left_only") & (stale["coder"] != ADJUDICATED)]
    return pd.DataFrame(
        {
            "segment_id": stale["segment_id"],
            "reason": CHANGED,
            "code": stale["code"],
            "rationale": [f"{row.coder}: {_YES if row.decision == 'assigned' else _NO}" for row in stale.itertuples()],
            "stance": stale["stance"],
            "priority": 1.0,
        },
        columns=COLUMNS,
    ).drop_duplicates(["segment_id", "code"])


def _split(decisions: pd.DataFrame) -> pd.DataFrame:
    """Decisions whose code was split since: which of its parts is meant, nobody has said yet."""
    open_rows = decisions[decisions["decision"] == "review"].drop_duplicates(["segment_id", "code"])
    made = decisions[decisions["decision"].isin(["assigned", "rejected"])]
    done = set(zip(made["segment_id"], made["code"], strict=True))
    waits = [(row.segment_id, row.code) not in done for row in open_rows.itertuples()]
    open_rows = open_rows[np.array(waits, dtype=bool)]
    rows = open_rows.assign(reason=SPLIT, score=None, rationale=open_rows["coder"] + f": {_YES}", priority=1.0)
    return rows.reindex(columns=COLUMNS)


def _uncertain(codings: pd.DataFrame) -> pd.DataFrame:
    waiting = codings[(codings["decision"] == "review") & (codings["source"] == "notes")]
    return waiting.assign(reason=UNCERTAIN, priority=waiting["priority"].fillna(np.inf))[COLUMNS]


def _candidates(topics: pd.DataFrame | None, segments: pd.DataFrame) -> pd.DataFrame:
    """Exemplars of candidate topics: no code is suggested; the topic's terms say what could be a new one."""
    rows = []
    language = segments.set_index("segment_id")["language"]
    for topic in (topics[topics["verdict"] == "candidate"] if topics is not None else pd.DataFrame()).itertuples():
        for rank, segment_id in enumerate(topic.exemplars.split(";"), start=1):
            found = topic.terms_fr if language.get(segment_id) == "fr" else topic.terms_en
            words = found if isinstance(found, str) else topic.terms_en if isinstance(topic.terms_en, str) else ""
            words = ", ".join(words.split(";"))
            told = f"topic · sujet {topic.topic}: {words}"
            rows.append((segment_id, CANDIDATE, None, None, told, None, float(rank)))
    return pd.DataFrame(rows, columns=COLUMNS)


def refuse_to_overwrite(study: Study, path: str, decisions: pd.DataFrame) -> None:
    """Raises StudyError where the workbook at `path` holds decisions that are not under raw/coding yet."""
    if not (study.root / path).exists():
        return
    begun = read_review(study.root / path, path, coder=named_coder(study.root / path) or "nobody yet")
    keys = ["coder", "segment_id", "code", "decision"]
    known = set(decisions[keys].fillna("").itertuples(index=False, name=None))
    open_rows = [row for row in begun[keys].fillna("").itertuples(index=False) if tuple(row) not in known]
    if open_rows:
        raise StudyError(
            path,
            f"{len(open_rows)} decisions in it are not under raw/coding yet (the first: {open_rows[0].segment_id})",
            todo="Save the workbook under raw/coding, or delete it, then run this again.",
        )
