"""The study's codebook, notes and codings as a `Project`, and what its extra codes mean when one comes back.

QDA programs know codes and memos, nothing else. So stance, `nothing to code`, `complete` and a person's rejection of a
code stand as codes of their own, in folders of their own, where every program keeps them.
"""

import pandas as pd

from pipeline.decisions.themes import ThemesCodebook
from pipeline.decisions.themes_fields import describe, fields_of
from pipeline.exchange.project import CodeNode, Mark, Note, Project, Selection, Source, User, guid
from pipeline.exchange.transcripts import Transcript
from pipeline.tables import MACHINE, STANCES

STANCE_FOLDER, REJECTED_FOLDER, STATE_FOLDER = "stance", "rejected", "state"
STANCE, REJECTED = "stance: ", "not: "
STATES = {"none": "state: nothing to code", "done": "state: complete"}
ADJUDICATED = "adjudicated by "
ORIGIN = "mixed-methods-pipeline"


def study_project(
    name: str,
    codebook: ThemesCodebook,
    notes: list[Transcript],
    decisions: pd.DataFrame,
    machine: pd.DataFrame,
    memos: pd.DataFrame,
) -> Project:
    """`decisions` and `memos` as `study_inputs.Inputs` gives them, `machine`: segment_id, code, stance, rationale."""
    rows = pd.concat([decisions.assign(user=_user_names(decisions)), _as_decisions(machine)], ignore_index=True)
    users = sorted({*rows["user"], *memos["who"]})
    sources = [Source(guid("source", note.name), note.name, text=note.text, memo=note.memo) for note in notes]
    selections = [one for note in notes for one in _selections(note, rows)]
    about, places = _memos(memos, notes)
    return Project(
        name,
        ORIGIN,
        tuple(User(guid("user", user), user) for user in users),
        tuple(code_nodes(codebook) + _extra_codes(rows)),
        tuple(sources),
        (*selections, *places),
        tuple(about),
    )


def _memos(memos: pd.DataFrame, notes: list[Transcript]) -> tuple[list[Note], list[Selection]]:
    """Memos as notes of the project; a memo on a unit needs a selection without code to stand on."""
    turns = {turn.segment_id: (note, turn) for note in notes for turn in note.turns}
    sources = {note.name: guid("source", note.name) for note in notes}
    found, places = [], []
    for row in memos.itertuples():
        about, target = "study", ""
        if row.about == "code":
            about, target = "code", guid("code", row.target)
        elif row.about == "note" and row.target in sources:
            about, target = "source", sources[row.target]
        elif row.about == "unit" and row.target in turns:
            about, target = "selection", guid("memo place", row.memo_id)
            note, turn = turns[row.target]
            start = turn.start + (0 if pd.isna(row.start) else int(row.start))
            end = turn.end if pd.isna(row.end) else turn.start + int(row.end)
            by = guid("user", row.who)
            places.append(Selection(target, sources[note.name], "text", start, end, note.text[start:end], by))
        elif row.about != "study":
            continue  # on a note that is not in the study any more
        found.append(Note(guid("memo", row.memo_id), about, target, row.text, guid("user", row.who), row.when))
    return found, places


def code_nodes(codebook: ThemesCodebook) -> list[CodeNode]:
    """Themes as folders, codes in use under them; definitions and rules stand in the description."""
    nodes = []
    for theme in codebook.themes:
        folder = f"{theme.id} {theme.label.values()[0]}"
        nodes.append(CodeNode(guid("theme", theme.id), folder, (folder,), theme.label.values()[-1], codable=False))
        for code in codebook.active:
            if code.theme == theme.id:
                text = describe(fields_of(code, codebook.languages))
                nodes.append(CodeNode(guid("code", code.id), code.id, (folder, code.id), text))
    return nodes


def _extra_codes(rows: pd.DataFrame) -> list[CodeNode]:
    rejected = sorted(set(rows.loc[rows["decision"] == "rejected", "code"]))
    folders = {
        STANCE_FOLDER: [STANCE + stance for stance in STANCES],
        STATE_FOLDER: list(STATES.values()),
        REJECTED_FOLDER: [REJECTED + code for code in rejected],
    }
    nodes = []
    for folder, names in folders.items():
        if names:
            nodes.append(CodeNode(guid("folder", folder), folder, (folder,), codable=False))
            nodes += [CodeNode(guid("code", name), name, (folder, name)) for name in names]
    return nodes


def _user_names(decisions: pd.DataFrame) -> list[str]:
    return [
        ADJUDICATED + row.who if row.coder == "adjudicated" else row.coder
        for row in decisions[["coder", "who"]].itertuples()
    ]


def _as_decisions(machine: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "user": MACHINE,
            "segment_id": machine["segment_id"],
            "code": machine["code"],
            "decision": "assigned",
            "stance": machine["stance"].fillna(""),
            "memo": machine["rationale"].fillna(""),
            "start": pd.array([None] * len(machine), dtype="Int64"),
            "end": pd.array([None] * len(machine), dtype="Int64"),
            "when": "",
        }
    )


def _selections(note: Transcript, rows: pd.DataFrame) -> list[Selection]:
    """One selection for each user, place and stance, so that two codes of unlike stance stay apart."""
    turns = {turn.segment_id: turn for turn in note.turns}
    here = rows[rows["segment_id"].isin(turns)].fillna({"start": -1, "end": -1})
    found = []
    keys = ["segment_id", "start", "end", "user", "stance"]
    for (segment_id, start, end, user, stance), group in here.groupby(keys, sort=True):
        turn = turns[segment_id]
        first, last = (turn.start, turn.end) if start < 0 else (turn.start + int(start), turn.start + int(end))
        place = (segment_id, start, end, user, stance)
        marks = [
            Mark(
                guid("coding", *place, row.decision, row.code),
                guid("code", _code_name(row.decision, row.code)),
                guid("user", user),
                row.when,
                row.memo,
            )
            for row in group.sort_values(["decision", "code"]).itertuples()
        ]
        if stance and "assigned" in set(group["decision"]):
            marks.append(Mark(guid("coding", *place, "stance"), guid("code", STANCE + stance), guid("user", user)))
        selection = guid("selection", *place)
        source, by = guid("source", note.name), guid("user", user)
        found.append(Selection(selection, source, "text", first, last, note.text[first:last], by, tuple(marks)))
    return sorted(found, key=lambda one: (one.start, one.end, one.guid))


def _code_name(decision: str, code: str) -> str:
    return STATES.get(decision) or (REJECTED + code if decision == "rejected" else code)
