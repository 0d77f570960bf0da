"""The review workbook: the segments where a person's decision is worth most, one row a suggestion.

`make review` writes reports/review/review.xlsx. A person fills it in and saves it under raw/coding, where the next
`dvc repro` reads it (see review_reading). A workbook somebody has begun to fill in is never overwritten.
"""

import numpy as np
import pandas as pd

from pipeline.decisions.differences import conflicts, differences
from pipeline.decisions.read import read
from pipeline.decisions.reading import readings
from pipeline.decisions.record import ADJUDICATED, CodingDecision
from pipeline.decisions.review_reading import DISAGREED, named_coder, read_review
from pipeline.decisions.review_sheets import blank_workbook, review_workbook
from pipeline.decisions.standing import standing_table
from pipeline.decisions.themes import ThemesCodebook
from pipeline.study import Study, StudyError, save_workbook
from pipeline.tables import MACHINE, DataFrame
from pipeline.tables.coding import Codings, Topics
from pipeline.tables.decisions import Units

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
    units = study.table("coding/units")
    settings = study.params["coding"]["review"]
    codings = worth_asking(study.table("coding/codings"), settings["suggest_from"])
    decisions = read(study, codebook)
    topics = study.table_if_any("coding/topics")

    rows = worth_deciding(codings, decisions, units, topics, settings["rows"])
    path = "reports/review/review.xlsx"
    refuse_to_overwrite(study, path, decisions)
    with study.writing() as out:
        save_workbook(review_workbook(rows, units, codebook), out.path(path))
    counts = rows["reason"].value_counts()
    told = ", ".join(f"{counts[reason]} {reason.split(' · ')[0]}" for reason in REASONS if reason in counts)
    return f"{path}: {len(rows)} rows ({told or 'nothing to review'}). Fill it in and save it under raw/coding."


def coding_sheet(study: Study, names: list[str], draw: int, coder: str) -> str:
    """Writes a blank coding sheet for `coder`, for the notes, documents and open questions named, or for `draw` notes
    drawn over the groups.

    Nothing that anybody (or the machine) decided is shown, so that two people can code the same blind.
    Raises StudyError for a name that is not there.
    """
    codebook = study.codebook("themes", ThemesCodebook)
    units, decisions = study.table("coding/units"), read(study, codebook)
    together = coded_together(units)
    known = together.unique().tolist()
    for name in names:
        if name not in known:
            raise StudyError("coding-sheet", f"note {name!r}", f"one of {', '.join(known)}")
    names = names or drawn_notes(units, decisions, coder, draw, study.params["study"]["seed"])
    path = f"reports/review/coding_{coder}.xlsx"
    refuse_to_overwrite(study, path, decisions)
    chosen = units[together.isin(names)]
    with study.writing() as out:
        save_workbook(blank_workbook(chosen, codebook, coder), out.path(path))
    return f"{path}: {len(chosen)} units of {', '.join(names)}. Fill it in and save it under raw/coding."


def coded_together(units: DataFrame[Units]) -> pd.Series:
    """What each unit is coded together with: its note or document; of an open answer, the question."""
    return units["source"].where(units["material"] != "open_answer", units["question"])


def drawn_notes(
    units: DataFrame[Units], decisions: list[CodingDecision], coder: str, draw: int, seed: int
) -> list[str]:
    """`draw` notes this coder has not coded: groups take turns, notes coded by others first, at random among those."""
    together = dict(zip(units["unit_id"], coded_together(units), strict=True))
    coded = {(together.get(one.unit_id), one.coder) for one in decisions if one.counts}
    own = {name for name, by in coded if by == coder}
    by_others = {name for name, _ in coded} - own
    notes = units.assign(together=coded_together(units)).drop_duplicates("together")
    notes = notes[~notes["together"].isin(own)].sample(frac=1, random_state=seed)
    notes = notes.assign(alone=~notes["together"].isin(by_others)).sort_values("alone", kind="stable")
    turn = notes.groupby("stakeholder").cumcount()
    return sorted(notes.assign(turn=turn).sort_values(["turn", "alone"], kind="stable")["together"].head(draw))


def worth_deciding(
    codings: DataFrame[Codings],
    decisions: list[CodingDecision],
    units: DataFrame[Units],
    topics: DataFrame[Topics] | None,
    limit: int,
) -> pd.DataFrame:
    """The rows of the workbook, most worth deciding first, the rows of one unit together.

    Columns: COLUMNS; priority 1 is worth most. What people differ on, changed texts and split codes are all listed;
    then the most uncertain units, and a tenth of exemplars of candidate topics, as make up `limit` rows.
    """
    must = by_people(decisions, units)
    left = max(0, limit - len(must))
    new = _candidates(topics, units)
    new = new[~new["segment_id"].isin(must["segment_id"])].sort_values("priority", kind="stable").head(left // 10)
    open_rows = _uncertain(codings)
    open_rows = open_rows[~open_rows["segment_id"].isin(must["segment_id"])]
    first = open_rows.groupby("segment_id")["priority"].transform("min")
    open_rows = open_rows.assign(first=first).sort_values(["first", "segment_id"], kind="stable")
    running = open_rows.groupby("segment_id", sort=False).size().cumsum()
    chosen = running.index[running <= left - len(new)]  # whole units: all that is open about a unit, or nothing
    rows = pd.concat([must, open_rows[open_rows["segment_id"].isin(chosen)], new], ignore_index=True)
    order = {segment_id: index for index, segment_id in enumerate(rows["segment_id"].drop_duplicates())}
    rows = rows.assign(order=rows["segment_id"].map(order), rank=rows["reason"].map(REASONS.index))
    rows = rows.sort_values(["order", "rank", "priority", "code"], kind="stable")
    return rows.reset_index(drop=True)[COLUMNS]


def worth_asking(codings: DataFrame[Codings], least: float) -> pd.DataFrame:
    """`codings` (coding/codings) without what the machine put to review with a score under `least`."""
    unlikely = (codings["origin"] == MACHINE) & (codings["decision"] == "review") & (codings["score"] < least)
    return codings[~unlikely]


_YES, _NO = "✓", "✗"


def by_people(decisions: list[CodingDecision], units: DataFrame[Units]) -> pd.DataFrame:
    """What people's decisions leave open (COLUMNS): what they differ on, what one said and unsaid, decisions about
    words that were corrected since, and those about a code that was split."""
    found, order = readings(decisions), units["unit_id"].tolist()
    standing = standing_table(found, order)
    stance = dict(zip(zip(standing["unit_id"], standing["code"], strict=True), standing["stance"], strict=True))
    rows: list[tuple[str, str, str, str]] = []  # unit, reason, code, what is told
    differ = [one for one in differences(found, order).itertuples() if pd.isna(one.settled)]
    for one in differ:
        if one.about == "code":
            rows.append((one.unit_id, DISAGREED, one.code, f"{one.in_favour}: {_YES}; {one.against}: {_NO}"))
    for one in conflicts(decisions, found, order).itertuples():
        if pd.isna(one.settled):
            told = f"{one.coder}: {_YES} {one.in_favour}; {_NO} {one.against}"
            rows.append((one.unit_id, DISAGREED, one.code, told))
    rows += [(one.unit_id, CHANGED, one.code, _marked(one)) for one in stale(decisions, units)]
    for one in differ:
        if one.about == "stance":
            votes = found[one.unit_id].of_people(one.code)
            yes = {coder: vote.stance for coder, vote in votes.items() if vote.word == "assigned" and vote.stance}
            told = "; ".join(f"{coder}: {own}" for coder, own in yes.items())
            rows.append((one.unit_id, DISAGREED, one.code, told))
    for reason, why in ((CHANGED, "text changed"), (SPLIT, "code split")):
        waits = standing[(standing["standing"] == "open") & (standing["why"] == why)]
        rows += [(one.unit_id, reason, one.code, f"{one.by.split(';')[0]}: {_YES}") for one in waits.itertuples()]
    frame = pd.DataFrame(rows, columns=["segment_id", "reason", "code", "rationale"])
    frame = frame.drop_duplicates(["segment_id", "code"])
    given = [stance.get(pair) for pair in zip(frame["segment_id"], frame["code"], strict=True)]
    return frame.assign(score=np.nan, stance=given, priority=1.0)[COLUMNS]


def _marked(one: CodingDecision) -> str:
    return f"{one.coder}: {_YES if one.decision == 'assigned' else _NO}"


def stale(decisions: list[CodingDecision], units: DataFrame[Units]) -> list[CodingDecision]:
    """Decisions that stand although their words have been corrected since: they are asked about again."""
    now = dict(zip(units["unit_id"], units["fingerprint"].fillna(""), strict=True))
    about = [one for one in decisions if one.counts and one.code and one.fingerprint and now.get(one.unit_id)]
    again = {(one.unit_id, one.code, one.coder) for one in about if one.fingerprint == now[one.unit_id]}
    return [
        one
        for one in about
        if one.fingerprint != now[one.unit_id]
        and one.coder != ADJUDICATED
        and not one.waits
        and (one.unit_id, one.code, one.coder) not in again
    ]


def _uncertain(codings: DataFrame[Codings]) -> pd.DataFrame:
    waiting = codings[(codings["decision"] == "review") & (codings["origin"] == MACHINE)]
    return waiting.assign(reason=UNCERTAIN, priority=waiting["priority"].fillna(np.inf))[COLUMNS]


def _candidates(topics: DataFrame[Topics] | None, units: DataFrame[Units]) -> pd.DataFrame:
    """Exemplars of candidate topics: no code is suggested; the topic's terms say what could be a new one."""
    rows = []
    language = units.set_index("unit_id")["language"]
    for topic in (topics[topics["verdict"] == "candidate"] if topics is not None else pd.DataFrame()).itertuples():
        for rank, segment_id in enumerate(topic.exemplars.split(";"), start=1):
            own = f"terms_{language.get(segment_id)}"  # the unit's language first
            columns = sorted((one for one in topic._fields if one.startswith("terms_")), key=lambda one: one != own)
            found = [getattr(topic, one) for one in columns if isinstance(getattr(topic, one), str)]
            words = ", ".join(found[0].split(";")) if found else ""
            told = f"topic · sujet {topic.topic}: {words}"
            rows.append((segment_id, CANDIDATE, None, None, told, None, float(rank)))
    return pd.DataFrame(rows, columns=COLUMNS)


def refuse_to_overwrite(study: Study, path: str, decisions: list[CodingDecision]) -> None:
    """Raises StudyError where the workbook at `path` holds decisions that are not under raw/coding yet."""
    if not (study.root / path).exists():
        return
    begun = read_review(study.root / path, path, coder=named_coder(study.root / path) or "nobody yet")
    known = {(one.coder, one.unit_id, one.written, one.decision) for one in decisions}
    open_rows = [one for one in begun if (one.coder, one.unit_id, one.written, one.decision) not in known]
    if open_rows:
        raise StudyError(
            path,
            f"{len(open_rows)} decisions in it are not under raw/coding yet (the first: {open_rows[0].unit_id})",
            todo="Save the workbook under raw/coding, or delete it, then run this again.",
        )
