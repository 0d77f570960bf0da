"""What people decided: every file under raw/coding, read into one table.

A coder's table (CSV or spreadsheet; the file's name is the coder's id) has a row for each turn and code, and a row with
an empty code where there is nothing to code. Decisions follow the codebook: renamed and merged codes are followed, the
codes of a split are put to review, retired ones are left out. Nothing here changes what people wrote.
"""

from pathlib import Path

import pandas as pd
from rapidfuzz import process

from pipeline.decisions import decision_log
from pipeline.decisions.review_reading import is_review, read_review
from pipeline.decisions.themes import ThemesCodebook
from pipeline.notes.corrections import follow
from pipeline.study import Study, StudyError
from pipeline.tables import STANCES

TABLE_COLUMNS = ["note_id", "turn", "code", "stance"]
COLUMNS = [
    "segment_id",
    "note_id",
    "turn",
    "code",  # the id in use now; missing where the person said there is nothing to code
    "stance",
    "coder",
    "decision",  # assigned, rejected, none (nothing to code), review (the code was split: to be looked at again)
    "whole",  # the person decided about the whole segment: what is not listed does not apply
    "fingerprint",  # of the text as it was decided upon, where the file tells it
    "source_file",
    "place",  # line or row in that file, for messages
]


def load_decisions(study: Study, codebook: ThemesCodebook | None = None) -> pd.DataFrame:
    """Every decision under raw/coding, one row a segment, code and coder (COLUMNS). Empty table where there is none.

    Raises StudyError for an unknown code, stance or turn, a file that lacks a column, a coder who contradicts himself.
    """
    codebook = codebook or study.codebook("themes", ThemesCodebook)  # a large one takes a second to read
    written = as_written(study)
    if written.empty:
        return pd.DataFrame(columns=COLUMNS)
    decisions = _follow_codebook(_follow_corrections(study, written), codebook)
    _check_turns(study, decisions)
    _check_contradictions(decisions)
    return decisions[COLUMNS].reset_index(drop=True)


def as_written(study: Study) -> pd.DataFrame:
    """Every decision with the code as the person wrote it, whatever has become of that code since (COLUMNS)."""
    folder = study.raw / study.params.get("coding", {}).get("coders", "coding")
    files = [path for path in sorted(folder.glob("*")) if path.suffix.lower() in (".csv", ".xlsx")]
    tables = [
        _read_file(path) for path in files if not path.name.startswith("~$")
    ]  # `~$`: open in a spreadsheet program
    logged = _read_logs(study)
    tables += [logged] if len(logged) else []
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=COLUMNS)


def _read_file(path: Path) -> pd.DataFrame:
    """A workbook made by `review` or `coding-sheet`, or a coder's own table."""
    if path.suffix.lower() == ".xlsx" and is_review(path):
        return read_review(path, f"raw/coding/{path.name}")
    return _read_coder_table(path)


def _read_coder_table(path: Path) -> pd.DataFrame:
    """One coder's table: note_id, turn, code, stance."""
    where = f"raw/coding/{path.name}"
    try:
        if path.suffix.lower() == ".csv":
            table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
        else:
            table = pd.read_excel(path, dtype=str, keep_default_na=False)
    except (ValueError, OSError, KeyError, pd.errors.ParserError) as error:
        kind = "UTF-8 CSV" if path.suffix.lower() == ".csv" else "Excel workbook"
        raise StudyError(where, f"not readable as {kind} ({error})", todo="Save it again, or move it away.") from error
    table.columns = [str(column).strip().lower() for column in table.columns]
    missing = [column for column in TABLE_COLUMNS if column not in table.columns]
    if missing:
        found = ", ".join(table.columns) or "none"
        raise StudyError(where, f"columns {found}", f"the columns {', '.join(TABLE_COLUMNS)}", "Add what is missing.")
    table = table[TABLE_COLUMNS].apply(lambda column: column.str.strip())
    table["place"] = [f"{where}, row {row}" for row in range(2, len(table) + 2)]
    table = table[(table[TABLE_COLUMNS] != "").any(axis=1)].reset_index(drop=True)
    for row in table.itertuples():
        if not row.note_id or not row.turn.removesuffix(".0").isdigit() or int(float(row.turn)) < 1:
            raise StudyError(row.place, f"note {row.note_id!r}, turn {row.turn!r}", "a note and a turn counted from 1")
        if row.stance and row.stance not in STANCES:
            raise StudyError(row.place, f"stance {row.stance!r}", f"one of {', '.join(STANCES)}, or empty")
    turn = table["turn"].astype(float).astype(int)
    return table.assign(
        turn=turn,
        segment_id=table["note_id"] + "#" + turn.astype(str),
        code=table["code"].where(table["code"] != "", None),
        stance=table["stance"].where(table["stance"] != "", "neutral"),
        coder=path.stem,
        decision=["assigned" if code else "none" for code in table["code"]],
        whole=True,
        fingerprint=None,
        source_file=where,
    )


def _read_logs(study: Study) -> pd.DataFrame:
    """What stands in the workbench's logs (raw/coding/decisions), by turn: a code on part of a turn is on the turn."""
    rows = decision_log.by_turn(decision_log.standing(decision_log.read(study)))
    place = f"raw/coding/{decision_log.FOLDER}, " + rows["coder"] + " on " + rows["segment_id"]
    return rows.assign(
        code=rows["code"].where(rows["code"] != "", None),
        fingerprint=rows["fingerprint"].where(rows["fingerprint"] != "", None),
        source_file=f"raw/coding/{decision_log.FOLDER}/",
        place=place,
    )


def _follow_corrections(study: Study, decisions: pd.DataFrame) -> pd.DataFrame:
    """Decisions after notes were corrected: those on unchanged turns follow their turn, those on changed ones wait for
    review; those on turns that are gone stand in notes/corrections and the review workbook only.

    A decision that tells the fingerprint of a turn as it is now was made after the correction, and stands as it is.
    """
    if not study.has_table("notes/corrections"):
        return decisions
    now = study.table("notes/segments").set_index("segment_id")["fingerprint"]
    recent = decisions["fingerprint"].notna() & (decisions["fingerprint"] == decisions["segment_id"].map(now))
    stands, review = follow(decisions[~recent], study.table("notes/corrections"))
    review = review[(review["state"] == "changed") & review["code"].notna()]
    turn = review["turn_new"].astype(int)
    waiting = review.assign(
        turn=turn, segment_id=review["note_id"] + "#" + turn.astype(str), decision="review", whole=False
    )
    return pd.concat([decisions[recent], stands, waiting[decisions.columns]], ignore_index=True)


def _follow_codebook(decisions: pd.DataFrame, codebook: ThemesCodebook) -> pd.DataFrame:
    """Former ids become those in use; a split code becomes one row to review for each of its parts."""
    rows = []
    for row in decisions.to_dict("records"):
        if row["decision"] == "none":
            rows.append(row)
            continue
        code = codebook.current(row["code"])
        if code is None:
            near = process.extractOne(row["code"], [one.id for one in codebook.codes])
            raise StudyError(
                row["place"],
                f"code {row['code']!r}",
                f"a code of codebooks/themes.yaml (nearest: {near[0]})",
                "Mend the cell, or add the code (or `renamed_from`) to the codebook.",
            )
        if code.split_into:
            rows += [row | {"code": part, "decision": "review"} for part in code.split_into]
        elif code.is_active:
            rows.append(row | {"code": code.id})
    followed = pd.DataFrame(rows, columns=decisions.columns)
    # Two codes of one segment that were merged into the same code are one decision now.
    return followed.drop_duplicates(["segment_id", "code", "coder", "decision", "source_file"], ignore_index=True)


def _check_turns(study: Study, decisions: pd.DataFrame) -> None:
    """A decision must be about a turn that is there; notes that wait to be read or were withdrawn are passed over."""
    if not study.has_table("notes/segments"):
        return
    segments = study.table("notes/segments")
    read, turns = set(segments["note_id"]), set(segments["segment_id"])
    known = set(study.table("notes/status")["note_id"]) if study.has_table("notes/status") else set()
    for row in decisions.itertuples():
        if row.segment_id in turns or (row.note_id in known and row.note_id not in read):
            continue
        if row.note_id not in read:
            raise StudyError(row.place, f"note {row.note_id!r}", "a note of the manifest", "Mend the cell.")
        of_note = sorted(segments.loc[segments["note_id"] == row.note_id, "turn"])
        raise StudyError(
            row.place,
            f"turn {row.turn} of {row.note_id}",
            f"one of its participants' turns ({', '.join(map(str, of_note))})",
            "The count includes the interviewer's turns and starts at 1.",
        )


def _check_contradictions(decisions: pd.DataFrame) -> None:
    """One coder cannot, in one file, both code a turn and leave it empty, or assign a code and reject it."""
    for _, rows in decisions.groupby(["source_file", "coder", "segment_id"], sort=True):
        kinds = set(rows["decision"])
        both = rows.groupby("code")["decision"].nunique() if len(rows) > 1 else pd.Series(dtype=int)
        if ("none" in kinds and "assigned" in kinds) or (both > 1).any():
            said = "; ".join(f"{row.code or 'nothing to code'}: {row.decision}" for row in rows.itertuples())
            raise StudyError(
                rows["place"].iloc[-1],
                f"two decisions about {rows['segment_id'].iloc[0]} that exclude each other ({said})",
                "one or the other",
                "Delete the row that is wrong.",
            )
