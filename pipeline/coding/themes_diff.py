"""What changed between two versions of the codebook, and which coded segments move with it."""

import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from pipeline.decisions.themes import Code, ThemesCodebook
from pipeline.study import Study, StudyError, load_model
from pipeline.tables import MACHINE

PROSE = ["theme", "label", "definition", "use_when", "not_when", "questions", "examples"]


@dataclass(frozen=True)
class Fate:
    """What a code id stands for in one version: how it fares, and the codes in use that carry it on."""

    how: str  # in use, retired, split, unknown
    codes: tuple[str, ...] = ()


def fate(codebook: ThemesCodebook, code_id: str) -> Fate:
    code = codebook.current(code_id)
    if code is None:
        return Fate("unknown")
    if code.split_into:
        return Fate("split", tuple(code.split_into))
    return Fate("in use", (code.id,)) if code.is_active else Fate("retired")


def read_version(study: Study, version: str) -> ThemesCodebook:
    """A codebook from a file, or as it was in a git revision (`HEAD~3`, a tag, a commit).

    Raises StudyError where `version` is neither.
    """
    path = Path(version) if Path(version).is_absolute() else study.root / version
    if path.is_file():
        return load_model(path, ThemesCodebook)
    shown = subprocess.run(
        ["git", "show", f"{version}:./codebooks/themes.yaml"], cwd=study.root, capture_output=True, check=False
    )
    if shown.returncode:
        raise StudyError(
            version, "neither a file nor a git revision that holds codebooks/themes.yaml", todo="Name one of the two."
        )
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / f"{version.replace('/', '-')}-themes.yaml"
        copy.write_bytes(shown.stdout)
        return load_model(copy, ThemesCodebook)


def changes(old: ThemesCodebook, new: ThemesCodebook) -> list[str]:
    """Sentences that say what changed, in the order of the new file; codes that are gone come last."""
    before = {code.id: code for code in old.codes}
    told = []
    for code in new.codes:
        former = [one for one in code.renamed_from if one in before]
        was = before.get(code.id) or (before[former[0]] if former else None)
        if was is None:
            told.append(f"{code.id}: added")
            continue
        if code.id not in before:
            told.append(f"{code.id}: renamed from {was.id}")
        told += [f"{code.id}: {what}" for what in _became(was, code)]
        rewritten = [name.replace("_", " ") for name in PROSE if getattr(was, name) != getattr(code, name)]
        if rewritten:
            told.append(f"{code.id}: rewritten ({', '.join(rewritten)})")
    kept = {code.id for code in new.codes} | {one for code in new.codes for one in code.renamed_from}
    told += [f"{code.id}: gone from the file" for code in old.codes if code.id not in kept]
    return told


def _became(was: Code, code: Code) -> list[str]:
    told = []
    if code.merged_into and code.merged_into != was.merged_into:
        told.append(f"merged into {code.merged_into}")
    if code.split_into and code.split_into != was.split_into:
        told.append(f"split into {', '.join(code.split_into)}")
    if code.retired and not was.retired:
        told.append("retired")
    if code.is_active and not was.is_active:
        told.append("in use again")
    return told


def moves(old: ThemesCodebook, new: ThemesCodebook, coded: pd.DataFrame) -> pd.DataFrame:
    """The codings whose code fares differently in the two versions.

    `coded`: segment_id, code (an id of any version), by (coder, or `machine`), one row a coding. Columns of the result:
    segment_id, by, old, new (codes in use, separated by `;`), how (moves, to review, set aside, returns, refused).
    """
    rows = []
    fates = {code: (fate(old, code), fate(new, code)) for code in sorted(coded["code"].dropna().unique())}
    for row in coded.dropna(subset=["code"]).itertuples():
        was, now = fates[row.code]
        if was != now:
            how = {"in use": "moves", "split": "to review", "retired": "set aside", "unknown": "refused"}[now.how]
            if was.how in ("retired", "unknown") and now.how == "in use":
                how = "returns"
            rows.append((row.segment_id, row.by, ";".join(was.codes) or row.code, ";".join(now.codes), how))
    return pd.DataFrame(rows, columns=["segment_id", "by", "old", "new", "how"])


def report(study: Study, old_version: str, new_version: str) -> str:
    """What `codebook diff` prints."""
    from pipeline.decisions.read import of_logs, of_tables

    old, new = read_version(study, old_version), read_version(study, new_version)
    said = [one for one in [*of_tables(study), *of_logs(study)] if one.counts and one.code]
    written = pd.DataFrame([(one.unit_id, one.code, one.coder) for one in said], columns=["segment_id", "code", "by"])
    codings = study.table_or_empty("coding/codings")
    machine = codings[codings["origin"] == MACHINE].rename(columns={"origin": "by"})
    coded = pd.concat([written, machine[["segment_id", "code", "by"]]])
    return told(changes(old, new), moves(old, new, coded))


_SENTENCES = {
    "moves": "{old} -> {new}",
    "to review": "{old} -> to be decided among {new}",
    "set aside": "{old} -> set aside (the decisions stay on file)",
    "returns": "{new} <- counted again",
    "refused": "{old} -> in no codebook: the next run would stop. Keep the code as retired, merged, split or renamed",
}


def told(changed: list[str], moved: pd.DataFrame) -> str:
    """Changes and moves as text: one line a change, then one a move, with the segments people and the machine coded."""
    if not changed and moved.empty:
        return "The two versions are the same."
    lines = ["Changed:", *(f"  {line}" for line in changed)] if changed else ["No code changed."]
    if moved.empty:
        return "\n".join([*lines, "", "No coded segment moves."])
    lines += ["", f"Segments that move: {moved['segment_id'].nunique()}"]
    for (how, old, new), rows in moved.groupby(["how", "old", "new"], sort=True):
        people = sorted(rows.loc[rows["by"] != MACHINE, "segment_id"].unique(), key=_place)
        machine = rows.loc[rows["by"] == MACHINE, "segment_id"].nunique()
        counts = f"{len(people)} decided by people, {machine} by the machine"
        lines.append(f"  {_SENTENCES[how].format(old=old, new=new)} ({counts})")
        if people:
            lines.append(f"    {', '.join(people)}")
    lines += ["", "What the machine makes of rewritten and added codes is known after `dvc repro`."]
    return "\n".join(lines)


def _place(segment_id: str) -> tuple[str, int]:
    note, _, turn = segment_id.partition("#")
    return note, int(turn) if turn.isdecimal() else 0
